"""concatenate, stack and their kin; append, insert, delete; split and its kin."""

import numpy as np
import pytest
from library_calls import check, layouts
from oracle import assert_same

import krait

MATRIX = np.arange(12.0).reshape(3, 4)
INTS = np.arange(8, dtype=np.int32).reshape(2, 4)
VECTOR = np.arange(5)
CUBE = np.arange(24).reshape(2, 3, 4)


def checked(source, *args):
    """Compare the expression of a, b, c."""
    names = {"np": np}
    exec(f"def f({', '.join('abc'[: len(args)])}):\n    return {source}\n", names)
    return assert_same(names["f"], *args)


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint64, np.float16, np.complex64, "datetime64[s]"])
def test_concatenate_promotes(dtype):
    one = np.arange(3).astype(dtype)
    checked("np.concatenate((a, a))", one)
    if dtype != "datetime64[s]":
        checked("np.concatenate((a, b))", one, np.arange(2))
        checked("np.concatenate((a, b))", one, np.ones(2, np.float32))


def test_concatenate_layouts():
    for one in layouts(MATRIX):
        for axis in ("0", "1", "-1", "None"):
            checked(f"np.concatenate((a, b), axis={axis})", one, np.asfortranarray(MATRIX))
    checked("np.concatenate((a, b), axis=c)", MATRIX, MATRIX, 1)
    checked("np.concatenate((a, b))", MATRIX, MATRIX[:0])
    checked("np.concatenate((a, b), 1)", MATRIX, MATRIX[:, :1])


@pytest.mark.parametrize("given", ["[a, b]", "(a, b)", "a", "([0] + [1], (2, 3.5), a[0])", "(0, 1)", "[[0, 1], [2, 3]]", "()"])
def test_concatenate_sequences(given):
    checked(f"np.concatenate({given})", MATRIX, MATRIX[::-1])


def test_concatenate_a_list():
    def f(a, count):
        parts = []
        for k in range(count):
            parts.append(a[k:])
        return np.concatenate(parts), np.concatenate(parts, axis=None)

    assert_same(f, VECTOR, 3)
    assert_same(f, MATRIX, 2)
    assert_same(f, VECTOR, 0)


@pytest.mark.parametrize("keywords", ["dtype='i4'", "dtype=np.float32", "dtype='f4', casting='no'",
                                      "dtype='i4', casting='unsafe'", "axis=None, dtype='complex64'"])  # fmt: skip
def test_concatenate_dtype(keywords):
    checked(f"np.concatenate((a, b), {keywords})", MATRIX, INTS)


@pytest.mark.parametrize("out", [np.zeros((5, 4)), np.zeros((4, 5)).T, np.zeros((5, 3)), np.zeros(5), np.zeros((5, 4), np.int32)])
def test_concatenate_out(out):
    checked("np.concatenate((a, b), 0, c)", MATRIX, INTS, out)
    checked("np.concatenate((a, b), out=c, casting='unsafe')", MATRIX, INTS, out)
    checked("np.concatenate((a, b), None, c)", MATRIX, INTS, out)


def test_concatenate_errors():
    checked("np.concatenate((a, b))", MATRIX, VECTOR)
    checked("np.concatenate((a, b))", MATRIX, CUBE[0])
    checked("np.concatenate((a, b))", MATRIX, CUBE[0][:, :3])
    checked("np.concatenate((a, b), 2)", MATRIX, MATRIX)
    checked("np.concatenate((a, b), 0, c, dtype=np.int8)", MATRIX, MATRIX, np.zeros((6, 4)))


def test_python_numbers_stay_weak_where_all_is_flat():
    checked("np.concatenate((a, 1.0), axis=None)", MATRIX.astype(np.float32))
    checked("np.append(a, 1.0)", MATRIX.astype(np.float32))


@pytest.mark.parametrize("name", ["stack", "vstack", "hstack", "dstack", "column_stack"])
def test_stacks(name):
    checked(f"np.{name}((a, b))", MATRIX, np.asfortranarray(MATRIX))
    checked(f"np.{name}((a, b))", VECTOR, VECTOR.astype(np.float32)[::-1])
    checked(f"np.{name}([a, b])", VECTOR, VECTOR)
    checked(f"np.{name}((a, b))", MATRIX, INTS)
    checked(f"np.{name}(a)", MATRIX)
    checked(f"np.{name}((1, 2.0))")
    checked(f"np.{name}((a, b))", np.array(1), np.array(2.5))


