"""What a for loop goes over: all indices, all elements, tuples of different types, rows, several things at once."""

import numpy as np
import pytest
from library_calls import layouts
from oracle import assert_same

import krait
from krait.errors import CompileError

MATRIX = np.arange(12.0).reshape(3, 4)


def test_ndindex():
    def of_tuple(shape):
        total = 0
        for i, j in np.ndindex(shape):
            total = total * 3 + i * 10 + j
        return total

    def of_ints(n, m, k):
        total, last = 0, (0, 0, 0)
        for index in np.ndindex(n, m, k):
            total = (total * 7 + index[0] + 2 * index[1] + 3 * index[2]) % 10007
            last = index
        return total, last

    for shape in ((2, 3), (0, 3), (3, 0), (-1, 2), (2, -1), (np.int32(2), 2)):
        assert_same(of_tuple, shape)
    for extents in ((2, 3, 4), (1, 1, 1), (2, 0, 2), (2, 2, -2)):
        assert_same(of_ints, *extents)


def test_ndindex_of_no_axes_and_one():
    def f(n):
        count, last = 0, -1
        for index in np.ndindex(()):
            count += len(index) + 1
        for (i,) in np.ndindex(n):
            count, last = count + 1, i
        return count, last

    assert_same(f, 3)
    assert_same(f, 0)


def test_ndindex_with_break_continue_and_else():
    def f(a, stop):
        total = np.float64(0)
        for i, j in np.ndindex(a.shape):
            if a[i, j] == stop:
                break
            if (i + j) % 2:
                continue
            total += a[i, j]
        else:
            total += 1000
        return total

    for stop in (-1.0, 0.0, 5.0, 11.0):
        assert_same(f, MATRIX, stop)


def test_ndindex_returns_from_within():
    def f(a, x):
        for index in np.ndindex(a.shape):
            if a[index] == x:
                return index
        return (-1, -1)

    assert_same(f, MATRIX, 6.0)
    assert_same(f, MATRIX, 99.0)


def test_ndenumerate():
    def f(a):
        total, last = np.float64(0), (0, 0)
        for index, x in np.ndenumerate(a):
            total = total * 0.5 + x
            last = index
        return total, last

    for a in layouts(MATRIX):
        assert_same(f, a)
    assert_same(f, np.ones((0, 3)))


def test_ndenumerate_of_other_dimensions():
    def f(a):
        total = np.int64(0)
        for index, x in np.ndenumerate(a):
            total = total * 2 + x + len(index)
        return total

    for a in (np.arange(4), np.array(3), np.arange(8).reshape(2, 2, 2)):
        assert_same(f, a)


def test_nditer():
    def f(a):
        total = np.float64(0)
        for x in np.nditer(a):
            total = total * 0.5 + x
        return total

    cube = np.arange(24.0).reshape(2, 3, 4)
    arrays = [*layouts(MATRIX), *layouts(cube), cube.transpose(1, 2, 0), cube[:, ::-1, ::2]]
    for a in (*arrays, np.arange(5.0)[::-1], np.array(2.0), np.broadcast_to(np.arange(3.0), (2, 3)), np.empty((2, 0))):
        assert_same(f, a)


@pytest.mark.parametrize("order", ["C", "F", "A", "K"])
def test_nditer_in_an_order(order):
    names = {"np": np}
    loop = f"    for x in np.nditer(a, order='{order}'):\n        t = t * 0.5 + x\n"
    exec(f"def f(a):\n    t = np.float64(0)\n{loop}    return t", names)
    for a in (MATRIX, np.asfortranarray(MATRIX), np.arange(5.0)):
        assert_same(krait.jit(names["f"]), a)


def test_nditer_items_are_read_only():
    def f(a):
        for x in np.nditer(a):
            x[...] = 3.0

    with pytest.raises((CompileError, ValueError), match="read-only"):
        krait.jit(f)(np.ones(3))


