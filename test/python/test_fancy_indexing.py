"""Keys with arrays of positions, masks, lists and bools: loads, stores and augmented stores, against NumPy."""

import functools
import gc

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import assert_same

import krait
from krait.errors import CompileError

DTYPES = ["bool", "int8", "uint16", "int32", "int64", "float16", "float32", "float64", "complex64", "complex128",
          "datetime64[s]", "timedelta64[us]"]
RANDOM = np.random.default_rng(7)


@functools.lru_cache(maxsize=None)
def compiled(text, names):
    """def f(names): text, jitted; an expression is returned."""
    body = text if "=" in text.replace("==", "") else f"return {text}"
    scope = {"np": np}
    exec(f"def f({names}):\n    {body}\n", scope)
    return krait.jit(scope["f"])


def check(text, names, *args):
    return assert_same(compiled(text, names), *args)


def values(dtype, shape):
    numbers = RANDOM.integers(0, 100, shape)
    return numbers > 50 if dtype == "bool" else numbers.astype(dtype)


def layouts(a):
    """The same elements in C order, Fortran order, with gaps, and backwards."""
    wide = np.zeros((*a.shape[:-1], 2 * a.shape[-1]), a.dtype)
    wide[..., ::2] = a
    return [a, np.asfortranarray(a), wide[..., ::2], a[::-1].copy()[::-1]]


# Any key

BASIC = [":", "1:", "::2", "::-1", ":-1", "2:1", "5::-2", "None", "...", "0", "-1", "n"]


@st.composite
def keys(draw, shape):
    """The text of a key, and its arrays: now and then one that is out of bounds, or that does not broadcast."""
    parts, arrays, axes = [], [], list(shape)
    while True:
        kind = draw(st.sampled_from(["positions", "positions", "mask", "basic", "basic", "bool", "end"]))
        room = len(axes)
        if kind == "end" or len(parts) == 5:
            break
        if kind == "bool":
            parts.append(draw(st.sampled_from(["True", "False", "flag"])))
        elif kind == "basic":
            part = draw(st.sampled_from(BASIC))
            if part == "..." and "..." in parts or room == 0 and part not in ("None", "..."):
                continue
            parts.append(part)
            if part not in ("None", "..."):
                axes.pop(0)
        elif room == 0:
            continue
        elif kind == "mask":
            axes_taken = draw(st.integers(1, min(2, room)))
            taken, axes = axes[:axes_taken], axes[axes_taken:]
            if draw(st.integers(0, 15)) == 0:
                taken[0] += 1
            size = int(np.prod(taken))
            bits = draw(st.lists(st.booleans(), min_size=size, max_size=size))
            parts.append(f"k{len(arrays)}")
            arrays.append(np.array(bits, bool).reshape(taken))
        else:
            extent = axes.pop(0)
            over = 1 if draw(st.integers(0, 15)) == 0 else 0
            form = draw(st.sampled_from([(2,), (2,), (2,), (1,), (3, 2), (3, 1), (0,), (3,)]))
            size = int(np.prod(form))
            if extent == 0 and not over:
                size, form = 0, (0,)
            index = st.integers(-extent - over, max(extent - 1 + over, 0))
            dtype = draw(st.sampled_from(["int64", "int64", "int32", "int8"]))
            parts.append(f"k{len(arrays)}")
            arrays.append(np.array(draw(st.lists(index, min_size=size, max_size=size)), dtype).reshape(form))
    if not arrays:
        parts.insert(0, "True")
    return ", ".join(parts), arrays


SHAPES = st.lists(st.integers(0, 4), min_size=1, max_size=3).map(tuple)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_key(data):
    shape = data.draw(SHAPES)
    text, arrays = data.draw(keys(shape))
    names = ", ".join(["a", "n", "flag", *(f"k{k}" for k in range(len(arrays)))])
    a = values("float64", shape)
    a = data.draw(st.sampled_from(layouts(a)))
    rest = (data.draw(st.integers(-2, 1)), data.draw(st.booleans()), *arrays)
    found = check(f"a[{text}]", names, a, *rest)
    check(f"a[{text}] = 7", names, a, *rest)
    check(f"a[{text}] += 1.5", names, a, *rest)
    if isinstance(found, np.ndarray):
        value = values("float64", found.shape)
        broadcast = data.draw(st.sampled_from([value, value[..., :1], value[:1], np.asfortranarray(value), value[..., ::-1]]))
        check(f"a[{text}] = v", names + ", v", a, *rest, broadcast)


