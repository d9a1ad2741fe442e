"""pandas.eval, DataFrame.eval and query with Krait as their engine, through NumExpr's name.

pandas looks for a module called numexpr when it is imported; the call below gives it Krait's. The rest is pandas as
ever. Run it with pandas installed:  python examples/pandas_engine.py
"""

import time

import krait.numexpr

krait.numexpr.install()

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

EXPRESSIONS = ["a + b * c - 2", "a * a + b * b < 1", "(a - b) / (c * c + 1) ** 2"]


def timed(work, repeats=5):
    """Seconds of the best of some runs, and the value."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        value = work()
        best = min(best, time.perf_counter() - start)
    return best, value


def main(rows=1_000_000):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({name: rng.standard_normal(rows) for name in "abc"})
    for text in EXPRESSIONS:
        krait_time, ours = timed(lambda: frame.eval(text, engine="numexpr"))  # noqa: B023
        python_time, theirs = timed(lambda: frame.eval(text, engine="python"))  # noqa: B023
        pd.testing.assert_series_equal(ours, theirs)
        print(f"{text:28} {krait_time * 1e3:7.2f} ms, pandas alone {python_time * 1e3:7.2f} ms")
    limit = 1.5
    chosen = frame.query("a > @limit and b < c", engine="numexpr")
    assert chosen.equals(frame[(frame.a > limit) & (frame.b < frame.c)])
    print(f"query: {len(chosen)} of {rows} rows")


if __name__ == "__main__":
    main()
