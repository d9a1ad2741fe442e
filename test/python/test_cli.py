"""The command line, in this process and, for what only a process shows, as one."""

import subprocess
import sys

import krait
import pytest
from krait.__main__ import main

SOURCE = '''\
import krait


@krait.jit
def doubled(x):
    return x * 2


@krait.jit
def total(a, n):
    s = 0.0
    for i in range(n):
        s += doubled(a[i])
    return s


def plain(x):
    return x + 1


def scaled(a):
    a *= 3.0


def broken(x):
    return x + "a"


class Group:
    def member(x):
        return x


if __name__ == "__main__":
    raise SystemExit("the block of the script ran")
'''


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "user_file.py"
    path.write_text(SOURCE)
    return str(path)


def run(capsys, *arguments):
    try:
        status = main(list(arguments))
    except SystemExit as stop:  # argparse
        status = stop.code
    return status, *capsys.readouterr()


@pytest.mark.parametrize("stage, expected", [
    ("bytecode", "RETURN_VALUE"),
    ("ir", "; structured\nfunc structured"),
    ("typed", "-> float64"),
    ("llvm", "define void @krait.entry.total"),
    ("llvm-opt", "define void @krait.entry.total"),
    ("asm", "krait.entry.total:"),
    ("cfg", "digraph"),
])  # fmt: skip
def test_inspect_stages(capsys, file, stage, expected):
    status, out, err = run(capsys, "inspect", f"{file}::total", "--types", "float64[::1], int64", "--emit", stage)
    assert status == 0 and expected in out and err == ""


def test_inspect_for_processors_that_need_not_be_this_one(capsys, file):
    for level, width in (("avx512", "<8 x double>"), ("avx2", "<4 x double>")):
        status, out, _ = run(capsys, "inspect", f"{file}::scaled", "--types", "float64[::1]", "--emit", "llvm-opt", "--cpu", level)
        assert status == 0 and width in out
    assert run(capsys, "inspect", f"{file}::scaled", "--types", "float64[::1]", "--cpu", "z80")[0] == 2


def test_inspect_ir_shows_both_forms(capsys, file):
    _, out, _ = run(capsys, "inspect", f"{file}::total", "--emit", "ir")
    assert out.startswith("; bytecode\nfunc ") and 'load_global "range"' in out and "for_" in out


def test_inspect_plain_function_and_member(capsys, file):
    assert run(capsys, "inspect", f"{file}::plain", "--types", "int64")[0] == 0
    assert run(capsys, "inspect", f"{file}::Group.member", "--types", "int64")[0] == 0


def test_explain(capsys, file):
    status, out, _ = run(capsys, "explain", f"{file}::total", "--types", "float64[::1], int64")
    assert status == 0
    for title in ("bytecode, in SSA form", "after resolve-names", "after recover-structure", "after find-for-loops",
                  "after infer-types", "result", "remarks", "vectorisation", "checks left in the code"):
        assert f"\n== {title} =" in out
    assert "IndexError: index {0} is out of bounds" in out and "line 13, in total" in out
    assert "not vectorized" in out


def test_explain_time(capsys, file):
    status, out, _ = run(capsys, "explain", f"{file}::total", "--types", "float64[::1], int64", "--time")
    assert status == 0 and out.startswith("total(float64[::1], int): ")
    rows = [line.split() for line in out.splitlines()[1:] if line.startswith("  ")]
    rows = [row for row in rows if len(row) > 3]
    names = [" ".join(row[:-3]) for row in rows]
    in_order = ["read-functions", "build-function", "resolve-names", "infer-types", "place-polls", "lower", "sroa",
                "instcombine", "loop-vectorize", "X86 DAG->DAG Instruction Selection", "Greedy Register Allocator", "link"]
    assert [name for name in names if name in in_order] == in_order
    assert names.count("verify") == 1 and len(set(names)) > 60
    assert 98 < sum(float(row[-2]) for row in rows) < 102 and all(float(row[-3]) >= 0 and int(row[-1]) > 0 for row in rows)
    for group in ("Krait", "LLVM, optimise", "LLVM, generate", "LLVM, link"):
        assert sum(line.startswith(f"{group} ") for line in out.splitlines()) == 1


