"""Loops over prange with parallel=True: the values of the loop in order, for any number of threads; the first error.

Sums of floats are associated chunk by chunk, so those tests use numbers whose sums are exact; that the bits do not depend
on the number of threads is tested with others.
"""

import contextlib

import numpy as np
import pytest
from oracle import assert_same_value, copy_arguments, outcome
from parallel_oracle import THREADS, assert_parallel, parallel, remarks, whole

import krait
from krait import prange


@pytest.fixture(autouse=True)
def threads_as_before():
    before = krait.get_num_threads()
    yield
    krait.set_num_threads(before)


SIZES = (0, 1, 2, 63, 64, 65, 1000, 5003)


@pytest.mark.parametrize("n", SIZES)
def test_stores(n):
    def f(a, out):
        for i in prange(len(a)):
            x = a[i]
            if x > 0:
                out[i] = x * 2
            else:
                out[i] = -x

    assert_parallel(f, whole(n), np.zeros(n))


@pytest.mark.parametrize("bounds", [(0, 10, 1), (3, 1000, 1), (1000, 3, -1), (5, 900, 7), (-20, 20, 3), (10, 0, 1), (7, 8, 100)])
def test_ranges(bounds):
    def f(start, stop, step, out):
        last = -1
        for i in prange(start, stop, step):
            out[i % 1009] = i
            last = i
        return last

    assert_parallel(f, *bounds, np.zeros(1009, np.int64))


@pytest.mark.parametrize("n", SIZES)
def test_scalar_reductions(n):
    def f(a, k):
        s, t, p, low, high, bits, mask, flips = 1.0, 0, 1.0, 5.0, -5.0, 1, -1, 3
        for i in prange(len(a)):
            s += a[i]
            s -= 1.0
            t += i
            p *= 1.0 if i % 3 else -1.0
            low = min(low, a[i])
            high = max(high, a[i], 7.0)
            bits |= k[i]
            mask &= k[i]
            flips ^= k[i]
        return s, t, p, low, high, bits, mask, flips

    assert_parallel(f, whole(n), np.random.default_rng(1).integers(0, 1 << 40, n))


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "uint64", "float32", "complex64", "complex128", "bool"])
def test_reductions_of_dtypes(dtype):
    def f(a, zero):
        s = zero
        for i in prange(len(a)):
            s += a[i]
        return s

    a = np.random.default_rng(2).integers(0, 2, 3000).astype(dtype)
    assert_parallel(f, a, a.dtype.type(0))
    assert_parallel(f, a[:0], a.dtype.type(1))


def test_numpy_extremes_and_nan():
    def f(a):
        low, high, least, most = np.inf, -np.inf, np.inf, -np.inf
        small, large = 1e300, -1e300
        for i in prange(len(a)):
            low = np.minimum(low, a[i])
            high = np.maximum(a[i], high)
            least = np.fmin(least, a[i])
            most = np.fmax(most, a[i])
            small = min(small, a[i])
            large = max(large, a[i])
        return low, high, least, most, small, large

    a = whole(2000)
    assert_parallel(f, a)
    a[[3, 700, 1999]] = np.nan
    assert_parallel(f, a)


def test_reduction_in_branches_and_inner_loops():
    def f(a):
        s = 0.0
        n = 0
        for i in prange(a.shape[0]):
            if a[i, 0] > 0:
                for j in range(a.shape[1]):
                    if a[i, j] < 0:
                        continue
                    s += a[i, j]
            elif i % 3 == 0:
                n += 1
                continue
            else:
                n += 2
            k = 0
            while k < 3:
                n += k
                k += 1
        return s, n

    assert_parallel(f, whole((777, 9)))


def test_logical_reductions():
    def f(a):
        every, some, none = True, False, True
        for i in prange(len(a)):
            every = every and a[i] < 2000
            some = some or a[i] == 999
            none = none and a[i] != 17
        return every, some, none

    assert_parallel(f, whole(3000))
    assert_parallel(f, np.zeros(100))


def test_logical_reductions_in_inner_loops_and_branches():
    def f(a):
        every, some, odd = True, False, True
        for i in prange(a.shape[0]):
            for j in range(a.shape[1]):
                every = every and a[i, j] < 990
                some = some or a[i, j] == 17
                if j % 2:
                    odd = odd and a[i, j] > -2000
        return every, some, odd

    assert_parallel(f, whole((300, 5)))
    assert_parallel(f, np.full((100, 2), 17.0))


