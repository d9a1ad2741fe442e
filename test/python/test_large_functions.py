"""Functions far larger than people write, as programs generate them: each compiles, and computes what CPython does.

The families are those of bench/growing.py, whose compile times bench/compile_time.py follows; no test here looks at time.
"""

import pathlib
import sys
import threading

import pytest
from oracle import assert_same

import krait

BENCH = pathlib.Path(__file__).parents[2] / "bench"
sys.path.append(str(BENCH))  # no package: its programs find each other in their own folder

import growing  # noqa: E402

FAMILIES = {family.name: family for family in growing.FAMILIES}
SIZES = {"lines of ints": 1000, "branches in a row": 1000, "reductions": 10, "loops in a row": 60, "names": 400, "loops with calls": 40,
         "array expressions": 100, "branches of an elif chain": 500, "returns of an elif chain": 500}


@pytest.mark.parametrize("name", FAMILIES)
def test_large(name):
    """At the size up to which it is to compile; smaller where that takes long."""
    family = FAMILIES[name]
    size = SIZES.get(name, family.largest)
    assert_same(family.function(size, krait.jit), *family.arguments(size))


@pytest.mark.parametrize("name", FAMILIES)
def test_small(name):
    """The family itself: one or two of whatever it counts."""
    assert_same(FAMILIES[name].function(2, krait.jit), *FAMILIES[name].arguments(2))


def in_thread(work, stack_bytes):
    """What the work returns, run in a thread with such a stack."""
    results = []
    before = threading.stack_size(stack_bytes)
    try:
        thread = threading.Thread(target=lambda: results.append(work()))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    return results[0]


@pytest.fixture
def deep_recursion():
    """CPython's own compiler goes into long expressions and elif chains by recursion."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(30_000)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.parametrize("name, size, argument, expected", [
    ("branches of an elif chain", 2000, 1234, 1234 * 1234 + 1),
    ("returns of an elif chain", 2000, 2001, -1),
])  # fmt: skip
def test_deep_elif_chain_in_a_thread_with_a_small_stack(name, size, argument, expected, deep_recursion):
    function = FAMILIES[name].function(size, krait.jit)
    assert in_thread(lambda: function(argument), 128 * 1024) == expected


def test_expression_of_many_terms_in_a_thread_with_a_small_stack(deep_recursion):
    names = {}
    exec("def f(x):\n    return " + " + ".join(f"x * {i}.0" for i in range(5000)), names)
    function = krait.jit(names["f"])
    assert in_thread(lambda: function(2.0), 128 * 1024) == 5000.0 * 4999.0


def test_many_starred_displays():
    """Looking for the end of each must not go through the rest of the function."""
    names = {}
    lines = "\n".join(f"    t = (*t[1:], t[0] + {i}, *())" for i in range(300))
    exec(f"def f(t):\n{lines}\n    return t", names)
    assert_same(names["f"], (1, 2, 3))
