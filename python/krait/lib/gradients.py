"""np.gradient: differences between neighbours, central ones inside and one-sided ones at the edges."""

import numpy as np

from krait.lib.axes import as_array, normal_axis, ones


def gradient(f, *varargs, axis=None, edge_order=1):
    array = as_array(f)
    axes = _axes(axis, array.ndim, 0)
    spacings = _spacings(array.shape, varargs, axes)
    if edge_order > 2:
        raise ValueError("'edge_order' greater than 2 not supported")
    for k in axes:
        if array.shape[k] < edge_order + 1:
            raise ValueError(
                "Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are required."
            )
    gradients = _gradients(_inexact(array), axes, spacings, edge_order)
    if len(axes) == 1:
        return gradients[0]
    else:
        return gradients


def _axes(axis, ndim, k):
    """The axes, counted from the first one, from the k-th of them on."""
    if axis is None:
        return () if k == ndim else (k,) + _axes(axis, ndim, k + 1)
    elif isinstance(axis, tuple):
        return () if k == len(axis) else (normal_axis(axis[k], ndim),) + _axes(axis, ndim, k + 1)
    else:
        return (normal_axis(axis, ndim),)


def _spacings(shape, given, axes):
    if len(given) == 0:
        return _copies(1.0, len(axes))
    elif len(given) == 1 and np.ndim(given[0]) == 0:
        return _copies(given[0], len(axes))
    elif len(given) == len(axes):
        return _checked(shape, given, axes)
    else:
        raise TypeError("invalid number of arguments")


def _copies(number, count):
    if count == 0:
        return ()
    return (number,) + _copies(number, count - 1)


def _checked(shape, given, axes):
    if len(given) == 0:
        return ()
    if np.ndim(given[0]) > 1:
        raise ValueError("distances must be either scalars or 1d")
    elif np.ndim(given[0]) == 1:
        if len(given[0]) != shape[axes[0]]:
            raise ValueError("when 1d, distances must match the length of the corresponding dimension")
    return (given[0],) + _checked(shape, given[1:], axes[1:])


def _inexact(array):
    """Integers as float64, whose differences do not wrap around."""
    if array.dtype.kind == "i" or array.dtype.kind == "u":
        return array.astype(np.float64)
    else:
        return array


def _gradients(array, axes, spacings, edge_order):
    if len(axes) == 0:
        return ()
    made = np.empty(array.shape, array.dtype)
    _differentiate(np.moveaxis(made, axes[0], 0), np.moveaxis(array, axes[0], 0), spacings[0], edge_order)
    return (made,) + _gradients(array, axes[1:], spacings[1:], edge_order)


def _differentiate(out, rows, spacing, edge_order):
    if np.ndim(spacing) == 0:
        _differentiate_evenly(out, rows, spacing, edge_order)
    else:
        steps = np.diff(_inexact(spacing))
        if np.all(steps == steps[0]):
            _differentiate_evenly(out, rows, steps[0], edge_order)
        else:
            _differentiate_unevenly(out, rows, steps, edge_order)


def _differentiate_evenly(out, rows, step, edge_order):
    _put_slopes(out[1:-1], rows[2:], rows[:-2], 2.0 * step)
    if edge_order == 1:
        _put_slopes(out[:1], rows[1:2], rows[:1], 1.0 * step)
        _put_slopes(out[-1:], rows[-1:], rows[-2:-1], 1.0 * step)
    else:
        out[0] = -1.5 / step * rows[0] + 2.0 / step * rows[1] + -0.5 / step * rows[2]
        out[-1] = 0.5 / step * rows[-3] + -2.0 / step * rows[-2] + 1.5 / step * rows[-1]


def _put_slopes(out, after, before, step):
    """One function of all three places: of slices, so that their types are the same."""
    out[...] = (after - before) / step


def _differentiate_unevenly(out, rows, steps, edge_order):
    """By the parabola through a point and its two neighbours."""
    before = np.reshape(steps[:-1], (-1,) + ones(rows.ndim - 1))
    after = np.reshape(steps[1:], (-1,) + ones(rows.ndim - 1))
    a = -after / (before * (before + after))
    b = (after - before) / (before * after)
    c = before / (after * (before + after))
    out[1:-1] = a * rows[:-2] + b * rows[1:-1] + c * rows[2:]
    if edge_order == 1:
        out[0] = (rows[1] - rows[0]) / steps[0]
        out[-1] = (rows[-1] - rows[-2]) / steps[-1]
    else:
        _differentiate_edges(out, rows, steps)


def _differentiate_edges(out, rows, steps):
    near, far = steps[0], steps[1]
    a = -(2.0 * near + far) / (near * (near + far))
    b = (near + far) / (near * far)
    c = -near / (far * (near + far))
    out[0] = a * rows[0] + b * rows[1] + c * rows[2]
    far, near = steps[-2], steps[-1]
    a = near / (far * (far + near))
    b = -(near + far) / (far * near)
    c = (2.0 * near + far) / (near * (far + near))
    out[-1] = a * rows[-3] + b * rows[-2] + c * rows[-1]
