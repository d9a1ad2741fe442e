"""Random loops over prange with parallel=True, against CPython: what is returned, what is written, the first exception.

A loop is put together from statements that each leave the iterations independent, or reduce. All floats are whole numbers, or
halves, so that sums are exact in any order. A loop may be refused, but whatever compiles must be right on any number of threads
and in chunks of any size.
"""

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import krait
from krait import prange
from oracle import assert_same_value, copy_arguments, outcome
from parallel_oracle import as_numpy

EXAMPLES = int(os.environ.get("KRAIT_TEST_EXAMPLES", "60"))  # a long run: KRAIT_TEST_EXAMPLES=100000
RUNS = [(1, 0), (2, 1), (3, 3), (7, 0), (3, 1), (2, 0)]  # threads, chunk size

START = """    s, t, p, low, high, least, most, least2, most2 = 1.0, 0, 1.0, 3.0, -3.0, 0.0, -0.0, -0.0, 0.0
    bits, mask, flips, every, some, m, k, last = 1, -1, 3, True, False, -2.0, -1, 0.0
"""
RESULT = "    return s, t, p, low, high, least, most, least2, most2, bits, mask, flips, every, some, m, k"

VALUES = ["x", "y", "a[i]", "b[i, 1]", "x + y", "x * 2", "-x", "abs(y)", "plain(x)", "jitted(y, 2.0)", "b[i].sum()", "(b[i] + x)[0]",
          "add(x)", "float(i % 5)"]  # fmt: skip
CONDITIONS = ["x > 1", "i % 3 == 0", "y <= x", "c[i] & 1", "i > 20", "not (x == y)", "x > 0 and y < 2"]
REDUCTIONS = {
    "s": ["s += {}", "s -= {}", "s = {} + s"],
    "t": ["t += i", "t -= c[i]", "t += 1"],
    "p": ["p *= -1.0", "p /= -1.0", "p = p * 1.0"],
    "low": ["low = min(low, {})"],
    "high": ["high = max(high, {}, 2.0)"],
    "least": ["least = np.minimum(least, {})", "least = np.minimum({}, least)"],
    "most": ["most = np.maximum(most, {})", "most = np.maximum({}, most)"],
    "least2": ["least2 = np.fmin(least2, z[i])", "least2 = np.fmin(z[i], least2)"],
    "most2": ["most2 = np.fmax(z[i], most2)", "most2 = np.fmax(most2, z[i])"],
    "bits": ["bits |= c[i]"],
    "mask": ["mask &= c[i]"],
    "flips": ["flips ^= c[i]"],
    "every": ["every = every and {} < 6"],
    "some": ["some = some or {} == 4"],
    "m": ["if {0} > m:\n    m, k = {0}, i", "if m < {0}:\n    m = {0}\n    k = i * 2"],
    "h": ["h[c[i] % 4] += {}", "h[1:] -= {}", "h += {}", "h[0] = h[0] + {}"],
    "g": ["g[c[i] % 2, :] += {}", "g += b[i, :2]", "g[i % 3, 1] -= {}", "g[1] += b[i, 1:3]"],
    "w": ["w[i] = {}", "w[i] += {}"],
    "v": ["v[2 * i + 1] = {}", "v[2 * i] = {}"],
    "u": ["u[len(u) - 1 - i] = {}", "u[i - len(u)] = {}"],
    "o": ["o[i] = {}", "o[i, 1:] += {}", "o[i][:2] = b[i, 1:]", "o[i, 0] = {}", "row = o[i]\nrow[0] = {}"],
    "raise": ["if i in (bad, bad + 7):\n    raise ValueError('bad', i)", "if i == bad:\n    s += a[i + 1000]"],
    "new": ["new = np.zeros(3)\nnew[0] = {}\nw[i] = new.sum()", "new = b[i] * 2\nv[2 * i] = new[1]"],
}


def indented(text):
    return ["    " + line for line in text.split("\n")]


