"""Compile errors: every kind of diagnostic is provoked by a snippet, and its message and carets are checked.

A row of CASES is (kind, source of a function f, arguments, part of the message, the text that the carets mark). A kind
without a row fails a test, so a new diagnostic comes with its snippet.
"""

import pathlib
import re
import textwrap

import krait
import numpy as np
import pytest
from krait.errors import CompileError, InternalError

ROOT = pathlib.Path(__file__).parents[2]
VECTOR = np.ones(3)
MATRIX = np.ones((2, 2))

CASES = [
    ("unsupported_opcode", "def f(x):\n    return {x, x}", (1,), "a set is not supported", "{x, x}"),
    ("unsupported_opcode", "def f(x):\n    return f'{x}'", (1,), "an f-string is not supported", "f'{x}'"),
    ("unsupported_opcode", "def f(x):\n    return {x: 1}", (1,), "a dict is not supported", "{x: 1}"),
    ("unsupported_opcode", "def f(x):\n    try:\n        return 1 / x\n    except ZeroDivisionError:\n        return 0.0",
     (1,), "try/except", "try:"),
    ("unsupported_opcode", "def f(x):\n    with x:\n        return 1", (1,), "a with statement", "with x:"),
    ("unsupported_opcode", "def f(x):\n    import math\n    return x", (1,), "an import statement", "import math"),
    ("unsupported_opcode", "def f(x):\n    global y\n    y = x", (1,), "assigning to a global variable", "y"),
    ("unsupported_opcode", "def f(x):\n    return max(**x)", ((1, 2),), "a call with **keywords", "max(**x)"),
    ("unsupported_function_kind", "def f(x):\n    def g():\n        yield x\n    return g()", (1,),
     "a generator can't be compiled", "def g():"),
    ("unsupported_function_kind", "def f(x):\n    async def g():\n        return x\n    return g()", (1,),
     "an async function can't be compiled", "async def g():"),
    ("unsupported_function_kind", "def f(x):\n    def g(**k):\n        return x\n    return g()", (1,),
     "a function with a **parameter", "def g(**k):"),
    ("int_constant_too_large", "def f(x):\n    return x + 9223372036854775808", (1,),
     "9223372036854775808 does not fit", "9223372036854775808"),
    ("unknown_global", "def f(x):\n    return x + undefined", (1,), "the name 'undefined' is not defined", "undefined"),
    ("unknown_attribute", "def f(x):\n    return np.missing(x)", (1,), "numpy has no attribute 'missing'", "np.missing"),
    ("unknown_attribute", "def f(a):\n    return a.missing", (VECTOR,),
     "array float64[::1] has no attribute 'missing'", "a.missing"),
    ("unsupported_value", "def f(x):\n    return a_list", (1,), "a list can't be used in compiled code", "a_list"),
    ("no_common_type", "def f(x):\n    y = 1\n    if x > 0:\n        y = 'a'\n    return y", (1,),
     "'y' is str here and int elsewhere", "'a'"),
    ("no_common_type", "def f(x, a):\n    y = x + 1\n    if x > 0:\n        y = a.T\n    return y", (1, VECTOR),
     "'y' is array float64[::1] here and int elsewhere", "a.T"),
    ("too_many_raise_arguments", "def f(x):\n    raise ValueError(" + ", ".join(["x"] * 25) + ")", (1,), "25 values",
     "raise ValueError(" + ", ".join(["x"] * 25) + ")"),
    ("result_not_representable", "def f(x):\n    return np.sqrt", (1,), "can't be returned to Python", "return np.sqrt"),
    ("return_type_conflict", "def f(x):\n    if x > 0:\n        return (1, 2)\n    return x", (1,),
     "the function returns int here and tuple (int, int) elsewhere", "return x"),
    ("parallel_exit", "def f(a):\n    for i in prange(9):\n        if a[i] > 0:\n            break\n    return 1", (VECTOR,),
     "can't be left by break", "a[i] > 0"),
    ("parallel_exit", "def f(a):\n    for i in prange(9):\n        if a[i] > 0:\n            return i\n    return 1", (VECTOR,),
     "can't be left by return", "return i"),
    ("parallel_dependence", "def f(a):\n    s = 0.0\n    for i in prange(9):\n        s = s * 2 + a[i]\n    return s", (VECTOR,),
     "needs 's' as an earlier one left it", "s * 2 + a[i]"),
    ("parallel_dependence", "def f(a):\n    m = 0.0\n    for i in prange(9):\n        m = min(a[i], m)\n    return m", (VECTOR,),
     "needs 'm' as an earlier one left it", "min(a[i], m)"),
    ("parallel_kept", "def f(a):\n    k = 0\n    for i in prange(9):\n        if a[i] > 0:\n            k = i\n    return k", (VECTOR,),
     "'k' is assigned in some iterations", "a[i] > 0"),
    ("parallel_array_escapes", "def f(a):\n    t = a\n    for i in prange(3):\n        t = a + i\n    return t", (VECTOR,),
     "'t' is assigned in a prange loop and read after it", "for i in prange(3):"),
    ("parallel_race", "def f(a):\n    for i in prange(9):\n        a[0] = i", (VECTOR,), "all iterations of this prange loop write here", "a[0]"),
    ("parallel_race", "def f(a):\n    for i in prange(9):\n        for j in range(3):\n            a[j] = i", (VECTOR,),
     "all iterations of this prange loop write here", "a[j]"),
    ("parallel_race", "def f(a):\n    b = [0]\n    for i in prange(9):\n        b.append(i)\n    return b", (VECTOR,),
     "all iterations of this prange loop write here", "b.append(i)"),
    ("parallel_neighbour", "def f(a):\n    for i in prange(1, 3):\n        a[i] = a[i - 1] + 1", (VECTOR,),
     "reads an element that another one writes", "a[i - 1]"),
    ("unsupported_operands", "def f(x):\n    return x + 'a'", (1,), "+ is not supported between int and str", "x + 'a'"),
    ("unsupported_operands", "def f(x, y):\n    return x < y", (1j, 1j),
     "< is not supported between complex and complex", "x < y"),
    ("unsupported_operand", "def f(x):\n    return ~x", (1.5,), "~ is not supported for float", "~x"),
    ("unsupported_call", "def f(x):\n    return np.info(x)", (MATRIX,),
     "the function numpy.info can't be called", "np.info(x)"),
    ("unsupported_call", "def f(x):\n    return x(1)", (1,), "int can't be called", "x(1)"),
    ("captured_variable_changes", "def f(x):\n    s = 0\n    def g(y):\n        return y + s\n    h = jitted(g)\n"
     "    s = 5\n    return h(x)", (1,), "uses a variable that changes later", "jitted(g)"),
    ("unsupported_argument", "def f(n):\n    return np.ones(n, like=VECTOR)", (3,),
     "ones() does not take the argument 'like'", "np.ones(n, like=VECTOR)"),
    ("library_function", "def f(x):\n    return np.tril(x)", ((1, 2),),
     "tril() can't be compiled for these arguments: tuple (int, int) has no attribute 'ndim'", "np.tril(x)"),
    ("wrong_arguments", "def f(x):\n    return math.sqrt()", (1.0,), "sqrt() is missing the argument 'x'", "math.sqrt()"),
    ("wrong_arguments", "def f(x):\n    return jitted(x, 1, 2)", (1.0,), "takes 1 positional argument",
     "jitted(x, 1, 2)"),
    ("argument_type", "def f(x):\n    return math.sqrt(x)", (1j,),
     "sqrt() is not supported for an argument of type complex", "math.sqrt(x)"),
    ("not_a_constant", "def f(n, d):\n    return np.zeros(n, d)", (3, 1), "the dtype of zeros() must be a constant",
     "np.zeros(n, d)"),
    ("unsupported_index", "def f(a):\n    return a[1.5]", (VECTOR,), "can't be indexed by float", "a[1.5]"),
    ("unsupported_store", "def f(t):\n    t[0] = 1", ((1, 2),), "an item can't be stored in tuple (int, int)", "t[0]"),
    ("unsupported_store", "def f(a):\n    a[0] = 1j", (VECTOR,), "complex can't be stored in array float64[::1]", "a[0]"),
    ("unsupported_field", "def f(a):\n    return a[0]['name']", (np.zeros(2, [("name", "U3")]),),
     "the field 'name' has the dtype <U3, which compiled code does not read or write", "a[0]['name']"),
    ("too_many_indices", "def f(a):\n    return a[0, 0]", (VECTOR,),
     "the array has 1 dimensions, but 2 were indexed", "a[0, 0]"),
    ("tuple_index_range", "def f(t):\n    return t[5]", ((1, 2),), "index 5 is out of range for a tuple of 2", "t[5]"),
    ("not_iterable", "def f(x):\n    for y in x:\n        pass", (1,), "int can't be iterated over", "for y in x:"),
    ("unpack_mismatch", "def f(t):\n    a, b = t\n    return a", ((1, 2, 3),), "3 values can't be unpacked into 2", "a, b"),
]

