"""Random programs against CPython and NumPy.

    python test/fuzz/run.py --count 10000                  # a seed of the time's, which is printed
    python test/fuzz/run.py --seed 7 --count 1000 --jobs 2
    python test/fuzz/run.py --show 7                       # the program of a seed, and what comes of it
    python test/fuzz/run.py --reduce 7                     # shrunk to a few lines

The exit status is 1 if a program failed. README.md tells what is generated and compared.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "python")]
REDUCED = 25  # at most so many failures of a run are shrunk


def main():
    options = _options()
    with tempfile.TemporaryDirectory() as cache:
        os.environ["KRAIT_CACHE_DIR"] = cache
        if options.show is not None:
            return _show(options.show)
        if options.reduce is not None:
            return _reduce(options.reduce)
        return _run(options)


def _options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 10**9 * 1000, help="of the first program")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seconds", type=float, help="begin no new range after that time")
    parser.add_argument("--record", help="file that gets a line with the range of seeds")
    parser.add_argument("--show", type=int, metavar="SEED")
    parser.add_argument("--reduce", type=int, metavar="SEED")
    return parser.parse_args()


def _run(options):
    from programs import workers

    seeds = range(options.seed, options.seed + options.count)
    print(f"krait: fuzz: seeds {seeds.start} to {seeds.stop - 1}", flush=True)
    tally = workers.run(seeds, options.jobs, _Progress(), options.seconds)
    for seed, _, _ in tally.failures[:REDUCED]:
        print(_reduced_apart(seed), flush=True)
    line = _summary(seeds, tally)
    print(line)
    if options.record:
        with open(options.record, "a", encoding="utf-8") as file:
            file.write(line + "\n")
    return 1 if tally.failures else 0


class _Progress:
    """How far it is: on a terminal always the same line, else a line now and then; and each failure as it comes."""

    def __init__(self):
        self.last = time.monotonic()
        self.failures = 0

    def __call__(self, tally):
        for seed, what, mode in tally.failures[self.failures :]:
            print(f"FAILED: seed {seed}, {mode}: {what.strip()[:400]}", flush=True)
        self.failures = len(tally.failures)
        is_terminal = sys.stderr.isatty()
        if is_terminal or time.monotonic() - self.last > 60:
            self.last = time.monotonic()
            text = f"{tally.programs} programs, {self.failures} failures, {tally.cpu:.0f} s of CPU"
            print(text, end="\r" if is_terminal else "\n", file=sys.stderr, flush=True)


def _summary(seeds, tally):
    done = max(tally.programs, 1)
    modes = ", ".join(f"{count} {mode}" for mode, count in sorted(tally.modes.items()))
    refusals = ", ".join(f"{name} {count}" for name, count in tally.refusals.most_common(6))
    return (
        f"krait: fuzz: seeds {seeds.start} to {seeds.start + tally.programs - 1}: {tally.programs} programs, {len(tally.failures)} failures; "
        f"{tally.calls} calls, {100 * tally.raised / max(tally.calls, 1):.0f} % raise; {modes}; {100 * tally.refused / done:.1f} % refused ({refusals}); "
        f"{100 * tally.inexact / done:.1f} % inexact; {tally.beyond} calls beyond 64 bits; {1e3 * tally.cpu / done:.1f} ms of CPU each"
    )


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
