"""Loops without the checks that were proved: value, exception, index, line and every effect before it are CPython's.

Each loop runs with arrays of every small size around the ones that it fits, so that each condition of a proof is once
the one that fails, and with starts, stops and steps beyond both ends. Arrays that are written to are compared after the error.
"""

import itertools

import numpy as np
import pytest
from oracle import assert_same

import krait

SIZES = (0, 1, 2, 3, 4, 6)


def vectors(*sizes):
    return [np.arange(1.0, size + 1.0) for size in sizes]


def stencil(out, a, n):
    for i in range(1, n - 1):
        out[i] = a[i - 1] + a[i + 1]


def own_stencil(out, a, n):
    for i in range(1, len(a) - 1):
        out[i] = a[i - 1] + a[i + 1]


def wraps_around(out, a, n):
    for i in range(n):
        out[i] = a[i - 1]


def wraps_further(out, a, n):
    for i in range(n):
        a[i] += 0.5
        out[i] = a[i - 3]


def reverse(out, a, n):
    for i in range(n):
        out[n - 1 - i] = a[i]


def downwards(out, a, n):
    for i in range(n - 1, -1, -1):
        a[i] += 1.0
        out[i] = a[i]


def below_zero(out, a, n):
    for i in range(n, -n, -1):
        a[0] += 1.0
        out[i] = a[i]


def steps(out, a, n):
    for start in range(2, n):
        for i in range(start * start, len(a), start):
            a[i] = 0.0
        out[start] = 1.0


def conditional(out, a, n):
    for i in range(n):
        if a[i] > 2.0:
            out[i] = a[i]


def guarded(out, a, n):
    for i in range(-2, n + 2):
        if 0 <= i < len(a):
            a[i] += 1.0
        if i >= 0 and i + 1 < len(out):
            out[i + 1] = float(i)


def guarded_wrongly(out, a, n):
    for i in range(-2, n + 2):
        if i <= len(a):
            a[i] += 1.0
        if i >= -1:
            out[i] = float(i)


def window(out, a, n):
    for i in range(1, n - 1):
        total = 0.0
        for j in range(i - 1, i + 2):
            total += a[j]
        out[i] = total


def triangle(out, a, n):
    for i in range(n):
        for j in range(i + 1, n):
            out[i] += a[j] - a[j - i]


def difference_of_items(out, a, n):
    for i in range(n):
        for j in range(i + 1):
            out[i] += a[i - j]


def compress(out, a, n):
    k = 0
    for i in range(n):
        if a[i] > 1.5:
            out[k] = a[i]
            k += 1
    return k


def counts_down(out, a, n):
    k = n
    for i in range(len(a)):
        k -= 1
        out[k] = a[i]
    return k


def while_copy(out, a, n):
    i = 0
    while i < n:
        out[i] = a[i]
        i += 1
    return i


def while_down(out, a, n):
    i = n - 1
    while i >= 0:
        a[i] += 1.0
        out[i] = a[i]
        i -= 1
    return i


def while_by_two(out, a, n):
    i = 0
    while i + 1 < n:
        a[i + 1] = 7.0
        out[i] = a[i]
        i += 2
    return i


def while_not_equal(out, a, n):
    i = 0
    while i != n:
        out[i] = a[i]
        i += 1
        if i > 20:
            break


def merge(out, a, n):
    i = j = k = 0
    while i < len(a) and j < n:
        if a[i] <= 2 * j:
            out[k] = a[i]
            i += 1
        else:
            out[k] = -1.0
            j += 1
        k += 1
    return i, j, k


def insertion_sort(out, a, n):
    for i in range(1, n):
        x = out[i]
        j = i - 1
        while j >= 0 and out[j] > x:
            out[j + 1] = out[j]
            j -= 1
        out[j + 1] = x


def bisect(out, a, n):
    for q in range(n):
        low = 0
        high = len(a)
        while low < high:
            middle = (low + high) // 2
            if a[middle] < q:
                low = middle + 1
            else:
                high = middle
        out[q] = low


