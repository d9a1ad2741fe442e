"""What makes arguments: functions of a size that give a tuple, always the same values for one size."""

import numpy as np


def random():
    return np.random.default_rng(11)


def values(count, dtype, generator):
    """Numbers that are harmless in any kernel: 0.5 to 1.5, whole ones from 1 to 99; complex ones of two such floats."""
    kind = np.dtype(dtype).kind
    if kind == "c":
        return (generator.random(count) + 0.5 + 1j * generator.random(count)).astype(dtype)
    if kind == "f":
        return (generator.random(count) + 0.5).astype(dtype)
    return generator.integers(1, 100, count).astype(dtype)


def vectors(count, dtype="float64"):
    """So many arrays of one axis."""
    def make(size):
        generator = random()
        return tuple(values(size, dtype, generator) for _ in range(count))

    return make


def matrices(count, dtype="float64"):
    """So many square matrices with this number of rows."""
    def make(size):
        generator = random()
        return tuple(values(size * size, dtype, generator).reshape(size, size) for _ in range(count))

    return make
