"""Side by side with NumExpr, by its public interface: the same value and dtype, or a row of DIFFERENCES, where NumPy
is followed.

A row is (what differs, the operands' dtypes, a pattern of the texts, a test of the operands). A row that nothing needs
fails.
"""

import re

import numexpr
import numpy as np
import pytest

import krait.numexpr as ne
from expression_oracle import TOLERANCE, numpy_value

ONE = ("copy ones_like sqrt sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh log log1p log10 log2 exp "
       "expm1 abs ceil floor round trunc sign real imag conj isnan isfinite isinf signbit sum prod min max")  # fmt: skip
TWO = "fmod arctan2 hypot nextafter copysign maximum minimum complex"
OPERATORS = "+ - * / // % ** << >> & | ^ < <= == != > >="
TEXTS = [
    *(f"{name}(a)" for name in ONE.split()),
    *(f"{name}(a, b)" for name in TWO.split()),
    *(f"a {operator} b" for operator in OPERATORS.split()),
    *("-a ~a a.real a.imag a**2 a**3 a*2.0 a+1 a/2 a//2 a%3 2*a+3*b a+1j 1/a a<<1".split()),
    "where(a > b, a, b)", "sum(a, axis=0)", "prod(a, axis=0)", "min(a, axis=0)", "max(a, axis=0)", "1.0 // 0.1 + 0*a",
]  # fmt: skip
DTYPES = ["?", "i4", "i8", "f4", "f8", "c16"]
INTEGERS = ("i4", "i8")

DIFFERENCES = [
    ("functions of bools are float16 in NumPy, float32 in NumExpr", ("?",),
     r"^(sqrt|(arc)?(sin|cos|tan)h?|log\w*|exp\w*|arctan2)\("),
    ("functions that keep bools or integers in NumPy are floats in NumExpr", ("?", *INTEGERS),
     r"^(abs|ceil|floor|round|trunc|real|imag|conj|fmod|maximum|minimum|min|max)\(|\.(real|imag)$"),
    ("of bools NumPy takes no sign", ("?",), r"^sign\("),
    ("functions of bools that are float16 in NumPy, float64 in NumExpr", ("?",), r"^(hypot|nextafter|copysign)\("),
    ("an integer literal is int32 in NumExpr, weak in NumPy: beside a bool it is int64", ("?",), r"\b\d+$|^2\*a|<<1"),
    ("the sum and product of int32 are int64 in NumPy", ("i4",), r"^(sum|prod)\("),
    ("integer powers that overflow wrap around in NumPy and go through a float in NumExpr", ("i4",), r"\*\* b"),
    ("functions that keep float32 in NumPy are float64 in NumExpr", ("f4",),
     r"^(round|trunc|sign|real|imag|hypot|nextafter|copysign|maximum|minimum)\(|\.(real|imag)$"),
    ("a float literal is float64 in NumExpr, weak in NumPy", ("f4",), r"\*2\.0"),
    ("the conjugate of real numbers is complex128 in NumExpr", ("f4", "f8"), r"^conj\("),
    ("complex64 is complex128 in NumExpr", ("f4",), r"1j"),
    ("the absolute value of a complex number is real in NumPy", ("c16",), r"^abs\("),
    ("the remainder of floats is exact in NumPy, a - floor(a/b)*b in NumExpr", ("f4", "f8"), r"^a % b"),
    ("int64 and float32 give float64 in NumPy, float32 in NumExpr", ("i8-f4",), ""),
    ("1.0 // 0.1 is 9.0 in NumPy, 10.0 in NumExpr", DTYPES, r"^1\.0 // 0\.1"),
]  # fmt: skip
needed = set()


def values(dtype, seed, size=37):
    rng = np.random.default_rng(seed)
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return rng.integers(0, 2, size).astype(bool)
    if dtype.kind == "i":
        return rng.integers(-50, 50, size).astype(dtype) if seed == 0 else rng.integers(1, 8, size).astype(dtype)
    array = (rng.standard_normal(size) * 3).astype(dtype)
    if dtype.kind == "c":
        array.imag = rng.standard_normal(size)
    return array


def outcome(evaluate, text, operands, level):
    try:
        with np.errstate(all="ignore"):
            return evaluate(text, dict(operands), {}, optimization=level)
    except Exception as error:  # noqa: BLE001
        return error


def same(got, want):
    if got.dtype != want.dtype or got.shape != want.shape:
        return False
    if got.dtype.kind not in "fc":
        return np.array_equal(got, want)
    return np.allclose(got, want, rtol=max(TOLERANCE[got.dtype.char], 2e-15), atol=0, equal_nan=True)


def difference(text, dtype):
    for k, (_, dtypes, pattern) in enumerate(DIFFERENCES):
        if dtype in dtypes and re.search(pattern, text):
            return k
    return None


