"""What the expressions of krait.evaluate do that NumPy has no function for."""

import numpy as np


def store_into(out, value, casting):
    """The value into all of out, which is returned; TypeError where the casting rule forbids the conversion."""
    if not np.can_cast(np.result_type(value), out.dtype, casting):
        raise TypeError("the value can't be cast to the dtype of out according to the rule '{}'", casting)
    out[...] = value
    return out
