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
        ar.argsort(axis)  # raises
    if not (return_index or return_inverse):
        return _distinct_and_counts(ar, equal_nan) if return_counts else _distinct(ar, _merges_nans(ar, equal_nan))
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
    return values, inverse.reshape(ar.shape)


def unique_values(x, /):
    return _distinct(x, _merges_nans(x, False))


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


def _merges_nans(ar, equal_nan):
    """NumPy's hash table of times compares bits, so there is one NaT in what it finds."""
    return equal_nan or ar.dtype.kind == "M" or ar.dtype.kind == "m"


def _distinct_and_counts(ar, equal_nan):
    values = ar.flatten()
    values.sort()
    begins = _beginnings(values, equal_nan)
    starts = np.nonzero(begins)[0]
    ends = np.empty(len(starts), np.int64)
    ends[:-1] = starts[1:]
    ends[-1:] = values.size
    return values[begins], ends - starts


def _distinct(ar, equal_nan):
    values = ar.flatten()
    values.sort()
    return values[_beginnings(values, equal_nan)]


def _beginnings(values, equal_nan):
    """Of sorted values: where the first of each run of equal ones is."""
    begins = np.empty(values.size, np.bool_)
    begins[:1] = True
    before, after = values[:-1], values[1:]
    if _is_integer(values.dtype.kind) or not equal_nan:
        begins[1:] = after != before
    else:
        begins[1:] = (after != before) & ((after == after) | (before == before))
    return begins


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


def _common_dtype(ar1, ar2):
    return ar1.dtype if ar1.dtype == ar2.dtype else np.result_type(ar1, ar2)


def _joined(ar1, ar2):
    joined = np.empty(ar1.size + ar2.size, _common_dtype(ar1, ar2))
    joined[:ar1.size] = ar1.ravel()
    joined[ar1.size:] = ar2.ravel()
    return joined


def _is_integer(kind):
    return kind == "i" or kind == "u" or kind == "b"


def _converted(ar, dtype):
    return ar.flatten() if ar.dtype == dtype else ar.ravel().astype(dtype)


def isin(element, test_elements, assume_unique=False, invert=False, *, kind=None):
    if kind is not None and kind != "sort" and kind != "table":
        refuse("this kind", "Use None, 'sort' or 'table'.")
    if kind == "table" and not (_is_integer(element.dtype.kind) and _is_integer(test_elements.dtype.kind)):
        raise ValueError("The 'table' method is only supported for boolean or integer arrays. Please select 'sort' or None for kind.")
    tested = _converted(test_elements, _common_dtype(element, test_elements))
    tested.sort()
    flat = _converted(element, _common_dtype(element, test_elements))
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
