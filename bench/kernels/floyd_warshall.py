"""Shortest paths between all pairs of nodes: in place, row k is read while rows are written."""

import numpy as np

from kernel import Kernel
from kernels.arguments import random


def shortest_paths(graph):
    d = graph.copy()
    n = d.shape[0]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                d[i, j] = min(d[i, j], d[i, k] + d[k, j])
    return d


def shortest_paths_branch(graph):
    d = graph.copy()
    n = d.shape[0]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if d[i, k] + d[k, j] < d[i, j]:
                    d[i, j] = d[i, k] + d[k, j]
    return d


def shortest_paths_numpy(graph):
    d = graph.copy()
    for k in range(d.shape[0]):
        np.minimum(d, d[:, k:k + 1] + d[k], out=d)
    return d


def graph(size):
    weights = random().random((size, size))
    np.fill_diagonal(weights, 0.0)
    return (weights,)


KERNELS = (
    Kernel("Floyd-Warshall, min", shortest_paths, shortest_paths_numpy, graph, (300,), c="shortest_paths"),
    Kernel("Floyd-Warshall, if", shortest_paths_branch, shortest_paths_numpy, graph, (300,), c="shortest_paths_branch"),
)
