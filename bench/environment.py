"""Where things are, and build/bench-venv: the virtual environment of the peers, which needs the network once."""

import os
import pathlib
import subprocess
import sys

FOLDER = pathlib.Path(__file__).parent
BUILD = FOLDER.parent / "build"
WORK = BUILD / "bench"
PEERS = BUILD / "bench-venv"
PEER_PYTHON = PEERS / "bin" / "python"
PACKAGES = ("numpy>=2", "numba", "numexpr", "pythran", "matplotlib")

COMPILERS = ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "KRAIT_NUM_THREADS", "NUMEXPR_NUM_THREADS")
BLAS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def variables(threads):
    """The environment of a process that may use so many threads. BLAS always has one: its rows are serial."""
    # What is measured as a first call must be one: only warm_start.py lets Krait keep code on disk.
    caches = {"KRAIT_CACHE_SIZE": "0", "NUMBA_CACHE_DIR": str(WORK / f"numba-{threads}"), "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    counts = {**dict.fromkeys(COMPILERS, str(threads)), **dict.fromkeys(BLAS, "1")}
    return {**os.environ, **caches, **counts}


def install():
    """Make the environment where it is missing. False, and a word, where that cannot be done."""
    WORK.mkdir(parents=True, exist_ok=True)
    check = [PEER_PYTHON, "-c", "import numba, numexpr, pythran, matplotlib"]
    if PEER_PYTHON.exists() and subprocess.run(check, capture_output=True).returncode == 0:
        return True
    print(f"bench: installing {', '.join(PACKAGES)} from PyPI into build/bench-venv", file=sys.stderr)
    try:
        subprocess.run([sys.executable, "-m", "venv", PEERS], check=True)
        subprocess.run([PEER_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", *PACKAGES], check=True)
    except subprocess.CalledProcessError as error:
        print(f"bench: no peers to compare with: {error}", file=sys.stderr)
        return False
    return True


def versions():
    """Versions of the peers, by package."""
    code = "import importlib.metadata as m; print(*(m.version(n) for n in ('numpy', 'numba', 'numexpr', 'pythran')))"
    output = subprocess.run([PEER_PYTHON, "-c", code], check=True, capture_output=True, text=True).stdout
    return dict(zip(("NumPy", "Numba", "NumExpr", "Pythran"), output.split()))
