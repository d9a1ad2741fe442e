"""Writes random statements: assignments, branches, loops, raises.

All loops end: ranges are short, counters of while loops belong to them alone. The source is for both runs; what CPython needs to be
told of the compiled types is a call of `joined`, on a line of its own, that only the run of CPython keeps (reference.py).
"""

import re

from programs.expressions import ACCEPTS
from programs.kinds import BOOL, FLOAT, INT, NONE, scalar
from programs.templates import STATEMENT_TABLE, Template
from programs.typing_by_example import has_mixed_items, is_statement, kind_of_expression, kind_of_item

KINDS_OF_VALUES = (("n", 12), ("s", 4), ("A", 12), ("i", 8), ("f", 6), ("b", 3), ("T", 3), ("L", 3), ("c", 1), ("V", 3), ("M", 3))
RANGES = ("range(len({0A}))", "range(len({0A}))", "range({0A}.shape[0])", "range({0M}.shape[1])", "range(1, len({0A}) - 1)",
          "range(len({0A}) - 1, -1, -1)", "range(0, len({0A}), 2)", "range({0i} % 5)", "range({0k})", "range(1, {0k} + 2)",
          "range({0k}, -2, -1)", "range(len({0A}) + 1)")  # fmt: skip
ITERABLES = ("{0V}", "{0A}", "{0M}", "{0L}", "{0T}", "enumerate({0V})", "enumerate({0L}, {1k})", "zip({0V}, {1A})", "zip({0L}, {1V})", "reversed({0V})",
             "np.ndindex({0A}.shape)", "np.ndenumerate({0A})", "{0A}.flat", "{0V}[{1S}]", "{0P}", "zip(range({0k}), {1V})")  # fmt: skip
RAISES = ("raise ValueError('bad')", "raise ValueError('bad', {0i})", "raise IndexError", "raise RuntimeError('stop')", "raise ZeroDivisionError('none')")
_VARIABLE = re.compile(r"\b[a-z]\d*\b")
SUM = Template("{0o} + {1n}")
# What the meeting of two kinds of a variable is.
JOINS = {(INT, FLOAT): FLOAT, (FLOAT, scalar("f8")): scalar("f8"), (INT, scalar("i8")): scalar("i8")}


