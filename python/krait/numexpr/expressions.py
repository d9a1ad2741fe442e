"""Syntax trees of expressions, built by Python's operators: E.a + 2 * E.b.

A node has NumExpr's attributes (astType, astKind, value, children), for libraries that look into conditions; and `text`,
the expression in the language, which is what is compiled: there is one language and one parser. The text is made with
the node, so that long chains need no recursion.

Constants are typed, as in NumExpr: a float32 beside 0.1, or an int32 beside 2**40, is converted to the constant's kind
where the variable's kind is known (stringToExpression gives kinds; the variables of E are "double").
"""

from krait.numexpr.function_nodes import EXTRA_FUNCTIONS, FUNCTIONS, kind_of_call, value_of_call
from krait.numexpr.kinds import (
    TEXT_KINDS,
    common_kind,
    double,
    int_,
    kind_of_number,
    kind_rank,
    kind_to_type,
    long_,
    type_to_kind,
)

__all__ = ["ConstantNode", "E", "Expression", "ExpressionNode", "FuncNode", "LeafNode", "OpNode", "RawNode",
"VariableNode", "call", "double",
           "functions", "int_", "kind_rank", "kind_to_type", "long_", "type_to_kind"]  # fmt: skip

# Symbols with the binding powers of Python's grammar.
_BINARY = {"or": ("|", 4), "xor": ("^", 5), "and": ("&", 6), "lshift": ("<<", 7), "rshift": (">>", 7), "add": ("+", 8),
           "sub": ("-", 8),
           "mul": ("*", 9), "div": ("/", 9), "floordiv": ("//", 9), "mod": ("%", 9), "pow": ("**", 12)}  # fmt: skip
_COMPARISONS = {"gt": (">", 3), "ge": (">=", 3), "eq": ("==", 3), "ne": ("!=", 3)}
_UNARY = {"neg": ("-", 10), "invert": ("~", 10)}
_SYMBOLS = _BINARY | _COMPARISONS | _UNARY
_ATOM = 20
_MIXED = ("sum", "prod", "max", "min")  # have NumExpr's number of the axis as a second child
_ALL_AXES = 255


class ExpressionNode:
    """A part of an expression. astType: "generic", "variable", "constant", "op". text: the expression in the language."""

    astType = "generic"

    def __init__(self, value=None, kind=None, children=None):
        self.value = value
        self.astKind = kind or "none"
        self.children = () if children is None else tuple(children)
        self.text, self._power = "", _ATOM

    def __str__(self):
        return self.text

    def __repr__(self):
        return f"{type(self).__name__}({self.value}, {self.astKind}, {self.children})"

    def __bool__(self):
        raise TypeError("You can't use Python's standard boolean operators in expressions: use '&', '|', '~' instead")

    def __getitem__(self, key):
        items = key if isinstance(key, tuple) else (key,)
        node = OpNode("getitem", (self,), self.astKind)
        node.text = f"{_bound(self, _ATOM)}[{', '.join(map(_key_text, items))}{',' if isinstance(key, tuple) else ''}]"
        return node

    def __neg__(self):
        return OpNode("neg", (self,), self.astKind)

    def __invert__(self):
        return OpNode("invert", (self,), self.astKind)

    def __pos__(self):
        return self

    def __abs__(self):
        return call("abs", self)

    def get_real(self):
        return _part(self, "real")

    def get_imag(self):
        return _part(self, "imag")

    real, imag = property(get_real), property(get_imag)
    __hash__ = object.__hash__


class LeafNode(ExpressionNode):
    leafNode = True


class VariableNode(LeafNode):
    """An operand; value is its name."""

    astType = "variable"

    def __init__(self, value=None, kind=None, children=None):
        super().__init__(value, kind, children)
        self.text = str(value)


class RawNode:
    """A number that is no operand: an axis (255: all of them)."""

    astType, astKind, children = "raw", "none", ()

    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"RawNode({self.value})"


class ConstantNode(LeafNode):
    astType = "constant"

    def __init__(self, value=None, children=None):
        super().__init__(value, kind_of_number(value), children)
        self.text = _number_text(value)

    def __neg__(self):
        return ConstantNode(-self.value)

    def __invert__(self):
        return ConstantNode(~self.value)


class OpNode(ExpressionNode):
    """An operator, by its name in NumExpr: add, gt, invert, ..."""

    astType = "op"

    def __init__(self, opcode=None, args=None, kind=None):
        args = tuple(map(_node, args or ()))
        super().__init__(opcode, kind or common_kind(each.astKind for each in args), args)
        if opcode in _SYMBOLS:
            self._write(*_SYMBOLS[opcode], _typed_texts(args))

    def _write(self, symbol, power, parts):
        self._power = power
        if len(parts) == 1:
            self.text = symbol + _wrapped(parts[0], power)
        else:
            strict = 0 if symbol in ("**", ">", ">=", "==", "!=") else 1  # chains of others group to the left
            self.text = f"{_wrapped(parts[0], power + 1 - strict)} {symbol} {_wrapped(parts[1], power + 1)}"


