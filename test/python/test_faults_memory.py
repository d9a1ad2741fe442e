"""Lack of memory: the Nth allocation of a call fails, for every N. Each gives the result or MemoryError, and loses nothing.

The allocations are those of the interpreter, of NumPy, of the call path and of compiled code: test/tools/fail_allocation.cpp
stands in front of the C library. The functions are compiled before; compiling itself, LLVM's work, is not covered: it ends
the process (docs/limits.md).
"""

import os
import pathlib
import subprocess
import sys
import textwrap

import pytest
import sanitizers

HOOK = next((p for p in (pathlib.Path(f) / "fail_allocation.so" for f in sys.path) if p.exists()), None)

pytestmark = [
    pytest.mark.skipif(sanitizers.IS_ON, reason="the sanitizers' allocator stands in front of the C library"),
    pytest.mark.skipif(HOOK is None, reason="fail_allocation.so is not on the path"),
]

PROGRAMS = {
    "arrays in a tuple": ("def f(a, b):\n    c = a + b\n    return c, np.sqrt(c), c[1:]", "(np.ones(10), np.ones(10))"),
    "large array": ("def f(n):\n    return np.zeros(n) + 1.0", "(10**6,)"),
    "list argument and growth": (
        "def f(x):\n    out = [x[0]]\n    for k in range(50):\n        out.append(k)\n    return out", "([1, 2],)"),
    "list of lists of arrays": (
        "def f(n):\n    return [[np.ones(3) * k for k in range(4)] for j in range(n)], (1, 2.5, 'a')", "(3,)"),
    "list argument of arrays": ("def f(x):\n    return x[0] + x[1]", "([np.ones(3), np.ones(3)],)"),
    "sorting": ("def f(a):\n    return np.sort(a), np.unique(a), np.argsort(a)", "(np.arange(100.0)[::-1],)"),
    "linear algebra": ("def f(a):\n    return np.linalg.inv(a) @ a", "(np.eye(5),)"),
    "raise": ("def f(a):\n    b = a * 2\n    raise ValueError('no', b[0], len(b))", "(np.ones(100),)"),
    "error of an index": ("def f(a, i):\n    b = a + 1\n    return b[i]", "(np.ones(3), 7)"),
    "recursion": ("def f(n):\n    a = np.ones(4) * n\n    return a if n == 0 else g(n - 1) + a\ng = jit(f)", "(5,)"),
    "many arguments": ("def f(*x):\n    return x[0] + x[39]", "tuple(range(40))"),
    "keywords and defaults": ("def f(x, y=1, *, z=2.0):\n    return x + y + z", "(1,)"),
    "records": ("def f(a):\n    return a[0], a[1:]['x'] * 2", "(np.zeros(3, [('x', float), ('y', int)]),)"),
    "refused argument": ("def f(x):\n    return x", "({1: 2},)"),
    "texts and functions": ("def f(s, g, x):\n    return (s, g(x))", "('a', np.sin, 1.0)"),
}

SWEEP = """
    import ctypes, gc
    import numpy as np
    import krait
    from krait import jit

    hook = ctypes.CDLL(None)
    arm, disarm, live_blocks = hook.fail_allocation_arm, hook.fail_allocation_disarm, hook.fail_allocation_live_blocks
    arm.argtypes = (ctypes.c_int64, ctypes.c_int64)
    disarm.restype = live_blocks.restype = ctypes.c_int64

    exec({source!r})
    f = jit(f)
    arguments = {arguments}

    def outcome():
        try:
            return "value", repr(f(*arguments))
        except Exception as error:
            return type(error).__name__, str(error)

    expected = outcome()
    outcome()

    def attempt(n, count):
        '''One call whose nth allocation, and count - 1 more, give nothing: what it raises, and how many it made.'''
        raised = None
        try:
            arm(n, count)
            f(*arguments)
        except BaseException as error:
            raised = type(error)
        return raised, disarm()

    def sweep(count):
        '''Every n until the call makes no nth allocation; how many gave MemoryError.'''
        failures, n = 0, 1
        while True:
            raised, made = attempt(n, count)
            failures += raised is MemoryError
            assert raised in (None, MemoryError) or raised.__name__ == expected[0], (n, raised)
            if made < n:
                return failures
            n += 1
            assert n < 5000

    def both():
        return sweep(1) + sweep(10**9)

    failures = both()
    assert failures > 0
    both(), gc.collect()
    before = live_blocks()
    both(), gc.collect()
    grown = live_blocks() - before
    assert outcome() == expected, (outcome(), expected)
    assert grown < 4, f"{{grown}} blocks are lost in about {{failures}} failures"
"""


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_allocation_fails_once(name):
    source, arguments = PROGRAMS[name]
    program = textwrap.dedent(SWEEP).format(source=source, arguments=arguments)
    environment = os.environ | {"LD_PRELOAD": str(HOOK), "PYTHONMALLOC": "malloc"}
    command = [sys.executable, "-X", "faulthandler", "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
