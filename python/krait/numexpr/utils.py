"""Threads, and the settings of Intel's library that NumExpr has and Krait does without.

The variables NUMEXPR_MAX_THREADS, NUMEXPR_NUM_THREADS and OMP_NUM_THREADS are read as NumExpr reads them, when the
package is imported; KRAIT_NUM_THREADS goes before them.
"""

import os

import krait


def detect_number_of_cores():
    """Processors that this process may run on."""
    return len(os.sched_getaffinity(0))


detect_number_of_threads = detect_number_of_cores


def _number(name):
    text = os.environ.get(name, "").strip()
    try:
        return max(int(text), 1) if text else None
    except ValueError:
        raise ValueError(f"the environment variable {name} is a number of threads, not {text!r}") from None


MAX_THREADS = _number("NUMEXPR_MAX_THREADS") or detect_number_of_cores()


def get_num_threads():
    """Threads that evaluate() runs on where the arrays are large enough."""
    return krait.get_num_threads()


def set_num_threads(nthreads):
    """Set that number, for this thread and those that it starts. Returns the number before.

    Raises ValueError for a number below 1 or above MAX_THREADS.
    """
    if not 1 <= nthreads <= MAX_THREADS:
        raise ValueError(f"the number of threads is from 1 to {MAX_THREADS} (NUMEXPR_MAX_THREADS), not {nthreads}")
    before = krait.get_num_threads()
    krait.set_num_threads(nthreads)
    return before


def start_threads():
    """The number of threads as the environment has it: read once, by the import of krait.numexpr."""
    asked = (
        None if os.environ.get("KRAIT_NUM_THREADS") else _number("NUMEXPR_NUM_THREADS") or _number("OMP_NUM_THREADS")
    )
    if asked is not None:
        krait.set_num_threads(min(asked, MAX_THREADS, krait.get_num_threads()))
    return get_num_threads()


def get_vml_version():
    """None: there is no VML."""
    return None


def set_vml_accuracy_mode(mode):
    """Accepted: the functions are within one unit in the last place whatever is asked. Returns None, as without VML.

    Raises ValueError for a mode that NumExpr does not have.
    """
    if mode not in (None, "low", "high", "fast"):
        raise ValueError("mode can only be 'low', 'high', 'fast' or None")


def set_vml_num_threads(nthreads):
    """Accepted, without effect: there is no VML."""


def get_vml_num_threads():
    """None: there is no VML."""
    return None
