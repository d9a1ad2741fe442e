"""The C yardsticks: bench/c compiled by clang-19 as a C programmer would, and loaded through ctypes."""

import ctypes
import pathlib
import subprocess

import numpy as np

FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")
"""No contraction: an a*b + c that is rounded once has other bits than Python's."""

SOURCES = pathlib.Path(__file__).parent / "c"


def _array(dtype, dimensions):
    return np.ctypeslib.ndpointer(dtype, dimensions, flags="C_CONTIGUOUS")


_SIGNATURES = {
    "mandelbrot": (None, [_array(np.int64, 2), ctypes.c_int64, ctypes.c_int64, ctypes.c_int64]),
    "binary_search": (None, [_array(np.float64, 1), ctypes.c_int64] * 2 + [_array(np.int64, 1)]),
    "sum_of_squares": (ctypes.c_double, [_array(np.float64, 1), ctypes.c_int64]),
    "matrix_product": (None, [_array(np.float64, 2)] * 3 + [ctypes.c_int64]),
}


def build(folder):
    """Compile bench/c into folder and return the loaded library. Raises OSError where there is no clang-19."""
    folder.mkdir(parents=True, exist_ok=True)
    library = folder / "yardstick.so"
    subprocess.run(["clang-19", *FLAGS, "-o", library, *sorted(SOURCES.glob("*.c"))], check=True)
    loaded = ctypes.CDLL(str(library))
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(loaded, name)
        function.restype, function.argtypes = result, arguments
    return loaded
