"""The language of krait.evaluate against NumPy: operators, functions, dtypes, shapes, layouts, statements."""

import itertools

import numpy as np
import pytest

import krait
from expression_oracle import NAMESPACE, PLAIN, check

DTYPES = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"]
TWO = {"arctan2", "copysign", "fmod", "fmax", "fmin", "hypot", "isin", "logaddexp", "logical_and", "logical_or",
    "logical_xor",
       "maximum", "minimum", "nextafter"}  # fmt: skip
THREE = {"where", "clip"}
ONE = sorted(set(PLAIN.split()) - TWO - THREE)


def values(dtype, seed=0, size=41):
    rng = np.random.default_rng(seed)
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return rng.integers(0, 2, size).astype(bool)
    if dtype.kind in "iu":
        return rng.integers(max(np.iinfo(dtype).min, -50), 50, size).astype(dtype)
    array = (rng.standard_normal(size) * 3).astype(dtype)
    if dtype.kind == "c":
        array.imag = rng.standard_normal(size)
    array[:4] = [0.0, -0.0, np.inf, np.nan]
    return array


def check_or_both_refuse(text, **operands):
    """NumPy's value; what NumPy refuses for these dtypes is refused here, too."""
    try:
        check(text, **operands)
    except (TypeError, ValueError, krait.CompileError) as error:
        with pytest.raises((TypeError, ValueError, OverflowError)), np.errstate(all="ignore"):
            eval(text, dict(NAMESPACE), dict(operands))
            raise AssertionError(f"NumPy takes {text}") from error


@pytest.mark.parametrize("dtype", DTYPES)
def test_operators(dtype):
    a, b = values(dtype), values(dtype, 1)
    for operator in ["+", "-", "*", "/", "//", "%", "&", "|", "^", "<", "<=", "==", "!=", ">", ">="]:
        check_or_both_refuse(f"a {operator} b", a=a, b=b)
    for text in [
        "-a",
        "+a",
        "~a",
        "a << 1",
        "a >> 1",
        "a * 2",
        "2 - a",
        "a + 1.5",
        "a / 3",
        "1 / a",
        "a * 2j",
        "a.real",
        "a.imag",
    ]:
        check_or_both_refuse(text, a=a)


@pytest.mark.parametrize("dtype", DTYPES)
def test_functions(dtype):
    a, b = values(dtype), values(dtype, 1)
    for name in ONE:
        check_or_both_refuse(f"{name}(a)", a=a)
    for name in sorted(TWO):
        check_or_both_refuse(f"{name}(a, b)", a=a, b=b)
    check_or_both_refuse("where(a > b, a, b)", a=a, b=b)
    check_or_both_refuse("clip(a, b, 3)", a=a, b=b)


@pytest.mark.parametrize(
    "pair", list(itertools.combinations(["?", "i1", "u1", "i4", "u4", "i8", "u8", "f4", "f8", "c8"], 2)), ids="-".join
)
def test_promotion(pair):
    a, b = values(pair[0]), values(pair[1], 1)
    check("a + b * 2", a=a, b=b)
    check("where(a > 0, a, b)", a=a, b=b)


@pytest.mark.parametrize("text", ["pi * a", "a < inf", "a + e", "where(a > 0, a, nan)", "a == True"])
def test_constants(text):
    check(text, a=values("f8"))


def test_a_variable_goes_before_a_constant():
    check("pi * a", pi=3, a=values("f4"))
    assert krait.evaluate("e + 1", {"e": 1}) == 2


PYTHON_WORDS = [
    ("a > 0 and b > 0", "logical_and(a > 0, b > 0)"),
    ("a or b", "logical_or(a, b)"),
    ("not a", "logical_not(a)"),
    ("not a > 1 or b", "logical_or(logical_not(a > 1), b)"),
    ("-1 < a < b <= 2", "(-1 < a) & (a < b) & (b <= 2)"),
    ("a if a > b else b", "where(a > b, a, b)"),
    ("1 if a > 1 else 2 if b > 1 else 3.5", "where(a > 1, 1, where(b > 1, 2, 3.5))"),
]


@pytest.mark.parametrize("text, meaning", PYTHON_WORDS)
@pytest.mark.parametrize("dtype", ["i4", "f8"])
def test_words_work_on_elements(text, meaning, dtype):
    check(text, meaning, a=values(dtype), b=values(dtype, 1))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("cast", ["bool", "int", "float", "double", "int8", "uint8", "int32", "uint64", "float16",
    "float32",
                                  "complex64", "complex128"])  # fmt: skip
def test_casts(cast, dtype):
    array = values(dtype)
    array = array[np.isfinite(array)]
    if np.dtype(dtype).kind == "c" and not cast.startswith("complex"):
        return  # NumPy warns that it drops the imaginary part
    if not (np.dtype(dtype).kind in "fc" and cast.startswith("u")):  # negative floats to unsigned: undefined in C
        check(f"{cast}(a)", a=array)
    check(f"{cast}(2) + b", b=values("i1"))


