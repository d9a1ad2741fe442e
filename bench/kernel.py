"""A kernel of the suite: one plain Python function that every compiler gets, and what it is compared with.

    def source(a, b): ...          compiled by Krait, Numba and Pythran alike
    def source_numpy(a, b): ...    the same in NumPy's array operations: a peer, and what every result is checked with

A kernel returns its result, or nothing and leaves it in its last argument. Loops whose iterations may run in parallel
are over `prange`: a range in Python and in serial rows, the compiler's own in rows of two threads.
"""

import dataclasses
import dis
import types
from collections.abc import Callable

import numpy as np

prange = range


@dataclasses.dataclass(frozen=True)
class Kernel:
    """One kernel and its variants. `arguments(size)` makes the arguments, the same in every process.

    `fastmath` is given to the compilers that have it. `numpy_as` says what the NumPy version is: a "peer"; "BLAS", a yardstick of its own; or only the "reference", where
    it is a detour that nobody would take for speed.
    """

    name: str
    source: Callable
    numpy: Callable
    arguments: Callable
    sizes: tuple
    c: str = ""
    numexpr: str = ""
    parallel: bool = False
    fastmath: bool = False
    pythran: bool = True
    numpy_as: str = "peer"

    @property
    def family(self):
        """The file that holds it."""
        return self.source.__module__.rsplit(".", 1)[-1]


def used_globals(source):
    """The globals that a function reads, by name."""
    names = (step.argval for step in dis.get_instructions(source) if step.opname == "LOAD_GLOBAL")
    return {name: source.__globals__[name] for name in names if name in source.__globals__}


def called_functions(source):
    """The functions of its own file that a kernel calls, by name."""
    return {name: value for name, value in used_globals(source).items() if isinstance(value, types.FunctionType)}


def compiled(source, jit, loop_range):
    """The kernel compiled by jit, with the compiler's prange, and so the functions that it calls."""
    callees = {name: compiled(function, jit, loop_range) for name, function in called_functions(source).items()}
    names = {**source.__globals__, **callees, "prange": loop_range}
    return jit(types.FunctionType(source.__code__, names, source.__name__, source.__defaults__))


def fresh(arguments):
    """Copies of the arguments, in layout and alignment like them: a kernel may store into what it is given."""
    return tuple(aligned(value) if isinstance(value, np.ndarray) else value for value in arguments)


def aligned(array):
    """A copy that starts at a multiple of 64 bytes, so that all contenders have the same luck; views stay views."""
    if not (array.flags.c_contiguous or array.flags.f_contiguous):
        return array.copy("K") if array.base is None else _strided_copy(array)
    room = np.empty(array.nbytes + 64, np.uint8)
    start = -room.ctypes.data % 64
    flat = room[start:start + array.nbytes].view(array.dtype)
    copy = flat.reshape(array.shape, order="C" if array.flags.c_contiguous else "F")
    copy[...] = array
    return copy


def _strided_copy(array):
    """The same window of an aligned copy of the array that it is a view of."""
    base = aligned(array.base)
    offset = array.ctypes.data - array.base.ctypes.data
    return np.ndarray(array.shape, array.dtype, base, offset, array.strides)


def result_of(returned, arguments):
    return arguments[-1] if returned is None else returned


def disagreement(result, expected):
    """Why a result is not the expected one, as text; empty where it is. Floats may differ by the order of a sum."""
    one, other = np.asarray(result), np.asarray(expected)
    if one.shape != other.shape:
        return f"a result of shape {one.shape}, not {other.shape}"
    if one.ndim and one.dtype != other.dtype:
        return f"a result of {one.dtype}, not {other.dtype}"
    if one.dtype.kind != other.dtype.kind:
        return f"a result of kind {one.dtype}, not {other.dtype}"
    tolerance = {"float32": 1e-4, "complex64": 1e-4, "float64": 1e-9, "complex128": 1e-9}.get(other.dtype.name, 0.0)
    if not np.allclose(one, other, rtol=tolerance, atol=tolerance, equal_nan=True):
        return "a result with other values"
    return ""
