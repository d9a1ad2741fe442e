"""Checks proved by blocks of iterations: the exception, its place and all effects before it are CPython's, wherever in
which block it happens.
"""

import itertools

import numpy as np
import pytest
from oracle import assert_same
from test_versioned_loops import Int64

import krait

PLACES = (0, 1, 1023, 1024, 1025, 2500)
SIZE = 2501


def scatter(h, idx, values):
    for i in range(len(idx)):
        h[idx[i]] += values[i]


def scatter_some(h, idx, values):
    for i in range(len(idx)):
        if values[i] > 0.5:
            h[int(idx[i])] = values[i]


def scatter_shifted(h, idx, values):
    for i in range(len(values)):
        h[idx[i] - 1] = i


def scatter_table(h, idx, values):
    table = h.reshape(5, 4)
    for i in range(len(idx)):
        table[idx[i] // 4, idx[i] % 4] += values[i]


def scatter_masked(h, idx, values):
    for i in range(len(idx)):
        h[idx[i] & 31] += values[i]


def scatter_narrow(h, idx, values):
    shift = len(h) * 10
    for i in range(len(idx)):
        h[idx[i] + shift] += values[i]


def gather(h, idx, values):
    for i in range(len(idx)):
        values[i] = h[idx[i]]


def gather_and_count(h, idx, values):
    total = np.float64(0.0)
    count = 0
    for i in range(len(idx)):
        total += h[idx[i]]
        count += 1
        h[idx[i]] = count
    return total, count


def leaves(h, idx, values):
    for i in range(len(idx)):
        h[idx[i]] += 1.0
        if values[i] > 0.9995:
            return i
    return -1


LOOPS = [scatter, scatter_some, scatter_shifted, scatter_table, scatter_masked, scatter_narrow, gather, gather_and_count, leaves]


@pytest.mark.parametrize("loop", LOOPS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("dtype", ["int64", "int32", "uint8"])
def test_indices_out_of_range(loop, dtype):
    compiled = krait.jit(loop)
    random = np.random.default_rng(3)
    for place, bad in itertools.product(PLACES, (19, 20, 255, -1, -20, -21)):
        idx = random.integers(1, 20, SIZE).astype(dtype)
        idx[place] = np.array(bad).astype(dtype)
        assert_same(compiled, np.zeros(20), idx, random.random(SIZE))


@pytest.mark.parametrize("loop", LOOPS, ids=lambda f: f.__name__)
def test_sizes_and_strides(loop):
    compiled = krait.jit(loop)
    random = np.random.default_rng(4)
    for size, more in itertools.product((0, 1, 2, 1023, 1024, 1025, 2048), (-1, 0, 1)):
        idx = random.integers(1, 20, 2 * size)[::2]
        assert_same(compiled, np.zeros(20), idx, random.random(3 * max(size + more, 0))[::-3])


def self_scatter(h, idx):
    for i in range(len(idx)):
        h[idx[i]] = i


def test_indices_in_the_memory_that_is_written():
    compiled = krait.jit(self_scatter)
    for shift in (0, 1, 5):
        memory, expected = (np.arange(3000) % 40 for _ in range(2))
        compiled(memory[shift:], memory[:2000])
        self_scatter(expected[shift:], expected[:2000])
        assert np.array_equal(memory, expected)
    same = np.arange(2000)[::-1].copy()
    assert_same(compiled, same, same)


def total(n, start, values):
    result = start
    for i in range(n):
        result += int(values[i])
    return result


def total_of_some(n, start, values):
    result = start
    for i in range(n):
        if i % 3 != 1:
            result += int(values[i])
        result += 2 * int(values[i])
    return result


def two_totals(n, start, values):
    result = other = start
    for i in range(n):
        result += int(values[i])
        other += int(values[i]) * 3
    return result, other


def total_and_start(n, start, values):
    result = start
    for i in range(n):
        result += int(values[i]) - start
    return result


@pytest.mark.parametrize("loop", [total, total_of_some, two_totals, total_and_start], ids=lambda f: f.__name__)
def test_sums_that_overflow(loop):
    compiled = krait.jit(loop)
    addends, starts = (5, 2**48, -(2**62), 2**63 - 1, -(2**63)), (0, 2**62, 2**63 - 2, -(2**63))
    for place, value, start in itertools.product(PLACES, addends, starts):
        values = np.ones(SIZE, np.int64)
        values[place] = value
        expected = outcome(in_64_bits(loop), SIZE, Int64(start), values)
        assert outcome(compiled, SIZE, start, values) == expected, (place, value, start)


def outcome(function, *arguments):
    try:
        return function(*arguments)
    except OverflowError as error:
        return str(error)


def in_64_bits(function):
    """The function with an int() whose results raise where compiled ints do."""
    return type(function)(function.__code__, {**function.__globals__, "int": Int64})


def add(out, a, b):
    for i in range(len(out)):
        out[i] = int(a[i]) + int(b[i])


def subtract(out, a, b):
    for i in range(len(out)):
        out[i] = int(a[i]) - int(b[i])


def multiply(out, a, b):
    for i in range(len(out)):
        out[i] = int(a[i]) * int(b[i])


def polynomial(out, a, b):
    for i in range(len(out)):
        out[i] = (int(a[i]) + 3) * int(b[i]) - int(a[i]) * i


EXTREMES = (0, 1, -1, 2**31, 2**32, -(2**32), 3037000500, 2**62, -(2**62), 2**63 - 1, -(2**63))


@pytest.mark.parametrize("loop", [add, subtract, multiply, polynomial], ids=lambda f: f.__name__)
def test_element_wise_overflow(loop):
    compiled = krait.jit(loop)
    for place, x, y in itertools.product((0, 1023, 1024, 1500), EXTREMES, EXTREMES):
        a, b = np.ones(1501, np.int64), np.full(1501, 7)
        a[place], b[place] = x, y
        out, expected = np.zeros(1501, np.int64), np.zeros(1501, np.int64)
        text = outcome(compiled, out, a, b)
        assert text == outcome(in_64_bits(loop), expected, a, b)
        assert np.array_equal(out, expected)


def test_a_sum_of_ints_is_vectorised():
    compiled = krait.jit(total)
    assert compiled(3, 0, np.arange(3)) == 3
    (text,) = compiled.inspect_llvm().values()
    assert "@llvm.vector.reduce.add" in text


def take(table, places, out):
    for i in range(len(places)):
        out[i] = table[places[i]]


def take_sum(table, places, out):
    total = np.float64(0.0)
    for i in range(len(places)):
        total += table[places[i]]
        out[i] = total
    return total


def put(table, places, out):
    for i in range(len(places)):
        table[places[i]] = out[i]


def add_to(table, places, out):
    for i in range(len(places)):
        table[places[i]] += out[i]


def take_from_matrix(table, places, out):
    matrix = table.reshape(1024, -1)
    for i in range(len(places)):
        out[i] = matrix[places[i] & 1023, places[i] >> 11]


@pytest.mark.parametrize("loop", [take, take_sum, put, add_to, take_from_matrix], ids=lambda f: f.__name__)
def test_memory_that_the_caches_do_not_hold(loop):
    """Elements are fetched ahead in short blocks: the exception and the effects before it stay where they are."""
    size, compiled = 1 << 21, krait.jit(loop)
    for count, bad in ((0, None), (1, None), (63, None), (64, 64), (200, None), (200, 63), (200, 64), (200, 130), (1500, 1499)):
        places = np.arange(count) * 7919 % size
        if bad is not None and bad < count:
            places[bad] = size + 5
        assert_same(compiled, np.arange(size, dtype=np.float64), places, np.linspace(0.0, 1.0, count))
