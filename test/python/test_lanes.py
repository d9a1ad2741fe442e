"""Loops whose iterations run side by side in the lanes of vectors: the same bits, exceptions and stores as one after the other.

`check` holds every function to running in lanes (mark-lanes has marked a loop of it) and to CPython's results, at both widths
of vectors that a CPU may have.
"""

import math
import textwrap

import numpy as np
import pytest

import krait
from krait._inspect import inspect_text
from oracle import assert_same, copy_arguments, outcome

COUNTS = [0, 1, 7, 31, 32, 33, 64, 100]
SPECIAL = np.array([0.0, -0.0, 1.0, -1.0, 2.0, 0.25, np.nan, np.inf, -np.inf, 1e300, -1e300, 5e-324, 2.0**53, -3.75])


@pytest.fixture(params=["512", "256"], autouse=True)
def vector_width(request, monkeypatch):
    """AVX-512 and AVX2, where the CPU has both."""
    monkeypatch.setenv("KRAIT_VECTOR_WIDTH", request.param)




def runs_in_lanes(jitted):
    """Whether a loop of what was compiled is marked."""
    return all(" lanes " in text for text in inspect_text(jitted, None, "types").values())


def check(function, *arguments):
    """The compiled function is CPython's, and a loop of it is marked. Returns the outcome."""
    jitted = krait.jit(function)
    result = assert_same(jitted, *arguments)
    assert runs_in_lanes(jitted), "no loop runs in lanes"
    return result


def check_refused(function, *arguments):
    """The compiled function is CPython's, and no loop of it is marked."""
    jitted = krait.jit(function)
    assert_same(jitted, *arguments)
    assert not runs_in_lanes(jitted)


def check_as_scalar(function, monkeypatch, *arguments):
    """Where CPython's ints go on: the same exception and the same stores as without lanes. Returns the outcome."""
    in_lanes_arguments, arguments = copy_arguments(arguments), copy_arguments(arguments)
    jitted = krait.jit(function)
    got = outcome(jitted, in_lanes_arguments)
    assert runs_in_lanes(jitted)
    monkeypatch.setenv("KRAIT_VECTOR_WIDTH", "128")
    expected = outcome(krait.jit(function), arguments)
    assert type(got) is type(expected) and str(got) == str(expected)
    for one, other in zip(in_lanes_arguments, arguments):
        np.testing.assert_array_equal(one, other)
    return got


# Escape times -----------------------------------------------------------------------------------------------------


def mandelbrot(image, limit):
    height, width = image.shape
    for row in range(height):
        y = -1.3 + 2.6 * row / height
        for column in range(width):
            x = -2.0 + 2.6 * column / width
            re = 0.0
            im = 0.0
            count = 0
            while count < limit and re * re + im * im <= 4.0:
                re, im = re * re - im * im + x, 2.0 * re * im + y
                count += 1
            image[row, column] = count


@pytest.mark.parametrize("width", COUNTS)
def test_mandelbrot(width):
    """Every trip count around a block, in rows."""
    check(mandelbrot, np.zeros((5, width), np.int64), 60)


@pytest.mark.parametrize("limit", [-1, 0, 1, 2, 300])
def test_mandelbrot_limits(limit):
    """A loop that no lane enters, that all leave at once, or that some never leave."""
    check(mandelbrot, np.zeros((4, 40), np.int64), limit)


@pytest.mark.parametrize("dtype", [np.int32, np.uint8, np.float64, np.float32])
def test_counts_of_another_type(dtype):
    """What is stored is converted in lanes."""
    check(mandelbrot, np.zeros((3, 45), dtype), 50)


def test_image_of_any_layout():
    """Fortran order, rows of a larger image, reversed and strided ones."""
    check(mandelbrot, np.zeros((7, 45), np.int64, order="F"), 50)
    check(mandelbrot, np.zeros((9, 90), np.int64)[1:8, 3:48], 50)
    check(mandelbrot, np.zeros((9, 90), np.int64)[::-2, ::-2], 50)


def test_complex_numbers_and_for_with_break():
    """The count is the position of an inner for_; what is stored first is stored again by some lanes."""

    def julia(image, limit):
        for row in range(image.shape[0]):
            for column in range(image.shape[1]):
                c = complex(column * 0.07 - 2.0, row * 0.13 - 1.0)
                z = 0j
                image[row, column] = limit
                for k in range(limit):
                    z = z * z + c
                    if z.real * z.real + z.imag * z.imag > 4.0:
                        image[row, column] = k
                        break

    check(julia, np.zeros((9, 45), np.int64), 40)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.complex128])
