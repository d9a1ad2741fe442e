"""numpy.linalg in compiled functions: values, named tuples, dtypes, stacks, layouts and LinAlgError against NumPy."""

import numpy as np
import pytest

import krait
from oracle import assert_same

RANDOM = np.random.default_rng(11)
DTYPES = ["bool", "int8", "uint16", "int64", "uint64", "float32", "float64", "complex64", "complex128"]


def compiled(text, arguments="a"):
    return krait.jit(eval(f"lambda {arguments}: {text}", {"np": np}))


def matrix(shape, dtype="float64"):
    """A well-conditioned one, with complex entries where the dtype has them."""
    values = RANDOM.normal(size=shape) * 3 + 4 * np.eye(*shape[-2:])
    if np.dtype(dtype).kind == "c":
        values = values + 1j * RANDOM.normal(size=shape)
    return np.abs(values).astype(dtype) if np.dtype(dtype).kind in "bu" else values.astype(dtype)


def symmetric(shape, dtype="float64"):
    a = matrix(shape, dtype)
    return a @ a.conj().swapaxes(-1, -2) if np.dtype(dtype).kind in "fc" else a | a.swapaxes(-1, -2)


def layouts(a):
    spread = np.zeros((*a.shape[:-2], 2 * a.shape[-2], 3 * a.shape[-1]), a.dtype)
    spread[..., ::2, ::3] = a
    reverse = a[..., ::-1, ::-1].copy()[..., ::-1, ::-1]
    yield from (a, np.asfortranarray(a), spread[..., ::2, ::3], reverse)


SQUARE = ["np.linalg.inv(a)", "np.linalg.det(a)", "np.linalg.slogdet(a)", "np.linalg.qr(a)", "np.linalg.svd(a)", "np.linalg.svdvals(a)",
          "np.linalg.eigvalsh(a)", "np.linalg.eigh(a, 'U')", "np.linalg.eigh(a)"]


@pytest.mark.parametrize("text", SQUARE)
def test_square_matrices(text):
    f = compiled(text)
    for dtype in DTYPES:
        assert_same(f, matrix((3, 3), dtype) if dtype != "bool" else np.eye(3, dtype=bool))
    for shape in ((1, 1), (4, 4), (2, 3, 3), (2, 1, 3, 3), (0, 3, 3)):
        assert_same(f, matrix(shape))
        assert_same(f, matrix(shape, "complex64"))
    for a in layouts(matrix((3, 3))):
        assert_same(f, a)
    for a in layouts(matrix((2, 3, 3), "complex128")):
        assert_same(f, a)
    if "slogdet" in text or "det" in text or "inv" in text or "qr" in text:
        assert_same(f, np.zeros((0, 0)))


@pytest.mark.parametrize("text", ["np.linalg.inv(a)", "np.linalg.det(a)", "np.linalg.eigh(a)", "np.linalg.cholesky(a)", "np.linalg.eig(a)"])
def test_matrices_that_are_not_square(text):
    assert_same(compiled(text), matrix((2, 3)))
    assert_same(compiled(text), matrix((2, 3, 2)))


def test_singular_matrices():
    for a in (np.ones((3, 3)), np.zeros((2, 2)), np.zeros((2, 3, 3)), np.array([[np.nan, 1], [1, 1]]), np.array([[np.inf, 1], [1, 1]])):
        for text in ("np.linalg.inv(a)", "np.linalg.det(a)", "np.linalg.slogdet(a)", "np.linalg.solve(a, a)"):
            assert_same(compiled(text), a)


def test_errors_are_numpys():
    with pytest.raises(np.linalg.LinAlgError, match="^Singular matrix$") as error:
        compiled("np.linalg.inv(a)")(np.zeros((2, 2)))
    assert type(error.value) is np.linalg.LinAlgError
    assert error.traceback[-1].name == "<lambda>"


