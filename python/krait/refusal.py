"""What @jit says of what it can't be applied to: a row for each kind of thing, with the way round.

Loaded only when there is something to say.
"""

import functools
import types

_BUILTIN = "a function that is not written in Python; call it inside a function decorated with @jit"

_KINDS = (
    (staticmethod, "a staticmethod; write @staticmethod above @jit"),
    (classmethod, "a classmethod; decorate a function outside the class, and call that from the method"),
    (property, "a property; decorate a function outside the class, and call that from the property"),
    (types.MethodType, "a bound method; decorate a function that takes what the method needs as arguments"),
    (types.BuiltinFunctionType, _BUILTIN),
    (types.MethodDescriptorType, _BUILTIN),
    (functools.partial, "a functools.partial; write a function that makes the call, and decorate that"),
    (functools._lru_cache_wrapper, "a function behind functools.lru_cache; write @lru_cache above @jit"),
)


def refusal(target):
    """The message of the TypeError for a target that is no Python function, a str."""
    return f"krait.jit takes a Python function, or a signature such as \"float64(float64[:])\", not {_described(target)}"


def _described(target):
    for kind, text in _KINDS:
        if isinstance(target, kind):
            return text
    if isinstance(target, type) and (target in (bool, int, float, complex) or target.__module__ == "numpy"):
        return f"the class {target.__qualname__}; types for signatures are in krait.types, or text: \"float64(float64)\""
    if isinstance(target, type):
        return f"the class {target.__qualname__}; decorate functions, and pass what they need of an object as arguments"
    if type(target).__name__ == "ufunc":
        return f"the ufunc {target.__name__}; call it inside a function decorated with @jit"
    if callable(target):
        return f"an object of the class {type(target).__qualname__}; write a function that does what its call does"
    return f"{target!r}"