def test_several_results(dtype):
    """Values of all types that leave the loop, several stores, lanes as wide as the narrowest allows."""

    def escape(points, counts, last, limit):
        for i in range(len(points)):
            z = points[i] * 0
            n = 0
            while n < limit:
                z = z * z + points[i]
                if not abs(z.real) + abs(z.imag) < 3:
                    break
                n += 1
            counts[i] = n
            last[i] = z

    rng = np.random.default_rng(1)
    points = (rng.normal(size=77) + (1j * rng.normal(size=77) if dtype(0).dtype.kind == "c" else 0)).astype(dtype)
    check(escape, points, np.zeros(77, np.int64), np.zeros(77, dtype), 30)


def test_nested_ifs_and_several_exits():
    """Exits in branches of branches, to the loop and to what is around it."""

    def classify(a, out):
        for i in range(len(a)):
            x = a[i]
            kind = 0
            for k in range(50):
                if x > 10.0:
                    if x > 1000.0:
                        kind = 3
                        break
                    x = x * 0.9 + k
                elif x < -10.0:
                    x = -x * 0.5
                    continue
                else:
                    x = x * 3.0 - 1.0
                    if x == -1.0:
                        kind = 2
                        break
                if k > 30 and x > 20.0:
                    break
            else:
                kind = 1
            out[i] = kind * 1000.0 + x

    rng = np.random.default_rng(2)
    check(classify, np.concatenate([rng.normal(size=200) * 30, SPECIAL, np.zeros(3)]), np.zeros(217))


def test_inner_loop_of_a_varying_length():
    """Triangles: every lane goes on for a number of rounds of its own, from a start of its own."""

    def triangle(a, out):
        for i in range(len(a)):
            total = 0.0
            for k in range(i % 7, i):
                total += a[k] * 0.5
                if total > 25.0:
                    total = -total
            out[i] = total

    check(triangle, np.random.default_rng(3).random(100) * 10, np.zeros(100))


def test_loops_in_loops():
    """Lanes that are apart in the outer of two loops meet again at its end."""

    def nested(a, out):
        for i in range(len(a)):
            x = a[i]
            rounds = 0
            while x > 1.0:
                y = x
                while y > 0.5:
                    y = y * 0.5 - 0.1
                    rounds += 1
                    if rounds > 60:
                        break
                if rounds > 60:
                    break
                x = x * 0.7 + y * 0.1
            out[i] = x + rounds

    check(nested, np.random.default_rng(4).random(100) * 50, np.zeros(100))


# Searches ---------------------------------------------------------------------------------------------------------


def search(keys, values, out):
    for i in range(len(values)):
        v = values[i]
        lo = 0
        hi = len(keys)
        while lo < hi:
            mid = (lo + hi) // 2
            if keys[mid] < v:
                lo = mid + 1
            else:
                hi = mid
        out[i] = lo


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("keys", [0, 1, 2, 100])
def test_binary_search(count, keys):
    """Gathers at indices of the lanes' own."""
    rng = np.random.default_rng(count)
    check(search, np.sort(rng.random(keys)), rng.random(count), np.zeros(count, np.int64))


def test_search_for_special_values():
    """nan is in no order."""
    check(search, np.linspace(-4, 4, 50), np.tile(SPECIAL, 3), np.zeros(42, np.int64))


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int32, np.uint64, np.float32])
def test_search_among_other_types(dtype):
    """Elements are gathered in their own width."""
    rng = np.random.default_rng(5)
    check(search, np.sort(rng.integers(0, 100, 60)).astype(dtype), rng.integers(0, 100, 70).astype(dtype), np.zeros(70, np.int64))


def test_strided_and_reversed_arrays():
    """Addresses of any step, and results that lie backwards."""
    rng = np.random.default_rng(6)
    keys = np.sort(rng.random(200))[::2]
    check(search, keys, rng.random(200)[::-2], np.zeros(300, np.int64)[::-3])
    check(search, keys, rng.random((100, 3))[:, 1], np.zeros((100, 2), np.int64)[:, 0])


