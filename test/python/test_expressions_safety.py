"""Texts that mean harm: an error, never a crash. Random and broken texts are in test/fuzz (run_expressions.py).

The published way into NumExpr (CVE-2023-39631) goes from a number's attributes to object's subclasses and from there
to the import system. Here there is nothing to go through: a parser of its own, two attributes, a table of functions.
"""

import os

import numpy as np
import pytest

import krait
from expression_oracle import NAMESPACE, numpy_value

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


def test_the_table_of_functions_is_all_there_is():
    for name in NAMESPACE:
        if name not in ("__builtins__", "pi", "e", "inf", "nan", "True", "False"):
            assert isinstance(krait.validate(f"{name}()"), krait.ExpressionError), name
