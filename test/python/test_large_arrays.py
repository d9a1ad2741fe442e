"""Arrays beyond the caches, rows packed once for a nest, fills and copies by threads: what comes out is CPython's whatever the
size, the alignment and the number of threads.
"""

import numpy as np
import pytest
from oracle import assert_same

import krait

LARGE = (32 << 20) // 8 + 8 * 12345 + 3  # doubles, and not whole lines


def line(count, dtype="float64"):
    return (np.arange(count) % 1013).astype(dtype)


def made(a, b):
    return a * 2.0 - b


def into(a, b, out):
    np.multiply(a, b, out=out)


def assigned(a, b, out):
    out[:] = np.sqrt(a) + b


def chosen(a, b, out):
    np.add(a, b, out=out, where=a > 500.0)


def filled(a, b, out):
    out[:] = 3.25


@pytest.mark.parametrize("f", [into, assigned, chosen, filled])
@pytest.mark.parametrize("shift", [0, 1, 5])
def test_large_targets(f, shift):
    a, b = line(LARGE), line(LARGE)[::-1]
    assert_same(f, a, b, np.zeros(LARGE + 8)[shift:shift + LARGE])


def test_large_results():
    assert_same(made, line(LARGE), line(LARGE))
    assert_same(made, line(2 * LARGE, "float32"), line(2 * LARGE, "float32"))
    assert_same(made, line(LARGE // 2, "complex128"), line(LARGE // 2))
    assert_same(lambda a, b: a > b, line(8 * LARGE, "int8"), line(8 * LARGE, "int8"))


def test_large_rows():
    """Of a matrix with gaps between its rows: each begins at another place of a line."""
    wide = np.zeros((3, LARGE // 3 + 77))
    a = line(wide.size - 3 * 9).reshape(3, -1)
    assert_same(into, a, a, wide[:, 9:])
    assert_same(into, a, a[:1], wide[:, 8:-1])


def test_large_target_that_is_an_operand():
    a = line(LARGE)
    assert_same(into, a, a, a)
    assert_same(into, a[1:], a[:-1], a[1:])
    assert_same(into, a[1:], a[:-1], a[:-1])


# Rows that are packed once

def by_columns(x, y):
    return np.sqrt((x[:, 0:1] - y[:, 0]) ** 2 + (x[:, 1:2] - y[:, 1]) ** 2)


def by_parts(x, y):
    return x[:, 1:2] * y[::-1, 0] + y[:, 1]


def thin_or_not(x, y):
    return x[:, -1:] + x[:, 0:2] * 2.0


@pytest.mark.parametrize("f", [by_columns, by_parts])
@pytest.mark.parametrize("rows", [0, 1, 2, 15, 16, 40, 300])
def test_columns_against_columns(f, rows):
    f = krait.jit(f)
    x, y = line(3 * 7).reshape(7, 3), line(3 * rows).reshape(rows, 3) / 7.0
    assert_same(f, x, y)
    assert_same(f, np.asfortranarray(x), y)
    assert_same(f, x[::-1], y[::-1])
    assert_same(f, x[:1], y)
    assert_same(f, x.astype(np.float32), y.astype(np.float32))
    assert_same(f, x[:, ::-1], np.asfortranarray(y))


def test_cuts_that_are_not_thin():
    assert_same(thin_or_not, line(12).reshape(4, 3), line(3))
    assert_same(thin_or_not, line(4).reshape(4, 1), line(3))
    assert_same(by_columns, line(4).reshape(4, 1), line(8).reshape(4, 2))
    assert_same(by_columns, line(2).reshape(1, 2), line(2).reshape(1, 2))


# By threads

def creations(n, m):
    return np.zeros((n, m)), np.ones(n * m), np.full((m, n), -2.5), np.ones((n, m), np.complex128), np.full(n, True)


def assignments(a, b):
    a[...] = b
    b.fill(7.0)
    b[1:] = a[:-1]
    return a.T.copy()


def zeros_again(n):
    total = 0.0
    for _ in range(4):
        a = np.zeros(n)
        total += np.sum(a)
        a[:] = 1.0
    return total


@pytest.mark.parametrize("n, m", [(0, 3), (1, 1), (3, 5), (1000, 1001), (1, 500_000)])
def test_fills_and_copies_by_threads(n, m):
    assert_same(krait.jit(creations, parallel=True), n, m)
    assign = krait.jit(assignments, parallel=True)
    for b in (line(n * m).reshape(n, m), np.asfortranarray(line(n * m).reshape(n, m)), line(2 * n * m).reshape(n, 2 * m)[:, ::2],
              line(m)[None, :] * np.ones((n, 1))):
        assert_same(assign, np.zeros((n, m)), b)


def test_copies_of_overlapping_arrays_by_threads():
    def moved(a, b):
        a[...] = b

    base = line(1_200_000).reshape(1200, 1000)
    moved = krait.jit(moved, parallel=True)
    for target, source in ((base[1:], base[:-1]), (base[:-1], base[1:]), (base[:1000], base[:1000].T), (base, base[::-1])):
        assert_same(moved, target, source)


def test_zeros_are_zeros_in_memory_that_was_used():
    assert_same(krait.jit(zeros_again, parallel=True), 1_000_000)
    assert_same(krait.jit(zeros_again, parallel=True), 1_000_003)
