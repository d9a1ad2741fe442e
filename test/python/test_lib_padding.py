"""np.pad: modes, widths, options."""

import numpy as np
import pytest
from oracle import assert_same

import krait
from krait.errors import CompileError

MATRIX = np.arange(12.0).reshape(3, 4)
VECTOR = np.arange(1, 6)
CUBE = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)


def checked(source, *args, ulp=0):
    """Compare the expression of a, b, c."""
    names = {"np": np}
    exec(f"def f({', '.join('abc'[: len(args)])}):\n    return {source}\n", names)
    return assert_same(names["f"], *args, ulp=ulp)


def refused(source, *args):
    names = {"np": np}
    exec(f"def f({', '.join('abc'[: len(args)])}):\n    return {source}\n", names)
    with pytest.raises(CompileError) as caught:
        krait.jit(names["f"])(*args)
    return str(caught.value)


MODES = ["constant", "edge", "linear_ramp", "maximum", "mean", "median", "minimum", "reflect", "symmetric", "wrap"]


@pytest.mark.parametrize("mode", MODES)
def test_pad_modes(mode):
    checked(f"np.pad(a, (1, 2), '{mode}')", VECTOR.astype(np.float32), ulp=1)
    checked(f"np.pad(a, ((1, 2), (0, 9)), '{mode}')", MATRIX, ulp=1)
    for array in (np.asfortranarray(MATRIX)[::-1], CUBE, VECTOR[:1], VECTOR[:0], np.array([1 + 2j, 3, 4])):
        checked(f"np.pad(a, 7, '{mode}')", array, ulp=1)


def test_pad_widths():
    for width in ("2", "(1, 2)", "((1, 2),)", "(3,)", "b", "0", "[1, 2]", "(b, 1)"):
        checked(f"np.pad(a, {width}, 'edge')", VECTOR, 2)
        checked(f"np.pad(a, {width})", MATRIX, 2)
    for width in ("((1, 2), (0, 3))", "[(1, 2), (0, 3)]", "((1,), (2,))", "b"):
        checked(f"np.pad(a, {width}, 'wrap')", MATRIX, 3)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("option", ["stat_length=2", "stat_length=0", "stat_length=((1, 2), (3, 9))", "constant_values=3",
                                    "constant_values=((3, 4), (5, 6))", "end_values=(3, 4)", "end_values=b",
                                    "reflect_type='odd'"])  # fmt: skip
def test_pad_options(mode, option):
    if option == "stat_length=0" and mode in ("mean", "median"):
        return  # NumPy's mean of nothing
    checked(f"np.pad(a, 2, '{mode}', {option})", MATRIX, 1.5, ulp=1)


def test_pad_reflects_many_times():
    for mode in ("reflect", "symmetric"):
        for kind in ("even", "odd"):
            checked(f"np.pad(a, (23, 9), '{mode}', reflect_type='{kind}')", VECTOR)
            checked(f"np.pad(a, (3, 14), '{mode}', reflect_type='{kind}')", VECTOR[:2])


def test_pad_errors():
    for arguments in ("-1", "1.5", "1, 'foo'"):
        checked(f"np.pad(a, {arguments})", VECTOR)
    checked("np.pad(a, 2, 'empty')[2:-2]", VECTOR)
    checked("np.pad(a, ((0, 0), (1, 1)), 'edge')", MATRIX[:0])
    assert "a function as 'mode'" in refused("np.pad(a, 2, lambda v, w, axis, options: None)", VECTOR)
