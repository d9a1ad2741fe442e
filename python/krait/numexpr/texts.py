"""Texts in expressions: comparisons and contains(), computed by NumPy."""


def compare(operation, left, right):
    """An array of bools: the comparison ("eq", "lt", ...) of two arrays of texts or texts, or "contains": right within
    left."""
    import numpy as np

    functions = {
        "eq": np.equal,
        "ne": np.not_equal,
        "lt": np.less,
        "le": np.less_equal,
        "gt": np.greater,
        "ge": np.greater_equal,
    }
    left, right = np.asarray(left), np.asarray(right)
    if left.dtype.kind != right.dtype.kind:
        raise TypeError(f"bytes and str can't be compared in an expression ({left.dtype} and {right.dtype})")
    if operation == "contains":
        return np.asarray(np.strings.find(left, right) >= 0)
    return np.asarray(functions[operation](left, right))
