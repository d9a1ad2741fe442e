"""`make bench`: Krait against its goals, C, NumPy and Numba, as a table; everything measured goes to build/bench.json.

Every compiler is measured by measure.py in a process of its own; loops meet C in that same process. Numba lives in a
virtual environment of its own, build/bench-venv, and is left out, with a word, where it cannot be installed.
"""

import json
import os
import pathlib
import platform
import subprocess
import sys

FOLDER = pathlib.Path(__file__).parent
BUILD = FOLDER.parent / "build"
PEER = BUILD / "bench-venv"


def measure(python, compiler):
    """The report of measure.py, run by this interpreter."""
    output = BUILD / "bench" / f"{compiler}.json"
    output.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([python, FOLDER / "measure.py", compiler, output], check=True)
    return json.loads(output.read_text(encoding="utf-8"))


def peer_python():
    """The interpreter of a virtual environment that has Numba, made at the first run; None where that fails."""
    python = PEER / "bin" / "python"
    if python.exists() and subprocess.run([python, "-c", "import numba"], capture_output=True).returncode == 0:
        return python
    print("bench: installing Numba into build/bench-venv", file=sys.stderr)
    try:
        subprocess.run([sys.executable, "-m", "venv", PEER], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "numba"], check=True)
    except subprocess.CalledProcessError as error:
        print(f"bench: no Numba to compare with: {error}", file=sys.stderr)
        return None
    return python


def load():
    return " ".join(f"{average:.2f}" for average in os.getloadavg())


def cpu_model():
    lines = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def print_table(own, peer):
    """Goal, figure and verdict a line; the peer's figure where there is one."""
    theirs = {figure["name"]: figure["value"] for figure in peer["figures"]} if peer else {}
    line = "{:42} {:>9} {:>9}  {:8} {:>9}   {}".format
    print("\n" + line("", "goal", "Krait", "", "Numba", "Krait in detail"))
    for figure in own["figures"]:
        name, goal, value = figure["name"], figure["goal"], figure["value"]
        verdict = "" if goal is None else "met" if value <= goal else "MISSED"
        limit = "" if goal is None else f"<= {goal:g}"
        other = f"{theirs[name]:.2f}" if name in theirs else "-"
        print(line(f"{name} [{figure['unit']}]", limit, f"{value:.2f}", verdict, other, figure["note"]))


def main():
    machine = {"cpu": cpu_model(), "cores": os.cpu_count(), "python": platform.python_version(), "load before": load()}
    own = measure(sys.executable, "krait")
    python = peer_python()
    peer = measure(python, "numba") if python else None
    machine["load after"] = load()
    print_table(own, peer)
    print(f"\n{machine['cpu']}, {machine['cores']} cores, Python {machine['python']}, Krait {own['version']}, "
          f"Numba {peer['version'] if peer else 'not installed'}")
    print(f"load {machine['load before']} before, {machine['load after']} after: the waiting times want an idle machine")
    report = {"machine": machine, "krait": own, "numba": peer}
    (BUILD / "bench.json").write_text(json.dumps(report, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
