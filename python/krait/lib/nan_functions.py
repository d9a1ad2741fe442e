"""Reductions that leave NaNs out. For dtypes without NaN they are the plain ones."""

import numpy as np

from krait.lib.extremes import argmax, argmin
from krait.lib.lanes import given, has_lanes, is_any, kept_shape, lanes
from krait.lib.quantiles import as_rows, check_quantiles, may_have_nan, mean_dtype, median, median_of, numbers
from krait.lib.quantiles import quantile_dtype, quantile_of
from krait.lib.scans import cumprod, cumsum
from krait.lib.statistics import divided, mean, squared, var

from krait.lib import refuse, value


def _with(x, number):
    """The array with this number in place of its NaNs."""
    if not may_have_nan(x):
        return x
    return np.where(np.isnan(x), x.dtype.type(number), x)


def nansum(a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=True):
    return np.sum(_with(np.asarray(a), 0), axis, dtype, out, keepdims, initial, where)


def nanprod(a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=True):
    return np.prod(_with(np.asarray(a), 1), axis, dtype, out, keepdims, initial, where)


def nanmin(a, axis=None, out=None, keepdims=False, initial=None, where=True):
    x = np.asarray(a)
    if x.dtype.kind == "f" and initial is None and x.size > 0:
        found = np.min(_with(x, np.inf), axis, None, keepdims, None, where)
        return given(_nan_where_no_number(found, np.inf, x, axis, keepdims), out)
    return np.fmin.reduce(x, axis, None, out, keepdims, initial, where)


def nanmax(a, axis=None, out=None, keepdims=False, initial=None, where=True):
    x = np.asarray(a)
    if x.dtype.kind == "f" and initial is None and x.size > 0:
        found = np.max(_with(x, -np.inf), axis, None, keepdims, None, where)
        return given(_nan_where_no_number(found, -np.inf, x, axis, keepdims), out)
    return np.fmax.reduce(x, axis, None, out, keepdims, initial, where)


def _nan_where_no_number(found, limit, x, axis, keepdims):
    """An infinity that was found may stand for NaNs only."""
    if is_any(found == limit):
        has_no_number = np.all(np.isnan(x), axis, None, keepdims)
        if not isinstance(found, np.ndarray):
            return found.dtype.type(np.nan) if has_no_number else found
        found[...] = np.where(has_no_number, np.nan, found)
    return found


def nanargmin(a, axis=None, out=None, *, keepdims=False):
    x = np.asarray(a)
    _check_numbers(x, axis)
    return argmin(_with(x, np.inf), axis, out, keepdims=keepdims)


def nanargmax(a, axis=None, out=None, *, keepdims=False):
    x = np.asarray(a)
    _check_numbers(x, axis)
    return argmax(_with(x, -np.inf), axis, out, keepdims=keepdims)


def _check_numbers(x, axis):
    if may_have_nan(x) and x.size > 0 and is_any(np.all(np.isnan(x), axis)):
        raise ValueError("All-NaN slice encountered")


def _check_inexact(dtype, out):
    if dtype is not None and np.dtype(dtype).kind != "f" and np.dtype(dtype).kind != "c":
        raise TypeError("If a is inexact, then dtype must be inexact")
    if out is not None and out.dtype.kind != "f" and out.dtype.kind != "c":
        raise TypeError("If a is inexact, then out must be inexact")


def _count(x, axis, keepdims, where):
    return np.sum(~np.isnan(x), axis, np.int64, None, keepdims, where=where)


def nanmean(a, axis=None, dtype=None, out=None, keepdims=False, *, where=True):
    x = np.asarray(a)
    if not may_have_nan(x):
        return mean(x, axis, dtype, out, keepdims, where=where)
    _check_inexact(dtype, out)
    total = np.sum(_with(x, 0), axis, dtype, out, keepdims, where=where)
    return divided(total, _count(x, axis, keepdims, where))


def nanvar(a, axis=None, dtype=None, out=None, ddof: value = 0, keepdims=False, *, where=True, mean=None,
           correction: value = None):
    x = np.asarray(a)
    if not may_have_nan(x):
        return var(x, axis, dtype, out, ddof, keepdims, where=where, mean=mean, correction=correction)
    _check_inexact(dtype, out)
    if correction is None:
        return _nanvar(x, axis, dtype, out, ddof, keepdims, where, mean)
    if ddof != 0:
        raise ValueError("ddof and correction can't be provided simultaneously.")
    return _nanvar(x, axis, dtype, out, correction, keepdims, where, mean)


