"""np.round into an array: each step leaves what it makes of real numbers there, and so in its dtype."""

import numpy as np

from krait.lib import refuse
from krait.lib.axes import as_array


def round_into(a, decimals, out):
    x = as_array(a)
    if out.size != x.size:
        raise ValueError("invalid output shape")
    if x.dtype.kind == "c":
        if out.dtype.kind != "c":
            refuse("complex numbers with an array 'out' of real ones", "Round their parts.")
        out[...] = np.round(x, decimals)
    elif decimals >= 0 and (x.dtype.kind == "i" or x.dtype.kind == "u"):
        out[...] = x
    elif decimals == 0:
        np.rint(x, out=out)
    else:
        _scaled_into(x, decimals, out)
    return out


def _scaled_into(x, decimals, out):
    if decimals > 0:
        scale = _power_of_ten(decimals)
        np.multiply(x, scale, out=out)
        np.rint(out, out=out)
        np.divide(out, scale, out=out)
    else:
        scale = _power_of_ten(-decimals)
        np.divide(x, scale, out=out)
        np.rint(out, out=out)
        np.multiply(out, scale, out=out)


def _power_of_ten(exponent):
    return 10.0**exponent if exponent <= 308 else np.inf
