"""European call options by Black and Scholes: with math.erf in a loop, and with a polynomial for it over arrays.

The polynomial is 26.2.17 of Abramowitz and Stegun, Handbook of Mathematical Functions, 1964.
"""

import math

import numpy as np

from kernel import Kernel, prange
from kernels.arguments import random

RATE = 0.02
VOLATILITY = 0.3


def normal(x):
    """The cumulative distribution function of the standard normal distribution."""
    return 0.5 * (1.0 + math.erf(x * 0.7071067811865476))


def calls_loop(price, strike, years, out):
    for i in prange(price.shape[0]):
        spread = VOLATILITY * math.sqrt(years[i])
        d1 = (math.log(price[i] / strike[i]) + (RATE + 0.5 * VOLATILITY * VOLATILITY) * years[i]) / spread
        out[i] = price[i] * normal(d1) - strike[i] * math.exp(-RATE * years[i]) * normal(d1 - spread)


def calls_loop_numpy(price, strike, years, out):
    phi = np.vectorize(normal)
    spread = VOLATILITY * np.sqrt(years)
    d1 = (np.log(price / strike) + (RATE + 0.5 * VOLATILITY * VOLATILITY) * years) / spread
    out[:] = price * phi(d1) - strike * np.exp(-RATE * years) * phi(d1 - spread)


def normal_of_array(x):
    k = 1.0 / (1.0 + 0.2316419 * np.abs(x))
    tail = k * (0.319381530 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))))
    tail = tail * 0.3989422804014327 * np.exp(-0.5 * x * x)
    return np.where(x > 0.0, 1.0 - tail, tail)


def calls_array(price, strike, years):
    spread = VOLATILITY * np.sqrt(years)
    d1 = (np.log(price / strike) + (RATE + 0.5 * VOLATILITY * VOLATILITY) * years) / spread
    return price * normal_of_array(d1) - strike * np.exp(-RATE * years) * normal_of_array(d1 - spread)


def options(size):
    generator = random()
    return generator.uniform(5, 30, size), generator.uniform(1, 100, size), generator.uniform(0.25, 10, size)


def options_with_room(size):
    return (*options(size), np.zeros(size))


KERNELS = (
    Kernel("Black-Scholes, loop", calls_loop, calls_loop_numpy, options_with_room, (1_000_000,), c="black_scholes",
           parallel=True, numpy_as="reference"),
    Kernel("Black-Scholes, loop, fastmath", calls_loop, calls_loop_numpy, options_with_room, (1_000_000,),
           c="black_scholes", parallel=True, fastmath=True, numpy_as="reference"),
    Kernel("Black-Scholes, arrays", calls_array, calls_array, options, (1_000_000,), parallel=True),
)
