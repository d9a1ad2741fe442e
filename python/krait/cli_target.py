"""What the command line is pointed at: FILE.py::FUNC and --types, as a jitted function and type notations."""

import importlib.util
import os
import sys


class UsageError(Exception):
    """The command line asks for something that is not there; the message is for the user."""


def load_function(target):
    """The jitted function that FILE.py::FUNC names; a plain function is taken as if it were decorated.

    FUNC is a name at the top of the file, or a path through classes and modules: Class.method.
    """
    path, separator, name = target.partition("::")
    if not separator or not name or not path:
        raise UsageError(f"{target!r} is not of the form FILE.py::FUNC")
    if not os.path.isfile(path):
        raise UsageError(f"there is no file {path}")
    return _as_dispatcher(_find(import_file(path, "_krait_target_" + stem_of(path)), name, path), target)


def stem_of(path):
    """The name of a file without its folder and ending."""
    return os.path.splitext(os.path.basename(path))[0]


def read_types(dispatcher, types):
    """Type notations of the arguments, from text in the notation of signatures: "float64[::1], int64"."""
    from krait._compile import parse_signature
    from krait.errors import SignatureError

    if types is None:
        raise UsageError(f"--types is needed: the types of the arguments of {_describe(dispatcher)}")
    try:
        notations = parse_signature(f"({types})")[0]
    except SignatureError as error:
        raise UsageError(str(error).splitlines()[0]) from None
    wanted = _parameters(dispatcher)
    if len(notations) != len(wanted):
        raise UsageError(f"--types has {_count(len(notations), 'type')}, {_describe(dispatcher)} takes "
                         f"{_count(len(wanted), 'argument')}")
    return notations


def import_file(path, name):
    """The module of a file, imported under this name, so that blocks under __name__ == "__main__" don't run."""
    os.environ.pop("KRAIT_DISABLE_JIT", None)  # it would leave nothing to look at
    path = os.path.abspath(path)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None:
        raise UsageError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    sys.path.insert(0, os.path.dirname(path))
    _execute(spec, module, path)
    return module


def _execute(spec, module, path):
    from krait.errors import CompileError, InternalError

    try:
        spec.loader.exec_module(module)
    except (CompileError, InternalError):
        raise
    except (Exception, SystemExit) as error:
        where = f", line {error.__traceback__.tb_next.tb_lineno}" if _has_own_frame(error, path) else ""
        raise UsageError(f"importing {path} failed{where}: {type(error).__name__}: {error}") from None


def _has_own_frame(error, path):
    """Drops the frames of the import machinery, which stand before those of the file."""
    entry = error.__traceback__
    while entry is not None and entry.tb_frame.f_code.co_filename != path:
        entry = entry.tb_next
    if entry is None:
        return False
    error.__traceback__.tb_next = entry
    return True


def _find(module, name, path):
    found = module
    for part in name.split("."):
        if not hasattr(found, part):
            raise UsageError(f"{path} has no function {name}{_suggestion(module)}")
        found = getattr(found, part)
    return found


def _suggestion(module):
    names = [name for name, value in vars(module).items() if _is_function(value) and _is_of(value, module)]
    return f"; it has {', '.join(names)}" if names else ""


def _is_function(value):
    from krait._dispatch import Dispatcher

    return isinstance(value, (Dispatcher, type(_is_function)))


def _is_of(value, module):
    return getattr(value, "__module__", None) == module.__name__


def _as_dispatcher(function, target):
    from krait._dispatch import Dispatcher
    from krait.decorator import jit

    if isinstance(function, Dispatcher):
        return function
    if not _is_function(function):
        raise UsageError(f"{target} is a {type(function).__name__}, not a Python function")
    return jit(function)


def _parameters(dispatcher):
    code = dispatcher.py_func.__code__
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def _describe(dispatcher):
    return f"{dispatcher.__name__}({', '.join(_parameters(dispatcher))})"


def _count(number, noun):
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
