"""What a passed index check says of the checks that follow: the exception, where it is raised and all effects before it stay
CPython's, whichever of the accesses is the first to fail.
"""

import itertools

import numpy as np
import pytest
from oracle import assert_same
from test_scattered_indices import INDICES

import krait

SIZES = (0, 1, 2, 3, 8)


def find_and_shift(a, x, width):
    """A sorted window: x takes the place of the first element that is 3."""
    place = 0
    while a[place] != 3:
        place += 1
    while place + 1 < width and a[place + 1] < x:
        a[place] = a[place + 1]
        place += 1
    while place > 0 and a[place - 1] > x:
        a[place] = a[place - 1]
        place -= 1
    a[place] = x
    return place


def test_a_window_that_is_kept_sorted():
    compiled = krait.jit(find_and_shift)
    for size, x, width in itertools.product(SIZES, range(-1, 10), (-1, 0, 1, 2, 4, 8, 9, 20)):
        assert_same(compiled, np.arange(size), x, width)
        assert_same(compiled, np.arange(size)[::-1], x, width)


def same_index(a, b, n):
    for i in range(n):
        a[i] += b[i]
        b[i] = a[i] + a[i - 1]


def first_then_neighbours(a, b, n):
    for i in range(1, n):
        x = a[i]
        a[i - 1] = x + b[i - 1]
        b[i] = a[i] + 1


def counted_by_while(a, b, n):
    i = 0
    while i + 1 < n:
        a[i + 1] = a[i] + b[i + 1]
        i += 1
    return i


def downwards(a, b, n):
    i = n - 1
    while b[i] >= 0:
        a[i] = b[i - 1]
        i -= 1
    return i


def one_branch_only(a, b, n):
    for i in range(n):
        if i % 2 == 0:
            a[i] = 1
        b[i - 1] += a[i - 1]


def first_element(a, b, n):
    total = a[0]
    for i in range(n):
        b[0] = i
        total += a[0] + b[-1]
    return total


def searches(a, b, n):
    """Halving between bounds that move."""
    found = 0
    for i in range(n):
        low, high = 0, len(a)
        while low < high:
            middle = (low + high) // 2
            if a[middle] < b[i]:
                low = middle + 1
            else:
                high = middle
        found += low
        b[i] = low
    return found


def searches_too_far(a, b, n):
    found = 0
    for i in range(n):
        low, high = 0, n
        while low < high:
            middle = (low + high) // 2
            if a[middle] < b[0]:
                low = middle + 1
            else:
                high = middle
        found += low
    return found


LOOPS = (same_index, first_then_neighbours, counted_by_while, downwards, one_branch_only, first_element, searches,
         searches_too_far)  # fmt: skip


@pytest.mark.parametrize("loop", LOOPS, ids=lambda f: f.__name__)
def test_arrays_of_all_sizes(loop):
    compiled = krait.jit(loop)
    for one, other, n in itertools.product(SIZES, SIZES, range(10)):
        assert_same(compiled, np.arange(one), np.arange(other) * 3 % 7, n)
    assert_same(compiled, np.arange(2000), np.arange(1500) * 3 % 70, 1600)


def looked_up_twice(places, values, out):
    for i in range(len(values)):
        k = places[i]
        out[places[i]] += values[i]
        out[k] -= out[k - 1]


def two_lists(places, values, out):
    for i in range(len(values)):
        out[places[i]] = values[places[i] + 1]
        out[values[i]] += 1


@pytest.mark.parametrize("loop", [looked_up_twice, two_lists], ids=lambda f: f.__name__)
def test_indices_that_are_read_twice(loop):
    compiled = krait.jit(loop)
    for size, place, index in itertools.product((3, 1500), (0, 2), INDICES):
        places = np.arange(size) % 3
        places[place] = index
        for more in (-2, 0, 1, 1000):
            assert_same(compiled, places, np.arange(size + more) % 4, np.arange(20))


def chained(links, starts, steps):
    """In lanes: one that fails goes on, and must not read behind the array."""
    for i in range(len(starts)):
        x = starts[i]
        count = 0
        while x > 0.5:
            k = int(x)
            x = links[k] - links[k - 1] * 0.25 + links[k] * 0.0
            count += 1
        steps[i] = count


@pytest.mark.parametrize("width", ["512", "256", "128"])
def test_lanes_that_fail(width, monkeypatch):
    monkeypatch.setenv("KRAIT_VECTOR_WIDTH", width)
    compiled = krait.jit(chained)
    links = np.arange(40) / 2
    for place, x in itertools.product((0, 5, 31, 69), (3.0, 39.5, 40.0, 1e9, 9e18, -1.0, 0.7)):
        starts = np.full(70, 8.0)
        starts[place] = x
        for size in (70, 69, 30, 71):
            assert_same(compiled, links, starts, np.zeros(size, np.int64))


def triple(starts, ends):
    """Products by a constant, in Python's ints."""
    for i in range(len(starts)):
        n = int(starts[i])
        count = 0
        while n != 1 and count < 200:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            count += 1
        ends[i] = count


@pytest.mark.parametrize("width", ["512", "256", "128"])
def test_products_that_overflow_in_lanes(width, monkeypatch):
    monkeypatch.setenv("KRAIT_VECTOR_WIDTH", width)
    compiled = krait.jit(triple)
    most = (2**63 - 1) // 3
    for place, n in itertools.product((0, 33), (most - 2, most + 2, -most - 4, 2**63 - 1, -(2**63) + 1)):
        starts = np.arange(1, 41)
        starts[place] = n
        ends, expected = np.zeros(40, np.int64), np.zeros(40, np.int64)
        leaves = largest(n) >= 2**63
        if not leaves:
            compiled(starts, ends)
            triple(starts, expected)
            assert np.array_equal(ends, expected)
            continue
        with pytest.raises(OverflowError):
            compiled(starts, ends)
        triple(starts[:place], expected)
        assert np.array_equal(ends, expected)


def largest(n):
    most = 0
    for _ in range(200):
        if n == 1:
            break
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        most = max(most, abs(n))
    return most
