"""NumPy's functions of numbers: every dtype, Python numbers and special values, against NumPy itself."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import krait
from oracle import assert_same

INTEGERS = [np.dtype(kind + size) for kind in "iu" for size in "1248"]
FLOATS = [np.dtype(name) for name in ("f2", "f4", "f8")]
COMPLEXES = [np.dtype("c8"), np.dtype("c16")]
PYTHON_NUMBERS = (True, 3, 2.5, 1.5 - 2j)

ROUNDED = ("exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh "
           "cbrt hypot arctan2 logaddexp logaddexp2 power float_power angle").split()
UNARY = ("absolute fabs sign negative positive reciprocal square sqrt cbrt exp exp2 expm1 log log2 log10 log1p sin cos tan "
         "arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh deg2rad rad2deg degrees radians floor ceil trunc rint "
         "modf frexp spacing signbit isnan isinf isfinite logical_not invert bitwise_count conjugate").split()
BINARY = ("arctan2 hypot add subtract multiply divide floor_divide remainder fmod power float_power divmod ldexp copysign "
          "nextafter maximum minimum fmax fmin logaddexp logaddexp2 heaviside gcd lcm equal not_equal less less_equal greater "
          "greater_equal logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor left_shift right_shift").split()
OTHER = "fix round real imag angle isreal iscomplex isrealobj iscomplexobj nan_to_num isscalar ndim shape size".split()


def bound(name):
    return 4 if name in ROUNDED else 0


def caller(name, inputs):
    """lambda x, y: numpy.name(x, y)"""
    arguments = ", ".join("xyz"[:inputs])
    return eval(f"lambda {arguments}: numpy.{name}({arguments})", {"numpy": np})


def numpy_refuses(f, *arguments):
    """Whether NumPy has no loop for these types."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            f(*arguments)
        except TypeError:
            return True
        except (ValueError, OverflowError):
            pass
    return False


def check(name, jitted, *arguments):
    if numpy_refuses(jitted.py_func, *arguments):
        with pytest.raises(krait.CompileError):
            jitted(*arguments)
    else:
        assert_same(jitted, *arguments, ulp=bound(name))


def representatives(value=3):
    """A number of each type there is."""
    return [np.bool_(True)] + [d.type(value) for d in INTEGERS + FLOATS + COMPLEXES] + list(PYTHON_NUMBERS)


@pytest.mark.parametrize("name", UNARY + OTHER)
def test_one_number_of_each_type(name):
    jitted = krait.jit(caller(name, 1))
    for value in representatives():
        check(name, jitted, value)


# Every pair of kinds, and of widths where they matter; a full square is too slow for each function.
PAIRS = [(np.bool_(True), np.bool_(False)), (np.int8(7), np.int8(-3)), (np.int8(7), np.uint8(3)), (np.uint8(7), np.uint8(3)),
         (np.int64(-7), np.uint64(3)), (np.uint64(7), np.uint64(3)), (np.int16(-7), np.int64(2)), (np.int8(7), 3),
         (np.float16(2.5), np.int8(2)), (np.float16(2.5), np.int16(2)), (np.float32(2.5), np.float64(0.3)), (2.5, np.float32(2)),
         (np.int8(7), 2.5), (7, 2), (True, 3), (True, np.int8(3)), (True, False), (2.5, 0.5), (7, 2.5), (np.float32(2.5), 3),
         (np.float16(1), np.float16(2)), (np.complex64(1 + 2j), 3), (np.complex64(1 + 2j), 2.5), (np.float32(2), 1j),
         (np.complex128(1 + 2j), np.complex64(2 - 1j)), (np.int8(5), np.complex64(1j)), (1j, 2.0)]


@pytest.mark.parametrize("name", BINARY)
def test_two_numbers_of_many_types(name):
    jitted = krait.jit(caller(name, 2))
    for x, y in PAIRS:
        check(name, jitted, x, y)


@pytest.mark.parametrize("name", ["add", "hypot", "divide", "maximum", "less", "left_shift"])
def test_result_types_of_all_pairs(name):
    jitted = krait.jit(caller(name, 2))
    for x in representatives():
        for y in (np.bool_(True), np.int8(1), np.uint16(1), np.int64(1), np.uint64(1), np.float16(1), np.float32(1), 1, 1.0, True):
            check(name, jitted, x, y)


EXTREMES = ("maximum", "minimum", "fmax", "fmin")
SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.5, math.inf, -math.inf, math.nan, 1e-300, 1e300, 65504.0, 5e-324, 709.0, -745.5]


@pytest.mark.parametrize("name", [n for n in UNARY if n not in ("invert", "bitwise_count")] + ["fix", "nan_to_num"])
@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_special_floats(name, dtype):
    jitted = krait.jit(caller(name, 1))
    for value in SPECIAL:
        with np.errstate(all="ignore"):
            check(name, jitted, dtype.type(value))


@pytest.mark.parametrize("name", [n for n in BINARY if n not in ("ldexp", "gcd", "lcm", "left_shift", "right_shift")
                                  and not n.startswith("bitwise")])
