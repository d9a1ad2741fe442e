#!/usr/bin/env python3
"""Holds the include rules of the project: which folder may include which, and who may see which library.

The two tables below are the rules. Every violation is printed as FILE:LINE: REASON; the exit status is 1
if there is one.

    check_includes.py [ROOT]
"""

import pathlib
import re
import sys

# Folder -> what its files may include besides the folder itself: folders, or single files of a folder.
# A file belongs to the longest folder here that contains it.
RUNTIME_INTERFACE = ("runtime/abi.h", "runtime/list_abi.h", "runtime/parallel_abi.h", "runtime/errors.def", "runtime/symbols.def", "runtime/vector_math/functions.def")
FRONTEND = ("frontend/support", "frontend/ir", "frontend/bytecode", "frontend/expr", "frontend/passes")
MAY_INCLUDE = {
    "frontend/support": (),
    "frontend/ir": ("frontend/support",),
    "frontend/bytecode": ("frontend/ir", "frontend/support"),
    "frontend/expr": ("frontend/ir", "frontend/support"),
    "frontend/passes": ("frontend/ir", "frontend/support"),
    "typeinfer": ("frontend/ir", "frontend/support"),
    "codegen": ("frontend/support",),  # files directly in codegen/: the precompiled header
    "codegen/nests": ("frontend/ir", "frontend/support", "typeinfer/functions.def", "typeinfer/function_table.h"),
    "codegen/passes": (
        "codegen/nests", "frontend/ir", "frontend/support", "typeinfer/functions.def", "typeinfer/function_table.h"),
    "codegen/lower": (
        "codegen/nests", "frontend/ir", "frontend/support", "typeinfer/functions.def", "typeinfer/attributes.def",
        "typeinfer/function_table.h", "codegen/module_facts.h", "codegen/passes/varying_values.h", "codegen/passes/lane_memory.h", "codegen/passes/carried_chain.h", "codegen/passes/lane_operations.h",
        *RUNTIME_INTERFACE),
    "codegen/cache": (),
    "codegen/jit": ("frontend/support", "codegen/cache", "codegen/module_facts.h", *RUNTIME_INTERFACE),
    "codegen/driver": (
        *FRONTEND, "typeinfer", "codegen/passes", "codegen/lower", "codegen/jit", *RUNTIME_INTERFACE),
    "runtime": (),
    "python": ("python", *FRONTEND, "codegen/driver", "runtime"),
    "python/dispatch": ("python", "codegen/cache", "frontend/support", "runtime"),
    "python/cache": ("python", "codegen/cache", "runtime"),
    "python/expressions": ("python", "codegen/cache", "frontend/expr", "frontend/support", "runtime"),
    "python/compiler": (
        "python", *FRONTEND, "typeinfer/signature.h", "typeinfer/function_table.h", "codegen/driver", "codegen/jit/engine.h", "codegen/cache/entry.h", *RUNTIME_INTERFACE),
    "test": (*FRONTEND, "typeinfer", "codegen", "runtime", "test"),
    "bench": ("bench", "runtime"),
}

# Start of a library's header name -> the only folders or files that may include it.
LIBRARY_USERS = {
    "Python.h": ("python",),
    "internal/": ("python/dispatch/signals.cpp", "python/expressions/frame_variables.cpp"),
    "numpy/": ("python",),
    "pybind11/": ("python/compiler",),
    "llvm/": ("codegen/llvm_pch.h", "codegen/lower", "codegen/jit", "codegen/driver", "test/unit"),
    "llvm-c/": ("codegen/cache/digest.h",),
    "omp.h": ("runtime/parallel.cpp",),
    "gtest/": ("test/unit",),
    "gmock/": ("test/unit",),
}

SUFFIXES = {".cpp", ".h", ".def", ".S", ".c", ".inc"}
TOP_FOLDERS = sorted({folder.split("/")[0] for folder in MAY_INCLUDE})
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def is_within(path, folder_or_file):
    """Whether path is that file or lies in that folder; both are written from the root, with slashes."""
    return path == folder_or_file or path.startswith(folder_or_file + "/")


def owner(path):
    """The folder of MAY_INCLUDE that a file belongs to."""
    return max((folder for folder in MAY_INCLUDE if is_within(path, folder)), key=len)


def library_violation(file, header):
    """Why a file may not include this header of a library, or None if it may."""
    for prefix, users in LIBRARY_USERS.items():
        if header.startswith(prefix) and not any(is_within(file, user) for user in users):
            return f"only {', '.join(users) or 'nobody'} may include <{header}>"
    return None


def folder_violation(file, header):
    """Why a file may not include this header of the project, or None if it may."""
    home = owner(file)
    if header.split("/")[0] not in TOP_FOLDERS or "/" not in header:
        return f'"{header}" is not written from the root of the repository'
    if owner(header) == home or any(is_within(header, allowed) for allowed in MAY_INCLUDE[home]):
        return None
    return f'{home} may not include "{header}"'


def violation(file, bracket, header):
    """Why this include line breaks a rule, or None. LLVM's headers are recognised in either spelling."""
    if any(header.startswith(prefix) for prefix in LIBRARY_USERS):
        return library_violation(file, header)
    return folder_violation(file, header) if bracket == '"' else None


def check_file(root, path):
    """Yields FILE:LINE: REASON for every include line of one file that breaks a rule."""
    file = path.relative_to(root).as_posix()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        match = INCLUDE.match(line)
        reason = match and violation(file, *match.groups())
        if reason:
            yield f"{file}:{number}: {reason}"


def check_tree(root):
    """All violations under root, in a fixed order."""
    files = [path for top in TOP_FOLDERS for path in sorted((root / top).rglob("*")) if path.suffix in SUFFIXES]
    return [line for path in files for line in check_file(root, path)], len(files)


def main(arguments):
    root = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).parents[2])
    violations, count = check_tree(root)
    print("\n".join(violations) if violations else f"include rules hold in {count} files")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
