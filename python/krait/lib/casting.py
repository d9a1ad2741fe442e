"""Conversion of arrays to another dtype."""

from krait.lib.axes import check_device


def astype(x, dtype, copy=True, device=None):
    check_device(device)
    if copy:
        return x.astype(dtype)
    return x.astype(dtype, copy=False)
