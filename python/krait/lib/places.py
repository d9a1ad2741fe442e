"""Arrays of places: where an array is true, of diagonals and triangles, of open grids."""

import numpy as np

from krait.lib import refuse, value
from krait.lib.axes import as_array, ones
from krait.lib.matrices import tri


def argwhere(a):
    array = as_array(a)
    if array.ndim == 0:
        return np.zeros((1 if array[()] else 0, 0), np.int64)
    places = np.nonzero(array)
    out = np.empty((len(places[0]), array.ndim), np.int64)
    _fill_columns(out, places, 0)
    return out


def _fill_columns(out, columns, k):
    if k < len(columns):
        out[:, k] = columns[k]
        _fill_columns(out, columns, k + 1)


def flatnonzero(a):
    return np.nonzero(np.ravel(as_array(a)))[0]


def ix_(*args):
    return _open_lines(args, 0)


def _open_lines(args, k):
    if k == len(args):
        return ()
    line = as_array(args[k])
    if line.ndim != 1:
        raise ValueError("Cross index must be 1 dimensional")
    if line.dtype.kind == "b":
        return (_open(np.nonzero(line)[0], k, len(args)),) + _open_lines(args, k + 1)
    return (_open(line, k, len(args)),) + _open_lines(args, k + 1)


def _open(line, k, count):
    return line.reshape(ones(k) + (len(line),) + ones(count - 1 - k))


def diag_indices(n: value, ndim=2):
    return _repeated(np.arange(n), ndim)


def _repeated(array, count):
    if count <= 0:
        return ()
    return (array,) + _repeated(array, count - 1)


def diag_indices_from(arr):
    if arr.ndim < 2:
        raise ValueError("input array must be at least 2-d")
    _check_cube(arr)
    return diag_indices(arr.shape[0], arr.ndim)


def _check_cube(arr):
    for extent in arr.shape:
        if extent != arr.shape[0]:
            raise ValueError("All dimensions of input must be of equal length")


def tril_indices(n: value, k: value = 0, m: value = None):
    return np.nonzero(tri(n, m, k, np.bool_))


def triu_indices(n: value, k: value = 0, m: value = None):
    return np.nonzero(~tri(n, m, k - 1, np.bool_))


def tril_indices_from(arr, k: value = 0):
    if arr.ndim != 2:
        raise ValueError("input array must be 2-d")
    return tril_indices(arr.shape[0], k, arr.shape[1])


def triu_indices_from(arr, k: value = 0):
    if arr.ndim != 2:
        raise ValueError("input array must be 2-d")
    return triu_indices(arr.shape[0], k, arr.shape[1])


def mask_indices(n, mask_func, k=0):
    refuse("a function", "Take np.nonzero() of the mask, or np.tril_indices() and np.triu_indices().")


def fill_diagonal(a, val, wrap=False):
    if a.ndim < 2:
        raise ValueError("array must be at least 2-d")
    if not a.flags.writeable:
        raise ValueError("underlying array is read-only")
    if a.ndim > 2:
        _check_cube(a)
    end = a.size if wrap or a.ndim > 2 else min(a.size, a.shape[1] * a.shape[1])
    _fill_steps(a, val, end, _diagonal_step(a.shape))


def _diagonal_step(shape):
    step, product = 1, 1
    for k in range(len(shape) - 1):
        product *= shape[k + 1] if len(shape) == 2 else shape[k]
        step += product
    return step


def _fill_steps(a, val, end, step):
    if isinstance(val, (tuple, list)) or isinstance(val, np.ndarray):
        values = np.ravel(as_array(val)).copy()
        k = 0
        for place in range(0, end if len(values) > 0 else 0, step):
            a.flat[place] = values[k]
            k = k + 1 if k + 1 < len(values) else 0
    else:
        for place in range(0, end, step):
            a.flat[place] = val
