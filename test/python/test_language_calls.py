"""Calls: between jitted functions, of nested and recursive ones, with defaults and keywords; what functions see around them."""

import math

import numpy as np
import pytest
from oracle import assert_same

import krait
from krait.errors import CompileError

FACTOR = 3
LIMITS = (2, 5.5, ("a", None))
MODE = "fast"
TABLE = np.array([1.0, 2.0, 4.0])
FROZEN = np.arange(5)
FROZEN.flags.writeable = False
SCALAR = np.float32(1.5)


@krait.jit
def double(x):
    return x + x


@krait.jit
def scaled(x, factor=2.5, *, offset=1, mode="plain"):
    if mode == "plain":
        return x * factor + offset
    return x - offset


@krait.jit
def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)


@krait.jit
def is_even(n):
    return True if n == 0 else is_odd(n - 1)


@krait.jit
def is_odd(n):
    return False if n == 0 else is_even(n - 1)


@krait.jit
def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


@krait.jit
def endless(n):
    return endless(n + 1) + 1


@krait.jit
def never_returns(n):
    return never_returns(n)


@krait.jit
def swap(a, b):
    return b, a


@krait.jit
def fill(a, x):
    for i in range(len(a)):
        a[i] = x


@krait.jit
def apply(f, x):
    return f(f(x))


@krait.jit
def maybe(x, y=None):
    if y is None:
        return x
    return x + y


def test_calls_between_jitted_functions():
    def f(x):
        return double(double(x)) + double(1)

    assert_same(f, 3)
    assert_same(f, 1.5)
    assert_same(f, np.int8(100))


def test_one_callee_for_several_types():
    def f(a, b):
        return double(a), double(b), swap(a, b)

    assert_same(f, 1, 2.5)


def test_a_callee_without_result():
    def f(a):
        r = fill(a, 2.5)
        return r

    assert assert_same(f, np.zeros(3)) is None


@pytest.mark.parametrize("call", ["scaled(x)", "scaled(x, 2)", "scaled(x, factor=3)", "scaled(factor=3, x=x)",
                                  "scaled(x, offset=0.5)", "scaled(x, 4, offset=x, mode='other')", "scaled(x, mode=MODE)"])
def test_defaults_and_keywords_within(call):
    namespace = dict(globals())
    exec(f"def f(x): return {call}", namespace)
    assert_same(namespace["f"], 7)
    assert_same(namespace["f"], 0.5)


@pytest.mark.parametrize("args", [(7,), (7, 2), (1.5, 3)])
def test_defaults_from_outside(args):
    assert_same(scaled, *args)


def test_keywords_from_outside():
    assert scaled(2, offset=3) == 2 * 2.5 + 3
    assert scaled(factor=2, x=5, mode="other") == 4
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        scaled()


@pytest.mark.parametrize("call", ["scaled()", "scaled(x, 1, 2)", "scaled(x, nothing=1)", "scaled(x, x=1)"])
def test_calls_that_do_not_bind_are_compile_errors(call):
    namespace = dict(globals())
    exec(f"def f(x): return {call}", namespace)
    with pytest.raises(CompileError, match="scaled"):
        krait.jit(namespace["f"])(1)


def test_none_as_default():
    def f(x):
        return maybe(x), maybe(x, 2), maybe(x, None)

    assert_same(f, 1.5)
    assert_same(maybe, 3)
    assert_same(maybe, 3, None)
    assert_same(maybe, 3, 4)


def test_self_recursion():
    for n in (0, 1, 5, 20):
        assert_same(factorial, n)
    assert isinstance(factorial_error(21), OverflowError)


def factorial_error(n):
    with pytest.raises(OverflowError) as caught:
        factorial(n)
    return caught.value


def test_mutual_recursion():
    for n in (0, 1, 7, 10):
        assert_same(is_even, n)


def test_deep_recursion_ends_well():
    assert depth(10_000) == 10_000


@pytest.mark.parametrize("f", [endless, is_even, never_returns])
def test_endless_recursion(f):
    with pytest.raises(RecursionError, match="maximum recursion depth exceeded"):
        f(-1)
    assert is_even(4) is True


def test_fibonacci_on_floats_and_ints():
    @krait.jit
    def fib(n):
        return n if n < 2 else fib(n - 1) + fib(n - 2)

    assert_same(fib, 15)
    assert_same(fib, 15.0)


def test_ackermann():
    @krait.jit
    def ackermann(m, n):
        if m == 0:
            return n + 1
        if n == 0:
            return ackermann(m - 1, 1)
        return ackermann(m - 1, ackermann(m, n - 1))

    assert_same(ackermann, 2, 3)


def test_nested_function():
    def f(x):
        def inner(y):
            return y * 2

        return inner(x) + inner(1.5)

    assert_same(f, 3)


