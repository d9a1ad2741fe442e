"""One program, run in every mode, and what came of it.

Modes: serial; parallel, that is `parallel=True` on several numbers of threads; stored, serial with its machine code kept on disk;
loaded, the same again by a new function, whose machine code has to come from there.
"""

import cmath
import dataclasses
import enum
import math
import re
import warnings

import numpy as np

import krait
from oracle import assert_same_value, copy_arguments
from programs.kinds import POINT
from programs.reference import Beyond, GivenUp, Reference

GIVEN_NAMES = {"np": np, "math": math, "cmath": cmath, "POINT": POINT}
THREADS = ((1, 0), (3, 2), (2, 0))  # threads and chunk size, in turn for the sets of arguments
_JOINS = re.compile(r"^ *\w+ = joined\(.*\)\n", re.MULTILINE)
TEXTS_OF_OUR_OWN = (RecursionError, MemoryError)


class Verdict(enum.Enum):
    SAME = "same"
    REFUSED = "refused"  # does not compile
    DIFFERENT = "different"


@dataclasses.dataclass
class Outcome:
    """What came of a program. `what` names the difference or the refusal; `mode` and `chosen` (a set of arguments) where."""

    verdict: Verdict
    what: str = ""
    mode: str = ""
    chosen: int = 0
    inexact: bool = False
    calls: int = 0
    raised: int = 0
    beyond: int = 0
    modes: tuple = ()  # that it was run in


def check(program, modes=None):
    """Run the program in the modes that its seed draws, or in those given."""
    with np.errstate(all="ignore"):
        outcome = Outcome(Verdict.SAME)
        for mode in modes or modes_of(program):
            _check_mode(program, mode, outcome)
            outcome.mode = mode
            outcome.modes += (mode,)
            if outcome.verdict is not Verdict.SAME:
                break
        return outcome


def modes_of(program):
    if program.seed % 16 == 0:
        return ["stored", "loaded"]
    if program.parallel:
        return ["parallel", "serial"] if program.seed % 4 == 1 else ["parallel"]
    return ["serial"]


def make_arguments(lines):
    """The arguments of a set, sharing what they share."""
    names = {"np": np, "POINT": POINT}
    for name, text in lines:
        names[name] = eval(text, names)
    return [names[name] for name, _ in lines]


def compiled_function(source, mode):
    options = {"parallel": mode == "parallel", "cache": mode in ("stored", "loaded")}

    def jit(function):
        return krait.jit(**options)(function)

    names = {**GIVEN_NAMES, "jit": jit, "prange": krait.prange}
    exec(compile(_JOINS.sub("", source), "<program>", "exec"), names)
    return jit(names["f"])


def _check_mode(program, mode, outcome):
    reference = Reference(program.source, GIVEN_NAMES, mode == "parallel")
    function = compiled_function(program.source, mode)
    for chosen, lines in enumerate(program.arguments):
        outcome.chosen = chosen
        _compare(_Run(reference, function, mode, chosen, program.source), make_arguments(lines), outcome)
        if outcome.verdict is not Verdict.SAME:
            return
    outcome.inexact = outcome.inexact or reference.inexact
    if mode == "loaded" and function.stats["compiled"] > 0:
        outcome.verdict, outcome.what = Verdict.DIFFERENT, f"compiled again, not loaded: {function.stats}"


@dataclasses.dataclass
class _Run:
    reference: Reference
    function: object
    mode: str
    chosen: int
    source: str

    def expected(self, args):
        with warnings.catch_warnings(record=True) as seen, np.errstate(invalid="warn"):
            warnings.simplefilter("ignore")
            warnings.filterwarnings("always", "invalid value encountered in cast")  # NumPy's result depends on its loop
            try:
                return self.reference.names["f"](*args)
            except Exception as error:
                return error
            finally:
                self.reference.inexact = self.reference.inexact or bool(seen)

    def got(self, args):
        threads, size = THREADS[self.chosen % len(THREADS)] if self.mode == "parallel" else (1, 0)
        krait.set_num_threads(threads)
        try:
            with krait.parallel_chunksize(size), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return self.function(*args)
        except Exception as error:
            return error


