"""krait.evaluate over the better of NumExpr and NumPy: 25 expressions, float32 and float64, 1e3 to 1e7 elements, 1 and
2 threads; and the time of one call with three small arrays.

What is compared is measured in turns in one process: with one thread in CPU time of that thread, with two in wall
time. Every value is compared with NumPy's first. Alone it prints the table:  python bench/expressions.py [WORD IN THE
TEXT]
"""

import sys
import time

import numpy as np

from figures import Figure, in_turns, median, repeated, thread_seconds

SIZES = (1_000, 100_000, 10_000_000)
GOAL_MEAN, GOAL_WORST = 2.5, 1.0
EXPRESSIONS = (
    "a + b", "2*a + 3*b", "a*b - 4.1*a > 2.5*b", "a*a + b*b", "(a - b) / (a + b)", "a**2 + b**2 + 2*a*b", "a**3 - b**4",
    "0.25*a**3 + 0.75*a**2 - 1.5*a - 2", "sqrt(a*a + b*b)", "sin(a)**2 + cos(b)**2", "exp(-a*a/2) / 2.5066",
    "log(1 + a*a)", "arctan2(a, b)", "tanh(a) + 1", "where(a > b, a, b)", "where(a > 0.5, sqrt(a), a*a)",
    "(a > 0.2) & (a < 0.8) & (b > 0.5)", "abs(a - b) < 0.1", "a*b + b*c + c*a", "((a*1.5 + b)*2.5 + c)*3.5 - a",
    "exp(a) - exp(b)", "expm1(a) * log1p(b)", "sinh(a) / cosh(b)", "sum(a*b)", "floor(a*10) + ceil(b*10)",
)  # fmt: skip


def numpys(text):
    """The expression as a function of NumPy."""
    names = {
        name: getattr(np, name)
        for name in ("sqrt exp log arctan2 tanh sin cos where expm1 log1p sinh cosh sum floor ceil").split()
    }
    return eval(f"lambda a, b, c: {text}", names | {"abs": np.abs})


def operands(dtype, size):
    rng = np.random.default_rng(7)
    return [rng.uniform(0.05, 1.0, size).astype(dtype) for _ in range(3)]


def contenders(text, arrays):
    """Krait, NumExpr and NumPy as functions of nothing; NumExpr as it is fastest, compiled before."""
    import krait
    import numexpr

    values = dict(zip("abc", arrays))
    kind = float if arrays[0].dtype == np.float32 else np.double  # what NumExpr calls them
    ours = krait.NumExpr(text)
    theirs = numexpr.NumExpr(text, [(name, kind) for name in ours.input_names])
    own = [values[name] for name in ours.input_names]
    peer = [values[name] for name in theirs.input_names]
    function = numpys(text)
    return (lambda: ours(*own)), (lambda: theirs(*peer)), (lambda: function(*arrays))


def check(calls, dtype, text):
    got, want = calls[0](), calls[2]()
    assert np.allclose(
        got, want, rtol=3e-5 if dtype == "float32" else 1e-11, atol=1e-5 if dtype == "float32" else 1e-12
    ), text


def wall_seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def ratio(text, dtype, size, threads):
    """(the better peer's time over Krait's, the median of ours in seconds)."""
    import krait
    import numexpr

    krait.set_num_threads(threads)
    numexpr.set_num_threads(threads)
    calls = contenders(text, operands(dtype, size))
    check(calls, dtype, text)
    count = max(1, 200_000 // size)
    samples = in_turns(
        [repeated(call, (), count) for call in calls],
        5 if size > 1_000_000 else 9,
        wall_seconds if threads > 1 else thread_seconds,
    )
    own, numexprs, numpy_ = map(median, samples)
    return min(numexprs, numpy_) / own, own / count


def cases(word="", all_threads=(1, 2)):
    for text in EXPRESSIONS:
        for dtype in ("float64", "float32"):
            for size in SIZES:
                for threads in all_threads:
                    if word in text:
                        yield text, dtype, size, threads


def geometric_mean(ratios):
    return float(np.exp(np.mean(np.log(ratios))))


def call_times():
    """Nanoseconds of evaluate, re_evaluate and a compiled object, with three arrays of ten."""
    import krait

    a, b, c = (np.ones(10) for _ in range(3))
    compiled, evaluate, re_evaluate = krait.NumExpr("2*a + 3*b*c"), krait.evaluate, krait.re_evaluate

    def by_text(a=a, b=b, c=c):
        return evaluate("2*a + 3*b*c")

    def again(a=a, b=b, c=c):
        return re_evaluate()

    by_text()
    timed = in_turns([repeated(f, args, 5000) for f, args in ((by_text, ()), (again, ()), (compiled, (a, b, c)))], 15)
    return [median(samples) / 5000 * 1e9 for samples in timed]


def measure(compiler, tell):
    """Of Krait alone: the peers are in the same process."""
    if compiler.__name__ != "krait":
        return []
    figures = [Figure(name, value, "ns", goal) for name, value, goal in
               zip(("evaluate, three arrays", "re_evaluate", "compiled expression"), call_times(),
                   (2000, 1000, 300))]  # fmt: skip
    ratios = {}
    for case in cases():
        ratios[case] = ratio(*case)[0]
        tell(f"{case[0]:40} {case[1]} {case[2]:>9} {case[3]} thread(s): {ratios[case]:.2f}")
    mean, worst = geometric_mean(list(ratios.values())), min(ratios, key=ratios.get)
    figures.append(Figure("expressions: Krait over the better peer, mean", 1 / mean, "ratio", 1 / GOAL_MEAN))
    figures.append(
        Figure(
            f"expressions: worst, {worst[0]} {worst[1]} {worst[2]} {worst[3]}",
            1 / ratios[worst],
            "ratio",
            1 / GOAL_WORST,
        )
    )
    return figures


def main(word=""):
    found = []
    for case in cases(word):
        value, seconds = ratio(*case)
        found.append(value)
        print(f"{case[0]:40} {case[1]} {case[2]:>9} {case[3]}  {value:6.2f}  {seconds * 1e6:10.2f} us", flush=True)
    print(
        f"mean {geometric_mean(found):.2f}, worst {min(found):.2f}, calls (ns): "
        + " ".join(f"{t:.0f}" for t in call_times())
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
