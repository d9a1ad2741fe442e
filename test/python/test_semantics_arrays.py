"""Arrays: every dtype and layout, indices checked as NumPy checks them, stores converted as NumPy converts them."""

import numpy as np
import pytest
from oracle import assert_same

import krait
from krait.errors import CompileError

DTYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32",
          "float64", "complex64", "complex128"]  # fmt: skip
INTEGERS = [name for name in DTYPES if "int" in name]


def sample(dtype):
    """Values at the edges of a dtype."""
    if dtype == "bool":
        return np.array([True, False, True])
    if "int" in dtype:
        return np.array([np.iinfo(dtype).min, 3, np.iinfo(dtype).max], dtype)
    return np.array([-1.5, np.nan, np.finfo(dtype).max, np.inf, -0.0], dtype)


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_dtype_is_loaded_and_stored(dtype):
    """dtypes: each as scalar and as array element."""

    def f(a, b, x):
        for i in range(len(a)):
            b[i] = a[i]
        b[0] = x
        return a[1], b

    a = sample(dtype)
    assert_same(f, a, np.zeros_like(a), a[2])


@pytest.mark.parametrize("dtype", DTYPES)
def test_scalars_of_every_dtype_are_arguments_and_results(dtype):
    """NumPy scalars keep their dtype through a call."""

    def f(x):
        return x, (x, 1)

    for x in sample(dtype):
        assert_same(f, x)


def layouts():
    c = np.arange(24.0).reshape(4, 6)
    yield "C", c
    yield "F", np.asfortranarray(c)
    yield "strided", c[::2, ::3]
    yield "negative", c[::-1, ::-2]
    yield "transposed", c.T
    yield "one row", c[1:2]
    yield "no rows", c[:0]
    yield "no columns", c[:, :0]
    yield "broadcast", np.broadcast_to(np.arange(6.0), (4, 6))


@pytest.mark.parametrize("a", [pytest.param(a, id=name) for name, a in layouts()])
def test_layouts(a):
    """Arrays carry layout: C, F or strided, negative strides and empty axes too."""

    def f(a):
        total = np.float64(0.0)
        for i in range(a.shape[0]):
            for j in range(a.shape[1]):
                total = total * 1.25 + a[i, j] - a[i][j] * a[-1 - i, -1 - j]
        return total, a.shape, a.strides, a.ndim, a.size, len(a)

    assert_same(f, a)


@pytest.mark.parametrize("a", [pytest.param(a, id=name) for name, a in layouts()])
def test_stores_into_every_layout(a):
    """A read-only array refuses stores with NumPy's ValueError."""

    def f(a):
        for i in range(a.shape[0]):
            for j in range(a.shape[1]):
                a[i, j] = 10 * i + j
                a[i][j] += 0.5
        return a

    assert_same(f, a)


def test_rows_are_views():
    """Indexing with fewer indices gives a view of the same memory."""

    def f(a):
        row = a[1]
        row[2] = -1
        for each in a:
            each[0] = 9
        return row, a[-1], a.T[2]

    assert_same(f, np.arange(12).reshape(3, 4))


def test_aliasing_arguments():
    """Two arguments may be the same memory."""

    def f(a, b):
        for i in range(len(a)):
            a[i] = b[len(b) - 1 - i] + 1
        return a, b

    x = np.arange(6.0)
    assert_same(f, x, x)
    assert_same(f, x[:4], x[2:])
    assert_same(f, x, x[::-1])


def test_zero_dimensional_arrays():
    """0-d arrays have elements under ()."""

    def f(a):
        a[()] = a[()] + 1
        return a[()], a.shape, a.ndim, a.size

    assert_same(f, np.array(2.5))


def test_no_length_of_a_0d_array():
    """What NumPy refuses at run time for its type is refused when compiling."""

    def f(a):
        return len(a)

    with pytest.raises(CompileError, match="0-d"):
        krait.jit(f)(np.array(2.5))


@pytest.mark.parametrize("i", [0, 4, -1, -5, 5, -6, 10**12, -(10**12), 2**63 - 1, -(2**63)])
def test_index_errors_in_one_dimension(i):
    """Negative indices wrap; out of range raises IndexError with axis, index and size, for loads and stores."""

    def load(a, i):
        return a[i]

    def store(a, i):
        a[i] = 1.0

    def update(a, i):
        a[i] += 1.0

    for f in (load, store, update):
        assert_same(f, np.arange(5.0), i)


@pytest.mark.parametrize("index", [(0, 0), (-1, -4), (3, 0), (0, 4), (-4, 0), (0, -5), (7, 9)])
def test_index_errors_in_two_dimensions(index):
    """The first bad axis is the one that is named."""

    def f(a, i, j):
        return a[i, j] + a[i][j]

    assert_same(f, np.arange(12.0).reshape(3, 4), *index)


def test_index_error_of_an_empty_array():
    """Size 0 is named as well."""

    def f(a):
        return a[0]

    assert isinstance(assert_same(f, np.zeros(0)), IndexError)


@pytest.mark.parametrize("index", [np.int8(-1), np.uint8(2), np.int64(1), np.uint64(2), True])
def test_numpy_integers_as_indices(index):
    """NumPy integers index like ints; a bool is a mask without dimensions."""

    def f(a, i):
        return a[i]

    assert_same(f, np.arange(4.0), index)


def test_float_index_is_refused():
    """A float is no index."""

    def f(a, i):
        return a[i]

    with pytest.raises(CompileError, match="index"):
        krait.jit(f)(np.arange(4.0), 1.0)


