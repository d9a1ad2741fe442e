"""From a text to its tree, and what a tree's kinds must fit.

The text is checked by the language's own parser, then read by Python's (there is no eval); what Python reads and trees do
not have (indexing by masks, statements) is a TypeError.
"""

import ast
import operator

from krait._dispatch import expression
from krait.numexpr.expressions import ConstantNode, ExpressionNode, OpNode, VariableNode, call
from krait.numexpr.kinds import TEXT_KINDS, common_kind, default_kind, kind_rank, kind_to_typecode, type_to_kind

_CONSTANTS = {"pi": 3.141592653589793, "e": 2.718281828459045, "inf": float("inf"), "nan": float("nan")}
_OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod, ast.Pow: operator.pow, ast.LShift: operator.lshift, ast.RShift: operator.rshift,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_, ast.BitXor: operator.xor, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Invert: operator.invert,
}  # fmt: skip
_OPCODES = {ast.Pow: "pow", ast.LShift: "lshift"}
_LARGEST_FOLDED = 64  # powers and shifts of numbers by more than that are left to be compiled


def stringToExpression(s, types, context, sanitize=True):
    """The tree of a text. types: the type of each operand by its name, where it is not double.

    Raises ExpressionError for what is no expression, and TypeError for one that has no tree or whose kinds do not fit.
    """
    expression(s, sanitize=sanitize, **context)
    try:
        body = ast.parse(s.strip(), "<expression>", "eval").body
        value = _Reader(types).read(body)
    except RecursionError:
        raise TypeError("an expression as deep as that has no tree") from None
    except SyntaxError as error:
        raise TypeError(f"an expression of several statements has no tree: {error}") from None
    return value if isinstance(value, ExpressionNode) else ConstantNode(value)


class _Reader:
    def __init__(self, types):
        self.kinds = {name: type_to_kind[kind_type] for name, kind_type in types.items()}

    def read(self, node):
        reader = getattr(self, f"_read_{type(node).__name__}", None)
        if reader is None:
            raise TypeError(f"{ast.unparse(node)} has no tree")
        return reader(node)

    def _read_Constant(self, node):
        if node.value is None or node.value is Ellipsis:
            raise TypeError(f"{node.value} has no tree")
        return node.value

    def _read_Name(self, node):
        if node.id in _CONSTANTS and node.id not in self.kinds:
            return _CONSTANTS[node.id]
        return VariableNode(node.id, self.kinds.get(node.id, default_kind))

    def _read_UnaryOp(self, node):
        if isinstance(node.op, ast.Not):
            value = self.read(node.operand)
            return ~value if getattr(value, "astKind", "") == "bool" else call("logical_not", value)
        return _OPERATORS[type(node.op)](self.read(node.operand))

    def _read_BinOp(self, node):
        if type(node.op) not in _OPERATORS:
            raise TypeError(f"{ast.unparse(node)} has no tree")
        return _applied(type(node.op), self.read(node.left), self.read(node.right))

    def _read_Compare(self, node):
        values = [self.read(each) for each in (node.left, *node.comparators)]
        parts = [_applied(type(op), left, right) for op, left, right in zip(node.ops, values, values[1:])]
        return _joined(operator.and_, "logical_and", parts)

    def _read_BoolOp(self, node):
        is_and = isinstance(node.op, ast.And)
        return _joined(
            operator.and_ if is_and else operator.or_,
            "logical_and" if is_and else "logical_or",
            map(self.read, node.values),
        )

    def _read_IfExp(self, node):
        return call("where", *map(self.read, (node.test, node.body, node.orelse)))

    def _read_Attribute(self, node):
        return getattr(self.read(node.value), node.attr)  # the parser has let .real and .imag through, and no other

    def _read_Call(self, node):
        keywords = {each.arg: ast.literal_eval(each.value) for each in node.keywords}
        return call(node.func.id, *map(self.read, node.args), **keywords)


def _applied(op, left, right):
    numbers = not isinstance(left, ExpressionNode) and not isinstance(right, ExpressionNode)
    if numbers and op in _OPCODES and abs(right) > _LARGEST_FOLDED:
        return OpNode(_OPCODES[op], (left, right))
    if op is ast.Pow and isinstance(right, int) and right < 0 and getattr(left, "astKind", "") in ("int", "long"):
        raise ValueError("Integers to negative integer powers are not allowed.")
    return _OPERATORS[op](left, right)


def _joined(operation, function, values):
    """Truths joined by & or |, which libraries look into; others by the function."""
    values = list(values)
    result = values[0]
    for each in values[1:]:
        kinds = [getattr(value, "astKind", "bool" if isinstance(value, bool) else "") for value in (result, each)]
        result = operation(result, each) if kinds == ["bool", "bool"] else call(function, result, each)
    return result


class ASTNode:
    """A node as the checks of types see it. value: the operation; after typeCompileAst with the kinds' letters."""

    def __init__(self, astType="generic", astKind="unknown", value=None, children=()):
        self.astType, self.astKind, self.value, self.children = astType, astKind, value, tuple(children)
        self.reg = None

    def __repr__(self):
        return f"AST({self.astType}, {self.astKind}, {self.value}, {self.children}, {self.reg})"


def expressionToAST(ex):
    """The tree as ASTNodes."""
    return ASTNode(ex.astType, ex.astKind, ex.value, [expressionToAST(each) for each in ex.children])


_INTEGRAL, _NUMBERS = ("int", "long"), ("int", "long", "float", "double", "complex")
_TAKES = {
    **dict.fromkeys(("add", "sub", "mul", "div", "pow", "neg"), _NUMBERS),
    **dict.fromkeys(("floordiv", "mod"), _NUMBERS[:-1]),
    **dict.fromkeys(("lshift", "rshift"), _INTEGRAL),
    **dict.fromkeys(("and", "or", "xor", "invert"), ("bool", *_INTEGRAL)),
    **dict.fromkeys(("gt", "ge"), (*_NUMBERS[:-1], *TEXT_KINDS)),
    **dict.fromkeys(("eq", "ne"), ("bool", *_NUMBERS, *TEXT_KINDS)),
}
_TO_BOOL = ("gt", "ge", "eq", "ne")


def typeCompileAst(ast_node):
    """The same with the kinds of operators written into their values: b"add_ddd".

    Raises NotImplementedError for an operator that its operands' kinds do not have.
    """
    children = [typeCompileAst(each) for each in ast_node.children]
    value = ast_node.value
    if ast_node.astType == "op" and value in _TAKES:
        value = _typed_operation(ast_node, [each.astKind for each in children])
    return ASTNode(ast_node.astType, ast_node.astKind, value, children)


def _typed_operation(node, kinds):
    kind = _kind_computed_in(node.value, kinds)
    if kind not in _TAKES[node.value]:
        letters = "".join(kind_to_typecode[each] for each in (node.astKind, *kinds))
        raise NotImplementedError(f"couldn't find matching opcode for '{node.value}_{letters}'")
    letter = kind_to_typecode[kind]
    return f"{node.value}_{'b' if node.value in _TO_BOOL else letter}{letter * len(kinds)}".encode()


def _kind_computed_in(opcode, kinds):
    """What the operands are converted to; nothing where they do not go together."""
    try:
        kind = common_kind(kinds)
    except TypeError:
        return ""
    if opcode == "div" and kind in ("bool", *_INTEGRAL):
        return "double"
    return "int" if kind == "bool" and opcode in ("gt", "ge", "lshift", "rshift") else kind
