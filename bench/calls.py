"""What a call costs: a loop of calls, loop included, so that an empty Python function gives the scale."""

import itertools
import timeit
import time

import numpy as np
from figures import Figure, in_turns, median

CALLS = 200_000
REPEATS = 15


def _empty(a, b):
    pass


def _sum(a, b):
    return a + b


def _first(a, b):
    return a[0] * b[0]


def _seconds_of_calls(pair):
    function, a, b = pair
    names = {"f": function, "a": a, "b": b, "itertools": itertools}
    timer = timeit.Timer("f(a, b)", timer=time.thread_time, globals=names)
    return timer.timeit(CALLS) / CALLS


def measure(compiler, say):
    """Nanoseconds a call: an empty Python function, two floats, two 1-D arrays."""
    say("calls")
    floats, arrays = compiler.njit(_sum), compiler.njit(_first)
    x, y = np.arange(3.0) + 1, np.arange(4.0) + 2
    assert floats(1.5, 2.5) == 4.0 and arrays(x, y) == 2.0
    cases = [(_empty, 1.5, 2.5), (floats, 1.5, 2.5), (arrays, x, y)]
    empty, two_floats, two_arrays = in_turns(cases, REPEATS, _seconds_of_calls)
    rows = [("call: empty Python function", empty, None), ("call: two floats", two_floats, 45),
            ("call: two 1-D arrays", two_arrays, 60)]
    return [
        Figure(name, median(taken) * 1e9, "ns", goal, f"least {min(taken) * 1e9:.1f}", taken)
        for name, taken, goal in rows
    ]
