"""The reductions and running sums that leave NaNs out."""

import numpy as np
import pytest
from library_calls import check_call, layouts

pytestmark = pytest.mark.filterwarnings("ignore")  # NumPy's
RNG = np.random.default_rng(3)
A = RNG.normal(size=(3, 4))
SOME = A.copy()
SOME[1, 2] = SOME[0, 0] = np.nan
LANE = SOME.copy()
LANE[:, 2] = np.nan
COMPLEX = A + 1j * SOME[::-1]
POINTS = np.array([0, 0.1, 0.25, 0.5, 0.75, 0.99, 1.0])
ARRAYS = [A, SOME, LANE, COMPLEX, (A * 9).astype(np.int8), A > 0, SOME.astype(np.float32), np.full((2, 2), np.nan)]
REDUCTIONS = ["nansum", "nanprod", "nanmin", "nanmax", "nanmean", "nanvar", "nanstd", "nanmedian", "nanargmin", "nanargmax"]


@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions(name):
    for x in ARRAYS:
        if x.dtype.kind == "c" and name in ("nanmedian", "nanprod"):
            continue
        check_call(f"np.{name}(a)", x, ulp=64)
        check_call(f"np.{name}(a, 0)", x, ulp=64)
        check_call(f"np.{name}(a, axis=-1, keepdims=True)", x, ulp=64)
    for x in layouts(SOME):
        check_call(f"np.{name}(a, axis=1)", x, ulp=64)


@pytest.mark.parametrize("name", ["nancumsum", "nancumprod"])
def test_running(name):
    for x in ARRAYS:
        check_call(f"np.{name}(a)", x, ulp=4)
        check_call(f"np.{name}(a, 0)", x, ulp=4)
    check_call(f"np.{name}(a, 1, np.float32)", SOME, ulp=4)
    check_call(f"np.{name}(a, 1, None, b)", SOME, np.zeros((3, 4)), ulp=4)


@pytest.mark.parametrize("name", ["nansum", "nanprod", "nanmin", "nanmax"])
def test_arguments_of_reductions(name):
    check_call(f"np.{name}(a, initial=3.0)", LANE, ulp=8)
    check_call(f"np.{name}(a, axis=0, initial=3.0, where=b)", LANE, A > 0, ulp=8)
    check_call(f"np.{name}(a)", np.zeros(0))
    check_call(f"np.{name}(a, axis=0)", np.zeros((0, 2)))
    check_call(f"np.{name}(a, axis=1, out=b)", LANE, np.zeros(3), ulp=8)


def test_infinities_are_numbers():
    for x in (np.array([np.nan, np.inf, np.inf]), np.array([np.nan, -np.inf]), np.array([[np.nan, np.inf], [np.nan, np.nan]])):
        for name in ("nanmin", "nanmax", "nanargmin", "nanargmax", "nanmean"):
            check_call(f"np.{name}(a)", x)
            check_call(f"np.{name}(a, 0)", x)


@pytest.mark.parametrize("name", ["nanvar", "nanstd"])
def test_arguments_of_variances(name):
    check_call(f"np.{name}(a, ddof=1)", LANE, ulp=64)
    check_call(f"np.{name}(a, axis=0, ddof=2)", LANE, ulp=64)
    check_call(f"np.{name}(a, axis=1, correction=1, where=b)", LANE, A > -0.5, ulp=64)
    check_call(f"np.{name}(a, ddof=1, correction=1)", LANE)
    check_call(f"np.{name}(a, mean=0.5)", LANE, ulp=64)
    check_call(f"np.{name}(a, dtype=int)", LANE)
    check_call(f"np.{name}(a, dtype=np.float32)", LANE, ulp=64)
    check_call(f"np.{name}(a, axis=1, out=b)", LANE, np.zeros(3), ulp=64)


def test_arguments_of_nanmean():
    check_call("np.nanmean(a, where=b)", LANE, A > 0, ulp=8)
    check_call("np.nanmean(a, axis=1, out=b)", LANE, np.zeros(3), ulp=8)
    check_call("np.nanmean(a, axis=1, out=b)", LANE, np.zeros(3, int))
    check_call("np.nanmean(a, dtype=int)", LANE)
    check_call("np.nansum(a, dtype=np.float32)", LANE, ulp=8)


@pytest.mark.parametrize("method", ["linear", "higher", "hazen", "inverted_cdf", "averaged_inverted_cdf"])
def test_quantiles(method):
    check_call(f"np.nanquantile(a, b, method='{method}')", LANE, POINTS, ulp=2)
    check_call(f"np.nanquantile(a, b, axis=0, method='{method}')", LANE, POINTS, ulp=2)
    check_call(f"np.nanpercentile(a, 40, axis=1, method='{method}', keepdims=True)", LANE, ulp=2)
    check_call(f"np.nanpercentile(a, 40, method='{method}')", (A * 9).astype(np.int8), ulp=2)
    check_call(f"np.nanpercentile(a, 40, method='{method}')", SOME.astype(np.float32), ulp=2)
    check_call(f"np.nanpercentile(a, b, axis=1, method='{method}')", SOME.astype(np.float32), POINTS, ulp=2)


def test_medians():
    check_call("np.nanmedian(a, axis=(0, 2))", np.where(RNG.random((3, 4, 5)) > 0.5, np.nan, RNG.normal(size=(3, 4, 5))))
    check_call("np.nanmedian(a)", np.zeros(0))
    check_call("np.nanmedian(a, axis=1, out=b)", LANE, np.zeros(3))


@pytest.mark.parametrize("name", ["fmin", "fmax", "minimum", "maximum"])
def test_reduce(name):
    for x in ARRAYS:
        check_call(f"np.{name}.reduce(a)", x)
        check_call(f"np.{name}.reduce(a, axis=None)", x)
        check_call(f"np.{name}.reduce(a, axis=1, keepdims=True)", x)
    check_call(f"np.{name}.reduce(a, initial=1.5)", LANE)
    check_call(f"np.{name}.reduce(a)", np.zeros(0))
