"""Errors of compiled code as Python exceptions: class, text and arguments of every row, traceback, Ctrl-C, recursion."""

import linecache
import pathlib
import re
import signal
import threading
import time
import traceback

import numpy as np
import pytest
from fake_compiler import FakeCompiler, fakes
import sanitizers

import krait
from krait import _compile

ROOT = pathlib.Path(__file__).parents[2]
ROW = re.compile(r'^KR_ERROR\((\w+), (\w+), "((?:[^"\\]|\\.)*)", "(\w*)"\)', re.MULTILINE)
ROWS = ROW.findall((ROOT / "runtime" / "errors.def").read_text())
KINDS = {row[0]: index for index, row in enumerate(ROWS)}
SAMPLES = {"i": -7, "u": 8, "d": 1e300, "s": "caf\u00e9 {0}"}


@pytest.fixture(autouse=True)
def compiler(monkeypatch):
    fake = FakeCompiler()
    monkeypatch.setattr(_compile, "compile_signature", fake)
    return fake


def raised_by(function, *arguments):
    with pytest.raises(BaseException) as caught:
        function(*arguments)
    return caught.value


def failing(compiler, kind, arguments=(), **site):
    fakes.set_error(KINDS[kind], tuple(arguments))
    compiler.product("fail", "int", 1, **site)
    return krait.jit(lambda x: x)


PLAIN = [row for row in ROWS if row[0] not in ("none", "python_error", "user_raise", "assertion", "power_result_too_large")]


def test_all_rows_are_seen():
    assert len(ROWS) == (ROOT / "runtime" / "errors.def").read_text().count("\nKR_ERROR(")


@pytest.mark.parametrize("kind,exception,format,kinds", PLAIN, ids=[row[0] for row in PLAIN])
def test_row(compiler, kind, exception, format, kinds):
    arguments = [SAMPLES[kind] for kind in kinds]
    error = raised_by(failing(compiler, kind, arguments), 1.0)
    assert type(error).__name__ == exception
    assert str(error) == format.replace('\\"', '"').format(*arguments)


def test_assertion_has_no_message(compiler):
    error = raised_by(failing(compiler, "assertion"), 1.0)
    assert type(error) is AssertionError and error.args == ()


def test_power_overflow_is_cpythons(compiler):
    error = raised_by(failing(compiler, "power_result_too_large"), 1.0)
    expected = raised_by(lambda: 2.0**1e10)
    assert type(error) is type(expected) and error.args == expected.args and str(error) == str(expected)


@pytest.mark.parametrize("kind", ["none", "python_error"])
def test_an_error_that_is_none_is_our_bug(compiler, kind):
    assert type(raised_by(failing(compiler, kind), 1.0)) is SystemError


class OwnError(Exception):
    def __init__(self, text, number):
        super().__init__(text, number)
        self.number = number


def test_user_raise_boxes_the_arguments(compiler):
    f = failing(compiler, "user_raise", [5, 2.5], objects=[KeyError, OwnError], exception_class=1,
                exception="Tuple(Literal('too big'), int)")
    error = raised_by(f, 1.0)
    assert type(error) is OwnError and error.args == ("too big", 5) and error.number == 5


def test_user_raise_without_arguments(compiler):
    error = raised_by(failing(compiler, "user_raise", objects=[StopIteration], exception="Tuple()"), 1.0)
    assert type(error) is StopIteration and error.args == ()


def test_user_raise_whose_constructor_raises(compiler):
    error = raised_by(failing(compiler, "user_raise", objects=[OwnError], exception="Tuple()"), 1.0)
    assert type(error) is TypeError and "missing 2 required" in str(error)


def test_user_raise_of_no_exception_and_of_an_unknown_class(compiler):
    error = raised_by(failing(compiler, "user_raise", objects=[int], exception="Tuple()"), 1.0)
    assert type(error) is TypeError and str(error) == "exceptions must derive from BaseException"
    error = raised_by(failing(compiler, "user_raise", objects=[], exception="Tuple()"), 1.0)
    assert type(error) is SystemError


def test_traceback_ends_at_the_users_line(compiler):
    line = traceback.extract_stack()[-1].lineno + 2
    f = failing(compiler, "division_by_zero", file=__file__, function="inner", line=line)
    error = raised_by(f, 1.0)  # this line is the one
    frames = traceback.extract_tb(error.__traceback__)
    assert (frames[-1].filename, frames[-1].name, frames[-1].lineno) == (__file__, "inner", line)
    assert frames[-1].line == linecache.getline(__file__, line).strip() == "error = raised_by(f, 1.0)  # this line is the one"
    assert frames[-2].name == "raised_by"
    assert "inner" in "".join(traceback.format_exception(error))


@sanitizers.measures_memory
def test_many_raises_leak_nothing(compiler):
    f = failing(compiler, "value_error", ["text"])

    def resident():
        return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * 4096

    def raise_often(times):
        for _ in range(times):
            try:
                f(1.0)
            except ValueError:
                pass

    raise_often(2000)
    before = resident()
    raise_often(50_000)  # each call owns a buffer of 64 KiB when it raises
    assert resident() - before < 4 << 20


def interrupted_after(function, seconds):
    """How long after SIGINT the function raised KeyboardInterrupt."""
    sent = []

    def send():
        time.sleep(seconds)
        sent.append(time.perf_counter())
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    sender = threading.Thread(target=send)
    sender.start()
    with pytest.raises(KeyboardInterrupt) as caught:
        function(1.0)
    stopped = time.perf_counter()
    sender.join()
    return stopped - sent[0], caught.value


@pytest.mark.parametrize("entry", ["spin", "spin_holding_lock"])
def test_interrupt(compiler, entry):
    compiler.product(entry, "int", 1, file=__file__, function="spinning", line=1)
    f = krait.jit(lambda x: x)
    if entry == "spin_holding_lock":  # no other thread runs: the kernel has to send the signal
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        old = signal.signal(signal.SIGALRM, signal.default_int_handler)
        try:
            error = raised_by(f, 1.0)
        finally:
            signal.signal(signal.SIGALRM, old)
    else:
        delay, error = interrupted_after(f, 0.1)
        assert delay < 0.1
    assert type(error) is KeyboardInterrupt
    assert traceback.extract_tb(error.__traceback__)[-1].name == "spinning"
    compiler.make = compiler.echo
    assert krait.jit(lambda x: x)(2.0) == 2.0


def test_handler_that_does_not_raise_lets_the_call_go_on(compiler):
    compiler.product("spin", "int", 1)
    g = krait.jit(lambda x: x)
    calls = []

    def handler(number, frame):
        calls.append(number)
        if len(calls) == 3:
            raise OwnError("third", 3)

    old = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
    try:
        error = raised_by(g, 1.0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)
    assert type(error) is OwnError and len(calls) == 3


def test_recursion_error_on_main_and_other_threads(compiler):
    compiler.product("recurse", "int", 1)
    f = krait.jit(lambda x: x)
    assert type(raised_by(f, 1.0)) is RecursionError
    errors = []
    for size in (256 << 10, 8 << 20):
        threading.stack_size(size)
        thread = threading.Thread(target=lambda: errors.append(raised_by(f, 1.0)))
        thread.start()
        thread.join()
    threading.stack_size(0)
    assert [type(error) for error in errors] == [RecursionError] * 2


def test_index_error_text_is_numpys(compiler):
    expected = raised_by(lambda: np.zeros((3, 4))[1, 9])
    error = raised_by(failing(compiler, "index_out_of_bounds", [9, 1, 4]), 1.0)
    assert type(error) is type(expected) and str(error) == str(expected)
