"""The oracle of the language tests: a function means what CPython with NumPy makes of it.

``assert_same(f, *args)`` runs f both ways, compiled and plain, each on its own copies of the arguments, and compares all
that a caller can see: the result (exact type, dtype, shape, every bit), the exception (type and text) and what was written
into the arguments. In the plain run the jitted functions that f calls are plain as well.
"""

import copy
import ctypes
import math
import types

import numpy as np

import krait
from krait._dispatch import Dispatcher


def assert_same(f, *args, ulp=0):
    """Compare both runs of f, a function or a jitted one; return the value, or the exception, that both gave.

    ulp: how many units in the last place floats in what comes out may differ; 0 means the same bits. Arrays that share
    memory among the arguments share it in the copies, too, with the same strides, order and writability.
    """
    jitted = f if isinstance(f, Dispatcher) else krait.jit(f)
    expected_args, got_args = copy_arguments(args), copy_arguments(args)
    with np.errstate(all="ignore"):
        expected = outcome(plain(jitted), expected_args)
    got = outcome(jitted, got_args)
    assert_same_value(got, expected, "result", ulp)
    assert_same_value(got_args, expected_args, "arguments", ulp)
    return got


def outcome(f, args):
    """What f returns, or the exception it raises."""
    try:
        return f(*args)
    except Exception as error:
        return error


def assert_same_value(got, expected, where="value", ulp=0):
    """The two are the same to every observer; `where` names them in the message."""
    if isinstance(got, Exception) and not isinstance(expected, Exception):
        raise got
    assert type(got) is type(expected), f"{where}: {got!r} ({type(got)}), not {expected!r} ({type(expected)})"
    if isinstance(expected, (tuple, list)):
        assert len(got) == len(expected), f"{where}: {got!r}, not {expected!r}"
        for k, (one, other) in enumerate(zip(got, expected)):
            assert_same_value(one, other, f"{where}[{k}]", ulp)
    elif isinstance(expected, Exception):
        assert str(got) == str(expected), f"{where}: {got!r}, not {expected!r}"
    elif isinstance(expected, np.ndarray):
        assert_same_array(got, expected, where, ulp)
    elif isinstance(expected, (float, complex, np.generic)):
        assert_same_numbers(np.asarray(got), np.asarray(expected), where, ulp)
    else:
        assert got == expected, f"{where}: {got!r}, not {expected!r}"


def assert_same_array(got, expected, where, ulp):
    """Equal in dtype, shape, writability and elements; strides belong to the memory, not to the value."""
    assert got.dtype == expected.dtype, f"{where}: dtype {got.dtype}, not {expected.dtype}"
    assert got.shape == expected.shape, f"{where}: shape {got.shape}, not {expected.shape}"
    assert got.flags.writeable == expected.flags.writeable, f"{where}: writeable {got.flags.writeable}"
    assert_same_numbers(got, expected, where, ulp)


def assert_same_numbers(got, expected, where, ulp):
    assert got.dtype == expected.dtype, f"{where}: dtype {got.dtype}, not {expected.dtype}"
    if got.dtype.kind == "c":
        assert_same_numbers(got.real, expected.real, f"{where}.real", ulp)
        assert_same_numbers(got.imag, expected.imag, f"{where}.imag", ulp)
        return
    if got.dtype.kind in "mM":  # NaT, too, is compared by its bits
        got, expected = got.view("i8"), expected.view("i8")
    same = got == expected
    if got.dtype.kind == "f":
        same = (same & (np.signbit(got) == np.signbit(expected))) | (np.isnan(got) & np.isnan(expected))
        if ulp:
            same |= ulps(got, expected) <= ulp
    assert np.all(same), f"{where}: {got!r}, not {expected!r}"


def ulps(got, expected):
    """The distance of two arrays of floats in units in the last place of the expected one."""
    with np.errstate(all="ignore"):
        distance = np.abs(got - expected) / np.spacing(np.abs(expected))
    return np.where(np.isnan(distance), math.inf, distance)


def copy_arguments(args):
    """A deep copy that keeps strides, writability and shared memory of arrays."""
    memo = {}
    return tuple(_copy(each, memo) for each in args)


def _copy(value, memo):
    if isinstance(value, (tuple, list)):
        return type(value)(_copy(each, memo) for each in value)
    if isinstance(value, np.ndarray) and value.dtype.kind != "O":
        return _copy_array(value, memo)
    return value if isinstance(value, Dispatcher) else copy.deepcopy(value)


def _copy_array(array, memo):
    """The same view of a copy of all the memory that the array lies in."""
    root = array
    while isinstance(root.base, np.ndarray):
        root = root.base
    low, high = np.lib.array_utils.byte_bounds(root)
    if id(root) not in memo:
        memo[id(root)] = np.frombuffer(bytearray(_bytes_of(root, low, high)), np.uint8)
    offset = array.__array_interface__["data"][0] - low
    made = np.ndarray(array.shape, array.dtype, memo[id(root)], offset if array.size else 0, array.strides)
    made.flags.writeable = array.flags.writeable
    return made if type(array) is np.ndarray else made.view(type(array))


def _bytes_of(root, low, high):
    """The bytes from low to high; root spans them, in any order of its axes."""
    return ctypes.string_at(low, max(high - low, 1))


def plain(f):
    """The Python function of a jitted one, with plain functions in place of the jitted ones that it refers to."""
    return _plain(f, {})


def _plain(value, seen):
    """`seen` holds, by id, what has been made so far: functions, and the copies of their global variables."""
    if not isinstance(value, Dispatcher):
        return value
    if id(value) not in seen:
        seen[id(value)] = _plain_function(value.py_func, seen, id(value))
    return seen[id(value)]


def _plain_function(function, seen, key):
    used = seen.get(id(function.__globals__))
    is_new = used is None
    if is_new:
        used = seen[id(function.__globals__)] = {}
    cells = function.__closure__ or ()
    closure = tuple(types.CellType() for _ in cells)
    made = types.FunctionType(function.__code__, used, function.__name__, function.__defaults__, closure or None)
    made.__kwdefaults__ = function.__kwdefaults__
    seen[key] = made
    if is_new:
        used.update((name, _plain(value, seen)) for name, value in function.__globals__.items())
    for cell, original in zip(closure, cells):
        if original != types.CellType():
            cell.cell_contents = _plain(original.cell_contents, seen)
    return made
