"""The cache on disk: later processes run what an earlier one compiled, and never anything else."""

import json
import os
import pathlib
import re
import shutil
import signal
import stat
import subprocess
import sys
import time

import numpy as np
import pytest
from cache_program import Program

import krait

PACKAGE = pathlib.Path(krait.__file__).parent

MAIN = """
import krait, other

@krait.jit
def f(x):
    return other.g(x) + {constant}

def run():
    return f(2.0)
"""
OTHER = """
import krait

@krait.jit
def h(x):
    return x * {factor}

@krait.jit
def g(x):
    return h(x) + {term}
"""


@pytest.fixture
def program(tmp_path):
    return Program(tmp_path, main=MAIN.format(constant=1), other=OTHER.format(factor=3, term=10))


def test_second_process_does_not_load_the_compiler(program):
    assert program.run() == (17.0, True)
    assert program.run() == (17.0, False)
    assert len(program.files()) == 1  # one file of one root, callees in it


def is_rebuilt(program, expected):
    """The changed program runs anew, and then from the cache."""
    assert program.expected() == expected
    assert program.run() == (expected, True)
    assert program.run() == (expected, False)


def test_edited_constant(program):
    program.run()
    program.write(main=MAIN.format(constant=2))
    is_rebuilt(program, 18.0)


def test_edited_callee_in_another_module(program):
    program.run()
    program.write(other=OTHER.format(factor=3, term=20))
    is_rebuilt(program, 27.0)


def test_edited_callee_of_a_callee(program):
    program.run()
    program.write(other=OTHER.format(factor=5, term=10))
    is_rebuilt(program, 21.0)


def test_callee_rebound_to_another_function(program):
    program.run()
    program.write(other=OTHER.format(factor=3, term=10) + "\n@krait.jit\ndef k(x): return -x\nh = k\n")
    is_rebuilt(program, 9.0)


def test_rebound_import(program):
    program.run()
    program.write(third=OTHER.format(factor=7, term=10), main=MAIN.format(constant=1).replace("krait, other", "krait, third as other"))
    is_rebuilt(program, 25.0)


