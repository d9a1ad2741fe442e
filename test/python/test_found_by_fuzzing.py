"""Programs that once differed from CPython's, found by the generator (test/fuzz) and shrunk by it. One each, with what was wrong."""

import numpy as np
import pytest
from oracle import assert_same

import krait
from krait.errors import SignatureError


def test_at_with_indices_that_it_changes():
    def f(a, b):
        np.add.at(a, a, b)

    assert_same(f, np.full(17, 5), -4)


def test_at_with_values_that_it_changes():
    def f(a, places):
        np.add.at(a, places, a[:3])

    assert_same(f, np.arange(1.0, 7.0), np.array([1, 2, 3]))
    assert_same(f, np.arange(6, dtype="i1"), np.array([1, 2, 3]))


def test_numbers_in_the_message_about_shapes():
    def chosen(a, b):
        return np.where(a > 1, b, 1)

    def clipped(a, b):
        return np.clip(a, 1, b)

    def stored(a, b):
        np.multiply(a, 2, out=b)

    for f in (chosen, clipped, stored):
        assert isinstance(assert_same(f, np.ones(3), np.ones(4)), ValueError)


def test_list_that_a_path_did_not_assign():
    """Retaining the absent list of the other path crashed."""
    def f(a):
        if a < 0.5:
            items = [a]
        items.append(a)
        return items

    assert_same(f, 0.25)
    assert isinstance(assert_same(f, 0.75), UnboundLocalError)


@pytest.mark.filterwarnings("ignore")
def test_numpy_floats_stored_where_an_array_says():
    """NumPy casts them there, nan too; it raised, as for one element."""
    def places(a, k, x):
        a[k] = x

    def mask(a, x):
        a[a > 1] = x

    for x in (np.float64(np.nan), np.float32(np.inf), np.float64(2.75), float("nan"), 2.75):
        assert_same(places, np.arange(4), np.array([0, 2]), x)
        assert_same(places, np.arange(4), 1, x)
        assert_same(mask, np.arange(4), x)


def test_nan_to_num_in_place():
    """`copy=False` was taken and did nothing."""
    def f(a):
        b = np.nan_to_num(a, copy=False, nan=1.5)
        b[0] = 7
        return b

    for a in (np.array([0.5, np.nan, np.inf]), np.array([[np.nan, 1.0], [2.0, -np.inf]])[:, ::-1], np.array([1, 2]), np.array([1j, np.nan])):
        assert_same(f, a)
    with pytest.raises(krait.CompileError, match="read-only"):
        krait.jit(f)(np.broadcast_to(np.nan, 3))


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (2, 0, 0), (0, 2, 0), (0, 0, 2)])
def test_extremes_of_no_elements_in_an_empty_result(shape):
    """NumPy raises if an element of the result would have no elements, also where the result has none."""
    def first(a):
        return np.min(a, axis=0), a.max(axis=0)

    def last(a):
        return np.min(a, axis=-1), a.max(axis=1)

    def places(a):
        return np.argmax(a, axis=0), a.argmin(axis=-1)

    def unlike(a):
        return np.maximum.reduce(a, axis=0), np.ptp(a, axis=1)

    for f in (first, last, places, unlike):
        assert_same(f, np.zeros(shape))


@pytest.mark.parametrize("shape", [(1,), (3,), (2, 3)])
def test_empty_masks(shape):
    """NumPy takes an empty mask for an axis of any extent; it was compared with the axis."""
    def taken(a, mask):
        return a[mask]

    def stored(a, mask):
        a[mask] = 7

    empty = [np.zeros((0,) * len(shape), bool), np.zeros(0, bool), np.zeros((*shape[:-1], 0), bool)]
    for mask in [*empty, np.zeros(shape, bool), np.zeros((1,) * len(shape), bool)]:
        assert_same(taken, np.ones(shape), mask)
        assert_same(stored, np.ones(shape), mask)


@pytest.mark.parametrize(
    "signature",
    ["float64](int64)", "f8(UniTuple(int32, 99999999999999999999))", "f8(UniTuple(int32, ))", "f8(UniTuple(int32, -1))", "f8(UniTuple(UniTuple(i4, 9999), 9999))",
     "f8(" + "Tuple(" * 10000 + ")" * 10001],
)  # fmt: skip
def test_signatures_that_are_none(signature):
    """Some ended in a C++ exception."""
    with pytest.raises(SignatureError):
        krait.jit(signature)(lambda x: x)


