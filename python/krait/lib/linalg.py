"""numpy.linalg: norms, ranks, pseudo-inverses and products, in terms of its decompositions."""

import numpy as np

from krait.lib import refuse, value


def norm(x, ord=None, axis=None, keepdims=False):
    if x.dtype.kind == "i" or x.dtype.kind == "u" or x.dtype.kind == "b":
        return norm(x.astype(np.float64), ord, axis, keepdims)
    if axis is None:
        if ord is None or (x.ndim == 2 and (ord == "fro" or ord == "f")) or (x.ndim == 1 and ord == 2):
            length = _length(x.ravel("K"))
            return length if not keepdims else np.full((1,) * x.ndim, length)
        if x.ndim == 1:
            return _vector_norms(x, ord, 0, keepdims)
        if x.ndim == 2:
            return _matrix_norms(x, ord, 0, 1, keepdims)
        raise ValueError("Improper number of dimensions to norm.")
    if isinstance(axis, tuple):
        if len(axis) == 1:
            return _vector_norms(x, ord, axis[0], keepdims)
        if len(axis) == 2:
            return _matrix_norms(x, ord, axis[0], axis[1], keepdims)
        raise ValueError("Improper number of dimensions to norm.")
    return _vector_norms(x, ord, axis, keepdims)


def _length(x):
    """The root of the sum of squares of a vector."""
    if x.dtype.kind == "c":
        return np.sqrt(x.real.dot(x.real) + x.imag.dot(x.imag))
    return np.sqrt(x.dot(x))


def _squares(x):
    if x.dtype.kind == "c":
        return (np.conjugate(x) * x).real
    return x * x


def _vector_norms(x, ord, axis, keepdims):
    if ord is None or ord == 2:
        return np.sqrt(np.sum(_squares(x), axis=axis, keepdims=keepdims))
    if ord == "fro":
        raise ValueError("Invalid norm order 'fro' for vectors")
    if ord == "nuc":
        raise ValueError("Invalid norm order 'nuc' for vectors")
    if isinstance(ord, str):
        refuse("this order of a norm")
    if ord == np.inf:
        return np.max(np.abs(x), axis=axis, keepdims=keepdims, initial=0)
    if ord == -np.inf:
        return np.min(np.abs(x), axis=axis, keepdims=keepdims)
    if ord == 0:
        return np.sum(x != 0, axis=axis, dtype=x.real.dtype, keepdims=keepdims)
    if ord == 1:
        return np.sum(np.abs(x), axis=axis, keepdims=keepdims)
    return np.sum(np.abs(x) ** ord, axis=axis, keepdims=keepdims) ** np.reciprocal(x.real.dtype.type(ord))


def _matrix_norms(x, ord, row_axis, column_axis, keepdims):
    if row_axis < 0:
        row_axis = row_axis + x.ndim
    if column_axis < 0:
        column_axis = column_axis + x.ndim
    if row_axis == column_axis:
        raise ValueError("Duplicate axes given.")
    y = np.moveaxis(x, (row_axis, column_axis), (-2, -1))
    found = _last_axes_norms(y, ord)
    if not keepdims:
        return found
    return np.expand_dims(found, (row_axis, column_axis))


def _last_axes_norms(x, ord):
    if ord is None or ord == "fro" or ord == "f":
        return np.sqrt(np.sum(_squares(x), axis=(-2, -1)))
    if ord == "nuc":
        return np.sum(np.linalg.svdvals(x), axis=-1)
    if isinstance(ord, str):
        raise ValueError("Invalid norm order for matrices.")
    if ord == 2:
        return np.max(np.linalg.svdvals(x), axis=-1, initial=0)
    if ord == -2:
        return np.min(np.linalg.svdvals(x), axis=-1)
    if ord == 1:
        return np.max(np.sum(np.abs(x), axis=-2), axis=-1, initial=0)
    if ord == -1:
        return np.min(np.sum(np.abs(x), axis=-2), axis=-1)
    if ord == np.inf:
        return np.max(np.sum(np.abs(x), axis=-1), axis=-1, initial=0)
    if ord == -np.inf:
        return np.min(np.sum(np.abs(x), axis=-1), axis=-1)
    raise ValueError("Invalid norm order for matrices.")


def vector_norm(x, *, axis=None, keepdims=False, ord=2):
    if axis is None:
        found = norm(x.ravel(), ord, 0)
        return found if not keepdims else np.full((1,) * x.ndim, found)
    if isinstance(axis, tuple):
        refuse("a tuple as axis", "Give one axis, or move them together and reshape.")
    return norm(x, ord, axis, keepdims)


def matrix_norm(x, *, keepdims=False, ord="fro"):
    return norm(x, ord, (-2, -1), keepdims)


def cond(x, p=None):
    if x.size == 0 and x.shape[-2] * x.shape[-1] == 0:
        raise np.linalg.LinAlgError("cond is not defined on empty arrays")
    if p is None or p == 2:
        s = np.linalg.svdvals(x)
        return _infinite_unless_nan(_first(s) / _last(s), x)
    if p == -2:
        s = np.linalg.svdvals(x)
        return _infinite_unless_nan(_last(s) / _first(s), x)
    return _infinite_unless_nan(norm(x, p, (-2, -1)) * norm(np.linalg.inv(x), p, (-2, -1)), x)


