"""NumPy's functions that have vector kernels: time over the same call of NumPy, and the largest error.

    python bench/vector_math.py        prints the table of runtime/vector_math/README.md

Errors are in units in the last place from a result in long double, on samples that are dense where the functions are hard:
around 0 and 1, near multiples of pi/2, over the whole range of exponents.
"""

import numpy as np

from figures import Figure, in_turns, median, repeated

GOAL = 1.05
SIZES = {1_000: 1000, 100_000: 10}  # and how many calls are one sample
NAMES = "exp exp2 expm1 log log2 log10 log1p sin cos tanh".split()
DTYPES = ("float64", "float32")


def function_of(name):
    return eval(f"lambda a, out: numpy.{name}(a, out=out)", {"numpy": np})


def common(name, size, dtype):
    random = np.random.default_rng(5)
    return (random.uniform(0.01, 10, size) if name.startswith("log") else random.uniform(-5, 5, size)).astype(dtype)


def hard(name, dtype, count):
    random = np.random.default_rng(11)
    signs = random.choice([-1.0, 1.0], count)
    span = np.log2(np.finfo(dtype).max) * 0.999
    limit = np.log(float(np.finfo(dtype).max)) * (1.43 if name == "exp2" else 0.999)
    parts = [random.uniform(-3, 3, count), random.uniform(-limit, limit, count), 1 + signs * np.exp2(random.uniform(-50, -1, count)),
             random.uniform(0.66, 1.4, count), signs * np.exp2(random.uniform(-60, 0, count))]
    if name in ("sin", "cos"):
        near = random.integers(-2**22, 2**22, count) * (np.pi / 2)
        parts += [near * (1 + random.integers(-3, 4, count) * 2.0**-52), random.uniform(-1e7, 1e7, count)]
    if name.startswith("log") or name in ("sin", "cos", "tanh"):
        parts.append(signs * np.exp2(random.uniform(-span, span, count)))
    values = np.concatenate(parts)
    if name.startswith("log"):
        values = values[values > -1] if name == "log1p" else np.abs(values)
    return values.astype(dtype)


def largest_error(function, name, dtype, count=1 << 20):
    values = hard(name, dtype, count)
    with np.errstate(all="ignore"):
        true = getattr(np, name)(values.astype(np.longdouble))
        got = function(values, np.empty_like(values))
        unit = np.spacing(np.abs(true.astype(dtype))).astype(np.longdouble)
        error = np.abs(got.astype(np.longdouble) - true) / unit
    return float(np.nanmax(np.where(np.isinf(got), 0, error)))


def measure(compiler, tell):
    """Time of compiled code over NumPy's."""
    figures = []
    for name in NAMES:
        function = function_of(name)
        compiled = compiler.jit(function) if compiler.__name__ == "krait" else compiler.njit(function)
        for dtype in DTYPES:
            tell(f"{name} {dtype}")
            for size, calls in SIZES.items():
                a = common(name, size, dtype)
                out = np.empty_like(a)
                try:
                    assert np.allclose(compiled(a, out), function(a, np.empty_like(a)), 1e-14 if dtype == "float64" else 1e-6)
                except Exception as error:
                    tell(f"{name} {dtype}: {type(error).__name__}: {error}")
                    break
                own, numpys = in_turns([repeated(f, (a, out), calls) for f in (compiled, function)], 15)
                note = f"{median(own) / calls / size * 1e9:.2f} ns an element, NumPy {median(numpys) / calls / size * 1e9:.2f}"
                figures.append(Figure(f"{name} {dtype} {size:.0e} over NumPy", median(own) / median(numpys), "ratio", GOAL, note, own))
    return figures


def main():
    import krait

    print("| | float64: error | 1e3 | 1e5 | float32: error | 1e3 | 1e5 |\n|---|---|---|---|---|---|---|")
    times = {figure.name: figure.value for figure in measure(krait, lambda text: None)}
    for name in NAMES:
        cells = [name]
        for dtype in DTYPES:
            compiled = krait.jit(function_of(name))
            cells.append(f"{largest_error(compiled, name, dtype):.2f} ({largest_error(function_of(name), name, dtype):.2f})")
            cells += [f"{times[f'{name} {dtype} {size:.0e} over NumPy']:.2f}" for size in SIZES]
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
