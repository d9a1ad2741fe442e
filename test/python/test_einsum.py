"""np.einsum against NumPy: explicit and implicit subscripts, ellipses, one to three arrays, views, errors."""

import numpy as np
import pytest

import krait
from oracle import assert_same

RANDOM = np.random.default_rng(3)


def compiled(text, arguments="a"):
    return krait.jit(eval(f"lambda {arguments}: {text}", {"np": np}))


def array(shape, dtype="float64"):
    values = RANDOM.integers(-9, 10, shape)
    if np.dtype(dtype).kind in "fc":
        values = values / 4 + (1j * RANDOM.integers(-9, 10, shape) if np.dtype(dtype).kind == "c" else 0)
    return np.asarray(values).astype(dtype)


ONE = ["ii", "ii->i", "ij->ji", "ij", "ij->", "ij->j", "ij->i", "ji", "...i->...", "...", "i...->...i", " i j -> j i "]
TWO = ["ij,jk", "ij,jk->ik", "ij,jk->ki", "ij,jk->", "ij,jk->j", "ij,kj", "ij,kl->ijkl", "ij,ij", "ij,ij->ij", "ij,ij->i", "...j,...j->...", "ij,...->ij..."]


@pytest.mark.parametrize("subscripts", ONE)
@pytest.mark.parametrize("dtype", ["float64", "float32", "complex64", "int32", "uint8", "bool"])
def test_one_array(subscripts, dtype):
    f = compiled(f"np.einsum({subscripts!r}, a)")
    for a in (array((4, 4), dtype), array((4, 4), dtype).T, array((8, 8), dtype)[::2, ::-2]):
        assert_same(f, a)


@pytest.mark.parametrize("subscripts", TWO)
@pytest.mark.parametrize("dtype", ["float64", "complex128", "int64", "bool"])
def test_two_arrays(subscripts, dtype):
    f = compiled(f"np.einsum({subscripts!r}, a, b)", "a, b")
    assert_same(f, array((3, 3), dtype), array((3, 3), dtype))
    assert_same(f, array((3, 3), dtype).T, array((6, 6), dtype)[::2, ::-2])


def test_three_arrays():
    a, b, c = array((2, 3)), array((3, 4)), array((4, 5))
    assert_same(compiled("np.einsum('ij,jk,kl', a, b, c)", "a, b, c"), a, b, c)
    assert_same(compiled("np.einsum('ij,jk,kl->li', a, b, c, optimize=True)", "a, b, c"), a, b, c)
    assert_same(compiled("np.einsum('i,ij,j->', a, b, c)", "a, b, c"), a[:, 0], a, b[:, 0])


def test_stacks_and_broadcasting():
    assert_same(compiled("np.einsum('bij,bjk->bik', a, b)", "a, b"), array((2, 3, 4)), array((2, 4, 5)))
    assert_same(compiled("np.einsum('...ij,...jk', a, b)", "a, b"), array((5, 1, 3, 4)), array((2, 4, 5)))
    assert_same(compiled("np.einsum('ij,jk', a, b)", "a, b"), array((3, 4)), array((1, 5)))
    assert_same(compiled("np.einsum('ijk,kjl->il', a, b)", "a, b"), array((3, 4, 5)), array((5, 4, 2)))
    assert_same(compiled("np.einsum('ij,j', a, b)", "a, b"), array((3, 4)), array(4, "int8"))
    assert_same(compiled("np.einsum('ij,jk', a, b)", "a, b"), array((2, 0)), array((0, 5)))


def test_shapes_that_do_not_fit():
    assert_same(compiled("np.einsum('ij,jk', a, b)", "a, b"), array((2, 3)), array((4, 5)))
    assert_same(compiled("np.einsum('ii', a)"), array((2, 3)))


def test_half_precision_is_near():
    a, b = array((5, 6), "float16"), array((6, 7), "float16")
    assert_same(compiled("np.einsum('ij,jk', a, b)", "a, b"), a, b)


def test_what_sums_nothing_is_a_view():
    def f(a):
        np.einsum("ii->i", a)[1] = 7.0
        return np.einsum("ij->ji", a)

    a = np.zeros((3, 3))
    result = krait.jit(f)(a)
    assert np.shares_memory(result, a) and a[1, 1] == 7.0
    assert_same(f, np.ones((3, 3)))


def test_out():
    a, b = array((3, 4)), array((4, 5))
    f = compiled("np.einsum('ij,jk->ik', a, b, out=out)", "a, b, out")
    assert_same(f, a, b, np.zeros((3, 5)))
    assert_same(f, a, b, np.zeros((5, 3)).T)
    out = np.zeros((3, 5))
    assert f(a, b, out) is out


@pytest.mark.parametrize("text", ["np.einsum(s, a)", "np.einsum('ij,jk', a)", "np.einsum('ijk', a)", "np.einsum('i-', a)", "np.einsum('ij->ik', a)",
                                  "np.einsum('ij->ii', a)", "np.einsum(a, (0, 1))", "np.einsum('ij', a, dtype=float)", "np.einsum('ij', 2.0)"])
def test_what_is_not_taken(text):
    with pytest.raises(krait.CompileError):
        compiled(text, "a, s")(np.ones((2, 2)), 1)
