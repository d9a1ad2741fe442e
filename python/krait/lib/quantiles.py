"""Medians and quantiles, along lanes (lanes.py) that are partially sorted, copies unless overwrite_input says otherwise.

A quantile stands at a virtual index between two elements in sorted order; the methods differ in where that is and in how
the two elements are weighted (R. J. Hyndman, Y. Fan, Sample quantiles in statistical packages, 1996).
"""

import numpy as np

from krait.lib import refuse
from krait.lib.lanes import are_all, given, has_lanes, kept_shape, lanes


def median(a, axis=None, out=None, overwrite_input=False, keepdims=False):
    x = np.asarray(a)
    shape = kept_shape(x, axis, keepdims)
    y = lanes(x, axis)
    if not has_lanes(x, axis, keepdims):
        return given(median_of(y if overwrite_input else y.copy()), out)
    rows = as_rows(y)
    found = np.empty(len(rows), mean_dtype(x))
    lane = np.empty(rows.shape[1], x.dtype)
    for k in range(len(rows)):
        if overwrite_input:
            found[k] = median_of(rows[k])
        else:
            lane[...] = rows[k]
            found[k] = median_of(lane)
    return given(found.reshape(shape), out)


def as_rows(y):
    """The lanes as rows of a matrix."""
    count = 1
    for extent in y.shape[:-1]:
        count *= extent
    return y.reshape((count, y.shape[y.ndim - 1]))


def mean_dtype(x):
    """The dtype of means of such numbers."""
    if x.dtype.kind == "b" or x.dtype.kind == "i" or x.dtype.kind == "u":
        return np.dtype(np.float64)
    return x.dtype


def may_have_nan(x):
    return x.dtype.kind == "f" or x.dtype.kind == "c"


