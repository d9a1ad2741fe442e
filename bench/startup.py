"""What waiting costs: the import and the first calls, each in processes of their own."""

import json
import resource
import subprocess
import sys
import time

from figures import Figure, in_turns, median

RUNS = {"krait": (20, 5)}  # processes for the import and first calls, for the first uses
PEERS_RUNS = (5, 2)

FIRST_CALLS = """
import json, sys, time
import {compiler} as compiler

def seconds(function, *arguments):
    start, cpu = time.perf_counter(), time.process_time()
    result = function(*arguments)
    return (time.perf_counter() - start, time.process_time() - cpu), result

@compiler.njit
def add(a, b):
    return a + b

@compiler.njit
def polynomial(a, b):
    return (a * b + 1.0) * a - b

@compiler.njit
def nest(a, out):
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            out[i, j] = 2.0 * a[i, j] + 1.0

first, three = seconds(add, 1.0, 2.0)
second, seven = seconds(polynomial, 2.0, 3.0)
assert (three, seven) == (3.0, 11.0)
imported_numpy = "numpy" in sys.modules
import numpy as np
a, out = np.ones((5, 7)), np.zeros((5, 7))
third, _ = seconds(nest, a, out)
assert (out == 3.0).all()
print(json.dumps([first, second, third, imported_numpy]))
"""

# What whole-array functions cost the first time, after a function that makes an array.
FIRST_USES = """
import json, sys, time
import numpy as np
import {compiler} as compiler

def seconds(function, arguments):
    start, cpu = time.perf_counter(), time.process_time()
    try:
        function(*arguments)
    except Exception:
        return None
    return time.perf_counter() - start, time.process_time() - cpu

v, m = np.random.default_rng(2).random(100), np.eye(10) * 2.0
compiler.njit(lambda v: np.ones(len(v)))(v)
FUNCTIONS = {{
    "3 operations": (lambda v, w: (v + w) * v - w, (v, v)),
    "where": (lambda v: np.where(v > 0.5, v, 0.0), (v,)),
    "sum(axis=0)": (lambda m: m.sum(axis=0), (m,)),
    "mean(axis=1)": (lambda m: m.mean(axis=1), (m,)),
    "std": (lambda v: np.std(v), (v,)),
    "argmax": (lambda v: np.argmax(v), (v,)),
    "cumsum": (lambda v: np.cumsum(v), (v,)),
    "sort": (lambda v: np.sort(v), (v,)),
    "median": (lambda v: np.median(v), (v,)),
    "percentile": (lambda v: np.percentile(v, 30.0), (v,)),
    "unique": (lambda v: np.unique(v), (v,)),
    "concatenate": (lambda v: np.concatenate((v, v)), (v,)),
    "solve": (lambda m, v: np.linalg.solve(m, v[:10]), (m, v)),
}}
print(json.dumps({{name: seconds(compiler.njit(f), arguments) for name, (f, arguments) in FUNCTIONS.items()}}))
"""


def _children_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run_fresh(code):
    """(wall seconds, CPU seconds, output) of a fresh interpreter that runs code."""
    before = _children_seconds()
    start = time.perf_counter()
    output = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    wall = time.perf_counter() - start
    cpu = _children_seconds() - before
    return wall, cpu, output


def _import_figure(name, count):
    runs = in_turns(["pass", f"import {name}"], count, run_fresh)
    wall, cpu = ([median([run[column] for run in code]) for code in runs] for column in (0, 1))
    note = f"CPU time {1e3 * (cpu[1] - cpu[0]):.1f} ms"
    return Figure("import, over `python -c pass`", 1e3 * (wall[1] - wall[0]), "ms", 15, note)


def measure(compiler, say):
    """Milliseconds for the import, the first compiled function, the second, an array loop nest."""
    name = compiler.__name__
    count, uses_count = RUNS.get(name, PEERS_RUNS)
    say(f"import and first calls, {count} processes each")
    figures = [_import_figure(name, count)]
    runs = [json.loads(run_fresh(FIRST_CALLS.format(compiler=name))[2]) for _ in range(count)]
    *columns, imported_numpy = zip(*runs)
    rows = [("first call of a simple function", 20), ("second function", 4), ("array loop nest", 8)]
    for (row, goal), taken in zip(rows, columns):
        wall, cpu = zip(*taken)
        note = f"least {min(wall) * 1e3:.1f}, CPU time {median(cpu) * 1e3:.1f} ms"
        figures.append(Figure(row, median(wall) * 1e3, "ms", goal, note, list(wall)))
    figures[1].note += ", NumPy loaded by then" if any(imported_numpy) else ", NumPy not loaded"
    return figures + _first_uses(name, uses_count, say)


def _first_uses(name, count, say):
    """Milliseconds for the first call of functions of the library; what the compiler does not take is left out."""
    say(f"first uses of NumPy functions, {count} processes")
    runs = [json.loads(run_fresh(FIRST_USES.format(compiler=name))[2]) for _ in range(count)]
    figures = []
    for use in runs[0]:
        if any(run[use] is None for run in runs):
            continue
        wall, cpu = zip(*(run[use] for run in runs))
        note = f"CPU time {median(cpu) * 1e3:.1f} ms"
        figures.append(Figure(f"first call: {use}", median(wall) * 1e3, "ms", 30, note, list(wall)))
    return figures
