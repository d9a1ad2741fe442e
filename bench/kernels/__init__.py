"""The kernels of the suite, a file per family; each file ends in its table KERNELS."""

import importlib

FAMILIES = (
    "elementwise", "transcendental", "reductions", "axis_reductions", "mandelbrot", "searches", "matrix_product",
    "distances", "stencils", "nbody", "floyd_warshall", "edit_distance", "sieve", "indirect", "black_scholes",
    "running_median", "kmeans",
)


def family(name):
    return importlib.import_module(f"kernels.{name}").KERNELS


def all_kernels():
    return [kernel for name in FAMILIES for kernel in family(name)]


def find(name):
    return next(kernel for kernel in all_kernels() if kernel.name == name)
