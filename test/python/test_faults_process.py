"""Faults around a call: forks, signals, many threads, the end of the interpreter, deep recursion, functions that go."""

import pytest
import sanitizers
from test_semantics_process import run

MAKE = """
    import gc, os, signal, sys, threading, time
    import numpy as np
    import krait
    from krait import prange

    def make(k):
        namespace = {}
        exec(f"def f(x, n):\\n    for i in range(n):\\n        x = x * {k} + i\\n    return x", namespace)
        return krait.jit(namespace["f"])

    @krait.jit(parallel=True)
    def fill(a, n):
        for i in prange(len(a)):
            for k in range(n):
                a[i] += 1.0
        return a.sum()

    def right(f, *arguments):
        return f(*arguments) == f.py_func(*arguments)

    def in_child(work):
        "Whether work() gives only true values in a forked process, within 30 seconds."
        child = os.fork()
        if child == 0:
            signal.alarm(30)
            try:
                os._exit(0 if all(work()) else 1)
            finally:
                os._exit(2)
        return os.waitpid(child, 0)[1] == 0
"""

FORKS = {
    "before anything is compiled": """
    assert in_child(lambda: [right(make(3), 1.0, 5)])
    """,
    "after": """
    f = make(4)
    f(1.0, 5)
    assert in_child(lambda: [right(f, 1.0, 5), right(f, 1, 5), right(make(5), 1.0, 5)])
    """,
    "after a parallel loop": """
    krait.set_num_threads(3)
    assert fill(np.zeros(10), 3) == 30
    assert in_child(lambda: [fill(np.zeros(10), 3) == 30])
    assert fill(np.zeros(10), 3) == 30
    """,
    "while a thread compiles": """
    f, stop = make(4), threading.Event()
    f(1.0, 5)
    def compile_on():
        k = 10
        while not stop.is_set():
            assert right(make(k), 1.0, 3)
            k += 1
    thread = threading.Thread(target=compile_on)
    thread.start()
    try:
        for k in range(5):
            assert in_child(lambda: [right(f, 1.0, 5), right(f, 2, 3), right(make(7), 1.0, 5)])
    finally:
        stop.set()
        thread.join()
    """,
    "while a parallel loop runs": """
    krait.set_num_threads(3)
    fill(np.zeros(10), 3)
    thread = threading.Thread(target=fill, args=(np.zeros(64), 10**5))
    thread.start()
    for k in range(3):
        assert in_child(lambda: [fill(np.zeros(10), 3) == 30, right(make(9), 1.0, 2)])
    thread.join()
    """,
}


@pytest.mark.parametrize("state", FORKS)
def test_fork(state):
    run(MAKE + FORKS[state], timeout=120)


POOL = """
import sys
import multiprocessing
import numpy as np
import krait

@krait.jit
def f(x):
    return x * 2 + 1

@krait.jit(parallel=True)
def total(a):
    s = 0.0
    for i in krait.prange(len(a)):
        s += a[i]
    return s

def work(k):
    return f(k), f(k + 0.5), total(np.ones(1000 + k))

if __name__ == "__main__":
    if sys.argv[2] == "compiled":
        work(1)
    with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
        assert pool.map(work, range(9)) == [(2 * k + 1, 2 * k + 2.0, 1000.0 + k) for k in range(9)]
        assert pool.map(f, range(9)) == [2 * k + 1 for k in range(9)]
"""


@pytest.mark.parametrize("state", ["fresh", "compiled"])
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing(method, state, tmp_path):
    program = tmp_path / "program.py"
    program.write_text(POOL)
    run(f"""
    import subprocess, sys
    sys.exit(subprocess.run([sys.executable, {str(program)!r}, {method!r}, {state!r}], timeout=80).returncode)
    """, timeout=100)


def test_signals_while_compiling():
    """KeyboardInterrupt comes out wherever it strikes, and the next call finds everything in order."""
    run(MAKE + """
    def interrupt(number, frame):
        raise KeyboardInterrupt
    signal.signal(signal.SIGALRM, interrupt)
    interrupted = 0
    for k in range(60):
        f = make(k)
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.0002 * (k + 1))
            f(1.0, 3)
        except KeyboardInterrupt:
            interrupted += 1
        finally:
            try:
                signal.setitimer(signal.ITIMER_REAL, 0)
            except KeyboardInterrupt:
                pass
        assert right(f, 1.0, 3)
        assert len(f.signatures) == 1
    assert interrupted > 0
    """)