def test_powers_of_bools():
    """The square has another dtype than other powers; it had theirs."""
    for f in (lambda a: a**3, lambda a: a**2, lambda a: a**1, lambda a: np.square(a), lambda a: a**2.0):
        assert_same(f, np.array([True, False]))
    with pytest.raises(krait.CompileError, match="np.square"):
        krait.jit(lambda a: a ** len(a))(np.array([True, False]))


def test_out_of_a_reduction_has_its_shape():
    """A number as `out` crashed; what has more axes, or more elements than an axis of one, was filled by broadcasting."""
    def f(a, out):
        np.sum(a, axis=0, out=out)

    def kept(a, out):
        np.max(a, axis=1, keepdims=True, out=out)

    for out in (np.zeros(3), np.zeros(3, np.int32)[::-1]):
        assert_same(f, np.ones((2, 3)), out)
    assert_same(kept, np.arange(6.0).reshape(2, 3), np.zeros((2, 1)))
    for function, a, out in ((f, np.ones((2, 1)), np.zeros(5)), (f, np.ones((2, 3)), np.zeros(1)), (kept, np.ones((1, 3)), np.zeros((2, 1)))):
        for each in (function, krait.jit(function)):
            with pytest.raises(ValueError):
                each(a, out)
    for out in (True, 1.5, np.zeros((2, 3)), np.array(1.0)):
        with pytest.raises(krait.CompileError, match="axes"):
            krait.jit(f)(np.ones((2, 3)), out)


def test_indices_of_different_shapes_are_broadcast():
    """ravel_multi_index went by the shape of the first index."""
    def f(a, b):
        return np.ravel_multi_index((a, b), (2, 3))

    three, two, column = np.array([0, 1, 0]), np.array([1, 2]), np.array([[0], [1]])
    for a, b in ((three, three), (column, two), (column, three), (column, 2), (1, 2)):
        assert_same(f, a, b)
    for a, b in ((three, two), (two % 2, three)):
        assert isinstance(assert_same(f, a, b), ValueError)


@pytest.mark.parametrize("dtype", ["u1", "i4", "i8"])
@pytest.mark.parametrize("value", [True, 2, 1.5])
def test_a_store_at_an_index_without_axes_stays_in_the_array(dtype, value):
    """Its offset was what the memory of a freed array held."""

    @krait.jit
    def f(a, v, place):
        for _ in range(20):
            spoilt = np.full(1, 1e300)
        a[place] = v
        return a, spoilt

    for place in (0, 2):
        assert_same(f, np.zeros(3), value, np.array(place, dtype))


@pytest.mark.parametrize("decimals", [0, 1, -1])
@pytest.mark.parametrize("dtype", ["f4", "f8", "i4"])
def test_round_into_an_array(decimals, dtype):
    """It was broadcast to the array's shape, and rounded before it was converted to its dtype."""
    def f(a, decimals, b):
        return np.round(a, decimals, out=b)

    for target in ("f4", "f8"):
        for shapes in (((9,), (9,)), ((3, 3), (3, 3)), ((1,), (2,)), ((2,), (2, 2)), ((2, 2), (2,)), ((), (2,))):
            assert_same(f, np.full(shapes[0], 26.34).astype(dtype), decimals, np.zeros(shapes[1], target))


def test_round_of_complex_numbers_into_an_array():
    def f(a, b):
        return np.round(a, 1, out=b)

    assert_same(f, np.array([1.26 - 2.71j, 0.05j], "c8"), np.zeros(2, "c16"))


def test_median_of_one_is_a_mean():
    def f(a):
        return np.median(a), np.median(a, axis=0), np.nanmedian(a)

    for values in ([-0.0], [[-0.0, -0.0, -0.0]], [[-0.0], [-1.0], [1.0]]):
        assert_same(f, np.array(values))
        assert_same(f, np.array(values, "f4"))


@pytest.mark.filterwarnings("ignore")
def test_average_that_is_empty():
    def f(a):
        return np.average(a, axis=0)

    assert isinstance(assert_same(f, np.ones((1, 0))), ZeroDivisionError)
    assert_same(f, np.ones((0, 2)))


def test_absolute_values_of_complex_numbers_are_hypot():
    """NumPy's arrays are within 2 units in the last place of it, its scalars are it."""
    def f(a):
        return np.abs(a), abs(a), abs(a[0])

    a = np.random.default_rng(1).normal(size=2000).view("c16")
    exact = np.hypot(a.real, a.imag)
    whole, operator, one = krait.jit(f)(a)
    assert np.array_equal(whole, exact) and np.array_equal(operator, exact) and one == abs(a[0])
    assert np.max(np.abs(whole - np.abs(a)) / np.spacing(exact)) <= 2


