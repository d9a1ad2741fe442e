"""a.astype(...) and np.astype: every argument; the options of universal functions that say where and how results are stored."""

import numpy as np
import pytest
from library_calls import layouts
from oracle import assert_same

import krait
from krait._inspect import stage_text
from krait.errors import CompileError

MATRIX = np.arange(12.0).reshape(3, 4)
DTYPES = ["bool", "int8", "uint16", "int64", "float16", "float32", "float64", "complex64", "complex128"]
EXTREMES = np.array([0, 1.5, -3.7, 100])


def checked(source, *args):
    """Compare the expression of a, b, c."""
    names = {"np": np}
    exec(f"def f({', '.join('abc'[: len(args)])}):\n    return {source}\n", names)
    return assert_same(names["f"], *args)


def refused(source, *args):
    names = {"np": np}
    exec(f"def f({', '.join('abc'[: len(args)])}):\n    return {source}\n", names)
    with pytest.raises(CompileError) as caught:
        krait.jit(names["f"])(*args)
    return str(caught.value)


@pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning")
@pytest.mark.parametrize("source", DTYPES)
def test_every_pair_of_dtypes(source):
    with np.errstate(all="ignore"):
        array = EXTREMES.astype(source) if source[0] != "u" else np.arange(4, dtype=source)
    for target in DTYPES:
        checked(f"a.astype('{target}')", np.abs(array) if target[0] == "u" else array)


def test_layouts():
    for array in [*layouts(MATRIX), MATRIX[:0], np.array(2.5)]:
        for arguments in ("np.int32", "'f4', 'F'", "float, order='C'", "np.float32, order='A'", "np.float64, copy=False",
                          "'f4', casting='same_kind', subok=False"):  # fmt: skip
            checked(f"a.astype({arguments})", array)


def test_copy_false_gives_the_array_itself():
    @krait.jit
    def f(a):
        b = a.astype(np.float64, copy=False)
        b[0] = 7
        return b

    a = np.zeros(3)
    assert np.shares_memory(f(a), a) and a[0] == 7
    assert "Whether the array has this order is known when it runs" in refused("a.astype(float, order='C', copy=False)", MATRIX[:, ::2])


def test_casting_is_checked():
    assert "astype() does not take casting='safe' from float64 to int32" in refused("a.astype('i4', casting='safe')", MATRIX)


def test_it_is_part_of_the_loop():
    @krait.jit
    def f(a):
        return np.sum(a.astype(np.float64) * 2.0)

    assert_same(f, np.arange(5, dtype=np.int32))
    assert "kr_buffer_new" not in stage_text(f, ("int32[::1]",), "llvm-opt")


@pytest.mark.parametrize("code", ["?", "b1", "i1", "<i2", "=i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "<f8", "d", "c8", "c16", "complex"])
def test_codes_of_dtypes(code):
    checked(f"np.zeros(2, '{code}')")


def test_astype_function():
    checked("np.astype(a, np.int32)", MATRIX)
    checked("np.astype(a, 'f8', copy=False)", MATRIX)
    checked("np.astype(a, 'f8', copy=False, device='gpu')", MATRIX)


OPTIONS = ["casting='safe'", "casting='unsafe'", "order='C'", "order='F'", "order='A'", "order='K'", "subok=False", "out=(c,)",
           "out=c", "out=(None,)", "out=None", "out=c, casting='unsafe'", "out=(c,), casting='safe'"]  # fmt: skip


@pytest.mark.parametrize("option", OPTIONS)
def test_options_of_universal_functions(option):
    columns = np.asfortranarray(MATRIX)
    checked(f"np.add(a, b, {option})", MATRIX, columns, np.zeros((3, 4)))
    checked(f"np.subtract(a, 1, {option})", columns, 0, np.zeros((3, 4)))
    checked(f"np.sqrt(a, {option})", MATRIX[::2], 0, np.zeros((2, 4)))


def test_order_is_that_of_the_memory():
    columns = np.asfortranarray(MATRIX)
    checked("np.sqrt(a, order='F').flags.f_contiguous, np.sqrt(a, order='C').flags.f_contiguous", MATRIX)
    checked("np.sqrt(a, order='A').flags.f_contiguous, np.sqrt(a, order='C').flags.f_contiguous", columns)


def test_casting_of_results():
    checked("np.add(a, 1, out=c, casting='unsafe')", MATRIX, 0, np.zeros((3, 4), np.int32))
    assert "can't be stored" in refused("np.add(a, 1, out=c)", MATRIX, 0, np.zeros((3, 4), np.int32))
    assert "can't be stored" in refused("np.add(a, 1, out=c, casting='safe')", MATRIX, 0, np.zeros((3, 4), np.float32))
    assert "the argument 'casting'" in refused("np.add(a, 1, casting='no')", MATRIX)
    assert "the argument 'signature'" in refused("np.add(a, 1, signature='dd->d')", MATRIX)


@pytest.mark.parametrize("call", ["a.tobytes()", "a.byteswap()", "np.unstack(a)"])
def test_what_is_refused_has_a_way_round(call):
    assert "does not take an array in compiled code" in refused(call, MATRIX)
