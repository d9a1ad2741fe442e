"""Random calls of NumPy's functions, family by family, with arrays of any dtype, shape and layout, against NumPy.

A call that the compiler refuses says why and has nothing to compare; that each call is taken at all is a test of its own.
Values are such that sums are exact in any order: NaN, infinities and zeros of both signs among multiples of a half.
"""

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from library_calls import check_call

import krait

EXAMPLES = int(os.environ.get("KRAIT_TEST_EXAMPLES", "22"))  # of each family; a long run: KRAIT_TEST_EXAMPLES=10000
DTYPES = ["?", "i1", "i4", "i8", "u2", "u8", "f2", "f4", "f8", "c8", "c16"]
SHAPES = [(), (0,), (1,), (5,), (40,), (3, 4), (4, 1), (0, 3), (3, 0), (2, 3, 4)]
SPECIAL = [np.nan, np.inf, -np.inf, -0.0, 0.0]
# The calls of a family: of one array `a`, of an axis `{}`. ulp: where NumPy rounds in another order.
FAMILIES = {
    "reductions": (8, ["np.sum(a, axis={})", "np.prod(a, {}, keepdims=True)", "np.min(a, axis={}, initial=3)", "a.max(axis={})", "np.any(a, axis={})",
                       "np.all(a, {})", "np.count_nonzero(a, axis={})", "np.ptp(a, axis={})", "np.argmax(a, axis={})", "np.argmin(a, axis={}, keepdims=True)"]),
    "statistics": (64, ["np.mean(a, axis={})", "a.mean(axis={}, keepdims=True)", "np.median(a, axis={})", "np.average(a, axis={})",
                        "np.quantile(a, 0.25, axis={})", "np.percentile(a, [50, 75], axis={})"]),
    "nan functions": (64, ["np.nansum(a, axis={})", "np.nanmax(a, axis={})", "np.nanmin(a, axis={})", "np.nanmean(a, axis={})", "np.nanargmin(a, axis={})",
                           "np.nancumsum(a, axis={})", "np.nanmedian(a, axis={})", "np.nan_to_num(a)"]),
    "scans and differences": (8, ["np.cumsum(a, axis={})", "np.cumprod(a, {})", "np.diff(a)", "np.diff(a, 2)", "np.ediff1d(a)", "np.gradient(a)",
                                  "np.trapezoid(a)", "np.add.accumulate(a)", "np.maximum.reduce(a, axis=0)"]),
    "sorting": (0, ["np.sort(a, axis={})", "np.argsort(a, axis={}, kind='stable')", "np.partition(a, 0)[..., 0]", "np.searchsorted(np.sort(a, axis=None), a)"]),
    "sets": (0, ["np.unique(a, return_counts=True)", "np.unique(a, True, True)", "np.isin(a, a.ravel()[::2])", "np.setdiff1d(a, a.ravel()[::2])",
                 "np.union1d(a, a)", "np.intersect1d(a, a.ravel()[1:])", "np.setxor1d(a, a.ravel()[1:])"]),
    "joining": (0, ["np.concatenate((a, a), axis={})", "np.stack((a, a), axis=-1)", "np.vstack((a, a))", "np.hstack((a, a))", "np.append(a, a)",
                    "np.insert(a, 1, 2)", "np.delete(a, 0)", "np.split(a, 1)", "np.array_split(a, 3)[1]"]),
    "shaping": (0, ["np.repeat(a, 3, axis={})", "np.repeat(a, 2)", "np.tile(a, 2)", "np.tile(a, (2, 1, 2))", "np.roll(a, 2, axis={})", "np.pad(a, 2)",
                    "np.pad(a, 1, mode='edge')", "np.pad(a, 2, mode='wrap')", "np.flip(a, {})", "a.reshape(-1)", "a.flatten('F')", "a.ravel('K')", "np.rot90(a)",
                    "np.resize(a, (3, 5))", "a.T.copy()", "np.triu(a)"]),
    "conversions": (0, ["a.astype(np.complex128)", "a.astype(np.float64, order='F')", "a.astype(bool)", "np.array(a)", "np.ascontiguousarray(a)", "a.copy('F')",
                        "np.full_like(a, 1)", "np.zeros_like(a)", "np.asarray(a, np.float32)"]),
    "places": (0, ["np.nonzero(a)", "np.argwhere(a)", "np.flatnonzero(a)", "np.take(a, [0, -1], axis={}, mode='wrap')", "np.take(a, 1, mode='clip')", "np.take(a, 3)",
                   "np.compress([True, False], a, axis={})", "np.extract(a == a, a)", "np.take_along_axis(a, np.argsort(a, axis=-1, kind='stable'), -1)",
                   "np.where(a == a, a, 1)", "np.select((a == 1, a == 2), (a, a), 0)", "a[a == a]"]),
    "counting": (0, ["np.bincount(a)", "np.bincount(a, minlength=4)", "np.digitize(a, np.array([0.0, 1.0, 2.0]))", "np.histogram(a, 4, (-2.0, 2.0))"]),
    "numbers": (4, ["np.clip(a, 0, 2)", "np.round(a, 1)", "np.isclose(a, a)", "np.allclose(a, a)", "np.array_equal(a, a)", "np.sign(a)", "np.abs(a)",
                    "np.isnan(a)", "np.real(a)", "np.conjugate(a)", "np.sinc(a)", "np.angle(a)"]),
    "signals": (64, ["np.convolve(a, a)", "np.convolve(a, [1, 2, 1], 'same')", "np.correlate(a, a[:2], 'full')", "np.interp(a, [0.0, 1.0, 2.0], [1.0, 5.0, 2.0])",
                     "np.polyval(a, 2)", "np.polyadd(a, a)", "np.outer(a, a)", "np.kron(a, a)", "np.vander(a, 3)"]),
    "grids": (8, ["np.meshgrid(a, a)", "np.diag(a)", "np.broadcast_to(a, (2, 3, 4))", "np.atleast_2d(a)", "np.expand_dims(a, 0)", "np.moveaxis(a, 0, -1)",
                  "np.swapaxes(a, 0, -1)", "np.trace(a)", "np.diagonal(a)", "np.add.outer(a, a)"]),
}  # fmt: skip


