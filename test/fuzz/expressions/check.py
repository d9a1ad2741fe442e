"""One expression, evaluated and read by CPython with NumPy.

Refused is what the language or its types do not take. All else has NumPy's value: every bit, dtype and shape, with what
docs/semantics.md allows (programs/reference.py), or NumPy's exception.
"""

import dataclasses
import re
import time
import traceback
import warnings

import numpy as np

import krait
from expressions.case import generate
from expressions.reading import NAMES, source_of
from oracle import assert_same_array
from programs.check import Outcome, Verdict, make_arguments
from programs.reference import Beyond, GivenUp, Reference

REFUSALS = (krait.CompileError, krait.ExpressionError, UnicodeEncodeError)
TEXTS_OF_REFUSALS = (
    "in an expression",
    "which expressions do not take",
    "no array and no number",
    "only functions made by",
)
COMPLEX = (
    1e-5,
    1e-12,
)  # relative to the largest part, with complex64 and without: NumPy contracts products where it likes
EXTREMES = ("min", "max", "clip")
TELL_ZEROS_APART = ("arctan2", "signbit", "copysign", "nextafter", "complex", "/", "**")
OUTPUTS = ("f8", "f4", "i8", "c16", "i2", "?", "u1")


def check(case):
    outcome = Outcome(Verdict.SAME, mode=case.mode, modes=(case.mode,))
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = dict(zip([name for name, _ in case.operands], make_arguments(case.operands)))
        _compare(case, values, outcome)
    return outcome


def evaluated(case, values):
    """The value, or the exception."""
    krait.set_num_threads(2 if case.mode == "threads" else 1)
    try:
        if case.mode == "object":
            compiled = krait.NumExpr(case.text, optimization="none")
            return compiled(*(values[name] for name in compiled.input_names))
        return krait.evaluate(case.text, values, {}, optimization="none")
    except krait.InternalError:
        raise
    except Exception as error:
        return error


def _refusal(got, values):
    """Why the expression is not taken, or nothing."""
    if isinstance(got, KeyError) and got.args[0] not in values:
        return "missing name"
    if isinstance(got, TypeError) and any(each in str(got) for each in TEXTS_OF_REFUSALS):
        return "type"
    return getattr(got, "kind", "text") if isinstance(got, REFUSALS) else ""


def _compare(case, values, outcome):
    got = evaluated(case, values)
    refusal = _refusal(got, values)
    if refusal:
        outcome.verdict, outcome.what = Verdict.REFUSED, f"{refusal}: {got}"
        return
    outcome.calls = 1
    try:
        source = source_of(case.text, list(values))
    except (SyntaxError, ValueError) as error:
        outcome.verdict, outcome.what = Verdict.DIFFERENT, f"gives {got!r}, and is no text of Python's: {error}"
        return
    reference = Reference(source, NAMES)
    reference.inexact = "by_element_" in source
    expected = _expected(reference, values)
    outcome.raised, outcome.inexact = isinstance(expected, Exception), reference.inexact
    if isinstance(expected, Beyond) or ZeroDivisionError in (
        type(got),
        type(expected),
    ):  # of numbers alone (semantics.md)
        outcome.beyond = 1
    elif not isinstance(expected, GivenUp):
        _judge(case, values, got, expected, outcome)


def _expected(reference, values):
    with warnings.catch_warnings(record=True) as seen, np.errstate(invalid="warn"):
        warnings.simplefilter("ignore")
        warnings.filterwarnings("always", "invalid value encountered in cast")  # NumPy's value depends on its loop
        try:
            return reference.names["f"](**values)
        except Exception as error:
            return error
        finally:
            reference.inexact = reference.inexact or bool(seen)


def _judge(case, values, got, expected, outcome):
    try:
        if isinstance(got, Exception) or isinstance(expected, Exception):
            same = isinstance(got, Exception) and isinstance(expected, Exception) and type(got) is type(expected)
            assert same, f"gives {got!r}, NumPy {expected!r}"
            return
        exactness = _exactness(case, values, np.asarray(expected), outcome.inexact)
        _assert_same(got, np.array(expected), "value", exactness)
        if case.mode == "output":
            _check_outputs(case, values, expected, exactness)
    except AssertionError as error:
        outcome.verdict, outcome.what = Verdict.DIFFERENT, str(error)


