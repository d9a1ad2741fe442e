"""What the checks cost: each loop with its checks over the same loop with `boundscheck=False, overflow="wrap"`.

Both run in turns in one process, in CPU time of the thread; results are compared first. Alone, `checks.py [NAME ...]`
prints every loop, worst last.
"""

import statistics
import sys

import check_kernels as kernels
import numpy as np
from figures import Figure, in_turns, median, repeated

REPEATS = 21
MOST_MEAN = 1.02
MOST_WORST = 1.05
SAMPLE_SECONDS = 0.002  # that one sample takes at least


def random(*shape):
    return np.random.default_rng(1).random(shape)


def integers(high, *shape):
    return np.random.default_rng(2).integers(0, high, shape)


def square(n):
    return random(n, n)


def merged():
    a, b = np.sort(random(5000)), np.sort(random(6000) + 0.01)
    return np.zeros(11_000), a, b


def sentences():
    return integers(4, 300), integers(4, 280)


CASES = {
    "dot": lambda: (random(4096), random(4096)),
    "sum_int64": lambda: (integers(1000, 4096),),
    "sum_python_ints": lambda: (4096,),
    "sum_of_converted": lambda: (integers(1000, 4096),),
    "stencil_1d": lambda: (np.zeros(4096), random(4096)),
    "stencil_2d": lambda: (np.zeros((128, 128)), square(128)),
    "jacobi": lambda: (square(96), square(96), 2),
    "triple_loop": lambda: (np.zeros((96, 96)), square(96), square(96)),
    "ikj_loop": lambda: (np.zeros((96, 96)), square(96), square(96)),
    "gather_sum": lambda: (random(4096), integers(4096, 4096)),
    "gather": lambda: (np.zeros(4096), random(4096), integers(4096, 4096)),
    "scatter": lambda: (np.zeros(1000, np.int64), integers(1000, 4096)),
    "histogram": lambda: (np.zeros(256, np.int64), random(4096), 0.0, 256.0),
    "prefix_sum": lambda: (np.zeros(4096), random(4096)),
    "prefix_sum_in_place": lambda: (integers(3, 4096),),
    "edit_distance": lambda: (*sentences(), np.zeros(281, np.int64)),
    "edit_distance_table": lambda: (*sentences(), np.add.outer(np.arange(301), np.arange(281))),
    "sieve": lambda: (np.ones(20_000, np.bool_),),
    "floyd_warshall": lambda: (square(80),),
    "flattened": lambda: (np.zeros(128 * 64), random(128 * 64), 128, 64),
    "flattened_stencil": lambda: (np.zeros(128 * 64), random(128 * 64), 128, 64),
    "n_body": lambda: (random(100, 3), random(100, 3), random(100), 1e-6),
    "running_window": lambda: (np.zeros(2048), random(2048), 8),
    "while_sum": lambda: (random(4096),),
    "while_copy": lambda: (np.zeros(4096), random(4096)),
    "merge": merged,
    "binary_search": lambda: (np.zeros(1000, np.int64), np.sort(random(1000)), random(1000)),
    "insertion_sort": lambda: (np.sort(random(4000)) + 0.0005 * random(4000),),
    "running_maximum": lambda: (np.zeros(4096, np.int64), random(4096)),
    "triangular": lambda: (square(128),),
    "reverse": lambda: (np.zeros(4096), random(4096)),
    "every_second": lambda: (np.zeros(2048), random(4096)),
    "affine_element_wise": lambda: (np.zeros(4096, np.int64), 4096),
    "convolution": lambda: (np.zeros(2048), random(2056), random(9)),
}


def prepare(jit, name):
    """The loop with and without its checks, as actions on the same arrays that take a few milliseconds."""
    function = getattr(kernels, name)
    checked, unchecked = jit(function), jit(boundscheck=False, overflow="wrap")(function)
    arguments, others = CASES[name](), CASES[name]()
    assert checked(*arguments) == unchecked(*others), name
    assert all(np.array_equal(a, b) for a, b in zip(arguments, others)), name
    once = repeated(unchecked, arguments, 1)
    calls = max(1, int(SAMPLE_SECONDS / median(in_turns([once], 5)[0])))
    return [repeated(compiled, arguments, calls) for compiled in (checked, unchecked)]


def ratio(jit, name, repeats=REPEATS):
    """(checked over unchecked, milliseconds of both for one sample)"""
    checked, unchecked = in_turns(prepare(jit, name), repeats)
    return median(a / b for a, b in zip(checked, unchecked)), [checked, unchecked]


def mean_cost(ratios):
    """The geometric mean; a loop that checks made faster (a branch for a select, a proof) counts as 1."""
    return statistics.geometric_mean(max(ratio, 1.0) for ratio in ratios)


def measure(compiler, say):
    """The mean cost over all loops, and the worst."""
    if compiler.__name__ != "krait":
        return []
    say("checks on against checks off")
    ratios, samples = {}, []
    for name in CASES:
        ratios[name], taken = ratio(compiler.jit, name)
        samples.append(taken)
    worst = max(ratios, key=ratios.get)
    mean = mean_cost(ratios.values())
    return [
        Figure(f"checks, {len(ratios)} loops, mean", mean, "x unchecked", MOST_MEAN, samples=samples),
        Figure("checks, the worst loop", ratios[worst], "x unchecked", MOST_WORST, worst),
    ]


def main(names):
    import krait

    ratios = {name: ratio(krait.jit, name)[0] for name in names or CASES}
    for name in sorted(ratios, key=ratios.get):
        print(f"{name:32} {ratios[name]:.3f}")
    print(f"{'geometric mean':32} {statistics.geometric_mean(ratios.values()):.3f}")
    print(f"{'geometric mean, none below 1':32} {mean_cost(ratios.values()):.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
