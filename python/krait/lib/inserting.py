"""Elements added to an array and taken from it: append, insert, delete.

The work is done with the axis moved to the front, one row (all that has one index there) after the other.
"""

import numpy as np

from krait.lib import value
from krait.lib.axes import as_array, normal_axis, ones, with_extent
from krait.lib.joining import concatenate


def append(arr, values, axis=None):
    if axis is None:
        return concatenate((np.ravel(as_array(arr)), np.ravel(as_array(values))))
    return concatenate((arr, values), axis)


def delete(arr, obj: value, axis=None):
    if axis is None:
        return delete(np.ravel(as_array(arr)), obj, -1)
    array = as_array(arr)
    k = normal_axis(axis, array.ndim)
    moved = np.moveaxis(array, k, 0)
    if isinstance(obj, (int, np.integer)):
        return np.moveaxis(_without(moved, obj, k), 0, k)
    return np.moveaxis(_kept(moved, _kept_rows(as_array(obj), array.shape[k], k)), 0, k)


def _without(moved, index, axis):
    size = len(moved)
    if index < -size or index >= size:
        raise IndexError("index {} is out of bounds for axis {} with size {}", int(index), axis, size)
    place = index + size if index < 0 else index
    made = np.empty((size - 1,) + moved.shape[1:], moved.dtype)
    made[:place] = moved[:place]
    made[place:] = moved[place + 1 :]
    return made


def _kept_rows(obj, size, axis):
    """For each row whether it stays."""
    if obj.dtype == np.bool_:
        if obj.ndim != 1 or obj.size != size:
            message = "boolean array argument obj to delete must be one dimensional and match the axis length of {}"
            raise ValueError(message, size)
        return np.ravel(np.logical_not(obj))
    kept = np.ones(size, np.bool_)
    for place in _places(obj):
        if place < -size or place >= size:
            message = "index {} is out of bounds for axis {} with size {}"
            raise IndexError(message, int(place), axis if obj.size == 1 else 0, size)
        kept[int(place)] = False
    return kept


def _kept(moved, kept):
    count = 0
    for i in range(len(kept)):
        count += kept[i]
    made = np.empty((count,) + moved.shape[1:], moved.dtype)
    count = 0
    for i in range(len(kept)):
        if kept[i]:
            made[count] = moved[i]
            count += 1
    return made


def _places(obj):
    """Indices as ints, a copy."""
    if obj.dtype.kind != "i" and obj.dtype.kind != "u":
        if obj.size > 0:
            raise IndexError("arrays used as indices must be of integer (or boolean) type")
    return np.ravel(obj.astype(np.int64))


def insert(arr, obj: value, values: value, axis=None):
    if axis is None:
        return insert(np.ravel(as_array(arr)), obj, values, -1)
    array = as_array(arr)
    k = normal_axis(axis, array.ndim)
    given = as_array(values)
    if isinstance(obj, (int, np.integer)):
        moved = np.moveaxis(array, k, 0)
        _check_place(obj, len(moved), k)
        return np.moveaxis(_with_block(moved, obj, _with_axes(given, array.ndim)), 0, k)
    places = as_array(obj)
    if places.dtype == np.bool_:
        if places.ndim != 1:
            raise ValueError("boolean array argument obj to insert must be one dimensional")
        return _insert_at(array, _true_places(places), given, k)
    if places.ndim > 1:
        raise ValueError("index array argument obj to insert must be one dimensional or scalar")
    return _insert_at(array, _places(places), given, k)


def _check_place(index, size, axis):
    if index < -size or index > size:
        raise IndexError("index {} is out of bounds for axis {} with size {}", int(index), axis, size)


def _with_axes(values, ndim):
    """With axes of one element in front, so many in all at least."""
    return np.reshape(values, ones(ndim - values.ndim) + values.shape)


def _true_places(mask):
    places = np.empty(len(mask), np.int64)
    count = 0
    for i in range(len(mask)):
        if mask[i]:
            places[count] = i
            count += 1
    return places[:count].copy()


def _with_block(moved, index, block):
    """The rows with those of the block before one of them."""
    size, count = len(moved), len(block)
    place = index + size if index < 0 else index
    made = np.empty((size + count,) + moved.shape[1:], moved.dtype)
    made[:place] = moved[:place]
    made[place : place + count] = block
    made[place + count :] = moved[place:]
    return made


def _insert_at(array, places, values, axis):
    moved = np.moveaxis(array, axis, 0)
    if len(places) == 1:
        index = int(places[0])
        if index < -len(moved) or index > len(moved):
            raise IndexError("index [{}] is out of bounds for axis {} with size {}", index, axis, len(moved))
        return np.moveaxis(_with_block(moved, index, np.moveaxis(_with_axes(values, array.ndim), axis, 0)), 0, axis)
    block = np.broadcast_to(values, with_extent(array.shape, axis, len(places)))
    return np.moveaxis(_with_rows(moved, _final_places(places, len(moved)), np.moveaxis(block, axis, 0)), 0, axis)


def _final_places(places, size):
    """Where each new row will be: behind those inserted before it."""
    for i in range(len(places)):
        if places[i] < 0:
            places[i] += size
    order = places.argsort(kind="stable")
    for i in range(len(order)):
        places[order[i]] += i
    return places


def _with_rows(moved, places, block):
    size = len(moved) + len(places)
    made = np.empty((size,) + moved.shape[1:], moved.dtype)
    is_new = np.zeros(size, np.bool_)
    for i in range(len(places)):
        place = places[i]
        if place < -size or place >= size:
            raise IndexError("index {} is out of bounds for axis 0 with size {}", int(place), size)
        made[int(place)] = block[i]
        is_new[int(place)] = True
    count = 0
    for i in range(size):
        if not is_new[i]:
            made[i] = moved[count]
            count += 1
    return made
