"""The package that `krait build` writes: the module's source, its machine code, a manifest, and what pip wants to know.

    DIR/pyproject.toml, DIR/setup.cfg
    DIR/NAME/__init__.py            the module's source as it is
    DIR/NAME/__krait__/__init__.json, *.krait

and with --standalone, where something has to find krait before the source runs:

    DIR/NAME/__init__.py            finds krait, then runs the source as this module
    DIR/NAME/MODULE.py              the module's source as it is
    DIR/NAME/_standalone/krait/     krait without its compiler
"""

import dataclasses
import glob
import json
import os
import shutil

from krait import _standalone
from krait.cli_target import UsageError

_MARK = "# Written by krait build.\n"

_PYPROJECT = '''\
[build-system]
requires = ["setuptools>=65"]
build-backend = "setuptools.build_meta"

[project]
name = "{name}"
version = "{version}"
description = "{source}, compiled ahead of time by krait"
requires-python = "=={python}.*"
dependencies = {dependencies}

[tool.setuptools]
packages = ["{name}"]
include-package-data = false

[tool.setuptools.package-data]
{name} = ["__krait__/*", "_standalone/krait/*"]
'''

# Machine code for x86-64 Linux; without an extension module setuptools would call it a package for every platform.
_SETUP = """\
[bdist_wheel]
python_tag = cp{python_tag}
plat_name = linux_x86_64
"""


@dataclasses.dataclass
class Package:
    """A package to be written."""

    name: str
    version: str
    source: str  # path
    cpus: list  # names of levels of processors
    standalone: bool  # krait goes into it

    def make_code_folder(self, root):
        """The folder for machine code in a package that is made under root."""
        code = os.path.join(root, self.name, "__krait__")
        os.makedirs(code)
        return code

    def finish(self, root, functions):
        """Write what goes with the code that is there: source, manifest, krait, the files for pip."""
        package = os.path.join(root, self.name)
        if self.standalone:
            self._write_standalone(package)
        else:
            shutil.copyfile(self.source, os.path.join(package, "__init__.py"))
        _write(os.path.join(package, "__krait__", "__init__.json"), json.dumps(self._manifest(functions), indent=1) + "\n")
        _write(os.path.join(root, "pyproject.toml"), _MARK + self._pyproject())
        _write(os.path.join(root, "setup.cfg"), _MARK + _SETUP.format(python_tag=_python().replace(".", "")))

    def _manifest(self, functions):
        from krait._dispatch import runtime_abi

        return {
            "format": 1,
            "source": os.path.basename(self.source),
            "runtime": runtime_abi(),
            "cpus": self.cpus,
            "functions": functions,
        }

    def _pyproject(self):
        import krait

        needed = ["numpy>=2"] if self.standalone else ["numpy>=2", f"krait=={krait.__version__}"]
        return _PYPROJECT.format(name=self.name, version=self.version, source=os.path.basename(self.source), python=_python(),
                                 dependencies=json.dumps(needed))  # fmt: skip

    def _write_standalone(self, package):
        source = os.path.basename(self.source)
        if source == "__init__.py":
            source = "_source.py"
        shutil.copyfile(self.source, os.path.join(package, source))
        _write(os.path.join(package, "__init__.py"), _standalone.prologue(source))
        codes = glob.glob(os.path.join(package, "__krait__", "*.krait"))
        _standalone.copy_krait(os.path.join(package, "_standalone", "krait"), _standalone.uses_threads(codes))


def install(package, made, output):
    """Move what was made into the output folder, in place of what an earlier build left there; the user's own files stay.

    Raises UsageError where a folder of that name was not written by krait build.
    """
    target = os.path.join(output, package.name)
    if os.path.lexists(target):
        if not os.path.isfile(os.path.join(target, "__krait__", "__init__.json")):
            raise UsageError(f"{target} is there and was not written by krait build")
        shutil.rmtree(target)
    os.rename(os.path.join(made, package.name), target)
    for name in ("pyproject.toml", "setup.cfg"):
        if _is_ours(os.path.join(output, name)):
            os.replace(os.path.join(made, name), os.path.join(output, name))


def _is_ours(path):
    """Whether a file may be replaced: it is not there, or krait build wrote it."""
    if not os.path.exists(path):
        return True
    with open(path, encoding="utf-8") as file:
        return file.readline() == _MARK


def _python():
    import sys

    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
