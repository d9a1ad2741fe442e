"""The cmath module in compiled code against CPython, on special values and random ones."""

import cmath
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import assert_same

import krait

PARTS = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -710.5, 1e300, 5e-324, math.inf, -math.inf, math.nan]
NUMBERS = [complex(re, im) for re in PARTS for im in PARTS]
OTHERS = [2, -3, True, 2.5, -1.0, np.float32(0.5), np.int8(-3), np.complex64(1 - 2j), np.complex128(1j)]
UNARY = ("acos acosh asin asinh atan atanh cos cosh exp log log10 sin sinh sqrt tan tanh polar phase "
         "isfinite isinf isnan").split()  # fmt: skip


def jitted(text):
    return krait.jit(eval("lambda " + text, {"cmath": cmath}))


FUNCTIONS = {name: jitted(f"z: cmath.{name}(z)") for name in UNARY}


@pytest.mark.parametrize("name", UNARY)
def test_of_one_number(name):
    for z in NUMBERS + OTHERS:
        assert_same(FUNCTIONS[name], z)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.sampled_from(UNARY), st.complex_numbers())
def test_random_numbers(name, z):
    assert_same(FUNCTIONS[name], z)


def test_log_with_base():
    f = jitted("z, b: cmath.log(z, b)")
    for z in [0j, 1 + 0j, 2 + 1j, -1 + 0j, complex("inf"), complex("nan")]:
        for b in [0j, 1 + 0j, 2 + 0j, 1j]:
            assert_same(f, z, b)
    assert_same(f, 8, 2)


def test_rect():
    f = jitted("r, phi: cmath.rect(r, phi)")
    for r in PARTS:
        for phi in PARTS:
            assert_same(f, r, phi)
    assert_same(f, 2, np.float32(0.5))


def test_isclose():
    f = jitted("a, b: cmath.isclose(a, b)")
    g = jitted("a, b, r, t: cmath.isclose(a, b, rel_tol=r, abs_tol=t)")
    for a in [0j, 1 + 1j, 1 + 1.0000000001j, complex("inf"), complex("nan")]:
        for b in [0j, 1 + 1j, 1e-12 + 0j, complex("inf")]:
            assert_same(f, a, b)
            assert_same(g, a, b, 0.1, 0.5)
    assert_same(g, 0j, 1j, -1.0, 0.0)


def test_constants():
    assert_same(jitted("z: (cmath.pi, cmath.e, cmath.tau, cmath.inf, cmath.nan, cmath.infj + z, cmath.nanj)"), 1j)
