"""Elements chosen from several arrays: choose, select."""

import numpy as np

from krait.lib.axes import as_array
from krait.lib.taking import mode_number


def choose(a, choices, out=None, mode="raise"):
    if len(choices) == 0:
        raise ValueError("0-length sequence.")
    chosen = _chosen(as_array(a), len(choices), mode_number(mode))
    found = np.empty(_shape_with(chosen.shape, choices), _common_dtype(choices))
    _fill_chosen(found, chosen, choices)
    if out is None:
        return found[()]
    if out.shape != found.shape:
        raise TypeError("choose: invalid shape for output array.")
    out[...] = found
    return out


def _chosen(places, count, mode):
    if places.dtype.kind != "i" and places.dtype.kind != "u" and places.dtype.kind != "b":
        message = "Cannot cast array data from dtype('{}') to dtype('int64') according to the rule 'safe'"
        raise TypeError(message, places.dtype.name)
    numbers = np.asarray(places.astype(np.int64))
    if mode == 1:
        return np.asarray(numbers % count)
    if mode == 2:
        return np.asarray(np.clip(numbers, 0, count - 1))
    if np.any((numbers < 0) | (numbers >= count)):
        raise ValueError("invalid entry in choice array")
    return numbers


def _shape_with(shape, choices):
    """What is chosen from counts first in NumPy's message when shapes do not fit."""
    if isinstance(choices, tuple):
        return np.broadcast_shapes(*_shapes(choices), shape)
    return _common_shape(shape, choices)


def _shapes(arrays):
    if len(arrays) == 0:
        return ()
    return (np.shape(arrays[0]),) + _shapes(arrays[1:])


def _common_shape(shape, arrays):
    """The shape to which this one and those of a tuple, of a list, or of the rows of an array broadcast."""
    if isinstance(arrays, tuple):
        if len(arrays) == 0:
            return shape
        return _common_shape(np.broadcast_shapes(shape, np.shape(arrays[0])), arrays[1:])
    if isinstance(arrays, np.ndarray):
        return np.broadcast_shapes(shape, arrays.shape[1:])
    common = np.broadcast_shapes(shape, np.shape(arrays[0]))
    for array in arrays:
        common = np.broadcast_shapes(common, np.shape(array))
    return common


def _common_dtype(arrays):
    if isinstance(arrays, tuple):
        return np.result_type(*arrays)
    if isinstance(arrays, np.ndarray):
        return arrays.dtype
    return np.result_type(arrays[0])


def _fill_chosen(found, chosen, choices):
    if isinstance(choices, tuple):
        _fill_each(found, chosen, choices, 0)
    else:
        for k in range(len(choices)):
            found[...] = np.where(chosen == k, choices[k], found)


def _fill_each(found, chosen, choices, k):
    if k < len(choices):
        found[...] = np.where(chosen == k, choices[k], found)
        _fill_each(found, chosen, choices, k + 1)


def choose_method(self, choices, out=None, mode="raise"):
    return choose(self, choices, out, mode)


def select(condlist, choicelist, default=0):
    if len(condlist) != len(choicelist):
        raise ValueError("list of cases must be same length as list of conditions")
    if len(condlist) == 0:
        raise ValueError("select with an empty condition list is not possible")
    shape = _common_shape(_common_shape((), condlist), choicelist)
    found = np.full(shape, default, _selected_dtype(choicelist, default))
    if isinstance(condlist, tuple):
        _select_each(found, condlist, choicelist, 0)
    else:
        for k in range(len(condlist) - 1, -1, -1):
            _check_condition(condlist[k], k)
            found[...] = np.where(condlist[k], choicelist[k], found)
    return found


def _selected_dtype(choicelist, default):
    if isinstance(choicelist, tuple):
        return np.result_type(*choicelist, default)
    return np.result_type(_common_dtype(choicelist), default)


def _select_each(found, condlist, choicelist, k):
    """The first condition that holds counts, so it is the last to store."""
    if k < len(condlist):
        _check_condition(condlist[k], k)
        _select_each(found, condlist, choicelist, k + 1)
        found[...] = np.where(condlist[k], choicelist[k], found)


def _check_condition(condition, k):
    if np.result_type(condition).kind != "b":
        raise TypeError("invalid entry {} in condlist: should be boolean ndarray", k)
