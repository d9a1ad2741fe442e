"""The type of compiled objects, by the name under which NumExpr has it."""

from krait._dispatch import compiled_object, expression

NumExpr = type(compiled_object(expression("0"), None, None))
use_vml = False
