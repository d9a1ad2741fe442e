"""Type keys of arguments, and the way through slots and back: every type, with its exact value and type."""

import enum
import collections
import gc
import subprocess
import sys

import numpy as np
import pytest
from fake_compiler import FakeCompiler, fakes, same_bits
from hypothesis import given, settings
from hypothesis import strategies as st

import krait
from krait import _compile


@pytest.fixture(autouse=True)
def compiler(monkeypatch):
    fake = FakeCompiler()
    monkeypatch.setattr(_compile, "compile_signature", fake)
    return fake


@krait.jit
def identity(x):
    return x


def make_identity():
    return krait.jit(lambda x: x)


DTYPES = ["bool_", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32",
          "float64", "complex64", "complex128"]
UNITS = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"]


def readonly(array):
    array.flags.writeable = False
    return array


NOTATIONS = [
    (None, "None"), (True, "bool"), (3, "int"), (3.0, "float"), (3j, "complex"), ("x", "Literal('x')"),
    ("it's\n\u20ac", "Literal(\"it's\\n\\u20ac\")"), ((), "Tuple()"), ((1, (2.0, "a")), "Tuple(int, Tuple(float, Literal('a')))"),
    (np.zeros(3), "float64[::1]"), (np.zeros(6)[::2], "float64[:]"), (np.zeros((2, 3)), "float64[:, ::1]"),
    (np.zeros((2, 3)).T, "float64[::1, :]"), (np.zeros((4, 4))[::2, ::2], "float64[:, :]"), (np.zeros(()), "float64[()]"),
    (np.zeros((2, 3, 4), np.int8), "int8[:, :, ::1]"), (readonly(np.zeros(3)), "readonly float64[::1]"),
    (np.zeros(3, np.bool_), "bool_[::1]"), (np.zeros(3, "M8[ns]"), "datetime64[ns][::1]"),
    (np.zeros(3, "m8[D]"), "timedelta64[D][::1]"), (np.datetime64("2020-01-01"), "datetime64[D]"),
    (np.timedelta64(5), "timedelta64[generic]"), (np.longlong(3), "int64"), (np.ulonglong(3), "uint64"),
    (np.zeros(2, np.longlong), "int64[::1]"), (np.float64, "Class(numpy.float64)"), (float, "Class(builtins.float)"),
    (np.dtype("float32"), "DType(float32)"), (np.dtype("M8[s]"), "DType(datetime64[s])"),
    ([1, 2], "List(int)"), ([], "List(Never)"), ([[1.0], [2.0]], "List(List(float))"), ((1, [True]), "Tuple(int, List(bool))"),
    ([(1, 2.0)], "List(Tuple(int, float))"), ([np.zeros(2)], "List(float64[::1])"),
    (np.zeros((1, 5)), "float64[:, ::1]"), (np.zeros((0, 3)), "float64[:, ::1]"),
    *[(getattr(np, name)(1), name) for name in DTYPES],
    *[(np.timedelta64(5, unit), f"timedelta64[{unit}]") for unit in UNITS],
]  # fmt: skip


@pytest.mark.parametrize("value,notation", NOTATIONS, ids=[n for _, n in NOTATIONS])
def test_notation_and_round_trip(compiler, value, notation):
    f = make_identity()
    assert f._notation_of(value) == notation
    for _ in range(2):
        result = f(value)
        assert result is value if isinstance(value, (np.ndarray, type)) else same_bits(result, value) or (
            isinstance(value, (np.longlong, np.ulonglong)) and result == value)
    assert compiler.requests == [(notation,)]
    assert f.signatures == [(notation,)]


@settings(max_examples=300, deadline=None)
@given(st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(), st.complex_numbers(), st.text(),
              st.integers(0, 255).map(np.uint8), st.floats(width=32).map(np.float32), st.integers(-9, 9).map(np.int64)),
    lambda inner: st.lists(inner, max_size=4).map(tuple), max_leaves=20))
def test_values_round_trip(value):
    _compile.compile_signature = FakeCompiler()
    f = make_identity()
    assert same_bits(f(value), value)
    assert same_bits(f(value), value)


class Colour(enum.IntEnum):
    RED = 1


class MyFloat(float):
    pass


Point = collections.namedtuple("Point", "x y")
unaligned = np.frombuffer(b"\0" * 17, np.uint8)[1:].view(np.float64)

REFUSED = [
    ([1, 2.5], "a list whose items are not all of one type"), ({}, "a dict"), (Colour.RED, r"a Colour; pass int\(x\)"),
    (MyFloat(1), r"a MyFloat; pass float\(x\)"), (Point(1, 2), r"a Point; pass tuple\(x\)"), (object(), "an object of the class object; pass what is needed"),
    (np.zeros(3, ">f8"), "foreign byte order.*astype"), (np.zeros(3, object), "dtype object"), (b"x", "bytes"),
    (np.zeros(3, [("a", "O")]), "dtype object|structured"), (np.zeros(3, "U3"), "dtype <U3"), (unaligned, "not aligned.*copy"),
    (np.zeros(3, np.longdouble), "astype"), (np.zeros(3, "M8[25s]"), "multiple of a unit"), ([].append, "not compiled by krait"),
    (np.recarray(3, "f8"), r"a recarray, a subclass of ndarray; pass np.asarray\(x\)"), ((1, [2, None]), "element 1 is a list"),
    (lambda: 0, "krait.jit"), (np.str_("x"), "NumPy scalar str_"), (dict, "the class dict"), (range(3), "a range"),
    (np, "a module"),
]  # fmt: skip


