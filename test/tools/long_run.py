"""A long run of mixed work: compiling, calling, raising, forking off threads, dropping functions, with a cache folder of its own.

    python test/tools/long_run.py --minutes 60

Prints, about thirty times, memory, threads, descriptors and the size of the cache, and fails if any of them is not level: if
the median of the last third of the run is more than the allowance above that of the second third. The first third warms up.
"""

import argparse
import gc
import os
import pathlib
import random
import statistics
import sys
import tempfile
import threading
import time

ALLOWANCE = {"memory": 8 << 20, "threads": 0, "descriptors": 2, "cache": 4 << 20, "blocks": 4000}
CACHE_MEGABYTES = 16

BODIES = (
    "x = x * {k} + i",
    "x = x + math.sqrt(abs(x) + {k})",
    "x += float(a[i % len(a)]) * {k}",
    "if x > {k}:\n            x = x / 3.0",
    "b = a * {k}\n        x += float(b.sum())",
    "x += len([j for j in range({k} % 7)])",
)


def make(krait, np, rng):
    """A function with a few random statements in a loop, jitted."""
    import math

    body = "\n        ".join(rng.choice(BODIES).format(k=rng.randrange(1, 1000)) for _ in range(rng.randrange(1, 4)))
    namespace = {"np": np, "math": math}
    exec(f"def f(x, n, a):\n    for i in range(n):\n        {body}\n    return x, a[1:], a + x", namespace)
    return krait.jit(namespace["f"])


class Work:
    """Each method is a kind of work; `step` does one of them."""

    def __init__(self, krait, np, seed):
        self.krait, self.np, self.rng = krait, np, random.Random(seed)
        self.kept = [make(krait, np, self.rng) for _ in range(4)]
        self.total = krait.jit(parallel=True)(_total)
        self.kinds = (self.compile_and_drop, *[self.call] * 6, self.fail, self.parallel, self.threads, self.refuse, self.lists)

    def step(self):
        self.rng.choice(self.kinds)()

    def arguments(self):
        n = self.rng.choice((1, 10, 1000, 100_000))
        return self.rng.choice((1.5, 2)), self.rng.randrange(20), self.np.ones(n + 2)

    def compile_and_drop(self):
        self.tried(make(self.krait, self.np, self.rng), self.arguments())
        self.kept[self.rng.randrange(4)] = make(self.krait, self.np, self.rng)

    def call(self):
        f, arguments = self.rng.choice(self.kept), self.arguments()
        for _ in range(50):
            self.tried(f, arguments)

    def tried(self, f, arguments):
        try:
            f(*arguments)
        except (OverflowError, IndexError, ZeroDivisionError):
            pass

    def fail(self):
        self.tried(self.rng.choice(self.kept), (1.5, 5, self.np.ones(0)))

    def refuse(self):
        try:
            self.krait.jit(lambda x: {x})(1)
        except self.krait.CompileError:
            pass

    def parallel(self):
        a = self.np.ones(10_000)
        assert self.total(a) == 10_000

    def threads(self):
        workers = [threading.Thread(target=self.call) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    def lists(self):
        f = self.krait.jit(_pairs)
        assert len(f([1, 2, 3], 100)) == 103


def _total(a):
    total = 0.0
    for i in prange(len(a)):
        total += a[i]
    return total


def _pairs(values, n):
    out = list(values)
    for k in range(n):
        out.append(k)
    return out


def measure(cache):
    """What should be level, by name: bytes and counts."""
    gc.collect()
    with open("/proc/self/statm") as file:
        memory = int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return {
        "memory": memory,
        "threads": len(os.listdir("/proc/self/task")),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "cache": sum(file.stat().st_size for file in cache.rglob("*") if file.is_file()),
        "blocks": sys.getallocatedblocks(),
    }


def not_level(samples):
    """The names of what grew from the second third of the run to the last by more than is allowed."""
    third = len(samples) // 3
    grown = []
    for name, allowed in ALLOWANCE.items():
        middle, last = (statistics.median(s[name] for s in part) for part in (samples[third:-third], samples[-third:]))
        if last - middle > allowed:
            grown.append(f"{name} grew from {middle:.0f} to {last:.0f}")
    return grown


def run(minutes, seed, cache):
    import numpy as np

    import krait

    globals()["prange"] = krait.prange
    work, samples, steps = Work(krait, np, seed), [], 0
    start = time.monotonic()
    for sample in range(30):
        while time.monotonic() < start + minutes * 60 * (sample + 1) / 30:
            work.step()
            steps += 1
        samples.append(measure(cache))
        shown = " ".join(f"{name} {value:>11,}" for name, value in samples[-1].items())
        print(f"{time.monotonic() - start:6.0f} s {steps:8} steps  {shown}", flush=True)
    return not_level(samples)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KRAIT_CACHE_DIR"], os.environ["KRAIT_CACHE_SIZE"] = folder, str(CACHE_MEGABYTES)
        grown = run(options.minutes, options.seed, pathlib.Path(folder))
    raise SystemExit("; ".join(grown) or None)


if __name__ == "__main__":
    main()
