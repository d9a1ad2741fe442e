"""Covariances and correlation coefficients of variables, each a row of observations."""

import numpy as np

from krait.lib.statistics import average

from krait.lib import value


def cov(m, y=None, rowvar=True, bias=False, ddof: value = None, fweights=None, aweights=None, *, dtype=None):
    x = np.asarray(m)
    if x.ndim > 2:
        raise ValueError("m has more than 2 dimensions")
    if ddof is not None:
        if ddof != int(ddof):
            raise ValueError("ddof must be integer")
        return _cov(x, y, rowvar, int(ddof), fweights, aweights, dtype)
    return _cov(x, y, rowvar, 0 if bias else 1, fweights, aweights, dtype)


def _cov(x, y, rowvar, ddof, fweights, aweights, dtype):
    if y is None:
        kind = np.result_type(x, np.float64) if dtype is None else np.dtype(dtype)
        found = _covariances(_variables(x, rowvar, kind), ddof, fweights, aweights)
        if x.ndim < 2:
            return found.reshape(())
        if len(found) == 1:
            raise NotImplementedError("cov() of a matrix with a single variable has no axes: give it as a vector")
        return found
    other = np.asarray(y)
    if other.ndim > 2:
        raise ValueError("y has more than 2 dimensions")
    kind = np.result_type(x, other, np.float64) if dtype is None else np.dtype(dtype)
    rows = _joined(_variables(x, rowvar, kind), _variables(other, rowvar, kind))
    return _covariances(rows, ddof, fweights, aweights)


def _variables(x, rowvar, dtype):
    if x.ndim < 2:
        return x.reshape((1, -1)).astype(dtype)
    return x.astype(dtype) if rowvar else x.T.astype(dtype)


def _joined(x, y):
    if x.shape[1] != y.shape[1]:
        message = ("all the input array dimensions except for the concatenation axis must match exactly, but along "
                   "dimension 1, the array at index 0 has size {} and the array at index 1 has size {}")
        raise ValueError(message, x.shape[1], y.shape[1])
    joined = np.empty((len(x) + len(y), x.shape[1]), x.dtype)
    joined[:len(x)] = x
    joined[len(x):] = y
    return joined


def _covariances(x, ddof, fweights, aweights):
    if fweights is None and aweights is None:
        count = x.shape[1]
        deviations = x - np.mean(x, 1, None, None, True)
        return _normalized(np.dot(deviations, np.conjugate(deviations.T)), count - ddof)
    weights = _product(_checked_repeats(x, fweights), _checked_weights(x, aweights))
    total = np.sum(weights)
    deviations = x - average(x, 1, weights, keepdims=True)
    factor = total - ddof
    if aweights is not None and ddof != 0:
        factor = total - ddof * np.sum(weights * np.asarray(aweights)) / total
    return _normalized(np.dot(deviations, np.conjugate((deviations * weights).T)), factor)


def _normalized(products, freedom):
    return (products * np.true_divide(1, freedom if freedom > 0 else 0)).astype(products.dtype)


def _product(a, b):
    if a is None:
        return b
    if b is None:
        return a
    return a * b


def _checked_repeats(x, fweights):
    if fweights is None:
        return None
    weights = np.asarray(fweights).astype(np.float64)
    if not np.all(weights == np.round(weights)):
        raise TypeError("fweights must be integer")
    if weights.ndim > 1:
        raise RuntimeError("cannot handle multidimensional fweights")
    if len(weights) != x.shape[1]:
        raise RuntimeError("incompatible numbers of samples and fweights")
    if np.any(weights < 0):
        raise ValueError("fweights cannot be negative")
    return weights


def _checked_weights(x, aweights):
    if aweights is None:
        return None
    weights = np.asarray(aweights).astype(np.float64)
    if weights.ndim > 1:
        raise RuntimeError("cannot handle multidimensional aweights")
    if len(weights) != x.shape[1]:
        raise RuntimeError("incompatible numbers of samples and aweights")
    if np.any(weights < 0):
        raise ValueError("aweights cannot be negative")
    return weights


def corrcoef(x, y=None, rowvar=True, *, dtype=None):
    c = cov(x, y, rowvar, dtype=dtype)
    if c.ndim == 0:
        return c[()] / c[()]
    deviations = np.sqrt(np.diagonal(c).real)
    return _clipped(c / np.expand_dims(deviations, 1) / deviations)


def _clipped(c):
    """Within [-1, 1], which rounding may have left."""
    c.real[...] = np.clip(c.real, -1, 1)
    if c.dtype.kind == "c":
        c.imag[...] = np.clip(c.imag, -1, 1)
    return c
