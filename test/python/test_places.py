"""take, put, nonzero, choose, select and their kin: all arguments, layouts and errors, against NumPy."""

import functools

import numpy as np
import pytest
from library_calls import check, layouts
from oracle import assert_same

import krait
from krait.errors import CompileError

RANDOM = np.random.default_rng(5)
DTYPES = ["bool", "int8", "uint16", "int64", "float32", "float64", "complex64", "complex128"]


@functools.lru_cache(maxsize=None)
def compiled(text, names):
    """def f(names): text, jitted; an expression is returned."""
    is_statement = text.startswith(("np.put", "np.place", "np.copyto", "np.fill", "a.put"))
    scope = {"np": np}
    exec(f"def f({names}):\n    {text if is_statement else 'return ' + text}\n", scope)
    return krait.jit(scope["f"])


def run(text, names, *args):
    return assert_same(compiled(text, names), *args)


def values(dtype, shape):
    numbers = RANDOM.integers(0, 100, shape)
    return numbers > 50 if dtype == "bool" else numbers.astype(dtype)


# take, put

@pytest.mark.parametrize("dtype", DTYPES)
def test_take(dtype):
    for a in layouts(values(dtype, (3, 4, 5))):
        for places in (np.array([2, 0, -1]), np.array([[1, 0], [2, 2]], "int8"), 1, np.array([], int), [2, 1], (0, 0)):
            check("take", a, places)
            check("take", a, places, 1)
            check("take", a, places, axis="0")
            check("take", a, places, axis="-1", mode="'wrap'")
    check("take", values(dtype, 6), 3)


@pytest.mark.parametrize("mode", ["'raise'", "'wrap'", "'clip'"])
def test_take_outside(mode):
    a = np.arange(12.0).reshape(3, 4)
    for places in (np.array([5, -9, 2]), np.array([11, -12]), 12, -13, 40):
        check("take", a, places, mode=mode)
        check("take", a, places, axis="1", mode=mode)
    check("take", np.zeros(0), np.array([0]), mode=mode)
    check("take", np.zeros((2, 0)), np.array([], int), axis="1", mode=mode)
    check("take", a, np.array([0]), axis="2")
    check("take", a, np.array([0.5]))
    check("take", a, np.array([True, False]))
    run("a.take(i, 0)", "a, i", a, np.array([2, 0]))
    run("np.take(a, i, mode='x')", "a, i", a, np.array([2, 0]))


def test_take_out():
    a = np.arange(12.0).reshape(3, 4)
    run("np.take(a, i, out=out)", "a, i, out", a, np.array([5, 1]), np.zeros(2))
    run("np.take(a, i, axis=1, out=out)", "a, i, out", a, np.array([3, 1]), np.zeros((3, 2)))
    run("np.take(a, i, out=out)", "a, i, out", a, np.array([5, 1]), np.zeros(3))


@pytest.mark.parametrize("mode", ["'raise'", "'wrap'", "'clip'"])
def test_put(mode):
    for a in layouts(np.arange(12.0).reshape(3, 4)):
        for places in (np.array([2, -1, 2]), 5, [1, 0], np.array([[3, 4], [11, 11]])):
            for v in (7, np.array([1, 2]), np.array([1.5]), [1.0, 2.0, 3.0, 4.0, 5.0]):
                run(f"np.put(a, i, v, mode={mode})", "a, i, v", a, places, v)
    a = np.arange(6)
    run(f"np.put(a, i, v, {mode})", "a, i, v", a, np.array([2, 9, -7, 1]), np.array([5, 6]))
    run(f"a.put(i, v, mode={mode})", "a, i, v", a, np.array([2, 1]), np.array([5, 6]))
    run("np.put(a, i, v)", "a, i, v", a, np.array([2, 1]), np.array([], int))
    run("np.put(a, i, v)", "a, i, v", np.zeros(0), np.array([2, 1]), np.array([1.0]))


def test_putmask_and_place():
    for a in layouts(np.arange(12.0).reshape(3, 4)):
        for v in (7.5, np.array([1, 2]), np.arange(12.0), np.array([])):
            run("np.putmask(a, a > 3, v)", "a, v", a, v)
            run("np.place(a, a > 3, v)", "a, v", a, v)
    run("np.putmask(a, m, 1)", "a, m", np.arange(4), np.ones(3, bool))
    run("np.place(a, m, 1)", "a, m", np.arange(4), np.ones(3, bool))
    run("np.putmask(a, m, v)", "a, m, v", np.arange(4), np.array([0, 2, 0, -1]), np.array([2.75]))
    run("np.place(a, m, v)", "a, m, v", np.arange(4), np.zeros(4, bool), np.array([]))


