"""Functions along some axes of an array: the lanes along which they go, and the shape of what they give.

A lane holds the elements that one element of the result is made of. An axis is an int, a tuple of ints, or None for all.
"""

import numpy as np

from krait.lib import is_known, refuse
from krait.lib.axes import normal_axis


def all_axes(ndim):
    """(0, 1, ..., ndim - 1)."""
    if ndim == 0:
        return ()
    return all_axes(ndim - 1) + (ndim - 1,)


def normal_axes(axis, ndim):
    """The axes meant, as a tuple, each counted from the first one."""
    if not is_known(axis):
        refuse("an axis that is not a constant", "Write it as an int, a tuple of ints, or None.")
    if axis is None:
        return all_axes(ndim)
    if isinstance(axis, tuple):
        axes = _normal(axis, ndim)
        if _repeats(axes):
            raise ValueError("duplicate value in 'axis'")
        return axes
    return (normal_axis(axis, ndim),)


def _normal(axes, ndim):
    if len(axes) == 0:
        return ()
    return (normal_axis(axes[0], ndim),) + _normal(axes[1:], ndim)


def _repeats(axes):
    if len(axes) == 0:
        return False
    return contains(axes[1:], axes[0]) or _repeats(axes[1:])


def contains(axes, axis):
    if len(axes) == 0:
        return False
    if axes[0] == axis:
        return True
    return contains(axes[1:], axis)


def other_axes(axes, ndim):
    """Those of an array of so many dimensions that are not among the axes, in order."""
    if ndim == 0:
        return ()
    if contains(axes, ndim - 1):
        return other_axes(axes, ndim - 1)
    return other_axes(axes, ndim - 1) + (ndim - 1,)


def count_along(shape, axes):
    """How many elements a lane has."""
    if len(axes) == 0:
        return 1
    return shape[axes[0]] * count_along(shape, axes[1:])


def lanes(x, axis):
    """The array with its lanes as last axis, and the axes that stay in front of it; a view where it can be one."""
    if axis is None:
        return x.ravel()
    axes = normal_axes(axis, x.ndim)
    if len(axes) == 1:
        return np.moveaxis(x, axes[0], -1)
    kept = other_axes(axes, x.ndim)
    y = np.transpose(x, kept + axes)
    return y.reshape(y.shape[:len(kept)] + (count_along(x.shape, axes),))


def kept_shape(x, axis, keepdims):
    """The shape of a reduction of the array along the axes."""
    return _kept(x.shape, normal_axes(axis, x.ndim), keepdims, 0)


def _kept(shape, axes, keepdims, axis):
    if axis == len(shape):
        return ()
    if not contains(axes, axis):
        return (shape[axis],) + _kept(shape, axes, keepdims, axis + 1)
    if keepdims:
        return (1,) + _kept(shape, axes, keepdims, axis + 1)
    return _kept(shape, axes, keepdims, axis + 1)


def has_lanes(x, axis, keepdims):
    """Whether the reduction is an array, and not a number."""
    if keepdims:
        return True
    return len(normal_axes(axis, x.ndim)) < x.ndim


def given(found, out):
    """What was found, in `out` if there is one."""
    if out is None:
        return found
    out[...] = found
    return out


def is_any(truths):
    """Of a bool or an array of them."""
    return bool(np.any(np.asarray(truths)))


def are_all(truths):
    return bool(np.all(np.asarray(truths)))
