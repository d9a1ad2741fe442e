"""Counting values and finding their place: bincount, digitize, histogram, indices to and from places in memory."""

import numpy as np

from krait.lib import refuse, value
from krait.lib.axes import as_array, as_shape, as_vector, product
from krait.lib.ranges import linspace


def bincount(x, weights=None, minlength: value = 0):
    return _bincount(as_array(x), weights, minlength)


def _bincount(x, weights, minlength):
    if x.ndim == 0:
        raise ValueError("object of too small depth for desired array")
    if x.ndim > 1:
        raise ValueError("object too deep for desired array")
    if x.dtype.kind == "f" or x.dtype.kind == "c":
        message = "Cannot cast array data from dtype('{}') to dtype('int64') according to the rule 'safe'"
        raise TypeError(message, x.dtype.name)
    if minlength < 0:
        raise ValueError("'minlength' must not be negative")
    size = minlength
    for number in x:
        if np.int64(number) < 0:
            raise ValueError("'list' argument must have no negative elements")
        size = max(size, int(number) + 1)
    if weights is None:
        counts = np.zeros(size, np.int64)
        for number in x:
            counts[int(number)] += 1
        return counts
    else:
        if len(weights) != len(x):
            raise ValueError("The weights and list don't have the same length.")
        sums = np.zeros(size, np.float64)
        for i in range(len(x)):
            sums[int(x[i])] += np.float64(weights[i])
        return sums


def digitize(x, bins, right=False):
    if np.iscomplexobj(x):
        raise TypeError("x may not be complex")
    if np.ndim(bins) != 1:
        raise ValueError("object too deep for desired array")
    direction = _direction(bins)
    if direction == 0:
        raise ValueError("bins must be monotonically increasing or decreasing")
    if np.ndim(x) == 0:
        return np.int64(_bin_of(x, bins, direction, right))
    out = np.empty(x.shape, np.int64)
    for index in np.ndindex(x.shape):
        out[index] = _bin_of(x[index], bins, direction, right)
    return out


def _direction(bins):
    """1 if no bin is below the one before it, -1 if none is above; 0 if there are both."""
    rises, falls = False, False
    for i in range(1, len(bins)):
        rises |= bool(bins[i] > bins[i - 1])
        falls |= bool(bins[i] < bins[i - 1])
    if rises and falls:
        return 0
    return -1 if falls else 1


def _bin_of(x, bins, direction, right):
    """How many bins stand before x, in the order in which they rise."""
    if len(bins) == 0:
        return 0
    low, size = 0, len(bins)
    while size > 1:
        half = size // 2
        low = low + half if _is_before(bins[_place_of(low + half - 1, bins, direction)], x, right) else low
        size -= half
    low = low + 1 if _is_before(bins[_place_of(low, bins, direction)], x, right) else low
    return low if direction > 0 else len(bins) - low


def _place_of(rank, bins, direction):
    return rank if direction > 0 else len(bins) - 1 - rank


def _is_before(edge, x, is_strict):
    """NaNs stand behind all numbers."""
    if is_strict:
        return bool(edge < x or (x != x and edge == edge))
    return bool(edge <= x or x != x)


def histogram(a, bins=10, range=None, density=None, weights=None):
    if isinstance(bins, str):
        refuse("a rule for the number of bins", "Give the number, or the edges.")
    if weights is not None:
        if weights.shape != a.shape:
            raise ValueError("weights should have the same shape as a.")
    edges = _edges(a, bins, range)
    counts = _histogram(as_vector(a), edges, weights, np.ndim(bins) == 0)
    if density is None or not density:
        return counts, edges
    return _density(counts, edges), edges


def _edges(a, bins, range):
    if np.ndim(bins) == 1:
        for i in np.arange(1, len(bins)):
            if bins[i - 1] > bins[i]:
                raise ValueError("`bins` must increase monotonically, when an array")
        return bins
    if np.ndim(bins) > 1:
        raise ValueError("`bins` must be 1d, when an array")
    if bins < 1:
        raise ValueError("`bins` must be positive, when an integer")
    first, last = _outer_edges(as_vector(a), range)
    dtype = np.result_type(first, last, a)
    if dtype.kind == "i" or dtype.kind == "u" or dtype.kind == "b":
        return linspace(first, last, bins + 1)
    return linspace(first, last, bins + 1, True, False, dtype)


