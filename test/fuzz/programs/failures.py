"""A failing seed, shrunk. Where the failure is a crash, each trial is a process forked for it."""

import dataclasses
import os
import signal
import sys
import warnings

from programs.check import Verdict, check, make_arguments
from programs.kinds import kind_of
from programs.reduce import category, reduce

SECONDS = 20  # of a trial, before it counts as a hang


def reduced(program):
    """The text of a small program that fails as the given one does, and how."""
    seed = program.seed
    kinds = _kinds(program)
    end = _end_of(program)
    if end:
        small = reduce(program, lambda each: _kinds(each) <= kinds and _end_of(each) == end, max_trials=300)
        return f"# seed {seed}: {end}\n{small.text()}"
    first = check(program)
    if first.verdict is not Verdict.DIFFERENT:
        return f"# seed {seed}: {first.verdict.value}: {first.what}"

    def fails(candidate):
        if not _kinds(candidate) <= kinds:
            return False
        outcome = _checked(candidate, [first.mode])
        return outcome is not None and outcome.verdict is Verdict.DIFFERENT and category(outcome.what) == category(first.what)

    program = dataclasses.replace(program, arguments=[program.arguments[first.chosen]]) if fails(_only(program, first.chosen)) else program
    small = reduce(program, fails)
    last = check(small, [first.mode])
    return f"# seed {seed}, {first.mode}: {last.what}\n{small.text(last.chosen)}"


def _kinds(program):
    """Names and kinds of the arguments: a smaller program is called with no others."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return {(name, kind_of(value)) for lines in program.arguments for (name, _), value in zip(lines, make_arguments(lines))}
    except Exception:
        return {None}


def _only(program, chosen):
    return dataclasses.replace(program, arguments=[program.arguments[chosen]])


def _checked(program, modes):
    """The outcome; None for what is no program."""
    try:
        return check(program, modes)
    except Exception:
        return None


def _end_of(program):
    """How a process that checks the program dies, or an empty text."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        sys.stderr.close()
        os.close(2)
        _checked(program, None)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else ""
