"""Reductions in loops, over rows of a few elements, which are taken one by one, and of more, against NumPy."""

import numpy as np
import pytest
from oracle import assert_same

import krait

DTYPES = ("f8", "f4", "f2", "i8", "u1", "?", "c16", "c8")
COUNTS = (0, 1, 2, 3, 7, 8, 9, 17, 40)


def sums(a, out):
    for i in range(a.shape[0]):
        out[i] = np.sum(a[i])


def products(a, out):
    for i in range(a.shape[0]):
        out[i] = np.prod(a[i])


def sums_of_some(a, out):
    for i in range(a.shape[0]):
        out[i] = a[i][1:-1].sum() + np.sum(a[i, ::-2])


def sums_of_squares(a, out):
    for i in range(a.shape[0]):
        for j in range(a.shape[0]):
            out[i] += np.sum((a[i] - a[j]) * (a[i] - a[j]))


def means(a, out):
    for i in range(a.shape[0]):
        out[i] = np.mean(a[i])


def extremes(a, out):
    for i in range(a.shape[0]):
        out[i] = np.max(a[i]) - np.min(a[i])


def counts(a, out):
    for i in range(a.shape[0]):
        out[i] = np.all(a[i]) + 2 * np.any(a[i])


def rows(count, dtype):
    return (np.arange(5 * count).reshape(5, count) * 7 % 11).astype(dtype)


def check_layouts(compiled, a):
    for array in (a, np.asfortranarray(a), np.repeat(a, 2, axis=1)[:, ::2], a[:, ::-1]):
        assert_same(compiled, array, np.zeros(len(a), np.complex128 if a.dtype.kind == "c" else np.float64))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("f", [sums, products, sums_of_some], ids=lambda f: f.__name__)
def test_rows_of_all_lengths(f, dtype):
    """Of whole numbers so small that any order gives the same."""
    compiled = krait.jit(f)
    for count in COUNTS:
        a = rows(count, "i8")
        check_layouts(compiled, (a % 2 + 1 if f is products else a).astype(dtype))


@pytest.mark.parametrize("dtype", ["f8", "f4", "i8", "u1", "c16"])
def test_rows_of_expressions(dtype):
    compiled = krait.jit(sums_of_squares)
    for count in COUNTS:
        check_layouts(compiled, rows(count, dtype))


@pytest.mark.parametrize("f", [means, extremes, counts], ids=lambda f: f.__name__)
def test_other_reductions(f):
    compiled = krait.jit(f)
    for count in COUNTS[1:]:
        assert_same(compiled, rows(count, "f8"), np.zeros(5))
        assert_same(compiled, rows(count, "i4"), np.zeros(5))


@pytest.mark.parametrize("dtype", ["f8", "f4"])
def test_few_floats_are_added_as_numpy_does(dtype):
    """In order: the same bits, with signs of zeros, infinities and NaN."""
    special = np.array([0.0, -0.0, 1.0, 1e30, -1e30, 1e-30, 3.3, np.inf, -np.inf, np.nan], dtype)
    random = np.random.default_rng(11)
    compiled = krait.jit(sums)
    for count in range(8):
        a = random.choice(special, (50, count))
        assert_same(compiled, a, np.zeros(50))


def test_empty_rows_have_no_extremes():
    assert_same(krait.jit(extremes), np.zeros((3, 0)), np.zeros(3))
