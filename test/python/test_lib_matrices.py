"""eye, identity, tri, tril, triu, diag, diagflat, vander."""

import numpy as np
import pytest
from library_calls import check, layouts

SHAPES = [(3,), (3, 4), (3, 2, 1), (3, 4, -1), (0,), (-1,), (2, 2, 5), (2, 2, -5)]
MATRICES = [np.arange(4), np.arange(12.0).reshape(3, 4), np.arange(24).reshape(2, 3, 4), np.ones((0, 3)),
            np.ones((2, 2), bool)]  # fmt: skip


@pytest.mark.parametrize("dtype", ["None", "float", "bool", "np.int8", "complex"])
def test_eye_and_tri(dtype):
    for shape in SHAPES:
        check("eye", *shape, dtype=dtype)
        check("tri", *shape, dtype=dtype)


def test_eye_orders_and_identity():
    check("eye", 3, order="'F'")
    check("identity", 3)
    check("identity", 2, dtype="np.int16")


@pytest.mark.parametrize("matrix", MATRICES, ids=lambda m: str(m.shape))
def test_triangles_and_diagonals(matrix):
    for k in (-5, -1, 0, 1, 3):
        for name in ("tril", "triu", "diagflat"):
            check(name, matrix, k)
        if matrix.ndim < 3:
            check("diag", matrix, k)


def test_triangles_of_other_layouts():
    for matrix in layouts(np.arange(12.0).reshape(3, 4)):
        check("tril", matrix)
        check("triu", matrix, k="1")


def test_diag_of_other_dimensions():
    check("diag", np.ones((2, 2, 2)))
    check("diag", np.array(3.0))


POINTS = [np.arange(4), np.arange(3.0) + 0.5, np.array([True, False]), np.arange(3, dtype=np.uint8) + 200]


@pytest.mark.parametrize("x", POINTS, ids=str)
def test_vander(x):
    for keywords in ({}, {"N": "2"}, {"increasing": "True"}, {"N": "5", "increasing": "True"}, {"N": "0"}):
        check("vander", x, **keywords)


def test_vander_of_a_matrix():
    check("vander", np.ones((2, 2)))