def test_too_many_indices():
    """As many indices as dimensions at most."""

    def f(a):
        return a[0, 0]

    with pytest.raises(CompileError, match="too many indices"):
        krait.jit(f)(np.arange(4.0))


@pytest.mark.parametrize("dtype", INTEGERS)
@pytest.mark.parametrize("x", [0, 1, -1, 127, 128, 255, 256, 300, -129, 2**31, 2**40, 2**63 - 1, -(2**63)])
def test_storing_python_ints(dtype, x):
    """A Python int outside the range of the array's dtype raises OverflowError as NumPy words it."""

    def f(a, x):
        a[1] = x

    assert_same(f, np.zeros(3, dtype), x)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("x", [0, True, 3, 2.75, -1.5, float("nan"), float("inf"), 1e30, 300.5])
def test_storing_python_numbers(dtype, x):
    """Python numbers are converted as NumPy converts them: floats truncate into integers, nan and inf raise there."""

    def f(a, x):
        a[1] = x

    assert_same(f, np.zeros(3, dtype), x)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("x", [np.int8(-3), np.uint8(200), np.int64(-(2**40) + 5), np.uint64(2**63 + 7), np.float32(2.5),
                               np.float64(-7.9), np.bool_(True), np.float16(300.0), np.float64("nan"), np.float32(1e30), np.float64("-inf")])
def test_storing_numpy_scalars(dtype, x):
    """NumPy scalars are cast, wrapping into unsigned integers; signed ones take what int(x) gives, or raise."""

    def f(a, x):
        a[1] = x

    assert_same(f, np.zeros(3, dtype), x)


@pytest.mark.parametrize("x", [1 + 2j, np.complex64(1 + 2j)])
def test_complex_does_not_go_into_a_real_array(x):
    """Storing a complex into a real array is refused."""

    def f(a, x):
        a[1] = x

    with pytest.raises(CompileError, match="can't be stored"):
        krait.jit(f)(np.zeros(3), x)
    assert_same(f, np.zeros(3, np.complex64), x)


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "uint64", "float32", "float64", "complex64"])
@pytest.mark.parametrize("x", [1, -1, 100, np.int8(100), np.float32(1.5)])
def test_augmented_assignment_of_elements(dtype, x):
    """a[i] += x computes in the promoted dtype and stores with a cast."""

    def f(a, x):
        a[0] += x
        a[1] -= x
        a[2] *= x
        return a[0]

    assert_same(f, np.array([100, 5, 7], dtype), x)


def test_division_in_place():
    """a[i] /= x on an integer element stores the truncated quotient; // and % stay integers."""

    def f(a, x):
        a[0] /= x
        a[1] //= x
        a[2] %= x
        return a

    assert_same(f, np.array([100, 5, 7]), 3)
    assert_same(f, np.array([100.0, 5, 7]), 3)


def test_array_attributes():
    """shape, ndim, size, dtype, strides, T."""

    def f(a):
        return a.shape, a.ndim, a.size, a.strides, a.T.shape, a.T.strides, a.itemsize, a.dtype == np.float32

    assert_same(f, np.zeros((2, 3, 4), np.float32))
    assert_same(f, np.zeros((2, 3, 4), np.int8)[:, ::2])


def test_the_same_array_is_returned():
    """An argument returned is the argument, a part of it a view of it."""

    @krait.jit
    def f(a):
        return a, a[0], a.T

    a = np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])
    whole, row, transposed = f(a)
    assert whole is a
    assert row.base is a and transposed.base is a
    assert np.shares_memory(row, a) and transposed.shape == (3, 2)


def test_new_arrays():
    """empty, zeros, ones, full and _like, of every shape and dtype."""

    def f(n, a, x):
        b = np.zeros(n)
        c = np.ones((n, 2), np.int32)
        d = np.full(n, x)
        e = np.zeros_like(a)
        g = np.empty((2, n), dtype=np.float32)
        for i in range(2):
            for j in range(n):
                g[i, j] = i - j
        return b, c, d, e, g

    assert_same(f, 3, np.arange(4, dtype=np.uint8), 2.5)
    assert_same(f, 0, np.ones((2, 2), np.complex64), 7)
    assert isinstance(assert_same(f, -1, np.zeros(2), 1), ValueError)


def test_boundscheck_off():
    """boundscheck=False compiles, and indices in range mean the same."""

    @krait.jit(boundscheck=False)
    def f(a):
        total = 0.0
        for i in range(a.shape[0]):
            total += a[i] * a[-1 - i]
        return total

    assert_same(f, np.arange(10.0))


class Sub(np.ndarray):
    pass


@pytest.mark.parametrize("a", [
    np.arange(3, dtype=">f8"),
    np.array([1, "a", None], dtype=object),
    np.array(["abc"]),
    np.zeros(2, dtype=[("x", "f8"), ("y", "O")]),
    np.arange(3.0).view(Sub),
    np.zeros(3, np.longdouble),
])  # fmt: skip
def test_refused_arrays(a):
    """Byte-swapped, object and ragged arrays are refused with an error that names the argument."""

    def f(weights):
        return weights[0]

    with pytest.raises(TypeError, match="'weights'"):
        krait.jit(f)(a)


def test_dtypes_that_are_no_numbers_yet():
    """Where an array of a known dtype can't be used, the error says so and nothing crashes."""

    def f(dates):
        return dates[0] + 1j

    with pytest.raises((TypeError, CompileError)):
        krait.jit(f)(np.array(["2020-01-01"], dtype="datetime64[D]"))
