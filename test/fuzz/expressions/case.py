"""A seed's expression: its text, its operands as lines of Python, and the way it is evaluated."""

import dataclasses
import random

from expressions.grammar import INDICES, INDICES_OF_LARGE, Grammar, broken
from programs import kinds
from programs.arguments import Parameter, random_arguments, random_layout

MODES = (("text", 45), ("broken", 25), ("output", 15), ("object", 10), ("threads", 5))
WORDS = ("ab", "x", "", "abc", "é", "b")


@dataclasses.dataclass
class Case:
    seed: int
    text: str
    operands: list  # of (name, text)
    mode: str

    def report(self):
        return "\n".join(
            [*(f"{name} = {value}" for name, value in self.operands), f"evaluate({self.text!r})  # {self.mode}"]
        )


def generate(seed):
    rng = random.Random(seed)
    names, weights = zip(*MODES)
    mode = rng.choices(names, weights)[0]
    parameters = _parameters(rng)
    grammar = Grammar(rng, [each.name for each in parameters], INDICES_OF_LARGE if mode == "threads" else INDICES)
    text = grammar.text()
    if mode == "broken":
        text = broken(rng, text)
    operands = random_arguments(rng, parameters, 0, mode == "threads")
    if grammar.has_texts:
        operands += _texts(rng)
    return Case(seed, text, operands, mode)


def _parameters(rng):
    """a and b are floats, c integers, d anything, s a number."""
    ndim = rng.choice((1, 1, 1, 2, 2, 0))
    dtypes = {
        "a": "f8",
        "b": rng.choice(("f4", "f8", "f2")),
        "c": rng.choice(("i4", "i8", "u1", "i2", "b1")),
        "d": rng.choice(kinds.SCALARS),
    }
    made = []
    for name, dtype in dtypes.items():
        kind = kinds.array(dtype, ndim if rng.random() < 0.85 else rng.choice((0, 1)))
        made.append(Parameter(name, kind, random_layout(rng, kind)))
    number = rng.choice(
        (kinds.INT, kinds.FLOAT, kinds.BOOL, kinds.scalar("f4"), kinds.scalar("i8"), kinds.scalar("u1"))
    )
    return [*made, Parameter("s", number)]


def _texts(rng):
    kind = rng.choice("SU")
    count = rng.choice((0, 1, 3, 5))
    words = [rng.choice(WORDS) for _ in range(count)]
    array = f"np.array({[word.encode() if kind == 'S' else word for word in words]!r}, {kind + '4'!r})"
    word = rng.choice(WORDS)
    return [("v", array), ("w", repr(word.encode() if rng.random() < 0.7 and kind == "S" else word))]
