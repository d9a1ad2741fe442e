"""Random expressions, well-formed and broken, against NumPy.

    python test/fuzz/run_expressions.py --count 10000      # a seed of the time's, which is printed
    python test/fuzz/run_expressions.py --seed 7 --count 1000 --jobs 2
    python test/fuzz/run_expressions.py --show 7            # the expression of a seed, and what comes of it
    python test/fuzz/run_expressions.py --reduce 7          # shrunk

The exit status is 1 if one failed. README.md tells what is generated and compared.
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
        from expressions.check import check_seeds

        return campaign.run(chosen, "expressions", check_seeds, _reduced_apart)


def _show(seed, shrink=False):
    from expressions.case import generate
    from expressions.check import check
    from expressions.reduce import reduced

    case = reduced(generate(seed)) if shrink else generate(seed)
    print(f"# seed {seed}\n{case.report()}", flush=True)
    outcome = check(case)
    print(f"{outcome.verdict.value}: {outcome.what}")
    return 0 if outcome.verdict.value != "different" else 1


def _reduce(seed):
    _show(seed, shrink=True)
    return 0


def _reduced_apart(seed):
    """What --reduce prints, from a process of its own: the failure may be a crash."""
    command = [sys.executable, __file__, "--reduce", str(seed)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.stdout + (f"could not be reduced: {found.stderr[-500:]}" if found.returncode else "")


if __name__ == "__main__":
    sys.exit(main())
