"""Structured dtypes: arrays of records as arguments and captured globals, against NumPy."""

import numpy as np
import pytest
from oracle import assert_same

import krait
from krait.errors import CompileError

FIELDS = [("x", "f8"), ("n", "i4"), ("flag", "?"), ("z", "c16"), ("t", "M8[s]"), ("small", "u1"), ("half", "f2")]
PACKED = np.dtype(FIELDS)
ALIGNED = np.dtype(FIELDS, align=True)
POINT = np.dtype([("x", "f8"), ("y", "f8")])
NESTED = np.dtype([("id", "i8"), ("at", POINT), ("weight", "f4")], align=True)


def records(dtype, count=6):
    made = np.zeros(count, dtype)
    for k in range(count):
        made[k] = (k + 0.5, -k, k % 2, k - 2j, np.datetime64(100 * k, "s"), 250 + k, k / 8)
    return made


@pytest.mark.parametrize("dtype", [PACKED, ALIGNED], ids=["packed", "aligned"])
class TestFields:
    def test_read(self, dtype):
        def f(a, i):
            r = a[i]
            return a[i]["x"], r["n"], r["flag"], r["z"], r["t"], r["small"], r["half"], r[0], r[-1], len(a), a.shape, a.ndim, a.size

        for i in (0, 3, -1):
            assert_same(f, records(dtype), i)

    def test_write(self, dtype):
        def f(a, i):
            a[i]["x"] = 7
            a[i]["x"] += 1.25
            r = a[i]
            r["n"] = 2.9
            r["flag"] = not r["flag"]
            r["z"] *= 2
            r["t"] += np.timedelta64(5, "m")
            r["small"] = np.uint8(7)
            r["half"] -= np.float32(0.5)
            r[1] = 9
            return r["x"], a[i]["n"]

        assert_same(f, records(dtype), 2)
        assert_same(f, records(dtype)[::-2], 2)

    def test_index_error(self, dtype):
        def f(a, i):
            return a[i]["x"]

        assert isinstance(assert_same(f, records(dtype), 6), IndexError)
        assert isinstance(assert_same(f, records(dtype), -7), IndexError)

    def test_overflow_of_a_field(self, dtype):
        def f(a, v):
            a[0]["small"] = v

        assert isinstance(assert_same(f, records(dtype), 256), OverflowError)

    def test_iteration(self, dtype):
        def f(a):
            total = 0.0
            for r in a:
                total += r["x"] * r["n"]
                r["n"] = r["small"]
            for k, r in enumerate(a):
                total += k * r["half"]
            for r in reversed(a):
                total -= r["x"]
            return total

        assert_same(f, records(dtype))
        assert_same(f, records(dtype)[1::2])

    def test_read_only(self, dtype):
        def f(a):
            a[0]["x"] = 1.0

        a = records(dtype)
        a.flags.writeable = False
        assert isinstance(assert_same(f, a), ValueError)

    def test_passed_to_another_function(self, dtype):
        @krait.jit
        def move(r, by):
            r["x"] += by
            return r["n"]

        @krait.jit
        def first(a):
            return a[0]["x"]

        def f(a):
            return move(a[1], 2.0), first(a)

        assert_same(f, records(dtype))


def test_field_arrays():
    def f(a, i):
        x = a["x"]
        x[i] = 5.0
        total = 0.0
        for value in a["y"]:
            total += value
        return x, a["x"][i], a["y"][i + 1], total, a["x"].shape, a["x"].strides

    for view in (slice(None), slice(None, None, 2), slice(None, None, -1)):
        a = np.zeros(8, POINT)
        a["y"] = np.arange(8)
        assert_same(f, a[view], 1)


def test_field_array_is_a_view_of_the_argument():
    a = np.zeros(3, POINT)
    field = krait.jit(lambda a: a["y"])(a)
    field[1] = 4
    assert a[1]["y"] == 4 and field.base is a


def test_field_arrays_of_an_aligned_record():
    def f(a):
        return a["x"], a["n"], a["flag"], a["z"], a["t"], a["small"], a["half"]

    assert_same(f, records(ALIGNED))


def test_nested():
    def f(a, i):
        p = a[i]["at"]
        p["x"] = 3.5
        a[i]["at"]["y"] += p["x"]
        a["at"][i]["x"] *= 2
        total = 0.0
        for q in a["at"]:
            total += q["y"]
        return a[i]["at"]["x"], a["at"]["y"], a[i]["weight"], total

    assert_same(f, np.ones(4, NESTED), 2)


@pytest.mark.parametrize("order", "CF")
def test_two_dimensions(order):
    def f(a, i, j):
        a[i, j]["x"] = 10 * i + j
        a[i][j]["y"] += 1
        row = a[i]
        total = 0.0
        for r in row:
            total += r["x"]
        for line in a:
            total += line[0]["y"]
        return a[i, j]["x"], a["x"], total, a.shape, a.strides

    assert_same(f, np.zeros((3, 4), POINT, order=order), 2, 1)
    assert_same(f, np.zeros((3, 4), POINT, order=order)[::2, ::-1], 1, 3)


