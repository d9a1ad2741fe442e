"""Vectors convolved and correlated: the sums of products of one with each shift of the other."""

import numpy as np

STRETCH = 1024


def _check_vectors(x, y):
    if x.ndim > 1 or y.ndim > 1:
        raise ValueError("object too deep for desired array")


def convolve(a, v, mode="full"):
    x, y = np.atleast_1d(np.asarray(a)), np.atleast_1d(np.asarray(v))
    if len(x) == 0:
        raise ValueError("a cannot be empty")
    if len(y) == 0:
        raise ValueError("v cannot be empty")
    _check_vectors(x, y)
    return _convolve(x.ravel(), y.ravel(), mode)


def _convolve(x, y, mode):
    x, y = _of_common_dtype(x, y)
    if len(y) > len(x):
        x, y = y, x
    return _correlate(x, y[::-1].copy(), mode)


def _of_common_dtype(x, y):
    if x.dtype == y.dtype:
        return x, y
    dtype = np.result_type(x, y)
    return x.astype(dtype), y.astype(dtype)


def correlate(a, v, mode="valid"):
    x, y = np.asarray(a), np.asarray(v)
    if x.ndim == 0 or y.ndim == 0:
        raise ValueError("object of too small depth for desired array")
    _check_vectors(x, y)
    if len(x) == 0:
        raise ValueError("first array argument cannot be empty")
    if len(y) == 0:
        raise ValueError("second array argument cannot be empty")
    return _correlation(x.ravel(), y.ravel(), mode)


def _correlation(x, y, mode):
    x, y = _of_common_dtype(x, y)
    is_swapped = len(y) > len(x)
    if is_swapped:
        x, y = _conjugated(y), x
    else:
        y = _conjugated(y)
    made = _correlate(x, y, mode)
    return made[::-1].copy() if is_swapped else made


def _conjugated(x):
    if x.dtype.kind == "c":
        return np.conjugate(x)
    return x


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
        stretch[...] = x.dtype.type(0)
        for j in range(n % 4):
            stretch += x[start + j:end + j] * y[j]
        for j in range(n % 4, n, 4):
            stretch += (x[start + j:end + j] * y[j] + x[start + j + 1:end + j + 1] * y[j + 1]
                        + x[start + j + 2:end + j + 2] * y[j + 2] + x[start + j + 3:end + j + 3] * y[j + 3])


def _dot(x, y):
    total = x.dtype.type(0)
    for k in range(len(x)):
        total = x.dtype.type(total + x[k] * y[k])
    return total
