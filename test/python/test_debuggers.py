"""What gdb and perf see of compiled functions."""

import os
import pathlib
import shutil
import subprocess
import sys

import pytest

PROGRAM = """
import os
import krait

@krait.jit(debug=True)
def first(n):
    total = 0
    for i in range(n):
        total += i * n
    return total


@krait.jit(debug=True)
def second(n):
    total = 0.0
    for i in range(n):
        total += total * i
    return total

print(first(3), second(3), os.getpid())
"""
LINE_OF_FIRST, LINE_OF_SECOND = 9, 17


@pytest.fixture
def program(tmp_path):
    path = tmp_path / "debugged.py"
    path.write_text(PROGRAM)
    return path


def stops(program, breakpoint):
    """Where gdb stops, given a breakpoint before anything is compiled: the innermost frame at each stop."""
    steps = ["set breakpoint pending on", "set debuginfod enabled off", f"break {breakpoint}", "run"]
    steps += ["frame", "delete", "continue"]
    commands = [part for step in steps for part in ("-ex", step)]
    command = ["gdb", "-q", "-nx", "-batch", *commands, "--args", sys.executable, str(program)]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [line for line in output.splitlines() if line.startswith("#0")]


needs_gdb = pytest.mark.skipif(
    shutil.which("gdb") is None or "LD_PRELOAD" in os.environ, reason="gdb is missing, or a sanitizer is preloaded"
)


@needs_gdb
@pytest.mark.parametrize("name, line", [("first", LINE_OF_FIRST), ("second", LINE_OF_SECOND)])
def test_gdb_stops_at_a_line_that_is_compiled_later(program, name, line):
    (frame,) = stops(program, f"{program.name}:{line}")
    assert name in frame
    assert frame.endswith(f"{program.name}:{line}")


@needs_gdb
def test_gdb_stops_at_a_function_by_its_python_name(program):
    (frame,) = stops(program, "second")
    assert "second" in frame
    assert program.name in frame


def test_perf_map_names_functions(program):
    environment = {**os.environ, "KRAIT_PERF": "1"}
    output = subprocess.run([sys.executable, program], env=environment, capture_output=True, text=True, check=True).stdout
    path = pathlib.Path(f"/tmp/perf-{output.split()[-1]}.map")
    try:
        rows = [line.split(" ", 2) for line in path.read_text().splitlines()]
    finally:
        path.unlink()
    names = [name for _, _, name in rows]
    assert all(int(address, 16) > 0 and int(size, 16) > 0 for address, size, _ in rows)
    assert sum("first" in name for name in names) == 1
    assert sum("second" in name for name in names) == 1