# Positions

@pytest.mark.parametrize("dtype", DTYPES)
def test_positions(dtype):
    i, j = np.array([2, 0, -1, 2]), np.array([[1], [-1]])
    for a in layouts(values(dtype, (3, 4))):
        for text in ("a[i]", "a[i, j]", "a[:, i]", "a[i, 1:]", "a[..., i]", "a[j]", "a[i, 0]", "a[None, i]"):
            check(text, "a, i, j", a, i, j)
        check("a[i] = v", "a, i, v", a, i, values(dtype, (4, 4)))
        check("a[i, j] = v", "a, i, j, v", a, i, j, values(dtype, (2, 4)))
        check("a[:, i] = v", "a, i, v", a, i, values(dtype, 4))
        check("a[i] = v", "a, i, v", a, i, a[0, 0])
    line = values(dtype, 50)
    check("a[i]", "a, i", line, RANDOM.integers(-50, 50, 300))
    check("a[i]", "a, i", line[::-3], RANDOM.integers(-17, 17, 300))
    check("a[i] = v", "a, i, v", line, RANDOM.integers(-50, 50, 300), values(dtype, 300))


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint32", "int64", "uint64"])
def test_dtypes_of_positions(dtype):
    a = np.arange(10.0)
    check("a[i]", "a, i", a, np.array([3, 0, 9, 3], dtype))
    check("a[i]", "a, i", a, np.array([3, 0, 10], dtype))
    check("a[i]", "a, i", a, np.array([[3, 0, 10, 4, 5]], dtype)[:, ::-2])


def test_lists_and_tuples():
    a = np.arange(24.0).reshape(2, 3, 4)
    for text in ("a[[1, 0, 1]]", "a[[1, 0], [2, -1]]", "a[[1, 0], :, [[0], [3]]]", "a[(1, 0), :]", "a[:, (0, 2), 1]",
                 "a[[True, False]]", "a[[[1, 0], [0, 0]]]", "a[[0, 5]]", "a[[n, 0], n]"):
        check(text, "a, n", a, 1)
    check("a[[1, 0]] = [[5], [6], [7]]", "a", a)
    check("a[[0, 2]] = (1, 2.5)", "a", np.arange(4))
    check("a[b]", "a, b", a, [1, 0, 0])


def test_keys_that_were_computed():
    a = np.arange(12.0).reshape(3, 4)
    check("a[np.where(a > 4)]", "a", a)
    check("a[np.nonzero(a > 4)] = a[a > 4] * 2", "a", a)
    check("a[a[:, 1].argsort()[::-1]]", "a", a)
    check("a[[k for k in range(n)]]", "a, n", a, 2)
    check("a[[]]", "a", a)
    check("a[k] * 2 + 1", "a, k", a, (np.array([1, 0]), np.array([3, -1])))
    check("(a[a > 4].sum(), a[[0, 2]].max(), a[i][i])", "a, i", a, np.array([1, 0]))
    check("sum([row[0] for row in a[i]])", "a, i", a, np.array([1, 0, 1]))


def test_numpy_scalars_and_arrays_without_axes():
    a = np.arange(24.0).reshape(2, 3, 4)
    i = np.array([1, 0])
    check("a[i, k]", "a, i, k", a, i, np.int32(2))
    check("a[i, k]", "a, i, k", a, i, np.array(2))
    check("a[:, k, i]", "a, i, k", a, i, np.array(-3))
    check("a[k]", "a, k", a, np.array(True))
    check("a[k] = 3", "a, k", a, np.array(False))
    check("a[k]", "a, k", a, np.bool_(True))
    with pytest.raises(CompileError, match="int"):
        compiled("a[k]", "a, k")(a, np.array(1))


