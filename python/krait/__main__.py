"""The command line: ``krait`` or ``python -m krait``.

Exit status: 0, 1 when the function does not compile, 2 when the command line asks for something that is not there.
"""

import argparse
import sys

_TYPES_HELP = 'types of the arguments as in a signature: "float64[::1], int64"'
_TARGET_HELP = "a file and a function in it, decorated with @jit or not; the file is imported, not run as a script"


def main(arguments=None):
    """Run one command; the exit status."""
    from krait.cli_target import UsageError
    from krait.errors import CompileError, InternalError

    parsed = _parser().parse_args(arguments)
    try:
        return parsed.run(parsed)
    except UsageError as error:
        return _fail(f"error: {error}", 2)
    except CompileError as error:
        return _fail(f"compile error: {error}", 1)
    except InternalError as error:
        return _fail(f"{error}", 1)
    except BrokenPipeError:  # the reader, head or less, has seen enough
        sys.stderr.close()
        return 0


def _fail(message, status):
    sys.stdout.flush()
    print(f"krait: {message}", file=sys.stderr)
    return status


def _parser():
    parser = argparse.ArgumentParser(
        prog="krait", description="See what krait makes of a Python function.",
        epilog="Exit status: 0; 1 when the function does not compile; 2 for a command line that can't be followed.",
    )  # fmt: skip
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_inspect(commands)
    _add_explain(commands)
    _add_build(commands)
    info = commands.add_parser("info", help="versions, CPU, threads, cache, environment variables")
    info.add_argument("--functions", action="store_true",
                      help="instead: every function, method and attribute of compiled code, with its arguments")  # fmt: skip
    info.add_argument("--markdown", action="store_true", help="with --functions: as the page docs/functions.md")
    info.set_defaults(run=_command("info"))
    _add_cache(commands)
    return parser


def _add_inspect(commands):
    from krait.cli_inspect import STAGES

    stages = "\n".join(f"  {name:<9} {what}" for name, what in STAGES.items())
    inspect = commands.add_parser(
        "inspect", help="one stage of one function as text",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Print one stage of a function on its way to machine code.", epilog=f"stages:\n{stages}",
    )  # fmt: skip
    _add_target(inspect)
    inspect.add_argument("--emit", choices=list(STAGES), default="typed", metavar="STAGE",
                         help=f"one of {', '.join(STAGES)}; default: typed")  # fmt: skip
    inspect.add_argument("--cpu", choices=("baseline", "avx2", "avx512"),
                         help="compile for this level of processors, which need not be this one's; default: this processor")  # fmt: skip
    inspect.set_defaults(run=_command("inspect"))


def _add_explain(commands):
    explain = commands.add_parser(
        "explain", help="every stage that changed a function, remarks, vectorisation, checks left",
        description="Print every stage that changed a function, what type inference remarks, which loops were "
        "vectorised or why not, and which run-time checks are left.",
    )  # fmt: skip
    _add_target(explain)
    explain.add_argument("--time", action="store_true", help="instead: how long each stage and each pass takes")
    explain.set_defaults(run=_command("explain"))


def _add_cache(commands):
    cache = commands.add_parser(
        "cache", help="the cache of machine code on disk",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Look at the cache of machine code on disk, or empty it.",
        epilog="actions:\n  info    its folder, size and limit\n  list    each entry: last use, bytes, function and types"
        "\n  clear   remove every entry\n  verify  read every entry and check it against its digest",
    )  # fmt: skip
    cache.add_argument("action", choices=["info", "list", "clear", "verify"], metavar="ACTION", help="info, list, clear or verify")
    cache.set_defaults(run=_command("cache"))


def _add_build(commands):
    build = commands.add_parser(
        "build", help="compile a module ahead of time into a package that runs without the compiler",
        description="Compile every function of a module that declares signatures, as @jit(\"float64(float64[:])\") does, and write "
        "a package that loads the machine code when it is imported: nothing is compiled there and LLVM is not loaded. "
        "`pip wheel DIR` makes a wheel of it.",
        epilog="In the package a call with types that were not built, or with a global that has changed, raises NotBuiltError. "
        "KRAIT_CPU_NAME=LEVEL keeps to one level at run time, KRAIT_COMPILE_BUILT=1 lets a krait with its compiler compile what is "
        "missing.",
    )  # fmt: skip
    build.add_argument("module", metavar="MODULE.py", help="the module; it is imported, not run as a script")
    build.add_argument("-o", "--output", metavar="DIR", required=True,
                       help="folder for the package, its pyproject.toml and setup.cfg; made where it is missing")  # fmt: skip
    build.add_argument("--cpu", metavar="LEVELS",
                       help="levels of processors to build for, with commas: baseline (any x86-64), avx2 (x86-64-v3), avx512 "
                       "(x86-64-v4); the best that runs is taken at run time. Default: the best that this processor runs")  # fmt: skip
    build.add_argument("--standalone", action="store_true",
                       help="put the part of krait that runs code into the package; else the package requires krait")  # fmt: skip
    build.add_argument("--name", metavar="NAME", help="of the package; default: the module's")
    build.add_argument("--version", metavar="VERSION", help="of the package; default: the module's __version__, or 0.1.0")
    build.set_defaults(run=_command("build"))


def _add_target(parser):
    parser.add_argument("target", metavar="FILE.py::FUNC", help=_TARGET_HELP)
    parser.add_argument("--types", metavar="TYPES", help=_TYPES_HELP)


def _command(name):
    """The run function of a command's module, which is imported when the command runs."""

    def run(parsed):
        import importlib

        return importlib.import_module(f"krait.cli_{name}").run(parsed)

    return run


if __name__ == "__main__":
    sys.exit(main())
