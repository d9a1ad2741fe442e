"""Stencils by loops and by slices: three points in one dimension, Jacobi's method in two, heat flow in three."""

import numpy as np

from kernel import Kernel, prange
from kernels.arguments import random, vectors

LINES = (100_000, 10_000_000)


def jacobi_loops(steps, grid, other):
    """Steps is even: the result ends in grid, and again in other."""
    for _ in range(steps):
        for i in prange(1, grid.shape[0] - 1):
            for j in range(1, grid.shape[1] - 1):
                other[i, j] = 0.25 * (grid[i - 1, j] + grid[i + 1, j] + grid[i, j - 1] + grid[i, j + 1])
        for i in prange(1, grid.shape[0] - 1):
            for j in range(1, grid.shape[1] - 1):
                grid[i, j] = 0.25 * (other[i - 1, j] + other[i + 1, j] + other[i, j - 1] + other[i, j + 1])


def jacobi_slices(steps, grid, other):
    for _ in range(steps):
        other[1:-1, 1:-1] = 0.25 * (grid[:-2, 1:-1] + grid[2:, 1:-1] + grid[1:-1, :-2] + grid[1:-1, 2:])
        grid[1:-1, 1:-1] = 0.25 * (other[:-2, 1:-1] + other[2:, 1:-1] + other[1:-1, :-2] + other[1:-1, 2:])


def heat_loops(steps, a, b):
    """One explicit step of the heat equation from a to b, so many times."""
    for _ in range(steps):
        for i in prange(1, a.shape[0] - 1):
            for j in range(1, a.shape[1] - 1):
                for k in range(1, a.shape[2] - 1):
                    b[i, j, k] = (0.125 * (a[i + 1, j, k] - 2.0 * a[i, j, k] + a[i - 1, j, k])
                                  + 0.125 * (a[i, j + 1, k] - 2.0 * a[i, j, k] + a[i, j - 1, k])
                                  + 0.125 * (a[i, j, k + 1] - 2.0 * a[i, j, k] + a[i, j, k - 1]) + a[i, j, k])


def heat_slices(steps, a, b):
    for _ in range(steps):
        b[1:-1, 1:-1, 1:-1] = (0.125 * (a[2:, 1:-1, 1:-1] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[:-2, 1:-1, 1:-1])
                               + 0.125 * (a[1:-1, 2:, 1:-1] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[1:-1, :-2, 1:-1])
                               + 0.125 * (a[1:-1, 1:-1, 2:] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[1:-1, 1:-1, :-2])
                               + a[1:-1, 1:-1, 1:-1])


def three_points(a, out):
    for i in range(1, a.shape[0] - 1):
        out[i] = 0.25 * a[i - 1] + 0.5 * a[i] + 0.25 * a[i + 1]


def three_points_slices(a, out):
    out[1:-1] = 0.25 * a[:-2] + 0.5 * a[1:-1] + 0.25 * a[2:]


def squares(size):
    grid = random().random((size, size))
    return 5, grid, grid.copy()


def cubes(size):
    a = random().random((size, size, size))
    return 5, a, a.copy()


KERNELS = (
    Kernel("Jacobi, loops", jacobi_loops, jacobi_slices, squares, (1_000,), c="jacobi", parallel=True),
    Kernel("Jacobi, slices", jacobi_slices, jacobi_slices, squares, (1_000,), c="jacobi"),
    Kernel("heat, loops", heat_loops, heat_slices, cubes, (64,), c="heat", parallel=True),
    Kernel("heat, slices", heat_slices, heat_slices, cubes, (64,), c="heat"),
    Kernel("3 points, loop", three_points, three_points_slices, vectors(2), LINES, c="three_points"),
    Kernel("3 points, slices", three_points_slices, three_points_slices, vectors(2), LINES, c="three_points"),
)
