"""Grids of coordinates: meshgrid, indices."""

import numpy as np

from krait.lib import refuse
from krait.lib.axes import as_shape, as_vector, ones


def meshgrid(*xi, copy=True, sparse=False, indexing="xy"):
    if indexing != "xy" and indexing != "ij":
        raise ValueError("Valid values for `indexing` are 'xy' and 'ij'.")
    if not copy:
        refuse("copy=False")
    swaps = indexing == "xy" and len(xi) > 1
    return _grids(xi, _shape(xi, swaps), swaps, sparse, 0)


def _shape(xi, swaps):
    lengths = _lengths(xi)
    if swaps:
        return (lengths[1], lengths[0]) + lengths[2:]
    return lengths


def _lengths(xi):
    if len(xi) == 0:
        return ()
    return (np.size(xi[0]),) + _lengths(xi[1:])


def _grids(xi, shape, swaps, sparse, k):
    """The grids of the arrays from this one on."""
    if k == len(xi):
        return ()
    axis = 1 - k if swaps and k < 2 else k
    vector = as_vector(xi[k])
    line = vector.reshape(ones(axis) + (len(vector),) + ones(len(xi) - 1 - axis))
    if sparse:
        return (line.copy(),) + _grids(xi, shape, swaps, sparse, k + 1)
    return (np.broadcast_to(line, shape).copy(),) + _grids(xi, shape, swaps, sparse, k + 1)


def indices(dimensions, dtype=None, sparse=False):
    if dtype is None:
        return indices(dimensions, np.int64, sparse)
    shape = as_shape(dimensions)
    if sparse:
        return _open_grid(shape, dtype, 0)
    out = np.empty((len(shape),) + shape, dtype)
    for index in np.ndindex(shape):
        for axis in range(len(shape)):
            out[(axis,) + index] = index[axis]
    return out


def _open_grid(shape, dtype, axis):
    if axis == len(shape):
        return ()
    line = np.arange(shape[axis], dtype=dtype)
    placed = line.reshape(ones(axis) + (shape[axis],) + ones(len(shape) - 1 - axis))
    return (placed,) + _open_grid(shape, dtype, axis + 1)
