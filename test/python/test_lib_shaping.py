"""tile, repeat, roll, resize, trim_zeros, apply_along_axis, packbits, unpackbits."""

import numpy as np
import pytest
from library_calls import layouts
from oracle import assert_same

import krait
from krait.errors import CompileError

MATRIX = np.arange(12.0).reshape(3, 4)
VECTOR = np.arange(1, 6)
CUBE = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
ARRAYS = [VECTOR, np.asfortranarray(MATRIX)[:, ::-1], CUBE, np.zeros((0, 3)), np.array(3.5)]


def checked(source, *args, ulp=0):
    """Compare the expression of a, b, c."""
    names = {"np": np}
    exec(f"def f({', '.join('abc'[: len(args)])}):\n    return {source}\n", names)
    return assert_same(names["f"], *args, ulp=ulp)


def refused(source, *args):
    names = {"np": np}
    exec(f"def f({', '.join('abc'[: len(args)])}):\n    return {source}\n", names)
    with pytest.raises(CompileError) as caught:
        krait.jit(names["f"])(*args)
    return str(caught.value)


@pytest.mark.parametrize("reps", ["2", "(2,)", "(2, 3)", "(2, 1, 3)", "b", "(b, 2)", "0", "-1", "()"])
def test_tile(reps):
    for array in ARRAYS:
        if array.size > 0 or reps != "-1":  # the text of NumPy's error is another for nothing
            checked(f"np.tile(a, {reps})", array, 2)
    checked(f"np.tile(3, {reps})", 0, 2)


@pytest.mark.parametrize("repeats", ["2", "0", "-1", "b", "[2]", "c", "2.0", "[-1]"])
def test_repeat(repeats):
    counts = np.array([1, 0, 2])
    for array in ARRAYS[:1] + ARRAYS[3:]:
        for axis in ("None", "0", "-1"):
            checked(f"np.repeat(a, {repeats}, {axis})", array, 2, counts)
    for one in layouts(MATRIX):
        checked(f"a.repeat({repeats}, axis=0)", one, 2, counts)


def test_repeat_errors():
    checked("a.repeat(b)", VECTOR, np.array([[1, 2]]))
    checked("a.repeat(b)", VECTOR, np.ones(5))
    checked("a.repeat(b)", VECTOR, np.array([1, 2, -1, 0, 1]))
    checked("a.repeat(b)", VECTOR, np.ones(5, np.uint64))
    checked("a.repeat(b)", VECTOR, np.arange(5, dtype=np.uint8))


@pytest.mark.parametrize("shift", ["1", "-2", "b", "(1, 2)", "100", "np.int32(3)"])
def test_roll(shift):
    for array in ARRAYS[1:4]:
        for axis in ("None", "0", "-1", "(0, 1)", "(1,)"):
            checked(f"np.roll(a, {shift}, {axis})", array, 3)
    checked(f"np.roll(a, {shift})", VECTOR, 3)


def test_roll_of_other_counts():
    checked("np.roll(a, (1, 2, 3), (0, 1))", MATRIX)
    checked("np.roll(a, 1, 2)", MATRIX)


@pytest.mark.parametrize("shape", ["7", "(2, 3)", "(4, 5)", "b", "-1", "(0, 3)", "(2, -3)"])
def test_resize(shape):
    for array in ARRAYS:
        checked(f"np.resize(a, {shape})", array, 13)


AXIS_CALLS = ["np.repeat(a, 2, b)", "np.repeat(a, [2, 1, 0, 1], b)", "np.concatenate((a, a), b)", "np.stack((a, a), b)",
              "np.roll(a, 1, b)", "np.delete(a, 1, b)", "np.insert(a, 1, 5, b)", "np.split(a, 2, b)", "np.gradient(a, axis=b)",
              "np.trim_zeros(a, axis=b)", "np.append(a, a, b)", "np.apply_along_axis(lambda x: x * 2, b, a)"]  # fmt: skip


@pytest.mark.parametrize("call", AXIS_CALLS)
def test_the_axis_may_be_a_variable(call):
    for axis in (0, 1, -1, 2):
        checked(call, MATRIX, axis)


def test_resize_in_place_is_refused():
    assert "take np.resize()" in refused("a.resize(3)", VECTOR)


ZEROS = np.zeros((4, 5))
ZEROS[1:3, 2:4] = [[1, 0], [0, 2]]


@pytest.mark.parametrize("arguments", ["", "'f'", "'b'", "'x'", "'fb', axis=0", "'fb', axis=-1", "axis=(0,)"])
def test_trim_zeros(arguments):
    vector = np.array([0, 0, 1, 2, 0, 3, 0])
    for array in (vector, vector * 0, vector[:0], ZEROS, ZEROS[:, ::-1], ZEROS * 0):
        checked(f"np.trim_zeros(a, {arguments})", array)


def test_apply_along_axis():
    for axis in ("0", "1", "-1"):
        checked(f"np.apply_along_axis(lambda x: x.sum(), {axis}, a)", MATRIX)
        checked(f"np.apply_along_axis(lambda x, k: x[:2] * k, {axis}, a, b)", MATRIX, 3)
        checked(f"np.apply_along_axis(lambda x: x[:, None] * x, {axis}, a)", CUBE)
    checked("np.apply_along_axis(np.sum, 0, a)", VECTOR)
    checked("np.apply_along_axis(np.sum, 1, a)", VECTOR)
    checked("np.apply_along_axis(lambda x: float(x[0]), 1, a)", MATRIX)
    checked("np.apply_along_axis(lambda x: x.sum(), 1, a)", MATRIX[:0])


def test_what_calls_python_functions_is_refused():
    assert "apply_over_axes() does not take" in refused("np.apply_over_axes(np.sum, a, 0)", MATRIX)
    assert "vectorize() does not take" in refused("np.vectorize(abs)(a)", MATRIX)


BITS = np.array([1, 0, 0, 1, 1, 0, 1, 0, 1], bool)


@pytest.mark.parametrize("arguments", ["", "axis=0", "axis=-1", "bitorder='little'", "0, bitorder='little'", "bitorder='x'"])
def test_packbits(arguments):
    for array in (BITS, MATRIX.astype(int) % 3, CUBE % 2, BITS[:0], MATRIX):
        checked(f"np.packbits(a, {arguments})", array)


@pytest.mark.parametrize("arguments", ["", "axis=0", "axis=-1", "bitorder='little'", "count=3", "count=60", "count=-3",
                                       "count=-99", "0, count=20"])  # fmt: skip
def test_unpackbits(arguments):
    for array in (np.arange(250, 256, dtype=np.uint8), CUBE[0], VECTOR):
        checked(f"np.unpackbits(a, {arguments})", array)
