"""Expressions over arrays as text: NumExpr's interface, compiled.

    import krait.numexpr as ne

    ne.evaluate("2*a + 3*b**2")

The names are looked up in the caller's variables, local before global. The values, dtypes and errors are NumPy's for
the same text; where NumExpr differs from NumPy is in the table of README.md.
"""

from krait._dispatch import evaluate, re_evaluate, validate
from krait.numexpr.stand_in import install
from krait.numexpr.utils import (
    MAX_THREADS,
    detect_number_of_cores,
    detect_number_of_threads,
    get_num_threads,
    get_vml_num_threads,
    get_vml_version,
    set_num_threads,
    set_vml_accuracy_mode,
    set_vml_num_threads,
    start_threads,
)
from krait.numexpr.version import __version__, print_versions

__all__ = [
    "E", "MAX_THREADS", "NumExpr", "detect_number_of_cores", "detect_number_of_threads", "disassemble", "evaluate",
    "explain", "expressions", "install", "interpreter", "necompiler",
    "get_num_threads", "get_vml_num_threads", "get_vml_version", "ncores", "nthreads", "print_versions", "re_evaluate",
    "set_num_threads", "set_vml_accuracy_mode", "set_vml_num_threads", "use_vml", "validate", "__version__",
]  # fmt: skip

use_vml = False  # the vector mathematics is Krait's own
ncores = detect_number_of_cores()
nthreads = start_threads()

_SUBMODULES = ("expressions", "interpreter", "necompiler")
_PLACES = {"E": "expressions", "NumExpr": "necompiler", "disassemble": "necompiler", "explain": "necompiler"}


def __getattr__(name):
    """What is about trees and signatures is imported when it is asked for, for it needs NumPy; evaluate() imports nothing."""
    import importlib

    place = name if name in _SUBMODULES else _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(f"{__name__}.{place}")
    value = globals()[name] = module if name == place else getattr(module, name)
    return value
