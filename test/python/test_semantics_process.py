"""What can only be seen from around a call: Ctrl-C, threads, and memory of compiled code. Each runs in its own process."""

import subprocess
import sys
import textwrap

import pytest
import sanitizers


def run(program, timeout=60):
    """Run a program in a fresh interpreter; its output, or a failure with what it printed."""
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=timeout)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


INTERRUPTED = """
    import signal, time
    import numpy as np
    import krait

    @krait.jit
    def f(a, n):
    {body}

    f(np.zeros(4), 0)
    asked = [0.0]

    def interrupt(number, frame):
        raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, interrupt)
    a = np.zeros(4)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    start = time.perf_counter()
    try:
        f(a, 10**15)
    except KeyboardInterrupt:
        late = time.perf_counter() - start - 0.2
        assert late < 0.1, late
        assert a[0] == a[1], a
        print("interrupted")
    assert f(a, 0) is None
"""

LOOPS = {
    "while true": """
        while n > 0:
            a[0] += 1
            a[1] += 1
    """,
    "long for": """
        for i in range(n):
            a[0] += 1
            a[1] += 1
    """,
    "scalar for": """
        total = 0.0
        for i in range(n):
            total += 1.0 / (i + 1)
        a[2] = total
    """,
    "nested": """
        for i in range(n):
            for j in range(1000):
                a[0] += 1
                a[1] += 1
    """,
    "in lanes": """
        for i in range(len(a)):
            x = a[i] + 1.0
            while x > 0.5 and n > 0:
                x = x * 0.5 + 1.0
            a[i] = x
    """,
    "long inner": """
        for i in range(2 if n > 0 else 0):
            for j in range(n):
                a[0] += 1
                a[1] += 1
    """,
}


@pytest.mark.parametrize("loop", LOOPS)
def test_ctrl_c(loop):
    """Ctrl-C raises KeyboardInterrupt within 100 ms, between two iterations."""
    body = textwrap.indent(textwrap.dedent(LOOPS[loop]).strip(), " " * 8)
    program = textwrap.dedent(INTERRUPTED).replace("{body}", textwrap.indent(textwrap.dedent(body), "    "))
    assert run(program).strip() == "interrupted"


def test_ctrl_c_from_another_thread_as_a_signal():
    """SIGINT as a terminal sends it."""
    program = """
        import os, signal, threading, time
        import krait

        @krait.jit
        def spin(n):
            k = 0
            while k < n:
                k += 1
                if k > 1000:
                    k = 0
            return k

        spin(3)
        threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        start = time.perf_counter()
        try:
            spin(10**6)
        except KeyboardInterrupt:
            assert time.perf_counter() - start < 0.35, time.perf_counter() - start
            print("interrupted")
    """
    assert run(program).strip() == "interrupted"


@sanitizers.measures_memory
def test_memory_of_dropped_functions():
    """100 functions compiled and dropped: resident memory returns to within 2 MB of where it was."""
    program = """
        import gc
        import krait

        def make(k):
            namespace = {}
            exec(f"def f(x, n):\\n    for i in range(n):\\n        x = x * {k} + i\\n    return x", namespace)
            return krait.jit(cache=False)(namespace["f"])

        def resident():
            gc.collect()
            with open("/proc/self/statm") as file:
                return int(file.read().split()[1]) * 4096

        def compile_and_drop(count):
            for k in range(count):
                assert make(k)(1.0, 3) is not None

        compile_and_drop(30)
        before = resident()
        compile_and_drop(100)
        grown = resident() - before
        assert grown < 2_000_000, grown
        print("ok")
    """
    assert run(program).strip() == "ok"


def test_threads_compile_and_call_at_once():
    """Several threads compile at once, the same function and different ones, and all get the right results."""
    program = """
        import threading
        import numpy as np
        import krait

        def make(k):
            namespace = {}
            exec(f"def f(a, n):\\n    t = 0\\n    for i in range(n):\\n        t = t + a[i] * {k}\\n    return t", namespace)
            return krait.jit(namespace["f"])

        shared = [make(k) for k in range(4)]
        failures = []

        def work(seed):
            a = np.arange(50.0) if seed % 2 else np.arange(50)
            try:
                for k, f in enumerate(shared):
                    for _ in range(50):
                        assert f(a, 50) == k * 1225, (k, f(a, 50))
                own = make(seed)
                assert own(a, 50) == seed * 1225
            except BaseException as error:
                failures.append(repr(error))

        threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        assert not failures, failures
        assert all(len(f.signatures) == 2 for f in shared)
        print("ok")
    """
    assert run(program).strip() == "ok"


def test_the_lock_is_free_while_a_loop_runs():
    """A call with a loop releases the interpreter's lock: another thread goes on meanwhile."""
    program = """
        import threading, time
        import krait

        @krait.jit
        def spin(n):
            x = 1.0
            for i in range(n):
                x = x * 1.0000001 + 1e-9
            return x

        spin(10)
        thread = threading.Thread(target=spin, args=(200_000_000,))
        thread.start()
        ticks = 0
        while thread.is_alive():
            ticks += 1
            time.sleep(0.001)
        assert ticks > 20, ticks
        print("ok")
    """
    assert run(program).strip() == "ok"


def test_recursion_in_a_thread():
    """RecursionError comes on every thread's own stack."""
    program = """
        import threading
        import krait

        @krait.jit
        def down(n):
            return down(n + 1) + 1

        seen = []

        def work():
            try:
                down(0)
            except RecursionError:
                seen.append(True)

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        work()
        assert len(seen) == 4
        print("ok")
    """
    assert run(program).strip() == "ok"
