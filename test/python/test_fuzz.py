"""The generator of random programs (test/fuzz): that it finds what is wrong, shrinks it, and finds nothing in a few programs.

`make test` runs thousands more, of other seeds each time (test/tools/run_all.sh).
"""

import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest

FUZZ = pathlib.Path(__file__).parents[1] / "fuzz"
sys.path.insert(0, str(FUZZ))

from programs import workers  # noqa: E402
from programs.check import Verdict, check  # noqa: E402
from programs.failures import reduced  # noqa: E402
from programs.program import Program, generate  # noqa: E402
from programs.reduce import category  # noqa: E402

# Both runs give `prange` a meaning of their own, so this differs between them.
TELLS_RUNS_APART = "N = 1 if prange is range else 2\n"


def program(source, *arguments):
    return Program(seed=1, source=source, arguments=[list(each) for each in arguments], parallel=False)


def test_a_few_programs():
    tally = workers.run(range(100), jobs=1)
    assert tally.failures == []
    assert tally.programs == 100
    assert tally.refused < 10
    assert tally.inexact < 25
    assert 0 < tally.raised < tally.calls
    assert set(tally.modes) == {"serial", "parallel", "stored", "loaded"}


def test_a_seed_is_a_program():
    assert [generate(seed) for seed in range(30)] == [generate(seed) for seed in range(30)]
    assert len({generate(seed).source for seed in range(30)}) == 30


@pytest.mark.parametrize(
    "body, what",
    [
        ("return a + N", "value"),
        ("return 1 if N == 1 else 1.0", "type"),
        ("return np.zeros(3, np.int32 if N == 1 else np.int64)", "dtype"),
        ("return np.zeros(2 + N)", "shape"),
        ("a[0] = N", "value"),
        ("return a if N == 1 else a.copy()", "sharing"),
        ("if N == 2:\n        raise ValueError", "raises"),
        ("if N == 1:\n        raise ValueError", "returns"),
        ("raise ValueError('one' if N == 1 else 'two')", "text"),
    ],
)
def test_a_difference_is_found(body, what):
    outcome = check(program(f"{TELLS_RUNS_APART}def f(a):\n    {body}\n", [("a", "np.arange(3.0)")]))
    assert outcome.verdict is Verdict.DIFFERENT
    assert category(outcome.what) == what


@pytest.mark.parametrize(
    "body",
    [
        "return a[0] * 4611686018427387904 * n * 4",  # NumPy's wrap around
        "return np.exp(a) - np.exp(a)[0], np.sin(a) * 3",  # our own last bits, carried on
        "n = joined(n, 'scalari8')\n    for x in a:\n        n += x\n    return n",
        "return np.mean(a * 0.1), np.std(a)",  # in another order
        "return n * n * n * n",
        "return [n] * n",
    ],
)
def test_what_is_documented_is_no_difference(body):
    arguments = [[("a", f"np.arange({k})"), ("n", n)] for k, n in ((5, "3"), (0, "9223372036854775807"))]
    assert check(program(f"def f(a, n):\n    {body}\n", *arguments)).verdict is Verdict.SAME


def test_a_refusal_is_no_difference():
    outcome = check(program("def f(a):\n    return {1: a}\n", [("a", "1")]))
    assert outcome.verdict is Verdict.REFUSED


def test_failures_are_shrunk():
    source = TELLS_RUNS_APART + "def f(a, n):\n    b = a * 2\n    for i in range(n):\n        if i > 1:\n            b[0] = N + i * 3\n    return b, a.sum()\n"
    whole = program(source, [("a", "np.resize(np.array([1.0, 2.0]), 7)"), ("n", "4")])
    text = reduced(whole)
    assert text.startswith("# seed 1, serial: ")
    assert text.count("\n") <= 9
    assert "for" not in text


def dies_or_hangs(pipe, seeds):
    for seed in seeds:
        pipe.send(seed)
        if seed == 3:
            os.kill(os.getpid(), signal.SIGSEGV)
        if seed == 5:
            time.sleep(1000)
        pipe.send((seed, check(program("def f():\n    pass\n", [])), 0.0))


def test_crashes_and_hangs_belong_to_their_seed(monkeypatch):
    monkeypatch.setattr(workers, "SILENCE", 3.0)
    tally = workers.run(range(8), jobs=1, work=dies_or_hangs)
    assert tally.failures == [(3, "SIGSEGV", "crash"), (5, "hang", "crash")]
    assert tally.programs == 8


def test_command(tmp_path):
    record = tmp_path / "record"
    run = subprocess.run([sys.executable, FUZZ / "run.py", "--seed", "11", "--count", "5", "--record", record], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "seeds 11 to 15: 5 programs, 0 failures" in record.read_text()
