"""The reference of functions: `krait info --functions` and docs/functions.md say what the compiler's table says."""

import pathlib

from krait import cli_functions
from krait.__main__ import main

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "functions.md"


def test_the_list_has_functions_with_their_arguments(capsys):
    assert main(["info", "--functions"]) == 0
    text = capsys.readouterr().out
    assert "numpy.linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0, *, device=None)" in text
    assert "math.sqrt(x, /)" in text
    assert "ndarray.trace(self, offset=0, axis1=0, axis2=1, dtype=None, out=None)" in text
    assert "ndarray.shape\n" in text
    assert "krait.lib." not in text


def test_the_page_is_current():
    command = "krait info --functions --markdown > docs/functions.md"
    assert PAGE.read_text() == cli_functions.markdown(), f"write it anew: {command}"


def test_each_function_stands_there_once():
    names = [entry.partition("(")[0] for _, entry in cli_functions.functions()]
    assert len(names) == len(set(names))


def test_functions_of_numpy_are_counted():
    listed = [name for section, name in cli_functions.functions() if section in ("numpy", "ndarray")]
    assert cli_functions.numpy_count() == len(listed) > 200
