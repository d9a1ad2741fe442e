"""Functions that compiled code can't have at all, with the way round."""

from krait.lib import refuse


def frombuffer(buffer, dtype=None, count=-1, offset=0, like=None):
    refuse("a buffer", "Call it outside, or take array.view(dtype).")
