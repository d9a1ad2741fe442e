"""The exceptions of the compiler itself. What compiled code raises at run time are Python's own exceptions."""


class CompileError(Exception):
    """A function can't be compiled; the message says why and where, and the way round where there is one.

    Attributes: kind, the name of the diagnostic; filename and lineno, the place in the user's source.
    """

    kind = None
    filename = None
    lineno = None


class InternalError(Exception):
    """A fault of the compiler. The message holds the stage and the function's intermediate code, for a bug report."""
