"""// and % of NumPy's integers: in vectors by doubles, and exact all the same (runtime/vector_math/integer_division.cpp)."""

import numpy as np
import pytest

import krait
from oracle import assert_same

DTYPES = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]


@pytest.fixture(params=["512", "256"], autouse=True)
def vector_width(request, monkeypatch):
    """With the vector form, where the CPU has it, and without."""
    monkeypatch.setenv("KRAIT_VECTOR_WIDTH", request.param)


def edges(dtype):
    """0, 1, powers of two, the ends of the range and of what doubles hold, and their neighbours."""
    info = np.iinfo(dtype)
    near = [0, info.min, info.max] + [sign * 2**k for k in (1, 3, 7, 15, 31, 32, 52, 53, 62) for sign in (1, -1)]
    values = {x + d for x in near for d in (-2, -1, 0, 1, 2, 3)}
    return np.array(sorted(x for x in values if info.min <= x <= info.max), dtype)


def quotients(a, b):
    return a // b


def remainders(a, b):
    return a % b


def both(a, b):
    return np.divmod(a, b)


def looped(a, b, out):
    for i in range(len(a)):
        out[i] = a[i] // b[i] + a[i] % b[i]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("function", [quotients, remainders, both], ids=lambda f: f.__name__)
def test_every_pair_of_edges(function, dtype):
    values = edges(dtype)
    assert_same(function, np.repeat(values, len(values)), np.tile(values, len(values)))


@pytest.mark.parametrize("dtype", DTYPES)
def test_loops(dtype):
    values = edges(dtype)
    a, b = np.repeat(values, len(values)), np.tile(values, len(values))
    for count in (0, 1, 7, 8, 9, len(a)):
        assert_same(looped, a[:count], b[:count], np.zeros(count, dtype))
    assert_same(looped, a[::3], b[::-3], np.zeros(len(a[::3]), dtype))


def test_next_to_multiples():
    """Where a quotient that is rounded is most likely to be one off."""
    random = np.random.default_rng(3)
    factors = [random.integers(-2**62, 2**62, 100_000) >> random.integers(0, 62, 100_000) for _ in range(2)]
    with np.errstate(all="ignore"):
        products = factors[0] * factors[1]
    for change in (-1, 0, 1):
        for function in (quotients, remainders):
            assert_same(krait.jit(function), products + change, factors[1])


def test_a_number_and_a_row():
    """Divisors that are broadcast."""
    a = np.arange(-60, 60).reshape(6, 20)
    assert_same(quotients, a, np.int64(7))
    assert_same(remainders, a, a[0] // 3)
    assert_same(quotients, np.int32(-1000), a.astype(np.int32))
