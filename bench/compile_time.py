"""How compile time and memory grow with a function: the families of growing.py, each at sizes up to its largest.

    python bench/compile_time.py              the table, and build/compile_time.png where there is matplotlib
    python bench/compile_time.py --only WORD  the families whose name holds the word

An exponent is the slope of a straight line through logarithms of time (or memory) and size, by least squares over the
four sizes that end with the largest, each half of the next: 1 is growth in proportion. Times are CPU time of the thread,
the least of some runs; memory is by how much resident memory rose at its highest while the function was compiled.
"""

import argparse
import ctypes
import dataclasses
import json
import math
import os
import pathlib
import subprocess
import sys
import time

import growing
from environment import BUILD, PEER_PYTHON, WORK
from figures import Figure

GOAL = 1.1
HALVINGS = 3
RUNS = 3
PICTURE = BUILD / "compile_time.png"


def sizes_of(family):
    return [size for size in (family.largest >> k for k in range(HALVINGS, -1, -1)) if size > 1]


def slope(points):
    """Of log y over log x, by least squares."""
    logs = [(math.log(x), math.log(max(y, 1e-9))) for x, y in points]
    middle_x, middle_y = (sum(column) / len(logs) for column in zip(*logs))
    return sum((x - middle_x) * (y - middle_y) for x, y in logs) / sum((x - middle_x) ** 2 for x, _ in logs)


def _resident(field):
    """Megabytes of a line of the process's status."""
    status = pathlib.Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split(field + ":")[1].split()[0]) / 1024


def _compile(family, size, jit):
    """(seconds, megabytes) of the first call; what it computes is checked in test/python/test_large_functions.py."""
    arguments, function = family.arguments(size), family.function(size, jit)
    ctypes.CDLL(None).malloc_trim(0)
    pathlib.Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the highest value so far is forgotten
    before, start = _resident("VmRSS"), time.thread_time()
    function(*arguments)
    return time.thread_time() - start, _resident("VmHWM") - before


def measure_family(name, jit):
    """[[size, seconds, megabytes], ...] of a family, in this process."""
    family = next(each for each in growing.FAMILIES if each.name == name)
    sizes = sizes_of(family)
    _compile(family, sizes[0], jit)
    runs = [[_compile(family, size, jit) for size in sizes] for _ in range(RUNS)]
    return [[size, *map(min, zip(*taken))] for size, taken in zip(sizes, zip(*runs))]


def _in_process(name):
    """The same in a process of its own, so that no family finds memory that another one has left."""
    command = [sys.executable, __file__, "--measure", name]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ).stdout)


def _figure(family, points):
    seconds, megabytes = ([(size, row[k]) for size, *row in points] for k in (0, 1))
    largest, last_seconds, last_megabytes = points[-1]
    note = (f"{largest} {family.unit}: {1e3 * last_seconds:.0f} ms, {last_megabytes:.0f} MB; "
            f"memory's exponent {slope(megabytes):.2f}")
    return Figure(f"growth: {family.name}", slope(seconds), "exponent", GOAL, note, points)


def measure(compiler, say):
    """A figure for each family; of Krait only, since the peers need minutes for the large ones."""
    if compiler.__name__ != "krait":
        return []
    say("growth of compile time")
    return [_figure(family, _in_process(family.name)) for family in growing.FAMILIES]


def print_table(figures):
    for figure in figures:
        verdict = "met" if figure.value <= figure.goal else "MISSED"
        print(f"{figure.name:45} {figure.value:5.2f}  {verdict:6} {figure.note}", flush=True)


def draw(report):
    """Each family's time over its size, both on logarithmic axes, of the JSON that run.py or this program has written."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figures = json.loads(pathlib.Path(report).read_text(encoding="utf-8"))["krait"]["figures"]
    drawing, axes = pyplot.subplots(figsize=(10, 8))
    for i, row in enumerate(row for row in figures if row["unit"] == "exponent"):
        sizes, seconds, _ = zip(*row["samples"])
        label = f"{row['name'].removeprefix('growth: ')} ({row['value']:.2f})"
        axes.plot(sizes, [1e3 * s for s in seconds], marker="os^vD"[i % 5], markersize=4, linewidth=1, label=label)
    axes.plot([10, 5000], [1, 500], color="black", linestyle=":", linewidth=1, label="in proportion")
    axes.set(xscale="log", yscale="log", xlabel="size", ylabel="ms to compile")
    axes.grid(which="both", linewidth=0.3)
    axes.legend(fontsize=7, loc="center left", bbox_to_anchor=(1.0, 0.5))
    drawing.savefig(PICTURE, dpi=110, bbox_inches="tight")


def plot(report):
    """The picture, by the Python that has matplotlib; none where there is no such."""
    if PEER_PYTHON.exists():
        subprocess.run([PEER_PYTHON, __file__, "--draw", report], check=True)
        print(f"growth as a picture: {PICTURE}")


def main(arguments):
    if arguments.draw:
        return draw(arguments.draw)
    if arguments.measure:
        import krait

        return print(json.dumps(measure_family(arguments.measure, krait.njit)))
    figures = []
    for family in growing.FAMILIES:
        if arguments.only in family.name:
            figures.append(_figure(family, _in_process(family.name)))
            print_table(figures[-1:])
    WORK.mkdir(parents=True, exist_ok=True)
    report = WORK / "compile_time.json"
    report.write_text(json.dumps({"krait": {"figures": list(map(dataclasses.asdict, figures))}}), encoding="utf-8")
    return plot(report)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--measure", metavar="FAMILY", help=argparse.SUPPRESS)
    parser.add_argument("--draw", metavar="JSON", help=argparse.SUPPRESS)
    main(parser.parse_args())
