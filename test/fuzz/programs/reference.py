"""Runs a program by CPython, with what compiled code may do otherwise made visible (docs/semantics.md).

The syntax tree of the program is rewritten, so that every operation is looked at as it happens:

- an `int` beyond 64 bits, and a power whose type depends on the value, end the run with Beyond: compiled code raises there;
- NumPy's transcendental functions give the bits of Krait's own kernels, once they were found to be within MAX_ULPS of NumPy's;
- a sum whose value depends on the order of its terms makes the run inexact: its values are then not compared, its types are; so does a float that is
  converted to an integer dtype that does not hold it, which is undefined (check.py sees NumPy's warning);
- so does what comes out of sorting floats with zeros of both signs, which are equal: their order is nobody's;
- `max` and `min` of Python's numbers and NumPy's of one dtype, or of ints and floats, give what both are joined to;
- `joined(x, kind)`, which the generator writes before loops that make a number another kind, converts;
- what grows without end, and what NumPy makes of an empty list, is given up (GivenUp).
"""

import ast
import builtins

import numpy as np

import krait

MAX_ULPS = 6  # 4 of NumPy's and 2 of Krait's
MAX_ITEMS = 200_000
KERNELS = ("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "arcsinh",
           "arccosh", "arctanh", "cbrt", "power", "arctan2", "hypot", "logaddexp", "logaddexp2", "float_power")  # fmt: skip
IN_ANY_ORDER = ("sum", "mean", "nansum", "nanmean", "prod", "std", "var", "dot", "matmul", "trace", "trapezoid", "average", "quantile", "norm", "det", "inv",
                "solve", "slogdet", "convolve", "interp", "linspace", "gradient", "reduce", "nancumsum", "cumprod", "histogram", "vander", "outer",
                "kron", "median", "fsum", "allclose", "isclose", "polyval", "cov", "corrcoef", "fft", "einsum", "tensordot", "cross", "sinc",
                "unwrap", "angle", "nanmedian", "nanstd", "percentile", "logspace", "hanning", "cholesky", "eigvalsh", "reduceat",
                "apply_along_axis")  # fmt: skip
SORTED = ("sort", "unique", "union1d", "intersect1d", "setdiff1d", "median", "nanmedian")
OF_FLOATS = ("mean", "nanmean", "std", "var", "average", "median", "nanmedian")  # of integers, too
NEVER_EXACT = ("cov", "corrcoef", "fft", "sinc", "unwrap", "angle", "nanstd", "percentile", "logspace", "hanning", "cholesky", "eigvalsh", "norm",
               "det", "inv", "solve", "slogdet", "gradient", "interp", "quantile", "linspace", "vander")

HOOKS = ("_seen", "_numpy", "_ordered", "_kernel", "_power", "_product", "_extreme", "_absolute", "_reduced", "joined")
REDUCED = ("total", "hist")  # the sums of parallel loops (parallel_loop.py)


class Beyond(Exception):
    """CPython went where compiled code raises: beyond 64 bits, to a type that depends on the value."""


class GivenUp(Exception):
    """The program makes too much of something."""


