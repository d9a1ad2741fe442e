"""Sums of floats in loops: their terms may be computed in vectors, they are added one after the other, with Python's bits."""

import numpy as np
import pytest
from oracle import assert_same

SIZES = (1, 7, 8, 9, 31, 32, 33, 100, 5000)


def sum_of_quotients(a):
    total = 0.0
    for i in range(a.shape[0]):
        total += 1.0 / (a[i] + 2.0)
    return total


def sum_of_roots(a):
    total = np.float64(0.5)
    for value in a:
        total += np.sqrt(value * value + 1.0)
    return total


def two_sums(a):
    up = 0.0
    down = 0.0
    for i in range(a.shape[0]):
        quotient = a[i] / (1.0 + a[i] * a[i])
        up += quotient
        down -= quotient * a[i]
    return up, down


def product_of_quotients(a):
    product = 1.0
    for i in range(a.shape[0]):
        product *= (a[i] + 3.0) / (a[i] + 2.5)
    return product


def running_sum_of_roots(a):
    out = np.empty_like(a)
    total = a[0] - a[0]
    for i in range(a.shape[0]):
        total += np.sqrt(a[i])
        out[i] = total
    return out


def sum_by_rows(a):
    out = np.zeros(a.shape[0])
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            out[i] += a[i, j] / (a[i, j] + 2.0)
    return out


@pytest.mark.parametrize("f", [sum_of_quotients, sum_of_roots, two_sums, product_of_quotients, running_sum_of_roots])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_sums_have_the_bits_of_their_order(f, dtype):
    """Values of many magnitudes, whose sum depends on the order; sizes around the number of lanes; strides."""
    generator = np.random.default_rng(4)
    for size in SIZES:
        a = (generator.random(size) * np.exp2(generator.integers(-30, 30, size))).astype(dtype)
        assert_same(f, a)
        assert_same(f, a[::3])
        assert_same(f, a[::-1])


@pytest.mark.parametrize("special", [np.nan, np.inf, -0.0, 1e308])
def test_sums_of_specials(special):
    """NaN, infinities, zeros and overflow pass through as they do one by one."""
    for place in (0, 5, 40):
        a = np.ones(50)
        a[place] = special
        for f in (sum_of_quotients, sum_of_roots, two_sums, product_of_quotients):
            assert_same(f, a)


def test_sums_in_rows():
    """A sum that lives in an element of an array."""
    a = np.random.default_rng(3).random((9, 41)) * np.exp2(np.arange(41) - 20)
    assert_same(sum_by_rows, a)
    assert_same(sum_by_rows, np.asfortranarray(a))
