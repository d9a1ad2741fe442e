"""Polynomials given by their coefficients, that of the highest power first."""

import numpy as np

from krait.lib import refuse, value
from krait.lib.axes import as_array


def polyadd(a1, a2):
    a, b = np.atleast_1d(as_array(a1)), np.atleast_1d(as_array(a2))
    return _aligned(a, len(b)) + _aligned(b, len(a))


def polysub(a1, a2):
    a, b = np.atleast_1d(as_array(a1)), np.atleast_1d(as_array(a2))
    return _aligned(a, len(b)) - _aligned(b, len(a))


def _aligned(p, size):
    """With zeros in front, so many coefficients at least."""
    made = np.zeros(max(len(p), size), p.dtype)
    made[len(made) - len(p) :] = p
    return made


def polymul(a1, a2):
    return np.convolve(_trimmed(np.atleast_1d(as_array(a1))), _trimmed(np.atleast_1d(as_array(a2))))


def _trimmed(p):
    """Without zeros in front; of zeros, one."""
    start = 0
    while start < len(p) and p[start] == 0:
        start += 1
    if start == len(p):
        return np.zeros(1, p.dtype)
    return p[start:]


def polydiv(u, v):
    a, b = np.atleast_1d(as_array(u)) + 0.0, np.atleast_1d(as_array(v)) + 0.0
    rest = a.astype(np.result_type(a, b))
    divisor = b.astype(rest.dtype)
    scale = 1.0 / b[0]
    count = len(a) - len(b) + 1
    quotient = np.zeros(max(count, 1), rest.dtype)
    for k in range(count):
        factor = scale * rest[k]
        quotient[k] = factor
        rest[k : k + len(b)] -= factor * divisor
    start = 0
    while start < len(rest) - 1 and np.abs(rest[start]) <= 1e-8:
        start += 1
    return quotient, rest[start:]


def polyder(p, m=1):
    if m < 0:
        raise ValueError("Order of derivative must be positive (see polyint)")
    coefficients = as_array(p)
    if m == 0:
        return coefficients
    return polyder(coefficients[:-1] * np.arange(len(coefficients) - 1, 0, -1), m - 1)


def polyint(p, m=1, k=None):
    if m < 0:
        raise ValueError("Order of integral must be positive (see polyder)")
    coefficients = as_array(p)
    if k is None:
        return _polyint(coefficients, m, np.zeros(m, np.float64))
    constants = np.atleast_1d(as_array(k))
    if len(constants) == 1:
        return _polyint(coefficients, m, np.ones(m, np.float64) * constants[0])
    if len(constants) < m:
        raise ValueError("k must be a scalar or a rank-1 array of length 1 or >m.")
    return _polyint(coefficients, m, constants)


def _polyint(coefficients, m, constants):
    if m == 0:
        return coefficients
    divisors = np.arange(len(coefficients), 0, -1)
    raised = coefficients / divisors
    made = np.empty(len(coefficients) + 1, np.result_type(raised, constants))
    made[:-1] = raised
    made[-1] = constants[0]
    return _polyint(made, m - 1, constants[1:])


def poly(seq_of_zeros):
    given = np.atleast_1d(as_array(seq_of_zeros))
    if given.ndim == 2:
        if given.shape[0] != given.shape[1] or given.shape[0] == 0:
            raise ValueError("input must be 1d or non-empty square 2d array.")
        return _monic(np.linalg.eigvals(given))
    elif given.ndim == 1:
        return _monic(given)
    else:
        raise ValueError("input must be 1d or non-empty square 2d array.")


def _monic(zeros):
    """The product of all (x - zero)."""
    if len(zeros) == 0:
        raise NotImplementedError("poly() of no zeros is a number: write 1.0")
    is_inexact = zeros.dtype.kind == "c" or zeros.dtype.kind == "f" and zeros.dtype != np.float16
    made = np.zeros(len(zeros) + 1, zeros.dtype if is_inexact else np.dtype(np.float64))
    made[0] = 1
    for k in range(len(zeros)):
        zero = made.dtype.type(zeros[k])
        for i in range(k + 1, 0, -1):
            made[i] = made[i] - zero * made[i - 1]
    if made.dtype.kind == "c":
        if np.all(np.sort(zeros) == np.sort(np.conj(zeros))):
            raise NotImplementedError("poly() of zeros in conjugate pairs is real: multiply the factors of degree 2")
    return made


