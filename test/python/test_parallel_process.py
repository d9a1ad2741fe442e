"""Parallel loops and what is around them: Ctrl-C, fork, multiprocessing, several Python threads, the environment."""

import pytest
import sanitizers
from test_semantics_process import run

SUM = """
    import os, sys, signal, threading, time
    import numpy as np
    import krait
    from krait import prange

    @krait.jit(parallel=True)
    def total(a):
        s = 0.0
        for i in prange(len(a)):
            s += a[i]
        return s

    a = np.random.default_rng(0).random(100_001)
    krait.set_num_threads(3)
    expected = total(a)
"""


def test_fork():
    run(SUM + """
    for _ in range(5):
        child = os.fork()
        if child == 0:
            os._exit(0 if total(a) == expected else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert total(a) == expected
    """)


POOL = """
import multiprocessing, sys
import numpy as np
import krait
from krait import prange

@krait.jit(parallel=True)
def total(a):
    s = 0.0
    for i in prange(len(a)):
        s += a[i]
    return s

def work(a):
    return total(a)

if __name__ == "__main__":
    a = np.random.default_rng(0).random(100_001)
    found = [total(a)] if sys.argv[1] == "fork" else []
    with multiprocessing.get_context(sys.argv[1]).Pool(3) as pool:
        found += pool.map(work, [a] * 6)
    assert len(set(found)) == 1, found
"""


def test_multiprocessing(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(POOL)
    for method in ("fork", "spawn", "forkserver"):
        run(f"""
    import subprocess, sys
    sys.exit(subprocess.run([sys.executable, {str(program)!r}, {method!r}], timeout=60).returncode)
    """)


def test_python_threads():
    run(SUM + """
    wrong = []
    def work():
        krait.set_num_threads(2)
        for _ in range(200):
            if total(a) != expected:
                wrong.append(1)
    threads = [threading.Thread(target=work) for _ in range(6)]
    for each in threads: each.start()
    for each in threads: each.join()
    assert not wrong
    """)


@pytest.mark.skipif(sanitizers.IS_ON, reason="times a reaction")
@pytest.mark.parametrize("where", ["all", "workers"])
def test_ctrl_c(where):
    run(f"""
    import signal, time
    import numpy as np
    import krait
    from krait import prange

    @krait.jit(parallel=True)
    def f(a, n, only_last):
        for i in prange(len(a)):
            if i > 0 or not only_last:
                for k in range(n):
                    a[i] += 1.0

    krait.set_num_threads(2)
    a = np.zeros(64)
    f(a, 0, False)

    def interrupt(number, frame):
        raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, interrupt)
    for _ in range(5):
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        start = time.perf_counter()
        try:
            f(a, 10**13, {where == 'workers'})
        except KeyboardInterrupt:
            late = time.perf_counter() - start - 0.2
            assert late < 0.1, late
        else:
            raise SystemExit("not interrupted")
        a[:] = 0
        f(a, 3, False)
        assert np.all(a == 3), a
        a[:] = 0
    """)


def test_handler_that_returns():
    run(SUM + """
    seen = []
    signal.signal(signal.SIGALRM, lambda number, frame: seen.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
    end = time.perf_counter() + 0.5
    while time.perf_counter() < end:
        assert total(a) == expected
    signal.setitimer(signal.ITIMER_REAL, 0)
    assert seen
    """)


def test_environment():
    code = """
    import os, subprocess, sys
    def threads(**variables):
        clean = {k: v for k, v in os.environ.items() if k not in ("OMP_NUM_THREADS", "KRAIT_NUM_THREADS")}
        program = "import krait; print(krait.get_num_threads())"
        return subprocess.run([sys.executable, "-c", program], env=clean | variables, capture_output=True, text=True, check=True).stdout.strip()
    assert threads(OMP_NUM_THREADS="3") == "3"
    assert threads(KRAIT_NUM_THREADS="5") == "5"
    assert threads(OMP_NUM_THREADS="3", KRAIT_NUM_THREADS="5") == "5"
    assert threads(KRAIT_NUM_THREADS="nonsense") == threads()
    """
    run(code)


def test_openmp_is_loaded_late():
    run("""
    import krait
    @krait.jit
    def f(x):
        return x + 1
    f(1)
    assert "libomp" not in open("/proc/self/maps").read()
    krait.get_num_threads()
    assert "libomp" in open("/proc/self/maps").read()
    """)


def test_affinity_of_the_caller_stays():
    run(SUM + """
    assert os.sched_getaffinity(0) == os.sched_getaffinity(os.getppid())
    """)
