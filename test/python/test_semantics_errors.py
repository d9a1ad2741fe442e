"""Exceptions of compiled code: type, arguments and text are the program's own, the traceback ends at the user's line."""

import traceback

import numpy as np
import pytest
from oracle import assert_same

import krait
from krait.errors import CompileError


class Custom(Exception):
    """Of the user's own."""


class WithFields(ValueError):
    def __init__(self, code, text):
        super().__init__(f"{code}: {text}")
        self.code = code


@krait.jit
def inverse(x):
    y = x + 0.0
    return 1.0 / y


@krait.jit
def outer(x):
    z = inverse(x)
    return z * 2


@krait.jit
def checked(a, i):
    return (
        a[0]
        + a[i]
    )


def raised_by(f, *args):
    with pytest.raises(Exception) as caught:
        f(*args)
    return caught.value


def last_frame(error):
    return traceback.extract_tb(error.__traceback__)[-1]


def line_of(function, text):
    code = function.py_func.__code__
    with open(code.co_filename) as file:
        lines = file.read().splitlines()
    start = code.co_firstlineno - 1
    return next(k + 1 for k in range(start, len(lines)) if text in lines[k])


def test_the_traceback_ends_at_the_users_line():
    """An exception carries the file, the line and the function that raised it."""
    frame = last_frame(raised_by(inverse, 0.0))
    assert (frame.filename, frame.name) == (__file__, "inverse")
    assert frame.lineno == line_of(inverse, "1.0 / y") and frame.line == "return 1.0 / y"


def test_the_line_of_the_callee():
    """Through calls (and inlining) it is the line of the function that raised."""
    frame = last_frame(raised_by(outer, 0.0))
    assert frame.name == "inverse" and frame.lineno == line_of(inverse, "1.0 / y")


def test_the_line_within_an_expression_of_several_lines():
    """The line of the operation, not of the statement."""
    frame = last_frame(raised_by(checked, np.zeros(3), 7))
    assert frame.lineno == line_of(checked, "+ a[i]")


def test_the_traceback_of_a_nested_function():
    """A nested function has its own name."""

    @krait.jit
    def f(x):
        def inner(y):
            return 1 // y

        return inner(x)

    assert last_frame(raised_by(f, 0)).name.endswith("inner")


@pytest.mark.parametrize("statement", [
    "raise ValueError", "raise ValueError()", "raise ValueError('text')", "raise ValueError(x)", "raise ValueError(x, 2.5, True)",
    "raise KeyError('k')", "raise IndexError((x, (1.5, None)), 'a')", "raise Custom", "raise Custom('text', x)",
    "raise WithFields(x, 'bad')", "raise StopIteration(x)", "raise ValueError(None)", "raise ArithmeticError(np.float32(x))",
    "raise RuntimeError(1j)", "raise NotImplementedError", "raise ValueError('größer', \"it's\")", "raise SystemError(x + 1)",
])  # fmt: skip
def test_raise(statement):
    """raise E, raise E(args): any exception class, any arguments."""
    namespace = dict(globals())
    exec(f"def f(x):\n    if x > 1:\n        {statement}\n    return x", namespace)
    assert_same(namespace["f"], 1)
    error = assert_same(namespace["f"], 3)
    assert isinstance(error, Exception)
    try:
        namespace["f"](3)
    except Exception as expected:
        assert error.args == expected.args and type(error) is type(expected)
        assert [type(each) for each in error.args] == [type(each) for each in expected.args]


def test_fields_of_a_custom_exception():
    """The user's __init__ runs."""

    @krait.jit
    def f(x):
        raise WithFields(x, "text")

    assert raised_by(f, 7).code == 7


def test_many_arguments_of_a_raise():
    """Twenty values are carried."""

    def f(x):
        raise ValueError(x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x)

    assert_same(f, 1)


@pytest.mark.parametrize("statement", ["raise 3", "raise x", "raise 'text'", "raise int"])
def test_what_can_not_be_raised(statement):
    """What is no exception can't be raised."""
    namespace = {}
    exec(f"def f(x):\n    {statement}", namespace)
    with pytest.raises(CompileError, match="raise"):
        krait.jit(namespace["f"])(1)


def test_assert():
    """assert with and without a message."""

    namespace = {}  # not in this file, where pytest rewrites asserts
    exec("""def f(x):
        assert x > 0
        assert x > 1, "at least two"
        assert x > 2, ("a tuple", x)
        assert x > 3, x
        return x""", namespace)
    f = namespace["f"]
    for x in range(6):
        error = assert_same(f, x)
        try:
            f(x)
        except AssertionError as expected:
            assert error.args == expected.args


def test_a_function_that_always_raises():
    """It has no result."""

    def f(x):
        raise ValueError(x)

    assert isinstance(assert_same(f, 1), ValueError)


def test_a_raise_in_a_callee_of_an_expression():
    """Nothing after the raise happens."""

    @krait.jit
    def fails(a):
        a[0] = 1
        raise Custom("no")

    def f(a):
        a[1] = 2
        x = fails(a)
        a[2] = 3
        return x

    assert isinstance(assert_same(f, np.zeros(3)), Custom)


def test_stores_before_an_exception_stay():
    """What was written before the exception is written."""

    def f(a, n):
        for i in range(n):
            a[i] = i * i
        return a

    assert isinstance(assert_same(f, np.zeros(4), 6), IndexError)


def test_exceptions_in_loops_come_at_their_iteration():
    """The first iteration that fails is the one that raises."""

    def f(a):
        total = 0
        for i in range(len(a)):
            total += 10 // a[i]
            if i == 3:
                raise Custom(total)
        return total

    def g(n):
        total = 0
        for i in range(n):
            total += 10 // (5 - i)
        return total

    assert isinstance(assert_same(f, np.array([1, 2, 5, 10])), Custom)
    assert_same(g, 5)
    assert isinstance(assert_same(g, 6), ZeroDivisionError)


def test_nothing_leaks_when_a_call_raises():
    """Arrays that the call made are freed."""

    @krait.jit
    def f(n, i):
        a = np.zeros(n)
        b = np.ones((n, 2))
        return a[i] + b[i, 0]

    before = resident()
    for _ in range(300):
        assert isinstance(raised_by(f, 100_000, 100_000), IndexError)
    assert resident() - before < 20_000_000


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


def test_unbound_variables():
    """A local that may be unbound raises UnboundLocalError with CPython's text."""

    def f(x):
        if x:
            value = 1.5
        return value

    assert isinstance(assert_same(f, False), UnboundLocalError)
    assert_same(f, True)


def test_the_exception_is_the_same_on_the_second_call():
    """Specialised code raises anew each time."""
    first, second = raised_by(inverse, 0.0), raised_by(inverse, 0.0)
    assert first is not second and str(first) == str(second) == "float division by zero"
    assert inverse(2.0) == 0.5