@pytest.mark.parametrize("left, right", [((3, 3), (3,)), ((3, 3), (3, 2)), ((2, 3, 3), (3,)), ((2, 3, 3), (2, 3, 4)), ((2, 3, 3), (3, 4)), ((3, 3), (2, 3, 4)),
                                         ((0, 0), (0,)), ((0, 0), (0, 2)), ((3, 3), (3, 0)), ((3, 3), (2,)), ((3, 3), (2, 2)), ((4, 3, 3), (2, 3, 2)),
                                         ((4, 3, 3), (4, 3)), ((2, 3), (2,))], ids=str)
def test_solve(left, right):
    f = compiled("np.linalg.solve(a, b)", "a, b")
    assert_same(f, matrix(left), RANDOM.normal(size=right))
    assert_same(f, matrix(left, "float32"), RANDOM.normal(size=right).astype("float32"))
    assert_same(f, matrix(left, "complex64"), RANDOM.integers(0, 9, right))


def test_solve_layouts():
    f = compiled("np.linalg.solve(a, b)", "a, b")
    for a in layouts(matrix((3, 3))):
        for b in layouts(RANDOM.normal(size=(3, 2))):
            assert_same(f, a, b)
        assert_same(f, a, RANDOM.normal(size=6)[::2])


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex64", "complex128"])
def test_cholesky(dtype):
    a = symmetric((2, 4, 4), dtype)
    for text in ("np.linalg.cholesky(a)", "np.linalg.cholesky(a, upper=True)"):
        assert_same(compiled(text), a)
        assert_same(compiled(text), a[0])
        assert_same(compiled(text), -a)
        for each in layouts(a[0]):
            assert_same(compiled(text), each)
    assert_same(compiled("np.linalg.cholesky(a, upper=u)", "a, u"), a, True)


@pytest.mark.parametrize("mode", ["reduced", "complete", "r", "raw"])
def test_qr(mode):
    f = compiled(f"np.linalg.qr(a, mode={mode!r})")
    for shape in ((3, 3), (5, 3), (3, 5), (2, 4, 3), (2, 3, 4), (0, 3), (3, 0), (2, 0, 3)):
        for dtype in ("float64", "float32", "complex64", "int32"):
            assert_same(f, matrix(shape, dtype))


@pytest.mark.parametrize("full", [True, False])
def test_svd(full):
    f = compiled(f"np.linalg.svd(a, full_matrices={full})")
    for shape in ((3, 3), (5, 3), (3, 5), (2, 4, 3), (2, 3, 4), (0, 3), (3, 0)):
        for dtype in ("float64", "float32", "complex64", "int32"):
            assert_same(f, matrix(shape, dtype))
    assert_same(compiled("np.linalg.svd(a, full)", "a, full"), matrix((5, 3)), full)
    assert_same(compiled("np.linalg.svd(a, compute_uv=False)"), matrix((5, 3)))
    assert_same(f, np.full((2, 2), np.nan))


def test_svd_of_symmetric_matrices():
    for dtype in ("float64", "float32", "complex128"):
        a = symmetric((2, 4, 4), dtype) - 20 * np.eye(4, dtype=dtype)
        for each in (a, a[0]):
            assert_same(compiled("np.linalg.svd(a, hermitian=True)"), each)
            assert_same(compiled("np.linalg.svd(a, hermitian=True, compute_uv=False)"), each)


def test_eigenvalues_of_real_matrices_that_are_real():
    for dtype in ("float64", "float32", "int64"):
        a = np.array([[2, 1, 0], [1, 3, 1], [0, 1, 4]]).astype(dtype)
        for each in (a, np.stack([a, a + np.eye(3, dtype=dtype)]), np.triu(a)):
            assert_same(compiled("np.linalg.eig(a)"), each)
            assert_same(compiled("np.linalg.eigvals(a)"), each)


def test_eigenvalues_of_complex_matrices():
    for dtype in ("complex64", "complex128"):
        a = matrix((2, 3, 3), dtype)
        for each in (a, a[0], a[0].T):
            assert_same(compiled("np.linalg.eig(a)"), each)
            assert_same(compiled("np.linalg.eigvals(a)"), each)


