"""Where the least and the greatest elements are: argmin, argmax.

Along the last axis the runtime searches lane by lane; along others rows are compared with rows. NaN counts as more extreme
than any number.
"""

import numpy as np

from krait.lib import extreme_places
from krait.lib.lanes import given, kept_shape

NARROW = 32  # rows of fewer elements are searched as lanes


def argmin(a, axis=None, out=None, *, keepdims=False):
    return _places(np.asarray(a), axis, out, keepdims, False)


def argmax(a, axis=None, out=None, *, keepdims=False):
    return _places(np.asarray(a), axis, out, keepdims, True)


def _places(x, axis, out, keepdims, is_max):
    if x.ndim == 0 and axis is not None:
        if axis < -1 or axis > 0:
            raise np.exceptions.AxisError(axis, 1)
        return _places(x, None, out, False, is_max)
    if axis is None or x.ndim <= 1:
        shape = kept_shape(x, axis, keepdims)  # checks the axis, too
        _check_elements(x.size, is_max)
        place = extreme_places(x.ravel(), 0, is_max)
        if keepdims and x.ndim > 0:
            return _given(np.full(shape, place), out)
        return given(place, out)
    shape = kept_shape(x, axis, keepdims)
    if axis == -1 or axis == x.ndim - 1:
        return _given(_places_in_lanes(x, is_max).reshape(shape), out)
    return _given(_places_of_rows(np.moveaxis(x, axis, 0), is_max).reshape(shape), out)


def _given(found, out):
    if out is not None:
        if out.shape != found.shape:
            raise ValueError("output array does not match result of np.argmax.")
    return given(found, out)


def _check_elements(count, is_max):
    if count == 0:
        if is_max:
            raise ValueError("attempt to get argmax of an empty sequence")
        raise ValueError("attempt to get argmin of an empty sequence")


def _places_in_lanes(x, is_max):
    _check_elements(x.shape[-1], is_max)
    if x.size == 0:
        return np.empty(x.shape[:-1], np.int64)
    return extreme_places(x, x.ndim - 1, is_max)


def _places_of_rows(x, is_max):
    """For each place in the rows x[0], x[1], ... which of them has the extreme element there."""
    best = np.empty(x.shape[1:], x.dtype)
    found = np.zeros(x.shape[1:], np.int64)
    _check_elements(len(x), is_max)
    if found.size == 0:
        return found
    if found.size < NARROW:
        return _places_in_lanes(np.moveaxis(x, 0, -1).copy(), is_max)
    best[...] = x[0]
    for k in range(1, len(x)):
        row = x[k]
        is_more = (np.greater(row, best) if is_max else np.less(row, best)) | ((row != row) & (best == best))
        found[...] = np.where(is_more, k, found)
        best[...] = np.where(is_more, row, best)
    return found
