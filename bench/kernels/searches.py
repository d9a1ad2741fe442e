"""Loops whose number of steps depends on the data of each element: binary search, Newton's method, Collatz."""

import numpy as np

from kernel import Kernel, prange
from kernels.arguments import random


def lower_bounds(sorted_values, wanted, places):
    """places[i]: how many of the sorted values are less than wanted[i]."""
    for i in prange(wanted.shape[0]):
        low = 0
        high = sorted_values.shape[0]
        while low < high:
            middle = (low + high) // 2
            if sorted_values[middle] < wanted[i]:
                low = middle + 1
            else:
                high = middle
        places[i] = low


def lower_bounds_numpy(sorted_values, wanted, places):
    places[...] = np.searchsorted(sorted_values, wanted)


def cube_roots(values, roots):
    """Newton's method until the last step was small."""
    for i in prange(values.shape[0]):
        x = 1.0
        step = 1.0
        while abs(step) > 1e-12:
            step = (x * x * x - values[i]) / (3.0 * x * x)
            x -= step
        roots[i] = x


def cube_roots_numpy(values, roots):
    np.cbrt(values, out=roots)


def collatz(starts, lengths):
    for i in prange(starts.shape[0]):
        n = starts[i]
        length = 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            length += 1
        lengths[i] = length


def collatz_numpy(starts, lengths):
    lengths[...] = 0
    n = starts.copy()
    while (alive := n != 1).any():
        lengths += alive
        n = np.where(alive, np.where(n % 2 == 0, n // 2, 3 * n + 1), 1)


def search_arguments(size):
    generator = random()
    return np.sort(generator.random(size)), generator.random(size), np.zeros(size, np.int64)


def root_arguments(size):
    return random().random(size) * 100 + 0.1, np.zeros(size)


def collatz_arguments(size):
    return np.arange(1, size + 1), np.zeros(size, np.int64)


KERNELS = (
    Kernel("binary search", lower_bounds, lower_bounds_numpy, search_arguments, (10_000, 1_000_000), c="lower_bounds",
           parallel=True),
    Kernel("Newton cube roots", cube_roots, cube_roots_numpy, root_arguments, (100_000,), c="cube_roots",
           numpy_as="reference"),
    Kernel("Collatz lengths", collatz, collatz_numpy, collatz_arguments, (30_000,), c="collatz"),
)
