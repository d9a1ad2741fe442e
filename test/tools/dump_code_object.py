"""Compile Python source from standard input and print its code objects for the C++ unit tests.

Printed are the code objects of all functions, outer before inner, in the order of the source. One field a line, a
name and its tokens separated by spaces. Text is hexadecimal UTF-8 after an `x`, so that no token holds a space.
The reader is test/unit/bytecode/python_code.cpp.

With --opcodes: the opcodes of this Python instead, one a line: number, name, inline cache entries.
"""

import opcode
import struct
import sys
from types import CodeType


def text(value):
    return "x" + value.encode().hex()


def bits(value):
    return struct.pack(">d", value).hex()


def constant(value, handles):
    """The tokens of a constant: a letter for its kind, then its value; tuples hold constants."""
    if isinstance(value, CodeType):
        return f"K {handles[value]} {text(value.co_qualname)}"
    if isinstance(value, tuple):
        return " ".join(["T", str(len(value)), *(constant(item, handles) for item in value)])
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**63:
        return f"U {text(str(value))}"
    letters = {
        type(None): lambda _: "N",
        type(...): lambda _: "E",
        bool: lambda v: f"B {int(v)}",
        int: lambda v: f"I {v}",
        float: lambda v: f"D {bits(v)}",
        complex: lambda v: f"C {bits(v.real)} {bits(v.imag)}",
        str: lambda v: f"S {text(v)}",
    }
    if type(value) not in letters:
        return f"U {text('a ' + type(value).__name__)}"
    return letters[type(value)](value)


def positions(code):
    return [[field or 0 for field in entry] for entry in code.co_positions()]


def dump(code, handle, handles):
    print("function")
    print("version", *sys.version_info[:2])
    print("name", text(code.co_qualname))
    print("file", text(code.co_filename))
    print("first_line", code.co_firstlineno)
    print("handle", handle)
    print("counts", code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount)
    print("flags", code.co_flags)
    print("stack_size", code.co_stacksize)
    print("code", "x" + code.co_code.hex())
    print("exception_table", "x" + code.co_exceptiontable.hex())
    flat = [str(number) for entry in positions(code) for number in entry]
    print("positions", len(flat) // 4, *flat)
    print("constants", len(code.co_consts), *(constant(value, handles) for value in code.co_consts))
    for field in ("names", "varnames", "cellvars", "freevars"):
        values = getattr(code, "co_" + field)
        print(field, len(values), *(text(value) for value in values))


def nested(code):
    for value in code.co_consts:
        if isinstance(value, CodeType):
            yield value
            yield from nested(value)


def dump_opcodes():
    for name, number in opcode.opmap.items():
        print(number, name, opcode._inline_cache_entries[number])


def dump_functions():
    module = compile(sys.stdin.read(), "test.py", "exec")
    functions = list(nested(module))
    handles = {code: handle for handle, code in enumerate(functions, start=1)}
    for code in functions:
        dump(code, handles[code], handles)


dump_opcodes() if "--opcodes" in sys.argv else dump_functions()
