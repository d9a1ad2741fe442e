"""Operators and functions of numbers over arrays: broadcasting, dtypes, memory order, stores, aliasing, fusion."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import krait
from oracle import assert_same


def layouts(array):
    """The same elements in every layout that an argument may have."""
    yield array
    yield np.asfortranarray(array)
    wide = np.repeat(array, 2, axis=-1) if array.ndim else array
    if array.ndim:
        yield wide[..., ::2]
        yield array[::-1].copy()[::-1]
    if array.ndim > 1:
        yield np.ascontiguousarray(array.T).T


ARRAYS = [
    np.array([0.5, -1.5, np.nan, np.inf, 0.0, 3.25, -0.0]),
    np.arange(12, dtype=np.float32).reshape(3, 4) - 5,
    np.arange(24).reshape(2, 3, 4) - 7,
    np.array([[1, 200], [3, 255]], np.uint8),
    np.array([True, False, True]),
    np.array([1 + 2j, -0.5j, 3]),
    np.zeros((0, 3)),
    np.array(2.5),
    np.ones((1, 1)),
    np.arange(6, dtype=np.float16),
]


def arithmetic(a, b):
    return a * 2 + b


def chain(a, b):
    t = a * b
    u = np.abs(t) - a
    return u + t * t


def compare(a, b):
    return (a < b) | (a == 2)


def functions(a, b):
    return np.maximum(np.exp(-a * a), np.where(b > 0, b, a))


FUNCTIONS = [arithmetic, chain, compare, functions]
ULP = {functions: 4}  # exp


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("array", ARRAYS, ids=lambda a: f"{a.dtype}{a.shape}")
def test_expressions(function, array):
    refused = {chain: "b", compare: "c", functions: "bc"}
    if array.dtype.kind in refused.get(function, ""):
        pytest.skip("NumPy does not order complex numbers so, and does not subtract bools")
    for a in layouts(array):
        assert_same(function, a, array + array.dtype.type(1), ulp=ULP.get(function, 0))


@pytest.mark.parametrize("shapes", [((3, 1), (1, 4)), ((4,), (3, 4)), ((3, 4), ()), ((2, 1, 4), (3, 1)), ((1,), (5,)), ((0,), (1,))])
def test_broadcasting(shapes):
    a, b = (np.arange(float(np.prod(shape))).reshape(shape) for shape in shapes)
    for function in (arithmetic, chain, functions):
        assert_same(function, a, b, ulp=ULP.get(function, 0))
        assert_same(function, b, a, ulp=ULP.get(function, 0))


def test_shapes_that_do_not_broadcast():
    assert_same(arithmetic, np.zeros(3), np.zeros(4))
    assert_same(arithmetic, np.zeros((2, 3)), np.zeros((3, 2)))


def in_place(a, b):
    a += b
    a *= 2
    a -= a
    return a


def in_place_shifted(a):
    a[1:] += a[:-1]
    a[:-1] = a[1:]
    a[::-1] -= a
    return a


def stencil(a, out):
    out[1:-1, 1:-1] = 0.25 * (a[:-2, 1:-1] + a[2:, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:])
    return out


def test_in_place():
    for a in layouts(np.arange(12.0).reshape(3, 4)):
        assert_same(in_place, a, 2.5)
        assert_same(in_place, a, np.arange(4.0))
    assert_same(in_place, np.arange(4, dtype=np.float32), 0.1)
    assert_same(in_place, np.zeros(3), np.zeros((2, 3)))


@pytest.mark.parametrize("n", [2, 3, 7, 100])
def test_overlapping_memory(n):
    assert_same(in_place_shifted, np.arange(float(n)))
    assert_same(in_place_shifted, np.arange(n * n).reshape(n, n))


def test_overlapping_arguments():
    buffer = np.arange(10.0)

    def shift(a, b):
        a[:] = b * 2

    compiled = krait.jit(shift)
    expected = buffer.copy()
    shift(expected[1:], expected[:-1])
    compiled(buffer[1:], buffer[:-1])
    np.testing.assert_array_equal(buffer, expected)


def test_stencil_into_slices():
    a = np.random.default_rng(1).random((6, 7))
    for x in layouts(a):
        assert_same(stencil, x, np.zeros_like(a))
    assert_same(stencil, a, np.zeros((6, 6)))


def store(a, value):
    a[:] = value
    return a


@pytest.mark.parametrize("value", [3, 2.7, -1, np.float32(1.5), np.int8(-3), True, np.arange(3.0), np.arange(6).reshape(2, 3), np.ones((1, 2, 3))])
def test_stores_convert(value):
    for dtype in (np.float64, np.float32, np.int16, np.int64, np.bool_, np.complex128):
        assert_same(store, np.zeros((2, 3), dtype), value)


def test_stores_that_do_not_fit():
    assert_same(store, np.zeros(3), np.zeros(4))
    assert_same(store, np.zeros(3, np.uint8), 300)


def into(a, b, out):
    np.add(a, b, out=out)
    return np.multiply(out, 2, out)


def masked(a, b, out, mask):
    return np.divide(a, b, out=out, where=mask)


def test_out_and_where():
    a, b = np.arange(6.0).reshape(2, 3), np.arange(3.0)
    assert_same(into, a, b, np.zeros((2, 3)))
    assert_same(into, a, b, np.zeros(3))
    assert_same(masked, a, b, np.full((2, 3), 9.0), b != 0)


def test_lossy_casts_in_place_are_refused():
    with pytest.raises(krait.CompileError, match="does not cast so in place"):
        krait.jit(in_place)(np.arange(3), 0.5)


def divmods(a, b):
    q, r = np.divmod(a, b)
    return q, r, np.modf(a * 0.5)


def test_functions_of_two_results():
    assert_same(divmods, np.arange(7.0), 2.5)
    assert_same(divmods, np.arange(-3.0, 3).reshape(2, 3), np.array([1.0, 2, -3]))


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=6), st.integers(-100, 100))
def test_integers_wrap_as_in_numpy(values, other):
    assert_same(wrapping, np.array(values, np.int64), other)


def wrapping(a, b):
    return (a + b) * a - b


def test_an_expression_is_one_loop():
    compiled = krait.jit(chain)
    a = np.arange(8.0)
    compiled(a, a)
    assert next(iter(compiled.inspect_llvm().values())).count("kr_buffer_new") <= 2  # a declaration and one call


@krait.jit
def as_it_is(a):
    return a


@krait.jit
def copied(a):
    return a + 0.0


def test_stores_between_the_loops_of_an_expression():
    """A loop goes past a store into what was made on the way, not past one that may change its operand."""
    def into_what_it_took(a):
        low = a - 1.0
        same = as_it_is(a)
        np.negative(same, same)
        return low / same

    def into_a_copy(a):
        low = a - 1.0
        other = copied(a)
        np.negative(other, other)
        return low / other

    def into_one_of_two(a, b):
        low = a - 1.0
        one = copied(a) if len(b) > 2 else a
        one[:] = -one
        return low / one

    def normalised(a):
        return (a - np.mean(a, axis=0)) / np.std(a, axis=0)

    a = np.arange(12.0) + 0.5
    assert_same(into_what_it_took, a)
    assert_same(into_a_copy, a)
    assert_same(into_one_of_two, a, a)
    assert_same(into_one_of_two, a, a[:2])
    b = np.arange(12.0).reshape(3, 4) ** 2
    assert np.allclose(krait.jit(normalised)(b), normalised(b), rtol=1e-14)
