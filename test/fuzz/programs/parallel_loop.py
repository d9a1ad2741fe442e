"""Writes a loop over prange: own elements are stored, numbers and arrays are reduced, nests go inside.

What disturbs other iterations is refused by the compiler, so bodies are made of a list of their own.
"""

import re

from programs.kinds import BOOL, FLOAT, INT, array, scalar

OWN_STORES = ("{out}[{i}] = {e}", "{out}[{i}] += {e}", "{out}[{i}] = {e} if {c} else {e2}")
REDUCTIONS = ("total += {e}", "total -= {e}", "count += {k}", "low = min(low, {e})", "high = max(high, {e})", "bits |= {k}", "every = every and {c}",
              "hist[{i} % 4] += {e}", "hist += 1.0")  # fmt: skip
STARTS = {"total": "0.0", "count": "0", "low": "5.0", "high": "-5.0", "bits": "1", "every": "True", "hist": "np.zeros(4)"}
KINDS = {"total": FLOAT, "low": FLOAT, "high": FLOAT, "count": INT, "bits": INT, "every": BOOL, "hist": array("f8", 1)}
STRONG = {FLOAT: scalar("f8"), BOOL: scalar("b1")}  # where an element of an array is put into one


def write_parallel_loop(body):
    """Append one to the function that `body` writes; what it makes can be returned."""
    random, expressions, scope = body.random, body.expressions, body.scope
    arrays = scope.names_of(lambda kind: kind.is_array and kind.ndim == 1 and kind.dtype == "f8")
    over = random.choice(arrays) if arrays else None
    extent = f"len({over})" if over else random.choice(("5", "40", "131"))
    chosen = random.sample(REDUCTIONS, random.randint(0, 3))
    used = [name for name in STARTS if any(name in each for each in chosen)]
    loop = random.choice(("prange({})", "prange({})", "prange(1, {})", "prange({} - 1, -1, -1)", "prange(0, {}, 2)")).format(extent)
    values = [f"{over}[i]" if over else "i * 0.5", "float(i % 5)", "i + 0.5", "2.0", "t"]
    conditions = ["i % 3 == 0", "t > 1", f"{values[0]} > 0.5"]
    lines = [f"t = {values[0]} * {random.choice(('2.0', '0.5', '-1.0'))}"]
    for text in [random.choice(OWN_STORES), *chosen]:
        lines += _filled(text, random, values, conditions)
    for name in used:
        body.add(f"{name} = {STARTS[name]}")
        kind = KINDS[name]
        if over and kind in STRONG and any(_takes_element(line, name, over) for line in lines):
            kind = STRONG[kind]
            body.add(f"{name} = joined({name}, {kind.base + kind.dtype!r})")
        scope.declare(name, kind)
    body.add(f"out = np.zeros({extent})")
    body.add(f"for i in {loop}:")
    for line in lines:
        body.add(f"    {line}")
    scope.declare("out", array("f8", 1))


def _takes_element(line, name, over):
    """Whether the line puts an element of `over`, or t, which is one, into the variable."""
    return re.match(rf" *{name} .*(\b{over}\[i\]|\bt\b)", line)


def _filled(text, random, values, conditions):
    line = text.format(out="out", i="i", e=random.choice(values), e2=random.choice(values), c=random.choice(conditions), k=random.choice(("1", "i % 4", "i")))
    roll = random.random()
    if roll < 0.15:
        return [f"for j in {random.choice(('range', 'prange'))}(3):", f"    {line}"]
    if roll < 0.3:
        return [f"if {random.choice(conditions)}:", f"    {line}"]
    return [line]