def compare(text, dtype, operands, level):
    """Whether NumExpr takes the text; then the value is NumExpr's, or NumPy's and a difference that is written down."""
    want = outcome(numexpr.evaluate, text, operands, level)
    if isinstance(want, Exception):
        return False
    got = outcome(ne.evaluate, text, operands, level)
    if not isinstance(got, Exception) and same(got, want):
        return True
    row = difference(text, dtype)
    assert row is not None, (text, dtype, got if isinstance(got, Exception) else (got.dtype, got), (want.dtype, want))
    needed.add(row)
    if isinstance(got, Exception):
        with pytest.raises(TypeError):
            numpy_value(text, operands)
    else:
        numpys = numpy_value(text, operands)
        assert got.dtype == numpys.dtype, text
        np.testing.assert_allclose(
            got, numpys, rtol=TOLERANCE.get(got.dtype.char, 0), atol=1e-6 if dtype == "f4" else 0
        )
    return True


@pytest.mark.parametrize("level", ["none", "moderate", "aggressive"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_every_function_and_operator(dtype, level):
    operands = {"a": values(dtype, 0), "b": values(dtype, 1)}
    # The square of bools is int8 in NumPy, of other powers int64; compiled code has int64 for all of them
    # (docs/limits.md).
    taken = [text for text in TEXTS if (dtype, text) != ("?", "a**2") and compare(text, dtype, operands, level)]
    assert len(taken) > 25


MIXED = [("i4", "f8"), ("f4", "f8"), ("i4", "i8"), ("i8", "f4"), ("f8", "c16"), ("?", "f8"), ("i4", "c16")]


@pytest.mark.parametrize("pair", MIXED, ids="-".join)
@pytest.mark.parametrize("scalar", [False, True], ids=["arrays", "0-d"])
def test_mixed_dtypes(pair, scalar):
    a, b = values(pair[0], 0), values(pair[1], 1)
    operands = {"a": a, "b": np.array(b[0]) if scalar else b}
    for text in ["a + b", "a * b - a", "a / b", "b - a * b", "a == b", "where(a != b, a, b)", "2*a + 3*b", "(a*b)**2"]:
        assert compare(text, "-".join(pair), operands, "none")


@pytest.mark.parametrize("shapes", [((4, 1), (1, 5)), ((3, 4), ()), ((2, 3), (3,)), ((0,), ()), ((6,), (6,))])
@pytest.mark.parametrize("order", ["C", "F", "A", "K"])
def test_shapes_and_orders(shapes, order):
    a, b = (np.random.default_rng(k).standard_normal(shape) for k, shape in enumerate(shapes))
    for x, y in ((a, b), (a.T.copy().T, b)):
        want = numexpr.evaluate("x * 2 + y", {"x": x, "y": y}, {}, order=order)
        got = ne.evaluate("x * 2 + y", {"x": x, "y": y}, {}, order=order)
        np.testing.assert_array_equal(got, want)
        assert (got.flags.c_contiguous, got.flags.f_contiguous) == (want.flags.c_contiguous, want.flags.f_contiguous)


def test_nan_in_the_extremes_is_numpys():
    a = np.array([1.0, np.nan, 3.0])
    assert np.isnan(ne.evaluate("max(a)")) and np.isnan(ne.evaluate("min(a)"))
    np.testing.assert_array_equal(ne.evaluate("maximum(a, 2.0)"), np.maximum(a, 2.0))


def test_extremes_of_negative_integers():
    a = np.array([-5, -3, -9], "i4")
    assert ne.evaluate("max(a)") == -3 and ne.evaluate("min(a)") == -9


def test_the_same_exceptions():
    for text, operands in [("missing + 1", {}), ("a +", {"a": 1.0})]:
        theirs, ours = (outcome(evaluate, text, operands, "none") for evaluate in (numexpr.evaluate, ne.evaluate))
        assert isinstance(theirs, Exception) and isinstance(ours, Exception)
    assert isinstance(ne.validate("missing + 1"), KeyError) and isinstance(numexpr.validate("missing + 1"), KeyError)


def test_public_names():
    for name in ["evaluate", "re_evaluate", "validate", "NumExpr", "E", "disassemble", "set_num_threads",
        "get_num_threads",
                 "detect_number_of_cores", "detect_number_of_threads", "set_vml_accuracy_mode", "set_vml_num_threads",
                 "get_vml_version", "use_vml", "ncores", "nthreads", "MAX_THREADS", "print_versions", "utils",
                 "necompiler",
                 "expressions"]:  # fmt: skip
        assert hasattr(numexpr, name) and hasattr(ne, name), name


def test_every_difference_is_needed():
    """A row that no comparison needs is no difference any more."""
    for dtype in DTYPES:
        for text in TEXTS:
            if (dtype, text) != ("?", "a**2"):
                compare(text, dtype, {"a": values(dtype, 0), "b": values(dtype, 1)}, "none")
    compare("a + b", "i8-f4", {"a": values("i8", 0), "b": values("f4", 1)}, "none")
    assert needed == set(range(len(DIFFERENCES))), [DIFFERENCES[k][0] for k in set(range(len(DIFFERENCES))) - needed]
