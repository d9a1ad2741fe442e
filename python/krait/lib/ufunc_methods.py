"""Methods of ufuncs of two arguments: outer, at, reduceat, and reduce of those that have no op. Each has the ufunc as first
argument. accumulate is in scans.py.
"""

import numpy as np

from krait.lib.axes import normal_axis, ones
from krait.lib.lanes import given, has_lanes, kept_shape, lanes, normal_axes
from krait.lib.quantiles import as_rows
from krait.lib.scans import accumulated_dtype

from krait.lib import refuse


def outer(ufunc, A, B, /, *, out=None, where=True, dtype=None):
    x, y = np.asarray(A), np.asarray(B)
    if x.ndim == 0 and y.ndim == 0:
        if out is not None or where is not True:
            refuse("the arguments 'out' and 'where' for two numbers")
        return ufunc(x[()], y[()], dtype=dtype)
    return ufunc(x.reshape(x.shape + ones(y.ndim)), y, out, where=where, dtype=dtype)


def at(ufunc, a, indices, b, /):
    """Element after element, so that an index that is there twice counts twice.

    Indices and values are what they were before, also where they are elements of the array itself.
    """
    if isinstance(indices, tuple):
        _at_places(ufunc, a, indices, b, np.asarray(indices[0]))
    else:
        _at_places(ufunc, a, (np.asarray(indices),), b, np.asarray(indices))


def _copies(indices):
    if len(indices) == 0:
        return ()
    return (np.array(indices[0]),) + _copies(indices[1:])


def _at_places(ufunc, a, indices, b, first):
    if first.dtype.kind != "i" and first.dtype.kind != "u":
        refuse("indices that are no integers", "Give integers, as np.flatnonzero() makes them of a mask.")
    rest = a.shape[len(indices):]
    numbers = np.broadcast_to(np.array(b), first.shape + rest)
    if not np.can_cast(np.result_type(a, b), a.dtype, "same_kind"):
        refuse("values of a dtype that does not fit into that of the array")
    np.empty(a.shape, np.bool_)[indices] = True  # a store like this one raises before anything is changed
    places = _copies(indices)
    for place in np.ndindex(first.shape):
        index = _index(places, place)
        a[index] = ufunc(a[index], numbers[place])


def _index(indices, place):
    if len(indices) == 0:
        return ()
    return (np.asarray(indices[0])[place],) + _index(indices[1:], place)


def reduceat(ufunc, array, indices, axis=0, dtype=None, out=None):
    x, starts = np.asarray(array), np.asarray(indices)
    place = normal_axis(axis, x.ndim)
    rows = np.moveaxis(x, place, 0)
    for start in starts:
        if start < 0 or start >= len(rows):
            raise IndexError("index {} out-of-bounds in {}.reduceat [0, {})", start, ufunc.__name__, len(rows))
    kind = accumulated_dtype(ufunc, x, dtype, out)
    if x.ndim == 1:
        results = np.empty(len(starts), kind) if out is None or out.dtype != kind else out
        for k in range(len(starts)):
            results[k] = _reduced(ufunc, rows, starts[k], _end(starts, k, len(rows)), kind)
        if out is None or out.dtype == kind:
            return results
        out[...] = results
        return out
    made = np.empty((len(starts),) + rows.shape[1:], kind)
    for k in range(len(starts)):
        made[k] = rows[starts[k]]
        for i in range(starts[k] + 1, _end(starts, k, len(rows))):
            made[k] = ufunc(made[k], rows[i].astype(kind))
    if out is None:
        return np.moveaxis(made, 0, place)
    out[...] = np.moveaxis(made, 0, place)
    return out


def _end(starts, k, count):
    return int(starts[k + 1]) if k + 1 < len(starts) else count


def _reduced(ufunc, x, start, end, dtype):
    number = dtype.type(x[start])
    if ufunc is np.add and end > start:
        rest = np.sum(x[start + 1:end], None, dtype)
        if rest != 0:  # else signs of zeros count, which a sum of its own begins with 0.0
            return dtype.type(number + rest)
    for i in range(start + 1, end):
        number = dtype.type(ufunc(number, dtype.type(x[i])))
    return number


def reduce(ufunc, array, axis=0, dtype=None, out=None, keepdims=False, initial=None, where=True):
    if where is not True:
        refuse("the argument 'where'", "Write the loop.")
    x = np.asarray(array)
    if (ufunc is np.subtract or ufunc is np.divide or ufunc is np.lcm) and len(normal_axes(axis, x.ndim)) > 1:
        message = "reduction operation '{}' is not reorderable, so at most one axis may be specified"
        raise ValueError(message, ufunc.__name__)
    kind = accumulated_dtype(ufunc, x, dtype, out)
    shape = kept_shape(x, axis, keepdims)
    rows = as_rows(lanes(x, axis))
    found = np.empty(len(rows), kind)
    for k in range(len(rows)):
        found[k] = _combined(ufunc, rows[k], initial, kind)
    if not has_lanes(x, axis, keepdims):
        return given(found[0], out)
    return given(found.reshape(shape), out)


def _combined(ufunc, lane, initial, dtype):
    if initial is not None:
        return _combined_from(ufunc, dtype.type(initial), lane, 0, dtype)
    if len(lane) > 0:
        return _combined_from(ufunc, dtype.type(lane[0]), lane, 1, dtype)
    return _identity(ufunc, dtype)


def _combined_from(ufunc, number, lane, start, dtype):
    for i in range(start, len(lane)):
        number = dtype.type(ufunc(number, dtype.type(lane[i])))
    return number


def _identity(ufunc, dtype):
    if ufunc is np.bitwise_and:
        return np.invert(dtype.type(0))
    if ufunc is np.logaddexp or ufunc is np.logaddexp2:
        return dtype.type(-np.inf)
    if ufunc is np.subtract or ufunc is np.divide or ufunc is np.lcm:
        raise ValueError("zero-size array to reduction operation {} which has no identity", ufunc.__name__)
    return dtype.type(0)
