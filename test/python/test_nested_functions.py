"""Nested functions share variables with the function around them: in any order, changing between calls, with defaults."""

import numpy as np
import pytest
from oracle import assert_same

import krait
from krait.errors import CompileError


@krait.jit
def apply(f, x):
    return f(x)


@krait.jit
def identity(f):
    return f


def test_functions_that_call_each_other():
    def f(n, step):
        def even(k):
            return True if k == 0 else odd(k - step)

        def odd(k):
            return False if k == 0 else even(k - step)

        return even(n), odd(n)

    assert_same(f, 7, 1)
    assert_same(f, 8, 2)


def test_three_functions_in_a_ring_with_defaults():
    def f(n):
        top = n * 2

        def a(k, acc=0.5):
            return acc if k >= top else b(k + 1)

        def b(k, *, scale=n):
            return c(k + scale) if k % 2 else c(k)

        def c(k, bonus=(1, "x")):
            return a(k + 1, k * bonus[0] + 0.25) + len(bonus[1])

        return a(0), b(1, scale=3)

    assert_same(f, 5)


def test_a_ring_used_from_a_function_deeper_down():
    def f(n, s):
        def u(k):
            return k if k <= 0 else v(k - 1) + s

        def v(k):
            return u(k - 1) * 2

        def deep(s):
            def inner(k):
                return u(k) + s + v(k)

            return inner(n)

        return deep(100)

    assert_same(f, 6, 3)


def test_a_variable_changes_between_calls():
    def f(n):
        s = 0

        def g(x):
            return x + s

        first = g(n)
        s = 5
        second = g(n)
        s = n * 0
        return first, second, g(1)

    assert_same(f, 7)


def test_a_variable_that_is_assigned_after_the_function():
    def f(n):
        def g(x):
            return x + later

        later = n * 10
        return g(n)

    assert_same(f, 7)


def test_a_function_made_in_a_loop():
    def f(n):
        total = 0
        for i in range(n):
            def g(x):
                return x * i + total

            total += g(2)
            total += apply(g, 1)
        return total

    assert_same(f, 7)


def test_a_default_is_that_of_the_definition():
    def f(n):
        k = n

        def g(x=k):
            return x, k

        k = 100
        return g()

    assert_same(f, 7)


def test_defaults_that_are_values():
    def f(n, a):
        def g(x, k=n + 1, values=a, *, w=n * 0.5, flag=None):
            return x * k + values[0] if flag is None else w

        return g(n), g(n, 2), g(n, w=3.5), g(n, flag=1), g(n, flag=1, w=2.5)

    assert_same(f, 7, np.array([1.5, 2.5]))


def test_keyword_only_defaults_and_annotations():
    def f(n):
        def g(x: int, *, k: float = 2.5, j=n) -> float:
            return x * k + j

        return g(n), g(n, k=1.5), g(n, j=0)

    assert_same(f, 7)


def test_a_missing_keyword_only_argument():
    def f(n):
        def g(x, *, k, j=2):
            return x * k + j

        return g(n)

    with pytest.raises(CompileError, match="missing the argument 'k'"):
        krait.jit(f)(1)


def test_a_lambda_under_a_name_follows_its_variables():
    def f(n):
        s = 1
        g = lambda x: x * s  # noqa: E731
        a = g(n)
        s = 2
        return a, g(n)

    assert_same(f, 7)


def test_a_function_kept_while_its_variable_changes_is_refused():
    def f(n):
        s = 0

        def g(x):
            return x + s

        h = g
        s = 5
        return h(n)

    with pytest.raises(CompileError, match="changing 's' while a nested function that uses it is kept"):
        krait.jit(f)(1)


def test_a_variable_that_changes_among_the_arguments_is_refused():
    def f(n):
        s = 0

        def g(x):
            return x + s

        return g((s := n))

    with pytest.raises(CompileError, match="changing 's'"):
        krait.jit(f)(1)


def test_what_a_call_keeps_of_a_function_whose_variable_changes_is_refused():
    def f(n):
        s = 0

        def g(x):
            return x + s

        h = identity(g)
        s = 5
        return h(n)

    with pytest.raises(CompileError, match="uses a variable that changes later"):
        krait.jit(f)(1)


def test_a_kept_function_whose_variables_stay():
    def f(n):
        s = n + 1

        def g(x):
            return x + s

        h = identity(g)
        pair = (g, h)
        return h(n) + pair[0](n) + apply(pair[1], 2)

    assert_same(f, 7)


def test_a_variable_that_may_have_no_value():
    def f(n):
        if n > 0:
            k = 1

        def g():
            return k

        return g()

    with pytest.raises(CompileError, match="'k', which may have no value"):
        krait.jit(f)(1)


def test_an_unbound_function_name():
    def f(n):
        r = g(n) if n > 100 else 0

        def g(x):
            return x

        return r + g(n)

    assert_same(f, 7)
    assert isinstance(assert_same(f, 700), UnboundLocalError)


def test_nonlocal_is_refused():
    def f(n):
        s = 0

        def g(x):
            nonlocal s
            s += x
            return s

        return g(n)

    with pytest.raises(CompileError, match="changing 's', a variable of the enclosing function,"):
        krait.jit(f)(1)


def test_raise_from_none():
    def f(n):
        raise ValueError("text") from None

    error = assert_same(f, 7)
    assert error.__cause__ is None


def test_raise_from_an_exception_is_refused():
    def f(n):
        raise ValueError("text") from TypeError("other")

    with pytest.raises(CompileError, match="raise ... from an exception"):
        krait.jit(f)(1)
