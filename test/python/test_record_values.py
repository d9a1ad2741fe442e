"""Records by themselves: as arguments and results, stored whole, in new arrays, as np.record and np.recarray, against NumPy."""

import gc
import pickle
import weakref

import numpy as np
import pytest
from oracle import assert_same

import krait
from krait.errors import CompileError

POINT = np.dtype([("x", "f8"), ("n", "i4")])
ALIGNED = np.dtype([("flag", "?"), ("x", "f8"), ("n", "i2")], align=True)
PACKED = np.dtype([("flag", "?"), ("x", "f8"), ("n", "i2")])
NESTED = np.dtype([("id", "i4"), ("at", POINT), ("weight", "f4")])
SUB = np.dtype([("id", "i8"), ("pos", "f8", (3,)), ("m", "i2", (2, 2)), ("many", POINT, (2,))], align=True)
MIXED = np.dtype([("name", "U3"), ("x", "f8"), ("raw", "S2"), ("big", ">f4"), ("n", "i4")])
DTYPES = {"point": POINT, "aligned": ALIGNED, "packed": PACKED}


def points(count=4, dtype=POINT):
    made = np.zeros(count, dtype)
    made["x"] = np.arange(count) + 0.5
    made["n"] = -np.arange(count)
    return made


def same_memory(a):
    """A copy with the bytes between the fields, too."""
    return np.frombuffer(bytearray(a.tobytes()), a.dtype)


@pytest.fixture(params=DTYPES.values(), ids=DTYPES.keys())
def records(request):
    return points(4, request.param)


class TestArguments:
    def test_fields_are_read(self, records):
        def f(r):
            return r["x"], r["n"], r[0], r[-1], r.dtype == POINT, isinstance(r, np.void), isinstance(r, np.record)

        assert_same(f, records[2])

    def test_fields_are_written_where_the_record_is(self, records):
        @krait.jit
        def f(r, x):
            r["x"] = x
            r["n"] += 7
            return r["x"]

        expected = same_memory(records)
        f.py_func(expected[1], 2)
        assert f(records[1], 2) == 2.0
        assert records.tobytes() == expected.tobytes()

    def test_unpacking(self):
        def f(r):
            x, n = r
            return n, x

        assert_same(f, points()[1])
        with pytest.raises(CompileError, match="3"):
            krait.jit(f)(points(2, ALIGNED)[1])

    def test_read_only(self, records):
        def f(r):
            r["x"] = 1.0

        records.flags.writeable = False
        with pytest.raises(ValueError, match="assignment destination is read-only"):
            krait.jit(f)(records[0])

    def test_in_tuples_and_beside_the_array(self, records):
        @krait.jit
        def f(pair, a):
            r, scale = pair
            r["x"] *= scale
            return a[1]["x"]

        assert f((records[1], 2.0), records) == 3.0

    def test_misaligned(self):
        memory = np.zeros(5 * 16 + 1, np.uint8)
        a = memory[1:].view(np.dtype([("x", "f8"), ("n", "i4"), ("m", "f4")]))
        a["x"] = np.arange(5)
        assert_same(lambda r: (r["x"], r["n"]), a[3])
        assert_same(lambda a: (a[3]["x"], a["x"], a["n"][2]), a)
        assert not krait.jit(lambda a: a["x"])(a).flags.aligned

    def test_one_that_owns_its_data_is_refused(self):
        record = pickle.loads(pickle.dumps(points()[1]))
        assert record.flags.owndata
        with pytest.raises(TypeError, match="a record outside any array"):
            krait.jit(lambda r: r["x"])(record)

    def test_captured(self):
        a = points()
        record = a[1]

        @krait.jit
        def f():
            record["x"] = 9.0
            return record["n"], record

        n, same = f()
        assert n == -1 and same is record and a[1]["x"] == 9.0


