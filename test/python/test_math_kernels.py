"""The math module under fastmath's afn: kernels for vectors with CPython's exceptions, in loops whose iterations run side by side."""

import math

import numpy as np
import pytest

import krait
from oracle import assert_same, copy_arguments, outcome
from test_lanes import runs_in_lanes

COUNTS = [0, 1, 15, 16, 17, 33, 100]
# Name: arguments that it takes, and those at which CPython raises or the result is no plain number.
ONE_NUMBER = {
    "acos": ((-1, 1), [1.5, -2.0, math.inf]), "acosh": ((1, 9), [0.5, -math.inf]), "asin": ((-1, 1), [1.0000001]),
    "asinh": ((-9, 9), []), "atan": ((-9, 9), []), "atanh": ((-0.99, 0.99), [1.0, -1.0, 2.0]), "cbrt": ((-9, 9), []),
    "cos": ((-9, 9), [math.inf]), "cosh": ((-9, 9), [711.0, -1e9]), "erf": ((-5, 5), []), "erfc": ((-5, 9), []),
    "exp": ((-9, 9), [709.79, 1e300]), "exp2": ((-9, 9), [1024.0]), "expm1": ((-9, 9), [710.0]),
    "gamma": ((0.1, 9), [0.0, -0.0, -3.0, 172.0, -math.inf]), "lgamma": ((0.1, 9), [0.0, -1.0, 1e306]),
    "log": ((0.1, 9), [0.0, -0.0, -1.0, -math.inf]), "log10": ((0.1, 9), [0.0, -1e-300]), "log1p": ((-0.9, 9), [-1.0, -2.0]),
    "log2": ((0.1, 9), [0.0, -4.0]), "sin": ((-9, 9), [math.inf, -math.inf]), "sinh": ((-9, 9), [711.0, -711.0]),
    "tan": ((-9, 9), [math.inf]), "tanh": ((-9, 9), []),
}
TWO_NUMBERS = {
    "atan2": (-9, 9, []), "hypot": (-9, 9, []),
    "pow": (0.1, 9, [(0.0, -1.0), (-8.0, 0.5), (10.0, 400.0), (-10.0, 309.0), (-0.0, -3.0)]), "log": (0.1, 0.9, [(2.0, 1.0), (0.0, 2.0), (2.0, -1.0)]),
}
UNCHECKED = {"asinh", "atan", "atan2", "cbrt", "erf", "erfc", "hypot", "tanh"}
# Units in the last place between a kernel and CPython, whose own lgamma loses some near its zeros.
ULPS = {"lgamma": 60}


@pytest.fixture(params=["512", "256", "128"], autouse=True)
def vector_width(request, monkeypatch):
    """AVX-512, AVX2, and no lanes."""
    monkeypatch.setenv("KRAIT_VECTOR_WIDTH", request.param)
    return int(request.param)


def loop_of(expression, parameters="a"):
    namespace = {"math": math}
    exec(f"def loop({parameters}, out):\n    for i in range(a.shape[0]):\n        out[i] = {expression}\n", namespace)
    return namespace["loop"]


def one_number(name):
    return loop_of(f"math.{name}(a[i])")


def two_numbers(name):
    return loop_of(f"math.{name}(a[i], b[i])", "a, b")


def compiled(function, fastmath=frozenset({"afn"})):
    return krait.jit(fastmath=set(fastmath))(function)


def check(jitted, *arguments, name=""):
    return assert_same(jitted, *arguments, ulp=ULPS.get(name, 12))


@pytest.mark.parametrize("name", ONE_NUMBER)
def test_values(name):
    jitted = compiled(one_number(name))
    low, high = ONE_NUMBER[name][0]
    for count in COUNTS:
        a = np.random.default_rng(count).uniform(low, high, count)
        if name in ("lgamma", "sin", "cos", "tan"):
            a = a[np.abs([getattr(math, name)(x) for x in a]) > 0.1]
        check(jitted, a, np.zeros(len(a)), name=name)
    assert runs_in_lanes(jitted) or name in UNCHECKED


