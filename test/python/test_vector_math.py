"""NumPy's exp, log, sin ... of arrays and in loops: error bounds, special values, and the same bits wherever an element stands."""

import numpy as np
import pytest

import krait
from oracle import assert_same, ulps

ONE_NUMBER = ("exp exp2 expm1 tanh sinh cosh log log2 log10 log1p arcsinh arccosh arctanh sin cos tan arcsin arccos arctan "
              "cbrt").split()
TWO_NUMBERS = "power arctan2 hypot".split()
KERNELS = ONE_NUMBER + TWO_NUMBERS
DTYPES = [np.float32, np.float64]
# Units in the last place from the true value; measured maxima are below (bench/vector_math.py), the reference adds its own.
BOUND = 1.1
LOOSE = {("arctanh", 64): 1.65, ("tan", 32): 1.4}
DOMAINS = {"log1p": (-1, np.inf), "arcsin": (-1, 1), "arccos": (-1, 1), "arctanh": (-1, 1), "arccosh": (1, np.inf)}


def parameters(name):
    return "a, b" if name in TWO_NUMBERS else "a"


def whole(name):
    return krait.jit(eval(f"lambda {parameters(name)}: numpy.{name}({parameters(name)})", {"numpy": np}))


def looped(name):
    namespace = {"numpy": np}
    elements = parameters(name).replace("a", "a[i]").replace("b", "b[i]")
    exec(f"def loop({parameters(name)}, out):\n    for i in range(a.shape[0]):\n        out[i] = numpy.{name}({elements})\n", namespace)
    return krait.jit(namespace["loop"])


WHOLE = {name: whole(name) for name in KERNELS}


def samples(name, dtype, count=20000):
    """The arguments."""
    random = np.random.default_rng(7)
    span = np.log2(float(np.finfo(dtype).max)) * 0.999
    signs = random.choice([-1.0, 1.0], count)
    parts = [random.uniform(-3, 3, count), random.uniform(-90, 90, count), signs * np.exp2(random.uniform(-60, 0, count)),
             1 + signs * np.exp2(random.uniform(-50, -1, count)), signs * np.exp2(random.uniform(-span, span, count))]
    if name in ("sin", "cos", "tan"):
        parts.append(random.integers(-10**5, 10**5, count) * (np.pi / 2))
    values = np.concatenate(parts).astype(dtype)
    if name == "power":
        values = np.abs(values)
        with np.errstate(all="ignore"):
            exponents = random.uniform(-0.99, 0.99, len(values)) * np.log(float(np.finfo(dtype).max)) / np.log(values.astype(float))
        return values, np.where(np.isfinite(exponents), exponents, 3).astype(dtype)
    if name in TWO_NUMBERS:
        near = values * np.exp2(random.uniform(-4, 4, len(values)) * (np.abs(values) < 1e30)).astype(dtype)
        return values, random.permutation(np.where(random.random(len(values)) < 0.5, near, values)).astype(dtype)
    low, high = DOMAINS.get(name, (0, np.inf) if name.startswith("log") else (-np.inf, np.inf))
    return (values[(values >= low) & (values <= high)],)


def true_value(name, arguments):
    """In long double, whose functions are right to a 2000th of a unit of a double."""
    return getattr(np, name)(*[values.astype(np.longdouble) for values in arguments])


def error_in_ulps(got, true):
    with np.errstate(all="ignore"):
        unit = np.spacing(np.abs(true.astype(got.dtype))).astype(np.longdouble)
        error = np.abs(got.astype(np.longdouble) - true) / unit
    is_inside = np.isfinite(true.astype(got.dtype)) & np.isfinite(got)
    assert np.array_equal(np.isinf(true.astype(got.dtype)), np.isinf(got))
    return error[is_inside]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", KERNELS)
def test_error_is_bounded(name, dtype):
    arguments = samples(name, dtype)
    with np.errstate(all="ignore"):
        true = true_value(name, arguments)
    # Where the last bits of the largest number decide whether there is an overflow, either will do.
    keep = np.abs(true) < np.finfo(dtype).max * np.longdouble(0.999)
    got = WHOLE[name](*[values[keep] for values in arguments])
    assert got.dtype == dtype
    assert len(got) > 20000
    assert error_in_ulps(got, true[keep]).max() <= LOOSE.get((name, got.itemsize * 8), BOUND)


def special(dtype):
    info = np.finfo(dtype)
    values = [0.0, 1.0, 2.0, 3.0, 8.0, 10.0, 1000.0, 0.5, 0.75, 1e-3, info.max, info.tiny, info.smallest_subnormal, np.inf, np.nan, 1e4,
              1 + info.eps, 1 - info.epsneg]
    return np.array(values + [-v for v in values]).astype(dtype)


@pytest.mark.parametrize("dtype", [np.float16, *DTYPES])
@pytest.mark.parametrize("name", KERNELS)
def test_special_values(name, dtype):
    values = special(dtype)
    arguments = [side.ravel() for side in np.meshgrid(values, values)] if name in TWO_NUMBERS else [values]
    with np.errstate(all="ignore"):
        expected = getattr(np, name)(*arguments)
    got = WHOLE[name](*arguments)
    assert np.array_equal(np.isnan(got), np.isnan(expected))
    is_number = ~np.isnan(expected)
    assert np.array_equal(np.signbit(got[is_number]), np.signbit(expected[is_number]))
    with np.errstate(all="ignore"):
        assert np.all((got == expected) | (ulps(got, expected) <= 4) | ~is_number)


