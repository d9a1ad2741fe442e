"""Vectors convolved and correlated: the sums of products of one with each shift of the other."""

import numpy as np

STRETCH = 1024


def _vector(a):
    return np.asarray(a).ravel()


def convolve(a, v, mode="full"):
    x, y = _vector(a), _vector(v)
    if len(x) == 0:
        raise ValueError("a cannot be empty")
    if len(y) == 0:
        raise ValueError("v cannot be empty")
    dtype = np.result_type(x, y)
    if len(y) > len(x):
        return _correlate(y.astype(dtype), x[::-1].astype(dtype), mode)
    return _correlate(x.astype(dtype), y[::-1].astype(dtype), mode)


def correlate(a, v, mode="valid"):
    x, y = _vector(a), _vector(v)
    if len(x) == 0:
        raise ValueError("first array argument cannot be empty")
    if len(y) == 0:
        raise ValueError("second array argument cannot be empty")
    dtype = np.result_type(x, y)
    if len(y) > len(x):
        return _correlate(np.conjugate(y).astype(dtype), x.astype(dtype), mode)[::-1].copy()
    return _correlate(x.astype(dtype), np.conjugate(y).astype(dtype), mode)


def _correlate(x, y, mode):
    """The products with each shift of y, which is not longer than x; the sums are in the order of y."""
    m, n = len(x), len(y)
    if mode == "full":
        first, count = n - 1, m + n - 1
    elif mode == "same":
        first, count = n // 2, m
    elif mode == "valid":
        first, count = 0, m - n + 1
    else:
        raise ValueError("mode must be one of 'valid', 'same', or 'full' (got '{}')", mode)
    made = np.empty(count, x.dtype)
    end = first + m - n + 1
    _interior(made[first:end], x, y)
    for i in range(first):
        made[i] = _dot(x[:n - first + i], y[first - i:])
    for i in range(end, count):
        made[i] = _dot(x[i - first:], y[:m + first - i])
    return made


def _interior(made, x, y):
    """Where all of y meets elements of x. Stretch by stretch, so that a stretch stays in the first cache."""
    n = len(y)
    for start in range(0, len(made), STRETCH):
        end = min(start + STRETCH, len(made))
        stretch = made[start:end]
        stretch[...] = x[start:end] * y[0]
        for j in range(1, n - 3, 4):
            stretch += (x[start + j:end + j] * y[j] + x[start + j + 1:end + j + 1] * y[j + 1]
                        + x[start + j + 2:end + j + 2] * y[j + 2] + x[start + j + 3:end + j + 3] * y[j + 3])
        for j in range(n - (n - 1) % 4, n):
            stretch += x[start + j:end + j] * y[j]


def _dot(x, y):
    total = x[0] * y[0]
    for k in range(1, len(x)):
        total = x.dtype.type(total + x[k] * y[k])
    return total
