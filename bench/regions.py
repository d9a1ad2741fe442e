"""What a parallel region costs by itself: wall time of a loop of two iterations, quiet and while both cores are busy.

A busy core gives our threads turns of some milliseconds, so the worst region of many is the scheduler's; the figure is
the median, and the note has the tail.
"""

import contextlib
import os
import statistics
import subprocess
import sys
import time

import numpy as np

from figures import Figure
from kernel import compiled, prange

REGIONS = 2_000
MOST_MICROSECONDS = 2.0
MOST_TIMES_QUIET = 100.0


def region(out):
    for i in prange(out.shape[0]):
        out[i] = i


@contextlib.contextmanager
def busy_cores():
    """A process on each core that does nothing but compute."""
    spinners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count())]
    try:
        time.sleep(0.2)
        yield
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.wait()


def _microseconds(function, out):
    """Wall time of each of many regions, sorted."""
    taken = []
    for _ in range(REGIONS):
        start = time.perf_counter_ns()
        function(out)
        taken.append((time.perf_counter_ns() - start) * 1e-3)
    return sorted(taken)


def measure(compiler, tell):
    """Microseconds of an empty region, and how many times that on a busy machine."""
    tell("parallel regions")
    out = np.zeros(2)
    try:
        function = compiled(region, compiler.njit(parallel=True), compiler.prange)
        function(out)
    except NotImplementedError as error:
        tell(f"left out: {error}")
        return []
    assert out.tolist() == [0.0, 1.0]
    _microseconds(function, out)
    quiet = _microseconds(function, out)
    with busy_cores():
        busy = _microseconds(function, out)
    ratio = statistics.median(busy) / statistics.median(quiet)
    return [
        Figure("parallel region, empty", statistics.median(quiet), "us", MOST_MICROSECONDS, _tail(quiet), quiet),
        Figure("parallel region, busy cores", ratio, "x quiet", MOST_TIMES_QUIET, _tail(busy), busy),
    ]


def _tail(taken):
    return f"1 in 100 takes {taken[-len(taken) // 100]:.1f} us, the longest {taken[-1]:.0f}"
