"""NumPy's functions that have vector kernels: time over the same call of NumPy.

    python bench/vector_math.py [NAME ...]        prints the table of runtime/vector_math/README.md, with the largest errors

The table needs gmpy2: pip install -r bench/requirements.txt
"""

import sys

import numpy as np

from figures import Figure, in_turns, median, repeated

GOAL = 1.05
SIZES = {1_000: 1000, 100_000: 10}  # and how many calls are one sample
NAMES = ("exp exp2 expm1 log log2 log10 log1p power sin cos tan arcsin arccos arctan arctan2 sinh cosh tanh "
         "arcsinh arccosh arctanh cbrt hypot").split()
TWO_NUMBERS = ("power", "arctan2", "hypot")
DTYPES = ("float64", "float32")
RANGES = {"arcsin": (-1, 1), "arccos": (-1, 1), "arctanh": (-1, 1), "arccosh": (1, 10), "power": (0.01, 10)}


def function_of(name):
    parameters = "a, b" if name in TWO_NUMBERS else "a"
    return eval(f"lambda {parameters}, out: numpy.{name}({parameters}, out=out)", {"numpy": np})


def common(name, size, dtype):
    """Arguments as they are met with."""
    random = np.random.default_rng(5)
    low, high = RANGES.get(name, (0.01, 10) if name.startswith("log") else (-5, 5))
    first = random.uniform(low, high, size).astype(dtype)
    return (first, random.uniform(-5, 5, size).astype(dtype)) if name in TWO_NUMBERS else (first,)


def measure_one(compiled, function, name, dtype):
    """A figure for each size."""
    figures = []
    for size, calls in SIZES.items():
        arguments = common(name, size, dtype)
        out = np.empty_like(arguments[0])
        assert np.allclose(compiled(*arguments, out), function(*arguments, np.empty_like(out)), 1e-13 if dtype == "float64" else 1e-5)
        own, numpys = in_turns([repeated(f, (*arguments, out), calls) for f in (compiled, function)], 15)
        note = f"{median(own) / calls / size * 1e9:.2f} ns an element, NumPy {median(numpys) / calls / size * 1e9:.2f}"
        figures.append(Figure(f"{name} {dtype} {size:.0e} over NumPy", median(own) / median(numpys), "ratio", GOAL, note, own))
    return figures


def measure(compiler, tell, names=NAMES):
    """Time of compiled code over NumPy's."""
    figures = []
    for name in names:
        function = function_of(name)
        compiled = compiler.jit(function) if compiler.__name__ == "krait" else compiler.njit(function)
        for dtype in DTYPES:
            tell(f"{name} {dtype}")
            try:
                figures += measure_one(compiled, function, name, dtype)
            except Exception as error:
                tell(f"{name} {dtype}: {type(error).__name__}: {error}")
    return figures


def main(names):
    import krait
    from vector_errors import largest_error

    print("| | float64: error | 1e3 | 1e5 | float32: error | 1e3 | 1e5 |\n|---|---|---|---|---|---|---|")
    times = {figure.name: figure.value for figure in measure(krait, lambda text: None, names)}
    for name in names:
        cells = [name]
        for dtype in DTYPES:
            compiled = krait.jit(function_of(name))
            cells.append(f"{largest_error(compiled, name, dtype):.2f} ({largest_error(function_of(name), name, dtype):.2f})")
            cells += [f"{times[f'{name} {dtype} {size:.0e} over NumPy']:.2f}" for size in SIZES]
        print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or NAMES)
