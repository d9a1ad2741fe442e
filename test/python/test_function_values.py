"""Functions as values: as arguments, in variables and tuples, out of factories; builtins; *args; questions about types."""

import math
import operator

import numpy as np
import pytest
from oracle import assert_same

import krait
from krait.errors import CompileError


def plain_square(x):
    return x * x


def plain_twice(f, x):
    return f(f(x))


plain_lambda = lambda x, k=3: x * k  # noqa: E731


@krait.jit
def double(x):
    return x + x


@krait.jit
def apply(f, x):
    return f(x)


@krait.jit
def apply2(f, x, y):
    return f(x, y)


@krait.jit
def make_adder(k):
    def adder(x):
        return x + k

    return adder


@krait.jit
def head_and_rest(first, *rest, scale=2):
    if len(rest) == 0:
        return first
    return first * scale + rest[0]


@krait.jit
def sum_all(*values):
    total = 0.0
    for value in values:
        total += value
    return total


@krait.jit
def forward(*args):
    return head_and_rest(*args)


@krait.jit
def count(*args):
    return len(args)


def compiled(source, **names):
    namespace = dict(globals(), **names)
    exec(f"def f(x, y):\n    {source}", namespace)
    return namespace["f"]


@pytest.mark.parametrize("source", [
    "return plain_square(x) + plain_lambda(x) + plain_lambda(x, 2)",
    "return plain_twice(plain_square, x)",
    "return plain_twice(double, x), plain_twice(plain_lambda, y)",
    "return apply(plain_square, x), apply(lambda v: v + y, x)",
    "g = np.sin\n    return g(x), apply(np.cos, y), apply(math.sqrt, y)",
    "g = max\n    return g(x, x + 1), apply2(min, y, 1.25), apply2(divmod, x, 2)",
    "return apply2(np.add, x, y), apply2(operator.sub, x, y), apply2(operator.mul, x, 2), apply2(math.hypot, x, y)",
    "return operator.lt(x, y), operator.neg(x), operator.not_(x), operator.truediv(x, y), operator.abs(-x), operator.eq(x, x)",
    "return apply(abs, -x), apply(float, x), apply(int, y), apply(np.float32, y)",
    "return make_adder(3)(x), apply(make_adder(y), x)",
    "g = make_adder(x)\n    h = make_adder(y)\n    return g(1) + h(2)",
    "return (plain_square, double, math.floor)[1](x), (np.sqrt, plain_lambda)[0](y)",
    "table = (double, plain_square)\n    a, b = table\n    return a(x) - b(y)",
    "g = plain_square if MODE == 'square' else double\n    return g(x)",
    "if isinstance(x, int):\n        g = double\n    else:\n        g = plain_square\n    return g(x)",
])
def test_functions_as_values(source):
    f = compiled(source, MODE="square")
    assert_same(f, 3, 1.5)
    assert_same(f, 2.25, 4.0)


def test_a_plain_function_with_a_captured_variable():
    k = 10

    def inner(x):
        return x + k

    def f(x):
        return inner(x) * apply(inner, x)

    assert_same(f, 3)


def test_a_changed_plain_function_is_noticed():
    namespace = {}
    exec("def g(x):\n    return x + 1\ndef f(x):\n    return g(x)", namespace)
    f = krait.jit(namespace["f"])
    assert f(1) == 2
    exec("def g(x):\n    return x + 100", namespace)
    assert f(1) == 101


def test_an_error_in_a_plain_function_names_it():
    def inner(x):
        return {x: 1}

    def f(x):
        return inner(x)

    with pytest.raises(CompileError, match="a dict"):
        krait.jit(f)(3)


@pytest.mark.parametrize("function", [np.add, operator.add, math.hypot, max, np.maximum, math.atan2, operator.mul])
def test_builtins_from_outside(function):
    got = apply2(function, 1.5, 2.5)
    expected = function(1.5, 2.5)
    assert got == expected and type(got) is type(expected)


def test_builtins_from_outside_are_other_signatures():
    assert apply(math.floor, 2.5) == 2
    assert apply(math.sqrt, 6.25) == 2.5
    assert apply(np.sqrt, 6.25) == 2.5
    assert apply(math.floor, 7.5) == 7


def test_a_method_of_a_builtin_object_is_refused():
    with pytest.raises(TypeError, match="argument 'f'"):
        apply([1].count, 1)