@st.composite
def statements(draw, depth=2):
    """Lines of a body, each of which may stand alone."""
    lines = []
    for _ in range(draw(st.integers(1, 4 if depth == 2 else 2))):
        kind = draw(st.integers(0, 9)) if depth else 9
        if kind == 0:
            lines += [f"if {draw(st.sampled_from(CONDITIONS))}:", *draw(blocks(depth))]
            if draw(st.booleans()):
                lines += ["else:", *draw(blocks(depth))]
        elif kind == 1:
            lines += [f"for j{depth} in {draw(st.sampled_from(['range', 'prange']))}(b.shape[1]):",
                      f"    y = b[i, j{depth}]", *draw(blocks(depth))]  # fmt: skip
        elif kind == 2:
            leave = draw(st.sampled_from(["break", "continue"]))
            lines += [f"q{depth} = 0", f"while q{depth} < 3:", f"    q{depth} += 1", f"    if q{depth} + c[i] % 2 == 2:", f"        {leave}",
                      *draw(blocks(depth))]  # fmt: skip
        else:
            lines += draw(st.sampled_from(REDUCTIONS[draw(st.sampled_from(sorted(REDUCTIONS)))])).format(draw(st.sampled_from(VALUES))).split("\n")
    return lines


@st.composite
def blocks(draw, depth):
    return ["    " + line for line in draw(statements(depth - 1))]


@st.composite
def programs(draw):
    loop = draw(st.sampled_from(["n", "0, n", "1, n, 3", "n - 1, -1, -1", "n - 2, 0, -2"]))
    body = ["x = a[i]", "y = b[i, 0]", *draw(statements())]
    lines = [f"    for i in prange({loop}):", *("        " + line for line in body)]
    head = "def f(n, a, b, c, z, h, g, w, v, u, o, bad):\n    shift = float(len(h))\n    add = lambda value: value + shift\n"
    return head + START + "\n".join(lines) + "\n" + RESULT


def plain(x):
    return x * 2 - 1 if x > 0 else x


@krait.jit
def jitted(x, y):
    return x * y


def laid_out(array, layout):
    if layout == "F":
        return np.asfortranarray(array)
    return np.repeat(array, 2, axis=0)[::2] if layout == "strided" else array


def arguments(n, seed, layout):
    random = np.random.default_rng(seed)
    a, b = random.integers(-9, 9, n) / 2, random.integers(-9, 9, (n, 3)) / 2
    z = random.choice([0.0, -0.0, np.nan, 3.0, -3.0, np.inf], n)
    own = [laid_out(np.zeros(shape), layout) for shape in ((4,), (3, 2), (n,), (2 * n,), (n,), (n, 3))]
    return (n, a, laid_out(b, layout), random.integers(0, 64, n), z, *own, int(random.choice([-50, n // 2, 3])))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None)
@given(programs(), st.sampled_from([0, 1, 2, 50, 131]), st.integers(0, 1000), st.sampled_from(["C", "F", "strided"]))
def test_random_loops(text, n, seed, layout):
    names = {"np": np, "prange": prange, "plain": plain, "jitted": jitted}
    exec(text, names)
    args = arguments(n, seed, layout)
    expected_args = copy_arguments(args)
    expected = outcome(names["f"], expected_args)
    compiled = krait.jit(parallel=True)(names["f"])
    before = krait.get_num_threads()
    try:
        for threads, size in RUNS:
            got_args = copy_arguments(args)
            krait.set_num_threads(threads)
            with krait.parallel_chunksize(size):
                got = outcome(compiled, got_args)
            if isinstance(got, krait.CompileError):
                assert "[parallel_" in str(got), str(got)
                return
            assert_same_value(as_numpy(got), as_numpy(expected), f"{threads} threads, chunks of {size}, of\n{text}\n")
            if not isinstance(expected, Exception):
                assert_same_value(got_args, expected_args, f"arguments, {threads} threads, chunks of {size}, of\n{text}\n")
    finally:
        krait.set_num_threads(before)
