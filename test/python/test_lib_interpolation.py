"""interp, trapezoid, polyval."""

import numpy as np
import pytest
from library_calls import check, layouts

XP, FP = np.array([0, 1, 2.5, 4]), np.array([1, -1, 3, 8.0])
POINTS = [np.arange(-1, 6, 0.3), 1.5, np.nan, -3, 9, np.arange(6.0).reshape(2, 3), np.arange(4),
          np.array([np.nan, np.inf, -np.inf, 4, 2.5])]  # fmt: skip


@pytest.mark.parametrize("x", POINTS, ids=str)
def test_interp(x):
    check("interp", x, XP, FP)
    check("interp", x, XP, FP, left="-7", right="77.0")
    check("interp", x, XP, FP * (1 + 2j))
    check("interp", x, XP.astype(np.float32), FP.astype(int))


def test_interp_in_other_layouts():
    for x in layouts(np.arange(6.0).reshape(2, 3)):
        check("interp", x, XP[::-1].copy()[::-1], FP)


@pytest.mark.parametrize("x", [np.arange(-10, 10, 0.7), 7.5, np.arange(6).reshape(2, 3)], ids=str)
def test_interp_of_a_period(x):
    check("interp", x, XP, FP, period="3.5")
    check("interp", x, XP, FP, period="-5")
    check("interp", x, XP, FP, period="0")
    check("interp", x, XP, FP[:2].copy(), period="3")


def test_interp_of_few_points():
    check("interp", 1.0, np.empty(0), np.empty(0))
    check("interp", 1.0, XP, FP[:2].copy())
    check("interp", 1.0, XP[:1].copy(), FP[:1].copy())


@pytest.mark.parametrize("y", [np.arange(5.0), np.arange(12.0).reshape(3, 4), np.ones(1), np.arange(4)], ids=str)
def test_trapezoid(y):
    check("trapezoid", y)
    check("trapezoid", y, dx="0.5")
    check("trapezoid", y, axis="0")
    check("trapezoid", y, axis="3")
    check("trapezoid", y, np.arange(y.shape[-1]) ** 2.0)


@pytest.mark.parametrize("p", [np.arange(3.0), np.arange(4), np.array([2])], ids=str)
def test_polyval(p):
    for x in (2, 2.5, np.arange(3), np.arange(4.0).reshape(2, 2), np.float32(2), 1j):
        check("polyval", p, x)
