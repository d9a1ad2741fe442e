"""sum, prod, min, max, any, all and `reduce` of their ufuncs: every argument, dtypes, layouts, empty arrays, accuracy."""

import math

import numpy as np
import pytest

import krait
from library_calls import check_call
from oracle import assert_same

VALUES = np.array([[0.5, -1.5, 3.0, 2.0], [1.0, 0.25, -2.0, 4.0], [7.0, -0.5, 1.5, -3.0]])
CUBE = np.arange(-12.0, 12).reshape(2, 3, 4) / 4
ARRAYS = [
    VALUES, np.asfortranarray(VALUES), VALUES[::2, ::-1], VALUES.astype("f4"), VALUES.astype("f2"), (VALUES * 4).astype("i4"),
    np.abs(VALUES * 4).astype("u1"), VALUES > 0, VALUES + 1j, CUBE, np.asfortranarray(CUBE), CUBE.transpose(1, 0, 2), CUBE[0, 0],
    np.zeros((0, 3)), np.zeros((3, 0)), np.array(2.5), np.array([np.nan, 1.0, np.inf]), np.array([-np.inf, 1.0]),
]  # fmt: skip
NAMES = ["sum", "prod", "max", "min", "any", "all"]
AXES = [None, 0, -1, 1, (0, 1), (1, -1), 5]


def compiled(source):
    names = {"np": np}
    exec(source, names)
    return krait.jit(names["f"])


def check(source, *arguments, ulp=2):
    """The same outcome, or a compile error where NumPy raises too: an axis that the array does not have."""
    function = compiled(source)
    try:
        assert_same(function, *arguments, ulp=ulp)
    except AssertionError:
        with pytest.raises(krait.CompileError):
            function(*arguments)
        with pytest.raises((ValueError, TypeError)):
            function.py_func(*arguments)


def tolerance(array):
    return 2 if array.dtype.itemsize > 2 else 4


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("array", ARRAYS, ids=lambda a: f"{a.dtype}{a.shape}{a.strides}")
def test_axes(name, array):
    for axis in AXES:
        check(f"def f(a):\n    return np.{name}(a, axis={axis})", array, ulp=tolerance(array))
    check(f"def f(a):\n    return a.{name}(axis=0, keepdims=True), np.{name}(a, keepdims=True)", array, ulp=tolerance(array))


@pytest.mark.parametrize("name", ["sum", "prod", "max", "min"])
def test_initial_and_where(name):
    for array in (VALUES, VALUES.astype("f4"), (VALUES * 4).astype("i4")):
        check(f"def f(a):\n    return np.{name}(a, axis=0, initial=2, where=a > 1)", array)
        check(f"def f(a):\n    return np.{name}(a, initial=2, where=a[0] > 1)", array)
        check(f"def f(a, m):\n    return np.{name}(a, axis=1, initial=3, where=m)", array, True)


@pytest.mark.parametrize("name", ["any", "all"])
def test_where_of_truth(name):
    check(f"def f(a):\n    return np.{name}(a > 0, axis=1, where=a < 2)", VALUES)


@pytest.mark.parametrize("dtype", ["np.float32", "np.float64", "np.int16", "'int64'", "complex"])
def test_dtype(dtype):
    for array in (VALUES, (VALUES * 4).astype("i4"), VALUES > 0):
        check(f"def f(a):\n    return np.sum(a, axis=0, dtype={dtype}), np.prod(a, dtype={dtype})", array)


def test_out():
    check("def f(a, out):\n    return np.sum(a, axis=0, out=out)", VALUES, np.zeros(4))
    check("def f(a, out):\n    np.max(a, axis=1, out=out)\n    return out", VALUES, np.zeros(6)[::2])
    check("def f(a, out):\n    return np.sum(a, 0, None, out, True)", VALUES, np.zeros((1, 4)))


@pytest.mark.parametrize("name", ["add", "multiply", "maximum", "minimum", "logical_or", "logical_and"])
def test_reduce_of_ufuncs(name):
    check(f"def f(a):\n    return np.{name}.reduce(a), np.{name}.reduce(a, axis=None)", VALUES)
    check(f"def f(a):\n    return np.{name}.reduce(a, axis=-1, keepdims=True)", CUBE)


def test_numbers():
    check("def f(x):\n    return np.sum(x), np.max(x), np.any(x), np.prod(x, axis=None)", 3)
    check("def f(x):\n    return np.sum(x), x.max(), x.all()", np.float32(2.5))


def test_expressions_feed_reductions():
    check("def f(a, b):\n    return np.sum(a * b + 1.0, axis=0), np.max(np.abs(a - b)), (a > b).any(axis=1)", VALUES, VALUES[::-1])


def test_what_has_no_identity():
    for name in ("max", "min"):
        check(f"def f(a):\n    return np.{name}(a)", np.zeros(0))
        check(f"def f(a):\n    return np.{name}(a, axis=0)", np.zeros((0, 3)))
        check(f"def f(a):\n    return np.{name}(a, axis=1)", np.zeros((0, 3)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("count", [1000, 4097, 100_000])
def test_sums_are_as_accurate_as_pairwise_summation(dtype, count):
    random = np.random.default_rng(count)
    total = krait.jit(lambda a: np.sum(a))
    errors, of_numpy = [], []
    for _ in range(60):
        values = random.random(count).astype(dtype)
        exact = math.fsum(values.tolist())
        errors.append(float(total(values)) - exact)
        of_numpy.append(float(np.sum(values)) - exact)
    half_a_step = float(np.spacing(dtype(count / 2))) / 2
    assert np.sqrt(np.mean(np.square(errors))) <= max(np.sqrt(np.mean(np.square(of_numpy))), half_a_step)


def test_sums_of_infinities():
    check("def f(a):\n    return np.sum(a)", np.array([np.inf, 1.0, 2.0]))
    check("def f(a):\n    return np.sum(a)", np.array([np.inf, -np.inf]))
    check("def f(a):\n    return np.sum(a)", np.full(3000, 1e308))


def test_an_axis_known_only_at_run_time_is_refused():
    with pytest.raises(krait.CompileError, match="the axis of a reduction"):
        krait.jit(lambda a, k: np.sum(a, axis=k))(VALUES, 1)


@pytest.mark.parametrize("call", ["np.sum(a, axis=2)", "np.max(a, axis=-3)", "a.sum(axis=(0, 5))", "np.any(a, axis=3, keepdims=True)",
                                  "np.prod(a, axis=2, out=a)", "np.min(a, axis=2, initial=1)", "np.mean(a, axis=2)", "np.average(a, axis=2)",
                                  "np.count_nonzero(a, axis=2)", "np.cumsum(a, axis=2)", "np.median(a, axis=2)"])  # fmt: skip
def test_axis_that_is_not_there(call):
    for a in (np.ones((2, 3)), np.ones(3), np.array(2.0), np.ones((2, 3), int)):
        check_call(call, a)
