"""Arrays die inside the call: memory of temporaries is reused, nothing is freed too early, nothing leaks.

Programs run with little more address space than the process already has, and make arrays of 1 MB. One that keeps an
array in every round of its loop runs out of memory. An array that is freed too early is soon the next one that is
made, so the number that each carries is wrong.
"""

import contextlib
import copy
import random
import resource
import textwrap

import numpy as np
import pytest
import sanitizers

import krait
from krait import jit

MEGABYTE = 131072  # float64 elements
ROUNDS = 20_000


@contextlib.contextmanager
def little_memory(megabytes=400):
    """Limits the address space; not under a sanitizer, whose shadow memory would not fit."""
    if sanitizers.IS_ON:
        yield
        return
    pages = int(open("/proc/self/statm").read().split()[0])
    used = pages * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + (megabytes << 20), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def first_elements(value):
    """A result with each array replaced by its first element and by which array of the result it is."""
    seen = []

    def replace(part):
        if isinstance(part, tuple):
            return tuple(map(replace, part))
        if not isinstance(part, np.ndarray):
            return part
        if not any(part is known for known in seen):
            seen.append(part)
        return float(part.flat[0]), next(i for i, known in enumerate(seen) if part is known)

    return replace(value)


def check(function, *few_rounds, rounds=ROUNDS):
    """The result of a few rounds is CPython's; many rounds fit into little memory. rounds is the first argument."""
    arguments = few_rounds or (5,)
    wanted = first_elements(function.py_func(*copy.deepcopy(arguments)))
    assert first_elements(function(*copy.deepcopy(arguments))) == wanted
    with little_memory():
        return function(rounds, *arguments[1:])


@sanitizers.measures_memory
def test_the_limit_finds_arrays_that_stay():
    with little_memory(), pytest.raises(MemoryError):
        kept = [np.ones(MEGABYTE) for _ in range(ROUNDS)]
        del kept


@jit
def temporaries(n):
    total = 0.0
    for i in range(n):
        t = np.empty(MEGABYTE)
        t[0] = i
        total += t[0]
    return total


@jit
def while_temporaries(n):
    i = 0
    total = 0.0
    while True:
        t = np.empty((2, MEGABYTE))
        row = t[1]
        row[0] = i
        i += 1
        if i % 3 == 0:
            continue
        total += row[0]
        if i > n:
            break
    return total


@jit
def swapped(n):
    a = np.empty(MEGABYTE)
    b = np.empty(MEGABYTE)
    a[0] = 1.0
    b[0] = 2.0
    for i in range(n):
        a, b = b, a
        b[0] += a[0] % 7.0
        if i % 2:
            a = np.empty(MEGABYTE)
            a[0] = i
    return a, b


@jit
def conditional(n):
    last = np.zeros(3)
    for i in range(n):
        if i % 5 == 2:
            last = np.empty(MEGABYTE)
            last[0] = i
        else:
            other = np.empty(MEGABYTE)
            other[0] = last[0]
            if i % 5 == 3:
                last = other
    return last


@jit
def parameter_or_new(n, p):
    x = p
    total = 0.0
    for i in range(n):
        total += x[0]
        x = np.empty(MEGABYTE) if i % 3 else p
        x[0] = i
    return x, total


@jit
def make(value):
    a = np.empty(MEGABYTE)
    a[0] = value
    return a


@jit
def make_pair(value, p):
    return make(value + 1), p, make(value + 2)


@jit
def lend(p, q, first):
    return p if first else q


@jit
def transposed_view(value):
    a = np.empty((2, MEGABYTE))
    a[0, 0] = value
    a[1, 0] = value + 0.5
    return a.T


@jit
def from_callees(n):
    total = 0.0
    kept = make(-1.0)
    for i in range(n):
        a, b, c = make_pair(i, kept)
        view = transposed_view(i)
        total += a[0] + b[0] + c[0] + view[0, 1] + make(3.0)[0]
        kept = lend(a, c, i % 2 == 0)
    return kept, total


@jit
def tuples(n):
    pair = (make(0.0), make(1.0))
    for i in range(n):
        a = make(i)
        twice = (a, a)
        nested = (twice, pair)
        if i % 2:
            pair = (nested[1][1], nested[0][0])
        if i % 7 == 3:
            pair = twice
    return pair, pair[0]


@jit
def build(depth):
    a = np.empty(MEGABYTE)
    a[0] = depth
    if depth == 0:
        return a
    b = build(depth - 1)
    a[0] += b[0]
    return a if depth % 2 else b


@jit
def recursion(n):
    total = 0.0
    for i in range(n):
        total += build(i % 5)[0]
    return total


