"""What make_constants.py writes with: rounding, fitting, and the text of numbers and tables. Needs mpmath.

A polynomial interpolates its function at the Chebyshev nodes of the interval it is used on, in 400 bits, and is then
rounded: within a small factor of the best there is. Coefficients go from the constant term up.
"""

import struct

from mpmath import mp, mpf

mp.prec = 400

def round_to(value, kind):
    return mpf(float(value)) if kind == "double" else mpf(struct.unpack("f", struct.pack("f", float(value)))[0])


def text(value, kind):
    return float(value).hex() + ("F" if kind == "float" else "")


def grid(value, bits):
    """The nearest multiple of 2**-bits."""
    return mp.nint(value * mpf(2) ** bits) / mpf(2) ** bits


def fit(function, low, high, degree):
    high *= mpf("1.01")  # no node at 0, where the functions below are 0 / 0
    nodes = [(low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (2 * i + 1) / (2 * degree + 2)) for i in range(degree + 1)]
    matrix = mp.matrix(degree + 1, degree + 1)
    values = mp.matrix(degree + 1, 1)
    for i, node in enumerate(nodes):
        values[i] = function(node)
        for j in range(degree + 1):
            matrix[i, j] = node**j
    return list(mp.lu_solve(matrix, values))


def root(function):
    """Of an even function, the function of the square."""
    return lambda t: function(mp.sqrt(t))


def number(name, value, kind):
    print(f"  static constexpr {kind} {name} = {text(value, kind)};")


def table(name, values, kind):
    print(f"  alignas(64) static constexpr {kind} {name}[{len(values)}] = {{")
    for k in range(0, len(values), 4):
        print("      " + " ".join(text(v, kind) + "," for v in values[k:k + 4]))
    print("  };")


def split(name, value, kind, bits):
    """Leading parts on grids, the last one rounded."""
    for k, b in enumerate(bits):
        part = grid(value, b)
        number(f"{name}{k}", part, kind)
        value -= part
    number(f"{name}{len(bits)}", value, kind)


def exact_point(function, low, high):
    """A float near the middle where the function is nearly one, too."""
    step = (high - low) / 2**16
    points = [round_to((low + high) / 2 + k * step, "float") for k in range(-400, 400)]
    lack = lambda p: abs(1 - round_to(function(p), "float") / function(p))
    return min(points, key=lack)


def piecewise(name, function, first, degree):
    """Polynomials in x - c over intervals from 0 to first and then of half an octave: c; all constant terms, all linear ones ..."""
    bounds = [first * mpf(3 if j % 2 else 2) / 2 * mpf(2) ** (j // 2) for j in range(16)]
    points = [mpf(0)] + [exact_point(function, a, b) for a, b in zip(bounds, bounds[1:])]
    rows = []
    for j, c in enumerate(points):
        low, high = (-bounds[0], bounds[0]) if j == 0 else (bounds[j - 1] - c, bounds[j] - c)
        slope = lambda r: (function(c + r) - function(c)) / r if r else mp.diff(function, c)
        rows.append([function(c)] + fit(slope, low, high, degree - 1))
    table(f"{name}Points", points, "float")
    print(f"  alignas(64) static constexpr float {name}[{degree + 1}][16] = {{")
    for k in range(degree + 1):
        print("      {" + ", ".join(text(round_to(row[k], "float"), "float") for row in rows) + "},")
    print("  };")