# One program, two values of something that the code depends on: (text, before, after).
CASES = {
    "global int": ("K = {}\n@krait.jit\ndef f(x): return x * K", "2", "3"),
    "global int of another type": ("K = {}\n@krait.jit\ndef f(x): return x * K", "2", "2.0"),
    "bool for an int": ("K = {}\n@krait.jit\ndef f(x): return K + 1", "1", "True"),
    "zero and minus zero": ("import math\nK = {}\n@krait.jit\ndef f(x): return math.copysign(x, K)", "0.0", "-0.0"),
    "text": ("K = {}\n@krait.jit\ndef f(x): return len(K)", "'ab'", "'abc'"),
    "tuple": ("K = {}\n@krait.jit\ndef f(x): return K[1] * x", "(1, 2)", "(1, 3)"),
    "NumPy scalar": ("import numpy as np\nK = {}\n@krait.jit\ndef f(x): return float(K + np.float32(0.1))", "np.float32(1)", "np.float64(1)"),
    "complex": ("K = {}\n@krait.jit\ndef f(x): return (K * x).imag", "1+2j", "1+3j"),
    "function": ("import math\nK = {}\n@krait.jit\ndef f(x): return K(x)", "math.sin", "math.cos"),
    "ufunc": ("import numpy as np\nK = {}\n@krait.jit\ndef f(x): return float(K(x))", "np.sin", "np.cos"),
    "class": ("import numpy as np\nK = {}\n@krait.jit\ndef f(x): return float(K(x) / 3)", "np.float32", "np.float64"),
    "attribute of a module": ("import types\nm = types.ModuleType('m'); m.k = {}\n@krait.jit\ndef f(x): return m.k * x", "2", "3"),
    "attribute of a class": ("class C: k = {}\n@krait.jit\ndef f(x): return C.k * x", "2", "3"),
    "default": ("@krait.jit\ndef f(x, y={}): return x * y", "2", "3"),
    "keyword default": ("@krait.jit\ndef f(x, *, y={}): return x * y", "2", "3"),
    "default of a callee": ("@krait.jit\ndef g(x, y={}): return x * y\n@krait.jit\ndef f(x): return g(x)", "2", "3"),
    "closure value": ("def make(k):\n    @krait.jit\n    def f(x): return x * k\n    return f\nf = make({})", "2", "3"),
    "nested function": ("@krait.jit\ndef f(x):\n    g = lambda y: y * {}\n    return g(x)", "2", "3"),
    "comprehension": ("@krait.jit\ndef f(x): return sum([x * k for k in range({})])", "3", "4"),
    "plain callee": ("def g(x): return x + {}\n@krait.jit\ndef f(x): return g(x)", "2", "3"),
    "builtin shadowed": ("{}\n@krait.jit\ndef f(x): return float(abs(-x))", "", "@krait.jit\ndef abs(x): return x"),
    "dtype of a captured array": ("import numpy as np\nA = np.ones(3, {})\n@krait.jit\ndef f(x): return float(A.sum() / 7)", "np.float32", "np.float64"),
    "values of a captured array": ("import numpy as np\nA = np.array([1.0, {}])\n@krait.jit\ndef f(x): return A[1] * x", "2", "3"),
    "shape of a captured array": ("import numpy as np\nA = np.ones({})\n@krait.jit\ndef f(x): return A.sum() * x", "3", "4"),
}  # fmt: skip
@pytest.mark.parametrize("name", CASES)
def test_staleness(name, tmp_path):
    text, before, after = CASES[name]
    frame = "import krait\n{}\ndef run(): return repr(f(2.0))\n"
    program = Program(tmp_path, main=frame.format(text.format(before)))
    expected = program.expected()
    assert program.run() == (expected, True)
    assert program.run() == (expected, False)
    program.write(main=frame.format(text.format(after)))
    expected = program.expected()
    assert program.run()[0] == expected
    assert program.run() == (expected, False)
    program.write(main=frame.format(text.format(before)))  # and back: the first variant is still there
    assert program.run() == (program.expected(), False)


OPTIONS = {
    "boundscheck": ("boundscheck=True", "boundscheck=False"),
    "overflow": ("overflow='raise'", "overflow='wrap'"),
    "error_model": ("error_model='python'", "error_model='numpy'"),
    "fastmath": ("fastmath=False", "fastmath=True"),
    "fastmath flags": ("fastmath={'contract'}", "fastmath={'contract', 'nsz'}"),
    "parallel": ("parallel=False", "parallel=True"),
    "inline": ("inline='auto'", "inline='never'"),
}


@pytest.mark.parametrize("name", OPTIONS)
@pytest.mark.parametrize("where", ["root", "callee"])
def test_each_option_counts(name, where, tmp_path):
    source = "import krait\n@krait.jit({callee})\ndef g(x): return x + 1\n@krait.jit({root})\ndef f(x): return g(x) * 2\ndef run(): return f(3)\n"
    before, after = ({"root": "", "callee": "", where: option} for option in OPTIONS[name])
    program = Program(tmp_path, main=source.format(**before))
    assert program.run() == (8, True)
    program.write(main=source.format(**after))
    assert program.run() == (8, True)
    assert program.run() == (8, False)


def test_option_that_changes_results(tmp_path):
    source = "import krait\n@krait.jit(overflow={!r})\ndef f(x): return x * 4\ndef run(): return f(2**62)\n"
    program = Program(tmp_path, main=source.format("wrap"))
    assert program.run() == (0, True)
    program.write(main=source.format("raise"))
    with pytest.raises(AssertionError, match="OverflowError"):
        program.run()
    with pytest.raises(AssertionError, match="OverflowError"):  # this time from the cache
        program.run()


ARRAYS = """
import krait, numpy as np
@krait.jit
def f(a): return a.sum() / 3
def run(): return repr(f({}))
"""


