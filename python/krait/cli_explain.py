"""`krait explain`: all that happens to one function on the way to machine code.

The sections: the types; each stage that changed the function; remarks; loops that were or were not vectorised and why;
the checks that are left in the code. With --time instead: how long each stage takes (cli_times.py).
"""

import linecache

from krait.cli_target import load_function, read_types


def run(arguments):
    """Print the explanation; 0. A compile error is raised after the stages before it were printed."""
    from krait import _compiler
    from krait._inspect import make_request

    dispatcher = load_function(arguments.target)
    notations = read_types(dispatcher, arguments.types)
    if arguments.time:
        from krait.cli_times import print_times

        print_times(dispatcher, notations)
        return 0
    print(f"{dispatcher.__name__}({', '.join(notations)})")
    stages = []
    try:
        found = _compiler.explain(make_request(dispatcher, notations), stages)
    finally:
        _print_stages(stages)
    _print_findings(dispatcher.py_func.__code__.co_filename, found)
    return 0


def _print_stages(stages):
    for text in stages:
        title, _, body = text.partition("\n")
        name = title.removeprefix("; ")
        _print_section("bytecode, in SSA form" if name == "before resolve-names" else name, body)


def _print_findings(file, found):
    _print_section("result", found["result"])
    _print_section("remarks", "\n".join(found["remarks"]) or "none")
    _print_section("vectorisation", "\n".join(vectoriser_lines(file, found["vectoriser"])) or "no loop that could be")
    _print_section("checks left in the code", "\n".join(check_lines(found["checks"])) or "none")


def _print_section(title, body):
    print(f"\n== {title} " + "=" * max(0, 76 - len(title)))
    print(body.rstrip())


def vectoriser_lines(file, rows):
    """The vectoriser's remarks, one line each, the same remark of a place once."""
    lines = []
    for kind, line, _, message in rows:
        where = f"line {line}: {linecache.getline(file, line).strip()}" if line else "a loop"
        text = f"{where}\n    {'' if kind == 'passed' else 'not: '}{message}"
        if text not in lines:
            lines.append(text)
    return lines


def check_lines(rows):
    """The run-time checks that are left, each place and kind with its number of copies."""
    counts = {}
    for row in rows:
        counts[row] = counts.get(row, 0) + 1
    return [_check_line(*row, count) for row, count in sorted(counts.items())]


def _check_line(file, line, function, exception, message, count):
    where = f"line {line}, in {function}" if line else "at several places"
    what = f"{exception}: {message}" if exception else message
    copies = f" ({count} copies)" if count > 1 else ""
    source = linecache.getline(file, line).strip() if line else ""
    return f"{where}: {what}{copies}" + (f"\n    {source}" if source else "")