def inner_breaks(out, a, n):
    for i in range(n):
        for j in range(i, n):
            if a[j] > 3.0:
                break
            out[i + j] = a[j]
        else:
            out[i] = -1.0


def returns_inside(out, a, n):
    for i in range(n):
        out[2 * i] = a[i]
        if a[i] > 2.5:
            return i
    return -1


def minimum_of_sizes(out, a, n):
    for i in range(min(len(out), len(a)) + n - 3):
        out[i] = a[i]


def modulo(out, a, n):
    for i in range(3 * n):
        out[i % n] += a[(i + 1) % len(a)]


def halves(out, a, n):
    for i in range(n):
        out[i // 2] += a[i >> 1] + a[i & 3]


def raises_between(out, a, n):
    for i in range(n):
        out[i] = 1.0
        if i == 4:
            raise ValueError(i)
        out[i + 1] = a[i]


def counter_in_nest(out, a, n):
    count = 0
    for i in range(n):
        for j in range(n):
            if a[j] > i:
                count += 1
        out[count % 3] += 1.0
    return count


LOOPS = [stencil, own_stencil, wraps_around, wraps_further, reverse, downwards, below_zero, steps, conditional, guarded,
         guarded_wrongly, window, triangle, difference_of_items, compress, counts_down, while_copy, while_down,
         while_by_two, while_not_equal, merge, insertion_sort, bisect, inner_breaks, returns_inside, minimum_of_sizes, modulo, halves, raises_between, counter_in_nest]


@pytest.mark.parametrize("loop", LOOPS, ids=lambda f: f.__name__)
def test_loops_over_vectors(loop):
    compiled = krait.jit(loop)
    for size_out, size_a, n in itertools.product(SIZES, SIZES, (-1, 0, 1, 2, 3, 4, 5, 7)):
        assert_same(compiled, *vectors(size_out, size_a), n)


@pytest.mark.parametrize("loop", LOOPS, ids=lambda f: f.__name__)
def test_loops_over_strided_vectors(loop):
    compiled = krait.jit(loop)
    for size_out, size_a, n in itertools.product((2, 5), (3, 4), (1, 3, 5)):
        out, a = vectors(2 * size_out, 3 * size_a)
        assert_same(compiled, out[::2], a[::-3], n)


def flattened(out, a, height, width):
    for i in range(height):
        for j in range(width):
            out[i * width + j] = a[i * width + j] + 1.0


def flattened_stencil(out, a, height, width):
    for i in range(1, height - 1):
        for j in range(1, width - 1):
            here = i * width + j
            out[here] = a[here - width] + a[here + width] + a[here - 1] + a[here + 1]


@pytest.mark.parametrize("loop", [flattened, flattened_stencil], ids=lambda f: f.__name__)
def test_flattened_indices(loop):
    compiled = krait.jit(loop)
    heights, widths = (-1, 0, 1, 3, 4), (-2, 0, 1, 3, 4)
    for size_out, size_a, height, width in itertools.product((0, 5, 6, 12, 13), (0, 6, 11, 12), heights, widths):
        assert_same(compiled, *vectors(size_out, size_a), height, width)


def test_products_beyond_64_bits():
    compiled = krait.jit(flattened)
    for height, width in itertools.product((2, 3, 2**32, 2**62), repeat=2):
        assert_same(compiled, *vectors(4, 4), height, width)


class Int64(int):
    """An int that raises where compiled code does: when a result leaves 64 bits."""

    def _checked(value, symbol):
        if not -(2**63) <= value < 2**63:
            raise OverflowError(f"the result of int {symbol} does not fit in 64 bits")
        return Int64(value)

    def __add__(self, other):
        return Int64._checked(int(self) + other, "+")

    def __sub__(self, other):
        return Int64._checked(int(self) - other, "-")

    def __rsub__(self, other):
        return Int64._checked(other - int(self), "-")

    def __mul__(self, other):
        return Int64._checked(int(self) * other, "*")

    def __neg__(self):
        return Int64._checked(-int(self), "-")

    __radd__ = __add__
    __rmul__ = __mul__


def assert_same_in_64_bits(compiled, *arguments):
    """Against the function itself run with Int64; the first argument may be an array that it writes to."""
    outcomes = []
    for function, number in ((compiled, int), (compiled.py_func, Int64)):
        given = [a.copy() if isinstance(a, np.ndarray) else number(a) for a in arguments]
        try:
            result = function(*given)
        except OverflowError as error:
            result = str(error)
        outcomes.append((result, given[0].tolist() if isinstance(given[0], np.ndarray) else None))
    assert outcomes[0] == outcomes[1], arguments


def shifted(out, n, start, step, offset):
    for i in range(n):
        out[i] = (start + step * i) - offset


def squares(out, n, start):
    for i in range(n):
        x = start + i
        out[i] = x * x + 2 * x


def negated(out, n, start):
    for i in range(n):
        out[i] = -(start + i)


def mirrored(out, n, start):
    for i in range(n):
        out[n - 1 - i] = start - (5 - (start - i))


EXTREMES = (0, 1, -1, 2**31, 3037000497, 3037000499, -3037000500, 2**62, 2**63 - 1, 2**63 - 3, -(2**63), -(2**63) + 2)


def test_overflow_in_the_last_iterations():
    compiled = krait.jit(shifted)
    for start, step, offset in itertools.product(EXTREMES, (0, 1, -1, 2**61, -(2**63)), (0, 1, -1, 2**62)):
        assert_same_in_64_bits(compiled, np.zeros(5, np.int64), 5, start, step, offset)


@pytest.mark.parametrize("loop", [squares, negated, mirrored], ids=lambda f: f.__name__)
def test_overflow_from_extreme_starts(loop):
    compiled = krait.jit(loop)
    for start in EXTREMES:
        assert_same_in_64_bits(compiled, np.zeros(4, np.int64), 4, start)


def counted_up(n, start):
    total = start
    for _ in range(n):
        total += 1
    return total


def counted_up_while(n, start):
    total = start
    while n > 0:
        total += 5
        n -= 1
    return total


def summed(n, start):
    total = start
    for i in range(n):
        total += i
    return total


def counted_in_nest(n, start):
    total = start
    for i in range(n):
        for _ in range(i):
            total -= 2
        total -= 1
    return total


@pytest.mark.parametrize("loop", [counted_up, counted_up_while, summed, counted_in_nest], ids=lambda f: f.__name__)
def test_counters_that_start_anywhere(loop):
    compiled = krait.jit(loop)
    for n, start in itertools.product((0, 1, 2, 3, 10), EXTREMES):
        assert_same_in_64_bits(compiled, n, start)


def stencil_2d(out, a):
    for i in range(1, a.shape[0] - 1):
        for j in range(1, a.shape[1] - 1):
            out[i, j] = a[i - 1, j] + a[i + 1, j] + a[i, j - 1] + a[i, j + 1]


def transposed(out, a):
    height, width = a.shape
    for i in range(height):
        for j in range(width):
            out[j, i] += a[i, j]


def rows_of_rows(out, a):
    for i in range(1, len(a)):
        row = a[i - 1]
        for j in range(len(row)):
            out[i][j] = row[j]
            out[i - 1][j] += 1.0


def periodic(out, a):
    height, width = a.shape
    for i in range(height):
        for j in range(width):
            out[i, j] = a[i - 1, j] + a[(i + 1) % height, j - 1]


@pytest.mark.parametrize("loop", [stencil_2d, transposed, rows_of_rows, periodic], ids=lambda f: f.__name__)
@pytest.mark.parametrize("order", ["C", "F"])
def test_loops_over_matrices(loop, order):
    compiled = krait.jit(loop)
    shapes = list(itertools.product((0, 1, 2, 3, 4), repeat=2))
    for shape, other in itertools.product(shapes, shapes):
        a = np.arange(float(np.prod(other))).reshape(other, order=order)
        assert_same(compiled, np.zeros(shape, order=order), a)


def with_more_axes(out, a):
    height, width = a.shape
    for i in range(height):
        for j in range(width):
            out[i, j] += a[None, i, j - width][0] + a[..., j - width][i] + a[i, ..., -1 - j]


@pytest.mark.parametrize("shape", [(0, 3), (2, 3), (3, 2)])
def test_keys_whose_parts_are_not_the_axes(shape):
    a = np.arange(float(np.prod(shape))).reshape(shape)
    for more in (-1, 0, 1):
        assert_same(krait.jit(with_more_axes), np.zeros((shape[0], max(shape[1] + more, 0))), a)


def edit_distance(a, b, table):
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + cost)
    return table[len(a), len(b)]


