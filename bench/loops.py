"""Scalar loops against the same loops in C: the ratio of medians, taken in turns in one process."""

import pathlib

import kernels
import numpy as np
import yardstick
from figures import Figure, in_turns, median

REPEATS = 15
MOST_RATIO = 1.05
MOST_RATIO_IN_LANES = 0.2  # of loops whose iterations run in the lanes of vectors, which C's do not


def _mandelbrot(jit, c):
    image, expected = np.zeros((1000, 1000), np.int64), np.zeros((1000, 1000), np.int64)
    function = kernels.compiled(kernels.mandelbrot, jit)
    function(image, 100)
    c.mandelbrot(expected, 1000, 1000, 100)
    assert np.array_equal(image, expected)
    small = np.zeros((20, 20), np.int64)
    kernels.mandelbrot(small, 100)
    assert np.array_equal(small[::2, ::2], image[::100, ::100])
    return lambda: function(image, 100), lambda: c.mandelbrot(expected, 1000, 1000, 100)


def _sum_of_squares(jit, c):
    values = np.random.default_rng(1).random(10_000_000)
    function = kernels.compiled(kernels.sum_of_squares, jit)
    assert function(values) == c.sum_of_squares(values, len(values))
    assert function(values[:10_000]) == kernels.sum_of_squares(values[:10_000])
    return lambda: function(values), lambda: c.sum_of_squares(values, len(values))


def _matrix_product(jit, c):
    a, b = np.random.default_rng(2).random((2, 300, 300))
    product, expected = np.zeros((300, 300)), np.zeros((300, 300))
    function = kernels.compiled(kernels.matrix_product, jit)
    function(a, b, product)
    c.matrix_product(a, b, expected, 300)
    assert np.array_equal(product, expected)
    assert np.allclose(product, a @ b, rtol=1e-12)
    return lambda: function(a, b, product), lambda: c.matrix_product(a, b, expected, 300)


def _binary_search(jit, c):
    generator = np.random.default_rng(3)
    keys, values = np.sort(generator.random(1000)), generator.random(100_000)
    places, expected = np.zeros((2, len(values)), np.int64)
    function = kernels.compiled(kernels.binary_search, jit)
    function(keys, values, places)
    c.binary_search(keys, len(keys), values, len(values), expected)
    assert np.array_equal(places, expected)
    assert np.array_equal(places, np.searchsorted(keys, values))
    return lambda: function(keys, values, places), lambda: c.binary_search(keys, len(keys), values, len(values), expected)


LOOPS = {
    "Mandelbrot 1000 x 1000, 100 steps": (_mandelbrot, MOST_RATIO_IN_LANES),
    "binary search of 1e5 in 1e3 doubles": (_binary_search, MOST_RATIO_IN_LANES),
    "sum of squares, 1e7 doubles": (_sum_of_squares, MOST_RATIO),
    "triple loop, 300 x 300": (_matrix_product, MOST_RATIO),
}


def measure(compiler, say):
    """A figure per loop: time over the time of C."""
    c = yardstick.build(pathlib.Path(__file__).parents[1] / "build" / "bench")
    figures = []
    for name, (prepare, most) in LOOPS.items():
        say(f"{name}, against C")
        own, theirs = in_turns(prepare(compiler.njit, c), REPEATS)
        note = f"{median(own) * 1e3:.2f} ms, C {median(theirs) * 1e3:.2f} ms"
        figures.append(Figure(name, median(own) / median(theirs), "x C", most, note, [own, theirs]))
    return figures