class Statements:
    """Writes lines of one function into `lines`; `budget` is how many statements are left to it."""

    def __init__(self, random, scope, expressions, budget):
        self.random = random
        self.scope = scope
        self.expressions = expressions
        self.budget = budget
        self.lines = []
        self.indent = 1
        self.loops = 0  # around the statement
        self.deepest = 0
        self.names = 0
        self.results = None  # names that every return gives, once there is an early one
        self.in_list_loop = False
        self.in_mixed_loop = False  # over items of several kinds: what a variable becomes in it is not known

    def add(self, text):
        self.lines.append("    " * self.indent + text)

    def new_name(self, stem="v"):
        self.names += 1
        return f"{stem}{self.names}"

    def block(self, least=1, most=3):
        """Lines of a block, which never stays empty."""
        self.scope.enter()
        self.indent += 1
        before = len(self.lines)
        for _ in range(self.random.randint(least, most)):
            self.statement()
        if len(self.lines) == before:
            self.add("pass")
        self.indent -= 1
        self.scope.leave()

    def statement(self):
        if self.budget <= 0:
            return
        self.budget -= 1
        nested = self.indent < 4
        choices = [(self.assign, 32), (self.store, 34), (self.augment, 16), (self.retarget, 8), (self.unpack, 4), (self.stop, 2),
                   (self.early_return, 2 if self.loops < 2 else 0), (self.branch, 20 if nested else 0), (self.loop, 22 if nested and self.loops < 3 else 0),
                   (self.while_loop, 4 if nested and self.loops < 2 else 0), (self.jump, 9 if self.loops else 0), (self.match, 1 if nested else 0),
                   (self.optional, 1), (self.function, 2 if self.indent == 1 else 0), (self.uncertain, 0.7), (self.delete, 0.4 if self.indent == 1 else 0)]  # fmt: skip
        self.random.choices([each[0] for each in choices], [each[1] for each in choices])[0]()

    def value(self, letter=None):
        letters, weights = zip(*KINDS_OF_VALUES)
        return self.expressions.write(letter or self.random.choices(letters, weights)[0], self.random.randint(1, 3))

    def condition(self):
        """In a loop none without a variable: one that always leaves it would keep the loop from joining anything."""
        found = self.expressions.write("b", self.random.randint(1, 2))[0]
        names = self.scope.names_of(ACCEPTS["n"]) if self.loops and not _VARIABLE.search(found) else []
        return f"{self.random.choice(names)} < 3" if names else found

    def assign(self):
        found = self.value()
        if found:
            name = self.new_name()
            self.add(f"{name} = {found[0]}")
            self.scope.declare(name, found[1])

    def retarget(self):
        """A new value for a variable, of its kind or, where that is sure, of another one."""
        names = self.scope.names_of(lambda kind: kind.is_number or kind.is_array)
        if not names:
            return
        if self.in_mixed_loop:
            return self.assign()
        name = self.random.choice(names)
        kind = self.scope.kind(name)
        letter = "A" if kind.is_array else {"int": "i", "float": "f"}.get(kind.base, "z")
        found = self.value(letter)
        if found and self.scope.may_become(name, found[1]) and not (self.loops and kind.is_array):
            self.add(f"{name} = {found[0]}")
            self.scope.become(name, found[1])

    def augment(self):
        """x += e of a number; where that changes the kind, the variable has the joined one from before the loops on."""
        names = [each for each in self.scope.names_of(lambda kind: kind.is_number) if each not in self.scope.protected]
        if not names or self.in_mixed_loop:
            return self.assign()
        name = self.random.choice(names)
        operator = self.random.choices(["+", "-", "*", "/", "//", "%", "&", "|"], [30, 8, 10, 4, 1, 1, 1, 1])[0]
        template = Template(f"{name} {operator} {{0n}}")
        filled = self.expressions.operands(template, self.random.randint(0, 2))
        if filled:
            value = Template(f"{{0o}} {operator} {{1n}}")
            kind = kind_of_expression(value, [self.scope.kind(name), filled[1][0]], {})
            if kind and self.scope.may_become(name, kind):
                self.add(f"{name} {operator}= {filled[0][0]}")
                self.scope.become(name, kind)

    def store(self):
        templates, sums = STATEMENT_TABLE
        for _ in range(4):
            template = self.random.choices(templates, cum_weights=sums)[0]
            if self.loops and any(each in template.text for each in (".extend", "+= {1L}")) or (self.in_list_loop and "H}." in template.text):
                continue
            filled = self.expressions.operands(template, self.random.randint(0, 2))
            if self.loops and template.text.startswith("assert") and filled:
                filled[0][0] = f"({self.condition()})"
            if filled and is_statement(template, filled[1]):
                self.add(template.fill(filled[0]))
                return

    def unpack(self):
        found = self.value("T")
        if found and found[1].items:
            names = [self.new_name() for _ in found[1].items]
            self.add(f"{', '.join(names)}{',' if len(names) == 1 else ''} = {found[0]}")
            for name, kind in zip(names, found[1].items):
                self.scope.declare(name, kind)

    def stop(self):
        filled = self.expressions.operands(Template(self.random.choice(RAISES)), 0)
        template = self.random.choice(RAISES)
        self.add(f"if {self.condition()}:")
        self.add(f"    {template.replace('{0i}', filled[0][0] if filled[0] else '1')}")

    def early_return(self):
        names = [name for name, kind in self.scope.blocks[0].items() if kind.base not in ("record", "none")]
        if self.results is None:
            if not names:
                return
            self.results = self.random.sample(names, min(len(names), self.random.randint(1, 3)))
            self.scope.fixed.update(self.results)
        self.add(f"if {self.condition()}:")
        self.add(f"    return {self.result_text()}")

    def result_text(self):
        return ", ".join(self.results or [])

    def branch(self):
        self.add(f"if {self.condition()}:")
        self.block()
        while self.random.random() < 0.15:
            self.add(f"elif {self.condition()}:")
            self.block()
        if self.random.random() < 0.4:
            self.add("else:")
            self.block()

    def join_before(self, text=""):
        """Some numbers of this very block become another kind in the loop that follows; the statements for its body that do so.

        text: what is evaluated before the loop, and so before the kinds meet.
        """
        made = []
        for name in [name for name, kind in self.scope.blocks[-1].items() if kind in (INT, FLOAT)]:
            if name in self.scope.protected or name in self.scope.fixed or name in self.scope.indices or re.search(rf"\b{name}\b", text) or self.random.random() > 0.25:
                continue
            found = self.expressions.write(self.random.choice("fs"), 1)
            kind = found and kind_of_expression(SUM, [self.scope.kind(name), found[1]], {})
            joined = JOINS.get((self.scope.kind(name), kind))
            if joined and kind_of_expression(SUM, [joined, found[1]], {}) == joined:
                self.add(f"{name} = joined({name}, {joined.base + joined.dtype!r})")
                self.scope.become(name, joined)
                made.append(f"{name} += {found[0]}")
        return made

    def loop(self):
        if self.random.random() < 0.65:
            template, target = Template(self.random.choice(RANGES)), None
        else:
            template, target = Template(self.random.choice(ITERABLES)), "item"
        filled = self.expressions.operands(template, 0)
        if filled is None:
            return
        text = template.fill(filled[0])
        kind = INT if target is None else kind_of_item(text, self.scope.kinds())
        if kind:
            self._loop_over(text, kind, is_list=any(getattr(each, "base", "") == "list" for each in filled[1]))

    def _loop_over(self, text, kind, is_list):
        is_mixed = has_mixed_items(text, self.scope.kinds())
        additions = [] if is_mixed or self.in_mixed_loop else self.join_before(text)
        names = [self.new_name("i")] if kind.base != "tuple" or self.random.random() < 0.1 else [self.new_name("i") for _ in kind.items]
        self.add(f"for {', '.join(names)} in {text}:")
        self.scope.enter()
        if len(names) == 1 and kind.base != "tuple":
            self.scope.declare(names[0], kind)
        else:
            for name, each in zip(names, kind.items if len(names) > 1 else [kind]):
                self.scope.declare(name, each)
        is_range = kind == INT and "range" in text
        self.scope.indices += names if is_range else []
        outer, self.in_mixed_loop = self.in_mixed_loop, self.in_mixed_loop or is_mixed
        self._body(additions, is_list)
        self.in_mixed_loop = outer
        self.scope.leave()
        if self.random.random() < 0.06:  # what is left of the loop's variable, if it was ever assigned
            self.scope.declare(names[0], kind if len(names) == 1 else kind.items[0])
        self._else()

    def _body(self, additions, is_list=False):
        outer, self.in_list_loop = self.in_list_loop, self.in_list_loop or is_list
        self.loops += 1
        self.deepest = max(self.deepest, self.loops)
        for line in additions:
            self.add(f"    {line}")
        self.block(1, 4)
        self.loops -= 1
        self.in_list_loop = outer

    def _else(self):
        if self.random.random() < 0.05:
            self.add("else:")
            self.block(1, 2)

    def while_loop(self):
        name = self.new_name("w")
        additions = [] if self.in_mixed_loop else self.join_before()
        # A condition that is never true joins nothing.
        more = f"({self.condition()})" if self.random.random() < 0.4 and not additions else ""
        bound = self.expressions.leaf("i")[0] + " % 6" if self.random.random() < 0.5 and not additions else self.random.choice("2357")
        self.add(f"{name} = 0")
        self.scope.declare(name, INT)
        self.scope.protected.add(name)
        if self.random.random() < 0.8:
            self.add(f"while {name} < {bound}{more and ' and ' + more}:")
            self.add(f"    {name} += 1")
        else:
            self.add("while True:")
            self.add(f"    {name} += 1")
            self.add(f"    if {name} > {bound}{more and ' or ' + more}:")
            self.add("        break")
        self.scope.enter()
        self.scope.declare(name, INT)
        self.scope.indices.append(name)
        self._body(additions)
        self.scope.leave()
        self._else()

    def jump(self):
        self.add(f"if {self.condition()}:")
        self.add(f"    {self.random.choice(['break', 'continue'])}")

    def match(self):
        names = self.scope.names_of(ACCEPTS["i"])
        if not names:
            return
        self.add(f"match {self.random.choice(names)}:")
        self.indent += 1
        for case in self.random.choice((["1", "2 | 3", "_"], ["0", "_"], ["-1", "5"])):
            self.add(f"case {case}:")
            self.block(1, 2)
        self.indent -= 1

    def optional(self):
        """A value that may be None, tested before it is used."""
        found = self.value(self.random.choice("inf"))
        if found is None:
            return
        name = self.new_name()
        self.add(f"{name} = None")
        self.add(f"if {self.condition()}:")
        self.add(f"    {name} = {found[0]}")
        self.add(f"if {name} is not None:")
        self.scope.enter()
        self.scope.declare(name, found[1])
        self.scope.protected.add(name)
        self.block(1, 2)
        self.scope.leave()
        self.scope.declare(name, NONE)

    def uncertain(self):
        """A variable that only one path assigns, and that is read after it."""
        found = self.value()
        if found:
            name = self.new_name()
            self.add(f"if {self.condition()}:")
            self.add(f"    {name} = {found[0]}")
            self.scope.declare(name, found[1])

    def delete(self):
        names = [name for name in self.scope.blocks[0] if name not in self.scope.fixed and name not in self.scope.protected]
        if len(names) > 3:
            name = self.random.choice(names)
            self.add(f"del {name}")
            del self.scope.blocks[0][name]

    def function(self):
        """A nested function or a lambda that captures a variable."""
        captured = self.scope.names_of(lambda kind: kind.is_number and kind != BOOL)
        if not captured:
            return
        name, outer = self.new_name("g"), self.random.choice(captured)
        self.scope.fixed.add(outer)
        text = self.random.choice(("x * {0} + 1", "x + {0}", "x - {0} if x > 1 else x + {0}", "max(x, {0})", "(x, {0})[1]", "x ** 2 + {0}"))
        if self.random.random() < 0.5:
            self.add(f"{name} = lambda x: {text.format(outer)}")
        else:
            self.add(f"def {name}(x):")
            self.add(f"    return {text.format(outer)}")
        self.expressions.add_function(name, text.format("captured"), self.scope.kind(outer))
