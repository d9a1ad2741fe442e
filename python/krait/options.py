"""The options of @jit, in one table: name, default, a check of the value, what it does.

An option that would change results and cannot be honoured is refused, never ignored.
"""


def _boolean(name, value):
    if not isinstance(value, bool):
        raise TypeError(f"jit option {name}= is True or False, not {value!r}")
    return value


def _nopython(name, value):
    if value is not True:
        raise NotImplementedError(
            "jit option nopython=False (object mode) does not exist: krait compiles a function whole or says why not"
        )
    return value


FASTMATH_FLAGS = ("afn", "arcp", "contract", "fast", "ninf", "nnan", "nsz", "reassoc")


def _fastmath(name, value):
    if isinstance(value, bool):
        return value
    if not isinstance(value, (set, frozenset, list, tuple)):
        raise TypeError(f"jit option fastmath= is True, False or a set of {', '.join(FASTMATH_FLAGS)}, not {value!r}")
    unknown = sorted(set(map(str, value)) - set(FASTMATH_FLAGS))
    if unknown:
        raise TypeError(f"jit option fastmath= does not know {', '.join(unknown)}; it knows {', '.join(FASTMATH_FLAGS)}")
    return tuple(sorted(value))


def _one_of(*choices):
    def check(name, value):
        if value not in choices:
            raise TypeError(f"jit option {name}= is one of {', '.join(map(repr, choices))}, not {value!r}")
        return value

    return check


def _locals(name, value):
    if value:
        raise NotImplementedError("jit option locals= is not supported: convert the value in the function, float64(x)")
    return {}


OPTIONS = {
    "nopython": (True, _nopython, "Accepted for Numba's sake; True is the only mode."),
    "parallel": (False, _boolean, "Run prange loops and large array operations on several threads."),
    "fastmath": (False, _fastmath, "True or a set of LLVM's flags: let floating-point results differ in the last bits."),
    "boundscheck": (True, _boolean, "Raise IndexError for an index out of range. False: reading there is undefined."),
    "overflow": ("raise", _one_of("raise", "wrap"), "What int arithmetic does beyond 64 bits: OverflowError, or wrap."),
    "nogil": (False, _boolean, "Accepted for Numba's sake; code with loops always releases the interpreter's lock."),
    "cache": (True, _boolean, "Keep machine code on disk for later processes. False: in this process only."),
    "inline": ("auto", _one_of("auto", "always", "never"), "Whether callers compile this function into themselves."),
    "error_model": ("python", _one_of("python", "numpy"), "numpy: float division by zero gives inf or nan."),
    "debug": (False, _boolean, "Emit line tables for debuggers and profilers."),
    "locals": (None, _locals, "Types of local variables; refused."),
}


def check_options(given):
    """The given options, checked, as a dict. Defaults are not filled in: what is absent has its default.

    Raises TypeError for an unknown name or a wrong value, NotImplementedError for what cannot be honoured.
    """
    unknown = [name for name in given if name not in OPTIONS]
    if unknown:
        raise TypeError(f"jit has no option {unknown[0]!r}; its options are {', '.join(sorted(OPTIONS))}")
    return {name: OPTIONS[name][1](name, value) for name, value in given.items()}


def option(options, name):
    """Value of an option, or its default."""
    return options.get(name, OPTIONS[name][0])
