"""The part of krait that runs machine code, put into a package: krait without the compiler, the library and the command line."""

import os
import shutil

_MODULES = ("__init__", "_built", "_compile", "decorator", "errors", "options", "parallel", "types")

_PROLOGUE = '''\
"""Built ahead of time by krait {version} from {source}: the source is beside this file, the machine code in __krait__."""


def _krait_run_source():
    import importlib.util
    import os
    import sys
    from importlib.machinery import SourceFileLoader

    del globals()["_krait_run_source"]
    folder = os.path.dirname(__file__)
    if importlib.util.find_spec("krait") is None:
        sys.path.append(os.path.join(folder, "_standalone"))
    SourceFileLoader(__name__, os.path.join(folder, "{source}")).exec_module(sys.modules[__name__])


_krait_run_source()
'''


def prologue(source):
    """Text of an __init__.py that finds krait and then runs the module's source, a file beside it, as the package itself."""
    import krait

    return _PROLOGUE.format(version=krait.__version__, source=source)


def uses_threads(paths):
    """Whether code in these files starts threads: it names a function of the runtime that does."""
    for path in paths:
        with open(path, "rb") as file:
            code = file.read()
        if b"kr_parallel_for" in code or b"kr_sort_parallel" in code:
            return True
    return False


def copy_krait(folder, with_threads):
    """Copy it into a folder, which is made; with_threads: the module with OpenMP, too, and OpenMP itself."""
    import krait
    from krait import _dispatch

    here = os.path.dirname(krait.__file__)
    os.makedirs(folder)
    for name in _MODULES:
        shutil.copyfile(os.path.join(here, f"{name}.py"), os.path.join(folder, f"{name}.py"))
    shutil.copy(_dispatch.__file__, folder)
    if with_threads:
        threads = os.path.join(here, "_threads.so")
        shutil.copy(threads, folder)
        shutil.copyfile(_openmp_of(threads), os.path.join(folder, "libomp.so.5"))


def _openmp_of(module):
    """The file of the OpenMP library that the module loads."""
    import ctypes

    ctypes.CDLL(module)
    with open("/proc/self/maps", encoding="utf-8") as maps:
        for line in maps:
            path = line.rstrip().partition("/")[2]
            if os.path.basename(path).startswith("libomp.so"):
                return "/" + path
    raise FileNotFoundError("libomp.so, which krait's parallel loops run on")
