"""The math module in compiled code: every function, on special values and random ones, against CPython."""

import math
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import assert_same

import krait
from krait.errors import CompileError

INF, NAN = math.inf, math.nan
FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.0, -2.0, 2.5, 3.0, -3.0, 0.1, 10.0, 100.0, -100.0, 709.0, 710.0, -745.0,
          -746.0, 171.0, 172.0, 1e15, 1e16, -1e17, 2.0**53, 2.0**62, 2.0**63, -(2.0**63), -(2.0**63) - 2048.0, 1e19, 1e300,
          5e-324, 2.2250738585072014e-308, sys.float_info.max, -sys.float_info.max, INF, -INF, NAN]  # fmt: skip
INTS = [0, 1, -1, 2, 3, -3, 5, 12, 20, 21, 30, 66, 10**9, 2**53 + 1, 2**62, 2**63 - 1, -(2**63), -(2**63) + 1]
SCALARS = [np.float64(2.5), np.float32(2.675), np.float16(0.5), np.int8(-3), np.uint8(200), np.int64(2**53 + 1), np.bool_(True)]

UNARY = ("acos acosh asin asinh atan atanh cbrt cos cosh degrees erf erfc exp exp2 expm1 fabs gamma lgamma log log10 log1p "
         "log2 radians sin sinh sqrt tan tanh ulp floor ceil isfinite isinf isnan modf frexp").split()  # fmt: skip
BINARY = "atan2 copysign fmod nextafter pow remainder log hypot".split()
WHOLE = "isqrt factorial gcd lcm perm".split()
WHOLE_PAIRS = "gcd lcm comb perm".split()


def jitted(text, **names):
    """A compiled function of the expression: `a, b: math.pow(a, b)`."""
    return krait.jit(eval("lambda " + text, {"math": math, "np": np, **names}))


@pytest.mark.parametrize("name", UNARY)
def test_of_one_float(name):
    f = jitted(f"x: math.{name}(x)")
    for x in FLOATS + [7, -7, True] + SCALARS:
        if float(x) not in (2.0**62,) or name not in ("floor", "ceil"):
            same_or_too_large(f, x)


def same_or_too_large(f, *args):
    """As assert_same; where Python's int is larger than 64 bits, compiled code says so."""
    result = f.py_func(*args) if is_fine(f.py_func, *args) else None
    if isinstance(result, int) and not -(2**63) <= result < 2**63:
        with pytest.raises(OverflowError, match="does not fit"):
            f(*args)
    else:
        assert_same(f, *args)


def is_fine(f, *args):
    try:
        f(*args)
    except (ValueError, OverflowError, ZeroDivisionError):
        return False
    return True


@pytest.mark.parametrize("name", BINARY)
def test_of_two_floats(name):
    f = jitted(f"x, y: math.{name}(x, y)")
    for x in FLOATS:
        for y in FLOATS:
            assert_same(f, x, y)
    assert_same(f, 3, 2)
    assert_same(f, np.float32(0.5), np.int8(3))


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.sampled_from(UNARY), st.floats())
def test_random_floats(name, x):
    same_or_too_large(compiled(f"x: math.{name}(x)"), x)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.sampled_from(BINARY), st.floats(), st.floats())
def test_random_pairs(name, x, y):
    assert_same(compiled(f"x, y: math.{name}(x, y)"), x, y)


CACHE = {}


def compiled(text):
    return CACHE.setdefault(text, jitted(text)) if text not in CACHE else CACHE[text]


@pytest.mark.parametrize("name", WHOLE)
def test_of_one_int(name):
    f = jitted(f"n: math.{name}(n)")
    for n in [n for n in INTS if not (name in ("factorial", "perm") and n > 66)] + [True, np.uint8(5), np.int32(9)]:
        same_or_too_large(f, n)


@pytest.mark.parametrize("name", WHOLE_PAIRS)
def test_of_two_ints(name):
    f = jitted(f"n, k: math.{name}(n, k)")
    small = [n for n in INTS if abs(n) <= 66]
    for n in INTS if name in ("gcd", "lcm") else small:
        for k in INTS if name in ("gcd", "lcm") else small:
            same_or_too_large(f, n, k)


def test_trunc():
    f = jitted("x: math.trunc(x)")
    for x in FLOATS + INTS + [True, np.float64(-2.5)]:
        same_or_too_large(f, x)
    with pytest.raises(CompileError, match="trunc"):
        f(np.float32(1))


def test_floor_of_large_numbers():
    for name in ("floor", "ceil", "trunc"):
        f = jitted(f"x: math.{name}(x)")
        for x in (2.0**62, -(2.0**63), np.nextafter(2.0**63, 0.0).item(), 2**62 + 1):
            assert_same(f, x)


