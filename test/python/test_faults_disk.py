"""A cache folder that can't be written: a full disk, a read-only one, files that may not grow. Programs run as if there were none.

The disks are of memory, mounted in a namespace of their own; where that is not allowed, those tests are skipped.
"""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import resource, sys
import numpy as np
import krait
{limit}
def make(k):
    namespace = {{"np": np, "k": k}}
    exec(f"def f(x, n):\\n    for i in range(n):\\n        x = x * {{k}} + i\\n    return x", namespace)
    return krait.jit(namespace["f"])
functions = [make(k) for k in range({count})]
assert [f(1.5, 3) for f in functions] == [f.py_func(1.5, 3) for f in functions]
print(sum(f.stats["loaded"] for f in functions), sum(f.stats["compiled"] for f in functions))
"""


def program(count=6, limit=""):
    return PROGRAM.format(count=count, limit=limit)


def run(command, folder):
    environment = os.environ | {"KRAIT_CACHE_DIR": str(folder), "KRAIT_CACHE_SIZE": "512"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def on_a_disk(folder, size, script):
    """The output and errors of a shell script that has a fresh disk of that size at the folder, and Python as $PYTHON."""
    folder.mkdir(mode=0o700)
    mounted = f"mount -t tmpfs -o size={size},mode=700 none '{folder}' && "
    if subprocess.run(["unshare", "-rm", "sh", "-c", mounted + "true"], capture_output=True).returncode != 0:
        pytest.skip("mounting is not allowed here")
    return run(["unshare", "-rm", "sh", "-e", "-c", mounted + script.replace("$PYTHON", f"'{sys.executable}'")], folder)


def test_full_disk(tmp_path):
    """What has no place is not kept; what is kept is whole, and the next process runs it."""
    code = tmp_path / "program.py"
    code.write_text(program())
    done = on_a_disk(tmp_path / "cache", "20k", f"$PYTHON {code}\n$PYTHON {code}\nls -la '{tmp_path}/cache'")
    first, second = done.stdout.splitlines()[:2]
    assert first == "0 6"
    loaded, compiled = map(int, second.split())
    assert loaded + compiled == 6 and compiled > 0
    assert "Traceback" not in done.stderr


def test_disk_without_any_place(tmp_path):
    code = tmp_path / "program.py"
    code.write_text(program())
    done = on_a_disk(tmp_path / "cache", "4k", f"$PYTHON {code}\nls '{tmp_path}/cache'")
    assert done.stdout.splitlines()[0] == "0 6"
    assert done.stdout.count(".tmp") == 0, done.stdout


def test_read_only_disk(tmp_path):
    """What lies there is used, nothing is written, and nobody is troubled by it."""
    folder, code, more = tmp_path / "cache", tmp_path / "program.py", tmp_path / "more.py"
    code.write_text(program(3))
    more.write_text(program(5))
    done = on_a_disk(folder, "10m", f"$PYTHON {code}\nmount -o remount,ro none '{folder}'\n$PYTHON {more}")
    assert done.stdout.splitlines() == ["0 3", "3 2"], done.stdout + done.stderr


def test_files_that_may_not_grow(tmp_path):
    limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))"
    folder = tmp_path / "cache"
    assert run([sys.executable, "-c", program(limit=limit)], folder).stdout == "0 6\n"
    assert run([sys.executable, "-c", program()], folder).stdout == "0 6\n"
    assert run([sys.executable, "-c", program()], folder).stdout == "6 0\n"


def test_no_more_descriptors(tmp_path):
    """The compiler is loaded and at work; then no file can be opened any more."""
    limit = "krait.jit(lambda x: x)(1)\nresource.setrlimit(resource.RLIMIT_NOFILE, (3, 4096))"
    assert run([sys.executable, "-c", program(limit=limit)], tmp_path / "cache").stdout == "0 6\n"
