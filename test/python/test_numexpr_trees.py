"""Syntax trees, kinds and compiled objects' attributes (krait.numexpr), side by side with NumExpr's own."""

import sys

import numexpr
import numpy as np
import pytest
from numexpr import expressions as their_expressions
from numexpr import necompiler as theirs

import krait
import krait.numexpr as ne
from expression_oracle import NAMESPACE
from krait.numexpr import expressions, necompiler

CONTEXT = {"optimization": "none"}  # NumExpr's default is what its last call had
TYPES = {"a": float, "d": np.double, "i": np.int32, "l": np.int64, "b": bool, "s": bytes, "z": complex}
OPERATORS = [
    *"a+b a-d 2*d d/2 i/2 i/l i//2 i%2 d**2 d**0.5 i**2 -d -i ~b ~i a<1 a<=1 1<a d==l d!=i b&b b|(d>1) i&1 i^l i<<1 "
    "1+2 1+2*d (1+2)*d".split(),
    *"3000000000*i d+1j +d i*2.0 a*2.0 a*2 l*i b+1 b+b d>(1+2) 2**3 1/2*d i+a s==b'x' s<b'x' b>b b<<1 i//0 -i**2 "
    "(-i)**2 i-(l-i)".split(),
    *"i-l-i 2**d -(d+1)*2 d*(i+1) d/(i/l) (d>1)&(i<2)|~b i>3000000000 a>0.1 -1.5*d d<-1 i**-1 d**50 a*1j ~~b b==b l>>i".split(),
    *"s+d s&b s>i d&i z>d -b ~d b-b z%d d<<1 s!=d".split(),  # refused by both
]
FUNCTIONS = ("sqrt(d) sqrt(i) sin(a) where(b,d,a) where(b,1,i) sum(d) sum(d,axis=0) prod(l) abs(d) arctan2(a,d) "
"complex(d,a) real(z) imag(z) z.real "
             "z.imag contains(s,b'x') ones_like(d) floor(d) fmod(d,2) min(d) max(d,axis=1) expm1(i) conj(z) isnan(d) "
             "maximum(d,a) round(d) sign(i) "
             "hypot(a,d) log(a)+exp(d) sqrt(d)**2>abs(i-d)").split()  # fmt: skip
REFUSALS = (TypeError, ValueError, NotImplementedError)


def described(node, nodes):
    if isinstance(node, nodes.RawNode):
        return "raw", node.value
    return (
        type(node).__name__,
        node.astType,
        node.astKind,
        node.value,
        *(described(each, nodes) for each in node.children),
    )


def outcome(compiler, nodes, text, types_too=True):
    """The tree and the operation with its kinds; or the class of the exception, which the same text gives in both."""
    try:
        tree = compiler.stringToExpression(text, TYPES, CONTEXT)
        ast = compiler.expressionToAST(tree)
        return described(tree, nodes), compiler.typeCompileAst(ast).value if types_too else (ast.astType, ast.astKind)
    except REFUSALS as error:
        return type(error), str(error) if isinstance(error, NotImplementedError) else ""


@pytest.mark.parametrize("text", OPERATORS)
def test_operators_have_numexprs_trees(text):
    assert outcome(necompiler, expressions, text) == outcome(theirs, their_expressions, text)


@pytest.mark.parametrize("text", FUNCTIONS)
def test_functions_have_numexprs_trees(text):
    assert outcome(necompiler, expressions, text, False) == outcome(theirs, their_expressions, text, False)


OPERANDS = {"a": np.array([0.5, -2, 3], "f4"), "d": np.array([1.5, 2, -0.25]), "i": np.array([3, -1, 2], "i4"),
"l": np.array([1, 5, 2]),
            "b": np.array([True, False, True]), "s": np.array([b"x", b"a", b"y"]), "z": np.array([1 + 2j, 3, -1j])}  # fmt: skip


