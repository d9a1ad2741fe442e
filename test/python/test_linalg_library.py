"""numpy.linalg's functions that are written in the compiled subset (python/krait/lib/linalg.py), against NumPy."""

import numpy as np
import pytest

import krait
from oracle import assert_same, assert_same_value, outcome

RANDOM = np.random.default_rng(17)


def compiled(text, arguments="a"):
    return krait.jit(eval(f"lambda {arguments}: {text}", {"np": np}))


def assert_near(f, *args):
    """Equal up to rounding: sums are taken in another order. Types, shapes and exceptions are the same."""
    with np.errstate(all="ignore"):
        expected, got = outcome(f.py_func, args), outcome(f, args)
    if isinstance(expected, (Exception, int)):
        assert_same_value(got, expected)
        return
    assert type(got) is type(expected) and got.dtype == expected.dtype and got.shape == expected.shape, (got, expected)
    precision = 100 * np.finfo(expected.dtype).eps if expected.dtype.kind in "fc" else 0
    np.testing.assert_allclose(got, expected, rtol=precision, atol=precision)


VECTOR_ORDERS = ["None", "1", "2", "0", "np.inf", "-np.inf", "3", "-1", "0.5", "-2"]
MATRIX_ORDERS = ["None", "'fro'", "'nuc'", "1", "-1", "2", "-2", "np.inf", "-np.inf"]


@pytest.mark.parametrize("order", VECTOR_ORDERS)
def test_norms_of_vectors(order):
    f = compiled(f"np.linalg.norm(a, {order})")
    for dtype in ("float64", "float32", "complex128", "int32"):
        assert_near(f, (RANDOM.normal(size=7) * 5 + 2).astype(dtype))
    for text in (f"np.linalg.norm(a, {order}, axis=0)", f"np.linalg.norm(a, {order}, -1, True)", f"np.linalg.vector_norm(a, ord={order}, axis=1)"):
        assert_near(compiled(text), RANDOM.normal(size=(3, 4)))
        assert_near(compiled(text), RANDOM.normal(size=(4, 3)).T)


@pytest.mark.parametrize("order", MATRIX_ORDERS)
def test_norms_of_matrices(order):
    f = compiled(f"np.linalg.norm(a, {order})")
    for dtype in ("float64", "float32", "complex128", "int32"):
        assert_near(f, (RANDOM.normal(size=(3, 4)) * 5).astype(dtype))
    assert_near(f, RANDOM.normal(size=(4, 3)).T)
    for text in (f"np.linalg.norm(a, {order}, axis=(0, 1))", f"np.linalg.norm(a, {order}, axis=(-1, 0), keepdims=True)", f"np.linalg.matrix_norm(a, ord={order})"):
        assert_near(compiled(text), RANDOM.normal(size=(2, 3, 4)))


def test_norms_without_an_order():
    for a in (np.arange(24.0).reshape(2, 3, 4), np.zeros(0), np.array([np.nan, 1.0]), np.array([3.0, 4.0])):
        assert_near(compiled("np.linalg.norm(a)"), a)
        assert_near(compiled("np.linalg.norm(a, keepdims=True)"), a)
        assert_near(compiled("np.linalg.vector_norm(a)"), a)


def test_norm_errors():
    for text in ("np.linalg.norm(a, 1)", "np.linalg.norm(a, 'fro', axis=0)", "np.linalg.norm(a, 3, axis=(0, 1))", "np.linalg.norm(a, axis=(0, 0))"):
        assert_near(compiled(text), np.ones((2, 2, 2)))


@pytest.mark.parametrize("p", ["None", "2", "-2", "1", "-1", "np.inf", "-np.inf", "'fro'", "'nuc'"])
def test_cond(p):
    f = compiled(f"np.linalg.cond(a, {p})")
    for a in (RANDOM.normal(size=(3, 3)), RANDOM.normal(size=(2, 3, 3)), np.array([[1.0, np.nan], [0.0, 1.0]])):
        if not np.isnan(a).any() or p not in ("None", "2", "-2", "'nuc'"):
            assert_near(f, a)