def test_names_that_are_neither_defined_nor_used():
    """They were dropped as dead code: a NameError, or AttributeError, was lost."""
    def name(a):
        v = nothing  # noqa: F821
        return a

    def attribute(a):
        np.nothing
        return a

    for f in (name, attribute):
        with pytest.raises(krait.CompileError, match="nothing"):
            krait.jit(f)(1.0)


@pytest.mark.parametrize("dtype", ["f8", "f4", "c16", "i8", "?"])
def test_reduceat_begins_with_an_element(dtype):
    """It began with 0.0, which makes 0.0 of -0.0."""
    def f(a):
        return np.add.reduceat(a, [1]), np.add.reduceat(a, [0, 2, 1, 4]), np.add.reduceat(a, [5, 0])

    for values in ([-0.0] * 6, [-0.0, -0.0, 1.0, -1.0, -0.0, 0.0], [0.0, -0.0, 2.0, -2.0, -0.0, -0.0], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]):
        assert_same(f, np.array(values).astype(dtype))


@pytest.mark.parametrize("dtype", ["f8", "f4", "c16"])
def test_convolutions_never_give_negative_zeros(dtype):
    def f(a, b):
        return np.convolve(a, b), np.convolve(b, a, "same"), np.correlate(a, b), np.correlate(a, b, "full")

    for m, n in ((1, 1), (2, 1), (5, 3), (13, 4), (9, 9)):
        assert_same(f, np.full(m, -2.0).astype(dtype), np.zeros(n, dtype))


def test_variables_that_a_comprehension_finds_unbound():
    """It raised UnboundLocalError, which CPython 3.11 raises for a function's own variables."""
    def f(a, n):
        if a > 5:
            v = 1.0
        return [v * k for k in range(n)]

    for arguments in ((1.0, 2), (9.0, 2), (1.0, 0)):
        assert_same(f, *arguments)


def test_while_that_leaves_more_than_it_carries():
    """The compiler read past the operands of the `loop` in search of how its results grow, and crashed."""
    def f(a, c, n):
        for i in range(n):
            w = 0
            while w < 2:
                w += 1
                c = a[w]
                if c >= c:
                    continue
                a[i] += w
        return c

    assert_same(f, np.ones(3), 1.0, 2)
    assert_same(f, np.full(3, np.nan), 1.0, 2)


def test_masks_of_reductions_keep_the_shape():
    """One of more elements than the array was broadcast with it, and counted elements several times."""
    def total(a, w):
        return np.sum(a, where=w)

    def largest(a, w):
        return np.max(a, where=w, initial=0.0)

    def by_column(a, w):
        return np.sum(a, axis=0, where=w)

    def average(a, w):
        return np.mean(a, where=w), np.any(a, where=w)

    def spread(a, w):
        return np.std(a, where=w)

    shapes = [((2, 3), (5,)), ((2, 3), (4, 3)), ((3,), (5,)), ((3,), (2, 3)), ((3,), (2, 4)), ((1, 3), (2, 3)), ((1,), (2,)), ((2, 3), (2,)),
              ((2, 3), (3,)), ((2, 3), (2, 1)), ((2, 3), (1,)), ((2, 0), (1, 0)), ((), (3,))]  # fmt: skip
    for shape, mask in shapes:
        for f in (total, largest, average, spread) + (() if shape == () else (by_column,)):
            assert_same(f, np.ones(shape), np.ones(mask, bool))


def test_the_index_out_of_bounds_that_comes_first_in_memory():
    def get(a, b):
        return a[b]

    def put(a, b):
        a[b] = 1.0

    def add(a, b):
        np.add.at(a, b, 1.0)

    def add_at_pairs(a, b):
        np.add.at(a.reshape(2, 2), (b, b), 1.0)

    indices = np.array([[0, 9, 7], [-8, 3, 5]])
    for b in (indices, indices[::-1], indices[:, ::-1], indices.T, indices[::-1].T, indices[0, ::-1], indices[0].astype("i2")[::-1], indices[:, 1]):
        for f in (get, put, add, add_at_pairs):
            assert_same(f, np.zeros(4), b)
        assert_same(add, np.zeros((4, 2)), b)