@pytest.mark.parametrize("text", [*OPERATORS, *FUNCTIONS])
def test_trees_are_compiled_to_numexprs_values(text):
    """A tree with a signature: the same values as of NumExpr's own tree; dtypes may be NumPy's."""
    if "axis=1" in text:
        return
    try:
        tree = theirs.stringToExpression(text, TYPES, CONTEXT)
        names = sorted(
            {
                name
                for name in OPERANDS
                if name in text.replace("contains", "") and name in theirs.getExprNames(text, {})[0]
            }
        )
        want = theirs.NumExpr(tree, [(name, TYPES[name]) for name in names])(*(OPERANDS[name] for name in names))
    except REFUSALS:
        with pytest.raises(REFUSALS):
            necompiler.NumExpr(
                necompiler.stringToExpression(text, TYPES, CONTEXT),
                [(name, TYPES[name]) for name in necompiler.getExprNames(text, {})[0]],
            )
        return
    ours = necompiler.NumExpr(necompiler.stringToExpression(text, TYPES, CONTEXT), [(name, TYPES[name]) for name in names])
    got = ours(*(OPERANDS[name] for name in names))
    assert got.dtype.kind == want.dtype.kind or text in ("b+1", "i//0")
    np.testing.assert_allclose(got, want, rtol=1e-6)


def test_constants_of_trees_are_typed():
    """A float32 column and 0.1 are compared in float64, as an index of it is searched; NumPy's weak number would be float32."""
    a = np.array([0.1, 0.2], "f4")
    compare = necompiler.NumExpr(necompiler.stringToExpression("a == 0.1", {"a": float}, {}), [("a", float)])
    assert not compare(a).any()
    assert krait.evaluate("a == 0.1").tolist() == [True, False]
    above = necompiler.NumExpr(necompiler.stringToExpression("i < 2**40", {"i": np.int32}, {}), [("i", np.int32)])
    assert above(np.array([5, -3], "i2")).all()


@pytest.mark.parametrize(
    "text",
    [
        "b and d > 1",
        "not b",
        "0 < d < 2",
        "d if b else a",
        "b or not (i == 2)",
        "mean(d) + std(d)",
        "int8(i) * 2",
        "clip(d, 0, 1)",
        "e + pi * d",
    ],
)
def test_trees_of_what_numexpr_has_not(text):
    tree = necompiler.stringToExpression(text, TYPES, CONTEXT)
    names = necompiler.getExprNames(tree.text, {})[0]
    values = {name: OPERANDS[name] for name in names if name in OPERANDS}
    want = krait.evaluate(text, {name: OPERANDS[name] for name in OPERANDS}, {})
    np.testing.assert_array_equal(krait.evaluate(tree.text, values, {}), want)
    assert (tree.astKind == "bool") == (want.dtype == bool)


@pytest.mark.parametrize("text", ["a[0]", "t = a; t + 1", "None", "a[b] + 1"])
def test_what_has_no_tree(text):
    with pytest.raises(TypeError, match="no tree"):
        necompiler.stringToExpression(text, TYPES, CONTEXT)


@pytest.mark.parametrize("text", ["a +", "a @ d", "lambda: a", "a.__class__", "f(a)(a)", "__import__('os')"])
def test_trees_are_made_of_expressions_only(text):
    with pytest.raises((krait.ExpressionError, TypeError)):
        necompiler.stringToExpression(text, TYPES, CONTEXT)


def test_long_chains_have_trees():
    tree = ne.E.a
    for k in range(1500):
        tree = tree + k
    assert ne.NumExpr(tree)(np.ones(2)).tolist() == [1 + 1499 * 750] * 2
    with pytest.raises(TypeError, match="as deep as that"):
        necompiler.stringToExpression("+".join(["a"] * 1900), {}, {})


def test_getType():
    for dtype in ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f8", "c8", "c16", "S3"]:
        want = theirs.getType(np.empty(0, dtype))
        assert necompiler.getType(np.empty(0, dtype)) is (np.float32 if want is float else want), dtype
    assert necompiler.getType(np.empty(0, "f4")) is np.float32
    with pytest.raises(ValueError):
        necompiler.getType(np.empty(0, "M8[s]"))


