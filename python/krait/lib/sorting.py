"""Sorted and partitioned copies: the methods of arrays do the work, in place."""


def sort(a, axis=-1, kind=None, order=None, *, stable=None):
    if axis is None:
        flat = a.flatten()
        flat.sort(-1, kind, order, stable=stable)
        return flat
    made = a.copy("K")
    made.sort(axis, kind, order, stable=stable)
    return made


def partition(a, kth, axis=-1, kind="introselect", order=None):
    if axis is None:
        flat = a.flatten()
        flat.partition(kth, -1, kind, order)
        return flat
    made = a.copy("K")
    made.partition(kth, axis, kind, order)
    return made


def sort_complex(a):
    made = a.copy("K")
    made.sort()
    if made.dtype.kind == "c":
        return made
    if (made.dtype.kind == "i" or made.dtype.kind == "u") and made.itemsize <= 2:
        return made.astype("complex64")
    return made.astype("complex128")
