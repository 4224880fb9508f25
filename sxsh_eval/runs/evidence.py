"""Whether a notebook really ran: judged by what it left behind, never by a status it was given."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sxsh_eval.errors import Problem, ProblemsError
from sxsh_eval.runs.disk_room import TOLD

REPORT = "report.json"
ANSI = re.compile(r"\x1b\[[0-9;]*m")
OUR_EXIT_CODES = {"InputError": 1, "UsageError": 2}
FAULT = 3


@dataclass(frozen=True)
class Failure:
    """Why a notebook's run does not count.

    Attributes
    ----------
    message : str
        What the analyst reads, in both languages.
    exit_code : int
        1 or 2 when a cell met bad data or a wrong call, else 3.
    cell : int, optional
        Number of the code cell as in ``In [n]``.
    line : int, optional
        Line in that cell.
    exception : str
        Class of the exception, or a short name of what happened.
    traceback : str
        Without colours; empty when there is none.
    """

    message: str
    exit_code: int = FAULT
    cell: int | None = None
    line: int | None = None
    exception: str = ""
    traceback: str = ""


def code_cells(cells: list[Any]) -> list[Any]:
    """Cells that must run: code with something in it."""
    return [cell for cell in cells if cell.cell_type == "code" and cell.source.strip()]


def _failure(code: str, where: str, found: str, values: dict[str, str] | None = None, **place: Any) -> Failure:
    return Failure(ProblemsError([Problem(code, where, found, values or {})]).message(), **place)


def failed_cell(name: str, cells: list[Any], failed_notebook: str) -> Failure | None:
    """Failure of the first cell with an error among its outputs.

    Parameters
    ----------
    name : str
        Name of the notebook, for messages.
    cells : list of cells
        Cells after the run.
    failed_notebook : str
        Where the analyst will find the notebook.
    """
    for number, cell in enumerate(code_cells(cells), start=1):
        for output in cell.outputs:
            if output.output_type == "error":
                return _cell_failure(name, number, cell, output, failed_notebook)
    return None


def _cell_failure(name: str, number: int, cell: Any, error: Any, failed_notebook: str) -> Failure:
    traceback = ANSI.sub("", "\n".join(error.traceback))
    place = {"cell": number, "exception": error.ename, "traceback": traceback}
    if error.ename in OUR_EXIT_CODES and re.match(r"Có \d+ vấn đề:", error.evalue):
        return Failure(error.evalue, OUR_EXIT_CODES[error.ename], **place)
    lines = re.findall(rf"Cell In\s*\[{cell.execution_count}\], line (\d+)", traceback)
    line = int(lines[-1]) if lines else None
    source = cell.source.splitlines()
    text = source[line - 1].strip() if line and line <= len(source) else source[0].strip()
    where = f"{name}, In [{number}]" + (f":{line}" if line else "") + f" · {text}"
    if error.ename == "OSError" and TOLD.search(error.evalue):
        full = ProblemsError([Problem("output.disk_full", where, ANSI.sub("", error.evalue))]).message()
        return Failure(full, OUR_EXIT_CODES["InputError"], line=line, **place)
    code = "run.stopped_early" if error.ename == "SystemExit" else "run.cell_failed"
    found = f"{error.ename}: {ANSI.sub('', error.evalue)}"
    return _failure(code, where, found, {"notebook": failed_notebook}, line=line, **place)


def interrupted(name: str, cells: list[Any] | None, at: int, error: Exception, failed_notebook: str) -> Failure:
    """Failure when the run broke off without an error in a cell: dead kernel, time limit, no kernel at all.

    Parameters
    ----------
    name, failed_notebook : str
    cells : list of cells or None
        None when no kernel came up.
    at : int
        Position of the cell that was running among all cells; -1 for none.
    error : Exception
        What papermill raised.
    """
    kind = type(error).__name__
    found = f"{kind}: {str(error).strip()[:500]}"
    values = {"notebook": failed_notebook}
    if cells is None or at < 0:
        return _failure("run.no_kernel", name, found, values, exception=kind)
    number = len(code_cells(cells[: at + 1]))
    source = cells[at].source.strip().splitlines()[0]
    code = {"DeadKernelError": "run.kernel_died", "CellTimeoutError": "run.timeout"}.get(kind, "run.broke_off")
    if code == "run.timeout":
        found = kind
    return _failure(code, f"{name}, In [{number}] · {source}", found, values, cell=number, exception=kind)


def missing_evidence(name: str, cells: list[Any], folder: Path, failed_notebook: str) -> Failure | None:
    """Failure when a cell never ran or the report is not there or unreadable."""
    values = {"notebook": failed_notebook}
    for number, cell in enumerate(code_cells(cells), start=1):
        if cell.execution_count is None:
            return _failure("run.cell_not_run", name, f"In [{number}]", values, cell=number)
    try:
        json.loads((folder / REPORT).read_text(encoding="utf-8"))
    except OSError:
        return _failure("run.no_report", name, f"{REPORT}: -", values)
    except ValueError as error:
        return _failure("run.no_report", name, f"{REPORT}: {error}", values)
    return None
