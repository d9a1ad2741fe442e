"""Matrices from little: eye, tri, diag, vander; triangles of matrices."""

import numpy as np

from krait.lib import refuse, value
from krait.lib.axes import as_vector, check_device


def eye(N: value, M: value = None, k: value = 0, dtype=None, order="C", device=None, like=None):
    check_device(device)
    if like is not None:
        refuse("the argument 'like'")
    columns = _columns(N, M)
    out = np.zeros((N, columns), dtype, order)
    for i in range(max(0, -k), min(N, columns - k)):
        out[i, i + k] = 1
    return out


def _columns(rows, columns):
    if columns is None:
        return rows
    return columns


def identity(n: value, dtype=None, like=None):
    return eye(n, None, 0, dtype, "C", None, like)


def tri(N: value, M: value = None, k: value = 0, dtype=None, like=None):
    if like is not None:
        refuse("the argument 'like'")
    rows, columns = max(N, 0), max(_columns(N, M), 0)
    out = np.zeros((rows, columns), dtype)
    for i in range(rows):
        for j in range(min(max(i + k + 1, 0), columns)):
            out[i, j] = 1
    return out


def tril(m, k: value = 0):
    return _triangle(m, k, True)


def triu(m, k: value = 0):
    return _triangle(m, k - 1, False)


def _triangle(m, k, is_lower):
    """Of each matrix in the last two axes; a vector stands for all rows."""
    if m.ndim == 0:
        raise TypeError("tri() missing 1 required positional argument: 'N'")
    elif m.ndim == 1:
        out = np.zeros((len(m), len(m)), m.dtype)
        for i in range(len(m)):
            for j in range(len(m)):
                if (j <= i + k) == is_lower:
                    out[i, j] = m[j]
        return out
    else:
        out = np.zeros(m.shape, m.dtype)
        for outer in np.ndindex(m.shape[:-2]):
            for i in range(m.shape[m.ndim - 2]):
                for j in range(m.shape[m.ndim - 1]):
                    if (j <= i + k) == is_lower:
                        out[outer + (i, j)] = m[outer + (i, j)]
        return out


def diag(v, k: value = 0):
    if np.ndim(v) == 1:
        return _diagonal_matrix(v, k)
    if np.ndim(v) == 2:
        return np.diagonal(v, k)
    raise ValueError("Input must be 1- or 2-d.")


def diagflat(v, k: value = 0):
    return _diagonal_matrix(as_vector(v), k)


def _diagonal_matrix(v, k):
    size = len(v) + abs(k)
    out = np.zeros((size, size), v.dtype)
    for i in range(len(v)):
        out[i + max(-k, 0), i + max(k, 0)] = v[i]
    return out


def vander(x, N: value = None, increasing=False):
    if np.ndim(x) != 1:
        raise ValueError("x must be a one-dimensional array or sequence.")
    columns = len(x) if N is None else N
    out = np.empty((len(x), columns), np.promote_types(x.dtype, np.int64))
    for i in range(len(x)):
        power = out.dtype.type(1)
        for j in range(columns):
            out[i, j if increasing else columns - 1 - j] = power
            power = power * out.dtype.type(x[i])
    return out
