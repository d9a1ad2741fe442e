"""Distances between all pairs of points: by loops, by broadcasting, and by rows, which are arrays of three elements."""

import numpy as np

from kernel import Kernel, prange
from kernels.arguments import random


def pairwise(x, y, out):
    for i in prange(x.shape[0]):
        for j in range(y.shape[0]):
            total = 0.0
            for k in range(x.shape[1]):
                difference = x[i, k] - y[j, k]
                total += difference * difference
            out[i, j] = np.sqrt(total)


def pairwise_numpy(x, y, out):
    np.sqrt(((x[:, None, :] - y[None, :, :]) ** 2).sum(axis=2), out=out)


def pairwise_by_columns(x, y, out):
    out[:, :] = np.sqrt((x[:, 0:1] - y[:, 0]) ** 2 + (x[:, 1:2] - y[:, 1]) ** 2 + (x[:, 2:3] - y[:, 2]) ** 2)


def pairwise_by_rows(x, y, out):
    for i in range(x.shape[0]):
        for j in range(y.shape[0]):
            out[i, j] = np.sqrt(np.sum((x[i] - y[j]) ** 2))


def points(size):
    generator = random()
    return generator.random((size, 3)), generator.random((size, 3)), np.zeros((size, size))


KERNELS = (
    Kernel("pairwise distances, loops", pairwise, pairwise_numpy, points, (1_000,), c="pairwise", parallel=True),
    Kernel("pairwise distances, columns", pairwise_by_columns, pairwise_by_columns, points, (1_000,), c="pairwise"),
    Kernel("pairwise distances, rows", pairwise_by_rows, pairwise_numpy, points, (300,), c="pairwise",
           numpy_as="reference"),
)
