"""Methods of arrays for which NumPy has an element-wise function."""

import numpy as np


def clip(self, min=None, max=None, out=None):
    return np.clip(self, min, max, out)


def round(self, decimals=0, out=None):
    return np.round(self, decimals, out)


def conjugate(self):
    if self.dtype.kind == "c":
        return np.conjugate(self)
    return self
