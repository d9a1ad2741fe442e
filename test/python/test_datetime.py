"""datetime64 and timedelta64, as scalars and as array elements, against NumPy."""

import itertools

import numpy as np
import pytest
from oracle import assert_same

import krait
from krait.errors import CompileError

NAT = np.iinfo(np.int64).min
DATE_SECONDS = np.dtype("M8[s]")
DELTA_SECONDS = np.dtype("m8[s]")


def date(count, unit):
    return np.array(count, "i8").view(f"M8[{unit}]")[()]


def delta(count, unit="generic"):
    return np.array(count, "i8").view("m8" if unit == "generic" else f"m8[{unit}]")[()]


def add(a, b):
    return a + b


def sub(a, b):
    return a - b


def mul(a, b):
    return a * b


def truediv(a, b):
    return a / b


def floordiv(a, b):
    return a // b


def mod(a, b):
    return a % b


def compare(a, b):
    return a == b, a != b, a < b, a <= b, a > b, a >= b


OPERATORS = [add, sub, mul, truediv, floordiv, mod]
jitted = {f: krait.jit(f) for f in (*OPERATORS, compare)}

COUNTS = [0, 1, -1, 5, -5, 7, 1000, 2**40, -(2**62), 2**63 - 1, NAT]
NUMBERS = [2, -3, 0, 2.5, -0.75, 0.0, float("nan"), float("inf"), 1e300, np.int8(3), np.uint64(7), np.float32(1.5)]


def assert_same_count(f, *args):
    """As assert_same, where NumPy gives the C type long long, which compiled code gives as the equal int64."""
    with np.errstate(all="ignore"):
        expected = np.int64(f(*args))
    got = jitted[f](*args)
    assert type(got) is np.int64 and got == expected


@pytest.mark.parametrize("f", [add, sub, mod, truediv, compare], ids=lambda f: f.__name__)
def test_two_timedeltas(f):
    for a, b in itertools.product(COUNTS, COUNTS):
        assert_same(jitted[f], delta(a, "s"), delta(b, "s"))


def test_floor_quotient_of_timedeltas():
    for a, b in itertools.product(COUNTS, COUNTS):
        assert_same_count(floordiv, delta(a, "s"), delta(b, "s"))


@pytest.mark.parametrize("f", [mul, truediv, floordiv], ids=lambda f: f.__name__)
@pytest.mark.parametrize("number", NUMBERS, ids=repr)
def test_timedelta_and_number(f, number):
    for count in COUNTS:
        assert_same(jitted[f], delta(count, "ms"), number)


@pytest.mark.parametrize("number", [*NUMBERS, True, np.True_], ids=repr)
def test_number_times_timedelta(number):
    for count in COUNTS:
        assert_same(jitted[mul], number, delta(count, "ms"))


@pytest.mark.parametrize("number", [3, -3, True, np.int8(3), np.uint64(2**63), np.True_], ids=repr)
def test_int_counts_in_the_unit_of_the_time(number):
    for count in COUNTS:
        for f in (add, sub):
            assert_same(jitted[f], delta(count, "s"), number)
            assert_same(jitted[f], date(count, "s"), number)
        assert_same(jitted[add], number, date(count, "s"))
        assert_same(jitted[sub], number, delta(count, "s"))


def test_dates():
    for a, b in itertools.product(COUNTS, COUNTS):
        assert_same(jitted[sub], date(a, "D"), date(b, "D"))
        assert_same(jitted[add], date(a, "D"), delta(b, "D"))
        assert_same(jitted[add], delta(a, "D"), date(b, "D"))
        assert_same(jitted[sub], date(a, "D"), delta(b, "D"))
        assert_same(jitted[compare], date(a, "D"), date(b, "D"))


@pytest.mark.parametrize("units", [("s", "ms"), ("ms", "s"), ("W", "D"), ("D", "ns"), ("h", "ps"), ("Y", "M"), ("as", "ms"),
                                   ("generic", "s"), ("m", "generic")], ids="-".join)
def test_mixed_units(units):
    a_unit, b_unit = units
    for a, b in itertools.product([0, 5, -7, 100, NAT], [0, 3, -2, NAT]):
        for f in (add, sub, mod, truediv, compare):
            assert_same(jitted[f], delta(a, a_unit), delta(b, b_unit))
        assert_same_count(floordiv, delta(a, a_unit), delta(b, b_unit))
        if "generic" not in units:
            assert_same(jitted[sub], date(a, a_unit), date(b, b_unit))
            assert_same(jitted[compare], date(a, a_unit), date(b, b_unit))
            assert_same(jitted[add], date(a, a_unit), delta(b, b_unit))