def _outer_edges(a, range):
    if range is not None:
        first, last = range[0], range[1]
        if first > last:
            raise ValueError("max must be larger than min in range parameter.")
        if not (np.isfinite(first) and np.isfinite(last)):
            raise ValueError("supplied range of [{}, {}] is not finite", first, last)
        return _widened(first, last)
    if len(a) == 0:
        return _widened(a.dtype.type(0), a.dtype.type(1))
    low, high = a[0], a[0]
    for number in a:
        low, high = np.minimum(low, number), np.maximum(high, number)
    if not (np.isfinite(low) and np.isfinite(high)):
        raise ValueError("autodetected range of [{}, {}] is not finite", low, high)
    return _widened(low, high)


def _widened(first, last):
    """Numbers as wide as they are; half a unit around a single one."""
    half = 0.5 if first == last else 0.0
    return first - half, last + half


def _histogram(a, edges, weights, is_even):
    if weights is None:
        counts = np.zeros(len(edges) - 1, np.int64)
        for i in range(len(a)):
            place = _place(a[i], edges, is_even)
            if place >= 0:
                counts[place] += 1
        return counts
    else:
        flat = as_vector(weights)
        sums = np.zeros(len(edges) - 1, np.promote_types(flat.dtype, np.float64))
        for i in range(len(a)):
            place = _place(a[i], edges, is_even)
            if place >= 0:
                sums[place] += sums.dtype.type(flat[i])
        return sums.astype(flat.dtype)


def _place(number, edges, is_even):
    """The bin of a number, -1 outside: each has its left edge, the last one also its right edge."""
    last = len(edges) - 1
    if not (number >= edges[0] and number <= edges[last]):
        return -1
    if is_even:
        return _even_place(number, edges)
    low, high = 0, last
    while low < high:
        middle = (low + high) // 2
        if edges[middle + 1] <= number:
            low = middle + 1
        else:
            high = middle
    return min(low, last - 1)


def _even_place(number, edges):
    """By division, which may be one bin off where rounding was."""
    bins = len(edges) - 1
    span = edges[bins] - edges[0]
    place = int((number - edges[0]) / span * bins)
    if place == bins:
        place -= 1
    if number < edges[place]:
        return place - 1
    if number >= edges[place + 1] and place != bins - 1:
        return place + 1
    return place


def _density(counts, edges):
    everything = np.sum(counts)
    out = np.empty(len(counts), np.result_type(counts, edges, 0.0))
    for i in range(len(counts)):
        out[i] = counts[i] / (edges[i + 1] - edges[i]) / everything
    return out


def unravel_index(indices, shape, order="C"):
    dims = as_shape(shape)
    if order != "C" and order != "F":
        raise ValueError("only 'C' or 'F' order is permitted")
    size = product(dims)
    if np.ndim(indices) == 0:
        return _unravel_one(_checked_place(indices, size), dims, order)
    return _unravel_all(indices, dims, order, size, 0)


def _checked_place(index, size):
    if index < 0 or index >= size:
        raise ValueError("index {} is out of bounds for array with size {}", index, size)
    return np.int64(index)


