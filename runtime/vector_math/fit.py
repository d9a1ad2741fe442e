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


def exact_point(function, low, high, kind):
    """A number near the middle where the function is nearly one, too. (S. Gal, An accurate elementary function library, 1991.)"""
    step = (high - low) / 2**16
    points = [round_to((low + high) / 2 + k * step, kind) for k in range(-400, 400)]
    lack = lambda p: abs(1 - round_to(function(p), kind) / function(p))
    return min(points, key=lack)


def polynomials(name, points, rows, kind):
    """Tables of the points, of all constant terms, all linear ones ..."""
    table(f"{name}Points", points, kind)
    print(f"  alignas(64) static constexpr {kind} {name}[{len(rows[0])}][16] = {{")
    for k in range(len(rows[0])):
        print("      {" + ", ".join(text(round_to(row[k], kind), kind) for row in rows) + "},")
    print("  };")


def piecewise(name, function, first, degree):
    """Polynomials in x - c over intervals from 0 to first and then of half an octave."""
    bounds = [first * mpf(3 if j % 2 else 2) / 2 * mpf(2) ** (j // 2) for j in range(16)]
    points = [mpf(0)] + [exact_point(function, a, b, "float") for a, b in zip(bounds, bounds[1:])]
    rows = []
    for j, c in enumerate(points):
        low, high = (-bounds[0], bounds[0]) if j == 0 else (bounds[j - 1] - c, bounds[j] - c)
        slope = lambda r: (function(c + r) - function(c)) / r if r else mp.diff(function, c)
        rows.append([function(c)] + fit(slope, low, high, degree - 1))
    polynomials(name, points, rows, "float")


def shifted_bounds(shift, pieces):
    """Where x + shift enters a new one of so many pieces of its octave: 17 of them, from 0 on."""
    bounds, sum_ = [], mpf(shift)
    while len(bounds) < 17:
        bounds.append(sum_ - shift)
        sum_ += mpf(2) ** int(mp.floor(mp.log(sum_, 2) + mpf(2) ** -50)) / pieces
    return bounds


def shifted_piecewise(name, function, shift, pieces, end, degree):
    """Polynomials in x - c over those pieces, in doubles; the last up to the end. Places are the bits of x + shift that tell pieces apart."""
    bounds = shifted_bounds(shift, pieces)
    bounds[16] = mpf(end)
    points, rows = [None] * 16, [None] * 16
    for j in range(16):
        low, high = bounds[j], bounds[j + 1]
        place = struct.unpack("<q", struct.pack("<d", float(low + shift)))[0] // (2**52 // pieces) % 16
        c = points[place] = exact_point(function, low, high, "double") if j else mpf(0)
        slope = lambda r: (function(c + r) - function(c)) / r
        # At 0 the linear term is exact, so that a small x keeps its precision.
        start = mp.diff(function, 0)
        rest = [start] + fit(lambda r: (slope(r) - start) / r, low, high, degree - 2) if j == 0 else fit(slope, low - c, high - c, degree - 1)
        rows[place] = [function(c)] + rest
    polynomials(name, points, rows, "double")
