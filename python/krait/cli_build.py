"""`krait build`: a module, compiled ahead of time into a package that runs without the compiler."""

import keyword
import os
import sys
import tempfile

from krait._build import build_functions, declared_functions, import_declaring, read_levels
from krait._package import Package, install
from krait.cli_target import UsageError, stem_of


def run(arguments):
    """Build the package; 0. Compile errors are raised, and then nothing is written."""
    path = os.path.abspath(arguments.module)
    if not os.path.isfile(path) or not path.endswith(".py"):
        raise UsageError(f"there is no Python file {arguments.module}")
    name = _checked_name(arguments.name or stem_of(path))
    cpus = read_levels(arguments.cpu)
    module = import_declaring(path, name)
    functions = declared_functions(module)
    if not functions:
        raise UsageError(f"{arguments.module} has no function that declares a signature: @krait.jit(\"float64(float64[:])\")")
    package = Package(name, arguments.version or _version(module), path, cpus, arguments.standalone)
    os.makedirs(arguments.output, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".krait-build-", dir=arguments.output) as folder:
        code = package.make_code_folder(folder)
        package.finish(folder, build_functions(functions, cpus, code + os.sep))
        install(package, folder, arguments.output)
    print(f"krait build: {os.path.join(arguments.output, name)} is ready; pip wheel {arguments.output} makes a wheel of it")
    return 0


def _checked_name(name):
    if not name.isidentifier() or keyword.iskeyword(name):
        raise UsageError(f"{name!r} is no name of a package; --name gives another one")
    if name in sys.modules or name in sys.stdlib_module_names:
        raise UsageError(f"there is a module {name} in use already; --name gives the package another name")
    return name


def _version(module):
    version = getattr(module, "__version__", None)
    return version if isinstance(version, str) else "0.1.0"
