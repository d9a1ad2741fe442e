"""Rows of the suite: contenders in processes of their own take turns, so that all meet the same machine.

A round is one sample of each contender, never two at a time, every other round in the opposite order: who comes second
in a process finds its arguments in the caches. A sample is of as many calls as take SAMPLE_SECONDS. One that has had its
ROW_SECONDS takes no further turns, but has two at least, or one where that is longer than a second.
"""

import contextlib
import dataclasses
import json
import statistics
import subprocess
import sys
import time

import contenders
from environment import FOLDER, PEER_PYTHON, variables

SAMPLE_SECONDS = 2e-3
ROW_SECONDS = 0.4
ROUNDS = 11
SHORTEST_IN_C = 2e-6
PAUSE = {1: 0.0, 2: 5e-3}  # seconds in which another process's threads cease to spin


def _has_had_enough(taken, calls):
    spent = sum(taken) * calls
    return spent > ROW_SECONDS and (len(taken) >= 2 or spent > 1.0)


@dataclasses.dataclass
class Row:
    """What was measured of one kernel at one size: by contender the samples, seconds a call, and why others sat out."""

    kernel: str
    family: str
    size: int
    threads: int
    samples: dict
    refused: dict

    @property
    def name(self):
        return f"{self.kernel}, {self.size:,}" + (", 2 threads" if self.threads == 2 else "")

    def seconds(self, contender):
        taken = self.samples.get(contender)
        return statistics.median(taken) if taken else None


class Worker:
    """A running worker.py."""

    def __init__(self, process, threads):
        python = sys.executable if process == "krait" else PEER_PYTHON
        self.process = subprocess.Popen([python, FOLDER / "worker.py", str(threads)], env=variables(threads),
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def send(self, **request):
        with contextlib.suppress(BrokenPipeError):  # a compiler may crash: receive says so
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()

    def receive(self):
        reply = self.process.stdout.readline()
        return json.loads(reply) if reply else {"refused": "the process ended"}

    def ask(self, **request):
        self.send(**request)
        return self.receive()

    def end(self):
        self.process.stdin.close()
        self.process.wait()


class Suite:
    """The workers, started when first needed, and again where one has crashed."""

    def __init__(self, has_peers):
        self.has_peers = has_peers
        self.workers = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for worker in self.workers.values():
            worker.end()

    def worker(self, contender):
        place = (contender.process, contender.threads)
        if place not in self.workers or self.workers[place].process.poll() is not None:
            self.workers[place] = Worker(*place)
        return self.workers[place]

    def measure(self, kernel, size, threads):
        """The Row of one kernel. Where Krait sits it out there are no samples."""
        row = Row(kernel.name, kernel.family, size, threads, {}, {})
        asked = [c for c in contenders.asked_for(kernel, threads) if self.has_peers or c.process == "krait"]
        calls = self._prepare(row, kernel, asked)
        if "Krait" not in row.refused:
            self._take_turns(row, calls)
        for worker in {id(w): w for w in map(self.worker, asked)}.values():
            worker.ask(do="drop")
        return row

    def _prepare(self, row, kernel, asked):
        """How many calls are a sample, by contender. All prepare at the same time, nothing is measured yet."""
        for contender in asked:
            self.worker(contender).send(do="prepare", kernel=kernel.name, size=row.size, contender=contender.name)
        calls = {}
        for contender in asked:
            reply = self.worker(contender).receive()
            if contender.process == "c" and reply.get("seconds", 1.0) < SHORTEST_IN_C:
                reply = {"refused": "so short that a call from Python is longer"}
            if "refused" in reply:
                row.refused[contender.name] = reply["refused"]
            else:
                calls[contender] = max(1, int(SAMPLE_SECONDS / max(reply["seconds"], 1e-8)))
        return calls

    def _take_turns(self, row, calls):
        row.samples = {contender.name: [] for contender in calls}
        for turn in range(ROUNDS):
            for contender, count in list(calls.items())[::1 if turn % 2 else -1]:
                taken = row.samples[contender.name]
                if _has_had_enough(taken, count):
                    continue
                time.sleep(PAUSE[row.threads])
                taken.append(self.worker(contender).ask(do="time", contender=contender.name, calls=count)["seconds"])