def test_nditer_refuses_what_it_does_not_do():
    def flags(a):
        for x in np.nditer(a, flags=("multi_index",)):
            pass

    def two(a):
        for x in np.nditer((a, a)):
            pass

    with pytest.raises(CompileError, match="the argument 'flags'"):
        krait.jit(flags)(MATRIX)
    with pytest.raises(CompileError, match="Give one array"):
        krait.jit(two)(MATRIX)


def test_tuple_of_different_types():
    def f(a, n):
        total = np.float64(0)
        count = 0
        for x in (n, 2.5, a[0], True):
            total += x
            count += 1
        return total, count

    assert_same(f, np.arange(3, dtype=np.float32), 3)


def test_tuple_of_arrays_of_different_types():
    def f(a, b):
        total = np.float64(0)
        for x in (a, b):
            total += x[0] + x.shape[0]
        return total

    assert_same(f, np.arange(3.0) + 1, np.arange(2, dtype=np.int32))


def test_tuple_of_different_types_with_break_continue_and_else():
    def f(n, skip, stop):
        total = np.float64(0)
        for x in (1, n, 2.5, 4j.imag, n * 2):
            if x == skip:
                continue
            if x == stop:
                break
            total = total * 2 + x
        else:
            total += 1000
        return total

    for skip in (0, 3, 2.5):
        for stop in (0, 1, 2.5, 6):
            assert_same(f, 3, skip, stop)


def test_enumerate_zip_reversed_over_different_types():
    def f(a, n):
        total = np.float64(0)
        for i, x in enumerate((n, 2.5)):
            total += i * 10 + x
        for i, x in enumerate((n, 2.5), 5):
            total += i * 10 + x
        for x, y in zip((n, 2.5, 1), a):
            total = total * 2 + x * y
        for x in reversed((n, 2.5)):
            total = total * 3 + x
        return total

    for size in (0, 1, 3, 5):
        assert_same(f, np.arange(float(size)), 3)


def test_nested_loops_over_different_types():
    def f(n):
        total = np.float64(0)
        for x in (n, 0.5):
            for y in (1, 2.5, n):
                if y == 2.5 and x == 0.5:
                    break
                total += x * y
        return total

    assert_same(f, 3)


def test_each_item_has_its_own_type():
    def f(n):
        r = 0
        for x in (n, 2.5):
            if isinstance(x, int):
                r += 1
            else:
                r += 10
        return r

    assert_same(f, 4)


def test_too_many_of_different_types():
    names = {}
    exec("def f(n):\n    for x in (" + "n, 1.5, " * 40 + "):\n        pass", names)
    with pytest.raises(CompileError, match="too many to write the loop out"):
        krait.jit(names["f"])(1)


def test_strict_zip():
    def f(a, b):
        total = np.float64(0)
        for x, y in zip(a, b, strict=True):
            total += x * y
        return total

    def three(a, b, c):
        total = np.float64(0)
        for i, (x, y, z) in enumerate(zip(a, b, c, strict=True)):
            total += x * y * z * i
        return total

    def stops(a, b):
        for x, y in zip(a, b, strict=True):
            if x > 0:
                break
        return 1

    arrays = [np.arange(float(n)) for n in (0, 2, 3)]
    for a in arrays:
        for b in arrays:
            assert_same(f, a, b)
            assert_same(stops, a, b)
            for c in arrays:
                assert_same(three, a, b, c)


def test_strict_zip_of_different_types():
    def f(a, n):
        total = np.float64(0)
        for x, y in zip((n, 2.5), a, strict=True):
            total = total * 2 + x * y
        return total

    for size in (0, 1, 2, 3):
        assert_same(f, np.arange(float(size)), 3)


def test_zip_may_say_that_it_is_not_strict():
    def f(a, b):
        total = np.float64(0)
        for x, y in zip(a, b, strict=False):
            total += x * y
        return total

    assert_same(f, np.arange(2.0), np.arange(3.0))


def test_rows():
    def f(a):
        total = np.float64(0)
        for i, row in enumerate(a):
            for x in reversed(row):
                total = total * 0.5 + x * i
        for row, other in zip(a, reversed(a)):
            total += row[0] * other[-1]
        return total

    for a in layouts(MATRIX):
        assert_same(f, a)
