"""What a fresh process waits for whose functions an earlier one compiled: the start to the first result, and each function."""

import contextlib
import json
import os
import pathlib
import tempfile

from figures import Figure, in_turns, median
from startup import run_fresh

FUNCTIONS = 20
RUNS = {"krait": 20}
PEERS_RUNS = 5

# Each compiler caches what stands in a file.
MODULE = """
import numpy as np
import {compiler} as compiler

@compiler.njit(cache=True)
def over_array(a):
    s = 0.0
    for i in range(len(a)):
        s += a[i] * a[i]
    return s
"""
FUNCTION = """
@compiler.njit(cache=True)
def f{k}(a, n):
    s = {k}.0
    for i in range(n):
        if a[i] > 0.5:
            s += a[i] * {k}.0
    return s
"""
BASELINE = "import numpy as np; a = np.ones(100)"
FIRST_RESULT = """
import sys; sys.path.insert(0, {folder!r})
import warm, numpy as np
assert warm.over_array(np.ones(100)) == 100.0
"""
EACH_FUNCTION = """
import json, sys, time; sys.path.insert(0, {folder!r})
import warm, numpy as np
a = np.ones(10)
warm.over_array(a)
def seconds(function):
    start = time.perf_counter()
    function(a, 10)
    return time.perf_counter() - start
print(json.dumps([seconds(getattr(warm, f"f{{k}}")) for k in range({functions})]))
"""


@contextlib.contextmanager
def caching_in(folder):
    """Processes that are started meanwhile keep their code there."""
    before = dict(os.environ)
    os.environ |= {"KRAIT_CACHE_DIR": folder, "NUMBA_CACHE_DIR": folder}
    os.environ.pop("KRAIT_CACHE_SIZE", None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before


def measure(compiler, say):
    """Milliseconds beyond `import numpy` to a cached function's result; microseconds of further cached functions' first calls."""
    name = compiler.__name__
    count = RUNS.get(name, PEERS_RUNS)
    say(f"warm start, {count} processes")
    with tempfile.TemporaryDirectory() as folder, caching_in(folder + "/cache"):
        source = MODULE.format(compiler=name) + "".join(FUNCTION.format(k=k) for k in range(FUNCTIONS))
        (pathlib.Path(folder) / "warm.py").write_text(source)
        first = FIRST_RESULT.format(folder=folder)
        each = EACH_FUNCTION.format(folder=folder, functions=FUNCTIONS)
        run_fresh(each)  # compiles
        runs = in_turns([BASELINE, first], count, run_fresh)
        loads = [json.loads(run_fresh(each)[2]) for _ in range(count)]
    wall, cpu = ([median([run[column] for run in code]) for code in runs] for column in (0, 1))
    note = f"CPU time {1e3 * (cpu[1] - cpu[0]):.1f} ms"
    functions = [median(process) * 1e6 for process in loads]
    return [Figure("cached: start to result, over `import numpy`", 1e3 * (wall[1] - wall[0]), "ms", 10, note),
            Figure("cached: first call of a further function", median(functions), "us", 100, f"least {min(functions):.0f}")]  # fmt: skip