def test_what_libraries_call():
    assert necompiler.getContext({}) == theirs_context({})
    assert necompiler.getContext({"optimization": "none"}) == theirs_context({"optimization": "none"})
    with pytest.raises(ValueError, match="optimization"):
        necompiler.getContext({"optimization": "most"})
    with pytest.raises(ValueError, match="Unknown keyword"):
        necompiler.getContext({"speed": 1})
    assert (
        necompiler.precompile("2*x + y")[-1] == theirs.precompile("2*x + y", (), theirs_context({}))[-1] == ("x", "y")
    )
    x, y = np.arange(3), 2.5  # noqa: F841
    assert [each.tolist() for each in necompiler.getArguments(["x", "y"])] == [[0, 1, 2], 2.5]
    assert necompiler.getArguments(["x"], {"x": 1})[0] == 1
    with pytest.raises(KeyError):
        necompiler.getArguments(["missing"], {}, {})
    necompiler._numexpr_cache.clear()
    necompiler._names_cache.clear()
    for name in ("typecode_to_kind", "type_to_typecode", "kind_to_typecode"):
        assert dict(getattr(theirs, name)).items() <= getattr(necompiler, name).items(), name
    assert set(expressions.functions) == set(their_expressions.functions)


def theirs_context(options):
    return theirs.getContext(dict(options), _frame_depth=1)


def test_every_function_has_a_node():
    for name in set(NAMESPACE) - {"__builtins__", "pi", "e", "inf", "nan", "True", "False"}:
        arguments = {"where": 3, "clip": 3}.get(name, 1)
        node = expressions.call(name, *[ne.E.a] * arguments)
        assert krait.validate(node.text, {"a": 1.0}, {}) is None or isinstance(
            krait.validate(f"{name}(a, a)", {"a": 1.0}, {}), type(None)
        ), name
    with pytest.raises(TypeError, match="no function"):
        expressions.call("system", ne.E.a)


@pytest.mark.parametrize(
    "text, signature",
    [
        ("2*x + 3*y", [("x", np.float32), ("y", np.double)]),
        ("x > 1.5", [("x", np.int64)]),
        ("where(m, x, 0)", [("m", bool), ("x", np.int32)]),
    ],
)
def test_attributes_of_compiled_objects(text, signature):
    want = numexpr.NumExpr(text, [(name, float if kind is np.float32 else kind) for name, kind in signature])
    got = ne.NumExpr(text, signature)
    assert (got.signature, got.input_names) == (want.signature, want.input_names)
    assert sorted(map(float, got.constants)) == sorted(map(float, want.constants))
    assert got.fullsig == want.fullsig[: 1 + len(signature)]
    assert got.program == text.encode()


def test_attributes_without_a_signature():
    compiled = ne.NumExpr("2*x + y")
    assert compiled.signature == numexpr.NumExpr("2*x + y").signature == b"dd"
    compiled(np.ones(3, "f4"), np.ones(3, "i4"))
    assert (compiled.signature, compiled.fullsig, compiled.constants) == (b"fi", b"ffi", (2,))
    with pytest.raises(TypeError, match="no tree"):
        ne.NumExpr("x[0] * 2").constants
    assert type(compiled) is ne.interpreter.NumExpr


def test_install(monkeypatch):
    with pytest.raises(RuntimeError, match="imported already"):
        ne.install()
    for name in [each for each in sys.modules if each.split(".")[0] == "numexpr"]:
        monkeypatch.delitem(sys.modules, name)
    ne.install()
    try:
        import numexpr as installed
        from numexpr.expressions import ExpressionNode
        from numexpr.necompiler import getExprNames

        assert (
            installed is ne and ExpressionNode is expressions.ExpressionNode and getExprNames is necompiler.getExprNames
        )
    finally:
        for name in [each for each in sys.modules if each.split(".")[0] == "numexpr"]:
            del sys.modules[name]
