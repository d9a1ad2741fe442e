"""np.pad: an array with a margin along its axes.

The result is made with the array in its middle; then the margins are filled, one axis after the other over all that lies
in the others. What is not right yet in the corners is overwritten when a later axis comes.
"""

import numpy as np

from krait.lib import refuse
from krait.lib.axes import as_array
from krait.lib.ranges import linspace


def pad(array, pad_width, mode="constant", constant_values=None, end_values=None, stat_length=None, reflect_type=None):
    _check_keywords(mode, constant_values, end_values, stat_length, reflect_type)
    source = as_array(array)
    widths = _widths(pad_width, source.ndim, 0)
    made = np.empty(_padded_shape(source.shape, widths), source.dtype)
    _store_middle(made, source, widths, 0)
    if mode == "constant":
        _fill_axes(made, source.shape, widths, mode, 0 if constant_values is None else constant_values, 0)
    elif mode == "linear_ramp":
        _fill_axes(made, source.shape, widths, mode, 0 if end_values is None else end_values, 0)
    elif mode == "reflect" or mode == "symmetric":
        _fill_axes(made, source.shape, widths, mode, "even" if reflect_type is None else reflect_type, 0)
    elif mode != "empty":
        _fill_axes(made, source.shape, widths, mode, stat_length, 0)
    return made


def _check_keywords(mode, constant_values, end_values, stat_length, reflect_type):
    if not isinstance(mode, str):
        refuse("a function as 'mode'", "Fill the margins of the array that mode='empty' gives.")
    is_statistic = mode == "maximum" or mode == "mean" or mode == "median" or mode == "minimum"
    is_reflection = mode == "reflect" or mode == "symmetric"
    is_other = mode == "constant" or mode == "linear_ramp" or mode == "edge" or mode == "wrap" or mode == "empty"
    if not (is_statistic or is_reflection or is_other):
        raise ValueError("mode '{}' is not supported", mode)
    if constant_values is not None and mode != "constant":
        raise ValueError("unsupported keyword arguments for mode '{}': {}", mode, "{'constant_values'}")
    if end_values is not None and mode != "linear_ramp":
        raise ValueError("unsupported keyword arguments for mode '{}': {}", mode, "{'end_values'}")
    if stat_length is not None and not is_statistic:
        raise ValueError("unsupported keyword arguments for mode '{}': {}", mode, "{'stat_length'}")
    if reflect_type is not None and not is_reflection:
        raise ValueError("unsupported keyword arguments for mode '{}': {}", mode, "{'reflect_type'}")


def _widths(pad_width, ndim, k):
    """((before, after), ...) of each axis from this one on."""
    if k == ndim:
        return ()
    before, after = _pair(pad_width, k, ndim)
    if not (isinstance(before, (int, np.integer)) and isinstance(after, (int, np.integer))):
        raise TypeError("`pad_width` must be of integral type.")
    if before < 0 or after < 0:
        raise ValueError("index can't contain negative values")
    return ((int(before), int(after)),) + _widths(pad_width, ndim, k + 1)


def _pair(values, k, ndim):
    """What a number, a pair, or pairs, mean for an axis: before it and after it."""
    if isinstance(values, tuple):
        return _pair_of_tuple(values, k, ndim)
    if isinstance(values, list) or np.ndim(values) > 0:
        return _pair_of_sequence(values, k, ndim)
    return values, values


def _pair_of_tuple(values, k, ndim):
    if len(values) == 1:
        return _pair(values[0], 0, 1)
    elif isinstance(values[0], tuple):
        if len(values) != ndim:
            raise ValueError("operands could not be broadcast together with remapped shapes")
        return _pair(values[k], 0, 1)
    elif len(values) == 2:
        return values[0], values[1]
    else:
        raise ValueError("operands could not be broadcast together with remapped shapes")


def _pair_of_sequence(values, k, ndim):
    count = len(values)
    if isinstance(values[0], (int, float, complex, np.number)):
        if count != 1 and count != 2:
            raise ValueError("operands could not be broadcast together with remapped shapes")
        return values[0], values[count - 1]
    else:
        if count != 1 and count != ndim:
            raise ValueError("operands could not be broadcast together with remapped shapes")
        pair = values[0 if count == 1 else k]
        return pair[0], pair[len(pair) - 1]