@pytest.mark.parametrize("name", TWO_NUMBERS)
def test_values_of_two_numbers(name):
    jitted = compiled(two_numbers(name))
    low, high, _ = TWO_NUMBERS[name]
    for count in COUNTS:
        a, b = np.random.default_rng(count).uniform(low, high, (2, count))
        check(jitted, a, b, np.zeros(count))
    assert runs_in_lanes(jitted) or name in UNCHECKED


@pytest.mark.parametrize("name", ["erf", "erfc", "exp", "log", "tanh", "sin", "atan", "asinh"])
def test_last_bits(name):
    """No more than two units from the C library, which is less than one from the true value, of erfc five; tails, too."""
    random = np.random.default_rng(9)
    low, high = ONE_NUMBER[name][0]
    sizes = np.exp2(random.uniform(-60, 0, 20_000))
    a = np.concatenate([random.uniform(low, high, 20_000), sizes, sizes * low if low < 0 else sizes, random.uniform(1.9, 2.6, 5000)])
    assert_same(compiled(one_number(name)), a, np.zeros(len(a)), ulp=6 if name == "erfc" else 2)


@pytest.mark.parametrize("fastmath", [{"afn"}, {"fast"}], ids=["afn", "all"])
@pytest.mark.parametrize("name", ONE_NUMBER)
def test_exceptions(name, fastmath):
    """CPython's exception, what was stored before it, and nothing behind it."""
    jitted = compiled(one_number(name), fastmath)
    low, high = ONE_NUMBER[name][0]
    for bad in ONE_NUMBER[name][1]:
        for place in (0, 5, 20, 39):
            a = np.random.default_rng(place).uniform(low, high, 40)
            if name in ("lgamma", "sin", "cos", "tan"):
                a[np.abs([getattr(math, name)(x) for x in a]) < 0.1] = 0.7
            a[place] = bad
            raised = check(jitted, a, np.full(40, -3.0), name=name)
            assert isinstance(raised, (ValueError, OverflowError))


@pytest.mark.parametrize("name", TWO_NUMBERS)
def test_exceptions_of_two_numbers(name):
    jitted = compiled(two_numbers(name))
    low, high, bad_pairs = TWO_NUMBERS[name]
    for x, y in bad_pairs:
        for place in (0, 5, 20, 39):
            a, b = np.random.default_rng(place).uniform(low, high, (2, 40))
            a[place], b[place] = x, y
            assert isinstance(check(jitted, a, b, np.full(40, -3.0)), (ValueError, OverflowError, ZeroDivisionError))


@pytest.mark.parametrize("name", ONE_NUMBER)
def test_nan_and_infinities_that_are_results(name):
    """A nan of a nan, an infinity of an infinity: no exception, and no other bits around them."""
    jitted = compiled(one_number(name))
    a = np.full(40, 0.75 if name != "acosh" else 1.75)
    special = [x for x in (math.nan, math.inf, -math.inf, 0.0, -0.0) if not raises(name, x)]
    a[3:3 + len(special)] = special
    a[20:20 + len(special)] = special
    check(jitted, a, np.zeros(40), name=name)


def raises(name, x):
    try:
        getattr(math, name)(x)
    except (ValueError, OverflowError):
        return True
    return False


@pytest.mark.parametrize("name", ONE_NUMBER)
def test_an_element_has_the_same_bits_wherever_it_stands(name):
    jitted = compiled(one_number(name))
    low, high = ONE_NUMBER[name][0]
    a = np.random.default_rng(3).uniform(low, high, 70)
    whole, alone, strided = np.zeros(70), np.zeros(70), np.zeros(140)[::2]
    jitted(a, whole)
    for i in range(70):
        jitted(a[i:i + 1], alone[i:i + 1])
    np.testing.assert_array_equal(whole, alone)
    jitted(np.repeat(a, 2)[::2], strided)
    np.testing.assert_array_equal(whole, strided)


