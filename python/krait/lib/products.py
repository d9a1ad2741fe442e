"""Products of vectors and matrices that are no sums: outer, kron, cross; the trace."""

import numpy as np

from krait.lib import value
from krait.lib.axes import as_vector, interleave, ones


def outer(a, b, out=None):
    if out is None:
        x, y = as_vector(a), as_vector(b)
        return _fill_outer(np.empty((len(x), len(y)), np.result_type(x, y)), x, y)
    return np.multiply(np.reshape(as_vector(a), (-1, 1)), np.reshape(as_vector(b), (1, -1)), out)


def _fill_outer(out, x, y):
    for i in range(len(x)):
        for j in range(len(y)):
            out[i, j] = x[i] * y[j]
    return out


def kron(a, b):
    ndim = max(a.ndim, b.ndim)
    x, y = a.reshape(ones(b.ndim - a.ndim) + a.shape), b.reshape(ones(a.ndim - b.ndim) + b.shape)
    pairs = np.empty(interleave(x.shape, y.shape), np.result_type(a, b))
    for i in np.ndindex(x.shape):
        for j in np.ndindex(y.shape):
            pairs[interleave(i, j)] = x[i] * y[j]
    return pairs.reshape(_products(x.shape, y.shape))


def _products(a, b):
    if len(a) == 0:
        return ()
    return (a[0] * b[0],) + _products(a[1:], b[1:])


def cross(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None):
    if axis is not None:
        return cross(a, b, axis, axis, axis)
    if a.ndim < 1 or b.ndim < 1:
        raise ValueError("At least one array has zero dimension")
    x, y = np.moveaxis(a, axisa, -1), np.moveaxis(b, axisb, -1)
    out = _cross(x, y)
    if out.ndim == 1:
        return out
    return np.moveaxis(out, -1, axisc)


def _cross(x, y):
    m, n = x.shape[x.ndim - 1], y.shape[y.ndim - 1]
    if (m != 2 and m != 3) or (n != 2 and n != 3):
        raise ValueError("incompatible dimensions for cross product\n(dimension must be 2 or 3)")
    if m == 2 and n == 2:
        raise NotImplementedError("cross() of two vectors of 2 elements is no vector: write x[0] * y[1] - x[1] * y[0]")
    x0, x1, y0, y1 = x[..., 0], x[..., 1], y[..., 0], y[..., 1]
    third = x0 * y1 - x1 * y0
    out = np.empty(np.shape(third) + (3,), np.promote_types(x.dtype, y.dtype))
    out[..., 2] = third
    if m == 3 and n == 3:
        out[..., 0] = x1 * y[..., 2] - x[..., 2] * y1
        out[..., 1] = x[..., 2] * y0 - x0 * y[..., 2]
    elif m == 3:
        out[..., 0] = -(x[..., 2] * y1)
        out[..., 1] = x[..., 2] * y0
    else:
        out[..., 0] = x1 * y[..., 2]
        out[..., 1] = -(x0 * y[..., 2])
    return out


def trace(a, offset: value = 0, axis1=0, axis2=1, dtype=None, out=None):
    if a.ndim < 2:
        raise ValueError("diag requires an array of at least two dimensions")
    return np.sum(np.diagonal(a, offset, axis1, axis2), -1, dtype, out)
