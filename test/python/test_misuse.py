"""A table of what users get wrong (misuse_table.py): each message names the cause, points at the place and says the way round."""

import math
import traceback

import krait
import numpy as np
import pytest
from krait.errors import CompileError
from misuse_table import MISUSES
from test_diagnostics import marked



def run(misuse, path):
    """The exception of a row, from a file of its own."""
    source = misuse.source if "jit" in misuse.source else "@jit\n" + misuse.source
    path.write_text(source + "\n", encoding="utf-8")
    names = {"np": np, "math": math, "krait": krait, "jit": krait.jit, "prange": krait.prange, "__name__": "misuse"}
    with pytest.raises(misuse.exception) as caught:
        exec(compile(source + "\n", str(path), "exec"), names)
        eval(misuse.call, names)
    return caught.value


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("misuse", MISUSES, ids=lambda misuse: misuse.name)
def test_message(misuse, tmp_path):
    path = tmp_path / "misuse.py"
    error = run(misuse, path)
    text = str(error)
    assert type(error) is misuse.exception
    assert misuse.cause in text and misuse.way_round in text, text
    assert "{" not in text.splitlines()[0].replace(misuse.cause, ""), text
    if isinstance(error, CompileError) and misuse.place is not None:
        assert marked(text) == misuse.place, text
        assert misuse.place.splitlines()[0] in path.read_text(encoding="utf-8").splitlines()[error.lineno - 1]
    elif misuse.place is not None:
        last = traceback.extract_tb(error.__traceback__)[-1]
        assert (last.filename, last.line) == (str(path), misuse.place)


def test_table_is_large_and_says_the_way_round():
    """A hundred and more, no two alike; every message of ours ends with what to do."""
    names = [misuse.name for misuse in MISUSES]
    assert len(names) >= 100 and len(set(names)) == len(names)
    ours = [misuse for misuse in MISUSES if misuse.exception is CompileError]
    assert len(ours) > 100
    assert [misuse.name for misuse in ours if not misuse.way_round] == []
