"""Products of matrices and vectors, by NumPy's own loops or ours: values, dtypes, layouts and errors against NumPy."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import krait
from oracle import assert_same

DTYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
          "complex64", "complex128"]
RANDOM = np.random.default_rng(7)


def random_array(shape, dtype="float64"):
    """Small integers, negative ones among them, as the dtype; fractions where it has them."""
    values = RANDOM.integers(-9, 10, shape)
    if np.dtype(dtype).kind in "fc":
        values = values / 4 + (1j * RANDOM.integers(-9, 10, shape) if np.dtype(dtype).kind == "c" else 0)
    return np.asarray(values).astype(dtype)


@krait.jit
def at(a, b):
    return a @ b


@krait.jit
def matmul(a, b):
    return np.matmul(a, b)


@krait.jit
def dot(a, b):
    return np.dot(a, b)


@krait.jit
def dot_method(a, b):
    return a.dot(b)


@krait.jit
def inner(a, b):
    return np.inner(a, b)


@krait.jit
def vdot(a, b):
    return np.vdot(a, b)


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_dtype(dtype):
    for left, right in (((3, 4), (4, 5)), ((4,), (4, 5)), ((3, 4), (4,)), ((4,), (4,)), ((2, 3, 4), (4, 5)), ((2, 3, 4), (2, 4, 1))):
        a, b = random_array(left, dtype), random_array(right, dtype)
        assert_same(at, a, b)
        assert_same(matmul, a, b)
    a, b = random_array((3, 4), dtype), random_array((4, 3), dtype)
    for f in (dot, dot_method):
        assert_same(f, a, b)
        assert_same(f, a[0], b)
        assert_same(f, a[0], a[1])
    assert_same(inner, a, b.T)
    assert_same(inner, a[0], a)
    assert_same(vdot, a, b)


@pytest.mark.parametrize("left", DTYPES)
def test_mixed_dtypes(left):
    for right in DTYPES:
        assert_same(at, random_array((2, 3), left), random_array((3, 2), right))


SHAPES = [((2, 3), (3, 4)), ((1, 3), (3, 1)), ((3, 1), (1, 3)), ((0, 3), (3, 2)), ((2, 0), (0, 3)), ((2, 3), (3, 0)), ((0,), (0,)), ((3,), (3, 0)),
          ((17, 33), (33, 9)), ((5, 2, 3), (3, 4)), ((5, 2, 3), (5, 3, 4)), ((5, 1, 2, 3), (4, 3, 2)), ((2, 3), (4, 3, 2)), ((3,), (4, 3, 2)),
          ((4, 2, 3), (3,)), ((0, 2, 3), (3, 4)), ((2, 3), (2, 3)), ((3,), (2,)), ((2, 3), (2,)), ((3,), (2, 3)), ((2, 3, 3), (4, 3, 3)),
          ((2, 4, 5, 3, 3), (3, 3, 3))]


@pytest.mark.parametrize("left, right", SHAPES, ids=str)
@pytest.mark.parametrize("dtype", ["float64", "int32"])
def test_shapes_that_fit_and_that_do_not(left, right, dtype):
    a, b = random_array(left, dtype), random_array(right, dtype)
    for f in (at, dot, inner):
        if f is not inner or a.shape[-1] == b.shape[-1] or len(left) <= 2 >= len(right):
            assert_same(f, a, b)
    assert_same(vdot, a, b)


def layouts(shape, dtype):
    a = random_array([2 * extent for extent in shape], dtype)
    small = random_array(shape, dtype)
    yield from (small, np.asfortranarray(small), a[:shape[0], :shape[1]], a[::2, ::2], a[::-2, ::-2], small.T.copy().T,
                np.broadcast_to(small[:1], shape), np.broadcast_to(small[:, :1], shape))


@pytest.mark.parametrize("dtype", ["float64", "complex64", "float16", "int64", "uint8", "bool"])
def test_layouts(dtype):
    for a in layouts((3, 4), dtype):
        for b in layouts((4, 5), dtype):
            assert_same(at, a, b)
            assert_same(dot, a, b)
    for a in layouts((3, 4), dtype):
        assert_same(at, a, a.T)
        assert_same(dot, a.T, a)
        assert_same(inner, a, a)
        assert_same(at, a[0], a.T)
        assert_same(at, a, a[1])


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "int64", "bool", "float64"])
def test_sizes_beyond_a_block(dtype):
    for n, k, m in ((37, 41, 43), (3, 500, 700), (100, 1, 100), (64, 64, 64), (1, 300, 1), (300, 5, 1)):
        assert_same(at, random_array((n, k), dtype), random_array((k, m), dtype))


def test_dot_of_more_axes():
    a, b = random_array((2, 3, 4)), random_array((5, 4, 6))
    assert_same(dot, a, b)
    assert_same(dot, a, b[0])
    assert_same(dot, a[0, 0], b)
    assert_same(dot, a, b[0, :, 0])
    assert_same(inner, a, b.transpose(0, 2, 1))
    assert_same(inner, a[0, 0], a)
    assert_same(dot, a, a)


def test_special_values():
    a = np.array([[np.nan, 1.0], [np.inf, -0.0]])
    assert_same(at, a, a)
    assert_same(at, a, np.array([0.0, -0.0]))


def test_out():
    @krait.jit
    def f(a, b, out):
        return np.matmul(a, b, out=out), np.dot(a, b, out)

    a, b = random_array((3, 4)), random_array((4, 5))
    assert_same(f, a, b, np.empty((3, 5)))
    assert_same(f, a, b, np.empty((3, 6)))
    for out in (np.empty((5, 3)).T, np.empty((3, 5), "f4"), np.empty((3, 6))):
        with pytest.raises((ValueError, krait.CompileError), match="output array|dtype"):
            krait.jit(lambda a, b, out: np.dot(a, b, out=out))(a, b, out)
    out = np.empty((3, 5))
    assert krait.jit(lambda a, b, out: np.matmul(a, b, out))(a, b, out) is out
    assert_same(lambda a, b, out: np.matmul(a, b, out=out), a, b, np.empty((5, 3)).T)
    assert_same(lambda a, b, out: np.matmul(a, b, out=out), a, b, np.empty((3, 5), "f4"))
    assert_same(lambda a, b, out: np.matmul(a, b, out=out), a, b, np.empty((2, 3, 5)))
    for dtype in ("float64", "int32", "bool"):
        stack, row = random_array((2, 3, 4), dtype), random_array(4, dtype)
        for left, right, shape in ((stack, b.astype(dtype), (2, 3, 5)), (stack, row, (2, 3)), (row, b.astype(dtype), (5,)), (row, row, ())):
            for out in (np.zeros(shape, dtype), np.zeros(shape[::-1], dtype).T, np.zeros((*shape, 2), dtype)[..., 1]):
                assert_same(lambda a, b, out: np.matmul(a, b, out=out), left, right, out)
    square = random_array((3, 3))
    assert_same(lambda a: np.matmul(a, a, out=a), square)
    for wrong in (np.empty((3, 5), int), np.empty(5), np.broadcast_to(0.0, (3, 5))):
        with pytest.raises(krait.CompileError, match="matmul"):
            krait.jit(lambda a, b, out: np.matmul(a, b, out=out))(a, b, wrong)


def test_in_place():
    @krait.jit
    def f(a, b):
        a @= b
        return a

    assert_same(f, random_array((3, 3)), random_array((3, 3)))
    assert_same(f, random_array((2, 3)), random_array((3, 2)))
    assert_same(f, random_array(3), random_array((3, 3)))


def test_chains_free_their_intermediates():
    @krait.jit
    def f(a, n):
        b = a.copy()
        for i in range(n):
            b = b @ a @ a
        return b

    assert_same(f, random_array((3, 3)) / 40, 50)


def test_vdot_and_vecdot():
    a, b = random_array((3, 4), "complex128"), random_array((4, 3), "complex64")
    assert_same(vdot, a, b)
    assert_same(vdot, a.T[::-1], b)
    assert_same(vdot, a, b[0])
    assert_same(lambda a, b: np.linalg.vecdot(a, b), a, a[0])
    assert_same(lambda a, b: np.linalg.vecdot(a, b), random_array((2, 3, 4)), random_array((3, 4)))
    assert_same(lambda a, b: np.linalg.matmul(a, b), a, b)


@pytest.mark.parametrize("axes", [0, 1, 2, (1, 1), ((1, 2), (1, 0)), ((-1,), (0,)), ((0, 1), (2, 1)), ((), ())], ids=str)
def test_tensordot(axes):
    f = krait.jit(eval(f"lambda a, b: np.tensordot(a, b, axes={axes})", {"np": np}))
    for shape in ((3, 4, 2), (4, 3, 2), (2, 3, 4), (3, 2, 4)):
        for dtype in ("float64", "int16"):
            assert_same(f, random_array((4, 2, 3), dtype), random_array(shape, dtype))


@pytest.mark.parametrize("text", ["a @ 2.0", "2 @ a", "np.matmul(a, 1.0)", "np.matmul(a, a, dtype=float)", "np.tensordot(a, a, axes=5)",
                                  "np.dot(a, (1.0, 2.0))", "np.matmul(a, a, casting='unsafe')"])
def test_what_is_not_taken(text):
    with pytest.raises(krait.CompileError):
        krait.jit(eval(f"lambda a: {text}", {"np": np}))(np.ones((2, 2)))


def test_results_that_share_memory_are_counted():
    @krait.jit
    def f(a, n):
        total = 0.0
        for i in range(n):
            turned = np.einsum("ij->ji", a @ a)
            out = np.empty((3, 3))
            same = np.matmul(turned, a, out=out)
            total += same[0, 1] + out[1, 0] + turned[2, 0]
        return total, same, out

    assert_same(f, random_array((3, 3)), 200)


def test_read_only_and_captured_arrays():
    a = random_array((3, 3))
    a.flags.writeable = False
    assert_same(at, a, a)
    assert_same(lambda b: a @ b, random_array((3, 3)))


def test_threads():
    a = random_array((60, 60)) / 8
    expected = a @ a
    with ThreadPoolExecutor(4) as pool:
        for result in pool.map(lambda _: at(a, a), range(40)):
            assert np.array_equal(result, expected)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_any_shapes_and_strides(data):
    dtype = data.draw(st.sampled_from(["float64", "complex64", "int16", "bool"]))
    extents = data.draw(st.tuples(*[st.integers(0, 6)] * 3))
    stack = data.draw(st.sampled_from([(), (1,), (2,), (3, 1), (3, 2)]))
    operands = []
    for rows, columns in ((extents[0], extents[1]), (extents[1], extents[2])):
        steps = [data.draw(st.sampled_from([1, 2, -1, -3])) for _ in range(2)]
        whole = random_array((*stack, rows * abs(steps[0]), columns * abs(steps[1])), dtype)
        view = whole[..., :: steps[0], :: steps[1]]
        operands.append(view.swapaxes(-1, -2).copy().swapaxes(-1, -2) if data.draw(st.booleans()) else view)
    assert_same(at, *operands)
