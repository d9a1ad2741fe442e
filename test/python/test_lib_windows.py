"""Window functions, i0, meshgrid and indices."""

import numpy as np
import pytest
from library_calls import check


@pytest.mark.parametrize("name", ["hanning", "hamming", "bartlett", "blackman"])
def test_window(name):
    for size in (0, 1, 2, 5, 64, 3.5, -2):
        check(name, size, ulp=16)


def test_kaiser():
    for size in (0, 1, 2, 5, 31, 3.5):
        check("kaiser", size, 8.6, ulp=16)


@pytest.mark.parametrize("x", [1, 2.5, np.arange(5.0), np.arange(4), 30.0, -3.0, 1j, np.nan], ids=str)
def test_i0(x):
    check("i0", x, ulp=16)


@pytest.mark.parametrize("sparse", ["False", "True"])
@pytest.mark.parametrize("indexing", ["'xy'", "'ij'", "'zz'"])
def test_meshgrid(indexing, sparse):
    x, y, z = np.arange(3), np.arange(2.0), np.arange(4)
    for vectors in ((x,), (x, y), (x, y, z), (2, x)):
        check("meshgrid", *vectors, indexing=indexing, sparse=sparse)


@pytest.mark.parametrize("sparse", ["False", "True"])
def test_indices(sparse):
    for dimensions in ((2, 3), (4,), (2, 3, 2)):
        check("indices", dimensions, sparse=sparse)
        check("indices", dimensions, dtype="np.float32", sparse=sparse)
