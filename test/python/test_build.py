"""`krait build`: the packages it writes, run by processes in which the compiler cannot be imported."""

import glob
import json
import os
import subprocess
import sys
import sysconfig
import zipfile

import pytest
from build_packages import LEVELS, RUNNABLE, SOURCE, build, built, copied, expected, run  # noqa: F401, fixtures

from krait._dispatch import runtime_abi


@pytest.mark.parametrize("level", RUNNABLE)
def test_every_level_gives_what_cpython_gives(built, expected, level):
    assert run(built, "import built_module\nprint(*built_module.outcomes(), sep='\\n')", KRAIT_CPU_NAME=level) == expected


def test_the_best_level_is_taken_without_llvm(built, expected):
    script = "import built_module as m\nprint(*m.outcomes(), sep='\\n')\nassert 'krait._compiler' not in sys.modules"
    script += "\nassert m.norm.stats['compiled'] == 0 and m.norm.signatures == [('float64[:]',)]"
    assert run(built, script) == expected


def test_importing_loads_no_code(built):
    script = "import built_module as m\nprint(m.norm.stats['signatures'])\nm.norm(m.TABLE)\nprint(m.norm.stats['signatures'])"
    assert run(built, script).split() == ["0", "1"]


def test_threads_that_call_first_share_one_load(built):
    script = """
import threading
import built_module as m
start, results = threading.Barrier(8), []

def call():
    start.wait()
    results.append((m.norm(m.TABLE), m.fibonacci(12)))

threads = [threading.Thread(target=call) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(results), len(set(results)), m.norm.stats["signatures"], m.fibonacci.stats["signatures"])
"""
    assert run(built, script).split() == ["8", "1", "1", "1"]


def test_contents_of_captured_arrays_may_change(built):
    assert run(built, "import built_module as m\nm.TABLE[1] = -7.0\nprint(m.looked_up(1))").split() == ["-7.0"]


def test_lines_may_move(copied, expected):
    source = copied / "built_module" / "__init__.py"
    source.write_text("# one line more\n" + source.read_text())
    moved = run(copied, "import built_module\nprint(*built_module.outcomes(), sep='\\n')")
    assert "looked_up, line" in expected and moved != expected and moved.count("\n") == expected.count("\n")


def test_compilations_are_reported(built):
    progress = (built / "progress").read_text()
    for level in LEVELS:
        assert f"krait build: compiling norm: float64(float64[:]) for {level} ... " in progress
    assert "compiling Group.cube: " in progress and "compiling make.<locals>.times: " in progress


def test_manifest_names_every_file(built):
    folder = built / "built_module" / "__krait__"
    manifest = json.loads((folder / "__init__.json").read_text())
    assert manifest["runtime"] == runtime_abi() and manifest["cpus"] == LEVELS
    files = [name for f in manifest["functions"] for s in f["signatures"] for name in s["files"].values()]
    assert sorted(files) == sorted(os.path.basename(path) for path in glob.glob(str(folder / "*.krait")))
    norm = next(f for f in manifest["functions"] if f["name"] == "norm")
    assert norm["signatures"][0]["arguments"] == ["float64[:]"] and norm["signatures"][0]["result"] == "float"


def test_the_same_source_gives_the_same_bytes(built, tmp_path):
    assert build(SOURCE, "-o", tmp_path, "--cpu", ",".join(LEVELS)).returncode == 0
    package = tmp_path / "built_module"
    names = [path.relative_to(package) for path in package.rglob("*") if path.is_file()]
    assert names
    for name in names:
        assert (package / name).read_bytes() == (built / "built_module" / name).read_bytes()


