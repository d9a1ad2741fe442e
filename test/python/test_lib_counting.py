"""bincount, digitize, histogram, unravel_index, ravel_multi_index."""

import numpy as np
import pytest
from library_calls import check

RANDOM = np.random.default_rng(0)
INTEGERS = [np.array([1, 3, 1, 0]), np.array([-1]), np.array([1.0]), np.array([2, 2], np.uint8), np.ones((2, 2), int),
            np.array([True, False]), np.array([1], np.uint64), np.array([], int)]  # fmt: skip


@pytest.mark.parametrize("x", INTEGERS, ids=lambda x: f"{x.dtype}{x.shape}")
def test_bincount(x):
    check("bincount", x)
    check("bincount", x, minlength="6")
    check("bincount", x, minlength="-1")
    if x.size:
        check("bincount", x, np.ones(x.shape) * 0.5)
        check("bincount", x, np.ones(9))


BINS = [np.array([1, 2, 4.0]), np.array([4, 2, 1.0]), np.array([1, 1, 1]), np.array([1, 3, 2]), np.empty(0)]


@pytest.mark.parametrize("bins", BINS, ids=str)
def test_digitize(bins):
    for x in (np.arange(6), np.arange(-1, 6, 0.5), 2, 2.5, np.nan, np.arange(6.0).reshape(2, 3)):
        check("digitize", x, bins)
        check("digitize", x, bins, right="True")


DATA = [RANDOM.normal(size=100), RANDOM.normal(size=(5, 6)), np.arange(20), np.empty(0), np.ones(3),
        RANDOM.normal(size=40).astype(np.float32), np.array([1, np.nan])]  # fmt: skip


@pytest.mark.parametrize("a", DATA, ids=lambda a: f"{a.dtype}{a.shape}")
def test_histogram(a):
    check("histogram", a)
    check("histogram", a, 3)
    check("histogram", a, 0)
    check("histogram", a, np.array([-1, 0, 1, 5.0]))
    check("histogram", a, np.array([3, 1]))
    check("histogram", a, range="(0, 1)")
    check("histogram", a, range="(3, 1)")
    check("histogram", a, density="True", ulp=1)
    check("histogram", a, weights="a0 * 2")


@pytest.mark.parametrize("order", ["'C'", "'F'"])
def test_unravel_index(order):
    for index in (5, np.arange(6), 22, -1, np.arange(6).reshape(2, 3)):
        for shape in ((3, 4), (24,), (2, 3, 4), 12):
            check("unravel_index", index, shape, order=order)


@pytest.mark.parametrize("mode", ["'raise'", "'wrap'", "'clip'", "('wrap', 'clip')"])
def test_ravel_multi_index(mode):
    for indices in ((1, 2), (np.arange(3), np.arange(3)), (5, 1), (-1, 0)):
        for order in ("'C'", "'F'"):
            check("ravel_multi_index", indices, (3, 4), mode=mode, order=order)
