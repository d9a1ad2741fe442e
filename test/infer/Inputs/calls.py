"""Functions that call each other, for calls.test."""

import krait


@krait.jit
def fact(n):
    if n <= 1:
        return 1
    return n * fact(n - 1)


@krait.jit
def even(n):
    if n == 0:
        return True
    return odd(n - 1)


@krait.jit
def odd(n):
    if n == 0:
        return False
    return even(n - 1)


@krait.jit
def identity(x):
    return x


@krait.jit
def two_types(n, x):
    return identity(n) + identity(x)