@pytest.mark.parametrize("text", ["a[9] = 1", "a[i] = 1", "a[i, 0] = 1", "a[i, [0, 9]] = 1"])
def test_a_store_out_of_bounds_stores_nothing(text):
    check(text, "a, i", np.zeros((3, 4)), np.array([0, 1, -4]))


def test_repeated_positions():
    i = np.array([1, 3, 1, 1])
    for a in (np.arange(5), np.arange(5.0), np.arange(10)[::-2]):
        check("a[i] = v", "a, i, v", a, i, np.array([5, 6, 7, 8]))
        check("a[i] += 1", "a, i", a, i)
        check("a[i] *= v", "a, i, v", a, i, np.array([5, 6, 7, 8]))


def test_overlap():
    a = np.array([1, 2, 0, 3])
    check("a[a] = 5", "a", a)
    check("a[a] = a[::-1]", "a", a)
    check("a[i] = a[:3]", "a, i", a, np.array([1, 2, 3]))
    check("a[a > 0] = a[:3]", "a", a)
    check("a[a] = v", "a, v", a, np.array([10, 20, 30, 40]))
    m = np.array([True, False, True, True])
    check("m[m] = v", "m, v", m, np.array([False, True, False]))


# Masks

@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("size", [0, 1, 7, 63, 64, 65, 200])
def test_masks(dtype, size):
    a = values(dtype, size)
    for share in (0, 20, 50, 100):
        m = RANDOM.integers(0, 100, size) < share
        count = np.count_nonzero(m)
        for line in (a, np.repeat(a, 2)[::2], a[::-1]):
            check("a[m]", "a, m", line, m)
            check("a[m]", "a, m", line, np.repeat(m, 3)[::3])
            check("a[m] = v", "a, m, v", line, m, values(dtype, count))
            check("a[m] = v", "a, m, v", line, m, values(dtype, 2 * count)[::2])
            check("a[m] = v", "a, m, v", line, m, values(dtype, 1))
            check("a[m] = v", "a, m, v", line, m, values(dtype, 1)[0])
            check("a[m] = v", "a, m, v", line, m, values(dtype, count + 2))


def test_masks_of_more_dimensions():
    for a in layouts(values("float64", (5, 6))):
        for m in layouts(values("bool", (5, 6))):
            check("a[m]", "a, m", a, m)
            check("a[m] = 1", "a, m", a, m)
            check("a[m] *= 2", "a, m", a, m)
            check("a[m] = v", "a, m, v", a, m, values("float64", np.count_nonzero(m)))
        check("a[a > 40] -= 40", "a", a)
        check("a[a > 40] = a[a > 40] / 2", "a", a)


def test_values_that_do_not_fit_a_mask():
    a = np.arange(6.0)
    for v in (np.zeros((1, 3)), np.zeros((1, 1, 3)), np.zeros(2), np.zeros(0), np.zeros((1, 1))):
        check("a[a > 2] = v", "a, v", a, v)
    check("a[a > 9] = v", "a, v", a, np.zeros(3))
    check("a[m] = v", "a, m, v", np.zeros((2, 3)), np.array([True, False]), np.zeros((2, 3)))
    check("a[m] = 1", "a, m", np.zeros((2, 3)), np.zeros((2, 2), bool))


# Values

@pytest.mark.parametrize("to", ["int8", "uint16", "int64", "float32", "float64", "complex64"])
def test_values_are_cast(to):
    a, i, m = values(to, 6), np.array([4, 1, -6]), np.array([0, 1, 1, 0, 0, 1], bool)
    for v in (3, 2.75, True, np.int16(5), np.float32(6.5), np.array([1, 2, 3], "int32"), np.array([1.5, 2.5, 3.5]),
              np.array([True, False, True]), np.array(2.5), np.array([7])):
        check("a[i] = v", "a, i, v", a, i, v)
        check("a[m] = v", "a, m, v", a, m, v)
    check("a[i] = v", "a, i, v", values("int8", 6), i, 300)
    check("a[i] = v", "a, i, v", values("int64", 6), i, float("nan"))


def test_read_only():
    a = np.arange(6.0)
    a.flags.writeable = False
    check("a[i] = 1", "a, i", a, np.array([9]))
    check("a[a > 2] = 1", "a", a)
    check("a[a > 2]", "a", a)
    check("a[i]", "a, i", a, np.array([1, 1]))