class TestResults:
    def test_value_and_class(self, records):
        def f(a, i):
            return a[i]

        for i in (0, 2, -1):
            assert_same(f, records, i)
        assert isinstance(assert_same(f, records, 4), IndexError)

    def test_it_is_a_view(self, records):
        r = krait.jit(lambda a, i: a[i])(records, 1)
        r["x"] = 77
        assert records[1]["x"] == 77
        records[1]["n"] = 5
        assert r["n"] == 5

    def test_read_only(self, records):
        records.flags.writeable = False
        r = krait.jit(lambda a, i: a[i])(records, 1)
        with pytest.raises(ValueError, match="read-only"):
            r["x"] = 1

    def test_the_argument_itself(self, records):
        r = records[2]
        assert krait.jit(lambda r: r)(r) is r
        assert krait.jit(lambda a: a)(records) is records

    def test_tuples(self, records):
        def f(a):
            return a[0], (a[1], a[2]["x"]), a

        assert_same(f, records)

    def test_nested(self):
        def f(a, i):
            r = a[i]["at"]
            return r, a["at"], a[i], a["at"][i]

        a = np.zeros(3, NESTED)
        a["at"]["x"] = [1, 2, 3]
        assert_same(f, a, 1)
        krait.jit(f)(a, 1)[0]["x"] = 9
        assert a[1]["at"]["x"] == 9

    def test_keeps_the_array_alive(self):
        class Memory(bytearray):
            pass

        memory = Memory(32)
        died = weakref.ref(memory)
        a = np.frombuffer(memory, POINT, 2)
        del memory
        r = krait.jit(lambda a: a[1])(a)
        del a
        gc.collect()
        assert died() is not None and r["x"] == 0
        del r
        gc.collect()
        assert died() is None

    def test_of_functions_and_branches(self, records):
        @krait.jit
        def larger(a, b):
            if a["x"] > b["x"]:
                return a
            return b

        def f(a, b, flag):
            best = a[0]
            for r in a:
                best = larger(best, r)
            if flag:
                best = b[0]
            return best, best["x"]

        other = points(6, records.dtype)[::2]
        assert_same(f, records, other, False)
        assert_same(f, records, other, True)

    def test_many_calls_leak_nothing(self):
        import sys

        a = points()
        f = krait.jit(lambda a: (a[1], a["x"]))
        f(a)
        before = sys.getrefcount(a)
        for _ in range(100):
            f(a)
        assert sys.getrefcount(a) == before


