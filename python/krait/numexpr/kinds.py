"""NumExpr's kinds of values: their names, letters, types and order.

Kinds describe trees (expressions.py) and signatures; what is evaluated has NumPy's dtypes, of which there are more.
"""

import numpy as np

int_, long_, double = np.int32, np.int64, np.float64

type_to_kind = {
    bool: "bool", int_: "int", long_: "long", np.float32: "float", float: "float", double: "double", complex: "complex",
    bytes: "bytes", str: "str",
}  # fmt: skip
kind_to_type = {kind: kind_type for kind_type, kind in type_to_kind.items()}
kind_to_typecode = {
    "bool": "b", "int": "i", "long": "l", "float": "f", "double": "d", "complex": "c", "bytes": "s", "str": "s", "none": "n",
}  # fmt: skip
type_to_typecode = {kind_type: kind_to_typecode[kind] for kind_type, kind in type_to_kind.items()}
typecode_to_kind = {code: kind for kind, code in kind_to_typecode.items() if kind != "bytes"}
kind_rank = ("bool", "int", "long", "float", "double", "complex", "none")
default_type, default_kind = double, "double"
TEXT_KINDS = ("bytes", "str")


def getType(a):
    """The type that stands for an array in a signature. float32 is np.float32 here; NumExpr calls it float.

    Raises ValueError for what has no kind.
    """
    letter, size = a.dtype.kind, a.dtype.itemsize
    if letter in "iu":
        return long_ if size > 4 or (letter == "u" and size > 2) else int_
    if letter == "f":
        return double if size > 4 else np.float32
    known = {"b": bool, "c": complex, "S": bytes, "U": str}
    if letter not in known:
        raise ValueError(f"unknown type {a.dtype.name}")
    return known[letter]


def dtype_of(kind_type):
    """What an operand of a typed tree is converted to: its dtype, or None for texts, which have any length."""
    kind = type_to_kind.get(kind_type)
    if kind in TEXT_KINDS:
        return None
    return np.dtype(np.float32 if kind == "float" else kind_type)


def kind_of_number(value):
    """The kind of a number or text: the least one that holds an int."""
    if isinstance(value, (bool, np.bool_)):
        return "bool"
    if isinstance(value, (int, np.integer)):
        return "int" if -(2**31) <= value < 2**31 else "long"
    for types, kind in (((np.float32,), "float"), ((float, np.floating), "double"), ((complex, np.complexfloating), "complex"),
                        ((bytes,), "bytes"), ((str,), "str")):  # fmt: skip
        if isinstance(value, types):
            return kind
    raise TypeError(f"an expression holds numbers and names, not {type(value).__name__}: give it a name")


def common_kind(kinds):
    """The kind that the kinds are joined to. Raises TypeError for texts beside numbers."""
    kinds = list(kinds)
    texts = [kind for kind in kinds if kind in TEXT_KINDS]
    if texts:
        if len(texts) < len(kinds) or len(set(texts)) > 1:
            raise TypeError("strings can only be operated with strings")
        return texts[0]
    return max(kinds, key=kind_rank.index, default="bool")