def test_conversion_to_the_finer_unit_wraps_as_in_numpy():
    assert_same(jitted[add], delta(2**62 + 12345, "s"), delta(1, "ns"))


def test_timedelta_compared_with_ints():
    for count in COUNTS:
        for number in (5, -5, 0, True, np.int16(7), np.uint8(7)):
            assert_same(jitted[compare], delta(count, "s"), number)
            assert_same(jitted[compare], number, delta(count, "s"))


def test_signs_and_truth():
    def f(x):
        return -x, +x, abs(x), bool(x), not x, (1 if x else 2), np.isnat(x), x.dtype == DELTA_SECONDS

    for count in COUNTS:
        assert_same(f, delta(count, "s"))

    def truth(x):
        return bool(x), not x, np.isnat(x), x == x, x is None, x == None  # noqa: E711

    for count in COUNTS:
        assert_same(truth, date(count, "us"))


def test_tuples_of_times():
    def f(a, b, c):
        return (a, b) == (b, a), (a, b) != (b, a), c in (a, b), c not in (a, b)

    for a, b, c in itertools.product([1, 2, NAT], repeat=3):
        assert_same(f, delta(a, "s"), delta(b, "s"), delta(c, "s"))


def test_isinstance():
    def f(x):
        return (isinstance(x, np.timedelta64), isinstance(x, np.datetime64), isinstance(x, np.generic),
                isinstance(x, np.signedinteger), isinstance(x, np.number), isinstance(x, int), isinstance(x, object))

    assert_same(f, delta(1, "s"))
    assert_same(f, date(1, "s"))


def test_making_scalars():
    def f(n, i8):
        return (np.timedelta64(n, "s"), np.timedelta64(i8, "us"), np.timedelta64(5), np.timedelta64(), np.datetime64(n, "D"),
                np.timedelta64("NaT"), np.timedelta64("NaT", "s"), np.datetime64("NaT"), np.datetime64("NaT", "ns"),
                np.timedelta64(None, "h"), np.datetime64(), np.timedelta64(True, "W"))

    assert_same(f, 17, np.int8(-3))


def test_converting_units():
    def f(d, t):
        return np.timedelta64(d, "s"), np.timedelta64(d, "ns"), np.timedelta64(d), np.datetime64(t, "s"), np.datetime64(t, "us")

    for count in (0, 1499, -1500, -1, 2**40, NAT):
        assert_same(f, delta(count, "ms"), date(count, "ms"))


GLOBAL_DATE = np.datetime64("2024-02-29T12:00")
GLOBAL_DELTA = np.timedelta64(90, "m")
GLOBAL_DATES = np.array(["2024-01-01", "NaT", "1999-12-31"], "M8[D]")
DTYPE = np.dtype("m8[ms]")


def test_captured():
    def f(i):
        return GLOBAL_DATE + GLOBAL_DELTA, GLOBAL_DATES[i], GLOBAL_DATES[i] - GLOBAL_DATES[0], GLOBAL_DATES, GLOBAL_DELTA

    for i in range(3):
        assert_same(f, i)


def test_array_elements():
    def f(a, d):
        total = np.timedelta64(0, "s")
        for i in range(1, len(a)):
            total += a[i] - a[i - 1]
        for i in range(len(a)):
            a[i] = a[i] + d
        first = a[0]
        for x in a:
            if x < first:
                first = x
        return total, first, a, a.dtype == DATE_SECONDS

    assert_same(f, np.array([5, 2, 99, -7], "M8[s]"), delta(3, "s"))
    assert_same(f, np.array([5, 2, 99, -7, 1, 1], "M8[s]")[::2], delta(3, "s"))
    assert_same(f, np.array([5, "NaT", 99], "M8[s]"), delta(NAT, "s"))


def test_stores_convert():
    def f(a, b):
        a[0] = 5
        a[1] = np.timedelta64(-1500, "ms")
        a[2] = np.timedelta64(2, "h")
        a[3] = np.int8(7)
        a[4] = np.timedelta64("NaT")
        b[0] = 5
        b[1] = np.datetime64(-1, "ms")
        return a[1]

    assert_same(f, np.zeros(5, "m8[s]"), np.zeros(2, "M8[s]"))


def test_two_dimensions_and_orders():
    def f(a):
        a[1, 0] = a[0, 1]
        row = a[1]
        row[1] += np.timedelta64(1, "D")
        return row, a.T, a[1][1], a.shape, a.itemsize

    for order in "CF":
        assert_same(f, np.array([[1, 2], [3, 4]], "M8[D]", order=order))


