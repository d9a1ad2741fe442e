"""Functions whose typed IR the tests of this folder check."""

import numpy as np


def weak(a):
    return a[0] * 2.0


def strong(a):
    return a[0] * np.float64(2.0)


def int_and_float(n, x):
    return n + x


def joined(x):
    y = 0
    if x > 0:
        y = 1.5
    return y


def optional(x, y=None):
    if y is None:
        return x
    return x + y


def by_class(x):
    if isinstance(x, int):
        return x + 1
    return x * "never typed"


def folded():
    return 2 * 3 + 4


def element(t):
    return t[1]
