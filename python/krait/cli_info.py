"""`krait info`: what is installed here, what code is compiled for, and what can be set."""

import os
import platform

ENVIRONMENT = {
    "KRAIT_DISABLE_JIT": "1: @jit returns the Python function as it is",
    "KRAIT_NUM_THREADS": "threads of parallel loops, 1 to 4096; not set: OMP_NUM_THREADS, or one for each CPU",
    "KRAIT_VECTOR_WIDTH": "bits of a vector, 0: as the CPU has them; 128: loops do not run in lanes",
    "KRAIT_CACHE_DIR": "folder of the cache of machine code; not set: krait/ in XDG_CACHE_HOME or ~/.cache",
    "KRAIT_CACHE_SIZE": "megabytes that it may take, 512 where it is not set; 0: no cache on disk",
    "KRAIT_CPU_NAME": "baseline, avx2 or avx512: the level of processors to keep to; not set: this processor",
    "KRAIT_COMPILE_BUILT": "1: compile what a module that was built ahead of time lacks",
    "KRAIT_PERF": "any value: name jitted functions to perf, in /tmp/perf-<pid>.map",
}


def run(arguments):
    """Print a table; 0."""
    if arguments.functions:
        from krait.cli_functions import print_functions

        return print_functions(arguments.markdown)
    for name, value in rows():
        print(f"{name:<18} {value}")
    print("\nenvironment variables")
    for name, meaning in ENVIRONMENT.items():
        print(f"  {name:<18} {os.environ.get(name, 'not set')}  ({meaning})")
    return 0


def rows():
    """Pairs of name and value."""
    import krait
    from krait import _compiler
    from krait.cli_cache import describe

    target = _compiler.target()
    return [
        ("krait", krait.__version__),
        ("package", os.path.dirname(krait.__file__)),
        ("Python", f"{platform.python_version()} ({platform.python_implementation()})"),
        ("NumPy", _numpy_version()),
        ("BLAS", _blas()),
        ("LLVM", f"{target['llvm']} (inside krait)"),
        ("CPU", target["cpu"]),
        ("target", target["triple"]),
        ("vector width", f"{target['vector_bits']} bits"),
        ("threads", f"{krait.get_num_threads()} in parallel loops ({len(os.sched_getaffinity(0))} CPUs are available)"),
        ("cache", describe()),
    ]


def _numpy_version():
    try:
        import numpy
    except ImportError:
        return "not installed"
    return numpy.__version__


def _blas():
    """The BLAS and LAPACK that NumPy was built with, which compiled code uses through it."""
    try:
        from numpy import show_config
    except ImportError:
        return "none (NumPy is not installed)"
    blas = show_config(mode="dicts").get("Build Dependencies", {}).get("blas", {})
    return f"{blas.get('name', 'unknown')} {blas.get('version', '')}".strip() + " (NumPy's)"