@st.composite
def arrays(draw):
    """Of any dtype, shape and layout, some of them read-only."""
    dtype, shape = np.dtype(draw(st.sampled_from(DTYPES))), draw(st.sampled_from(SHAPES))
    size = int(np.prod(shape))
    values = np.array(draw(st.lists(st.integers(-4, 9), min_size=size, max_size=size)), float) / 2
    if dtype.kind in "fc" and size and draw(st.booleans()):
        values[draw(st.integers(0, size - 1))] = draw(st.sampled_from(SPECIAL))
    if dtype.kind in "iu" and size and draw(st.integers(0, 3)) == 0:
        values = np.abs(values)
    array = (np.abs(values) if dtype.kind == "u" else values).astype(dtype).reshape(shape)
    return laid_out(array, draw(st.sampled_from(["C", "C", "F", "strided", "reversed", "read-only"])))


def laid_out(array, layout):
    if layout == "F":
        return np.asfortranarray(array)
    if layout == "strided" and array.ndim:
        return np.repeat(array, 2, axis=-1)[..., ::2]
    if layout == "reversed" and array.ndim:
        return array[::-1].copy()[::-1]
    if layout == "read-only":
        array.flags.writeable = False
    return array


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("family", FAMILIES)
def test_random_calls(family):
    ulp, calls = FAMILIES[family]

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
    @given(st.sampled_from(calls), st.sampled_from(["None", "0", "-1", "1"]), arrays())
    def compare(call, axis, a):
        try:
            check_call(call.format(axis), a, ulp=ulp)
        except AssertionError as error:
            if "CompileError" not in str(error):  # refused, where NumPy raises
                raise
        except krait.CompileError:
            pass

    compare()


# Calls that no array in EXAMPLE is for.
EXAMPLE = {"np.bincount": np.array([1, 2, 2, 0]), "np.trace": np.ones((3, 3)), "np.diagonal": np.ones((3, 3)), "np.rot90": np.ones((3, 3)),
           "np.broadcast_to": np.ones((3, 4))}  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_calls_are_taken(family):
    for call in FAMILIES[family][1]:
        a = EXAMPLE.get(call.split("(")[0], np.array([0.5, 2.0, 1.0, 3.0]))
        check_call(call.format("0"), a, ulp=FAMILIES[family][0])
