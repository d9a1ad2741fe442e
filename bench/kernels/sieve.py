"""The sieve of Eratosthenes, by loops and by slices."""

import numpy as np

from kernel import Kernel


def sieve(n):
    is_prime = np.ones(n, np.bool_)
    is_prime[0] = False
    is_prime[1] = False
    i = 2
    while i * i < n:
        if is_prime[i]:
            for j in range(i * i, n, i):
                is_prime[j] = False
        i += 1
    return is_prime


def sieve_slices(n):
    is_prime = np.ones(n, np.bool_)
    is_prime[:2] = False
    for i in range(2, int(np.sqrt(n)) + 1):
        if is_prime[i]:
            is_prime[i * i::i] = False
    return is_prime


KERNELS = (
    Kernel("prime sieve, loops", sieve, sieve_slices, lambda size: (size,), (1_000_000,), c="sieve"),
    Kernel("prime sieve, slices", sieve_slices, sieve_slices, lambda size: (size,), (1_000_000,), c="sieve"),
)
