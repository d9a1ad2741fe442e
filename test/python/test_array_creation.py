"""Making arrays, and the attributes and methods that concern a whole array, against NumPy."""

import numpy as np
import pytest

import krait
from oracle import assert_same, assert_same_value, outcome

DTYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
          "complex64", "complex128"]


def assert_same_empty(f, *arguments):
    """Both give an array of the same type, whatever its elements are."""
    got, expected = outcome(krait.jit(f), arguments), outcome(f, arguments)
    assert not isinstance(got, Exception), got
    assert (got.dtype, got.shape, got.strides) == (expected.dtype, expected.shape, expected.strides)


def with_dtype(text, dtype):
    return eval(f"lambda shape: np.{text}", {"np": np, "dtype": dtype})


@pytest.mark.parametrize("name", DTYPES)
def test_every_dtype(name):
    for dtype in (np.dtype(name), np.dtype(name).type, name):
        for text in ("zeros(shape, dtype)", "ones(shape, dtype=dtype)", "full(shape, 1, dtype)"):
            assert_same(with_dtype(text, dtype), (2, 3))
    assert_same_empty(with_dtype("empty(shape, dtype)", np.dtype(name)), (2, 3))
    assert_same(lambda a: (np.zeros_like(a), np.ones_like(a), np.full_like(a, 1), np.zeros(3, a.dtype)), np.ones((2, 3), name))


@pytest.mark.parametrize("dtype", [float, int, bool, complex, None], ids=str)
def test_python_types_as_dtypes(dtype):
    assert_same(with_dtype("ones(shape, dtype)", dtype), 3)


@pytest.mark.parametrize("shape", [0, 3, np.int8(3), (), (0,), (2, 0, 3), (2, 3), (np.uint16(2), 3, 4), (1, 1), (0, 0)], ids=repr)
@pytest.mark.parametrize("order", "CF")
def test_shapes_and_strides(shape, order):
    def make(shape):
        a = np.zeros(shape, order=order)
        b = np.full(shape=shape, fill_value=2.5, order=order)
        return a, b, a.strides, b.shape, a.size, a.nbytes, a.ndim, a.itemsize
    assert_same(make, shape)


@pytest.mark.parametrize("shape", [-1, (2, -1), (0, -1), (2**40, 2**40), 2**62, (0, 2**40, 2**40)], ids=repr)
def test_shapes_that_cannot_be(shape):
    for name in ("zeros", "ones", "empty"):
        assert_same(eval(f"lambda shape: np.{name}(shape)", {"np": np}), shape)
    assert_same(lambda shape: np.full(shape, 1.0), shape)


@pytest.mark.parametrize("shape", [3.0, True, (2, 1.5), "3"], ids=repr)
def test_shapes_that_are_no_ints(shape):
    f = eval(f"lambda: np.zeros({shape!r})", {"np": np})
    with pytest.raises(krait.CompileError):
        krait.jit(f)()


FILLS = [True, 3, -1, 300, 2.7, -1.5, 300.5, 1e30, float("nan"), float("inf"), np.int64(300), np.float32(2.5), np.float64(2.7e5), np.uint8(7), np.uint64(2**63),
         np.int16(-1), np.float32("nan"), np.bool_(True)]


@pytest.mark.parametrize("name", ["bool", "int8", "uint8", "uint64", "int64", "float16", "float32", "complex64"])
def test_fill_values(name):
    full = with_dtype("full(2, shape, dtype)", np.dtype(name))
    for value in FILLS:
        assert_same(full, value)
        assert_same(lambda a, x: np.full_like(a, x), np.zeros(2, name), value)
        assert_same(lambda a, x: a.fill(x), np.zeros((2, 3), name)[:, ::2], value)


def test_full_takes_its_dtype_from_the_value():
    jitted = krait.jit(lambda x: np.full((2, 2), x))
    for value in FILLS + [1j, np.complex64(1j)]:
        assert_same(jitted, value)


def arrays():
    a = np.arange(24.0).reshape(2, 3, 4)
    yield from (a, np.asfortranarray(a), a.transpose(1, 0, 2), a[:, ::-1, ::2], a[0], a[0].T, a[0, 0], a[::2, 1], np.array(2.5),
                np.broadcast_to(np.arange(3.0), (2, 3)), a.transpose(2, 0, 1)[::-1], np.zeros((0, 3)))