@pytest.mark.parametrize("value,message", REFUSED, ids=[m for _, m in REFUSED])
def test_refused_arguments_name_argument_and_way_round(value, message):
    @krait.jit
    def function(first, second):
        return first

    with pytest.raises(TypeError, match=rf"function\(\) cannot take argument 'second': it is .*{message}"):
        function(1.0, value)
    assert function.signatures == []


def test_int_beyond_64_bits():
    @krait.jit
    def f(a, n):
        return n

    for value in (2**63, -(2**63) - 1, 10**40):
        for _ in range(2):
            with pytest.raises(OverflowError, match=r"f\(\) argument 'n'"):
                f(1.0, value)
        with pytest.raises(OverflowError, match=r"f\(\) argument 'n'"):
            f(1.0, (2.0, value))
    assert f(1, 2**63 - 1) == (1, 2**63 - 1)
    assert f(1, -(2**63)) == (1, -(2**63))


def test_kinds_that_look_alike_are_different(compiler):
    for value in (1.0, np.float64(1.0), 1, True, np.int64(1), np.bool_(True), 1 + 0j, np.complex128(1), (1.0,)):
        assert same_bits(identity(value), value)
        assert same_bits(identity(value), value)


def test_jitted_functions_and_strings_specialise(compiler):
    f, a, b = make_identity(), make_identity(), make_identity()
    for value in (a, b, "x", "y", a, "x"):
        assert f(value) is value or f(value) == value
    assert len(compiler.requests) == 4
    assert krait._dispatch.function_of_handle(a.handle) is a


def test_polymorphic_calls_compile_each_signature_once(compiler):
    f = make_identity()
    arguments = [1, 2.0, None, "s", (1,), np.zeros(3), np.float32(1)]
    for _ in range(5):
        for value in arguments:
            f(value)
    assert len(compiler.requests) == len(arguments)


def test_view_of_an_argument(compiler):
    compiler.product("drop_first", "float64[:]", 4)
    f = make_identity()
    array = np.arange(10.0)[::2]
    view = f(array)
    assert view.base is array.base and view.tolist() == [2, 4, 6, 8] and view.flags.writeable
    view[0] = 7
    assert array[1] == 7


def test_readonly_view_stays_readonly(compiler):
    compiler.product("drop_first", "readonly float64[:]", 4)
    f = make_identity()
    assert not f(readonly(np.arange(3.0))).flags.writeable


def test_new_array_owns_its_buffer(compiler):
    compiler.product("new_array", "float64[::1]", 4)
    f = make_identity()
    array = f(1000)
    tail = array[500:]
    del array
    gc.collect()
    again = [f(1000) for _ in range(10)]
    assert tail.tolist() == list(range(500, 1000)) and again[3].flags.writeable and again[3].flags.aligned
    assert f(0).shape == (0,)


def test_equal_parts_are_one_object_and_parts_share_a_buffer(compiler):
    compiler.product("new_parts", "Tuple(float64[::1], float64[::1], float64[::1])", 12)
    f = make_identity()
    a, b, c = f(5)
    assert a is b and c is not a and c.base is a.base and c.tolist() == [1, 2, 3, 4]
    c[0] = 9
    assert a[1] == 9


def test_same_argument_twice_comes_back_as_one_object():
    f = krait.jit(lambda x, y: (x, y))
    array = np.zeros(3)
    a, b = f(array, array)
    assert a is array and b is array


def run_python(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_import_is_light():
    code = "import sys; before = set(sys.modules); import krait; print(sorted(set(sys.modules) - before))"
    assert eval(run_python(code)) == ["krait", "krait._dispatch", "krait.decorator", "krait.options"]


def test_scalars_do_not_load_numpy():
    code = """
import sys, krait, krait._compile as bridge, krait_dispatch_fakes as fakes
bridge.compile_signature = lambda f, types, result=None: fakes.make("echo", types[0], 1, 1)
f = krait.jit(lambda x: x)
assert f(2.5) == 2.5 and f(3) == 3 and f(True) is True
try: f(["a"])
except TypeError as error: assert "a list" in str(error)
try: f(object())
except TypeError as error: assert "the class object" in str(error)
print("numpy" in sys.modules)
"""
    assert run_python(code) == "False\n"


def test_type_objects_give_the_notation():
    types = krait.types
    assert repr(types.float64[:, ::1]) == "float64[:, ::1]"
    assert repr(krait.float64[()]) == "float64[()]"
    assert repr(types.float64[::1, :](types.int64, types.Tuple((types.int8, types.boolean)))) == (
        "float64[::1, :](int64, Tuple(int8, boolean))")
    assert _compile.signature_text((types.int64, "float64[:]")) == "(int64, float64[:])"
    assert repr(types.readonly(types.int8[:])) == "readonly int8[:]" and repr(types.Literal("a'b")) == 'Literal("a\'b")'
    with pytest.raises(TypeError):
        types.float64[1:2]
    with pytest.raises(TypeError):
        types.float64(3)


def test_malformed_products_are_refused_and_freed(compiler):
    before = fakes.live()
    products = [None, (1, 2), lambda: 0, fakes.make("echo", "nonsense[", 1, 1), fakes.make("echo", "int", 7, 7),
                (fakes.make("echo", "int", 1, 1), [], []), (fakes.make("echo", "int", 1, 1), (), [1])]
    for product in products:
        compiler.make = lambda notations: product
        f = make_identity()
        with pytest.raises(SystemError):
            f(1)
    del product, products
    compiler.make = None
    gc.collect()
    assert fakes.live() == before
