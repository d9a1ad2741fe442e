"""Expressions over files that are larger than memory: numpy.memmap operands and outputs, block by block.

A block's pages of a file are given back to the system before the next block is read, so that what is resident does not
grow with the files. It is done for expressions that work element by element; others (reductions, indexing) read the
file as they need it.
"""

import mmap

from krait._dispatch import compiled_object

BLOCK_BYTES = 64 << 20  # of the files, about, that a block touches; smaller operands are evaluated at once


def evaluate_blocks(expression, operands, out, casting, progress):
    """The value, or NotImplemented where the expression is evaluated at once.

    expression: an Expression without an output. operands: in the order of its names. out: an array, or None: a new one
    in memory. progress: called with the number of elements that are done and of all, after each block; or None.
    """
    import numpy as np

    maps = [x for x in (*operands, out) if isinstance(x, np.memmap)]
    size = sum(x.nbytes for x in maps)
    if not expression.is_elementwise or size <= BLOCK_BYTES or not _may_be_cut(operands, out):
        return NotImplemented
    shape = np.broadcast_shapes(*(np.shape(x) for x in operands)) if out is None else out.shape
    plain = [np.asarray(x) if isinstance(x, np.ndarray) else x for x in operands]
    total = int(np.prod(shape, dtype=object))
    most = max(1, total * BLOCK_BYTES // size)
    evaluate, done = compiled_object(expression, None, None), 0
    target = None if out is None else np.asarray(out)
    for block in blocks_of(shape, most):
        parts = [part_of(x, block, len(shape)) for x in plain]
        if target is None:
            first = evaluate(*parts)
            target = np.empty(shape, first.dtype)
            target[block] = first
        else:
            evaluate(*parts, out=target[block], casting=casting)
        _give_back(maps)
        done += target[block].size
        if progress is not None:
            progress(done, total)
    return target if out is None else out


def blocks_of(shape, most):
    """Tuples of slices that cut an array of the shape into blocks of up to `most` elements, along its first axes."""
    if not shape:
        yield ()
        return
    row = 1
    for extent in shape[1:]:
        row *= extent
    if row > most:
        for k in range(shape[0]):
            for rest in blocks_of(shape[1:], most):
                yield (slice(k, k + 1), *rest)
        return
    step = max(1, most // max(row, 1))
    for start in range(0, shape[0], step):
        yield (slice(start, min(start + step, shape[0])),)


def part_of(operand, block, ndim):
    """The part of an operand that broadcasts to a block of the result, which has ndim axes."""
    if getattr(operand, "ndim", 0) == 0:
        return operand
    cuts = (*block, *(slice(None),) * (ndim - len(block)))[ndim - operand.ndim :]
    return operand[tuple(slice(None) if extent == 1 else cut for extent, cut in zip(operand.shape, cuts))]


def _may_be_cut(operands, out):
    """Whether blocks can be written one after the other: the output overlaps with operands only element for element."""
    import numpy as np

    if out is None:
        return True
    for x in operands:
        if isinstance(x, np.ndarray) and np.may_share_memory(x, out):
            same = x.__array_interface__["data"] == out.__array_interface__["data"]
            if not (same and x.shape == out.shape and x.strides == out.strides):
                return False
    return True


def _give_back(maps):
    """Drop the pages of shared mappings; what was written in them stays in the file. Private ones keep their
    changes."""
    for array in maps:
        mapping = getattr(array, "_mmap", None)
        if isinstance(mapping, mmap.mmap) and array.mode != "c":
            mapping.madvise(mmap.MADV_DONTNEED)