@dataclasses.dataclass
class Exactness:
    """How much of a value is compared. Which of two zeros of other signs is the larger depends on NumPy's loop."""

    is_inexact: bool
    has_extremes: bool
    tolerance: float  # of complex values


def _exactness(case, values, expected, is_inexact):
    """Real numbers that come from complex ones may be all that is left of terms that cancel."""
    used = [values[name] for name in values if re.search(rf"\b{name}\b", case.text)]
    has_complex = any(map(np.iscomplexobj, used)) or "complex" in case.text or "j" in case.text
    is_narrow = "complex64" in case.text or any(
        np.asarray(each).dtype.itemsize == 8 for each in used if np.iscomplexobj(each)
    )
    is_inexact = is_inexact or (has_complex and expected.dtype.kind == "f")
    has_extremes = any(each in case.text for each in EXTREMES)
    is_inexact = is_inexact or (has_extremes and any(each in case.text for each in TELL_ZEROS_APART))
    return Exactness(is_inexact, has_extremes, COMPLEX[not is_narrow])


def _assert_same(got, expected, where, exactness):
    assert type(got) is np.ndarray and got.flags.writeable, (
        f"{where}: {got!r} ({type(got)}, writeable {got.flags.writeable})"
    )
    if exactness.is_inexact:
        assert (got.dtype, got.shape) == (expected.dtype, expected.shape), f"{where}: {got!r}, not {expected!r}"
    elif got.dtype.kind == "c" and got.dtype == expected.dtype and got.shape == expected.shape:
        _assert_near(got, expected, where, exactness.tolerance if got.dtype == np.complex128 else COMPLEX[0])
    else:
        pair = map(_without_signs, (got, expected)) if exactness.has_extremes else (got, expected)
        assert_same_array(*pair, where, 0)


def _without_signs(value):
    """The same with +0.0 for -0.0."""
    return np.asarray(value + value.dtype.type(0)) if value.dtype.kind == "f" else value


def _assert_near(got, expected, where, tolerance):
    parts = np.array([expected.real, expected.imag])
    size = np.abs(np.where(np.isfinite(parts), parts, 0)).max(axis=0, initial=0)
    for one, other in ((got.real, expected.real), (got.imag, expected.imag)):
        near = np.abs(one - other) <= tolerance * size
        same = (one == other) | (np.isnan(one) & np.isnan(other)) | near
        assert np.all(same), f"{where}: {got!r}, not {expected!r}"


def _check_outputs(case, values, expected, exactness):
    """Into a new array of another dtype; and into an operand of the value's shape."""
    shape, dtype = np.shape(expected), np.asarray(expected).dtype
    out = np.zeros(shape, OUTPUTS[case.seed % len(OUTPUTS)])
    if np.can_cast(dtype, out.dtype, "same_kind"):
        _check_output(case, values, expected, out, exactness)
    target = values["a"]
    if target.shape == shape and target.ndim and target.flags.writeable and np.can_cast(dtype, "f8", "safe"):
        _check_output(case, values, expected, target, exactness)


def _check_output(case, values, expected, out, exactness):
    """What the store of NumPy's value, which may be a number of Python's, leaves in the output, or raises."""
    want = np.zeros(out.shape, out.dtype)
    try:
        want[...] = expected[()] if isinstance(expected, np.ndarray) and expected.ndim == 0 else expected
    except OverflowError as error:
        want = error
    try:
        krait.evaluate(case.text, values, {}, out=out, casting="same_kind", optimization="none")
    except OverflowError as error:
        assert isinstance(want, OverflowError), f"output: {error!r}"
        return
    assert not isinstance(want, OverflowError), f"output: {out!r}, not {want!r}"
    _assert_same(out, want, "output", exactness)


def check_seeds(pipe, seeds):
    """In a process of its own: check the seeds, one message before and one after each (workers.py)."""
    for seed in seeds:
        pipe.send(seed)
        start = time.process_time()
        try:
            outcome = check(generate(seed))
        except Exception:
            outcome = Outcome(Verdict.DIFFERENT, traceback.format_exc(limit=-4), "harness")
        pipe.send((seed, outcome, time.process_time() - start))
