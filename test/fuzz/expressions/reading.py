"""The text of an expression as a function of Python's over NumPy, which reference.py then watches: what the language has
otherwise than Python (frontend/expr/README.md) is written out."""

import ast
import math
import re

import numpy as np

RENAMED = {"abs": "absolute", "conj": "conjugate"}
CASTS = {"bool": "bool", "int": "int64", "float": "float64", "double": "float64"} | {
    name: name
    for name in "int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128".split()
}
CONSTANTS = ("pi", "e", "inf", "nan")
ELEMENTWISE = {
    "erf": math.erf,
    "erfc": math.erfc,
    "gamma": math.gamma,
    "lgamma": math.lgamma,
}  # values are not compared


def source_of(text, names):
    """The function f of the names. Raises SyntaxError, or ValueError for what Python reads and the language has not."""
    tree = ast.parse(
        re.sub(r"[;\s]*;(?=[;\s]*;)|^[;\s]+", "", text).strip()
    )  # statements of nothing are the language's
    if not tree.body or not isinstance(tree.body[-1], (ast.Expr, ast.Assign)):
        raise ValueError("no value at the end")
    tree.body[-1] = ast.Return(tree.body[-1].value)
    tree = ast.fix_missing_locations(_Reading(set(names)).visit(tree))
    lines = ["    " + line for line in ast.unparse(tree).splitlines()]
    return "\n".join([f"def f({', '.join(names)}):", *lines]) + "\n"


def cast(value, dtype):
    return np.asarray(value).astype(dtype)


def complex_of(real, imag=0.0):
    """Element by element what complex() makes of two numbers: a complex64 as the second counts with its real part only."""
    if np.ndim(real) == np.ndim(imag) == 0:
        return complex(np.asarray(real)[()], np.asarray(imag)[()])
    real, imag = np.asarray(real), np.asarray(imag)
    imag = imag.real if imag.dtype == np.complex64 else imag
    result = np.empty(np.broadcast_shapes(real.shape, imag.shape), complex)
    result.real = real.real - imag.imag if imag.dtype.kind == "c" else real.real
    result.imag = imag.real + real.imag if real.dtype.kind == "c" else imag.real
    return result


def contains(text, part):
    return np.strings.find(text, part) >= 0


def by_element(name, value):
    value = np.asarray(value)
    return np.full(value.shape, np.nan, value.dtype if value.dtype.kind == "f" else float)


NAMES = {"np": np, "cast_": cast, "complex_of_": complex_of, "contains_": contains, "by_element_": by_element}


class _Reading(ast.NodeTransformer):
    def __init__(self, names):
        self.names = names

    def visit_Assign(self, node):
        node.value = self.visit(node.value)
        self.names |= {each.id for each in node.targets if isinstance(each, ast.Name)}
        return node

    def visit_Name(self, node):
        is_constant = node.id in CONSTANTS and node.id not in self.names
        return ast.Attribute(ast.Name("np", ast.Load()), node.id, ast.Load()) if is_constant else node

    def visit_BoolOp(self, node):
        self.generic_visit(node)
        name = "logical_and" if isinstance(node.op, ast.And) else "logical_or"
        value = node.values[0]
        for each in node.values[1:]:
            value = _numpys(name, value, each)
        return value

    def visit_UnaryOp(self, node):
        self.generic_visit(node)
        return _numpys("logical_not", node.operand) if isinstance(node.op, ast.Not) else node

    def visit_IfExp(self, node):
        self.generic_visit(node)
        return _numpys("where", node.test, node.body, node.orelse)

    def visit_Compare(self, node):
        self.generic_visit(node)
        left, value = node.left, None
        for op, right in zip(node.ops, node.comparators):
            one = ast.Compare(left, [op], [right])
            value = one if value is None else ast.BinOp(value, ast.BitAnd(), one)
            left = right
        return value

    def visit_Call(self, node):
        name = getattr(node.func, "id", None)
        node.args = [self.visit(each) for each in node.args]
        for each in node.keywords:
            each.value = self.visit(each.value)
        if name in CASTS:
            return _call("cast_", *node.args, ast.Constant(CASTS[name]))
        if name in ELEMENTWISE:
            return _call("by_element_", ast.Constant(name), *node.args)
        if name in ("complex", "contains"):
            return _call("complex_of_" if name == "complex" else "contains_", *node.args)
        node.func = ast.Attribute(ast.Name("np", ast.Load()), RENAMED.get(name, name or "nothing"), ast.Load())
        return node


def _call(name, *operands):
    return ast.Call(ast.Name(name, ast.Load()), list(operands), [])


def _numpys(name, *operands):
    return ast.Call(ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load()), list(operands), [])
