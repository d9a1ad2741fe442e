"""The bridge from the call path to the compiler: what krait._dispatch calls when it needs code.

The compiler module is loaded here, by the first call that needs it.
"""


def load_compiler():
    """The module with LLVM in it. Raises ImportError where only the light part of krait is there (krait build --standalone)."""
    try:
        from krait import _compiler
    except ImportError as error:
        if "_compiler" not in str(error):
            raise
        raise ImportError(
            "this krait has no compiler: it came with a package that was built ahead of time; pip install krait",
            name="krait._compiler",
        ) from None
    return _compiler


def compile_signature(dispatcher, notations, result=None):
    """Compile a jitted function for one combination of argument types.

    notations: type notation of each argument, in the order of the parameters (positional, keyword-only, *args).
    result: notation of the result where the user gave one, else None: as inferred.

    Returns (capsule, objects, guards). The capsule "krait.compiled" holds a kr_compiled, which the dispatcher takes
    over. objects: a tuple of what the code refers to, kept as long as it; a site's exception_class is an index into
    it. guards: a list of (dict, name, object) and (cell, object): the code is dropped once one no longer holds;
    the object is krait._dispatch.ABSENT where the name must be undefined or the cell empty.

    Raises krait's compile errors; nothing is remembered of a failure.
    """
    request = {
        "dispatcher": dispatcher,
        "function": dispatcher.py_func,
        "arguments": list(notations),
        "result": result,
        "options": dict(dispatcher.options),
    }
    return load_compiler().compile(request)


def compile_expression(text, notations, options):
    """Compile an expression for the types of its operands, in the order of their names, and of the output behind them.

    options: output, whether there is one; casting, the rule for storing into it; expand_powers. They, the text and the
    notations say all that the code depends on. Returns what compile_signature returns.
    """
    from krait import _compiler

    return _compiler.compile(expression_request(text, notations, options))


def expression_request(text, notations, options):
    """What the compiler is asked for. Loops are parallel where there is enough to do; floats divide as NumPy's do."""
    fixed = {"parallel": True, "error_model": "numpy"}
    return {"expression": text, "arguments": list(notations), "options": {**fixed, **options}}


def parse_signature(signature):
    """(argument notations, result notation or None) of a signature: text, a types.Signature, or a tuple of types.

    Raises TypeError for anything else, and ValueError with the place in the text where it cannot be understood.
    """
    return load_compiler().parse_signature(signature_text(signature))


def signature_text(signature):
    """A signature as text, whatever form it was given in."""
    if isinstance(signature, str):
        return signature
    if isinstance(signature, (tuple, list)):
        return "(" + ", ".join(map(signature_text, signature)) + ")"
    text = getattr(signature, "krait_notation", None)
    if text is None:
        raise TypeError(f"a signature is text, a tuple of types or made from krait.types, not {signature!r}")
    return text


def inspect_types(dispatcher, file=None, signature=None):
    """f.inspect_types(file=None, signature=None): print each source line with its typed code, to file or stdout."""
    from krait._inspect import print_types

    print_types(dispatcher, file, signature)


def inspect_llvm(dispatcher, signature=None):
    """f.inspect_llvm(signature=None): optimised LLVM IR, of one signature or of all compiled ones as a dict."""
    from krait._inspect import inspect_text

    return inspect_text(dispatcher, signature, "llvm-opt")


def inspect_asm(dispatcher, signature=None):
    """f.inspect_asm(signature=None): machine code as assembly, of one signature or of all as a dict."""
    from krait._inspect import inspect_text

    return inspect_text(dispatcher, signature, "asm")


def parallel_diagnostics(dispatcher, signature=None, level=1, file=None):
    """f.parallel_diagnostics(signature=None, level=1, file=None): print what became of prange loops.

    For each compiled signature, or the one given: which loops run on several threads, what they reduce and how, and where it
    could not be decided whether iterations disturb each other. level=2 adds which loops were vectorised, or why not, and the
    checks that are left.
    """
    from krait._inspect import print_parallel

    print_parallel(dispatcher, file, signature, level)


def inspect_cfg(dispatcher, signature=None):
    """f.inspect_cfg(signature=None): control flow of the optimised code in Graphviz' language, one or a dict of all."""
    from krait._inspect import inspect_text

    return inspect_text(dispatcher, signature, "cfg")