@pytest.mark.parametrize("n", SIZES)
def test_argmax(n):
    def f(a):
        best, place, twin = -1e9, -1, 0.5
        for i in prange(len(a)):
            if a[i] > best:
                best = a[i]
                place = i
                twin = a[i] * 2
        return best, place, twin

    def g(a):
        best, place = 1e9, -1
        for i in prange(len(a)):
            x = a[i]
            if best > x:
                best, place = x, i
        return best, place

    assert_parallel(f, whole(n) % 50)
    assert_parallel(g, whole(n) % 50)


def test_extremes_keep_the_sign_of_zero():
    """Which of 0.0 and -0.0 an extreme is hangs on their order; the initial value comes once, not in every chunk."""

    def f(a, start):
        low, high, least, most = start, start, start, start
        for i in prange(len(a)):
            low = np.minimum(low, a[i])
            high = np.maximum(high, a[i])
            least = np.fmin(least, a[i])
            most = np.fmax(most, a[i])
        return low, high, least, most

    def g(a, start):
        low, high, least, most = start, start, start, start
        for i in prange(len(a)):
            low = np.minimum(a[i], low)
            high = np.maximum(a[i], high)
            least = np.fmin(a[i], least)
            most = np.fmax(a[i], most)
        return low, high, least, most

    for sign in (1.0, -1.0):
        a = np.full(100, 5.0 * sign)
        a[3], a[70] = -0.0 * sign, 0.0 * sign
        for function in (f, g):
            for start in (0.0, -0.0, np.nan, 7.0, -7.0):
                assert_parallel(function, a, start)
            assert_parallel(function, a * np.nan, np.nan)
            assert_parallel(function, a[:0], -0.0)


def counts_records(a, out):
    m, n = 0.0, 0
    for i in prange(len(a)):
        if a[i] > m:
            m = a[i]
            n += 1
    return m, n


def marks_records(a, out):
    m, n = 0.0, 0
    for i in prange(len(a)):
        t = 0
        if a[i] > m:
            m = a[i]
            t = 1
        n += t
    return m, n


def raises_at_a_record(a, out):
    m = 0.0
    for i in prange(len(a)):
        if a[i] > m:
            m = a[i]
            if i == 50:
                raise ValueError(i)
    return m


def counts_while_true(a, out):
    ok, n = True, 0
    for i in prange(len(a)):
        if ok:
            ok = a[i] < 60
            n += 1
    return ok, n


def stores_while_true(a, out):
    ok = True
    for i in prange(len(a)):
        if ok:
            ok = a[i] < 60
            out[i] = 1
    return ok


def keeps_at_some_records(a, out):
    m, k = 0.0, -1
    for i in prange(len(a)):
        x = a[i]
        if x > m:
            m = x
            k = i if i % 2 else k
        out[i] = 1
    return m, k


@pytest.mark.parametrize("f", [counts_records, marks_records, raises_at_a_record, counts_while_true, stores_while_true, keeps_at_some_records])
def test_what_hangs_on_a_reduction_is_refused(f):
    """A chunk enters `if x > m` and `if ok` more often than the loop on one thread does."""
    with pytest.raises(krait.CompileError, match="as an earlier one left it|in some iterations"):
        parallel(f)(whole(100), np.zeros(100))


def test_last_values():
    def f(a):
        x, k = 0.0, 0
        for i in prange(len(a)):
            x = a[i]
            k = i
            y = x + 1
        return x, k, y, i

    assert_parallel(f, whole(1000))
    got = outcome(parallel(f), (np.zeros(0),))
    assert isinstance(got, UnboundLocalError) and "'y'" in str(got)


def test_bits_do_not_depend_on_threads():
    @parallel
    def f(a, h):
        s = 0.0
        for i in prange(len(a)):
            s += a[i]
            h[i % 7] += a[i]
        return s

    a = np.random.default_rng(3).standard_normal(100_003)
    found = set()
    for threads in THREADS:
        krait.set_num_threads(threads)
        h = np.zeros(7)
        found.add((f(a, h), *h))
    assert len(found) == 1
    assert abs(found.pop()[0] - a.sum()) < 1e-9


def test_nested():
    def f(a, out):
        s = 0
        for i in prange(a.shape[0]):
            t = 0.0
            for j in prange(a.shape[1]):
                t += a[i, j]
            out[i] = t
            s += 1
        return s

    assert_parallel(f, whole((100, 50)), np.zeros(100))


@krait.jit(parallel=True)
def row_sum(row):
    s = 0.0
    for j in prange(len(row)):
        s += row[j]
    return s


@krait.jit
def serial_caller(a):
    return row_sum(a)


def test_calls():
    def f(a, out):
        for i in prange(a.shape[0]):
            out[i] = row_sum(a[i])

    assert_parallel(f, whole((100, 50)), np.zeros(100))
    assert serial_caller(whole(1000)) == whole(1000).sum()


