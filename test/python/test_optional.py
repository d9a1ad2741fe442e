"""Variables, results and elements that may be None at run time."""

import numpy as np
import pytest
from oracle import assert_same

import krait
from krait.errors import CompileError


@krait.jit
def find(a, x):
    for i in range(len(a)):
        if a[i] == x:
            return i
    return None


@krait.jit
def add_or(x, y=None):
    if y is None:
        y = x
    return x + y


@krait.jit
def first_row(m, take):
    return m[0] if take else None


ARRAY = np.array([3.0, 1.0, 2.0])
MATRIX = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize("n", [2, 7])
@pytest.mark.parametrize("body", [
    "x = None\n    if n > 3:\n        x = n\n    if x is None:\n        return -1\n    return x + 1",
    "x = None\n    if n > 3:\n        x = n * 0.5\n    if x is not None:\n        return x * 2\n    return 0.5",
    "x = None if n > 3 else (n, 2.5)\n    return x",
    "x = None if n > 3 else n\n    return x is None, x is not None, x == None, x != None, None is x",
    "x = None\n    for i in range(n):\n        if i == 5:\n            x = i\n    return x",
    "x = None\n    for i in range(n):\n        if x is None or i > x:\n            x = i * 2\n    return x",
    "x = None\n    t = 0\n    for i in range(n):\n        if x is not None:\n            t += x\n        x = i\n    return t, x",
    "x = n if n > 3 else None\n    if x:\n        return x + 1\n    return 0",
    "x = n - 7 if n > 3 else None\n    return 1 if not x else x",
    "x = n if n > 3 else None\n    return x is not None and x > 5",
    "x = n if n > 3 else None\n    return x is None or x + 1 > 100",
    "x = n if n > 3 else None\n    y = 5 if x is None else x\n    return y * y",
    "x = n if n > 3 else None\n    if x is None:\n        raise ValueError('none')\n    return x - 1",
    "x = n if n > 3 else None\n    assert x is not None\n    return x - 1",
    "x = n if n > 3 else None\n    while x is not None:\n        x = x - 1 if x > 0 else None\n    return x",
    "x = None\n    if n > 3:\n        return 'text'\n    return x",
    "x = n * 1j if n > 3 else None\n    return (x, (n, x)), x",
    "return add_or(n), add_or(n, n), add_or(1.5, None)",
    "x = n if n > 3 else None\n    return add_or(n, x)",
    "def g(k):\n        if k > 3:\n            return k\n    r = g(n)\n    return r",
])
def test_numbers(body, n):
    namespace = dict(globals())
    exec(f"def f(n):\n    {body}", namespace)
    assert_same(namespace["f"], n)


@pytest.mark.parametrize("n", [2, 7])
@pytest.mark.parametrize("use", [
    "x + 1", "1 + x", "x - 2.5", "x * n", "n / x", "x // 2", "x ** 2", "-x", "~x", "x < 3", "3 >= x", "x << 1", "x & 1",
])
def test_a_use_of_none_is_pythons_error(use, n):
    namespace = {}
    exec(f"def f(n):\n    x = n if n > 3 else None\n    return {use}", namespace)
    got = assert_same(namespace["f"], n)
    assert isinstance(got, TypeError) == (n == 2)


@pytest.mark.parametrize("n", [2, 7])
@pytest.mark.parametrize("use", ["x[0]", "x[n - 6] + 1", "x[0] + x[1]"])
def test_indexing_none(use, n):
    namespace = {}
    exec(f"def f(a, n):\n    x = a if n > 3 else None\n    return {use}", namespace)
    assert_same(namespace["f"], ARRAY, n)


def test_iterating_over_none():
    def f(a, n):
        x = a if n > 3 else None
        t = 0.0
        for v in x:
            t += v
        return t

    assert_same(f, ARRAY, 7)
    assert isinstance(assert_same(f, ARRAY, 2), TypeError)


def test_storing_into_none():
    def f(a, n):
        x = a if n > 3 else None
        x[0] = 5.0
        return n

    assert_same(f, ARRAY.copy(), 7)
    assert isinstance(assert_same(f, ARRAY, 2), TypeError)


@pytest.mark.parametrize("n", [2, 7])
def test_arrays_that_may_be_none(n):
    def f(a, m, n):
        kept = None
        for i in range(n):
            if i % 3 == 1:
                fresh = np.zeros(3)
                fresh[0] = i
                kept = fresh
            elif i == 5:
                kept = None
        row = first_row(m, n > 3)
        size = 0 if kept is None else kept.shape[0]
        return kept, row, size, a if n > 3 else None

    assert_same(f, ARRAY, MATRIX, n)


def test_an_out_argument():
    def f(a, out=None):
        if out is None:
            out = np.empty(len(a))
        for i in range(len(a)):
            out[i] = a[i] * 2
        return out

    assert_same(f, ARRAY)
    assert_same(f, ARRAY, np.zeros(3))
    assert_same(f, ARRAY, None)


def test_results():
    for x in (1.0, 2.0, 9.0):
        assert_same(find, ARRAY, x)
    assert find(ARRAY, 9.0) is None and find(ARRAY, 2.0) == 2


def test_a_result_used_by_the_caller():
    def f(a, x):
        i = find(a, x)
        if i is None:
            return a[0]
        return a[i] * 10

    assert_same(f, ARRAY, 2.0)
    assert_same(f, ARRAY, 5.0)


def test_numpy_scalars():
    def f(a, n):
        best = None
        for x in a:
            if best is None or x > best:
                best = x
        return best

    assert_same(f, ARRAY, 1)
    assert_same(f, np.zeros(0, "f4"), 1)
    assert_same(f, np.array([3, 9, 2], "i1"), 1)


@pytest.mark.parametrize("use", ["math.sqrt(x)", "isinstance(x, int)", "x == n", "type(x)", "x.real", "range(x)"])
def test_other_uses_are_refused(use):
    import math

    namespace = {"math": math}
    exec(f"def f(n):\n    x = n if n > 3 else None\n    return {use}", namespace)
    with pytest.raises(CompileError, match="None or int"):
        krait.jit(namespace["f"])(5)


def test_a_function_and_none_have_no_common_type():
    def f(n):
        g = abs if n > 3 else None
        return g(n)

    with pytest.raises(CompileError, match="None"):
        krait.jit(f)(5)
