"""numpy.fft in compiled functions against NumPy: the same bits, since the loops are NumPy's own."""

import numpy as np
import pytest

import krait
from oracle import assert_same

RANDOM = np.random.default_rng(5)
DTYPES = ["bool", "int8", "uint16", "int64", "uint64", "float16", "float32", "float64", "complex64", "complex128"]


def compiled(text, arguments="a"):
    return krait.jit(eval(f"lambda {arguments}: {text}", {"np": np}))


def signal(shape, dtype="float64"):
    values = RANDOM.integers(-99, 99, shape) / (1 if np.dtype(dtype).kind in "iub" else 8)
    if np.dtype(dtype).kind == "c":
        values = values + 1j * RANDOM.integers(-99, 99, shape) / 8
    return np.asarray(values).astype(dtype)


def takes(name, dtype):
    return np.dtype(dtype).kind != "c" or not (name.startswith("rfft") or name == "ihfft")


ALONG = ["fft", "ifft", "rfft", "irfft", "hfft", "ihfft"]
PLANES = ["fft2", "ifft2", "rfft2", "irfft2", "fftn", "ifftn", "rfftn", "irfftn"]


@pytest.mark.parametrize("name", ALONG)
def test_along_one_axis(name):
    for dtype in DTYPES:
        if takes(name, dtype):
            for norm in (None, "backward", "ortho", "forward"):
                f = compiled(f"np.fft.{name}(a, norm={norm!r})")
                for length in (2, 5, 8, 11):
                    assert_same(f, signal(length, dtype))
    for text in (f"np.fft.{name}(a, 4)", f"np.fft.{name}(a, n=9)", f"np.fft.{name}(a, axis=0)", f"np.fft.{name}(a, 3, -2)"):
        for a in (signal((3, 6)), signal((3, 6)).T, signal((6, 12))[::2, ::-2], signal((2, 3, 4), "float32")):
            assert_same(compiled(text), a)


@pytest.mark.parametrize("name", ALONG)
def test_errors(name):
    f = compiled(f"np.fft.{name}(a, n, axis)", "a, n, axis")
    assert_same(f, signal(4), 0, -1)
    assert_same(f, signal(4), -3, -1)
    assert_same(f, signal(4), 3, 1)
    assert_same(compiled(f"np.fft.{name}(a, axis=2)"), signal(4))
    assert_same(compiled(f"np.fft.{name}(a)"), signal(0))
    assert_same(compiled(f"np.fft.{name}(a)"), signal(1))
    assert_same(compiled(f"np.fft.{name}(a, norm='other')"), signal(4))


@pytest.mark.parametrize("name", PLANES)
def test_along_several_axes(name):
    for dtype in DTYPES:
        if takes(name, dtype):
            assert_same(compiled(f"np.fft.{name}(a)"), signal((4, 6), dtype))
    for text in ("", ", s=(3, 4)", ", s=(5, -1), axes=(0, 1)", ", axes=(1, 0)", ", norm='ortho'", ", axes=(0, 2), norm='forward'", ", axes=(-1,)"):
        if "s=(3, 4)" in text and name.endswith("n"):
            text += ", axes=(0, 1)"
        f = compiled(f"np.fft.{name}(a{text})")
        for a in (signal((3, 4, 6)), signal((4, 4, 3)).T, signal((4, 6, 8))[::2, ::-1, ::2], signal((3, 4, 4), "float32")):
            assert_same(f, a)
    assert_same(compiled(f"np.fft.{name}(a, s=(2,), axes=(0, 1))"), signal((3, 4)))
    assert_same(compiled(f"np.fft.{name}(a, axes=(0, 5))"), signal((3, 4)))


def test_out():
    a = signal((3, 4))
    assert_same(compiled("np.fft.fft(a, out=out)", "a, out"), a, np.empty((3, 4), complex))
    assert_same(compiled("np.fft.irfft(a, out=out)", "a, out"), a, np.empty((3, 6)))
    assert_same(compiled("np.fft.rfft(a, 8, 0, out=out)", "a, out"), a, np.empty((4, 5), complex).T)
    assert_same(compiled("np.fft.fft(a, out=out)", "a, out"), a, np.empty((3, 5), complex))
    out = np.empty((3, 4), complex)
    assert compiled("np.fft.fft(a, None, -1, None, out)", "a, out")(a, out) is out


def test_order_of_the_result():
    for a in (signal((3, 4)), np.asfortranarray(signal((3, 4)))):
        assert_same(compiled("np.fft.fft(a).strides"), a)
        assert_same(compiled("np.fft.fftn(a).strides"), a)


def test_there_and_back():
    assert_same(compiled("np.fft.ifft(np.fft.fft(a))"), signal(31))
    assert_same(compiled("np.fft.irfft(np.fft.rfft(a), a.shape[0])"), signal(31))


@pytest.mark.parametrize("n", [0, 1, 2, 7, 8, np.int32(5)])
def test_frequencies(n):
    for text in ("np.fft.fftfreq(n)", "np.fft.rfftfreq(n)", "np.fft.fftfreq(n, 0.25)", "np.fft.rfftfreq(n, d=3)"):
        assert_same(compiled(text, "n"), n)
    assert_same(compiled("np.fft.fftfreq(n, d)", "n, d"), n, np.float64(0.1))
    assert_same(compiled("np.fft.fftfreq(n, d)", "n, d"), n, np.float64(0.0))
    assert_same(compiled("np.fft.fftfreq(n, d)", "n, d"), n, 0.0)


@pytest.mark.parametrize("name", ["fftshift", "ifftshift"])
def test_shifts(name):
    for shape in ((5,), (4,), (3, 4), (2, 5, 3), (0,), (1, 1)):
        for dtype in ("float64", "int8", "complex64", "bool"):
            assert_same(compiled(f"np.fft.{name}(a)"), signal(shape, dtype))
    for axes in (0, -1, (0, 1), (1,), (0, 0), ()):
        assert_same(compiled(f"np.fft.{name}(a, axes={axes})"), signal((3, 4)).T)
    assert_same(compiled(f"np.fft.{name}(a)"), signal((6, 8))[::2, ::-2])


@pytest.mark.parametrize("text", ["np.fft.rfft(c)", "np.fft.fft(2.0)", "np.fft.fft(a, out=a)", "np.fft.fftn(a, s=3)", "np.fft.fftfreq(3.5)", "np.fft.fft(a, plan=1)"])
def test_what_is_not_taken(text):
    with pytest.raises(krait.CompileError):
        compiled(text, "a, c")(np.ones(4), np.ones(4, complex))
