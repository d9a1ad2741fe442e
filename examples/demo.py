"""`make demo`: four plain Python functions, run by CPython and compiled by Krait.

Each result is checked, bit for bit, against CPython running the same function, on a part of the work that CPython
does in about a second; its time is scaled from that part to the whole. Where NumPy computes the same thing, the whole
result is compared with NumPy's too.
"""

import math
import pathlib
import time

import numpy as np
from png import write_png

import krait

OUTPUT = pathlib.Path(__file__).parents[1] / "build" / "demo"


@krait.jit
def mandelbrot(image, limit, row_step=1):
    height, width = image.shape
    for row in range(0, height, row_step):
        y = -1.3 + 2.6 * row / height
        for column in range(width):
            x = -2.0 + 2.6 * column / width
            re = im = 0.0
            steps = 0
            while steps < limit and re * re + im * im <= 4.0:
                re, im = re * re - im * im + x, 2.0 * re * im + y
                steps += 1
            image[row, column] = steps


@krait.jit
def sum_of_squares(values):
    total = 0.0
    for value in values:
        total += value * value
    return total


@krait.jit
def distances(points, rows):
    count, dimensions = points.shape
    result = np.empty((rows, count))
    for i in range(rows):
        for j in range(count):
            square = 0.0
            for k in range(dimensions):
                difference = points[i, k] - points[j, k]
                square += difference * difference
            result[i, j] = math.sqrt(square)
    return result


@krait.jit
def matrix_product(a, b):
    rows, inner = a.shape
    columns = b.shape[1]
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            total = 0.0
            for k in range(inner):
                total += a[i, k] * b[k, j]
            result[i, j] = total
    return result


def seconds(function, *arguments):
    """(result, wall seconds) of one call."""
    start = time.perf_counter()
    result = function(*arguments)
    return result, time.perf_counter() - start


def show(title, function, small, whole, part, share):
    """Run one example: compile on `small`, Krait on `whole`, CPython on `part`, which is this share of the whole.

    Prints the times. Returns (whole result, CPython's result of the part).
    """
    print(f"\n{title}", flush=True)
    _, first = seconds(function, *small)
    print(f"  compiled and called for the first time  {first * 1e3:10.1f} ms", flush=True)
    result, own = min((seconds(function, *whole) for _ in range(3)), key=lambda timed: timed[1])
    print(f"  Krait                                   {own * 1e3:10.1f} ms, the best of 3", flush=True)
    part_of_it = f"1/{round(1 / share)} of it"
    print(f"  CPython, on {part_of_it} ...", end="", flush=True)
    expected, taken = seconds(function.py_func, *part)
    cpython = taken / share
    print(f"\r  CPython                                 {cpython * 1e3:10.1f} ms, scaled from {part_of_it}")
    print(f"  faster by                               {cpython / own:10.0f} times", flush=True)
    return result, expected


def check(what, holds):
    """Print what was checked, or end the demo."""
    if not holds:
        raise SystemExit(f"  WRONG: not {what}")
    print(f"  checked: {what}", flush=True)


def colours(image, limit):
    """Steps to escape as colours; the set itself is black."""
    share = (image / limit)[..., np.newaxis]
    return (255 * np.where(share < 1, share ** np.array([0.9, 0.5, 0.25]), 0)).astype(np.uint8)


def demo_mandelbrot():
    limit, step = 100, 100
    image, sample = np.zeros((2, 1000, 1000), np.int64)
    show("Mandelbrot set, 1000 x 1000 pixels, at most 100 steps each", mandelbrot, (image, limit, 500), (image, limit),
         (sample, limit, step), 1 / step)
    check(f"every {step}th row equals CPython's", np.array_equal(image[::step], sample[::step]))
    write_png(OUTPUT / "mandelbrot.png", colours(image, limit))
    print("  written to build/demo/mandelbrot.png")


def demo_sum_of_squares():
    values = np.random.default_rng(1).random(10_000_000)
    part = values[:1_000_000]
    total, expected = show("Sum of squares of 10 million doubles", sum_of_squares, (values[:10],), (values,), (part,),
                           len(part) / len(values))
    check("the sum of the first million has CPython's bits", sum_of_squares(part) == expected)
    exact = math.fsum(values * values)
    check("the whole agrees with math.fsum to 12 digits", math.isclose(total, exact, rel_tol=1e-12))


def demo_distances():
    points, rows = np.random.default_rng(2).random((1000, 3)), 50
    result, expected = show("Distances between 1000 points in 3-D", distances, (points[:4], 4), (points, len(points)),
                            (points, rows), rows / len(points))
    check(f"{rows} rows have CPython's bits", np.array_equal(result[:rows], expected))
    difference = points[:, np.newaxis] - points
    check("all agree with NumPy", np.allclose(result, np.sqrt((difference**2).sum(axis=-1)), rtol=1e-14))


def demo_matrix_product():
    a, b = np.random.default_rng(3).random((2, 400, 400))
    rows = 4
    result, expected = show("Product of two 400 x 400 matrices, triple loop", matrix_product, (a[:3], b), (a, b),
                            (a[:rows], b), rows / len(a))
    check(f"{rows} rows have CPython's bits", np.array_equal(result[:rows], expected))
    check("all agree with NumPy", np.allclose(result, a @ b, rtol=1e-12))


def main():
    OUTPUT.mkdir(parents=True, exist_ok=True)
    print(f"Krait {krait.__version__}: each function is plain Python under @krait.jit (examples/demo.py)")
    for example in (demo_mandelbrot, demo_sum_of_squares, demo_distances, demo_matrix_product):
        example()
    print("\nall results are right")


if __name__ == "__main__":
    main()
