"""Numbers: weak Python scalars and strong NumPy scalars, checked ints, and the exceptions of every operator."""

import operator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import assert_same

import krait
from krait.errors import CompileError

MAX, MIN = 2**63 - 1, -(2**63)
OVERFLOW = "the result of int .* does not fit in 64 bits"


@krait.jit
def add(a, b):
    return a + b


@krait.jit
def sub(a, b):
    return a - b


@krait.jit
def mul(a, b):
    return a * b


@krait.jit
def truediv(a, b):
    return a / b


@krait.jit
def floordiv(a, b):
    return a // b


@krait.jit
def mod(a, b):
    return a % b


@krait.jit
def power(a, b):
    return a**b


@krait.jit
def lshift(a, b):
    return a << b


@krait.jit
def rshift(a, b):
    return a >> b


@krait.jit
def bits(a, b):
    return a & b, a | b, a ^ b


@krait.jit
def compare(a, b):
    return a == b, a != b, a < b, a <= b, a > b, a >= b


@krait.jit
def negate(a):
    return -a


@krait.jit
def absolute(a):
    return abs(a)


ARITHMETIC = [add, sub, mul, truediv, floordiv, mod]
EDGES = [0, 1, -1, 2, 7, -7, 2**31, -(2**31), 2**53 + 1, 2**62, MAX, MIN, MIN + 1]


def check_ints(jitted, operation, *args):
    """As CPython, or OverflowError where the result does not fit in 64 bits."""
    try:
        exact = operation(*args)
    except Exception:
        assert_same(jitted, *args)
        return
    if type(exact) is int and not MIN <= exact <= MAX:
        with pytest.raises(OverflowError, match=OVERFLOW):
            jitted(*args)
    else:
        assert_same(jitted, *args)


@pytest.mark.parametrize("name", ["add", "sub", "mul", "truediv", "floordiv", "mod"])
def test_ints_at_the_edges(name):
    """int is 64 bits and checked; / // % as Python's, floor semantics, ZeroDivisionError."""
    for a in EDGES:
        for b in EDGES:
            check_ints(globals()[name], getattr(operator, name), a, b)


