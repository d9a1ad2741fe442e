"""Krait compiles numeric Python functions to machine code when they are called.

    import krait

    @krait.jit
    def norm(x):
        total = 0.0
        for value in x:
            total += value * value
        return total ** 0.5

Importing this package loads only the call path. The compiler is loaded at the first compilation, NumPy never by us
before an array is involved.
"""

from krait.decorator import jit, njit, prange

__version__ = "0.1.0"
_PARALLEL = (
    "get_num_threads", "set_num_threads", "get_parallel_chunksize", "set_parallel_chunksize", "parallel_chunksize",
    "get_parallel_schedule", "set_parallel_schedule", "threading_layer",
)  # fmt: skip
_EXPRESSIONS = ("evaluate", "re_evaluate", "validate", "NumExpr")
__all__ = [
    "jit", "njit", "prange", "types", "CompileError", "ExpressionError", "InternalError", "NotBuiltError", "__version__", *_PARALLEL,
    *_EXPRESSIONS,
]  # fmt: skip


def __getattr__(name):
    """krait.types, its types by name (krait.float64), expressions, exceptions, threads: loaded when first asked for."""
    if name in _EXPRESSIONS:
        import krait.numexpr as numexpr

        value = globals()[name] = getattr(numexpr, name)
        return value
    if name in ("CompileError", "ExpressionError", "InternalError", "NotBuiltError"):
        import krait.errors as errors

        return getattr(errors, name)
    if name in _PARALLEL:
        import krait.parallel as parallel

        return getattr(parallel, name)
    import krait.types as types

    if name == "types":
        return types
    if name in types.__all__:
        value = getattr(types, name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'krait' has no attribute {name!r}")