class TestStores:
    def test_record(self, records):
        def f(a, b, i, j):
            a[i] = b[j]
            a[0] = a[-1]
            return a[i]["x"]

        assert_same(f, records, points(3, records.dtype), 1, 2)
        assert isinstance(assert_same(f, records, records, 9, 0), IndexError)

    def test_gaps_between_fields_are_left_alone(self):
        source, target = np.zeros(2, ALIGNED), np.zeros(2, ALIGNED)
        source.view("u1")[:] = 255
        wanted = same_memory(target)

        @krait.jit
        def f(a, b):
            a[0] = b[0]

        f(target, source)
        f.py_func(wanted, source)
        assert target.tobytes() == wanted.tobytes() and 0 in target.view("u1")[:24]

    def test_overlapping_records(self):
        for dtype in (POINT, ALIGNED):
            memory = np.arange(4 * dtype.itemsize, dtype="u1")
            whole = memory[: 2 * dtype.itemsize].view(dtype)
            part = memory[2 : 2 + 2 * dtype.itemsize].view(dtype)
            wanted = memory.copy()

            @krait.jit
            def f(a, b):
                a[0] = b[0]

            f.py_func(wanted[: 2 * dtype.itemsize].view(dtype), wanted[2 : 2 + 2 * dtype.itemsize].view(dtype))
            f(whole, part)
            assert memory.tobytes() == wanted.tobytes()

    def test_tuple(self):
        def f(a, i, x):
            a[i] = (x, 2.9)
            a[0] = (True, np.int64(7))

        assert_same(f, points(), 2, 1)
        assert_same(f, points()[::2], 1, np.float32(0.1))
        assert isinstance(assert_same(f, points(), 7, 1), IndexError)

    def test_a_tuple_is_stored_up_to_its_error(self):
        def f(a, value):
            a[1] = (1, value, 3)

        dtype = np.dtype([("a", "i4"), ("b", "u1"), ("c", "i4")])
        assert isinstance(assert_same(f, np.zeros(2, dtype), 256), OverflowError)
        assert isinstance(assert_same(f, np.zeros(2, dtype), float("nan")), ValueError)

    def test_one_number_goes_into_every_field(self):
        def f(a, i, value):
            a[i] = value

        for value in (3, True, np.float32(1.5), np.int64(2)):
            assert_same(f, points(), 1, value)
            assert_same(f, np.zeros(3, NESTED), 1, value)

    def test_times(self):
        def f(a):
            a[0] = (np.timedelta64(5, "m"), 2.5)
            a[1] = (7, 1)

        assert_same(f, np.zeros(2, [("t", "m8[s]"), ("x", "f8")]))

    def test_read_only_comes_first(self, records):
        def f(a, i):
            a[i] = a[0]

        records.flags.writeable = False
        assert isinstance(assert_same(f, records, 99), ValueError)

    def test_read_only_tuple(self):
        def f(a, i):
            a[i] = (1.0, 300)

        a = points()
        a.flags.writeable = False
        assert isinstance(assert_same(f, a, 99), ValueError)

    def test_nested(self):
        def f(a, p, x):
            a[0]["at"] = (x, 2)
            a[1]["at"] = p
            a[2]["at"] = a[0]["at"]
            a["at"][3] = (7, 7)
            a[4] = (1, (2.5, 3), 4)
            a[5] = (2, p, 1)

        assert_same(f, np.zeros(6, NESTED), points()[1], 1.5)

    def test_refused(self):
        def different(a, b):
            a[0] = b[0]

        def few(a, b):
            a[0] = (1.0,)

        def whole_field(a, b):
            a["x"] = 1.0

        def view(a, b):
            a[0:2] = b[0]

        def text(a, b):
            a[0] = None

        for f, match in ((different, "records differ"), (few, "1 values for 2 fields"), (whole_field, "element by element"),
                         (view, "item by item"), (text, "can't be stored")):
            with pytest.raises(CompileError, match=match):
                krait.jit(f)(points(), points(2, ALIGNED))


class TestNewArrays:
    def test_empty_and_zeros(self, records):
        dtype = records.dtype

        def f(a, n):
            made = np.zeros(n, dtype=a.dtype)
            for i in range(n):
                made[i] = a[i]
            other = np.zeros((2, n), dtype)
            other[1, 0]["x"] = 4.0
            return made, other, made.dtype == a.dtype, made.dtype == other.dtype, made.itemsize, made.nbytes, a.dtype == np.float64

        assert_same(f, records, 3)

    @pytest.mark.parametrize("n", [0, 5])
    def test_empty(self, n):
        def f(n):
            made = np.empty(n, POINT)
            for i in range(n):
                made[i] = (i, 2 * i)
            return made

        assert_same(f, n)

    def test_dtype_as_an_argument(self):
        def f(n, dtype):
            made = np.zeros((n, 2), dtype)
            made[0, 1]["x"] = 1
            return made, made.dtype == dtype, made.T

        assert_same(f, 2, POINT)
        assert_same(f, 2, ALIGNED)

    def test_like(self, records):
        def f(a):
            made = np.zeros_like(a)
            made[0] = a[1]
            other = np.empty_like(a, shape=(1,))
            other[0] = a[2]
            return made, other, np.zeros_like(a, dtype=np.int32), np.zeros_like(a["x"]), np.zeros_like(a["n"], dtype=POINT)

        assert_same(f, records)
        assert_same(f, records[::-1])

    def test_copy(self, records):
        def f(a):
            b = a.copy()
            b[0]["x"] = 100.0
            return b, a[0]["x"], a["x"].copy()

        assert_same(f, records)
        assert_same(f, records[::-2])

    def test_records_of_new_arrays(self):
        def f(n):
            a = np.zeros(n, POINT)
            best = a[0]
            for i in range(n):
                a[i] = (i * (n - i), i)
                if a[i]["x"] > best["x"]:
                    best = a[i]
            return best, a["x"]

        assert_same(f, 7)
        best, x = krait.jit(f)(7)
        x[int(best["n"])] = 99
        assert best["x"] == 99

    def test_memory_of_records_is_released(self):
        @krait.jit
        def make(n, i):
            a = np.zeros(n, POINT)
            a[0] = (i, i)
            return a[0]

        @krait.jit
        def f(rounds):
            total = 0.0
            last = make(100_000, 0)
            for i in range(rounds):
                last = make(100_000, i)
                total += last["x"]
            return total, last

        total, last = f(20_000)  # 24 GB in all
        assert total == sum(range(20_000)) and last["n"] == 19_999

    def test_ones_and_full_are_refused(self):
        for f in (lambda: np.ones(3, POINT), lambda: np.full(3, 1, POINT), lambda: np.sqrt(np.zeros(2), dtype=POINT)):
            with pytest.raises(CompileError, match="np.zeros|structured dtype"):
                krait.jit(f)()


