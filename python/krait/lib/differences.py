"""Differences of neighbours, phases made continuous; sinc."""

import numpy as np

from krait.lib.axes import normal_axis

from krait.lib import value


def diff(a, n=1, axis=-1, prepend=None, append=None):
    if n == 0:
        return a
    if n < 0:
        raise ValueError("order must be non-negative but got {}", n)
    x = np.asarray(a)
    if x.ndim == 0:
        raise ValueError("diff requires input that is at least one dimensional")
    place = normal_axis(axis, x.ndim)
    return np.moveaxis(_differences(_extended(np.moveaxis(x, place, 0), prepend, append, place), n), 0, place)


def _extended(x, prepend, append, place):
    """The rows with those given before and after them."""
    if prepend is None and append is None:
        return x
    before, after = _rows_given(x, prepend, place), _rows_given(x, append, place)
    count = len(before) + len(x)
    joined = np.empty((count + len(after),) + x.shape[1:], np.result_type(before, x, after))
    joined[:len(before)] = before
    joined[len(before):count] = x
    joined[count:] = after
    return joined


def _rows_given(x, rows, place):
    if rows is None:
        return x[:0]
    given = np.asarray(rows)
    if given.ndim == 0:
        return np.broadcast_to(given, (1,) + x.shape[1:])
    if given.ndim != x.ndim:
        message = "all the input array dimensions except for the concatenation axis must match exactly"
        raise ValueError(message)
    return np.moveaxis(given, place, 0)


def _differences(x, n):
    if x.dtype == np.bool_:
        made = x[1:] != x[:-1]
        for _ in range(n - 1):
            made = made[1:] != made[:-1]
    else:
        made = x[1:] - x[:-1]
        for _ in range(n - 1):
            made = made[1:] - made[:-1]
    return made


def ediff1d(ary, to_end=None, to_begin=None):
    x = np.asarray(ary).ravel()
    if to_begin is None and to_end is None:
        return x[1:] - x[:-1]
    before, after = _ends(x, to_begin, "to_begin"), _ends(x, to_end, "to_end")
    steps = max(len(x) - 1, 0)
    made = np.empty(len(before) + steps + len(after), x.dtype)
    made[:len(before)] = before
    made[len(before):len(before) + steps] = x[1:] - x[:-1]
    made[len(before) + steps:] = after
    return made


def _ends(x, ends, name):
    if ends is None:
        return x[:0]
    vector = np.asarray(ends).ravel()
    if not np.can_cast(vector.dtype, x.dtype, "same_kind"):
        raise TypeError("dtype of `{}` must be compatible with input `ary` under the `same_kind` rule.", name)
    return vector.astype(x.dtype)


def unwrap(p, discont: value = None, axis=-1, *, period: value = 6.283185307179586):
    x = np.asarray(p)
    rows = np.moveaxis(x, normal_axis(axis, x.ndim), 0)
    steps = rows[1:] - rows[:-1]
    dtype = np.result_type(steps, period)
    is_whole = dtype.kind == "i" or dtype.kind == "u"
    high = period // 2 if is_whole else period / 2
    is_ambiguous = not is_whole or period % 2 == 0
    jump = period / 2 if discont is None else discont
    made = rows.astype(dtype)
    if len(rows) > 1:
        made[1:] = rows[1:] + np.cumsum(_corrections(steps, period, high, is_ambiguous, jump), 0)
    return np.moveaxis(made, 0, normal_axis(axis, x.ndim))


def _corrections(steps, period, high, is_ambiguous, jump):
    """What to add to each step so that it is the shortest one of its class."""
    within = np.remainder(steps + high, period) - high
    if is_ambiguous:
        within = np.where((within == -high) & (steps > 0), high, within)
    return np.where(np.abs(steps) < jump, 0, within - steps)


def sinc(x):
    if np.ndim(x) == 0:
        return _sinc(np.pi * np.asarray(x)[()])[()]
    return _sinc(np.pi * np.asarray(x))


def _sinc(x):
    return np.where(x == 0, x.dtype.type(1), np.sin(x) / x)