@pytest.mark.parametrize("name, exponents", [("exp2", range(-1074, 1024)), ("log2", range(-1074, 1024)), ("log10", range(23))])
def test_exact_powers(name, exponents):
    exponents = np.array(exponents, dtype=np.float64)
    powers = np.ldexp(1.0, exponents.astype(int)) if name != "log10" else np.array([float(10**int(e)) for e in exponents])
    given, expected = (exponents, powers) if name == "exp2" else (powers, exponents)
    assert np.array_equal(WHOLE[name](given), expected)


@pytest.mark.parametrize("dtype", DTYPES)
def test_results_that_are_exact(dtype):
    """A true value that is a float is the result: the error before the last rounding is below half a unit."""
    whole_numbers = np.arange(-200, 201).astype(dtype)
    assert np.array_equal(WHOLE["cbrt"](whole_numbers**3), whole_numbers)
    for exponent in range(4):
        assert np.array_equal(WHOLE["power"](whole_numbers, np.full_like(whole_numbers, exponent)), whole_numbers**exponent)
    many = np.arange(4096).astype(dtype)
    assert np.array_equal(WHOLE["power"](many, np.full_like(many, 2)), many * many)
    assert np.array_equal(WHOLE["power"](many * many, np.full_like(many, 0.5)), many)
    powers = np.ldexp(1.0, np.arange(-60, 60)).astype(dtype)
    assert np.array_equal(WHOLE["power"](np.full_like(powers, 2), np.log2(powers)), powers)
    assert np.array_equal(WHOLE["hypot"](3 * powers, -4 * powers), 5 * powers)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", KERNELS)
def test_same_bits_wherever_an_element_stands(name, dtype):
    """In a vector, in what is left after the last one, alone, in steps, and in a loop."""
    arguments = [values[:: len(values) // 101][:100].copy() for values in samples(name, dtype, 100)]
    f, loop = WHOLE[name], looped(name)
    bits = lambda x: np.asarray(x).view(np.int64 if dtype == np.float64 else np.int32)
    expected = np.array([f(*one) for one in zip(*arguments)], dtype)
    assert np.array_equal(bits(f(*arguments)), bits(expected))
    for start, stop in ((1, 40), (3, 5), (17, 50), (2, 99)):
        assert np.array_equal(bits(f(*[values[start:stop] for values in arguments])), bits(expected[start:stop]))
    assert np.array_equal(bits(f(*[values[::3] for values in arguments])), bits(expected[::3]))
    out = np.empty_like(arguments[0])
    loop(*arguments, out)
    assert np.array_equal(bits(out), bits(expected))


@pytest.mark.parametrize("dtype", [np.float16, *DTYPES])
def test_powers_to_a_half(dtype):
    """NumPy takes the square root where there is one exponent for all elements."""
    a = np.array([-0.0, 0.0, -np.inf, np.inf, 4.0, -1.0, np.nan], dtype)
    halves = np.full_like(a, 0.5)
    for f in (lambda a, b: a**b, lambda a, b: np.power(a, b), lambda a, b: a**0.5, lambda a, b: np.power(a, 0.5),
              lambda a, b: np.float_power(a, b), lambda a, b: np.sum(np.power(a[:1], 0.5))):
        assert_same(f, a, halves)


def test_half_is_computed_in_single_precision():
    values = np.linspace(-4, 4, 77).astype(np.float16)
    assert ulps(WHOLE["exp"](values), np.exp(values)).max() <= 1


def vector_calls(f, *arguments):
    f(*arguments)
    text = "".join(str(stage) for stage in f.inspect_llvm().values())
    return [line for line in text.splitlines() if " call " in line and "@_ZGV" in line]


has_vectors = krait.jit(lambda a: np.exp(a))


@pytest.fixture(scope="module")
def a():
    array = np.linspace(0.1, 3, 200)
    if not vector_calls(has_vectors, array):
        pytest.skip("needs AVX2")
    return array


@pytest.mark.parametrize("name", KERNELS)
def test_loops_and_expressions_call_vector_forms(a, name):
    for array in (a, a.astype(np.float32)):
        arguments = (array, array) if name in TWO_NUMBERS else (array,)
        assert vector_calls(WHOLE[name], *arguments)
        assert vector_calls(looped(name), *arguments, array.copy())


def test_an_expression_of_several_is_one_vector_loop(a):
    f = krait.jit(lambda a, b: np.arctan2(a, b) + np.power(a, b) * np.cbrt(a))
    calls = "".join(vector_calls(f, a, a[::-1].copy()))
    # One vector at a time, in the loop over dense rows and in the one over strided ones, and once more for what is left.
    assert all(1 <= calls.count(f"_kr_vm_{name}(") <= 4 for name in ("atan2", "pow", "cbrt"))
    assert ulps(f(a, a), f.py_func(a, a)).max() <= 4


def test_functions_without_kernels_do_not_stop_the_others(a):
    f = krait.jit(lambda a: np.exp(a) + np.fmod(a, 0.7))
    calls = "".join(vector_calls(f, a))
    assert "kr_vm_exp" in calls and "fmod" in calls
    assert ulps(f(a), f.py_func(a)).max() <= 4


def test_where_takes_only_what_is_selected(a):
    f = krait.jit(lambda a: np.where(a > 1, np.log(a), np.exp(-a)))
    assert ulps(f(a), f.py_func(a)).max() <= 4


@pytest.mark.parametrize("name", "exp tan atan sinh acosh cbrt".split())
def test_math_module_keeps_cpythons_bits(name):
    import math
    function = getattr(math, name)
    f = krait.jit(eval(f"lambda x: math.{name}(x)", {"math": math}))
    for x in np.linspace(1, 5, 99).tolist():
        assert f(x) == function(x)
