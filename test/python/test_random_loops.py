"""Random loop nests over small arrays: indices made of loop variables, sizes and constants, conditions on them, counters,
`while` loops and breaks. Whatever is proved of their checks, value, exception and arrays are CPython's.
"""

import random

import numpy as np
import pytest
from oracle import assert_same

import krait

PROGRAMS = 60
ARGUMENTS = 24
NAMES = ("a", "b", "m")


class Writer:
    """Source text of one function f(a, b, m, n, w); a and b are vectors, m is a matrix."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = ["def f(a, b, m, n, w):", "    h, v = m.shape", "    k = 0", "    q = n"]
        self.variables = 0

    def one_of(self, *choices):
        return self.random.choice(choices)

    def number(self, scope):
        """An int expression of loop variables, counters, sizes and small constants."""
        constant = str(self.random.randint(-2, 4))
        atom = self.one_of(*scope, *scope, "n", "w", "len(a)", "len(b)", "h", "v", "k", "q", constant)
        roll = self.random.random()
        if roll < 0.45:
            return atom
        if roll < 0.85:
            return f"{atom} {self.one_of('+', '-')} {self.random.randint(0, 3)}"
        if roll < 0.95:
            return f"({atom} * {self.one_of('2', 'w', '3')} {self.one_of('+', '-')} {self.one_of(*scope, '1', 'n')})"
        return f"({atom}) {self.one_of('// 2', '% 3', '% len(a)', '>> 1', '& 3')}"

    def element(self, scope):
        array = self.one_of(*NAMES)
        if array == "m":
            return f"m[{self.number(scope)}, {self.number(scope)}]"
        return f"{array}[{self.number(scope)}]"

    def condition(self, scope):
        comparison = f"{self.number(scope)} {self.one_of('<', '<=', '>', '>=', '==', '!=')} {self.number(scope)}"
        roll = self.random.random()
        if roll < 0.25:
            x = self.one_of(*scope, "n")
            return f"0 <= {x} < {self.one_of('len(a)', 'len(b)', 'n', 'h')}"
        if roll < 0.4:
            return f"{comparison} {self.one_of('and', 'or')} {self.number(scope)} >= {self.random.randint(0, 2)}"
        return comparison if roll < 0.9 else f"{self.element(scope)} > 2"

    def statement(self, indent, scope, depth):
        pad = "    " * indent
        roll = self.random.random()
        if roll < 0.4 or depth > 3:
            target, value = self.element(scope), f"{self.element(scope)} + {self.number(scope)}"
            self.lines.append(f"{pad}{target} {self.one_of('=', '+=')} {value}")
        elif roll < 0.5:
            self.lines.append(f"{pad}{self.one_of('k += 1', 'k += 2', 'q -= 1', 'k = 0', 'q = n', 'k += n')}")
        elif roll < 0.65:
            self.lines.append(f"{pad}if {self.condition(scope)}:")
            self.body(indent + 1, scope, depth + 1)
            if self.random.random() < 0.4:
                self.lines.append(f"{pad}else:")
                self.body(indent + 1, scope, depth + 1)
        elif roll < 0.7 and scope:
            jump = self.one_of("break", "continue", "return k, q")
            self.lines.append(f"{pad}if {self.condition(scope)}:\n{pad}    {jump}")
        elif roll < 0.9:
            self.loop(indent, scope, depth)
        else:
            self.while_loop(indent, scope, depth)

    def body(self, indent, scope, depth):
        for _ in range(self.random.randint(1, 3)):
            self.statement(indent, scope, depth)

    def variable(self):
        self.variables += 1
        return f"i{self.variables}"

    def loop(self, indent, scope, depth):
        name = self.variable()
        bounds = self.one_of([self.number(scope)], [self.number(scope), self.number(scope)],
                             [self.number(scope), self.number(scope), self.one_of("2", "-1", "w", "1")])
        self.lines.append(f"{'    ' * indent}for {name} in range({', '.join(bounds)}):")
        self.body(indent + 1, (*scope, name), depth + 1)

    def while_loop(self, indent, scope, depth):
        name, pad = self.variable(), "    " * indent
        step, test = self.one_of(("+= 1", "<"), ("+= 2", "<="), ("-= 1", ">="), ("-= 1", ">"))
        more = f" and {self.condition((*scope, name))}" if self.random.random() < 0.3 else ""
        self.lines.append(f"{pad}{name} = {self.number(scope)}")
        self.lines.append(f"{pad}while {name} {test} {self.number(scope)}{more}:")
        self.lines.append(f"{pad}    {name} {step}" if self.random.random() < 0.3 else f"{pad}    k += 0")
        self.body(indent + 1, (*scope, name), depth + 1)
        # `continue` may have gone past it: a limit keeps such a loop from running for ever
        self.lines.append(f"{pad}    {name} {step}")
        self.lines.append(f"{pad}    q -= 1")
        self.lines.append(f"{pad}    if q < -40:\n{pad}        break")

    def function(self):
        self.loop(1, (), 0)
        self.statement(1, (), 1)
        self.lines.append("    return k, q")
        source = "\n".join(self.lines).replace("continue", "k += 1")
        names = {}
        exec(source, names)
        return names["f"], source


def arguments(seed):
    choose = random.Random(seed)
    a, b = (np.arange(choose.choice((0, 1, 2, 4, 5, 9))) for _ in range(2))
    m = np.arange(12).reshape(3, 4)[: choose.choice((1, 2, 3)), : choose.choice((1, 3, 4))]
    return a, b, m, choose.choice((-1, 0, 1, 2, 3, 4, 5, 6)), choose.choice((-1, 1, 1, 2, 3, 4))


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_random_loops(seed):
    function, source = Writer(seed).function()
    compiled = krait.jit(function)
    for case in range(ARGUMENTS):
        try:
            assert_same(compiled, *arguments(1000 * seed + case))
        except AssertionError as error:
            raise AssertionError(f"{source}\n{arguments(1000 * seed + case)}") from error
