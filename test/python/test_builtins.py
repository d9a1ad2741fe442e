"""Python's builtin functions and the methods of numbers in compiled code, against CPython with NumPy."""

import math
import numbers

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import assert_same

import krait
from krait.errors import CompileError

INT_MIN, INT_MAX = -(2**63), 2**63 - 1
INTS = [0, 1, -1, 2, -2, 7, -7, 25, 35, -25, 150, 10**18, INT_MAX, INT_MIN, INT_MIN + 1]
FLOATS = [0.0, -0.0, 0.5, 1.5, 2.5, -2.5, 2.675, 1e16, -123456.789, 5e-324, 1e308, 2.0**62, math.inf, -math.inf, math.nan]
NUMPY = [np.bool_(True), np.int8(-3), np.int16(25), np.int32(7), np.int64(35), np.uint8(200), np.uint16(15), np.uint32(5),
         np.uint64(15), np.float16(2.5), np.float32(2.675), np.float64(-2.5), np.complex64(1 - 2j), np.complex128(3 + 4j)]  # fmt: skip
REALS = [x for x in NUMPY if x.dtype.kind in "iuf"]
ARRAYS = ["bool", "int8", "int32", "int64", "uint8", "uint64", "float16", "float32", "float64"]


def jitted(text):
    return krait.jit(eval("lambda " + text, {"math": math, "np": np, "numbers": numbers}))


CACHE = {}


def compiled(text):
    if text not in CACHE:
        CACHE[text] = jitted(text)
    return CACHE[text]


def same(text, *args):
    return assert_same(compiled(text), *args)


def refused(text, *args, match):
    with pytest.raises(CompileError, match=match):
        jitted(text)(*args)


# round


def test_round():
    for x in FLOATS[:-4] + INTS + [True] + REALS + [math.inf, math.nan, np.float64("nan"), np.float32("inf")]:
        if isinstance(x, float) and 2.0**63 <= abs(x) < math.inf:
            continue
        same("x: round(x)", x)
        same("x: round(x, None)", x)


def test_round_beyond_int():
    for x in (1e308, -(2.0**63) - 2048, 2.0**63):
        with pytest.raises(OverflowError, match="64-bit int"):
            compiled("x: round(x)")(x)


@pytest.mark.parametrize("digits", [0, 1, 2, 3, 15, 17, 22, 300, 400, -1, -2, -5, -18, -308, -400])
def test_round_to_digits(digits):
    for x in FLOATS:
        same("x, n: round(x, n)", x, digits)
    for x in INTS[:-4] + [True]:
        same("x, n: round(x, n)", x, digits)
    if abs(digits) < 20:
        for x in REALS:
            same("x, n: round(x, n)", x, digits)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.floats(), st.integers(-20, 20))
def test_round_random(x, digits):
    same("x, n: round(x, n)", x, digits)
    same("x, n: round(x, n)", np.float64(x), digits)


# divmod, pow


PAIRS = [(a, b) for a in [7, -7, 0, INT_MIN, 10**18] for b in [1, 2, -2, 3, -3, 0, INT_MAX]]


def test_divmod():
    for a, b in PAIRS:
        same("a, b: divmod(a, b)", a, b)
        same("a, b: divmod(a, b)", float(a), float(b))
        same("a, b: divmod(a, b)", a, float(b))
    for a in REALS + [np.bool_(True)]:
        for b in (type(a)(3), type(a)(0)):
            same("a, b: divmod(a, b)", a, b)
    same("a, b: divmod(a, b)", np.float32(7.5), 2)
    same("a, b: divmod(a, b)", np.int8(7), np.float32(2))
    with pytest.raises(OverflowError):
        compiled("a, b: divmod(a, b)")(INT_MIN, -1)
    refused("a, b: divmod(a, b)", 1j, 2, match="divmod")


def test_pow():
    for a, b in [(2, 10), (2.0, 0.5), (2, 0.5), (1j, 2), (np.int8(3), 4), (np.float32(2), 0.5), (-2, 63), (0, 0), (True, True)]:
        same("a, b: pow(a, b)", a, b)
    same("a: pow(a, -2)", 4)
    same("a: pow(base=a, exp=2)", 4)
    for x in (0.5, 3.0, 100.25, np.float64(0.3), np.float64(7.5)):
        same("x: 10.0 ** x", x)
        same("x: 2.0 ** x", x)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.integers(INT_MIN, INT_MAX), st.integers(INT_MIN, INT_MAX), st.integers(INT_MIN, INT_MAX) | st.integers(-30, 30))
def test_pow_modulo(a, b, m):
    same("a, b, m: pow(a, b, m)", a, b, m)


def test_pow_modulo_special():
    for a in (0, 1, -1, 3, 4, INT_MIN, INT_MAX, True):
        for b in (0, 1, 5, -1, INT_MIN, INT_MAX):
            for m in (0, 1, -1, 7, -7, 8, INT_MIN, INT_MAX):
                same("a, b, m: pow(a, b, m)", a, b, m)
    refused("a: pow(a, 2, 3)", 2.0, match="pow")
    refused("a: pow(a, 2, 3)", np.int64(2), match="pow")