def test_complex_eigenvalues_of_real_matrices_are_refused_when_they_come():
    rotation = np.array([[0.0, -1.0], [1.0, 0.0]])
    for name in ("eig", "eigvals"):
        with pytest.raises(ValueError, match=rf"write {name}\(a \+ 0j\)"):
            compiled(f"np.linalg.{name}(a)")(rotation)
        assert_same(compiled(f"np.linalg.{name}(a)"), rotation + 0j)


def test_eigenvalues_of_what_is_not_finite():
    for bad in (np.nan, np.inf):
        a = np.array([[1.0, bad], [0.0, 1.0]])
        for text in ("np.linalg.eig(a)", "np.linalg.eigvals(a)", "np.linalg.eigvalsh(a)"):
            assert_same(compiled(text), a)


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (3, 3), (0, 3), (3, 0)], ids=str)
def test_lstsq(shape):
    f = compiled("np.linalg.lstsq(a, b)", "a, b")
    for dtype in ("float64", "float32", "complex64", "int32"):
        a = matrix(shape, dtype)
        for b in (RANDOM.normal(size=shape[0]), RANDOM.normal(size=(shape[0], 2)).astype("float32"), np.zeros((shape[0], 0))):
            assert_same(f, a, b)
    assert_same(compiled("np.linalg.lstsq(a, b, rcond=r)", "a, b, r"), np.ones((4, 2)), np.arange(4.0), 1e-3)
    assert_same(compiled("np.linalg.lstsq(a, b, -1)", "a, b"), np.ones((4, 2)), np.arange(4.0))
    assert_same(f, np.ones((4, 2)), np.arange(3.0))


def test_named_tuples():
    @krait.jit
    def f(a):
        found = np.linalg.eigh(a)
        sign, logarithm = np.linalg.slogdet(a)
        u, s, vh = np.linalg.svd(a)
        qr = np.linalg.qr(a)
        return found.eigenvalues, found[1], sign, logarithm, s, np.linalg.slogdet(a).sign, qr.Q, qr.R, qr

    assert_same(f, symmetric((3, 3)))
    result = compiled("np.linalg.eigh(a)")(np.eye(2))
    assert type(result) is type(np.linalg.eigh(np.eye(2)))
    assert result.eigenvectors is result[1]


def test_results_are_freed_when_dropped():
    @krait.jit
    def f(a, n):
        total = 0.0
        for i in range(n):
            w, v = np.linalg.eigh(a)
            total += w[0] + np.linalg.det(np.linalg.inv(a) @ v)
        return total

    assert_same(f, symmetric((3, 3)), 100)


@pytest.mark.parametrize("text", ["np.linalg.inv(a[0])", "np.linalg.inv(2.0)", "np.linalg.qr(a, mode='full')", "np.linalg.eigh(a, 'x')", "np.linalg.inv(h)",
                                  "np.linalg.svd(a, compute_uv=n)", "np.linalg.lstsq(a, a, tol=1)", "np.linalg.eigh(a).sign"])
def test_what_is_not_taken(text):
    with pytest.raises(krait.CompileError):
        compiled(text, "a, h, n")(np.ones((2, 2)), np.ones((2, 2), "float16"), True)


def resident_pages():
    with open("/proc/self/statm", encoding="ascii") as fields:
        return int(fields.read().split()[1])


def test_nothing_is_left_behind_by_results_conversions_and_errors():
    @krait.jit
    def f(a, b):
        w, v = np.linalg.eigh(a)
        x = np.linalg.solve(a, b)
        return np.fft.fft2(v @ a)[0], np.einsum("ij,jk->ik", v, x), np.linalg.inv(b)

    a, singular = symmetric((40, 40), "float32"), np.zeros((40, 40))

    def rounds(count):
        for _ in range(count):
            with pytest.raises(np.linalg.LinAlgError):
                f(a, singular[:, :40])
            compiled_eigh(a)

    compiled_eigh = compiled("np.linalg.eigh(a)")
    rounds(20)
    before = resident_pages()
    rounds(120)
    assert resident_pages() - before < 300
