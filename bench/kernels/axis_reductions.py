"""Reductions along one axis of a matrix, and what is made of them."""

import numpy as np

from kernel import Kernel, prange
from kernels.arguments import matrices

SIZES = (100, 1_000)
LARGE = (1_000,)


def sum_over_rows(a):
    return np.sum(a, axis=0)


def sum_of_rows(a):
    return np.sum(a, axis=1)


def greatest_over_rows(a):
    return np.max(a, axis=0)


def mean_of_rows(a):
    return np.mean(a, axis=1)


def normalised(a):
    return (a - np.mean(a, axis=0)) / np.std(a, axis=0)


def softmax(a):
    out = np.empty_like(a)
    for i in prange(a.shape[0]):
        row = np.exp(a[i] - np.max(a[i]))
        out[i] = row / np.sum(row)
    return out


def softmax_numpy(a):
    shifted = np.exp(a - a.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


KERNELS = (
    Kernel("sum axis=0", sum_over_rows, sum_over_rows, matrices(1), SIZES, c="sum_over_rows", numexpr="sum(a, axis=0)"),
    Kernel("sum axis=1", sum_of_rows, sum_of_rows, matrices(1), SIZES, numexpr="sum(a, axis=1)"),
    Kernel("sum axis=0 float32", sum_over_rows, sum_over_rows, matrices(1, "float32"), LARGE),
    Kernel("max axis=0", greatest_over_rows, greatest_over_rows, matrices(1), LARGE),
    Kernel("mean axis=1", mean_of_rows, mean_of_rows, matrices(1), LARGE),
    Kernel("normalised columns", normalised, normalised, matrices(1), LARGE),
    Kernel("softmax of rows", softmax, softmax_numpy, matrices(1), LARGE, c="softmax", parallel=True),
)
