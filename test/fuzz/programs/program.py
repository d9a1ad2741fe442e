"""A random program: globals, functions that are called, the function under test, sets of arguments.

Its text is Python that runs as it is: `jit` and `prange` are names that each run (check.py) gives a meaning of its own.
"""

import dataclasses
import random

import numpy as np

from programs import kinds
from programs.arguments import Parameter, random_arguments, random_layout
from programs.expressions import Expressions
from programs.kinds import FLOAT, INT, NONE, Kind, array, scalar
from programs.parallel_loop import write_parallel_loop
from programs.scope import Scope
from programs.statements import Statements
from programs.templates import Template

PARAMETER_KINDS = (
    *[(array(dtype, ndim), weight * share) for dtype, weight in (("f8", 40), ("i8", 14), ("f4", 12), ("i4", 8), ("b1", 4), ("u1", 3), ("c16", 3), ("i2", 1),
       ("u8", 1), ("i1", 1), ("u4", 1), ("u2", 1), ("f2", 1), ("c8", 1)) for ndim, share in ((1, 0.6), (2, 0.34), (3, 0.05), (0, 0.01))],
    (INT, 28), (FLOAT, 22), (kinds.BOOL, 4), (kinds.COMPLEX, 2), *[(scalar(dtype), 1) for dtype in ("f8", "f4", "i8", "i4", "u1", "b1", "c16")],
    (Kind("list", items=(INT,), readonly=True), 2), (Kind("list", items=(FLOAT,), readonly=True), 2), (Kind("tuple", items=(INT, FLOAT)), 2),
    (Kind("tuple", items=(array("f8", 1), INT)), 1), (Kind("records", ndim=1), 3))  # fmt: skip
CALLEES = (  # how it is made, its text, what it takes and gives
    ("@jit\n", "def {0}(x, y):\n    return x * y + 1\n"),
    ("", "def {0}(x, y):\n    if x > y:\n        return x - y\n    return y - x\n"),
    ("@jit\n", "def {0}(x, y=2):\n    z = x\n    for i in range(3):\n        z = z + y\n    return z\n"),
    ("", "def {0}(x, *rest):\n    return x + len(rest) * x\n"),
    ("@jit\n", "def {0}(x, y):\n    return x // y\n"),
    ("@jit\n", "def {0}(x, y):\n    return x if y <= 0 else {0}(x, y - 1) + 1\n"),
    ("", "def {0}(x, y, *, scale=1.5):\n    return (x + y) * scale\n"),
)
ARRAY_CALLEES = (
    ("@jit\n", "def {0}(a, x):\n    for i in range(len(a)):\n        a[i] = a[i] + x\n    return len(a)\n"),
    ("@jit\n", "def {0}(a, x):\n    total = 0.0\n    for v in a.flat:\n        if v > x:\n            total = total + float(v)\n    return total\n"),
    ("", "def {0}(a, x):\n    return a * x\n"),
    ("@jit\n", "def {0}(a, x):\n    b = np.zeros(a.shape)\n    b[...] = a\n    return b - x\n"),
)
SETS = 3  # of arguments for one program


@dataclasses.dataclass
class Program:
    seed: int
    source: str
    arguments: list  # sets: lists of (name, text)
    parallel: bool

    def text(self, chosen=0):
        """Source and one set of arguments, as a report shows them."""
        lines = [f"{name} = {text}" for name, text in self.arguments[chosen]]
        return self.source + "\n" + "\n".join(lines) + f"\nf({', '.join(name for name, _ in self.arguments[chosen])})\n"


def generate(seed):
    return _Writer(seed).program()


class _Writer:
    def __init__(self, seed):
        self.seed = seed
        self.random = random.Random(seed)
        self.scope = Scope()
        self.expressions = Expressions(self.random, self.scope)
        self.head = []
        self.parallel = self.random.random() < 0.15
        budget = self.random.choice((2, 3, 4, 5, 6, 8, 10, 14))
        self.body = Statements(self.random, self.scope, self.expressions, budget)

    def program(self):
        self._globals()
        self._callees()
        parameters = self._parameters()
        while self.body.budget > 0:
            self.body.statement()
        if self.parallel:
            write_parallel_loop(self.body)
        self._result()
        named = ", ".join(each.name + (f"={each.default}" if each.default else "") for each in parameters)
        source = "\n".join([*self.head, f"def f({named}):", *(self.body.lines or ["    pass"])]) + "\n"
        depth = self.body.deepest + (1 if self.parallel else 0)
        return Program(self.seed, source, [random_arguments(self.random, parameters, depth, self.parallel) for _ in range(SETS)], self.parallel)

    def _globals(self):
        for name, text in (("N", "4"), ("SCALE", "0.5"), ("TABLE", "np.array([1.0, 2.5, -3.0])"), ("PAIR", "(2, 0.25)"), ("FLAG", "True")):
            if self.random.random() < 0.08:
                self.head.append(f"{name} = {text}")
                self.scope.declare(name, kinds.kind_of(eval(text, {"np": np})))
                self.scope.protected.add(name)

    def _callees(self):
        for _ in range(self.random.choices((0, 1, 2), (60, 30, 10))[0]):
            name = f"h{len(self.expressions.names)}"
            takes_array = self.random.random() < 0.4
            decorator, text = self.random.choice(ARRAY_CALLEES if takes_array else CALLEES)
            self.head.append((decorator + text).format(name).rstrip())
            self._add_callee(name, text.format(name), takes_array)

    def _add_callee(self, name, text, takes_array):
        names = {"np": np}
        exec(text, names)
        self.expressions.names = {**self.expressions.names, name: names[name]}
        places = ("{0A}, {1n}",) if takes_array else ("{0i}, {1k}", "{0f}, {1n}", "{0s}, {1k}")
        for place, letter in zip(places, "A" if takes_array else "ifs"):
            for made in "fiA" if takes_array else letter:
                self.expressions.functions.append((Template(f"{name}({place})"), made))

    def _parameters(self):
        known, weights = zip(*PARAMETER_KINDS)
        made = []
        for name in "abcdex"[: self.random.choice((1, 2, 2, 3, 3, 4, 5))]:
            kind = self.random.choices(known, weights)[0] if made else array(self.random.choice(("f8", "f8", "i8", "f4")), self.random.choice((1, 1, 2)))
            made.append(Parameter(name, kind, random_layout(self.random, kind), self._alias(made, kind)))
        made = [self._described(each) for each in made]
        if self.random.random() < 0.08:
            made.append(Parameter("optional", NONE, default="None"))
        for each in made:
            self.scope.declare(each.name, each.kind)
        return made

    def _alias(self, earlier, kind):
        same = [each.name for each in earlier if each.kind == kind and kind.is_array and kind.ndim and not each.alias]
        if not same or self.random.random() > 0.2:
            return ""
        return self.random.choice(same) + self.random.choice(("", "[::-1]", "[:]", "[1:]", "[:-1]"))

    def _described(self, parameter):
        readonly = parameter.layout == "read-only" and not parameter.alias
        if readonly:
            parameter.kind = dataclasses.replace(parameter.kind, readonly=True)
        return parameter

    def _result(self):
        body = self.body
        if body.results is None:
            if self.random.random() < 0.12:
                return
            names = [name for name, kind in self.scope.blocks[0].items() if name not in self.scope.protected and kind.base != "record"]
            recent = names[-4:]
            body.results = self.random.sample(recent, min(len(recent), self.random.randint(1, 4)))
            found = body.value() if self.random.random() < 0.5 else None
            if found:
                body.add(f"return {found[0]}, {body.result_text()}")
                return
        body.add(f"return {body.result_text()}")