def _first(s):
    return s[0] if s.ndim == 1 else s[..., 0]


def _last(s):
    return s[-1] if s.ndim == 1 else s[..., -1]


def _infinite_unless_nan(found, x):
    """nan only where the matrix has one."""
    if x.ndim == 2:
        return found.dtype.type(np.inf) if np.isnan(found) and not np.any(np.isnan(x)) else found
    flat = found.reshape(found.size)
    matrices = x.reshape((found.size, -1))
    for i in range(found.size):
        if np.isnan(flat[i]) and not np.any(np.isnan(matrices[i])):
            flat[i] = np.inf
    return found


def matrix_rank(A, tol=None, hermitian=False, *, rtol=None):
    if rtol is not None and tol is not None:
        raise ValueError("`tol` and `rtol` can't be both set.")
    if A.ndim < 2:
        return int(not np.all(A == 0))
    s = np.linalg.svd(A, compute_uv=False, hermitian=hermitian)
    if tol is None:
        if rtol is None:
            rtol = max(A.shape[-2], A.shape[-1]) * _epsilon(s)
        tol = np.max(s, axis=-1, keepdims=True, initial=0) * rtol
    return np.sum(s > tol, axis=-1)


def pinv(a, rcond=None, hermitian=False, *, rtol="unset"):
    if rcond is None:
        if isinstance(rtol, str):
            return _pinv(a, 1e-15, hermitian)
        if rtol is None:
            return _pinv(a, max(a.shape[-2], a.shape[-1]) * _epsilon(a), hermitian)
        return _pinv(a, rtol, hermitian)
    if not isinstance(rtol, str):
        raise ValueError("`rtol` and `rcond` can't be both set.")
    return _pinv(a, rcond, hermitian)


def _pinv(a, cutoff: value, hermitian):
    u, s, vh = np.linalg.svd(_conjugate(a), full_matrices=False, hermitian=hermitian)
    if s.size > 0:
        _invert_large(s, cutoff)
    return np.matmul(np.swapaxes(vh, -1, -2), s[..., np.newaxis] * np.swapaxes(u, -1, -2))


def _invert_large(s, cutoff):
    """Each value above the cutoff, as a part of the largest, to its inverse, the others to 0."""
    stack = s.reshape((-1, s.shape[-1]))
    for i in range(stack.shape[0]):
        limit = cutoff * np.max(stack[i])
        for k in range(stack.shape[1]):
            stack[i, k] = 1 / stack[i, k] if stack[i, k] > limit else 0


def matrix_power(a, n: value):
    if a.shape[-1] != a.shape[-2]:
        raise np.linalg.LinAlgError("Last 2 dimensions of the array must be square")
    if n < 0:
        return _power(np.linalg.inv(a), -n)
    return _power(a, n)


def _power(a, n):
    if n == 0:
        return np.zeros_like(a) + np.eye(a.shape[-1], dtype=a.dtype)
    if n == 3:
        return a @ a @ a
    z = a.copy()
    while n % 2 == 0:
        z = z @ z
        n //= 2
    result = z
    n //= 2
    while n > 0:
        z = z @ z
        if n % 2 == 1:
            result = result @ z
        n //= 2
    return result


def tensorinv(a, ind=2):
    if ind <= 0:
        raise ValueError("Invalid ind argument.")
    size = 1
    for extent in a.shape[ind:]:
        size *= extent
    return np.linalg.inv(a.reshape((size, -1))).reshape(a.shape[ind:] + a.shape[:ind])


def tensorsolve(a, b, axes=None):
    if axes is not None:
        refuse("the argument 'axes'", "Transpose the array first.")
    shape = a.shape[b.ndim:]
    size = 1
    for extent in shape:
        size *= extent
    if a.size != size**2:
        raise np.linalg.LinAlgError(
            "Input arrays must satisfy the requirement             prod(a.shape[b.ndim:]) == prod(a.shape[:b.ndim])")
    return np.linalg.solve(a.reshape((size, size)), b.ravel()).reshape(shape)


def matrix_transpose(x):
    if x.ndim < 2:
        refuse("an array of fewer than two axes")
    return np.swapaxes(x, -1, -2)


def outer(x1, x2):
    if x1.ndim != 1 or x2.ndim != 1:
        refuse("an array that has not one axis", "np.outer flattens its arguments.")
    return x1[:, np.newaxis] * x2


def trace(x, *, offset=0, dtype=None):
    return np.trace(x, offset, -2, -1, dtype)


def diagonal(x, *, offset=0):
    return np.diagonal(x, offset, -2, -1)


def _conjugate(a):
    return np.conjugate(a) if a.dtype.kind == "c" else a


def _epsilon(a):
    """np.finfo(a.dtype).eps, of float16 to complex128."""
    if a.itemsize == 4 or (a.dtype.kind == "c" and a.itemsize == 8):
        return np.float32(1.1920929e-07)
    return np.float64(2.220446049250313e-16)
