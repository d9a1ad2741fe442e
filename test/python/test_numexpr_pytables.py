"""PyTables with Krait in NumExpr's place: in a process of its own, for PyTables keeps the module that it finds.

It is no requirement of the tests (it brings 20 packages, 80 MB): `pip install tables` to run this. What it calls is tested
without it in test_numexpr_trees.py.
"""

import os
import subprocess
import sys

import pytest

PROGRAM = r"""
import sys
import krait.numexpr

krait.numexpr.install()

import numpy as np
import tables

COLUMNS = {"i1": tables.Int8Col(), "i2": tables.Int16Col(), "i4": tables.Int32Col(), "i8": tables.Int64Col(),
           "u1": tables.UInt8Col(),
           "u4": tables.UInt32Col(), "f4": tables.Float32Col(), "f8": tables.Float64Col(), "b": tables.BoolCol(),
           "s": tables.StringCol(5)}
WORDS = [b"a", b"bb", b"abcde", b""]
rng = np.random.default_rng(0)
lim, word = 10, b"abcde"
CONDITIONS = {  # text: what it is in NumPy
    "i4 > 3": lambda r: r["i4"] > 3,
    "(i4 > 3) & (f8 < 0.5)": lambda r: (r["i4"] > 3) & (r["f8"] < 0.5),
    "b": lambda r: r["b"],
    "~b & (i1 == 5)": lambda r: ~r["b"] & (r["i1"] == 5),
    "f4 == 0.1": lambda r: r["f4"].astype("f8") == 0.1,  # typed constants, as an index is searched
    "(f4 > 0.1) & (f4 <= 2.3)": lambda r: (r["f4"].astype("f8") > 0.1) & (r["f4"].astype("f8") <= 2.3),
    "f4*f4 > f8": lambda r: r["f4"] * r["f4"] > r["f8"],
    "s == b'bb'": lambda r: r["s"] == b"bb",
    "(s >= b'a') & (s < b'b')": lambda r: (r["s"] >= b"a") & (r["s"] < b"b"),
    "s == word": lambda r: r["s"] == word,
    "i1 + 200 > 250": lambda r: r["i1"].astype("i4") + 200 > 250,
    "u1 - u4 < 0": lambda r: r["u1"].astype("i8") - r["u4"] < 0,
    "i4 < 3000000000": lambda r: r["i4"] < 3000000000,
    "(lim < i4) & (i4 <= 2*lim)": lambda r: (lim < r["i4"]) & (r["i4"] <= 2 * lim),
    "(i4 > 90) | (i8 < -90)": lambda r: (r["i4"] > 90) | (r["i8"] < -90),
    "~(i4 > 3)": lambda r: ~(r["i4"] > 3),
    "where(b, i4, i8) > 10": lambda r: np.where(r["b"], r["i4"], r["i8"]) > 10,
    "sqrt(abs(f8)) > 1": lambda r: np.sqrt(np.abs(r["f8"])) > 1,
    "i4 > 3 and f8 < 0.5": lambda r: (r["i4"] > 3) & (r["f8"] < 0.5),
    "0 < i2 < 50": lambda r: (0 < r["i2"]) & (r["i2"] < 50),
}
INDEXED = ("i1", "i4", "i8", "u4", "f4", "f8", "b", "s")


def rows(dtype, count=2500):
    data = np.zeros(count, dtype)
    for name in dtype.names:
        kind = dtype[name].kind
        values = rng.choice(WORDS, count) if kind == "S" else np.round(rng.standard_normal(count) * 4, 1)
        if kind not in "Sf":
            values = rng.integers(0, 2, count) if kind == "b" else rng.integers(-100 * (kind == "i"), 100, count)
        data[name] = values
    return data


def check(table, data):
    used = 0
    for text, numpys in CONDITIONS.items():
        want = np.flatnonzero(numpys(data)).tolist()
        assert sorted(table.get_where_list(text)) == want, text
        assert np.array_equal(np.sort(table.read_where(text), order=["i8", "i4"]), np.sort(data[want], order=["i8", "i4"])), text
        assert sorted(row.nrow for row in table.where(text)) == want, text
        used += len(table.will_query_use_indexing(text)) > 0
    return used


def refuses(work, kind, words):
    try:
        work()
    except kind as error:
        assert words in str(error), error
    else:
        raise AssertionError(words)


with tables.open_file("x.h5", "w", driver="H5FD_CORE", driver_core_backing_store=0) as file:
    plain, indexed = (file.create_table("/", name, COLUMNS) for name in ("plain", "indexed"))
    data = rows(plain.dtype)
    for table in (plain, indexed):
        table.append(data)
        table.flush()
    for name in INDEXED:
        getattr(indexed.cols, name).create_index()
    assert check(plain, data) == 0
    assert check(indexed, data) >= 10
    refuses(lambda: plain.get_where_list("s > i4"), NotImplementedError, "unsupported operand types for *gt*: str, int")
    refuses(lambda: plain.get_where_list("i4 + 1"), TypeError, "does not have a boolean type")
    refuses(lambda: plain.get_where_list("missing > 1"), NameError, "missing")
    a, n = file.create_array("/", "a", np.arange(20000.0, dtype="f4")), file.create_array("/", "n", np.arange(20000, dtype="i4"))
    d = np.linspace(0, 1, 20000)
    for text in ("a*a", "a*d - n", "a > n", "where(a > d, a, d)", "2*n + 1"):
        got = tables.Expr(text, {"a": a, "n": n, "d": d}).eval()
        want = eval(text, {"where": np.where}, {"a": a[:], "n": n[:], "d": d})
        assert got.dtype == want.dtype and np.array_equal(got, want), text
    out = file.create_carray("/", "out", tables.Float64Atom(), (20000,))
    expression = tables.Expr("a + n", {"a": a, "n": n})
    expression.set_output(out)
    expression.eval()
    assert np.array_equal(out[:], a[:] + n[:])
print("fine")
"""


def test_pytables_queries_by_krait(tmp_path):
    pytest.importorskip("tables", reason="PyTables is not installed (pip install tables)")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        capture_output=True,
        text=True,
        env=os.environ,
        cwd=tmp_path,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "fine\n"
