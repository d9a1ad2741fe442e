"""Indices that no loop counts: read from memory, converted from floats, carried from iteration to iteration. The element,
the exception, its index and all effects before it are CPython's, wherever the loop meets it.
"""

import itertools
import math

import numpy as np
import pytest
from oracle import assert_same

import krait

SIZE = 20
PLACES = (0, 7, 40)  # the first iteration, one in the middle, the last
INDICES = (0, 1, SIZE - 1, SIZE, SIZE + 1, -1, -SIZE, -SIZE - 1, 2**62, 2**63 - 1, -(2**63), -(2**63) + SIZE)


def follow(links, values, out):
    """Each index is the element at the one before."""
    place = 0
    for i in range(len(out)):
        place = links[place] + values[i] * 0
        out[i] = place
    return place


def count(places, values, out):
    for i in range(len(places)):
        out[places[i]] += values[i]


def count_in_branch(places, values, out):
    """What one branch has checked, the other has not."""
    for i in range(len(places)):
        if values[i] > 2:
            out[places[i]] += 1
        else:
            out[i % 3] -= 1
        out[places[i]] += values[i]


def two_arrays(places, values, out):
    """The same index, in arrays of two lengths."""
    shorter = out[:-1]
    for i in range(len(places)):
        out[places[i]] += 1
        shorter[places[i]] += 2


def in_inner_loop(places, values, out):
    table = out.reshape(5, 4)
    for i in range(len(places)):
        for k in range(3):
            table[places[i], k] += values[i]


def last_axis(places, values, out):
    table = out.reshape(1, -1)
    for i in range(len(places)):
        for k in range(2):
            table[-k, places[i]] += values[i]


def rows(places, values, out):
    table = out.reshape(5, 4)
    for i in range(len(places)):
        table[places[i]] += values[i]


def mixed(places, values, out):
    for i in range(len(places)):
        k = places[i]
        out[k] = out[k - 1] + out[k // 2]


def while_loop(places, values, out):
    i = 0
    while i < len(places):
        k = places[i]
        if out[k] > 100:
            i += 2
        out[k] += 51
        i += 1
    return i


LOOPS = (count, count_in_branch, two_arrays, in_inner_loop, last_axis, rows, mixed, while_loop)


@pytest.mark.parametrize("loop", LOOPS, ids=lambda f: f.__name__)
def test_indices_from_memory(loop):
    compiled = krait.jit(loop)
    random = np.random.default_rng(5)
    for place, index in itertools.product(PLACES, INDICES):
        places = random.integers(0, 4, PLACES[-1] + 1)
        places[place] = index
        assert_same(compiled, places, random.integers(0, 5, places.shape), np.arange(SIZE))
    assert_same(compiled, np.zeros(0, np.int64), np.zeros(0, np.int64), np.arange(SIZE))


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "uint32"])
@pytest.mark.parametrize("loop", LOOPS, ids=lambda f: f.__name__)
def test_indices_of_small_types(loop, dtype):
    compiled = krait.jit(loop)
    for place, index in itertools.product(PLACES, (0, SIZE - 1, SIZE, 127, 255, -1, -SIZE, -SIZE - 1)):
        places = np.arange(PLACES[-1] + 1) % 4
        places[place] = index
        assert_same(compiled, places.astype(dtype), places % 5, np.arange(SIZE))


def test_indices_that_are_carried():
    compiled = krait.jit(follow)
    random = np.random.default_rng(6)
    for place, index in itertools.product((0, 3, 9), INDICES):
        links = np.roll(np.arange(10), -1)
        links[place] = index
        assert_same(compiled, links, random.integers(0, 5, 30), np.zeros(30, np.int64))


def truncated(xs, out):
    for i in range(len(xs)):
        out[int(xs[i])] += 1


def floored(xs, out):
    for i in range(len(xs)):
        k = math.floor(xs[i])
        out[k] += i
        out[k] -= 1


def rounded(xs, out):
    total = 0
    for i in range(len(xs)):
        k = round(float(xs[i]))
        total += out[k]
        out[i % 3] += 1
    return total


def stored(xs, out):
    for i in range(len(xs)):
        out[int(xs[i])] = out[0] + i


def itself_stored(xs, out):
    """The int is the value, too."""
    for i in range(len(xs)):
        k = int(xs[i])
        out[k] = k


def in_two_axes(xs, out):
    table = out.reshape(5, 4)
    for i in range(1, len(xs)):
        table[int(xs[i - 1]), int(xs[i])] += 1


def of_a_row(xs, out):
    table = out.reshape(5, 4)
    for i in range(len(xs)):
        table[int(xs[i])] += 1


def guarded(xs, out):
    outside = 0
    for i in range(len(xs)):
        k = int(xs[i])
        if 0 <= k < len(out):
            out[k] += 1
        else:
            outside += 1
    return outside


def not_in_loop(xs, out):
    out[int(xs[0])] += 1
    return out[int(xs[-1])]


FLOATS = (0.0, -0.0, 0.999, -0.5, -1.0, 3.0, 3.999, 19.5, 20.0, -20.9, -21.0, 1e18, -1e18, -(2.0**63), math.nan, math.inf,
          -math.inf)
CONVERSIONS = (truncated, floored, rounded, stored, itself_stored, in_two_axes, of_a_row, guarded, not_in_loop)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("loop", CONVERSIONS, ids=lambda f: f.__name__)
def test_indices_from_floats(loop, dtype):
    compiled = krait.jit(loop)
    for place, x in itertools.product(PLACES, FLOATS):
        xs = (np.arange(PLACES[-1] + 1) % 4 + 0.25).astype(dtype)
        xs[place] = x
        assert_same(compiled, xs, np.arange(SIZE))


@pytest.mark.parametrize("x", [2.0**63, 1e300, -1e300, -(2.0**63) - 2048])
@pytest.mark.parametrize("loop", [truncated, floored, rounded, stored], ids=lambda f: f.__name__)
def test_floats_that_no_int_holds(loop, x):
    """Python's int would go on to an IndexError: compiled ints stop at 64 bits, at the conversion."""
    xs, out = np.array([1.0, x, 2.0]), np.zeros(SIZE, np.int64)
    with pytest.raises(OverflowError):
        krait.jit(loop)(xs, out)
    expected = np.zeros(SIZE, np.int64)
    loop(xs[:1], expected)
    assert np.array_equal(out, expected)


def test_a_store_into_a_read_only_array_comes_before_its_index():
    out = np.arange(SIZE)
    out.flags.writeable = False
    for x in (1.0, 100.0):
        assert_same(krait.jit(stored), np.array([x]), out)


def test_indices_are_wrapped_without_checks():
    for loop, xs in ((truncated, np.array([-1.5, 2.0, -20.0])), (count_of, np.array([-1, 2, -20]))):
        out, expected = np.zeros(SIZE, np.int64), np.zeros(SIZE, np.int64)
        krait.jit(boundscheck=False)(loop)(xs, out)
        loop(xs, expected)
        assert np.array_equal(out, expected)


def count_of(places, out):
    for i in range(len(places)):
        out[places[i]] += 1
