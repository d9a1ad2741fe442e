"""Loop nests whose loops are reordered: every bit, every error and everything done before an error is CPython's.

Small nests run against plain Python. Larger ones, where whole register tiles and what is left over both occur, run
against NumPy adding one term after the other to all elements, which is the order of each element's sum.
"""

import itertools
import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest
from oracle import assert_same

import krait


def dot_form(A, B, C):
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            s = 0.0
            for k in range(A.shape[1]):
                s += A[i, k] * B[k, j]
            C[i, j] = s


def integer_dots(A, B, C):
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            s = np.int64(0)
            for k in range(A.shape[1]):
                s += A[i, k] * B[k, j]
            C[i, j] = s


def dot_form_by_columns(A, B, C):
    n, p = A.shape
    for j in range(B.shape[1]):
        for i in range(n):
            s = C[i, j]
            for k in range(p):
                s += A[i, k] * B[k, j]
            C[i, j] = s


def ijk(A, B, C):
    n, p = A.shape
    m = B.shape[1]
    for i in range(n):
        for j in range(m):
            for k in range(p):
                C[i, j] += A[i, k] * B[k, j]


def ikj(A, B, C):
    n, p = A.shape
    m = B.shape[1]
    for i in range(n):
        for k in range(p):
            a = A[i, k]
            for j in range(m):
                C[i, j] += a * B[k, j]


def jik(A, B, C):
    n, p = A.shape
    m = B.shape[1]
    for j in range(m):
        for i in range(n):
            for k in range(p):
                C[i, j] += A[i, k] * B[k, j]


def jki(A, B, C):
    n, p = A.shape
    m = B.shape[1]
    for j in range(m):
        for k in range(p):
            b = B[k, j]
            for i in range(n):
                C[i, j] += A[i, k] * b


def kij(A, B, C):
    n, p = A.shape
    m = B.shape[1]
    for k in range(p):
        for i in range(n):
            for j in range(m):
                C[i, j] = C[i, j] + A[i, k] * B[k, j]


def kji(A, B, C):
    n, p = A.shape
    m = B.shape[1]
    for k in range(p):
        for j in range(m):
            for i in range(n):
                C[i, j] += A[i, k] * B[k, j]


def cleared_first(A, B, C):
    n, p = A.shape
    for i in range(n):
        for j in range(B.shape[1]):
            C[i, j] = 0
            for k in range(p):
                C[i, j] += A[i, k] * B[k, j]


ACCUMULATING = [ijk, ikj, jik, jki, kij, kji, dot_form_by_columns]
PRODUCTS = [*ACCUMULATING, dot_form, cleared_first]
JITTED = {f: krait.jit(f) for f in [*PRODUCTS, integer_dots]}

LAYOUTS = {
    "C": np.ascontiguousarray,
    "F": np.asfortranarray,
    "transposed": lambda a: np.ascontiguousarray(a.T).T,
    "rows": lambda a: spaced(a, (2, 1)),
    "strided": lambda a: spaced(a, (1, 2)),
    "backwards": lambda a: np.ascontiguousarray(a[::-1, ::-1])[::-1, ::-1],
}


def spaced(a, steps):
    """a, with gaps between rows or columns."""
    wide = np.zeros([extent * step for extent, step in zip(a.shape, steps)], a.dtype)
    view = wide[:: steps[0], :: steps[1]]
    view[...] = a
    return view


def numbers(shape, dtype, seed=0):
    """Some of each kind of value; integers that overflow when multiplied."""
    rng = np.random.default_rng(seed)
    if np.dtype(dtype).kind in "iu":
        info = np.iinfo(dtype)
        return rng.integers(info.min, info.max, shape, dtype, endpoint=True)
    return (rng.standard_normal(shape) * 10.0 ** rng.integers(-3, 4, shape)).astype(dtype)


