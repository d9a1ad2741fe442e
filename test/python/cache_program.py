"""Programs in processes of their own, with a cache folder of their own: what the tests of the cache are made of."""

import json
import os
import subprocess
import sys
import textwrap

_RUN = """
import json, sys
sys.path.insert(0, {folder!r})
import main
result = main.run()
json.dump({{"result": result, "compiler": "krait._compiler" in sys.modules}}, sys.stdout)
"""


class Program:
    """Modules in a folder; `main` has a function run() whose result is JSON."""

    def __init__(self, folder, **modules):
        self.folder = folder / "program"
        self.cache = folder / "cache"
        self.folder.mkdir()
        self.write(**modules)

    def write(self, **modules):
        """Write or replace modules: name="source"."""
        for name, source in modules.items():
            (self.folder / f"{name}.py").write_text(textwrap.dedent(source), encoding="utf-8")

    def environment(self, **variables):
        return {**os.environ, "KRAIT_CACHE_DIR": str(self.cache), "PYTHONDONTWRITEBYTECODE": "1", **variables}

    def start(self, **variables):
        """Start it; the process."""
        return subprocess.Popen([sys.executable, "-c", _RUN.format(folder=str(self.folder))], env=self.environment(**variables),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip

    def run(self, **variables):
        """Run it to its end; (what run() returned, whether the compiler was loaded). Raises where it failed."""
        process = self.start(**variables)
        output, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        self.errors = errors
        answer = json.loads(output)
        return answer["result"], answer["compiler"]

    def expected(self):
        """What run() returns without krait's compiler."""
        return self.run(KRAIT_DISABLE_JIT="1")[0]

    def files(self):
        return sorted(self.cache.glob("*.krait"))
