"""Random arguments for the parameters of a program, as Python text, so that a report can show and repeat them.

A parameter keeps its kind and layout in every set of arguments, so that one compilation serves them all; extents and values
change. Small multiples of a quarter are what most values are: sums and products of them are exact in any order.
"""

import dataclasses

from programs.kinds import Kind

TAME_INTS = ("0", "1", "2", "3", "-1", "5", "-4", "7")
TAME_FLOATS = ("0.0", "1.0", "0.5", "-2.0", "3.25", "-0.5", "7.0", "2.0")
WILD_FLOATS = ("np.nan", "np.inf", "-np.inf", "-0.0", "1e300", "5e-324", "-1e-5", "12345.678", "0.1")
EXTREME_INTS = {"i": ("9223372036854775807", "-9223372036854775808", "2147483648", "-129", "40000"), "u": ("18446744073709551615", "255", "65536")}
EXTENTS = {0: (0, 1, 2, 3, 3, 4, 5, 8, 16, 33, 70, 300), 1: (0, 1, 2, 3, 3, 4, 5, 8, 17, 33, 70), 2: (0, 1, 2, 3, 3, 4, 5, 9, 17), 3: (0, 1, 2, 3, 3, 4, 5)}
LARGE = 33_000
LAYOUTS = (("", 60), ("F", 9), ("strided", 9), ("reversed", 8), ("read-only", 4), ("transposed", 4), ("gap", 4))


@dataclasses.dataclass
class Parameter:
    name: str
    kind: Kind
    layout: str = ""
    alias: str = ""  # a text over earlier parameters that this one is a view of
    default: str = ""


def random_layout(random, kind):
    layout = random.choices([each[0] for each in LAYOUTS], [each[1] for each in LAYOUTS])[0]
    if kind.base not in ("array", "records") or kind.ndim == 0 or (kind.ndim < 2 and layout in ("F", "transposed")):
        return ""
    return layout


def random_arguments(random, parameters, loop_depth, parallel):
    """Lines `name = text`, in order, that make a set of arguments."""
    extents = EXTENTS[min(loop_depth, 3)]
    n, m = random.choice(extents), random.choice(extents[:-2])
    if parallel and loop_depth < 2 and random.random() < 0.02:
        n, m = LARGE, 1  # where whole-array operations run in parallel, too
    m = n if n <= 17 and random.random() < 0.4 else m
    wild = random.random() < 0.25
    lines = []
    for each in parameters:
        if each.default and random.random() < 0.3:
            text = each.default
        elif each.alias:
            text = each.alias
        else:
            text = _argument(random, each, (n, m), wild)
        lines.append((each.name, text))
    return lines


def _argument(random, parameter, extents, wild):
    kind = parameter.kind
    if kind.base in ("array", "records"):
        return _laid_out(_array(random, kind, extents, wild), parameter.layout)
    if kind.base == "tuple":
        parts = [_argument(random, Parameter("", each), extents, wild) for each in kind.items]
        return f"({', '.join(parts)},)"
    if kind.base == "list":
        return f"[{', '.join(_number(random, kind.items[0], wild) for _ in range(random.choice((1, 2, 3, 5))))}]"
    return _number(random, kind, wild)


def _number(random, kind, wild):
    if kind.base in ("str", "none"):
        return repr(random.choice(("ab", "x"))) if kind.base == "str" else "None"
    text = _value(random, kind.letter, kind.dtype or "i8", wild)
    return f"np.dtype({kind.dtype!r}).type({text})" if kind.base == "scalar" else text


def _value(random, letter, dtype, wild):
    """Of a letter's values one that the dtype holds."""
    choice = random.choice
    if letter == "b":
        return choice(("True", "False"))
    if letter in "iu":
        if wild and random.random() < 0.2:
            bits = 8 * int(dtype[1])
            low, high = (0, 2**bits - 1) if letter == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
            return choice([str(low), str(high), str(high - 1), str(high // 2 + 1)])
        return choice(TAME_INTS).replace("-", "" if letter == "u" else "-")
    if letter == "c":
        return f"complex({_value(random, 'f', dtype, wild)}, {_value(random, 'f', dtype, wild)})"
    return choice(WILD_FLOATS if wild and random.random() < 0.3 else TAME_FLOATS)


def _array(random, kind, extents, wild):
    n, m = extents
    shape = {0: (), 1: (n,), 2: (n, m), 3: (2, n, m)}[kind.ndim]
    if random.random() < 0.04 and shape:
        shape = (random.choice((0, 1, n + 1)), *shape[1:])
    if kind.base == "records":
        rows = [f"({_value(random, 'f', 'f8', wild)}, {random.choice(TAME_INTS)}, {random.choice(TAME_FLOATS)})" for _ in range(4)]
        return f"np.resize(np.array([{', '.join(rows)}], POINT), {shape})"
    values = [_value(random, kind.letter, kind.dtype, wild) for _ in range(random.choice((1, 4, 7, 11)))]
    return f"np.resize(np.array([{', '.join(values)}], {kind.dtype!r}), {shape})"


def _laid_out(text, layout):
    if layout == "F":
        return f"{text}.copy('F')"
    if layout == "strided":
        return f"np.repeat({text}, 2, axis=-1)[..., ::2]"
    if layout == "reversed":
        return f"{text}[::-1].copy()[::-1]"
    if layout == "read-only":
        return f"(lambda a: np.broadcast_to(a, a.shape))({text})"
    if layout == "transposed":
        return f"{text}.T.copy().T"
    return f"np.repeat({text}, 3, axis=0)[::3]" if layout == "gap" else text
