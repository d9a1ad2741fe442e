"""What f.inspect_types() and its siblings do, and `krait inspect`: the stages of one signature as text."""

import linecache
import re

_RANGE = re.compile(r" !(\d+):\d+-\d+:\d+(?= \{$|$)")
_FILE = re.compile(r' file "((?:[^"\\]|\\.)*)"')


def stage_text(dispatcher, notations, stage, cpu=None):
    """Text of one stage for these argument types: "ir", "types", "llvm", "llvm-opt", "asm" or "cfg".

    The function is compiled again, for this processor or the level `cpu`. Raises CompileError. "ir" looks at no types.
    """
    from krait import _compiler

    level = {"cpu": cpu} if cpu is not None else {}
    text = _compiler.inspect(make_request(dispatcher, notations) | {"stage": stage} | level)
    return with_source_lines(text) if stage == "types" else text


def make_request(dispatcher, notations):
    """The compiler's request for a signature, as krait._compile makes it."""
    return {
        "dispatcher": dispatcher,
        "function": dispatcher.py_func,
        "arguments": list(notations),
        "options": dict(dispatcher.options),
    }


def with_source_lines(text):
    """IR that was printed with source ranges, with each source line as a comment over its instructions instead."""
    shown, file, line = [], "", 0
    for row in text.splitlines():
        if found := _FILE.search(row):
            file, line = found[1].replace("\\\\", "\\"), 0
        if (found := _RANGE.search(row)) and int(found[1]) != line:
            line = int(found[1])
            indent = row[: len(row) - len(row.lstrip())]
            shown.append(f"{indent}; {line}: {linecache.getline(file, line).strip()}")
        shown.append(_RANGE.sub("", row))
    return "\n".join(shown) + "\n"


def inspect_text(dispatcher, signature, stage):
    """The stage of one signature as text; with None of every compiled one, as a dict by signature."""
    if signature is None:
        return {each: stage_text(dispatcher, each, stage) for each in dispatcher.signatures}
    return stage_text(dispatcher, notations_of(dispatcher, signature), stage)


def notations_of(dispatcher, signature):
    """Argument notations of a signature: an entry of f.signatures, or whatever @jit takes."""
    from krait._compile import parse_signature

    if isinstance(signature, tuple) and signature in dispatcher.signatures:
        return signature
    return parse_signature(signature)[0]


def print_types(dispatcher, file, signature):
    """Print the typed code of one signature or of all, under the source lines it came from."""
    wanted = [notations_of(dispatcher, signature)] if signature is not None else dispatcher.signatures
    for notations in wanted:
        print(f"{dispatcher.__name__} ({', '.join(notations)})", "-" * 80, sep="\n", file=file)
        print(stage_text(dispatcher, notations, "types"), file=file)


def print_parallel(dispatcher, file, signature, level):
    """Print the remarks on parallel loops of one signature or of all; from level 2 on those on vectors and checks, too."""
    from krait import _compiler
    from krait.cli_explain import check_lines, vectoriser_lines

    wanted = [notations_of(dispatcher, signature)] if signature is not None else dispatcher.signatures
    for notations in wanted:
        found = _compiler.explain(make_request(dispatcher, notations), [])
        print(f"{dispatcher.__name__} ({', '.join(notations)})", "-" * 80, sep="\n", file=file)
        lines = [remark for remark in found["remarks"] if "[parallel_" in remark] or ["no loop runs on several threads"]
        if level > 1:
            lines += vectoriser_lines(dispatcher.py_func.__code__.co_filename, found["vectoriser"])
            lines += check_lines(found["checks"])
        print("\n".join(lines), file=file)