def test_stack_arguments():
    for axis in ("1", "-1", "2", "3", "-4"):
        checked(f"np.stack((a, b), {axis})", MATRIX, MATRIX * 2)
    checked("np.stack((a, b), 1, c)", MATRIX, MATRIX, np.zeros((3, 2, 4)))
    checked("np.stack((a, b), out=c)", MATRIX, MATRIX, np.zeros((3, 2, 4)))
    checked("np.stack((a, b), dtype=np.float32)", MATRIX, MATRIX)
    checked("np.vstack((a, b), dtype='f4', casting='same_kind')", MATRIX, INTS)
    checked("np.hstack((a, b), dtype='i4', casting='safe')", MATRIX, MATRIX)


def test_append():
    checked("np.append(a, 1)", MATRIX)
    checked("np.append(a, [1, 2])", INTS)
    for axis in ("0", "1", "-1"):
        checked(f"np.append(a, b, axis={axis})", INTS, MATRIX)


PLACES = ["1", "-1", "b", "5", "-7", "[1]", "[0, 2]", "(0, -1)", "[7]", "[9, 1]", "[1, 1, 1]", "np.array([True, False, True])"]


@pytest.mark.parametrize("place", PLACES)
def test_insert_and_delete(place):
    for axis in ("None", "0", "-1"):
        checked(f"np.delete(a, {place}, axis={axis})", MATRIX, 2)
        checked(f"np.insert(a, {place}, 7, axis={axis})", MATRIX, 2)


def test_insert_values():
    checked("np.insert(a, 1, b, axis=0)", MATRIX, np.arange(4))
    checked("np.insert(a, 1, b, axis=1)", MATRIX, np.arange(3))
    checked("np.insert(a, [1], b, axis=1)", MATRIX, np.arange(3).reshape(3, 1))
    checked("np.insert(a, [1, 2], b, axis=1)", MATRIX, np.arange(6).reshape(3, 2))
    checked("np.insert(a, 1, b)", VECTOR, np.arange(6))
    checked("np.insert(a, [1, 3, 1], b)", VECTOR, np.arange(3.0))


def test_delete_of_other_places():
    checked("np.delete(a, b)", VECTOR, np.array([2, 3], np.uint8))
    checked("np.delete(a, b)", VECTOR, np.array([2.0]))
    checked("np.delete(a, b, 0)", MATRIX, np.array([True, False]))
    for one in layouts(MATRIX):
        checked("np.delete(a, 1, 0)", one)


SECTIONS = ["2", "3", "0", "[1, 2]", "(1, 3, 9)", "b", "np.array([1])"]


@pytest.mark.parametrize("name", ["split", "array_split", "hsplit", "vsplit", "dsplit"])
def test_splits(name):
    for array in (np.arange(6), MATRIX, CUBE):
        for sections in SECTIONS:
            checked(f"np.{name}(a, {sections})", array, 2)


def test_split_axes():
    for one in layouts(MATRIX):
        for axis in ("0", "1", "-1", "3"):
            checked(f"np.array_split(a, 3, axis={axis})", one)
    check("array_split", VECTOR, 3, 0)


def test_parts_are_views():
    @krait.jit
    def f(a):
        parts = np.split(a, 2)
        parts[1][:] = 7
        return parts

    a = np.arange(6.0)
    parts = f(a)
    assert list(a) == [0, 1, 2, 7, 7, 7] and np.shares_memory(parts[0], a)


BLOCKS = ["[[a, b], [c, c]]", "[a, b]", "[1, 2]", "a", "[[a], [b]]", "[[[a]], [[b]]]", "[[1, a[0]], [b[:, :1], c]]", "[]",
          "[[a, np.zeros((3, 2))], [np.zeros((1, 4)), np.ones((1, 2))]]"]  # fmt: skip


@pytest.mark.parametrize("blocks", BLOCKS)
def test_block(blocks):
    checked(f"np.block({blocks})", MATRIX, np.asfortranarray(MATRIX), MATRIX.astype(np.float32))


def test_parts_are_freed():
    @krait.jit
    def f(a, count):
        total = 0.0
        for _ in range(count):
            parts = np.array_split(np.concatenate((a, a)), 3)
            total += np.vstack((parts[0], parts[1]))[0, 0]
        return total

    assert f(np.ones(3), 1000) == 1000.0