def test_copyto():
    for a in layouts(np.arange(12.0).reshape(3, 4)):
        for src in (7, 2.5, np.arange(4.0), np.ones((3, 1), "int32"), np.float32(3)):
            run("np.copyto(a, s)", "a, s", a, src)
            run("np.copyto(a, s, where=a > 4)", "a, s", a, src)
            run("np.copyto(a, s, where=w)", "a, s, w", a, src, np.array([True, False, True, True]))
    i = np.arange(4)
    run("np.copyto(a, s)", "a, s", i, np.float64(2.5))
    run("np.copyto(a, s)", "a, s", i, np.arange(4) / 2)
    run("np.copyto(a, s, casting='unsafe')", "a, s", i, np.arange(4) / 2)
    run("np.copyto(a, s, casting='safe')", "a, s", np.zeros(4, "int8"), i)
    run("np.copyto(a, s)", "a, s", i, np.arange(5))
    run("np.copyto(a, s, where=False)", "a, s", i, 5)


def test_compress_and_extract():
    for a in layouts(np.arange(12.0).reshape(3, 4)):
        for c in (np.array([True, False, True]), [1, 0, 1], np.array([0.0, 2.0]), np.zeros(3, bool)):
            check("compress", c, a)
            check("compress", c, a, axis="0")
            check("compress", c, a, axis="-1")
            check("extract", c, a)
        check("extract", a > 5, a)
        run("a.compress(c, 1)", "a, c", a, np.array([True, False, False, True]))
        run("np.compress(c, a, axis=0, out=out)", "a, c, out", a, np.array([True, False]), np.zeros((1, 4)))
    check("compress", np.ones(7, bool), np.arange(6))
    check("compress", np.ones((2, 2), bool), np.arange(6))
    check("extract", np.ones(7), np.arange(6))


@pytest.mark.parametrize("dtype", ["int64", "int8", "uint16"])
def test_along_axis(dtype):
    for a in layouts(values("float64", (3, 4, 2))):
        for axis in ("0", "1", "-1"):
            shape = [3, 4, 2]
            shape[int(axis)] = 2
            check("take_along_axis", a, RANDOM.integers(0, 2, shape).astype(dtype), axis=axis)
            run(f"np.put_along_axis(a, i, 7, {axis})", "a, i", a, RANDOM.integers(0, 2, shape).astype(dtype))
            run(f"np.put_along_axis(a, i, v, axis={axis})", "a, i, v", a, RANDOM.integers(0, 2, (1, 1, 1)), np.array([2.5]))
        check("take_along_axis", a, np.array([5, 1], dtype), axis="None")
    a = np.arange(6.0)
    run("np.take_along_axis(a, np.argsort(a), 0)", "a", a[::-1])
    check("take_along_axis", a, np.array([[1]]), axis="0")
    check("take_along_axis", a, np.array([[1]]), axis="None")
    check("take_along_axis", a, np.array([1.0]), axis="0")
    check("take_along_axis", a, np.array([9]), axis="0")
    check("take_along_axis", a, np.array([0]), axis="1")
    run("np.put_along_axis(a, i, 7, None)", "a, i", a.reshape(2, 3), np.array([5, 0]))


# Choosing

def test_choose():
    a, b, c = np.arange(4), np.arange(4) * 10, np.arange(4) / 2
    i = np.array([1, 0, 1, 1])
    for choices in ((a, b), (a, c), (1, 2.5), (a, np.float32(3)), (np.ones((3, 4)), 2)):
        check("choose", i, choices)
        check("choose", 1, choices)
        check("choose", np.array([[1], [0]], "int8"), choices)
        check("choose", np.array([1, 0, 1, 0], bool), choices)
    check("choose", i, np.arange(8).reshape(2, 4))
    run("np.choose(i, [a, b])", "i, a, b", i, a, b)
    run("a.choose((1, 2))", "a", i)
    for mode in ("'raise'", "'wrap'", "'clip'"):
        check("choose", np.array([5, -1, 2, 0]), (a, b), mode=mode)
    run("np.choose(i, (a, b), out=out)", "i, a, b, out", i, a, b, np.zeros(4, int))
    run("np.choose(i, (a, b), out=out)", "i, a, b, out", i, a, b, np.zeros(3, int))
    run("np.choose(i, (a, a))", "i, a", np.array([1.0]), a)


