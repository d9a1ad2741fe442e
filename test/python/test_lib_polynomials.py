"""Polynomials given by coefficients; gradient."""

import numpy as np
import pytest
from oracle import assert_same

import krait

P = np.array([1.0, -3, 2])
OTHERS = [P, np.array([0, 0, 2, 1]), np.array([1 + 2j, 3]), P.astype(np.float32), P[:1]]


def checked(source, *args, ulp=2):
    """Compare the expression of a, b, c, d."""
    names = {"np": np}
    exec(f"def f({', '.join('abcd'[: len(args)])}):\n    return {source}\n", names)
    return assert_same(names["f"], *args, ulp=ulp)


def close(source, *args):
    """The same types and shapes, and values within rounding: for what LAPACK computes."""
    names = {"np": np}
    exec(f"def f({', '.join('abc'[: len(args)])}):\n    return {source}\n", names)
    got, expected = krait.jit(names["f"])(*args), names["f"](*args)
    if not isinstance(expected, tuple):
        got, expected = (got,), (expected,)
    assert len(got) == len(expected)
    for one, other in zip(got, expected):
        assert type(one) is type(other) and np.asarray(one).dtype == np.asarray(other).dtype
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", ["polyadd", "polysub", "polymul", "polydiv"])
def test_arithmetic(name):
    for a in OTHERS:
        for b in (P, OTHERS[1][2:], OTHERS[2], OTHERS[3]):
            checked(f"np.{name}(a, b)", a, b)
    checked(f"np.{name}(a, 2)", P)
    checked(f"np.{name}([1, 2], a)", P)
    checked(f"np.{name}((1, 2.5), (1, 1))")


@pytest.mark.parametrize("p", OTHERS, ids=str)
def test_derivatives_and_integrals(p):
    for order in ("1", "2", "0", "-1"):
        checked(f"np.polyder(a, {order})", p)
        checked(f"np.polyint(a, {order})", p)
    checked("np.polyint(a, 2, [3, 4])", p)
    checked("np.polyint(a, k=3)", p)
    checked("np.polyint(a, 2, b)", p, np.array([1, 2j]))
    checked("np.polyint(a, 3, b)", p, np.array([1, 2]))
    checked("np.polyder(a, b)", P, 1)


def test_zeros():
    for p in (OTHERS[0], OTHERS[1], OTHERS[2], OTHERS[3]):
        checked("np.poly(a)", p)
        close("np.roots(a)", p)
    close("np.poly(a)", np.array([[2.0, 1], [1, 3]]))
    close("np.roots(a)", np.array([0, 1, -6, 11, -6, 0, 0]))
    close("np.roots(a)", np.array([1, 0, 1 + 0j]))
    close("np.roots(a)", np.zeros(3))
    checked("np.roots(a)", np.ones((2, 2)))
    checked("np.poly(a)", np.ones((2, 3)))


def test_polynomials_whose_type_hangs_on_values():
    with pytest.raises(NotImplementedError, match="conjugate pairs"):
        krait.jit(lambda z: np.poly(z))(np.array([1j, -1j]))
    with pytest.raises(NotImplementedError, match="write 1.0"):
        krait.jit(lambda z: np.poly(z))(np.zeros(0))


X = np.linspace(0, 3, 9)
Y = np.sin(X) + 0.1 * X**3


@pytest.mark.parametrize("options", ["", ", w=c", ", full=True", ", cov=True", ", cov='unscaled', w=c", ", rcond=1e-3"])
def test_polyfit(options):
    for y in (Y, np.stack([Y, Y * Y], 1)):
        close(f"np.polyfit(a, b, 2{options})", X, y, 1 + X)
    close(f"np.polyfit(a, b, 1{options})", np.arange(5), np.arange(5) ** 2, np.ones(5))


def test_polyfit_errors():
    checked("np.polyfit(a, b, -1)", X, Y)
    checked("np.polyfit(a, b, 1)", X, Y[:3])
    checked("np.polyfit(a, b, 1)", X[:0], Y[:0])
    checked("np.polyfit(a, b, 1, w=c)", X, Y, Y[:2])
    checked("np.polyfit(a, b, 3, cov=True)", X[:4], Y[:4])
    checked("np.polyfit(a, b, 1)", np.ones((2, 2)), Y[:2])


SPACINGS = ["", "2.0", "b", "edge_order=2", "axis=0", "axis=-1", "0.5, axis=(0,)", "2.0, 3.0", "axis=(0, 1)", "1, 2, 3",
            "c", "axis=0, edge_order=2", "d, axis=0", "d, axis=0, edge_order=2", "edge_order=3", "axis=3"]  # fmt: skip
SAMPLES = [np.arange(1, 6) ** 2, (np.arange(12.0) ** 2).reshape(3, 4), np.asfortranarray(np.arange(24).reshape(4, 6)),
           np.arange(1, 6, dtype=np.float32) ** 3, np.array([1, 2j, 3]), np.arange(5, dtype=np.uint8)[::-1]]  # fmt: skip


@pytest.mark.parametrize("arguments", SPACINGS)
def test_gradient(arguments):
    for f in SAMPLES:
        checked(f"np.gradient(a, {arguments})", f, 3, np.array([0.0, 1, 3, 4, 7]), np.arange(len(f)) ** 2)


def test_gradient_along_two_axes():
    x, y = np.array([0, 1, 3]), np.array([0, 2, 3, 7.0])
    checked("np.gradient(a, b, c, edge_order=2)", SAMPLES[1], x, y)
    checked("np.gradient(a, 2.0, c)", SAMPLES[1], x, y)
    checked("np.gradient(a)", SAMPLES[0][:1])
