"""Comparisons of bytes and str in expressions, and contains(): computed by NumPy, the rest compiled."""

import numpy as np
import pytest

import krait
import krait.numexpr as ne
from expression_oracle import check

WORDS = ["abc", "xy", "", "abcd", "b", "xy"]


@pytest.fixture(params=["S", "U"])
def words(request):
    return np.array(WORDS).astype(request.param)


@pytest.mark.parametrize("operator", ["==", "!=", "<", "<=", ">", ">="])
def test_comparisons(words, operator):
    check(f"a {operator} b", a=words, b=words[::-1].copy())
    literal = "b'xy'" if words.dtype.kind == "S" else "'xy'"
    check(f"a {operator} {literal}", a=words)
    check(f"{literal} {operator} a", a=words)
    check(f"a {operator} s", a=words, s=eval(literal))


def test_texts_beside_numbers(words):
    n = np.arange(6)
    literal = "b'xy'" if words.dtype.kind == "S" else "'xy'"
    check(f"(a == {literal}) & (n > 1)", a=words, n=n)
    check(f"where(a == {literal}, n * 2, -n)", a=words, n=n)
    check(f"sum(a != {literal})", a=words)
    check(f"t = a == {literal}; t | (n == 0)", f"(a == {literal}) | (n == 0)", a=words, n=n)
    check(f"{literal} < a <= {literal}", f"({literal} < a) & (a <= {literal})", a=words)


def test_contains(words):
    part = "b'b'" if words.dtype.kind == "S" else "'b'"
    want = np.array(["b" in word for word in WORDS])
    np.testing.assert_array_equal(krait.evaluate(f"contains(a, {part})", {"a": words}), want)
    np.testing.assert_array_equal(
        krait.evaluate(f"not contains(a, {part}) and n > 1", {"a": words, "n": np.arange(6)}),
        ~want & (np.arange(6) > 1),
    )
    np.testing.assert_array_equal(krait.evaluate("contains(a, a)", {"a": words}), np.ones(6, bool))


def test_one_text_with_numbers_and_with_texts():
    for a, b in [(np.arange(3), 1), (np.array(["x", "y", "1"]), "y"), (np.arange(3.0), 2.0)]:
        np.testing.assert_array_equal(krait.evaluate("a == b"), a == b)


def test_outputs_validate_and_compiled_objects(words):
    out, n = np.empty(6, bool), np.arange(6)
    literal = "b'xy'" if words.dtype.kind == "S" else "'xy'"
    text = f"(a == {literal}) | (n < 1)"
    want = (words == words[1]) | (n < 1)
    assert krait.evaluate(text, {"a": words, "n": n}, out=out) is out
    np.testing.assert_array_equal(out, want)
    assert krait.validate(text, {"a": words, "n": n}) is None
    np.testing.assert_array_equal(krait.re_evaluate({"a": words, "n": n}), want)
    np.testing.assert_array_equal(ne.NumExpr(text)(words, n), want)


def test_what_texts_are_not_for():
    words = np.array(WORDS)
    for text in ["a + 1", "a", "sin(a)", "a == 1", "where(a == 'x', a, a)", "a[0] == 'x'"]:
        with pytest.raises((TypeError, krait.ExpressionError)):
            krait.evaluate(text, {"a": words}, {})
    with pytest.raises(TypeError, match="bytes and str"):
        krait.evaluate("a == b'x'", {"a": words})
    with pytest.raises(TypeError, match="only functions made by @krait.jit"):
        krait.evaluate("a == 'x' or a(1)", {"a": words}, {})
    for text in ["contains(n, 'x')", "contains(n, n)"]:
        with pytest.raises(krait.ExpressionError, match="takes two texts"):
            krait.evaluate(text, {"n": np.arange(3)})


def test_numexpr_gives_the_same():
    import numexpr

    a = np.array([b"abc", b"xy", b"", b"abcd"])
    n = np.arange(4)
    for text in [
        "a == b'xy'",
        "a != b'xy'",
        "a < b'b'",
        "contains(a, b'b')",
        "(a == b'xy') & (n > 0)",
        "where(a == b'abc', n, 7)",
    ]:
        np.testing.assert_array_equal(ne.evaluate(text), numexpr.evaluate(text))
