"""Building packages and running them, for test_build.py and test_build_refusals.py."""

import os
import shutil
import subprocess
import sys

import pytest

import krait
from krait._dispatch import cpu_variants

SOURCE = os.path.join(os.path.dirname(__file__), "built_module.py")
LEVELS = list(cpu_variants())
RUNNABLE = [name for name, runs in cpu_variants().items() if runs]
PACKAGE_PATH = os.path.dirname(os.path.dirname(krait.__file__))

NO_COMPILER = """\
import sys

class NoCompiler:
    def find_spec(self, name, path=None, target=None):
        if name == "krait._compiler":
            raise ImportError("the compiler was asked for")

sys.meta_path.insert(0, NoCompiler())
"""


def build(*arguments, **environment):
    command = [sys.executable, "-m", "krait", "build", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)


def run(folder, code, prelude=NO_COMPILER, **environment):
    """What a fresh process prints that finds packages in the folder."""
    path = os.pathsep.join([str(folder), PACKAGE_PATH])
    command = [sys.executable, "-c", prelude + code]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": path} | environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def error_of(folder, code, name="built_module", **environment):
    """Type and text of what the code raises, statements over `m`, the module."""
    script = f"""
import numpy as np
import {name} as m
try:
    {code}
except Exception as error:
    print(type(error).__name__)
    print(error)
"""
    return run(folder, script, **environment)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with the package built for every level."""
    folder = tmp_path_factory.mktemp("built")
    done = build(SOURCE, "-o", folder, "--cpu", ",".join(LEVELS))
    assert done.returncode == 0, done.stderr
    (folder / "progress").write_text(done.stdout)
    return folder


@pytest.fixture
def copied(built, tmp_path):
    """The same, to be changed."""
    return shutil.copytree(built, tmp_path / "copy")


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """What CPython makes of the module."""
    folder = tmp_path_factory.mktemp("plain")
    shutil.copy(SOURCE, folder)
    return run(folder, "import built_module\nprint(*built_module.outcomes(), sep='\\n')", prelude="", KRAIT_DISABLE_JIT="1")