def _unravel_one(place, dims, order):
    if len(dims) == 0:
        return ()
    if order == "F":
        return (place % dims[0],) + _unravel_one(place // dims[0], dims[1:], order)
    return _unravel_one(place // dims[len(dims) - 1], dims[:-1], order) + (place % dims[len(dims) - 1],)


def _unravel_all(indices, dims, order, size, axis):
    """One array of indices for each axis from this one on."""
    if axis == len(dims):
        return ()
    out = np.empty(indices.shape, np.int64)
    stride = product(dims[axis + 1:]) if order == "C" else product(dims[:axis])
    for place in np.ndindex(indices.shape):
        out[place] = _checked_place(indices[place], size) // stride % dims[axis]
    return (out,) + _unravel_all(indices, dims, order, size, axis + 1)


def ravel_multi_index(multi_index, dims, mode="raise", order="C"):
    shape = as_shape(dims)
    if not isinstance(multi_index, tuple):
        refuse("indices that are no tuple")
    if len(multi_index) != len(shape):
        raise ValueError("parameter multi_index must be a sequence of length {}", len(shape))
    if order != "C" and order != "F":
        raise ValueError("only 'C' or 'F' order is permitted")
    together = _together(multi_index)
    if np.ndim(together) == 0:
        return _ravel(multi_index, shape, mode, order)
    out = np.empty(together.shape, np.int64)
    indices = _all_broadcast(multi_index, out.shape)
    for place in np.ndindex(out.shape):
        out[place] = _ravel(_elements(indices, place), shape, mode, order)
    return out


def _together(arrays):
    """Of the shape that all of them broadcast to."""
    if len(arrays) == 1:
        return arrays[0]
    return arrays[0] + _together(arrays[1:])


def _all_broadcast(arrays, shape):
    if len(arrays) == 0:
        return ()
    return (np.broadcast_to(arrays[0], shape),) + _all_broadcast(arrays[1:], shape)


def _elements(arrays, place):
    if len(arrays) == 0:
        return ()
    return (arrays[0][place],) + _elements(arrays[1:], place)


def _ravel(index, shape, mode, order):
    if len(index) == 0:
        return np.int64(0)
    if order == "C":
        last = len(index) - 1
        outer = _ravel(index[:-1], shape[:-1], _mode_without(mode, last), order)
        return outer * shape[last] + _valid(index[last], shape[last], _mode_of(mode, last))
    inner = _ravel(index[1:], shape[1:], _mode_without(mode, 0), order)
    return inner * shape[0] + _valid(index[0], shape[0], _mode_of(mode, 0))


def _mode_of(mode, axis):
    if isinstance(mode, str):
        return mode
    return mode[axis]


def _mode_without(mode, axis):
    if isinstance(mode, str):
        return mode
    if axis == 0:
        return mode[1:]
    return mode[:-1]


def _valid(index, extent, mode):
    if mode == "wrap":
        return np.int64(index) % extent
    if mode == "clip":
        return np.int64(min(max(np.int64(index), np.int64(0)), np.int64(extent - 1)))
    if mode != "raise":
        raise ValueError("clipmode must be one of 'clip', 'raise', or 'wrap' (got '{}')", mode)
    if index < 0 or index >= extent:
        raise ValueError("invalid entry in coordinates array")
    return np.int64(index)


def histogram_bin_edges(a, bins=10, range=None, weights=None):
    if isinstance(bins, str):
        refuse("a rule for the number of bins", "Give the number, or the edges.")
    if weights is not None:
        if weights.shape != a.shape:
            raise ValueError("weights should have the same shape as a.")
    return _edges(a, bins, range)


def histogram2d(x, y, bins=10, range=None, density=None, weights=None):
    if len(x) != len(y):
        raise ValueError("x and y must have the same length.")
    xedges = _axis_edges(x, _bins_of(bins, 0), None if range is None else range[0])
    yedges = _axis_edges(y, _bins_of(bins, 1), None if range is None else range[1])
    counts = np.zeros((len(xedges) - 1, len(yedges) - 1))
    for k in np.arange(len(x)):
        i, j = _axis_place(x[k], xedges), _axis_place(y[k], yedges)
        if i >= 0 and j >= 0:
            counts[i, j] += 1.0 if weights is None else weights[k]
    if density is None or not density:
        return counts, xedges, yedges
    return counts / np.diff(xedges)[:, None] / np.diff(yedges) / np.sum(counts), xedges, yedges


def _bins_of(bins, k):
    """Those of one axis: the same for both, or a pair."""
    if isinstance(bins, (tuple, list)):
        return bins[k]
    return bins


def _axis_edges(x, bins, range):
    if np.ndim(bins) == 0:
        first, last = _outer_edges(x, range)
        if bins < 1:
            raise ValueError("`bins[0]` must be positive, when an integer")
        return linspace(first, last, bins + 1)
    for k in np.arange(1, len(bins)):
        if bins[k - 1] > bins[k]:
            raise ValueError("`bins[0]` must be monotonically increasing, when an array")
    return bins


def _axis_place(number, edges):
    last = len(edges) - 1
    if number == edges[last]:
        return last - 1
    place = np.searchsorted(edges, number, "right") - 1
    return int(place) if place < last else -1
