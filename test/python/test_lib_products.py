"""outer, kron, cross, trace."""

import numpy as np
import pytest
from library_calls import check, layouts

VECTORS = [np.arange(3), np.arange(6.0).reshape(2, 3), np.ones(2, bool), np.arange(2) * 1j, np.arange(3, dtype=np.int8)]
OTHERS = [np.arange(4), np.arange(4.0).reshape(2, 2), np.ones(2, np.float32)]


@pytest.mark.parametrize("x", VECTORS, ids=lambda x: f"{x.dtype}{x.shape}")
def test_outer_and_kron(x):
    for y in OTHERS:
        check("outer", x, y)
        check("kron", x, y)


def test_outer_of_numbers():
    check("outer", 3, np.arange(4))
    check("outer", np.arange(4.0), 2.5)


SHAPES = [((3,), (3,)), ((4, 3), (3,)), ((4, 3), (4, 3)), ((3,), (2,)), ((4, 2), (3,)), ((2, 4), (3,))]


@pytest.mark.parametrize("shapes", SHAPES, ids=str)
def test_cross(shapes):
    random = np.random.default_rng(0)
    check("cross", random.normal(size=shapes[0]), random.normal(size=shapes[1]))


def test_cross_along_other_axes():
    x = np.arange(12.0).reshape(3, 4)
    check("cross", x, x + 1.5, axis="0")
    check("cross", x, (x * 2 - 1).T.copy(), axisa="0", axisc="0")


@pytest.mark.parametrize("dtype", [float, int, bool, np.int8, np.uint8, np.float32, complex])
def test_trace(dtype):
    for a in layouts(np.arange(12).reshape(3, 4).astype(dtype)):
        for offset in (-2, 0, 1, 9):
            check("trace", a, offset)


def test_trace_of_more_axes():
    a = np.arange(24).reshape(2, 3, 4)
    check("trace", a)
    check("trace", a, axis1="-1", axis2="0")
    check("trace", a, dtype="float")
    check("trace", a, out="np.empty(4)")
    check("trace", np.ones(3))
    check("trace", np.ones((2, 2)), axis1="0", axis2="0")