class TestRecarray:
    def records(self):
        return points(4, np.dtype([("x", "f8"), ("n", "i4")])).view(np.recarray)

    def test_fields_are_attributes(self):
        def f(a, i):
            a[i].x = 2.5
            a.x[0] += a[i]["n"]
            r = a[1]
            r.n += 3
            return a.x, a.n, a["x"], r.x, r["n"], r, a[i], a, a[1:], r.dtype == a.dtype, r.dtype == POINT, isinstance(r, np.record), isinstance(a, np.recarray)

        assert_same(f, self.records(), 2)

    def test_classes(self):
        a = self.records()
        plain = a.view(np.ndarray)
        assert type(krait.jit(lambda a: a[1])(plain)) is np.record
        assert type(krait.jit(lambda a: a[1:])(a)) is np.recarray
        assert type(krait.jit(lambda a: a.x)(a)) is np.ndarray
        assert krait.jit(lambda a: a)(a) is a
        with pytest.raises(CompileError, match="no attribute 'x'"):
            krait.jit(lambda a: a.x)(plain)
        with pytest.raises(CompileError, match="no attribute 'x'"):
            krait.jit(lambda a: a[0].x)(points())

    def test_record_argument(self):
        a = self.records()

        @krait.jit
        def f(r):
            r.x *= 2
            return r.x, r

        x, same = f(a[1])
        assert x == 3.0 and a[1].x == 3.0 and type(same) is np.record

    def test_nested(self):
        def f(a, i):
            a[i].at.x = 4.5
            a.at[0].n = 3
            return a.at, a[i].at, a["at"], a[i]["at"], a.at.x, a[i].at.x, a[0].at.dtype == POINT

        assert_same(f, np.zeros(3, NESTED).view(np.recarray), 1)

    def test_nested_of_a_plain_array_of_np_record(self):
        dtype = np.dtype((np.record, NESTED))

        def f(a, i):
            return a["at"], a["at"][i], a[i]["at"], a[i].at.x

        assert_same(f, np.zeros(3, dtype), 1)

    def test_new_arrays(self):
        def f(a, n):
            return np.zeros_like(a), np.zeros(n, a.dtype), np.zeros_like(a, subok=False), a.copy(), a.copy()[0]

        assert_same(f, self.records(), 2)

    def test_numpy_attributes_hide_fields(self):
        hidden = sorted(name for name in {*dir(np.recarray), *dir(np.record)} if not name.startswith("__"))
        a = np.zeros(3, [(name, "f8") for name in hidden]).view(np.recarray)
        for name in hidden:
            scope = {}
            exec(f"def f(a): return a.{name}\ndef g(a): return a[0].{name}", scope)
            for f in (scope["f"], scope["g"]):
                try:
                    got = krait.jit(f)(a)
                except CompileError:
                    continue
                expected = f(a)
                assert type(got) is type(expected) and np.all(got == expected)

    def test_unknown_field(self):
        def store(a):
            a[0].nothing = 1

        for f in (lambda a: a[0].nothing, lambda a: a.nothing, store):
            with pytest.raises(CompileError, match="nothing"):
                krait.jit(f)(self.records())