class Reference:
    """The namespace of one program, run by CPython. `inexact` says so of all runs so far."""

    def __init__(self, source, names, is_parallel=False):
        self.inexact = False
        self.is_parallel = is_parallel
        tree = _Watched().visit(ast.parse(source))
        hooks = {name: getattr(self, name) for name in HOOKS}
        self.names = {**names, **hooks, "jit": lambda function: function, "prange": range}
        exec(compile(ast.fix_missing_locations(tree), "<reference>", "exec"), self.names)

    def joined(self, value, kind):
        return {"float": float, "scalarf8": np.float64, "scalari8": np.int64, "scalarb1": np.bool_}[kind](value)

    def _seen(self, value):
        if type(value) is int:
            if not -(2**63) <= value < 2**63:
                raise Beyond
        elif type(value) is np.ndarray:
            if value.size > MAX_ITEMS:
                raise GivenUp
        elif type(value) is list and len(value) > MAX_ITEMS:
            raise GivenUp
        return value

    def _numpy(self, function, *operands, **keywords):
        """A call of NumPy's; what an empty list is to it depends on the list's type, which CPython's has not."""
        if any(type(each) is list and not each for each in operands):
            raise GivenUp
        return self._seen(function(*operands, **keywords))

    def _ordered(self, name, function, *operands, **keywords):
        owner = getattr(function, "__self__", None)
        in_order = function is builtins.sum and len(operands) <= 2 or type(owner) is list
        if not self.inexact and not in_order:
            looked_at = [each for each in (owner, *operands) if isinstance(each, (np.ndarray, np.generic, list, tuple))]
            self.inexact = name in NEVER_EXACT or not all(_is_exact(np.asarray(each), name) for each in looked_at)
        if _has_axes_by_extent(name, operands):
            raise Beyond
        return self._seen(function(*operands, **keywords))

    def _extreme(self, function, *operands, **keywords):
        result = function(*operands, **keywords)
        dtypes = {each.dtype for each in operands if isinstance(each, np.generic)}
        if len(operands) < 2 or isinstance(result, np.generic):
            return self._seen(result)
        if len(dtypes) == 1 and type(result) in (int, float):
            return dtypes.pop().type(result)
        return float(result) if type(result) is int and any(type(each) is float for each in operands) else self._seen(result)

    def _product(self, x, y):
        self.inexact = self.inexact or not (_is_exact(np.asarray(x), "dot") and _is_exact(np.asarray(y), "dot"))
        return self._seen(x @ y)

    def _power(self, x, y, is_literal):
        if type(x) is int and type(y) is int and (abs(x) > 1 and y > 10_000 or y < 0 and not is_literal):
            raise Beyond
        result = x**y
        if type(result) is complex and complex not in (type(x), type(y)):
            raise Beyond
        if isinstance(result, (np.ndarray, np.generic)) and result.dtype.kind in "fc":
            return self._kernel_result("power", result, (x, y))
        return self._seen(result)

    def _kernel(self, name, function, *operands, **keywords):
        result = function(*operands, **keywords)
        if keywords or len(operands) > 2 or not isinstance(result, (np.ndarray, np.generic)):
            self.inexact = True
            return result
        return self._kernel_result(name, result, operands)

    def _reduced(self, value):
        """What a parallel loop adds up, in another order than CPython."""
        self.inexact = self.inexact or (self.is_parallel and not _is_exact(np.asarray(value), "sum"))

    def _absolute(self, function, *operands, **keywords):
        result = function(*operands, **keywords)
        if isinstance(result, (np.ndarray, np.generic)) and np.iscomplexobj(operands[0]):
            return self._kernel_result("absolute", result, operands)
        return self._seen(result)

    def _kernel_result(self, name, result, operands):
        """The result with the bits of Krait's kernel, if NumPy's are near; else NumPy's, which then differ in the end."""
        if result.dtype.kind != "f":
            self.inexact = self.inexact or result.dtype.kind == "c"
            return result
        ours = _krait_values(name, result, operands)
        expected = np.asarray(result)
        if np.array_equal(ours, expected, equal_nan=True) and np.array_equal(np.signbit(ours), np.signbit(expected)):
            return result
        if not np.all(_ulps(ours, expected) <= MAX_ULPS):
            return result
        self.inexact = self.inexact or name == "power"
        return ours if isinstance(result, np.ndarray) else ours[()]


def _has_axes_by_extent(name, operands):
    """Whether NumPy gives fewer axes for these extents than for others: what is compiled raises NotImplementedError."""
    shapes = [np.shape(each) for each in operands]
    return name == "cov" and len(shapes[0]) == 2 and shapes[0][0] == 1 or name == "cross" and all(shape[-1:] == (2,) for shape in shapes)


