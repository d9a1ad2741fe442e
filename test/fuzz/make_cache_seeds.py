"""Write the seed corpora of fuzz_cache_entry and fuzz_load_object: what the cache keeps of the small functions below.

python test/fuzz/make_cache_seeds.py test/fuzz, with the built package in PYTHONPATH. The files are checked in; run this again when the
form of an entry has changed.
"""

import os
import pathlib
import sys
import tempfile

HEADER_BYTES = 88  # of a file of the cache (codegen/cache/directory.h)
SCALE = 2.5


def scaled(x):
    return x * SCALE


def checked(a, i):
    if i < 0:
        raise ValueError("negative", i)
    return a[i]


def captured(x):
    return TABLE[x]


def entries(folder):
    """(name of the function, bytes of its entry)"""
    import krait

    for function, arguments in ((scaled, (1.0,)), (checked, (TABLE, 1)), (captured, (1,))):
        before = set(folder.glob("*.krait"))
        krait.jit(function)(*arguments)
        (file,) = set(folder.glob("*.krait")) - before
        yield function.__name__, file.read_bytes()[HEADER_BYTES:]


def object_of(entry):
    """The object in an entry: it comes after its length, in 8 bytes."""
    start = entry.index(b"\x7fELF")
    return entry[start : start + int.from_bytes(entry[start - 8 : start], "little")]


def main():
    root = pathlib.Path(sys.argv[1])
    for name in ("corpus_cache_entry", "corpus_load_object"):
        (root / name).mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KRAIT_CACHE_DIR"] = folder
        for name, entry in entries(pathlib.Path(folder)):
            (root / "corpus_cache_entry" / name).write_bytes(entry)
            for place in (0, 1):  # of symbols: far, near
                (root / "corpus_load_object" / f"{name}{place}").write_bytes(bytes([place]) + object_of(entry))


if __name__ == "__main__":
    import numpy as np

    TABLE = np.arange(3.0)
    main()
