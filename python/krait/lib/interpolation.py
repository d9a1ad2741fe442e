"""Functions given by samples and coefficients: interp, trapezoid, polyval."""

import numpy as np

from krait.lib.axes import as_array


def interp(x, xp, fp, left=None, right=None, period=None):
    if isinstance(x, (tuple, list)):
        return interp(as_array(x), xp, fp, left, right, period)
    return _interp(x, as_array(xp), as_array(fp), left, right, period)


def _interp(x, xp, fp, left, right, period):
    if period is not None:
        return _periodic(x, xp, fp, abs(period))
    if np.ndim(xp) != 1 or np.ndim(fp) != 1:
        raise ValueError("object too deep for desired array")
    if len(xp) == 0:
        raise ValueError("array of sample points is empty")
    if len(xp) != len(fp):
        raise ValueError("fp and xp are not of the same length.")
    dtype = np.dtype(np.complex128 if np.iscomplexobj(fp) else np.float64)
    first = dtype.type(fp[0]) if left is None else dtype.type(left)
    last = dtype.type(fp[len(fp) - 1]) if right is None else dtype.type(right)
    if np.ndim(x) == 0:
        return _interpolate(np.float64(x), xp, fp, first, last)
    out = np.empty(x.shape, dtype)
    for index in np.ndindex(x.shape):
        out[index] = _interpolate(np.float64(x[index]), xp, fp, first, last)
    return out


def _periodic(x, xp, fp, period):
    """The sample points in order within one period, with one more at each end."""
    if period == 0:
        raise ValueError("period must be a non-zero value")
    if np.ndim(xp) != 1 or np.ndim(fp) != 1:
        raise ValueError("Data points must be 1-D sequences")
    if len(xp) != len(fp):
        raise ValueError("fp and xp are not of the same length")
    count = len(xp)
    within = np.empty(count, np.float64)
    for i in range(count):
        within[i] = np.float64(xp[i]) % period
    order = np.argsort(within)
    points, heights = np.empty(count + 2, np.float64), np.empty(count + 2, fp.dtype)
    for i in range(count + 2):
        rank = order[(i + count - 1) % count]
        shift = -period if i == 0 else period if i == count + 1 else 0 * period
        points[i], heights[i] = within[rank] + shift, fp[rank]
    return interp(_remainders(x, period), points, heights)


def _remainders(x, period):
    if np.ndim(x) == 0:
        return np.float64(x) % period
    out = np.empty(x.shape, np.float64)
    for index in np.ndindex(x.shape):
        out[index] = np.float64(x[index]) % period
    return out


def _interpolate(x, xp, fp, first, last):
    if x != x:
        return first.dtype.type(x)
    if x > xp[len(xp) - 1]:
        return last
    below = _last_not_above(x, xp)
    if below < 0:
        return first
    if below == len(xp) - 1:
        return first.dtype.type(fp[below])
    y0, y1 = first.dtype.type(fp[below]), first.dtype.type(fp[below + 1])
    return _between(x, np.float64(xp[below]), np.float64(xp[below + 1]), y0, y1)


def _last_not_above(x, xp):
    """Position of the last sample point that is not above x; -1 if there is none."""
    low, size = 0, len(xp)
    while size > 1:
        half = size // 2
        low = low + half if xp[low + half] <= x else low
        size -= half
    return low if xp[low] <= x else -1


def _between(x, x0, x1, y0, y1):
    if x == x0:
        return y0
    if np.iscomplexobj(y0):
        scale = 1.0 / (x1 - x0)
        real = _line(x, x0, x1, y0.real, y1.real, (y1.real - y0.real) * scale)
        imag = _line(x, x0, x1, y0.imag, y1.imag, (y1.imag - y0.imag) * scale)
        return np.complex128(complex(real, imag))
    return _line(x, x0, x1, y0, y1, (y1 - y0) / (x1 - x0))


def _line(x, x0, x1, y0, y1, slope):
    y = slope * (x - x0) + y0
    if y != y:
        y = slope * (x - x1) + y1
        if y != y and y0 == y1:
            y = y0
    return y


def trapezoid(y, x=None, dx=1.0, axis=-1):
    if axis < -y.ndim or axis >= y.ndim:
        raise IndexError("list assignment index out of range")
    if y.ndim == 1:
        return _area(y, x, dx)
    heights = np.moveaxis(y, axis, -1)
    out = np.empty(heights.shape[:-1], np.result_type(y, dx if x is None else x, 0.0))
    for index in np.ndindex(out.shape):
        out[index] = _area(heights[index], _points(x, axis, index), dx)
    return out


def _points(x, axis, index):
    if x is None:
        return None
    if np.ndim(x) == 1:
        return x
    return np.moveaxis(x, axis, -1)[index]


def _area(y, x, dx):
    dtype = np.result_type(y, dx if x is None else x, 0.0)
    parts = np.empty(max(len(y) - 1, 0), dtype)
    for i in range(len(parts)):
        width = dx if x is None else x[i + 1] - x[i]
        parts[i] = width * (y[i + 1] + y[i]) / 2.0
    return np.sum(parts)


def polyval(p, x):
    dtype = np.result_type(p, x)
    if np.ndim(x) == 0:
        return _horner(p, dtype.type(x), dtype)
    out = np.empty(x.shape, dtype)
    for index in np.ndindex(x.shape):
        out[index] = _horner(p, dtype.type(x[index]), dtype)
    return out


def _horner(p, x, dtype):
    y = dtype.type(0)
    for coefficient in p:
        y = y * x + dtype.type(coefficient)
    return y
