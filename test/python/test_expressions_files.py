"""Expressions over numpy.memmap: files in and out, block by block, with bounded memory and a word on progress."""

import os
import subprocess
import sys

import numpy as np
import pytest

import krait
from krait.numexpr import blocks
from sanitizers import measures_memory


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 10_000)


def file_of(path, array):
    mapped = np.memmap(path, array.dtype, "w+", shape=array.shape)
    mapped[:] = array
    mapped.flush()
    return mapped


SHAPES = [(5000,), (70, 90), (3, 40, 50), (2, 7000), (1, 6000), (6000, 1)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_files_in_and_out(tmp_path, small_blocks, shape):
    a = np.random.default_rng(0).standard_normal(shape)
    b, row = np.random.default_rng(1).standard_normal(shape), np.arange(float(shape[-1]))
    x, y = file_of(tmp_path / "a", a), file_of(tmp_path / "b", b)
    out = np.memmap(tmp_path / "out", "f8", "w+", shape=shape)
    assert krait.evaluate("x * 2 + y * row - 1", out=out) is out
    np.testing.assert_array_equal(np.asarray(out), a * 2 + b * row - 1)
    out.flush()
    np.testing.assert_array_equal(np.fromfile(tmp_path / "out", "f8").reshape(shape), a * 2 + b * row - 1)
    got = krait.evaluate("where(x > y, x, 0.5)")
    assert type(got) is np.ndarray
    np.testing.assert_array_equal(got, np.where(a > b, a, 0.5))


@pytest.mark.parametrize("mode", ["r", "r+", "c"])
def test_modes_of_files(tmp_path, small_blocks, mode):
    a = np.arange(5000.0)
    file_of(tmp_path / "a", a)
    x = np.memmap(tmp_path / "a", "f8", mode)
    np.testing.assert_array_equal(krait.evaluate("x + 1"), a + 1)
    if mode == "c":  # changes of a private mapping are the process's alone, and must stay
        x[:3] = -5
        np.testing.assert_array_equal(krait.evaluate("x + 1")[:4], [-4, -4, -4, 4])
        np.testing.assert_array_equal(krait.evaluate("x * 1", out=x)[:4], [-5, -5, -5, 3])
        assert x[0] == -5 and np.fromfile(tmp_path / "a")[0] == 0


def test_in_place_and_overlapping(tmp_path, small_blocks):
    a = np.arange(5000.0)
    x = file_of(tmp_path / "a", a)
    krait.evaluate("x * 3", out=x)
    np.testing.assert_array_equal(np.asarray(x), a * 3)
    y, out = x[:-1], x[1:]
    krait.evaluate("y + 1", out=out)
    np.testing.assert_array_equal(np.asarray(x)[1:], a[:-1] * 3 + 1)


def test_reductions_and_indices_read_the_whole_file(tmp_path, small_blocks):
    a = np.random.default_rng(0).standard_normal(5000)
    x = file_of(tmp_path / "a", a)
    assert np.isclose(krait.evaluate("sum(x * x)"), (a * a).sum())
    np.testing.assert_allclose(krait.evaluate("x - mean(x)"), a - a.mean(), atol=1e-15)
    np.testing.assert_array_equal(krait.evaluate("x[1:] - x[:-1]"), a[1:] - a[:-1])


def test_progress(tmp_path, small_blocks):
    x, told = file_of(tmp_path / "a", np.arange(5000.0)), []
    krait.evaluate("x + 1", progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (5000, 5000) and len(told) == 4 and told == sorted(told)

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        krait.evaluate("x + 1", progress=stop)


def test_casting_and_errors_in_blocks(tmp_path, small_blocks):
    x = file_of(tmp_path / "a", np.arange(5000.0))
    out = np.memmap(tmp_path / "out", "f4", "w+", shape=(5000,))
    with pytest.raises(TypeError, match="rule 'safe'"):
        krait.evaluate("x + 1", out=out, casting="safe")
    krait.evaluate("x + 1", out=out)
    np.testing.assert_array_equal(np.asarray(out), np.arange(5000.0) + 1)
    with pytest.raises(ValueError, match="broadcast"):
        krait.evaluate("x + b", {"x": x, "b": np.ones(3)})


MEMORY = """
import resource, sys
import krait, numpy as np
folder, count = sys.argv[1], 16_000_000
x = np.memmap(folder + "/x", "f8", "w+", shape=(count,))
y = np.memmap(folder + "/y", "f8", "w+", shape=(count,))
krait.evaluate("a * 2 + b", {"a": np.ones(100_000), "b": np.ones(100_000)})
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
krait.evaluate("x * 2 + 1", out=y)
assert y[0] == 1 and y[-1] == 1
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""


@measures_memory
def test_memory_is_bounded(tmp_path):
    """Two files of 128 MB; a block is 64 MB of both."""
    done = subprocess.run([sys.executable, "-c", MEMORY, str(tmp_path)], capture_output=True, text=True, env=os.environ)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 110