@pytest.mark.parametrize("arrays", [("np.ones(3)", "np.ones(3, np.float32)"), ("np.ones((2, 3))", "np.ones((2, 3)).T"),
                                    ("np.ones(3)", "np.ones(6)[::2]"), ("np.ones(3)", "np.ones((3, 1))")])  # fmt: skip
def test_dtype_and_layout(arrays, tmp_path):
    program = Program(tmp_path, main=ARRAYS.format(arrays[0]))
    program.run()
    program.write(main=ARRAYS.format(arrays[1]))
    is_rebuilt(program, program.expected())


def test_function_argument(tmp_path):
    source = "import krait\n@krait.jit\ndef g(x): return x + {}\n@krait.jit\ndef f(k, x): return k(x)\ndef run(): return f(g, 2)\n"
    program = Program(tmp_path, main=source.format(1))
    assert program.run() == (3, True)
    assert program.run() == (3, False)
    program.write(main=source.format(2))
    is_rebuilt(program, 4)


def test_one_object_under_two_names(tmp_path):
    """Two functions of one code are one digest, and still not each other."""
    source = """
    import krait
    def make(k):
        @krait.jit
        def g(x): return x * k
        return g
    p = make(2)
    q = {}
    @krait.jit
    def f(x): return p(x) + q(x)
    @krait.jit
    def h(a, b, x): return a(x) + b(x)
    def run(): return [f(1), h(p, q, 1)]
    """
    program = Program(tmp_path, main=source.format("p"))
    assert program.run() == ([4, 4], True)
    assert program.run() == ([4, 4], False)
    program.write(main=source.format("make(5)"))
    is_rebuilt(program, [7, 7])
    program.write(main=source.format("make(2)"))
    is_rebuilt(program, [4, 4])
    program.write(main=source.format("p"))
    assert program.run() == ([4, 4], False)


def test_vector_width_from_the_environment(program):
    program.run()
    assert program.run(KRAIT_VECTOR_WIDTH="128") == (17.0, True)
    assert program.run(KRAIT_VECTOR_WIDTH="128") == (17.0, False)
    assert program.run() == (17.0, False)