# Kinds that no function compiled by CPython itself leads to: the unit test that provokes each, or a test below.
ELSEWHERE = {
    "malformed_bytecode": "test/unit/bytecode/malformed_test.cpp",
    "unsupported_python_version": "test/unit/bytecode/refusal_test.cpp",
    "irreducible_flow": "test/unit/ir/structure_test.cpp",
    "bad_signature": "test/python/test_diagnostics.py",
    "expression_syntax": "test/frontend/expressions.test",
    "expression_attribute": "test/frontend/expressions.test",
    "expression_arguments": "test/frontend/expressions.test",
    "expression_too_large": "test/python/test_expressions_safety.py",
    "signature_result": "test/python/test_diagnostics.py",
    "int_becomes_float": "test/python/test_diagnostics.py",
    "parallel_loop": "test/codegen/mark-parallel/remarks.test",
    "parallel_inner": "test/codegen/mark-parallel/remarks.test",
    "parallel_undecided": "test/codegen/mark-parallel/remarks.test",
    "runs_in_lanes": "test/python/test_lanes.py",
    "kept_from_lanes": "test/python/test_lanes.py",
    "nest_tiled": "test/python/test_loop_nests.py",
    "nest_interchanged": "test/python/test_loop_nests.py",
    "loop_split": "test/python/test_loop_nests.py",
    "nest_kept": "test/python/test_loop_nests.py",
    "parallel_undecided_read": "test/codegen/mark-parallel/remarks.test",
}


