"""Bits of bytes: packbits, unpackbits."""

import numpy as np

from krait.lib import value
from krait.lib.axes import as_array, normal_axis, with_extent


def _check_order(bitorder):
    if bitorder != "big" and bitorder != "little":
        raise ValueError("'order' must be either 'little' or 'big'")


def packbits(a, axis=None, bitorder="big"):
    _check_order(bitorder)
    array = as_array(a)
    if array.dtype.kind != "b" and array.dtype.kind != "i" and array.dtype.kind != "u":
        raise TypeError("Expected an input array of integer or boolean data type")
    if axis is None:
        return packbits(np.ravel(array), 0, bitorder)
    k = normal_axis(axis, array.ndim)
    bits = np.moveaxis(array, k, 0)
    made = np.zeros(with_extent(array.shape, k, (len(bits) + 7) // 8), np.uint8)
    packed = np.moveaxis(made, k, 0)
    for i in range(len(bits)):
        shift = 7 - i % 8 if bitorder == "big" else i % 8
        packed[i // 8] += (bits[i] != 0) * np.uint8(1 << shift)
    return made


def unpackbits(a, axis=None, count: value = None, bitorder="big"):
    array = as_array(a)
    if array.dtype != np.uint8:
        raise TypeError("Expected an input array of unsigned byte data type")
    _check_order(bitorder)
    if axis is None:
        return unpackbits(np.ravel(array), 0, count, bitorder)
    k = normal_axis(axis, array.ndim)
    size = _bit_count(array.shape[k], count)
    packed = np.moveaxis(array, k, 0)
    made = np.zeros(with_extent(array.shape, k, size), np.uint8)
    bits = np.moveaxis(made, k, 0)
    for i in range(min(size, len(packed) * 8)):
        shift = 7 - i % 8 if bitorder == "big" else i % 8
        bits[i] = packed[i // 8] >> np.uint8(shift) & np.uint8(1)
    return made


def _bit_count(size, count):
    """All bits; the first ones, with zeros where there are too few; all but the last ones."""
    if count is None:
        return size * 8
    if count >= 0:
        return count
    if -count > size * 8:
        raise ValueError("-count larger than number of elements")
    return size * 8 + count
