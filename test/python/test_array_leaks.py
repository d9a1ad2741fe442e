"""Calls that allocate, return views and raise midway leave memory where it was.

Each function is called for a fixed time, tens or hundreds of thousands of times, and the process must not grow by more
than a few bytes a call: an array that stays is 800 bytes, the header of a list or of a view some 64. That every call
still means what it means in CPython is checked once.
"""

import gc
import math
import os
import sys
import time

import numpy as np
import pytest
import sanitizers

from krait import jit

SECONDS = 0.12
LEAST_CALLS = 20_000
BYTES_A_CALL = 16
NOISE = 400_000  # bytes
pytestmark = sanitizers.measures_memory


def resident_bytes():
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def outcome(function, arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return type(error), str(error)


def is_same(one, other):
    if isinstance(one, (tuple, list)):
        return type(one) is type(other) and len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and np.allclose(one, other, equal_nan=True)
    return math.isclose(one, other) if isinstance(one, float) else one == other


def call_often(function, arguments, seconds, least):
    """How many calls were made."""
    calls, end = 0, time.thread_time() + seconds
    while calls < least or time.thread_time() < end:
        for _ in range(1000):
            try:
                function(*arguments)
            except Exception:
                pass
        calls += 1000
    return calls


def grown(function, arguments):
    """Bytes a call by which the process has grown, after memory has been filled to what it is going to be."""
    call_often(function, arguments, SECONDS / 6, LEAST_CALLS // 5)
    gc.collect()
    before = resident_bytes()
    calls = call_often(function, arguments, SECONDS, LEAST_CALLS)
    gc.collect()
    return max(resident_bytes() - before - NOISE, 0) / calls


def test_the_measure_finds_what_stays():
    kept = []
    assert grown(lambda: kept.append(bytes(40)), ()) > BYTES_A_CALL


V = np.arange(100.0) + 1.0
M = np.arange(100.0).reshape(10, 10) + 100.0 * np.eye(10)
I = np.arange(100)
FAR = np.arange(100) + 1  # the last one is out of range
READ_ONLY = V.copy()
READ_ONLY.flags.writeable = False


def new(v):
    return v * 2.0 + 1.0


def temporaries(v):
    a = v + 1.0
    b = a * v
    c = np.sqrt(b)
    d = c[::-1] + a.sum()
    return d[3:7].copy()


def views(v, m):
    return v[2:], m.T, m[1], v.reshape(10, 10), m[:, None, 2:4]


def views_of_new(v):
    a = v + 1.0
    return a[1:], a.reshape(4, 25).T, a


def in_place(v):
    a = v.copy()
    a += v
    a[10:] *= a[:-10]
    a[v > 5.0] = 1.0
    return a


def selected(v, i):
    return v[v > 50.0], v[i], np.nonzero(v > 50.0)


def reduced(m):
    return m.sum(axis=0), m.max(axis=1, keepdims=True), m.mean(axis=0), m.sum()


def lists(v):
    parts = [v * 1.0]
    for k in range(3):
        parts.append(parts[k] + v)
    last = parts.pop()
    return last, [a[k] for k, a in enumerate(parts)]


def comprehension(v):
    return np.array([x * 2.0 for x in v])


def optional(v, n):
    found = None
    for k in range(n):
        if k % 2 == 0:
            found = v + k
        elif k % 3 == 0:
            found = None
    return found


def rebound(v):
    a = v + 1.0
    for k in range(4):
        a = a[::-1] if k % 2 else a + v
    return a


@jit
def checked(v, limit):
    doubled = v * 2.0
    if doubled[0] < limit:
        raise ValueError("too small")
    return doubled


def raises_in_a_call(v):
    before = v + 1.0
    pair = (before, checked(before, 1e9))
    return pair[0] + pair[1]


def raises_after_a_call(v, k):
    kept = checked(v, 0.0)
    part = kept[5:]
    return part[k]


def raises_in_a_loop(v):
    total = v * 0.0
    for k in range(200):
        t = v + k
        total += t * v[k]
    return total


def raises_in_elements(v, i):
    kept = v + 1.0
    powers = i ** (i - 3)
    return kept + powers


def raises_by_shapes(v):
    a = v[1:] * 2.0
    return a + v


def raises_by_a_store(v):
    a = v * 2.0
    a[:5] = a[3:]
    return a


def raises_by_read_only(v, fixed):
    a = v + fixed
    fixed[3] = a[0]
    return a


def raises_by_fancy_index(v, far):
    a = v + 1.0
    return a[far] + a


def raises_with_a_list(v):
    parts = [v + 1.0, v + 2.0]
    parts.append(parts[0] * 2.0)
    return parts[len(parts)]


def raises_in_a_comprehension(v):
    return [v[k] * (v + k) for k in range(200)]


def raises_with_an_optional(v, n):
    found = None
    if n > 1:
        found = v + n
    if found is not None:
        raise KeyError("found")
    return found


def raises_by_unbound(v, n):
    a = v + 1.0
    if n > 100:
        b = a * 2.0
    return a + b


def raises_by_division(v, n):
    a = v + 1.0
    return a * (1.0 / n)


def raises_by_reshape(v):
    a = v + 1.0
    return a.reshape(7, 9)


def raises_in_a_late_callee(v):
    a = v + 1.0
    b = a[2:]
    return raises_late(b)


@jit
def raises_late(v):
    a = v * 2.0
    b = (a + v)[3:]
    return b[200]


def sorted_parts(v):
    return np.sort(v), np.argsort(v), np.sort(np.partition(v, 5)[:6])  # the order of the parts is nobody's


def created(n):
    return np.linspace(0.0, 1.0, n), np.arange(n), np.eye(5), np.tri(4)


def raises_in_linspace(v, n):
    a = v + 1.0
    return a + np.linspace(0.0, 1.0, n)


def raises_in_sort(v, n):
    a = v + 1.0
    return np.partition(a, n)


def raises_in_empty_maximum(v):
    a = v[v > 1e9]
    return a.max()


def solved(m):
    return np.linalg.solve(m, m[0] + 1.0), m @ m


def raises_singular(m):
    a = m * 0.0
    return np.linalg.inv(a) + a


def set_of(v):
    return np.unique(v, return_counts=True)


def described(v):
    return np.mean(v), np.std(v), np.median(v), np.argmax(v), np.cumsum(v)


def joined(v):
    return np.concatenate((v, v + 1.0))


def raises_in_concatenate(m):
    a = m + 1.0
    return np.concatenate((a, a[:, 1:]))


QUIET = (
    (new, V), (temporaries, V), (views, V, M), (views_of_new, V), (in_place, V), (selected, V, I), (reduced, M), (lists, V),
    (comprehension, V), (optional, V, 5), (optional, V, 4), (rebound, V), (sorted_parts, V), (created, 20), (solved, M),
    (set_of, V), (described, V), (joined, V))  # fmt: skip
RAISING = (
    (raises_in_a_call, V), (raises_after_a_call, V, 95), (raises_in_a_loop, V), (raises_in_elements, V, I),
    (raises_by_shapes, V), (raises_by_a_store, V), (raises_by_read_only, V, READ_ONLY), (raises_by_fancy_index, V, FAR),
    (raises_with_a_list, V), (raises_in_a_comprehension, V), (raises_with_an_optional, V, 2), (raises_by_unbound, V, 2),
    (raises_by_division, V, 0), (raises_by_reshape, V), (raises_in_a_late_callee, V),
    (raises_in_linspace, V, -1), (raises_in_sort, V, 100), (raises_in_empty_maximum, V), (raises_singular, M),
    (raises_in_concatenate, M))  # fmt: skip


@pytest.mark.parametrize("row", QUIET + RAISING, ids=lambda row: row[0].__name__)
def test_memory_stays(row):
    function, *arguments = row
    compiled = jit(function)
    references = [sys.getrefcount(argument) for argument in arguments]
    expected = outcome(function, arguments)
    assert is_same(outcome(compiled, arguments), expected), (outcome(compiled, arguments), expected)
    raised = isinstance(expected, tuple) and isinstance(expected[0], type)
    assert raised == function.__name__.startswith("raises")
    del expected
    assert grown(compiled, arguments) < BYTES_A_CALL
    gc.collect()
    assert [sys.getrefcount(argument) for argument in arguments] == references


def test_views_keep_and_give_back_their_base():
    @jit
    def f(v):
        a = v + 1.0
        return a[1:], a[::2]

    def drop_one(v):
        first, second = f(v)
        del first
        return second[0]

    assert drop_one(V) == 2.0
    assert grown(drop_one, (V,)) < BYTES_A_CALL
