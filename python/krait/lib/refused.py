"""Functions that compiled code can't have at all, with the way round."""

from krait.lib import refuse


def frombuffer(buffer, dtype=None, count=-1, offset=0, like=None):
    refuse("a buffer", "Call it outside, or take array.view(dtype).")


def resize(array, *new_shape, refcheck=True):
    refuse("its own array", "Other variables may see the same memory: take np.resize(), or make a new array.")


def apply_over_axes(func, a, axes):
    refuse("a function of an array and an axis", "Call it for one axis after the other.")


def vectorize(pyfunc=None, otypes=None, doc=None, excluded=None, cache=False, signature=None):
    refuse("a function", "Call the function in a loop over the elements, or make it one of whole arrays.")


def piecewise(x, condlist, funclist, *args):
    refuse("functions in a list", "Take np.select() of the values, or np.where().")


def tolist(self):
    refuse("its own array", "Return the array, or write a list comprehension.")


def tobytes(array, order="C"):
    refuse("an array", "Return the array, and call it outside.")


def byteswap(array, inplace=False):
    refuse("an array", "Call it outside; compiled code has the byte order of the machine.")


def unstack(x, /, *, axis=0):
    refuse("an array", "How many parts there are is not known: loop over np.moveaxis(x, axis, 0), or use np.split().")
