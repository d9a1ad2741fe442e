"""Whole-array code inside compiled functions, against the same function of NumPy in turns.

From 1e3 elements, where the cost of a call shows, to 1e7, which are in memory. Expressions of three or more operations
are to gain from being one loop without temporaries: most as long as their arrays fit into the L2 cache, less where all
time goes to reading and writing them. Everything else is not to lose.
"""

import pathlib

import numpy as np

from figures import Figure, in_turns, median, repeated, thread_seconds

SIZES = (1_000, 10_000, 100_000, 10_000_000)
L2_SIZE = pathlib.Path("/sys/devices/system/cpu/cpu0/cache/index2/size")  # "2048K"
L2_BYTES = int(L2_SIZE.read_text(encoding="ascii").strip().rstrip("K")) << 10 if L2_SIZE.exists() else 1 << 20
FUSED = {True: 1 / 3, False: 2 / 3}  # time over NumPy's, at most: arrays that take up to half of L2, others
EQUAL = {True: 1 / 0.95, False: 1 / 0.95}
SAMPLE_SECONDS = 2e-3
REPEATS = {1_000: 15, 10_000: 15, 100_000: 15, 10_000_000: 5}
RANDOM = np.random.default_rng(11)


def three(a, b, c):
    return (a + b) * c - a


def five(a, b, c):
    return (a + b) * c - (a - c) * b


def across_statements(a, b, c):
    total = a + b
    scaled = total * c
    return np.abs(scaled - a)


def chosen(a, b, c):
    return np.where(a > b, a - b, c * b)


def in_place(a, b, c):
    a += b * c - a
    return a


def given_result(a, b, c):
    np.add(a, b, out=c)
    np.multiply(c, b, out=c)
    return np.subtract(c, a, out=c)


def exponential(a, b):
    return np.exp(-a * a) * b + 1.0


def sum_of_all(a):
    return np.sum(a)


def mean_of_all(a):
    return np.mean(a)


def least(a):
    return np.min(a)


def greatest(a):
    return a.max()


def place_of_greatest(a):
    return np.argmax(a)


def deviation(a):
    return np.std(a)


def running_sum(a):
    return np.cumsum(a)


def any_of_all(a):
    return np.any(a)


def squared_distance(a, b):
    return ((a - b) ** 2).sum()


def sum_over_rows(a):
    return np.sum(a, axis=0)


def sum_of_rows(a):
    return np.sum(a, axis=1)


def greatest_over_rows(a):
    return a.max(axis=0)


def greatest_of_rows(a):
    return a.max(axis=1)


def mean_over_rows(a):
    return np.mean(a, axis=0)


def mean_of_rows(a):
    return np.mean(a, axis=1)


def normalised(a):
    return (a - a.mean(axis=0)) / a.std(axis=0)


