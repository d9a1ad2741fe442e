"""Krait in the place of NumExpr, for libraries that import it by its name."""

import importlib
import sys

SUBMODULES = ("expressions", "interpreter", "necompiler", "utils", "version")


def install():
    """Make `import numexpr`, and its submodules, mean krait.numexpr in this process. Call it before the library is imported.

    Raises RuntimeError where NumExpr itself was imported already: who has it would go on using it.
    """
    package = importlib.import_module("krait.numexpr")
    if sys.modules.get("numexpr", package) is not package:
        raise RuntimeError("numexpr is imported already: call krait.numexpr.install() before what imports it")
    sys.modules["numexpr"] = package
    for name in SUBMODULES:
        sys.modules[f"numexpr.{name}"] = importlib.import_module(f"krait.numexpr.{name}")
