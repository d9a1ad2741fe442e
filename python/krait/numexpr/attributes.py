"""Attributes of compiled objects that NumExpr's have: read seldom, so computed when they are.

There is no byte code: `program` is the text. Letters of kinds are NumExpr's (kinds.py); a dtype that it does not have
has the letter of the one that holds it.
"""

import numpy as np

from krait.numexpr.expressions import ConstantNode
from krait.numexpr.kinds import getType, kind_to_typecode, type_to_typecode
from krait.numexpr.trees import stringToExpression


def signature(compiled):
    """The letters of the operands, in the order of a call: those of the signature, or else of the types met first; d before."""
    return "".join(type_to_typecode[each] for each in _types(compiled).values()).encode()


def constants(compiled):
    """The constants of the expression's tree, in the order of their first place. Raises TypeError where there is no tree."""
    found = []
    _collect(stringToExpression(compiled.text, _types(compiled), {}), found)
    return tuple(found)


def fullsig(compiled):
    """The letter of the value's kind, then those of the operands. Raises TypeError where the expression has no tree."""
    kind = stringToExpression(compiled.text, _types(compiled), {}).astKind
    return kind_to_typecode[kind].encode() + signature(compiled)


def program(compiled):
    """The text of the expression, in UTF-8."""
    return compiled.text.encode()


def _types(compiled):
    """The type of each operand by its name, in the order of a call."""
    names = compiled.input_names
    if compiled.dtypes is not None:
        return {name: str if each is None else getType(np.empty(0, each)) for name, each in zip(names, compiled.dtypes)}
    known = compiled.signatures
    notations = dict(zip(sorted(names), known[0])) if known else {}
    return {name: _type_of_notation(str(notations.get(name, "float64"))) for name in names}


def _type_of_notation(notation):
    """Of a type as `signatures` has it: float64[:], int32, int (Python's)."""
    word = notation.split("[")[0].strip().lower()
    return getType(np.empty(0, {"int": "i8", "float": "f8", "complex": "c16", "bool": "?"}.get(word, word)))


def _collect(node, found):
    if isinstance(node, ConstantNode) and not any(
        type(each) is type(node.value) and each == node.value for each in found
    ):
        found.append(node.value)
    for each in node.children:
        _collect(each, found)
