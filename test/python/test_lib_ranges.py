"""arange, linspace, logspace and geomspace: lengths, dtypes and values are NumPy's."""

import numpy as np
import pytest
from library_calls import check

ENDS = [
    (3,), (2, 7), (0, 1, 0.1), (5, 1, -2), (0, 3.5), (True,), (np.float32(3),), (np.uint64(3),), (np.int8(3),), (-3,),
    (0, 5, 0), (0, 5, 0.0), (0, np.nan), (0, np.inf), (0, 1e30), (0, 2 + 0j), (0, 2 + 3j), (0, 1, -0.1),
    (1e-320, 2e-320, 1e-320), (np.float64(0), 5, np.float64(0)), (0, 10**6, 3), (-(10**18), 10**18, 10**17),
]  # fmt: skip


@pytest.mark.parametrize("ends", ENDS, ids=str)
def test_arange(ends):
    check("arange", *ends)


DTYPES = ["bool", "np.int8", "np.uint8", "np.int32", "np.float16", "np.float32", "'float32'", "np.complex64"]


@pytest.mark.parametrize("dtype", DTYPES)
def test_arange_of_a_dtype(dtype):
    for ends in [(2,), (3,), (0, 40, 0.5), (-1, 3), (0, 300, 100)]:
        check("arange", *ends, dtype=dtype)


def test_arange_with_keywords():
    check("arange", 3, stop="7")
    check("arange", 3, step="2")
    check("arange", 3, stop="None", step="2")
    check("arange", 3, device="'cpu'")


LINES = [(0, 1), (0, 1, 5), (2, -3, 4), (0, 1, 1), (0, 1, 0), (0, 1, -1), (1, 1, 3), (0, 1j, 4), (np.inf, 2, 3),
         (np.float32(0), np.float32(1), 7), (0, 5e-324, 5), (np.int8(3), np.int8(9), 5)]  # fmt: skip


@pytest.mark.parametrize("ends", LINES, ids=str)
def test_linspace(ends):
    for keywords in ({}, {"endpoint": "False"}, {"axis": "-1"}, {"axis": "1"}):
        check("linspace", *ends, **keywords)
    if not isinstance(ends[1], complex):
        check("linspace", *ends, dtype="np.float32")


def test_linspace_of_integers():
    for ends in ((0, 10, 4), (-2.5, 2.5, 7), (0.0, 1.0)):
        check("linspace", *ends, dtype="int")
        check("linspace", *ends, dtype="np.uint8")


def test_linspace_with_its_step():
    check("linspace", 0, 1, 5, retstep="True")
    check("linspace", 0.0, 10.0, 4, retstep="True", endpoint="False")


@pytest.mark.parametrize("axis", ["0", "1", "-1"])
def test_linspace_of_arrays(axis):
    check("linspace", np.arange(3.0), 5, 4, axis=axis)
    check("linspace", np.arange(3.0), np.arange(6.0).reshape(2, 3), 4, axis=axis, retstep="True")


@pytest.mark.parametrize("ends", [(0, 2), (0, 3, 4), (1, 2, 5)], ids=str)
def test_logspace(ends):
    forms = ({}, {"base": "2"}, {"base": "2.5", "dtype": "np.float32"}, {"dtype": "int"}, {"endpoint": "False"})
    for keywords in forms:
        check("logspace", *ends, ulp=4, **keywords)


ENDS_OF_RATIOS = [(1, 1000), (1, 1000, 4), (-1, -1000, 4), (0, 1), (1000, 1, 3), (1, 1, 3), (1j, 1000j, 4),
                  (np.float32(1), np.float32(9), 3)]  # fmt: skip


@pytest.mark.parametrize("ends", ENDS_OF_RATIOS, ids=str)
def test_geomspace(ends):
    for keywords in ({}, {"endpoint": "False"}):
        check("geomspace", *ends, ulp=60, **keywords)