def _padded_shape(shape, widths):
    if len(shape) == 0:
        return ()
    return (shape[0] + widths[0][0] + widths[0][1],) + _padded_shape(shape[1:], widths[1:])


def _store_middle(view, source, widths, k):
    if k == source.ndim:
        view[...] = source
    else:
        moved = np.moveaxis(view, k, 0)[widths[k][0] : widths[k][0] + source.shape[k]]
        _store_middle(np.moveaxis(moved, 0, k), source, widths, k + 1)


def _fill_axes(made, shape, widths, mode, option, k):
    """The margins of each axis from this one on. option: what the mode takes."""
    if k == len(shape):
        return
    before, after = widths[k]
    if shape[k] == 0 and mode != "constant" and before + after > 0:
        raise ValueError("can't extend empty axis {} using modes other than 'constant' or 'empty'", k)
    if before + after > 0:
        _fill(np.moveaxis(made, k, 0), before, after, mode, option, k, len(shape))
    _fill_axes(made, shape, widths, mode, option, k + 1)


def _fill(rows, before, after, mode, option, axis, ndim):
    """The first and the last rows, out of those between them."""
    stop = len(rows) - after
    if mode == "constant":
        first, last = _pair(option, axis, ndim)
        rows[:before] = first
        rows[stop:] = last
    elif mode == "edge":
        rows[:before] = rows[before : before + 1]
        rows[stop:] = rows[stop - 1 : stop]
    elif mode == "linear_ramp":
        first, last = _pair(option, axis, ndim)
        rows[:before] = linspace(first, rows[before], before, False, False, rows.dtype, 0)
        rows[stop:] = linspace(last, rows[stop - 1], after, False, False, rows.dtype, 0)[::-1]
    elif mode == "wrap":
        size = stop - before
        for i in range(before):
            rows[before - 1 - i] = rows[stop - 1 - i % size]
        for i in range(after):
            rows[stop + i] = rows[before + i % size]
    elif mode == "reflect" or mode == "symmetric":
        if stop - before == 1:
            rows[:before] = rows[before : before + 1]
            rows[stop:] = rows[stop - 1 : stop]
        else:
            _fill_reflected(rows, before, stop, mode == "symmetric", option)
    else:
        _fill_statistic(rows, before, stop, mode, option, axis, ndim)


def _fill_statistic(rows, before, stop, mode, lengths, axis, ndim):
    size = stop - before
    if lengths is None:
        rows[:before] = _statistic(rows[before:stop], mode)
        rows[stop:] = _statistic(rows[before:stop], mode)
    else:
        left, right = _pair(lengths, axis, ndim)
        if left < 0 or right < 0:
            raise ValueError("index can't contain negative values")
        if (left == 0 or right == 0) and (mode == "maximum" or mode == "minimum"):
            raise ValueError("stat_length of 0 yields no value for padding")
        first = _statistic(rows[before : before + min(int(left), size)], mode)
        last = _statistic(rows[stop - min(int(right), size) : stop], mode)
        rows[:before] = first
        rows[stop:] = last


def _statistic(rows, mode):
    if mode == "maximum":
        return np.max(rows, 0, None, True)
    if mode == "minimum":
        return np.min(rows, 0, None, True)
    if mode == "mean":
        return _rounded(np.mean(rows, 0, keepdims=True), rows)
    return _rounded(np.median(rows, 0, keepdims=True), rows)


def _rounded(values, rows):
    if rows.dtype.kind == "i" or rows.dtype.kind == "u":
        return np.rint(values)
    return values


def _fill_reflected(rows, before, stop, has_edge, reflect_type):
    """Mirrored at the edge row, which comes twice if has_edge; 'odd': turned about the edge's value, too.

    Both margins grow by turns, by a whole number of periods of what lies between them.
    """
    offset = 0 if has_edge else 1
    period = stop - before - offset
    left, right = before, stop
    while left > 0 or right < len(rows):
        length = (right - left - offset) // period * period
        for i in range(min(length, left)):
            rows[left - 1 - i] = _mirrored(rows[left], rows[left + i + offset], reflect_type)
        for i in range(min(length, len(rows) - right)):
            rows[right + i] = _mirrored(rows[right - 1], rows[right - 1 - i - offset], reflect_type)
        left, right = left - min(length, left), right + min(length, len(rows) - right)


def _mirrored(edge, row, reflect_type):
    if reflect_type == "odd":
        return 2 * edge - row
    return row
