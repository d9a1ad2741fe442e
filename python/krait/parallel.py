"""Threads and schedules of parallel loops.

All settings belong to the calling Python thread, as OpenMP's do. The environment variable ``KRAIT_NUM_THREADS`` is the
number of threads to begin with, before ``OMP_NUM_THREADS`` and the number of processors; `threadpoolctl` works as well.
"""

import contextlib

from krait import _dispatch


def get_num_threads():
    """Number of threads, an int, of the parallel loops that the calling thread starts."""
    return _dispatch.get_num_threads()


def set_num_threads(n):
    """Let parallel loops that the calling thread starts run on n threads, 1 to 4096.

    Results do not depend on it: a reduction has the same bits for any number. Raises ValueError for other numbers.
    """
    _dispatch.set_num_threads(n)


def get_parallel_chunksize():
    """Iterations of a chunk, an int; 0: chosen by the number of iterations."""
    return _dispatch.get_schedule()[1]


def set_parallel_chunksize(n):
    """Hand out the iterations of parallel loops n at a time; 0: chosen by the number of iterations. Gives the old size.

    A floating-point reduction may have other last bits with another size. Where each chunk has a copy of an array, chunks
    may be larger than n. Raises ValueError for negative numbers.
    """
    kind, old = _dispatch.get_schedule()
    _dispatch.set_schedule(kind, n)
    return old


@contextlib.contextmanager
def parallel_chunksize(n):
    """A context in which the chunk size is n."""
    old = set_parallel_chunksize(n)
    try:
        yield
    finally:
        set_parallel_chunksize(old)


def get_parallel_schedule():
    """The schedule of parallel loops: 'dynamic' or 'static'."""
    return _dispatch.get_schedule()[0]


def set_parallel_schedule(kind):
    """'dynamic', the default: a thread takes the next chunk when it is done with one. 'static': each has its chunks from the start.

    Gives the old schedule. Raises ValueError for another one.
    """
    old, size = _dispatch.get_schedule()
    _dispatch.set_schedule(kind, size)
    return old


def threading_layer():
    """The name of what runs the threads: 'omp', LLVM's OpenMP."""
    return "omp"