@jit
def first_of(n, at, p):
    for i in range(n):
        t = np.empty(MEGABYTE)
        t[0] = i
        for j in range(3):
            u = np.empty(MEGABYTE)
            u[0] = j
            if i + j == at:
                return t, u
            if j == 1:
                break
    return p, p


@jit
def early_return(n):
    total = 0.0
    p = np.zeros(2)
    for i in range(n):
        t, u = first_of(5, i % 7, p)
        total += t[0] + u[0]
    return total


@jit
def rows_and_zips(n):
    total = 0.0
    for i in range(n):
        a = np.empty((2, MEGABYTE))
        b = np.empty(2)
        a[0, 0] = i
        a[1, 0] = 1.0
        b[0] = b[1] = 2.0
        for k, row in enumerate(a):
            total += row[0] * k
        for row, x in zip(a, b):
            total += row[0] * x
        r, s = a
        total += r[0] - s[0]
    return total


@jit
def copies(n):
    a = make(1.0)
    for i in range(n):
        b = a.copy()
        b[0] += i
        c = np.full_like(b, b[0])
        d = np.empty_like(a)
        d[0] = c[0] % 9.0
        a = d
    return a


@jit
def any_of_a_tuple(n):
    total = 0.0
    for i in range(n):
        pair = (make(i), make(1.0))
        one = pair[i % 2]
        for each in pair:
            total += each[0]
        total += one[0]
    return total


@pytest.mark.parametrize("function", [
    temporaries, while_temporaries, swapped, conditional, from_callees, tuples, recursion, early_return, rows_and_zips,
    copies, any_of_a_tuple], ids=lambda f: f.py_func.__name__)  # fmt: skip
def test_loops_run_in_constant_memory(function):
    check(function)


def test_a_parameter_stays_alive():
    p = np.full(4, 7.0)
    check(parameter_or_new, 5, p)
    result, _ = parameter_or_new(1, p)
    assert result is p


def test_a_returned_view_keeps_its_base():
    views = [transposed_view(float(i)) for i in range(20)]
    assert [view[0, 0] for view in views] == [float(i) for i in range(20)]
    assert [view[0, 1] for view in views] == [i + 0.5 for i in range(20)]


def test_calls_that_raise_after_allocating():
    @jit
    def fails(n, at):
        kept = np.empty(MEGABYTE)
        for i in range(n):
            t = np.empty(MEGABYTE)
            t[0] = i
            kept[i] = t[0]
            if i == at:
                raise ValueError("midway")
        return kept[0]

    assert fails(2, 5) == 0.0
    with little_memory():
        for _ in range(ROUNDS):
            with pytest.raises(ValueError, match="midway"):
                fails(3, 2)
    with little_memory(), pytest.raises(IndexError):
        fails(MEGABYTE + 1, -1)


def test_results_do_not_stay_behind():
    assert make(1.0)[0] == 1.0
    with little_memory():
        for i in range(ROUNDS):
            assert make(float(i))[0] == i


@pytest.mark.parametrize("owner", ["parameter", "local"])
def test_rows_are_not_counted(owner):
    if owner == "parameter":
        @jit
        def total(a):
            s = 0.0
            for row in a:
                for x in row:
                    s += x
            for i in range(len(a)):
                for j in range(3):
                    s += a[i][j]
            return s
    else:
        @jit
        def total(a):
            b = np.ones((len(a), 3))
            s = 0.0
            for row in b:
                for x in row:
                    s += x
            for i in range(len(a)):
                for j in range(3):
                    s += b[i][j] + a.T[j][i]
            return s

    a = np.ones((5, 3))
    assert total(a) == total.py_func(a)
    (llvm,) = total.inspect_llvm().values()
    assert "kr_buffer_retain" not in llvm
    assert llvm.count("call void @kr_buffer_release") == (owner == "local")


HELPERS = """
def make(tag):
    a = np.empty(131072)
    a[0] = tag
    return a

def with_new(p, tag):
    return p, make(tag)

def choose(p, q, tag):
    if tag % 5 == 1:
        return make(tag)
    return p if tag % 2 == 0 else q

def lend(p, q, tag):
    return p if tag % 3 == 0 else q
"""


