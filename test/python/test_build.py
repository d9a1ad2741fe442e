"""`krait build`: the packages it writes, run by processes in which the compiler cannot be imported."""

import glob
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile

import pytest

import krait
from krait._dispatch import cpu_variants, runtime_abi

SOURCE = os.path.join(os.path.dirname(__file__), "built_module.py")
LEVELS = list(cpu_variants())
RUNNABLE = [name for name, runs in cpu_variants().items() if runs]
PACKAGE_PATH = os.path.dirname(os.path.dirname(krait.__file__))

NO_COMPILER = """\
import sys

class NoCompiler:
    def find_spec(self, name, path=None, target=None):
        if name == "krait._compiler":
            raise ImportError("the compiler was asked for")

sys.meta_path.insert(0, NoCompiler())
"""


def build(*arguments, **environment):
    command = [sys.executable, "-m", "krait", "build", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)


def run(folder, code, prelude=NO_COMPILER, **environment):
    """What a fresh process prints that finds packages in the folder."""
    path = os.pathsep.join([str(folder), PACKAGE_PATH])
    command = [sys.executable, "-c", prelude + code]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": path} | environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def error_of(folder, code, **environment):
    """Type and text of what the code raises, an expression over `m`, the module."""
    script = f"import numpy as np\nimport built_module as m\ntry:\n    {code}\nexcept Exception as error:\n    print(type(error).__name__)\n    print(error)"
    return run(folder, script, **environment)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with the package built for every level."""
    folder = tmp_path_factory.mktemp("built")
    done = build(SOURCE, "-o", folder, "--cpu", ",".join(LEVELS))
    assert done.returncode == 0, done.stderr
    (folder / "progress").write_text(done.stdout)
    return folder


@pytest.fixture
def copied(built, tmp_path):
    """The same, to be changed."""
    return shutil.copytree(built, tmp_path / "copy")


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """What CPython makes of the module."""
    folder = tmp_path_factory.mktemp("plain")
    shutil.copy(SOURCE, folder)
    return run(folder, "import built_module\nprint(*built_module.outcomes(), sep='\\n')", prelude="", KRAIT_DISABLE_JIT="1")


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


def test_another_signature_is_refused(built):
    text = error_of(built, "m.norm(np.arange(3))")
    assert text.startswith("TypeError\nNo matching definition for argument type(s) int64[::1]")
    assert "norm() was built ahead of time for these signatures only:\n  float64(float64[:])\n" in text and "krait build" in text


def test_a_function_without_signatures_is_refused(built):
    text = error_of(built, "m.helper(m.TABLE)")
    assert text.startswith("NotBuiltError\nhelper(): there is no code for (float64[::1]): the function declared no signature")
    assert "krait build built_module.py -o DIR" in text


def test_a_signature_given_later_is_refused(built):
    text = error_of(built, "m.norm.compile('float64(float32[:])')")
    assert "this signature was not built; these were:\n  float64(float64[:])" in text


@pytest.mark.parametrize("change, call, what", [
    ("m.SCALE = 3.0", "m.scaled(m.TABLE)", "the global name 'SCALE' of scaled"),
    ("del m.SCALE", "m.scaled(m.TABLE)", "the global name 'SCALE' of scaled"),
    ("m.LATER = 1", "m.scaled(m.TABLE)", "the global name 'LATER' of scaled"),
    ("m.np = None", "m.scaled(m.TABLE)", "the global name 'np' of helper"),
    ("m.TABLE = m.TABLE[:2]", "m.looked_up(1)", "the global name 'TABLE' of looked_up"),
    ("m.twice.py_func.__closure__[0].cell_contents = 9.0", "m.twice(1.0)", "the closure variable 'factor' of make.<locals>.times"),
])  # fmt: skip
@pytest.mark.parametrize("is_loaded", [False, True])
def test_what_has_changed_is_an_error(built, change, call, what, is_loaded):
    text = error_of(built, f"{call if is_loaded else 'pass'}; {change}; {call}")
    assert text.startswith("NotBuiltError\n") and f"{what} is not what it was when the module was built" in text


def test_changed_back_it_runs(built):
    script = """
import built_module as m
before = m.scaled(m.TABLE)
m.SCALE = 3.0
for _ in range(2):
    try:
        m.scaled(m.TABLE)
    except m.krait.NotBuiltError:
        print("refused")
