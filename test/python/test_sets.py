"""Arrays as sets in compiled functions: distinct elements with their places and counts, and what two arrays share."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import krait
from oracle import assert_same

RANDOM = np.random.default_rng(22)
DTYPES = ["bool", "int8", "uint16", "int32", "int64", "uint64", "float32", "float64", "complex128", "datetime64[s]", "timedelta64[ms]"]
FUNCTIONS = {}


def compiled(text, arguments="a"):
    if (text, arguments) not in FUNCTIONS:
        FUNCTIONS[text, arguments] = krait.jit(eval(f"lambda {arguments}: {text}", {"np": np}))
    return FUNCTIONS[text, arguments]


def values(dtype, shape, limit=9):
    numbers = RANDOM.integers(0, limit, shape)
    return numbers > limit // 2 if dtype == "bool" else numbers.astype(dtype)


UNIQUE = ["np.unique(a)", "np.unique(a, True)", "np.unique(a, return_inverse=True)", "np.unique(a, return_counts=True)", "np.unique(a, True, True)",
          "np.unique(a, True, False, True)", "np.unique(a, return_inverse=True, return_counts=True)", "np.unique(a, True, True, True)",
          "np.unique_counts(a)", "np.unique_inverse(a)", "np.unique_all(a)", "np.sort(np.unique_values(a))"]


@pytest.mark.parametrize("text", UNIQUE)
def test_unique(text):
    f = compiled(text)
    for dtype in DTYPES:
        for size in (0, 1, 2, 50):
            assert_same(f, values(dtype, size))
    for a in (values("int64", (4, 5)), np.asfortranarray(values("float32", (3, 4, 2))), values("int64", (6, 6))[::2, ::-1], np.array(3)):
        if a.ndim or "sort" not in text:
            assert_same(f, a)


@pytest.mark.parametrize("text", ["np.unique(a, return_counts=True, equal_nan={})", "np.unique(a, True, True, equal_nan={})", "np.unique(a, equal_nan={})"])
def test_unique_nans(text):
    for equal in ("True", "False"):
        f = compiled(text.format(equal))
        for dtype in ("float32", "float64", "complex128"):
            a = RANDOM.choice(np.array([np.nan, 1.0, np.inf, -2.0]), 40).astype(dtype)
            assert_same(f, a)
        times = np.array(["NaT", 3, 1, "NaT", 3], "datetime64[s]")
        assert_same(f, times)


def test_unique_axis():
    assert_same(compiled("np.unique(a, axis=0)"), values("int64", 20))
    assert_same(compiled("np.unique(a, return_inverse=True, axis=-1)"), values("int64", 20))
    assert_same(compiled("np.unique(a, axis=1)"), values("int64", 20))
    with pytest.raises(krait.CompileError, match="'axis'"):
        compiled("np.unique(a, axis=0)")(values("int64", (3, 3)))


PAIRS = ["np.union1d(a, b)", "np.intersect1d(a, b)", "np.setdiff1d(a, b)", "np.setxor1d(a, b)", "np.isin(a, b)", "np.isin(a, b, invert=True)",
         "np.isin(a, b, kind='sort')", "np.intersect1d(a, b, return_indices=True)"]
ASSUMING = ["np.intersect1d(a, b, True)", "np.intersect1d(a, b, True, True)", "np.setdiff1d(a, b, assume_unique=True)", "np.setxor1d(a, b, True)",
            "np.isin(a, b, True)"]


@pytest.mark.parametrize("text", PAIRS)
def test_pairs(text):
    f = compiled(text, "a, b")
    for dtype in DTYPES:
        for sizes in ((0, 0), (0, 3), (3, 0), (1, 1), (20, 7), (5, 40)):
            assert_same(f, *(values(dtype, size, 30) for size in sizes))
    assert_same(f, values("int64", (3, 4)), values("int64", (2, 2)))
    for dtypes in (("int8", "int64"), ("int32", "float32"), ("uint64", "int64"), ("bool", "uint8"), ("float64", "complex64")):
        assert_same(f, *(values(dtype, 15, 30) for dtype in dtypes))


@pytest.mark.parametrize("text", ASSUMING)
def test_pairs_without_repetitions(text):
    f = compiled(text, "a, b")
    for dtype in ("int16", "int64", "float64", "timedelta64[ms]"):
        a, b = (RANDOM.permutation(30)[:size].astype(dtype) for size in (12, 20))
        assert_same(f, a, b)
        assert_same(f, a[:0], b)


def test_nans_are_members_of_nothing():
    a = np.array([np.nan, 1.0, 2.0, np.nan, -0.0])
    for text in PAIRS[4:6]:
        assert_same(compiled(text, "a, b"), a, np.array([np.nan, 0.0, 2.0]))


def test_isin_kinds():
    a, b = values("int64", 20), values("int64", 5)
    assert_same(compiled("np.isin(a, b, kind='table')", "a, b"), a, b)
    assert_same(compiled("np.isin(a, b, kind='table')", "a, b"), a, b * 0.5)
    with pytest.raises(krait.CompileError, match="this kind"):
        compiled("np.isin(a, b, kind='hash')", "a, b")(a, b)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["int32", "int64", "float64"]), st.lists(st.integers(-5, 60), max_size=80), st.lists(st.integers(-5, 60), max_size=80))
def test_any_pair(dtype, left, right):
    a, b = np.array(left, dtype), np.array(right, dtype)
    for text in PAIRS:
        assert_same(compiled(text, "a, b"), a, b)
    assert_same(compiled("np.unique(a, True, True, True)"), a)
