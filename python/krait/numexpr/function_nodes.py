"""The functions of the language as nodes of trees: the name of the node, and the kind of its value.

A kind: "same" (of the operands joined), "floating" (double for bools and integers), "real" (double for complex numbers),
"integral" (long for bools and ints: sums), or the kind itself.
"""

import numpy as np

from krait.numexpr.kinds import common_kind

_FLOATING = (
    "arccos arccosh arcsin arcsinh arctan arctan2 arctanh cos cosh exp expm1 hypot log log10 log1p log2 nextafter "
    "copysign sin sinh sqrt tan tanh"
).split()
FUNCTIONS = {  # NumExpr's
    **{name: (name, "floating") for name in _FLOATING},
    **{name: (name, "same") for name in "ceil copy floor fmod maximum minimum max min ones_like round sign trunc where".split()},
    **{name: (name, "bool") for name in "contains isfinite isinf isnan signbit".split()},
    **{name: (name, "real") for name in "real imag".split()},
    **{name: (name, "integral") for name in "sum prod".split()},
    "abs": ("absolute", "real"),
    "complex": ("complex", "complex"),
    "conj": ("conjugate", "same"),
}  # fmt: skip
EXTRA_FUNCTIONS = {  # of the language beside them
    **{name: (name, "floating") for name in "cbrt erf erfc exp2 gamma lgamma logaddexp mean std var".split()},
    **{name: (name, "same") for name in "clip fmax fmin square".split()},
    **{name: (name, "bool") for name in "all any bool isin logical_and logical_not logical_or logical_xor".split()},
    **{name: (name, "long") for name in "argmax argmin int int64 uint32 uint64".split()},
    **{name: (name, "int") for name in "int8 int16 int32 uint8 uint16".split()},
    **{name: (name, "float") for name in "float16 float32".split()},
    **{name: (name, "double") for name in "double float float64".split()},
    **{name: (name, "complex") for name in "complex64 complex128".split()},
}  # fmt: skip


def kind_of_call(name, nodes):
    """The kind of a call's value. Raises TypeError for a function that the language has not, and texts beside numbers."""
    if name not in FUNCTIONS and name not in EXTRA_FUNCTIONS:
        raise TypeError(f"there is no function {name!r} in the language")
    kind = (FUNCTIONS.get(name) or EXTRA_FUNCTIONS[name])[1]
    if kind not in ("same", "floating", "real", "integral"):
        return kind
    operands = nodes[1:] if name == "where" else nodes
    joined = common_kind(each.astKind for each in operands)
    if kind == "integral" and joined in ("bool", "int"):
        return "long"
    if kind == "floating" and joined in ("bool", "int", "long"):
        return "double"
    return "double" if kind == "real" and joined == "complex" else joined


def value_of_call(name, numbers):
    """NumPy's value of a function of numbers; None where it has none of that name."""
    row = FUNCTIONS.get(name)
    function = getattr(np, row[0], None) if row else None
    if not isinstance(function, np.ufunc):
        return None
    with np.errstate(all="ignore"):
        return function(*numbers)
