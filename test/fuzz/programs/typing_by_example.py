"""The kind of an expression, found by running it on samples of its operands."""

import cmath
import math
import warnings

import numpy as np

from programs.kinds import Kind, kind_of, sample

NAMES = {"np": np, "math": math, "cmath": cmath}
_known = {}


def kind_of_expression(template, operands, names):
    """The kind of a template filled with operands, each a Kind or a constant text; None where it means nothing.

    names: local functions of the program, which texts may call; what calls them is not remembered.
    """
    key = (template.text, tuple(operands))
    if key not in _known:
        found = _run(template, operands, names)
        if names:
            return found
        _known[key] = found
    return _known[key]


def is_statement(template, operands):
    """Whether the statement can be executed for the operands."""
    key = (template.text, tuple(operands), "statement")
    if key not in _known:
        _known[key] = _executes(template, operands)
    return _known[key]


def kind_of_item(text, kinds):
    """The kind of the items that a loop over the text goes through; kinds: those of its variables, by name."""
    try:
        return kind_of(next(iter(_evaluate(text, {name: sample(kind) for name, kind in kinds.items()}))))
    except Exception:
        return None


def has_mixed_items(text, kinds):
    """Whether the text is a tuple of values of several kinds."""
    try:
        value = _evaluate(text, {name: sample(kind) for name, kind in kinds.items()})
    except Exception:
        return False
    return type(value) is tuple and len(set(map(kind_of, value))) > 1


def _samples(operands):
    texts = [f"o{k}" if isinstance(each, Kind) else each for k, each in enumerate(operands)]
    return texts, {f"o{k}": sample(each) for k, each in enumerate(operands) if isinstance(each, Kind)}


def _run(template, operands, names):
    texts, samples = _samples(operands)
    try:
        return kind_of(_evaluate(template.fill(texts), {**names, **samples}))
    except Exception:
        return None


def _executes(template, operands):
    texts, samples = _samples(operands)
    before = {name: kind_of(value) for name, value in samples.items()}
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", np.exceptions.ComplexWarning)  # such a store is refused
            exec(template.fill(texts), {**NAMES, **samples}, samples)
    except AssertionError:
        pass
    except Exception:
        return False
    return all(kind_of(samples[name]) == kind for name, kind in before.items())


def _evaluate(text, samples):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return eval(text, {**NAMES, **samples})
