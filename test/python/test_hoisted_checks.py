"""Bounds checks that are taken out of loops: the error, its index and everything done before it are CPython's.

The loops run past the end of one array or the other, in each order of sizes, so that every check is once the first to
fail; arrays that are written to are compared after the error.
"""

import itertools

import numpy as np
import pytest
from oracle import assert_same

import krait


def dot(a, b, n):
    total = np.float64(0.0)
    for k in range(n):
        total += a[k] * b[k]
    return total


def copy_prefix(out, a, n):
    for k in range(n):
        out[k] = a[k] * 2.0
    return n


def two_stores(out, a, n):
    for k in range(n):
        out[k] = 1.0
        a[k] = 2.0


def from_one(out, a, n):
    for k in range(1, n):
        out[k] = a[k] + 0.5


def from_variable(out, a, n):
    start = n // 2
    for k in range(start, n + 3):
        out[k] += a[k]


def with_step(out, a, n):
    for k in range(0, n, 2):
        out[k] = a[k]


def downwards(out, a, n):
    for k in range(n - 1, -1, -1):
        out[k] = a[k]


def same_array(a, b, n):
    for k in range(n):
        a[k] = a[k] + b[0]


def outside_index(a, b, n):
    for k in range(4):
        a[k] = b[n] + a[-1]


def effect_first(out, a, n):
    count = 0
    for k in range(n):
        count += 1
        out[0] = count
        out[1] = a[k]
    return count


def division_first(out, a, n):
    for k in range(n):
        out[k] = 1.0 / (2 - k) + a[k]


def branch_first(out, a, n):
    for k in range(n):
        if k > 1:
            out[k] = a[k]


def leaves_early(out, a, n):
    for k in range(n):
        x = a[k]
        if x > 2.0:
            break
        out[k] = x
    else:
        return -1
    return k


VECTOR_LOOPS = [dot, copy_prefix, two_stores, from_one, from_variable, with_step, downwards, same_array, outside_index,
                effect_first, division_first, branch_first, leaves_early]


@pytest.mark.parametrize("loop", VECTOR_LOOPS, ids=lambda f: f.__name__)
def test_loops_over_vectors(loop):
    compiled = krait.jit(loop)
    for size_a, size_b, n in itertools.product((0, 1, 3, 5), (0, 2, 4, 5), (0, 1, 2, 3, 5, 6)):
        assert_same(compiled, np.arange(float(size_a)), np.arange(float(size_b)) + 1.0, n)


@pytest.mark.parametrize("loop", [copy_prefix, with_step], ids=lambda f: f.__name__)
def test_long_loops_past_the_strips(loop):
    compiled = krait.jit(loop)
    for size in (4095, 4096, 4097, 9000):
        assert_same(compiled, np.zeros(size), np.arange(9000.0), 9000)
        assert_same(compiled, np.zeros(9000), np.arange(float(size)), 9000)


def copy_matrix(out, a):
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            out[i, j] = a[i, j] + 1.0


def product(a, b, c):
    n = a.shape[0]
    for i in range(n):
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += a[i, k] * b[k, j]
            c[i, j] = total


def rows(out, a):
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            out[i][j] = a[i][j]


def columns(out, a):
    for j in range(a.shape[1]):
        for i in range(a.shape[0]):
            out[i, j] = a[i, j]


@pytest.mark.parametrize("loop", [copy_matrix, rows, columns], ids=lambda f: f.__name__)
@pytest.mark.parametrize("order", ["C", "F"])
def test_loops_over_matrices(loop, order):
    compiled = krait.jit(loop)
    shapes = list(itertools.product((0, 1, 2, 3), repeat=2))
    for shape, other in itertools.product(shapes, shapes):
        a = np.arange(float(np.prod(other))).reshape(other, order=order)
        assert_same(compiled, np.zeros(shape, order=order), a)


def test_matrix_product_with_arrays_that_do_not_fit():
    compiled = krait.jit(product)
    shapes = [(2, 2), (2, 3), (3, 2), (3, 3), (1, 3)]
    for a, b, c in itertools.product(shapes, repeat=3):
        assert_same(compiled, np.ones(a), np.ones(b) * 2.0, np.zeros(c))


def test_a_hoisted_loop_is_vectorised():
    compiled = krait.jit(copy_prefix)
    compiled(np.zeros(4), np.ones(4), 4)
    (text,) = compiled.inspect_llvm().values()
    assert "x double>" in text


def test_no_check_without_boundscheck():
    compiled = krait.jit(boundscheck=False)(dot)
    assert compiled(np.ones(3), np.ones(3), 3) == 3.0
    (text,) = compiled.inspect_llvm().values()
    assert "kr_raise" not in text