@pytest.mark.parametrize("text, value, message", [
    ("a[v]", np.array([1.0]), "can't be indexed"), ("a[v, 0, 0]", np.array([1]), "too many indices"),
    ("a[v] = 1j", np.array([1]), "stored"), ("a[v] = a * 1j", np.array([1]), "stored"), ("a[1.5, v]", np.array([1]), "can't be indexed"),
])
def test_refused(text, value, message):
    with pytest.raises(CompileError, match=message):
        compiled(text, "a, v")(np.zeros((2, 3)), value)


# Selected only to be stored

INTO = ["out[:] = a[i]", "out[...] = a[i]", "out[:] = a[-i]", "out[::-1] = a[i]", "out[1:] = a[i]", "out[1:] = a[i[1:]]", "a[:] = a[i]",
        "a[1:] = a[i][1:]", "a[:4] = a[i[:4]]", "i[:] = i[i]", "out[:] = i[i]", "out[i] = a[i]", "out[:] = a[i][::-1]"]


@pytest.mark.parametrize("text", INTO)
def test_stored_selection(text):
    a, i = np.arange(6.0) * 1.5, np.array([5, 0, 3, 3, 1, 2])
    for places in (i, i - 6, np.array([5, 0, 3, 6, 1, 2]), np.array([2]), np.array([0, 1]), np.array([], np.int64)):
        check(text, "a, i, out", a, places, np.full(6, -1.0))
    check(text, "a, i, out", a, i, a)
    check(text, "a, i, out", a[::2], i // 2, np.zeros(6))


def test_stored_selection_of_rows():
    a, i, j = np.arange(24.0).reshape(4, 6), np.array([3, 0, -2, 1]), np.array([[0], [5], [-1]])
    for out in (np.zeros((4, 6)), np.zeros((1, 4, 6)), np.asfortranarray(np.zeros((4, 6))), np.zeros((3, 6)), np.zeros((2, 4, 6))):
        check("out[...] = a[i]", "a, i, out", a, i, out)
        check("out[...] = a[i, :]", "a, i, out", a, i, out)
    check("out[...] = a[i, j]", "a, i, j, out", a, i, j, np.zeros((3, 4)))
    check("out[...] = a[i, j]", "a, i, j, out", a, i, j, np.zeros((3, 1)))
    check("a[...] = a[i]", "a, i", a, i)
    check("a[i] = a[i[::-1]]", "a, i", a, i)


def test_positions_in_more_memory_than_the_caches_hold():
    """From there on elements are fetched ahead."""
    size = (9 << 20) // 8
    a, i = RANDOM.random(size), RANDOM.integers(-size, size, 3000)
    check("a[i]", "a, i", a, i)
    check("a[i] = v", "a, i, v", a, i, RANDOM.random(3000))
    check("out[:] = a[i]", "a, i, out", a, i, np.zeros(3000))
    check("a[i]", "a, i", a.view(np.complex128), i // 2)
    check("a[i]", "a, i", a[::-2], i // 2)
    i[2000] = size
    check("a[i]", "a, i", a, i)
    check("out[:] = a[i]", "a, i, out", a, i, np.zeros(3000))
    check("a[i] = 1.0", "a, i", a, i)


def test_nothing_leaks():
    @krait.jit
    def f(a, i, m):
        for _ in range(20):
            b = a[i, :]
            b[m[i]] += a[m][:1]
            b[[0, 1]] = 3
            a[i, [0, 1, 0]] = b[:, 0]
        return b

    def raising(a, i, m):
        return a[m][[1, 9]] + a[i]

    raising = krait.jit(raising)
    a, i, m = np.ones((4, 3)), np.array([1, 2, -1]), np.array([True, False, True, True])
    f(a, i, m)

    for _ in range(200):
        f(a, i, m)
    before = _resident()
    for _ in range(20000):
        f(a, i, m)
    for _ in range(2000):
        with pytest.raises(IndexError):
            raising(a, i, m)
    gc.collect()
    assert _resident() - before < 2 << 20


def _resident():
    with open("/proc/self/statm") as status:
        return int(status.read().split()[1]) * 4096
