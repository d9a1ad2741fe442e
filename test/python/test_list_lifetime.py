"""Lists give back what they hold: memory stays where it was, also when a call raises midway, and results stay valid."""

import gc
import pathlib

import krait
import numpy as np
import pytest
from oracle import assert_same
from sanitizers import measures_memory

CALLS = 100_000


def resident_kib():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1])


@krait.jit
def grow(n):
    a = []
    for i in range(n):
        a.append(i * 0.5)
    b = a + a
    b.extend(a)
    return len(b[::2])


@krait.jit
def nest(n):
    rows = [[i] * 3 for i in range(n)]
    rows[0] = [1, 2]
    kept = rows[1]
    rows.pop()
    rows.append(kept)
    rows *= 2
    total = 0
    for row in rows:
        total += row[0]
    return total


@krait.jit
def hold_arrays(n):
    rows = [np.zeros(4) for _ in range(n)]
    rows.append(rows[0])
    view = rows[1][1:]
    rows[1] = np.ones(4)
    rows.insert(0, view)
    pairs = [(k, row) for k, row in enumerate(rows)]
    rows.clear()
    return pairs[0][1][0] + len(pairs)


@krait.jit
def return_rows(n):
    rows = [np.full(3, 1.0 * i) for i in range(n)]
    return rows, rows[0], [rows[1], rows[1]]


@krait.jit
def raise_midway(n):
    rows = [np.zeros(8) for _ in range(n)]
    nested = [[1.0] for _ in range(n)]
    return rows[n][0] + nested[0][0]


@krait.jit
def take(values, rows):
    return len(values) + len(rows[0])


@krait.jit
def early(n):
    for i in range(n):
        a = [np.zeros(2)]
        if i == 2:
            return a[0][0]
        b = a
        if i == 1:
            continue
        b.append(np.ones(1))
    return 1.0


def raising(n):
    with pytest.raises(IndexError):
        raise_midway(n)


@pytest.mark.parametrize("call", [lambda: grow(20), lambda: nest(5), lambda: hold_arrays(4), lambda: return_rows(3),
                                  lambda: take([1, 2, 3], [[1.0], [2.0]]), lambda: early(5)],
                         ids=["grow", "nest", "arrays", "results", "arguments", "early"])
@measures_memory
def test_memory_stays_where_it_was(call):
    for _ in range(1000):
        call()
    gc.collect()
    before = resident_kib()
    for _ in range(CALLS):
        call()
    gc.collect()
    assert resident_kib() - before < 2048


@measures_memory
def test_a_raise_frees_lists():
    call = lambda: raising(4)
    for _ in range(200):
        call()
    before = resident_kib()
    for _ in range(20_000):
        call()
    assert resident_kib() - before < 2048


def test_results_outlive_the_call():
    kept = [return_rows(4) for _ in range(50)]
    for _ in range(200):
        grow(50)
        hold_arrays(4)
    for rows, first, both in kept:
        assert [row.tolist() for row in rows] == [[float(i)] * 3 for i in range(4)]
        assert first is rows[0] and both[0] is rows[1] and both[1] is rows[1]
        first[0] = 9.0
        assert rows[0][0] == 9.0


def element_after_clear(n):
    rows = [[1.0, 2.0], [3.0]]
    deep = [[[n, 1], [2, 3]], [[4]]]
    row = rows[0]
    inner = deep[0][1]
    value = deep[0][0][1]
    deep[0][0] = [7, 8]
    rows.clear()
    deep.clear()
    return row, inner, value, rows


def view_after_clear(n):
    rows = [np.full(4, n + 0.5), np.ones(2)]
    view = rows[0][1:]
    number = rows[0][2] + rows[1][0]
    rows.clear()
    rows.append(np.zeros(4))
    return view, number, rows


def swapped(n):
    rows = [[1], [2], [n]]
    rows[0], rows[2] = rows[2], rows[0]
    for k in range(3):
        rows[k], rows[k - 1] = rows[k - 1], rows[k]
    return rows


def dropped_while_read(n):
    rows = [[i] for i in range(n)]
    total = 0
    for row in rows:
        rows.pop()
        row.append(1)
        total += len(row) + row[0]
    return total, rows


@krait.jit
def drop_first(rows):
    return rows.pop(0)


def dropped_by_another(n):
    rows = [[n], [2]]
    first = rows[0]
    also = drop_first(rows)
    return first, also, rows, first is also


def replaced_in_loop(n):
    best = [0]
    for i in range(n):
        candidate = [i, i + 1]
        if i % 2:
            best = candidate
        candidate.append(9)
    return best


@pytest.mark.parametrize("function", [element_after_clear, view_after_clear, swapped, dropped_while_read, dropped_by_another,
                                      replaced_in_loop], ids=lambda f: f.__name__)
def test_items_live_as_long_as_they_are_used(function):
    for n in (1, 2, 5):
        assert_same(function, n)
