"""Solvers say nothing on standard output, whatever their library prints; all else that is printed arrives in order."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

import pytest

from sxsh_eval.estimates.solvers import linprog, milp, runtime, silent
from tests.letters import ROOT

ALONE = "estimates/solvers.py"


def print_by_c(text: str) -> None:
    library = runtime()
    assert library is not None
    library.puts(ctypes.c_char_p(text.encode()))


def test_compiled_code_is_silenced_alone(capfd: pytest.CaptureFixture[str]) -> None:
    print_by_c("before")
    with silent():
        print_by_c("inside")
        os.write(1, b"inside too\n")
        with silent():
            print_by_c("further inside")
    print_by_c("after")
    with silent():  # empties the buffers of the library
        pass
    assert capfd.readouterr().out.split() == ["before", "after"]


def test_output_comes_back_after_a_fault(capfd: pytest.CaptureFixture[str]) -> None:
    open_before = len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0
    with pytest.raises(KeyError), silent():
        raise KeyError
    os.write(1, b"here\n")
    assert capfd.readouterr().out == "here\n"
    assert not open_before or len(list(Path("/proc/self/fd").iterdir())) == open_before


def test_without_a_standard_output(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_console(number: int) -> int:
        raise OSError(number)

    monkeypatch.setattr(os, "dup", no_console)
    assert milp([1.0], bounds=(2, 3)).x.tolist() == [2]


def test_answers_are_those_of_the_library() -> None:
    assert linprog([1, 2], A_eq=[[1, 1]], b_eq=[3]).x.tolist() == [3, 0]
    assert milp([-1.0, -1.0], integrality=[1, 1], bounds=(0, 1.5)).x.tolist() == [1, 1]


def test_integer_programmes_are_solved_nowhere_else() -> None:
    named = "from scipy.optimize import milp", "scipy.optimize.milp(", "LinearConstraint, milp"
    package = ROOT / "sxsh_eval"
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if any(text in path.read_text(encoding="utf-8") for text in named)
    }
    assert found == {ALONE}