def test_arrays_inside():
    def f(a, out):
        for i in prange(a.shape[0]):
            t = np.zeros(a.shape[1])
            for j in range(a.shape[1]):
                t[j] = a[i, j] * 2
            u = t[::-1] + a[i]
            out[i] = u.sum()
            if i % 2:
                t = u
            out[i] += t[0]

    assert_parallel(f, whole((300, 40)), np.zeros(300))


def test_floyd_warshall():
    def f(d):
        for k in range(d.shape[0]):
            for i in prange(d.shape[0]):
                for j in range(d.shape[0]):
                    d[i, j] = min(d[i, j], d[i, k] + d[k, j])

    assert_parallel(f, np.abs(whole((40, 40))))


@pytest.mark.parametrize("bad", [0, 1, 333, 999, [5, 700], [998, 999]])
def test_first_error(bad):
    def f(a, out):
        for i in prange(len(a)):
            if a[i] < 0:
                raise ValueError("negative", i)
            out[i] = a[i]

    a = np.ones(1000)
    a[bad] = -1
    assert_parallel(f, a, np.zeros(1000))


def test_index_error():
    def f(a, out):
        for i in prange(len(out)):
            out[i] = a[i] + 1

    for extent in (0, 1, 700, 999):
        jitted = parallel(f)
        a, out = whole(extent), np.zeros(1000)
        expected = outcome(f, (a, out.copy()))
        for threads in THREADS:
            krait.set_num_threads(threads)
            assert_same_value(outcome(jitted, (a, out)), expected)
            assert np.array_equal(out[:extent], a + 1)


def test_overflow_error():
    def f(n):
        s = 0
        for i in prange(n):
            s += i << 60
        return s

    assert isinstance(outcome(parallel(f), (100,)), OverflowError)


def test_errors_leave_no_memory_behind():
    @parallel
    def f(a):
        s = 0.0
        for i in prange(len(a)):
            t = np.zeros(1000) + a[i]
            if a[i] < 0:
                raise ValueError("negative")
            s += t[0]
        return s

    import resource

    a = np.ones(100)
    a[50] = -1
    for _ in range(200):
        assert isinstance(outcome(f, (a,)), ValueError)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(2000):
        assert isinstance(outcome(f, (a,)), ValueError)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_prange_is_a_range():
    assert list(prange(3)) == [0, 1, 2] and prange(1, 9, 2) == range(1, 9, 2)

    @krait.jit
    def f(n):
        s = 0
        for i in prange(n):
            s = s * 3 + i
        return s

    assert f(10) == f.py_func(10)


def test_settings():
    krait.set_num_threads(5)
    assert krait.get_num_threads() == 5
    for wrong in (0, -1, 4097):
        with pytest.raises(ValueError, match="between 1 and 4096"):
            krait.set_num_threads(wrong)
    with pytest.raises(TypeError):
        krait.set_num_threads("two")
    assert krait.get_parallel_chunksize() == 0
    with krait.parallel_chunksize(7):
        assert krait.get_parallel_chunksize() == 7
    assert krait.set_parallel_chunksize(3) == 0 and krait.set_parallel_chunksize(0) == 3
    with pytest.raises(ValueError, match="negative"):
        krait.set_parallel_chunksize(-1)
    assert krait.set_parallel_schedule("static") == "dynamic" and krait.set_parallel_schedule("dynamic") == "static"
    with pytest.raises(ValueError, match="'static' or 'dynamic'"):
        krait.set_parallel_schedule("guided")
    assert krait.threading_layer() == "omp"


def test_settings_belong_to_a_thread():
    import threading

    krait.set_num_threads(9)
    seen = []
    other = threading.Thread(target=lambda: seen.append(krait.get_num_threads()))
    other.start()
    other.join()
    assert seen[0] != 9


def test_diagnostics():
    @parallel
    def f(a, out, order):
        s = 0.0
        for i in prange(len(a)):
            s += a[i]
            out[order[i]] = a[i]
            for j in prange(3):
                s += j
        return s

    with contextlib.suppress(Exception):
        f(whole(5), np.zeros(5), np.arange(5))
    text = remarks(f)
    assert "runs on several threads; reduces 's'" in text
    assert "inside another one" in text
    assert "can't be decided" in text and "out[order[i]] = a[i]" in text


