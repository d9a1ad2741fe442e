"""Functions that the package has written in the compiled subset: how their users meet them."""

import subprocess
import sys
import traceback

import krait
import numpy as np
import pytest
from krait._inspect import stage_text
from krait.errors import CompileError

VECTOR = np.ones(3)


def error_of(f, *args):
    with pytest.raises(Exception) as caught:
        f(*args)
    return caught.value


@krait.jit
def lines(start, stop, count):
    return np.linspace(start, stop, count)


@krait.jit
def caller(count):
    total = 0.0
    for x in lines(0, 1, count):
        total += x
    return total


def test_an_exception_shows_the_line_of_the_call():
    error = error_of(lines, 0, 1, -3)
    assert str(error) == "Number of samples, -3, must be non-negative."
    last = traceback.extract_tb(error.__traceback__)[-1]
    assert (last.filename, last.name, last.line) == (__file__, "lines", "return np.linspace(start, stop, count)")


def test_an_exception_shows_the_function_of_the_user_that_called():
    last = traceback.extract_tb(error_of(caller, -3).__traceback__)[-1]
    assert (last.filename, last.name) == (__file__, "lines")


def test_each_call_of_two_has_its_own_line():
    @krait.jit
    def f(n, m):
        a = np.linspace(0, 1, n)
        b = np.linspace(0, 1, m)
        return a, b

    for arguments, line in (((-1, 2), "a = np.linspace(0, 1, n)"), ((2, -1), "b = np.linspace(0, 1, m)")):
        assert traceback.extract_tb(error_of(f, *arguments).__traceback__)[-1].line == line


def test_an_error_after_the_call_has_its_own_line():
    @krait.jit
    def f(n, i):
        a = np.linspace(0, 1, n)
        return a[i]

    assert traceback.extract_tb(error_of(f, 3, 7).__traceback__)[-1].line == "return a[i]"


def test_what_is_not_taken_is_refused_at_the_call():
    @krait.jit
    def f(n):
        return np.eye(n, like=VECTOR)

    error = error_of(f, 3)
    assert isinstance(error, CompileError) and error.kind == "unsupported_argument"
    assert "eye() does not take the argument 'like'" in str(error)
    assert error.filename == __file__
    assert "return np.eye(n, like=VECTOR)" in str(error) and "krait/lib" not in str(error)


def test_what_cannot_be_had_says_the_way_round():
    @krait.jit
    def f(a):
        return np.frombuffer(a, np.uint8)

    assert "Call it outside, or take array.view(dtype)." in str(error_of(f, VECTOR))


def test_an_error_within_is_one_of_the_call():
    @krait.jit
    def inner(x):
        return np.tril(x)

    @krait.jit
    def outer(x):
        return inner(x)

    text = str(error_of(outer, (1, 2)))
    assert "tril() can't be compiled for these arguments: tuple (int, int) has no attribute" in text
    assert "return np.tril(x)" in text and "called from" in text and "return inner(x)" in text
    assert "krait/lib" not in text


def test_a_missing_argument_is_the_users_error():
    @krait.jit
    def f(x):
        return np.interp(x, VECTOR)

    assert "interp() is missing the argument 'fp'" in str(error_of(f, 1.0))


def test_methods_are_library_functions_too():
    @krait.jit
    def f(a):
        return a.trace(1), np.trace(a, offset=1)

    a = np.arange(9).reshape(3, 3)
    assert f(a) == (a.trace(1), a.trace(1))


def test_numbers_written_out_do_not_compile_anew():
    @krait.jit
    def f():
        return np.linspace(0, 1, 3)[1] + np.linspace(0, 1, 5)[1] + np.linspace(0, 1, 7)[1]

    assert f() == np.linspace(0, 1, 3)[1] + np.linspace(0, 1, 5)[1] + np.linspace(0, 1, 7)[1]
    assert stage_text(f, (), "types").count('library "linspace"') == 1


def test_globals_of_the_library_are_no_guards(monkeypatch):
    from krait.lib import ranges

    lines(0, 1, 4)
    before = lines.stats["compiled"]
    monkeypatch.setattr(ranges, "math", None)
    lines(0, 1, 5)
    assert lines.stats["compiled"] == before


def test_importing_the_library_imports_numpy_only():
    script = (
        "import sys, numpy\n"
        "before = set(sys.modules)\n"
        "import krait.lib.ranges, krait.lib.counting, krait.lib.grids, krait.lib.products, krait.lib.windows\n"
        "new = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "assert 'krait._compiler' not in sys.modules\n"
        "print(sorted(new - {'krait'} - set(sys.stdlib_module_names)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_library_functions_may_be_called_by_name_of_the_module():
    from krait.lib import ranges

    @krait.jit
    def f(n):
        return ranges.arange(n)

    assert np.array_equal(f(4), np.arange(4))


def test_dtypes_are_known():
    @krait.jit
    def f(a, b):
        if a.dtype.kind == "f" and a.dtype.itemsize == 4 and a.dtype.name == "float32":
            return np.zeros(2, np.result_type(a, b)), a.dtype.type(3)
        return np.zeros(2, np.result_type(a, b)), a.dtype.type(2)

    for a in (np.ones(1, np.float32), np.ones(1, np.int8), np.ones(1)):
        for b in (1, 2.5, 1j, np.float64(1), np.ones(2, np.int32)):
            got, expected = f(a, b), f.py_func(a, b)
            assert got[0].dtype == expected[0].dtype and got[0].shape == expected[0].shape
            assert type(got[1]) is type(expected[1])


DTYPES = ["bool", "int8", "uint8", "int16", "int64", "uint64", "float16", "float32", "float64", "complex64", "complex128"]


def test_can_cast():
    for casting in ("no", "equiv", "safe", "same_kind", "unsafe"):
        for a in DTYPES:
            names = {"np": np}
            rows = ", ".join(f"np.can_cast('{a}', '{b}', '{casting}')" for b in DTYPES)
            exec(f"def f():\n    return ({rows})", names)
            assert krait.jit(names["f"])() == names["f"]()


def test_what_is_called_for_its_effect_from_several_places_is_compiled_once():
    gradient = krait.jit(lambda a: np.gradient(a))
    assert np.array_equal(gradient(np.arange(6.0) ** 2), [1, 2, 4, 6, 8, 9])
    (text,) = gradient.inspect_llvm().values()
    definitions = [line for line in text.splitlines() if line.startswith("define") and "_put_slopes" in line]
    assert len(definitions) == 1 and text.count("call fastcc void @krait._put_slopes") == 3
