"""How krait.evaluate is called: where names are looked up, what is kept, out, order, casting, re_evaluate, threads,
errors."""

import gc
import inspect
import signal
import subprocess
import sys
import threading
import weakref

import numpy as np
import pytest

import krait
import krait.numexpr as ne
from sanitizers import measures_memory

level = np.arange(3.0)  # a global variable


# ---- names


def test_local_variables_go_before_global_ones():
    a = np.ones(3)
    np.testing.assert_array_equal(krait.evaluate("a + level"), level + 1)
    level_of_module, shadow = level, np.full(3, 7.0)

    def inner(level):
        return krait.evaluate("level * 2")

    np.testing.assert_array_equal(inner(shadow), shadow * 2)
    np.testing.assert_array_equal(krait.evaluate("level * 2"), level_of_module * 2)


def test_variables_of_an_enclosing_function_and_of_a_class_body():
    a = np.ones(2)

    def inner():
        b = a + 1  # makes `a` a free variable
        return krait.evaluate("a + b")

    np.testing.assert_array_equal(inner(), [3.0, 3.0])

    def changes():
        nonlocal a
        a = a * 5
        return krait.evaluate("a + 0")

    np.testing.assert_array_equal(changes(), [5.0, 5.0])

    class Body:
        b = np.full(2, 3.0)
        value = krait.evaluate("b * 2")

    np.testing.assert_array_equal(Body.value, [6.0, 6.0])


def test_one_text_from_many_functions():
    """The places of names are remembered for the code that asked last; every other one is looked up anew."""
    source = "def f{0}({1}, x, y):\n    return evaluate('x - y')\n"
    for k in range(20):
        names = {"evaluate": krait.evaluate}
        exec(source.format(k, ", ".join(f"p{j}" for j in range(k % 5 + 1))), names)
        padding = [None] * (k % 5 + 1)
        assert names[f"f{k}"](*padding, np.float64(k), 1.0) == k - 1
        del names
        gc.collect()


