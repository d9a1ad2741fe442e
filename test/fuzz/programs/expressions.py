"""Writes random expressions of a wanted sort over the variables in scope."""

import math
import re

import numpy as np

from programs import kinds
from programs.kinds import BOOL, FLOAT, INT
from programs.templates import GROUPS, Template
from programs.typing_by_example import kind_of_expression

ATTEMPTS = 4  # at a template that fits, before a variable or a literal is taken

# What may stand in a place of a template.
ACCEPTS = {
    "i": lambda kind: kind == INT,
    "f": lambda kind: kind == FLOAT,
    "n": lambda kind: kind.is_number and kind.letter in "iuf",
    "s": lambda kind: kind.base == "scalar" and kind.letter in "iuf",
    "c": lambda kind: kind.is_number and kind.letter == "c",
    "b": lambda kind: kind.is_number and kind.letter == "b",
    "z": lambda kind: kind.is_number,
    "V": lambda kind: kind.is_array and kind.ndim == 1 and kind.letter in "iuf",
    "M": lambda kind: kind.is_array and kind.ndim == 2 and kind.letter in "iuf",
    "A": lambda kind: kind.is_array and kind.ndim > 0,
    "R": lambda kind: kind.is_array and kind.ndim > 0 and kind.letter in "iuf",
    "F": lambda kind: kind.is_array and kind.letter == "f",
    "I": lambda kind: kind.is_array and kind.letter in "iu",
    "B": lambda kind: kind.is_array and kind.letter == "b",
    "C": lambda kind: kind.is_array and kind.letter == "c",
    "X": lambda kind: kind.is_array or kind.is_number,
    "L": lambda kind: kind.base == "list" and kind.items[0].letter in ("i", "f"),
    "T": lambda kind: kind.base == "tuple",
    "P": lambda kind: kind.base == "records" and kind.ndim == 1,
    "p": lambda kind: kind.base == "record",
    "o": lambda kind: True,
    # Variables that are stored to, by name only: any array, of one axis, of two, a list, an array of records.
    "W": lambda kind: kind.is_array and kind.ndim > 0 and not kind.readonly,
    "U": lambda kind: kind.is_array and kind.ndim == 1 and not kind.readonly and kind.letter in "iufc",
    "Q": lambda kind: kind.is_array and kind.ndim == 2 and not kind.readonly and kind.letter in "iufc",
    "H": lambda kind: kind.base == "list" and not kind.readonly,
    "O": lambda kind: kind.base == "records" and kind.ndim == 1 and not kind.readonly,
}
TARGETS = "WUQHO"

# The groups of templates (with weights) that make what is wanted.
GROUPS_OF = {
    "i": (("int", 1),),
    "f": (("float", 1),),
    "n": (("int", 3), ("float", 3), ("strong", 5)),
    "s": (("strong", 1),),
    "c": (("complex", 1),),
    "b": (("bool", 1),),
    "z": (("int", 4), ("float", 4), ("strong", 6), ("complex", 1), ("bool", 1)),
    "X": (("array", 6), ("strong", 2), ("int", 1), ("float", 1)),
    "L": (("list", 1),),
    "T": (("tuple", 1),),
    "P": (),
    "p": (),
}
ANY_ARRAY = (("array", 1),)

LITERALS = {
    "i": ("0", "1", "2", "3", "5", "7", "-1", "10"),
    "f": ("0.0", "0.5", "1.0", "2.0", "-1.5", "0.25", "3.5"),
    "n": ("1", "2", "0.5", "2.0", "-3", "0"),
    "s": ("np.float64(1.5)", "np.int64(3)", "np.float32(0.5)", "np.int32(-2)", "np.uint8(200)"),
    "c": ("1j", "(0.5 + 2j)", "complex(1.0, -1.0)"),
    "b": ("True", "False"),
    "z": ("1", "0.5", "True"),
    "V": ("np.arange(4.0)", "np.array([1, 2, 3])", "np.ones(3)"),
    "M": ("np.ones((2, 3))", "np.eye(3)", "np.zeros((3, 2), np.int64)"),
    "A": ("np.arange(3.0)", "np.ones((2, 3))", "np.arange(4)"),
    "R": ("np.arange(3.0)", "np.ones((2, 3))", "np.arange(4)"),
    "F": ("np.arange(3.0)", "np.linspace(0.0, 1.0, 5)"),
    "I": ("np.array([0, 2, 1])", "np.arange(3)"),
    "B": ("np.array([True, False, True])", "np.zeros(3, np.bool_)"),
    "C": ("np.ones(3, np.complex128)",),
    "X": ("1", "2.0", "np.arange(3.0)"),
    "L": ("[1, 2, 3]", "[0.5, 1.5]"),
    "T": ("(1, 2.5)", "(3, 4)"),
}
EXTREME = {
    "i": ("9223372036854775807", "-9223372036854775808", "4611686018427387904", "-4294967296", "1 << 62"),
    "f": ("1e308", "-0.0", "5e-324", "math.inf", "math.nan", "1e16"),
}
DTYPES = ("np.float64",) * 6 + ("np.float32",) * 3 + ("np.int64",) * 3 + ("np.int32",) * 2 + (
    "np.bool_", "np.uint8", "np.int8", "np.uint64", "np.int16", "np.uint32", "np.complex128", "np.complex64", "np.float16", "float", "int")  # fmt: skip
