"""Guards, threads, references and memory: what lives how long, and what is compiled again when."""

import ast
import gc
import pathlib
import sys
import threading
import time
import weakref

import numpy as np
import pytest
from fake_compiler import FakeCompiler, fakes
import sanitizers

import krait
from krait import _compile
from krait._dispatch import ABSENT


@pytest.fixture(autouse=True)
def compiler(monkeypatch):
    fake = FakeCompiler()
    monkeypatch.setattr(_compile, "compile_signature", fake)
    return fake


def make_identity():
    return krait.jit(lambda x: x)


def guarded(compiler, guards):
    compiler.product("echo", "float", 1, guards=guards)
    return make_identity()


def compilations_after(compiler, function, change):
    before = len(compiler.requests)
    change()
    assert function(1.0) == 1.0
    assert function(2.0) == 2.0
    return len(compiler.requests) - before


@pytest.mark.parametrize("old,new,recompiles", [
    (1, 2, True), (1, 1, False), (10**20, 10**20 + 0, False), (1, True, True), (1, 1.0, True), (0.0, -0.0, True),
    (1.5, float("1.5"), False), ("a b", "".join(["a", " b"]), False), ("a", "b", True), ((1,), tuple([1]), True),
    (np, np, False)])  # fmt: skip
def test_a_changed_global_recompiles(compiler, old, new, recompiles):
    module = {"name": old}
    f = guarded(compiler, [(module, "name", old)])
    assert f(1.0) == 1.0
    compiler.product("echo", "float", 1, guards=[(module, "name", new)])
    assert compilations_after(compiler, f, lambda: module.update(name=new)) == recompiles
    assert f.stats["dropped"] == recompiles and len(f.signatures) == 1


def test_another_global_changes_nothing(compiler):
    module = {"name": 1, "other": 2}
    f = guarded(compiler, [(module, "name", 1)])
    f(1.0)
    assert compilations_after(compiler, f, lambda: module.update(other=3, third=4)) == 0


def test_removed_and_added_globals(compiler):
    module = {"name": 1}
    f = guarded(compiler, [(module, "name", 1), (module, "absent", ABSENT)])
    f(1.0)
    compiler.product("echo", "float", 1, guards=[(module, "name", ABSENT), (module, "absent", ABSENT)])
    assert compilations_after(compiler, f, lambda: module.pop("name")) == 1
    compiler.product("echo", "float", 1, guards=[(module, "name", ABSENT), (module, "absent", 5)])
    assert compilations_after(compiler, f, lambda: module.update(absent=5)) == 1


def test_changed_closure_variable(compiler):
    value = 1

    def function(x):
        return x if value else None

    cell = function.__closure__[0]
    compiler.product("echo", "float", 1, guards=[(cell, 1)])
    f = krait.jit(function)
    f(1.0)
    assert compilations_after(compiler, f, lambda: None) == 0
    value = 2
    compiler.product("echo", "float", 1, guards=[(cell, 2)])
    assert compilations_after(compiler, f, lambda: None) == 1


def test_a_guard_that_never_holds_is_an_error(compiler):
    f = guarded(compiler, [({"name": 1}, "name", 2)])
    with pytest.raises(RuntimeError, match="change faster"):
        f(1.0)


def test_an_explicit_signature_is_compiled_again_as_such(compiler, monkeypatch):
    module = {"name": 1}
    results = []

    def hook(dispatcher, notations, result=None):
        results.append(result)
        return fakes.make("echo", "float", 1, 1), (), [(module, "name", module["name"])]

    monkeypatch.setattr(_compile, "compile_signature", hook)
    monkeypatch.setattr(_compile, "signature_text", repr)
    monkeypatch.setattr(_compile, "parse_signature", ast.literal_eval)
    f = krait.jit((("float",), "float"))(lambda x: x)
    assert f(1) == 1.0
    module["name"] = 2
    assert f(1) == 1.0 and results == ["float", "float"]


def test_failed_compilation_raises_and_is_not_remembered(compiler):
    def fail(notations):
        raise LookupError("no compiler today")

    f = make_identity()
    echo, compiler.make = compiler.make, fail
    for _ in range(2):
        with pytest.raises(LookupError, match="no compiler today"):
            f(1.0)
    compiler.make = echo
    assert f(1.0) == 1.0 and len(compiler.requests) == 3


def test_code_is_freed_with_its_function(compiler):
    gc.collect()
    before = fakes.live()
    functions = [make_identity() for _ in range(100)]
    for f in functions:
        f(1.0), f(1), f((1, 2.0))
    assert fakes.live() == before + 300
    del functions, f
    gc.collect()
    assert fakes.live() == before