def test_sixteen_threads():
    """All compile and call the same functions and functions of their own, drop them, and start parallel loops."""
    run(MAKE + """
    shared, wrong = [make(k) for k in range(6)], []
    start = threading.Barrier(16)
    def work(seed):
        try:
            start.wait()
            krait.set_num_threads(2)
            for round in range(4):
                for f in shared:
                    for argument in (1.5, 2, 1j, np.float32(2)):
                        assert right(f, argument, 4)
                assert right(make(100 * seed + round), 2.0, 5)
                assert fill(np.zeros(8), 5) == 40
        except BaseException as error:
            wrong.append(repr(error))
    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(16)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert not wrong, wrong
    assert all(len(f.signatures) == 4 for f in shared)
    """, timeout=120)


DAEMONS = {
    "a loop": "spin(10**15)",
    "a loop of calls": "[spin(10) for _ in iter(int, 1)]",
    "arrays": "arrays(10**12)",
    "a parallel loop": "fill(np.zeros(64), 10**13)",
    "compiling": "[make(k)(1.0, 3) for k in range(10**9)]",
}


@pytest.mark.parametrize("what", DAEMONS)
def test_end_of_the_interpreter(what):
    """Daemon threads are in compiled code, or compiling, when the main thread ends: so does the process, with its own status."""
    program = MAKE + f"""
    @krait.jit
    def spin(n):
        x = 1.0
        for i in range(n):
            x = x * 1.0000001 + 1e-9
        return x

    @krait.jit
    def arrays(n):
        t = 0.0
        for i in range(n):
            t += (np.ones(100) * i).sum()
        return t

    spin(10), arrays(2), fill(np.ones(4), 1)
    for _ in range(3):
        threading.Thread(target=lambda: {DAEMONS[what]}, daemon=True).start()
    time.sleep(0.2)
    print("the end")
    """
    assert run(program) == "the end\n"


@pytest.mark.skipif(sanitizers.IS_ON, reason="frames are larger under a sanitizer than small stacks are")
def test_recursion_on_small_stacks():
    """RecursionError on stacks of 32 KiB to 64 MiB, and work, compiling too, goes on in the thread."""
    run(MAKE + """
    @krait.jit
    def down(n):
        if n == 0:
            return 0
        return down(n - 1) + 1

    assert down(1000) == 1000
    for size in (32 << 10, 64 << 10, 256 << 10, 1 << 20, 64 << 20):
        threading.stack_size(size)
        seen = []
        def work():
            try:
                down(10**9)
            except RecursionError as error:
                seen.append(str(error))
            seen.append(down(10))
            seen.append(right(make(size), 2.0, 3))
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        assert seen == ["maximum recursion depth exceeded", 10, True], (size, seen)
    """)


def test_recursion_that_raises_leaves_no_memory_behind():
    """Arrays of a million frames are freed when the last one finds no room."""
    run(MAKE + """
    @krait.jit
    def down(n):
        a = np.ones(64) * n
        return down(n + 1) + a[0]

    def resident():
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * 4096

    def fall():
        try:
            down(0)
        except RecursionError:
            return True

    assert all(fall() for _ in range(5))
    before = resident()
    assert all(fall() for _ in range(20))
    assert resident() - before < 4_000_000, resident() - before
    """)


def test_function_goes_while_it_runs():
    """Deleted, or dropped as stale, in the middle of a call: the call ends as it would have."""
    run(MAKE + """
    namespace = {"STEP": 1.0}
    exec("def f(n):\\n    x = 0.0\\n    for i in range(n):\\n        x += STEP\\n    return x", namespace)
    f = krait.jit(namespace.pop("f"))
    f(10)
    results = []
    thread = threading.Thread(target=lambda g: results.append(g(200_000_000)), args=(f,))
    thread.start()
    time.sleep(0.02)
    namespace["STEP"] = 2.0
    assert f(10) == 20.0  # what runs is stale now
    del f, namespace
    gc.collect()
    thread.join()
    assert results == [200_000_000.0]
    """)


def test_sub_interpreters_are_refused():
    run(MAKE + """
    import _xxsubinterpreters as interpreters
    assert right(make(2), 1.0, 3)
    other = interpreters.create()
    try:
        interpreters.run_string(other, f"import sys; sys.path[:] = {sys.path!r}; import krait")
    except interpreters.RunFailedError as error:
        assert "main interpreter only" in str(error), error
    else:
        raise SystemExit("not refused")
    interpreters.destroy(other)
    assert right(make(3), 1.0, 3)
    """)
