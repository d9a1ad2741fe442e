"""What is made of the measurements: ratios, their geometric mean and the worst, and the tables that are printed.

A ratio is the other's time over Krait's, of medians: above 1, Krait is faster. Checks on over checks off is the one
ratio that is better small.
"""

import dataclasses
import statistics

import contenders

PEERS = tuple(dict.fromkeys(c.name for c in contenders.CONTENDERS if c.role == "peer"))
BESIDE_PEERS = 0.95  # the least ratio of a row that does not count as lost


@dataclasses.dataclass(frozen=True)
class Verdict:
    """A figure over all rows beside its goal, the least or the most that it may be."""

    name: str
    value: float
    goal: float
    is_least: bool
    where: str = ""

    @property
    def is_met(self):
        return self.value >= self.goal if self.is_least else self.value <= self.goal


def ratio(row, contender):
    """Time of a contender over Krait's; None where one of them did not run."""
    own, other = row.seconds("Krait"), row.seconds(contender)
    return other / own if own and other else None


def best_peer(row):
    """(name, ratio) of the fastest peer, or None."""
    ratios = [(ratio(row, name), name) for name in PEERS if ratio(row, name)]
    return tuple(reversed(min(ratios))) if ratios else None


def cost_of_checks(row):
    off = ratio(row, "Krait unchecked")
    return 1.0 / off if off else None


def against_best(row):
    best = best_peer(row)
    return best[1] if best else None


def against(contender):
    return lambda row: ratio(row, contender)


def _pair(rows, name, figure, mean_goal, worst_goal, is_least=True):
    """Verdicts on the geometric mean of a figure and on its worst row."""
    values = [(figure(row), row.name) for row in rows if figure(row)]
    if not values:
        return []
    worst, where = (min if is_least else max)(values)
    mean = statistics.geometric_mean(value for value, _ in values)
    return [Verdict(f"{name}: geometric mean of {len(values)} rows", mean, mean_goal, is_least),
            Verdict(f"{name}: worst row", worst, worst_goal, is_least, where)]


def _of_kernel(rows, kernel, contender, goal):
    """Verdict on the largest size of one kernel, on one thread."""
    taken = [row for row in rows if (row.kernel, row.threads) == (kernel, 1) and ratio(row, contender)]
    return [Verdict(f"{row.name}: {contender} over Krait", ratio(row, contender), goal, True) for row in taken[-1:]]


def verdicts(rows):
    serial, parallel = ([row for row in rows if row.threads == threads] for threads in (1, 2))
    return [
        *_pair(serial, "best peer over Krait", against_best, 1.5, 0.95),
        *_pair(parallel, "best peer over Krait, 2 threads", against_best, 1.5, 0.95),
        *_pair(serial, "C over Krait", against("C"), 0.95, 0.95),
        *_pair(serial, "checks on over off", cost_of_checks, 1.02, 1.05, is_least=False),
        *_of_kernel(rows, "Mandelbrot", "C", 5.0),
        *_of_kernel(rows, "Black-Scholes, loop, fastmath", "Numba", 6.0),
        *_of_kernel(rows, "large triple loop", "BLAS", 1 / 3),
    ]


def number(value):
    return f"{value:.2f}" if value else "-"


def duration(seconds):
    for unit, scale in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


HEADING = ("kernel, size", "Krait", "best peer", "", "C", "contracted", "checks", "all ratios")
LINE = "{:42} {:>8}  {:>9} {:8} {:>6} {:>10} {:>6}   {}".format


def line_of(row):
    """A row of the table; what is below 0.95 of the best peer or of C is marked."""
    if "Krait" in row.refused:
        return LINE(row.name, "-", "-", "", "-", "-", "-", row.refused["Krait"])
    name, best = best_peer(row) or ("", None)
    ratios = {contender: ratio(row, contender) for contender in row.samples if contender != "Krait"}
    others = ", ".join(f"{c} {value:.2f}" for c, value in ratios.items() if c in (*PEERS, "BLAS"))
    lost = any(value and value < BESIDE_PEERS for value in (best, ratio(row, "C")))
    return LINE(row.name, duration(row.seconds("Krait")), number(best), name, number(ratio(row, "C")),
                number(ratio(row, "C contracted")), number(cost_of_checks(row)), ("LOST  " if lost else "") + others)


def print_rows(rows):
    print("\n" + LINE(*HEADING))
    for row in rows:
        print(line_of(row))
    for contender, why in sorted({(name, why) for row in rows for name, why in row.refused.items()}):
        kernels = dict.fromkeys(row.kernel for row in rows if row.refused.get(contender) == why)
        print(f"{contender} leaves out {', '.join(kernels)}: {why}")


def print_verdicts(given):
    print()
    for verdict in given:
        limit = f"{'>=' if verdict.is_least else '<='} {verdict.goal:.2f}"
        outcome = "met" if verdict.is_met else "MISSED"
        print(f"{verdict.name:58} {limit:>8} {verdict.value:8.3f}  {outcome:7} {verdict.where}")


def print_figures(own, peer):
    """Of the other subjects: goal, figure and verdict a line; Numba's figure where there is one."""
    theirs = {figure["name"]: figure["value"] for figure in peer["figures"]} if peer else {}
    line = "{:42} {:>9} {:>9}  {:8} {:>9}   {}".format
    print("\n" + line("", "goal", "Krait", "", "Numba", "Krait in detail"))
    for figure in own["figures"]:
        name, goal, value = figure["name"], figure["goal"], figure["value"]
        verdict = "" if goal is None else "met" if value <= goal else "MISSED"
        limit = "" if goal is None else f"<= {goal:g}"
        other = f"{theirs[name]:.2f}" if name in theirs else "-"
        print(line(f"{name} [{figure['unit']}]", limit, f"{value:.2f}", verdict, other, figure["note"]))


def print_all(rows, given, own, peer):
    if rows:
        print_rows(rows)
    if own:
        print_figures(own, peer)
    print_verdicts(given)
