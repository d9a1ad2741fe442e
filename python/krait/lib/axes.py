"""What many functions ask of their arguments: axes, devices, tuples of extents."""

import numpy as np

from krait.lib import refuse


def check_device(device):
    if device is not None and device != "cpu":
        raise ValueError('Device not understood. Only "cpu" is allowed, but received: {}', device)


def normal_axis(axis, ndim):
    """The axis counted from the first one."""
    if axis < -ndim or axis >= ndim:
        raise np.exceptions.AxisError(axis, ndim)
    if axis < 0:
        return axis + ndim
    return axis


def ones(count):
    """(1, 1, ...), so many."""
    if count <= 0:
        return ()
    return (1,) + ones(count - 1)


def interleave(a, b):
    """(a[0], b[0], a[1], b[1], ...) of two tuples of one length."""
    if len(a) == 0:
        return ()
    return (a[0], b[0]) + interleave(a[1:], b[1:])


def as_shape(extents):
    """A tuple of extents; of one axis they may be a number."""
    if isinstance(extents, tuple):
        return extents
    return (extents,)


def product(extents):
    count = 1
    for extent in extents:
        count *= extent
    return count


def as_vector(a):
    """The elements of an array, or a number, in one dimension."""
    if np.ndim(a) == 0:
        return np.full(1, a)
    return np.ravel(a)


def as_array(a):
    """An array: of a list or tuple of numbers, of a number without axes."""
    if isinstance(a, np.ndarray):
        return a
    return np.asarray(a)


def as_arrays(arrays):
    """Arrays of a tuple (as a tuple), of a list, or the rows of an array (as a list)."""
    if isinstance(arrays, tuple):
        if len(arrays) == 0:
            return ()
        return (as_array(arrays[0]),) + as_arrays(arrays[1:])
    return [as_array(array) for array in arrays]


def with_extent(shape, axis, extent):
    """The shape with another extent on this axis, counted from the first one."""
    return _with_extent(shape, axis, extent, 0)


def _with_extent(shape, axis, extent, k):
    if k == len(shape):
        return ()
    return (extent if k == axis else shape[k],) + _with_extent(shape, axis, extent, k + 1)