def _is_exact(values, name):
    """Whether sums (products for prod, sums of products for the rest) of these come out the same in any order, sorted values as well."""
    if name in SORTED and _has_both_zeros(values):
        return False
    if name not in IN_ANY_ORDER:
        return True
    if values.dtype.kind in "biu" and name in OF_FLOATS:
        values = values.astype(float)
    if values.dtype.kind not in "fc":
        return True
    parts = np.ravel(values).view(values.real.dtype) if values.dtype.kind == "c" and values.flags.c_contiguous else values
    if parts.dtype.kind == "c":
        return False
    finite = parts[np.isfinite(parts)].astype(float)
    if name in ("prod", "reduce", "cumprod"):
        return bool(np.sum(np.log2(np.abs(finite[finite != 0]) * 4)) < 20) and _is_tame(finite, 4, 2.0**20)
    bits = {2: 6, 4: 10}.get(parts.dtype.itemsize // (1 if values.dtype.kind == "f" else 1), 20)
    total = float(np.sum(np.abs(finite)))
    fine = _is_tame(finite, 4, 2.0**bits) and total < 2.0 ** (bits + 1)
    if name in ("std", "var", "mean", "nanmean"):
        return fine and (name.endswith("mean") or values.size in (0, 1, 2, 4, 8) and values.ndim == 1)
    return fine


def _has_both_zeros(values):
    parts = [values.real, values.imag] if values.dtype.kind == "c" else [values]
    signs = [np.signbit(each[each == 0]) for each in parts if each.dtype.kind == "f"]
    return any(np.any(each) and not np.all(each) for each in signs)


def _is_tame(values, scale, limit):
    return bool(np.all(np.abs(values) < limit) and np.all(values * scale == np.rint(values * scale)))


def _ulps(got, expected):
    with np.errstate(all="ignore"):
        distance = np.abs(got - expected) / np.spacing(np.abs(expected))
    same = (got == expected) | (np.isnan(got) & np.isnan(expected))
    return np.where(same, 0, np.where(np.isnan(distance), np.inf, distance))


_compiled = {}


def _krait_values(name, result, operands):
    """What Krait's kernel makes of the operands, as an array of the result's shape and dtype."""
    if name not in _compiled:
        text = f"lambda x: np.{name}(x)" if len(operands) == 1 else f"lambda x, y: np.{name}(x, y)"
        _compiled[name] = krait.jit(eval(text, {"np": np}))
    dtype = None if np.iscomplexobj(operands[0]) else result.dtype
    flat = [np.broadcast_to(np.asarray(each, dtype), result.shape).ravel() for each in operands]
    return np.asarray(_compiled[name](*flat)).reshape(result.shape)


class _Watched(ast.NodeTransformer):
    """Puts calls of the hooks around what they look at."""

    in_prange = False

    def visit_Assign(self, node):
        """What joins kinds is no use of the variable, which may be unbound."""
        self.generic_visit(node)
        if not isinstance(node.value, ast.Call) or getattr(node.value.func, "id", "") != "joined":
            return node
        unbound = ast.ExceptHandler(ast.Name("UnboundLocalError", ast.Load()), None, [ast.Pass()])
        return ast.Try([node], [unbound], [], [])

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if isinstance(node.op, ast.Pow):
            return _call("_power", node.left, node.right, ast.Constant(isinstance(node.right, (ast.Constant, ast.UnaryOp))))
        return _call("_product", node.left, node.right) if isinstance(node.op, ast.MatMult) else _call("_seen", node)

    def visit_UnaryOp(self, node):
        self.generic_visit(node)
        return node if isinstance(node.op, ast.Not) else _call("_seen", node)

    def visit_Call(self, node):
        self.generic_visit(node)
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        is_numpy = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "np"
        if name == "joined":
            return node
        if (is_numpy and name in KERNELS) or name in IN_ANY_ORDER or name in SORTED:
            hook = "_kernel" if is_numpy and name in KERNELS else "_ordered"
            return ast.Call(ast.Name(hook, ast.Load()), [ast.Constant(name), node.func, *node.args], node.keywords)
        if is_numpy or name in ("max", "min", "abs"):
            hook = "_absolute" if name == "abs" else "_extreme" if getattr(node.func, "id", "") in ("max", "min") else "_numpy"
            return ast.Call(ast.Name(hook, ast.Load()), [node.func, *node.args], node.keywords)
        return _call("_seen", node)

    def visit_For(self, node):
        outer, self.in_prange = self.in_prange, self.in_prange or "prange" in ast.unparse(node.iter)
        self.generic_visit(node)
        self.in_prange = outer
        return node

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        is_name = isinstance(node.target, ast.Name)
        name = node.target.id if is_name else getattr(getattr(node.target, "value", None), "id", "")
        looks = [_call("_seen", ast.Name(name, ast.Load()))] if is_name else []
        if self.in_prange and name in REDUCED:
            looks.append(_call("_reduced", ast.Name(name, ast.Load())))
        return [node, *map(ast.Expr, looks)]

    def visit_MatchValue(self, node):
        return node


def _call(hook, *operands):
    return ast.Call(ast.Name(hook, ast.Load()), list(operands), [])


