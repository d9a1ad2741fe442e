"""Arrays that iterations of a prange loop only accumulate in: each chunk has a copy, the copies are put together in the end."""

import numpy as np
import pytest
from parallel_oracle import THREADS, assert_parallel, parallel, remarks, whole

import krait
from krait import prange


@pytest.fixture(autouse=True)
def threads_as_before():
    before = krait.get_num_threads()
    yield
    krait.set_num_threads(before)


def assert_in_copies(f, *args):
    jitted = parallel(f)
    assert_parallel(f, *args, jitted=jitted)
    assert_has_copies(jitted)


def assert_has_copies(jitted):
    assert "in copies" in remarks(jitted) and "can't be decided" not in remarks(jitted)


def test_array_reductions_beside_values():
    """More arrays with copies than values: arrays' owners are not looked for behind the values."""

    def f(a, g):
        t, least = 0, 0.0
        for i in prange(len(a)):
            t -= i
            g[i % 2, :] += abs(a[i])
            least = np.minimum(-a[i], least)
        return t, least

    assert_parallel(f, whole(200), np.zeros((3, 2)))


def test_array_reductions_in_branches():
    def f(a, total):
        for i in prange(len(a)):
            if a[i] > 0:
                total += a[i]
            elif i % 2:
                total -= 1
            total[0] += 1

    assert_parallel(f, whole(500), np.zeros(3))


def test_array_reductions():
    def f(a, total, hist, product, rows):
        for i in prange(a.shape[0]):
            total += a[i]
            hist[int(a[i, 0]) % 10] += 1
            hist[int(a[i, 1]) % 10] += 2
            product[0] *= -1.0
            for j in range(a.shape[1]):
                rows[j, 1:] -= a[i, j]

    a = np.abs(whole((999, 3)))
    assert_parallel(f, a, np.ones(3), np.ones(10, np.int64), np.full(1, 3.0), np.zeros((3, 4)))
    assert_parallel(f, a[:0], np.ones(3), np.ones(10, np.int64), np.full(1, 3.0), np.zeros((3, 4)))


@pytest.mark.parametrize("order", ["C", "F", "strided", "reversed"])
def test_array_reductions_keep_layouts(order):
    def f(a, total):
        for i in prange(a.shape[0]):
            total[:, 1] += a[i, 0]
            total[i % 4, i % 3] += 1

    total = np.zeros((4, 3))
    if order == "F":
        total = np.asfortranarray(total)
    elif order == "strided":
        total = np.zeros((8, 6))[::2, ::2]
    elif order == "reversed":
        total = np.zeros((4, 3))[::-1, ::-1]
    assert_parallel(f, whole((500, 2)), total)


def test_negative_zeros_stay():
    def f(a, h):
        s = -0.0
        for i in prange(len(a)):
            s += a[i]
            h[i % 3] += a[i]
        return s

    assert_parallel(f, np.full(200, -0.0), np.full(5, -0.0))


def sums_what_accumulates(a, out):
    s = 0.0
    for i in prange(len(a)):
        out[i % 3] += a[i]
        s += out.sum()
    return s


def test_an_array_that_is_read_by_a_method_has_no_copies():
    jitted = parallel(sums_what_accumulates)
    jitted(whole(0), np.zeros(3))
    assert "can't be decided" in remarks(jitted) and "in copies" not in remarks(jitted)


def test_an_array_under_two_names_has_no_copies():
    def f(a, h):
        g = h[:]
        s = 0.0
        for i in prange(len(a)):
            h[0] += a[i]
            s += g[0]
        return s

    with pytest.raises(krait.CompileError, match="to the same elements"):
        parallel(f)(whole(100), np.zeros(3))


def test_views_made_in_front_of_the_loop_accumulate():
    def f(a, h):
        left, right = h[:2], h[2:]
        for i in prange(len(a)):
            left += a[i]
        for i in prange(len(a)):
            right[i % 2] -= a[i]

    assert_parallel(f, whole(100), np.zeros(4))


def python_extremes(a, k, low, high):
    for i in prange(len(a)):
        low[k[i]] = min(low[k[i]], a[i])
        high[k[i]] = max(high[k[i]], a[i])


def numpy_extremes(a, k, low, high):
    for i in prange(len(a)):
        low[k[i]] = np.minimum(low[k[i]], a[i])
        high[k[i]] = np.maximum(high[k[i]], a[i])


