"""Arrays taken apart: split, array_split and their kin. The parts are views, in a list."""

import numpy as np

from krait.lib.axes import as_array


def array_split(ary, indices_or_sections, axis=0):
    array = as_array(ary)
    if axis < -array.ndim or axis >= array.ndim:
        raise IndexError("tuple index out of range")
    moved = np.swapaxes(array, axis, 0)
    if not isinstance(indices_or_sections, (tuple, list)) and np.ndim(indices_or_sections) == 0:
        return _equal_parts(moved, indices_or_sections, axis)
    return _parts_between(moved, indices_or_sections, axis)


def _equal_parts(moved, sections, axis):
    """The first parts are one longer where the length is no multiple."""
    count = int(sections)
    if count <= 0:
        raise ValueError("number sections must be larger than 0.")
    length, longer = divmod(len(moved), count)
    parts = []
    start = 0
    for k in range(count):
        stop = start + length + (1 if k < longer else 0)
        parts.append(np.swapaxes(moved[start:stop], axis, 0))
        start = stop
    return parts


def _parts_between(moved, indices, axis):
    parts = []
    start = 0
    for index in indices:
        parts.append(np.swapaxes(moved[start : int(index)], axis, 0))
        start = int(index)
    parts.append(np.swapaxes(moved[start:], axis, 0))
    return parts


def split(ary, indices_or_sections, axis=0):
    array = as_array(ary)
    if not isinstance(indices_or_sections, (tuple, list)) and np.ndim(indices_or_sections) == 0:
        if axis < -array.ndim or axis >= array.ndim:
            raise IndexError("tuple index out of range")
        if array.shape[axis] % indices_or_sections:
            raise ValueError("array split does not result in an equal division")
    return array_split(array, indices_or_sections, axis)


def hsplit(ary, indices_or_sections):
    array = as_array(ary)
    if array.ndim == 0:
        raise ValueError("hsplit only works on arrays of 1 or more dimensions")
    if array.ndim > 1:
        return split(array, indices_or_sections, 1)
    return split(array, indices_or_sections, 0)


def vsplit(ary, indices_or_sections):
    array = as_array(ary)
    if array.ndim < 2:
        raise ValueError("vsplit only works on arrays of 2 or more dimensions")
    return split(array, indices_or_sections, 0)


def dsplit(ary, indices_or_sections):
    array = as_array(ary)
    if array.ndim < 3:
        raise ValueError("dsplit only works on arrays of 3 or more dimensions")
    return split(array, indices_or_sections, 2)