def test_any_number_of_arguments():
    assert_same(jitted(": (math.gcd(), math.lcm(), math.hypot())"))
    assert_same(jitted("a, b, c: (math.gcd(a, b, c), math.lcm(a, b, c))"), 12, -18, 27)
    f = jitted("a, b, c: math.hypot(a, b, c)")
    for args in [(1.0, 2.0, 3.0), (1e300, 1e300, 1e300), (5e-324, 0.0, -0.0), (INF, NAN, 1.0), (NAN, 1.0, 1.0)]:
        assert_same(f, *args)


def test_dist():
    f = jitted("p, q: math.dist(p, q)")
    assert_same(f, (1.0, 2.0, 3.0), (4.0, 5, np.float32(6)))
    assert_same(f, (), ())
    with pytest.raises(CompileError, match="same number of dimensions"):
        f((1.0,), (1.0, 2.0))


def test_ldexp():
    f = jitted("x, i: math.ldexp(x, i)")
    for x in FLOATS:
        for i in [0, 1, -1, 1023, 1024, -1074, -1080, 2**40, -(2**40), True]:
            assert_same(f, x, i)
    with pytest.raises(CompileError, match="ldexp"):
        f(1.0, np.int64(3))


def test_perm_none():
    assert_same(jitted("n: math.perm(n, None)"), 5)


def test_isclose():
    f = jitted("a, b: math.isclose(a, b)")
    g = jitted("a, b, r, t: math.isclose(a, b, rel_tol=r, abs_tol=t)")
    for a in [0.0, 1.0, 1.0 + 1e-10, 1.1, INF, -INF, NAN, 1e300]:
        for b in [0.0, 1.0, 1e-12, INF, NAN, 1]:
            assert_same(f, a, b)
            assert_same(g, a, b, 0.1, 1e-6)
    assert_same(g, 1.0, 2.0, -1.0, 0.0)


@pytest.mark.parametrize("dtype", ["float64", "float32", "int32", "bool", "int64"])
def test_prod_and_fsum_of_arrays(dtype):
    prod, fsum = jitted("a: math.prod(a)"), jitted("a: math.fsum(a)")
    for n in (1, 3, 2000):
        a = (np.arange(n) % 5 - 1).astype(dtype)
        assert_same(prod, a)
        assert_same(fsum, a)
        assert_same(fsum, a[::2])


FSUMS = [(), (0.1,) * 10, (1e16, 1.0, 1e-16), (1e308, 1e308, -1e308), (INF, 1.0), (INF, -INF), (NAN, 1.0), (-0.0,),
         (1e100, 1.0, -1e100, 1e-100, 1e50, -1.0, -1e50), (9007199254740992.0, -0.5, -5e-324), (1, 2, True), (2.0**53, 1.0, 2.0**-100),
         (2.0**53 + 10, 1.0, 2.0**-100)]  # fmt: skip


@pytest.mark.parametrize("values", FSUMS)
def test_fsum(values):
    assert_same(jitted("t: math.fsum(t)"), values)
    assert_same(compiled("a: math.fsum(a)"), np.array(values, np.float64))


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.lists(st.floats(), max_size=40))
def test_random_fsum(values):
    assert_same(compiled("a: math.fsum(a)"), np.array(values, np.float64))


def test_prod_of_tuples():
    f = jitted("t: math.prod(t)")
    for values in [(), (2, 3), (2, 0.5), (1.5, 2j), (np.float32(2), 3), (np.int8(100), np.int8(2))]:
        assert_same(f, values)
    assert_same(jitted("t: math.prod(t, start=2.0)"), (2, 3))
    with pytest.raises(OverflowError):
        f((2**62, 2**62))


def test_constants():
    assert_same(jitted("x: (math.pi + x, math.e, math.tau, math.inf, math.nan)"), 1.0)


def test_literal_arguments():
    assert_same(jitted(": (math.sqrt(2), math.floor(2.5), math.gcd(4, 6), math.pow(2, 0.5), math.isnan(1), math.hypot(3, 4))"))


def test_inside_a_loop():
    def f(n):
        total = 0.0
        for i in range(n):
            total += math.sin(i) * math.sqrt(i) + math.floor(i * 0.5)
        return total

    assert_same(f, 3000)


@pytest.mark.parametrize("text, args", [
    ("z: math.sqrt(z)", (1j,)), ("x: math.factorial(x)", (2.0,)), ("x: math.gcd(x, 2)", (np.bool_(True),)),
    ("t: math.fsum(t)", ((1j,),)), ("a: math.sin(a)", (np.zeros(2),)), ("x: math.sqrt()", (1.0,)),
    ("x: math.isclose(x, x, rel_tol=None)", (1.0,)), ("x: math.log(x, None)", (1.0,)),
])  # fmt: skip
def test_refusals(text, args):
    with pytest.raises(CompileError, match=r"\(\) "):
        jitted(text)(*args)
