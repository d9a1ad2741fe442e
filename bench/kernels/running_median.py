"""The median of a window that moves over a signal: the window is kept sorted, one value leaves, one comes in."""

import numpy as np

from kernel import Kernel
from kernels.arguments import random

WINDOW = 31


def running_median(values, width):
    """Medians of the windows of an odd width."""
    out = np.empty(values.shape[0] - width + 1)
    window = np.sort(values[:width])
    out[0] = window[width // 2]
    for i in range(width, values.shape[0]):
        old = values[i - width]
        new = values[i]
        place = 0
        while window[place] != old:
            place += 1
        while place + 1 < width and window[place + 1] < new:
            window[place] = window[place + 1]
            place += 1
        while place > 0 and window[place - 1] > new:
            window[place] = window[place - 1]
            place -= 1
        window[place] = new
        out[i - width + 1] = window[width // 2]
    return out


def running_median_numpy(values, width):
    return np.median(np.lib.stride_tricks.sliding_window_view(values, width), axis=1)


def signal(size):
    return random().random(size), WINDOW


KERNELS = (
    Kernel("running median", running_median, running_median_numpy, signal, (100_000,), c="running_median"),
)