def test_two_functions_at_run_time_are_refused_by_name():
    def f(x):
        g = math.sin if x > 0 else math.cos
        return g(x)

    with pytest.raises(CompileError, match="the function math.cos.* and the function math.sin|math.sin.*math.cos"):
        krait.jit(f)(1.0)


@pytest.mark.parametrize("args", [(1,), (1, 2.5), (1, 2, 3), (1.5, 2)])
def test_star_parameters(args):
    assert_same(head_and_rest, *args)
    assert_same(forward, *args)
    assert_same(sum_all, *args)


def test_star_parameters_from_outside():
    assert head_and_rest(1, 2, 3, scale=10) == 12
    assert sum_all() == 0.0
    assert count() == 0 and count(1, "a", None, np.ones(2)) == 4
    with pytest.raises(TypeError):
        head_and_rest()


@pytest.mark.parametrize("call", [
    "sum_all(*t)", "sum_all(1, *t)", "sum_all(*t, 2.5)", "sum_all(*t, *t)", "head_and_rest(*t, scale=x)",
    "head_and_rest(x, *t, scale=3)", "max(*t)", "max(x, *t)", "(*t, x)", "(x, *t, *t)", "count(*(), *t)", "count(*())",
    "apply(*(double, x))", "min(*t, key=None)", "math.hypot(*t)", "sum_all(*a.shape)",
])
def test_starred_arguments(call):
    namespace = dict(globals())
    exec(f"def f(x, t, a):\n    return {call}", namespace)
    assert_same(namespace["f"], 2.0, (3.0, 4.5, 5.0), np.ones((2, 3)))


@pytest.mark.parametrize("call", ["sum_all(*a)", "count(**t)", "head_and_rest(*t, **t)"])
def test_what_can_not_be_unpacked(call):
    namespace = dict(globals())
    exec(f"def f(t, a):\n    return {call}", namespace)
    with pytest.raises(CompileError):
        krait.jit(namespace["f"])((1, 2), np.ones(2))


def test_nested_functions_with_star_parameters():
    def f(x, t):
        def g(a, *rest, k=1):
            return a + len(rest) * k

        def h(*args):
            return g(*args, k=x)

        return g(1), g(1, 2, 3), h(*t), h(x, *t, 4)

    assert_same(f, 3, (1, 2))


def test_double_star_parameters_are_refused():
    def f(**options):
        return 1

    with pytest.raises((CompileError, TypeError), match=r"\*\*"):
        krait.jit(f)()


VALUES = [3, 2.5, True, 1j, None, "text", (1, 2.0), np.float64(1.5), np.int8(3), np.bool_(True), np.ones(2), np.ones((2, 2), "i4")]


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("question", [
    "isinstance(x, np.ndarray)", "isinstance(x, (int, float))", "isinstance(x, np.floating)", "isinstance(x, tuple)",
    "type(x) is int", "type(x) is np.float64", "type(x) == float", "type(x) is not np.ndarray", "type(x) in (int, bool)",
    "type(x) is tuple", "type(x) is type(x)", "type(x) is type(None)", "callable(x)", "hasattr(x, 'shape')",
    "hasattr(x, '__len__')", "hasattr(x, 'dtype')", "hasattr(x, '__call__')", "hasattr(x, 'real')", "hasattr(x, '__index__')",
    "hasattr(x, '__iter__')", "hasattr(x, '__float__')",
])
def test_questions_about_types(question, value):
    namespace = dict(globals())
    exec(f"def f(x):\n    return {question}", namespace)
    assert_same(namespace["f"], value)


def test_branches_on_types_are_pruned():
    def f(x):
        if isinstance(x, np.ndarray):
            return x[0] + x.shape[0]
        if type(x) is tuple:
            return x[0] + len(x[1])
        if x is None:
            return "none"
        return x + 1

    assert_same(f, np.arange(3.0))
    assert_same(f, (1, "ab"))
    assert_same(f, None)
    assert_same(f, 5)


def test_a_type_called():
    def f(x, y):
        return type(x)(y), type(y)(x)

    assert_same(f, 1, 2.5)
    assert_same(f, np.float32(1.5), 2)


def test_callable_functions():
    def f(x):
        def g():
            return x

        return callable(g), callable(double), callable(max), callable(np.sin), callable(int), callable(x)

    assert_same(f, 1)


def test_an_unknown_attribute_asked_for():
    def f(x):
        return hasattr(x, "something")

    with pytest.raises(CompileError, match="hasattr"):
        krait.jit(f)(1)