def numpy_extremes_the_other_way(a, k, low, high):
    for i in prange(len(a)):
        low[k[i]] = np.minimum(a[i], low[k[i]])
        high[k[i]] = np.maximum(a[i], high[k[i]])


def extremes_without_nan(a, k, low, high):
    for i in prange(len(a)):
        low[k[i]] = np.fmin(low[k[i]], a[i])
        high[k[i]] = np.fmax(a[i], high[k[i]])


def kept_extremes(a, k, low, high):
    for i in prange(len(a)):
        if a[i] < low[k[i]]:
            low[k[i]] = a[i]
        if high[k[i]] < a[i]:
            high[k[i]] = a[i]


def kept_extremes_the_other_way(a, k, low, high):
    for i in prange(len(a)):
        x = a[i]
        if low[k[i]] > x:
            low[k[i]] = x
        if i % 2:
            if x > high[k[i]]:
                high[k[i]] = x


EXTREMES = [python_extremes, numpy_extremes, numpy_extremes_the_other_way, extremes_without_nan, kept_extremes, kept_extremes_the_other_way]


@pytest.mark.parametrize("f", EXTREMES)
@pytest.mark.parametrize("dtype", ["f8", "f4", "i8", "i4", "u1", "u8", "?"])
def test_extremes_of_dtypes(f, dtype):
    a = (whole(400) % (2 if dtype == "?" else 200)).astype(dtype)
    k = np.random.default_rng(4).integers(0, 9, len(a))
    jitted = parallel(f)
    for start in (0, 100):
        assert_parallel(f, a, k, np.full(9, start).astype(dtype), np.full(9, start).astype(dtype), jitted=jitted)
    assert_parallel(f, a[:0], k, np.zeros(9, dtype), np.ones(9, dtype), jitted=jitted)
    assert_has_copies(jitted)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("f", EXTREMES)
@pytest.mark.parametrize("dtype", ["f8", "f4"])
def test_extremes_of_nan_and_zeros_of_both_signs(f, dtype):
    """Which zero an extreme is hangs on the order, and what a nan does on where it stands."""
    random = np.random.default_rng(5)
    if f is extremes_without_nan and dtype == "f4":
        pytest.skip("np.fmin of two np.float32 and of two arrays of them differ in the sign of zero")
    jitted = parallel(f)
    for values in ([0.0, -0.0], [0.0, -0.0, np.nan], [np.nan], [np.inf, -np.inf, 1.0, np.nan, -0.0]):
        a, k = random.choice(values, 150).astype(dtype), random.integers(0, 20, 150)
        for start in (0.0, -0.0, np.nan, 7.0, -7.0):
            assert_parallel(f, a, k, np.full(25, start, dtype), np.full(25, start, dtype), jitted=jitted)


def test_several_numbers_at_once():
    def f(a, low, high):
        for i in prange(len(a)):
            low[i % 3] = min(low[i % 3], a[i], a[-1 - i])
            if a[i] > 0.0:
                high[i % 3] = max(high[i % 3], 3, i)

    assert_in_copies(f, whole(300), np.full(3, 5.0), np.full(3, -5))
    assert_in_copies(f, -np.abs(whole(300)), np.full(3, 5.0), np.full(3, -5))


def test_numbers_of_python_that_are_kept():
    def f(a, low, high):
        for i in prange(len(a)):
            if i % 100 < low[i % 3]:
                low[i % 3] = i % 100
            if i * 0.5 > high[i % 3]:
                high[i % 3] = i * 0.5

    assert_in_copies(f, whole(300), np.full(3, 50, np.int32), np.full(3, -5.0))
    assert_in_copies(f, whole(300), np.full(3, 50), np.full(3, np.nan))


def test_a_number_that_is_rounded_when_it_is_kept_is_no_reduction():
    def f(a, low):
        for i in prange(len(a)):
            if a[i] < low[i % 3]:
                low[i % 3] = a[i]

    jitted = parallel(f)
    jitted(whole(0), np.zeros(3, np.float32))
    assert "can't be decided" in remarks(jitted)


def whole_rows(a, low, high, least):
    for i in prange(len(a)):
        low[:] = np.minimum(low, a[i])
        np.maximum(high, a[i], out=high)
        least[...] = np.minimum(a[i], least)


def parts_of_rows(a, low, high, least):
    for i in prange(len(a)):
        low[1:] = np.minimum(low[1:], a[i, 1:])
        high[:, :] = np.maximum(a[i], high)
        least[0] = np.minimum(a[i], least[0])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dtype", ["f8", "i4"])