SLICES = (":", "1:", ":-1", "::2", "::-1", ":2", "-2:", "1:-1", "1::2", "::-2", "3:1", ":100", "-5:2")
_PLAIN = re.compile(r"[A-Za-z_][\w.]*\Z")


class Expressions:
    """Writes expressions; `scope` has the variables (scope.py), `functions` the program's own functions as templates."""

    def __init__(self, random, scope):
        self.random = random
        self.scope = scope
        self.functions = []  # (template, letter of what they return)
        self.names = {}  # what those templates call, for trials on samples
        self.allows_extremes = random.random() < 0.15

    def write(self, letter, depth):
        """A text and its kind; None if there is none of that sort."""
        if letter == "j":
            return self.index()
        if letter in TARGETS:
            names = self.scope.names_of(ACCEPTS[letter])
            name = self.random.choice(names) if names else None
            return name and (name, self.scope.kind(name))
        if depth > 0 and self.random.random() < 0.85:
            for _ in range(ATTEMPTS):
                found = self._from_template(letter, depth)
                if found:
                    return found
        return self.leaf(letter)

    def add_function(self, name, text, captured):
        """A function of one number that texts may call from now on."""
        self.names = {**self.names, name: eval(f"lambda x: {text}", {"captured": kinds.sample(captured)})}
        self.functions += [(Template(f"{name}({{0{letter}}})"), letter) for letter in "ifs"]

    def leaf(self, letter):
        names = self.scope.names_of(ACCEPTS[letter])
        if names and self.random.random() < 0.9:
            name = self.random.choice(names)
            return name, self.scope.kind(name)
        if self.allows_extremes and letter in EXTREME and self.random.random() < 0.1:
            return self.random.choice(EXTREME[letter]), INT if letter == "i" else FLOAT
        arrays = self.scope.names_of(ACCEPTS["A"])
        if letter in "BI" and not names and arrays:  # of the shape of others
            name = self.random.choice(arrays)
            return (f"{name} != 1", kinds.array("b1", self.scope.kind(name).ndim)) if letter == "B" else (f"np.arange(len({name}))", kinds.array("i8", 1))
        if letter not in LITERALS:
            return (names[0], self.scope.kind(names[0])) if names else None
        text = self.random.choice(LITERALS[letter])
        return text, _kind_of_literal(text)

    def index(self):
        """An int that is mostly a position: of a loop, near the ends, or of what is left when divided."""
        roll = self.random.random()
        if self.scope.indices and roll < 0.7:
            name = self.random.choice(self.scope.indices)
            return (name if roll < 0.6 else f"{name} {self.random.choice('+-')} 1"), INT
        if roll < 0.9:
            return self.random.choice(("0", "0", "0", "0", "-1", "-1", "1")), INT
        if roll < 0.97:
            return f"{self.leaf('i')[0]} % {self.random.choice('234')}", INT
        return self.leaf("i")

    def _from_template(self, letter, depth):
        template, names = self._choose(letter)
        if template is None:
            return None
        filled = self.operands(template, depth - 1)
        if filled is None:
            return None
        texts, operands = filled
        kind = kind_of_expression(template, operands, names)
        if kind is None or not ACCEPTS[letter](kind):
            return None
        return template.fill(texts), kind

    def _choose(self, letter):
        """A template that may make what the letter stands for, and the names it needs."""
        fitting = [each for each, made in self.functions if made == letter or (letter in "nz" and made in "ifs")]
        if fitting and self.random.random() < 0.2:
            return self.random.choice(fitting), self.names
        groups = GROUPS_OF.get(letter, ANY_ARRAY)
        if not groups:
            return None, {}
        group = self.random.choices([each[0] for each in groups], [each[1] for each in groups])[0]
        templates, sums = GROUPS[group]
        return self.random.choices(templates, cum_weights=sums)[0], {}

    def operands(self, template, depth):
        """Texts for the places of a template, and their kinds, or the text again where it is a constant."""
        texts, described = [], []
        for letter in template.places:
            constant = self.constant(letter)
            found = (constant, constant) if constant else self.write(letter, depth)
            if found is None:
                return None
            texts.append(found[0] if _PLAIN.match(found[0]) or constant else f"({found[0]})")
            described.append(found[1])
        if template.chooses and any(text in ("True", "False") for text in texts):
            return None  # what is never chosen is not joined
        if template.chooses:
            _make_python_numbers(template, texts, described)
        return texts, described

    def constant(self, letter):
        """The text for a place that is no operand; None for others."""
        choice = self.random.choice
        if letter == "k":
            return choice("01223")
        if letter == "K":
            return choice(("-2", "-1", "0", "1", "2", "4"))
        if letter == "a":
            return choice(("0", "0", "-1", "-1", "1", "None"))
        if letter == "d":
            return choice(DTYPES)
        return choice(SLICES) if letter == "S" else None


def _make_python_numbers(template, texts, described):
    """`x and y` of Python's bool and NumPy's is NumPy's where compiled, whichever of them it is: both become Python's."""
    for wanted, kind in (("b", BOOL), ("c", kinds.COMPLEX)):
        places = [k for k, letter in enumerate(template.places) if letter == wanted]
        if len({described[k] for k in places}) > 1:
            for k in places:
                texts[k], described[k] = f"{kind.base}({texts[k]})", kind


def _kind_of_literal(text):
    if text not in _literal_kinds:
        _literal_kinds[text] = kinds.kind_of(eval(text, {"np": np, "math": math}))
    return _literal_kinds[text]


_literal_kinds = {"True": BOOL}
