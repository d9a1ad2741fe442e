"""Loops over prange against CPython: the values of the loop in order, for any number of threads; the first error."""

import contextlib
import io

import numpy as np
from oracle import assert_same_value, copy_arguments, outcome

import krait

THREADS = (1, 2, 3, 7, 16)


def parallel(f):
    return krait.jit(parallel=True)(f)


def assert_parallel(f, *args, jitted=None):
    """The parallel function, made of f unless it is given, gives what CPython gives, with each number of threads, chunk size and schedule."""
    is_given, jitted = jitted is not None, jitted or parallel(f)
    expected_args = copy_arguments(args)
    with np.errstate(all="ignore"):
        expected = outcome(f, expected_args)
    for threads in THREADS:
        krait.set_num_threads(threads)
        for size, schedule in ((0, "dynamic"), (1, "dynamic"), (5, "static"), (0, "static")):
            before = krait.set_parallel_schedule(schedule)
            with krait.parallel_chunksize(size):
                got_args = copy_arguments(args)
                got = outcome(jitted, got_args)
            krait.set_parallel_schedule(before)
            assert_same_value(as_numpy(got), as_numpy(expected), f"result on {threads} threads, chunks of {size}")
            if not isinstance(expected, Exception):
                assert_same_value(got_args, expected_args, f"arguments on {threads} threads")
    if not is_given:
        assert "this loop runs on several threads" in remarks(jitted)


def as_numpy(value):
    """Python's numbers as NumPy's: a loop that is never entered may leave the one where compiled code has the other."""
    if isinstance(value, tuple):
        return tuple(map(as_numpy, value))
    return np.asarray(value)[()] if isinstance(value, (bool, int, float, complex)) else value


def remarks(jitted):
    text = io.StringIO()
    jitted.parallel_diagnostics(file=text)
    return text.getvalue()


def whole(n, seed=0):
    """Floats whose sums and products by small powers of two are exact."""
    return np.random.default_rng(seed).integers(-1000, 1000, n).astype(np.float64)
