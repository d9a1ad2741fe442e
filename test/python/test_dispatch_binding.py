"""Arguments bind to parameters exactly as CPython binds them, and what does not fit raises CPython's own TypeError."""

import ast
import copy
import pickle
import weakref

import numpy as np
import pytest
from fake_compiler import FakeCompiler
from hypothesis import given, settings
from hypothesis import strategies as st

import krait
from krait import _compile


@pytest.fixture(autouse=True)
def compiler(monkeypatch):
    fake = FakeCompiler()
    monkeypatch.setattr(_compile, "compile_signature", fake)
    return fake


KINDS = ("positional only", "positional", "keyword only")


@st.composite
def functions(draw):
    """A Python function of random parameters that returns all of them, as the fakes do."""
    kinds = sorted(draw(st.lists(st.sampled_from(KINDS), max_size=6)), key=KINDS.index)
    has_varargs = draw(st.booleans())
    defaults_from = draw(st.integers(0, len(kinds)))
    parts, names = [], []
    for index, kind in enumerate(kinds):
        name = f"p{index}"
        if kind == "keyword only" and "*" not in parts and "*rest" not in parts:
            parts.append("*rest" if has_varargs else "*")
        has_default = draw(st.booleans()) if kind == "keyword only" else index >= defaults_from
        parts.append(f"{name}={index}.5" if has_default else name)
        names.append(name)
        if kind == "positional only" and (index + 1 == len(kinds) or kinds[index + 1] != kind):
            parts.append("/")
    if has_varargs and "*rest" not in parts:
        parts.append("*rest")
    returned = names + (["rest"] if has_varargs else [])
    body = returned[0] if len(returned) == 1 else f"({', '.join(returned)})"
    namespace = {}
    exec(f"def f({', '.join(parts)}): return {body}", namespace)
    return namespace["f"]


def outcome(function, positional, keywords):
    try:
        return "value", function(*positional, **keywords)
    except TypeError as error:
        return "error", str(error)


values = st.one_of(st.floats(allow_nan=False), st.integers(-(2**63), 2**63 - 1), st.booleans(), st.none())


@settings(max_examples=400, deadline=None)
@given(functions(), st.lists(values, max_size=7),
       st.dictionaries(st.sampled_from([f"p{i}" for i in range(7)] + ["rest", "other"]), values, max_size=4))
def test_binding_is_cpythons(function, positional, keywords):
    _compile.compile_signature = FakeCompiler()
    jitted = krait.jit(function)
    expected = outcome(function, positional, keywords)
    assert outcome(jitted, positional, keywords) == expected
    assert outcome(jitted, positional, keywords) == expected  # again, from the cached signature


def test_defaults_are_read_at_each_call():
    @krait.jit
    def f(a, b=1.0, *, c=2.0):
        return a, b, c

    assert f(0.0) == (0.0, 1.0, 2.0)
    f.py_func.__defaults__ = (5.0,)
    f.py_func.__kwdefaults__ = {"c": 6.0}
    assert f(0.0) == (0.0, 5.0, 6.0)


def test_keyword_that_is_equal_but_not_interned():
    @krait.jit
    def f(first_parameter):
        return first_parameter

    assert f(**{"".join(["first_", "parameter"]): 2.0}) == 2.0


def test_many_arguments():
    names = [f"p{i}" for i in range(60)]
    namespace = {}
    exec(f"def f({', '.join(names)}): return ({', '.join(names)})", namespace)
    jitted = krait.jit(namespace["f"])
    arguments = tuple(float(i) for i in range(60))
    assert jitted(*arguments) == arguments
    assert jitted(**dict(zip(names, arguments))) == arguments


def test_keywords_parameter_is_refused_when_decorating():
    with pytest.raises(TypeError, match=r"\*\*keywords"):
        krait.jit(lambda **kwargs: kwargs)


def test_generators_and_non_functions_are_refused():
    def generator():
        yield 1

    with pytest.raises(TypeError, match="generator"):
        krait.jit(generator)
    with pytest.raises(TypeError, match="takes a Python function"):
        krait.jit(len)


def test_is_a_method_of_a_class():
    class Weird(tuple):
        f = krait.jit(lambda self, x: x)
        g = staticmethod(krait.jit(lambda x: x))

    assert Weird.f(1.0, 2.0) == (1.0, 2.0)
    assert Weird().g(3.0) == 3.0
    with pytest.raises(TypeError, match=r"argument 'self': it is a .*Weird"):
        Weird().f(2.0)
    assert krait.jit(lambda self, x: x).__get__(7.0)(2.0) == (7.0, 2.0)


@krait.jit
def at_module_level(x):
    """Its documentation."""
    return x