def test_matrix_rank():
    low = np.ones((4, 3))
    low[0, 0] = 5
    for a in (low, low.astype("float32"), np.stack([low, np.zeros((4, 3))]), np.eye(3), np.zeros((3, 3)), np.arange(3.0), np.zeros(3)):
        assert_near(compiled("np.linalg.matrix_rank(a)"), a)
    assert_near(compiled("np.linalg.matrix_rank(a, tol=3.0)"), low)
    assert_near(compiled("np.linalg.matrix_rank(a, rtol=0.5)"), low)
    assert_near(compiled("np.linalg.matrix_rank(a, hermitian=True)"), np.eye(3))


def test_pinv():
    low = np.outer(np.arange(1.0, 5.0), np.arange(1.0, 4.0))
    for a in (RANDOM.normal(size=(4, 3)), RANDOM.normal(size=(3, 4)), low, RANDOM.normal(size=(2, 3, 3)), RANDOM.normal(size=(3, 3)).astype("float32"),
              RANDOM.normal(size=(3, 2)) + 1j):
        assert_near(compiled("np.linalg.pinv(a)"), a)
        assert_near(compiled("np.linalg.pinv(a, 0.1)"), a)
        assert_near(compiled("np.linalg.pinv(a, rtol=None)"), a)
    assert_near(compiled("np.linalg.pinv(a, hermitian=True)"), np.eye(3) * 2)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 4, 5, 12, -1, -2, -3])
def test_matrix_power(n):
    for a in (RANDOM.normal(size=(3, 3)), RANDOM.normal(size=(2, 3, 3)), RANDOM.normal(size=(2, 2)) + 1j):
        assert_near(compiled("np.linalg.matrix_power(a, n)", "a, n"), a, n)
    assert_near(compiled("np.linalg.matrix_power(a, n)", "a, n"), np.ones((2, 3)), n)


def test_multi_dot():
    a, b, c = RANDOM.normal(size=(2, 30)), RANDOM.normal(size=(30, 3)), RANDOM.normal(size=(3, 20))
    assert_near(compiled("np.linalg.multi_dot((a, b))", "a, b"), a, b)
    assert_near(compiled("np.linalg.multi_dot((a, b, c))", "a, b, c"), a, b, c)
    assert_near(compiled("np.linalg.multi_dot((a, b, c))", "a, b, c"), a[0], b, c)
    assert_near(compiled("np.linalg.multi_dot((a, b, c))", "a, b, c"), a[0], b, c[:, 0])
    assert_near(compiled("np.linalg.multi_dot((a, b, c), out=out)", "a, b, c, out"), a, b, c, np.empty((2, 20)))
    for shapes in ((10, 3, 50, 2, 7), (2, 3, 4, 5, 6, 7), (5, 5, 5, 5, 5)):
        factors = tuple(RANDOM.normal(size=pair) for pair in zip(shapes, shapes[1:]))
        assert_near(compiled("np.linalg.multi_dot(a)"), factors)
    assert_near(compiled("np.linalg.multi_dot((a, b, c))", "a, b, c"), a, c, b)


def test_tensor_equations():
    a = RANDOM.normal(size=(4, 6, 8, 3))
    assert_near(compiled("np.linalg.tensorinv(a, ind=2)"), a)
    b = RANDOM.normal(size=(2, 3, 6))
    assert_near(compiled("np.linalg.tensorsolve(a, b)", "a, b"), b, RANDOM.normal(size=(2, 3)))


def test_what_numpy_has_under_another_name_too():
    a = RANDOM.normal(size=(2, 3, 4))
    for text in ("np.linalg.matrix_transpose(a)", "np.linalg.trace(a)", "np.linalg.trace(a, offset=1)", "np.linalg.diagonal(a)"):
        assert_near(compiled(text), a)
    assert_near(compiled("np.linalg.outer(a, b)", "a, b"), np.arange(3.0), np.arange(4))
