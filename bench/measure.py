"""measure.py COMPILER OUTPUT SUBJECT...: these subjects for one compiler (krait or numba), as JSON."""

import dataclasses
import importlib
import json
import pathlib
import sys

SUBJECTS = ("startup", "warm_start", "memory", "calls", "regions", "checks", "linalg", "sorting", "vector_math", "arrays",
            "expressions", "compile_time")


def main(name, output, *subjects):
    compiler = importlib.import_module(name)
    figures = []
    for subject in subjects:
        measure = importlib.import_module(subject).measure
        figures += measure(compiler, lambda text: print(f"{name}: {text}", file=sys.stderr, flush=True))
    report = {"version": compiler.__version__, "figures": [dataclasses.asdict(figure) for figure in figures]}
    pathlib.Path(output).write_text(json.dumps(report), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
