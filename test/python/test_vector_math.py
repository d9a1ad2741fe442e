"""NumPy's exp, log, sin ... of arrays and in loops: error bounds, special values, and the same bits wherever an element stands."""

import numpy as np
import pytest

import krait
from oracle import ulps

KERNELS = "exp exp2 expm1 tanh log log2 log10 log1p sin cos".split()
DTYPES = [np.float32, np.float64]
# Units in the last place from the true value; measured maxima are below (bench/vector_math.py), the reference adds its own.
BOUND = 1.1


def whole(name):
    return krait.jit(eval(f"lambda a: numpy.{name}(a)", {"numpy": np}))


def looped(name):
    namespace = {"numpy": np}
    exec(f"def loop(a, out):\n    for i in range(a.shape[0]):\n        out[i] = numpy.{name}(a[i])\n", namespace)
    return krait.jit(namespace["loop"])


WHOLE = {name: whole(name) for name in KERNELS}


def samples(name, dtype, count=20000):
    random = np.random.default_rng(7)
    span = np.log2(np.finfo(dtype).max) * 0.999
    magnitudes = np.exp2(random.uniform(-span, span, count))
    signs = random.choice([-1.0, 1.0], count)
    parts = [random.uniform(-3, 3, count), random.uniform(-90, 90, count), signs * np.exp2(random.uniform(-60, 0, count)),
             1 + signs * np.exp2(random.uniform(-50, -1, count)), signs * magnitudes]
    if name in ("sin", "cos"):
        parts.append(random.integers(-10**5, 10**5, count) * (np.pi / 2))
    values = np.concatenate(parts)
    if name.startswith("log"):
        values = np.abs(values) if name != "log1p" else values[values > -1]
    return values.astype(dtype)


def true_value(name, values):
    """In long double, whose functions are right to a 2000th of a unit of a double."""
    return getattr(np, name)(values.astype(np.longdouble))


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
    values = samples(name, dtype)
    with np.errstate(all="ignore"):
        true = true_value(name, values)
    # Where the last bits of the largest number decide whether there is an overflow, either will do.
    keep = np.abs(true) < np.finfo(dtype).max * np.longdouble(0.999)
    got = WHOLE[name](values[keep])
    assert got.dtype == dtype
    assert error_in_ulps(got, true[keep]).max() <= BOUND


@pytest.mark.parametrize("dtype", [np.float16, *DTYPES])
@pytest.mark.parametrize("name", KERNELS)
def test_special_values(name, dtype):
    info = np.finfo(dtype)
    values = [0.0, 1.0, 2.0, 8.0, 10.0, 1000.0, 0.5, info.max, info.tiny, info.smallest_subnormal, np.inf, np.nan, 1e4]
    values = np.array(values + [-v for v in values]).astype(dtype)
    with np.errstate(all="ignore"):
        expected = getattr(np, name)(values)
    got = WHOLE[name](values)
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
@pytest.mark.parametrize("name", KERNELS)
def test_same_bits_wherever_an_element_stands(name, dtype):
    """In a vector, in what is left after the last one, alone, in steps, and in a loop."""
    values = samples(name, dtype, 100)
    f, loop = WHOLE[name], looped(name)
    bits = lambda x: np.asarray(x).view(np.int64 if dtype == np.float64 else np.int32)
    expected = np.array([f(v) for v in values], dtype)
    assert np.array_equal(bits(f(values)), bits(expected))
    for start, stop in ((1, 40), (3, 5), (17, 50), (2, 99)):
        assert np.array_equal(bits(f(values[start:stop])), bits(expected[start:stop]))
    assert np.array_equal(bits(f(values[::3])), bits(expected[::3]))
    out = np.empty_like(values)
    loop(values, out)
    assert np.array_equal(bits(out), bits(expected))


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


def test_loops_and_expressions_call_vector_forms(a):
    for name in KERNELS:
        for array in (a, a.astype(np.float32)):
            assert vector_calls(WHOLE[name], array), name
            assert vector_calls(looped(name), array, array.copy()), name


def test_functions_without_kernels_do_not_stop_the_others(a):
    f = krait.jit(lambda a: np.exp(a) + np.arcsinh(a) * np.arctan2(a, 2.0))
    calls = "".join(vector_calls(f, a))
    assert "kr_vm_exp" in calls and "asinh" in calls and "atan2" in calls
    assert ulps(f(a), f.py_func(a)).max() <= 4


def test_where_takes_only_what_is_selected(a):
    f = krait.jit(lambda a: np.where(a > 1, np.log(a), np.exp(-a)))
    assert ulps(f(a), f.py_func(a)).max() <= 4


def test_math_module_keeps_cpythons_bits():
    import math
    f = krait.jit(lambda x: math.exp(x))
    for x in np.linspace(-5, 5, 99).tolist():
        assert f(x) == math.exp(x)