def _compare(run, args, outcome):
    expected_args, got_args = copy_arguments(args), copy_arguments(args)
    expected = run.expected(expected_args)
    if isinstance(expected, GivenUp):
        return
    got = run.got(got_args)
    outcome.calls += 1
    outcome.raised += isinstance(expected, Exception)
    if isinstance(got, krait.CompileError):
        outcome.verdict, outcome.what = Verdict.REFUSED, f"{got.kind}: {got}"
        return
    if isinstance(expected, Beyond) or (isinstance(expected, RecursionError) and not isinstance(got, RecursionError)):
        outcome.beyond += 1
        return
    try:
        if any(isinstance(each, np.ndarray) and not each.flags.writeable for each in args):
            expected = _read_only_where(got, expected)
        _assert_same_outcome(got, expected, run)
        if not (isinstance(expected, Exception) and run.mode == "parallel"):
            _assert_same(tuple(got_args), tuple(expected_args), "arguments", run)
        sharing = _sharing(got, got_args), _sharing(expected, expected_args)
        assert sharing[0] == sharing[1] or run.reference.inexact, f"shared memory: {sharing[0]}, not {sharing[1]}"
    except AssertionError as error:
        outcome.verdict, outcome.what = Verdict.DIFFERENT, str(error)


def _read_only_where(got, expected):
    """The value, as views that are read-only where those got are: so is what may be a read-only array or another (docs/semantics.md)."""
    if type(got) is type(expected) is tuple and len(got) == len(expected):
        return tuple(map(_read_only_where, got, expected))
    if type(got) is type(expected) is np.ndarray and not got.flags.writeable:
        expected = expected.view()
        expected.flags.writeable = False
    return expected


def _assert_same_outcome(got, expected, run):
    if isinstance(got, Exception) and not isinstance(expected, Exception):
        raise AssertionError(f"raises {got!r}, where CPython has {expected!r}")
    if isinstance(expected, Exception) and not isinstance(got, Exception):
        raise AssertionError(f"returns {got!r}, where CPython has {expected!r}")
    _assert_same(got, expected, "result", run)


def _assert_same(got, expected, where, run):
    if run.reference.inexact or _is_misfit(got, expected, run):
        _assert_alike(got, expected, where)
    elif not any(isinstance(got, each) and isinstance(expected, each) for each in TEXTS_OF_OUR_OWN):
        assert_same_value(_by_fields(got), _by_fields(expected), where)


def _is_misfit(got, expected, run):
    """Whether both say that shapes do not fit, of a call whose text for it is our own: with out=, and np.select."""
    if not (type(got) is type(expected) is ValueError and any(each in run.source for each in ("out=", "np.select"))):
        return False
    return all(re.search("broadcast|reduction|invalid output shape", str(each)) for each in (got, expected))


def _sharing(result, args):
    """Which arrays of a result share memory, with each other and with the arguments."""
    results = [each for each in (result if isinstance(result, tuple) else (result,)) if isinstance(each, np.ndarray)]
    others = [each for each in args if isinstance(each, np.ndarray)]
    return [int(np.shares_memory(one, other)) for k, one in enumerate(results) for other in results[k + 1 :] + others]


def _by_fields(value):
    """Tuples of arrays in place of arrays of records, which are equal field by field where nan is equal to nan."""
    if isinstance(value, (tuple, list)) and type(value) in (tuple, list):
        return type(value)(map(_by_fields, value))
    if isinstance(value, (np.ndarray, np.void)) and value.dtype.names:
        return tuple(np.asarray(value[name]) for name in value.dtype.names)
    return value


def _assert_alike(got, expected, where):
    """The same types, dtypes and numbers of axes; values depend on the order of sums."""
    if isinstance(got, Exception) or isinstance(expected, Exception):
        return
    assert type(got) is type(expected), f"{where}: {got!r} ({type(got)}), not {expected!r} ({type(expected)})"
    if isinstance(expected, (tuple, list)):
        for k, (one, other) in enumerate(zip(got, expected)):
            _assert_alike(one, other, f"{where}[{k}]")
    elif isinstance(expected, np.ndarray):
        assert got.dtype == expected.dtype, f"{where}: dtype {got.dtype}, not {expected.dtype}"
        assert got.ndim == expected.ndim, f"{where}: {got.ndim} axes, not {expected.ndim}"
