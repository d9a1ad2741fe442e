#!/usr/bin/env python3
"""Writes constants.h: the tables and polynomials of the vector kernels. Needs mpmath.

    make_constants.py > constants.h
"""

import struct

from mpmath import mp, mpf

from fit import exact_point, fit, grid, number, piecewise, root, round_to, shifted_piecewise, split, table

LN2 = mp.log(2)


def exp_constants(kind, degree, grid_bits):
    powers = [mpf(2) ** (mpf(j) / 16) for j in range(16)]
    heads = [round_to(p, kind) for p in powers]
    table("kPower", heads, kind)
    table("kHalfPower", [h / 2 for h in heads], kind)
    table("kPowerTail", [(p - h) / h for p, h in zip(powers, heads)], kind)
    number("kPerLn2", 16 / LN2, kind)
    high = grid(LN2 / 16, grid_bits)
    number("kLn2High", high, kind)
    number("kLn2Low", LN2 / 16 - high, kind)
    number("kLn2", LN2, kind)
    width = LN2 / 32 * mpf("1.001")
    table("kExp", fit(lambda r: (mp.expm1(r) - r) / r**2, -width, width, degree), kind)
    is_double = kind == "double"
    table("kSinh", fit(root(lambda r: (mp.sinh(r) - r) / r**3), mpf(0), width**2, 2 if is_double else 0), kind)
    table("kCosh", fit(root(lambda r: (mp.cosh(r) - 1) / r**2), mpf(0), width**2, 2 if is_double else 1), kind)


def log_bounds(j):
    """Numbers whose bits, less those of kLogOffset, have j in front: [low, high)."""
    units = [mpf(j) - 8.5, mpf(j) - 7.5]  # of 1/16 above 1, of 1/32 below
    return [1 + u / (16 if u > 0 else 32) for u in units]


def log_constants(kind, degree, grid_bits):
    inverses = []
    widest = mpf(0)
    for j in range(16):
        low, high = log_bounds(j)
        inverse = grid(2 / (low + high), 5) if j != 8 else mpf(1)
        inverses.append(inverse)
        widest = max(widest, abs(low * inverse - 1), abs(high * inverse - 1))
    table("kInverse", inverses, kind)
    for name, base in (("E", mp.e), ("2", mpf(2)), ("10", mpf(10))):
        logs = [-mp.log(i) / mp.log(base) for i in inverses]
        heads = [grid(v, grid_bits) for v in logs]
        table(f"kLog{name}", heads, kind)
        table(f"kLog{name}Tail", [v - h for v, h in zip(logs, heads)], kind)
        two = LN2 / mp.log(base)
        number(f"kLog{name}Of2", grid(two, grid_bits), kind)
        number(f"kLog{name}Of2Tail", two - grid(two, grid_bits), kind)
        number(f"kLog{name}Scale", 1 / mp.log(base), kind)
    series = lambda r: (mp.log1p(r) - r + r**2 / 2) / r**3
    coefficients = fit(series, -widest, widest, degree)
    table("kLog", coefficients, kind)
    table("kLog2Series", [c / LN2 for c in coefficients], kind)
    table("kLog10Series", [c / mp.log(10) for c in coefficients], kind)
    table("kPowLog", fit(series, -widest, widest, degree + (2 if kind == "double" else 0)), kind)


