"""Window functions, and the Bessel function that one of them needs."""

import math

import numpy as np

from krait.lib import value
from krait.lib.axes import as_vector


def hanning(M: value):
    return _cosines(M, 0.5, 0.5)


def hamming(M: value):
    return _cosines(M, 0.54, 0.46)


def _cosines(M, constant, factor):
    if M < 1:
        return np.empty(0, np.float64)
    if M == 1:
        return np.ones(1, np.float64)
    n = np.arange(1.0 - M, M, 2)
    for i in range(len(n)):
        n[i] = constant + factor * math.cos(math.pi * n[i] / (M - 1))
    return n


def bartlett(M: value):
    if M < 1:
        return np.empty(0, np.float64)
    if M == 1:
        return np.ones(1, np.float64)
    n = np.arange(1.0 - M, M, 2)
    for i in range(len(n)):
        n[i] = 1 + n[i] / (M - 1) if n[i] <= 0 else 1 - n[i] / (M - 1)
    return n


def blackman(M: value):
    if M < 1:
        return np.empty(0, np.float64)
    if M == 1:
        return np.ones(1, np.float64)
    n = np.arange(1.0 - M, M, 2)
    for i in range(len(n)):
        angle = math.pi * n[i] / (M - 1)
        n[i] = 0.42 + 0.5 * math.cos(angle) + 0.08 * math.cos(2.0 * angle)
    return n


def kaiser(M: value, beta: value):
    if M == 1:
        return np.ones(1, np.float64)
    n = np.arange(0.0, M)
    alpha = (M - 1) / 2.0
    largest = _bessel(float(beta))
    for i in range(len(n)):
        position = (n[i] - alpha) / alpha
        n[i] = _bessel(beta * float(np.sqrt(1 - position * position))) / largest
    return n


def i0(x):
    if np.iscomplexobj(x):
        raise TypeError("i0 not supported for complex values")
    flat = as_vector(x)
    out = np.empty(np.shape(x), np.result_type(x, 0.0) if np.ndim(x) > 0 else np.result_type(flat, 0.0))
    for index in np.ndindex(np.shape(x)):
        out[index] = _bessel(_at(x, index))
    return out


def _at(x, index):
    if np.ndim(x) == 0:
        return float(x)
    return float(x[index])


def _bessel(x):
    """I0: the sum of (x / 2)**2k / k!**2, in which all terms are positive (Abramowitz and Stegun, 9.6.12)."""
    if x != x:
        return x
    square = x * x / 4
    term, total, k = 1.0, 1.0, 0.0
    while term > total * 1e-17:
        k += 1
        term *= square / (k * k)
        total += term
    return total