REDUCTIONS = ["sum", "prod", "min", "max", "any", "all", "mean", "var", "std", "argmin", "argmax"]


@pytest.mark.parametrize("name", REDUCTIONS)
@pytest.mark.parametrize("axis", ["", ", 0", ", axis=1", ", axis=-1", ", axis=0, keepdims=True", ", axis=(0, 2)"])
def test_reductions(name, axis):
    if "(" in axis and name.startswith("arg"):
        return
    # Sums and products that are exact: their order is another one for each width of vectors.
    a = np.random.default_rng(3).choice([-2.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0], (3, 4, 5))
    check(f"{name}(a{axis})", a=a)
    check(f"2 * {name}(a * a - 1{axis}) + 1", a=a)


def test_reductions_anywhere():
    a = np.random.default_rng(3).standard_normal((3, 4))
    check("(a - mean(a, axis=0)) / std(a, axis=0)", a=a)
    check("sum(a > mean(a))", a=a)
    check("a / sum(a * a, axis=1, keepdims=True)", a=a)
    check("var(a, ddof=1)", a=a)


@pytest.mark.parametrize("dtype", ["i1", "i4", "u1", "u8", "f4", "?"])
def test_reductions_keep_numpy_dtypes(dtype):
    for name in REDUCTIONS:
        check(f"{name}(a)", a=values(dtype)[4:])


def test_a_sum_of_nothing():
    empty = np.ones((0, 3))
    check("sum(a)", a=empty)
    check("prod(a, axis=0)", a=empty)
    with pytest.raises(ValueError, match="zero-size"):
        krait.evaluate("max(a)", {"a": empty})


INDEXING = ["a[0]", "a[-1]", "a[1:3]", "a[::2]", "a[::-1]", "a[:, 1]", "a[..., None]", "a[None]", "a[1:, :-1] * 2",
    "a[:, None, :] - a[None]",
            "a[b > 0]", "a[1, 2]", "(a + 1)[0, 1:]", "a[1:] - a[:-1]", "a[n]", "a[n:n + 2]"]  # fmt: skip


@pytest.mark.parametrize("text", INDEXING)
def test_indexing(text):
    a = np.arange(24.0).reshape(4, 6)
    check(text, a=a, b=np.array([1, 0, 1, 1]), n=1)


def test_an_index_out_of_range():
    with pytest.raises(IndexError, match="index 9 is out of bounds for axis 0 with size 4"):
        krait.evaluate("a[9]", {"a": np.ones(4)})


def test_statements():
    a, b = values("f8"), values("f8", 1)
    check("t = a + b; u = t * t; u - t", "(a + b) * (a + b) - (a + b)", a=a, b=b)
    check("t = a + b\n\nu = t * t  # a comment\nu - t\n", "(a + b) * (a + b) - (a + b)", a=a, b=b)
    check("a = a + 1; a = a * 2; a", "(a + 1) * 2", a=a)
    check("t = a + 1", "a + 1", a=a)


@pytest.mark.parametrize(
    "shapes", [((4, 1), (1, 5)), ((5,), ()), ((2, 3, 4), (4,)), ((0, 3), (3,)), ((1,), (7,)), ((2, 1, 1), (3, 1))]
)
def test_broadcasting(shapes):
    a, b = (np.random.default_rng(k).standard_normal(shape) for k, shape in enumerate(shapes))
    check("a * 2 + b", a=a, b=b)
    check("a < b", a=a, b=b)


def test_shapes_that_do_not_fit():
    with pytest.raises(ValueError, match="broadcast"):
        krait.evaluate("a + b", {"a": np.ones(3), "b": np.ones(4)})


def layouts():
    base = np.arange(120.0).reshape(10, 12)
    unaligned = np.frombuffer(b"x" + base.tobytes(), "u1")[1:].view("f8").reshape(base.shape)
    read_only = base.copy()
    read_only.flags.writeable = False
    yield from (
        base,
        np.asfortranarray(base),
        base[::2, ::3],
        base[::-1],
        base.T,
        unaligned,
        read_only,
        base.astype(">f8"),
    )
    yield np.broadcast_to(base[0], base.shape)


@pytest.mark.parametrize("array", list(layouts()), ids=lambda array: "")
def test_layouts(array):
    check("a * 2 - a / 3", a=array)
    check("sum(a, axis=0)", a=array)


@pytest.mark.parametrize(
    "scalar", [3, -2.5, True, 2j, np.float32(2.5), np.int8(-3), np.uint64(7), np.array(2.5), np.array(3, "i1")]
)
def test_scalars(scalar):
    """Python's numbers are weak, NumPy's strong; also those in variables."""
    for dtype in ["i1", "f4", "f8"]:
        check("a * s", a=values(dtype), s=scalar)
    check("s * 2 + 1", s=scalar)


