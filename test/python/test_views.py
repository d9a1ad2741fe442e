"""Views: basic indexing and the functions that make them, against NumPy: values, shapes, strides, shared memory, errors."""

import functools
import gc

import numpy as np
import pytest
import sanitizers
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import assert_same, assert_same_value, copy_arguments, outcome

import krait
from krait import jit
from krait.errors import CompileError

DTYPES = ["bool", "int8", "uint16", "int64", "float32", "float64", "complex128"]


def arrays():
    c = np.arange(24.0).reshape(4, 6)
    yield "C", c
    yield "F", np.asfortranarray(c)
    yield "rows", np.arange(48.0).reshape(6, 8)[1:5, 1:7]
    yield "strided", np.arange(96.0).reshape(8, 12)[::2, ::2]
    yield "reversed", c[::-1, ::-1]
    yield "read-only", np.broadcast_to(np.arange(6.0), (4, 6))
    yield "empty", c[:0]
    yield "1-d", np.arange(5.0)
    yield "1-d reversed", np.arange(10.0)[::-2]
    yield "3-d", np.arange(24.0).reshape(2, 3, 4)
    yield "3-d F", np.arange(24.0).reshape(2, 3, 4).T
    yield "3-d odd", np.arange(24.0).reshape(2, 3, 4).transpose(1, 0, 2)
    yield "ones", np.zeros((1, 3, 1))
    yield "0-d", np.array(3.5)


ARRAYS = dict(arrays())
each_array = pytest.mark.parametrize("a", [pytest.param(a, id=name) for name, a in ARRAYS.items()])
# What is copied of a read-only array where there can be no view stays read-only (docs/limits.md).
COPIED = {name: a for name, a in ARRAYS.items() if name != "read-only"}
copied_array = pytest.mark.parametrize("a", [pytest.param(a, id=name) for name, a in COPIED.items()])


@functools.lru_cache(maxsize=None)
def compiled(text, names="a"):
    """The function `lambda names: text`."""
    return eval(f"lambda {names}: {text}", {"np": np})


def steps(array):
    """The strides that mean something: of axes with more than one element."""
    return [stride for stride, extent in zip(array.strides, array.shape) if extent > 1] if array.size else []


jitted = functools.lru_cache(maxsize=None)(jit)


def assert_same_view(f, *args):
    """The result is NumPy's in every way, memory shared with the first argument included."""
    expected_args, got_args = copy_arguments(args), copy_arguments(args)
    expected, got = outcome(f, expected_args), outcome(jitted(f), got_args)
    assert_same_value(got, expected)
    if isinstance(expected, np.ndarray):
        assert steps(got) == steps(expected), (got.strides, expected.strides)
        assert np.shares_memory(got, got_args[0]) == np.shares_memory(expected, expected_args[0])
        for flag in ("C_CONTIGUOUS", "F_CONTIGUOUS", "WRITEABLE"):
            assert got.flags[flag] == expected.flags[flag], flag


def assert_same_views(text, *args, names="a"):
    assert_same_view(compiled(text, names), *args)


# Keys

PARTS = ["0", "-1", "1", ":", "1:", ":-1", "::2", "::-1", "-3:-1", "3:1", "5::-2", ":2:1", "None", "...", "100:", ":-100:-1"]


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.sampled_from(list(ARRAYS)), st.lists(st.sampled_from(PARTS), min_size=1, max_size=4))
def test_keys(name, parts):
    """Any mix of ints, slices, None and `...`."""
    a = ARRAYS[name]
    axes = sum(part not in ("None", "...") for part in parts)
    if axes > a.ndim or parts.count("...") > 1:
        with pytest.raises(CompileError, match="too many indices|two '...'"):
            jit(compiled(f"a[{', '.join(parts)}]"))(a)
    else:
        assert_same_views(f"a[{', '.join(parts)}]", a)


bounds = st.one_of(st.none(), st.integers(-8, 8), st.sampled_from([2**63 - 1, -(2**63), 2**62]))


def slice_rows(a, start, stop, step):
    return a[start:stop:step]


def slice_columns(a, start, stop, step):
    return a[..., start:stop:step]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.sampled_from([name for name in ARRAYS if name != "0-d"]), bounds, bounds, bounds)
def test_bounds_at_run_time(name, start, stop, step):
    """Bounds are clipped as slice.indices clips them; step 0 is an error."""
    for f in (slice_rows, slice_columns):
        assert_same_view(f, ARRAYS[name], start, stop, step)


@pytest.mark.parametrize("scalar", [np.int8, np.uint8, np.int64, np.uint32, bool])
def test_bounds_of_other_integer_types(scalar):
    assert_same_views("a[x:y]", np.arange(6.0), scalar(1), scalar(4), names="a, x, y")
    assert_same_views("a[::x]", np.arange(6.0), scalar(1), names="a, x")


