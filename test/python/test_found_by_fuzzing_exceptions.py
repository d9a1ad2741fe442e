"""Programs whose exceptions once differed from CPython's, found by the generator (test/fuzz). One each, with what was wrong."""

import itertools

import numpy as np
import pytest
from oracle import assert_same

import krait

MASKS = [np.ones(shape, bool) for shape in ((3,), (17,), (0,), (1,), (2, 1), (2, 17), (4, 3), (1, 2, 3), (5, 2, 3), (0, 3), ())]


def raised(f, *args):
    error = assert_same(f, *args)
    assert isinstance(error, Exception)
    return error


@pytest.mark.parametrize("name", ["sum", "max", "any", "mean", "var", "nansum"])
def test_masks_that_do_not_fit_a_reduction(name):
    """The array was broadcast to the mask, and the text was that of an array expression."""
    initial = ", initial=0" if name == "max" else ""
    lines = [f"np.{name}(a, where=w{initial})", f"np.{name}(a, axis=-1, where=w{initial})"]
    for line in lines:
        names = {"np": np}
        exec(f"def f(a, w):\n    return {line}", names)
        f = krait.jit(names["f"])
        outcomes = [assert_same(f, np.ones(shape), mask) for shape in ((2, 3), (1, 3), (0, 3), (3,), (1,)) for mask in MASKS]
        texts = {str(each)[:30] for each in outcomes if isinstance(each, Exception)}
        assert len(texts) >= 2 and not all(isinstance(each, Exception) for each in outcomes)


def test_computed_mask_that_does_not_fit():
    def f(a, b):
        return np.sum(a * 2, where=b != 1)

    assert "remapped" in str(raised(f, np.ones(3), np.ones(2)))
    assert "non-broadcastable" in str(raised(f, np.ones(1), np.ones(2)))


def test_mask_of_more_axes_than_what_is_summed():
    def number(w):
        return np.sum(2.5, where=w)

    def element(a, w):
        return a[0].sum(where=w)

    raised(number, np.ones(3, bool))
    raised(element, np.ones(3), np.ones(3, bool))
    raised(element, np.ones((2, 3)), np.ones((2, 3), bool))


def test_shape_error_of_an_empty_mask():
    """An empty mask of another shape than the array's is taken for positions."""
    def f(a, m, v):
        a[m] = v

    masks = [np.zeros(0, bool), np.zeros(3, bool), np.array([True, False, True])]
    texts = set()
    for mask, shape in itertools.product(masks, [(0,), (1,), (2,), (3,), (1, 1), (3, 3), (1, 0), (0, 1)]):
        texts.add(str(assert_same(f, np.zeros(3), mask, np.ones(shape)))[:14])
    for shape in ((0,), (1,), (2,), (1, 1), (2, 3)):
        assert_same(f, np.zeros((2, 3)), np.zeros((0, 0), bool), np.ones(shape))
    assert {"None", "shape mismatch", "NumPy boolean "} <= texts


def test_store_where_arrays_without_axes_say():
    """They are ints, and what they select is a view."""
    def one(a, k, v):
        a[k] = v

    def column(a, k, v):
        a[:, k] = v

    def new_axis(a, k, v):
        a[k, None] = v

    def both(a, k, v):
        a[k, k] = v

    def rest(a, k, v):
        a[..., k] = v

    def flag(a, k, v):
        a[True, k] = v

    place = np.array(0)
    for shape in ((0,), (2,), (3,), (1, 2), (3, 1), (3, 2)):
        for f in (one, column, new_axis, both, rest, flag):
            assert_same(f, np.zeros((3, 2)), place, np.ones(shape))
        for f in (one, rest):
            assert_same(f, np.zeros(3), place, np.ones(shape))
    assert "sequence" in str(raised(both, np.zeros((3, 2)), place, np.ones(2)))
    assert "into shape" in str(raised(one, np.zeros((3, 2)), place, np.ones(0)))


def orders_of(places):
    """The places in arrays of every order of memory, sliced and turned around."""
    for dtype, axes in itertools.product(("i8", "i4"), itertools.permutations(range(places.ndim))):
        back = np.argsort(axes)
        for steps in itertools.product((1, -1), repeat=places.ndim):
            turned = tuple(slice(None, None, step) for step in steps)
            packed = np.ascontiguousarray(places.astype(dtype)[turned].transpose(axes)).transpose(back)[turned]
            spaced = np.zeros([2 * n for n in packed.transpose(axes).shape], dtype)[(slice(None, None, 2),) * places.ndim].transpose(back)[turned]
            spaced[...] = places
            assert np.array_equal(packed, places) and np.array_equal(spaced, places)
            yield packed
            yield spaced


PLACES = [np.array([0, 7, 5]), np.array([[0, 7, 1], [6, -5, 2], [1, 4, 9]]), np.array([[[0, 7], [2, 8]], [[-4, 1], [5, 6]]])]
LOADS = ["a[i]", "b[i]", "a[i, 1]", "a[:, i]", "a[..., i]", "a[i, :1]", "a[i, :0]", "b[i, None]", "a[i * 0, i]", "a[i, i[...] * 0]", "b[True, i]"]


@pytest.mark.parametrize("target", LOADS)
def test_which_of_several_positions_is_out_of_bounds(target):
    """NumPy looks at those of a store as they lie in memory, at those of a load in C order, or by their steps. We took C order."""
    names = {"np": np}
    exec(f"def load(a, b, i):\n    return {target}\n\ndef store(a, b, i):\n    {target} = 1.0", names)
    load, store = krait.jit(names["load"]), krait.jit(names["store"])
    found = set()
    for places in PLACES:
        for each in orders_of(places):
            for f in (load, store):
                found.add(str(raised(f, np.zeros((3, 3)), np.zeros(3), each)))
    assert len(found) > 4


def test_leading_axes_in_the_text_about_an_assignment():
    """Those of extent 1 that the target lacks are left out."""
    def row(a, v):
        a[0] = v

    def all_of_it(a, v):
        a[...] = v

    for shape in ((1, 2), (1, 1, 2), (1, 2, 2), (2, 1, 2), (1, 1, 3, 2), (1, 3)):
        assert_same(row, np.zeros((2, 3)), np.ones(shape))
        assert_same(all_of_it, np.zeros((2, 3)), np.ones(shape))


def test_square_of_bools():
    """It was refused: NumPy's int8 for the exponent 2 alone is known where that is a literal."""
    def square(a):
        return a**2, (a > 0) ** 2 + 1, np.sum(a**2)

    def varying(a, n):
        return a**n

    for each in (np.array([True, False, True]), np.eye(3, dtype=bool).T[::2], np.array(True), np.zeros((0, 2), bool)):
        assert_same(square, each)
    with pytest.raises(krait.CompileError, match="depends on the exponent"):
        krait.jit(varying)(np.ones(2, bool), 2)