def test_gather_out_of_bounds():
    """A lane's index is out of range: the same error, and the stores before it."""

    def chase(links, out, limit):
        for i in range(len(out)):
            at = i
            steps = 0
            while at != 0 and steps < limit:
                at = links[at] * 1 + 0
                steps += 1
            out[i] = steps

    links = np.maximum(np.arange(100) // 2, 0)
    check(chase, links, np.full(100, -1), 50)
    for bad in (3, 31, 32, 40, 99):
        broken = links.copy()
        broken[bad] = 1000
        assert isinstance(check(chase, broken, np.full(100, -1), 50), IndexError)
    check(chase, links - 100 * (links > 0), np.full(100, -1), 50)  # wraps


def test_store_out_of_bounds():
    """The array for the results is too short."""

    def fill(out, n):
        for i in range(n):
            x = i * 1.0
            k = 0
            while x * x > 2.0 + k:
                x = x * 0.5
                k += 1
            out[i] = k

    for size in (0, 5, 32, 63):
        assert isinstance(check(fill, np.full(size, -1), 64), IndexError)
    check(fill, np.full(64, -1), 64)


# Roots ------------------------------------------------------------------------------------------------------------


def newton(a, out, n):
    for i in range(len(a)):
        x = a[i]
        for _ in range(n):
            d = (x * x - a[i]) / (2.0 * x)
            x = x - d
            if abs(d) < 1e-12:
                break
        out[i] = x


@pytest.mark.parametrize("n", [0, 1, 3, 60])
def test_newton(n):
    """Special values among others: nan never converges."""
    rng = np.random.default_rng(7)
    check(newton, np.concatenate([rng.random(50) * 100, SPECIAL]), np.zeros(64), n)


def test_newton_in_place():
    """Every lane reads and writes its own element."""

    def roots(a):
        for i in range(len(a)):
            x = a[i]
            guess = x * 0.5 + 0.5
            while abs(guess * guess - x) > 1e-9 * x:
                guess = 0.5 * (guess + x / guess)
            a[i] = guess

    a = np.random.default_rng(8).random(100) * 50 + 1.0
    check(roots, a)
    check(roots, a[::-1])
    check(roots, a[::3])
    check(roots, np.lib.stride_tricks.as_strided(a, (20,), (0,)))  # all lanes have the same element


def test_division_by_zero_in_a_lane():
    """A Python float: ZeroDivisionError where the loop meets it."""

    def steps(a, out):
        for i in range(len(a)):
            x = float(a[i])
            n = 0
            while n < 20:
                x = 1.0 / x - 2.0
                if x > 100.0:
                    break
                n += 1
            out[i] = n

    a = np.linspace(0.1, 3.0, 70)
    check(steps, a, np.full(70, -1))
    for k in (0, 31, 33, 69):
        b = a.copy()
        b[k] = 0.5  # 1/0.5 - 2 == 0
        assert isinstance(check(steps, b, np.full(70, -1)), ZeroDivisionError)


def test_functions(monkeypatch):
    """Square roots, rounding, extremes, conversions, and kernels for vectors, which are as exact as NumPy's but not the same."""

    def walk(a, out):
        for i in range(len(a)):
            x = a[i]
            n = 0
            while n < 25:
                x = np.sqrt(np.abs(x)) + np.exp(-x * 0.1) * np.sin(x) + min(x, 3.0) - max(x, -2.0) * 0.25
                x = x + math.floor(x) % 3 + int(x * 0.5) + round(x) * 0.125 + np.minimum(x, 1.5)
                if x > 6.0 or math.isnan(x):
                    break
                n += 1
            out[i] = x * 100 + n

    check_as_scalar(walk, monkeypatch, np.random.default_rng(9).random(150) * 6, np.zeros(150))
    with pytest.raises(ValueError, match="cannot convert float NaN to integer"):
        krait.jit(walk)(np.where(np.arange(150) == 40, np.nan, 1.0), np.zeros(150))


def test_float32_kernels(monkeypatch):
    """Sixteen lanes where nothing is wider."""

    def walk(a, out):
        for i in range(len(a)):
            x = a[i]
            while x < np.float32(30.0):
                x = x * np.float32(1.5) + np.cos(x) + np.log(x + np.float32(2.0))
            out[i] = x

    check_as_scalar(walk, monkeypatch, np.random.default_rng(10).random(150).astype(np.float32), np.zeros(150, np.float32))


# Integers ---------------------------------------------------------------------------------------------------------


def collatz(a, out):
    for i in range(len(a)):
        n = int(a[i])
        if n < 1:
            raise ValueError("positive numbers only")
        steps = 0
        while n != 1:
            if n % 2 == 0:
                n //= 2
            else:
                n = 3 * n + 1
            steps += 1
        out[i] = steps


def test_collatz():
    """Python ints, checked, in lanes."""
    check(collatz, np.arange(1, 300), np.full(299, -1))


@pytest.mark.parametrize("lane", [0, 5, 31, 32, 90])
def test_raise_in_a_lane(lane):
    """The function's own exception, and the stores before it."""
    a = np.arange(1, 101)
    a[lane] = 0
    assert isinstance(check(collatz, a, np.full(100, -1)), ValueError)


@pytest.mark.parametrize("lane", [0, 5, 31, 32, 90])
def test_overflow_in_a_lane(lane, monkeypatch):
    """An int leaves 64 bits: OverflowError, where it happens."""
    a = np.arange(1, 101)
    a[lane] = 2**62 + 1
    assert isinstance(check_as_scalar(collatz, monkeypatch, a, np.full(100, -1)), OverflowError)


def test_products_near_the_end_of_the_range(monkeypatch):
    """Products of two values that vary, just inside 64 bits and just outside."""

    def powers(a, out):
        for i in range(len(a)):
            x = int(a[i])
            p = x
            n = 1
            while n < 3 and p > -(10**15) and p != 7:
                p = p * x
                n += 1
            out[i] = p

    inside = np.concatenate([np.arange(-40, 40), [2097151, -2097151, -2097152, 2000000]])
    check(powers, inside, np.zeros(84, np.int64))
    outside = inside.copy()
    outside[37] = 2097152
    assert isinstance(check_as_scalar(powers, monkeypatch, outside, np.zeros(84, np.int64)), OverflowError)


def test_numpy_integers_wrap():
    """int32 arithmetic, shifts and bits, in 16 lanes."""

    def mix(a, out):
        for i in range(len(a)):
            x = a[i]
            n = 0
            while (x & np.int32(7)) != np.int32(0):
                x = x * np.int32(1103515245) + np.int32(12345)
                x = x ^ (x >> np.int32(3))
                n += 1
                if n > 40:
                    break
            out[i] = x

    with np.errstate(over="ignore"):
        check(mix, np.random.default_rng(11).integers(-(2**31), 2**31, 100).astype(np.int32), np.zeros(100, np.int32))


# Calls ------------------------------------------------------------------------------------------------------------


@krait.jit
def escape_time(x, y, limit):
    re = im = 0.0
    for n in range(limit):
        if re * re + im * im > 4.0:
            return n
        re, im = re * re - im * im + x, 2.0 * re * im + y
    return limit


@krait.jit
def place(keys, value):
    lo, hi = 0, len(keys)
    while lo < hi:
        mid = (lo + hi) // 2
        if keys[mid] == value:
            return mid, True
        if keys[mid] < value:
            lo = mid + 1
        else:
            hi = mid
    return lo, False


@krait.jit
def root(x):
    if x < 0.0:
        raise ValueError("of a negative number")
    if x == 0.0:
        return x
    guess = 1.0
    while abs(guess * guess - x) > 1e-9 * x:
        guess = 0.5 * (guess + x / guess)
    return guess


def test_calls():
    """Functions that lanes return from at different times, one inside the other."""

    def image(out, limit):
        for i in range(out.shape[0]):
            for j in range(out.shape[1]):
                out[i, j] = escape_time(j * 0.05 - 2.0, i * 0.11 - 1.0, limit)

    def places(keys, values, out, found):
        for i in range(len(values)):
            out[i], found[i] = place(keys, values[i])

    check(image, np.zeros((9, 70), np.int64), 50)
    check(image, np.zeros((9, 70), np.int64), 0)
    rng = np.random.default_rng(20)
    keys = np.sort(rng.random(100))
    values = np.where(rng.random(90) < 0.5, rng.choice(keys, 90), rng.random(90))
    check(places, keys, values, np.zeros(90, np.int64), np.zeros(90, np.bool_))


def test_call_that_raises():
    """The traceback's function is the callee; the stores are those before."""

    def roots(a, out):
        for i in range(len(a)):
            out[i] = root(a[i]) + root(root(a[i]))

    a = np.random.default_rng(21).random(80) * 9
    check(roots, a, np.zeros(80))
    a[50] = -1.0
    assert isinstance(check(roots, a, np.zeros(80)), ValueError)
    a[50] = 0.0
    check(roots, a, np.zeros(80))


def test_calls_that_keep_loops_from_lanes():
    """Functions that store, or call themselves."""

    @krait.jit
    def put(out, i, x):
        while x > 1.0:
            x = x * 0.5 - 0.125
        out[i] = x
        return x

    def stores(a, out):
        for i in range(len(a)):
            put(out, i, a[i])

    check_refused(stores, np.random.default_rng(22).random(70) * 9, np.zeros(70))


# Loops and what is around them ------------------------------------------------------------------------------------


def test_values_after_the_loop():
    """The loop's variable and last values are those of the last iteration."""

    def last(a, out):
        i = -1
        x = -1.0
        n = -1
        for i in range(3, len(a), 2):
            x = float(a[i])
            n = 0
            while x > 1.0:
                x = x * 0.5 - 0.125
                n += 1
            out[i] = x
        return i, x, n

    for count in [0, 3, 4, 5, 40, 68, 69, 100]:
        check(last, np.random.default_rng(count).random(count) * 900, np.zeros(count))


def test_ranges():
    """Steps, starts below zero, and backwards counts, which are not marked but right."""

    def walk(a, out, start, stop):
        for i in range(start, stop, 3):
            x = a[i]
            while x > 1.0:
                x = x * 0.5 - 0.125 * x * x * 0.01
            out[i] = x

    a = np.random.default_rng(12).random(100) * 90
    for start, stop in [(0, 100), (-50, 50), (-1, 0), (5, 5), (98, 99)]:
        check(walk, a, np.zeros(100), start, stop)
    assert isinstance(check(walk, a, np.zeros(100), 50, 120), IndexError)


def test_arrays_that_overlap():
    """What an iteration stores is read by a later one: one after the other, found out at run time."""

    def smooth(a, out):
        for i in range(len(out)):
            x = a[i]
            while x > 1.0:
                x = x * 0.5 - 0.125
            out[i] = x + a[i] * 0.5

    memory = np.random.default_rng(13).random(101) * 50
    check(smooth, memory[:100], memory[1:])
    check(smooth, memory[1:], memory[:100])
    check(smooth, memory[:50], memory[50:100])
    check(smooth, memory, memory)


def test_results_that_overlap():
    """Two arrays of results in one memory: stores keep their order."""

    def both(a, first, second):
        for i in range(len(a)):
            x = a[i]
            n = 0
            while x > 1.0:
                x = x * 0.5 - 0.125
                n += 1
            first[i] = x
            second[i] = n

    memory = np.zeros(101)
    check(both, np.random.default_rng(14).random(100) * 70, memory[:100], memory[1:])
    check(both, np.random.default_rng(14).random(100) * 70, memory[1:], memory[:100])
    check(both, np.random.default_rng(14).random(100) * 70, memory[:100], memory[:100])


def test_store_where_others_store():
    """Several iterations store to one element: the last one stays. Some do not store at all."""

    def scatter(a, where, out):
        for i in range(len(a)):
            x = a[i]
            while x > 1.0:
                x = x * 0.5 - 0.125
            if x > 0.6:
                out[where[i], 0] = x
            elif x > 0.4:
                out[where[i], 1] = i

    rng = np.random.default_rng(15)
    check(scatter, rng.random(100) * 70, rng.integers(-5, 5, 100), np.zeros((5, 2)))
    check(scatter, rng.random(100) * 70, rng.integers(-7, 5, 100), np.zeros((5, 2)))


def test_iterables():
    """Arrays, their rows, enumerate, zip and reversed, in the marked loop and in the inner one."""

    def values(a, out):
        for i, x in enumerate(a):
            while x > 1.0:
                x = x * 0.5 - 0.125
            out[i] = x

    def pairs(a, b, out):
        for x, (i, y) in zip(a, enumerate(reversed(b), 2)):
            while x > y:
                x = x * 0.5 - y * 0.125
            out[i - 2] = x + i

    def rows(m, v, out):
        i = 0
        for i, row in enumerate(m):
            x = 1.0
            n = 0
            for y, z in zip(row, v):
                x = x * y + z
                if x > 3.0:
                    break
                n += 1
            out[i] = x * 10.0 + n
        return i

    rng = np.random.default_rng(23)
    check(values, rng.random(75) * 60, np.zeros(75))
    check(values, (rng.random(150) * 60).astype(np.float32)[::-2], np.zeros(75, np.float32))
    check(pairs, rng.random(75) * 60, rng.random(70) + 1.0, np.zeros(75))
    check(rows, rng.random((75, 9)) * 1.5, rng.random(12), np.zeros(75))
    check(rows, rng.random((9, 75)).T * 1.5, rng.random(7), np.zeros(75))


def test_elements_of_a_row_of_the_lanes_own():
    """row = a[i], then row[k] at indices of the lanes' own: a gather from addresses that vary."""

    def walk(a, out):
        for i in range(len(a)):
            row = a[i]
            at = 0
            steps = 0
            while row[at] > 0 and steps < 20:
                at = (at + row[at]) % 8
                steps += 1
            out[i] = steps * 100 + at

    check(walk, np.random.default_rng(24).integers(0, 8, (70, 8)), np.zeros(70, np.int64))


def test_failure_before_an_endless_iteration():
    """Lane 3 raises, lane 5 would never end."""

    def wait(a, out):
        for i in range(len(a)):
            x = a[i]
            if x < 0.0:
                raise ValueError("negative")
            while x * 2.0 - 1.0 < 1.0 + x * 0.5 and x != 3.0:
                x = x + 1.0 if x > 0.0 else x * 1.0
            out[i] = x

    a = np.full(40, 0.5)
    check(wait, a, np.zeros(40))
    a[3], a[5] = -1.0, 0.0
    assert isinstance(check(wait, a, np.zeros(40)), ValueError)


def test_failure_behind_an_endless_iteration():
    """Lane 3 raises after its loop, lane 5 never comes that far: the scalar loop is asked after a while."""

    def wait(a, out):
        for i in range(len(a)):
            x = a[i]
            while x * 2.0 - 1.0 < 1.0 + x * 0.5 and x != 3.0:
                x = x + 1.0 if x > 0.0 else x * 1.0
            if x > 4.0:
                raise ValueError("large")
            out[i] = x

    a = np.full(40, 0.5)
    check(wait, a, np.zeros(40))
    a[3], a[5] = 5.0, 0.0
    assert isinstance(check(wait, a, np.zeros(40)), ValueError)


def test_unchecked_loads_where_no_lane_is():
    """boundscheck=False: an index that no iteration uses is not looked at either."""

    def maybe(a, keys, out, far):
        for i in range(len(a)):
            x = a[i]
            while x > 1.0:
                if x > 1e6:
                    x = x - keys[far]
                x = x * 0.5 - 0.125
            out[i] = x

    jitted = krait.jit(boundscheck=False)(maybe)
    assert_same(jitted, np.random.default_rng(25).random(70) * 60, np.zeros(4), np.zeros(70), 2**40)
    assert runs_in_lanes(jitted)


def test_read_only_results():
    """The error of the first store."""

    def fill(a, out):
        for i in range(len(a)):
            x = a[i]
            while x > 1.0:
                x = x * 0.5 - 0.125
            out[i] = x

    out = np.zeros(40)
    out.flags.writeable = False
    check_refused(fill, np.ones(40), out)


def test_sums():
    """What a loop carries is formed in its order, one iteration after the other; the rest runs in lanes."""

    def total(a):
        count = 0
        total = 0.0
        most = -1.0
        last = 0.0
        for i in range(len(a)):
            x = float(a[i])
            n = 0
            while x > 1.0:
                x = x * 0.5 - 0.125
                n += 1
            count += n
            total = total * 0.75 + x
            most = max(most, x)
            last = x
        return count, total, most, last

    def only_sums(a, out):
        count = 0
        total = 0.0
        for x in a:
            n = 0
            while x > 1.0:
                x = x * 0.5 - 0.125
                n += 1
            out[count % len(out)] = 1.0
            count += n
            total += x
        return count, total

    def sums(a, out):
        count = 0
        total = np.float64(0.0)
        for i in range(len(a)):
            x = a[i]
            n = 0
            while x > 1.0:
                x = x * 0.5 - 0.125
                n += 1
            out[i] = n
            count += n
            total += x
        return count, total

    rng = np.random.default_rng(26)
    for count in COUNTS:
        check(total, rng.random(count) * 500)
        check(sums, rng.random(count) * 500, np.zeros(count))
    check_refused(only_sums, rng.random(50) * 9, np.zeros(5))


def test_sum_that_overflows(monkeypatch):
    """The sum leaves 64 bits in some iteration: what was stored before it, and not after."""

    def weigh(a, out, total):
        for i in range(len(a)):
            n = int(a[i])
            k = 0
            while n % 3 != 0 and k < 4:
                n = n * 2 + 1
                k += 1
            out[i] = k
            total = total + n
        return total

    a = np.random.default_rng(27).integers(0, 1000, 100)
    check(weigh, a, np.zeros(100), 5)
    for start in (2**63 - 1, 2**63 - 500, 2**63 - 9000, 2**63 - 30000):
        assert isinstance(check_as_scalar(weigh, monkeypatch, a, np.zeros(100), start), OverflowError)


def test_loops_that_do_not_run_in_lanes():
    """Carried values that branches look at, returns, calls without a form in lanes, stores in the inner loop: as they stand."""

    def carried(a):
        total = 0.0
        for i in range(len(a)):
            x = a[i]
            while x > 1.0:
                x = x * 0.5 - 0.125
            if x > 0.5:
                total += x
        return total

    def returns(a, out):
        for i in range(len(a)):
            x = a[i]
            while x > 1.0:
                x = x * 0.5 - 0.125
                if x < 0.3:
                    return i
            out[i] = x
        return -1

    def calls(a, out):
        for i in range(len(a)):
            x = a[i]
            while x > 1.0:
                x = math.gamma(x) * 0.25
            out[i] = x

    def stores(a, out):
        for i in range(len(a)):
            x = a[i]
            while x > 1.0:
                x = x * 0.5 - 0.125
                out[i] = x

    def reads_what_it_stores(a):
        for i in range(1, len(a)):
            x = a[i] + a[i - 1]
            while x > 1.0:
                x = x * 0.5 - 0.125
            a[i] = x

    a = np.random.default_rng(16).random(70) * 5
    check_refused(carried, a)
    for function in (returns, calls, stores):
        check_refused(function, a, np.zeros(70))
    check_refused(reads_what_it_stores, a)


def test_remarks(tmp_path, capsys):
    """`krait explain` says which loops run in lanes, and what keeps others from it (runs_in_lanes, kept_from_lanes)."""
    from krait.__main__ import main

    (tmp_path / "loops.py").write_text(textwrap.dedent("""
        def both(a, out):
            total = 0.0
            for i in range(len(a)):
                x = a[i]
                while x > 1.0:
                    x = x * 0.5 - 0.125
                out[i] = x
            for x in (1.0, 2.0, 3.0, 4.0):
                while x > total:
                    x = x * 0.5 - 0.125 * x * x
                out[0] = x
            for i in range(len(a)):
                x = a[i] + total
                while x > 1.0:
                    x = x * 0.5 - 0.125
                total += x
            return total
    """))
    assert main(["explain", f"{tmp_path}/loops.py::both", "--types", "float64[::1], float64[::1]"]) == 0
    remarks = capsys.readouterr().out.split("== remarks")[1].split("== vectorisation")[0]
    assert 'loops.py", line 4, in both' in remarks and "iterations of this loop run side by side, each in a lane of a vector" in remarks
    assert remarks.count("iterations of this loop run one after the other, not side by side in the lanes of vectors") == 2
    assert "it is not over a range or arrays" in remarks
    assert "total goes from one iteration to the next" in remarks


def test_without_bounds_checks_and_with_wrapping_ints():
    """The options hold in lanes too."""
    rng = np.random.default_rng(17)
    keys, values, out = np.sort(rng.random(50)), rng.random(70), np.zeros(70, np.int64)
    assert_same(krait.jit(boundscheck=False)(search), keys, values, out)
    assert_same(krait.jit(overflow="wrap")(collatz), np.arange(1, 200), np.zeros(199, np.int64))


def test_numpy_error_model():
    """Division by zero gives inf in every lane."""

    def invert(a, out):
        for i in range(len(a)):
            x = float(a[i])
            n = 0
            while x != 0.0 and n < 9:
                x = 1.0 / (x - 1.0) - 0.5
                n += 1
            out[i] = x

    out = np.zeros(40)
    krait.jit(error_model="numpy")(invert)(np.full(40, 1.0), out)
    expected = outcome(invert, (np.full(40, 1.0), np.zeros(40)))
    assert isinstance(expected, ZeroDivisionError)
    x = np.float64(1.0)
    with np.errstate(all="ignore"):
        for _ in range(9):
            x = 1.0 / (x - 1.0) - 0.5
    np.testing.assert_array_equal(out, x)
