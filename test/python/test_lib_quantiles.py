"""median, percentile, quantile."""

import numpy as np
import pytest
from library_calls import check_call, layouts

import krait

pytestmark = pytest.mark.filterwarnings("ignore")  # NumPy's
RNG = np.random.default_rng(2)
A = RNG.normal(size=(3, 4))
NAN = A.copy()
NAN[1, 2] = np.nan
SMALL = (A * 20).astype(np.int8)
POINTS = np.array([0, 0.1, 0.25, 0.5, 0.75, 0.99, 1.0])
METHODS = ["linear", "lower", "higher", "midpoint", "nearest", "inverted_cdf", "averaged_inverted_cdf", "closest_observation",
           "interpolated_inverted_cdf", "hazen", "weibull", "median_unbiased", "normal_unbiased"]  # fmt: skip


@pytest.mark.parametrize("kind", ["?", "i1", "i4", "i8", "u1", "u8", "f2", "f4", "f8"])
def test_median_of_dtypes(kind):
    x = np.abs(A * 20).astype(kind)
    check_call("np.median(a)", x)
    check_call("np.median(a, 1)", x)
    check_call("np.median(a)", x.ravel()[:11])


@pytest.mark.parametrize("x", [A, NAN, np.array(3.5), np.array(3), np.ones(1), np.zeros(0), np.array([1, np.inf, -np.inf])], ids=str)
def test_median_of_all(x):
    check_call("np.median(a)", x)
    check_call("np.median(a, None, None, False, True)", x)


def test_median_along_axes():
    for x in (*layouts(A), NAN):
        for axis in ("0", "1", "-1", "(0, 1)"):
            check_call(f"np.median(a, axis={axis})", x)
            check_call(f"np.median(a, axis={axis}, keepdims=True)", x)
    x = RNG.normal(size=(3, 4, 5))
    for axis in ("(0, 2)", "(2, 0)", "1", "(1,)"):
        check_call(f"np.median(a, axis={axis}, keepdims=True)", x)


def test_median_of_empty_lanes():
    check_call("np.median(a, axis=1)", np.zeros((3, 0)))
    check_call("np.median(a, axis=0)", np.zeros((3, 0)))


def test_median_of_complex_numbers_and_lists():
    check_call("np.median(a)", A[0] + 1j)
    check_call("np.median([3, 1, 2.5])")


def test_median_into_out():
    check_call("np.median(a, axis=0, out=b)", A, np.zeros(4))
    check_call("np.median(a, 0, b)", A, np.zeros(4, np.float32))


@pytest.mark.parametrize("method", METHODS)
def test_methods(method):
    for x in (RNG.normal(size=101), A, SMALL, A.astype(np.float32), NAN):
        check_call(f"np.quantile(a, b, method='{method}')", x, 0.3, ulp=2)
        check_call(f"np.quantile(a, b, method='{method}')", x, POINTS, ulp=2)
    check_call(f"np.percentile(a, 30, axis=0, method='{method}')", A, ulp=2)
    check_call(f"np.quantile(a, b, axis=-1, method='{method}', keepdims=True)", SMALL, POINTS, ulp=2)
    check_call(f"np.quantile(a, 1, method='{method}')", SMALL)
    check_call(f"np.quantile(a, 0, method='{method}')", A)
    check_call(f"np.quantile(a, np.linspace(0, 1, 11), method='{method}')", RNG.normal(size=50), ulp=2)


def test_dtypes_of_quantiles():
    for x in (A.astype(np.float32), A.astype(np.float16), SMALL):
        check_call("np.quantile(a, np.float32(0.4))", x, ulp=2)
        check_call("np.quantile(a, np.float64(0.4))", x, ulp=2)
        check_call("np.quantile(a, b)", x, np.array([0.4], np.float32), ulp=2)
        check_call("np.percentile(a, 40)", x, ulp=2)


def test_points_of_all_shapes():
    check_call("np.percentile(a, [10, 50])", A, ulp=2)
    check_call("np.percentile(a, (10, 50.0), axis=1)", A, ulp=2)
    check_call("np.percentile(a, b)", A, np.array([[10, 20], [30, 40.0]]), ulp=2)
    check_call("np.percentile(a, b)", A, np.zeros((2, 2, 2)))
    check_call("np.percentile(a, b)", A, np.zeros(0))
    check_call("np.quantile(a, 0.5, axis=(0, 1), keepdims=True)", A, ulp=2)
    check_call("np.quantile(a, b, axis=(0, 2))", RNG.normal(size=(3, 4, 5)), POINTS, ulp=2)
    check_call("np.quantile(a, 0.5)", np.array(3.0))


def test_points_out_of_range():
    check_call("np.quantile(a, b)", A, 1.5)
    check_call("np.quantile(a, b)", A, np.array([0.2, -1]))
    check_call("np.percentile(a, b)", A, np.nan)


def test_no_quantiles():
    check_call("np.quantile(a, 0.5)", np.zeros(0))
    check_call("np.quantile(a, 0.5, axis=1)", np.zeros((3, 0)))
    check_call("np.quantile(a, 0.5)", A + 1j)


def test_quantiles_into_out():
    check_call("np.quantile(a, 0.5, axis=0, out=b)", A, np.zeros(4), ulp=2)
    check_call("np.percentile(a, b, 1, c)", A, np.array([5, 50]), np.zeros((2, 3)), ulp=2)


def test_overwritten_input():
    assert krait.jit(lambda a: np.median(a, overwrite_input=True))(A.copy()) == np.median(A)
    assert krait.jit(lambda a: np.quantile(a, 0.3, overwrite_input=True))(A.copy()) == np.quantile(A, 0.3)


def test_weights_are_refused():
    with pytest.raises(krait.CompileError, match=r"quantile\(\) does not take the argument 'weights'"):
        krait.jit(lambda a: np.quantile(a, 0.3, weights=a, method="inverted_cdf"))(A)


def test_axis_must_be_known():
    with pytest.raises(krait.CompileError, match=r"median\(\) does not take an axis that is not a constant"):
        krait.jit(lambda a, axis: np.median(a, axis))(A, 1)
    with pytest.raises(krait.CompileError, match=r"quantile\(\) does not take this method"):
        krait.jit(lambda a: np.quantile(a, 0.5, method="none"))(A)