def roots(p):
    given = np.atleast_1d(as_array(p))
    if given.ndim != 1:
        raise ValueError("Input must be a rank-1 array.")
    first, last = 0, len(given)
    while first < last and given[first] == 0:
        first += 1
    while last > first and given[last - 1] == 0:
        last -= 1
    dtype = given.dtype if given.dtype.kind == "f" or given.dtype.kind == "c" else np.dtype(np.float64)
    coefficients = given[first:last].astype(dtype)
    count = max(len(coefficients) - 1, 0)
    zeros = 0 if first == len(given) else len(given) - last
    made = np.zeros(count + zeros, dtype)
    if count > 0:
        companion = np.zeros((count, count), dtype)
        for k in range(count - 1):
            companion[k + 1, k] = 1
        companion[0] = -coefficients[1:] / coefficients[0]
        made[:count] = np.linalg.eigvals(companion)
    return made


def polyfit(x, y, deg: value, rcond: value = None, full=False, w=None, cov=False):
    points, values = as_array(x) + 0.0, as_array(y) + 0.0
    if np.ndim(deg) > 0:
        refuse("an array as 'deg'")
    if isinstance(cov, str):
        if cov != "unscaled":
            refuse("this 'cov'", "Give True, False or 'unscaled'.")
    if deg < 0:
        raise ValueError("expected deg >= 0")
    if points.ndim != 1:
        raise TypeError("expected 1D vector for x")
    if len(points) == 0:
        raise TypeError("expected non-empty vector for x")
    if values.ndim < 1 or values.ndim > 2:
        raise TypeError("expected 1D or 2D array for y")
    if len(points) != len(values):
        raise TypeError("expected x and y to have same length")
    tolerance = len(points) * np.spacing(points.dtype.type(1)) if rcond is None else rcond
    matrix = np.vander(points, deg + 1)
    if w is None:
        return _fit(matrix, values, tolerance, full, cov)
    weights = as_array(w) + 0.0
    if weights.ndim != 1:
        raise TypeError("expected a 1-d array for weights")
    if len(weights) != len(values):
        raise TypeError("expected w and y to have the same length")
    column = np.reshape(weights, (-1, 1))
    if values.ndim == 2:
        return _fit(matrix * column, values * column, tolerance, full, cov)
    return _fit(matrix * column, values * weights, tolerance, full, cov)


def _fit(matrix, values, rcond, full, cov):
    """Least squares with columns of length 1, which condition the problem better."""
    scale = np.sqrt(np.sum(matrix * matrix, 0))
    solution, residuals, rank, singular = np.linalg.lstsq(matrix / scale, values, rcond)
    coefficients = np.transpose(np.transpose(solution) / scale)
    if full:
        return coefficients, residuals, rank, singular, rcond
    elif cov is False:
        return coefficients
    else:
        return coefficients, _covariance(matrix / scale, scale, residuals, values, cov)


def _covariance(matrix, scale, residuals, values, cov):
    base = np.linalg.inv(np.matmul(np.transpose(matrix), matrix)) / np.outer(scale, scale)
    if cov == "unscaled":
        factor = 1.0
        return _scaled(base, values, factor)
    size, order = matrix.shape
    if size <= order:
        raise ValueError("the number of data points must exceed order to scale the covariance matrix")
    if values.ndim == 1:
        return base * (residuals / (size - order))
    return np.reshape(base, base.shape + (1,)) * (residuals / (size - order))


def _scaled(base, values, factor):
    if values.ndim == 1:
        return base * factor
    return np.reshape(base, base.shape + (1,)) * factor
