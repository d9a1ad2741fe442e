"""Gravity between all pairs of bodies."""

import numpy as np

from kernel import Kernel, prange
from kernels.arguments import random


def gravity(positions, masses, forces):
    n = positions.shape[0]
    for i in prange(n):
        fx = 0.0
        fy = 0.0
        fz = 0.0
        for j in range(n):
            dx = positions[j, 0] - positions[i, 0]
            dy = positions[j, 1] - positions[i, 1]
            dz = positions[j, 2] - positions[i, 2]
            squared = dx * dx + dy * dy + dz * dz + 0.01
            scale = masses[j] / (squared * np.sqrt(squared))
            fx += scale * dx
            fy += scale * dy
            fz += scale * dz
        forces[i, 0] = fx
        forces[i, 1] = fy
        forces[i, 2] = fz


def gravity_numpy(positions, masses, forces):
    difference = positions[None, :, :] - positions[:, None, :]
    squared = (difference**2).sum(axis=2) + 0.01
    scale = masses / (squared * np.sqrt(squared))
    np.einsum("ij,ijk->ik", scale, difference, out=forces)


def bodies(size):
    generator = random()
    return generator.random((size, 3)), generator.random(size), np.zeros((size, 3))


KERNELS = (Kernel("all-pairs n-body", gravity, gravity_numpy, bodies, (1_000,), c="gravity", parallel=True),)
