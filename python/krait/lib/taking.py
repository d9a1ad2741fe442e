"""Elements taken by their places, and put there: take, put, compress, extract, place, and their kin."""

import numpy as np

from krait.lib import refuse, take_places
from krait.lib.axes import as_array, normal_axis


def take(a, indices, axis=None, out=None, mode="raise"):
    array = as_array(a)
    places = _as_places(indices)
    if axis is None or array.ndim == 0:
        return _into(out, take_places(np.ravel(array), places, _first_axis(axis), mode_number(mode)))
    return _into(out, take_places(array, places, normal_axis(axis, array.ndim), mode_number(mode)))


def _first_axis(axis):
    """Of an array without axes, which counts as one of a single axis."""
    if axis is None:
        return 0
    return normal_axis(axis, 1)


def _as_places(indices):
    if isinstance(indices, (tuple, list)) or isinstance(indices, np.ndarray):
        places = as_array(indices)
        _check_integers(places.dtype)
        return places
    _check_integers(np.result_type(indices))
    return np.int64(indices)


def _check_integers(dtype):
    if dtype.kind != "i" and dtype.kind != "u" and dtype.kind != "b":
        message = "Cannot cast array data from dtype('{}') to dtype('int64') according to the rule 'same_kind'"
        raise TypeError(message, dtype.name)


def mode_number(mode):
    if not isinstance(mode, str):
        refuse("a mode that is no str")
    if mode == "raise":
        return 0
    if mode == "wrap":
        return 1
    if mode == "clip":
        return 2
    raise ValueError("clipmode must be one of 'clip', 'raise', or 'wrap' (got '{}')", mode)


def _into(out, result):
    if out is None:
        return result
    if out.dtype != result.dtype:
        refuse("an array 'out' of another dtype")
    if np.shape(out) != np.shape(result):
        raise ValueError("output array does not match result of ndarray.take")
    out[...] = result
    return out


def put(a, ind, v, mode="raise"):
    _check_writable(a, "put: output array is read-only")
    places, values = np.ravel(as_array(ind)), _values_for(a, v).copy()
    _check_integers(places.dtype)
    number, size = mode_number(mode), a.size
    if len(values) == 0 or len(places) == 0:
        return
    if size == 0:
        raise IndexError("cannot replace elements of an empty array")
    for k in range(len(places)):
        a.flat[_place(int(places[k]), size, number)] = values[k % len(values)]


def _values_for(a, values):
    """What goes into the array, in one axis and as its dtype, if need be a copy: numbers of Python and those in lists have to fit."""
    if a.dtype.kind == "m" or a.dtype.kind == "M":
        return np.ravel(as_array(values))
    return np.ravel(np.asarray(values, dtype=a.dtype))


def _place(place, size, mode):
    if mode == 1:
        return place % size
    if mode == 2:
        return min(max(place, 0), size - 1)
    if place < -size or place >= size:
        raise IndexError("index {} is out of bounds for axis 0 with size {}", place, size)
    return place + size if place < 0 else place


def _check_writable(a, message):
    if not a.flags.writeable:
        raise ValueError(message)


def putmask(a, mask, values):
    _check_writable(a, "putmask: output array is read-only")
    chosen = as_array(mask)
    if chosen.size != a.size:
        raise ValueError("putmask: mask and data must be the same size")
    _check_safe(a, values)
    given = _values_for(a, values).copy()
    if len(given) == 0:
        return
    places = np.nonzero(np.ravel(chosen))[0]
    for place in places:
        a.flat[int(place)] = given[int(place) % len(given)]


def _check_safe(a, values):
    if isinstance(values, np.ndarray) and not np.can_cast(values.dtype, a.dtype):
        message = "Cannot cast array data from dtype('{}') to dtype('{}') according to the rule 'safe'"
        raise TypeError(message, values.dtype.name, a.dtype.name)


