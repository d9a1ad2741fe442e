"""Functions whose LLVM IR the tests of this folder check."""

import krait


@krait.jit
def checked(a, i):
    return a[i]


@krait.jit(boundscheck=False)
def unchecked(a, i):
    return a[i]


@krait.jit(overflow="wrap")
def wrapping(x, y):
    return x + y


@krait.jit
def checked_sum(x, y):
    return x + y


@krait.jit
def scale(a, b):
    for i in range(len(a)):
        a[i] = b[i] * 2.0 + 1.0


@krait.jit(fastmath=True)
def contracted(x, y, z):
    return x * y + z


@krait.jit
def multiply_add(x, y, z):
    return x * y + z


@krait.jit
def half(x):
    return x // 2


@krait.jit
def last_bits(x):
    return x % 8


@krait.jit
def sum_of_quotients(a):
    total = 0.0
    for i in range(len(a)):
        total += 1.0 / a[i]
    return total


@krait.jit
def sum_of_squares(a):
    total = 0.0
    for i in range(len(a)):
        total += a[i] * a[i]
    return total


@krait.jit
def own_neighbours(a):
    for i in range(1, len(a) - 1):
        a[i] = a[i - 1] + a[i + 1]


@krait.jit
def neighbours(out, a):
    for i in range(1, len(a) - 1):
        out[i - 1] = a[i - 1] + a[i + 1]


@krait.jit
def flattened(a, height, width):
    for i in range(height):
        for j in range(width):
            a[i * width + j] += 1.0


@krait.jit
def scatter(out, idx):
    for i in range(len(idx)):
        out[idx[i]] += 1.0


def quotients(a, b, out):
    for i in range(len(a)):
        out[i] = a[i] // b[i]


@krait.jit
def count_floats(counts, a):
    for i in range(len(a)):
        counts[int(a[i])] += 1


@krait.jit
def thrice(a):
    for k in range(3):
        a[k] = 2.0 * a[k]


def cells(above, row, costs):
    for j in range(len(costs)):
        row[j + 1] = min(above[j + 1] + 1, row[j] + 1, above[j] + costs[j])
