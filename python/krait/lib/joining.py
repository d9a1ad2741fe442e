"""Arrays put together: concatenate, stack and their kin.

Arrays come as a tuple, whose elements may differ in type, as a list, or as an array of them. What they go into is made
first; then each is stored into its part of it.
"""

import numpy as np

from krait.lib import refuse
from krait.lib.axes import as_array, as_arrays, normal_axis, ones, with_extent


def concatenate(arrays, axis=0, out=None, dtype=None, casting="same_kind"):
    if out is not None and dtype is not None:
        raise TypeError("concatenate() only takes `out` or `dtype` as an argument, but both were provided.")
    parts = as_arrays(arrays)
    if len(parts) == 0:
        raise ValueError("need at least one array to concatenate")
    if axis is None:
        return _concatenate_flat(_flat(parts), out, _dtype(arrays, parts, out, dtype), casting)
    ndim = parts[0].ndim
    if ndim == 0:
        raise ValueError("zero-dimensional arrays cannot be concatenated")
    k = normal_axis(axis, ndim)
    _check_shapes(parts, k)
    return _concatenate(parts, k, out, _dtype(parts, parts, out, dtype), casting)


def _concatenate(parts, axis, out, dtype, casting):
    """Of arrays that fit, along an axis counted from the first one."""
    shape = with_extent(parts[0].shape, axis, _total(parts, axis))
    _check_casts(parts, dtype, casting)
    if out is None:
        made = np.empty(shape, dtype)
        _store(np.moveaxis(made, axis, 0), parts, axis)
        return made
    if out.ndim != len(shape):
        raise ValueError("Output array has wrong dimensionality")
    if out.shape != shape:
        raise ValueError("Output array is the wrong shape")
    _store(np.moveaxis(out, axis, 0), parts, axis)
    return out


def _concatenate_flat(parts, out, dtype, casting):
    if out is not None:
        if out.ndim != 1:
            raise ValueError("Output array must be 1D")
        if len(out) != _total(parts, 0):
            raise ValueError("Output array is the wrong size")
    return _concatenate(parts, 0, out, dtype, casting)


def _store(target, parts, axis):
    start = 0
    for part in parts:
        source = np.moveaxis(part, axis, 0)
        stop = start + len(source)
        target[start:stop] = source
        start = stop


def _total(parts, axis):
    total = 0
    for part in parts:
        total += part.shape[axis]
    return total


def _dtype(given, parts, out, dtype):
    """What the elements are cast to. Numbers of Python's count as such where NumPy takes them (axis=None)."""
    if out is not None:
        return out.dtype
    if dtype is not None:
        return np.dtype(dtype)
    if isinstance(parts, tuple):
        return parts[0].dtype if _are_alike(parts) else np.result_type(*_known(given, parts, 0))
    return parts[0].dtype


def _are_alike(parts):
    """Whether all have one dtype."""
    if len(parts) == 1:
        return True
    return parts[0].dtype == parts[1].dtype and _are_alike(parts[1:])


def _known(given, parts, k):
    if k == len(parts):
        return ()
    if isinstance(given, tuple) and isinstance(given[k], (int, float, complex)):
        return (given[k],) + _known(given, parts, k + 1)
    return (parts[k],) + _known(given, parts, k + 1)


def _flat(parts):
    if isinstance(parts, tuple):
        if len(parts) == 0:
            return ()
        return (np.ravel(parts[0]),) + _flat(parts[1:])
    return [np.ravel(part) for part in parts]


def _check_casts(parts, dtype, casting):
    for part in parts:
        if not np.can_cast(part.dtype, dtype, casting):
            message = "Cannot cast array data from dtype('{}') to dtype('{}') according to the rule '{}'"
            raise TypeError(message, part.dtype.name, dtype.name, casting)


def _check_shapes(parts, axis):
    """All have the number of axes of the first, and its extents but along this axis."""
    index = 0
    for part in parts:
        if part.ndim != parts[0].ndim:
            message = (
                "all the input arrays must have same number of dimensions, but the array at index 0 has {} dimension(s) "
                "and the array at index {} has {} dimension(s)"
            )
            raise ValueError(message, parts[0].ndim, index, part.ndim)
        else:
            for k in range(part.ndim):
                if k != axis and part.shape[k] != parts[0].shape[k]:
                    message = (
                        "all the input array dimensions except for the concatenation axis must match exactly, but along "
                        "dimension {}, the array at index 0 has size {} and the array at index {} has size {}"
                    )
                    raise ValueError(message, k, parts[0].shape[k], index, part.shape[k])
        index += 1


