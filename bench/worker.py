"""worker.py THREADS: a process that holds one compiler and runs kernels when it is told to, a line of JSON a request.

    {"do": "prepare", "kernel": "Mandelbrot", "size": 1000, "contender": "Numba"}    its result is checked against NumPy
        -> {"seconds": 0.08}, of a warm call, or {"refused": "why"}
    {"do": "time", "contender": "Numba", "calls": 1}                                 -> {"seconds": 0.08}, of one call
    {"do": "drop"}                                                                   forget the kernel and its arguments

Seconds are CPU time of the thread, or wall time where there are two threads.
"""

import json
import os
import sys
import time
import warnings

import numpy as np

import contenders
import kernels
from kernel import disagreement, fresh, result_of

COLD_COUNTS = 5e-3  # seconds from which on further calls tell little that the first did not
WARM_CALLS = 20


class Bench:
    """The kernel under measurement, its arguments, and who is prepared for it."""

    def __init__(self, threads):
        self.threads = threads
        self.clock = time.thread_time if threads == 1 else time.perf_counter
        self.drop()

    def drop(self):
        self.subject = self.originals = self.arguments = self.returned = self.expected = None
        self.prepared = {}
        return {}

    def prepare(self, kernel, size, contender):
        try:
            self._load(kernel, size)
            call = self._checked(contender)
        except Exception as error:
            first_line = (str(error).splitlines() or [""])[0]
            return {"refused": f"{type(error).__name__}: {first_line}"}
        self.prepared[contender] = call
        cold = self.time(contender, 1)
        return cold if cold["seconds"] > COLD_COUNTS else self.time(contender, WARM_CALLS)

    def time(self, contender, calls):
        """Seconds of one of so many calls. Short ones are warmed up: others have had the caches meanwhile."""
        if calls > 1:
            self.prepared[contender].repeat(1)
        start = self.clock()
        self.prepared[contender].repeat(calls)
        return {"seconds": (self.clock() - start) / calls}

    def _load(self, name, size):
        if self.subject == (name, size):
            return
        self.drop()
        kernel = kernels.find(name)
        self.originals = fresh(kernel.arguments(size))
        copies = fresh(self.originals)
        self.returned = kernel.numpy(*copies)
        self.expected = result_of(self.returned, copies)
        self.arguments = fresh(self.originals)
        self.subject = (name, size)

    def _checked(self, contender):
        """The contender's call, after a call on copies gave what NumPy gives."""
        bind = contenders.find(contender, self.threads).make(kernels.find(self.subject[0]))
        copies = fresh(self.originals)
        problem = disagreement(result_of(bind(copies, self.returned).once(), copies), self.expected)
        if problem:
            raise ArithmeticError(problem)
        return bind(self.arguments, self.returned)


def main(threads):
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    np.seterr(all="ignore")
    warnings.simplefilter("ignore")
    bench = Bench(threads)
    actions = {"prepare": bench.prepare, "time": bench.time, "drop": bench.drop}
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(actions[request.pop("do")](**request)), file=replies, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
