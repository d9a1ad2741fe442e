"""Transcendental functions of arrays, one at a time and in chains."""

import numpy as np

from kernel import Kernel
from kernels.arguments import vectors

SIZES = (100_000,)


def exp(a, b):
    return np.exp(a)


def log(a, b):
    return np.log(a)


def sin(a, b):
    return np.sin(a)


def cos(a, b):
    return np.cos(a)


def tanh(a, b):
    return np.tanh(a)


def power(a, b):
    return a**b


def arctan2(a, b):
    return np.arctan2(a, b)


def gaussian_wave(a, b):
    return np.exp(-a * a) * np.sin(a) + b


def circle(a, b):
    return np.sin(a) ** 2 + np.cos(b) ** 2


def sigmoid(a, b):
    return 1.0 / (1.0 + np.exp(-a)) - b


FUNCTIONS = (
    (exp, "exp(a)"), (log, "log(a)"), (sin, "sin(a)"), (cos, "cos(a)"), (tanh, "tanh(a)"), (power, "a ** b"),
    (arctan2, "arctan2(a, b)"), (gaussian_wave, "exp(-a * a) * sin(a) + b"), (circle, "sin(a) ** 2 + cos(b) ** 2"),
    (sigmoid, "1 / (1 + exp(-a)) - b"),
)
PARALLEL = (gaussian_wave,)


def row(function, expression, dtype):
    name = f"{function.__name__} {dtype}"
    return Kernel(name, function, function, vectors(2, dtype), SIZES, c=name.replace(" ", "_"), numexpr=expression,
                  parallel=function in PARALLEL)


KERNELS = tuple(row(*function, dtype) for function in FUNCTIONS for dtype in ("float64", "float32"))
