"""Reductions to one number: NumPy's, of expressions, and as loops, whose sums keep the order of the elements."""

import numpy as np

from kernel import Kernel, prange
from kernels.arguments import vectors

SIZES = (1_000, 100_000, 10_000_000)
MIDDLE = (100_000,)


def total(a):
    return np.sum(a)


def mean(a):
    return np.mean(a)


def deviation(a):
    return np.std(a)


def greatest(a):
    return np.max(a)


def place_of_greatest(a):
    return np.argmax(a)


def running_sum(a):
    return np.cumsum(a)


def sum_of_products(a, b):
    return np.sum(a * b)


def squared_distance(a, b):
    return np.sum((a - b) ** 2)


def count_greater(a, b):
    return np.sum(a > b)


def sum_of_squares(values):
    total = 0.0
    for i in prange(len(values)):
        total += values[i] * values[i]
    return total


def sum_of_squares_numpy(values):
    return np.dot(values, values)


def greatest_by_loop(values):
    greatest = values[0]
    for value in values:
        if value > greatest:
            greatest = value
    return greatest


def sum_by_loop(values):
    total = 0
    for value in values:
        total += value
    return total


KERNELS = (
    Kernel("sum float64", total, total, vectors(1), SIZES, numexpr="sum(a)", parallel=True),
    Kernel("sum float32", total, total, vectors(1, "float32"), MIDDLE),
    Kernel("sum int64", total, total, vectors(1, "int64"), MIDDLE, c="sum_int64", numexpr="sum(a)"),
    Kernel("mean float64", mean, mean, vectors(1), MIDDLE),
    Kernel("std float64", deviation, deviation, vectors(1), MIDDLE),
    Kernel("max float64", greatest, greatest, vectors(1), MIDDLE, numexpr="max(a)"),
    Kernel("argmax float64", place_of_greatest, place_of_greatest, vectors(1), MIDDLE),
    Kernel("cumsum float64", running_sum, running_sum, vectors(1), MIDDLE, c="running_sum"),
    Kernel("sum of products", sum_of_products, sum_of_products, vectors(2), SIZES, numexpr="sum(a * b)"),
    Kernel("squared distance", squared_distance, squared_distance, vectors(2), MIDDLE, numexpr="sum((a - b) ** 2)"),
    Kernel("count of a > b", count_greater, count_greater, vectors(2), MIDDLE),
    Kernel("sum of squares, loop", sum_of_squares, sum_of_squares_numpy, vectors(1), (10_000_000,), c="sum_of_squares",
           parallel=True, numpy_as="BLAS"),
    Kernel("max, loop", greatest_by_loop, greatest, vectors(1), MIDDLE, c="greatest", numpy_as="reference"),
    Kernel("sum int64, loop", sum_by_loop, total, vectors(1, "int64"), MIDDLE, c="sum_int64"),
)