def test_nested_function_captures_variables():
    def f(x, a):
        y = x + 1

        def inner(z):
            return x * y + z + a[0]

        return inner(1) + inner(2.5)

    assert_same(f, 3, np.array([5.0]))


def test_nested_function_with_defaults():
    def f(x):
        def inner(y, z=10, w=None):
            return y + z if w is None else y + w

        return inner(x), inner(x, 1), inner(x, w=2)

    assert_same(f, 3)


def test_lambda():
    def f(x):
        g = lambda y, k=2: y * k  # noqa: E731
        return g(x) + (lambda: x)()

    assert_same(f, 3)


def test_nested_recursion():
    def f(n):
        def fact(k):
            return 1 if k < 2 else k * fact(k - 1)

        return fact(n)

    assert_same(f, 10)


def test_nested_recursion_with_captured_variables_and_defaults():
    def f(n, step):
        top = n + 1

        def climb(k, acc=0.5):
            if k >= top:
                return acc
            return climb(k + step) if k % 2 else climb(k + step, acc + k)

        return climb(0)

    assert_same(f, 10, 1)
    assert_same(f, 10, 3)


def test_a_nested_function_used_by_another():
    def f(n):
        def a(k):
            return k + n

        def b(k):
            return a(k) * 2

        return b(3)

    assert_same(f, 4)


def test_a_recursive_nested_function_used_by_a_function_in_it():
    def f(n):
        def count(k):
            def below():
                return count(k - 1)

            return 0 if k <= 0 else 1 + below()

        return count(n)

    assert_same(f, 6)


def test_a_nested_function_can_not_be_returned():
    def f(n):
        def g():
            return n

        return g

    with pytest.raises(CompileError, match="can't be returned to Python"):
        krait.jit(f)(1)


@pytest.mark.parametrize("value", ["np.sqrt", "math", "factorial", "range(x)", "(1, np.float64)", "TABLE.dtype"])
def test_what_is_no_value_can_not_be_returned(value):
    namespace = dict(globals())
    exec(f"def f(x): return {value}", namespace)
    with pytest.raises(CompileError, match="can't be returned to Python"):
        krait.jit(namespace["f"])(1)


def test_functions_as_arguments():
    def f(x):
        return apply(double, x)

    assert_same(f, 3)
    assert apply(double, 2.5) == 10.0
    assert apply(factorial, 3) == 720
    assert_same(f, 1.5)


def test_functions_in_tuples():
    @krait.jit
    def f(functions, x):
        return functions[0](x), functions[1](x)

    assert f((double, factorial), 4) == (8, 24)


def test_constants_of_the_module():
    def f(x):
        return x * FACTOR + LIMITS[1], LIMITS[0], MODE == "fast", LIMITS[2][1] is None, math.pi, np.pi

    assert_same(f, 2)


def test_captured_arrays_are_used_in_place():
    @krait.jit
    def f(i):
        TABLE[i] += 1
        return TABLE[i], TABLE.shape[0]

    before = TABLE[1]
    assert f(1) == (before + 1, 3)
    assert TABLE[1] == before + 1
    TABLE[1] = before


def test_a_captured_array_is_returned_itself():
    @krait.jit
    def f():
        return TABLE

    assert f() is TABLE


def test_a_captured_readonly_array():
    def f(i):
        FROZEN[i] = 3
        return 0

    assert isinstance(assert_same(f, 1), ValueError)
    assert_same(lambda i: FROZEN[i], 2)


def test_a_captured_numpy_scalar_is_strong():
    def f(x):
        return x * SCALAR, SCALAR

    assert_same(f, 2)
    assert_same(f, 0.1)
    assert_same(f, np.float64(0.1))


def test_closure_constants():
    k, name, table = 7, "sum", np.arange(3.0)

    def f(x):
        return x + k + table[1] if name == "sum" else table[2]

    assert_same(f, 1)


def test_a_changed_global_is_noticed():
    namespace = {"K": 1}
    exec("def f(x):\n    return x + K", namespace)
    f = krait.jit(namespace["f"])
    assert f(1) == 2
    namespace["K"] = 10
    assert f(1) == 11
    namespace["K"] = 0.5
    assert f(1) == 1.5
    del namespace["K"]
    with pytest.raises(CompileError, match="'K'"):
        f(1)


def test_a_changed_global_of_a_callee_is_noticed():
    namespace = {"K": 1, "krait": krait}
    exec("@krait.jit\ndef g(x):\n    return x + K\ndef f(x):\n    return g(x)", namespace)
    f = krait.jit(namespace["f"])
    assert f(1) == 2
    namespace["K"] = 10
    assert f(1) == 11


def test_a_changed_closure_variable_is_noticed():
    k = 1

    @krait.jit
    def f(x):
        return x + k

    assert f(1) == 2
    k = 5
    assert f(1) == 6