def stack(arrays, axis=0, out=None, dtype=None, casting="same_kind"):
    if out is not None and dtype is not None:
        raise TypeError("concatenate() only takes `out` or `dtype` as an argument, but both were provided.")
    parts = as_arrays(arrays)
    if len(parts) == 0:
        raise ValueError("need at least one array to stack")
    for part in parts:
        if part.shape != parts[0].shape:
            raise ValueError("all input arrays must have the same shape")
    k = normal_axis(axis, parts[0].ndim + 1)
    return _concatenate(_widened(parts, k), k, out, _dtype(parts, parts, out, dtype), casting)


def _widened(parts, axis):
    """Each array with an axis of one element before axis `axis`."""
    if isinstance(parts, tuple):
        if len(parts) == 0:
            return ()
        return (_with_axis(parts[0], axis),) + _widened(parts[1:], axis)
    return [_with_axis(part, axis) for part in parts]


def _with_axis(array, axis):
    return np.moveaxis(np.expand_dims(array, 0), 0, axis)


def _each(arrays, function):
    """function(array) of each, as a tuple or a list, as the arrays are."""
    if isinstance(arrays, tuple):
        if len(arrays) == 0:
            return ()
        return (function(arrays[0]),) + _each(arrays[1:], function)
    return [function(array) for array in arrays]


def vstack(tup, dtype=None, casting="same_kind"):
    return concatenate(_each(as_arrays(tup), np.atleast_2d), 0, None, dtype, casting)


def hstack(tup, dtype=None, casting="same_kind"):
    parts = _each(as_arrays(tup), np.atleast_1d)
    if len(parts) == 0:
        raise ValueError("need at least one array to concatenate")
    if parts[0].ndim == 1:
        return concatenate(parts, 0, None, dtype, casting)
    else:
        return concatenate(parts, 1, None, dtype, casting)


def dstack(tup):
    return concatenate(_each(as_arrays(tup), np.atleast_3d), 2)


def column_stack(tup):
    return concatenate(_each(as_arrays(tup), _as_columns), 1)


def _as_columns(array):
    if array.ndim < 2:
        return np.reshape(array, (-1, 1))
    return array


def append(arr, values, axis=None):
    if axis is None:
        return concatenate((np.ravel(as_array(arr)), np.ravel(as_array(values))))
    return concatenate((arr, values), axis)


def block(arrays):
    if _is_nest(arrays):
        if len(arrays) == 0:
            raise ValueError("List at arrays cannot be empty")
    depth = _depth(arrays)
    return _block(arrays, _larger(depth, _most_axes(arrays)), depth)


def _larger(a, b):
    return a if a > b else b


def _is_nest(arrays):
    return isinstance(arrays, (tuple, list))


def _depth(arrays):
    """How deep the lists are nested, all alike."""
    if not _is_nest(arrays):
        return 0
    if len(arrays) == 0:
        raise ValueError("List at arrays[0] cannot be empty")
    depth = _depth(arrays[0]) + 1
    if isinstance(arrays, tuple):
        for part in arrays:
            if _depth(part) + 1 != depth:
                refuse("lists of different depth")
    return depth


def _most_axes(arrays):
    if not _is_nest(arrays):
        return np.ndim(arrays)
    if isinstance(arrays, list) or len(arrays) == 1:
        return _most_axes(arrays[0])
    return _larger(_most_axes(arrays[0]), _most_axes(arrays[1:]))


def _block(arrays, ndim, level):
    """The innermost lists are joined along the last axis, those around them along the one before it, and so on."""
    if level == 0:
        array = as_array(arrays)
        return np.reshape(array, ones(ndim - array.ndim) + array.shape).copy()
    return concatenate(_blocks(arrays, ndim, level), -level)


def _blocks(arrays, ndim, level):
    if isinstance(arrays, tuple):
        if len(arrays) == 0:
            return ()
        return (_block(arrays[0], ndim, level - 1),) + _blocks(arrays[1:], ndim, level)
    return [_block(part, ndim, level - 1) for part in arrays]