def softmax(a):
    shifted = np.exp(a - a.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def selected(a, b):
    return a[a > b]


def mask_filled(a, m):
    a[m] = 0.25
    return a


def centred(a, b, c):
    return (a - b[:, None]) * c[:, None] + a


def where_set(m):
    return np.nonzero(m)[0]


def gathered(a, i):
    return a[i]


def scattered(a, i, b):
    a[i] = b
    return a


def joined(a, b):
    return np.concatenate((a, b))


def smoothed(a):
    out = a.copy()
    out[1:-1, 1:-1] = 0.25 * (a[2:, 1:-1] + a[:-2, 1:-1] + a[1:-1, 2:] + a[1:-1, :-2])
    return out


def distances(x, y):
    return np.sqrt((x[:, None, 0] - y[None, :, 0]) ** 2 + (x[:, None, 1] - y[None, :, 1]) ** 2)


def distances_by_sum(x, y):
    return np.sqrt(((x[:, None, :] - y[None, :, :]) ** 2).sum(axis=2))


def vectors(count, dtype="float64"):
    """Makes so many arrays of one axis."""
    def make(size):
        if np.dtype(dtype).kind == "f":
            return [RANDOM.random(size).astype(dtype) + np.dtype(dtype).type(0.5) for _ in range(count)]
        return [RANDOM.integers(1, 100, size).astype(dtype) for _ in range(count)]

    return make


def mixed(size):
    return [*vectors(1)(size), *vectors(1, "float32")(size), *vectors(1, "int64")(size)]


def every_second(count, dtype="float64"):
    return lambda size: [a[::2] for a in vectors(count, dtype)(2 * size)]


def square(dtype="float64", count=1):
    return lambda size: [a.reshape(side(size), -1) for a in vectors(count, dtype)(side(size) ** 2)]


def side(size):
    return int(size**0.5)


def thin(dtype="float64"):
    return lambda size: [a.reshape(-1, 8) for a in vectors(1, dtype)(size)]


def with_vectors(size):
    n = side(size)
    return [*square(count=1)(size), RANDOM.random(n), RANDOM.random(n)]


def with_columns(size):
    n = side(size)
    return [*square(count=1)(size), RANDOM.random((n, 1)), RANDOM.random((n, 1))]


def column_and_row(size):
    n = side(size)
    return [RANDOM.random((n, 1)), RANDOM.random((1, n)), *square(count=1)(size)]


def transposed(size):
    a, b, c = square(count=3)(size)
    return [a, b.T, c]


def nothing_set(size):
    return [np.zeros(size, bool)]


def with_mask(size):
    return [*vectors(1)(size), RANDOM.random(size) < 0.3]


def mask(size):
    return [RANDOM.random(size) < 0.3]


def with_places(size):
    return [*vectors(1)(size), RANDOM.integers(0, size, size)]


def with_distinct_places(size):
    return [*vectors(1)(size), RANDOM.permutation(size), *vectors(1)(size)]


def points(size):
    return [RANDOM.random((side(size), 2)), RANDOM.random((side(size), 2))]


# What is measured: a name, the function, what makes its arguments for a size, and the goals.
CASES = (
    ("3 operations float64", three, vectors(3), FUSED),
    ("3 operations float32", three, vectors(3, "float32"), FUSED),
    ("3 operations int64", three, vectors(3, "int64"), FUSED),
    ("3 operations int16", three, vectors(3, "int16"), FUSED),
    ("5 operations float64", five, vectors(3), FUSED),
    ("5 operations float32", five, vectors(3, "float32"), FUSED),
    ("5 operations int64", five, vectors(3, "int64"), FUSED),
    ("5 operations mixed dtypes", five, mixed, FUSED),
    ("3 operations strided", three, every_second(3), FUSED),
    ("3 operations with rows", three, with_vectors, FUSED),
    ("3 operations with v[:, None]", centred, with_vectors, FUSED),
    ("3 operations with columns", three, with_columns, FUSED),
    ("3 operations column and row", three, column_and_row, FUSED),
    ("3 operations one transposed", three, transposed, FUSED),
    ("4 operations in 3 statements", across_statements, vectors(3), FUSED),
    ("where of 3 operations", chosen, vectors(3), FUSED),
    ("3 operations in place", in_place, vectors(3), FUSED),
    ("3 operations out=", given_result, vectors(3), EQUAL),
    ("exp of 3 operations", exponential, vectors(2), EQUAL),
    ("sum float64", sum_of_all, vectors(1), EQUAL),
    ("sum float32", sum_of_all, vectors(1, "float32"), EQUAL),
    ("sum int64", sum_of_all, vectors(1, "int64"), EQUAL),
    ("sum int8", sum_of_all, vectors(1, "int8"), EQUAL),
    ("sum strided", sum_of_all, every_second(1), EQUAL),
    ("mean float64", mean_of_all, vectors(1), EQUAL),
    ("mean float32", mean_of_all, vectors(1, "float32"), EQUAL),
    ("min float64", least, vectors(1), EQUAL),
    ("max float32", greatest, vectors(1, "float32"), EQUAL),
    ("max int64", greatest, vectors(1, "int64"), EQUAL),
    ("argmax float64", place_of_greatest, vectors(1), EQUAL),
    ("argmax float32", place_of_greatest, vectors(1, "float32"), EQUAL),
    ("argmax int64", place_of_greatest, vectors(1, "int64"), EQUAL),
    ("std float64", deviation, vectors(1), EQUAL),
    ("std float32", deviation, vectors(1, "float32"), EQUAL),
    ("cumsum float64", running_sum, vectors(1), EQUAL),
    ("cumsum int64", running_sum, vectors(1, "int64"), EQUAL),
    ("any of bool", any_of_all, nothing_set, EQUAL),
    ("sum of squared differences", squared_distance, vectors(2), FUSED),
    ("sum axis=0 float64", sum_over_rows, square(), EQUAL),
    ("sum axis=1 float64", sum_of_rows, square(), EQUAL),
    ("sum axis=0 float32", sum_over_rows, square("float32"), EQUAL),
    ("sum axis=1 float32", sum_of_rows, square("float32"), EQUAL),
    ("sum axis=0 int64", sum_over_rows, square("int64"), EQUAL),
    ("sum axis=1 int64", sum_of_rows, square("int64"), EQUAL),
    ("sum axis=0 of n x 8", sum_over_rows, thin(), EQUAL),
    ("sum axis=1 of n x 8", sum_of_rows, thin(), EQUAL),
    ("max axis=0 float64", greatest_over_rows, square(), EQUAL),
    ("max axis=1 float64", greatest_of_rows, square(), EQUAL),
    ("max axis=0 float32", greatest_over_rows, square("float32"), EQUAL),
    ("max axis=1 float32", greatest_of_rows, square("float32"), EQUAL),
    ("mean axis=0 float64", mean_over_rows, square(), EQUAL),
    ("mean axis=1 float64", mean_of_rows, square(), EQUAL),
    ("normalised columns", normalised, square(), EQUAL),
    ("softmax of rows", softmax, square(), EQUAL),
    ("boolean index", selected, vectors(2), EQUAL),
    ("boolean store", mask_filled, with_mask, EQUAL),
    ("nonzero", where_set, mask, EQUAL),
    ("fancy index", gathered, with_places, EQUAL),
    ("fancy store", scattered, with_distinct_places, EQUAL),
    ("concatenate", joined, vectors(2), EQUAL),
    ("stencil by slices", smoothed, square(), FUSED),
    ("pairwise distances", distances, points, FUSED),
    ("pairwise distances by sum", distances_by_sum, points, FUSED),
)


def is_close(one, other):
    """Equal in shape and dtype, and in value but for the order in which floats were added."""
    tolerance = 1e-4 if one.dtype == np.float32 else 1e-10
    return one.shape == other.shape and one.dtype == other.dtype and np.allclose(one, other, rtol=tolerance, atol=tolerance)


def compare(name, function, compiled, arguments, size, goals):
    """The figure of one function at one size, after its result was checked; functions that store get copies for that."""
    results = [np.asarray(f(*(a.copy("K") for a in arguments))) for f in (compiled, function)]
    assert is_close(*results), name
    fits = sum(array.nbytes for array in (*arguments, results[0])) <= L2_BYTES / 2
    warm = min(thread_seconds(lambda: function(*arguments)) for _ in range(2))
    calls = max(1, int(SAMPLE_SECONDS / max(warm, 1e-7)))
    own, numpys = in_turns([repeated(f, arguments, calls) for f in (compiled, function)], REPEATS[size])
    note = f"{median(own) / calls * 1e6:.4g} us a call, NumPy {median(numpys) / calls * 1e6:.4g}"
    return Figure(f"{name}, {size:.0e} over NumPy", median(own) / median(numpys), "ratio", goals[fits], note, own)


def measure(compiler, tell, cases=CASES, sizes=SIZES):
    """Time of compiled code over NumPy's; a case that the compiler does not take is left out."""
    figures = []
    for name, function, make_arguments, goals in cases:
        tell(name)
        compiled = compiler.njit(function)
        for size in sizes:
            arguments = make_arguments(size)
            try:
                figures.append(compare(name, function, compiled, arguments, size, goals))
            except Exception as error:
                tell(f"{name}: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")
                break
    return figures
