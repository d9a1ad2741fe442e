"""Functions that grow: each family writes a function of any size, to see how compiling grows with it.

A family says how large it gets, writes the source of a size (functions `f` and what it calls) and makes arguments.
`bench/compile_time.py` times them; `test/python/test_large_functions.py` compares their results with CPython's.
"""

import dataclasses
from collections.abc import Callable

OPERATORS = ("+", "-", "*", "+", "-")


@dataclasses.dataclass(frozen=True)
class Family:
    """`largest`: the size up to which it is to compile; `source(size)`: text; `arguments(size)`: a tuple."""

    name: str
    unit: str
    largest: int
    source: Callable
    arguments: Callable

    def function(self, size, decorate=lambda function: function):
        """The function of this size, compiled by CPython; it and what it calls go through `decorate`."""
        names = {"jit": decorate}
        exec(compile("import numpy as np\n" + self.source(size), f"<{self.name}, {size}>", "exec"), names)
        return names["f"]


FAMILIES = []


def family(name, unit, largest, *arguments):
    """Registers the function that writes the source; `arguments`: of the call, or one function of the size."""
    given = arguments[0] if arguments and callable(arguments[0]) else lambda size: arguments

    def register(source):
        FAMILIES.append(Family(name, unit, largest, source, given))
        return source

    return register


def _function(parameters, lines, result):
    body = "\n".join("    " + line for line in [*lines, f"return {result}"])
    return f"@jit\ndef f({parameters}):\n{body}\n"


def _sum(terms):
    """A sum in parentheses of groups, because CPython's compiler goes into long ones by recursion."""
    terms = list(terms)
    while len(terms) > 1:
        terms = ["(" + " + ".join(terms[i : i + 50]) + ")" for i in range(0, len(terms), 50)]
    return terms[0]


def _vector():
    """Quarters, whose sums are exact in any order."""
    import numpy as np

    return np.arange(1, 38) * 0.25


@family("lines of floats", "lines", 5000, 1.25, 0.5)
def float_lines(size):
    lines = [f"x = x * 0.5 {OPERATORS[i % 2]} y * 0.{1 + i % 7}" if i % 2 else f"y = (y + {i % 9}.5) / 3.0 - x"
             for i in range(size)]
    return _function("x, y", lines, "x + y")


@family("lines of ints", "lines", 5000, 3, 5)
def int_lines(size):
    lines = [f"x = y {OPERATORS[i % 5]} {i % 50}" if i % 2 else f"y = (x + y) // {3 + i % 50} + 1" for i in range(size)]
    return _function("x, y", lines, "x + y")


@family("lines of indices", "lines", 2000, lambda size: (_vector(), 3))
def index_lines(size):
    return _function("a, i", ["x = 0.0", *(f"x = x * 0.5 + a[i + {k % 30}]" for k in range(size))], "x")


@family("names", "locals", 1000, 1.5, 7)
def locals_across_blocks(size):
    first = [f"v{i} = x * {i}.0" for i in range(size)]
    loop = ["for i in range(n):", *(f"    if i == {k}: v{k} += x" for k in range(0, size, 10))]
    return _function("x, n", [*first, *loop], _sum(f"v{i}" for i in range(size)))


@family("branches in a row", "ifs", 2000, 55.5)
def ifs_in_a_row(size):
    return _function("x", ["s = 0.0", *(f"if x > {i % 100}.0: s += x * {i}.0" for i in range(size))], "s")


@family("branches of an elif chain", "elifs", 1000, 700)
def elif_chain(size):
    branches = [line for i in range(size) for line in (f"{'el' if i else ''}if n == {i}:", f"    r = n * {i} + 1")]
    return _function("n", [*branches, "else:", "    r = -1"], "r")


@family("returns of an elif chain", "elifs", 1000, 700)
def elif_returns(size):
    branches = [line for i in range(size) for line in (f"{'el' if i else ''}if n == {i}:", f"    return n * {i} + 1")]
    return _function("n", branches, "-1")


@family("nested ifs", "levels", 90, 50.5)
def nested_ifs(size):
    lines = ["s = 0.0", *("    " * i + line for i in range(size) for line in (f"s += x * {i}.0", f"if x > {i}.0:"))]
    return _function("x", [*lines, "    " * size + "s += 1.0"], "s")


