"""The median of a window that moves over a signal: the window is kept sorted, one value leaves, one comes in."""

import numpy as np

from kernel import Kernel
from kernels.arguments import random

WINDOW = 31


def running_median(signal, width):
    """Medians of the windows of an odd width."""
    out = np.empty(signal.shape[0] - width + 1)
    window = np.sort(signal[:width])
    out[0] = window[width // 2]
    for i in range(width, signal.shape[0]):
        old = signal[i - width]
        new = signal[i]
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


def running_median_numpy(signal, width):
    return np.median(np.lib.stride_tricks.sliding_window_view(signal, width), axis=1)


KERNELS = (
    Kernel("running median", running_median, running_median_numpy, lambda size: (random().random(size), WINDOW), (100_000,),
           c="running_median"),
)
