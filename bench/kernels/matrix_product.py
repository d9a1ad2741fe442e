"""The triple loop over square matrices: as in the textbook, and in all six orders of its loops, beside BLAS."""

import numpy as np

from kernel import Kernel, prange
from kernels.arguments import matrices


def dot_products(a, b, c):
    """An element at a time: c[i, j] is one sum."""
    n = a.shape[0]
    for i in prange(n):
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += a[i, k] * b[k, j]
            c[i, j] = total


def order_ijk(a, b, c):
    n = a.shape[0]
    c[:, :] = 0.0
    for i in range(n):
        for j in range(n):
            for k in range(n):
                c[i, j] += a[i, k] * b[k, j]


def order_ikj(a, b, c):
    n = a.shape[0]
    c[:, :] = 0.0
    for i in range(n):
        for k in range(n):
            for j in range(n):
                c[i, j] += a[i, k] * b[k, j]


def order_jik(a, b, c):
    n = a.shape[0]
    c[:, :] = 0.0
    for j in range(n):
        for i in range(n):
            for k in range(n):
                c[i, j] += a[i, k] * b[k, j]


def order_jki(a, b, c):
    n = a.shape[0]
    c[:, :] = 0.0
    for j in range(n):
        for k in range(n):
            for i in range(n):
                c[i, j] += a[i, k] * b[k, j]


def order_kij(a, b, c):
    n = a.shape[0]
    c[:, :] = 0.0
    for k in range(n):
        for i in range(n):
            for j in range(n):
                c[i, j] += a[i, k] * b[k, j]


def order_kji(a, b, c):
    n = a.shape[0]
    c[:, :] = 0.0
    for k in range(n):
        for j in range(n):
            for i in range(n):
                c[i, j] += a[i, k] * b[k, j]


def product(a, b, c):
    np.matmul(a, b, out=c)


def row(order):
    name = f"triple loop {order.__name__}"
    return Kernel(name, order, product, matrices(3), (300,), c=order.__name__, numpy_as="BLAS")


KERNELS = (
    Kernel("triple loop", dot_products, product, matrices(3), (100, 300), c="dot_products", parallel=True,
           numpy_as="BLAS"),
    Kernel("large triple loop", dot_products, product, matrices(3), (1024,), pythran=False, numpy_as="BLAS"),
    *map(row, (order_ijk, order_ikj, order_jik, order_jki, order_kij, order_kji)),
)