def with_special_values(a):
    """Some elements become nan, infinite or a zero with a sign."""
    values = [np.nan, np.inf, -np.inf, -0.0, 0.0]
    flat = a.reshape(-1)
    flat[:: max(1, flat.size // 7)] = np.resize(values, flat[:: max(1, flat.size // 7)].shape)
    return a


def operands(n, m, p, dtype, layouts=("C", "C", "C")):
    shapes = [(n, p), (p, m), (n, m)]
    return [LAYOUTS[layout](numbers(shape, dtype, seed)) for seed, (shape, layout) in enumerate(zip(shapes, layouts))]


def summed_in_order(A, B, C):
    """C plus one product after the other, in the order of each element's sum."""
    total = C.copy()
    with np.errstate(all="ignore"):
        for k in range(A.shape[1]):
            total += A[:, k : k + 1] * B[k : k + 1, :]
    return total


def assert_same_bits(got, expected):
    assert got.dtype == expected.dtype
    same = (got == expected) & (np.signbit(got) == np.signbit(expected)) if got.dtype.kind == "f" else got == expected
    if got.dtype.kind == "f":
        same |= np.isnan(got) & np.isnan(expected)
    assert same.all()


@pytest.mark.parametrize("f", PRODUCTS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("dtype", ["f8", "f4", "i8"])
def test_small_sizes(f, dtype):
    f = integer_dots if f is dot_form and dtype == "i8" else f
    for n, m, p in itertools.product((0, 1, 2, 5), repeat=3):
        assert_same(JITTED[f], *operands(n, m, p, dtype))


@pytest.mark.parametrize("f", ACCUMULATING, ids=lambda f: f.__name__)
@pytest.mark.parametrize("dtype", ["f8", "f4", "i8", "i4", "u8"])
def test_sizes_around_a_tile(f, dtype):
    for n, m, p in [(3, 31, 7), (33, 33, 5), (4, 64, 33), (31, 100, 2), (100, 31, 64), (5, 65, 1)]:
        A, B, C = operands(n, m, p, dtype)
        expected = summed_in_order(A, B, C)
        JITTED[f](A, B, C)
        assert_same_bits(C, expected)


@pytest.mark.parametrize("f", ACCUMULATING, ids=lambda f: f.__name__)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(f, layout):
    check_layouts(f, (layout,) * 3)


@pytest.mark.parametrize("f", [ijk, jki, dot_form_by_columns], ids=lambda f: f.__name__)
@pytest.mark.parametrize("pair", list(itertools.combinations(LAYOUTS, 2)), ids="-".join)
def test_mixed_layouts(f, pair):
    for layouts in itertools.product(pair, repeat=3):
        check_layouts(f, layouts)


def check_layouts(f, layouts):
    for sizes in [(9, 35, 6), (4, 8, 40)]:
        A, B, C = operands(*sizes, "f8", layouts)
        expected = summed_in_order(A, B, C)
        JITTED[f](A, B, C)
        assert_same_bits(C, expected)


@pytest.mark.parametrize("f", [dot_form, ikj, kji], ids=lambda f: f.__name__)
@pytest.mark.parametrize("dtype", ["f8", "f4"])
def test_special_values(f, dtype):
    A, B, C = (with_special_values(a) for a in operands(6, 37, 5, dtype))
    assert_same(JITTED[f], A, B, C)


@pytest.mark.parametrize("f", PRODUCTS, ids=lambda f: f.__name__)
def test_operands_that_share_memory(f):
    square = numbers((6, 6), "f8")
    assert_same(JITTED[f], square, square, square)
    assert_same(JITTED[f], square, numbers((6, 6), "f8", 1), square)
    assert_same(JITTED[f], numbers((6, 6), "f8", 1), square, square.T)
    big = numbers((12, 9), "f8")
    assert_same(JITTED[f], big[0:5, 0:5], big[1:6, 2:7], big[2:7, 1:6])
    assert_same(JITTED[f], big[0:5, 0:4], big[6:10, 0:4], big[5:10, 4:8])


@pytest.mark.parametrize("f", [dot_form, ikj, kji], ids=lambda f: f.__name__)
def test_blocks_of_one_matrix(f):
    """Beside each other, above each other, and one element too near."""
    for rows, columns in itertools.product((0, 4, 9, 10, 15), repeat=2):
        big = numbers((40, 48), "f8")
        assert_same(JITTED[f], big[2:12, 5:15], big[0:10, 20:30], big[rows : rows + 10, columns : columns + 10])
        assert_same(JITTED[f], big[2:12, 5:25:2], big[0:10, 30:40], big[rows : rows + 10, columns : columns + 20 : 2])
        assert_same(JITTED[f], big[12:2:-1, 5:15], big[0:10, 30:20:-1], big[rows : rows + 10, columns : columns + 10])


@pytest.mark.parametrize("f", [dot_form, ikj, kji], ids=lambda f: f.__name__)
def test_a_result_that_overlaps_with_itself(f):
    memory = numbers(40, "f8")
    overlapping = np.lib.stride_tricks.as_strided(memory, (6, 6), (16, 8))
    A, B, _ = operands(6, 6, 4, "f8")
    assert_same(JITTED[f], A, B, overlapping)
    assert_same(JITTED[f], A, B, np.lib.stride_tricks.as_strided(memory, (6, 6), (8, 0)))


def bounded(A, B, C, n, m, p):
    for i in range(n):
        for k in range(p):
            for j in range(m):
                C[i, j] += A[i, k] * B[k, j]


def bounded_dots(A, B, C, n, m, p):
    for i in range(n):
        for j in range(m):
            s = 0.0
            for k in range(p):
                s += A[i, k] * B[k, j]
            C[i, j] = s


@pytest.mark.parametrize("f", [bounded, bounded_dots], ids=lambda f: f.__name__)
def test_an_index_that_is_out_of_bounds(f):
    jitted = krait.jit(f)
    for n, m, p in itertools.product((5, 6, 7), repeat=3):
        assert_same(jitted, *operands(6, 6, 6, "f8"), n, m, p)


def shifted(A, B, C, first, last):
    for i in range(first, last):
        for j in range(first, last):
            s = 0.0
            for k in range(first, last):
                s += A[i, k] * B[k, j]
            C[i, j] = s


def test_negative_indices_and_empty_ranges():
    jitted = krait.jit(shifted)
    for first, last in [(-6, 0), (-3, 3), (2, 6), (3, 3), (4, 2), (-7, -1), (0, 2**62), (-(2**63), 2**63 - 1)]:
        if last - first < 100:
            assert_same(jitted, *operands(6, 6, 6, "f8"), first, last)
    with pytest.raises(IndexError):
        jitted(*operands(6, 6, 6, "f8"), 0, 2**62)


def column_sums(a, out):
    for j in range(a.shape[1]):
        s = np.float64(0.0)
        for i in range(a.shape[0]):
            s += a[i, j]
        out[j] = s


def row_sums(a, out):
    for i in range(a.shape[0]):
        s = np.float64(0.0)
        for j in range(a.shape[1]):
            s += a[i, j]
        out[i] = s


def moments(a, out):
    for j in range(a.shape[1]):
        s = np.float64(0.0)
        q = np.float64(0.0)
        low = a[0, j]
        for i in range(a.shape[0]):
            s += a[i, j]
            q += a[i, j] ** 2
            low = min(low, a[i, j])
        out[j] = (q - s * s / 3.0) * low


@pytest.mark.parametrize("f", [column_sums, row_sums, moments], ids=lambda f: f.__name__)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_sums_of_rows_and_columns(f, layout):
    jitted = krait.jit(f)
    for n in (1, 7, 33, 50):
        assert_same(jitted, with_special_values(LAYOUTS[layout](numbers((n, n), "f8"))), np.zeros(n))
        assert_same(jitted, LAYOUTS[layout](numbers((n, n), "f8")), np.zeros(n))


def by_columns(a, b, out):
    for j in range(a.shape[1]):
        for i in range(a.shape[0]):
            out[i, j] = a[i, j] + b[i, j] * 2.0


def matrix_times_vector(a, x, y):
    for j in range(a.shape[1]):
        for i in range(a.shape[0]):
            y[i] += a[i, j] * x[j]


def matrix_times_vector_in_rows(a, x, y):
    for i in range(a.shape[0]):
        s = y[i]
        for j in range(a.shape[1]):
            if a[i, j] > -10.0:
                s += a[i, j] * x[j]
        y[i] = s


def running_sums(a):
    for j in range(a.shape[1]):
        for i in range(1, a.shape[0]):
            a[i, j] = a[i, j] + a[i - 1, j]


def diagonal_walk(a):
    for j in range(1, a.shape[1]):
        for i in range(a.shape[0] - 1):
            a[i, j] = a[i, j] + a[i + 1, j - 1]


def gauss_seidel(a):
    for j in range(1, a.shape[1] - 1):
        for i in range(1, a.shape[0] - 1):
            a[i, j] = 0.25 * (a[i - 1, j] + a[i + 1, j] + a[i, j - 1] + a[i, j + 1])


def floyd_warshall(d):
    n = d.shape[0]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                d[i, j] = min(d[i, j], d[i, k] + d[k, j])


def shortest_paths(d):
    n = d.shape[0]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if d[i, k] + d[k, j] < d[i, j]:
                    d[i, j] = d[i, k] + d[k, j]


def signs_of_paths(d):
    """Stores in both arms, and in one of them twice."""
    n = d.shape[0]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if d[k, j] > d[i, k]:
                    d[i, j] = d[i, k] - 1.0
                    d[i, j] = d[i, j] * 0.5
                else:
                    d[i, j] += d[k, j] * d[i, k]
                d[i, j] *= 0.75


def stored_in_some(d):
    n = d.shape[0]
    for i in range(n):
        for j in range(n):
            if d[i, j] > 0.0:
                d[i, j] = d[i, 1] * 0.5
                d[i, j] += d[j, i] * 0.0 + d[1, i]


def jacobi_by_columns(a, b):
    n, m = a.shape
    for j in range(1, m - 1):
        for i in range(1, n - 1):
            b[i, j] = 0.25 * (a[i - 1, j] + a[i + 1, j] + a[i, j - 1] + a[i, j + 1])


NESTS_THAT_WRITE_WHAT_THEY_READ = (
    running_sums, diagonal_walk, gauss_seidel, floyd_warshall, shortest_paths, signs_of_paths, stored_in_some
)  # fmt: skip


@pytest.mark.parametrize("f", NESTS_THAT_WRITE_WHAT_THEY_READ, ids=lambda f: f.__name__)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_nests_that_write_what_they_read(f, layout):
    jitted = krait.jit(f)
    for n in (1, 2, 3, 8, 20):
        assert_same(jitted, LAYOUTS[layout](numbers((n, n), "f8")))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_reduction_goes_inside(layout):
    jitted, in_rows = krait.jit(matrix_times_vector), krait.jit(matrix_times_vector_in_rows)
    for n, m in [(0, 3), (1, 1), (3, 40), (17, 33), (64, 9)]:
        assert_same(in_rows, LAYOUTS[layout](numbers((n, m), "f8")), numbers(m, "f8", 1), numbers(n, "f8", 2))
        assert_same(jitted, LAYOUTS[layout](numbers((n, m), "f8")), numbers(m, "f8", 1), numbers(n, "f8", 2))
    square = numbers((8, 8), "f8")
    assert_same(jitted, square, numbers(8, "f8", 1), square[3])
    assert_same(jitted, square, square[2], square[2])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_interchange(layout):
    jitted, jacobi = krait.jit(by_columns), krait.jit(jacobi_by_columns)
    for n, m in [(0, 3), (1, 1), (3, 40), (17, 33)]:
        a, b, out = (LAYOUTS[layout](numbers((n, m), "f8", seed)) for seed in range(3))
        assert_same(jitted, a, b, out)
        assert_same(jitted, a, b, a)
        assert_same(jitted, a, b, out[:, ::-1])
        assert_same(jacobi, a, out)
        assert_same(jacobi, a, a)
    a, b = numbers((6, 6), "f8"), numbers((6, 5), "f8")
    assert_same(jitted, a, b, a.copy())


def distances(X, Y, D):
    for i in range(X.shape[0]):
        for j in range(Y.shape[0]):
            s = np.float64(0.0)
            for k in range(X.shape[1]):
                d = X[i, k] - Y[j, k]
                s += d * d
            D[i, j] = np.sqrt(s)


def forces(x, y, m, fx, fy):
    n = x.shape[0]
    for i in range(n):
        ax = np.float64(0.0)
        ay = np.float64(0.0)
        for j in range(n):
            dx = x[j] - x[i]
            dy = y[j] - y[i]
            r2 = dx * dx + dy * dy + 0.01
            w = m[j] / (r2 * np.sqrt(r2))
            ax += w * dx
            ay += w * dy
        fx[i] = ax
        fy[i] = ay


def forces_of_others(x, y, m, fx, fy):
    n = x.shape[0]
    for i in range(n):
        ax = np.float64(0.0)
        nearest = np.float64(1e30)
        weight = np.float64(0.0)
        for j in range(n):
            if i != j:
                dx = x[j] - x[i]
                r2 = dx * dx + y[j]
                ax += m[j] * dx / r2
                if r2 < nearest:
                    nearest = r2
                    weight = m[j] * float(i - j)
        fx[i] = ax - nearest
        fy[i] = weight


def smallest_sums(A, B, C):
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            s = C[i, j]
            for k in range(A.shape[1]):
                t = A[i, k] + B[k, j]
                if not t > s:
                    s = t
                if i + k == j:
                    s = s + B[k, j]
            C[i, j] = s


def test_choices():
    jitted, sums = krait.jit(forces_of_others), krait.jit(smallest_sums)
    for n in (0, 1, 5, 40, 67):
        x, y, m = (with_special_values(numbers(n, "f8", seed)) for seed in range(3))
        assert_same(jitted, x, y, m, np.zeros(n), np.zeros(n))
    for n, m, p in [(5, 40, 7), (3, 9, 4)]:
        assert_same(sums, *operands(n, m, p, "f8"))
        assert_same(sums, *(with_special_values(a) for a in operands(n, m, p, "f8")))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_distances(layout):
    jitted = krait.jit(distances)
    for n, m, p in [(1, 1, 1), (5, 35, 3), (9, 70, 2)]:
        X, Y, D = numbers((n, p), "f8"), LAYOUTS[layout](numbers((m, p), "f8", 1)), np.zeros((n, m))
        assert_same(jitted, X, Y, D)
    assert_same(jitted, X, X, np.zeros((n, n)))


def test_forces():
    jitted = krait.jit(forces)
    for n in (0, 1, 5, 40, 67):
        x, y, m = (numbers(n, "f8", seed) for seed in range(3))
        assert_same(jitted, x, y, m, np.zeros(n), np.zeros(n))
        assert_same(jitted, x, y, m, m, np.zeros(n))


def mixed(A, B, C):
    n, p = A.shape
    for i in range(n):
        for j in range(B.shape[1]):
            s = np.float64(0.0)
            for k in range(p):
                s += A[i, k] * B[k, j]
            C[i, j] = s


def test_mixed_types():
    jitted = krait.jit(mixed)
    for n, m, p in [(2, 3, 4), (5, 40, 3)]:
        A, B, C = numbers((n, p), "f4"), numbers((p, m), "f4", 1), np.zeros((n, m))
        assert_same(jitted, A, B, C)
        assert_same(jitted, A, B.astype("f8"), C)
        assert_same(jitted, A, numbers((p, m), "i8", 3), C)


def batched(A, B, C):
    for b in range(A.shape[0]):
        for i in range(A.shape[1]):
            for j in range(B.shape[2]):
                for k in range(A.shape[2]):
                    C[b, i, j] += A[b, i, k] * B[b, k, j]


def convolved(x, w, out):
    for i in range(out.shape[0]):
        s = np.float64(0.0)
        for k in range(w.shape[0]):
            s += x[i + k] * w[k]
        out[i] = s


def last_values(A, B, C):
    n, p = A.shape
    i = j = k = -1
    for i in range(n):
        for j in range(B.shape[1]):
            for k in range(p):
                C[i, j] += A[i, k] * B[k, j]
    return i, j, k


def triangular(A, B, C):
    for i in range(C.shape[0]):
        for j in range(i):
            for k in range(j, A.shape[1]):
                C[i, j] += A[i, k] * B[k, j]


def with_a_test(A, B, C):
    for i in range(C.shape[0]):
        for j in range(C.shape[1]):
            for k in range(A.shape[1]):
                if A[i, k] > 0:
                    C[i, j] += A[i, k] * B[k, j]


def dividing(A, B, C):
    for i in range(C.shape[0]):
        for j in range(C.shape[1]):
            for k in range(A.shape[1]):
                C[i, j] += 1.0 / float(A[i, k]) * B[k, j]


def counting(A, B, C):
    for i in range(C.shape[0]):
        for j in range(C.shape[1]):
            s = 2**62
            for k in range(A.shape[1]):
                s += i + k
            C[i, j] = s


@pytest.mark.parametrize("f", [last_values, triangular, with_a_test, dividing, counting], ids=lambda f: f.__name__)
def test_nests_that_may_not_be_reordered(f):
    jitted = krait.jit(f)
    for n in (0, 1, 5, 8):
        assert_same(jitted, *operands(n, n, n, "f8"))
    A, B, C = operands(5, 5, 5, "f8")
    A[3, 2] = 0.0
    assert_same(jitted, A, B, C)


def test_more_loops_and_fewer():
    jitted = krait.jit(batched)
    assert_same(jitted, numbers((2, 3, 4), "f8"), numbers((2, 4, 5), "f8", 1), numbers((2, 3, 5), "f8", 2))
    convolve = krait.jit(convolved)
    for n in (1, 30, 33, 70):
        assert_same(convolve, numbers(n + 4, "f8"), numbers(5, "f8", 1), np.zeros(n))
    assert_same(convolve, numbers(20, "f8"), numbers(5, "f8", 1), np.zeros(20))


def test_more_iterations_than_are_packed():
    """Above 32,768 iterations the part of B that a tile needs is not copied: the nest runs as it was."""
    A, B, C = operands(2, 3, 40_000, "f8", ("C", "F", "C"))
    expected = summed_in_order(A, B, C)
    JITTED[ijk](A, B, C)
    assert_same_bits(C, expected)


def explained(capsys, f, types):
    from krait.__main__ import main

    assert main(["explain", f"{__file__}::{f.__name__}", "--types", types]) == 0
    return capsys.readouterr().out


MATRIX = "float64[:, ::1]"


@pytest.mark.parametrize("f", PRODUCTS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("order", ["::1", ":"])
def test_that_products_are_tiled(capsys, f, order):
    """A remark of the kind nest_tiled, whatever the order of the loops."""
    text = explained(capsys, f, ", ".join([f"float64[:, {order}]"] * 3))
    assert "the loops over 'i' and 'j' run in register tiles" in text or "the loops over 'j' and 'i' run in" in text


VECTOR = "float64[::1]"
TILED = {
    column_sums: [MATRIX, VECTOR],
    row_sums: [MATRIX, VECTOR],
    moments: [MATRIX, VECTOR],
    matrix_times_vector: [MATRIX, VECTOR, VECTOR],
    matrix_times_vector_in_rows: [MATRIX, VECTOR, VECTOR],
    convolved: [VECTOR] * 3,
    distances: [MATRIX] * 3,
    smallest_sums: [MATRIX] * 3,
    forces: [VECTOR] * 5,
    forces_of_others: [VECTOR] * 5,
    running_sums: [MATRIX],
}


@pytest.mark.parametrize("f", TILED, ids=lambda f: f.__name__)
def test_that_other_reductions_are_tiled(capsys, f):
    assert "run in register tiles" in explained(capsys, f, ", ".join(TILED[f]))


def test_that_loops_are_interchanged(capsys):
    """A remark of the kind nest_interchanged."""
    text = explained(capsys, by_columns, ", ".join([MATRIX] * 3))
    assert "the loop over 'j' runs inside the others" in text
    assert "the loop over 'j' runs inside" in explained(capsys, jacobi_by_columns, ", ".join([MATRIX] * 2))


def shifted_relaxation(d, e, first, last, k):
    for i in range(d.shape[0]):
        for j in range(first, last):
            d[i, j] = d[i, j] + d[i, k + 1] * d[k, j]
            e[j] = d[k, k + 1] - e[j]


def relaxation_of_some(d, e, first, last, k):
    for i in range(d.shape[0]):
        for j in range(first, last):
            if e[j] > 0.0:
                d[i, j] = d[i, j] + d[i, k + 1] * d[k, j]


def test_loops_that_write_what_all_their_iterations_read(capsys):
    """A remark of the kind loop_split."""
    for nest in (floyd_warshall, shortest_paths, signs_of_paths):
        assert "the loop over 'j' is split" in explained(capsys, nest, MATRIX)
    types = f"{MATRIX}, {VECTOR}, int64, int64, int64"
    assert "the loop over 'j' is split" in explained(capsys, shifted_relaxation, types)
    check_relaxation(shifted_relaxation)
    check_relaxation(relaxation_of_some)


def check_relaxation(relaxation):
    jitted = krait.jit(relaxation)
    for n, first, last, k in itertools.product((1, 6, 20), (0, 1, 3), (1, 3, 6, 20), (-1, 0, 2, 4, 5, 19)):
        d, e = numbers((n, n), "f8"), numbers(n, "f8", 1)
        assert_same(jitted, d, e, first, last, k)
        assert_same(jitted, d, d[0], first, last, k)


@pytest.mark.parametrize(
    "f, reason",
    [(triangular, "bounds that stay the same"), (with_a_test, "stored in one arm"), (dividing, "this may raise"),
     (last_values, "values are carried"), (gauss_seidel, "another order")],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_why_a_nest_is_kept(capsys, f, reason):
    """A remark of the kind nest_kept."""
    count = 1 if f is gauss_seidel else 3
    text = explained(capsys, f, ", ".join([MATRIX] * count))
    remarks = text[text.index("== remarks") : text.index("== vectorisation")]
    assert "keep their order" in remarks and reason in remarks


def many_operations(a, b, out):
    for j in range(a.shape[1]):
        s = a[0, j]
        for i in range(a.shape[0]):
            s = max(s, abs(-a[i, j])) + np.sqrt(b[i, j]) / (a[i, j] ** 2 + b[0, j])
            s = min(s, b[i, j]) - s
        out[j] = +s


def of_integers(a, b, out):
    for j in range(a.shape[1]):
        s = a[0, j]
        for i in range(a.shape[0]):
            s = max(s, a[i, j]) * b[i, j] - min(-a[i, j], b[i, j])
        out[j] = s


@pytest.mark.parametrize("dtype", ["f8", "f4"])
def test_operations_on_floats(dtype):
    jitted = krait.jit(many_operations)
    for n, m in [(1, 1), (4, 37), (6, 90)]:
        a, b = (with_special_values(numbers((n, m), dtype, seed)) for seed in range(2))
        assert_same(jitted, a, b, np.zeros(m, dtype))


@pytest.mark.parametrize("dtype", ["i8", "i4", "u8", "u4"])
def test_operations_on_integers(dtype):
    jitted = krait.jit(of_integers)
    for n, m in [(1, 1), (4, 37), (6, 90)]:
        assert_same(jitted, numbers((n, m), dtype), numbers((n, m), dtype, 1), np.zeros(m, dtype))


def in_parallel(A, B, C):
    for i in krait.prange(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                C[i, j] += A[i, k] * B[k, j]


def two_in_the_body(A, B, C):
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            s = np.float64(0.0)
            for k in range(A.shape[1]):
                s += A[i, k] * B[k, j]
            t = s * 0.5
            for k in range(1, A.shape[1] - 1):
                for l in range(2):
                    t = t - A[i, k + l] * B[k - 1, j]
            C[i, j] = t
            C[i, j] = C[i, j] + s


def test_other_nests():
    for f in (in_parallel, two_in_the_body):
        jitted = krait.jit(f)
        for n, m, p in [(5, 40, 7), (3, 9, 4), (2, 2, 2)]:
            assert_same(jitted, *operands(n, m, p, "f8"))


INTERRUPTED = """
import signal, time
import numpy as np
import krait
import test_loop_nests as nests

def interrupt(number, frame):
    raise KeyboardInterrupt

f = krait.jit(nests.{name})
small, large = {small}, {large}
f(*small)
signal.signal(signal.SIGALRM, interrupt)
signal.setitimer(signal.ITIMER_REAL, 0.2)
start = time.perf_counter()
try:
    f(*large)
except KeyboardInterrupt:
    late = time.perf_counter() - start - 0.2
    print("interrupted" if late < 0.1 else late)
"""


@pytest.mark.parametrize(
    "name, small, large",
    [
        ("ikj", "[np.ones((4, 4))] * 2 + [np.ones((4, 4))]", "[np.ones((5000, 5000))] * 2 + [np.ones((5000, 5000))]"),
        ("column_sums", "[np.broadcast_to(np.ones(8), (3, 8)), np.ones(8)]",
         "[np.broadcast_to(np.ones(8), (10**10, 8)), np.ones(8)]"),
        ("by_columns", "[np.ones((4, 4))] * 2 + [np.ones((4, 4))]",
         "[np.broadcast_to(np.ones(10**5), (10**5, 10**5))] * 2"
         " + [np.lib.stride_tricks.as_strided(np.ones(10**5), (10**5, 10**5), (0, 8))]"),
    ],
)
def test_ctrl_c(name, small, large):
    """KeyboardInterrupt within 100 ms: between two tiles, and within a tile whose inner loop is long."""
    program = INTERRUPTED.format(name=name, small=small, large=large)
    folders = [str(pathlib.Path(__file__).parent), *sys.path]
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)})
    assert done.stdout.strip() == "interrupted", done.stderr


def random_nest(seed):
    """The source of a nest of two or three loops over a, b and v with random subscripts."""
    rng = np.random.default_rng(seed)
    loops = list(rng.permutation(["i", "j", "k"])[: rng.integers(2, 4)])
    bounds = ["range(n)", "range(1, n - 1)", "range(1, n - 1)", "range(q, n - 1)"]

    def index():
        return str(rng.choice(loops)) + str(rng.choice(["", "", "", " - 1", " + 1"])) if rng.random() < 0.85 else "q"

    def element(names):
        name = str(rng.choice(names))
        return f"v[{index()}]" if name == "v" else f"{name}[{index()}, {index()}]"

    def expression():
        terms = [element(["a", "b", "b", "v"]) for _ in range(rng.integers(1, 4))]
        return str(rng.choice([" + ", " * ", " - "])).join(terms)

    lines = ["def nest(a, b, v, n, q):"]
    for depth, loop in enumerate(loops):
        lines.append("    " * (depth + 1) + f"for {loop} in {rng.choice(bounds)}:")
    inside = "    " * (len(loops) + 1)
    if rng.random() < 0.3:  # the innermost loop adds to a number
        lines.insert(-1, "    " * len(loops) + "s = v[q]")
        lines.append(inside + f"s {rng.choice(['+', '-'])}= {expression()}")
        loops.pop()
        lines.append("    " * (len(loops) + 2 - 1) + f"{element(['a', 'v'])} = s")
    else:
        for _ in range(rng.integers(1, 3)):
            lines.append(inside + f"{element(['a', 'v'])} {rng.choice(['=', '+=', '-='])} {expression()}")
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(100))
def test_random_nests(seed):
    source = random_nest(seed)
    names = {}
    exec(source, names)
    jitted = krait.jit(names["nest"])
    for n, q in [(4, 1), (11, 3)]:
        a, b, v = numbers((12, 13), "f8"), numbers((13, 12), "f8", 1), numbers(12, "f8", 2)
        try:
            assert_same(jitted, a, b, v, n, q)
        except AssertionError as error:
            raise AssertionError(source) from error