def plain(x):
    return x


@krait.jit
def jitted(x):
    return x


def make(tmp_path, source):
    """The function f of a source text in a file of its own, jitted."""
    import math

    path = tmp_path / "snippet.py"
    path.write_text(textwrap.dedent(source) + "\n", encoding="utf-8")
    names = {"np": np, "math": math, "krait": krait, "a_list": [1], "plain": plain, "jitted": jitted, "VECTOR": VECTOR, "prange": krait.prange}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), names)
    return krait.jit(parallel="prange" in source)(names["f"]) if not hasattr(names["f"], "py_func") else names["f"]


def compile_error(tmp_path, source, arguments):
    with pytest.raises(CompileError) as caught:
        make(tmp_path, source)(*arguments)
    return caught.value


def marked(message):
    """What the first row of carets marks in the line above it."""
    rows = message.splitlines()
    carets = next(i for i, row in enumerate(rows) if set(row.strip()) == {"^"})
    start = rows[carets].index("^")
    return rows[carets - 1][start : start + rows[carets].count("^")]


@pytest.mark.parametrize("kind, source, arguments, message, caret", CASES, ids=lambda value: None)
def test_kind(tmp_path, kind, source, arguments, message, caret):
    error = compile_error(tmp_path, source, arguments)
    text = str(error)
    assert error.kind == kind, text
    assert message in text.splitlines()[0]
    assert marked(text) == caret
    assert error.filename.endswith("snippet.py") and text.count("\n") < 12
    assert "Literal(" not in text and "{" not in text.splitlines()[0]


