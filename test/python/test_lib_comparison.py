"""isclose and its kin, infinities by sign, differences, unwrap, sinc, convolve, correlate, cov, corrcoef."""

import numpy as np
import pytest
from library_calls import check_call, layouts

import krait

pytestmark = pytest.mark.filterwarnings("ignore")  # NumPy's
RNG = np.random.default_rng(5)
A = RNG.normal(size=(3, 4))
V = RNG.normal(size=7)
SMALL = (A * 9).astype(np.int8)
ODD = np.array([1, np.inf, -np.inf, np.nan, -0.0])
PHASES = np.array([0, 3, 6, 9, 1, -4, 7.0])
PAIRS = [(A, A + 1e-9), (A, A[0]), (A, 0.5), (0.5, 0.5), (1, 1), (ODD, ODD.copy()), (ODD, np.inf), (SMALL, SMALL), (A > 0, A > 0),
         (A.astype(np.float32), A), (A * 1j, A * 1j + 1e-9), (np.float32(1), 1.0), (V, V[:3]), (A, V)]  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_closeness(pair):
    check_call("np.array_equal(a, b)", *pair)
    check_call("np.array_equal(a, b, equal_nan=True)", *pair)
    check_call("np.array_equiv(a, b)", *pair)
    if np.shape(pair[1]) in ((), np.shape(pair[0]), np.shape(pair[0])[1:]):
        check_call("np.isclose(a, b)", *pair)
        check_call("np.isclose(a, b, equal_nan=True)", *pair)
        check_call("np.allclose(a, b)", *pair)
        check_call("np.allclose(a, b, 1e-3, atol=1e-12, equal_nan=True)", *pair)


def test_closeness_in_other_layouts():
    for x in layouts(A):
        check_call("np.isclose(a, b)", x, A)
        check_call("np.allclose(a, b)", x, A)
    check_call("np.isclose(a, b, rtol=c)", V, V + 0.1, np.full(7, 0.2))
    check_call("np.array_equal(a, [1, 2])", np.array([1, 2]))


@pytest.mark.parametrize("x", [ODD, np.inf, -np.inf, 3, 1.5, SMALL, A.astype(np.float32), A * 1j], ids=str)
def test_infinities(x):
    for name in ("isposinf", "isneginf", "iscomplex", "isreal"):
        check_call(f"np.{name}(a)", x)


def test_infinities_into_out():
    check_call("np.isposinf(a, b)", ODD, np.zeros(5, bool))


def test_real_if_close():
    check_call("np.real_if_close(a)", A)
    with pytest.raises(krait.CompileError, match=r"real_if_close\(\) does not take complex numbers"):
        krait.jit(lambda a: np.real_if_close(a))(A * 1j)


@pytest.mark.parametrize("x", [A, SMALL, V, A > 0, A * 1j, A.astype(np.float32), np.arange(5, dtype="u1")[::-1]], ids=str)
def test_differences(x):
    for arguments in ("", ", n=2", ", axis=0", ", n=0", ", n=9", ", axis=3"):
        check_call(f"np.diff(a{arguments})", x)
    if x.dtype != bool:
        check_call("np.ediff1d(a)", x)


def test_arguments_of_differences():
    for x in layouts(A):
        check_call("np.diff(a, 2, 1)", x)
    check_call("np.diff(a, prepend=0.0)", A)
    check_call("np.diff(a, axis=0, append=b)", A, A[:2])
    check_call("np.diff(a, 2, prepend=0, append=b)", V, V)
    check_call("np.diff(a, -1)", V)
    check_call("np.diff(a, prepend=1.5)", SMALL)
    check_call("np.diff([1, 4, 9])")
    check_call("np.ediff1d(a, to_begin=0.0, to_end=b)", V, V[:2])
    check_call("np.ediff1d(a, to_end=[1, 2])", SMALL)
    check_call("np.ediff1d(a, to_end=1.5)", SMALL)


def test_unwrap():
    check_call("np.unwrap(a)", PHASES, ulp=2)
    check_call("np.unwrap(a, period=4)", PHASES, ulp=2)
    check_call("np.unwrap(a, period=4)", np.array([0, 1, 2, 3, 0, 1, 2, -2]))
    check_call("np.unwrap(a, discont=4)", PHASES, ulp=2)
    check_call("np.unwrap(a, axis=0)", np.outer(PHASES, PHASES[:3]), ulp=2)
    check_call("np.unwrap(a)", PHASES.astype(int), ulp=2)
    check_call("np.unwrap(a)", PHASES.astype(np.float32), ulp=2)


@pytest.mark.parametrize("x", [A, 0.0, 0.5, 1, SMALL, A.astype(np.float32), np.array([0.0, 1e-30]), np.float32(0), A * 1j], ids=str)
def test_sinc(x):
    check_call("np.sinc(a)", x, ulp=4)


@pytest.mark.parametrize("mode", ["full", "same", "valid"])
def test_convolutions(mode):
    long = RNG.normal(size=2500)
    pairs = [(V, PHASES), (V, PHASES[:3]), (PHASES[:3], V), (PHASES[:4], V), (V, PHASES[:2]), (np.arange(5), np.arange(3)),
             (np.arange(5), V[:3]), (V * 1j, V[:3]), (V[:3], V * 1j), (A[0] > 0, A[1] > 0), (V[::-2], V[::3])]  # fmt: skip
    for x, y in pairs:
        check_call(f"np.convolve(a, b, '{mode}')", x, y, ulp=128)
        check_call(f"np.correlate(a, b, mode='{mode}')", x, y, ulp=128)
    for count in range(1, 12):
        check_call(f"np.convolve(a, b, '{mode}')", np.abs(long), np.arange(1.0, count + 1), ulp=16)


def test_convolutions_of_nothing():
    check_call("np.convolve(a, b)", V, V[:0])
    check_call("np.convolve(a, b)", V[:0], V)
    check_call("np.correlate(a, b)", V[:0], V)
    check_call("np.convolve(a, 2.0)", V)


@pytest.mark.parametrize("x", [A, SMALL, A.astype(np.float32), V], ids=str)
def test_covariances(x):
    for call in ("np.cov(a)", "np.cov(a, bias=True)", "np.cov(a, ddof=0, rowvar=False)", "np.corrcoef(a)"):
        check_call(call, x, ulp=1024)


def test_covariances_of_complex_numbers():
    x = A + 1j * A[::-1]
    np.testing.assert_allclose(krait.jit(lambda a: np.cov(a))(x), np.cov(x), atol=1e-14)
    np.testing.assert_allclose(krait.jit(lambda a: np.corrcoef(a))(x), np.corrcoef(x), atol=1e-14)


def test_arguments_of_covariances():
    counts, weights = np.array([1, 2, 0, 3]), np.array([1, 2, 0.5, 3])
    check_call("np.cov(a, b)", V, V[::-1].copy(), ulp=1024)
    check_call("np.cov(a, b)", A, V[:4], ulp=1024)
    check_call("np.cov(a, fweights=b)", A, counts, ulp=1024)
    check_call("np.cov(a, aweights=b)", A, weights, ulp=1024)
    check_call("np.cov(a, fweights=b, aweights=c)", A, counts, weights, ulp=1024)
    check_call("np.cov(a, dtype=np.float32)", A, ulp=1024)
    check_call("np.corrcoef(a, b)", V, V[::-1].copy(), ulp=1024)
    check_call("np.cov(a, fweights=b)", A, weights)
    check_call("np.cov(a, ddof=1.5)", A)
