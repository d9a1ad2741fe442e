"""The types that a value of a generated program may have, each with a sample.

Nobody writes down here what `float32 + int` is: a generator that needs the type of an expression runs it on samples of its
operands by CPython and NumPy, and looks at what comes out (`kind_of`). So the rules of promotion are NumPy's own, and a
template of the tables is a text and nothing else.
"""

import dataclasses

import numpy as np

SCALARS = ("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
POINT = np.dtype([("x", "f8"), ("n", "i4"), ("w", "f4")])
SAMPLE_EXTENT = 3  # of every axis of a sample array


@dataclasses.dataclass(frozen=True)
class Kind:
    """base: int, float, complex, bool, str, none (Python's), scalar (NumPy's), array, tuple, list, records (an array), record."""

    base: str
    dtype: str = ""  # of scalar, array
    ndim: int = 0  # of array, records
    items: tuple = ()  # Kinds: of a tuple; the one of a list
    readonly: bool = False  # also of lists that are arguments: they are copies, which may not be changed

    @property
    def is_array(self):
        return self.base == "array"

    @property
    def letter(self):
        """b, i, u, f or c for numbers and arrays of them, Python's and NumPy's; else nothing."""
        if self.dtype:
            return np.dtype(self.dtype).kind
        return {"bool": "b", "int": "i", "float": "f", "complex": "c"}.get(self.base, "")

    @property
    def is_number(self):
        return self.base in ("int", "float", "complex", "bool", "scalar")


INT, FLOAT, COMPLEX, BOOL, STR, NONE = (Kind(each) for each in ("int", "float", "complex", "bool", "str", "none"))
_PYTHON = {int: INT, float: FLOAT, complex: COMPLEX, bool: BOOL, str: STR, type(None): NONE}
_PYTHON_SAMPLES = {"int": 2, "float": 1.5, "complex": 1.5 + 2j, "bool": True, "str": "ab", "none": None}


def scalar(dtype):
    return Kind("scalar", np.dtype(dtype).str[1:])


def array(dtype, ndim, readonly=False):
    return Kind("array", np.dtype(dtype).str[1:], ndim, readonly=readonly)


def kind_of(value):
    """The kind of a value, or None where programs hold no such values (or lists of nothing, of several types)."""
    known = _PYTHON.get(type(value))
    if known:
        return known
    if isinstance(value, np.void):
        return Kind("record") if value.dtype == POINT else None
    if isinstance(value, np.generic):
        return scalar(value.dtype) if value.dtype.str[1:] in SCALARS else None
    if type(value) is np.ndarray:
        return _kind_of_array(value)
    if type(value) is tuple:
        return _with_items("tuple", value)
    return _kind_of_list(value) if type(value) is list else None


def _kind_of_array(value):
    readonly = not value.flags.writeable
    if value.dtype == POINT:
        return Kind("records", "", value.ndim, readonly=readonly)
    if value.dtype.str[1:] not in SCALARS or value.ndim > 4:
        return None
    return array(value.dtype, value.ndim, readonly)


def _with_items(base, values):
    kinds = tuple(map(kind_of, values))
    return None if None in kinds or len(kinds) > 6 else Kind(base, items=kinds)


def _kind_of_list(value):
    made = _with_items("list", value[:6])
    return Kind("list", items=made.items[:1]) if made and len(set(made.items)) == 1 else None


def sample(kind):
    """A value of the kind, new at every call."""
    if kind.base in _PYTHON_SAMPLES:
        return _PYTHON_SAMPLES[kind.base]
    if kind.base == "scalar":
        return np.dtype(kind.dtype).type(1)
    if kind.base == "tuple":
        return tuple(map(sample, kind.items))
    if kind.base == "list":
        return [sample(kind.items[0]) for _ in range(SAMPLE_EXTENT)]
    dtype = np.dtype(kind.dtype) if kind.is_array else POINT
    made = np.ones((SAMPLE_EXTENT,) * (1 if kind.base == "record" else kind.ndim), dtype)
    made.flags.writeable = not kind.readonly
    return made[0] if kind.base == "record" else made