@pytest.mark.parametrize("a", arrays(), ids=lambda a: f"{a.shape}{a.strides}")
def test_like_keeps_the_order_of_axes(a):
    for order in "KCFA":
        jitted = krait.jit(eval(f"lambda a: np.empty_like(a, order={order!r})", {"np": np}))
        assert_same_empty(jitted.py_func, a)
        assert_same(eval(f"lambda a: (np.zeros_like(a, order={order!r}), np.full_like(a, 3, order={order!r}, dtype=int))", {"np": np}), a)
    assert_same(lambda a: np.zeros_like(a).strides, a)
    assert_same(lambda a: np.ones_like(a, shape=(4, 5)), a)
    assert_same_empty(lambda a: np.empty_like(a, shape=(2, 3, 4)), a)
    assert_same_empty(lambda a: np.empty_like(a, shape=5), a)


def test_like_numbers():
    assert_same(lambda x: (np.zeros_like(x), np.full_like(x, 3)), 2.5)
    assert_same(lambda x: np.ones_like(x), np.float32(2.5))


@pytest.mark.parametrize("a", arrays(), ids=lambda a: f"{a.shape}{a.strides}")
def test_copy_and_astype(a):
    assert_same(lambda a: (a.copy(), a.copy("F"), a.copy(order="K"), a.copy().strides, a.copy("K").strides), a)
    assert_same(lambda a: (a.astype(np.int8), a.astype(np.float32), a.astype(complex), a.astype(bool), a.astype("int64", order="F")), a)


def test_copy_is_independent():
    def f(a):
        b = a.copy()
        b[0] = 7.0
        return a[0], b[0]
    assert_same(f, np.arange(3.0))


@pytest.mark.parametrize("name", DTYPES)
def test_item(name):
    a = np.arange(6).reshape(2, 3).astype(name)
    for view in (a, a.T, a[:, ::2], a[::-1]):
        for index in (0, 3, -1, -6, 6, -7, np.int8(1)):
            assert_same(lambda a, i: a.item(i), view, index)
        for index in ((1, 1), (-1, -1), (5, 0), (0, 5), (-3, 0)):
            assert_same(lambda a, i, j: a.item(i, j), view, *index)
            assert_same(lambda a, i: a.item(i), view, index)
    assert_same(lambda a: a.item(), a[:1, :1])
    assert_same(lambda a: a.item(), a)
    assert_same(lambda a: a.item(), a[0, 0, ...])
    assert_same(lambda a: a.item(0), a[0, 0, ...])


def test_item_with_too_many_indices():
    with pytest.raises(krait.CompileError, match="item"):
        krait.jit(lambda a: a.item(1, 2, 3))(np.zeros((2, 3)))


def test_fill_refuses_read_only_arrays_and_complex():
    a = np.zeros(3)
    a.flags.writeable = False
    assert_same(lambda a: a.fill(1.0), a)
    with pytest.raises(krait.CompileError, match=".real"):
        krait.jit(lambda a: a.fill(1j))(np.zeros(3))


@pytest.mark.parametrize("a", arrays(), ids=lambda a: f"{a.shape}{a.strides}")
def test_attributes(a):
    assert_same(lambda a: (a.shape, a.ndim, a.size, a.strides, a.itemsize, a.nbytes, a.T, a.T.strides), a)


@pytest.mark.parametrize("text, name", [("np.zeros(3, like=a)", "like"), ("np.empty(3, device='gpu')", "device"),
                                        ("np.zeros(3, order='A')", "order"), ("np.zeros(3, dtype='nonsense')", "dtype"),
                                        ("a.astype(int, casting='safe')", "casting")])
def test_arguments_that_are_not_taken(text, name):
    with pytest.raises(krait.CompileError, match=name):
        krait.jit(eval(f"lambda a: {text}", {"np": np}))(np.zeros(3))


def test_device_cpu_is_taken():
    assert_same(lambda a: (np.ones(3, device="cpu"), np.zeros_like(a, device="cpu")), np.zeros(3))
