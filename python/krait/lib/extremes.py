"""Where the least and the greatest elements are: argmin, argmax.

A lane in memory is searched in blocks: the extreme of a block is found by a vectorised reduction, and only the block that
holds the first of the extreme ones is looked at element by element. NaN counts as more extreme than any number.
"""

import numpy as np

from krait.lib.lanes import given, kept_shape

BLOCK, SHORT_BLOCK = 512, 128  # elements; short ones for short lanes
NARROW = 32  # rows of fewer elements are searched as lanes


def argmin(a, axis=None, out=None, *, keepdims=False):
    return _places(np.asarray(a), axis, out, keepdims, False)


def argmax(a, axis=None, out=None, *, keepdims=False):
    return _places(np.asarray(a), axis, out, keepdims, True)


def _places(x, axis, out, keepdims, is_max):
    if axis is None or x.ndim <= 1:
        shape = kept_shape(x, axis, keepdims)  # checks the axis, too
        place = np.int64(_place(x.ravel(), is_max))
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
    found = np.empty(x.shape[:-1], np.int64)
    if found.size > 0:
        _check_elements(x.shape[x.ndim - 1], is_max)
    for index in np.ndindex(found.shape):
        found[index] = _place(x[index], is_max)
    return found


def _place(x, is_max):
    _check_elements(len(x), is_max)
    size = SHORT_BLOCK if len(x) < 16 * BLOCK else BLOCK
    best = _extreme(x[:size], is_max)
    found = 0
    for start in range(size, len(x), size):
        if _is_last(best, is_max):
            break
        other = _extreme(x[start:start + size], is_max)
        if _is_beyond(other, best, is_max):
            best, found = other, start
    return found + _first(x[found:found + size], best)


def _first(block, best):
    """Where the first of the most extreme elements is."""
    if best != best:
        for i in range(len(block)):
            if block[i] != block[i]:
                return i
    start = 0
    for i in range(0, len(block) - 7, 8):
        if ((block[i] == best) | (block[i + 1] == best) | (block[i + 2] == best) | (block[i + 3] == best)
                | (block[i + 4] == best) | (block[i + 5] == best) | (block[i + 6] == best) | (block[i + 7] == best)):
            break
        start = i + 8
    for i in range(start, len(block)):
        if block[i] == best:
            return i
    return 0


def _extreme(block, is_max):
    return np.max(block) if is_max else np.min(block)


def _is_last(best, is_max):
    """Whether nothing can be more extreme."""
    return bool(best == is_max) if best.dtype.kind == "b" else bool(best != best)


def _is_beyond(a, b, is_max):
    """Whether a comes before b as the extreme one; b is a number."""
    is_more = np.greater(a, b) if is_max else np.less(a, b)
    return bool(is_more) or bool(a != a)


def _places_of_rows(x, is_max):
    """For each place in the rows x[0], x[1], ... which of them has the extreme element there."""
    best = np.empty(x.shape[1:], x.dtype)
    found = np.zeros(x.shape[1:], np.int64)
    if found.size == 0:
        return found
    _check_elements(len(x), is_max)
    if found.size < NARROW:
        return _places_in_lanes(np.moveaxis(x, 0, -1).copy(), is_max)
    best[...] = x[0]
    for k in range(1, len(x)):
        row = x[k]
        is_more = (np.greater(row, best) if is_max else np.less(row, best)) | ((row != row) & (best == best))
        found[...] = np.where(is_more, k, found)
        best[...] = np.where(is_more, row, best)
    return found