class FuncNode(OpNode):
    """A function, by its name in NumExpr: sqrt, where, absolute, ..."""


class Expression:
    """E: each attribute of it is the operand of that name."""

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return VariableNode(name, "double")


E = Expression()


def call(function, *arguments, **keywords):
    """A call of a function of the language: call("sum", E.a, axis=0). Of numbers alone it is their value."""
    if arguments and not keywords and all(isinstance(each, (int, float, complex)) for each in arguments):
        value = value_of_call(function, arguments)
        if value is not None:
            return ConstantNode(value)
    nodes = tuple(map(_node, arguments))
    node = FuncNode(
        FUNCTIONS.get(function, EXTRA_FUNCTIONS.get(function, (function,)))[0], nodes, kind_of_call(function, nodes)
    )
    if function in _MIXED:
        node.children = (*nodes[:1], RawNode(_ALL_AXES if keywords.get("axis") is None else keywords["axis"]))
    parts = [part for part, _ in _typed_texts(nodes)]
    parts += [f"{name}={_number_text(value)}" for name, value in keywords.items()]
    node.text = f"{function}({', '.join(parts)})"
    return node


def _caller(name):
    def function(*arguments, **keywords):
        return call(name, *arguments, **keywords)

    function.__name__ = name
    return function


functions = {name: _caller(name) for name in FUNCTIONS}


def _node(value):
    return value if isinstance(value, (ExpressionNode, RawNode)) else ConstantNode(value)


def _part(node, name):
    part = OpNode(name, (node,), "double" if node.astKind == "complex" else node.astKind)
    part.text = f"{_bound(node, _ATOM)}.{name}"
    return part


# ---- texts


def _number_text(value):
    if type(value).__module__ == "numpy":
        value = value.item()
    if isinstance(value, (bool, str, bytes, type(None))):
        return repr(value)
    if isinstance(value, int):
        return repr(value) if value >= 0 else f"({value})"
    return f"({value!r})".replace("infj", "inf*1j").replace("nanj", "nan*1j")


def _bound(node, power):
    return _wrapped((node.text, node._power), power)


def _wrapped(part, power):
    text, own = part
    return text if own >= power else f"({text})"


def _typed_texts(nodes):
    """(text, binding power) of each operand, converted where a constant beside it is of a kind that NumPy would not join."""
    ranks = [
        kind_rank.index(each.astKind) for each in nodes if each.astType == "constant" and each.astKind not in TEXT_KINDS
    ]
    highest = kind_rank[max(ranks)] if ranks else "bool"
    return [_converted(each, highest) for each in nodes]


def _converted(node, highest):
    if node.astType != "constant" and node.astKind == "float" and highest in ("double", "complex"):
        return f"double({node.text})", _ATOM
    if node.astType != "constant" and node.astKind == "int" and highest == "long":
        return f"int64({node.text})", _ATOM
    return node.text, node._power


def _key_text(item):
    if isinstance(item, slice):
        return ":".join("" if part is None else _node(part).text for part in (item.start, item.stop, item.step))
    if item is None or item is Ellipsis:
        return "None" if item is None else "..."
    return _node(item).text


# ---- Python's operators

_NAMES = {"truediv": "div"}
_SYMMETRIC = ("add", "mul", "and", "or", "xor")  # 2 + a is the tree of a + 2, as in NumExpr


def _is_operand(value):
    return (
        isinstance(value, (ExpressionNode, bool, int, float, complex, bytes, str))
        or type(value).__module__ == "numpy"
        and not value.shape
    )


def _operator(opcode, is_reversed, kind=None):
    def apply(self, other):
        if not _is_operand(other):
            raise TypeError(f"an expression holds numbers and names, not {type(other).__name__}: give it a name")
        pair = (_node(other), self) if is_reversed else (self, _node(other))
        if kind:
            return OpNode(opcode, pair, kind)
        made = common_kind(each.astKind for each in pair)
        if opcode == "div" and made in ("bool", "int", "long"):
            made = "double"
        if made == "bool" and opcode in ("add", "mul"):  # what they are of bools, in NumPy as well
            return OpNode({"add": "or", "mul": "and"}[opcode], pair, "bool")
        return OpNode(opcode, pair, made)

    return apply


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "and", "or", "xor"):
    _opcode = _NAMES.get(_name, _name)
    setattr(ExpressionNode, f"__{_name}__", _operator(_opcode, False))
    setattr(ExpressionNode, f"__r{_name}__", _operator(_opcode, _name not in _SYMMETRIC))
for _name, _opcode, _is_reversed in (("gt", "gt", False), ("ge", "ge", False), ("eq", "eq", False), ("ne", "ne",
False), ("lt", "gt", True),
                                     ("le", "ge", True)):  # fmt: skip
    setattr(ExpressionNode, f"__{_name}__", _operator(_opcode, _is_reversed, "bool"))
