"""What a terminal or a kernel would do, in this process: quicker by the seconds that starting them takes."""

from __future__ import annotations

import ast
import shlex
import shutil
from collections.abc import Callable
from contextlib import nullcontext, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.cli import main
from sxsh_eval.runs.notebook import Execution
from tests.runs.notebooks import nbformat

Command = Callable[[str], tuple[int, str]]


def execute_here(notebook: Path, parameters: dict[str, Any], folder: Path, **_: object) -> Execution:
    """In place of a kernel."""
    names: dict[str, Any] = {}
    for cell in nbformat.read(str(notebook), 4).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, notebook.name, "exec"), names)  # noqa: S102 - our own notebook
        if "parameters" in cell.metadata.get("tags", []):
            names |= parameters
    shutil.copy(notebook, folder / "notebook.ipynb")
    return Execution(None, ())


def commands_here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Commands, notebooks and parsers of tables in this process: exit code and what the terminal would show."""
    monkeypatch.setattr("sxsh_eval.runs.warm.process.warm_process", lambda **_: nullcontext(None))
    monkeypatch.setattr("sxsh_eval.runs.worker.execute_notebook", execute_here)

    def run(line: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main(shlex.split(line.removeprefix("sxsh-eval ")))
        told = capsys.readouterr()
        return code, told.out + told.err

    return run


def cell_output(source: str, names: dict[str, Any]) -> str:
    """What a cell shows: what it prints, then its last value as a notebook would show it."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    value = None
    with redirect_stdout(StringIO()) as out:
        exec(compile(tree, "cell", "exec"), names)  # noqa: S102 - our own page
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307 - the same
    shown = "" if value is None else value._repr_html_() if hasattr(value, "_repr_html_") else repr(value)
    return out.getvalue() + shown
