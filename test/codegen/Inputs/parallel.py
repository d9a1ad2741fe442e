"""Loops over prange whose remarks and code the tests of this folder check."""

import krait
from krait import prange


@krait.jit(parallel=True)
def reductions(a, hist, order, out):
    total, largest, place = 0.0, -1.0, -1
    for i in prange(len(a)):
        total += a[i]
        if a[i] > largest:
            largest, place = a[i], i
        hist[int(a[i])] += 1
        out[order[i]] = a[i]
        for j in prange(3):
            total += j
    return total, largest, place


@krait.jit
def serial(a):
    total = 0.0
    for i in prange(len(a)):
        total += a[i]
    return total


@krait.jit(parallel=True)
def gathers(a, p):
    for i in prange(len(a)):
        a[i] = a[p[i]]