def test_reads_and_writes_that_may_meet():
    def gathered(a, p):
        for i in prange(len(a)):
            a[i, 0] = a[p[i], 0] + 1

    def turned(a, p):
        for i in prange(len(a)):
            for j in range(len(a)):
                a[i, j] = a[j, i]

    def summed(a, p):
        for i in prange(len(a)):
            a[i, 0] = a.sum()

    def crossed(a, p):
        for i in prange(len(a)):
            a[i, 0] = 1
            a[0, i] = 2

    def two_views(a, p):
        for i in prange(len(a)):
            a[i, 0] = 1
            a.T[i, 0] = 2

    def next_too(a, p):
        for i in prange(len(p) - 1):
            p[i] = 1
            p[i + 1] = 2

    def own(a, p):
        for i in prange(len(a) // 2):
            a[i, 0] = a[i, 1] + a[i].sum() + p[2 * i]
            a[i, 1] = a[i, 0]
            p[2 * i] = 1
            p[2 * i + 1] = p[2 * i] + a.shape[0] + len(p)

    a, p = np.zeros((4, 4)), np.arange(4)
    for f in (gathered, turned, summed):
        assert "reads here what another one writes can't be decided" in remarks_of(f, a, p), f.__name__
    for f in (crossed, two_views, next_too):
        assert "write to the same elements here can't be decided" in remarks_of(f, a, p), f.__name__
    assert "decided" not in remarks_of(own, a, p)
    assert_parallel(own, whole((40, 3)), np.arange(40))


def test_a_step_beyond_64_bits():
    def f(a):
        for i in prange(len(a)):
            a[i * 4294967296 * 4294967296] = a[i * 4294967296 * 4294967296 - 1]

    assert isinstance(outcome(parallel(f), (np.zeros(5),)), OverflowError)


def remarks_of(f, *args):
    jitted = parallel(f)
    jitted(*copy_arguments(args))
    return remarks(jitted)


def layouts(n):
    """Square arrays of floats in the layouts that loops over elements tell apart."""
    a = np.random.default_rng(4).random((2 * n, 2 * n))
    return {"C": a[:n, :n].copy(), "F": np.asfortranarray(a[:n, :n]), "strided": a[::2, ::2], "reversed": a[n - 1 :: -1, :n],
            "rows": a[:n, :n], "column": a[:n, :1], "row": a[:1, :n]}  # fmt: skip


@pytest.mark.parametrize("n", [1, 2, 100, 400])
@pytest.mark.parametrize("one, other", [("C", "C"), ("F", "F"), ("C", "F"), ("strided", "reversed"), ("rows", "column"), ("row", "C")])
def test_array_expressions(n, one, other):
    def f(a, b, out):
        x = 2 * a - b * b + 0.5
        out[:, :] = x / 3
        out[1:, :] = out[:-1, :] + 1
        out += np.sqrt(np.abs(b))
        out[:, 0] = 7
        np.add(out, 1, out, where=a > 0.5)
        return x, x.T > 1, -out

    arrays = layouts(n)
    jitted = parallel(f)
    expected_out = np.zeros((n, n))
    expected = f(arrays[one], arrays[other], expected_out)
    for threads in (1, 2, 7):
        krait.set_num_threads(threads)
        out = np.zeros((n, n))
        assert_same_value(jitted(arrays[one], arrays[other], out), expected)
        assert_same_value(out, expected_out)


def test_error_in_an_array_expression():
    def f(a, b):
        return a ** b

    a, b = np.full(100_000, 2), np.full(100_000, 3)
    assert np.array_equal(parallel(f)(a, b), a**b)
    b[70_000] = -1
    assert_same_value(outcome(parallel(f), (a, b)), outcome(f, (a, b)))


def test_array_expressions_in_a_parallel_loop():
    def f(a, out):
        for i in prange(a.shape[0]):
            out[i] = a[i] * 2 + a[0]
            out[i, 1:] -= a[i, :-1]

    assert_parallel(f, whole((50, 40)), np.zeros((50, 40)))
    jitted = parallel(f)
    a, out, expected = whole((4, 70_000)), np.zeros((4, 70_000)), np.zeros((4, 70_000))
    jitted(a, out)
    f(a, expected)
    assert np.array_equal(out, expected)


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "int32", "complex128", "bool", "uint8"])
@pytest.mark.parametrize("layout", ["C", "F", "strided", "reversed", "row", "column"])
def test_reductions_of_arrays(dtype, layout):
    """On any number of threads the same bits; sums of whole numbers, extremes and truths are NumPy's."""

    def f(a):
        return a.sum(), a.max(), a.min(), a.any(), a.all(), (a + a).sum(), np.sum(a, initial=5), np.max(a * 2, initial=3)

    def g(a):
        return a.sum(axis=0), a.sum(axis=1), a.max(axis=0), a.min(axis=1), np.sum(a + 1, axis=0), a.prod(axis=1)

    a = np.floor(layouts(300)[layout] * 3).astype(dtype)
    for function in (f, g):
        if dtype == "complex128" and function is f:
            continue
        jitted = parallel(function)
        with np.errstate(all="ignore"):
            expected = function(a)
        for threads in (1, 2, 7):
            krait.set_num_threads(threads)
            assert_same_value(jitted(a), expected)