@family("nested expressions", "levels", 180, 1.5)
def nested_expressions(size):
    text = "x"
    for i in range(size):
        text = f"({text} {OPERATORS[i % 5]} {i}.5)" if i % 3 else f"({text} if x > {i}.0 else x)"
    return _function("x", [], text)


@family("nested loops", "levels", 20, 1.5, 1)
def nested_loops(size):
    lines = ["    " * i + f"for i{i} in range(n):" for i in range(size)]
    return _function("x, n", ["s = 0.0", *lines, "    " * size + "s += x * i0"], "s")


@family("loops in a row", "loops", 200, lambda size: (_vector(),))
def loops_in_a_row(size):
    lines = [line for k in range(size) for line in ("for i in range(len(a)):", f"    s += a[i] * {k}.5")]
    return _function("a", ["s = 0.0", *lines], "s")


@family("array expressions", "expressions", 200, lambda size: (_vector(), _vector()))
def array_expressions(size):
    lines = [f"a = a * {1 + i % 3}.5 + b" if i % 2 else f"b = (a - b) * 0.5 - {i}.0" for i in range(size)]
    return _function("a, b", lines, "a + b")


@family("reductions", "reductions", 100, lambda size: (_vector(), _vector()))
def reductions(size):
    return _function("a, b", ["s = 0.0", *(f"s += np.sum(a * {i}.5 + b)" for i in range(size))], "s")


@family("arguments of a call", "arguments", 300, 1.5)
def call_arguments(size):
    names = [f"p{i}" for i in range(size)]
    callee = f"@jit\ndef g({', '.join(names)}):\n    return {_sum(f'{name} * {i}.0' for i, name in enumerate(names))}\n"
    return callee + _function("x", [], f"g({', '.join(f'x + {i}.0' for i in range(size))})")


@family("arguments of the function", "arguments", 300, lambda size: tuple(i + 0.5 for i in range(size)))
def own_arguments(size):
    names = [f"p{i}" for i in range(size)]
    return _function(", ".join(names), [], _sum(f"{name} * {i}.0" for i, name in enumerate(names)))


@family("array arguments of a call", "arguments", 100, lambda size: (_vector(),))
def array_arguments(size):
    names = [f"p{i}" for i in range(size)]
    total = _sum(f"{name}[{i % 30}]" for i, name in enumerate(names))
    callee = f"@jit\ndef g({', '.join(names)}):\n    return {total}\n"
    return callee + _function("a", [], f"g({', '.join('a' for _ in range(size))})")


@family("elements of a tuple", "elements", 200, 1.5)
def tuple_elements(size):
    display = ", ".join(f"x + {i}.0" for i in range(size))
    return _function("x", [f"t = ({display})", "s = 0.0", *(f"s = s * 0.5 + t[{i}]" for i in range(size))], "t, s")


@family("elements of a tuple in a loop", "elements", 200, lambda size: (tuple(i + 0.5 for i in range(size)), 5))
def carried_tuple(size):
    changed = ", ".join(f"t[{(i + 1) % size}]" for i in range(size))
    return _function("t, n", ["for i in range(n):", f"    t = ({changed},)"], "t")


@family("callees", "functions", 200, 1.5)
def callees(size):
    functions = [f"@jit\ndef g{i}(x):\n    return x * {i}.5 + 1.0\n" for i in range(size)]
    return "".join(functions) + _function("x", ["s = 0.0", *(f"s += g{i}(x)" for i in range(size))], "s")


@family("callees of callees", "functions", 200, 1.5)
def chain_of_callees(size):
    functions = [f"@jit\ndef g{i}(x):\n    return g{i - 1}(x * 1.01) + {i}.5\n" for i in range(1, size)]
    return "@jit\ndef g0(x):\n    return x\n" + "".join(functions) + _function("x", [], f"g{size - 1}(x)")


@family("loops with calls", "loops", 100, lambda size: (_vector(),))
def loops_with_calls(size):
    callee = "@jit\ndef g(x):\n    return x * 2.0 if x > 4.5 else x - 1.0\n"
    lines = [line for k in range(size) for line in ("for x in a:", f"    s += g(x + {k}.0)")]
    return callee + _function("a", ["s = 0.0", *lines], "s")
