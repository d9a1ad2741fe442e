"""measure.py COMPILER OUTPUT: every measurement of this folder for one compiler (krait or numba), as JSON."""

import dataclasses
import importlib
import json
import pathlib
import sys

import arrays
import calls
import checks
import linalg
import loops
import memory
import sorting
import vector_math
import startup

SUBJECTS = (startup, memory, calls, loops, checks, linalg, sorting, vector_math, arrays)


def main(name, output):
    compiler = importlib.import_module(name)
    figures = []
    for subject in SUBJECTS:
        figures += subject.measure(compiler, lambda text: print(f"{name}: {text}", file=sys.stderr, flush=True))
    report = {"version": compiler.__version__, "figures": [dataclasses.asdict(figure) for figure in figures]}
    pathlib.Path(output).write_text(json.dumps(report), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
