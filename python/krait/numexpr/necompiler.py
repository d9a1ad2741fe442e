"""Compiled objects: an expression that is called with its operands, in an order and of types that are given once."""

from krait._dispatch import compiled_object, evaluate, expression, re_evaluate, validate
from krait.numexpr.expressions import ExpressionNode

__all__ = ["NumExpr", "disassemble", "evaluate", "explain", "getExprNames", "re_evaluate", "validate"]


def NumExpr(ex, signature=(), sanitize=True, **kwargs):
    """Compile an expression to an object that is called with its operands.

    ex: the text, or an expression made from E. signature: pairs (name, type) in the order of the operands of a call; an
    operand is converted to the type where no value changes (TypeError else). Without one, operands are in the order of
    their names, and their types are those of each call. kwargs: optimization and truediv, as for evaluate().
    """
    text = ex.text if isinstance(ex, ExpressionNode) else ex
    plain = expression(text, sanitize=sanitize, **kwargs)
    if not signature:
        return compiled_object(plain, None, None)
    import numpy as np

    names = tuple(name for name, _ in signature)
    return compiled_object(plain, names, tuple(np.dtype(kind) for _, kind in signature))


def getExprNames(text, context, sanitize=True):
    """(the sorted names of an expression's operands, whether VML is used: never). context: options of evaluate()."""
    return list(expression(text, sanitize=sanitize, **context).input_names), False


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
