"""Generator expressions that are consumed by one call: sum, any, all, min, max, math.prod, next."""

import math

import numpy as np
import pytest
from oracle import assert_same

import krait
from krait.errors import CompileError

FLOATS = np.array([2.5, -1.0, 0.5, 4.0])
INTS = np.array([3, 1, 2], "i4")
EMPTY = np.zeros(0)


def compiled(expression):
    namespace = dict(globals())
    exec(f"def f(a, n):\n    return {expression}", namespace)
    return namespace["f"]


@pytest.mark.parametrize("expression", [
    "sum(i * i for i in range(n))",
    "sum(x * 2.0 for x in a)",
    "sum((x for x in a), 100.0)",
    "sum((i for i in range(n)), start=n)",
    "sum(1 for x in a if x > 1)",
    "sum(x * i for i, x in enumerate(a) if i % 2 == 0)",
    "sum(i * j for i in range(n) for j in range(i) if j != 2)",
    "sum(sum(i + j for j in range(i)) for i in range(n))",
    "math.prod(i + 1 for i in range(n))",
    "math.prod((x for x in a), start=2.0)",
    "any(x > 2 for x in a)",
    "all(x > -5 for x in a)",
    "any(a[i] == n for i in range(len(a)))",
    "all(any(x > y for y in range(n)) for x in a)",
    "min(x * x for x in a)",
    "max(abs(x) for x in a)",
    "max((i for i in range(n)), key=lambda i: (i * 7) % 5)",
    "min((x for x in a), key=abs)",
    "min((x for x in a if x > 100), default=np.float64(-1.0))",
    "max((i for i in range(n) if i > 100), default=n)",
    "next(i for i in range(n) if i * i > 10)",
    "next((i for i in range(n) if i > 100), -1)",
    "next((x for x in a if x > 0), 0.5)",
    "sum(x for x in (1, 2, n))",
    "sum(x * y for x, y in zip(a, a))",
    "max(len(a) - i for i in reversed(range(n)))",
    "any(n > 3 and x > 0 for x in a) and not all(x > 0 for x in a)",
])
def test_consumers(expression):
    assert_same(compiled(expression), FLOATS, 6)


@pytest.mark.parametrize("expression", ["sum(x for x in a)", "max(x for x in a)", "any(x == n for x in a)", "sum(x + n for x in a)"])
def test_numpy_integers(expression):
    assert_same(compiled(expression), INTS, 2)


@pytest.mark.parametrize("expression", [
    "min(x for x in a)", "max(x for x in a)", "next(x for x in a)", "any(x for x in a)", "all(x for x in a)",
    "max((x for x in a), key=lambda x: -x)", "min((x for x in a), default=np.float64(0.5))", "next((x for x in a), np.float64(0.5))",
    "sum((x for x in a), np.float64(0.5))",
])
def test_nothing_to_consume(expression):
    assert_same(compiled(expression), EMPTY, 3)


def test_any_and_all_stop_at_the_first_answer():
    def f(a, n):
        seen = any(10 // (i - 3) > n for i in range(5))
        return seen

    assert_same(f, FLOATS, -20)
    assert isinstance(assert_same(f, FLOATS, 20), ZeroDivisionError)


def test_an_error_within_has_its_type_and_text():
    def f(a, n):
        return sum(a[i] for i in range(n))

    assert isinstance(assert_same(f, FLOATS, 9), IndexError)


def test_captured_variables_that_change():
    def f(a, n):
        total = 0.0
        for k in range(n):
            total += sum(x * k for x in a)
            total += max(x + total for x in a)
        return total

    assert_same(f, FLOATS, 4)


def test_a_generator_in_a_variable():
    def f(a, n):
        squares = (x * x for x in a)
        return sum(squares)

    assert_same(f, FLOATS, 4)


@pytest.mark.parametrize("body", [
    "g = (x for x in a)\n    return sum(g) + sum(g)",
    "g = (x for x in a)\n    return g",
    "g = (x for x in a)\n    t = 0.0\n    for i in range(n):\n        t += sum(g)\n    return t",
    "t = 0.0\n    for x in (y * 2 for y in a):\n        t += x\n    return t",
    "return tuple(x for x in a)",
    "def h(g):\n        return 1\n    return h(x for x in a)",
])
def test_other_uses_are_refused(body):
    namespace = dict(globals())
    exec(f"def f(a, n):\n    {body}", namespace)
    with pytest.raises(CompileError, match="generator"):
        krait.jit(namespace["f"])(FLOATS, 3)


def test_generator_functions_are_refused():
    def f(n):
        def g():
            yield n

        return sum(g())

    with pytest.raises(CompileError, match="a generator"):
        krait.jit(f)(3)
