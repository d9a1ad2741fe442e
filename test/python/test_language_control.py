"""Control flow: what runs, how often, and which values meet, is what CPython does."""

import numpy as np
import pytest
from oracle import assert_same

import krait
from krait.errors import CompileError


def sign(x):
    if x > 0:
        return 1
    elif x < 0:
        return -1
    else:
        return 0


@pytest.mark.parametrize("x", [3, -3, 0, 2.5, -0.0, True])
def test_if_elif_else(x):
    assert_same(sign, x)


def test_conditional_expression():
    def f(x):
        return 1.5 if x > 2 else 2.5 if x > 1 else 3.5

    for x in (0, 2, 3):
        assert_same(f, x)


def test_nested_ifs_assign_variables():
    def f(a, b):
        r = 0
        if a:
            if b:
                r = 1
            else:
                r = 2
        elif b:
            r = 3
        return r

    for a in (True, False):
        for b in (True, False):
            assert_same(f, a, b)


def test_and_or_give_their_operands():
    def f(a, b):
        return a and b, a or b, not a, a and b or b, (a or b) and b

    for a in (0, 3, -1):
        for b in (0, 7):
            assert_same(f, a, b)
            assert_same(f, float(a), float(b))


def test_and_or_short_circuit():
    def f(a, i):
        return i < len(a) and a[i] > 0

    a = np.array([1.0, -1.0])
    assert_same(lambda a, i: 1 if i < len(a) and a[i] > 0 else 0, a, 0)
    assert_same(lambda a, i: 1 if i < len(a) and a[i] > 0 else 0, a, 1)
    assert_same(lambda a, i: 1 if i < len(a) and a[i] > 0 else 0, a, 2)


def test_chained_comparisons_evaluate_the_middle_once():
    def f(a, n):
        count = 0
        if 0 <= (count := count + 1) < n <= 10 > a:
            return count
        return -count

    for n in (0, 1, 5, 10, 11):
        assert_same(f, 3, n)
        assert_same(f, 30, n)


def test_truth_of_numbers_none_strings_and_tuples():
    def f(x):
        if x:
            return 1
        return 0

    for x in (0, 1, 0.0, -0.0, 0.5, float("nan"), 0j, 1j, True, False, None, "", "a", (), (0,), np.float32(0), np.int8(3)):
        assert_same(f, x)


def test_while_with_break_continue_and_else():
    def f(n, stop):
        k = 0
        total = 0
        while k < n:
            k += 1
            if k % 3 == 0:
                continue
            if k == stop:
                break
            total += k
        else:
            total += 1000
        return total, k

    for stop in (0, 1, 4, 6, 9, 100):
        assert_same(f, 10, stop)


def test_for_else_and_break():
    def f(n):
        for k in range(2, n):
            if n % k == 0:
                break
        else:
            return True
        return False

    for n in range(2, 30):
        assert_same(f, n)


def test_nested_loops_with_inner_break_and_outer_continue():
    def f(n):
        total = 0
        for i in range(n):
            for j in range(n):
                if j > i:
                    break
                if (i + j) % 2:
                    continue
                total += i * j
            else:
                total += 100
                continue
            total -= 1
        return total

    for n in (0, 1, 2, 7):
        assert_same(f, n)


def test_return_from_within_nested_loops():
    def f(a, x):
        for i in range(a.shape[0]):
            for j in range(a.shape[1]):
                if a[i, j] == x:
                    return i, j
        return -1, -1

    a = np.arange(12.0).reshape(3, 4)
    for x in (0.0, 7.0, 11.0, 12.0):
        assert_same(f, a, x)


def test_while_true_with_several_exits():
    def f(n):
        k = 0
        while True:
            k += 2
            if k > n:
                return k
            if k * k > 50:
                break
        return -k

    for n in (0, 3, 7, 100):
        assert_same(f, n)


def test_loop_variable_after_the_loop():
    def f(n):
        k = -5
        for k in range(n):
            pass
        return k

    for n in (0, 1, 4):
        assert_same(f, n)


def test_the_loop_variable_may_be_assigned():
    def f(n):
        total = 0
        for k in range(n):
            k = k * 10
            total += k
        return total, k

    assert_same(f, 4)