def test_sums_have_the_same_bits_on_any_number_of_threads():
    @parallel
    def f(a, b):
        return np.sum(a * b), a.mean(), a.std(), b.sum(axis=0)[0], np.sum(np.exp(-a))

    a, b = np.random.default_rng(5).standard_normal((2, 700, 301))
    found = set()
    for threads in THREADS:
        krait.set_num_threads(threads)
        found.add(f(a, b))
    assert len(found) == 1
    assert np.allclose(found.pop(), f.py_func(a, b), rtol=1e-13)


def test_reductions_of_nothing():
    def f(a):
        return a.sum(), a.sum(axis=0), a.sum(axis=1), a.prod()

    for shape in ((0, 3), (3, 0), (0, 0)):
        assert_same_value(parallel(f)(np.zeros(shape)), f(np.zeros(shape)))
    assert isinstance(outcome(parallel(lambda a: a.max()), (np.zeros(0),)), ValueError)


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "int32", "uint16", "complex128"])
def test_sort(dtype):
    def f(a):
        b = np.sort(a)
        a[::-1].sort()
        return b

    random = np.random.default_rng(6)
    for n in (1000, 131_072, 300_001):
        a = (random.standard_normal(n) * 1e4).astype(dtype)
        if dtype.startswith("float"):
            a[random.integers(0, n, 50)] = np.nan
            a[random.integers(0, n, 50)] = -0.0
        for values in (a, a % 7 if dtype != "complex128" else a, np.sort(a)):
            for threads in (1, 2, 7):
                krait.set_num_threads(threads)
                mine, theirs = values.copy(), values.copy()
                assert_same_value(parallel_sort(f)(mine), f(theirs))
                assert_same_value(mine, theirs)


_COMPILED = {}


@pytest.mark.parametrize("dtype", ["int64", "float64", "int32", "float32", "complex128"])
def test_argsort(dtype):
    """The order of ties, where it is not asked for, does not depend on the number of threads."""
    stable = krait.jit(lambda a: np.argsort(a, kind="stable"), parallel=True)
    anyhow = krait.jit(lambda a: np.argsort(a), parallel=True)
    a = np.random.default_rng(3).standard_normal(300_000).astype(dtype) * 100
    with_nans = a.copy()
    if dtype.startswith("float"):
        with_nans[::1000] = np.nan
    for values in (a, np.round(a), np.sort(a), a[::-2], with_nans):
        assert_same_value(stable(values), np.argsort(values, kind="stable"))
        order = anyhow(values)
        assert np.array_equal(values[order], np.sort(values), equal_nan=dtype.startswith("float"))
        assert np.array_equal(np.sort(order), np.arange(len(values)))
        for threads in (1, 2, 3):
            krait.set_num_threads(threads)
            assert np.array_equal(anyhow(values), order)


def parallel_sort(f):
    return _COMPILED.setdefault(f.__code__, parallel(f))


@pytest.mark.parametrize("n", [0, 1, 3, 17, 63, 64, 65, 200])
def test_nests_in_blocks(n):
    """A parallel loop around two others hands out blocks of iterations, in which the nest is reordered."""

    def product(a, b, c):
        for i in prange(a.shape[0]):
            for j in range(b.shape[1]):
                s = 0.0
                for k in range(a.shape[1]):
                    s += a[i, k] * b[k, j]
                c[i, j] = s

    def part(a, b, c):
        for i in prange(2, a.shape[0] - 1):
            for k in range(a.shape[1]):
                for j in range(b.shape[1]):
                    c[i, j] += a[i, k] * b[k, j]

    def beyond(a, b, c):
        for i in prange(a.shape[0] + 1):
            for j in range(b.shape[1]):
                for k in range(a.shape[1]):
                    c[i, j] += a[i, k] * b[k, j]

    a, b = whole((n, 7)), whole((7, 9), 1)
    for f in (product, part, beyond):
        assert_parallel(f, a, b, np.zeros((n, 9)))
    big = np.random.default_rng(7).standard_normal((n, n))
    c, d = np.zeros((n, n)), np.zeros((n, n))
    parallel(product)(big, big, c)
    krait.jit(product)(big, big, d)
    assert np.array_equal(c, d)