def test_indices_out_of_range():
    a = np.zeros((2, 3, 4))
    for text in ("a[5]", "a[1:, 3]", "a[..., -5]", "a[0, :, 4, None]", "a[::i, 7]", "a[7, ::i]"):
        assert_same(compiled(text, "a, i"), a, 0 if "::i" in text else 1)


@each_array
def test_all_of_an_array(a):
    assert_same_views("a[...]", a)
    assert_same_views("a[()]", a)
    assert_same_views("a[None]", a)
    assert_same_views("a[..., None]", a)


@pytest.mark.parametrize("dtype", DTYPES)
def test_elements_of_views(dtype):
    """What is read and written through a view is the array's."""

    def f(a):
        rows = a[1:, 1:]
        odd = a[::-2, ::2]
        column = a[:, 1]
        total = rows[0, 0]
        for i in range(rows.shape[0]):
            for j in range(rows.shape[1]):
                rows[i, j] = a[i, j]
        for i in range(odd.shape[0]):
            odd[i, 0] = rows[0, i]
        for i in range(len(column)):
            column[i] = odd[0, 0]
        for row in a[:2]:
            row[0] = total
        return total, rows, odd, column

    a = (np.arange(20) % 7).reshape(4, 5).astype(dtype)
    assert_same(f, a)
    assert_same(f, np.asfortranarray(a))


def test_layouts_are_kept(capsys):
    """The type of a view says how its elements lie, as far as the key shows it."""
    keys = {"a[1:]": ":, ::1", "a[0]": "::1", "a[:, 1:]": ":, :1", "a[1:, 0]": ":", "a[::-1]": ":, :", "a[::2]": ":, :1",
            "a[..., None]": ":, :, ::1", "a[0, 1:]": "::1", "a[:, ::2]": ":, :"}
    for text, last in keys.items():
        f = jit(compiled(f"{text}.shape"))
        f(np.zeros((3, 4)))
        f.inspect_types()
        assert f" : float64[{last}]" in capsys.readouterr().out, text


def test_views_of_new_arrays():
    def f(n):
        a = np.zeros((n, n))
        a[1, 2] = 5.0
        b = a[1:, 1:]
        b[0, 0] = 7.0
        return b, a[0], a[::-1].T

    assert_same(f, 4)


def test_read_only_views_refuse_stores():
    def f(a):
        b = a[1:]
        b[0] = 1.0
        return b

    a = np.zeros(3)
    a.flags.writeable = False
    assert_same(f, a)


@pytest.mark.parametrize("key", ["1.5", "'x'", "1:2.5", "..., ...", "flat", "flat[1:2]"])
def test_what_is_no_key(key):
    with pytest.raises(CompileError):
        jit(compiled(f"a.{key}" if "flat" in key else f"a[{key}]"))(np.zeros((3, 4)))


def test_branches_with_views():
    """Views of different layouts meet in the weaker one."""

    def f(a, flag):
        if flag:
            b = a[1:]
        else:
            b = a[:, ::2]
        return b, b[0, 0]

    for flag in (True, False):
        assert_same_views("a[1:] if flag else a[:, ::2]", np.arange(12.0).reshape(3, 4), flag, names="a, flag")
        assert_same(f, np.arange(12.0).reshape(3, 4), flag)


# Axes

AXES = ["a.transpose()", "np.transpose(a)", "a.T", "a.mT", "np.matrix_transpose(a)", "a.swapaxes(0, 1)", "np.swapaxes(a, -1, 0)",
        "np.moveaxis(a, 0, -1)", "np.moveaxis(a, -1, 0)", "np.moveaxis(a, (0, 1), (1, 0))", "np.moveaxis(a, (0, 0), (0, 1))",
        "np.moveaxis(a, (0, 1), 0)", "np.moveaxis(a, 0, 5)", "np.rollaxis(a, 1)", "np.rollaxis(a, 0, 2)", "np.rollaxis(a, 0, 9)",
        "np.rollaxis(a, -1, -1)", "a.transpose(1, 0)", "a.transpose((0, 1))", "a.transpose(0, 2, 1)", "np.transpose(a, (2, 0, 1))",
        "a.transpose(None)", "a.transpose(0, 0)", "a.transpose(0, 7)", "np.swapaxes(a, 4, 0)", "np.swapaxes(a, 0, -9)",
        "np.squeeze(a, 0)", "a.squeeze(axis=-1)", "np.squeeze(a, (0, 2))", "a.squeeze((0, 0))", "a.squeeze(5)",
        "np.expand_dims(a, 0)", "np.expand_dims(a, -1)", "np.expand_dims(a, (0, 2))", "np.expand_dims(a, 9)", "np.expand_dims(a, (1, 1))",
        "np.atleast_1d(a)", "np.atleast_2d(a)", "np.atleast_3d(a)", "np.flip(a)", "np.flip(a, 0)", "np.flip(a, (0, 1))", "np.flip(a, -1)",
        "np.flip(a, (0, 0))", "np.flip(a, 7)", "np.flipud(a)", "np.fliplr(a)", "np.diagonal(a)", "a.diagonal(1)", "a.diagonal(-2)",
        "np.diagonal(a, 0, 1, 0)", "a.diagonal(0, 0, 2)", "a.diagonal(0, 1, 1)", "np.diagonal(a, 0, 0, 9)", "a.diagonal(100)",
        "np.rot90(a)", "np.rot90(a, 2)", "np.rot90(a, 3)", "np.rot90(a, -1, (1, 0))", "np.rot90(a, 4)", "np.rot90(a, 1, (0, 5))",
        "np.rot90(a, 1, (0, 0))"]  # fmt: skip


