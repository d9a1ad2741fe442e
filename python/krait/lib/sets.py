"""Arrays as sets: their distinct elements, and what two of them have in common.

Everything is done on sorted arrays. Where NumPy leaves an order open (it finds the distinct elements of an array by
hashing), the order here is the sorted one.
"""

import numpy as np
from numpy.lib._arraysetops_impl import UniqueAllResult, UniqueCountsResult, UniqueInverseResult

from krait.lib import refuse


def unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True, sorted=True):
    if axis is not None and ar.ndim != 1:
        refuse("the argument 'axis' for an array with more than one axis", "Sort and compare the rows in a loop.")
    if axis is not None and (axis < -1 or axis > 0):
        np.moveaxis(ar, axis, 0)  # raises
    if not (return_index or return_inverse or return_counts):
        return _distinct(ar, equal_nan)
    flat = ar.ravel()
    order = flat.argsort(kind="stable")
    inverse = np.empty(flat.size, np.int64)
    starts = _starts(flat, order, inverse, equal_nan)
    values = _at(flat, order, starts)
    if return_index and return_inverse and return_counts:
        return values, _first_places(order, starts), inverse.reshape(ar.shape), _lengths(starts)
    if return_index and return_inverse:
        return values, _first_places(order, starts), inverse.reshape(ar.shape)
    if return_index and return_counts:
        return values, _first_places(order, starts), _lengths(starts)
    if return_inverse and return_counts:
        return values, inverse.reshape(ar.shape), _lengths(starts)
    if return_index:
        return values, _first_places(order, starts)
    if return_inverse:
        return values, inverse.reshape(ar.shape)
    return values, _lengths(starts)


def unique_values(x, /):
    return _distinct(x, False)


def unique_counts(x, /):
    values, counts = unique(x, False, False, True, None, equal_nan=False, sorted=True)
    return UniqueCountsResult(values, counts)


def unique_inverse(x, /):
    values, inverse = unique(x, False, True, False, None, equal_nan=False, sorted=True)
    return UniqueInverseResult(values, inverse)


def unique_all(x, /):
    values, places, inverse, counts = unique(x, True, True, True, None, equal_nan=False, sorted=True)
    return UniqueAllResult(values, places, inverse, counts)


def _differ(a, b, equal_nan):
    if equal_nan:
        return a != b and (a == a or b == b)
    return a != b


def _distinct(ar, equal_nan):
    values = ar.flatten()
    values.sort()
    count = min(values.size, 1)
    for k in range(1, values.size):
        if _differ(values[k], values[count - 1], equal_nan):
            values[count] = values[k]
            count += 1
    return values[:count].copy()


def _starts(flat, order, inverse, equal_nan):
    """Where each run of equal elements begins in sorted order, and the end; notes the run of each element."""
    starts = np.empty(flat.size + 1, np.int64)
    count = 0
    for k in range(flat.size):
        if k == 0 or _differ(flat[order[k]], flat[order[k - 1]], equal_nan):
            starts[count] = k
            count += 1
        inverse[order[k]] = count - 1
    starts[count] = flat.size
    return starts[:count + 1]


def _at(flat, order, starts):
    values = np.empty(starts.size - 1, flat.dtype)
    for k in range(values.size):
        values[k] = flat[order[starts[k]]]
    return values


def _first_places(order, starts):
    places = np.empty(starts.size - 1, np.int64)
    for k in range(places.size):
        places[k] = order[starts[k]]
    return places


def _lengths(starts):
    lengths = np.empty(starts.size - 1, np.int64)
    for k in range(lengths.size):
        lengths[k] = starts[k + 1] - starts[k]
    return lengths


def _joined(ar1, ar2):
    joined = np.empty(ar1.size + ar2.size, np.result_type(ar1, ar2))
    joined[:ar1.size] = ar1.ravel()
    joined[ar1.size:] = ar2.ravel()
    return joined


def _check_kind(kind):
    if kind is not None and kind != "sort" and kind != "table":
        raise ValueError("Invalid kind: '" + kind + "'. Please use None, 'sort' or 'table'.")


def isin(element, test_elements, assume_unique=False, invert=False, *, kind=None):
    _check_kind(kind)
    common = np.result_type(element, test_elements)
    tested = test_elements.ravel().astype(common)
    tested.sort()
    flat = element.ravel().astype(common)
    places = tested.searchsorted(flat)
    found = np.empty(flat.size, np.bool_)
    for k in range(flat.size):
        is_found = places[k] < tested.size and tested[places[k]] == flat[k]
        found[k] = is_found != invert
    return found.reshape(element.shape)


def union1d(ar1, ar2):
    return _distinct(_joined(ar1, ar2), True)


def intersect1d(ar1, ar2, assume_unique=False, return_indices=False):
    if return_indices:
        return _intersection_with_places(ar1, ar2, assume_unique)
    if assume_unique:
        both = _joined(ar1, ar2)
    else:
        both = _joined(_distinct(ar1, True), _distinct(ar2, True))
    both.sort()
    count = 0
    for k in range(both.size - 1):
        if both[k] == both[k + 1]:
            both[count] = both[k]
            count += 1
    return both[:count].copy()


def _intersection_with_places(ar1, ar2, assume_unique):
    if assume_unique:
        return _common_places(ar1.ravel(), ar2.ravel())
    values1, places1 = unique(ar1, True, False, False, None, equal_nan=True, sorted=True)
    values2, places2 = unique(ar2, True, False, False, None, equal_nan=True, sorted=True)
    common, in1, in2 = _common_places(values1, values2)
    for k in range(common.size):
        in1[k] = places1[in1[k]]
        in2[k] = places2[in2[k]]
    return common, in1, in2


def _common_places(ar1, ar2):
    both = _joined(ar1, ar2)
    order = both.argsort(kind="stable")
    common = np.empty(both.size, both.dtype)
    in1 = np.empty(both.size, np.int64)
    in2 = np.empty(both.size, np.int64)
    count = 0
    for k in range(both.size - 1):
        if both[order[k]] == both[order[k + 1]]:
            common[count] = both[order[k]]
            in1[count] = order[k]
            in2[count] = order[k + 1] - ar1.size
            count += 1
    return common[:count].copy(), in1[:count].copy(), in2[:count].copy()


def setdiff1d(ar1, ar2, assume_unique=False):
    if assume_unique:
        values = ar1.flatten()
    else:
        values = _distinct(ar1, True)
    found = isin(values, ar2, False, False, kind=None)
    count = 0
    for k in range(values.size):
        if not found[k]:
            values[count] = values[k]
            count += 1
    return values[:count].copy()


def setxor1d(ar1, ar2, assume_unique=False):
    if assume_unique:
        both = _joined(ar1, ar2)
    else:
        both = _joined(_distinct(ar1, True), _distinct(ar2, True))
    both.sort()
    made = np.empty(both.size, both.dtype)
    count = 0
    for k in range(both.size):
        if (k == 0 or both[k] != both[k - 1]) and (k == both.size - 1 or both[k] != both[k + 1]):
            made[count] = both[k]
            count += 1
    return made[:count].copy()
