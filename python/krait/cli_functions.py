"""`krait info --functions`: every function, method and attribute that compiled code knows, with the arguments it takes.

Read from the table that the compiler is built with; docs/functions.md is the same as a page.
"""

PAGE_HEAD = """\
# Functions

What compiled code may call, with the arguments it takes, and the attributes that it may read: the compiler's own table,
written by `krait info --functions --markdown > docs/functions.md`. Arguments have the meaning and the defaults that
Python and NumPy give them. One that is not in the list, or a value of one that cannot be had, is an error when the
function is compiled, and the error names it; none is ever ignored.
"""

SECTIONS = {
    "builtins": "Python's builtins",
    "krait": "Krait",
    "math": "math",
    "cmath": "cmath",
    "numpy": "NumPy: functions and types",
    "ndarray": "Methods and attributes of arrays",
    "number": "Methods and attributes of numbers, Python's and NumPy's",
    "time": "Methods and attributes of datetime64 and timedelta64",
    "records": "Methods and attributes of arrays of records",
    "record": "Methods and attributes of records",
    "list": "Methods of lists",
    "dtype": "Attributes of dtypes",
}
NUMPY_SECTIONS = ("numpy", "ndarray")


def print_functions(as_markdown):
    """Print the list; 0."""
    print((markdown if as_markdown else plain)(), end="")
    return 0


def sections():
    """Pairs of a title and its sorted entries: "numpy.median(a, axis=None)", "ndarray.shape"."""
    by_class = {key: [] for key in SECTIONS}
    for key, entry in sorted(functions() + attributes()):
        by_class.setdefault(key, []).append(entry)
    return [(SECTIONS.get(key, key), found) for key, found in by_class.items() if found]


def functions():
    """Pairs of section and "name(parameters)" of every function and method."""
    from krait import _compiler

    rows, _ = _compiler.catalogue()
    return [(name.split(".")[0], f"{name}({parameters})") for name, parameters in rows if _is_public(name)]


def attributes():
    """Pairs of section and "class.name" of every attribute."""
    from krait import _compiler

    return [(owner, f"{owner}.{name}") for owner, name in _compiler.catalogue()[1]]


def numpy_count():
    """How many functions, types and methods of NumPy there are."""
    return sum(section in NUMPY_SECTIONS for section, _ in functions())


def plain():
    """The list as text."""
    lines = []
    for title, entries in sections():
        lines += [title, *(f"  {entry}" for entry in entries), ""]
    return "\n".join([*lines, _total(), ""])


def markdown():
    """The list as a page."""
    parts = [PAGE_HEAD, _total() + "\n"]
    for title, entries in sections():
        parts.append(f"## {title}\n\n```\n" + "\n".join(entries) + "\n```\n")
    return "\n".join(parts)


def _total():
    return f"{numpy_count()} functions, types and methods of NumPy; {len(functions())} functions and methods in all."


def _is_public(name):
    return not name.startswith(("krait.lib.", "_"))
