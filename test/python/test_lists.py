"""Lists in compiled code: made, changed, read, compared and returned as CPython does it."""

import krait
import numpy as np
import pytest
from krait.errors import CompileError
from oracle import assert_same


def display(x):
    return [1, 2, x]


def display_of_constants():
    return [1, 2, 3, 4]


def empty():
    return []


def squares(n):
    out = []
    for i in range(n):
        out.append(i * i)
    return out


def floats_and_ints(n):
    out = [0.5]
    for i in range(n):
        out.append(i + 0.5)
    return out


def two_names(n):
    a = [n]
    b = a
    b.append(n + 1)
    a[0] = 7
    return a, b, len(a), a is b


def repeated(n):
    counts = [0] * n
    for i in range(n):
        counts[i] += i
        counts[-1] += 1
    return counts, 2 * [1, 2], [1.5] * -3


def concatenated(n):
    a = [1, 2]
    b = a + [n]
    b += [4, 5]
    b += (6, 7)
    b *= 2
    a *= n
    return a, b


def sliced(n):
    a = list(range(n))
    return a[1:3], a[::-1], a[-2:], a[:], a[n:0:-2], a[100:], a[:-100], a[::3]


def slice_copies(n):
    a = [1, 2, n]
    b = a[:]
    b[0] = 9
    return a, b


def methods(n):
    a = [3, 1, n]
    a.extend([5, 6])
    a.extend(range(2))
    a.insert(0, 100)
    a.insert(-1, 200)
    a.insert(50, 300)
    last = a.pop()
    first = a.pop(0)
    middle = a.pop(-2)
    a.reverse()
    copied = a.copy()
    a.remove(5)
    return a, last, first, middle, copied, copied.index(1), copied.count(1), copied.index(n, 1, 100)


def cleared(n):
    a = [n]
    a.clear()
    size = len(a)
    a.append(2)
    return a, size


def truth(n):
    a = [0] * n
    return bool(a), not a, (1 if a else 2), a == [], a != [0], [] == []


def contains(x):
    a = [1, 2, 3]
    return x in a, x not in a, 2.0 in a, (1, x) in [(1, 2), (3, 4)]


def compared(x):
    a = [1, 2, x]
    return a == [1, 2, 3], a < [1, 3], a >= [1, 2], [1, 2] < a, a != [1, 2, 3], a == [1.0, 2.0, 3.0]


def loops(n):
    total = 0
    a = list(range(n))
    for x in a:
        total += x
    for i, x in enumerate(a):
        total += i * x
    for x, y in zip(a, reversed(a)):
        total += x * y
    for x in reversed(a):
        total = total * 2 + x
    return total


def grows_while_read(n):
    a = [1]
    for x in a:
        if len(a) < n:
            a.append(x + 1)
    return a


def shrinks_while_read(n):
    a = list(range(n))
    seen = []
    for x in a:
        seen.append(x)
        a.pop()
    return a, seen


def grows_with_enumerate(n):
    a = [0]
    for i, x in enumerate(a):
        if i < n:
            a.append(x + i)
    return a


def extends_itself(n):
    a = [1, n]
    a.extend(a)
    a += a
    return a


def unpacked(n):
    x, y, z = [n, 2, 3]
    pairs = [(1, 2.5), (3, 4.5)]
    total = 0.0
    for a, b in pairs:
        total += a * b
    return x + y + z, total


def unpack_wrong(n):
    a = [1] * n
    x, y = a
    return x + y


def folds(n):
    a = [3, n, 5]
    b = [0.5, 1.5]
    return sum(a), min(a), max(a), sum(b), any(a), all([n, 0]), sum(a, 1.5), max(b), min([n], default=4)


def sorts(n):
    a = [3, 1, n, 2]
    a.sort()
    b = sorted([2.5, -1.0, 0.5])
    c = sorted((3, 1, 2), reverse=True)
    d = [(2, 1.0), (1, 5.0), (1, 2.0)]
    d.sort(reverse=True)
    e = sorted(range(n), reverse=n > 2)
    return a, b, c, d, e


def sorts_stably(n):
    a = [0.0, -0.0, n * 1.0, -0.0, 0.0]
    a.sort()
    b = [(0.0, 1), (-0.0, 2), (1.0, 0)]
    b.sort(reverse=True)
    return a, b


def comprehension(n):
    return [i * i for i in range(n)], [i for i in range(n) if i % 2], [(i, j) for i in range(n) for j in range(i) if j != 1]


def comprehension_of_variables(n):
    k = 2
    a = [k * x for x in [1, n]]
    k = 3
    b = [[k + x * y for y in range(x)] for x in range(n)]
    x = 5
    c = [x for x in a]
    return a, b, c, x, k


def comprehension_after(n):
    def double(x):
        return 2 * x
    return [double(i) for i in range(n)]


def conditional_items(n):
    return [i if i % 2 else -i for i in range(n) if i > 1 if i < 8]


def unpacking_comprehension(n):
    return [a + b for a, b in zip(range(n), [1.5] * n)]


