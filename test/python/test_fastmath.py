"""What each flag of fastmath permits, and nothing else; error_model, per function."""

import math
import re

import numpy as np
import pytest

import krait

FLAGS = ("nnan", "ninf", "nsz", "arcp", "contract", "afn", "reassoc")
A, B = np.linspace(1.0, 2.0, 100), np.linspace(3.0, 1.0, 100)


def scalar(x, y, z):
    return x * y + z


def total(a):
    result = 0.0
    for i in range(len(a)):
        result += a[i]
    return result


def thirds(out, a):
    for i in range(len(a)):
        out[i] = a[i] / 3.0


def expression(a, b):
    return a * b + a


def reduction(a, b):
    return (a - b).sum()


def llvm_of(function, fastmath, *arguments):
    compiled = krait.jit(fastmath=fastmath)(function)
    compiled(*arguments)
    (text,) = compiled.inspect_llvm().values()
    return text


def asm_of(function, fastmath, *arguments):
    compiled = krait.jit(fastmath=fastmath)(function)
    compiled(*arguments)
    (text,) = compiled.inspect_asm().values()
    return text


CASES = {
    scalar: (1.0, 2.0, 3.0),
    total: (A,),
    thirds: (A.copy(), A),
    expression: (A, B),
    reduction: (A, B),
}


@pytest.mark.parametrize("function", CASES, ids=lambda f: f.__name__)
@pytest.mark.parametrize("flag", FLAGS)
def test_each_flag_stands_on_the_operations(function, flag):
    text = llvm_of(function, {flag}, *CASES[function])
    assert re.search(rf"= (tail )?f(add|sub|mul|div) ([a-z]+ )*{flag} ", text)


@pytest.mark.parametrize("function", CASES, ids=lambda f: f.__name__)
def test_true_is_all_flags_and_false_none(function):
    assert re.search(r"= f(add|sub|mul|div) fast ", llvm_of(function, True, *CASES[function]))
    without = llvm_of(function, False, *CASES[function])
    flags = FLAGS if function is not reduction else FLAGS[:-1]  # sums over arrays are in blocks anyway
    assert not re.search(rf"= f(add|sub|mul|div) ([a-z]+ )*({'|'.join((*flags, 'fast'))}) ", without)


@pytest.mark.parametrize("function", [scalar, expression], ids=lambda f: f.__name__)
def test_only_contract_fuses(function):
    for flag in FLAGS:
        assert ("vfmadd" in asm_of(function, {flag}, *CASES[function])) == (flag == "contract")


def test_only_reassoc_lets_a_loop_sum_in_vectors():
    for flag in FLAGS:
        assert ("llvm.vector.reduce.fadd" in llvm_of(total, {flag}, A)) == (flag == "reassoc")


def test_only_arcp_multiplies_by_the_reciprocal():
    for flag in FLAGS:
        assert ("fdiv" not in llvm_of(thirds, {flag}, A.copy(), A)) == (flag == "arcp")


@pytest.mark.parametrize("function", CASES, ids=lambda f: f.__name__)
def test_values_stay_near(function):
    for flags in (*({flag} for flag in FLAGS), True):
        arguments = [np.copy(a) if isinstance(a, np.ndarray) else a for a in CASES[function]]
        expected = function(*CASES[function])
        result = krait.jit(fastmath=flags)(function)(*arguments)
        if expected is None:
            result, expected = arguments[0], CASES[function][0]
        np.testing.assert_allclose(result, expected, rtol=1e-13)


def test_a_check_is_none_of_the_promises():
    divide = krait.jit(fastmath=True)(lambda x, y: x / y)
    assert divide(1.0, 4.0) == 0.25
    with pytest.raises(ZeroDivisionError):
        divide(1.0, 0.0)
    divide(1.0, math.nan)


OPERATIONS = {
    "/": lambda x, y: x / y,
    "//": lambda x, y: x // y,
    "%": lambda x, y: x % y,
    "divmod": lambda x, y: divmod(x, y),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_error_model(name):
    operation = OPERATIONS[name]
    python, numpy = krait.jit(operation), krait.jit(error_model="numpy")(operation)
    for x in (1.0, -1.0, 0.0, -0.0, math.inf, math.nan):
        with pytest.raises(ZeroDivisionError):
            python(x, 0.0)
        with np.errstate(all="ignore"):
            np.testing.assert_equal(numpy(x, 0.0), operation(np.float64(x), np.float64(0.0)))
    for x, y in ((7.5, 2.0), (-7.5, 2.0), (7.5, -2.0), (-0.0, 3.0), (1e300, 1e-10), (5.0, math.inf), (-5.0, math.inf)):
        assert repr(numpy(x, y)) == repr(operation(x, y))


def test_error_model_of_the_quotient_of_ints():
    divide = krait.jit(error_model="numpy")(lambda x, y: x / y)
    assert (divide(1, 0), divide(-(2**62), 0), divide(7, 2)) == (math.inf, -math.inf, 3.5)
    assert math.isnan(divide(0, 0))
    assert divide(2**63 - 1, 3) == (2**63 - 1) / 3


def test_error_model_is_a_function_s_own():
    @krait.jit(error_model="numpy")
    def lenient(x):
        return 1.0 / x

    @krait.jit
    def strict(x):
        return 1.0 / x

    assert lenient(0.0) == math.inf
    with pytest.raises(ZeroDivisionError):
        strict(0.0)
