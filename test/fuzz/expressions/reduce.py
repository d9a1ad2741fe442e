"""A failing expression, shrunk: each part of its tree is replaced by a part of that part, as long as it fails alike."""

import ast
import dataclasses

from expressions.check import check
from programs.check import Verdict

MOST_TRIALS = 400


def reduced(case):
    """A case of the same operands and a shorter text that still differs; the given one where Python can't read it."""
    trials, changed = 0, True
    while changed and trials < MOST_TRIALS:
        changed = False
        for text in sorted(set(_smaller(case.text)), key=len):
            trials += 1
            candidate = dataclasses.replace(case, text=text)
            if len(text) < len(case.text) and _fails(candidate):
                case, changed = candidate, True
                break
    return case


def _fails(case):
    try:
        return check(case).verdict is Verdict.DIFFERENT
    except Exception:
        return True


def _smaller(text):
    """Texts in which one part is replaced by one within it, or one statement is dropped."""
    try:
        count = len(list(ast.walk(ast.parse(text.strip()))))
    except (SyntaxError, ValueError):
        return
    for place in range(count):
        for part in range(count):
            tree = ast.parse(text.strip())
            node = list(ast.walk(tree))[place]
            inner = [each for each in ast.walk(node) if isinstance(each, ast.expr) and each is not node]
            if isinstance(node, ast.Assign) and part == 0:
                tree.body.remove(node)
                yield ast.unparse(tree)
            if not isinstance(node, ast.expr) or part >= len(inner):
                break
            yield ast.unparse(_Replaced(node, inner[part]).visit(tree))


class _Replaced(ast.NodeTransformer):
    def __init__(self, old, new):
        self.old, self.new = old, new

    def visit(self, node):
        return self.new if node is self.old else self.generic_visit(node)