def by_constants(a):
    """Known divisors: powers of two are shifts and masks."""
    return (a // 1, a % 1, a // 2, a % 2, a // 8, a % 8, a // 4611686018427387904, a % 4611686018427387904,
            a // -2, a % -2, a // 3, a % 3, a // -1 if a != -9223372036854775808 else a, a % -1)


def test_ints_by_constants():
    """Floor semantics for a divisor that is known when compiling, of int and of NumPy's integers."""
    for a in EDGES:
        assert_same(by_constants, a)
    for dtype in ("int8", "int16", "int32", "int64", "uint8", "uint64"):
        limits = np.iinfo(dtype)
        a = np.array([limits.min, limits.min + 1, 0, 1, 2, 3, 7, 8, limits.max - 1, limits.max, limits.max // 2], dtype)
        assert_same(lambda a: (a // 2, a % 2, a // 64, a % 64, a // 3, a % 3, a[0] // 4, a[1] % 4, a[9] // 1), a)


def test_int_shifts():
    """A negative shift is a ValueError; a left shift that loses bits an OverflowError."""
    for a in EDGES:
        for b in (0, 1, 2, 31, 61, 62, 63, 64, 100, -1):
            check_ints(lshift, operator.lshift, a, b)
            check_ints(rshift, operator.rshift, a, b)


def test_int_powers():
    """int ** non-negative int is exact or an OverflowError."""
    for a in (0, 1, -1, 2, -2, 3, 10, -7, 2**31, MAX, MIN):
        for b in (0, 1, 2, 3, 5, 19, 62, 63, 64, 1000):
            check_ints(power, operator.pow, a, b)


def test_int_to_a_negative_power_says_why():
    """Where the type of the result depends on a value, the error says why: nothing is silently different."""
    with pytest.raises(ValueError, match="negative"):
        power(2, -1)
    assert_same(lambda x: x**-1, 2)
    assert_same(lambda x: x**-2, 4)


def test_unary_minus_and_abs_of_the_smallest_int():
    """Unary minus and abs overflow, too."""
    for a in EDGES:
        check_ints(negate, operator.neg, a)
        if a != MIN:
            assert_same(absolute, a)
    with pytest.raises(OverflowError):
        absolute(MIN)


def test_bool_operators():
    """bools are ints in arithmetic, and stay bools under & | ^."""
    for a in (True, False):
        for b in (True, False, 3, 2.5):
            for f in (add, sub, mul, compare):
                assert_same(f, a, b)
        assert_same(bits, a, True)
        assert_same(bits, a, 6)
        assert_same(negate, a)
        assert_same(absolute, a)
        assert_same(lambda x: (+x, ~x), a)


def test_float_division_by_zero():
    """A Python float by zero raises, each operator with its own text."""
    for b in (0, 0.0, -0.0, False):
        for f in (truediv, floordiv, mod):
            assert isinstance(assert_same(f, 1.5, b), ZeroDivisionError)
            assert isinstance(assert_same(f, 3, b), ZeroDivisionError)


FLOATS = [0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 0.1, 1e308, 5e-324, float("inf"), float("-inf"), float("nan")]


def test_floats_at_the_edges():
    """The same bits as CPython's; % and // floor."""
    for a in FLOATS:
        for b in FLOATS:
            for f in (*ARITHMETIC, compare):
                assert_same(f, a, b)


def test_float_powers():
    """0.0 ** -1.0 raises ZeroDivisionError, overflow OverflowError."""
    for a in (0.0, -0.0, 1.0, 2.5, 10.0, 1e200, float("inf"), float("nan")):
        for b in (0.0, 1.0, -1.0, 2.0, 0.5, 3.0, -2.0, 400.0, float("inf"), float("nan")):
            assert_same(power, a, b, ulp=1)


def test_complex_arithmetic():
    """Complex arithmetic is CPython's."""
    for a in (0j, 1 + 2j, -1.5j, 3 - 4j, complex("inf"), complex("nan")):
        for b in (1j, 2 - 1j, 0j, 2.0, 3):
            for f in (add, sub, mul, truediv):
                assert_same(f, a, b)
            assert_same(lambda x, y: (x == y, x != y), a, b)
        assert_same(absolute, a)
        assert_same(lambda x: (-x, +x, x.real, x.imag, x.conjugate()), a)


def test_complex_numbers_have_no_order():
    """What Python refuses by type is refused when compiling."""
    with pytest.raises(CompileError, match="<"):
        compare(1j, 2j)


NUMPY = [np.int8(100), np.int8(-128), np.uint8(200), np.int16(-300), np.uint16(60000), np.int32(2**31 - 1), np.uint32(5),
         np.int64(MAX), np.int64(-7), np.uint64(2**64 - 1), np.float16(2.5), np.float32(0.1), np.float64(-0.1), np.bool_(True),
         np.complex64(1 + 2j), np.complex128(2 - 1j)]  # fmt: skip


@pytest.mark.parametrize("f", [add, sub, mul, truediv], ids=["add", "sub", "mul", "truediv"])
def test_numpy_scalars_promote_and_wrap(f):
    """NumPy integers wrap; two NumPy scalars promote to NumPy's common dtype."""
    for a in NUMPY:
        for b in NUMPY:
            if f is sub and isinstance(a, np.bool_) and isinstance(b, np.bool_):
                continue
            is_complex_quotient = f is truediv and (np.iscomplexobj(a) or np.iscomplexobj(b))
            assert_same(f, a, b, ulp=1 if is_complex_quotient else 0)


@pytest.mark.parametrize("f", [floordiv, mod, compare], ids=["floordiv", "mod", "compare"])
def test_numpy_reals_divide_and_compare(f):
    """Division of NumPy numbers by zero gives no exception; int64 and uint64 compare exactly."""
    reals = [x for x in NUMPY if not np.iscomplexobj(x)] + [np.int32(0), np.float64(0.0), np.uint8(0)]
    for a in reals:
        for b in reals:
            assert_same(f, a, b)


WEAK = [True, 1, -1, 3, 2.5, 0.1, 1j]


@pytest.mark.parametrize("f", [add, sub, mul, truediv], ids=["add", "sub", "mul", "truediv"])
def test_python_scalars_are_weak(f):
    """A Python scalar takes the dtype of the NumPy operand it meets, or raises where it does not fit."""
    for a in NUMPY:
        for b in WEAK:
            ulp = 1 if f is truediv and (np.iscomplexobj(a) or np.iscomplexobj(b)) else 0
            if not (f is sub and isinstance(a, np.bool_) and b is True):
                assert_same(f, a, b, ulp=ulp)
                assert_same(f, b, a, ulp=ulp)


def test_python_ints_that_do_not_fit_a_numpy_scalar():
    """np.uint8(1) + 300 raises OverflowError."""
    for a, b in [(np.uint8(1), 300), (np.uint8(1), -1), (np.int8(1), 128), (np.uint64(1), -1), (np.int32(1), 2**31)]:
        assert isinstance(assert_same(add, a, b), OverflowError)


def test_comparisons_of_int64_and_uint64_are_exact():
    """Comparisons between int64 and uint64 are exact, and those with Python ints, too."""
    values = [np.int64(-1), np.int64(MAX), np.uint64(2**64 - 1), np.uint64(2**63), np.uint64(MAX), 0, -1, MAX]
    for a in values:
        for b in values:
            assert_same(compare, a, b)


def test_comparisons_of_int_and_float_are_exact():
    """2**53 + 1 is not 2.0**53."""
    for a in (2**53, 2**53 + 1, MAX, MIN, 0):
        for b in (2.0**53, 2.0**63, -(2.0**63), 0.5, float("nan"), float("inf")):
            assert_same(compare, a, b)
            assert_same(compare, b, a)


def test_float32_arrays_stay_float32():
    """float32_array[i] * 2.0 is float32; uint8_array[i] + 1 is uint8."""

    def f(a, b):
        return a[0] * 2.0, a[1] + 1, b[0] + 1, b[1] * 2, b[0] / 2, a[0] ** 2, -b[0]

    assert_same(f, np.array([0.1, 0.2], np.float32), np.array([255, 7], np.uint8))


def test_conversions():
    """int(x) truncates and raises for nan and inf; float, complex and bool convert."""

    def f(x):
        return int(x), float(x), bool(x), complex(x)

    for x in (0, 3, -2.7, 2.7, True, 1e18, np.float32(2.5), np.int8(-3), np.uint64(5), np.float16(1.5), np.bool_(False)):
        assert_same(f, x)
    for x in (float("nan"), float("inf"), float("-inf"), np.float32("nan")):
        assert_same(lambda y: int(y), x)


def test_int_of_a_large_float():
    """int(1e30) does not fit: OverflowError."""
    with pytest.raises(OverflowError):
        krait.jit(lambda x: int(x))(1e30)


def test_round_is_half_to_even():
    """round rounds half to even."""

    def f(x):
        return round(x)

    for x in (0.5, 1.5, 2.5, -0.5, -1.5, 2.4999, 7, True):
        assert_same(f, x)
    assert isinstance(assert_same(f, float("nan")), ValueError)


def test_int_and_float_on_two_branches_are_float():
    """The one documented deviation: the value is equal, the type is float."""

    @krait.jit
    def f(c):
        return 1 if c else 2.5

    assert f(True) == 1 and type(f(True)) is float
    assert f(False) == 2.5


@pytest.mark.parametrize("other", ["'a'", "(1,)", "1j", "np.float32(0.1)", "a"])
def test_branches_without_a_common_type(other):
    """Any other pair is a compile error that shows both assignments."""
    namespace = {"np": np}
    exec(f"def f(c, a):\n    if c:\n        x = 0.3\n    else:\n        x = {other}\n    return x", namespace)
    with pytest.raises(CompileError, match="'x'.* no common type"):
        krait.jit(namespace["f"])(True, np.zeros(2))


def test_a_constant_that_starts_a_sum_joins_the_elements():
    """A constant that the NumPy type holds exactly joins it, so that `total = 0` may start a sum; equal in value."""

    @krait.jit
    def f(a):
        total = 0
        for x in a:
            total += x
        return total

    assert type(f(np.ones(3, np.float32))) is np.float32
    assert f(np.ones(0, np.float32)) == 0


def test_bool_and_int_on_two_branches():
    """bool and int would have to change their type: refused, or the same value and type."""

    def f(c):
        return True if c else 2

    with pytest.raises(CompileError, match="bool"):
        krait.jit(f)(True)


def test_overflow_wraps_on_request():
    """overflow="wrap": int arithmetic wraps."""

    @krait.jit(overflow="wrap")
    def f(a, b):
        return a + b, a - b, a * b, -a

    assert f(MAX, 1) == (MIN, MAX - 1, MAX, -MAX)
    assert f(MIN, 1)[3] == MIN


def test_overflow_in_a_sum():
    """Overflow is found in loops."""

    @krait.jit
    def f(n, step):
        total = 0
        for k in range(n):
            total += step
        return total

    assert f(10, 2**59) == 10 * 2**59
    with pytest.raises(OverflowError, match=r"int \+"):
        f(17, 2**59)


def test_ranges_at_the_edges():
    """Range elements near the ends of int64 are right."""

    def f(a, b, c):
        total = 0
        count = 0
        for k in range(a, b, c):
            total ^= k
            count += 1
            if count == 5:
                break
        return total, count

    for bounds in [(MAX - 3, MAX, 1), (MIN, MIN + 3, 1), (MAX, MAX - 4, -2), (MIN + 2, MIN, -1), (MIN, MAX, 2**62), (MAX, MIN, MIN), (MIN, MAX, 1),
                   (MIN, MAX, 2), (MAX, MIN, -1), (MIN, MAX, MAX), (MAX - 1, MAX, MAX)]:
        assert_same(f, *bounds)


def test_enumerate_at_the_edge():
    """The count of enumerate overflows, too."""

    @krait.jit
    def f(a, start):
        last = 0
        for k, x in enumerate(a, start):
            last = k
        return last

    assert f(np.zeros(2), MAX - 1) == MAX
    with pytest.raises(OverflowError):
        f(np.zeros(3), MAX - 1)


def test_arguments_beyond_64_bits():
    """An int argument outside 64 bits raises OverflowError and names the argument."""
    with pytest.raises(OverflowError, match="'b'"):
        add(1, 2**63)


def test_constants_beyond_64_bits_are_refused():
    """So is a constant, when compiling."""
    with pytest.raises(CompileError, match="64 bits"):
        krait.jit(lambda x: x + 9223372036854775808)(1)


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(a=st.integers(MIN, MAX), b=st.integers(MIN, MAX))
def test_random_ints(a, b):
    """Random ints through every operator."""
    for f, operation in ((add, operator.add), (sub, operator.sub), (mul, operator.mul), (floordiv, operator.floordiv),
                         (mod, operator.mod), (truediv, operator.truediv)):
        check_ints(f, operation, a, b)
    assert_same(bits, a, b)
    assert_same(compare, a, b)


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(a=st.floats(), b=st.floats())
def test_random_floats(a, b):
    """Random floats through every operator, the same bits."""
    for f in (*ARITHMETIC, compare):
        assert_same(f, a, b)


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(a=st.integers(MIN, MAX), b=st.floats(allow_nan=False))
def test_random_mixtures(a, b):
    """int with float, both ways round."""
    for f in (add, sub, mul, truediv, floordiv, mod, compare):
        assert_same(f, a, b)
        assert_same(f, b, a)


def test_complex_compares_with_numpy_floats_as_python_does():
    """np.float64 derives from float, so complex == np.float64 is Python's own comparison and gives a bool."""

    def f(a, b):
        return a == b, b == a, a != b

    for b in (np.float64(1.0), np.float32(1.0), np.complex128(1.0), np.int64(1), 1.0, 1):
        for a in (1 + 0j, 1j):
            assert_same(f, a, b)
