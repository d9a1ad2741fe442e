"""Which NumExpr this stands in for. Libraries ask for a least version of NumExpr, so the number is that of its
interface."""

__version__ = "2.14.2"
version = __version__


def print_versions():
    """Print the versions of Krait, of the interface, of NumPy and Python, and what threads there are."""
    import platform

    import krait
    import numpy
    from krait.numexpr import utils

    for name, value in (
        ("Krait", krait.__version__),
        ("interface of NumExpr", __version__),
        ("NumPy", numpy.__version__),
        ("Python", platform.python_version()),
        ("platform", platform.platform()),
        ("threads", f"{utils.get_num_threads()} of {utils.MAX_THREADS}"),
    ):
        print(f"{name + ':':22} {value}")
