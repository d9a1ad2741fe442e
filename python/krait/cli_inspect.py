"""`krait inspect`: one stage of one function as text."""

import dis
import io

from krait.cli_target import load_function, read_types

STAGES = {
    "bytecode": "CPython's bytecode (needs no --types)",
    "ir": "SSA form of the bytecode, then with loops and branches recovered (needs no --types)",
    "typed": "the same after type inference, under its source lines",
    "llvm": "LLVM IR as generated",
    "llvm-opt": "LLVM IR after optimisation",
    "asm": "machine code as assembly",
    "cfg": "control flow of the optimised code, in Graphviz' language",
}
_NAMES = {"typed": "types"}


def run(arguments):
    """Print the stage; 0."""
    dispatcher = load_function(arguments.target)
    print(_text(dispatcher, arguments).rstrip())
    return 0


def _text(dispatcher, arguments):
    from krait._inspect import stage_text

    if arguments.emit == "bytecode":
        return bytecode_text(dispatcher.py_func)
    notations = () if arguments.emit == "ir" else read_types(dispatcher, arguments.types)
    return stage_text(dispatcher, notations, _NAMES.get(arguments.emit, arguments.emit), arguments.cpu)


def bytecode_text(function):
    """The bytecode of a function, as the module dis shows it."""
    text = io.StringIO()
    dis.dis(function, file=text)
    return text.getvalue()
