"""Types as objects, for signatures: ``float64[:, ::1]``, ``float64(int64, float64[:])``, ``Tuple((int64, float64))``.

Each has its notation, the text that @jit also takes directly, in `krait_notation`. As in that text, int64, float64,
boolean and complex128 stand for Python's int, float, bool and complex when they are types of scalar arguments.
"""


class Type:
    """A type, known by its notation."""

    __slots__ = ("krait_notation",)

    def __init__(self, notation):
        self.krait_notation = notation

    def __repr__(self):
        return self.krait_notation

    def __eq__(self, other):
        return isinstance(other, Type) and self.krait_notation == other.krait_notation

    def __hash__(self):
        return hash(self.krait_notation)

    def __call__(self, *arguments):
        """The signature with this result: float64(int64)."""
        return Signature(f"{self.krait_notation}({', '.join(map(_notation, arguments))})")


class ScalarType(Type):
    """A scalar type; indexing it with slices gives arrays of it."""

    __slots__ = ()

    def __getitem__(self, dimensions):
        """float64[:] strided, float64[::1] contiguous, float64[:, ::1] C order, float64[::1, :] F order, float64[()]."""
        if dimensions == ():
            return Type(f"{self.krait_notation}[()]")
        axes = dimensions if isinstance(dimensions, tuple) else (dimensions,)
        return Type(f"{self.krait_notation}[{', '.join(map(_axis, axes))}]")


class Signature(Type):
    """Types of the arguments and the result."""

    __slots__ = ()

    def __call__(self, *arguments):
        raise TypeError("a signature is not the result type of another")


def _axis(axis):
    if axis == slice(None):
        return ":"
    if axis == slice(None, None, 1):
        return "::1"
    raise TypeError(f"an axis of an array type is : or ::1, not {axis!r}")


def _notation(type_):
    if isinstance(type_, Type) and not isinstance(type_, Signature):
        return type_.krait_notation
    raise TypeError(f"{type_!r} is no type; take one from krait.types")


def Tuple(elements):
    """The type of a tuple of these types."""
    return Type(f"Tuple({', '.join(map(_notation, elements))})")


def readonly(array):
    """The type of an array that may not be written."""
    return Type(f"readonly {_notation(array)}")


def Literal(text):
    """The type of a str argument with just this value."""
    return Type(f"Literal({ascii(text)})")


_SCALARS = (
    "boolean", "bool_", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    "float16", "float32", "float64", "complex64", "complex128",
)  # fmt: skip
globals().update({_name: ScalarType(_name) for _name in _SCALARS})
none = Type("None")

__all__ = [*_SCALARS, "none", "Tuple", "Literal", "readonly", "Signature", "Type", "ScalarType"]
