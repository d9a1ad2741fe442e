"""Running sums, products and other results: accumulate of ufuncs, cumsum, cumprod, cumulative_sum, cumulative_prod."""

import numpy as np

from krait.lib.axes import normal_axis


def accumulate(ufunc, array, axis=0, dtype=None, out=None):
    x = np.asarray(array)
    if x.ndim == 0:
        raise TypeError("cannot accumulate on a scalar")
    place = normal_axis(axis, x.ndim)
    kind = accumulated_dtype(ufunc, x, dtype, out)
    if out is None:
        return _scan(ufunc, np.empty(x.shape, kind), x, place, kind)
    if out.shape != x.shape:
        message = "provided out is the wrong size for the accumulation."
        raise ValueError(message)
    if out.dtype == kind:
        return _scan(ufunc, out, x, place, kind)
    out[...] = _scan(ufunc, np.empty(x.shape, kind), x, place, kind)
    return out


def accumulated_dtype(ufunc, x, dtype, out):
    """In which dtype a ufunc combines the elements: sums and products of integers are as wide as int64."""
    if dtype is not None:
        return np.dtype(dtype)
    if out is not None:
        return out.dtype if x.dtype.kind == "m" else np.result_type(out.dtype, x.dtype)
    if ufunc is np.add or ufunc is np.multiply:
        if x.dtype.kind == "b" or x.dtype.kind == "i":
            return np.dtype(np.int64)
        if x.dtype.kind == "u":
            return np.dtype(np.uint64)
    return ufunc(x.dtype.type(0), x.dtype.type(1)).dtype


def _scan(ufunc, out, x, axis, dtype):
    if axis == x.ndim - 1:
        return _scan_lanes(ufunc, out, x, dtype)
    if x.ndim == 2 and out.dtype == dtype:
        return _scan_columns(ufunc, out, x, dtype)
    rows, results = np.moveaxis(x, axis, 0), np.moveaxis(out, axis, 0)
    if len(rows) > 0:
        results[0] = rows[0].astype(dtype)
        running = rows[0].astype(dtype)
        for k in range(1, len(rows)):
            running[...] = ufunc(running, rows[k].astype(dtype))
            results[k] = running
    return out


def _scan_columns(ufunc, out, x, dtype):
    for j in range(min(x.shape[0], 1) * x.shape[1]):
        out[0, j] = dtype.type(x[0, j])
    for k in range(1, x.shape[0]):
        for j in range(x.shape[1]):
            out[k, j] = dtype.type(ufunc(out[k - 1, j], dtype.type(x[k, j])))
    return out


def _scan_lanes(ufunc, out, x, dtype):
    if x.ndim == 1:
        _scan_lane(ufunc, out, x, dtype)
    else:
        for index in np.ndindex(x.shape[:-1]):
            _scan_lane(ufunc, out[index], x[index], dtype)
    return out


def _scan_lane(ufunc, out, x, dtype):
    if len(x) > 0:
        running = dtype.type(x[0])
        out[0] = out.dtype.type(running)
        for k in range(1, len(x)):
            running = dtype.type(ufunc(running, dtype.type(x[k])))
            out[k] = out.dtype.type(running)


def cumsum(a, axis=None, dtype=None, out=None):
    return _cumulative(np.add, np.asarray(a), axis, dtype, out)


def cumprod(a, axis=None, dtype=None, out=None):
    return _cumulative(np.multiply, np.asarray(a), axis, dtype, out)


def _cumulative(ufunc, x, axis, dtype, out):
    if axis is None or x.ndim == 0:
        return accumulate(ufunc, x.ravel(), 0 if axis is None else axis, dtype, out)
    return accumulate(ufunc, x, axis, dtype, out)


def cumulative_sum(x, /, *, axis=None, dtype=None, out=None, include_initial=False):
    return _cumulative_with(np.add, 0, np.atleast_1d(np.asarray(x)), axis, dtype, out, include_initial)


def cumulative_prod(x, /, *, axis=None, dtype=None, out=None, include_initial=False):
    return _cumulative_with(np.multiply, 1, np.atleast_1d(np.asarray(x)), axis, dtype, out, include_initial)


def _cumulative_with(ufunc, initial, x, axis, dtype, out, include_initial):
    if axis is None:
        if x.ndim >= 2:
            raise ValueError("For arrays which have more than one dimension ``axis`` argument is required.")
        return _cumulative_with(ufunc, initial, x, 0, dtype, out, include_initial)
    if not include_initial:
        return accumulate(ufunc, x, axis, dtype, out)
    place = normal_axis(axis, x.ndim)
    kind = accumulated_dtype(ufunc, x, dtype, out)
    results = np.empty(_one_more(x.shape, place, 0), kind) if out is None else out
    moved = np.moveaxis(results, place, 0)
    moved[0] = initial
    _scan(ufunc, np.moveaxis(moved[1:], 0, place), x, place, kind)
    return results


def _one_more(shape, place, axis):
    if axis == len(shape):
        return ()
    return (shape[axis] + (1 if axis == place else 0),) + _one_more(shape, place, axis + 1)