class Program:
    """Source of a function that makes, aliases, swaps, passes and returns arrays at random."""

    names = "abcd"

    def __init__(self, seed):
        self.random = random.Random(seed)

    def name(self):
        return self.random.choice(self.names)

    def source(self):
        lines = ["def program(n, p):", "    tag = 0.0", "    s = 0.0", "    a = p", "    d = p"]
        lines += ["    b = make(100.0)", "    c = b", "    t = (a, b)", "    for k in range(n):"]
        lines += textwrap.indent("\n".join(self.block(3, in_loop="outer")), " " * 8).split("\n")
        lines += ["    return a, (b, c), d, t, s"]
        return "\n".join(lines)

    def block(self, depth, in_loop):
        lines = []
        for _ in range(self.random.randint(2, 5)):
            lines += self.statement(depth, in_loop)
        return lines

    def statement(self, depth, in_loop):
        kinds = [self.new, self.new, self.alias, self.swap, self.tuples, self.call, self.read, self.read]
        if depth > 0:
            kinds += [self.branch, self.branch, self.loop]
        if in_loop:
            kinds += [self.leave]
        return self.random.choice(kinds)(depth, in_loop)

    def new(self, *_):
        v = self.name()
        return [f"{v} = np.empty(131072)", "tag += 1.0", f"{v}[0] = tag"]

    def alias(self, *_):
        return [f"{self.name()} = {self.name()}"]

    def swap(self, *_):
        v, w = self.random.sample(self.names, 2)
        return [f"{v}, {w} = {w}, {v}"]

    def tuples(self, *_):
        return self.random.choice([
            [f"t = ({self.name()}, {self.name()})"], [f"{self.name()} = t[{self.random.randint(0, 1)}]"],
            [f"{self.name()} = t[int(tag) % 2]"], [f"for u in t:", "    s += u[0]"]])  # fmt: skip

    def call(self, *_):
        v, w = self.random.sample(self.names, 2)
        text = self.random.choice([
            f"{v} = make(tag)", f"{v}, {w} = with_new({self.name()}, tag)", f"t = with_new({self.name()}, tag)",
            f"{v} = choose({self.name()}, {self.name()}, tag)", f"{v} = lend({self.name()}, {self.name()}, tag)",
            f"make(tag)", f"s += make(tag)[0] + lend(make(1.0), {v}, tag)[0]"])  # fmt: skip
        return ["tag += 1.0", text]

    def read(self, *_):
        return [f"s = s % 1000.0 + 3.0 * {self.name()}[0] + t[{self.random.randint(0, 1)}][0]"]

    def test(self):
        return f"tag % {self.random.randint(2, 5)} == {self.random.randint(0, 2)}"

    def branch(self, depth, in_loop):
        lines = [f"if {self.test()}:"] + self.indented(self.block(depth - 1, in_loop))
        if self.random.random() < 0.5:
            lines += ["else:"] + self.indented(self.block(depth - 1, in_loop))
        return lines

    def loop(self, depth, _):
        head = self.random.choice([f"for j{depth} in range(2):", f"for r{depth} in ({self.name()}, {self.name()}):"])
        return [head] + self.indented(self.block(depth - 1, in_loop="inner"))

    def leave(self, _, in_loop):
        """Long runs are to go on: only short ones return, raise or leave the outer loop."""
        often = ["continue", "break"] if in_loop == "inner" else ["continue"]
        what = self.random.choice([*often, "break", "return d, (a, b), c, t, s", "raise ValueError('midway')"])
        rare = f"n < 100 and tag == {self.random.randint(5, 60)}.0"
        return ["tag += 1.0", f"if {self.test() if what in often else rare}:"] + self.indented([what])

    @staticmethod
    def indented(lines):
        return ["    " + line for line in lines]


def outcome(function, n, p):
    try:
        return first_elements(function(n, p))
    except ValueError as error:
        return str(error)


@pytest.mark.parametrize("seed", range(60))
def test_random_programs(seed):
    source = HELPERS + Program(seed).source()
    plain, compiled = {"np": np}, {"np": np}
    exec(source, plain)
    exec(source, compiled)
    for name in ("make", "with_new", "choose", "lend", "program"):
        compiled[name] = krait.jit(compiled[name])
    p = np.full(3, 0.25)
    for n in (0, 1, 2, 3, 7, 20):
        assert outcome(compiled["program"], n, p) == outcome(plain["program"], n, p), source
    with little_memory():
        outcome(compiled["program"], 2000, p)


def test_arrays_that_may_be_none():
    @jit
    def f(n):
        kept = None
        for i in range(n):
            if i % 2 == 0:
                kept = np.full(MEGABYTE, float(i))
            elif i % 3 == 0:
                kept = None
        return kept

    check(f)
    check(f, 0)


def test_a_result_that_may_be_none():
    @jit
    def make(i):
        return np.full(MEGABYTE, float(i)) if i % 3 else None

    @jit
    def f(n):
        total = 0.0
        last = None
        for i in range(n):
            made = make(i)
            if made is not None:
                total += made[0]
                last = made
        return total, last

    check(f)