def test_tables():
    compiled = krait.jit(edit_distance)
    for height, width, more in itertools.product((0, 1, 3), (0, 2, 3), (-1, 0, 1)):
        a, b = np.arange(height), np.arange(width)[::-1].copy()
        table = np.add.outer(np.arange(height + 1), np.arange(max(width + 1 + more, 0)))
        assert_same(compiled, a, b, table)


def read_only(out, a, n):
    for i in range(n):
        a[0] += 1.0
        out[i + 1] = a[i]


def test_read_only_arrays():
    compiled = krait.jit(read_only)
    for n in (0, 1, 3):
        out, a = vectors(4, 4)
        out.flags.writeable = False
        assert_same(compiled, out, a, n)


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint32", "int32", "int64", "uint64", "bool"])
def test_indices_from_narrow_integers(dtype):
    def pick(out, a, idx):
        for i in range(len(idx)):
            out[i] = a[int(idx[i]) + 1] - int(idx[i]) * 3

    compiled = krait.jit(pick)
    for values in ([0, 1, 0], [1, 1, 1], [0, 2, 1], [0, 3, 200 if dtype[0] == "u" else -3]):
        assert_same(compiled, *vectors(3, 4), np.array(values).astype(dtype))


WITHOUT = ({"boundscheck": False}, {"overflow": "wrap"}, {"boundscheck": False, "overflow": "wrap"})


