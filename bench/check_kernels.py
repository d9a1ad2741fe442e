"""The loops whose checks are measured: typical index patterns and integer arithmetic, as one writes them."""


def dot(a, b):
    total = 0.0
    for k in range(len(a)):
        total += a[k] * b[k]
    return total


def sum_int64(a):
    total = 0
    for k in range(len(a)):
        total += a[k]
    return total


def sum_python_ints(n):
    total = 0
    for k in range(n):
        total += k * k % 7
    return total


def sum_of_converted(a):
    total = 0
    for k in range(len(a)):
        total += int(a[k])
    return total


def stencil_1d(out, a):
    for i in range(1, len(a) - 1):
        out[i] = 0.25 * a[i - 1] + 0.5 * a[i] + 0.25 * a[i + 1]


def stencil_2d(out, a):
    height, width = a.shape
    for i in range(1, height - 1):
        for j in range(1, width - 1):
            out[i, j] = a[i - 1, j] + a[i + 1, j] + a[i, j - 1] + a[i, j + 1] - 4.0 * a[i, j]


def jacobi(a, b, sweeps):
    n = a.shape[0]
    for _ in range(sweeps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                b[i, j] = 0.25 * (a[i - 1, j] + a[i + 1, j] + a[i, j - 1] + a[i, j + 1])
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                a[i, j] = b[i, j]


def triple_loop(c, a, b):
    n = a.shape[0]
    for i in range(n):
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += a[i, k] * b[k, j]
            c[i, j] = total


def ikj_loop(c, a, b):
    n = a.shape[0]
    for i in range(n):
        for k in range(n):
            for j in range(n):
                c[i, j] += a[i, k] * b[k, j]


def gather_sum(a, idx):
    total = 0.0
    for i in range(len(idx)):
        total += a[idx[i]]
    return total


def gather(out, a, idx):
    for i in range(len(idx)):
        out[i] = a[idx[i]]


def scatter(h, idx):
    for i in range(len(idx)):
        h[idx[i]] += 1


def histogram(counts, a, low, scale):
    bins = len(counts)
    for i in range(len(a)):
        k = int((a[i] - low) * scale)
        if 0 <= k < bins:
            counts[k] += 1


def prefix_sum(out, a):
    total = 0.0
    for i in range(len(a)):
        total += a[i]
        out[i] = total


def prefix_sum_in_place(a):
    for i in range(1, len(a)):
        a[i] = a[i] + a[i - 1]


def edit_distance(a, b, row):
    for j in range(len(b) + 1):
        row[j] = j
    for i in range(1, len(a) + 1):
        diagonal = row[0]
        row[0] = i
        for j in range(1, len(b) + 1):
            cost = diagonal + (a[i - 1] != b[j - 1])
            diagonal = row[j]
            row[j] = min(cost, diagonal + 1, row[j - 1] + 1)
    return row[len(b)]


def edit_distance_table(a, b, table):
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + cost)
    return table[len(a), len(b)]


def sieve(flags):
    n = len(flags)
    for i in range(2, n):
        if i * i >= n:
            break
        if flags[i]:
            for j in range(i * i, n, i):
                flags[j] = False
    count = 0
    for i in range(2, n):
        if flags[i]:
            count += 1
    return count


def floyd_warshall(d):
    n = d.shape[0]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                through = d[i, k] + d[k, j]
                if through < d[i, j]:
                    d[i, j] = through


def flattened(out, a, height, width):
    for i in range(height):
        for j in range(width):
            out[i * width + j] = 2.0 * a[i * width + j] + 1.0


def flattened_stencil(out, a, height, width):
    for i in range(1, height - 1):
        for j in range(1, width - 1):
            here = i * width + j
            out[here] = a[here - width] + a[here + width] + a[here - 1] + a[here + 1]


def n_body(position, velocity, mass, dt):
    n = len(mass)
    for i in range(n):
        ax = 0.0
        ay = 0.0
        az = 0.0
        for j in range(n):
            dx = position[j, 0] - position[i, 0]
            dy = position[j, 1] - position[i, 1]
            dz = position[j, 2] - position[i, 2]
            square = dx * dx + dy * dy + dz * dz + 1e-9
            pull = mass[j] / (square * square ** 0.5)
            ax += dx * pull
            ay += dy * pull
            az += dz * pull
        velocity[i, 0] += dt * ax
        velocity[i, 1] += dt * ay
        velocity[i, 2] += dt * az
    for i in range(n):
        for k in range(3):
            position[i, k] += dt * velocity[i, k]


def running_window(out, a, k):
    for i in range(k, len(a) - k):
        total = 0.0
        for j in range(i - k, i + k + 1):
            total += a[j]
        out[i] = total


def while_sum(a):
    total = 0.0
    i = 0
    while i < len(a):
        total += a[i]
        i += 1
    return total


def while_copy(out, a):
    i = 0
    n = len(a)
    while i < n:
        out[i] = a[i] * 2.0
        i += 1


def merge(out, a, b):
    i = 0
    j = 0
    k = 0
    while i < len(a) and j < len(b):
        if a[i] <= b[j]:
            out[k] = a[i]
            i += 1
        else:
            out[k] = b[j]
            j += 1
        k += 1
    while i < len(a):
        out[k] = a[i]
        i += 1
        k += 1
    while j < len(b):
        out[k] = b[j]
        j += 1
        k += 1


def binary_search(out, a, keys):
    for q in range(len(keys)):
        key = keys[q]
        low = 0
        high = len(a)
        while low < high:
            middle = (low + high) // 2
            if a[middle] < key:
                low = middle + 1
            else:
                high = middle
        out[q] = low


def insertion_sort(a):
    for i in range(1, len(a)):
        x = a[i]
        j = i - 1
        while j >= 0 and a[j] > x:
            a[j + 1] = a[j]
            j -= 1
        a[j + 1] = x


def running_maximum(out, a):
    best = a[0]
    where = 0
    for i in range(len(a)):
        if a[i] > best:
            best = a[i]
            where = i
        out[i] = where


def triangular(a):
    n = a.shape[0]
    total = 0.0
    for i in range(n):
        for j in range(i + 1, n):
            total += a[i, j] - a[j, i]
    return total


def reverse(out, a):
    n = len(a)
    for i in range(n):
        out[n - 1 - i] = a[i]


def every_second(out, a):
    for i in range(len(out)):
        out[i] = a[2 * i] + a[2 * i + 1]


def affine_element_wise(out, n):
    for i in range(n):
        out[i] = 3 * i * i + 2 * i + 1


def convolution(out, a, kernel):
    taps = len(kernel)
    for i in range(len(out)):
        total = 0.0
        for t in range(taps):
            total += a[i + t] * kernel[t]
        out[i] = total