def sin_constants():
    kind = "double"
    angles = [mp.pi * j / 16 for j in range(16)]
    sines = [mp.sin(a) if j else mpf(0) for j, a in enumerate(angles)]
    cosines = [mp.cos(a) if j != 8 else mpf(0) for j, a in enumerate(angles)]
    table("kSin", sines, kind)
    table("kSinTail", [v - round_to(v, kind) for v in sines], kind)
    table("kCos", cosines, kind)
    table("kCosTail", [v - round_to(v, kind) for v in cosines], kind)
    number("kPerPi", 16 / mp.pi, kind)
    split("kPi", mp.pi / 16, kind, [52, 80])
    width = mp.pi / 32 * mpf("1.001")
    table("kSinPolynomial", fit(root(lambda r: (mp.sin(r) - r) / r**3), mpf(0), width**2, 3), kind)
    table("kCosPolynomial", fit(root(lambda r: (mp.cos(r) - 1) / r**2), mpf(0), width**2, 3), kind)
    number("kPerWholePi", 1 / mp.pi, kind)
    number("kWholePi0", mp.pi, kind)
    number("kWholePi1", mp.pi - mpf(float(mp.pi)), kind)
    half = mp.pi / 2 * mpf("1.001")
    table("kSinSingle", fit(root(lambda r: (mp.sin(r) - r) / r**3), mpf(0), half**2, 4), kind)
    number("kPerHalfPi", 2 / mp.pi, kind)
    number("kHalfPi0", mp.pi / 2, kind)
    number("kHalfPi1", mp.pi / 2 - mpf(float(mp.pi / 2)), kind)
    number("kPerHalfPiSingle", 2 / mp.pi, "float")
    split("kHalfPiSingle", mp.pi / 2, "float", [23, 35])
    quarter = mp.pi / 4 * mpf("1.001")
    table("kTanSingle", fit(root(lambda r: (mp.tan(r) - r) / r**3), mpf(0), quarter**2, 6), kind)
    table("kTanFloat", fit(root(lambda r: (mp.tan(r) - r) / r**3), mpf(0), quarter**2, 6), "float")


