"""What stays in memory of functions that are gone."""

import gc
import os

from figures import Figure

FUNCTIONS = 100
SOURCE = """
def f(values, factor):
    total = 0.0
    for i in range(len(values)):
        total += values[i] * factor + {number}.0
    return total
"""


def _resident_megabytes():
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _compile_and_drop(compiler, count):
    import numpy as np

    values = np.arange(3.0)
    for number in range(count):
        names = {}
        exec(SOURCE.format(number=number), names)
        assert compiler.njit(names["f"])(values, 2.0) == 6.0 + 3 * number
    gc.collect()


def measure(compiler, say):
    """Megabytes by which resident memory has grown; the compiler is warm before the first reading."""
    say(f"memory after {FUNCTIONS} functions")
    _compile_and_drop(compiler, 10)
    before = _resident_megabytes()
    _compile_and_drop(compiler, FUNCTIONS)
    grown = _resident_megabytes() - before
    return [Figure(f"memory kept by {FUNCTIONS} dropped functions", grown, "MB", 2, f"process {before:.0f} MB")]
