"""Array expressions over long rows in any steps: what loops pack into buffers, vectorise and write back, against NumPy."""

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import krait
from oracle import assert_same, copy_arguments

EXAMPLES = int(os.environ.get("KRAIT_TEST_EXAMPLES", "60"))  # a long run: KRAIT_TEST_EXAMPLES=100000
SHAPES = [(15,), (16,), (255,), (256,), (257,), (700,), (3, 40), (40, 3), (20, 300), (1, 30), (30, 1), (2, 3, 20), (0, 20)]
DTYPES = ["f8", "f4", "i8", "i2", "u1", "c16", "?"]
PROGRAMS = [
    "return (a + b) * c - a",
    "return np.where(a > b, c, b)",
    "a += b * c",
    "a[...] = b",
    "a[...] = 3",
    "a[1:] = a[:-1]",
    "a[::-1] += a",
    "a[1:] = a[:-1] + b[1:]",
    "np.add(a, b, out=a, where=c > b)",
    "np.multiply(a, b, out=c)",
    "return np.sqrt(np.abs(a)) + b",
    "return a.copy(), a.flatten(), b.T.copy(), c.astype(np.float64)",
]  # fmt: skip
FUNCTIONS = {}


def compiled(program):
    if program not in FUNCTIONS:
        names = {"np": np}
        exec(f"def f(a, b, c):\n    {program}\n", names)
        FUNCTIONS[program] = krait.jit(names["f"])
    return FUNCTIONS[program]


@st.composite
def arrays(draw, shape, dtype, broadcasts):
    """Of the shape, or with some extents of 1; every axis in a step of its own, axes in any order of memory."""
    shape = tuple(1 if broadcasts and draw(st.integers(0, 4)) == 0 else extent for extent in shape)
    steps = [draw(st.sampled_from([1, 1, 2, 3, -1, -2])) for _ in shape]
    order = draw(st.permutations(range(len(shape))))
    memory = np.arange(np.prod([extent * abs(step) for extent, step in zip(shape, steps)]), dtype="i8") * 7 % 23
    memory = memory.reshape([shape[axis] * abs(steps[axis]) for axis in order]).transpose(np.argsort(order))
    return memory.astype(dtype, order="K")[tuple(slice(None, None, step) for step in steps)]


@st.composite
def cases(draw):
    shape = draw(st.sampled_from(SHAPES))
    dtypes = [draw(st.sampled_from(DTYPES)) for _ in range(3)] if draw(st.booleans()) else [draw(st.sampled_from(DTYPES))] * 3
    return draw(st.sampled_from(PROGRAMS)), [draw(arrays(shape, dtype, k > 0)) for k, dtype in enumerate(dtypes)]


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(cases())
def test_rows(case):
    program, arguments = case
    f = compiled(program)
    try:
        f(*copy_arguments(arguments))
    except krait.CompileError:  # what NumPy refuses, too: casts, steps on what is not a number
        with pytest.raises((TypeError, ValueError)):
            f.py_func(*copy_arguments(arguments))
        return
    except Exception:
        pass
    assert_same(f, *arguments)
