"""The exceptions of the compiler itself. What compiled code raises at run time are Python's own exceptions."""


class CompileError(Exception):
    """A function can't be compiled; the message says why and where, and the way round where there is one.

    Attributes: kind, the name of the diagnostic; filename and lineno, the place in the user's source (None where
    there is none).
    """

    kind = None
    filename = None
    lineno = None


class SignatureError(CompileError, ValueError):
    """The text of a signature can't be understood; kind is "bad_signature"."""


class ExpressionError(CompileError, ValueError):
    """The text of an expression can't be understood, or can't be compiled for these operands; the carets are under the place."""


def expression_error(message, kind):
    """The exception for a text that is no expression."""
    error = ExpressionError(message)
    error.kind = kind
    return error


class NotBuiltError(CompileError, TypeError):
    """A module that was built ahead of time has no code for this; the message says why, and how to build it."""


class InternalError(Exception):
    """A fault of the compiler. The message holds the stage, the function's intermediate code and a command line that
    reproduces it, for a bug report."""