@pytest.mark.parametrize("text", AXES)
def test_axes(text):
    for a in ARRAYS.values():
        assert_same_views(text, a)


@pytest.mark.parametrize("text", ["np.swapaxes(a, i, j)", "np.moveaxis(a, i, j)", "np.rollaxis(a, i, j)", "a.transpose(i, j)",
                                  "np.expand_dims(a, i)", "np.expand_dims(a, (i, j))", "np.flip(a, i)", "np.diagonal(a, 1, i, j)",
                                  "np.rot90(a, i, (0, 1))", "np.rot90(a, 1, (i, j))"])
def test_axes_at_run_time(text):
    for i in range(-3, 4):
        for j in (0, 1, -2):
            assert_same_view(compiled(text, "a, i, j"), ARRAYS["C"], i, j)


def test_flags():
    for a in ARRAYS.values():
        for name in ("c_contiguous", "f_contiguous", "contiguous", "fortran", "forc", "fnc", "writeable"):
            assert_same_views(f"a.flags.{name}", a)
            assert_same_views(f"a[::-1].flags.{name}" if a.ndim else f"a[...].flags.{name}", a)


def test_flat():
    def f(a, i):
        total = 0.0
        for x in a.flat:
            total = total * 2.0 + x
        a.flat[i] = total
        return total, a.flat[i], a.flat[-1], a

    for a in ARRAYS.values():
        for i in (0, 3, -2, 30):
            assert_same(f, a, i)


def test_squeeze_needs_its_axis():
    with pytest.raises(CompileError, match="axis of squeeze"):
        jit(lambda a: np.squeeze(a))(np.zeros((1, 2)))


def test_numbers_as_arrays():
    for x in (2, 2.5, True, 1j, np.float32(3)):
        for text in ("np.atleast_1d(a)", "np.atleast_2d(a)", "np.atleast_3d(a)", "np.broadcast_to(a, (2, 3))", "np.atleast_1d(a, 1)"):
            assert_same(compiled(text), x)


# Shapes

SHAPES = ["6, 4", "24", "-1", "(2, 3, 4)", "(4, 6)", "2, -1", "-1, 5", "-1, -1", "5", "0, -1", "()", "(1, 24, 1)", "-1, 1, 6", "3, 1", "(1,)"]


@pytest.mark.parametrize("order", ["", ", order='F'", ", order='A'", ", copy=True", ", copy=False"])
@pytest.mark.parametrize("shape", SHAPES)
def test_reshape(shape, order):
    for a in COPIED.values():
        assert_same_views(f"a.reshape({shape}{order})", a)


def test_reshape_at_run_time():
    for a in COPIED.values():
        for n, m in ((24, 1), (6, 4), (-1, 3), (2, -1), (0, 0), (-2, 24)):
            assert_same_views("np.reshape(a, (n, m))", a, n, m, names="a, n, m")


def test_read_only_arrays_without_gaps():
    a = np.arange(24.0).reshape(4, 6)
    a.flags.writeable = False
    for text in ("a.reshape(6, 4)", "a.ravel()", "a.flatten()", "np.ascontiguousarray(a)", "a.T.reshape(24, order='F')"):
        assert_same_views(text, a)


@copied_array
@pytest.mark.parametrize("order", "CFAK")
def test_one_dimension(a, order):
    for text in (f"a.ravel('{order}')", f"np.ravel(a, order='{order}')", f"a.flatten('{order}')"):
        assert_same_views(text, a)


@copied_array
def test_contiguous(a):
    for text in ("np.ascontiguousarray(a)", "np.asfortranarray(a)", "np.ascontiguousarray(a, np.float32)", "a.reshape(-1)[::2]"):
        assert_same_views(text, a)


