"""Krait as pandas' engine, through the name numexpr: in a process of its own, for pandas keeps the module that it
finds."""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2]

PROGRAM = """
import sys
import krait.numexpr

calls = []
real = krait.numexpr.evaluate
def counting(*arguments, **keywords):
    calls.append(arguments[0])
    return real(*arguments, **keywords)
krait.numexpr.evaluate = counting
sys.modules["numexpr"] = krait.numexpr

import numpy as np
import pandas as pd

rng = np.random.default_rng(0)
frame = pd.DataFrame({"a": rng.standard_normal(500), "b": rng.standard_normal(500), "n": rng.integers(-5, 5, 500),
                      "f": rng.standard_normal(500).astype("f4"), "t": rng.integers(0, 2, 500).astype(bool)})
limit = 0.25
TEXTS = ["a + b", "a * 2 - b / 3", "a ** 2 + sin(b)", "n + 1", "a < b", "a < b and n > 0", "(a > 0) | t", "~t",
         "not t", "-a", "f * 2", "n % 3", "n // 2", "-1 < a < b", "a + @limit", "sqrt(abs(a))", "c = a + b"]
for text in TEXTS:
    before = len(calls)
    ours, theirs = frame.eval(text, engine="numexpr"), frame.eval(text, engine="python")
    (pd.testing.assert_frame_equal if "=" in text.replace("<=", "") else pd.testing.assert_series_equal)(ours, theirs)
    assert len(calls) > before, text
for text in ["a > @limit", "n == 2 or b < 0", "a < b < f", "index > 20 and t", "n in [1, 2]"]:
    assert frame.query(text, engine="numexpr").equals(frame.query(text, engine="python")), text
assert frame.query("a > 0").equals(frame[frame.a > 0])
try:
    frame.eval("a + missing", engine="numexpr")
except Exception as error:
    assert type(error).__name__ == "UndefinedVariableError", error
else:
    raise AssertionError
big = pd.DataFrame({"x": np.ones(2_000_000), "y": np.ones(2_000_000)})
before = len(calls)
assert (big.x + big.y).sum() == 4_000_000
assert len(calls) > before  # plain operators of large frames go the same way
print("fine")
"""


def run(*arguments):
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, env=os.environ, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_pandas_evaluates_by_krait():
    assert run("-c", PROGRAM) == "fine\n"


def test_the_example_runs():
    assert "of 1000000 rows" in run(str(ROOT / "examples/pandas_engine.py"))
