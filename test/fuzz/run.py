"""Random programs against CPython and NumPy.

    python test/fuzz/run.py --count 10000                  # a seed of the time's, which is printed
    python test/fuzz/run.py --seed 7 --count 1000 --jobs 2
    python test/fuzz/run.py --show 7                       # the program of a seed, and what comes of it
    python test/fuzz/run.py --reduce 7                     # shrunk to a few lines

The exit status is 1 if a program failed. README.md tells what is generated and compared.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "python")]


def main():
    import campaign

    chosen = campaign.options(__doc__)
    with tempfile.TemporaryDirectory() as cache:
        os.environ["KRAIT_CACHE_DIR"] = cache
        if chosen.show is not None:
            return _show(chosen.show)
        if chosen.reduce is not None:
            return _reduce(chosen.reduce)
        from programs.workers import check_seeds

        return campaign.run(chosen, "programs", check_seeds, _reduced_apart)


def _show(seed):
    from programs.check import check
    from programs.program import generate

    program = generate(seed)
    print(program.text(), flush=True)
    outcome = check(program)
    print(f"{outcome.verdict.value}, {outcome.mode}, arguments {outcome.chosen}: {outcome.what}")
    return 0 if outcome.verdict.value != "different" else 1


def _reduced_apart(seed):
    """What --reduce prints, from a process of its own: the failure may be a crash."""
    found = subprocess.run([sys.executable, __file__, "--reduce", str(seed)], capture_output=True, text=True, check=False)
    return found.stdout or f"seed {seed}: could not be reduced: {found.stderr[-500:]}"


def _reduce(seed):
    from programs.failures import reduced
    from programs.program import generate

    print(reduced(generate(seed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
