"""Functions applied to vectors of an array: apply_along_axis."""

import numpy as np

from krait.lib.axes import as_array, normal_axis


def apply_along_axis(func1d, axis, arr, *args):
    array = as_array(arr)
    k = normal_axis(axis, array.ndim)
    vectors = np.moveaxis(array, k, -1)
    outer = vectors.shape[: array.ndim - 1]
    for extent in outer:
        if extent == 0:
            raise ValueError("Cannot apply_along_axis when any iteration dimensions are 0")
    first = np.asarray(func1d(vectors[_zeros(array.ndim - 1)], *args))
    made = np.empty(outer + first.shape, first.dtype)
    is_first = True
    for index in np.ndindex(outer):
        if not is_first:
            made[index] = func1d(vectors[index], *args)
        elif first.ndim == 0:
            made[index] = first[()]
        else:
            made[index] = first
        is_first = False
    return _placed(made, k, array.ndim - 1, first.ndim)


def _zeros(count):
    if count == 0:
        return ()
    return (0,) + _zeros(count - 1)


def _placed(made, axis, first, count):
    """The last axes, `count` of them from `first` on, moved to where the vectors' axis was."""
    if count == 0:
        return made
    return _placed(np.moveaxis(made, first, axis), axis + 1, first + 1, count - 1)
