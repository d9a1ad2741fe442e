"""Means, variances, weighted means, spans, and how many elements are not zero.

Each is made of sums (of `reduce` ops), which read the expression inside them: nothing as large as the array is stored.
"""

import numpy as np

from krait.lib import refuse, value
from krait.lib.lanes import contains, count_along, is_any, normal_axes


def mean(a, axis=None, dtype=None, out=None, keepdims=False, *, where=True):
    x = np.asarray(a)
    count = _count(x, axis, keepdims, where)
    found = divided(np.sum(x, axis, summed_dtype(x, dtype), out, keepdims, where=where), count)
    if dtype is None and out is None and x.dtype == np.float16:
        return found.astype(np.float16)
    return found


def summed_dtype(x, dtype):
    """In which dtype to add the elements: floats for integers, wide ones for float16."""
    if dtype is not None:
        return np.dtype(dtype)
    if x.dtype.kind == "b" or x.dtype.kind == "i" or x.dtype.kind == "u":
        return np.dtype(np.float64)
    if x.dtype == np.float16:
        return np.dtype(np.float32)
    return None


def divided(total, count):
    """The sum by the count, in the dtype of the sum; in place if it is an array."""
    if isinstance(total, np.ndarray):
        total[...] = total / count
        return total
    return total.dtype.type(total / count)


def _count(x, axis, keepdims, where):
    """How many elements are summed to one."""
    if _is_true(where):
        return np.int64(count_along(x.shape, normal_axes(axis, x.ndim)))
    return np.sum(np.broadcast_to(where, x.shape), axis, np.int64, None, keepdims)


def _is_true(where):
    if isinstance(where, np.ndarray):
        return False
    return where is True


def var(a, axis=None, dtype=None, out=None, ddof: value = 0, keepdims=False, *, where=True, mean=None,
        correction: value = None):
    x = np.asarray(a)
    if correction is None:
        return _var(x, axis, dtype, out, ddof, keepdims, where, mean)
    if ddof != 0:
        raise ValueError("ddof and correction can't be provided simultaneously.")
    return _var(x, axis, dtype, out, correction, keepdims, where, mean)


def std(a, axis=None, dtype=None, out=None, ddof: value = 0, keepdims=False, *, where=True, mean=None,
        correction: value = None):
    found = var(a, axis, dtype, out, ddof, keepdims, where=where, mean=mean, correction=correction)
    if isinstance(found, np.ndarray):
        return np.sqrt(found, found)
    return found.dtype.type(np.sqrt(found))


def _var(x, axis, dtype, out, ddof, keepdims, where, given_mean):
    kind = summed_dtype(x, dtype)
    count = _count(x, axis, keepdims, where)  # first: it raises for a mask that does not fit
    if given_mean is None:
        squares = squared(x - _center(x, axis, kind, where))
    else:
        squares = squared(x - given_mean)
    total = np.sum(squares, axis, kind if dtype is not None else None, out, keepdims, where=where)
    found = divided(total, np.maximum(count - ddof, 0))
    if dtype is None and out is None and x.dtype == np.float16:
        return found.astype(np.float16)
    return found


def _center(x, axis, dtype, where):
    """The mean, as it broadcasts with the array."""
    if axis is None and _is_true(where):
        return divided(np.sum(x, None, dtype), np.int64(x.size))
    return divided(np.sum(x, axis, dtype, None, True, where=where), _count(x, axis, True, where))


def squared(x):
    if x.dtype.kind == "c":
        return x.real * x.real + x.imag * x.imag
    return x * x


def average(a, axis=None, weights=None, returned=False, *, keepdims=False):
    x = np.asarray(a)
    if isinstance(axis, int) and (axis < -x.ndim or axis >= x.ndim):
        raise np.exceptions.AxisError(axis, x.ndim, "axis")
    if weights is None:
        found = mean(x, axis, None, None, keepdims)
        scale = x.size / np.size(found)
        if not returned:
            return found
        return found, _like(found, found.dtype.type(scale))
    w = _weights(x, np.asarray(weights), axis)
    dtype = np.result_type(x, w)
    if x.dtype.kind == "b" or x.dtype.kind == "i" or x.dtype.kind == "u":
        dtype = np.result_type(x, w, np.float64)
    scale = np.sum(w, axis, dtype, None, keepdims) if w.ndim == x.ndim else np.sum(w, None, dtype)
    if is_any(scale == 0.0):
        raise ZeroDivisionError("Weights sum to zero, can't be normalized")
    found = np.sum(np.multiply(x, w, dtype=dtype), axis, None, None, keepdims) / scale
    if not returned:
        return found
    return found, _like(found, scale)


def _like(found, number):
    """The number as often as there are results."""
    if isinstance(found, np.ndarray):
        return np.broadcast_to(number, found.shape).copy()
    return number


def _weights(x, weights, axis):
    """The weights in the shape in which they broadcast with the array."""
    if weights.ndim == x.ndim:
        if weights.shape != x.shape:
            if axis is None:
                raise TypeError("Axis must be specified when shapes of a and weights differ.")
            raise ValueError("Shape of weights must be consistent with shape of a along specified axis.")
        return weights
    if axis is None:
        raise TypeError("Axis must be specified when shapes of a and weights differ.")
    axes = normal_axes(axis, x.ndim)
    if not _rises(axes):
        refuse("weights along axes that are not in order", "Transpose the array.")
    if weights.shape != _extents(x.shape, axes):
        raise ValueError("Shape of weights must be consistent with shape of a along specified axis.")
    return weights.reshape(_ones_but(x.shape, axes, 0))


def _rises(axes):
    if len(axes) < 2:
        return True
    return axes[0] < axes[1] and _rises(axes[1:])


def _extents(shape, axes):
    if len(axes) == 0:
        return ()
    return (shape[axes[0]],) + _extents(shape, axes[1:])


def _ones_but(shape, axes, axis):
    """The extents of these axes, and 1 for the others."""
    if axis == len(shape):
        return ()
    extent = shape[axis] if contains(axes, axis) else 1
    return (extent,) + _ones_but(shape, axes, axis + 1)


def ptp(a, axis=None, out=None, keepdims=False):
    x = np.asarray(a)
    return np.subtract(np.max(x, axis, None, keepdims), np.min(x, axis, None, keepdims), out)


def count_nonzero(a, axis=None, *, keepdims=False):
    x = np.asarray(a)
    if axis is None and not keepdims and x.ndim > 0 and x.itemsize < 8 and x.flags.c_contiguous:
        return _count_in_blocks(x.ravel())
    return np.sum(x != 0, axis, np.int64, None, keepdims)


def _count_in_blocks(x):
    """Counted in blocks whose counts are as wide as the elements, so that more of them fit into a vector."""
    size, counts = (2 ** 15, np.uint16) if x.itemsize < 4 else (2 ** 30, np.uint32)
    total = np.int64(0)
    for start in range(0, len(x), size):
        total += np.int64(np.sum(x[start:start + size] != 0, None, counts))
    return total