def test_whatever_numpy_makes_an_array_of():
    class Subclass(np.ndarray):
        pass

    check("a + b", "array_a + b", a=[1, 2, 3], array_a=np.array([1, 2, 3]), b=np.ones(3))
    check("a * 2", a=np.arange(3.0).view(Subclass))
    check("a * 2", a=np.ma.masked_array([1.0, 2.0]).data)


def test_a_result_is_always_a_new_array():
    a = np.arange(6.0).reshape(2, 3)
    for text in ["a", "a[1:]", "a.real", "t = a; t", "+a"]:
        got = krait.evaluate(text)
        assert type(got) is np.ndarray and not np.shares_memory(got, a) and got.flags.writeable, text
    assert krait.evaluate("2").shape == () and krait.evaluate("sum(a)").shape == ()


def test_more_operands_than_numexpr_takes():
    operands = {f"x{k}": values("f8", k, 5)[4:] for k in range(150)}
    check(" + ".join(operands), **operands)


@krait.jit
def polynomial(x):
    return (x * 2 + 1) * x


@krait.jit
def halved(x, by=2.0):
    return x / by


def test_compiled_functions_are_called_by_name():
    a = values("f8")
    np.testing.assert_array_equal(krait.evaluate("polynomial(a) + 1"), (a * 2 + 1) * a + 1)
    np.testing.assert_array_equal(krait.evaluate("halved(polynomial(a), by=4.0)"), (a * 2 + 1) * a / 4.0)


def test_only_compiled_functions_are_called():
    for function in (len, np.sin, print, lambda x: x, np.ndarray):
        with pytest.raises(TypeError, match="only functions made by @krait.jit"):
            krait.evaluate("f(a)", {"f": function, "a": np.ones(2)})


@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.parametrize("exponent", [0, 1, 2, 3, 7, 50, 51, -1, -2, 0.5, 3.0])
def test_powers(dtype, exponent):
    a = np.abs(values(dtype)[4:]) + dtype.startswith("f")
    text = f"a ** {exponent}"
    check(text, a=a)
    with np.errstate(over="ignore"):
        np.testing.assert_allclose(krait.evaluate(text), a**exponent, rtol=3e-6 if dtype == "f4" else 1e-14)


def test_powers_are_multiplications_only_where_asked():
    a = np.array([3, -2], "i4")
    check("a ** 3", a=a)
    with pytest.raises((ValueError, krait.CompileError), match="negative integer powers"):
        krait.evaluate("a ** -2")
    flags = np.array([True, False])
    assert krait.evaluate("flags ** 3").dtype == (flags**3).dtype


def test_complex_numbers_from_parts():
    a, b = values("f8"), values("f4", 1)
    check("complex(a, b)", a=a, b=b)
    check("complex(a, b).imag + complex(1, 2).real", a=a, b=b)


@pytest.mark.parametrize("name", ["erf", "erfc", "gamma", "lgamma"])
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_special_functions(name, dtype):
    a = np.linspace(0.1, 9, 50).astype(dtype)
    want = np.array([NAMESPACE[name](x) for x in a.astype(float)])
    got = krait.evaluate(f"{name}(a)")
    assert got.dtype == a.dtype
    np.testing.assert_allclose(got, want, rtol=1e-6 if dtype == "f4" else 1e-14, atol=1e-7 if dtype == "f4" else 1e-15)


def test_dates():
    days = np.array(["2020-02-27", "2021-03-01", "NaT"], "M8[D]")
    check("a - b", a=days, b=days[::-1])
    check("a > b", a=days, b=days[:1])


@pytest.mark.parametrize("text", ["sum(2, axis=1)", "std(s, axis=1)", "argmax(x, axis=1)", "sum(a, axis=2) + 1"])
def test_what_always_raises_is_numpys_exception(text):
    """Compiled code that never comes to a value has type None, which is not its value."""
    with pytest.raises(np.exceptions.AxisError):
        krait.evaluate(text, {"a": np.ones(3), "s": 2.5, "x": np.array(1.0)}, {})
    with pytest.raises(np.exceptions.AxisError):
        krait.NumExpr(text)(*[{"a": np.ones(3), "s": 2.5, "x": np.array(1.0)}[n] for n in krait.NumExpr(text).input_names])


def test_none_is_no_value():
    with pytest.raises(TypeError, match="of type None, no array and no number"):
        krait.evaluate("None", {}, {})


@pytest.mark.parametrize("text", ["a.imag", "imag(a)", "a", "a[::-1]", "r", "r.real"])
def test_values_can_be_written(text):
    a = np.arange(4.0)
    value = krait.evaluate(text, {"a": a, "r": np.broadcast_to(2.0, (3,))}, {})
    value += 1
    np.testing.assert_array_equal(a, np.arange(4.0))