def test_looks_like_the_function():
    assert at_module_level.__name__ == "at_module_level"
    assert at_module_level.__doc__ == "Its documentation."
    assert at_module_level.__module__ == __name__
    assert at_module_level.__wrapped__ is at_module_level.py_func
    assert "at_module_level" in repr(at_module_level)
    at_module_level.note = 3
    assert at_module_level.note == 3


def test_copies_and_pickles_by_name():
    assert copy.copy(at_module_level) is at_module_level
    assert copy.deepcopy([at_module_level])[0] is at_module_level
    assert pickle.loads(pickle.dumps(at_module_level)) is at_module_level


def test_weak_references_and_cycles():
    import gc

    f = krait.jit(lambda x: x)
    f.itself = f
    assert f(1.0) == 1.0
    gone = weakref.ref(f)
    del f
    gc.collect()
    assert gone() is None


def test_disabled(monkeypatch):
    def f(x):
        return x

    monkeypatch.setenv("KRAIT_DISABLE_JIT", "1")
    assert krait.jit(f) is f
    assert krait.jit("float64(float64)")(f) is f


def test_options():
    with pytest.raises(TypeError, match="no option 'fastmaths'; its options are .*fastmath"):
        krait.jit(fastmaths=True)
    for refused in ({"nopython": False}, {"locals": {"x": 1}}):
        with pytest.raises(NotImplementedError):
            krait.jit(**refused)
    for wrong in ({"boundscheck": 1}, {"overflow": "ignore"}, {"fastmath": {"quick"}}, {"error_model": "c"}):
        with pytest.raises(TypeError, match=next(iter(wrong))):
            krait.jit(**wrong)
    f = krait.jit(nopython=True, fastmath={"nnan", "contract"}, overflow="wrap")(lambda x: x)
    assert f.options == {"nopython": True, "fastmath": ("contract", "nnan"), "overflow": "wrap"}


def explicit(monkeypatch, signatures, function):
    """A function with explicit signatures, each a tuple (arguments, result) that the fake parser returns as it is."""
    monkeypatch.setattr(_compile, "signature_text", repr)
    monkeypatch.setattr(_compile, "parse_signature", ast.literal_eval)
    return krait.jit(signatures)(function)


def test_explicit_signatures_convert(monkeypatch):
    f = explicit(monkeypatch, [(("float", "int64"), None)], lambda a, b: (a, b))
    assert f.signatures == [("float", "int64")]
    a, b = f(2, 3)
    assert (type(a), a, type(b), b) == (float, 2.0, np.int64, 3)
    assert f(np.float32(1.5), np.int8(-3)) == (1.5, -3)
    assert f(2**70, True) == (float(2**70), 1)
    with pytest.raises(OverflowError, match="argument 'b'"):
        f(1.0, 2**63)
    with pytest.raises(TypeError, match=r"No matching definition for argument type\(s\) complex, float"):
        f(1j, 2.0)
    assert len(f.signatures) == 1


@pytest.mark.parametrize("name", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"])
def test_python_int_to_numpy_integer(monkeypatch, name):
    f = explicit(monkeypatch, [((name,), None)], lambda a: a)
    limits = np.iinfo(name)
    for value in (limits.min, -1 if limits.min else 0, 0, 1, limits.max):
        result = f(int(value))
        assert type(result) is getattr(np, name) and result == value
    for value in (int(limits.min) - 1, int(limits.max) + 1):
        with pytest.raises(OverflowError, match="argument 'a'"):
            f(value)


@pytest.mark.parametrize("name", ["float16", "float32", "float64", "complex64", "complex128"])
def test_weak_and_safe_floats(monkeypatch, name):
    f = explicit(monkeypatch, [((name,), None)], lambda a: a)
    scalar = getattr(np, name)
    for value in (1.1, 3, True, -0.0, float("inf")):
        assert f(value).tobytes() == scalar(value).tobytes()
    assert f(np.int8(-7)) == -7 and f(np.float16(0.5)) == 0.5


def test_unsafe_conversions_are_refused(monkeypatch):
    refused = [("int", 1.5), ("float", 1j), ("int8", np.int16(1)), ("int64", np.uint64(1)), ("float32", np.float64(1)),
               ("float16", np.int16(1)), ("bool", 1), ("float64[::1]", np.zeros(3, np.float32)),
               ("float64[::1]", np.zeros(6)[::2]), ("float64[:]", np.zeros((2, 2)))]
    for notation, value in refused:
        f = explicit(monkeypatch, [((notation,), None)], lambda a: a)
        with pytest.raises(TypeError, match="No matching definition"):
            f(value)


def test_nearest_signature_wins(monkeypatch):
    f = explicit(monkeypatch, [(("complex",), None), (("float",), None), (("float64[:]",), None)], lambda a: a)
    assert type(f(1)) is float
    assert type(f(1j)) is complex
    array = np.zeros(3)
    assert f(array) is array
