"""cumsum, cumprod, cumulative_sum, cumulative_prod; accumulate, reduceat, outer and at of ufuncs."""

import numpy as np
import pytest
from library_calls import check_call, layouts
from oracle import assert_same

import krait

pytestmark = pytest.mark.filterwarnings("ignore")  # NumPy's
RNG = np.random.default_rng(4)
A = RNG.normal(size=(3, 4))
V = RNG.normal(size=7)
SMALL = (np.abs(A) * 9 + 1).astype(np.int8)
KINDS = ["?", "i1", "i4", "i8", "u1", "u8", "f2", "f4", "f8", "c8", "c16"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["cumsum", "cumprod"])
def test_running_sums_of_dtypes(name, kind):
    x = np.abs(A * 9).astype(kind)
    check_call(f"np.{name}(a)", x)
    check_call(f"a.{name}(0)", x)
    check_call(f"np.{name}(a, axis=-1)", x)


@pytest.mark.parametrize("name", ["cumsum", "cumprod"])
def test_running_sums(name):
    for x in (*layouts(A), A[::-1, ::2], np.ones((2, 3, 4)), np.asfortranarray(RNG.normal(size=(2, 3, 4)))):
        for axis in ("None", "0", "1", "-1", "2"):
            check_call(f"np.{name}(a, axis={axis})", x)
    for x in (np.array(2.0), np.zeros(0), np.ones(1), np.zeros((0, 3))):
        check_call(f"np.{name}(a)", x)
        check_call(f"np.{name}(a, 0)", x)
        check_call(f"np.{name}(a, 1)", x)
    check_call(f"np.{name}([1, 2, 3])")


@pytest.mark.parametrize("name", ["cumsum", "cumprod"])
def test_arguments_of_running_sums(name):
    check_call(f"np.{name}(a, dtype=np.float32)", SMALL)
    check_call(f"np.{name}(a, 0, None, b)", A, np.zeros((3, 4)))
    check_call(f"np.{name}(a, 0, None, a)", A)
    check_call(f"np.{name}(a, 1, out=b)", SMALL, np.zeros((3, 4)))


@pytest.mark.parametrize("name", ["cumulative_sum", "cumulative_prod"])
def test_array_api_forms(name):
    check_call(f"np.{name}(a, axis=1)", A)
    check_call(f"np.{name}(a)", A)
    check_call(f"np.{name}(a, include_initial=True)", V)
    check_call(f"np.{name}(a, include_initial=True, axis=0)", SMALL)
    check_call(f"np.{name}(a, axis=1, include_initial=True, out=b)", A, np.zeros((3, 5)))
    check_call(f"np.{name}(a, axis=1, dtype=np.float32, include_initial=True)", A)
    check_call(f"np.{name}(a)", np.array(3.0))


@pytest.mark.parametrize("name", ["add", "subtract", "multiply", "divide", "maximum", "minimum", "fmax", "hypot", "logical_and"])
def test_methods_of_ufuncs(name):
    for x in (A, SMALL, V):
        check_call(f"np.{name}.accumulate(a)", x, ulp=2)
        check_call(f"np.{name}.accumulate(a, axis=-1)", x, ulp=2)
        check_call(f"np.{name}.reduceat(a, b)", x, np.array([0, 2, 1]), ulp=2)
        check_call(f"np.{name}.reduceat(a, b, axis=-1)", x, np.array([0, 2, 1]), ulp=2)
        check_call(f"np.{name}.reduceat(a, b)", x, np.array([0, 9]))
        check_call(f"np.{name}.outer(a, b)", x, V, ulp=2)
        check_call(f"np.{name}.outer(2, a)", x, ulp=2)


@pytest.mark.parametrize("name", ["bitwise_and", "bitwise_or", "bitwise_xor", "left_shift", "gcd", "lcm", "floor_divide", "remainder"])
def test_methods_of_ufuncs_of_integers(name):
    x = np.abs(SMALL[:, :3]).astype(np.int32) % 5 + 1
    check_call(f"np.{name}.accumulate(a)", x)
    check_call(f"np.{name}.reduceat(a, b)", x, np.array([0, 2, 1]))
    check_call(f"np.{name}.outer(a, b)", x, np.arange(1, 4))


@pytest.mark.parametrize("name", ["subtract", "divide", "hypot", "logaddexp", "bitwise_and", "bitwise_or", "bitwise_xor", "gcd", "lcm"])
def test_reduce(name):
    x = SMALL.astype(np.int32) if name.startswith(("bit", "gcd", "lcm")) else A
    for axis in ("0", "1", "-1", "(0,)", "(0, 1)", "None"):
        check_call(f"np.{name}.reduce(a, axis={axis})", x, ulp=8)
        check_call(f"np.{name}.reduce(a, axis={axis}, keepdims=True)", x, ulp=8)
    check_call(f"np.{name}.reduce(a, initial=2)", x, ulp=8)
    check_call(f"np.{name}.reduce(a, 0, None, b)", x, np.zeros(4, x.dtype), ulp=8)
    check_call(f"np.{name}.reduce(a)", x[:0], ulp=8)


@pytest.mark.parametrize("name", ["arctan2", "copysign", "logaddexp", "fmod", "power", "less", "equal", "greater_equal"])
def test_outer_products(name):
    check_call(f"np.{name}.outer(a, b)", np.abs(A), V, ulp=4)
    check_call(f"np.{name}.outer(a, b)", V, 1.5, ulp=4)


def test_outer_of_numbers():
    check_call("np.add.outer(1, 2)")
    check_call("np.add.outer(a, b, out=c)", V, V, np.zeros((7, 7)))
    check_call("np.add.outer(a, b, where=c, out=d)", V, V, np.eye(7) > 0, np.zeros((7, 7)))
    check_call("np.add.outer(a, b, dtype=np.float32)", V, V)


def test_identity_of_functions():
    assert_same(lambda f: (np.add is np.add, np.add is np.multiply, np.add.__name__), 1)


def add_at(a, indices, b):
    np.add.at(a, indices, b)
    return a


def multiply_at(a, rows, columns, b):
    np.multiply.at(a, (rows, columns), b)
    return a


def test_at():
    twice = np.array([0, 1, 1, -1])
    for a in (V, np.arange(7), V.astype(np.float32)):
        assert_same(add_at, a, twice, 2)
        assert_same(add_at, a, twice, np.arange(4).astype(a.dtype))
        assert_same(add_at, a, 3, 1)
        assert_same(add_at, a, np.array([0, 9]), 1)
    assert_same(add_at, A, np.array([0, 0]), np.arange(4.0))
    assert_same(add_at, V, np.array([[0, 1], [1, 2]]), np.ones((2, 2)))
    assert_same(multiply_at, A, np.array([0, 0]), np.array([1, 1]), 3.0)


def test_at_refuses_what_does_not_fit():
    with pytest.raises(krait.CompileError, match="does not fit into that of the array"):
        krait.jit(add_at)(np.arange(3), np.array([0]), 1.5)
    with pytest.raises(krait.CompileError, match="indices that are no integers"):
        krait.jit(add_at)(np.arange(3), np.array([True, False, True]), 1)
