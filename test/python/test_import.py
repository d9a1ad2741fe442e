"""What `import krait` loads: the call path only. Each test asks a fresh interpreter."""

import json
import subprocess
import sys

import pytest


def modules_after(code):
    """Names in sys.modules after a fresh interpreter ran the code."""
    script = f"import json, sys\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout))


DECORATE = "import krait\nf = krait.jit(lambda a, b: a * b + 1.0)"


@pytest.mark.parametrize("code", ["import krait", DECORATE, f"{DECORATE}\nkrait.float64, krait.types"])
def test_loads_neither_numpy_nor_the_compiler(code):
    loaded = modules_after(code)
    assert "krait._dispatch" in loaded
    assert "numpy" not in loaded
    assert "krait._compiler" not in loaded


def test_scalar_calls_need_the_compiler_but_not_numpy():
    loaded = modules_after(f"{DECORATE}\nassert f(2.0, 3.0) == 7.0")
    assert "krait._compiler" in loaded
    assert "numpy" not in loaded


def test_disabled_compiles_nothing(monkeypatch):
    monkeypatch.setenv("KRAIT_DISABLE_JIT", "1")
    loaded = modules_after(f"{DECORATE}\nassert f(2.0, 3.0) == 7.0")
    assert "krait._compiler" not in loaded


def test_everything_public_is_there():
    import krait

    assert all(getattr(krait, name) is not None for name in krait.__all__)
