"""Texts that mean harm, texts made at random and texts with broken bytes: an error, or what NumPy gives; never a crash.

The published way into NumExpr (CVE-2023-39631) goes from a number's attributes to object's subclasses and from there
to the import system. Here there is nothing to go through: a parser of its own, two attributes, a table of functions.
"""

import os
import random
import warnings

import numpy as np
import pytest

import krait
from expression_oracle import NAMESPACE, assert_equal, numpy_value

INJECTIONS = [
    "(lambda: 0).__globals__",
    "(lambda fc=(lambda n: [c for c in ().__class__.__bases__[0].__subclasses__() if c.__name__ == n][0]):"
    "fc('function')(fc('code')(0,0,0,0,0,0,b'',(),(),(),'','',0,b''),{})())()",
    "().__class__.__bases__[0].__subclasses__()",
    "__import__('os').system('true')",
    "eval('1')", "exec('1')", "open('/etc/passwd')", "compile('1', '', 'eval')", "globals()", "locals()", "vars(a)",
    "getattr(a, 'x')",
    "a.__class__", "a.__array_interface__", "a.dtype", "a.tofile('x')", "a.T", "a.real.__class__", "a.ctypes",
    "(1).__class__",
    "'{0.__class__}'.format(a)", "'x'.join(a)", "f'{a}'", "f\"{__import__('os')}\"",
    "[x for x in a]", "(x for x in a)", "{1: 2}", "{a}", "lambda: a", "a := 3", "(b := a)", "import os",
    "import os; a", "from os import *",
    "a; import os", "def f(): pass", "class A: pass", "while 1: pass", "for x in a: pass", "with a: pass", "try: a",
    "raise a",
    "assert a", "del a", "global a", "yield a", "(yield)", "await a", "async def f(): pass", "return a", "pass",
    "a if", "a.real = 3", "a[0] = 3", "a += 1", "a, b = 1, 2", "*a", "**a", "sum(*a)", "sum(**a)", "@a", "a @ b",
    "a is None", "a in b",
    "a not in b", "a ? b : c", "a!b", "a$", "a\\", "`a`", "a\x00b", "\x00", "sin(a)(a)", "(sin)(a)", "sin", "a()",
    "a(a)", "print(a)",
    "sqrt(a, out=a)", "sum(a, out=a)", "sum(a, where=b)", "where(a)", "True()", "None.real()", "True = 1",
    "numpy.sqrt(a)", "np.pi",
    "ⅼambda: 0", "ａ.__class__", "a.re\u200bal", "x.real", "'unclosed", "b'unclosed", "\"\\N{DIGIT ONE}\"",
    "'\\ud800'", "1_", "0x", "1__0", "09",
    "1e", "1j2", "1.2.3", "a b", "(a", "a)", "[a", "a]", "a[", "a[]", "a[1", ")", "", " ", "\n", ";", "#", "a,",
    "()", "...", "a...",
]  # fmt: skip


