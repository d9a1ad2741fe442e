"""lit: tests that feed text to krait-opt and check its output with FileCheck.

A test is a .kir (IR text) or .test file under one of FOLDERS with RUN lines. `--param build=DIR` names
the build folder to test (build/release by default). `%krait` is the command line of the package built there.
"""

import os
import shutil
import sys

import lit.formats

FOLDERS = ("ir", "frontend", "infer", "codegen")
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LLVM_TOOLS = "/usr/lib/llvm-19/bin"


def require_tool(name, folder):
    """Path of a program the tests call; a missing one ends the run instead of failing every test."""
    path = shutil.which(name, path=folder) or shutil.which(name + "-19")
    if path is None:
        lit_config.fatal(f"{name} was not found in {folder}")
    return path


build = os.path.abspath(lit_config.params.get("build", os.path.join(ROOT, "build", "release")))

config.name = "krait"
# A sanitizer's run-time library, for a Python that is not instrumented (run_all.sh).
preload = lit_config.params.get("preload", "")
if preload:
    preload = f"LD_PRELOAD='{preload}' ASAN_OPTIONS=detect_leaks=0 "
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".kir", ".test"]
config.excludes = [name for name in os.listdir(os.path.join(ROOT, "test")) if name not in FOLDERS]
config.excludes += ["Inputs"]
config.test_source_root = os.path.join(ROOT, "test")
config.test_exec_root = os.path.join(build, "test")

# A name is replaced only where it stands as a command, not inside a path. `not` is lit's own.
config.substitutions = [
    (r"(?<![\w/.-])krait-opt\b", require_tool("krait-opt", build)),
    (r"%krait\b", f"env {preload}PYTHONPATH={build}/python {sys.executable} -m krait"),
    (r"(?<![\w/.-])FileCheck\b", require_tool("FileCheck", LLVM_TOOLS) + " --dump-input-context=8"),
]