def test_unbound_loop_variable():
    def f(n):
        for k in range(n):
            pass
        return k

    assert_same(f, 3)
    assert isinstance(assert_same(f, 0), UnboundLocalError)


@pytest.mark.parametrize("bounds", [(5,), (2, 9), (2, 9, 3), (9, 2, -3), (9, 2), (0, 5, 7), (-3, 4, 2), (5, -6, -2)])
def test_range_forms(bounds):
    def one(a):
        total = 0
        for k in range(a):
            total = total * 31 + k
        return total

    def two(a, b):
        total = 0
        for k in range(a, b):
            total = total * 31 + k
        return total

    def three(a, b, c):
        total = 0
        for k in range(a, b, c):
            total = total * 31 + k
        return total

    assert_same((one, two, three)[len(bounds) - 1], *bounds)


def test_range_step_zero():
    def f(n):
        for k in range(0, 5, n):
            return k
        return -1

    assert isinstance(assert_same(f, 0), ValueError)


def test_range_bounds_are_evaluated_once():
    def f(n):
        total = 0
        for k in range(n):
            n = 2
            total += k
        return total

    assert_same(f, 6)


def test_augmented_assignments_of_variables():
    def f(x, y):
        x += y
        x -= 3
        x *= y
        x //= 2
        x %= 17
        x **= 2
        x <<= 3
        x >>= 1
        x |= 5
        x &= 1023
        x ^= 77
        return x

    assert_same(f, 40, 9)


def test_walrus_in_conditions():
    def f(n):
        total = 0
        while (n := n - 1) > 0:
            if (square := n * n) > 20:
                total += square
        return total, n

    assert_same(f, 8)


def test_del_makes_a_variable_unbound():
    def f(x, drop):
        y = x + 1
        if drop:
            del y
        return y

    assert_same(f, 1, False)
    assert isinstance(assert_same(f, 1, True), UnboundLocalError)


def test_deleted_parameter():
    def f(x):
        del x
        return x

    assert isinstance(assert_same(f, 1), UnboundLocalError)


def test_variable_of_one_branch_only():
    def f(x):
        if x > 0:
            y = 1.5
        return y

    assert_same(f, 1)
    assert isinstance(assert_same(f, -1), UnboundLocalError)


def test_match_on_ints():
    def f(x):
        match x:
            case 0:
                return 10
            case 1 | 2:
                return 20
            case -1:
                return 25
            case n if n > 100:
                return n
            case _:
                return 30

    for x in (0, 1, 2, -1, 3, 101):
        assert_same(f, x)


def test_match_on_floats_and_bools():
    def f(x):
        match x:
            case 1.5:
                return 1
            case True:
                return 2
            case None:
                return 3
        return 4

    for x in (1.5, 2.5, True, False, None):
        assert_same(f, x)


def test_match_binds_what_it_captures():
    def f(x):
        match x:
            case 5:
                r = 0
            case other:
                r = other * 2
        return r

    assert_same(f, 5)
    assert_same(f, 6)


def test_a_type_that_changes_in_a_loop_grows():
    def f(n):
        x = 0.0
        for k in range(n):
            x = x + k
        return x

    assert_same(f, 5)


def test_unreachable_code_after_return():
    def f(x):
        return x + 1
        return undefined_name  # noqa: F821

    assert_same(f, 1)


def test_a_function_without_return():
    def f(x):
        x + 1

    assert assert_same(f, 1) is None


def test_pass_and_expression_statements():
    def f(x):
        "a docstring"
        x
        pass
        return x

    assert_same(f, 4)


def test_deep_nesting():
    def f(n):
        c = 0
        for a in range(n):
            for b in range(a):
                for d in range(b):
                    for e in range(d):
                        if e % 2 and d % 3 or b % 5:
                            c += e
        return c

    assert_same(f, 9)


def test_try_is_refused_by_name():
    def f(x):
        try:
            return 1 / x
        except ZeroDivisionError:
            return 0.0

    with pytest.raises(CompileError, match="try"):
        krait.jit(f)(1.0)
