"""Sorting and searching inside compiled code, against the same call of NumPy in turns.

In one line of each size, for the dtypes that NumPy sorts with vector instructions. In-place functions get a copy each
time, which both pay for.
"""

import numpy as np

from figures import Figure, in_turns, median, repeated

GOAL = 1.05
SIZES = {1_000: 400, 100_000: 8, 10_000_000: 1}  # and how many calls are one sample
REPEATS = {1_000: 15, 100_000: 15, 10_000_000: 3}
RANDOM = np.random.default_rng(5)


def sort(a):
    return np.sort(a)


def argsort(a):
    return np.argsort(a)


def partition(a):
    return np.partition(a, a.size // 2)


def searchsorted(a):
    return np.searchsorted(a[::2], a)


def unique(a):
    return np.unique(a, return_counts=True)


FUNCTIONS = {"sort": sort, "argsort": argsort, "partition": partition, "searchsorted": searchsorted, "unique": unique}
DTYPES = ("float64", "float32", "int64", "int32")


def values(size, dtype):
    """As many distinct ones as the dtype has room for; small enough integers that float32 holds many of them."""
    if np.dtype(dtype).kind == "f":
        return RANDOM.normal(size=size).astype(dtype)
    limits = np.iinfo(dtype)
    return RANDOM.integers(limits.min, limits.max, size, dtype)


def check(name, function, compiled, a):
    """The two agree: exactly, or as far as the order of equal elements is left open."""
    got, expected = compiled(a), function(a)
    if name == "argsort":
        got, expected = a[got], a[expected]
    if name == "partition":
        middle = a.size // 2
        assert (got[:middle] <= got[middle]).all() and (got[middle:] >= got[middle]).all()
        got, expected = got[middle], expected[middle]
    for one, other in zip(got, expected) if name == "unique" else [(got, expected)]:
        assert np.array_equal(one, other), name


def measure(compiler, tell):
    """Time of compiled code over NumPy's; a case that the compiler does not take is left out."""
    figures = []
    for name, function in FUNCTIONS.items():
        compiled = compiler.jit(function) if compiler.__name__ == "krait" else compiler.njit(function)
        for dtype in DTYPES:
            tell(f"{name} {dtype}")
            for size, calls in SIZES.items():
                a = np.sort(values(size, dtype)) if name == "searchsorted" else values(size, dtype)
                try:
                    check(name, function, compiled, a)
                except Exception as error:
                    tell(f"{name} {dtype}: {type(error).__name__}: {error}")
                    break
                own, numpys = in_turns([repeated(f, (a,), calls) for f in (compiled, function)], REPEATS[size])
                note = f"{median(own) / calls / size * 1e9:.2f} ns an element, NumPy {median(numpys) / calls / size * 1e9:.2f}"
                figures.append(Figure(f"{name} {dtype} {size:.0e} over NumPy", median(own) / median(numpys), "ratio", GOAL, note, own))
    return figures
