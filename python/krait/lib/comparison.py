"""Whether arrays are equal, or nearly so; signs of infinities."""

import numpy as np

from krait.lib import refuse, value
from krait.lib.lanes import are_all


def isclose(a, b, rtol: value = 1.0e-5, atol: value = 1.0e-8, equal_nan=False):
    return _are_close(_operand(a), _inexact(b), _operand(rtol), _operand(atol), equal_nan)


def _operand(x):
    if np.ndim(x) == 0:
        return x
    return np.asarray(x)


def _inexact(y):
    """In a dtype of floats, so that there is an absolute value of each number."""
    if np.ndim(y) > 0:
        x = np.asarray(y)
        return x.astype(np.result_type(x, 1.0))
    if type(y) is int or type(y) is bool:
        return float(y)
    if type(y) is float or type(y) is complex:
        return y
    return np.result_type(y, 1.0).type(y)


def _are_close(x, y, rtol, atol, equal_nan):
    close = np.less_equal(np.abs(np.subtract(x, y)), atol + rtol * np.abs(y)) & np.isfinite(y) | np.equal(x, y)
    if equal_nan:
        return close | (np.isnan(x) & np.isnan(y))
    return close


def allclose(a, b, rtol: value = 1.0e-5, atol: value = 1.0e-8, equal_nan=False):
    close = isclose(a, b, rtol, atol, equal_nan)
    return are_all(close)


def array_equal(a1, a2, equal_nan=False):
    x, y = np.asarray(a1), np.asarray(a2)
    if x.ndim != y.ndim:
        return False
    if x.shape != y.shape:
        return False
    if equal_nan:
        return are_all((x == y) | ((x != x) & (y != y)))
    return are_all(x == y)


def array_equiv(a1, a2):
    x, y = np.asarray(a1), np.asarray(a2)
    if not _broadcast(x.shape, y.shape):
        return False
    return are_all(x == y)


def _broadcast(a, b):
    if len(a) == 0 or len(b) == 0:
        return True
    m, n = a[len(a) - 1], b[len(b) - 1]
    return (m == n or m == 1 or n == 1) and _broadcast(a[:-1], b[:-1])


def isposinf(x, out=None):
    if np.iscomplexobj(x):
        _raise_ambiguous(x)
    else:
        return np.logical_and(np.isinf(x), np.logical_not(np.signbit(x)), out)


def isneginf(x, out=None):
    if np.iscomplexobj(x):
        _raise_ambiguous(x)
    else:
        return np.logical_and(np.isinf(x), np.signbit(x), out)


def _raise_ambiguous(x):
    message = "This operation is not supported for {} values because it would be ambiguous."
    raise TypeError(message, np.asarray(x).dtype.name)


def real_if_close(a, tol=100):
    if not np.iscomplexobj(a):
        return np.asarray(a)
    refuse("complex numbers", "The dtype of the result would depend on their values: take a.real.")
