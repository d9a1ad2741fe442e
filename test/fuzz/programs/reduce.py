"""Shrinks a program that fails to a few lines that fail in the same way.

Zeller and Hildebrandt's idea ("Simplifying and Isolating Failure-Inducing Input", 2002) on the syntax tree: statements are left out,
blocks stand in for what they are blocks of, expressions become one of their operands or a constant; so do the arguments' texts. A step
is kept if the outcome stays what it was; it ends when no step is.
"""

import ast
import copy
import dataclasses
import re

MAX_TRIALS = 1500
_BLOCKS = ("body", "orelse", "cases")


def reduce(program, fails, max_trials=MAX_TRIALS):
    """The smallest program found for which fails(program) is true; program itself has to fail."""
    trials = 0
    shrunk = True
    while shrunk and trials < max_trials:
        shrunk = False
        for candidate in _candidates(program):
            if not _joins_are_whole(candidate.source):
                continue
            trials += 1
            if trials > max_trials:
                break
            if fails(candidate):
                program, shrunk = candidate, True
                break
    return program


def category(what):
    """What kind of difference it is, whatever the numbers are."""
    if what.startswith("shared memory"):
        return "sharing"
    for word in ("raises", "returns", "dtype", "shape", "writeable", "CompileError"):
        if word in what:
            return word
    if "<class" in what:
        return "type"
    return "text" if re.search(r"Error\('", what) else "value"


def _joins_are_whole(source):
    """Whether it is Python, and each `x = joined(x, kind)` is followed by a loop that assigns x: else there is nothing to join."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return False
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if isinstance(block, list) and not all(_is_followed(block, k) for k in range(len(block)) if _is_join(block[k])):
                return False
    return True


def _is_join(statement):
    value = getattr(statement, "value", None)
    return isinstance(statement, ast.Assign) and isinstance(value, ast.Call) and getattr(value.func, "id", "") == "joined"


def _is_followed(block, k):
    name = block[k].targets[0].id
    loops = [each for each in block[k + 1 :] if not isinstance(each, ast.Assign)][:1]
    within = [node for loop in loops if isinstance(loop, (ast.For, ast.While)) for each in loop.body for node in ast.walk(each)]
    return any(isinstance(each, (ast.Assign, ast.AugAssign)) and not isinstance(each.value, ast.Constant) and name in _targets(each) for each in within)


def _targets(assignment):
    targets = assignment.targets if isinstance(assignment, ast.Assign) else [assignment.target]
    return [getattr(each, "id", "") for each in targets]


def _candidates(program):
    """Smaller programs, the much smaller ones first."""
    if len(program.arguments) > 1:
        for one in program.arguments:
            yield dataclasses.replace(program, arguments=[one])
    for tree in _smaller_trees(ast.parse(program.source)):
        yield dataclasses.replace(program, source=ast.unparse(tree) + "\n")
    for k, lines in enumerate(program.arguments):
        for j, (name, text) in enumerate(lines):
            for tree in _smaller_expressions(ast.parse(text, mode="eval")):
                changed = [*lines[:j], (name, ast.unparse(tree)), *lines[j + 1 :]]
                yield dataclasses.replace(program, arguments=[*program.arguments[:k], changed, *program.arguments[k + 1 :]])
    yield from _without_parameters(program)


def _without_parameters(program):
    tree = ast.parse(program.source)
    function = next(each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == "f")
    used = {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}
    for k, parameter in enumerate(function.args.args):
        texts = " ".join(text for lines in program.arguments for _, text in lines)
        if parameter.arg not in used and not re.search(rf"\b{parameter.arg}\b", texts) and not function.args.defaults:
            made = copy.deepcopy(tree)
            found = next(each for each in made.body if isinstance(each, ast.FunctionDef) and each.name == "f")
            del found.args.args[k]
            arguments = [[line for line in lines if line[0] != parameter.arg] for lines in program.arguments]
            yield dataclasses.replace(program, source=ast.unparse(made) + "\n", arguments=arguments)


def _smaller_trees(tree):
    places = [(node, field) for node in ast.walk(tree) for field in _BLOCKS if isinstance(getattr(node, field, None), list)]
    for index, (node, field) in enumerate(places):
        for k in range(len(getattr(node, field)) - 1, -1, -1):
            yield from _without_statement(tree, index, k)
    yield from _smaller_expressions(tree)


def _without_statement(tree, index, k):
    """The tree without statement k of block `index`, and with the statement's own blocks in its place."""
    def block_of(made):
        node, field = [(n, f) for n in ast.walk(made) for f in _BLOCKS if isinstance(getattr(n, f, None), list)][index]
        return node, field, getattr(node, field)

    made = copy.deepcopy(tree)
    node, field, block = block_of(made)
    removed = block.pop(k)
    if isinstance(removed, ast.Pass) and not block:
        return
    if not block and field == "body" and not isinstance(node, ast.Module):
        block.append(ast.Pass())
    if isinstance(removed, ast.FunctionDef) and removed.name == "f":
        return
    if block or field != "cases":
        yield made
    for inner in ("body", "orelse"):
        if isinstance(removed, (ast.If, ast.For, ast.While)) and getattr(removed, inner):
            made = copy.deepcopy(tree)
            _, _, block = block_of(made)
            block[k : k + 1] = getattr(block[k], inner)
            yield made


def _smaller_expressions(tree):
    count = sum(1 for _ in _expressions(tree))
    for index in range(count):
        _, _, _, node = list(_expressions(tree))[index]
        for child in _stand_ins(node):
            made = copy.deepcopy(tree)
            owner, field, position, _ = list(_expressions(made))[index]
            _put(owner, field, position, copy.deepcopy(child))
            yield ast.fix_missing_locations(made)


def _expressions(tree):
    """All expressions that are read: their owner, its field and, in a list, the position."""
    for owner in ast.walk(tree):
        for field, value in ast.iter_fields(owner):
            for position, each in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(each, ast.expr) and isinstance(getattr(each, "ctx", ast.Load()), ast.Load) and field not in ("decorator_list", "func"):
                    yield owner, field, position if isinstance(value, list) else None, each


def _stand_ins(node):
    """Smaller expressions that may stand for this one."""
    if isinstance(node, (ast.Constant, ast.Name)):
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.keyword):
            child = child.value
        if isinstance(child, ast.expr) and isinstance(getattr(child, "ctx", ast.Load()), ast.Load) and not isinstance(child, (ast.Slice, ast.Lambda)):
            yield child
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield node.func.value
    if isinstance(node, (ast.List, ast.Tuple)) and len(node.elts) > 1:
        for k in range(len(node.elts)):
            yield type(node)(node.elts[:k] + node.elts[k + 1 :], ast.Load())
    if not isinstance(node, (ast.Slice, ast.UnaryOp)):
        yield ast.Constant(1)


def _put(owner, field, position, node):
    if position is None:
        setattr(owner, field, node)
    else:
        getattr(owner, field)[position] = node
