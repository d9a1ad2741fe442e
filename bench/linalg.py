"""Products, decompositions and transforms inside compiled code, against the same call of NumPy in turns.

They are NumPy's own loops, so the goal is that a call from compiled code costs no more than one from Python.
"""

import numpy as np

from figures import Figure, in_turns, median, repeated

GOAL = 1.05
RANDOM = np.random.default_rng(3)


def product(a, b):
    return a @ b


def solution(a, b):
    return np.linalg.solve(a, b)


def eigenvalues(a, b):
    return np.linalg.eigvalsh(a)


def transform(a, b):
    return np.fft.fft(a)


def square(size, dtype="float64"):
    return RANDOM.integers(0, 99, (size, size)).astype(dtype)


CASES = (("product 4 x 4", product, 4, "float64", 2000), ("product 300 x 300", product, 300, "float64", 5),
         ("int64 product 300 x 300", product, 300, "int64", 2), ("bool product 300 x 300", product, 300, "bool", 20),
         ("solve 100 x 100", solution, 100, "float64", 5), ("eigvalsh 100 x 100", eigenvalues, 100, "float64", 2),
         ("fft 256 x 256", transform, 256, "float64", 5))


def measure(compiler, tell):
    """Time of compiled code over NumPy's; a case that the compiler does not take is left out."""
    figures = []
    for name, function, size, dtype, calls in CASES:
        tell(name)
        a, b = square(size, dtype), square(size, dtype)
        compiled = compiler.jit(function) if compiler.__name__ == "krait" else compiler.njit(function)
        try:
            assert np.allclose(compiled(a, b), function(a, b)), name
        except Exception as error:
            tell(f"{name}: {type(error).__name__}")
            continue
        own, numpys = in_turns([repeated(f, (a, b), calls) for f in (compiled, function)], 15)
        figures.append(Figure(f"{name} over NumPy", median(own) / median(numpys), "ratio", GOAL, samples=own))
    return figures
