"""The generator of random expressions (test/fuzz): that it finds what is wrong, shrinks it, and finds nothing in a few."""

import pathlib
import subprocess
import sys

import pytest

FUZZ = pathlib.Path(__file__).parents[1] / "fuzz"
sys.path.insert(0, str(FUZZ))

from expressions import check as checking  # noqa: E402
from expressions.case import Case, generate  # noqa: E402
from expressions.check import check, check_seeds  # noqa: E402
from expressions.reading import source_of  # noqa: E402
from expressions.reduce import reduced  # noqa: E402
from programs import workers  # noqa: E402
from programs.check import Verdict  # noqa: E402

OPERANDS = [("a", "np.arange(3.0)"), ("c", "np.arange(3)"), ("v", "np.array(['x', 'y', 'x'])")]


def case(text, mode="text", operands=OPERANDS):
    return Case(1, text, operands, mode)


def test_a_few_expressions():
    tally = workers.run(range(400), jobs=1, work=check_seeds)
    assert tally.failures == []
    assert tally.programs == 400
    assert 40 < tally.refused < 240
    assert 0 < tally.raised < tally.calls
    assert tally.inexact < 40
    assert set(tally.modes) == {"text", "broken", "output", "object", "threads"}


def test_a_seed_is_an_expression():
    assert [generate(seed) for seed in range(50)] == [generate(seed) for seed in range(50)]
    assert len({generate(seed).report() for seed in range(50)}) == 50


@pytest.mark.parametrize(
    "text, read",
    [
        ("a and not c or a", "np.logical_or(np.logical_and(a, np.logical_not(c)), a)"),
        ("a if c else 2", "np.where(c, a, 2)"),
        ("0 < a < c", "(0 < a) & (a < c)"),
        ("abs(a) + pi", "np.absolute(a) + np.pi"),
        ("int(a)", "cast_(a, 'int64')"),
        ("pi = 3;; a * pi;", "a * pi"),
        (" ; a", "a"),
    ],
)
def test_the_language_is_read_as_numpys(text, read):
    assert source_of(text, ["a", "c"]).splitlines()[-1] == f"    return {read}"


def lying(text, value):
    """krait.evaluate, with another value for a text."""
    real = checking.krait.evaluate

    def evaluate(given, *arguments, **keywords):
        return value if given == text else real(given, *arguments, **keywords)

    return evaluate


@pytest.mark.parametrize("value", ["[0.0, 1.0, 3.0]", "[0, 1, 2]", "[[0.0, 1.0, 2.0]]", "[-0.0, 1.0, 2.0]"])
def test_a_difference_is_found(monkeypatch, value):
    import numpy as np

    monkeypatch.setattr(checking.krait, "evaluate", lying("a + 0", np.array(eval(value))))
    assert check(case("a + 0")).verdict is Verdict.DIFFERENT
    monkeypatch.undo()
    assert check(case("a + 0")).verdict is Verdict.SAME


def test_a_wrong_output_is_found(monkeypatch):
    monkeypatch.setattr(checking, "_assert_near", None)
    real = checking.krait.evaluate
    monkeypatch.setattr(
        checking.krait, "evaluate", lambda *args, out=None, **rest: None if out is not None else real(*args, **rest)
    )
    assert check(case("a + 1", "output")).verdict is Verdict.DIFFERENT


@pytest.mark.parametrize("text", ["a +", "a @ c", "missing + a", "v", "v == b'x'", "lambda: a", "()"])
def test_a_refusal_is_no_difference(text):
    assert check(case(text)).verdict is Verdict.REFUSED


@pytest.mark.parametrize(
    "text",
    ["3 / 0", "3 // 0", "2**70 + a", "exp(a) - exp(a)[0]", "complex(a, c) * 1j", "maximum(-a, a)", "gamma(a)", "a[5]"],
)
def test_what_is_documented_is_no_difference(text):
    assert check(case(text)).verdict in (Verdict.SAME, Verdict.REFUSED)


def test_failures_are_shrunk(monkeypatch):
    real = checking.krait.evaluate
    monkeypatch.setattr(
        checking.krait,
        "evaluate",
        lambda text, *args, **rest: real(text, *args, **rest) if "floor(" not in text else None,
    )
    assert reduced(case("t = a * 2; where(a > 1, floor(a * c + t), c) + t")).text in (
        "floor(a)",
        "floor(c)",
        "floor(t)",
    )


def test_command(tmp_path):
    record = tmp_path / "record"
    command = [sys.executable, FUZZ / "run_expressions.py", "--seed", "11", "--count", "30", "--record", record]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "seeds 11 to 40: 30 expressions, 0 failures" in record.read_text()
    shown = subprocess.run([*command[:2], "--show", "12"], capture_output=True, text=True, check=False)
    assert generate(12).report() in shown.stdout