def test_rows(dtype):
    a = whole((300, 7)).astype(dtype)
    for f, shape in ((whole_rows, 7), (parts_of_rows, (2, 7))):
        low, high, least = (np.zeros(7 if k == 0 else shape, dtype) for k in range(3))
        assert_in_copies(f, a, low, high, least)
        if dtype == "f8":
            b = np.where(a > 900, np.nan, np.where(abs(a) < 500, -0.0, 0.0))
            assert_in_copies(f, b, low, high, least)


def test_logical_reductions():
    def f(a, every, some):
        for i in prange(len(a)):
            every[i % 40] = every[i % 40] and a[i] > -900
            some[i % 40] = some[i % 40] or a[i] > 900
            every[0] = every[0] and a[i] != 0.0

    for start in (False, True):
        assert_in_copies(f, whole(300), np.full(45, start), np.full(45, start))


@pytest.mark.parametrize("order", ["C", "F", "strided", "reversed"])
def test_extremes_keep_layouts(order):
    def f(a, low):
        for i in prange(len(a)):
            low[i % 4, i % 3] = min(low[i % 4, i % 3], a[i])

    made = {"C": np.ones((4, 3)), "F": np.ones((4, 3), order="F"), "strided": np.ones((8, 6))[::2, ::2], "reversed": np.ones((4, 3))[::-1, ::-1]}
    assert_in_copies(f, whole(500), made[order])


def other_order_of_floats(a, low):
    for i in prange(len(a)):
        low[i % 3] = min(a[i], low[i % 3])


def two_extremes(a, low):
    for i in prange(len(a)):
        low[i % 3] = min(low[i % 3], a[i])
        low[i % 2] = max(low[i % 2], a[i])


def place_beside_it(a, low):
    place = np.zeros(3)
    for i in prange(len(a)):
        if a[i] < low[i % 3]:
            low[i % 3] = a[i]
            place[i % 3] = i


def counts_what_it_keeps(a, low):
    n = 0
    for i in prange(len(a)):
        if a[i] < low[i % 3]:
            low[i % 3] = a[i]
            n += 1
    return n


def changed_between(a, low):
    for i in prange(len(a)):
        x = low[i % 3]
        low[i % 3] = min(low[i % 3], 1.0)
        if a[i] < x:
            low[i % 3] = a[i]


def kept_at_another_place(a, low):
    for i in prange(len(a)):
        if a[i] < low[i % 3]:
            low[i % 2] = a[i]


def keeps_something_else(a, low):
    for i in prange(len(a)):
        if a[i] < low[i % 3]:
            low[i % 3] = a[i] + 1.0


def truth_of_a_number(a, low):
    for i in prange(len(a)):
        low[i % 3] = low[i % 3] and a[i]


NO_REDUCTIONS = [other_order_of_floats, two_extremes, place_beside_it, counts_what_it_keeps, changed_between, kept_at_another_place,
                 keeps_something_else, truth_of_a_number]  # fmt: skip


@pytest.mark.parametrize("f", NO_REDUCTIONS)
def test_what_is_no_reduction_has_no_copies(f):
    """Copies would not give what the loop on one thread does."""
    jitted = parallel(f)
    jitted(whole(0), np.zeros(3))
    assert "can't be decided" in remarks(jitted) and "in copies" not in remarks(jitted)


def test_extremes_of_complex_numbers_are_no_reductions():
    """Of equal ones, which may differ in the signs of zeros, the last counts: so it would have to be known which chunk found any."""
    def f(a, low):
        for i in prange(len(a)):
            low[i % 3] = np.minimum(low[i % 3], a[i])

    def g(a, low):
        for i in prange(len(a)):
            low = np.minimum(low, a[i])
        return low

    jitted = parallel(f)
    jitted(np.zeros(0, "c16"), np.zeros(3, "c16"))
    assert "in copies" not in remarks(jitted)
    with pytest.raises(krait.CompileError, match="earlier one"):
        parallel(g)(np.zeros(3, "c16"), np.complex128(1))


def test_an_extreme_with_an_int_is_a_reduction_of_the_scalar():
    """Its options, and the int, were taken for constants that the combination could copy."""
    def f(a, low):
        for i in prange(len(a)):
            if a[i] > 5:
                low = min(low, np.int64(3), a[i] % 7)
        return low

    for a in (np.arange(100), np.zeros(100, np.int64)):
        for start in (5, 1, -1):
            assert_parallel(f, a, np.int64(start))
