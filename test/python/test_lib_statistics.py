"""mean, var, std, average, ptp, count_nonzero, argmin, argmax."""

import numpy as np
import pytest
from library_calls import check_call, layouts

import krait

pytestmark = pytest.mark.filterwarnings("ignore")  # NumPy's
RNG = np.random.default_rng(1)
A = RNG.normal(size=(3, 4))
V = RNG.normal(size=7)
NAN = A.copy()
NAN[1, 2] = np.nan
INF = np.array([1, np.inf, -np.inf, 2.0])
KINDS = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8", "c8", "c16"]
SMALL = [A, NAN, INF, V, np.array(3.0), np.array(3), np.ones(1), np.zeros(0), np.zeros((0, 3)), A > 0]


def of_kind(kind):
    values = np.abs(A * 9) if kind[0] in "?u" else A * 9
    return (values + 1j * values[::-1]).astype(kind) if kind[0] == "c" else values.astype(kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["mean", "var", "std"])
def test_moments_of_dtypes(name, kind):
    check_call(f"np.{name}(a)", of_kind(kind), ulp=64)
    check_call(f"np.{name}(a, axis=0)", of_kind(kind), ulp=64)
    check_call(f"a.{name}(axis=(0, 1), keepdims=True)", of_kind(kind), ulp=64)
    check_call(f"a.{name}(-1, np.complex128, None)" if kind[0] == "c" else f"a.{name}(-1, np.float64)", of_kind(kind), ulp=16)


@pytest.mark.parametrize("name", ["mean", "var", "std"])
def test_moments_of_float16(name):
    half = of_kind("f4").astype("f2")
    for call in (f"np.{name}(a)", f"np.{name}(a, 0)"):
        check_call(call, half, ulp=4)


@pytest.mark.parametrize("x", SMALL, ids=str)
@pytest.mark.parametrize("name", ["mean", "var", "std", "ptp", "argmin", "argmax", "count_nonzero"])
def test_of_whole_arrays(name, x):
    if name != "ptp" or x.dtype != bool:
        check_call(f"np.{name}(a)", x, ulp=8)


@pytest.mark.parametrize("name", ["mean", "std", "ptp", "argmin", "argmax", "count_nonzero"])
def test_in_other_layouts(name):
    for x in layouts(A):
        for axis in ("None", "0", "1", "-1"):
            check_call(f"np.{name}(a, axis={axis})", x, ulp=8)
            check_call(f"np.{name}(a, axis={axis}, keepdims=True)", x, ulp=8)
    for axis in ("0", "1", "2"):
        check_call(f"np.{name}(a, axis={axis})", RNG.normal(size=(2, 3, 4)).transpose(1, 2, 0), ulp=8)


@pytest.mark.parametrize("name", ["mean", "std", "ptp", "count_nonzero"])
def test_along_several_axes(name):
    x = RNG.normal(size=(2, 3, 4))
    for axis in ("(0, 2)", "(-1, 0)", "(1,)", "(0, 1, 2)", "()"):
        check_call(f"np.{name}(a, axis={axis})", x, ulp=8)
        check_call(f"np.{name}(a, axis={axis}, keepdims=True)", x, ulp=8)


def test_of_lists_and_numbers():
    check_call("np.mean([1, 2, 4])")
    check_call("np.std([1.5, 2, 4])")
    check_call("np.mean(a)", 3)
    check_call("np.argmax([3, 1, 4, 1])")
    check_call("np.mean((1, 2, 4))")


def test_arguments_of_mean():
    check_call("np.mean(a, axis=0, out=b)", A, np.zeros(4), ulp=4)
    check_call("np.mean(a, 0, int)", of_kind("i1"))
    check_call("np.mean(a, where=b)", A, A > 0, ulp=4)
    check_call("np.mean(a, axis=0, where=b, keepdims=True)", A, A > 0, ulp=4)
    check_call("a.mean(axis=1, where=b)", A, A[0] > 0, ulp=4)
    check_call("np.mean(a, where=False)", A)


@pytest.mark.parametrize("name", ["var", "std"])
def test_arguments_of_variances(name):
    check_call(f"np.{name}(a, ddof=1)", A, ulp=8)
    check_call(f"np.{name}(a, ddof=b)", A, 1.5, ulp=8)
    check_call(f"np.{name}(a, 0, None, None, 1)", A, ulp=8)
    check_call(f"np.{name}(a, ddof=20)", A)
    check_call(f"np.{name}(a, correction=1)", A, ulp=8)
    check_call(f"np.{name}(a, ddof=1, correction=1)", A)
    check_call(f"np.{name}(a, where=b)", A, A > 0, ulp=8)
    check_call(f"np.{name}(a, axis=0, where=b, ddof=1, keepdims=True)", A, A > -1, ulp=8)
    check_call(f"np.{name}(a, axis=1, mean=b)", A, np.mean(A, 1, keepdims=True), ulp=8)
    check_call(f"np.{name}(a, axis=1, out=b)", A, np.zeros(3), ulp=8)
    check_call(f"np.{name}(a, dtype=np.float32)", A, ulp=8)


