"""Arrays made of an array's elements again: tile, repeat, roll, resize; trim_zeros, which leaves some out."""

import numpy as np

from krait.lib import refuse, repeat_items, value
from krait.lib.axes import as_array, as_shape, interleave, normal_axis, ones, product


def tile(A, reps):
    array = as_array(A)
    if not isinstance(reps, tuple) and np.ndim(reps) > 0:
        refuse("an array or list as 'reps'", "Write a tuple.")
    counts = _as_tuple(reps)
    return _tile(_with_axes(array, len(counts)), ones(array.ndim - len(counts)) + counts)


def _as_tuple(number):
    if isinstance(number, tuple):
        return number
    return (number,)


def _with_axes(array, ndim):
    return np.reshape(array, ones(ndim - array.ndim) + array.shape)


def _tile(array, counts):
    for count in counts:
        if count < 0:
            raise ValueError("negative dimensions are not allowed")
    made = np.empty(interleave(counts, array.shape), array.dtype)
    made[...] = np.reshape(array, interleave(ones(len(counts)), array.shape))
    return np.reshape(made, _products(counts, array.shape))


def _products(a, b):
    if len(a) == 0:
        return ()
    return (a[0] * b[0],) + _products(a[1:], b[1:])


def repeat(a, repeats: value, axis=None):
    array = as_array(a)
    if axis is None:
        return repeat(np.ravel(array), repeats, 0)
    if array.ndim == 0:
        return repeat(np.ravel(array), repeats, axis)
    k = normal_axis(axis, array.ndim)
    counts = as_array(repeats)
    if isinstance(repeats, np.ndarray) and repeats.ndim > 0 and not np.can_cast(counts.dtype, np.int64, "safe"):
        message = "Cannot cast array data from dtype('{}') to dtype('int64') according to the rule 'safe'"
        raise TypeError(message, counts.dtype.name)
    if counts.ndim > 1:
        raise ValueError("object too deep for desired array")
    places = np.ravel(counts).astype(np.int64)
    if counts.ndim == 1 and len(places) != 1 and len(places) != array.shape[k]:
        message = "operands could not be broadcast together with shape ({},) ({},)"
        raise ValueError(message, array.shape[k], len(places))
    if len(places) == 1 and places[0] < 0 and array.shape[k] > 0:
        raise ValueError("negative dimensions are not allowed")
    return repeat_items(array, places, k)


def roll(a, shift: value, axis=None):
    array = as_array(a)
    if axis is None:
        return np.reshape(_roll_all(np.ravel(array), shift), array.shape)
    if isinstance(axis, tuple) or isinstance(shift, tuple):
        return _roll_axes(array, shift, axis)
    return _roll(array, shift, normal_axis(axis, array.ndim))


def _roll_all(flat, shift):
    if isinstance(shift, tuple):
        return _roll(flat, sum(shift), 0)
    return _roll(flat, shift, 0)


def _roll_axes(array, shift, axis):
    """One axis after the other; a number stands for each of the other's elements."""
    if isinstance(axis, tuple) and isinstance(shift, tuple):
        if len(axis) == 1 and len(shift) > 1:
            return _roll_axes(array, shift, axis[0])
        if len(shift) == 1 and len(axis) > 1:
            return _roll_axes(array, shift[0], axis)
        if len(axis) != len(shift):
            message = (
                "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg 0 with shape "
                "({},) and arg 1 with shape ({},)."
            )
            raise ValueError(message, len(shift), len(axis))
        return _roll_next(array, shift, axis)
    if isinstance(axis, tuple):
        return _roll_next(array, _copies(shift, len(axis)), axis)
    return _roll(array, sum(shift), normal_axis(axis, array.ndim))


def _copies(number, count):
    if count == 0:
        return ()
    return (number,) + _copies(number, count - 1)


def _roll_next(array, shifts, axes):
    if len(axes) == 0:
        return array.copy()
    elif len(axes) == 1:
        return _roll(array, shifts[0], normal_axis(axes[0], array.ndim))
    else:
        return _roll_next(_roll(array, shifts[0], normal_axis(axes[0], array.ndim)), shifts[1:], axes[1:])


def _roll(array, shift, axis):
    made = np.empty(array.shape, array.dtype)
    size = array.shape[axis]
    if size > 0:
        start = int(shift) % size
        target, source = np.moveaxis(made, axis, 0), np.moveaxis(array, axis, 0)
        target[start:] = source[: size - start]
        target[:start] = source[size - start :]
    return made


def resize(a, new_shape: value):
    shape = as_shape(new_shape)
    for extent in shape:
        if extent < 0:
            raise ValueError("all elements of `new_shape` must be non-negative")
    flat = np.ravel(as_array(a))
    size = product(shape)
    if size == 0 or len(flat) == 0:
        return np.zeros(shape, flat.dtype)
    made = np.empty(size, flat.dtype)
    for start in range(0, size, len(flat)):
        count = min(len(flat), size - start)
        made[start : start + count] = flat[:count]
    return np.reshape(made, shape)


def trim_zeros(filt, trim="fb", axis=None):
    array = as_array(filt)
    if trim != "fb" and trim != "bf" and trim != "f" and trim != "b" and trim != "FB" and trim != "F" and trim != "B":
        raise ValueError("unexpected character(s) in `trim`: '{}'", trim)
    at_front, at_back = trim != "b" and trim != "B", trim != "f" and trim != "F"
    if axis is None:
        return _trim_from(array, array, at_front, at_back, 0)
    if isinstance(axis, tuple):
        return _trim_next(array, array, at_front, at_back, axis)
    return _trim(array, array, at_front, at_back, _checked_axis(axis, array.ndim))


def _checked_axis(axis, ndim):
    if axis < -ndim or axis >= ndim:
        raise np.exceptions.AxisError(axis, ndim, "axis")
    return normal_axis(axis, ndim)


def _trim_from(view, array, at_front, at_back, axis):
    """The view, a part of the array, trimmed along this axis and those behind it."""
    if axis == array.ndim:
        return view
    return _trim_from(_trim(view, array, at_front, at_back, axis), array, at_front, at_back, axis + 1)


def _trim_next(view, array, at_front, at_back, axes):
    if len(axes) == 0:
        return view
    trimmed = _trim(view, array, at_front, at_back, _checked_axis(axes[0], array.ndim))
    return _trim_next(trimmed, array, at_front, at_back, axes[1:])


def _trim(view, array, at_front, at_back, axis):
    """Where there are zeros only, nothing is left."""
    if array.size == 0:
        return np.moveaxis(np.moveaxis(view, axis, 0)[:0], 0, axis)
    rows = np.reshape(np.moveaxis(array, axis, 0) != 0, (array.shape[axis], -1))
    first, last = 0, len(rows)
    while first < last and not np.any(rows[first]):
        first += 1
    while last > first and not np.any(rows[last - 1]):
        last -= 1
    if first == last:
        return np.moveaxis(np.moveaxis(view, axis, 0)[:0], 0, axis)
    start, stop = first if at_front else 0, last if at_back else len(rows)
    return np.moveaxis(np.moveaxis(view, axis, 0)[start:stop], 0, axis)
