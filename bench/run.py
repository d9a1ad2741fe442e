"""`make bench`: Krait beside its peers, C and NumPy. Prints tables with the goals; everything goes to build/bench.json.

    python bench/run.py                     all of it
    python bench/run.py --only Mandelbrot   the kernels and families, and the subjects, whose name holds the word

First the suite (kernels/, turns.py): all contenders take turns at each kernel. Then the subjects of measure.py, for
Krait and for Numba. The peers live in build/bench-venv and are left out, with a word, where it cannot be made.
"""

import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys
import time

import compile_time
import environment
import kernels
import pythran_modules
import report
import yardstick
from environment import BUILD, PEER_PYTHON, WORK
from measure import SUBJECTS
from turns import Suite


def tell(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def load():
    return " ".join(f"{average:.2f}" for average in os.getloadavg())


def cpu_model():
    lines = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def wanted_rows(only):
    """(kernel, size, threads) of each row whose kernel's name or family holds the word."""
    kernel_list = [k for k in kernels.all_kernels() if only.lower() in f"{k.name} {k.family}".lower()]
    serial = [(kernel, size, 1) for kernel in kernel_list for size in kernel.sizes]
    return serial + [(kernel, kernel.sizes[-1], 2) for kernel in kernel_list if kernel.parallel]


def measure_rows(wanted, has_peers):
    rows = []
    with Suite(has_peers) as suite:
        for count, (kernel, size, threads) in enumerate(wanted, 1):
            rows.append(suite.measure(kernel, size, threads))
            tell(f"row {count} of {len(wanted)}: {report.line_of(rows[-1])}")
    return rows


def measure_subjects(python, compiler, subjects):
    """The report of measure.py, run by this interpreter."""
    output = WORK / f"{compiler}.json"
    command = [python, environment.FOLDER / "measure.py", compiler, output, *subjects]
    subprocess.run(command, check=True, env=environment.variables(2))
    return json.loads(output.read_text(encoding="utf-8"))


def ratios_of(row):
    """What the plot and other readers of the JSON need of a row."""
    named = {name: report.ratio(row, name) for name in row.samples if name != "Krait"}
    return {**named, "best": report.against_best(row)} if row.samples else {}


def write(machine, rows, verdicts, own, peer):
    described = [{**vars(row), "name": row.name, "ratios": ratios_of(row)} for row in rows]
    suite = {"machine": machine, "rows": described, "verdicts": list(map(vars, verdicts))}
    (BUILD / "bench.json").write_text(json.dumps({**suite, "krait": own, "numba": peer}, indent=1), encoding="utf-8")


def plot():
    picture = BUILD / "bench.png"
    subprocess.run([PEER_PYTHON, environment.FOLDER / "plot.py", BUILD / "bench.json", picture], check=True)
    tell(f"ratios as a picture: {picture}")


def prepare(only):
    """What has to be compiled before anything is measured; whether there are peers."""
    has_peers = environment.install()
    yardstick.build()
    if has_peers:
        pythran_modules.compile_all(tell, {kernel.family for kernel, _, _ in wanted_rows(only)})
    return has_peers


def main(only):
    start = time.monotonic()
    has_peers = prepare(only)
    machine = {"cpu": cpu_model(), "cores": os.cpu_count(), "python": platform.python_version(), "load before": load(),
               "peers": environment.versions() if has_peers else {}}
    rows = measure_rows(wanted_rows(only), has_peers)
    subjects = [name for name in SUBJECTS if only.lower() in name]
    own = measure_subjects(sys.executable, "krait", subjects) if subjects else None
    peer = measure_subjects(PEER_PYTHON, "numba", subjects) if subjects and has_peers else None
    machine["load after"] = load()
    verdicts = report.verdicts(rows)
    report.print_all(rows, verdicts, own, peer)
    print(f"\n{machine['cpu']}, {machine['cores']} cores, Python {machine['python']}; {machine['peers']}\n"
          f"load {machine['load before']} before, {machine['load after']} after: best is an idle machine")
    write(machine, rows, verdicts, own, peer)
    if has_peers and rows:
        plot()
    if "compile_time" in subjects:
        compile_time.plot(BUILD / "bench.json")
    tell(f"{time.monotonic() - start:.0f} seconds")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", metavar="NAME", help="kernels, a family of kernels, or a subject")
    main(parser.parse_args().only)
