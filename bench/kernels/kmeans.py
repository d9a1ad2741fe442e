"""A step of k-means (Lloyd's algorithm): every point to its nearest centre, every centre to the mean of its points."""

import numpy as np

from kernel import Kernel, prange
from kernels.arguments import random

CENTRES = 16


def nearest(points, centres, i):
    """The index of the centre nearest to point i."""
    best = 0
    least = np.inf
    for c in range(centres.shape[0]):
        distance = 0.0
        for k in range(points.shape[1]):
            difference = points[i, k] - centres[c, k]
            distance += difference * difference
        if distance < least:
            least = distance
            best = c
    return best


def kmeans_step(points, centres):
    labels = np.empty(points.shape[0], np.int64)
    for i in prange(points.shape[0]):
        labels[i] = nearest(points, centres, i)
    sums = np.zeros_like(centres)
    counts = np.zeros(centres.shape[0], np.int64)
    for i in range(points.shape[0]):
        counts[labels[i]] += 1
        for k in range(points.shape[1]):
            sums[labels[i], k] += points[i, k]
    for c in range(centres.shape[0]):
        for k in range(centres.shape[1]):
            sums[c, k] /= counts[c]
    return sums


def kmeans_step_numpy(points, centres):
    labels = ((points[:, None, :] - centres) ** 2).sum(axis=2).argmin(axis=1)
    sums = [np.bincount(labels, points[:, k], len(centres)) for k in range(points.shape[1])]
    return np.stack(sums, axis=1) / np.bincount(labels, minlength=len(centres))[:, None]


def clouds(size):
    generator = random()
    return generator.random((size, 3)), generator.random((CENTRES, 3))


KERNELS = (Kernel("k-means step", kmeans_step, kmeans_step_numpy, clouds, (100_000,), c="kmeans_step", parallel=True),)