def arc_constants(kind, atan_degree, asin_degree, grid_bits):
    near_grid = lambda p: abs(mp.atan(p) - grid(mp.atan(p), grid_bits))
    tangents = [mpf(0)]
    for j in range(1, 16):
        middle = mpf(2) ** (mpf(j - 15) / 4)
        tangents.append(min((round_to(middle * (1 + mpf(k) / 2**22), kind) for k in range(-8000, 8000)), key=near_grid))
    table("kTangent", tangents, kind)
    table("kAngle", [grid(mp.atan(t), grid_bits) for t in tangents], kind)
    bounds = [mpf(3 if j % 2 else 2) * mpf(2) ** (j // 2) / 32 for j in range(1, 16)]
    points = [mpf(0)] + [exact_point(mp.atan, a, b, kind) for a, b in zip(bounds, bounds[1:])] + [mp.inf]
    table("kPointAbove", [p if p < 100 else mpf(1) for p in points], kind)
    table("kPointBelow", [mpf(1) if p < 100 else mpf(0) for p in points], kind)
    table("kPointAngle", [mp.atan(p) for p in points], kind)
    for name, value in (("kHalfPi", mp.pi / 2), ("kPi", mp.pi)):
        number(name, grid(value, grid_bits), kind)
        number(name + "Tail", value - grid(value, grid_bits), kind)
    table("kAtan", fit(root(lambda t: (mp.atan(t) - t) / t**3), mpf(0), mpf("0.101") ** 2, atan_degree), kind)
    table("kAsin", fit(root(lambda r: (mp.asin(r) - r) / r**3), mpf(0), mpf("0.25"), asin_degree), kind)


def single_constants():
    piecewise("kTanh", mp.tanh, mpf(1) / 16, 7)
    table("kSinhSmall", fit(root(lambda x: (mp.sinh(x) - x) / x**3), mpf(0), mpf(1), 3), "float")
    table("kAcoshSmall", fit(lambda t: (mp.acosh(1 + t) / mp.sqrt(2 * t) - 1) / t, mpf(0), mpf(1), 6), "float")
    table("kAtanhSmall", fit(root(lambda x: (mp.atanh(x) - x) / x**3), mpf(0), mpf("0.25"), 5), "float")


def double_constants():
    shifted_piecewise("kTanh", mp.tanh, 1, 4, "19.2", 14)
    shifted_piecewise("kErf", mp.erf, 2, 8, 6, 13)


def root_constants(kind, degree):
    """The constant makes the mean of the estimate's relative errors nothing; they are found by trying."""
    bits, bias, as_int, as_float = (52, 1023, "<q", "<d") if kind == "double" else (23, 127, "<i", "<f")
    exact = lambda z: mpf(z) ** (mpf(-1) / 3)
    def estimate(z, constant):
        number_bits = struct.unpack(as_int, struct.pack(as_float, z))[0]
        return mpf(struct.unpack(as_float, struct.pack(as_int, constant - number_bits // 3))[0])
    points = [1 + 7 * k / 512 for k in range(513)]
    constant = (4 * bias << bits) // 3
    for _ in range(4):
        ratios = [estimate(z, constant) / exact(z) for z in points]
        constant -= int(mp.log((max(ratios) + min(ratios)) / 2, 2) * 2**bits)
    widest = max(abs(1 - (estimate(z, constant) / exact(z)) ** 3) for z in points)
    print(f"  static constexpr int{64 if kind == 'double' else 32}_t kEstimate = {hex(constant)};")
    table("kCbrt", fit(lambda e: ((1 - e) ** (mpf(-1) / 3) - 1) / e, -widest, widest, degree), kind)


def erf_constants(kind, erfc_degree, erf_degree, end):
    middle = mpf("3.75")

    def scaled(t):
        x = middle * (1 + t) / (1 - t)
        return (1 + 2 * x) * mp.exp(x * x) * mp.erfc(x)

    # From the end of the series to where erfc is no normal number.
    bounds = [(x - middle) / (x + middle) for x in (end, mpf("26.6" if kind == "double" else "9.2"))]
    coefficients = fit(scaled, *bounds, erfc_degree)
    table("kErfc", coefficients[:1], kind)
    number("kErfcTail", coefficients[0] - round_to(coefficients[0], kind), kind)
    table("kErfcRest", coefficients[1:], kind)
    two = 2 / mp.sqrt(mp.pi)
    number("kErf", two, kind)
    number("kErfTail", two - round_to(two, kind), kind)
    number("kErfEnd", end, kind)
    table("kErfSeries", fit(root(lambda x: (mp.erf(x) - two * x) / x**3), mpf(0), end**2, erf_degree), kind)


def gamma_constants():
    half_log = mp.log(2 * mp.pi) / 2
    number("kHalfLog", half_log, "double")
    number("kHalfLogTail", half_log - mpf(float(half_log)), "double")
    stirling = lambda x: (mp.loggamma(x) - ((x - mpf(1) / 2) * mp.log(x) - x + half_log)) * x
    table("kStirling", fit(lambda u: stirling(1 / mp.sqrt(u)), mpf(0), mpf(1) / 81, 7), "double")
    near = mpf(1) / 12
    number("kNear", near, "double")
    for name, point in (("One", 1), ("Two", 2)):
        slope = mp.digamma(point)
        number(f"kAt{name}", slope, "double")
        table(f"kNear{name}", fit(lambda z: (mp.loggamma(point + z) / z - slope) / z, -near, near, 13), "double")


def struct_of(name, body, *arguments):
    print(f"struct {name} {{")
    body(*arguments)
    print("};\n")


def specialised(family, body, kind, *arguments):
    print(f"template <>\nstruct {family}<{kind}> {{")
    body(kind, *arguments)
    print("};\n")


def main():
    print("// Written by make_constants.py. Tables and polynomials of the kernels; what each is for is said where it is used.")
    print("#pragma once\n")
    print("template <class T>\nstruct ExpConstants;\ntemplate <class T>\nstruct LogConstants;")
    print("template <class T>\nstruct ArcConstants;\ntemplate <class T>\nstruct RootConstants;")
    print("template <class T>\nstruct ErfConstants;\n")
    specialised("ExpConstants", exp_constants, "double", 5, 40)
    specialised("ExpConstants", exp_constants, "float", 2, 18)
    specialised("LogConstants", log_constants, "double", 7, 42)
    specialised("LogConstants", log_constants, "float", 3, 15)
    specialised("ArcConstants", arc_constants, "double", 5, 12, 46)
    specialised("ArcConstants", arc_constants, "float", 1, 5, 18)
    specialised("RootConstants", root_constants, "double", 3)
    specialised("RootConstants", root_constants, "float", 2)
    specialised("ErfConstants", erf_constants, "double", 22, 9, mpf("0.625"))
    specialised("ErfConstants", erf_constants, "float", 9, 4, mpf("0.625"))
    struct_of("GammaConstants", gamma_constants)
    struct_of("SingleConstants", single_constants)
    struct_of("DoubleConstants", double_constants)
    struct_of("SinConstants", sin_constants)


if __name__ == "__main__":
    main()
