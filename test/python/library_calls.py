"""Calls of NumPy's functions, compiled and by NumPy: ``check("linspace", 0, 1, endpoint="False")``.

Positional arguments are arguments of the compiled function, keywords are written into its source. Calls of one form share
a compiled function.
"""

import numpy as np
from oracle import assert_same

import krait

_functions = {}


def check(name, *args, ulp=0, **keywords):
    """Compare np.name(*args, **keywords); keywords are source text."""
    return assert_same(function(name, len(args), keywords), *args, ulp=ulp)


def check_call(text, *args, ulp=0):
    """Compare the value of an expression in which the arguments are a, b, c, ...: check_call("np.mean(a, out=b)", x, y)."""
    source = f"def call({', '.join('abcdef'[: len(args)])}):\n    return {text}\n"
    if source not in _functions:
        names = {"np": np}
        exec(source, names)
        _functions[source] = krait.jit(names["call"])
    return assert_same(_functions[source], *args, ulp=ulp)


def function(name, count, keywords):
    """The jitted function of so many arguments that makes the call."""
    parameters = ", ".join(f"a{k}" for k in range(count))
    given = ", ".join([*(f"a{k}" for k in range(count)), *(f"{key}={text}" for key, text in keywords.items())])
    source = f"def call({parameters}):\n    return np.{name}({given})\n"
    if source not in _functions:
        names = {"np": np}
        exec(source, names)
        _functions[source] = krait.jit(names["call"])
    return _functions[source]


def layouts(array):
    """The same elements in C order, Fortran order, with gaps, backwards, and read-only."""
    backwards = array[::-1].copy()[::-1] if array.ndim else array
    wide = np.repeat(array, 2, axis=-1)[..., ::2] if array.ndim else array
    locked = array.copy()
    locked.flags.writeable = False
    return [array, np.asfortranarray(array), wide, backwards, locked]