def test_stale_code_is_freed_when_its_last_call_returns(compiler):
    before = fakes.live()
    module = {"name": 1}
    fakes.set_gate(False)
    compiler.product("wait_for_gate", "int", 1, guards=[(module, "name", 1)])
    f = make_identity()
    results = []
    thread = threading.Thread(target=lambda: results.append(f(1.0)))
    thread.start()
    while f.signatures == []:
        time.sleep(0.001)
    time.sleep(0.05)
    module["name"] = 2
    compiler.product("echo", "float", 1)
    assert f(3.0) == 3.0
    assert fakes.live() == before + 2 and f.stats["dropped"] == 1
    fakes.set_gate(True)
    thread.join()
    assert results == [1] and fakes.live() == before + 1


def test_cycle_through_captured_objects_is_collected(compiler):
    class Holder:
        pass

    holder = Holder()
    compiler.product("echo", "float", 1, objects=[holder], guards=[({"h": holder}, "h", holder)])
    holder.f = make_identity()
    holder.f(1.0)
    gone = weakref.ref(holder)
    compiler.make = None
    del holder
    gc.collect()
    assert gone() is None


def test_threads_wait_for_one_compilation(compiler):
    echo = compiler.make

    def slow(notations):
        time.sleep(0.1)
        return echo(notations)

    compiler.make = slow
    f = make_identity()
    results = []
    threads = [threading.Thread(target=lambda: results.append(f(1.0))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [1.0] * 8 and len(compiler.requests) == 1


def test_functions_compile_at_the_same_time(compiler):
    barrier = threading.Barrier(2, timeout=10)
    echo = compiler.make

    def meet(notations):
        barrier.wait()
        return echo(notations)

    compiler.make = meet
    threads = [threading.Thread(target=make_identity(), args=(1.0,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not barrier.broken and len(compiler.requests) == 2


def test_a_call_while_compiling_on_the_same_thread_is_an_error(compiler):
    f = make_identity()
    compiler.make = lambda notations: f(1)
    with pytest.raises(RuntimeError, match="while it was being compiled"):
        f(1.0)


def test_calls_on_many_threads(compiler):
    f = make_identity()
    arrays = [np.arange(5.0), np.arange(5), 3.0, 4, (1, 2.0)]
    wrong = []

    def work():
        for _ in range(2000):
            for value in arrays:
                if f(value) is not value and f(value) != value:
                    wrong.append(value)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [] and len(compiler.requests) == len(arrays)


def test_the_lock_is_released_while_long_code_runs(compiler):
    fakes.set_gate(False)
    compiler.product("wait_for_gate", "int", 1)
    f = make_identity()
    opener = threading.Timer(0.05, fakes.set_gate, (True,))
    opener.start()
    assert f(1.0) == 1


def allocated_by(function, *arguments, times=100_000):
    """Memory blocks that many calls leave behind, and how the arguments' reference counts changed."""
    for _ in range(100):
        function(*arguments)
    counts = list(map(sys.getrefcount, arguments))
    gc.collect()
    blocks = sys.getallocatedblocks()
    for _ in range(times):
        function(*arguments)
    gc.collect()
    blocks = sys.getallocatedblocks() - blocks
    return blocks, [after - before for after, before in zip(map(sys.getrefcount, arguments), counts)]


VALUES = [3.5, 10**15, 1j, "text", (1.5, (2, "x")), np.float64(2), np.complex64(1j), np.arange(3.0),
          (np.arange(3.0),), np.dtype("f4"), np.float32]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_calls_leave_nothing_behind(compiler, value):
    blocks, counts = allocated_by(make_identity(), value)
    assert blocks < 50 and counts == [0]


def test_keywords_defaults_and_varargs_leave_nothing_behind(compiler):
    f = krait.jit(lambda a, b=2.5, *rest, c=3.5: (a, b, rest, c))
    value = 12345.5
    blocks, counts = allocated_by(lambda x: f(x, c=x), value)
    assert blocks < 50 and counts == [0]
    blocks, counts = allocated_by(lambda x: f(x, x, x, x), value)
    assert blocks < 50 and counts == [0]


def test_failing_calls_leave_nothing_behind(compiler):
    f = krait.jit(lambda a: a)

    def attempt(value):
        try:
            f(value)
        except (TypeError, OverflowError):
            pass

    for value in ([1], 10**30, (1, [2])):
        blocks, counts = allocated_by(attempt, value, times=20_000)
        assert blocks < 50 and counts == [0]


def test_views_keep_and_release_their_argument(compiler):
    compiler.product("drop_first", "float64[::1]", 4)
    array = np.arange(5.0)
    blocks, counts = allocated_by(make_identity(), array)
    assert blocks < 50 and counts == [0]


@sanitizers.measures_memory
def test_buffers_of_results_are_freed(compiler):
    compiler.product("new_parts", "Tuple(float64[::1], float64[::1], float64[::1])", 12)
    f = make_identity()

    def resident():
        return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * 4096

    for _ in range(100):
        f(10_000)
    before = resident()
    for _ in range(20_000):
        f(10_000)
    assert resident() - before < 4 << 20
