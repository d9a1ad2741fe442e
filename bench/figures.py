"""A measured figure, and the two ways of taking one that a shared machine allows.

Times of code that runs on one thread are CPU time of that thread, so that another process costs us its share of
caches and nothing else. What is compared is measured in turns, never one after the other.
"""

import dataclasses
import statistics
import time


@dataclasses.dataclass
class Figure:
    """One row of the report. `goal` is the most that `value` may be; `note` says what else was seen."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    note: str = ""
    samples: list = dataclasses.field(default_factory=list)


def thread_seconds(action):
    """CPU seconds that one call of action takes."""
    start = time.thread_time_ns()
    action()
    return (time.thread_time_ns() - start) * 1e-9


def repeated(function, arguments, calls):
    """An action that calls the function so many times and keeps no result, so that memory is reused as in a program."""
    def action():
        for _ in range(calls):
            function(*arguments)

    return action


def in_turns(actions, repeats, measure=thread_seconds):
    """For each action the list of its measurements, taken a, b, c, a, b, c, ..."""
    samples = [[] for _ in actions]
    for _ in range(repeats):
        for action, taken in zip(actions, samples):
            taken.append(measure(action))
    return samples


def median(samples):
    return statistics.median(samples)
