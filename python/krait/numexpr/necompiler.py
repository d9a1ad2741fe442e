"""Compiled objects: an expression that is called with its operands, in an order and of types that are given once; and
the functions on syntax trees that libraries take from NumExpr's module of this name."""

import sys

import numpy as np

from krait._dispatch import compiled_object, evaluate, expression, re_evaluate, validate
from krait.numexpr import interpreter
from krait.numexpr.expressions import E, ExpressionNode
from krait.numexpr.kinds import (
    default_type,
    double,
    dtype_of,
    getType,
    int_,
    kind_to_type,
    kind_to_typecode,
    long_,
    type_to_kind,
    type_to_typecode,
    typecode_to_kind,
)
from krait.numexpr.trees import ASTNode, expressionToAST, stringToExpression, typeCompileAst

__all__ = [
    "ASTNode", "E", "NumExpr", "default_type", "disassemble", "double", "evaluate", "explain", "expressionToAST",
    "getArguments", "getContext",
    "getExprNames", "getType", "int_", "interpreter", "kind_to_type", "kind_to_typecode", "long_", "precompile", "re_evaluate",
    "stringToExpression", "typeCompileAst", "type_to_kind", "type_to_typecode", "typecode_to_kind", "validate",
]  # fmt: skip

vml_functions = []  # there is no VML

# NumExpr's caches, for those who clear them: empty. What is compiled is kept with the expressions (krait._dispatch).
_numexpr_cache, _names_cache, _numexpr_last = {}, {}, {}


def NumExpr(ex, signature=(), sanitize=True, **kwargs):
    """Compile an expression to an object that is called with its operands.

    ex: the text, or a tree (expressions.py). signature: pairs (name, type) in the order of the operands of a call; an
    operand is converted to the type where no value changes (TypeError else). Without one, operands are in the order of
    their names, and their types are those of each call. kwargs: optimization and truediv, as for evaluate().

    In the signature of a tree `float` is float32, as in NumExpr, and operators must have the kinds of their operands
    (NotImplementedError else).
    """
    is_tree = isinstance(ex, ExpressionNode)
    plain = expression(ex.text if is_tree else ex, sanitize=sanitize, **kwargs)
    if not signature:
        return compiled_object(plain, None, None)
    names, types = tuple(name for name, _ in signature), tuple(kind for _, kind in signature)
    if is_tree:
        _check_kinds(ex, dict(signature))
    return compiled_object(plain, names, tuple(map(dtype_of if is_tree else _dtype_of_signature, types)))


def _dtype_of_signature(kind):
    return None if kind in (bytes, str) else np.dtype(kind)


def _check_kinds(tree, types):
    """Check the operators of a tree whose variables have the signature's kinds; those of E have none to check."""
    if all(type_to_kind.get(types.get(name)) == kind for name, kind in _variables(tree)):
        typeCompileAst(expressionToAST(tree))


def _variables(tree):
    if tree.astType == "variable":
        yield tree.value, tree.astKind
    for each in tree.children:
        yield from _variables(each)


def getExprNames(text, context, sanitize=True):
    """(the sorted names of an expression's operands, whether VML is used: never). context: options of evaluate()."""
    return list(expression(text, sanitize=sanitize, **context).input_names), False


def getContext(kwargs, _frame_depth=1):
    """The options of an expression among keyword arguments. Raises ValueError for any other."""
    context = {"optimization": kwargs.get("optimization", "aggressive"), "truediv": kwargs.get("truediv", False)}
    unknown = sorted(set(kwargs) - set(context))
    if unknown:
        raise ValueError(f"Unknown keyword argument '{unknown[0]}'")
    if context["optimization"] not in ("none", "moderate", "aggressive"):
        raise ValueError("'optimization' must be one of 'none', 'moderate', 'aggressive'")
    return context


def getArguments(names, local_dict=None, global_dict=None, _frame_depth=2):
    """The operands of these names, as arrays: of the dictionaries, or else the caller's variables. Raises KeyError."""
    frame = sys._getframe(_frame_depth - 1)
    local_dict = frame.f_locals if local_dict is None else local_dict
    global_dict = frame.f_globals if global_dict is None else global_dict
    return [np.asarray(local_dict[name] if name in local_dict else global_dict[name]) for name in names]


def precompile(ex, signature=(), context=None, sanitize=True):
    """(program, signature, letters of temporaries: none, constants, names of the operands) of an expression."""
    compiled = NumExpr(ex, signature, sanitize, **(context or {}))
    return compiled.program, compiled.signature, b"", compiled.constants, compiled.input_names


def explain(ex, notations, stage="types", **options):
    """The code of an expression for operands of these types, in the order of their names.

    stage: "ir" as parsed, "types", "llvm", "llvm-opt", "asm", as `krait inspect` has them. Raises ExpressionError.
    """
    from krait import _compiler
    from krait._compile import expression_request

    return _compiler.inspect(expression_request(ex, notations, options) | {"stage": stage})


def disassemble(nex):
    """A listing of a compiled object: its intermediate code, for the types it was called with, or else as parsed."""
    text, signatures = nex.text, nex.signatures
    if not signatures:
        return explain(text, ["float64"] * len(nex.input_names), "ir")
    return "\n".join(explain(text, each) for each in signatures)
