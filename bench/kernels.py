"""The functions that are measured: plain Python, compiled by whichever compiler is under measurement.

Each has a twin in bench/c that does the same operations in the same order.
"""


def escape_time(x, y, limit):
    """Steps until z*z + c leaves the disc of radius 2, at most limit."""
    re = 0.0
    im = 0.0
    count = 0
    while count < limit and re * re + im * im <= 4.0:
        re, im = re * re - im * im + x, 2.0 * re * im + y
        count += 1
    return count


def mandelbrot(image, limit):
    """Fill an int64 image of [-2, 0.6] x [-1.3, 1.3]. Calls escape_time, which `compiled` replaces."""
    height, width = image.shape
    for row in range(height):
        y = -1.3 + 2.6 * row / height
        for column in range(width):
            x = -2.0 + 2.6 * column / width
            image[row, column] = escape_time(x, y, limit)


def sum_of_squares(values):
    """Sum of the squares of a float64 vector, in order."""
    total = 0.0
    for i in range(len(values)):
        total += values[i] * values[i]
    return total


def matrix_product(a, b, c):
    """c = a @ b for square float64 matrices."""
    n = a.shape[0]
    for i in range(n):
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += a[i, k] * b[k, j]
            c[i, j] = total


def binary_search(keys, values, places):
    """Where each value belongs among the sorted keys: as np.searchsorted."""
    for i in range(len(values)):
        low = 0
        high = len(keys)
        while low < high:
            middle = (low + high) // 2
            if keys[middle] < values[i]:
                low = middle + 1
            else:
                high = middle
        places[i] = low


def compiled(function, jit):
    """The function compiled by jit, and so are the functions of this module that it calls."""
    names = {**globals()}
    names.update((name, jit(names[name])) for name in function.__code__.co_names if name in _CALLEES)
    return jit(type(function)(function.__code__, names, function.__name__, function.__defaults__))


_CALLEES = {"escape_time"}