# abs, min, max


def test_abs():
    for x in INTS[:-2] + FLOATS + [True, 3 + 4j, complex(math.inf, math.nan), 1e308 + 1e308j] + NUMPY:
        same("x: abs(x)", x)
    same("x: abs(x)", np.int8(-128))
    with pytest.raises(OverflowError, match="abs"):
        compiled("x: abs(x)")(INT_MIN)


@pytest.mark.parametrize("name", ["min", "max"])
def test_extremes(name):
    f, of_tuple, of_array = f"a, b: {name}(a, b)", f"t: {name}(t)", f"a: {name}(a)"
    for a in FLOATS:
        for b in FLOATS:
            same(f, a, b)
            same(of_tuple, (a, b))
    same(f, 3, -4), same(f, True, False), same(f, np.float32(2), np.float32(3)), same(f, np.uint64(2**63), np.uint64(1))
    same(f"a, b, c: {name}(a, b, c)", 3, 1, 2)
    for dtype in ARRAYS:
        values = (np.arange(3000) * 7919 % 251).astype(dtype)
        same(of_array, values), same(of_array, values[::3]), same(of_array, values[:1])
        same(of_array, values[:0])
        for some in (values[:0], values[:9]):
            same(f"a: {name}(a, default=np.{dtype}(3))", some)
    same(of_array, np.array([math.nan, 1.0])), same(of_array, np.array([1.0, math.nan, 0.0, 2.0]))
    same(of_array, np.array([0.0, -0.0])), same(of_array, np.array([-0.0, 0.0]))
    same(f"t: {name}(t, default=3)", ()), same(f"t: {name}(t, default=3)", (1, 2))
    same(f"n: {name}(range(n, -n, -2))", 10), same(f"n: {name}(range(n))", 0)


@pytest.mark.parametrize("name", ["min", "max"])
def test_extremes_refused(name):
    refused(f"a, b: {name}(a, b, key=abs)", 1, 2, match="key")
    refused(f"a, b: {name}(a, b, default=1)", 1, 2, match="default")
    refused(f"t: {name}(t)", (), match="no items")
    refused(f"t: {name}(t)", (1j, 2j), match="complex")
    refused(f"a: {name}(a)", np.zeros((2, 2)), match="items")
    refused(f": {name}()", match="at least 1")


# sum, any, all


def test_sum_of_tuples():
    for t in [(), (1, 2, 3), (1, 2.5), (1.5, 2j), (True, True), (np.float32(1.5), 2), (np.int8(100), np.int8(100)),
              (np.bool_(True), np.bool_(True)), (np.uint8(200), np.int64(3)), (-0.0,)]:  # fmt: skip
        same("t: sum(t)", t)
        same("t: sum(t, start=1.5)", t)
    same("t: sum(t, 2)", (1, 2))
    with pytest.raises(OverflowError):
        compiled("t: sum(t)")((INT_MAX, 1))
    refused("t: sum(t)", ((1, 2), (3,)), match="sum")


@pytest.mark.parametrize("dtype", ARRAYS + ["complex64", "complex128"])
def test_sum_of_arrays(dtype):
    rng = np.random.default_rng(5)
    for n in (1, 2, 1023, 1024, 1025, 3000):
        values = (rng.random(n) * 100).astype(dtype)
        same("a: sum(a)", values), same("a: sum(a)", values[::2])
    if dtype.startswith("float"):
        same("a: sum(a, 0.5)", values)
        same("a: sum(a)", np.array([-0.0], dtype))
    if dtype == "bool":
        same("a: sum(a, start=False)", values)


def test_sum_of_other_iterables():
    same("n: sum(range(n))", 5000)
    same("n: sum(range(n))", 0)
    with pytest.raises(OverflowError):
        compiled("n: sum(range(n, n + 2))")(2**62)
    refused("a: sum(a)", np.zeros((2, 2)), match="sum")
    refused("a: sum(a, 100000)", np.zeros(2, np.int8), match="sum")