class TestSubarrays:
    def test_read(self):
        def f(a, i):
            r = a[i]
            total = 0.0
            for value in r["pos"]:
                total += value
            return r["pos"], r["m"], a["pos"], a["m"], a["pos"][i, 1], r["m"][1, 0], r["many"], a["many"], r["many"][1], total, r["pos"].shape, a["m"].strides

        a = np.zeros(4, SUB)
        a["pos"] = np.arange(12).reshape(4, 3)
        a["m"] = np.arange(16).reshape(4, 2, 2)
        a["many"]["x"] = 5
        assert_same(f, a, 2)
        assert_same(f, a[::-2], 1)

    def test_views_see_writes(self):
        a = np.zeros(3, SUB)
        pos = krait.jit(lambda a: a[1]["pos"])(a)
        pos[2] = 6
        assert a[1]["pos"][2] == 6
        many = krait.jit(lambda r: r["many"])(a[2])
        many[0]["x"] = 3
        assert a[2]["many"][0]["x"] == 3

    def test_write_by_element(self):
        def f(a, i):
            a[i]["pos"][1] = 4
            a["pos"][0, -1] = 2.5
            r = a[i]
            r["m"][1, 1] = 7.9
            r["many"][1]["x"] += 1
            r["many"][0] = (3, 4)
            a["many"][2, 1] = r["many"][0]

        assert_same(f, np.zeros(3, SUB), 1)

    def test_write_numbers_and_tuples(self):
        def f(a, x):
            a[0]["pos"] = x
            a[1]["pos"] = (1, x, 3)
            a[2]["m"] = ((1, 2), (3.9, x))
            a[3]["m"] = x

        for x in (2, 1.5, np.float32(0.1), np.int64(5), True):
            assert_same(f, np.zeros(4, SUB), x)
        small = np.dtype([("pos", "u1", (3,)), ("m", "i1", (2, 2))])
        for x in (300, np.int64(300), -1):
            assert_same(f, np.zeros(4, small), x)

    def test_records_of_tuples(self):
        def f(a):
            a[0] = (1, (2, 3, 4), ((5, 6), (7, 8)))
            a[1] = (1, 2, 3)
            a[2] = 9

        assert_same(f, np.zeros(3, [("id", "i4"), ("pos", "f8", (3,)), ("m", "i2", (2, 2))]))

    def test_packed(self):
        dtype = np.dtype([("flag", "?"), ("pos", "f8", (3,)), ("at", [("c", "u1"), ("v", "f4", (2,))])])

        def f(a, i):
            a[i]["pos"][0] = 3
            a[i]["at"]["v"][1] = 2
            a["pos"][0, 2] = 5
            total = 0.0
            for row in a["pos"]:
                for value in row:
                    total += value
            return a["pos"], a[i]["pos"], a[i]["at"]["v"], a["at"], a[i]["at"], total, a["pos"].shape, a["pos"].dtype == np.float64

        assert_same(f, np.zeros(3, dtype), 1)
        assert not krait.jit(lambda a: a["pos"])(np.zeros(3, dtype)).flags.aligned

    def test_refused(self):
        def other_shape(r):
            r["pos"] = (1, 2)

        def array(r):
            r["pos"] = r["pos"]

        def records(r):
            r["many"] = 1

        for f, match in ((other_shape, "another shape"), (array, "element by element"), (records, "element by element")):
            with pytest.raises(CompileError, match=match):
                krait.jit(f)(np.zeros(2, SUB)[0])


