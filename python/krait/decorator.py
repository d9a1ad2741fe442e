"""The decorator @jit: from a Python function to a Dispatcher.

Nothing is compiled here unless a signature is given; the first call of each combination of argument types compiles.
"""

import os

from krait._dispatch import Dispatcher
from krait.options import check_options

_FUNCTION = type(lambda: None)
_COPIED = ("__module__", "__name__", "__qualname__", "__doc__")


def prange(*args):
    """prange([start,] stop[, step]): a range whose iterations may run at the same time.

    In a function with ``@jit(parallel=True)`` a ``for`` loop over it runs on several threads; anywhere else it is a range.
    Raises what range() raises.
    """
    return range(*args)


prange.__module__ = "krait"  # what the compiler knows it by

def jit(signature=None, **options):
    """Compile a function for the types of the arguments it is called with.

    ``@jit``, ``@jit("float64(float64[:])")``, ``@jit([signature, ...])``, ``@jit(fastmath=True)``. With signatures the
    function is compiled for them at once, or by the first call where it uses a name that is not defined yet (its own, in a
    recursion), and for no others; arguments are converted where no value changes. In a module that `krait build` has
    built, their code is loaded at the first call and nothing is compiled. The options are described in `krait.options`.
    With the environment variable ``KRAIT_DISABLE_JIT=1`` the function is returned as it is.

    Raises TypeError for an unknown option, NotImplementedError for one that is known and cannot be honoured.
    """
    checked = check_options(options)
    if signature is not None and not _is_signature(signature):
        return _dispatcher(signature, (), checked)
    signatures = _signature_list(signature)
    return lambda function: _dispatcher(function, signatures, checked)


njit = jit


def _is_signature(candidate):
    """Whether it is meant as one. To anything else jit was applied directly."""
    return isinstance(candidate, (str, list, tuple)) or hasattr(candidate, "krait_notation")


def _signature_list(signature):
    if signature is None:
        return ()
    return tuple(signature) if isinstance(signature, list) else (signature,)


def _dispatcher(function, signatures, options):
    if isinstance(function, Dispatcher):
        function = function.py_func
    if os.environ.get("KRAIT_DISABLE_JIT", "0") not in ("", "0"):
        return function
    if not isinstance(function, _FUNCTION):
        from krait.refusal import refusal

        raise TypeError(refusal(function))
    dispatcher = Dispatcher(function, options)
    for name in _COPIED:
        setattr(dispatcher, name, getattr(function, name))
    dispatcher.__wrapped__ = function
    for signature in signatures:
        dispatcher._declare(signature)
    if signatures:
        dispatcher._accept_explicit_only()
    return dispatcher