def place(arr, mask, vals):
    _check_writable(arr, "WRITEBACKIFCOPY base is read-only")
    chosen = np.ravel(as_array(mask))
    if chosen.size != arr.size:
        raise ValueError("place: mask and data must be the same size")
    _check_safe(arr, vals)
    places, given = np.nonzero(chosen)[0], _values_for(arr, vals)
    if not arr.flags.c_contiguous:  # NumPy works on a copy of the array: what is stored is not seen in the values
        given = given.copy()
    if len(given) == 0:
        if len(places) == 0:
            return
        raise ValueError("Cannot insert from an empty array!")
    for k in range(len(places)):
        arr.flat[int(places[k])] = given[k % len(given)]


def copyto(dst, src, casting="same_kind", where=True):
    _check_cast(dst, src, casting)
    _check_writable(dst, "assignment destination is read-only")
    if isinstance(where, (tuple, list, np.ndarray)):
        _copy_where(dst, src, as_array(where))
    elif where:
        dst[...] = src


def _check_cast(dst, src, casting):
    if np.can_cast(_cast_from(src, dst), dst.dtype, casting):
        return
    if np.ndim(src) == 0:
        message = "Cannot cast scalar from dtype('{}') to dtype('{}') according to the rule '{}'"
    else:
        message = "Cannot cast array data from dtype('{}') to dtype('{}') according to the rule '{}'"
    raise TypeError(message, np.asarray(src).dtype.name, dst.dtype.name, casting)


def _cast_from(src, dst):
    """The dtype that counts: of a Python number that beside the destination's elements."""
    if isinstance(src, (tuple, list, np.ndarray, np.generic)):
        return np.asarray(src).dtype
    return np.result_type(src, dst.dtype)


def _copy_where(dst, src, where):
    if where.dtype.kind != "b":
        refuse("an array 'where' that is not of bools")
    chosen = np.broadcast_to(where, dst.shape)
    if np.ndim(src) == 0:
        dst[chosen] = src
    else:
        dst[chosen] = np.broadcast_to(as_array(src), dst.shape)[chosen]


def compress(condition, a, axis=None, out=None):
    chosen = as_array(condition)
    if chosen.ndim != 1:
        raise ValueError("condition must be a 1-d array")
    return take(a, np.nonzero(chosen)[0], axis, out)


def compress_method(self, condition, axis=None, out=None):
    return compress(condition, self, axis, out)


def extract(condition, arr):
    chosen, array = np.ravel(as_array(condition)), np.ravel(as_array(arr))
    if chosen.dtype.kind == "b" and len(chosen) == len(array):
        return array[chosen]
    return take(array, np.nonzero(chosen)[0])


def take_along_axis(arr, indices, axis=-1):
    if axis is None:
        if indices.ndim != 1:
            raise ValueError("when axis=None, `indices` must have a single dimension.")
        return take_along_axis(np.ravel(arr), indices, 0)
    along = normal_axis(axis, arr.ndim)
    _check_along(arr, indices)
    return arr[_places_along(arr.shape, indices, along, 0)]


def put_along_axis(arr, indices, values, axis):
    if axis is None:
        if indices.ndim != 1:
            raise ValueError("when axis=None, `indices` must have a single dimension.")
        _check_along(np.ravel(arr), indices)
        put(arr, indices, np.broadcast_to(as_array(values), indices.shape))
    else:
        along = normal_axis(axis, arr.ndim)
        _check_along(arr, indices)
        arr[_places_along(arr.shape, indices, along, 0)] = values


def _check_along(arr, indices):
    if indices.dtype.kind != "i" and indices.dtype.kind != "u":
        raise IndexError("`indices` must be an integer array")
    if arr.ndim != indices.ndim:
        raise ValueError("`indices` and `arr` must have the same number of dimensions")


def _places_along(shape, indices, axis, k):
    """A key with an array of places for each axis from this one on."""
    if k == len(shape):
        return ()
    own = np.arange(shape[k]).reshape(_line(len(shape), k, shape[k]))
    return (indices.astype(np.int64) if k == axis else own,) + _places_along(shape, indices, axis, k + 1)


def _line(ndim, axis, extent):
    """The shape (1, ..., extent, ..., 1)."""
    if ndim == 0:
        return ()
    return (extent if axis == 0 else 1,) + _line(ndim - 1, axis - 1, extent)
