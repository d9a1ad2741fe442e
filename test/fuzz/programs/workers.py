"""Ranges of seeds over processes. A process says which seed it begins, so that a crash or a hang is laid at its door."""

import collections
import dataclasses
import multiprocessing
import multiprocessing.connection
import os
import signal
import time
import traceback

SEEDS_OF_A_PROCESS = 1500  # then a new one takes over: what a long life leaves behind is no subject here
SILENCE = 400.0  # seconds without a word from a process that make a hang


@dataclasses.dataclass
class Tally:
    """What came of the seeds so far."""

    programs: int = 0
    calls: int = 0
    raised: int = 0
    inexact: int = 0
    beyond: int = 0
    cpu: float = 0.0
    modes: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    refusals: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    failures: list = dataclasses.field(default_factory=list)  # (seed, what, mode)

    def add(self, seed, outcome, cpu):
        self.programs += 1
        self.cpu += cpu
        for name in ("calls", "raised", "inexact", "beyond"):
            setattr(self, name, getattr(self, name) + getattr(outcome, name))
        self.modes.update(outcome.modes)
        if outcome.verdict.value == "refused":
            self.refusals[outcome.what.split(":")[0]] += 1
        elif outcome.verdict.value == "different":
            self.failures.append((seed, outcome.what, outcome.mode))

    @property
    def refused(self):
        return sum(self.refusals.values())


def check_seeds(pipe, seeds):
    """In a process of its own: check the seeds, one message before and one after each."""
    from programs.check import Outcome, Verdict, check
    from programs.program import generate

    for seed in seeds:
        pipe.send(seed)
        start = time.process_time()
        try:
            outcome = check(generate(seed))
        except Exception:
            outcome = Outcome(Verdict.DIFFERENT, traceback.format_exc(limit=-4), "harness")
        pipe.send((seed, outcome, time.process_time() - start))


class _Worker:
    def __init__(self, seeds, work):
        self.seeds = seeds
        self.began = None
        self.heard = time.monotonic()
        self.pipe, other = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("spawn").Process(target=work, args=(other, seeds), daemon=True)
        self.process.start()
        other.close()

    def receive(self, tally):
        """Take a message; False when there will be no more."""
        try:
            message = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            return False
        self.heard = time.monotonic()
        if isinstance(message, int):
            self.began = message
        else:
            tally.add(*message)
            self.began = None
        return True

    def is_stopped(self):
        """Whether somebody has stopped the process (by SIGSTOP), who may let it go on."""
        try:
            with open(f"/proc/{self.process.pid}/stat", encoding="utf-8") as file:
                return file.read().rsplit(")", 1)[1].split()[0] == "T"
        except OSError:
            return False

    def left(self):
        """The seeds that it has not come to, and what became of the one it was at."""
        self.process.join()
        code = self.process.exitcode
        if self.began is None:
            if code:
                raise RuntimeError(f"a process that checks programs ended with {code}, at none of them")
            return range(0), ""
        end = signal.Signals(-code).name if code and code < 0 else f"exit status {code}"
        return range(self.began + 1, self.seeds.stop), end


def run(seeds, jobs, report=lambda tally: None, seconds=None, work=check_seeds):
    """Check a range of seeds; the Tally. report is called about every second; after `seconds` no new range is begun.

    work(pipe, seeds) is what a process does.
    """
    tally, began = Tally(), time.monotonic()
    waiting = collections.deque(range(k, min(k + SEEDS_OF_A_PROCESS // jobs, seeds.stop)) for k in range(seeds.start, seeds.stop, SEEDS_OF_A_PROCESS // jobs))
    workers, last = [], 0.0
    while waiting or workers:
        out_of_time = seconds is not None and time.monotonic() - began > seconds
        while waiting and len(workers) < jobs and not out_of_time:
            workers.append(_Worker(waiting.popleft(), work))
        if out_of_time and not workers:
            break
        _listen(workers, waiting, tally)
        if time.monotonic() - last > 1:
            last = time.monotonic()
            report(tally)
    report(tally)
    return tally


def _listen(workers, waiting, tally):
    ready = multiprocessing.connection.wait([each.pipe for each in workers], timeout=1.0)
    for worker in list(workers):
        if worker.pipe in ready and worker.receive(tally):
            continue
        if worker.is_stopped():
            worker.heard = time.monotonic()
        is_silent = worker.began is not None and time.monotonic() - worker.heard > SILENCE
        if is_silent:
            os.kill(worker.process.pid, signal.SIGKILL)
        if worker.pipe in ready or is_silent:
            _lay_off(worker, workers, waiting, tally, "hang" if is_silent else "")


def _lay_off(worker, workers, waiting, tally, reason):
    left, end = worker.left()
    workers.remove(worker)
    if end:
        tally.programs += 1
        tally.failures.append((worker.began, reason or end, "crash"))
        if left:
            waiting.appendleft(left)