@pytest.mark.parametrize("shape", ["(4, 6)", "(2, 4, 6)", "(3, 6)", "6", "(2, 3, 4)", "(0, 4, 6)", "(-1, 6)", "()", "(5,)", "(1, 3, 1)", "(7, 3, 2)"])
def test_broadcast_to(shape):
    for a in ARRAYS.values():
        assert_same_views(f"np.broadcast_to(a, {shape})", a)


def test_broadcast_shapes():
    for text in ("", "(3,), 1, (2, 1), (4, 1)", "(3, 1), 5, (1, 4), (3, 7)", "-1", "(2, 3), ()", "0, 1", "0, 2", "(2, 3), (4,)",
                 "a.shape, n, (n, 1)"):
        assert_same(compiled(f"np.broadcast_shapes({text})", "a, n"), np.zeros((2, 3)), 3)


@each_array
def test_copies(a):
    for text in ("a.copy()", "a.copy('F')", "a.copy('K')", "np.copy(a)", "np.copy(a, order='C')"):
        assert_same_views(text, a)


# Elements

@pytest.mark.parametrize("dtype", ["complex64", "complex128", "float64", "int8", "bool"])
def test_parts_of_complex_numbers(dtype):
    for a in ARRAYS.values():
        for text in ("a.real", "a.imag", "np.real(a)", "np.imag(a)"):
            assert_same_views(text, (a.T + 1).astype(dtype).T)


@pytest.mark.parametrize("dtype", ["float64", "int64", "uint64", "float32", "int8", "complex128", "bool"])
def test_view_as_another_dtype(dtype):
    for a in ARRAYS.values():
        assert_same_views(f"a.view(np.{dtype})" if dtype != "bool" else "a.view(np.int8)", a)


def test_strides_by_hand():
    a = np.arange(24.0)
    as_strided, sliding_window_view = np.lib.stride_tricks.as_strided, np.lib.stride_tricks.sliding_window_view
    assert_same_view(lambda a: as_strided(a, (3, 4), (8, 16)), a)
    assert_same_view(lambda a: as_strided(a, strides=(16,), shape=(5,), writeable=False), a)
    assert_same_view(lambda a: sliding_window_view(a, 5), a)
    for window, axis in (((2, 3), None), (2, 0), ((2,), (1,)), ((2, 2), (0, 0)), ((9, 9), None), ((-1, 2), None), (7, 1)):
        f = eval(f"lambda a: view(a, {window}, {axis})", {"view": sliding_window_view})
        assert_same_view(f, ARRAYS["C"])


# Memory

def test_a_result_keeps_its_base_alive():
    @jit
    def f(a):
        return a[1:, ::2].T

    a = np.arange(24.0).reshape(4, 6).copy()
    view = f(a)
    assert view.base is a
    a[1, 2] = 99.0
    assert view[1, 0] == 99.0
    view[0, 0] = -1.0
    assert a[1, 0] == -1.0
    del a
    gc.collect()
    assert view[1, 0] == 99.0


def test_views_of_one_new_array_share_it():
    @jit
    def f(n):
        a = np.zeros((n, n))
        return a[1:], a.T, a.reshape(-1)

    rows, transposed, flat = f(3)
    rows[0, 0] = 4.0
    assert transposed[0, 1] == 4.0 and flat[3] == 4.0
    del rows, transposed
    gc.collect()
    assert flat[3] == 4.0


@jit
def many(n, a, k):
    total = 0.0
    for i in range(n):
        b = np.zeros((64, 64))
        b[1, 1] = i
        if i % 2 == 0:
            c = b[1:, 1:]
        else:
            c = b.T[1:, 1:]
        d = c.reshape(-1)
        e = np.ascontiguousarray(b.T)
        f = np.broadcast_to(a[k:], (3, len(a) - k))
        total += c[0, 0] + d[0] + e[1, 1] + f[0, 0] + b.flatten()[65] + b.imag[0, 0]
    return total


@jit
def returned(a, n):
    b = np.ones((n, n))
    return b[1:], a[::2], b.ravel(), b.T.ravel(), a.reshape(2, -1)


@jit
def raising(a, n):
    b = np.ones((n, n))[1:]
    c = b.reshape(-1)
    return c.reshape(n, n), a


def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096


@sanitizers.measures_memory
def test_memory_stays_level():
    a = np.ones(8)

    def rounds(count):
        for _ in range(count):
            returned(a, 100)
            with pytest.raises(ValueError):
                raising(a, 100)

    assert many(5, a, 1) == many.py_func(5, a, 1)
    many(200, a, 1), rounds(200)
    before = resident()
    many(20_000, a, 1), rounds(3_000)
    assert resident() - before < 8 << 20
