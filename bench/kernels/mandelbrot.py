"""The Mandelbrot set as nested loops: iterations until escape, which differ from pixel to pixel."""

import numpy as np

from kernel import Kernel, prange

LIMIT = 100


def escape_time(x, y, limit):
    """Steps until z*z + c leaves the disc of radius 2, at most limit."""
    re = 0.0
    im = 0.0
    count = 0
    while count < limit and re * re + im * im <= 4.0:
        re, im = re * re - im * im + x, 2.0 * re * im + y
        count += 1
    return count


def mandelbrot(limit, image):
    """Fill an int64 image of [-2, 0.6] x [-1.3, 1.3]."""
    height, width = image.shape
    for row in prange(height):
        y = -1.3 + 2.6 * row / height
        for column in range(width):
            x = -2.0 + 2.6 * column / width
            image[row, column] = escape_time(x, y, limit)


def mandelbrot_numpy(limit, image):
    height, width = image.shape
    x = -2.0 + 2.6 * np.arange(width) / width
    y = -1.3 + 2.6 * np.arange(height)[:, None] / height
    re, im = np.zeros(image.shape), np.zeros(image.shape)
    image[...] = 0
    alive = np.ones(image.shape, bool)
    for _ in range(limit):
        alive &= re * re + im * im <= 4.0
        image += alive
        re, im = np.where(alive, re * re - im * im + x, re), np.where(alive, 2.0 * re * im + y, im)


def image(size):
    return LIMIT, np.zeros((size, size), np.int64)


KERNELS = (Kernel("Mandelbrot", mandelbrot, mandelbrot_numpy, image, (1_000,), c="mandelbrot", parallel=True),)
