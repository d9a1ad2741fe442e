"""The kernels as Pythran modules, one per family, compiled where their text has changed.

The text is made from the kernels: the constants and functions that they use, and an export for the types of their
arguments. For two threads a loop over prange gets the OpenMP line that Pythran reads.
"""

import concurrent.futures
import hashlib
import importlib.util
import inspect
import os
import re
import subprocess
import sys

import numpy as np

import kernels
from environment import PEERS, WORK
from kernel import called_functions, used_globals

FLAGS = ("-O3", "-march=native", "-DUSE_XSIMD")
PRANGE = re.compile(r"^( *)for (\w+) in prange\(", re.MULTILINE)


def type_name(value):
    if isinstance(value, np.ndarray):
        return value.dtype.name + "[]" * value.ndim
    return type(value).__name__


def constants(source):
    """Numbers among the globals that the function uses, as assignments."""
    return [f"{name} = {value!r}" for name, value in used_globals(source).items() if isinstance(value, (int, float))]


def parts(source):
    """What the text needs for a function, callees first."""
    needed = [part for callee in called_functions(source).values() for part in parts(callee)]
    return needed + constants(source) + [inspect.getsource(source)]


def export(kernel):
    types = ", ".join(map(type_name, kernel.arguments(kernel.sizes[0])))
    return f"#pythran export {kernel.source.__name__}({types})"


def text(family):
    """The module's text; empty where Pythran is given no kernel of the family."""
    taken = [kernel for kernel in kernels.family(family) if kernel.pythran]
    lines = dict.fromkeys([*map(export, taken), "import math", "import numpy as np"])
    for kernel in taken:
        lines.update(dict.fromkeys(parts(kernel.source)))
    return PRANGE.sub(r"\1#omp parallel for\n\1for \2 in range(", "\n".join(lines)) if taken else ""


def module_name(family, threads):
    return f"pythran_{family}_{threads}"


def path(family, threads):
    """Where the compiled module lies: its name holds a digest of its text."""
    digest = hashlib.sha256(" ".join((text(family), *FLAGS)).encode()).hexdigest()[:12]
    return WORK / "pythran" / digest / f"{module_name(family, threads)}.so"


def compile(family, threads):
    """Compile the module where it is missing; what Pythran and its C++ compiler say goes to a log beside it."""
    library = path(family, threads)
    if library.exists() or not text(family):
        return
    library.parent.mkdir(parents=True, exist_ok=True)
    source, log = library.with_suffix(".py"), library.with_suffix(".log")
    source.write_text(text(family), encoding="utf-8")
    openmp = ("-fopenmp",) if threads == 2 else ()
    command = [PEERS / "bin" / "pythran", *FLAGS, *openmp, "-o", library, source]
    with log.open("w", encoding="utf-8") as output:
        if subprocess.run(command, stdout=output, stderr=output).returncode:
            print(f"bench: Pythran does not compile {family}, see {log}", file=sys.stderr)


def compile_all(tell, families):
    """The modules of these families, as many at once as there are cores."""
    parallel = {family for family in families if any(kernel.parallel for kernel in kernels.family(family))}
    wanted = [(family, 1) for family in sorted(families)] + [(family, 2) for family in sorted(parallel)]
    missing = [pair for pair in wanted if not path(*pair).exists() and text(pair[0])]
    if missing:
        tell(f"compiling {len(missing)} modules with Pythran, some seconds each; they are kept in build/bench/pythran")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda pair: compile(*pair), missing))


def load(family, threads):
    """The module. ImportError where it could not be compiled."""
    spec = importlib.util.spec_from_file_location(module_name(family, threads), path(family, threads))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