def test_dicts_take_the_place_of_variables():
    a = np.ones(2)
    assert krait.evaluate("a + b", {"a": 1, "b": 2}) == 3
    assert krait.evaluate("a + b", local_dict={"a": 1}, global_dict={"b": 5}) == 6
    np.testing.assert_array_equal(krait.evaluate("a + level", global_dict={"level": 10}), a + 10)

    class Mapping:
        def __getitem__(self, name):
            return {"a": 2.0}[name]

    assert krait.evaluate("a * a", Mapping()) == 4.0
    with pytest.raises(ZeroDivisionError):
        krait.evaluate("a * a", type("Bad", (), {"__getitem__": lambda self, name: 1 // 0})())


def test_frame_depth():
    def through(depth):
        return krait.evaluate("a + 1", _frame_depth=depth)

    a = 41
    assert through(4) == a + 1
    with pytest.raises(KeyError):
        through(3)


def test_a_missing_name_is_a_key_error():
    with pytest.raises(KeyError, match="missing"):
        krait.evaluate("missing + 1")
    assert isinstance(krait.validate("missing + 1"), KeyError)
    unbound = []
    del unbound
    with pytest.raises(KeyError, match="unbound"):
        krait.evaluate("unbound + 1")


def test_builtins_are_no_names():
    for name in ("print", "len", "__name__x", "open"):
        with pytest.raises(KeyError):
            krait.evaluate(f"{name} + 1", {}, {})


# ---- the cache


def test_the_same_text_in_another_str():
    a, text = np.ones(3), "a * 3.5"
    other = "".join(list(text))
    assert other is not text
    np.testing.assert_array_equal(krait.evaluate(text), krait.evaluate(other))
    assert krait._dispatch.expression(text) is krait._dispatch.expression(other)


def test_code_is_compiled_once_for_types():
    for a in (np.ones(3), np.ones(3), np.ones(4), np.ones((2, 2)), np.ones(3, "f4"), 2.0):
        krait.evaluate("a * 7.25")
    signatures = krait._dispatch.expression("a * 7.25").signatures
    assert signatures == [("float64[::1]",), ("float64[:, ::1]",), ("float32[::1]",), ("float",)]


def test_more_texts_than_are_kept():
    a = np.ones(2)
    first = krait._dispatch.expression("a + 1")
    for k in range(1100):
        krait._dispatch.expression(f"a + {k}")
    np.testing.assert_array_equal(krait.evaluate("a + 1"), a + 1)
    assert krait._dispatch.expression("a + 1") is not first


def test_a_changed_global_of_a_called_function(tmp_path):
    names = {"krait": krait, "factor": 2.0}
    exec("@krait.jit\ndef scaled(x):\n    return x * factor\n", names)
    scaled, a = names["scaled"], np.ones(2)
    np.testing.assert_array_equal(krait.evaluate("scaled(a)"), [2.0, 2.0])
    names["factor"] = 5.0
    np.testing.assert_array_equal(krait.evaluate("scaled(a)"), [5.0, 5.0])


# ---- what is kept


class Array(np.ndarray):
    """Weak references to arrays tell when they are freed."""


def test_no_operand_is_kept():
    a = np.ones(3)
    before = sys.getrefcount(a)
    for _ in range(3):
        krait.evaluate("a * 2 + a")
        krait.re_evaluate()
        ne.NumExpr("a * 2")(a)
    assert sys.getrefcount(a) == before
    gone = weakref.ref(a)
    del a
    assert gone() is None


def test_no_output_is_kept():
    a, out = np.ones(3), np.empty(3)
    krait.evaluate("a * 2", out=out)
    krait.re_evaluate()
    gone = weakref.ref(out)
    del out
    assert gone() is None
    with pytest.raises(RuntimeError, match="is gone"):
        krait.re_evaluate()


@measures_memory
def test_nothing_leaks():
    import tracemalloc

    a, b = np.ones(100), np.ones(100)

    def work(count, a=a, b=b):
        for _ in range(count):
            krait.evaluate("a * 2 + b")
            krait.evaluate("sum(a)")
            krait.evaluate("a + 1", out=b)
            krait.validate("a +")
            krait.validate("missing")
            krait.evaluate("a + b", {"a": [1, 2], "b": 2})

    work(50)
    tracemalloc.start()
    work(10)
    start = tracemalloc.get_traced_memory()[0]
    work(500)
    assert tracemalloc.get_traced_memory()[0] - start < 20_000
    tracemalloc.stop()


# ---- re_evaluate, validate


def test_re_evaluate_takes_the_last_expression_and_the_variables_of_now():
    a = np.arange(3.0)
    krait.evaluate("a * 10")
    a = a + 1
    np.testing.assert_array_equal(krait.re_evaluate(), a * 10)
    np.testing.assert_array_equal(krait.re_evaluate({"a": 2}), 20)
    assert krait.validate("a - 1") is None
    np.testing.assert_array_equal(krait.re_evaluate(), a - 1)


def test_re_evaluate_keeps_order_and_output():
    a, out = np.ones((2, 3)), np.empty((2, 3))
    krait.evaluate("a * 2", out=out)
    out[:] = 0
    assert krait.re_evaluate() is out and out[0, 0] == 2
    krait.evaluate("a * 2", order="F")
    assert krait.re_evaluate().flags.f_contiguous


def test_re_evaluate_belongs_to_the_thread():
    a = np.ones(2)
    krait.evaluate("a + 1")
    found = []

    def other():
        try:
            krait.re_evaluate()
        except RuntimeError as error:
            found.append(str(error))

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert "previous evaluate() execution was not found" in found[0]
    np.testing.assert_array_equal(krait.re_evaluate(), a + 1)


def test_validate_gives_the_exception():
    a = np.ones(2)
    assert krait.validate("a + 1") is None
    assert isinstance(krait.validate("a +"), krait.ExpressionError)
    assert isinstance(krait.validate("a + 1", order="X"), ValueError)
    assert isinstance(krait.validate(3), TypeError)
    assert isinstance(krait.validate("f + 1", {"f": object()}), TypeError)


# ---- out, order, casting


def test_an_output_is_filled_and_returned():
    a = np.arange(6.0).reshape(2, 3)
    out = np.empty((2, 3))
    assert krait.evaluate("a + 1", out=out) is out
    np.testing.assert_array_equal(out, a + 1)
    view = np.zeros((4, 6))[::2, ::2]
    assert krait.evaluate("a + 1", out=view) is view
    np.testing.assert_array_equal(view, a + 1)
    wide = np.zeros((5, 2, 3))
    krait.evaluate("a + 1", out=wide)
    np.testing.assert_array_equal(wide, np.broadcast_to(a + 1, wide.shape))


def test_an_output_may_overlap_with_operands():
    a = np.arange(10.0)
    want = a[:-1] * 2 + a[1:]
    x, y, out = a[:-1], a[1:], a[1:]
    krait.evaluate("x * 2 + y", out=out)
    np.testing.assert_array_equal(out, want)
    b = np.arange(10.0)
    krait.evaluate("b * b", out=b)
    np.testing.assert_array_equal(b, np.arange(10.0) ** 2)
    r = np.arange(10.0)
    backwards = r[::-1]
    krait.evaluate("r + backwards", out=r)
    np.testing.assert_array_equal(r, np.full(10, 9.0))


@pytest.mark.parametrize("dtype", ["?", "i1", "u1", "i4", "i8", "f2", "f4", "f8", "c8", "c16"])
@pytest.mark.parametrize("rule", ["no", "equiv", "safe", "same_kind", "unsafe"])
def test_casting_into_an_output(dtype, rule):
    for source in ("i4", "f4", "f8", "c16"):
        a, out = np.arange(3).astype(source), np.zeros(3, dtype)
        if not np.can_cast(a.dtype, out.dtype, rule):
            with pytest.raises(TypeError, match=f"according to the rule '{rule}'"):
                krait.evaluate("a + a", out=out, casting=rule)
        elif not (a.dtype.kind == "c" and out.dtype.kind != "c"):
            krait.evaluate("a + a", out=out, casting=rule)
            np.testing.assert_array_equal(out, (a + a).astype(dtype))


def test_default_casting_is_numexprs():
    a, out = np.arange(3.0), np.zeros(3, "f4")
    np.testing.assert_array_equal(krait.evaluate("a + a", out=out), np.array([0, 2, 4], "f4"))  # same_kind
    with pytest.raises(TypeError, match="according to the rule 'same_kind'"):
        krait.evaluate("a + a", out=np.zeros(3, int))


def test_outputs_that_can_not_be_written():
    a, out = np.ones(3), np.ones(3)
    out.flags.writeable = False
    with pytest.raises(ValueError, match="can't be written"):
        krait.evaluate("a + 1", out=out)
    with pytest.raises(TypeError, match="out is an array"):
        krait.evaluate("a + 1", out=[1, 2, 3])
    with pytest.raises(ValueError, match="broadcast"):
        krait.evaluate("a + 1", out=np.empty(4))


def test_outputs_that_compiled_code_can_not_write_as_they_lie():
    a = np.arange(3.0)
    unaligned = np.frombuffer(bytearray(b"x" * 25), "u1")[1:].view("f8")
    for out in (np.empty(3, ">f8"), unaligned, np.empty(6, ">f8")[::2]):
        assert krait.validate("a + 1", out=out) is None
        assert krait.evaluate("a + 1", out=out) is out and krait.evaluate("a + 1", out=out) is out
        np.testing.assert_array_equal(out, a + 1)
    with pytest.raises(TypeError, match="rule 'safe'"):
        krait.evaluate("a + 1", out=np.empty(3, ">f4"), casting="safe")


def test_an_output_of_a_subclass_is_given_back():
    a, out = np.ones(3), np.empty(3).view(Array)
    assert krait.evaluate("a + 1", out=out) is out and out[0] == 2


@pytest.mark.parametrize("order", ["C", "F", "A", "K"])
def test_order(order):
    c = np.arange(6.0).reshape(2, 3)
    f = np.asfortranarray(c)
    for a, b in ((c, c), (f, f), (c, f), (f, c)):
        got = krait.evaluate("a + b", order=order)
        want = np.add(a, b, order=order)
        assert got.flags.c_contiguous == want.flags.c_contiguous and got.flags.f_contiguous == want.flags.f_contiguous
        np.testing.assert_array_equal(got, want)


def test_arguments_that_are_refused():
    a = np.ones(2)
    for wrong in ({"order": "X"}, {"casting": "maybe"}, {"optimization": "most"}, {"truediv": 3}, {"colour": 1}):
        with pytest.raises(ValueError):
            krait.evaluate("a + 1", **wrong)
    for call in (lambda: krait.evaluate(), lambda: krait.evaluate(b"a + 1"), lambda: krait.evaluate("a", ex="a")):
        with pytest.raises(TypeError):
            call()
    for right in ({"optimization": "none"}, {"truediv": "auto"}, {"sanitize": False}, {"disable_cache": True}):
        np.testing.assert_array_equal(krait.evaluate("a + 1", **right), a + 1)


def test_signatures_are_numexprs():
    names = list(inspect.signature(ne.evaluate).parameters)
    assert names == ["ex", "local_dict", "global_dict", "out", "order", "casting", "sanitize", "_frame_depth", "kwargs"]
    assert list(inspect.signature(ne.re_evaluate).parameters) == ["local_dict", "global_dict", "_frame_depth"]


# ---- errors


def test_carets_stand_under_the_place():
    with pytest.raises(krait.ExpressionError) as caught:
        krait.evaluate("y = a + 1\nsqrt(y) + * 2", {"a": 1})
    lines = str(caught.value).splitlines()
    at = lines.index("    sqrt(y) + * 2")
    assert lines[at + 1] == "              ^" and "line 2" in lines[at - 1]
    assert caught.value.kind == "expression_syntax" and isinstance(caught.value, ValueError)


def test_errors_of_types_name_the_operands():
    with pytest.raises(krait.ExpressionError, match="not supported between") as caught:
        krait.evaluate("a & 1.5", {"a": np.ones(2)})
    assert "^^^^^^^" in str(caught.value) and "operands of types (float64[::1])" in str(caught.value)


def test_exceptions_of_the_values():
    with pytest.raises(OverflowError):
        krait.evaluate("n * n", {"n": 2**62})
    with pytest.raises(ZeroDivisionError):
        krait.evaluate("n // 0", {"n": 1})
    with pytest.raises(OverflowError, match="64 bits"):
        krait.evaluate("n + 1", {"n": 2**70})
    with np.errstate(all="raise"):
        assert krait.evaluate("1.0 / x", {"x": 0.0}) == np.inf


def test_ctrl_c_ends_a_loop():
    """A hundred functions of each of 2e7 elements take seconds."""
    text = "erf(" * 100 + "a" + ")" * 100
    assert krait.validate(text, {"a": np.ones(2)}) is None
    a = np.ones(20_000_000)
    previous = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    try:
        with pytest.raises(KeyboardInterrupt):
            krait.evaluate(text)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    assert krait.evaluate(text, {"a": np.zeros(3)})[0] == 0


# ---- compiled objects


def test_compiled_objects():
    a, b = np.arange(3.0), np.ones(3)
    nex = ne.NumExpr("b * 2 + a")
    assert nex.input_names == ("a", "b")
    np.testing.assert_array_equal(nex(a, b), b * 2 + a)
    np.testing.assert_array_equal(nex.run(a, b, ex_uses_vml=False, casting="unsafe", order="C"), b * 2 + a)
    out = np.empty(3)
    assert nex(a, b, out=out) is out
    np.testing.assert_array_equal(out, b * 2 + a)
    with pytest.raises(ValueError, match="number of inputs"):
        nex(a)
    with pytest.raises(TypeError, match="no argument 'depth'"):
        nex(a, b, depth=1)


def test_a_signature_gives_the_order_and_the_types():
    nex = ne.NumExpr("b - a", signature=[("b", np.float64), ("a", np.float32)])
    assert nex.input_names == ("b", "a") and nex.dtypes == (np.dtype("f8"), np.dtype("f4"))
    got = nex(np.arange(3), np.ones(3, "f2"))
    assert got.dtype == np.float64
    np.testing.assert_array_equal(got, np.arange(3) - 1.0)
    assert nex(2, 1) == 1.0
    with pytest.raises(TypeError, match="can't be cast to the signature's float32"):
        nex(np.ones(3), np.ones(3))
    with pytest.raises(ValueError, match="which is no operand"):
        ne.NumExpr("a", signature=[("c", float)])
    with pytest.raises(ValueError, match="has 1 operands, the expression 2"):
        ne.NumExpr("a + b", signature=[("a", float)])


def test_expressions_from_operators():
    E = ne.E
    a, b = np.arange(4), np.arange(4)[::-1].copy()
    cases = [
        (2 * E.a + E.b**2 - 1, 2 * a + b**2 - 1),
        ((E.a > 1) & ~(E.b <= 1) | (E.a == 3), (a > 1) & ~(b <= 1) | (a == 3)),
        (-E.a // 2 % 3, -a // 2 % 3),
        (1.5 / (E.a + 1j).real, 1.5 / (a + 1j).real if False else 1.5 / np.where(a == 0, np.nan, a)),
        (E.a[1:] - E.a[:-1], a[1:] - a[:-1]),
        (E.a[:, None] + E.b, a[:, None] + b),
        (ne.expressions.call("sum", E.a, axis=0), a.sum()),
    ]
    for expression, want in cases:
        got = ne.NumExpr(expression)(*[{"a": a, "b": b}[name] for name in ne.NumExpr(expression).input_names])
        np.testing.assert_array_equal(got[np.isfinite(want)], want[np.isfinite(want)], err_msg=str(expression))
    with pytest.raises(TypeError, match="boolean operators"):
        E.a and E.b
    with pytest.raises(TypeError, match="give it a name"):
        E.a + np.ones(2)


def test_disassemble_shows_the_code():
    nex = ne.NumExpr("a * 2.125 + b")
    assert "mul %" in ne.disassemble(nex) and '"expression" (%a, %b)' in ne.disassemble(nex)
    nex(np.ones(2), np.ones(2, "f4"))
    assert "%b: float32[::1]" in ne.disassemble(nex)
    assert "mulpd" in ne.explain("a * b", ["float64[::1]"] * 2, "asm")


# ---- threads


def test_the_number_of_threads():
    before = ne.get_num_threads()
    try:
        assert ne.set_num_threads(1) == before and ne.get_num_threads() == 1 == krait.get_num_threads()
        assert ne.set_num_threads(ne.MAX_THREADS) == 1
        for wrong in (0, -1, ne.MAX_THREADS + 1):
            with pytest.raises(ValueError):
                ne.set_num_threads(wrong)
    finally:
        krait.set_num_threads(before)


def test_large_arrays_have_the_same_bits_on_any_number_of_threads():
    a = np.random.default_rng(0).standard_normal(3_000_000)
    before, found = krait.get_num_threads(), []
    try:
        for threads in (1, 2, 4):
            krait.set_num_threads(threads)
            found.append(
                (krait.evaluate("a * 2 + sin(a)"), krait.evaluate("sum(a * a)"), krait.evaluate("a > 0 and a < 1"))
            )
    finally:
        krait.set_num_threads(before)
    for other in found[1:]:
        for one, two in zip(found[0], other):
            np.testing.assert_array_equal(one, two)
    np.testing.assert_allclose(found[0][1], (a * a).sum(), rtol=1e-12)


def test_many_threads_at_once():
    """Compiling, calling and dropping texts while others do the same."""
    failures = []

    def work(seed):
        rng = np.random.default_rng(seed)
        try:
            for k in range(60):
                a, c = rng.standard_normal(int(rng.integers(1, 50_000))), float(rng.integers(0, 12))
                text = f"a * {int(c)} + {k % 7}"
                np.testing.assert_array_equal(krait.evaluate(text), a * int(c) + k % 7)
                np.testing.assert_array_equal(krait.re_evaluate(), a * int(c) + k % 7)
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


# ---- the package


def run(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment_of(environment)
    ).stdout


def environment_of(extra):
    import os

    names = ("NUMEXPR_MAX_THREADS", "NUMEXPR_NUM_THREADS", "OMP_NUM_THREADS", "KRAIT_NUM_THREADS")
    return {name: value for name, value in os.environ.items() if name not in names} | extra


def test_importing_krait_does_not_import_it():
    assert run("import sys, krait; print('krait.numexpr' in sys.modules, 'numpy' in sys.modules)") == "False False\n"
    assert (
        run("import sys, krait; krait.evaluate; print('numpy' in sys.modules, 'krait._compiler' in sys.modules)")
        == "False False\n"
    )


def test_environment_variables():
    show = "import krait.numexpr as ne; print(ne.MAX_THREADS, ne.nthreads)"
    assert run(show, NUMEXPR_MAX_THREADS="7", NUMEXPR_NUM_THREADS="1") == "7 1\n"
    assert run(show, NUMEXPR_MAX_THREADS="1").split()[0] == "1"
    assert run(show, KRAIT_NUM_THREADS="2", NUMEXPR_NUM_THREADS="1", NUMEXPR_MAX_THREADS="4") == "4 2\n"


def test_what_else_numexpr_has(capsys):
    assert ne.use_vml is False and ne.get_vml_version() is None and ne.set_vml_accuracy_mode("high") is None
    with pytest.raises(ValueError):
        ne.set_vml_accuracy_mode("exact")
    ne.set_vml_num_threads(1)
    assert ne.ncores == ne.detect_number_of_cores() >= 1 and ne.nthreads >= 1
    ne.print_versions()
    assert "Krait" in capsys.readouterr().out
    assert ne.necompiler.getExprNames("b + a*sin(c)", {}) == (["a", "b", "c"], False)
    assert tuple(int(part) for part in ne.__version__.split(".")) >= (2, 10, 0)
    assert krait.evaluate is ne.evaluate and krait.NumExpr is ne.NumExpr and krait.validate is ne.validate
