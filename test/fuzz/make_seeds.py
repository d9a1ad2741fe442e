"""Write the seed corpus of fuzz_bytecode: the bytecode of the small functions below, one file each.

python3.11 test/fuzz/make_seeds.py test/fuzz/corpus_bytecode

The files are checked in; run this again when the form that fuzz_bytecode.cpp reads has changed.
"""

import pathlib
import sys

HAS_VAR_ARGUMENTS, HAS_VAR_KEYWORDS, IS_GENERATOR = 0x04, 0x08, 0x20


def branches(a, b):
    if a < b:
        c = a
    elif a == b or not b:
        c = -b
    else:
        c = a if a else b
    return c


def counted(n, a):
    total = 0
    for i in range(n):
        if i == 2:
            continue
        if i > a:
            break
        total += i * a
    else:
        total = 1
    return total


def condition(a):
    while a:
        while a > 1:
            a -= 2
            if a == 2:
                return a
        a -= 1
    return 2


def unpacking(pair):
    a, (b, *c) = pair
    a, b = b, a
    del c
    return a, b, [a, b]


def calls(f, *rest, keyword=2):
    f(1, rest, keyword=keyword)
    return f(*rest) and f.name(1)


def indexing(a, i):
    a[i] += 1
    a[i, 1:2] = a[1:]
    return a[i][i:1:2]


def closure(a):
    b = a

    def nested(c):
        return c + b

    a = nested(b)
    return nested


def generator(a):
    for x in a:
        yield x


def comprehension(a):
    return [x * x for x in a if x], sum(x for x in a)


def protected(a):
    try:
        a = a / 2
    except ZeroDivisionError as error:
        a = error
    finally:
        a = 1
    with a as b:
        return b


def matching(a):
    match a:
        case 1 | 2:
            return 1
        case (1, x):
            return x
        case _:
            raise ValueError("keyword", a)


def formatted(a, b):
    assert a, f"{a!r}{b:>4}"
    return {a: b}, {a}, (a is None) and a not in b


FUNCTIONS = [branches, counted, condition, unpacking, calls, indexing, closure, generator, comprehension, protected, matching, formatted]


def encode(code):
    parameters = code.co_argcount + code.co_kwonlyargcount
    header = [
        code.co_argcount,
        code.co_kwonlyargcount,
        code.co_flags & (HAS_VAR_ARGUMENTS | HAS_VAR_KEYWORDS | IS_GENERATOR),
        code.co_stacksize,
        code.co_nlocals - parameters,
        len(code.co_cellvars),
        len(code.co_freevars),
        len(code.co_exceptiontable),
    ]
    return bytes(header) + code.co_exceptiontable + code.co_code


def all_code(function):
    """The function's code and that of the functions in it."""
    yield function.__code__
    yield from (constant for constant in function.__code__.co_consts if hasattr(constant, "co_code"))


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    for function in FUNCTIONS:
        for number, code in enumerate(all_code(function)):
            (folder / f"{function.__name__}{number or ''}").write_bytes(encode(code))


main()