@pytest.mark.parametrize("dtype", ["int64", "uint8", "int16", "int8"])
def test_remainders_and_masks_of_numpy_integers(dtype):
    def count(out, a, values):
        for i in range(len(values)):
            out[values[i] % 5] += 1.0
            a[values[i] & 3] += 1.0
            out[(values[i] & 7) - 5] += 1.0

    compiled = krait.jit(count)
    values = np.array([0, 3, 6, 255, 127, -1, -128, 100]).astype(dtype)
    for size_out, size_a, start in itertools.product((0, 4, 5, 8), (3, 4), (0, 3, 5)):
        assert_same(compiled, *vectors(size_out, size_a), values[start:])


@pytest.mark.parametrize("options", WITHOUT)
def test_without_checks(options):
    for loop in (own_stencil, window, guarded, while_copy, flattened_stencil):
        arguments = [*vectors(12, 12), *((3, 4) if loop is flattened_stencil else (5,))]
        expected = [array.copy() for array in arguments[:2]]
        krait.jit(**options)(loop)(*arguments)
        loop(*expected, *arguments[2:])
        assert np.array_equal(arguments[0], expected[0]) and np.array_equal(arguments[1], expected[1])


def wrapped_hash(n, factor):
    value = 1
    for _ in range(n):
        value = value * factor + 2**40
    return value


def test_wrapping_arithmetic_is_that_of_64_bits():
    compiled = krait.jit(overflow="wrap")(wrapped_hash)
    for n, factor in itertools.product((0, 1, 5, 100), (1, 3, 6364136223846793005)):
        exact = wrapped_hash(n, factor) % 2**64
        assert compiled(n, factor) == exact - (2**64 if exact >= 2**63 else 0)