@pytest.mark.parametrize("name", ["any", "all"])
def test_truths(name):
    text = f"a: {name}(a)"
    for t in [(), (0, 0.0), (0, 2), (1, True), (0j, 1j), (math.nan,), (np.float32(0), np.bool_(True))]:
        same(text, t)
    for dtype in ARRAYS + ["complex64"]:
        for n in (0, 1, 1024, 2500):
            same(text, np.zeros(n, dtype)), same(text, np.ones(n, dtype))
            if n:
                one = np.zeros(n, dtype)
                one[n // 2] = 1
                same(text, one), same(text, 1 - one.astype(np.int8) if dtype == "bool" else 1 - one)
    refused(text, np.zeros((2, 2)), match=name)
    refused(text, ((1,), ()), match=name)


# classes


def test_int_float_bool():
    for x in FLOATS[:9] + FLOATS[-4:] + INTS + [True] + [x for x in NUMPY if x.dtype.kind != "c"]:
        same("x: int(x)", x), same("x: float(x)", x), same("x: bool(x)", x)
    same(": (int(), float(), bool(), complex(), tuple())")
    same("x: (bool(x), bool(()), bool((0,)), bool(''), bool('a'))", None)
    refused("x: int(x)", 1j, match="int")
    refused(": int('12')", match="int")


@pytest.mark.parametrize("text", ["inf", "-inf", "+Infinity", "nan", "NaN", "1.5", "-1e3", "2"])
def test_float_of_text(text):
    same(f": float('{text}')")


def test_float_of_text_as_a_variable():
    def smallest(a):
        best = float("inf")
        for x in a:
            if x < best:
                best = x
        return best

    assert_same(smallest, np.array([3.0, 1.0, 2.0]))
    refused(": float('one')", match="float")


def test_complex():
    for a in [1, -0.0, 2.5, True, -0.0 - 0.0j, 1 + 2j] + NUMPY:
        same("a: complex(a)", a)
        for b in [1, -0.0, 1j, complex(-0.0, -0.0), np.float32(-0.0), np.complex64(2 - 1j)]:
            same("a, b: complex(a, b)", a, b)
    same("x: complex(imag=x)", 2.0), same("x: complex(real=x)", 2.0)


def test_tuple():
    same("t: tuple(t)", (1, (2.0, 3)))
    refused("a: tuple(a)", np.zeros(3), match="tuple")


CLASSES = ("int float complex bool str tuple object np.generic np.number np.integer np.signedinteger np.unsignedinteger np.floating "
           "np.inexact np.complexfloating np.ndarray np.bool_ np.int8 np.int64 np.uint8 np.float32 np.float64 np.complex128 "
           "numbers.Number numbers.Complex numbers.Real numbers.Rational numbers.Integral (int,float) (str,(tuple,np.floating))").split()  # fmt: skip


@pytest.mark.parametrize("name", CLASSES)
def test_isinstance(name):
    for x in [1, 2.0, 3j, True, (1, 2), np.zeros(2)] + NUMPY:
        same(f"x: isinstance(x, {name})", x)


def test_isinstance_of_an_unknown_class():
    class Mine:
        pass

    with pytest.raises(CompileError, match="the class"):
        krait.jit(lambda x: isinstance(x, Mine))(1)


def test_len():
    same("a: len(a)", np.zeros((3, 4))), same("a: len(a)", (1, 2)), same("n: len(range(1, n, 3))", 11), same(": len('abc')")
    refused("x: len(x)", 1.0, match="len")


@pytest.mark.parametrize("text", ["x: print(x)", "x: hex(x)", "x: chr(x)", "x: bin(x)", "x: hash(x)", "x: ord('a')"])
def test_unknown_builtins(text):
    name = text[3 : text.index("(")]
    refused(text, 1, match=f"{name} can't be called in compiled code")


# attributes and methods of numbers


def has(x, name):
    return hasattr(x, name)


EVERY = [5, -5, 0, True, INT_MIN, INT_MAX, 2.5, -3.0, math.inf, math.nan, 1 - 2j] + NUMPY
ATTRIBUTES = "real imag numerator denominator shape strides ndim size itemsize nbytes T".split()
METHODS = "bit_length bit_count is_integer conjugate conj item".split()


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_attributes(name):
    for x in EVERY:
        if has(x, name):
            same(f"x: x.{name}", x)
        else:
            refused(f"x: x.{name}", x, match=f"has no attribute '{name}'")


@pytest.mark.parametrize("name", METHODS)
def test_methods(name):
    for x in EVERY:
        if has(x, name):
            same(f"x: x.{name}()", x)
        else:
            refused(f"x: x.{name}()", x, match=f"has no attribute '{name}'")


def test_methods_of_literals():
    same(": ((5).bit_length(), (2.0).is_integer(), (1j).conjugate(), True.conjugate(), (3).numerator)")


@pytest.mark.parametrize("x", [np.int8(-128), np.int16(-(2**15)), np.int64(INT_MIN), np.uint64(2**64 - 1)])
def test_bit_count_of_extremes(x):
    same("x: x.bit_count()", x)


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int64", "float32", "float64", "complex128", "bool"])
def test_astype(dtype):
    for x in NUMPY[:-2]:
        same(f"x: x.astype(np.{dtype})", x)
    refused("x: x.astype(np.int8)", 2, match="astype")


@pytest.mark.parametrize("dtype", ["int64", "int32", "uint8"])
def test_extremes_of_several_integers_in_a_recurrence(dtype):
    """The compiler puts what hangs on the iteration before in the last place."""
    def least(above, row, costs):
        for j in range(len(costs)):
            row[j + 1] = min(above[j + 1] + 1, row[j] + 1, above[j] + costs[j])

    def most(above, row, costs):
        for j in range(len(costs)):
            row[j + 1] = max(0, row[j] - 2, above[j] + costs[j], above[j + 1] - 2)

    def twice(above, row, costs):
        for j in range(len(costs)):
            row[j + 1] = max(row[j], above[j], row[j] ^ costs[j], above[j + 1])

    random = np.random.default_rng(6)
    for f in (least, most, twice):
        above, row, costs = (random.integers(3, 90, n).astype(dtype) for n in (101, 101, 100))
        assert_same(f, above, row, costs)