m.SCALE = 2.5
assert (m.scaled(m.TABLE) == before).all()
"""
    assert run(built, script).split() == ["refused", "refused"]


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


@pytest.mark.parametrize("old, new, call, what", [
    ("math.sqrt(total)", "math.sqrt(total) + 1.0", "m.norm(m.TABLE)", "its source, its defaults or its options are not those that were built"),
    ("- 1.0", "- 2.0", "m.scaled(m.TABLE)", "the global name 'helper' of scaled is not what it was"),
    ('@jit("float64(float64[:])")', '@jit("float64(float64[:])", boundscheck=False)', "m.norm(m.TABLE)", "or its options"),
    ('@jit("float64(float64[:])")', '@jit("float64(float32[:])")', "m.norm(m.TABLE)", "this signature was not built"),
])  # fmt: skip
def test_edited_source_is_an_error(copied, old, new, call, what):
    source = copied / "built_module" / "__init__.py"
    assert old in source.read_text()
    source.write_text(source.read_text().replace(old, new))
    text = error_of(copied, call)
    assert text.startswith("NotBuiltError\n") and what in text


def test_lines_may_move(copied, expected):
    source = copied / "built_module" / "__init__.py"
    source.write_text("# one line more\n" + source.read_text())
    moved = run(copied, "import built_module\nprint(*built_module.outcomes(), sep='\\n')")
    assert "looked_up, line" in expected and moved != expected and moved.count("\n") == expected.count("\n")


@pytest.mark.parametrize("damage", ["truncate", "flip", "empty", "foreign"])
def test_damaged_code_is_refused(copied, damage):
    for path in glob.glob(str(copied / "built_module" / "__krait__" / "*.krait")):
        with open(path, "rb") as file:
            code = bytearray(file.read())
        code[len(code) // 2] ^= 1
        changed = {"truncate": code[:-9], "flip": code, "empty": b"", "foreign": b"\x7fELF" + code}
        with open(path, "wb") as file:
            file.write(changed[damage])
    assert "is damaged\n" in error_of(copied, "m.norm(m.TABLE)")


def test_lost_code_is_refused(copied):
    for path in glob.glob(str(copied / "built_module" / "__krait__" / "*.krait")):
        os.remove(path)
    assert ".krait is missing" in error_of(copied, "m.norm(m.TABLE)")


def test_another_runtime_is_refused(copied):
    folder = copied / "built_module" / "__krait__"
    manifest = json.loads((folder / "__init__.json").read_text())
    manifest["runtime"] = "0.0.1-cp311-0"
    (folder / "__init__.json").write_text(json.dumps(manifest))
    for path in glob.glob(str(folder / "*.krait")):
        os.remove(path)
    assert f"it was built for krait 0.0.1-cp311-0, this is krait {runtime_abi()}" in error_of(copied, "m.norm(m.TABLE)")


def test_levels_that_are_not_there(built, tmp_path):
    assert "KRAIT_CPU_NAME is 'sparc', this processor runs host, " in error_of(built, "m.norm(m.TABLE)", KRAIT_CPU_NAME="sparc")
    if len(RUNNABLE) == 1:
        pytest.skip("this processor runs one level")
    assert build(SOURCE, "-o", tmp_path, "--cpu", RUNNABLE[0]).returncode == 0
    text = error_of(tmp_path, "m.norm(m.TABLE)", KRAIT_CPU_NAME="baseline")
    assert f"it was built for {RUNNABLE[0]}, this processor takes baseline" in text


def test_the_compiler_helps_out_if_it_is_allowed(built):
    script = "import built_module as m\nm.SCALE = 4.0\nprint(m.scaled(m.TABLE)[0], m.helper(m.TABLE)[2], m.scaled.stats['compiled'])"
    assert run(built, script, prelude="", KRAIT_COMPILE_BUILT="1", KRAIT_CACHE_SIZE="0").split() == ["4.0", "2.0", "1"]


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
DEEP = 'from krait import jit\n\nT = 1.5\nfor _ in range(40):\n    T = (T,)\n\n\n@jit("(int64)")\ndef f(x):\n    return x + len(T)\n'


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
    assert done.returncode == status and message in done.stderr, done.stderr
    assert not (tmp_path / "out").exists() or os.listdir(tmp_path / "out") == []


def test_help_explains_every_option():
    text = " ".join(build("--help").stdout.split())
    for words in ("--cpu LEVELS", "--standalone put the part of krait", "--name NAME of the package", "--version VERSION",
                  "-o DIR", "KRAIT_CPU_NAME", "KRAIT_COMPILE_BUILT=1"):  # fmt: skip
        assert words in text


def test_the_compiler_takes_a_level_too(tmp_path):
    """KRAIT_CPU_NAME for functions that are compiled when they are called."""
    script = "import krait\nf = krait.jit(lambda x: x * 2.0)\nassert f(1.5) == 3.0\nfrom krait import _compiler\nprint(_compiler.target()['cpu'])"
    for level, cpu in [("baseline", "x86-64"), ("avx2", "x86-64-v3"), ("avx512", "x86-64-v4")]:
        if level in RUNNABLE:
            assert run(tmp_path, script, prelude="", KRAIT_CPU_NAME=level, KRAIT_CACHE_SIZE="0").split() == [cpu]
    script = "import krait\ntry:\n    krait.jit(lambda x: x)(1)\nexcept ImportError as error:\n    print(error)"
    assert "KRAIT_CPU_NAME is 'z80', this processor runs host" in run(tmp_path, script, prelude="", KRAIT_CPU_NAME="z80")
