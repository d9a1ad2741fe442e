"""f.inspect_*(), signatures, py_func and stats."""

import io

import krait
import numpy as np
import pytest


def total(a, n):
    s = 0.0
    for i in range(n):
        s += a[i]
    return s


@pytest.fixture
def compiled():
    function = krait.jit(total)
    function(np.ones(4), 4)
    function(np.ones(4, np.float32), 4)
    return function


def test_signatures(compiled):
    assert compiled.signatures == [("float64[::1]", "int"), ("float32[::1]", "int")]


def test_py_func(compiled):
    assert compiled.py_func is total


def test_stats(compiled):
    stats = compiled.stats
    assert stats["signatures"] == 2 and stats["compiled"] + stats["loaded"] == 2 and stats["dropped"] == 0
    assert 0 <= stats["compile_seconds"] < 60


@pytest.mark.parametrize("method, text", [
    ("inspect_llvm", "define void @krait.entry.total"),
    ("inspect_asm", "krait.entry.total:"),
    ("inspect_cfg", 'digraph "krait.entry.total"'),
])  # fmt: skip
def test_texts_by_signature(compiled, method, text):
    by_signature = getattr(compiled, method)()
    assert list(by_signature) == compiled.signatures
    assert all(text in each for each in by_signature.values())
    one = getattr(compiled, method)(signature=("float32[::1]", "int"))
    assert one == by_signature["float32[::1]", "int"] != by_signature["float64[::1]", "int"]


def test_nothing_compiled_gives_an_empty_dict():
    assert krait.jit(total).inspect_llvm() == {}


def test_signature_in_any_form(compiled):
    from krait.types import float64, int64

    texts = {compiled.inspect_llvm("(float64[::1], int64)"), compiled.inspect_llvm((float64[::1], int64)),
             compiled.inspect_llvm(compiled.signatures[0])}
    assert len(texts) == 1


def test_a_signature_that_was_never_called(compiled):
    assert "define" in compiled.inspect_llvm("(int32[:], int64)")
    assert len(compiled.signatures) == 2


def test_inspect_types_prints(compiled, capsys):
    assert compiled.inspect_types() is None
    out = capsys.readouterr().out
    assert "total (float64[::1], int)" in out and "total (float32[::1], int)" in out


def test_inspect_types_shows_source_lines(compiled):
    file = io.StringIO()
    compiled.inspect_types(file=file, signature=compiled.signatures[0])
    rows = [row.strip() for row in file.getvalue().splitlines()]
    line = total.__code__.co_firstlineno
    assert f"; {line + 1}: s = 0.0" in rows
    addition = rows.index(f"; {line + 3}: s += a[i]")
    assert rows[addition + 1].endswith(": float64") and "getitem" in rows[addition + 1]
    assert 'call_builtin "builtins.range"' in file.getvalue()


def test_inspecting_an_error_raises_it(compiled):
    with pytest.raises(krait.CompileError):
        compiled.inspect_llvm("(int64, int64)")




def test_an_internal_error_is_reported_and_the_process_lives(compiled):
    """A request with too few types is a fault of the caller inside krait, not of a user."""
    from krait._inspect import stage_text

    with pytest.raises(krait.InternalError) as caught:
        stage_text(compiled, ("float64[::1]",), "llvm")
    text = str(caught.value)
    assert text.startswith("internal error: ") and "in stage 'infer-types'" in text
    assert f"to reproduce: krait explain {__file__}::total --types" in text and 'func structured "total"' in text
    assert compiled(np.ones(3), 3) == 3.0 and krait.jit(total)(np.ones(2), 2) == 2.0
