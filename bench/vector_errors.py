"""The largest error of NumPy's functions of floats, in units in the last place from the value that MPFR gives.

Samples are dense where the functions are hard: around 0 and 1, near multiples of pi/2, over the whole range of exponents, where
powers are next to 1 and next to overflow and underflow. Long double finds the worst of them; MPFR, which takes a microsecond for
each, then says what their errors are, and those of every fiftieth other one, so that nothing rests on long double alone. (MPFR:
L. Fousse and others, ACM Transactions on Mathematical Software 33, 2007; through gmpy2.)
"""

import gmpy2
import numpy as np

PRECISION = 160
WORST = 500
STEP = 50
TWO_NUMBERS = ("power", "arctan2", "hypot")
MPFR = {"power": lambda x, y: x**y, "arcsin": gmpy2.asin, "arccos": gmpy2.acos, "arctan": gmpy2.atan, "arctan2": gmpy2.atan2,
        "arcsinh": gmpy2.asinh, "arccosh": gmpy2.acosh, "arctanh": gmpy2.atanh}


def samples(name, dtype, count):
    """The arguments, each a flat array."""
    random = np.random.default_rng(11)
    if name in TWO_NUMBERS:
        return pairs(name, dtype, count, random)
    signs = random.choice([-1.0, 1.0], count)
    span = np.log2(float(np.finfo(dtype).max)) * 0.999
    limit = np.log(float(np.finfo(dtype).max)) * (1.43 if name == "exp2" else 0.999)
    parts = [random.uniform(-3, 3, count), 1 + signs * np.exp2(random.uniform(-50, -1, count)), random.uniform(0.66, 1.4, count),
             signs * np.exp2(random.uniform(-60, 6, count)), signs * np.exp2(random.uniform(-span, span, count)),
             random.uniform(-limit, limit, count)]
    if name in ("sin", "cos", "tan"):
        near = random.integers(-2**22, 2**22, count) * (np.pi / 2)
        parts += [near * (1 + random.integers(-3, 4, count) * 2.0**-52), random.uniform(-1e7, 1e7, count)]
    values = np.concatenate(parts).astype(dtype)
    low, high = {"log1p": (-1, np.inf), "arcsin": (-1, 1), "arccos": (-1, 1), "arctanh": (-1, 1), "arccosh": (1, np.inf)}.get(
        name, (0, np.inf) if name.startswith("log") else (-np.inf, np.inf))
    return (values[(values >= low) & (values <= high)],)


def pairs(name, dtype, count, random):
    """Numbers of like size, and of any; for powers, bases of any size and next to 1, to any exponent that is in range."""
    span = np.log2(float(np.finfo(dtype).max)) * 0.999
    x = np.exp2(np.concatenate([random.uniform(-span, span, count), random.uniform(-3, 3, 2 * count)]))
    if name == "power":
        x[::3] = 1 + random.choice([-1, 1], count) * np.exp2(random.uniform(-20, -2, count))
        x = x.astype(dtype)
        exponents = random.uniform(-1.03, 1.0, len(x)) * np.log(float(np.finfo(dtype).max))
        exponents[::4] = random.uniform(-1, 1, len(exponents[::4]))
        with np.errstate(all="ignore"):
            y = (exponents / np.log(x.astype(float))).astype(dtype)
        keep = np.isfinite(y)
        return x[keep], y[keep]
    signs = random.choice([-1.0, 1.0], (2, len(x)))
    with np.errstate(all="ignore"):
        y = x * np.exp2(random.uniform(-8, 8, len(x)))
        y[::5] = random.permutation(x)[::5]
        x, y = (x * signs[0]).astype(dtype), (y * signs[1]).astype(dtype)
    keep = np.isfinite(y)
    return x[keep], y[keep]


def screened(function, name, arguments, got):
    """Positions: of the worst in long double, and of some others."""
    with np.errstate(all="ignore"):
        true = getattr(np, name)(*[a.astype(np.longdouble) for a in arguments])
        error = np.abs(got.astype(np.longdouble) - true) / np.spacing(np.abs(true.astype(got.dtype)))
    error = np.where(np.isfinite(error), error, -1)
    return np.concatenate([np.argsort(error)[-WORST:], np.arange(0, len(got), STEP)])


def error_of(mpfr, arguments, got):
    """Of one number, or 0 where the true value is none or out of range."""
    true = mpfr(*[gmpy2.mpfr(float(a)) for a in arguments])
    with np.errstate(over="ignore"):
        rounded = got.dtype.type(float(true))
    if not (gmpy2.is_finite(true) and np.isfinite(rounded) and np.isfinite(got)):
        return 0.0
    return float(abs(gmpy2.mpfr(float(got)) - true) / gmpy2.mpfr(float(np.spacing(np.abs(rounded)))))


def largest_error(function, name, dtype, count=1 << 19):
    arguments = samples(name, dtype, count)
    with np.errstate(all="ignore"):
        got = function(*arguments, np.empty_like(arguments[0]))
    mpfr = MPFR.get(name) or getattr(gmpy2, name)
    with gmpy2.context(precision=PRECISION):
        return max(error_of(mpfr, [a[k] for a in arguments], got[k]) for k in screened(function, name, arguments, got))
