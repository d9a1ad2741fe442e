"""Built packages refuse what was not built, what has changed since, and code that is damaged; each says why."""

import glob
import json
import os

import pytest
from build_packages import RUNNABLE, SOURCE, build, built, copied, error_of, run  # noqa: F401, fixtures

from krait._dispatch import runtime_abi


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


@pytest.mark.parametrize("old, new, call, what", [
    ("math.sqrt(total)", "math.sqrt(total) + 1.0", "m.norm(m.TABLE)", "its source, its defaults, its options or"),
    ("- 1.0", "- 2.0", "m.scaled(m.TABLE)", "the global name 'helper' of scaled is not what it was"),
    ('@jit("float64(float64[:])")', '@jit("float64(float64[:])", boundscheck=False)', "m.norm(m.TABLE)", "not those that were built"),
    ('@jit("float64(float64[:])")', '@jit("float64(float32[:])")', "m.norm(m.TABLE)", "this signature was not built"),
])  # fmt: skip
def test_edited_source_is_an_error(copied, old, new, call, what):
    source = copied / "built_module" / "__init__.py"
    assert old in source.read_text()
    source.write_text(source.read_text().replace(old, new))
    text = error_of(copied, call)
    assert text.startswith("NotBuiltError\n") and what in text


def test_a_package_under_another_name_is_refused(copied):
    os.rename(copied / "built_module", copied / "renamed")
    text = error_of(copied, "m.norm(m.TABLE)", name="renamed")
    assert text.startswith("NotBuiltError\n") and "the name of its module are not those that were built" in text


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
    script = """
import built_module as m
m.SCALE = 4.0
print(m.scaled(m.TABLE)[0], m.helper(m.TABLE)[2], m.scaled.stats["compiled"])
"""
    assert run(built, script, prelude="", KRAIT_COMPILE_BUILT="1", KRAIT_CACHE_SIZE="0").split() == ["4.0", "2.0", "1"]
