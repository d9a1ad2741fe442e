"""Expressions built by Python's operators instead of written as text: E.a + 2 * E.b is the expression "(a + (2 * b))".

NumExpr's objects are its syntax tree; here they are the text, so that there is one language and one parser.
"""

_BINARY = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "lshift": "<<",
    "rshift": ">>", "and": "&", "or": "|", "xor": "^",
}  # fmt: skip
_COMPARISONS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}
_UNARY = {"neg": "-", "pos": "+", "invert": "~"}


class ExpressionNode:
    """A part of an expression: its text."""

    def __init__(self, text):
        self.text = text

    def __str__(self):
        return self.text

    def __repr__(self):
        return f"ExpressionNode({self.text!r})"

    def __bool__(self):
        raise TypeError("You can't use Python's standard boolean operators in expressions: use '&', '|', '~' instead")

    def __getitem__(self, key):
        items = key if isinstance(key, tuple) else (key,)
        return ExpressionNode(f"{self.text}[{', '.join(map(_key_text, items))}{',' if isinstance(key, tuple) else ''}]")

    @property
    def real(self):
        return ExpressionNode(f"{self.text}.real")

    @property
    def imag(self):
        return ExpressionNode(f"{self.text}.imag")

    __hash__ = object.__hash__


def text_of(value):
    """The text of a part of an expression, or of a number."""
    if isinstance(value, ExpressionNode):
        return value.text
    if isinstance(value, (bool, int, str, bytes, type(None))):
        return repr(value)
    if isinstance(value, (float, complex)):
        return f"({value!r})".replace("infj", "inf*1j").replace("nanj", "nan*1j")
    raise TypeError(f"an expression holds numbers and names, not {type(value).__name__}: give it a name")


def _key_text(item):
    if isinstance(item, slice):
        parts = ["" if part is None else text_of(part) for part in (item.start, item.stop, item.step)]
        return ":".join(parts)
    return "..." if item is Ellipsis else text_of(item)


def _binary(symbol):
    def forward(self, other):
        return ExpressionNode(f"({text_of(self)} {symbol} {text_of(other)})")

    def reflected(self, other):
        return ExpressionNode(f"({text_of(other)} {symbol} {text_of(self)})")

    return forward, reflected


def _unary(symbol):
    return lambda self: ExpressionNode(f"({symbol}{self.text})")


for _name, _symbol in _BINARY.items():
    _forward, _reflected = _binary(_symbol)
    setattr(ExpressionNode, f"__{_name}__", _forward)
    setattr(ExpressionNode, f"__r{_name}__", _reflected)
for _name, _symbol in _COMPARISONS.items():
    setattr(ExpressionNode, f"__{_name}__", _binary(_symbol)[0])
for _name, _symbol in _UNARY.items():
    setattr(ExpressionNode, f"__{_name}__", _unary(_symbol))


class Expression:
    """E: each attribute of it is the operand of that name."""

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return ExpressionNode(name)


E = Expression()


def call(function, *arguments, **keywords):
    """A call of a function of the language: call("sum", E.a, axis=0)."""
    parts = [text_of(argument) for argument in arguments]
    parts += [f"{name}={text_of(value)}" for name, value in keywords.items()]
    return ExpressionNode(f"{function}({', '.join(parts)})")
