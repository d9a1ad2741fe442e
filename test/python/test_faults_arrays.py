"""Arrays that change under a function: resized, made read-only, given another shape or dtype; and arrays that are none of ours."""

import threading
import time

import krait
import numpy as np
import pytest
from oracle import assert_same


@pytest.fixture
def captured():
    """Functions that use a global array, and the array."""
    namespace = {"np": np, "G": np.arange(6.0)}
    source = """
def length(): return len(G)
def first(): return G[1]
def put(x): G[0] = x
def total(): return G.sum()
def shape(): return G.shape
"""
    exec(source, namespace)
    for name in ("length", "first", "put", "total", "shape"):
        namespace[name] = krait.jit(namespace[name])
    return namespace


def check(captured):
    for name in ("length", "total", "shape"):
        assert captured[name]() == captured[name].py_func(), name
    got, expected = captured["first"](), captured["first"].py_func()
    assert type(got) is type(expected) and np.array_equal(got, expected)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name, value", [("shape", (2, 3)), ("dtype", np.int64), ("strides", (0,)), ("shape", (3, 2, 1)), ("dtype", ">f8")])
def test_captured_array_gets_another_attribute(captured, name, value):
    """It is the same object, and other code has to be compiled for it: or it is refused, where the dtype is."""
    check(captured)
    setattr(captured["G"], name, value)
    if value == ">f8":
        with pytest.raises(krait.CompileError, match="dtype"):
            captured["total"]()
        return
    check(captured)


def test_captured_array_becomes_read_only(captured):
    captured["put"](3.0)
    captured["G"].flags.writeable = False
    for _ in range(2):
        with pytest.raises((ValueError, krait.CompileError), match="read-only"):
            captured["put"](4.0)
    assert captured["G"][0] == 3.0
    captured["G"].flags.writeable = True
    captured["put"](5.0)
    assert captured["G"][0] == 5.0


def test_captured_array_is_resized_by_force(captured):
    """NumPy allows it to those who say that nobody refers to the memory; the next call looks where it is now."""
    check(captured)
    captured["G"].resize(100_000, refcheck=False)
    check(captured)
    captured["G"].resize(3, refcheck=False)
    check(captured)


def test_captured_array_in_a_tuple_and_in_a_callee():
    namespace = {"PAIR": (np.arange(4.0), np.arange(4.0)), "krait": krait}
    exec("def inner(): return len(PAIR[1])\ndef outer(): return inner() + len(PAIR[0])", namespace)
    namespace["inner"] = krait.jit(namespace["inner"])
    outer = krait.jit(namespace["outer"])
    assert outer() == 8
    namespace["PAIR"][1].shape = (2, 2)
    assert outer() == 6


def test_argument_is_not_resized_while_it_is_used():
    @krait.jit
    def total(a, n):
        s = 0.0
        for k in range(n):
            for i in range(len(a)):
                s += a[i]
        return s

    a, results = np.ones(1000), []
    total(a, 1)
    thread = threading.Thread(target=lambda: results.append(total(a, 100_000)))
    thread.start()
    time.sleep(0.02)
    if thread.is_alive():
        with pytest.raises(ValueError, match="cannot resize"):
            a.resize(1_000_000)
    a.flags.writeable = False
    thread.join()
    assert results == [100_000_000.0]


def test_argument_that_became_read_only():
    def put(a):
        a[0] = 2.0
        return a

    a = np.ones(3)
    assert_same(put, a)
    a.flags.writeable = False
    assert_same(put, a)


def test_results_do_not_own_what_could_be_resized():
    @krait.jit
    def make(n):
        a = np.ones(n)
        return a, a[1:]

    whole, part = make(5)
    for each in (whole, part):
        with pytest.raises(ValueError, match="resize"):
            each.resize(50)
    assert whole.sum() == 5 and part.sum() == 4


class Subclass(np.ndarray):
    pass


FOREIGN = [
    (np.ones(3).view(Subclass), "Subclass, a subclass of ndarray; pass np.asarray"),
    (np.ma.masked_array([1.0, 2.0], [True, False]), "MaskedArray, a subclass of ndarray; pass np.asarray"),
    (np.array([1, None]), "dtype object; convert it"),
    (np.ones(3, ">f8"), "foreign byte order; pass"),
    (np.ones(3, ">i2"), "foreign byte order; pass"),
    (np.array(["a", "b"]), "text; pass numbers"),
    (np.ones(3, np.longdouble), "no compiled form; pass"),
    (np.frombuffer(bytes(17), np.uint8)[1:].view(np.float64), "not aligned in memory; pass x.copy()"),
    (np.zeros(3, [("a", object)]), "the fields of a record must not be objects"),
    (np.zeros(3, "V5"), "bytes without fields; pass"),
]


@pytest.mark.parametrize("argument, text", FOREIGN, ids=lambda value: None)
def test_foreign_arrays_are_refused(argument, text):
    """As arguments by themselves, in a tuple, and as global variables."""
    f = krait.jit(lambda a: a)
    for wrapped in (argument, (1, argument)):
        with pytest.raises(TypeError, match="cannot take argument 'a'") as caught:
            f(wrapped)
        assert text in str(caught.value)
    namespace = {"A": argument}
    exec("def f(): return A", namespace)
    with pytest.raises(krait.CompileError, match="captured array|object of the class"):
        krait.jit(namespace["f"])()
