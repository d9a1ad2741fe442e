"""A compile hook that hands out hand-made functions, so that the call path is tested without a compiler.

`krait_dispatch_fakes` is the extension module of python/dispatch/fakes. `fake_compiler(products)` is used as the
compile hook through the fixture `compiler` in the tests.
"""

import re

import numpy as np

import krait_dispatch_fakes as fakes

LITERAL = re.compile(r"""Literal\(('(\\.|[^'\\])*'|"(\\.|[^"\\])*")\)""")


def slots_of(notation):
    """Slots of a type, counted from its notation alone: independent of the code under test."""
    notation = LITERAL.sub("None", notation).removeprefix("readonly ")
    if notation.startswith("Tuple("):
        return sum(map(slots_of, elements_of(notation)))
    if notation == "None" or notation.split("(")[0] in ("Function", "Class", "DType"):
        return 0
    dimensions = notation[notation.rindex("["):] if notation.endswith("]") else None
    if dimensions is not None and (":" in dimensions or dimensions == "[()]"):
        return 2 + 2 * dimensions.count(",") + (0 if dimensions == "[()]" else 2)
    return 2 if notation.startswith("complex") else 1


def elements_of(notation):
    """Notations of a tuple's elements: split at the commas outside of brackets."""
    elements, depth, start = [], 0, len("Tuple(")
    for place in range(start, len(notation) - 1):
        character = notation[place]
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            elements.append(notation[start:place].strip())
            start = place + 1
    return [*elements, notation[start:-1].strip()] if notation != "Tuple()" else []


class FakeCompiler:
    """The hook: `make` gets the notations and returns a product; every request is recorded."""

    def __init__(self):
        self.requests = []
        self.make = self.echo

    def __call__(self, dispatcher, notations, result=None):
        self.requests.append(tuple(notations))
        return self.make(notations)

    def echo(self, notations):
        """A function that returns its arguments: the only one, or a tuple of all."""
        slots = sum(map(slots_of, notations))
        result = notations[0] if len(notations) == 1 else f"Tuple({', '.join(notations)})"
        return fakes.make("echo", result, slots, slots)

    def product(self, entry, result, result_slots, objects=(), guards=(), **site):
        """Makes every signature from one named entry."""
        place = (site.get("file", "nowhere.py"), site.get("function", "nothing"), site.get("line", 1),
                 site.get("exception"), site.get("exception_class", 0))

        def make(notations):
            slots = sum(map(slots_of, notations))
            return fakes.make(entry, result, slots, result_slots, *place), tuple(objects), list(guards)

        self.make = make


def same_bits(a, b):
    """Equal values of the same type; nan equals nan, -0.0 does not equal 0.0."""
    if type(a) is not type(b):
        return False
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(same_bits, a, b))
    if isinstance(a, (float, complex)) and not isinstance(a, np.generic):
        return np.array(a).tobytes() == np.array(b).tobytes()
    if isinstance(a, np.generic):
        return a.dtype == b.dtype and a.tobytes() == b.tobytes()
    if isinstance(a, np.ndarray):
        return a is b
    return a == b