@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_special_pairs_of_floats(name, dtype):
    jitted = krait.jit(caller(name, 2))
    with np.errstate(all="ignore"):
        for x in SPECIAL[:10]:
            for y in SPECIAL[:10]:
                if name in EXTREMES and x == y == 0:  # which zero it is differs between NumPy's kernels
                    assert jitted(dtype.type(x), dtype.type(y)) == 0
                else:
                    check(name, jitted, dtype.type(x), dtype.type(y))


@pytest.mark.parametrize("name", "add subtract multiply floor_divide remainder fmod divmod gcd lcm maximum minimum left_shift "
                                 "right_shift bitwise_xor less equal".split())
@pytest.mark.parametrize("dtype", INTEGERS, ids=str)
def test_extreme_integers(name, dtype):
    jitted = krait.jit(caller(name, 2))
    limits = np.iinfo(dtype)
    values = [dtype.type(v) for v in (limits.min, limits.max, 0, 1, 2, limits.max // 2, dtype.itemsize * 8)]
    if dtype.kind == "i":
        values.append(dtype.type(-1))
    for x in values:
        for y in values:
            assert_same(jitted, x, y)


@pytest.mark.parametrize("name", "absolute sign negative reciprocal square invert bitwise_count".split())
@pytest.mark.parametrize("dtype", INTEGERS, ids=str)
def test_extreme_integers_alone(name, dtype):
    jitted = krait.jit(caller(name, 1))
    for value in (np.iinfo(dtype).min, np.iinfo(dtype).max, 0, 1):
        assert_same(jitted, dtype.type(value))


@pytest.mark.parametrize("name", "absolute sign square maximum fmax minimum fmin isnan isinf isfinite rint conjugate nan_to_num "
                                 "equal less logical_and".split())
@pytest.mark.parametrize("dtype", COMPLEXES, ids=str)
def test_special_complexes(name, dtype):
    inputs = 2 if name in BINARY else 1
    jitted = krait.jit(caller(name, inputs))
    parts = (0.0, -1.5, math.inf, math.nan)
    values = [dtype.type(complex(re, im)) for re in parts for im in parts]
    with np.errstate(all="ignore"):
        for x in values:
            for y in values[:1] if inputs == 1 else values:
                assert_same(jitted, *(x, y)[:inputs], ulp=4)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(st.floats(width=64), st.floats(width=64))
def test_any_floats(x, y):
    with np.errstate(all="ignore"):
        for name, jitted in JITTED_UNARY.items():
            assert_same(jitted, np.float64(x), ulp=bound(name))
        for name, jitted in JITTED_BINARY.items():
            assert_same(jitted, np.float64(x), np.float64(y), ulp=bound(name))


JITTED_UNARY = {n: krait.jit(caller(n, 1)) for n in "exp log sin cos tan arcsin sinh tanh cbrt sqrt floor rint sign spacing".split()}
JITTED_BINARY = {n: krait.jit(caller(n, 2)) for n in "hypot arctan2 divide remainder floor_divide fmod maximum fmin nextafter".split()}


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.integers(-2**63, 2**63 - 1), st.integers(-2**63, 2**63 - 1))
def test_any_python_ints(x, y):
    for jitted in JITTED_INT:
        assert_same(jitted, x, y)


JITTED_INT = [krait.jit(caller(n, 2)) for n in "add multiply floor_divide remainder gcd less bitwise_and maximum".split()]


def test_new_names_are_the_same_functions():
    assert_same(lambda x: (np.acos(x), np.asin(x), np.atan(x), np.abs(x), np.conj(x), np.asinh(x), np.atanh(x)), 0.5, ulp=4)
    assert_same(lambda x, y: (np.pow(x, y), np.mod(x, y), np.true_divide(x, y), np.atan2(x, y)), 2.5, 1.5, ulp=4)
    assert_same(lambda x, y: (np.bitwise_left_shift(x, y), np.bitwise_right_shift(x, y), np.bitwise_not(x)), 9, 2)


def test_python_ints_beside_narrow_integers():
    assert_same(lambda x, y: np.add(x, y), np.uint8(1), 300)
    assert_same(lambda x, y: np.power(x, y), np.uint8(2), -1)
    assert_same(lambda x, y: np.less(x, y), np.uint8(1), 300)
    assert_same(lambda x, y: np.power(x, y), 2, -1)
    assert_same(lambda x, y: np.add(x, y), 2**62, 2**62)


def test_dtype_argument():
    assert_same(lambda x: np.sqrt(x, dtype=np.float32), 2)
    assert_same(lambda x, y: np.add(x, y, dtype="float32"), 1, 2)
    assert_same(lambda x, y: np.add(x, y, dtype=np.int8), np.int64(300), 2)
    assert_same(lambda x, y: np.add(x, y, dtype=np.uint8), 300, 2)
    for f, arguments in [(lambda x: np.sqrt(x, dtype=np.int64), (2,)), (lambda x: np.sqrt(x, dtype=np.float64), (1j,)),
                         (lambda x, y: np.add(x, y, dtype=np.int64), (1.5, 2)),
                         (lambda x, y: np.add(x, y, dtype=np.uint8), (np.int64(3), 2))]:
        with pytest.raises(krait.CompileError, match="dtype="):
            krait.jit(f)(*arguments)


def test_other_arguments_are_named_in_the_error():
    for f, name in [(lambda x: np.sqrt(x, where=x > 0), "where"), (lambda x: np.sqrt(x, casting="no"), "casting"),
                    (lambda x: np.sqrt(x, x), "out"), (lambda x: np.fix(x, x), "out"), (lambda x: np.equal(x, x, dtype=bool), "dtype")]:
        with pytest.raises(krait.CompileError, match=name):
            krait.jit(f)(2.0)


@pytest.mark.parametrize("x", [2.567, -2.5, 25, -15, np.float32(1.005), np.float16(2.567), np.uint8(25), np.int8(127), 2.567 + 1.234j,
                               np.complex64(2.567 + 1.234j), 1e300, math.nan, math.inf], ids=repr)
def test_round(x):
    jitted = krait.jit(lambda x, decimals: np.round(x, decimals))
    for decimals in (0, 1, 2, 5, -1, -2):
        assert_same(jitted, x, decimals)
    assert_same(lambda x: np.around(x), x)


def test_clip():
    jitted = krait.jit(lambda x, low, high: np.clip(x, low, high))
    for arguments in [(5, 0, 3), (5.0, 0, 3), (np.int8(5), 0, 3), (np.int8(5), 0, 300), (np.int8(5), -300, 3), (np.int8(5), 300, 400),
                      (math.nan, 0, 1), (0.5, math.nan, 1), (0.5, 1, 0), (np.uint8(5), 0.5, 3), (True, 0, 3), (True, False, True),
                      (1j, 0, 3), (np.float32(5), 0.1, 3), (0.0, -0.0, 1.0), (-0.0, 0.0, 1.0), (1.0, 0.0, -0.0), (np.int8(5), np.int64(9), 300)]:
        assert_same(jitted, *arguments)
    assert_same(lambda x: (np.clip(x, None, 3), np.clip(x, 7, None), np.clip(x, min=6), np.clip(x)), 5)


def test_where_gives_an_array_of_no_dimensions():
    jitted = krait.jit(lambda c, x, y: np.where(c, x, y))
    for arguments in [(True, 1, 2.0), (False, np.uint8(1), 2), (0.0, np.uint8(1), 300), (3, np.float32(1), 2**60), (1j, 1j, np.float32(2))]:
        assert_same(jitted, *arguments)


def test_nan_to_num_and_angle_with_arguments():
    assert_same(lambda x: np.nan_to_num(x, nan=5, posinf=1.5, neginf=np.float64(-2)), np.float32(math.inf))
    assert_same(lambda x: np.nan_to_num(x, nan=5, posinf=1.5), complex(math.nan, math.inf))
    assert_same(lambda x: np.angle(x, True), np.float32(-3), ulp=4)
    assert_same(lambda x: np.angle(x, deg=True), 1j, ulp=4)


def test_shape_functions_of_arrays():
    a = np.zeros((2, 3))
    assert_same(lambda a: (np.ndim(a), np.shape(a), np.size(a), np.size(a, 1), np.size(a, -2), np.isscalar(a), np.iscomplexobj(a)), a)


def test_scalar_types_of_every_number():
    casts = [np.bool_] + [d.type for d in INTEGERS + FLOATS + COMPLEXES]
    values = [True, 3, -1, 300, 2.7, -1.5, 300.0, 2.7e20, 1e19, 1.9e19, math.nan, math.inf, -math.inf, np.int64(-1), np.uint64(2**64 - 1),
              np.float64(300), np.float64(-1.5), np.float32(1e30), np.float64(math.nan), 2**53 + 1, 2**60 + 2**36 + 1]
    for cast in casts:
        jitted = krait.jit(eval("lambda x: cast(x)", {"cast": cast}))
        for value in values:
            assert_same(jitted, value)


def test_complex_casts():
    assert_same(lambda x: (np.complex64(x), np.complex128(x), np.bool_(x)), 1 + 2j)
    assert_same(lambda x, y: (np.complex64(x, y), np.complex128(x, y), np.complex128(y)), 1, 2.5)
    assert_same(lambda: (np.float32(), np.int8(), np.bool_(), np.complex64()))
    for cast in (np.float64, np.float32, np.int8):
        with pytest.raises(krait.CompileError, match=".real"):
            krait.jit(eval("lambda x: cast(x)", {"cast": cast}))(1j)


def test_constants():
    assert_same(lambda x: (np.pi * x, np.e, np.inf, -np.inf, np.nan, np.newaxis is None, np.euler_gamma), 2.0)


@pytest.mark.parametrize("dtype", [np.dtype("?")] + INTEGERS + FLOATS + COMPLEXES, ids=str)
def test_captured_scalars_keep_their_dtype(dtype):
    value = dtype.type(1) if dtype.kind == "b" else dtype.type(np.iinfo(dtype).max if dtype.kind in "iu" else 1.1)
    f = eval("lambda: (captured, captured * captured, captured + 1)", {"captured": value})
    assert_same(f)

    def closure():
        return value

    assert_same(closure)