@pytest.mark.parametrize("text", INJECTIONS)
def test_harm_is_refused(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    a, before = np.ones(3), sorted(os.listdir("."))
    with pytest.raises((krait.ExpressionError, KeyError, TypeError)):
        krait.evaluate(text, {"a": a, "b": a}, {}, sanitize=False)
    assert isinstance(krait.validate(text, {"a": a, "b": a}, {}), (krait.ExpressionError, KeyError, TypeError))
    np.testing.assert_array_equal(a, np.ones(3))
    assert sorted(os.listdir(".")) == before


def test_lone_surrogates_are_no_text():
    with pytest.raises(UnicodeEncodeError):
        krait.evaluate("a + '\ud800'", {"a": 1})


def nested(depth):
    yield "(" * depth + "a" + ")" * depth
    yield "-" * depth + "a"
    yield "not " * depth + "a"
    yield "sin(" * depth + "a" + ")" * depth
    yield "a[" * depth + "0" + "]" * depth
    yield "a ** " * depth + "a"
    yield "a if a else " * depth + "a"
    yield "(" * depth
    yield "[" * depth


@pytest.mark.parametrize("text", list(nested(100_000)), ids=lambda text: "")
def test_depth_is_bounded(text):
    with pytest.raises(krait.ExpressionError) as caught:
        krait.evaluate(text, {"a": np.ones(2)}, {})
    assert caught.value.kind in ("expression_too_large", "expression_syntax")


@pytest.mark.parametrize(
    "text", [text for text in nested(60) if "a" in text and "[" not in text], ids=lambda text: text[:6]
)
def test_some_depth_is_taken(text):
    assert krait.validate(text, {"a": 1.0}, {}) is None


def test_size_is_bounded():
    with pytest.raises(krait.ExpressionError, match="longer than 65536 bytes"):
        krait.evaluate("a" + " + a" * 20_000, {"a": 1.0}, {})
    with pytest.raises(krait.ExpressionError, match="more than 4096 parts"):
        krait.evaluate("a" + "+a" * 5_000, {"a": 1.0}, {})


def test_a_long_expression_is_compiled():
    a = np.arange(5.0)
    text = " + ".join(["a * 2 - 1"] * 200)
    np.testing.assert_array_equal(krait.evaluate(text), numpy_value(text, {"a": a}))


# ---- random expressions

FUNCTIONS = ["abs", "floor", "ceil", "square", "sign", "isnan", "trunc", "real", "copy", "logical_not"]
TWO = ["maximum", "minimum", "fmax", "copysign", "fmod", "arctan2"]
OPERATORS = ["+", "-", "*", "/", "//", "%", "<", "<=", "==", "!=", ">", ">=", "&", "|", "^"]
LEAVES = ["a", "b", "c", "i", "2", "0.5", "3", "1e3", "True", "s", "-1"]
REDUCTIONS = [
    "sum({})",
    "max({})",
    "mean({})",
    "any({})",
    "sum({}, axis=0)",
    "min({}, axis=-1)",
    "std({})",
    "argmax({})",
]


def generate(rng, depth):
    if depth == 0 or rng.random() < 0.15:
        return rng.choice(LEAVES)
    kind, inner = rng.randrange(9), lambda: generate(rng, depth - 1)
    if kind < 4:
        return f"({inner()} {rng.choice(OPERATORS)} {inner()})"
    if kind == 4:
        return f"{rng.choice(FUNCTIONS)}({inner()})"
    if kind == 5:
        return f"{rng.choice(TWO)}({inner()}, {inner()})"
    if kind == 6:
        return f"where({inner()}, {inner()}, {inner()})"
    if kind == 7:
        return rng.choice(REDUCTIONS).format(inner())
    return f"(-{inner()})" if rng.random() < 0.5 else f"({inner()} ** 3)"


def operands(rng):
    seed = rng.randrange(1 << 30)
    numbers = np.random.default_rng(seed)
    shape = [(5,), (2, 3), (1,), (0,), (4, 1)][rng.randrange(5)]
    pick = lambda dtype: numbers.integers(-4, 9, shape).astype(dtype)  # noqa: E731
    return {"a": pick("f8") / 2, "b": pick(rng.choice(["f4", "f8"])), "c": pick(rng.choice(["i4", "i8", "u1", "?"])),
            "i": pick("i8"), "s": rng.choice([2, 0.25, np.float32(1.5), True])}  # fmt: skip


def outcome(work):
    try:
        return work()
    except Exception as error:  # noqa: BLE001
        return error


def compare(text, values):
    got = outcome(lambda: krait.evaluate(text, values, {}, optimization="none"))
    if isinstance(got, krait.InternalError):
        raise got
    if isinstance(got, Exception):
        return False
    want = outcome(lambda: numpy_value(text, values))
    if isinstance(want, Exception):
        return False
    wide = got.dtype.kind == "f" and ("sum" in text or "mean" in text or "std" in text)
    if wide:  # sums may be in another order
        assert got.dtype == want.dtype and got.shape == want.shape, text
        np.testing.assert_allclose(
            got, want, rtol=1e-4 if got.dtype == "f4" else 1e-9, atol=1e-3 if got.dtype == "f4" else 1e-6
        )
    else:
        assert_equal(got, want, text)
    return True


COUNT = int(os.environ.get("KRAIT_FUZZ_EXPRESSIONS", "150"))  # a long run: 1000000


def test_random_expressions_are_numpys():
    rng = random.Random(int(os.environ.get("KRAIT_FUZZ_SEED", "1")))
    taken = sum(compare(generate(rng, rng.randrange(1, 4)), operands(rng)) for _ in range(COUNT))
    assert taken > COUNT // 4


def mutated(rng, text):
    data = bytearray(text.encode())
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(data) + 1)
        change = rng.randrange(4)
        if change == 0 and data:
            data[at % len(data)] = rng.choice(b"()[]{}+-*/%<>=!&|^~.,:;'\"\\ \n\t#0129aejx_@$?\x00\x7f\xc3\xff")
        elif change == 1:
            data[at:at] = rng.choice(
                [
                    b"(",
                    b")",
                    b"[0]",
                    b".real",
                    b"**",
                    b" if ",
                    b" else ",
                    b"not ",
                    b"'",
                    b"\n",
                    b"1e",
                    b"0x",
                    b",",
                    b":",
                ]
            )
        elif change == 2:
            del data[at : at + rng.randrange(1, 5)]
        else:
            data[at:at] = data[: rng.randrange(len(data) + 1)][-9:]
    return data.decode("utf-8", "replace")


def test_broken_texts_are_errors_or_expressions():
    """Most of them are refused by the parser, so they cost little; what is taken is compared with NumPy where Python
    takes it, too."""
    rng = random.Random(int(os.environ.get("KRAIT_FUZZ_SEED", "2")))
    refused = 0
    for _ in range(COUNT * 20):
        text = mutated(rng, generate(rng, rng.randrange(1, 3)))
        error = outcome(lambda: krait._dispatch.expression(text))  # noqa: B023
        refused += isinstance(error, krait.ExpressionError)
        assert not isinstance(error, Exception) or isinstance(error, (krait.ExpressionError, UnicodeEncodeError)), text
        if (
            not isinstance(error, Exception)
            and rng.random() < 0.05
            and "not" not in text
            and len(error.input_names) < 6
        ):
            values = operands(rng)
            if set(error.input_names) <= set(values):
                compare_if_python_takes_it(text, values)
    assert refused > COUNT * 5


def compare_if_python_takes_it(text, values):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text.strip(), "<text>", "eval")
    except (SyntaxError, ValueError):
        return
    if (
        not any(word in text for word in (" and ", " or ", " if ", "and", "or", "if"))
        and text.count("<") + text.count(">") < 2
    ):
        compare(text.strip(), values)


def test_the_table_of_functions_is_all_there_is():
    for name in NAMESPACE:
        if name not in ("__builtins__", "pi", "e", "inf", "nan", "True", "False"):
            assert isinstance(krait.validate(f"{name}()"), krait.ExpressionError), name