class TestOtherFields:
    def test_they_are_carried(self):
        def f(a, b, i):
            a[0] = b[1]
            a[1]["x"] = a[0]["x"] + a[i]["n"]
            return a, a[1], a["x"], np.zeros(2, a.dtype), a.copy()

        a = np.zeros(3, MIXED)
        a["name"], a["raw"], a["big"], a["x"] = "abc", b"xy", 1.5, [1, 2, 3]
        b = np.zeros(2, MIXED)
        b["name"] = "äöü"
        assert_same(f, a, b, 2)

    @pytest.mark.parametrize("field", ["name", "raw", "big"])
    def test_touching_one_is_refused(self, field):
        def read(a):
            return a[0][field]

        def column(a):
            return a[field]

        def write(a):
            a[0][field] = 1

        for f in (read, column, write):
            with pytest.raises(CompileError, match=f"the field '{field}' has the dtype"):
                krait.jit(f)(np.zeros(2, MIXED))

    def test_whole_values_that_touch_them(self):
        def number(a):
            a[0] = 1

        def unpacked(a):
            name, x, raw, big, n = a[0]
            return x

        for f in (number, unpacked):
            with pytest.raises(CompileError, match="the field 'name'"):
                krait.jit(f)(np.zeros(2, MIXED))

    def test_titles(self):
        dtype = np.dtype({"names": ["x", "n"], "formats": ["f8", "i4"], "titles": ["the x", None]})

        def f(a):
            a[0]["the x"] = 3.0
            return a[0]["x"], a["the x"], a[0], a, a.dtype == POINT

        assert_same(f, np.zeros(2, dtype))
        assert_same(lambda a, b: (a[0], b[0], a.dtype == b.dtype), np.zeros(2, dtype), np.zeros(2, POINT))


def test_dtypes_of_results_are_the_ones_of_the_arguments():
    for dtype in (POINT, ALIGNED, NESTED, SUB, MIXED, np.dtype((np.record, SUB))):
        a = np.zeros(2, dtype)
        made, record = krait.jit(lambda a: (np.zeros(1, a.dtype), a[0]))(a)
        assert made.dtype == dtype and made.dtype.isalignedstruct == dtype.isalignedstruct
        assert record.dtype == dtype and type(record) is dtype.type


def test_notation_names_the_whole_dtype():
    """Compiled code can be used by a process that has never met the dtype: its notation is enough to make it."""
    import subprocess
    import sys

    program = """
import sys, numpy as np, krait
from krait import _dispatch
for text, dtype in %r:
    dtype = np.dtype(eval(dtype, {'record': np.record}))
    assert _dispatch.record_notation(dtype) == text
    made = _dispatch.record_dtype(text)
    assert made == dtype and made.type is dtype.type and made.isalignedstruct == dtype.isalignedstruct, (made, dtype)
"""
    sources = ["[('x', 'f8'), ('n', 'i4')]", "[('x', 'f8', (3, 4)), ('at', [('s', 'U3'), ('t', 'M8[ns]'), ('b', '?')], (2,))]",
               "{'names': ['b', 'a \"'], 'formats': ['i4', '>c16'], 'offsets': [24, 8], 'itemsize': 40, 'titles': ['ü', None]}",
               "(record, [('x', 'm8'), ('v', 'V7'), ('l', 'f16')])"]
    pairs = [(krait._dispatch.record_notation(np.dtype(eval(source, {"record": np.record}))), source) for source in sources]
    aligned = "np.dtype([('c', 'u1'), ('x', 'f8')], align=True)"
    pairs.append((krait._dispatch.record_notation(eval(aligned)), aligned))
    program = program.replace("{'record': np.record}", "{'record': np.record, 'np': np}").replace(
        "    assert _dispatch.record_notation(dtype) == text\n    made = _dispatch.record_dtype(text)\n",
        "    made = _dispatch.record_dtype(text)\n    assert _dispatch.record_notation(dtype) == text\n")
    subprocess.run([sys.executable, "-c", program % pairs], check=True)