def test_select():
    a, b = np.arange(6), np.arange(12.0).reshape(2, 6)
    run("np.select([a > 2, a > 4], [a, a * 2], -1)", "a", a)
    run("np.select([a > 2, a > 4], [a, a * 2], 0.5)", "a", a)
    run("np.select((a > 2, a > 1), (a, b))", "a, b", a, b)
    run("np.select((a > 2, a > 1), (np.int8(1), np.float32(2)), default=7)", "a", a)
    run("np.select((a > 2,), (1,), 2.5)", "a", a)
    run("np.select((a > 2, a > 3), (1,), 2.5)", "a", a)
    run("np.select((a,), (1,), 2.5)", "a", a)
    with pytest.raises(CompileError, match="piecewise"):
        compiled("np.piecewise(a, (a > 2,), (1,))", "a")(a)


# Places

@pytest.mark.parametrize("dtype", DTYPES)
def test_nonzero(dtype):
    for shape in ((70,), (4, 5), (2, 3, 4), (0,), (3, 0)):
        line = values(dtype, shape) * (RANDOM.integers(0, 2, shape) > 0)
        for a in layouts(line.astype(dtype)):
            check("nonzero", a)
            check("where", a)
            check("argwhere", a)
            check("flatnonzero", a)
            run("a.nonzero()", "a", a)
    check("nonzero", np.array(["NaT", 0, 5], "timedelta64[s]"))
    check("nonzero", np.array([np.nan, 0.0, -0.0, np.inf]))
    check("argwhere", np.array(5))
    check("flatnonzero", np.array(0))


def test_grids():
    run("np.ix_(a, b)", "a, b", np.array([1, 2]), np.array([True, False, True]))
    run("np.ix_([0, 2], (1, 3), a)", "a", np.array([1.5]))
    run("np.ix_(a)", "a", np.ones((2, 2)))
    run("c[np.ix_(a, b)]", "a, b, c", np.array([1, 0]), np.array([True, False, True]), np.arange(6.0).reshape(2, 3))
    run("np.diag_indices(n)", "n", 4)
    run("np.diag_indices(3, 3)", "n", 4)
    for n in (0, 1, 4):
        for k in (-2, 0, 1):
            for name in ("tril", "triu"):
                run(f"np.{name}_indices(n, k)", "n, k", n, k)
                run(f"np.{name}_indices(n, k, m=2)", "n, k", n, k)
                run(f"np.{name}_indices_from(a, k)", "a, k", np.zeros((n, 3)), k)
    for text in ("np.tril_indices_from(a)", "np.diag_indices_from(a)"):
        for shape in ((3,), (2, 3), (3, 3)):
            run(text, "a", np.zeros(shape))
    with pytest.raises(CompileError, match="mask_indices"):
        compiled("np.mask_indices(3, np.triu)", "")()


def test_fill_diagonal():
    for shape in ((3, 3), (5, 2), (2, 5), (7, 3), (3, 3, 3), (2, 2, 2, 2), (0, 0), (3,), (2, 3, 2)):
        for wrap in (False, True):
            for v in (7, 2.5, np.array([1, 2]), np.array([[1.5, 2], [3, 4]])):
                run(f"np.fill_diagonal(a, v, wrap={wrap})", "a, v", np.zeros(shape), v)
    run("np.fill_diagonal(a.T, 3)", "a", np.zeros((4, 3)))


def test_histograms():
    x, y, w = RANDOM.normal(size=200), RANDOM.normal(size=200), RANDOM.random(200)
    check("histogram_bin_edges", x)
    check("histogram_bin_edges", x, 7, range="(-1, 2.0)")
    check("histogram_bin_edges", x, np.array([-1.0, 0.0, 2.5]))
    check("histogram2d", x, y)
    check("histogram2d", x, y, 5, density="True")
    run("np.histogram2d(x, y, (4, 6))", "x, y", x, y)
    run("np.histogram2d(x, y, 4, ((-1, 1), (-2.0, 2.0)), weights=w)", "x, y, w", x, y, w)
    run("np.histogram2d(x, y, (e, 6))", "x, y, e", x, y, np.array([-1.0, 0.0, 0.5, 3.0]))
    run("np.histogram2d(x, y, e)", "x, y, e", np.arange(6) % 4, np.arange(6) % 3, np.array([0, 1, 2, 3]))


def test_refused():
    for text, message in (("a.tolist()", "tolist"), ("np.nonzero(a[0])", "nonzero")):
        with pytest.raises(CompileError, match=message):
            compiled(text, "a")(np.arange(3.0))