@pytest.mark.parametrize("name", ["exp", "log", "gamma", "erf", "atan2", "pow", "hypot"])
def test_without_afn_the_bits_are_the_c_librarys(name):
    function = two_numbers(name) if name in ("atan2", "pow", "hypot") else one_number(name)
    parameters = 2 if name in ("atan2", "pow", "hypot") else 1
    arguments = np.random.default_rng(5).uniform(0.2, 5, (parameters, 100))
    for fastmath in ({"contract"}, {"nsz", "arcp"}):
        assert_same(compiled(function, fastmath), *arguments, np.zeros(100))
    assert_same(function, *arguments, np.zeros(100))


def root(a, out):
    for i in range(len(a)):
        out[i] = math.sqrt(a[i]) + math.fabs(a[i]) + abs(a[i]) + math.copysign(2.0, a[i])


def rounded(a, out):
    for i in range(len(a)):
        out[i] = math.floor(a[i]) + 10 * math.ceil(a[i]) + 100 * math.trunc(a[i]) + 1000 * round(a[i]) + 10000 * int(a[i])


def in_place(a):
    for i in range(len(a)):
        a[i] = math.sqrt(a[i])


def total(a):
    result = 0.0
    for x in a:
        result += math.sqrt(x)
    return result


def columns(a):
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            a[i, j] = math.sqrt(a[i, j] * a[i, j] + 1.0)


@pytest.mark.parametrize("function", [root, rounded, in_place, total, columns], ids=lambda f: f.__name__)
def test_exact_functions_run_in_lanes_without_fastmath(function):
    jitted = krait.jit(function)
    for count in COUNTS:
        a = np.random.default_rng(count).uniform(0, 30, count)
        arguments = {root: (a, np.zeros(count)), rounded: (a, np.zeros(count, np.int64)), columns: (a.reshape(-1, 1),)}.get(function, (a,))
        assert_same(jitted, *arguments)
    assert runs_in_lanes(jitted)


@pytest.mark.parametrize("function, bad", [(root, -1.0), (root, -math.inf), (in_place, -1e-300), (total, -2.0), (rounded, math.nan),
                                           (rounded, -math.inf)], ids=lambda x: getattr(x, "__name__", str(x)))
def test_exact_functions_raise_where_they_should(function, bad):
    jitted = krait.jit(function)
    for place in (0, 15, 16, 31, 32, 69):
        a = np.arange(70.0)
        a[place] = bad
        arguments = {root: (a, np.full(70, -1.0)), rounded: (a, np.full(70, -1))}.get(function, (a,))
        assert isinstance(assert_same(jitted, *arguments), (ValueError, OverflowError))


def normal(x):
    return 0.5 * (1.0 + math.erf(x * 0.7071067811865476))


def calls(price, strike, years, out):
    for i in range(price.shape[0]):
        spread = 0.3 * math.sqrt(years[i])
        if years[i] > 5.0:
            spread += math.log(years[i]) * 0.01
        d1 = (math.log(price[i] / strike[i]) + 0.065 * years[i]) / spread
        out[i] = price[i] * normal(d1) - strike[i] * math.exp(-0.02 * years[i]) * normal(d1 - spread)


@pytest.mark.parametrize("fastmath", [{"afn"}, {"fast"}], ids=["afn", "all"])
def test_chains_branches_and_functions(fastmath):
    jitted = compiled(calls, fastmath)
    for count in COUNTS:
        price, strike, years = np.random.default_rng(count).uniform(1, 9, (3, count))
        arguments = (price, strike, years, np.zeros(count))
        got, expected = copy_arguments(arguments), copy_arguments(arguments)
        jitted(*got)
        calls(*expected)
        np.testing.assert_allclose(got[3], expected[3], rtol=1e-12, atol=1e-13)
    assert runs_in_lanes(jitted)
    strike[50] = -1.0
    raised = outcome(jitted, (price, strike, years, got[3]))
    assert isinstance(raised, ValueError) and str(raised) == str(outcome(calls, (price, strike, years, expected[3])))