def test_a_redefined_callee_is_noticed():
    namespace = {"krait": krait}
    exec("@krait.jit\ndef g(x):\n    return x + 1\n@krait.jit\ndef f(x):\n    return g(x)", namespace)
    assert namespace["f"](1) == 2
    exec("@krait.jit\ndef g(x):\n    return x + 100", namespace)
    assert namespace["f"](1) == 101


def test_an_undefined_name_is_an_error_only_where_it_is_reached():
    def f(x):
        if x is None:
            return nothing_of_this_name  # noqa: F821
        return x

    assert krait.jit(f)(3) == 3
    with pytest.raises(CompileError, match="nothing_of_this_name"):
        krait.jit(f)(None)


def test_none_arguments_and_results():
    def f(x, y):
        if x is None:
            return y
        if y is not None:
            return x + y
        return x

    assert_same(f, None, 3)
    assert_same(f, 3, None)
    assert_same(f, 3, 4.5)
    assert_same(f, None, None)


def test_none_is_not_a_number():
    def f(x):
        return x == None, x != None, None is None, x is None  # noqa: E711

    assert_same(f, None)
    assert_same(f, 0)
    assert_same(f, 2.5)


def test_a_branch_that_returns_none_and_another_that_does_not():
    def f(x):
        if x > 0:
            return x

    assert_same(f, 1)
    assert_same(f, -1)


@pytest.mark.parametrize("mode", ["fast", "slow", "", 'it\'s "quoted" \\ \n', "größer €", "\x07"])
def test_strings_choose_branches(mode):
    def f(x, mode):
        if mode == "fast":
            return x
        elif mode in ("slow", "slower"):
            return x * 2.5
        return len(mode), mode != "x", mode < "z", mode

    assert_same(f, 3, mode)


def test_string_constants_are_returned():
    def f(x):
        return "a", ("größer", "it's", 'q"', "back\\slash", "line\nfeed")

    assert_same(f, 1)


def test_two_strings_at_run_time_have_no_common_type():
    def f(x):
        return "a" if x > 0 else "b"

    with pytest.raises(CompileError):
        krait.jit(f)(1)


def test_explicit_signatures():
    @krait.jit("float64(float64, int64)")
    def f(x, n):
        return x * n

    assert f(2, 3) == 6.0 and type(f(2, 3)) is float
    assert f(True, 3) == 3.0
    with pytest.raises(TypeError):
        f(1j, 3)


def test_explicit_signatures_wait_for_names_that_come_later():
    names = {"krait": krait}
    exec("""
@krait.jit("int64(int64)")
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

@krait.jit("float64(float64)")
def scaled(x):
    return x * SCALE

@krait.jit("float64(float64)")
def misspelt(x):
    return x * SCALES

SCALE = 2.5
""", names)
    assert names["fibonacci"].stats["compiled"] == 0
    assert names["fibonacci"](20) == 6765 and names["fibonacci"].signatures == [("int",)]
    assert names["scaled"](3) == 7.5
    names["SCALE"] = 4.0
    assert names["scaled"](3) == 12.0
    names["SCALE"] = object()
    for _ in range(2):
        with pytest.raises(krait.CompileError):
            names["scaled"](3)
    names["SCALE"] = 0.5
    assert names["scaled"](3) == 1.5
    for _ in range(2):
        with pytest.raises(krait.CompileError, match="the name 'SCALES' is not defined"):
            names["misspelt"](1.0)
    with pytest.raises(krait.CompileError, match="the name 'SCALES' is not defined"):
        names["misspelt"].compile("float64(int64)")
    names["SCALES"] = 1.5
    assert names["misspelt"](2.0) == 3.0


def test_several_explicit_signatures():
    @krait.jit(["int64(int64)", "float64(float64)"])
    def f(x):
        return x + x

    assert len(f.signatures) == 2
    assert f(3) == 6 and type(f(3)) is int
    assert f(1.5) == 3.0 and type(f(np.float32(1.5))) is float
    with pytest.raises(TypeError, match="No matching definition"):
        f("text")


def test_the_result_of_an_explicit_signature_is_converted():
    @krait.jit("float64(int64)")
    def f(x):
        return x + 1

    assert f(1) == 2.0 and type(f(1)) is float


def test_keyword_only_and_positional_only():
    def f(a, /, b, *, c=3):
        return a * 100 + b * 10 + c

    jitted = krait.jit(f)
    assert jitted(1, 2) == 123
    assert jitted(1, b=4, c=5) == 145
    with pytest.raises(TypeError):
        jitted(a=1, b=2)


def test_a_bound_method_chosen_by_a_branch():
    def f(c, x):
        g = x.conjugate if c else x.conjugate
        return g()

    assert_same(f, True, 1 + 2j)
