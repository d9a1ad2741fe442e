"""Programs with stores and conversions that once differed from CPython's, found by the generator (test/fuzz). One each, with what was wrong."""

import numpy as np
import pytest
from oracle import assert_same

import krait

NUMBERS = (np.float64(np.inf), np.inf, np.nan, 300, -1, np.int64(300), 2.7, [0.5, 2.5], [0.5, np.nan], [np.float64(np.nan)], np.array([np.nan, 2.0]),
           (1, 2.5), True, [1, 300], np.array([1, 300]))  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dtype", ["i8", "i4", "u1", "f4"])
def test_put_converts_what_it_puts_first(dtype):
    """Element by element, as a store does, it raised for NumPy's numbers, and did not where Python's do not fit."""
    def put(a, x):
        np.put(a, 2, x)

    def place(a, x):
        np.place(a, np.array([True, False, True, True]), x)

    def putmask(a, x):
        np.putmask(a, np.array([True, False, True, True]), x)

    for x in NUMBERS:
        for f in (put, place, putmask):
            assert_same(f, np.arange(4).astype(dtype), x)


def test_put_of_what_it_changes():
    def f(a):
        np.put(a, [0, 1, 2], a[::-1])

    assert_same(f, np.arange(3))


def test_place_and_putmask_of_what_they_change():
    def place(a):
        np.place(a, a, a)

    def putmask(a):
        np.putmask(a, a > 0, a[:2])

    for a in (np.array([0.0, 1.0, 0.5]), np.arange(8.0)[::2], np.arange(8.0).reshape(4, 2).T):
        for f in (place, putmask):
            assert_same(f, a)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dtype", ["i8", "i4", "u1", "u8"])
def test_numpy_numbers_in_lists_become_integers_as_by_a_store(dtype):
    def f(a, x):
        return np.array([x, x], dtype=a.dtype), np.array((x, 2), dtype=a.dtype)

    for x in (np.float64(np.nan), np.float32(np.inf), np.float64(-2.5), np.float64(1e300), np.int64(2**40), np.int64(-1)):
        assert_same(f, np.zeros(1, dtype), x)


@pytest.mark.parametrize("dtype", ["i8", "u1", "f8"])
def test_lists_and_tuples_into_slices(dtype):
    """An internal error."""
    def whole(a, x):
        a[:] = x

    def dots(a, x):
        a[...] = x

    def part(a, x):
        a[1:3] = x

    for x in ([1, 2], (1, 2.5), [1.5, 2.5], [1, 2, 3, 4], [0.5], (7,), [np.nan], [300], (np.float32(3), 1)):
        for f in (whole, dots, part):
            assert_same(f, np.arange(4).astype(dtype), x)

    def row(a, x):
        a[1] = x
        a[:, 0] = (x[0], 5)

    assert_same(row, np.zeros((2, 3), dtype), [1, 2, 3])
    assert_same(row, np.zeros((2, 3), dtype), (1, 2, 3.5))


def test_complex_numbers_into_slices_of_real_arrays():
    """Python's raise TypeError there; they lost their imaginary part."""
    def f(a, x):
        a[1:] = x

    with pytest.raises(krait.CompileError, match="real"):
        krait.jit(f)(np.zeros(3), 1j)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dtype", ["i8", "i4", "u1", "u8"])
def test_flat_does_not_say_why_a_conversion_failed(dtype):
    def f(a, k, x):
        a.flat[k] = x

    for x in (np.nan, 300, -1, 1e300, 2.5, np.float64(np.nan), np.float32(np.inf), np.int64(-1)):
        for k in (1, 7):
            assert_same(f, np.zeros((2, 2), dtype), k, x)


def test_stores_into_read_only_arrays_look_at_nothing_else():
    def whole(a, x):
        a[:] = x

    def row(a, x):
        a[7, :] = x

    for x in (np.zeros(5), [0.5, np.nan], 300, np.nan):
        for f in (whole, row):
            assert_same(f, np.broadcast_to(np.int64(1), (2, 2)), x)


@pytest.mark.parametrize("dtype", ["u1", "u4", "i4"])
def test_numbers_that_do_not_fit_into_no_elements(dtype):
    """On several threads they were converted element by element, and so never."""
    def row(a, x):
        a[1] = x

    def part(a, x):
        a[5:] = x

    for shape in ((3, 0), (3, 2)):
        for x in (300, -1, -(2**63)):
            for f in (row, part):
                assert_same(krait.jit(parallel=True)(f), np.ones(shape, dtype), x)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dtype", ["f8", "f4", "i8", "u1", "?"])
@pytest.mark.parametrize("target", ["f8", "f4", "i8", "u2", "?"])
def test_reductions_into_an_array_of_another_dtype(dtype, target):
    """They were done in its dtype; NumPy does them in the one that holds both, and casts the result."""
    def reduced(a, b):
        return np.sum(a, axis=0, out=b), np.add.reduce(a, axis=0, out=b), np.multiply.reduce(a, axis=0, out=b)

    def accumulated(a, b):
        return np.add.accumulate(a, out=b)

    def at_places(a, b):
        return np.add.reduceat(a, [0, 2], out=b)

    values = np.array([0.5, 0.75, 2.0, 200.75, 0.25]).astype(dtype)
    assert_same(reduced, np.column_stack((values, values)), np.zeros(2, target))
    assert_same(accumulated, values, np.zeros(5, target))
    assert_same(at_places, values, np.zeros(2, target))


def test_values_beside_masks_without_elements():
    """A mask without elements fits an array of any extent, and then it is no mask of the whole array."""
    def f(a, mask, value):
        a[mask] = value

    for shape, mask in (((2,), (0,)), ((0,), (0,)), ((2, 2), (0, 0)), ((0, 2), (0, 2)), ((3, 2), (0, 2))):
        for value in (np.zeros(3), np.zeros(1), np.zeros((3, 3)), np.zeros(0), 1.0):
            assert_same(f, np.ones(shape), np.zeros(mask, bool), value)


def test_values_beside_indices_without_axes():
    def f(a, index, value):
        a[index] = value

    for value in (np.zeros(0), np.zeros(2), np.zeros(3), np.zeros((1, 3)), np.zeros((2, 1))):
        assert_same(f, np.ones((2, 3)), np.array(1), value)