@pytest.fixture
def copied_package(tmp_path):
    """A package of its own, that can be changed."""
    shutil.copytree(PACKAGE, tmp_path / "copy" / "krait", symlinks=False, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "copy"


MEDIAN = "import krait, numpy as np\n@krait.jit\ndef f(a): return np.median(a)\ndef run(): return float(f(np.arange(4.0)))\n"


def test_edited_library_function(tmp_path, copied_package):
    program = Program(tmp_path, main=MEDIAN)
    path = {"PYTHONPATH": str(copied_package)}
    assert program.run(**path) == (1.5, True)
    assert program.run(**path) == (1.5, False)
    edited = [file for file in (copied_package / "krait" / "lib").glob("*.py") if "def median(" in file.read_text()]
    assert len(edited) == 1
    edited[0].write_text(edited[0].read_text() + "\n# edited\n")
    assert program.run(**path) == (1.5, True)
    assert program.run(**path) == (1.5, False)


@pytest.mark.parametrize("module", ["_compiler", "_dispatch"])
def test_another_build(module, tmp_path, program, copied_package):
    path = {"PYTHONPATH": str(copied_package)}
    program.run(**path)
    assert program.run(**path) == (17.0, False)
    (library,) = (copied_package / "krait").glob(f"{module}.*.so")
    change_build_id(library)
    assert program.run(**path) == (17.0, True)


def change_build_id(library):
    """Change a byte of the linker's build identifier."""
    notes = subprocess.run(["readelf", "-n", library], capture_output=True, text=True, check=True).stdout
    build_id = bytes.fromhex(re.search(r"Build ID: (\w+)", notes)[1])
    contents = library.read_bytes()
    assert contents.count(build_id) == 1
    library.write_bytes(contents.replace(build_id, bytes([build_id[0] ^ 1]) + build_id[1:]))


def test_line_numbers_of_a_moved_function(tmp_path):
    source = "import krait, traceback\n{}@krait.jit\ndef f(x):\n    if x > 1:\n        raise ValueError('large')\n    return x\ndef run():\n" \
             "    try: f(2)\n    except ValueError as error: return traceback.extract_tb(error.__traceback__)[-1].lineno\n"
    program = Program(tmp_path, main=source.format(""))
    assert program.run() == (5, True)
    program.write(main=source.format("\n# moved\n\n"))
    assert program.run() == (8, False)


def test_lines_within_a_function_matter(tmp_path):
    source = "import krait, traceback\n@krait.jit\ndef f(a, i):\n    b = a[0]\n{}    return a[i] + b\ndef run():\n" \
             "    import numpy as np\n    try: f(np.ones(2), 7)\n    except IndexError as error: return traceback.extract_tb(error.__traceback__)[-1].lineno\n"
    program = Program(tmp_path, main=source.format(""))
    assert program.run() == (5, True)
    program.write(main=source.format("    # a comment\n"))
    assert program.run() == (6, True)


def test_where_functions_come_from(tmp_path):
    source = """
    import krait, zipimport, zipfile, os
    here = os.path.dirname(__file__)
    space = {"krait": krait, "__name__": "made"}
    exec("@krait.jit\\ndef f(x): return x + 1", space)
    def make(k):
        return krait.jit(lambda x: x * k)
    with zipfile.ZipFile(os.path.join(here, "zipped.zip"), "w") as zipped:
        zipped.writestr("inside.py", "import krait\\n@krait.jit\\ndef f(x): return x - 5\\n")
    import sys
    sys.path.insert(0, os.path.join(here, "zipped.zip"))
    import inside
    def run():
        return [space["f"](1), make(2)(3), make(5)(3), make(7)(3), inside.f(1)]
    """
    program = Program(tmp_path, main=source)
    assert program.run() == ([2, 6, 15, 21, -4], True)
    assert program.run() == ([2, 6, 15, 21, -4], False)
    assert len(program.files()) == 5


def test_repl(tmp_path):
    source = "import krait\n@krait.jit\ndef f(x):\n    return x + 1\n\nprint(f(1))\nimport sys; print('krait._compiler' in sys.modules)\n"
    program = Program(tmp_path)
    for loaded in ("True", "False"):
        shell = subprocess.run([sys.executable, "-i"], input=source, capture_output=True, text=True, env=program.environment(), timeout=60)
        assert shell.stdout.split() == ["2", loaded]


def test_global_changed_while_running(tmp_path):
    source = "import krait\nK = 1\n@krait.jit\ndef f(x): return x + K\ndef run():\n    global K\n    first = f(1)\n    K = 5\n    return [first, f(1)]\n"
    program = Program(tmp_path, main=source)
    assert program.run() == ([2, 6], True)
    assert program.run() == ([2, 6], False)


def test_parallel_and_records_and_lists(tmp_path):
    source = """
    import krait, numpy as np
    @krait.jit(parallel=True)
    def total(a):
        s = 0.0
        for i in krait.prange(len(a)): s += a[i]
        return s
    @krait.jit
    def field(r): return r["x"].sum()
    @krait.jit
    def lengths(values): return [len(values), sum(values)]
    class Refused(ValueError): pass
    @krait.jit
    def check(x):
        if x > 1: raise Refused("more than", x)
        return np.linalg.solve(np.eye(2), np.ones(2) * x)
    def run():
        records = np.zeros(3, [("x", float), ("y", int)]); records["x"] = 2
        try: check(2.0)
        except Refused as error: refused = repr(error)
        return [total(np.ones(10000)), field(records), lengths([1, 2, 3]), refused, list(check(1.0)), krait.get_num_threads() > 0]
    """
    program = Program(tmp_path, main=source)
    expected = [10000.0, 6.0, [3, 6], "Refused('more than', 2.0)", [1.0, 1.0], True]
    assert program.run() == (expected, True)
    assert program.run() == (expected, False)


def test_expressions(tmp_path):
    source = """
    import krait, numpy as np
    k = {}
    @krait.jit
    def g(x): return x * k
    def run():
        a, b, i = np.arange(5.0), np.ones(5), 7
        try: krait.evaluate("i // (i - 7)")
        except ZeroDivisionError as error: refused = str(error)
        return [float(krait.evaluate("sum(2*a + 3*b**2)")), list(krait.evaluate("g(a)")), list(krait.evaluate("a", out=b, casting="safe")), refused]
    """
    program = Program(tmp_path, main=source.format(2))
    expected, was_compiled = program.run()
    assert was_compiled and expected[:3] == [35.0, [0.0, 2.0, 4.0, 6.0, 8.0], [0.0, 1.0, 2.0, 3.0, 4.0]]
    assert program.run() == (expected, False)
    program.write(main=source.format(3))
    expected[1] = [0.0, 3.0, 6.0, 9.0, 12.0]
    assert program.run() == (expected, True)
    assert program.run() == (expected, False)


def test_captured_array_is_used_in_place(tmp_path):
    source = "import krait, numpy as np\nA = np.zeros(3)\nB = A[::-1]\n@krait.jit\ndef f(i):\n    A[i] += 1.0\n    return B.sum() + B[0]\n" \
             "def run(): return [f(0), f(2), list(A)]\n"
    program = Program(tmp_path, main=source)
    assert program.run() == ([1.0, 3.0, [1.0, 0.0, 1.0]], True)
    assert program.run() == ([1.0, 3.0, [1.0, 0.0, 1.0]], False)


def test_cache_false_and_size_zero(tmp_path):
    program = Program(tmp_path, main="import krait\n@krait.jit(cache=False)\ndef f(x): return x + 1\ndef run(): return f(1)\n")
    assert program.run() == program.run() == (2, True)
    assert program.files() == []
    program.write(main="import krait\n@krait.jit\ndef f(x): return x + 1\ndef run(): return f(1)\n")
    assert program.run(KRAIT_CACHE_SIZE="0") == program.run(KRAIT_CACHE_SIZE="0") == (2, True)
    assert program.files() == []


@pytest.mark.parametrize("damage", ["others may write", "no folder"])
def test_folder_that_is_not_safe(damage, program):
    if damage == "others may write":
        program.cache.mkdir()
        program.cache.chmod(0o777)
    else:
        program.cache.write_text("a file")
    assert program.run() == (17.0, True)
    assert program.errors.count("keeps compiled code in memory only") == 1 and "KRAIT_CACHE_DIR" in program.errors


def test_folder_and_files_are_private(program):
    program.run()
    assert stat.S_IMODE(program.cache.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in program.files()] == [0o600]
    program.files()[0].chmod(0o666)  # whoever could write it may have
    assert program.run() == (17.0, True)


def test_link_is_not_followed(program):
    program.run()
    (file,) = program.files()
    file.rename(program.folder / "elsewhere")
    file.symlink_to(program.folder / "elsewhere")
    assert program.run() == (17.0, True)


def test_foreign_file_under_an_entrys_name(program):
    """Each file knows which name it was written for."""
    program.run()
    (first,) = program.files()
    program.write(main=MAIN.format(constant=5))
    program.run()
    (second,) = set(program.files()) - {first}
    first.write_bytes(second.read_bytes())
    program.write(main=MAIN.format(constant=1))
    assert program.run() == (17.0, True)


def test_damaged_files_are_replaced(program):
    program.run()
    (file,) = program.files()
    whole = file.read_bytes()
    for damaged in (b"", whole[:50], whole[:-1], whole + b"x", b"\0" * len(whole), whole[:-200] + b"\xcc" * 200):
        file.write_bytes(damaged)
        assert program.run() == (17.0, True)
        assert file.read_bytes() == whole  # the same input gives the same bytes
        assert program.run() == (17.0, False)


def test_every_byte_flipped(program):
    """No file that differs in one byte is taken for an entry."""
    from krait import _dispatch

    program.run()
    (file,) = program.files()
    whole = bytearray(file.read_bytes())
    assert _dispatch.cache_title(file.name, bytes(whole)).startswith("f(")
    for place in range(len(whole)):
        whole[place] ^= 1 << place % 8
        assert _dispatch.cache_title(file.name, bytes(whole)) is None
        whole[place] ^= 1 << place % 8


def test_least_recently_used_go_first(tmp_path):
    source = "import krait\ndef make(k):\n    @krait.jit\n    def f(x): return x + k\n    return f\ndef run(): return [make(k)(1) for k in range({}, {})]\n"
    program = Program(tmp_path, main=source.format(0, 3))
    program.run()
    old = program.files()
    for file in old:
        os.utime(file, (1e9, 1e9))
    program.write(main=source.format(0, 1))
    program.run()  # used again: no longer the oldest
    kept = [file for file in old if file.stat().st_mtime > 1e9]
    assert len(kept) == 1
    limit = 1
    program.write(main=source.format(100, 100 + (1 << 20) // old[0].stat().st_size + 40))
    program.run(KRAIT_CACHE_SIZE=str(limit))
    assert sum(file.stat().st_size for file in program.files()) <= limit << 20
    assert not set(old) - set(kept) & set(program.files())


def krait_command(program, *arguments):
    return subprocess.run([sys.executable, "-m", "krait", *arguments], capture_output=True, text=True, env=program.environment(), timeout=60)


def test_command_line(program):
    program.run()
    info = krait_command(program, "cache", "info").stdout
    assert str(program.cache) in info and re.search(r"entries +1\n", info)
    assert "f(float)" in krait_command(program, "cache", "list").stdout
    verify = krait_command(program, "cache", "verify")
    assert verify.returncode == 0 and "1 of 1 entry sound" in verify.stdout
    file = program.files()[0]
    file.write_bytes(file.read_bytes()[:-1])
    verify = krait_command(program, "cache", "verify")
    assert verify.returncode == 1 and str(file) in verify.stdout and "0 of 1 entry sound" in verify.stdout
    assert "removed 1 file " in krait_command(program, "cache", "clear").stdout and program.files() == []
    assert str(program.cache) in krait_command(program, "info").stdout


LOOPS = """
import krait
def make(k):
    @krait.jit
    def f(n):
        s = k
        for i in range(n): s += i * k
        return s
    return f
def run(): return [make(k)(4) for k in range(20)]
"""
EXPECTED = [7 * k for k in range(20)]
ROUNDS = int(os.environ.get("KRAIT_TEST_KILLS", "24")) // 8


def test_processes_that_are_killed(tmp_path):
    """Eight processes at a time compile the same functions and are killed somewhere on the way."""
    program = Program(tmp_path, main=LOOPS)
    random = np.random.default_rng()
    duration, were_killed = 1.0, 0
    for turn in range(ROUNDS + 1):
        start = time.monotonic()
        processes = [program.start() for _ in range(8)]
        if turn > 0:  # the first turn tells how long they take
            for process, moment in zip(processes, sorted(random.uniform(0.4, 1.0, 8))):
                time.sleep(max(0, start + moment * duration - time.monotonic()))
                process.send_signal(signal.SIGKILL)
        for process in processes:
            process.communicate()
            were_killed += process.returncode == -signal.SIGKILL
        duration = time.monotonic() - start if turn == 0 else duration
        assert krait_command(program, "cache", "verify").returncode == 0
        if turn < ROUNDS:
            krait_command(program, "cache", "clear")
    assert were_killed > 0
    assert program.run()[0] == EXPECTED
    for left in program.cache.glob(".*"):  # of a writer that died: older than any write takes
        os.utime(left, (1e9, 1e9))
    for file in program.files()[:1]:
        file.unlink()
    assert program.run() == (EXPECTED, True)
    assert program.run() == (EXPECTED, False)
    assert list(program.cache.glob(".*")) == []


def test_processes_at_once(tmp_path):
    program = Program(tmp_path, main=LOOPS)
    processes = [program.start() for _ in range(6)]
    outputs = [process.communicate(timeout=120) for process in processes]
    assert all(process.returncode == 0 for process in processes), outputs
    assert all(json.loads(output)["result"] == EXPECTED for output, _ in outputs)
    assert program.run() == (EXPECTED, False)
