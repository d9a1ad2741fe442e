"""Loops that run in lanes, whose LLVM IR the tests of this folder check."""

import math

import krait


def escape(x, counts, limit):
    for i in range(len(x)):
        z = 0.0
        n = 0
        while n < limit and z * z <= 4.0:
            z = z * z * z + x[i] * 0.5
            n += 1
        counts[i] = n


def search(keys, values, out):
    for i in range(len(values)):
        lo = 0
        hi = len(keys)
        while lo < hi:
            mid = (lo + hi) // 2
            if keys[mid] < values[i]:
                lo = mid + 1
            else:
                hi = mid
        out[i] = lo


def single(x, out):
    for i in range(len(x)):
        z = x[i]
        while z < 100.0:
            z = z * z + 1.5
        out[i] = z


def root(a, out):
    for i in range(len(a)):
        out[i] = math.sqrt(a[i])


@krait.jit(fastmath={"afn"})
def kernels(a, out):
    for i in range(len(a)):
        out[i] = math.exp(a[i]) + math.erf(a[i])


@krait.jit(fastmath=True)
def strict(a, out):
    for i in range(len(a)):
        out[i] = math.log(a[i])


@krait.jit
def shrink(factors, values, counts):
    for i in range(len(values)):
        x = values[i]
        k = 0
        while x > 1.0:
            x *= factors[int(x)]
            k += 1
        counts[i] = k
