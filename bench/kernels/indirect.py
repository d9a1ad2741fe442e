"""Indirect indices: histogram, gather and scatter, by loops and by fancy indexing."""

import numpy as np

from kernel import Kernel, prange
from kernels.arguments import random

SIZES = (100_000, 10_000_000)
BINS = 256


def histogram(values, counts):
    """How many values of [0, 1) are in each of so many bins as there are counts."""
    bins = counts.shape[0]
    counts[:] = 0
    for i in range(values.shape[0]):
        counts[int(values[i] * bins)] += 1


def histogram_numpy(values, counts):
    counts[:] = np.bincount((values * counts.shape[0]).astype(np.int64), minlength=counts.shape[0])


def gather(values, places, out):
    for i in prange(places.shape[0]):
        out[i] = values[places[i]]


def gather_numpy(values, places, out):
    out[:] = values[places]


def gather_sum(values, places):
    total = 0.0
    for i in range(places.shape[0]):
        total += values[places[i]]
    return total


def gather_sum_numpy(values, places):
    return values[places].sum()


def scatter(values, places, out):
    for i in range(places.shape[0]):
        out[places[i]] = values[i]


def scatter_numpy(values, places, out):
    out[places] = values


def scatter_add(values, places, out):
    out[:] = 0.0
    for i in range(places.shape[0]):
        out[places[i]] += values[i]


def scatter_add_numpy(values, places, out):
    out[:] = np.bincount(places, values, minlength=out.shape[0])


def samples(size):
    return random().random(size), np.zeros(BINS, np.int64)


def permuted(size):
    generator = random()
    return generator.random(size), generator.permutation(size), np.zeros(size)


KERNELS = (
    Kernel("histogram", histogram, histogram_numpy, samples, SIZES, c="histogram"),
    Kernel("gather", gather, gather_numpy, permuted, SIZES, c="gather", parallel=True),
    Kernel("gather, fancy index", gather_numpy, gather_numpy, permuted, SIZES, c="gather"),
    Kernel("gather and sum", gather_sum, gather_sum_numpy, lambda size: permuted(size)[:2], SIZES, c="gather_sum"),
    Kernel("scatter", scatter, scatter_numpy, permuted, SIZES, c="scatter"),
    Kernel("scatter and add", scatter_add, scatter_add_numpy, permuted, SIZES, c="scatter_add"),
)