def test_average():
    check_call("np.average(a)", A, ulp=4)
    check_call("np.average(a, axis=1, returned=True)", A, ulp=4)
    check_call("np.average(a, 0, b)", A, np.arange(3), ulp=8)
    check_call("np.average(a, weights=np.abs(a), returned=True)", A, ulp=8)
    check_call("np.average(a, 1, b, True, keepdims=True)", of_kind("i1"), np.arange(4), ulp=8)
    check_call("np.average(a, axis=(0, 1), weights=b)", RNG.normal(size=(3, 4, 2)), np.ones((3, 4)), ulp=8)
    check_call("np.average(a, weights=b)", of_kind("c16"), np.abs(A), ulp=64)


def test_averages_that_are_none():
    check_call("np.average(a, axis=1, weights=b)", A, np.zeros(4))
    check_call("np.average(a, weights=b)", A, np.ones(4))
    check_call("np.average(a, axis=1, weights=b)", A, np.ones(5))
    check_call("np.average(a, weights=b)", A, np.ones((3, 5)))


@pytest.mark.parametrize("kind", [*KINDS, "f2"])
@pytest.mark.parametrize("name", ["argmin", "argmax"])
def test_places_of_dtypes(name, kind):
    check_call(f"np.{name}(a)", of_kind(kind))
    check_call(f"a.{name}(0)", of_kind(kind))
    check_call(f"a.{name}(1, keepdims=True)", of_kind(kind))


@pytest.mark.parametrize("size", [1, 7, 8, 127, 128, 129, 1000, 20000])
@pytest.mark.parametrize("name", ["argmin", "argmax"])
def test_places_in_long_lanes(name, size):
    x = RNG.integers(0, 50, size).astype(float)
    check_call(f"np.{name}(a)", x)
    for place in (0, size // 2, size - 1):
        with_nan = x.copy()
        with_nan[place] = np.nan
        check_call(f"np.{name}(a)", with_nan)
        one_off = np.zeros(size, bool)
        one_off[place] = True
        check_call(f"np.{name}(a)", one_off)
        check_call(f"np.{name}(a)", ~one_off)
    check_call(f"np.{name}(a)", np.full(size, -np.inf if name == "argmax" else np.inf))


def test_places_in_wide_rows():
    x = RNG.integers(0, 5, (6, 100)).astype(float)
    x[2, 3:9] = np.nan
    check_call("np.argmax(a, axis=0)", x)
    check_call("np.argmin(a, axis=0)", x)
    check_call("np.argmin(a, axis=1)", RNG.integers(0, 5, (3, 20, 30)))


def test_places_into_out():
    check_call("np.argmax(a, 1, b)", A, np.zeros(3, int))
    check_call("np.argmax(a, 1, b)", A, np.zeros(4, int))
    check_call("np.argmin(a, out=b)", A, np.array(7))
    check_call("np.argmin(a, axis=0, out=b, keepdims=True)", A, np.zeros((1, 4), int))


def test_no_such_axis():
    for name in ("argmax", "median"):
        check_call(f"np.{name}(a, 2)", A)
    check_call("np.argmax(a, 0)", np.zeros((0, 3)))
    check_call("np.argmax(a, 1)", np.zeros((0, 3)))
    check_call("np.argmax(a, 1)", np.zeros((3, 0)))


def test_ptp_into_out():
    check_call("np.ptp(a, 0, b)", A, np.zeros(4))
    check_call("np.ptp(a)", of_kind("i1"))


def test_count_nonzero_of_small_dtypes():
    for kind in ("?", "i1", "i2", "i4"):
        check_call("np.count_nonzero(a)", RNG.integers(0, 2, 70000).astype(kind))


def test_sums_are_as_accurate_as_numpys():
    x = (RNG.random(1_000_000) + 1000).astype(np.float32)
    exact = np.mean(x.astype(np.longdouble))
    assert abs(krait.jit(lambda a: np.mean(a))(x) - exact) <= abs(np.mean(x) - exact)
    exact = np.var(x.astype(np.longdouble))
    assert abs(krait.jit(lambda a: np.var(a))(x) - exact) <= abs(np.var(x) - exact) + 1e-9


def test_methods_of_elementwise_functions():
    for x in (A, of_kind("i1"), of_kind("c16")):
        check_call("a.round()", x)
        check_call("a.round(1)", x)
        check_call("a.conj()", x)
        check_call("a.conjugate()", x)
    check_call("a.clip(0)", A)
    check_call("a.clip(max=0.5)", A)
    check_call("a.clip(-1, b)", A, A[0])
    check_call("a.clip(-2, 2)", of_kind("i1"))
    check_call("a.round(1, out=b)", A, A.copy())
    check_call("a.clip(0, 1, out=b)", A, A.copy())