def test_standalone_needs_no_krait(tmp_path, expected):
    assert build(SOURCE, "-o", tmp_path, "--standalone").returncode == 0
    script = f"import sys\nsys.path[1:1] = [{sysconfig.get_path('purelib')!r}]\nimport built_module as m, krait\n"
    script += "print(*m.outcomes(), sep='\\n')\nassert '_standalone' in krait.__file__ and m.norm.__module__ == 'built_module'"
    script += "\nassert '_standalone/krait/libomp' in open('/proc/self/maps').read()"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([sys.executable, "-S", "-c", script], cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout == expected
    script = script.replace("m.outcomes()", "krait.jit(lambda x: x)(1)")
    done = subprocess.run([sys.executable, "-S", "-c", script], cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert "ImportError: this krait has no compiler" in done.stderr


@pytest.mark.parametrize("options", [[], ["--standalone"]])
def test_wheel(tmp_path, expected, options):
    assert build(SOURCE, "-o", tmp_path / "project", "--name", "kernels", "--version", "2.1", *options).returncode == 0
    command = [sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps", "--no-index", "-w", tmp_path / "dist",
               tmp_path / "project"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (tmp_path / "dist").iterdir()
    assert wheel.name == "kernels-2.1-cp311-none-linux_x86_64.whl"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
        metadata = archive.read("kernels-2.1.dist-info/METADATA").decode()
    assert ("Requires-Dist: krait" in metadata) == (not options) and "Requires-Dist: numpy" in metadata
    assert run(tmp_path / "site", "import kernels\nprint(*kernels.outcomes(), sep='\\n')") == expected


def test_building_again_keeps_the_users_files(tmp_path):
    assert build(SOURCE, "-o", tmp_path).returncode == 0
    (tmp_path / "pyproject.toml").write_text("# mine\n")
    (tmp_path / "built_module" / "__krait__" / "old.krait").write_text("")
    assert build(SOURCE, "-o", tmp_path).returncode == 0
    assert (tmp_path / "pyproject.toml").read_text() == "# mine\n"
    assert not (tmp_path / "built_module" / "__krait__" / "old.krait").exists()
    assert sorted(os.listdir(tmp_path)) == ["built_module", "pyproject.toml", "setup.cfg"]


def test_a_foreign_folder_is_not_replaced(tmp_path):
    (tmp_path / "built_module").mkdir()
    done = build(SOURCE, "-o", tmp_path)
    assert done.returncode == 2 and "was not written by krait build" in done.stderr
    assert os.listdir(tmp_path) == ["built_module"] and os.listdir(tmp_path / "built_module") == []


BROKEN = 'from krait import jit\n\n\n@jit("int64(int64)")\ndef f(x):\n    return x + "a"\n'
DEEP = """from krait import jit

T = 1.5
for _ in range(40):
    T = (T,)


@jit("(int64)")
def f(x):
    return x + len(T)
"""


@pytest.mark.parametrize("source, arguments, status, message", [
    (BROKEN, [], 1, 'source.py", line 6'),
    (DEEP, [], 2, "source.py:8: f: (int64) cannot be kept: 'T' has no digest"),
    ("x = 1\n", [], 2, "has no function that declares a signature"),
    ("1 / 0\n", [], 2, "failed, line 1: ZeroDivisionError"),
    (DEEP, ["--cpu", "sse2"], 2, "--cpu knows avx512, avx2, baseline, not sse2"),
    (DEEP, ["--cpu", ""], 2, "--cpu knows avx512, avx2, baseline, not ''"),
    (DEEP, ["--name", "a-b"], 2, "'a-b' is no name of a package"),
    (DEEP, ["--name", "json"], 2, "there is a module json in use already"),
])  # fmt: skip
def test_what_cannot_be_built_leaves_nothing_behind(tmp_path, source, arguments, status, message):
    (tmp_path / "source.py").write_text(source)
    done = build(tmp_path / "source.py", "-o", tmp_path / "out", *arguments)
    assert done.stdout.count("compiling") == done.stdout.count("... failed\n")
    assert done.returncode == status and message in done.stderr, done.stderr
    assert not (tmp_path / "out").exists() or os.listdir(tmp_path / "out") == []


def test_help_explains_every_option():
    text = " ".join(build("--help").stdout.split())
    for words in ("--cpu LEVELS", "--standalone put the part of krait", "--name NAME of the package", "--version VERSION",
                  "-o DIR", "KRAIT_CPU_NAME", "KRAIT_COMPILE_BUILT=1"):  # fmt: skip
        assert words in text


@pytest.mark.parametrize("level, has, has_not", [
    ("baseline", "%xmm", "%ymm"), ("avx2", "%ymm", "%zmm"), ("avx512", "%zmm", None),
])  # fmt: skip
def test_levels_have_their_registers(tmp_path, level, has, has_not):
    if level not in RUNNABLE:
        pytest.skip("this processor does not run it")
    script = """
import krait, numpy
f = krait.jit(lambda a, b: a * b)
f(numpy.ones(9), numpy.ones(9))
print(*f.inspect_asm().values())
"""
    assembly = run(tmp_path, script, prelude="", KRAIT_CPU_NAME=level)
    assert has in assembly and (has_not is None or has_not not in assembly)


def test_the_compiler_takes_a_level_too(tmp_path):
    """KRAIT_CPU_NAME for functions that are compiled when they are called."""
    script = """
import krait
assert krait.jit(lambda x: x * 2.0)(1.5) == 3.0
from krait import _compiler
print(_compiler.target()["cpu"])
"""
    for level, cpu in [("baseline", "x86-64"), ("avx2", "x86-64-v3"), ("avx512", "x86-64-v4")]:
        if level in RUNNABLE:
            assert run(tmp_path, script, prelude="", KRAIT_CPU_NAME=level, KRAIT_CACHE_SIZE="0").split() == [cpu]
    script = "import krait\ntry:\n    krait.jit(lambda x: x)(1)\nexcept ImportError as error:\n    print(error)"
    assert "KRAIT_CPU_NAME is 'z80', this processor runs host" in run(tmp_path, script, prelude="", KRAIT_CPU_NAME="z80")