def test_making_arrays():
    def f(n):
        e = np.empty(n, "datetime64[ns]")
        for i in range(n):
            e[i] = i
        return (e, np.zeros(n, "m8[s]"), np.zeros((n, 2), dtype=DTYPE), np.ones(n, "M8[D]"), np.full(n, np.timedelta64(5, "s")),
                np.full(n, 7, "m8[us]"), np.full(n, np.timedelta64(5, "s"), "m8[ms]"), np.zeros_like(e), np.empty((0,), "<m8[ns]"),
                np.zeros(n, np.timedelta64))

    assert_same(f, 3)


def test_calls_and_joins():
    @krait.jit
    def later(a, b):
        if a > b:
            return a
        return b

    def f(a, b, flag):
        x = a
        if flag:
            x = later(a, b)
        return x, later(b, a)

    assert_same(f, date(5, "s"), date(9, "s"), True)


def test_results_keep_their_unit():
    for unit in ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"]:
        got = krait.jit(lambda x, a: (x, a[0]))(date(3, unit), np.array([4], f"m8[{unit}]"))
        assert got[0].dtype == f"M8[{unit}]" and got[1].dtype == f"m8[{unit}]"


def test_signature():
    f = krait.jit("timedelta64[s](datetime64[s][::1], int64)")(lambda a, i: a[i] - a[0])
    assert f(np.array([3, 10], "M8[s]"), 1) == np.timedelta64(7, "s")


@pytest.mark.parametrize("f, args", [
    (add, (date(1, "s"), date(1, "s"))), (sub, (delta(1, "s"), date(1, "s"))), (mul, (delta(1, "s"), delta(1, "s"))),
    (add, (delta(1, "s"), 1.5)), (mul, (delta(1, "s"), 1j)), (truediv, (5, delta(1, "s"))), (mod, (delta(1, "s"), 3)),
    (truediv, (delta(1, "s"), True)), (compare, (date(1, "s"), 5)), (compare, (delta(1, "s"), 5.5)),
    (compare, (date(1, "s"), delta(1, "s"))), (lambda a, b: -a, (date(1, "s"), 0)), (lambda a, b: a**b, (delta(1, "s"), 2)),
    (lambda a, b: a & b, (delta(1, "s"), 2)), (lambda a, b: ~a, (delta(1, "s"), 2)),
    (lambda a, b: np.isnat(b), (delta(1, "s"), 2)),
    (lambda a, b: int(a), (delta(1, "s"), 2)), (lambda a, b: np.datetime64(b), (delta(1, "s"), 2)),
    (lambda a, b: np.timedelta64(b, "s"), (delta(1, "s"), 2.5)), (lambda a, b: np.timedelta64(a, "Y"), (delta(1, "s"), 2)),
])
def test_refused_for_the_types(f, args):
    """What NumPy raises a TypeError for, whatever the values are."""
    with pytest.raises(Exception) as oracle:
        f(*args)
    assert not isinstance(oracle.value, CompileError)
    with pytest.raises(CompileError):
        krait.jit(f)(*args)


def test_years_beside_days_are_refused():
    with pytest.raises(CompileError, match="Years and months have no fixed length"):
        jitted[add](date(1, "Y"), delta(1, "D"))


def test_too_large_factor_is_refused():
    with pytest.raises(OverflowError):
        delta(1, "D") + delta(1, "as")
    with pytest.raises(CompileError, match="OverflowError"):
        jitted[add](delta(1, "D"), delta(1, "as"))


def test_no_text_dates():
    with pytest.raises(CompileError, match="global variable"):
        krait.jit(lambda: np.datetime64("2020-01-01"))()


def test_multiples_of_units_are_refused():
    with pytest.raises(CompileError, match="25s"):
        krait.jit(lambda: np.timedelta64(1, "25s"))()
    with pytest.raises(TypeError, match="multiple of a unit"):
        krait.jit(lambda a: a[0])(np.zeros(2, "m8[25s]"))
    multiple = np.timedelta64(1, "25s")
    with pytest.raises(CompileError, match="25s"):
        krait.jit(lambda: multiple + multiple)()


def test_different_times_do_not_join():
    def f(flag, a, b):
        x = a
        if flag:
            x = b
        return x

    with pytest.raises(CompileError, match="no common type"):
        krait.jit(f)(True, delta(1, "s"), delta(1, "ms"))
