"""The include rules hold in this tree, and the checker sees it when they do not."""

import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
CHECKER = ROOT / "test" / "tools" / "check_includes.py"


def run_checker(root):
    return subprocess.run([sys.executable, CHECKER, root], capture_output=True, text=True)


def write(root, path, line):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"// A file.\n{line}\n")


def test_this_tree_keeps_the_rules():
    result = run_checker(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    "path, line",
    [
        ("frontend/support/ids.h", '#include "frontend/ir/function.h"'),
        ("frontend/bytecode/decode.cpp", "#include <Python.h>"),
        ("typeinfer/infer.cpp", '#include "frontend/bytecode/code_object.h"'),
        ("typeinfer/infer.cpp", '#include "llvm/IR/Module.h"'),
        ("codegen/lower/lower_add.cpp", '#include "typeinfer/infer.h"'),
        ("codegen/passes/fuse.cpp", "#include <llvm/IR/Module.h>"),
        ("runtime/arrays.cpp", "#include <omp.h>"),
        ("python/dispatch/call.cpp", '#include "codegen/driver/driver.h"'),
        ("frontend/ir/print.cpp", '#include "print.h"'),
        ("frontend/ir/print.cpp", '  #  include   "runtime/abi.h"'),
    ],
)
def test_a_violation_is_reported_with_its_line(tmp_path, path, line):
    write(tmp_path, path, line)
    result = run_checker(tmp_path)
    assert result.returncode == 1
    assert result.stdout.startswith(f"{path}:2: ")


@pytest.mark.parametrize(
    "path, line",
    [
        ("frontend/ir/print.cpp", '#include "frontend/support/ids.h"'),
        ("codegen/lower/lower_add.cpp", '#include "typeinfer/functions.def"'),
        ("codegen/lower/lower_add.cpp", '#include "llvm/IR/IRBuilder.h"'),
        ("runtime/parallel.cpp", "#include <omp.h>"),
        ("python/compiler/module.cpp", "#include <pybind11/pybind11.h>"),
    ],
)
def test_an_allowed_include_passes(tmp_path, path, line):
    write(tmp_path, path, line)
    result = run_checker(tmp_path)
    assert result.returncode == 0, result.stdout