def test_gaps_and_order_of_offsets():
    dtype = np.dtype({"names": ["b", "a"], "formats": ["i4", "f8"], "offsets": [24, 8], "itemsize": 40})

    def f(a):
        a[1]["a"] = a[0]["b"]
        return a[1][0], a["a"], a["b"]

    a = np.zeros(2, dtype)
    a[0] = (7, 1.5)
    assert_same(f, a)


GLOBAL = np.array([(1.0, 2.0), (3.0, 4.0)], POINT)


def test_captured():
    def f(i):
        GLOBAL[i]["x"] += 1
        return GLOBAL[i]["x"] + GLOBAL["y"][i]

    before = GLOBAL.copy()
    expected = f(1)
    GLOBAL[:] = before
    assert krait.jit(f)(1) == expected
    assert GLOBAL[1]["x"] == 4.0


def test_names_of_any_kind():
    dtype = np.dtype([("DType(é\"\\", "f8"), ("a b", "i8")])

    def f(a):
        return a[0]["DType(é\"\\"], a[0]["a b"]

    assert_same(f, np.array([(1.5, 2)], dtype))


def test_one_specialisation_for_equal_dtypes():
    f = krait.jit(lambda a: a[0]["x"])
    for _ in range(3):
        f(np.zeros(2, [("x", "f8"), ("y", "f8")]))
    assert len(f.signatures) == 1
    f(np.zeros(2, [("x", "f8"), ("y", "f4")]))
    assert len(f.signatures) == 2


def test_joins():
    def f(a, b, flag):
        r = a[0]
        if flag:
            r = a[1]
        s = a
        if flag:
            s = b
        return r["x"], s[0]["y"]

    a = np.array([(1.0, 2.0), (3.0, 4.0)], POINT)
    assert_same(f, a, np.ones(6, POINT)[::2], True)
    assert_same(f, a, a, False)


@pytest.mark.parametrize("f, match", [
    (lambda a: a[0]["nothing"], "no field 'nothing', only 'x', 'n'"), (lambda a: a["nothing"], "no field"),
    (lambda a: a[0][9], "7 fields"), (lambda a: a[0][len(a)], "by a constant"),
    (lambda a: a[0] == a[1], "=="), (lambda a: a + 1, "not supported"), (lambda a: a[0].x, "no attribute"),
    (lambda a: bool(a[0]), "not supported"), (lambda a: a[0, 0], "too many indices"),
    (lambda a: a[["x", "n"]], "can't be indexed"), (lambda a: np.sqrt(a), "not supported"), (lambda a: a["z"] + 1, "not supported"),
])
def test_refused(f, match):
    with pytest.raises(CompileError, match=match):
        krait.jit(f)(records(PACKED))


def test_fields_of_objects_are_refused():
    dtype = np.dtype([("x", "f8"), ("y", "O")])
    with pytest.raises(TypeError, match="structured dtype"):
        krait.jit(lambda a: a[0]["x"])(np.zeros(2, dtype))
    captured = np.zeros(2, dtype)
    with pytest.raises(CompileError, match="dtype"):
        krait.jit(lambda: captured[0]["x"])()


def test_misaligned_memory():
    memory = np.zeros(33, np.uint8)
    points = memory[1:].view(POINT)

    def f(a):
        a[1]["x"] = 2.0
        return a["x"][1], a["y"][0]

    assert_same(f, points)
    assert krait.jit(lambda: points["x"])().flags.aligned is False
    plain = memory[1:].view(np.float64)
    with pytest.raises(CompileError, match="not aligned"):
        krait.jit(lambda: plain[0])()


def test_field_arrays_of_a_packed_record():
    def f(a, i):
        x = a["x"]
        x[i] = 4
        total = 0.0
        for value in x:
            total += value
        return x, x[i], a["n"], a["z"], a["t"], a["half"][i], total, len(x), x.shape, a["z"].dtype == np.complex128, a["z"].T

    assert_same(f, records(PACKED), 2)
    assert_same(f, records(PACKED)[::-2], 1)


def test_arrays_of_zero_dimensions_and_of_no_records():
    def f(a):
        return a[()]["x"], a["y"], a.shape

    assert_same(f, np.ones((), POINT))

    def g(a):
        total = np.float64(0)
        for r in a:
            total += r["x"]
        return total, len(a), a["x"]

    assert_same(g, np.zeros(0, POINT))


def test_in_tuples_zip_recursion_and_nested_functions():
    def f(pair, values, i):
        a, scale = pair

        def length(r):
            return r["x"] + r["y"]

        total = 0.0
        for r, value in zip(a, values):
            total += r["x"] * value
        return total * scale, length(a[i]), 1 if a is None else 2, isinstance(a[0], np.void), isinstance(a, np.ndarray)

    assert_same(f, (np.ones(3, POINT), 2.0), np.arange(3.0), 1)

    @krait.jit
    def total(a, i):
        if i == len(a):
            return 0.0
        return a[i]["x"] + total(a, i + 1)

    assert_same(total, np.ones(5, POINT), 0)


def test_subclasses_are_refused():
    class Points(np.ndarray):
        pass

    with pytest.raises(TypeError, match="subclass"):
        krait.jit(lambda a: a[0]["x"])(np.zeros(2, POINT).view(Points))
