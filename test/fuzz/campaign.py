"""What the commands that check ranges of seeds have in common: their options, progress, reports and the record."""

import argparse
import sys
import time

REDUCED = 25  # at most so many failures of a run are shrunk


def options(description):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 10**9 * 1000, help="the first")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seconds", type=float, help="begin no new range after that time")
    parser.add_argument("--record", help="file that gets a line with the range of seeds")
    parser.add_argument("--show", type=int, metavar="SEED")
    parser.add_argument("--reduce", type=int, metavar="SEED")
    return parser.parse_args()


def run(chosen, word, work, reduced):
    """Check the seeds; the exit status. word: what a seed is. work: as workers.run takes it. reduced(seed): a report."""
    from programs import workers

    seeds = range(chosen.seed, chosen.seed + chosen.count)
    print(f"krait: fuzz: seeds {seeds.start} to {seeds.stop - 1}", flush=True)
    tally = workers.run(seeds, chosen.jobs, Progress(word), chosen.seconds, work)
    for seed, _, _ in tally.failures[:REDUCED]:
        print(reduced(seed), flush=True)
    line = summary(seeds, tally, word)
    print(line)
    if chosen.record:
        with open(chosen.record, "a", encoding="utf-8") as file:
            file.write(line + "\n")
    return 1 if tally.failures else 0


class Progress:
    """How far it is: on a terminal always the same line, else a line now and then; and each failure as it comes."""

    def __init__(self, word):
        self.word = word
        self.last = time.monotonic()
        self.failures = 0

    def __call__(self, tally):
        for seed, what, mode in tally.failures[self.failures :]:
            print(f"FAILED: seed {seed}, {mode}: {what.strip()[:400]}", flush=True)
        self.failures = len(tally.failures)
        is_terminal = sys.stderr.isatty()
        if is_terminal or time.monotonic() - self.last > 60:
            self.last = time.monotonic()
            text = f"{tally.programs} {self.word}, {self.failures} failures, {tally.cpu:.0f} s of CPU"
            print(text, end="\r" if is_terminal else "\n", file=sys.stderr, flush=True)


def summary(seeds, tally, word):
    done = max(tally.programs, 1)
    modes = ", ".join(f"{count} {mode}" for mode, count in sorted(tally.modes.items()))
    refusals = ", ".join(f"{name} {count}" for name, count in tally.refusals.most_common(6))
    return (
        f"krait: fuzz: seeds {seeds.start} to {seeds.start + tally.programs - 1}: {tally.programs} {word}, "
        f"{len(tally.failures)} failures; {tally.calls} calls, {100 * tally.raised / max(tally.calls, 1):.0f} % raise; {modes}; "
        f"{100 * tally.refused / done:.1f} % refused ({refusals}); {100 * tally.inexact / done:.1f} % inexact; "
        f"{tally.beyond} calls beyond 64 bits; {1e3 * tally.cpu / done:.1f} ms of CPU each"
    )
