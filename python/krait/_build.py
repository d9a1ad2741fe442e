"""What `krait build` compiles: the functions of a module that declare signatures, each for every level of processors."""

import time
import types

from krait.cli_target import UsageError, import_file


def read_levels(text):
    """Names of levels of processors from text, "avx2,baseline"; with None the best one that this processor runs."""
    from krait._dispatch import cpu_variants

    levels = cpu_variants()
    if text is None:
        return [next(name for name, runs in levels.items() if runs)]
    wanted = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in levels]
    if unknown or not wanted:
        raise UsageError(f"--cpu knows {', '.join(levels)}, not {unknown[0] if unknown else repr(text)}")
    return list(dict.fromkeys(wanted))


def import_declaring(path, name):
    """The module of a file under a name, its declared signatures not compiled: they see everything that the module defines."""
    from krait._dispatch import let_declared_wait

    let_declared_wait(True)
    try:
        return import_file(path, name)
    finally:
        let_declared_wait(False)


def declared_functions(module):
    """The jitted functions of a module that declare signatures, also those in its classes and namespaces, in the order of names."""
    found = {}
    _collect(vars(module), module.__name__, found, set())
    return list(found.values())


def _collect(names, module_name, found, seen):
    from krait._dispatch import Dispatcher

    for value in list(names.values()):
        value = getattr(value, "__func__", value)  # of a staticmethod or a classmethod
        if isinstance(value, Dispatcher):
            if value.py_func.__module__ == module_name and value._declared:
                found.setdefault(id(value), value)
        elif _is_namespace(value, module_name) and id(value) not in seen:
            seen.add(id(value))
            _collect(vars(value), module_name, found, seen)


def _is_namespace(value, module_name):
    return isinstance(value, types.SimpleNamespace) or (isinstance(value, type) and value.__module__ == module_name)


def build_functions(functions, cpus, folder):
    """Compile them into a folder, with a line for each compilation; rows for the manifest.

    Raises the compiler's errors and UsageError for code that can't be kept.
    """
    return [
        {
            "name": function.py_func.__qualname__,
            "line": function.py_func.__code__.co_firstlineno,
            "signatures": [_build_signature(function, text, cpus, folder) for text in function._declared],
        }
        for function in functions
    ]


def _build_signature(function, text, cpus, folder):
    from krait._compile import parse_signature

    arguments, result = parse_signature(text)
    files = {cpu: _build_file(function, (text, arguments, result), cpu, folder) for cpu in cpus}
    return {"signature": text, "arguments": arguments, "result": result, "files": files}


def _build_file(function, declared, cpu, folder):
    from krait import _dispatch

    subject = f"{function.py_func.__qualname__}: {declared[0]}"
    print(f"krait build: compiling {subject} for {cpu} ...", end=" ", flush=True)
    start = time.perf_counter()
    try:
        record = _compile(function, declared, cpu, subject)
    except BaseException:
        print("failed", flush=True)
        raise
    name = _dispatch.store_built(folder, function, declared, cpu, record)
    print(f"{(time.perf_counter() - start) * 1e3:.0f} ms", flush=True)
    return name


def _compile(function, declared, cpu, subject):
    from krait._compile import load_compiler
    from krait._inspect import make_request

    _, arguments, result = declared
    try:
        return load_compiler().build(make_request(function, arguments) | {"result": result}, cpu)
    except ValueError as error:
        if type(error) is not ValueError:  # a CompileError may be a ValueError, too
            raise
        code = function.py_func.__code__
        raise UsageError(f"{code.co_filename}:{code.co_firstlineno}: {subject} cannot be kept: {error}") from None