def _nanvar(x, axis, dtype, out, ddof, keepdims, where, given_mean):
    if given_mean is None:
        center = divided(np.sum(_with(x, 0), axis, dtype, None, True, where=where), _count(x, axis, True, where))
        squares = squared(_deviations(x, center))
    else:
        squares = squared(_deviations(x, given_mean))
    total = np.sum(squares, axis, dtype, out, keepdims, where=where)
    freedom = _count(x, axis, keepdims, where) - ddof
    return divided(total, np.where(freedom > 0, freedom, np.nan))


def _deviations(x, center):
    """0 for NaNs; in the dtype of the array, as NumPy computes them."""
    return np.where(np.isnan(x), x.dtype.type(0), np.subtract(x, center).astype(x.dtype))


def nanstd(a, axis=None, dtype=None, out=None, ddof: value = 0, keepdims=False, *, where=True, mean=None,
           correction: value = None):
    found = nanvar(a, axis, dtype, out, ddof, keepdims, where=where, mean=mean, correction=correction)
    if isinstance(found, np.ndarray):
        return np.sqrt(found, found)
    return found.dtype.type(np.sqrt(found))


def nancumsum(a, axis=None, dtype=None, out=None):
    return cumsum(_with(np.asarray(a), 0), axis, dtype, out)


def nancumprod(a, axis=None, dtype=None, out=None):
    return cumprod(_with(np.asarray(a), 1), axis, dtype, out)


def _numbers_of(lane):
    """A copy of the vector without its NaNs."""
    kept = np.empty(len(lane), lane.dtype)
    count = 0
    for number in lane:
        kept[count] = number
        count += 0 if number != number else 1
    return kept[:count]


def nanmedian(a, axis=None, out=None, overwrite_input=False, keepdims=False):
    x = np.asarray(a)
    if not may_have_nan(x):
        return median(x, axis, out, overwrite_input, keepdims)
    shape = kept_shape(x, axis, keepdims)
    y = lanes(x, axis)
    if not has_lanes(x, axis, keepdims):
        return given(median_of(_numbers_of(y)), out)
    rows = as_rows(y)
    found = np.empty(len(rows), mean_dtype(x))
    for k in range(len(rows)):
        found[k] = median_of(_numbers_of(rows[k]))
    return given(found.reshape(shape), out)


def nanpercentile(a, q, axis=None, out=None, overwrite_input=False, method="linear", keepdims=False, *, weights=None):
    is_weak = type(q) is float or type(q) is int
    return _quantiles(a, np.true_divide(numbers(q), 100), axis, out, overwrite_input, method, keepdims, weights, is_weak, True)


def nanquantile(a, q, axis=None, out=None, overwrite_input=False, method="linear", keepdims=False, *, weights=None):
    is_weak = type(q) is float or type(q) is int
    return _quantiles(a, numbers(q), axis, out, overwrite_input, method, keepdims, weights, is_weak, False)


def _quantiles(a, q, axis, out, overwrite_input, method, keepdims, weights, is_weak, is_percent):
    x = np.asarray(a)
    if x.dtype.kind == "c":
        raise TypeError("a must be an array of real numbers")
    if weights is not None:
        refuse("the argument 'weights'")
    check_quantiles(q, is_percent)
    shape = np.shape(q) + kept_shape(x, axis, keepdims)
    y = lanes(x, axis)
    dtype = quantile_dtype(x, q, method, is_weak)
    if np.ndim(q) == 0 and not has_lanes(x, axis, keepdims):
        return given(_nanquantile_of(_numbers_of(y), q, method, is_weak, False, dtype), out)
    rows = as_rows(y)
    points = np.ravel(np.asarray(q))
    found = np.empty((len(points), len(rows)), dtype)
    for k in range(len(rows)):
        lane = _numbers_of(rows[k])
        lane.sort()
        for j in range(len(points)):
            found[j, k] = _nanquantile_of(lane, points[j], method, is_weak, True, dtype)
    return given(found.reshape(shape), out)


def _nanquantile_of(lane, q, method, is_weak, is_sorted, dtype):
    if may_have_nan(lane) and len(lane) == 0:
        return dtype.type(np.nan)
    return dtype.type(quantile_of(lane, q, method, is_weak, is_sorted))
