"""Who takes part: for each contender how it makes a callable of a kernel, in which process, on how many threads.

A maker takes a kernel and gives a function of (arguments, returned), `returned` being what Python returns for them.
That gives an object with `once()`, a call whose result is looked at, and `repeat(calls)`, which is timed. What a
compiler does not take raises, and the contender sits this row out.
"""

import dataclasses
import functools
import inspect
from collections.abc import Callable

from kernel import Kernel, compiled


@dataclasses.dataclass(frozen=True)
class Call:
    """A Python function with its arguments."""

    function: Callable
    arguments: tuple

    def once(self):
        return self.function(*self.arguments)

    def repeat(self, calls):
        """Keeps no result, so that memory is reused as in a program."""
        for _ in range(calls):
            self.function(*self.arguments)


def calling(function):
    return lambda arguments, returned: Call(function, arguments)


def krait(kernel, **options):
    import krait

    return calling(compiled(kernel.source, krait.njit(fastmath=kernel.fastmath, **options), krait.prange))


def numba(kernel, **options):
    """Numba, with its own cache on disk, which is a folder for each number of threads: it tells options not apart."""
    import numba

    options |= {"fastmath": True} if kernel.fastmath else {"cache": True}
    return calling(compiled(kernel.source, numba.njit(**options), numba.prange))


def numpy(kernel):
    return calling(kernel.numpy)


def numexpr(kernel, threads=1):
    import numexpr

    numexpr.set_num_threads(threads)
    names = tuple(inspect.signature(kernel.source).parameters)

    def bind(arguments, returned):
        values = dict(zip(names, arguments))
        numexpr.evaluate(kernel.numexpr, values)
        return Call(functools.partial(numexpr.re_evaluate, values), ())

    return bind


def pythran(kernel, threads=1):
    import pythran_modules

    return calling(getattr(pythran_modules.load(kernel.family, threads), kernel.source.__name__))


def c(kernel, library):
    import yardstick

    return functools.partial(yardstick.Yardstick, library, kernel.c)


@dataclasses.dataclass(frozen=True)
class Contender:
    """`role` is "own", "peer" or "yardstick"; `takes` says which kernels it is asked for at all."""

    name: str
    process: str
    threads: int
    role: str
    make: Callable
    takes: Callable[[Kernel], object] = lambda kernel: True


def _has(field):
    return lambda kernel: getattr(kernel, field)


def _numpy_as(role):
    return lambda kernel: kernel.numpy_as == role


CONTENDERS = (
    Contender("Krait", "krait", 1, "own", krait),
    Contender("Krait unchecked", "krait", 1, "yardstick", functools.partial(krait, boundscheck=False, overflow="wrap")),
    Contender("Numba", "numba", 1, "peer", numba),
    Contender("NumPy", "numpy", 1, "peer", numpy, _numpy_as("peer")),
    Contender("NumExpr", "numexpr", 1, "peer", numexpr, _has("numexpr")),
    Contender("Pythran", "pythran", 1, "peer", pythran, _has("pythran")),
    Contender("C", "c", 1, "yardstick", functools.partial(c, library="C"), _has("c")),
    Contender("C contracted", "c", 1, "yardstick", functools.partial(c, library="C contracted"), _has("c")),
    Contender("BLAS", "numpy", 1, "yardstick", numpy, _numpy_as("BLAS")),
    Contender("Krait", "krait", 2, "own", functools.partial(krait, parallel=True)),
    Contender("Numba", "numba", 2, "peer", functools.partial(numba, parallel=True)),
    Contender("NumPy", "numpy", 2, "peer", numpy, _numpy_as("peer")),
    Contender("NumExpr", "numexpr", 2, "peer", functools.partial(numexpr, threads=2), _has("numexpr")),
    Contender("Pythran", "pythran", 2, "peer", functools.partial(pythran, threads=2), _has("pythran")),
)


def asked_for(kernel, threads):
    """The contenders of a row, in the order of their turns."""
    return [contender for contender in CONTENDERS if contender.threads == threads and contender.takes(kernel)]


def find(name, threads):
    return next(c for c in CONTENDERS if (c.name, c.threads) == (name, threads))
