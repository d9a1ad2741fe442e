"""What expressions should give: the same text run by CPython over NumPy, with the language's functions as NumPy's."""

import math
import warnings

import krait
import numpy as np

# The functions of the language that have another name in NumPy, or none: then element by element by the math module.
RENAMED = {
    "abs": "absolute",
    "conj": "conjugate",
    "bool": "bool_",
    "int": "int64",
    "float": "float64",
    "double": "float64",
}
CASTS = "bool int float double int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128"
PLAIN = (
    "abs arccos arccosh arcsin arcsinh arctan arctan2 arctanh ceil conj copy copysign cos cosh exp expm1 floor fmod hypot imag "
    "isfinite isinf isnan log log10 log1p log2 max maximum min minimum nextafter ones_like prod real round sign signbit sin sinh "
    "sqrt sum tan tanh trunc where all any argmax argmin cbrt clip exp2 fmax fmin isin logaddexp logical_and logical_not "
    "logical_or logical_xor mean square std var"
)
TOLERANCE = {
    "e": 2e-3,
    "f": 4e-7,
    "d": 8e-16,
    "F": 1e-5,
    "D": 1e-13,
}  # relative; kernels are not NumPy's to the last bit
TRANSCENDENTAL = "arc sin cos tan exp log pow sqrt hypot erf gamma std var mean sum prod cbrt ** abs %"


def _by_element(function):
    def apply(x):
        x = np.asarray(x)
        return np.vectorize(function, otypes=[x.dtype if x.dtype.kind == "f" else float])(x)

    return apply


def _complex_of(real, imag=0.0):
    result = np.empty(np.broadcast_shapes(np.shape(real), np.shape(imag)), complex)
    result.real, result.imag = real, imag
    return result


def namespace():
    """The names of the language for eval()."""
    names = {name: getattr(np, RENAMED.get(name, name)) for name in PLAIN.split()}
    for name in CASTS.split():
        names[name] = lambda x, dtype=np.dtype(RENAMED.get(name, name)): np.asarray(x).astype(dtype)
    names |= {"erf": _by_element(math.erf), "erfc": _by_element(math.erfc), "gamma": _by_element(math.gamma)}
    names |= {"lgamma": _by_element(math.lgamma), "complex": _complex_of, "__builtins__": {}}
    return names | {"pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan, "True": True, "False": False}


NAMESPACE = namespace()


def numpy_value(text, operands):
    """The array that NumPy gives for the text of one statement."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.asarray(eval(text, dict(NAMESPACE), dict(operands)))


def is_exact(text):
    """Whether the value has NumPy's bits: there is nothing in the text that is computed by kernels of our own."""
    return not any(word in text for word in TRANSCENDENTAL.split())


def assert_equal(got, want, text):
    """Same dtype, shape, values; real floats to the last bit where `text` has only arithmetic.

    NumPy's loops of complex numbers contract products where the memory lies well, so those are compared within a
    tolerance.
    """
    assert type(got) is np.ndarray and got.dtype == want.dtype and got.shape == want.shape, (
        text,
        got.dtype,
        want.dtype,
    )
    if got.dtype.kind not in "fc" or (got.dtype.kind == "f" and is_exact(text)):
        np.testing.assert_array_equal(got, want, err_msg=text)
    else:
        scale = 4 if any(word in text for word in ("sum", "mean", "std", "var")) else 1  # another order, terms that cancel
        np.testing.assert_allclose(got, want, rtol=scale * TOLERANCE[got.dtype.char], atol=1e-300, err_msg=text)


def check(text, numpy_text=None, **operands):
    """evaluate(text) is what NumPy gives for the same text, or for numpy_text where the language says it otherwise."""
    got = krait.evaluate(text, operands, {}, optimization="none")
    assert_equal(got, numpy_value(numpy_text or text, operands), text)
    return got
