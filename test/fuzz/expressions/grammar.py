"""Random texts of the language of frontend/expr: numbers, truths, texts, indexing, statements; and broken ones.

A text is roughly typed: where a truth is due mostly a comparison stands. So most texts mean something, and NumPy decides
about the rest.
"""

ONE = ("abs arccos arccosh arcsin arcsinh arctan arctanh ceil conj copy cos cosh exp expm1 floor imag log log10 log1p log2 "
       "ones_like real round sign sin sinh sqrt tan tanh trunc cbrt exp2 square").split()  # fmt: skip
EXACT_ONE = "abs ceil floor trunc sign square copy real conj ones_like round sqrt".split()
TWO = "arctan2 copysign fmod hypot maximum minimum nextafter fmax fmin logaddexp".split()
TRUTHS_OF_ONE = "isfinite isinf isnan signbit logical_not".split()
TRUTHS_OF_TWO = "logical_and logical_or logical_xor isin".split()
REDUCTIONS = "sum prod max min mean std var argmax argmin".split()
CASTS = ("bool int float double int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 "
         "complex128").split()  # fmt: skip
ARITHMETIC = ["+"] * 4 + ["-"] * 4 + ["*"] * 4 + ["/"] * 3 + ["//", "%", "**"]
BITS = ["&", "|", "^", "<<", ">>"]
COMPARISONS = ["<", "<=", "==", "!=", ">", ">="]
LITERALS = ("0 1 2 3 7 10 -1 0.5 2.0 1e3 1e-3 0.1 1_000 0xff 0b101 255 300 70000 2147483648 1j 2.5j True False pi e inf "
            "nan").split()  # fmt: skip
INDICES = ["[0]", "[-1]", "[1:]", "[::-1]", "[::2]", "[:, None]", "[None]", "[..., 0]", "[:-1]", "[1]", "[..., 1:]"]
INDICES_OF_LARGE = [each for each in INDICES if "None" not in each]  # no products of all elements with all
WORDS = ["'ab'", "'x'", "''", "b'ab'", "b'x'", "'é'"]
TEXTS = ["v", "w"]


class Grammar:
    """Texts over the names of arrays and numbers; names of texts are TEXTS."""

    def __init__(self, random, names, indices=INDICES):
        self.random = random
        self.names = list(names)
        self.indices = indices
        self.has_texts = random.random() < 0.1

    def text(self):
        lines = []
        for k in range(self.random.choices((0, 1, 2), (85, 10, 5))[0]):
            lines.append(f"t{k} = {self.value(self._depth())}")
            self.names.append(f"t{k}")
        separator = self.random.choice(("; ", "\n"))
        return separator.join([*lines, self.value(self._depth())])

    def value(self, depth):
        return self.truth(depth) if self.random.random() < 0.2 else self.number(depth)

    def _depth(self):
        return self.random.choice((1, 2, 2, 3, 3, 4))

    def number(self, depth):
        random = self.random
        if depth <= 0 or random.random() < 0.12:
            return random.choice(self.names) if random.random() < 0.7 else random.choice(LITERALS)
        makers, weights = zip(*_NUMBERS)
        return random.choices(makers, weights)[0](self, depth - 1)

    def truth(self, depth):
        random = self.random
        if depth <= 0:
            return f"{random.choice(self.names)} {random.choice(COMPARISONS)} {self.number(0)}"
        makers, weights = zip(*_TRUTHS)
        return random.choices(makers, weights)[0](self, depth - 1)

    def word(self):
        return self.random.choice(WORDS) if self.random.random() < 0.4 else self.random.choice(TEXTS)

    def axis(self):
        return self.random.choice(
            ("", "", ", axis=0", ", axis=-1", ", axis=1", ", axis=0, keepdims=True", ", keepdims=True")
        )


def _arithmetic(g, depth):
    return f"({g.number(depth)} {g.random.choice(ARITHMETIC)} {g.number(depth)})"


def _bits(g, depth):
    inner = g.truth if g.random.random() < 0.4 else g.number
    return f"({inner(depth)} {g.random.choice(BITS)} {inner(depth)})"


def _sign(g, depth):
    return f"({g.random.choice('--+~')}{g.number(depth)})"