def starred(n):
    a = [1, 2]
    return [*a, n, *range(2)]


def nested(n):
    grid = [[0] * 3 for _ in range(n)]
    grid[1][2] = 5
    for row in grid:
        row[0] += 1
    last = grid[-1]
    last.append(8)
    total = 0
    for i in range(n):
        for j in range(3):
            total += grid[i][j]
    return grid, total


def shared_rows(n):
    row = [n]
    rows = [row, row]
    rows[0].append(1)
    return rows, rows[0] is rows[1]


def rows_replaced(n):
    rows = [[1], [2]]
    kept = rows[0]
    rows[0] = [n]
    rows.pop()
    rows.clear()
    kept.append(3)
    return kept, rows


def arrays_in_list(n):
    rows = [np.zeros(3) for _ in range(n)]
    rows.append(np.ones(2))
    for k, row in enumerate(rows):
        row[0] = k
    kept = rows[0]
    rows[0] = np.full(2, 7.0)
    removed = rows.pop()
    return rows, kept, removed, len(rows)


def rows_of_argument(a):
    rows = [a[i] for i in range(len(a))]
    rows.reverse()
    return rows


def iterables(a):
    return list(a), list((1, 2)), list(enumerate([5, 6])), list(zip([1], [2.5])), list(reversed([1, 2]))


def numpy_items(a):
    out = []
    for x in a:
        out.append(x)
    return out, sorted(out), max(out)


def in_tuple(n):
    pair = ([1, n], [2.5])
    pair[0].append(4)
    return pair


def branches(n):
    if n > 1:
        a = [1]
    else:
        a = [2]
    a.append(n)
    return a


def find(values, x):
    return values.index(x)


SAME = [
    (display, [(3,)]),
    (display_of_constants, [()]),
    (empty, [()]),
    (squares, [(0,), (5,), (100,)]),
    (floats_and_ints, [(3,)]),
    (two_names, [(1,)]),
    (repeated, [(1,), (4,)]),
    (concatenated, [(0,), (3,)]),
    (sliced, [(0,), (1,), (7,)]),
    (slice_copies, [(3,)]),
    (methods, [(1,), (9,)]),
    (cleared, [(3,)]),
    (truth, [(0,), (1,)]),
    (contains, [(1,), (2,), (5,)]),
    (compared, [(3,), (2,)]),
    (loops, [(0,), (1,), (6,)]),
    (grows_while_read, [(1,), (10,)]),
    (shrinks_while_read, [(0,), (7,)]),
    (grows_with_enumerate, [(5,)]),
    (extends_itself, [(3,)]),
    (unpacked, [(1,)]),
    (unpack_wrong, [(1,), (2,), (3,)]),
    (folds, [(0,), (4,)]),
    (sorts, [(1,), (5,)]),
    (sorts_stably, [(1,), (-1,)]),
    (comprehension, [(0,), (4,)]),
    (comprehension_of_variables, [(3,)]),
    (comprehension_after, [(3,)]),
    (conditional_items, [(10,)]),
    (unpacking_comprehension, [(3,)]),
    (starred, [(7,)]),
    (nested, [(2,), (4,)]),
    (shared_rows, [(1,)]),
    (rows_replaced, [(1,)]),
    (arrays_in_list, [(1,), (3,)]),
    (rows_of_argument, [(np.arange(6.0).reshape(2, 3),)]),
    (iterables, [(np.arange(3),), (np.arange(2, dtype=np.float32),)]),
    (numpy_items, [(np.array([3, 1, 2], np.int16),), (np.array([2.5, 1.5]),)]),
    (in_tuple, [(1,)]),
    (branches, [(1,), (2,)]),
]


@pytest.mark.parametrize("function, arguments", [(f, a) for f, all_of in SAME for a in all_of],
                         ids=lambda value: getattr(value, "__name__", None))
def test_same_as_cpython(function, arguments):
    assert_same(function, *arguments)


def get(n, i):
    a = [1] * n
    return a[i]


def put(n, i):
    a = [1] * n
    a[i] = 2
    return a


def pop(n, i):
    a = [1] * n
    return a.pop(i)


def pop_last(n):
    a = [1] * n
    a.pop()
    return a.pop()


def remove(x):
    a = [1, 2]
    a.remove(x)
    return a


def index(x):
    return [1, 2].index(x)


def index_float(x):
    return [1.5, 2.5].index(x, -1)


def index_numpy(a):
    return list(a[:1]).index(a[1])


def slice_step(n):
    return [1, 2][::n]


def get_of_empty(n):
    a = []
    return a[n]


def pop_of_empty():
    a = []
    return a.pop()


RAISES = [(get, (2, 2)), (get, (2, -3)), (get, (2, -2)), (put, (2, 2)), (put, (0, 0)), (pop, (2, 2)), (pop, (0, 0)),
          (pop, (3, -4)), (pop_last, (1,)), (remove, (3,)), (index, (3,)), (index, (True,)), (index_float, (1.5,)),
          (index_numpy, (np.array([1, 2]),)), (index_numpy, (np.array([1.5, 2.5]),)), (index, (False,)),
          (index_numpy, (np.array([1, 2], np.uint64),)), (slice_step, (0,)), (get_of_empty, (0,)), (pop_of_empty, ())]