def test_arrays_that_overlap():
    """Where an element that is read may have been stored by an earlier iteration, iterations run in order."""
    def shifted(a, out):
        for i in range(len(out)):
            out[i] = math.exp(a[i] * 0.1)

    jitted = compiled(shifted)
    base = np.linspace(0.0, 1.0, 101)
    got, expected = base.copy(), base.copy()
    jitted(got[:-1], got[1:])
    shifted(expected[:-1], expected[1:])
    np.testing.assert_allclose(got, expected, rtol=1e-14)


def test_scalars_and_powers():
    """Outside loops kernels of one lane; what only Python checks stays."""
    def f(x, y):
        return math.exp(x), math.log(y, x), math.pow(x, y), math.hypot(x, y), math.hypot(x), math.hypot(x, y, x), math.atan2(x, y)

    for x, y in [(1.5, 2.0), (2.0, 0.0), (1.0, 2.0), (-1.0, 2.0), (800.0, 2.0), (1e200, 2.0)]:
        check(compiled(f), x, y)


def powers(a, b, out):
    for i in range(len(out)):
        x, y = float(a[i]), float(b[i])
        out[i] = x**y + x**3.0 + x**0.5 + x**2


def numpy_powers(a, b, out):
    for i in range(len(out)):
        x = a[i]
        while x > 2.0:
            x = x**0.9 - np.hypot(x, b[i]) * 0.001 + np.arctan2(b[i], x) * 0.001
        out[i] = x**b[i] + x**0.5 + x**3 + x**2


def test_powers():
    """The operator under afn: kernels, with Python's exceptions in their order."""
    jitted = compiled(powers)
    for count in COUNTS:
        a, b = np.random.default_rng(count).uniform(0.1, 9, (2, count))
        check(jitted, a, b, np.zeros(count))
    assert runs_in_lanes(jitted)
    a, b = np.full(40, 1.5), np.full(40, 2.5)
    for place in (0, 17, 39):
        for x, y in [(0.0, -1.0), (10.0, 400.0), (1e200, 1.0)]:
            bad = a.copy(), b.copy()
            bad[0][place], bad[1][place] = x, y
            assert isinstance(check(jitted, *bad, np.zeros(40)), (OverflowError, ZeroDivisionError))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_powers_of_numpys_floats(dtype, monkeypatch):
    """Kernels of two numbers in lanes have the bits of one lane."""
    a, b = np.random.default_rng(8).uniform(0.1, 90, (2, 100)).astype(dtype)
    b /= 30
    whole, alone = np.zeros(100, dtype), np.zeros(100, dtype)
    jitted = krait.jit(numpy_powers)
    jitted(a, b, whole)
    assert runs_in_lanes(jitted)
    monkeypatch.setenv("KRAIT_VECTOR_WIDTH", "128")
    krait.jit(numpy_powers)(a, b, alone)
    np.testing.assert_array_equal(whole, alone)


def reciprocals(a, out):
    for i in range(len(a)):
        out[i] = 1.0 / float(a[i])


def series(n):
    total = 0.0
    for i in range(n):
        total += 4.0 / (2 * i + 1) ** 2
    return total


@pytest.mark.parametrize("place", [0, 15, 16, 39])
def test_division_that_raises(place):
    jitted = krait.jit(reciprocals)
    a = np.arange(1.0, 41.0)
    assert_same(jitted, a, np.zeros(40))
    assert runs_in_lanes(jitted)
    a[place] = 0.0
    assert isinstance(assert_same(jitted, a, np.zeros(40)), ZeroDivisionError)


def test_sums_of_quotients_keep_their_order():
    for n in (0, 5, 16, 1000):
        assert_same(series, n)
