"""Arithmetic element by element, as array expressions: by dtype, number of operations, layout; and once as a loop."""

import numpy as np

from kernel import Kernel, prange
from kernels.arguments import random, values, vectors

SIZES = (1_000, 100_000, 10_000_000)
MIDDLE = (100_000,)


def three(a, b, c):
    return (a + b) * c - a


def five(a, b, c):
    return (a + b) * c - (a - c) * b


def chosen(a, b, c):
    return np.where(a > b, a - b, c * b)


def both(a, b, c):
    return (a > b) & (c > b)


def norm(a, b, c):
    return np.sqrt(a * a + b * b + c * c)


def floor_divided(a, b):
    return a // b


def in_place(a, b, c):
    c *= 0.5
    c += a * b


def weighted(a, b, out):
    for i in prange(a.shape[0]):
        out[i] = 2.0 * a[i] + 3.0 * b[i]


def weighted_numpy(a, b, out):
    np.multiply(a, 2.0, out=out)
    out += 3.0 * b


def mixed(size):
    generator = random()
    return tuple(values(size, dtype, generator) for dtype in ("float64", "float32", "int64"))


def every_second(size):
    return tuple(a[::2] for a in vectors(3)(2 * size))


THREE = "(a + b) * c - a"
FIVE = "(a + b) * c - (a - c) * b"

KERNELS = (
    Kernel("3 operations float64", three, three, vectors(3), SIZES, c="three_float64", numexpr=THREE, parallel=True),
    Kernel("3 operations float32", three, three, vectors(3, "float32"), SIZES, c="three_float32", numexpr=THREE),
    Kernel("3 operations int64", three, three, vectors(3, "int64"), SIZES, c="three_int64", numexpr=THREE),
    Kernel("3 operations int16", three, three, vectors(3, "int16"), MIDDLE, c="three_int16"),
    Kernel("3 operations complex128", three, three, vectors(3, "complex128"), MIDDLE, numexpr=THREE),
    Kernel("3 operations strided", three, three, every_second, MIDDLE, numexpr=THREE, pythran=False),
    Kernel("5 operations float64", five, five, vectors(3), SIZES, c="five_float64", numexpr=FIVE),
    Kernel("5 operations mixed dtypes", five, five, mixed, MIDDLE, numexpr=FIVE),
    Kernel("where float64", chosen, chosen, vectors(3), MIDDLE, c="chosen_float64",
           numexpr="where(a > b, a - b, c * b)"),
    Kernel("comparisons float64", both, both, vectors(3), MIDDLE, c="both_float64", numexpr="(a > b) & (c > b)"),
    Kernel("sqrt of squares float64", norm, norm, vectors(3), MIDDLE, c="norm_float64",
           numexpr="sqrt(a * a + b * b + c * c)"),
    Kernel("floor division int64", floor_divided, floor_divided, vectors(2, "int64"), MIDDLE),
    Kernel("in place float64", in_place, in_place, vectors(3), MIDDLE, c="in_place_float64"),
    Kernel("loop into out float64", weighted, weighted_numpy, vectors(3), SIZES, c="weighted_float64", parallel=True),
)
