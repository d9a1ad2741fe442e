"""NumPy functions in the subset of Python that Krait compiles: one module per family, one small function each.

The rows of typeinfer/library.def name these functions. They are plain Python functions, never called by the interpreter:
the compiler reads their bytecode when a compiled function calls them, and compiles them for the types of the arguments.
What is known of an argument then - a bool, an int, a str, None, a dtype, a class - is known in the function, so that

    if axis is None: ...
    if kind == "stable": ...
    if a.ndim == 1: ...

are decided by the compiler, and only the branch taken is looked at. So it is in calls between library functions, and for
what they return. An exception raised here shows its user the line of the call; one with a text and values, as in

    raise ValueError("Number of samples, {}, must be non-negative.", num)

has the text with the values filled in.
"""


def value(parameter):
    """As the annotation of a parameter: the function is not compiled anew for each number that a call writes out."""
    raise NotImplementedError("an annotation")


def refuse(what, way_round="", /):
    """Ends the compilation: "f() does not take WHAT in compiled code", at the user's call of the library function f.

    Both are constants. what: "the argument 'like'", "an int array".
    """
    raise NotImplementedError("only compiled code calls it")


def is_known(argument, /):
    """Whether it, or each element of the tuple that it is, is known when the function is compiled."""
    raise NotImplementedError("only compiled code calls it")


def take_places(array, places, axis, mode, /):
    """np.take of an array with axes: mode 0 raises for places outside the axis, 1 wraps them, 2 clips them."""
    raise NotImplementedError("only compiled code calls it")


def repeat_items(array, counts, axis, /):
    """np.repeat of an array with axes: counts is an array of int64, of one or as many as the axis has items."""
    raise NotImplementedError("only compiled code calls it")


def extreme_places(array, axis, is_max, /):
    """np.argmax, or np.argmin, of an array whose lines along the axis have elements; is_max is 1 or 0."""
    raise NotImplementedError("only compiled code calls it")


def raise_axis_error(axis, ndim, /):
    """Raises AxisError; the compiler calls it for an axis that is known to be none of the array's."""
    raise NotImplementedError("only compiled code calls it")