def test_explain_time_of_what_does_not_compile(capsys, file):
    status, out, err = run(capsys, "explain", f"{file}::broken", "--types", "int64", "--time")
    assert status == 1 and out == "" and "+ is not supported between int and str" in err


def test_explain_shows_the_stages_before_an_error(capsys, file):
    status, out, err = run(capsys, "explain", f"{file}::broken", "--types", "int64")
    assert status == 1 and "== after find-for-loops" not in out and "== bytecode, in SSA form" in out
    assert "+ is not supported between int and str" in err and "^^^^^^^" in err


def test_info(capsys):
    status, out, _ = run(capsys, "info")
    assert status == 0
    for word in ("krait", "Python", "NumPy", "LLVM", "CPU", "vector width", "threads", "cache", "KRAIT_DISABLE_JIT",
                 "KRAIT_NUM_THREADS", f"{krait.get_num_threads()} in parallel loops"):
        assert word in out


@pytest.mark.parametrize("arguments, message", [
    (["inspect", "nowhere.py::f"], "there is no file nowhere.py"),
    (["inspect", "FILE"], "is not of the form FILE.py::FUNC"),
    (["inspect", "FILE::missing", "--types", "int64"], "has no function missing; it has doubled, total, plain, scaled, broken"),
    (["inspect", "FILE::Group", "--types", "int64"], "is a type, not a Python function"),
    (["inspect", "FILE::plain"], "--types is needed: the types of the arguments of plain(x)"),
    (["inspect", "FILE::plain", "--types", "int64, int64"], "--types has 2 types, plain(x) takes 1 argument"),
    (["inspect", "FILE::plain", "--types", "float99"], "'float99' is not a type"),
    (["inspect", "FILE::plain", "--emit", "wasm"], "invalid choice: 'wasm'"),
    ([], "the following arguments are required: COMMAND"),
])  # fmt: skip
def test_bad_input(capsys, file, arguments, message):
    status, out, err = run(capsys, *(argument.replace("FILE", file) for argument in arguments))
    assert status == 2 and message in err and out == "" and "Traceback" not in err


def test_file_that_does_not_import(capsys, tmp_path):
    path = tmp_path / "bad.py"
    path.write_text("x = 1\ny = x / 0\n")
    status, _, err = run(capsys, "inspect", f"{path}::f", "--types", "int64")
    assert status == 2 and "failed, line 2: ZeroDivisionError: division by zero" in err


def test_file_with_a_syntax_error(capsys, tmp_path):
    path = tmp_path / "bad.py"
    path.write_text("def f(:\n")
    status, _, err = run(capsys, "inspect", f"{path}::f", "--types", "int64")
    assert status == 2 and "SyntaxError" in err


def test_compile_error_while_importing(capsys, tmp_path):
    path = tmp_path / "eager.py"
    path.write_text('import krait\n@krait.jit("int64(int64)")\ndef f(x):\n    return x + "a"\n')
    status, _, err = run(capsys, "inspect", f"{path}::f", "--types", "int64")
    assert status == 1 and "[unsupported_operands]" in err


@pytest.mark.parametrize("arguments, words", [
    (["--help"], ("inspect", "explain", "info", "Exit status")),
    (["inspect", "--help"], ("--types", "--emit", "bytecode", "llvm-opt", "cfg")),
    (["explain", "--help"], ("--types", "vectorised")),
])  # fmt: skip
def test_help(capsys, arguments, words):
    status, out, _ = run(capsys, *arguments)
    assert status == 0 and all(word in out for word in words)


def test_as_a_process(file):
    command = [sys.executable, "-m", "krait", "inspect", f"{file}::plain", "--types", "int64"]
    done = subprocess.run(command, capture_output=True, text=True, env=None)
    assert done.returncode == 0 and "; 18: return x + 1" in done.stdout
    done = subprocess.run([*command[:-1], "float99"], capture_output=True, text=True)
    assert done.returncode == 2
