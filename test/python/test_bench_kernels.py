"""The kernels of bench/: the plain Python function, Krait's code and the NumPy version agree, and ratios are what they say."""

import pathlib
import sys

import numpy as np
import pytest

import krait

BENCH = pathlib.Path(__file__).parents[2] / "bench"
sys.path.append(str(BENCH))  # no package: its programs find each other in their own folder

import kernel as tools  # noqa: E402
import kernels  # noqa: E402
import report  # noqa: E402
import turns  # noqa: E402

KERNELS = kernels.all_kernels()
SIZE = 40


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
def test_versions_of_a_kernel_agree(kernel):
    """On 40 of whatever its size counts, with checks and without."""
    checked = krait.njit(fastmath=kernel.fastmath)
    unchecked = krait.njit(fastmath=kernel.fastmath, boundscheck=False, overflow="wrap")
    versions = [kernel.source, tools.compiled(kernel.source, checked, krait.prange),
                tools.compiled(kernel.source, unchecked, krait.prange)]
    arguments = kernel.arguments(SIZE)
    with np.errstate(all="ignore"):
        copies = tools.fresh(arguments)
        expected = tools.result_of(kernel.numpy(*copies), copies)
        for version in versions:
            copies = tools.fresh(arguments)
            assert tools.disagreement(tools.result_of(version(*copies), copies), expected) == ""


def test_names_of_kernels_are_unique():
    """Workers find a kernel by its name."""
    assert len({kernel.name for kernel in KERNELS}) == len(KERNELS)


def test_every_yardstick_exists():
    """The function that a row names is in bench/c: by its own name, or by a template's and the element type."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in (BENCH / "c").iterdir())
    for kernel in KERNELS:
        stem = kernel.c.rsplit("_", 1)[0]
        is_made = any(f"{macro}({stem}" in text for macro in ("NAME", "MAP")) or kernel.c.startswith("order_")
        assert not kernel.c or f"double {kernel.c}(" in text or is_made, kernel.c


def test_aligned_copies_are_copies_of_the_same_layout():
    """Contiguous arrays of both orders, views with steps, empty arrays."""
    base = np.arange(60.0)
    for array in (base, base.reshape(6, 10), base.reshape(6, 10).T, base[::2], base[:0], np.zeros((3, 0))):
        copy = tools.aligned(array)
        assert np.array_equal(copy, array) and not np.shares_memory(copy, array)
        assert copy.strides == array.strides or not array.size
    assert tools.aligned(base).ctypes.data % 64 == 0


def test_ratios():
    """Above 1 Krait is faster; the best peer is the fastest; the worst row of checks is the dearest."""
    samples = {"Krait": [2.0, 1.0, 9.0], "Krait unchecked": [1.0], "Numba": [3.0], "NumPy": [1.0], "C": [4.0]}
    row = turns.Row("k", "family", 10, 1, samples, {})
    assert report.ratio(row, "Numba") == 1.5 and report.best_peer(row) == ("NumPy", 0.5)
    assert report.cost_of_checks(row) == 2.0 and report.ratio(row, "Pythran") is None
    verdicts = {verdict.name: verdict for verdict in report.verdicts([row])}
    assert verdicts["C over Krait: worst row"].is_met and not verdicts["checks on over off: worst row"].is_met
    assert verdicts["best peer over Krait: worst row"].value == 0.5
