"""np.array and np.asarray of numbers, arrays, and tuples and lists of them."""

import krait
import numpy as np
import pytest
from krait.errors import CompileError
from oracle import assert_same


def of_display(x):
    return np.array([1, 2, x]), np.array([x, 2.5]), np.asarray((x, True)), np.array([True, False])


def of_nested_display(x):
    return np.array([[1, 2], [3, x]]), np.array([(1.5, x), (2, 3)]), np.array([[[x]]]), np.array([])


def of_one_row(x):
    return np.array([[x, 1]]).shape, np.array([[], []]).shape


def with_dtype(x):
    return (np.array([1, 2, x], dtype=np.float32), np.asarray([x, 0], dtype="complex64"), np.array([[1, x]], np.int8),
            np.array([1.75, -2.5], dtype=int), np.array([0, x], dtype=bool), np.asarray([x], float))


def of_comprehension(n):
    return np.array([i * i for i in range(n)]), np.array([i + 0.5 for i in range(n)]), np.asarray([i > 1 for i in range(n)])


def of_variable(n):
    values = [0.5]
    for i in range(n):
        values.append(i)
    return np.array(values), np.array(values, dtype=np.int32), np.asarray(values[:1])


def of_lists_of_lists(n):
    rows = [[i * j for j in range(3)] for i in range(n)]
    return np.array(rows), np.asarray(rows, dtype=np.float32)


def of_tuples(n):
    pairs = []
    for i in range(n):
        pairs.append((i, 2 * i))
    return np.array(pairs)


def of_rows(a):
    rows = [a[i] for i in range(len(a))]
    return np.array(rows), np.array([a[0], a[1]]), np.asarray([row[0] for row in rows])


def of_array(a):
    same = np.asarray(a)
    copied = np.array(a)
    same[0] = 5
    return copied, same, np.asarray(a, dtype=np.float32), np.array(a, copy=None)


def of_number(x):
    return np.array(x), np.asarray(x + 1.5), np.array(x, dtype=np.int16)


def of_scalars(a):
    return np.array([a[0], 1]), np.array([a[0], 1.5]), np.array([a[0], a[1]])


def in_fortran_order(a):
    return np.array(a, order="F"), np.asarray(a, order="C"), np.array([[1, 2], [3, 4]], order="F")


def ragged(n):
    rows = [[1] * i for i in range(1, n)]
    return np.array(rows)


def ragged_arrays(n):
    return np.array([np.zeros(2), np.zeros(n)])


def ragged_deep(n):
    return np.array([[[1, 2], [1] * n], [[3, 4], [5, 6]]])


def of_repeated(n):
    return np.array([1.0] * n), np.array([[0] * n] * 2)


def too_large(x):
    return np.array([x], dtype=np.int8)


def not_an_int(x):
    return np.array([x], dtype=np.int64)


SAME = [
    (of_display, [(3,)]), (of_nested_display, [(4,)]), (of_one_row, [(1,)]), (with_dtype, [(3,)]),
    (of_comprehension, [(1,), (4,)]), (of_variable, [(0,), (3,)]), (of_lists_of_lists, [(1,), (4,)]), (of_tuples, [(1,), (3,)]),
    (of_rows, [(np.arange(6.0).reshape(3, 2),), (np.arange(6, dtype=np.int16).reshape(2, 3),)]),
    (of_array, [(np.arange(3),), (np.arange(3.0),), (np.arange(6)[::2],)]),
    (of_number, [(3,), (2.5,), (np.float32(1.5),)]), (of_scalars, [(np.arange(2, dtype=np.float32),), (np.arange(2, dtype=np.int8),)]),
    (in_fortran_order, [(np.arange(6.0).reshape(2, 3),), (np.asfortranarray(np.arange(6.0).reshape(2, 3)),)]),
    (ragged, [(4,), (2,)]), (ragged_arrays, [(3,), (2,)]), (ragged_deep, [(2,), (3,)]), (of_repeated, [(3,)]),
    (too_large, [(127,), (128,)]), (not_an_int, [(float("nan"),), (float("inf"),), (1e30,), (-2.5,)]),
]


@pytest.mark.parametrize("function, arguments", [(f, a) for f, all_of in SAME for a in all_of],
                         ids=lambda value: getattr(value, "__name__", None))
def test_same_as_numpy(function, arguments):
    assert_same(function, *arguments)


def test_asarray_shares():
    a = np.arange(3.0)
    assert krait.jit(lambda x: np.asarray(x))(a) is a
    assert krait.jit(lambda x: np.array(x))(a) is not a


def test_empty_list_of_lists_raises():
    def empty(n):
        return np.array([[1] for _ in range(n)])

    with pytest.raises(ValueError, match="no known number of dimensions"):
        krait.jit(empty)(0)


@pytest.mark.parametrize("source, text", [
    ("def f(x):\n    return np.array([x, [x]])", "the same number of dimensions"),
    ("def f(x):\n    return np.array([x, 'a'])", "Give numbers, arrays"),
    ("def f(x):\n    return np.array([x], ndmin=2)", "the argument 'ndmin'"),
    ("def f(x):\n    return np.array([x], dtype=x)", "the dtype of array()"),
    ("def f(x):\n    return np.array([1j], dtype=float)", "Take the .real"),
])
def test_compile_errors(source, text):
    names = {"np": np}
    exec(source, names)
    with pytest.raises(CompileError) as error:
        krait.jit(names["f"])(1)
    assert text in str(error.value)
