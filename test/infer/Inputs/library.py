import numpy as np


def known(n):
    return np.eye(n)


def widened():
    return np.linspace(0, 1, 3), np.linspace(2, 5, 7)


def unrolled(n):
    total = 0.0
    for x in (n, 2.5):
        total += x
    return total


def nested(a):
    total = np.float64(0)
    for index in np.ndindex(a.shape):
        total += a[index]
    return total
