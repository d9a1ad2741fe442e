"""The C yardsticks: bench/c compiled by clang-19 as a C programmer would, and loaded through ctypes.

Twice: with -ffp-contract=off, which is what Krait is held to, since an a*b + c that is rounded once has other bits than
Python's; and as clang does by default, contracted. What is measured is a loop in C around the calls.
"""

import ctypes
import subprocess

import numpy as np

from environment import FOLDER, WORK

FLAGS = ("-O3", "-march=native", "-shared", "-fPIC", f"-I{FOLDER.parent}")
CONTRACTION = {"C": ("-ffp-contract=off",), "C contracted": ()}


class Array(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("shape", ctypes.c_int64 * 3)]


def library_path(name):
    return WORK / f"yardstick-{name.replace(' ', '-')}.so"


def build():
    """Compile bench/c where a source is newer than the library. Raises OSError where there is no clang-19."""
    WORK.mkdir(parents=True, exist_ok=True)
    sources = sorted((FOLDER / "c").glob("*.c"))
    newest = max(path.stat().st_mtime for path in (FOLDER / "c").iterdir())
    for name, flags in CONTRACTION.items():
        library = library_path(name)
        if not library.exists() or library.stat().st_mtime < newest:
            subprocess.run(["clang-19", *FLAGS, *flags, "-o", library, *sources, "-lm"], check=True)


def described(value):
    """An argument as C sees it, and the array that it lies in."""
    array = np.asarray(value)
    return Array(array.ctypes.data, (*array.shape, 0, 0, 0)[:3]), array


class Yardstick:
    """A function of bench/c with its arguments. `returned` is what Python returns; an array is an argument more in C."""

    def __init__(self, name, function, arguments, returned):
        library = ctypes.CDLL(str(library_path(name)))
        self.loop, self.function = library.repeat, getattr(library, function)
        self.loop.restype = ctypes.c_double
        self.result = np.empty_like(returned) if isinstance(returned, np.ndarray) else returned
        given = (*arguments, self.result) if isinstance(returned, np.ndarray) else arguments
        structures, self.kept = zip(*map(described, given))
        self.arguments = (Array * len(given))(*structures)

    def repeat(self, calls):
        return self.loop(self.function, self.arguments, ctypes.c_int64(calls))

    def once(self):
        number = self.repeat(1)
        is_number = self.result is not None and not isinstance(self.result, np.ndarray)
        return type(self.result)(number) if is_number else self.result
