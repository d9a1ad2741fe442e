"""Random programs of array expressions, statements and reductions, against NumPy: values, dtypes, shapes, memory order."""

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import krait
from oracle import assert_same, copy_arguments

EXAMPLES = int(os.environ.get("KRAIT_TEST_EXAMPLES", "150"))  # a long run: KRAIT_TEST_EXAMPLES=100000

OPERATORS = ["+", "-", "*", "/", "//", "%", "<", ">=", "=="]
FUNCTIONS = ["np.abs", "np.sqrt", "np.negative", "np.floor", "np.square", "np.sign"]
REDUCTIONS = ["np.sum({}, axis={})", "np.max({}, axis={})", "np.any({} != 0, axis={})", "np.sum({}, axis={}, keepdims=True)",
              "np.prod({}, axis={}, initial=2)"]  # fmt: skip
SHAPES = [(5,), (3, 4), (2, 3, 4), (1,), (0,), (4, 1), (), (3, 0)]
DTYPES = ["f8", "f4", "i8", "i4", "i2", "u1", "?"]


def expressions(names):
    """Texts of expressions over these names and some numbers."""
    leaves = st.sampled_from([*names, *names, "2", "0.5"])
    return st.recursive(leaves, lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(OPERATORS), inner),
        st.builds("{}({})".format, st.sampled_from(FUNCTIONS), inner),
        st.builds("np.where({} > 1, {}, {})".format, inner, inner, inner),
        st.builds("np.maximum({}, {})".format, inner, inner)), max_leaves=6)  # fmt: skip


@st.composite
def programs(draw):
    """A function of three arrays: one to three statements that use each other, and what it returns."""
    lines, names = ["def f(a, b, c):"], ["a", "b", "c"]
    for k in range(draw(st.integers(1, 3))):
        lines.append(f"    t{k} = {draw(expressions(names))}")
        names.append(f"t{k}")
        if draw(st.integers(0, 9)) == 0:
            lines.append("    a[1:] = a[:-1] * 2")
    result = names[-1]
    if draw(st.booleans()):
        result = draw(st.sampled_from(REDUCTIONS)).format(result, draw(st.sampled_from([None, 0, -1])))
    return "\n".join([*lines, f"    return {result}"])


@st.composite
def arrays(draw, shape):
    """Small numbers of any dtype, in any layout."""
    dtype = np.dtype(draw(st.sampled_from(DTYPES)))
    size = int(np.prod(shape))
    values = np.array(draw(st.lists(st.integers(-4, 9), min_size=size, max_size=size)), float).reshape(shape)
    array = (np.abs(values) if dtype.kind == "u" else values / 2 if dtype.kind == "f" else values).astype(dtype)
    layout = draw(st.sampled_from(["C", "F", "strided", "reversed"])) if array.ndim else "C"
    if layout == "F":
        return np.asfortranarray(array)
    if layout == "strided":
        return np.repeat(array, 2, axis=-1)[..., ::2]
    return array[::-1] if layout == "reversed" else array


@st.composite
def cases(draw):
    shape = draw(st.sampled_from(SHAPES))
    shapes = [shape, draw(st.sampled_from([shape, shape[-1:], ()])), shape]
    return draw(programs()), [draw(arrays(each)) for each in shapes]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@settings(max_examples=EXAMPLES, deadline=None)
@given(cases())
def test_random_programs(case):
    text, arguments = case
    names = {"np": np}
    exec(text, names)
    compiled = krait.jit(names["f"])
    try:
        compiled(*copy_arguments(arguments))
    except krait.CompileError:  # what NumPy refuses too, at run time: subtracting bools, indexing numbers
        with pytest.raises((TypeError, ValueError, IndexError, AttributeError)):
            names["f"](*copy_arguments(arguments))
    except Exception:
        pass
    if compiled.signatures:
        assert_same(compiled, *arguments, ulp=8)
