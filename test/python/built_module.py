"""A module as users of `krait build` write it, for test_build.py. It is built, and run as plain Python for the expected results."""

import math
import types

import numpy as np

import krait
from krait import jit, prange

SCALE = 2.5
LATER = 1.0
TABLE = np.array([1.0, 4.0, 9.0])


class EmptyError(ValueError):
    pass


@jit("float64(float64[:])")
def norm(values):
    total = 0.0
    for value in values:
        total += value * value
    return math.sqrt(total)


@jit(["float64(float64[::1], int64)", "int64(int64[::1], int64)"])
def at(values, k):
    return values[k]


@jit
def helper(values):
    return np.sqrt(values) - 1.0


@jit("float64[::1](float64[::1])")
def scaled(values):
    return helper(values) * LATER + SCALE


LATER = 0.5  # bound anew after the function that uses it


@jit("int64(float64[::1])", parallel=True)
def positive(values):
    count = 0
    for i in prange(len(values)):
        if values[i] > 0.0:
            count += 1
    return count


@jit("float64(int64)")
def looked_up(k):
    return TABLE[k]


@jit("float64(float64[::1])")
def first(values):
    if len(values) == 0:
        raise EmptyError("no values among", len(values))
    return values[0]


@jit("int64(int64)")
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


@jit(krait.types.float64(krait.types.float64, krait.types.float64))
def quotient(x, y):
    return x / y


class Group:
    @staticmethod
    @jit("float64(float64)")
    def cube(x):
        return x * x * x


def make(factor):
    @jit("float64(float64)")
    def times(x):
        return x * factor

    return times


twice, thrice = make(2.0), make(3.0)
space = types.SimpleNamespace(negated=jit("(int64)")(lambda n: -n))


def outcomes():
    """Results of calls of all of it, and for exceptions their types, texts and lines, as text."""
    a = np.linspace(0.0, 3.0, 1001)
    calls = [
        (norm, a), (norm, a[::3]), (at, a, 7), (at, np.arange(9), 3), (at, a, 5000), (scaled, a), (positive, a - 1.0),
        (looked_up, 2), (looked_up, 3), (first, a), (first, a[:0]), (fibonacci, 15), (quotient, 1.0, 3.0), (quotient, 1.0, 0.0),
        (quotient, 1, 3), (Group.cube, 1.1), (twice, 1.7), (thrice, 1.7), (space.negated, 4),
    ]  # fmt: skip
    return [_outcome(*call) for call in calls]


def _outcome(f, *args):
    try:
        result = f(*args)
    except Exception as error:
        trace = error.__traceback__
        while trace.tb_next is not None:
            trace = trace.tb_next
        return f"{type(error).__qualname__}: {error} in {trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}"
    if isinstance(result, np.ndarray):
        return f"{result.dtype} {result.tobytes().hex()}"
    return repr(result.item() if isinstance(result, np.generic) else result)  # a signature's float64 is Python's float
