"""`krait explain --time`: where the time goes in which one function is compiled, stage by stage and pass by pass.

The function is compiled several times; the table shows the fastest time, in which LLVM's code is in memory already. A
pass that runs several times, or over several functions, is one row.
"""

import time

TIMES = 7
ENOUGH_SECONDS = 3.0  # after these it is not compiled once more


def print_times(dispatcher, notations):
    """Print the table, rows in the order of the pipeline. Raises CompileError."""
    runs = _compile_often(dispatcher, notations)
    totals = [sum(row[2] for row in rows) for rows in runs]
    best = totals.index(min(totals))
    print(f"{dispatcher.__name__}({', '.join(notations)}): {totals[best] / 1000:.2f} ms, the least of {len(runs)} times; "
          f"{totals[0] / 1000:.2f} ms the first time")
    print("\n".join(table_lines(runs[best])))


def _compile_often(dispatcher, notations):
    from krait import _compiler
    from krait._inspect import make_request

    runs, start = [], time.monotonic()
    while len(runs) < TIMES and time.monotonic() - start < ENOUGH_SECONDS:
        runs.append(_compiler.time(make_request(dispatcher, notations)))
    return runs


def table_lines(rows):
    """The table of (group, name, microseconds, runs): each group with its sum, in the order in which they come."""
    whole = sum(row[2] for row in rows) or 1.0
    line = "{:44} {:>9} {:>7} {:>6}".format
    lines = [line("", "ms", "%", "runs")]
    for group in dict.fromkeys(row[0] for row in rows):
        own = [row for row in rows if row[0] == group]
        spent = sum(row[2] for row in own)
        lines += ["", line(group, f"{spent / 1000:.3f}", f"{100 * spent / whole:.1f}", "")]
        lines += [line(f"  {name[:42]}", f"{us / 1000:.3f}", f"{100 * us / whole:.1f}", runs) for _, name, us, runs in own]
    return lines
