"""Levenshtein's distance between two texts, as arrays of codes, by dynamic programming over two rows."""

import numpy as np

from kernel import Kernel
from kernels.arguments import random


def edit_distance(a, b):
    previous = np.arange(b.shape[0] + 1)
    current = np.zeros_like(previous)
    for i in range(a.shape[0]):
        current[0] = i + 1
        for j in range(b.shape[0]):
            cost = 0 if a[i] == b[j] else 1
            current[j + 1] = min(previous[j + 1] + 1, current[j] + 1, previous[j] + cost)
        previous, current = current, previous
    return previous[b.shape[0]]


def edit_distance_numpy(a, b):
    """Insertions within a row are a running minimum of what the cells would be without them."""
    steps = np.arange(b.shape[0] + 1)
    row = steps.copy()
    for i in range(a.shape[0]):
        without = np.minimum(row[1:] + 1, row[:-1] + (a[i] != b))
        row = np.minimum.accumulate(np.concatenate(([i + 1], without)) - steps) + steps
    return row[-1]


def texts(size):
    generator = random()
    return generator.integers(0, 4, size), generator.integers(0, 4, size)


KERNELS = (Kernel("edit distance", edit_distance, edit_distance_numpy, texts, (1_000,), c="edit_distance"),)