def test_every_kind_has_a_row():
    kinds = re.findall(r"^KRAIT_DIAG\((\w+)", (ROOT / "frontend/support/diag.def").read_text(), re.MULTILINE)
    assert set(kinds) == {row[0] for row in CASES} | set(ELSEWHERE)
    for kind, path in ELSEWHERE.items():
        assert kind in (ROOT / path).read_text()


def test_conflict_points_at_both_places(tmp_path):
    text = str(compile_error(tmp_path, "def f(x):\n    y = 1\n    if x > 0:\n        y = 'a'\n    return y", (1,)))
    assert "it is int here, line 2:\n    y = 1\n        ^" in text
    assert "two variables" in text


def test_return_conflict_points_at_both_places(tmp_path):
    source = "def f(x):\n    if x > 0:\n        return (1, 2)\n    return x"
    assert "it returns tuple (int, int) here, line 3:\n    return (1, 2)\n" in str(compile_error(tmp_path, source, (1,)))


CHAIN = """
    @krait.jit
    def inner(x):
        return x + 'a'

    @krait.jit
    def middle(x):
        return inner(x) + 1

    @krait.jit
    def outer(x):
        return middle(x)

    @krait.jit
    def f(x):
        return outer(x)
"""


def test_call_chain_reaches_the_root(tmp_path):
    text = str(compile_error(tmp_path, CHAIN, (1,)))
    calls = [row.strip() for row in text.splitlines() if "called from" in row]
    assert calls == [
        "called from middle, line 8: return inner(x) + 1",
        "called from outer, line 12: return middle(x)",
        "called from f, line 16: return outer(x)",
    ]
    assert text.endswith("compiled for f(int)")


def test_call_chain_of_refused_bytecode(tmp_path):
    text = str(compile_error(tmp_path, CHAIN.replace("x + 'a'", "{x}"), (1,)))
    assert text.count("called from") == 3


def test_long_call_chain_is_cut(tmp_path):
    functions = ["@krait.jit\ndef f0(x):\n    return x + 'a'\n"]
    functions += [f"@krait.jit\ndef f{k}(x):\n    return f{k - 1}(x)\n" for k in range(1, 8)]
    text = str(compile_error(tmp_path, "\n".join([*functions, "f = f7"]), (1,)))
    assert "through 4 more calls" in text and "called from f7" in text and text.count("\n") < 12


def test_carets_count_characters(tmp_path):
    text = str(compile_error(tmp_path, "def f(größe):\n    return 'äöü' + größe", (1,)))
    assert marked(text) == "'äöü' + größe"


def test_bad_signature():
    with pytest.raises(CompileError, match="'float99' is not a type") as caught:
        krait.jit("int64(float99)")(plain)
    assert caught.value.kind == "bad_signature" and isinstance(caught.value, ValueError)
    assert "File" not in str(caught.value) and caught.value.filename is None


def test_result_that_the_signature_does_not_take():
    with pytest.raises(CompileError, match="returns array float64.* which does not go into int") as caught:
        krait.jit("int64(float64[:])")(plain)
    assert caught.value.kind == "signature_result" and "leave the result out" in str(caught.value)


def test_int_becomes_float_is_a_remark(tmp_path, capsys):
    from krait.__main__ import main

    path = tmp_path / "mixed.py"
    path.write_text("def f(x):\n    y = 1\n    if x > 0:\n        y = 1.5\n    return y\n")
    assert main(["explain", f"{path}::f", "--types", "int64"]) == 0
    assert "'y' is int on one path and float on another" in capsys.readouterr().out


def test_lambda_compiles():
    assert krait.jit(lambda x: x + 1)(1) == 2


def test_nothing_is_left_of_a_failure(tmp_path):
    f = make(tmp_path, "def f(x):\n    return x + 'a'")
    for _ in range(2):
        with pytest.raises(CompileError):
            f(1)
    assert f.signatures == []


def test_exceptions_are_names_of_the_package():
    assert krait.CompileError is CompileError and krait.InternalError is InternalError
