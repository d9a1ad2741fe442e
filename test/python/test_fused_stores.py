"""Stores into one array after the other, fused into one loop: whatever shares memory, and whatever does not fit, comes out as
from CPython, with all effects before an exception. Views that stand twice are one.
"""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import assert_same

import krait


def scaled(c, a, b):
    c *= 0.5
    c += a * b


def assigned(c, a, b):
    c[...] = a * 2.0  # NumPy's own copy of slices that overlap with other steps is not what it was told to copy
    c -= b
    c *= c


def with_views(c, a, b):
    c[...] *= 2.0
    c[...] += a
    c[...] -= b[::1] * c


def with_out(c, a, b):
    np.multiply(c, a, out=c)
    np.add(c, b, out=c)
    np.negative(c, out=c)


def filled(c, a, b):
    c[...] = 1.5
    c += a
    c += b


def reads_back(c, a, b):
    c += a
    s = c * b
    c -= s
    return s


def several_targets(c, a, b):
    c += a
    a += c
    c += a
    c *= b


FUNCTIONS = list(map(krait.jit, (scaled, assigned, with_views, with_out, filled, reads_back, several_targets)))


@pytest.mark.parametrize("f", FUNCTIONS)
@pytest.mark.parametrize("shape", [(7,), (300,), (3, 5), (0,), (2, 3, 4)])
def test_separate_arrays(f, shape):
    count = int(np.prod(shape))
    c, a, b = (np.linspace(start, start + 3.0, count).reshape(shape) for start in (0.1, -2.0, 7.0))
    assert_same(f, c, a, b)
    assert_same(f, np.asfortranarray(c), a, np.asfortranarray(b))
    assert_same(f, c.astype(np.float32), a.astype(np.float32), b.astype(np.float32))


@pytest.mark.parametrize("f", [FUNCTIONS[0], FUNCTIONS[3], FUNCTIONS[4]])
def test_broadcast_operands(f):
    c = np.linspace(0.0, 1.0, 12).reshape(3, 4)
    row, column, number = np.arange(4.0), np.arange(3.0)[:, None], np.array(2.5)
    for a, b in itertools.product([row, column, number, c + 1.0], repeat=2):
        assert_same(f, c, a, b)
    assert_same(f, c, np.broadcast_to(row, (3, 4)), c[:1] + 2.0)


# What overlaps with what: slices of one array of 40 elements, (start, step), eight elements each.
SLICES = [(0, 1), (1, 1), (8, 1), (7, -1), (0, 2), (1, 2), (16, -2), (20, 1)]


def part(base, start, step):
    stop = start + 8 * step
    return base[start:stop if stop >= 0 else None:step]


@pytest.mark.parametrize("f", FUNCTIONS)
def test_overlapping_slices(f):
    for target, first, second in itertools.product(SLICES, repeat=3):
        if target not in SLICES[1:6]:
            continue
        base = np.linspace(1.0, 2.0, 40)
        assert_same(f, part(base, *target), part(base, *first), part(base, *second))


@pytest.mark.parametrize("f", [FUNCTIONS[0], FUNCTIONS[1], FUNCTIONS[3]])
def test_overlapping_in_two_dimensions(f):
    for pick in (lambda m: (m, m.T, m), lambda m: (m, m, m.T), lambda m: (m[:3], m[1:4], m[2:5]),
                 lambda m: (m[1:4], m[:3], m[:1]), lambda m: (m[:, ::-1], m, m), lambda m: (m[::-1], m[:1], m[:, :1]),
                 lambda m: (m[:, :2], m[:, 3:], m[:, 2:4]), lambda m: (m[::2], m[1:4], m[2:5])):
        assert_same(f, *pick(np.linspace(0.0, 1.0, 25).reshape(5, 5)))


@pytest.mark.parametrize("f", FUNCTIONS)
def test_shapes_that_do_not_fit(f):
    c = np.arange(12.0).reshape(3, 4)
    for a, b in ((np.ones(3), np.ones(4)), (np.ones(4), np.ones(3)), (np.ones((3, 4)), np.ones((2, 4))),
                 (np.ones((2, 3, 4)), np.ones(4)), (np.ones(4), np.ones((2, 3, 4))), (np.ones((1, 3, 4)), np.ones(4))):
        assert_same(f, c, a, b)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["c += a", "c *= b", "c -= a * b", "c[...] = a * 2.0", "c[1:] += a[1:]", "c[:-1] *= b[1:]",
                                 "a += 1.0", "c[1:] += c[:-1]", "c += c[::-1]", "np.abs(c, out=c)"]), min_size=2, max_size=6),
       st.integers(0, 3))
def test_random_chains(statements, aliasing):
    scope = {"np": np}
    exec("def f(c, a, b):\n    " + "\n    ".join(statements), scope)
    base = np.linspace(-1.0, 1.0, 24)
    c, a, b = base[:8], base[8:16], base[16:]
    if aliasing == 1:
        a = c
    elif aliasing == 2:
        a, b = base[1:9], base[7::-1]
    elif aliasing == 3:
        b = base[0:16:2]
    assert_same(krait.jit(scope["f"]), c, a, b)


# Equal views

def stencil(a, b):
    b[1:-1, 1:-1] = (a[2:, 1:-1] - 2.0 * a[1:-1, 1:-1] + a[:-2, 1:-1]) + (a[1:-1, 2:] - 2.0 * a[1:-1, 1:-1] + a[1:-1, :-2])


def views_of_loop(a, b):
    total = 0.0
    for i in range(1, len(a) - 1):
        a[i, 1:] += a[i, 1:] * a[i - 1, 1:] - a[i + 1, :-1]
        total += np.sum(a[i, 1:] * a[i, 1:])
    return total


def rebound(a, b):
    first = a[1:]
    a = b
    second = a[1:]
    return first, second, a[1:] + first


def in_branches(a, b):
    if a[0, 0] > 0.0:
        x = a[1:] + a[1:]
    else:
        x = a[:-1] * a[1:]
    return x + a[1:]


def same_index(a, b):
    return a[7] + a[7]


@pytest.mark.parametrize("f", [stencil, views_of_loop, rebound, in_branches, same_index])
def test_equal_views(f):
    f = krait.jit(f)
    for sign in (1.0, -1.0):
        a = sign * np.linspace(0.5, 1.5, 30).reshape(5, 6)
        assert_same(f, a, a * 2.0)
        assert_same(f, np.asfortranarray(a), a)
        assert_same(f, a[::-1], a)
