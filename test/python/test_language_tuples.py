"""Tuples: built, indexed, sliced, unpacked, compared, iterated over, passed and returned."""

import numpy as np
import pytest
from oracle import assert_same

import krait
from krait.errors import CompileError


def test_heterogeneous_and_nested_tuples_are_returned():
    def f(a, x):
        return (a, (x, (True, None)), 2j), ()

    assert_same(f, 1, 2.5)


def test_tuples_as_arguments():
    def f(t):
        return t[0] + t[1][0], t[-1], len(t)

    assert_same(f, (1, (2.5, 3), np.float32(4)))


def test_arrays_in_tuples():
    def f(t, k):
        a, b = t
        a[k] += b[k]
        return a, t[1][k]

    assert_same(f, (np.arange(4.0), np.arange(4)), 2)


@pytest.mark.parametrize("k", [-3, -1, 0, 2, 3, -4, 10])
def test_index_of_a_homogeneous_tuple_by_a_variable(k):
    def f(k):
        return (10, 20, 30)[k]

    assert_same(f, k)


@pytest.mark.parametrize("k", [0, 1, -1, -2])
def test_constant_index(k):
    namespace = {}
    exec(f"def f(a, b): return (a, b)[{k}]", namespace)
    assert_same(namespace["f"], 1, 2.5)


def test_constant_index_out_of_range_is_a_compile_error():
    def f(a, b):
        return (a, b)[2]

    with pytest.raises(CompileError, match="index 2 is out of range for a tuple of 2"):
        krait.jit(f)(1, 2.5)


def test_slices():
    def f(t):
        return t[1:], t[:2], t[:-1], t[1:2], t[:], t[5:], t[-2:], t[2:1]

    assert_same(f, (1, 2.5, True, None))


def test_slices_with_steps():
    def f(t):
        return t[::2], t[::-1], t[3:0:-2], t[-1:-4:-1]

    assert_same(f, (1, 2.5, True, None))


def test_concatenation():
    def f(t, x):
        return t + (x,), (x, x) + (), t + t

    assert_same(f, (1, 2.5), 3)


def test_repetition():
    def f(x):
        return (x, 1) * 3, 2 * (x,), (x,) * 0

    assert_same(f, 1.5)


def test_nested_unpacking():
    def f(t):
        (a, b), c = t
        d, (e, (g,)) = a, (b, (c,))
        return d + e + g

    assert_same(f, ((1, 2.5), 3))


def test_swap():
    def f(a, b, c):
        a, b = b, a
        a, b, c = c, a, b
        return a, b, c

    assert_same(f, 1, 2, 3)


def test_swap_in_a_loop():
    def f(n):
        a, b = 0, 1
        for _ in range(n):
            a, b = b, a + b
        return a

    assert_same(f, 60)


def test_unpacking_an_array():
    def f(a):
        x, y, z = a
        return x + y * z

    assert_same(f, np.array([1.0, 2.0, 3.0]))
    assert isinstance(assert_same(f, np.array([1.0, 2.0])), ValueError)
    assert isinstance(assert_same(f, np.array([1.0, 2.0, 3.0, 4.0])), ValueError)


def test_unpacking_a_shape():
    def f(a):
        h, w = a.shape
        return h * 100 + w

    assert_same(f, np.zeros((3, 5)))


def test_wrong_number_of_names_is_a_compile_error():
    def f(t):
        a, b = t
        return a

    with pytest.raises(CompileError, match="3 values can't be unpacked into 2 names"):
        krait.jit(f)((1, 2, 3))


def test_star_unpacking_is_refused():
    def f(t):
        a, *b = t
        return a

    with pytest.raises(CompileError, match="\\*"):
        krait.jit(f)((1, 2, 3))


def test_equality_of_tuples():
    def f(s, t):
        return s == t, s != t

    for s, t in [((1, 2.0), (1, 2)), ((1, 2), (1, 3)), ((1,), (1, 2)), ((), ()), ((1, (2, 3)), (1, (2, 3))),
                 ((1, None), (1, None)), ((1, "a"), (1, "a")), ((1, "a"), (1, "b")), ((1, "a"), (1, 2))]:
        assert_same(f, s, t)


def test_order_of_tuples():
    def f(s, t):
        return s < t, s <= t, s > t, s >= t

    for s, t in [((1, 2), (1, 3)), ((2, 1), (1, 9)), ((1,), (1, 2)), ((1, 2), (1, 2)), ((), (1,)), ((1, (2, 3)), (1, (2, 4)))]:
        assert_same(f, s, t)


def test_order_of_tuples_whose_types_do_not_compare():
    def f(s, t):
        return s < t

    with pytest.raises(CompileError, match="<"):
        krait.jit(f)((1, "a"), (1, 2))


def test_equality_with_something_else():
    def f(t, x):
        return t == x, t != x

    assert_same(f, (1, 2), 3)
    assert_same(f, (1, 2), None)


def test_membership():
    def f(x):
        return x in (1, 2.5, True), x not in (1, 4), x in (), x in ("a", None)

    for x in (1, 2, 2.5, 4.0, True, None, "a", "b", 1j, np.float32(2.5), float("nan")):
        assert_same(f, x)


def test_membership_of_tuples():
    def f(t):
        return t in ((1, 2), (3, 4)), t not in ((1, 2),)

    assert_same(f, (1, 2))
    assert_same(f, (3, 4.0))
    assert_same(f, (3, 5))


def test_iteration():
    def f(t):
        total = 0.0
        for x in t:
            total = total * 2 + x
        return total

    assert_same(f, (1.0, 2.5, 3.0))
    assert_same(f, (1, 2, 3))


def test_iteration_over_a_constant_tuple():
    def f(x):
        total = 0
        for k in (3, 1, 2):
            total = total * 10 + k * x
        return total

    assert_same(f, 1)


def test_iteration_over_pairs():
    def f(x):
        total = 0
        for a, b in ((1, 2), (3, 4)):
            total += a * b * x
        return total

    assert_same(f, 3)


def test_iteration_over_an_empty_tuple():
    def f(x):
        for k in ():
            x += k
        return x

    assert_same(f, 3)


def test_iteration_over_different_types():
    def f(t):
        ints = 0
        for x in t:
            ints += isinstance(x, int)
        return ints

    assert_same(f, (1, "a"))
    assert_same(f, (2.5, 1, (3, 4), 7))


def test_tuple_of_rows():
    def f(a):
        r = (a[0], a[1])
        r[1][0] = 7
        return r[0][1] + r[1][0]

    assert_same(f, np.arange(4).reshape(2, 2))


def test_tuples_join_on_branches():
    def f(c, x):
        if c:
            t = (x, 1)
        else:
            t = (x + 1, 2)
        return t

    assert_same(f, True, 3)
    assert_same(f, False, 3)


def test_tuples_carried_around_a_loop():
    def f(n):
        t = (0, 1.0)
        for k in range(n):
            t = (t[0] + k, t[1] * 2)
        return t

    assert_same(f, 5)


def test_truth_and_length():
    def f(t):
        return len(t), not t, bool(t)

    assert_same(f, ())
    assert_same(f, (0,))


def test_a_tuple_can_not_be_changed():
    def f(t):
        t[0] = 1
        return t

    with pytest.raises(CompileError, match="tuple"):
        krait.jit(f)((1, 2))


def test_min_max_sum_of_a_tuple():
    def f(t):
        return min(t), max(t), sum(t)

    assert_same(f, (3, 1, 2))
    assert_same(f, (3.5, 1.5))