def median_of(lane):
    """Of a vector, which it reorders. NaN if it is empty or has one."""
    dtype = mean_dtype(lane)
    count = len(lane)
    if count == 0:
        return dtype.type(np.mean(lane))
    lane.partition(count // 2)
    if may_have_nan(lane) and np.any(np.isnan(lane[count // 2:])):
        lane.partition(count - 1)  # of complex ones the last in order
        return dtype.type(lane[count - 1])
    upper = lane[count // 2]
    if count % 2 == 1:
        return dtype.type(upper) + dtype.type(0)  # a mean of one, which is never -0.0
    return _middle(np.max(lane[:count // 2]), upper, dtype)


def _middle(a, b, dtype):
    wide = np.dtype(np.float32) if dtype == np.float16 else dtype
    return dtype.type((wide.type(a) + wide.type(b)) / 2)


def percentile(a, q, axis=None, out=None, overwrite_input=False, method="linear", keepdims=False, *, weights=None):
    is_weak = type(q) is float or type(q) is int
    return _quantiles(a, np.true_divide(numbers(q), 100), axis, out, overwrite_input, method, keepdims, weights, is_weak, True)


def quantile(a, q, axis=None, out=None, overwrite_input=False, method="linear", keepdims=False, *, weights=None):
    is_weak = type(q) is float or type(q) is int
    return _quantiles(a, numbers(q), axis, out, overwrite_input, method, keepdims, weights, is_weak, False)


def numbers(q):
    """As an array, or a NumPy scalar."""
    if isinstance(q, tuple) or isinstance(q, list) or isinstance(q, np.ndarray):
        return np.asarray(q)
    return np.result_type(q).type(q)


def check_quantiles(q, is_percent):
    if np.ndim(q) > 2:
        raise ValueError("q must be a scalar or 1d")
    if not are_all((q >= 0) & (q <= 1)):
        if is_percent:
            raise ValueError("Percentiles must be in the range [0, 100]")
        raise ValueError("Quantiles must be in the range [0, 1]")


def _quantiles(a, q, axis, out, overwrite_input, method, keepdims, weights, is_weak, is_percent):
    x = np.asarray(a)
    if x.dtype.kind == "c":
        raise TypeError("a must be an array of real numbers")
    if weights is not None:
        refuse("the argument 'weights'")
    check_quantiles(q, is_percent)
    shape = np.shape(q) + kept_shape(x, axis, keepdims)
    y = lanes(x, axis)
    if np.ndim(q) == 0 and not has_lanes(x, axis, keepdims):
        return given(quantile_of(y if overwrite_input else y.copy(), q, method, is_weak, False), out)
    rows = as_rows(y)
    points = np.ravel(np.asarray(q))
    is_sorted = len(points) > 8
    found = np.empty((len(points), len(rows)), quantile_dtype(x, q, method, is_weak))
    for k in range(len(rows)):
        lane = rows[k] if overwrite_input else rows[k].copy()
        if is_sorted:
            lane.sort()
        for j in range(len(points)):
            found[j, k] = quantile_of(lane, points[j], method, is_weak, is_sorted)
    return given(found.reshape(shape), out)


def quantile_dtype(x, q, method, is_weak):
    """The dtype of such quantiles of x."""
    number = x.dtype.type(0)
    virtual = _virtual_index(method, 1, q.dtype.type(0))
    if _is_place(method, virtual):
        return x.dtype
    return _between(number, number, float(virtual) if is_weak else virtual).dtype


def quantile_of(lane, q, method, is_weak, is_sorted):
    """Of a vector, which it reorders."""
    count = len(lane)
    if count == 0:
        if may_have_nan(lane):  # NumPy looks at the last one first
            raise IndexError("index -1 is out of bounds for axis 0 with size 0")
        raise IndexError("index 0 is out of bounds for axis 0 with size 0")
    virtual = _virtual_index(method, count, q)
    if _is_place(method, virtual):
        place = np.int64(virtual)
        if not is_sorted:
            lane.partition(place)
        return _or_nan(lane[place], lane, place)
    previous, following = _neighbours(virtual, count)
    if not is_sorted:
        lane.partition(previous)
        if following > previous:
            _bring_least(lane, following)
    gamma = virtual.dtype.type(_gamma(method, virtual, previous))
    number = _between(lane[previous], lane[following], float(gamma) if is_weak else gamma)
    return _or_nan(number, lane, previous)


def _bring_least(lane, start):
    """Puts the least element from `start` on there."""
    place = start + np.argmin(lane[start:])
    if lane.dtype.kind == "f" and np.isnan(lane[place]):
        return
    least = lane[place]
    lane[place] = lane[start]
    lane[start] = least


def _or_nan(number, lane, place):
    """NaN, if the vector has one: it then stands from this place on."""
    if lane.dtype.kind == "f" and np.any(np.isnan(lane[place:])):
        return number.dtype.type(np.nan)
    return number


def _is_place(method, virtual):
    """Whether the virtual index is that of an element."""
    if method == "linear":
        return virtual.dtype.kind == "i" or virtual.dtype.kind == "u"
    return (method == "lower" or method == "higher" or method == "nearest" or method == "inverted_cdf"
            or method == "closest_observation")


def _virtual_index(method, n, q):
    if method == "linear":
        return (n - 1) * q
    if method == "lower":
        return np.floor((n - 1) * q)
    if method == "higher":
        return np.ceil((n - 1) * q)
    if method == "nearest":
        return np.round((n - 1) * q)
    if method == "midpoint":
        return 0.5 * (np.floor((n - 1) * q) + np.ceil((n - 1) * q))
    if method == "inverted_cdf":
        return _element_at(n * q - 1, False)
    if method == "closest_observation":
        return _element_at(n * q - 1 - 0.5, True)
    if method == "averaged_inverted_cdf":
        return n * q - 1
    if method == "interpolated_inverted_cdf":
        return _continuous_index(n, q, 0, 1)
    if method == "hazen":
        return _continuous_index(n, q, 0.5, 0.5)
    if method == "weibull":
        return _continuous_index(n, q, 0, 0)
    if method == "median_unbiased":
        return _continuous_index(n, q, 1 / 3.0, 1 / 3.0)
    if method == "normal_unbiased":
        return _continuous_index(n, q, 3 / 8.0, 3 / 8.0)
    refuse("this method", "Take one of those that numpy.quantile has.")


def _continuous_index(n, q, alpha, beta):
    return n * q + (alpha + q * (1 - alpha - beta)) - 1


def _element_at(index, is_to_even):
    """The next element, or this one where the index is whole (and even, counted from 1)."""
    previous = np.floor(index)
    stays = index == previous
    if is_to_even:
        stays = stays and previous % 2 == 1
    return np.maximum(np.int64(previous if stays else previous + 1), 0)


def _neighbours(virtual, count):
    """The places before and after the virtual index; the same twice at the ends."""
    if virtual != virtual or virtual >= count - 1:
        return count - 1, count - 1
    if virtual < 0:
        return 0, 0
    previous = int(np.floor(virtual))
    return previous, previous + 1


def _gamma(method, virtual, previous):
    """The weight of the element after the virtual index."""
    gamma = virtual - previous
    if method == "averaged_inverted_cdf":
        return 0.5 if gamma == 0 else 1.0
    if method == "midpoint":
        return 0.0 if virtual % 1 == 0 else 0.5
    return gamma


def _between(a, b, weight):
    difference = b - a
    below = np.add(a, difference * weight)
    if weight >= 0.5:
        return below.dtype.type(np.subtract(b, difference * (1 - weight)))
    return below