@pytest.mark.parametrize("function, arguments", RAISES, ids=lambda value: getattr(value, "__name__", None))
def test_exceptions(function, arguments):
    assert_same(function, *arguments)


@krait.jit
def total(values):
    result = 0
    for x in values:
        result += x
    return result


@krait.jit
def fill(values, n):
    for i in range(n):
        values.append(i)


@krait.jit
def make(n):
    return [n, n + 1]


def passes_lists(n):
    a = make(n)
    a.append(5)
    fill(a, 3)
    return total(a), total([1.5, 2.5]), a


def test_lists_between_functions():
    assert_same(passes_lists, 2)


def first_and_length(values):
    return values[0], len(values), values, sum(values)


def rows_total(rows):
    result = 0.0
    for row in rows:
        for x in row:
            result += x
    return result, rows[0]


def copy_and_change(values):
    own = list(values)
    own.append(own[0])
    return own, values


def same_twice(a, b):
    return a is b, a == b, [*a, *b]


@pytest.mark.parametrize("values", [[1, 2], [1.5], [True, False], [np.float32(1), np.float32(2)]], ids=str)
def test_list_arguments(values):
    assert_same(first_and_length, values)
    assert krait.jit(first_and_length)(values)[2] is values


def test_nested_list_arguments():
    assert_same(rows_total, [[1.0, 2.0], [3.0]])
    assert_same(rows_total, [np.arange(3.0), np.ones(2)])
    assert_same(rows_total, [(1.0, 2.0), (3.0, 4.0)])
    rows = [[1.0], [2.0]]
    assert krait.jit(rows_total)(rows)[1] is rows[0]


def test_list_arguments_are_copied():
    assert_same(copy_and_change, [1, 2])
    values = [1]
    same = krait.jit(same_twice)
    assert same(values, values) == (True, True, [1, 1])
    assert same(values, [1]) == (False, True, [1, 1])


def count(values):
    n = 0
    for _ in values:
        n += 1
    return n, values == [], len(values)


def test_empty_list_argument():
    assert_same(count, [])


def test_specialisation_by_items():
    jitted = krait.jit(first_and_length)
    assert jitted([1, 2])[3] == 3
    assert jitted([1.5, 2.0])[3] == 3.5
    with pytest.raises(TypeError, match="not all of one type"):
        jitted([1, 2.5])
    with pytest.raises(TypeError, match="not all of one type"):
        jitted(["a"])
    with pytest.raises(OverflowError):
        jitted([2**70])


def compile_error(source, *arguments):
    names = {"np": np}
    exec(source, names)
    with pytest.raises(CompileError) as error:
        krait.jit(names["f"])(*arguments)
    return str(error.value)


@pytest.mark.parametrize("source, argument, text", [
    ("def f(x):\n    a = [1]\n    a.append('b')\n    return a", 1, "str can't be stored in a list"),
    ("def f(x):\n    a = [1]\n    a.append((1, 2))\n    return a", 1, "an item of the list is tuple (int, int) here and int"),
    ("def f(x):\n    a = [1]\n    a.append(a)\n    return a", 1, "an item of the list is"),
    ("def f(x):\n    return sorted([1, x], key=abs)", 1, "does not take the argument 'key'"),
    ("def f(x):\n    return tuple([1, x])", 1, "A tuple's length must be known"),
    ("def f(x):\n    x.append(1)", [1], "an argument from Python"),
    ("def f(x):\n    x[0] = 1", [1], "an argument from Python"),
    ("def f(x):\n    y = x\n    y += [1]\n    return y", [1], "an argument from Python"),
    ("def f(x):\n    return sum([])", 1, "nothing is ever put into"),
    ("def f(x):\n    return [x, 1][1.5]", 1, "can't be indexed by float"),
    ("def f(x):\n    return [x] + (1,)", 1, "+ is not supported between list of int and tuple (int,)"),
    ("def f(x):\n    return sorted([1j, x])", 1j, "items of type complex"),
    ("def f(x):\n    a = [x]\n    for y in reversed(a):\n        a.append(y)\n    return a", 1, "reversed(list)"),
])
def test_compile_errors(source, argument, text):
    assert text in compile_error(source, argument)


def used_before_it_is_filled(n):
    a = []
    total = 0
    for i in range(n):
        total += sum(a) + len(a)
        if a:
            total += a[-1]
        for x in a:
            total += x
        a.append(i)
    return total, a


def rows_from_rows(n):
    previous = []
    for i in range(n):
        current = []
        for j in range(i + 1):
            current.append(previous[j - 1] + 1 if 0 < j < i else 1)
        previous = current
    return previous


def test_items_known_from_later_code():
    for n in (0, 1, 5):
        assert_same(used_before_it_is_filled, n)
        assert_same(rows_from_rows, n)