def _one(g, depth):
    return f"{g.random.choice(ONE if g.random.random() < 0.4 else EXACT_ONE)}({g.number(depth)})"


def _two(g, depth):
    return f"{g.random.choice(TWO)}({g.number(depth)}, {g.number(depth)})"


def _power(g, depth):
    return f"{g.number(0)}**{g.random.choice(('2', '3', '-1', '0.5', '-2.0', '0', '5'))} + {g.number(depth)}"


def _where(g, depth):
    if g.random.random() < 0.3:
        return f"({g.number(depth)} if {g.truth(depth)} else {g.number(depth)})"
    return f"where({g.truth(depth)}, {g.number(depth)}, {g.number(depth)})"


def _reduction(g, depth):
    return f"{g.random.choice(REDUCTIONS)}({g.number(depth)}{g.axis()})"


def _cast(g, depth):
    return f"{g.random.choice(CASTS)}({g.number(depth)})"


def _index(g, depth):
    inner = g.random.choice(g.names) if depth == 0 else f"({g.number(depth)})"
    return inner + (f"[{g.truth(0)}]" if g.random.random() < 0.1 else g.random.choice((*g.indices, ".real", ".imag")))


def _clip(g, depth):
    return f"clip({g.number(depth)}, {g.number(0)}, {g.number(0)})"


def _complex(g, depth):
    return f"complex({g.number(depth)}, {g.number(0)})"


def _comparison(g, depth):
    return f"({g.number(depth)} {g.random.choice(COMPARISONS)} {g.number(depth)})"


def _chain(g, depth):
    choice = g.random.choice
    return f"({g.number(0)} {choice(COMPARISONS)} {g.number(depth)} {choice(COMPARISONS)} {g.number(0)})"


def _words(g, depth):
    choice = g.random.choice
    return choice(
        (
            f"({g.truth(depth)} and {g.truth(depth)})",
            f"({g.truth(depth)} or {g.truth(depth)})",
            f"(not {g.truth(depth)})",
        )
    )


def _truth_of(g, depth):
    if g.random.random() < 0.5:
        return f"{g.random.choice(TRUTHS_OF_ONE)}({g.number(depth)})"
    return f"{g.random.choice(TRUTHS_OF_TWO)}({g.truth(depth)}, {g.number(depth)})"


def _any_all(g, depth):
    return f"{g.random.choice(('any', 'all'))}({g.truth(depth)}{g.axis()})"


def _of_texts(g, depth):
    if not g.has_texts:
        return _comparison(g, depth)
    if g.random.random() < 0.2:
        return f"contains({g.word()}, {g.word()})"
    return f"({g.word()} {g.random.choice(COMPARISONS)} {g.word()})"


_NUMBERS = [(_arithmetic, 40), (_bits, 4), (_sign, 6), (_one, 14), (_two, 7), (_power, 5), (_where, 8), (_reduction,
6), (_cast, 5), (_index, 6),
            (_clip, 2), (_complex, 1)]  # fmt: skip
_TRUTHS = [(_comparison, 40), (_chain, 8), (_words, 14), (_bits, 14), (_truth_of, 10), (_any_all, 6), (_of_texts, 12)]

_BYTES = b"()[]{}+-*/%<>=!&|^~.,:;'\"\\ \n\t#0129aejx_@$?\x00\x7f\xc3\xff"
_PIECES = [b"(", b")", b"[0]", b".real", b"**", b" if ", b" else ", b"not ", b"'", b"\n", b"1e", b"0x", b",", b":",
b" and ", b"b'", b"==", b"=", b";",
           b"axis=0", b"sum(", b"where(", b"...", b"None", b"lambda:", b".__class__", b"//", b"<<", b"e10", b"j"]  # fmt: skip


def broken(random, text):
    """The text with one to three of its bytes, or pieces of it, changed."""
    data = bytearray(text.encode())
    for _ in range(random.randrange(1, 4)):
        at = random.randrange(len(data) + 1)
        change = random.randrange(4)
        if change == 0 and data:
            data[at % len(data)] = random.choice(_BYTES)
        elif change == 1:
            data[at:at] = random.choice(_PIECES)
        elif change == 2:
            del data[at : at + random.randrange(1, 5)]
        else:
            data[at:at] = data[: random.randrange(len(data) + 1)][-9:]
    return data.decode("utf-8", "replace")
