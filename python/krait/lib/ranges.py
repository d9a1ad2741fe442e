"""Evenly spaced values: arange, linspace, logspace, geomspace."""

import math

import numpy as np

from krait.lib import refuse, value
from krait.lib.axes import check_device


def arange(start_or_stop: value, stop: value = None, step: value = 1, dtype=None, device=None, like=None):
    check_device(device)
    if like is not None:
        refuse("the argument 'like'")
    if stop is None:
        return _arange(0, start_or_stop, step, dtype)
    return _arange(start_or_stop, stop, step, dtype)


def _arange(start: value, stop: value, step: value, dtype):
    count = _arange_count(stop - start, step)
    if dtype is None:
        out = np.empty(count, np.result_type(np.int64, _strong(start), _strong(stop), _strong(step)))
    else:
        out = np.empty(count, dtype)
    if out.dtype == np.bool_:
        if count > 2:
            raise TypeError("arange() is only supported for booleans when the result has at most length 2.")
    if count > 0:
        out[0] = start
    if count > 1:
        out[1] = start + step
    if count > 2:
        _continue(out)
    return out


def _strong(number):
    return np.result_type(number)


def _arange_count(span, step):
    ratio = span / step
    if isinstance(ratio, complex):
        return max(min(_ceil(ratio.real), _ceil(ratio.imag)), 0)
    if ratio == 0 and span != 0:
        return 0 if np.signbit(ratio) else 1
    return max(_ceil(ratio), 0)


def _ceil(ratio):
    if ratio != ratio:
        raise ValueError("arange: cannot compute length")
    if abs(ratio) >= 9223372036854775807.0:
        raise ValueError("Maximum allowed size exceeded")
    return math.ceil(ratio)


def _continue(out):
    """The elements from the third on, with the step between the first two."""
    if out.dtype.kind == "i" or out.dtype.kind == "u":
        number = out[1]
        step = number - out[0]
        for i in range(2, len(out)):
            number = number + step
            out[i] = number
    elif out.dtype == np.float16:
        first = np.float32(out[0])
        step = np.float32(out[1]) - first
        for i in range(2, len(out)):
            out[i] = first + i * step
    elif out.dtype != np.bool_:
        first = out[0]
        step = out[1] - first
        for i in range(2, len(out)):
            out[i] = first + i * step


def linspace(start: value, stop: value, num: value = 50, endpoint=True, retstep=False, dtype=None, axis=0, device=None):
    check_device(device)
    if num < 0:
        raise ValueError("Number of samples, {}, must be non-negative.", num)
    inexact = np.result_type(start, stop, 0.0)
    if np.ndim(start) > 0 or np.ndim(stop) > 0:
        out, step = _linspace_of_arrays(start, stop, num, endpoint, inexact, inexact if dtype is None else dtype)
        if axis != 0:
            out = np.moveaxis(out, 0, axis)
    else:
        if axis != 0 and axis != -1:
            raise np.exceptions.AxisError(axis, 1, "destination")
        first, last = inexact.type(start), inexact.type(stop)
        out = np.empty(num, inexact if dtype is None else dtype)
        step = _fill_linspace(out, first, last, last - first, num - 1 if endpoint else num, endpoint)
    if retstep:
        return out, step
    return out


def _fill_linspace(out, first, last, delta, divisions, endpoint):
    """Fills the one-dimensional array; the step."""
    step = first.dtype.type(np.nan)
    if divisions > 0:
        step = delta / divisions
    for i in range(len(out)):
        out[i] = _stored(out, _sample(i, step, delta, divisions) + first)
    if endpoint and len(out) > 1:
        out[len(out) - 1] = _stored(out, last)
    return step


def _sample(i, step, delta, divisions):
    position = delta.dtype.type(i)
    if divisions <= 0:
        return position * delta
    if step == 0:
        return position / divisions * delta
    return position * step


def _stored(out, number):
    """Into integers numbers are rounded downwards."""
    if out.dtype.kind == "i" or out.dtype.kind == "u":
        return out.dtype.type(np.floor(number))
    return out.dtype.type(number)


def _linspace_of_arrays(start, stop, num, endpoint, inexact, dtype):
    delta = np.subtract(stop, start, dtype=inexact)
    first = np.add(start, np.zeros(delta.shape, inexact))
    last = np.add(stop, np.zeros(delta.shape, inexact))
    divisions = num - 1 if endpoint else num
    out = np.empty((num,) + delta.shape, dtype)
    step = np.full(delta.shape, np.nan, inexact)
    if divisions > 0:
        step = delta / divisions
    has_zero_step = False
    for index in np.ndindex(delta.shape):
        has_zero_step |= bool(step[index] == 0)
    for index in np.ndindex(delta.shape):
        sampling_step = step[index]
        if has_zero_step:
            sampling_step = inexact.type(0)
        for i in range(num):
            out[(i,) + index] = _stored(out, _sample(i, sampling_step, delta[index], divisions) + first[index])
        if endpoint and num > 1:
            out[(num - 1,) + index] = _stored(out, last[index])
    return out, step


def logspace(start: value, stop: value, num: value = 50, endpoint=True, base: value = 10.0, dtype=None, axis=0):
    if np.ndim(base) > 0:
        refuse("an array as base")
    exponents = linspace(start, stop, num, endpoint, False, None, axis)
    powers = np.empty(exponents.shape, np.result_type(base, exponents))
    for index in np.ndindex(exponents.shape):
        powers[index] = np.power(powers.dtype.type(base), powers.dtype.type(exponents[index]))
    if dtype is None:
        return powers
    return powers.astype(dtype)


def geomspace(start: value, stop: value, num: value = 50, endpoint=True, dtype=None, axis=0):
    if np.ndim(start) > 0 or np.ndim(stop) > 0:
        refuse("arrays as ends", "Make the sequence of each pair.")
    if start == 0 or stop == 0:
        raise ValueError("Geometric sequence cannot include zero")
    if axis != 0 and axis != -1:
        raise np.exceptions.AxisError(axis, 1, "destination")
    if dtype is None:
        return _geomspace(start, stop, num, endpoint, np.result_type(start, stop, np.float64))
    return _geomspace(start, stop, num, endpoint, np.result_type(start, stop, 0.0, np.dtype(dtype))).astype(dtype)


def _geomspace(start, stop, num, endpoint, dtype):
    """Computed with the start turned to the positive real axis, and turned back."""
    sign = np.sign(dtype.type(start))
    first, last = dtype.type(start) / sign, dtype.type(stop) / sign
    out = logspace(np.log10(first), np.log10(last), num, endpoint, 10.0, dtype)
    if num > 0:
        out[0] = first
        if num > 1 and endpoint:
            out[num - 1] = last
    for i in range(len(out)):
        out[i] = out[i] * sign
    return out
