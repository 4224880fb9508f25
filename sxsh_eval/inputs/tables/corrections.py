"""The correction log: what analysts decided about faulty cells, carried out only where it still fits the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.tables.cells import Cells, clean_head
from sxsh_eval.inputs.tables.files import first_sheet_rows
from sxsh_eval.inputs.tables.heads import HeadReader
from sxsh_eval.inputs.tables.stored import AppliedCorrection
from sxsh_eval.parameters.codebook import Codebook
from sxsh_eval.parameters.text import fold
from sxsh_eval.parameters.yaml_files import label_of

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("row", "id", "year", "column", "old", "new", "who", "why", "problem")
"""Columns of the log in their order."""

DROP = ("BỎ DÒNG", "DROP ROW")
"""New value that leaves a row out."""


@dataclass(frozen=True)
class Correction:
    """One line of the log.

    Attributes
    ----------
    line : int
        Row of the log, from 1.
    row : int
        Row of the table's file.
    id, year : str
        What the row names, so that a shifted file is noticed.
    column, old, new, who, why : str
    """

    line: int
    row: int
    id: str
    year: str
    column: str
    old: str
    new: str
    who: str
    why: str

    @property
    def drops(self) -> bool:
        """Whether the row is to be left out."""
        return fold(self.new) in {fold(word) for word in DROP}


def shown_text(text: str | float | None) -> str:
    """Cell as logs show it, empty where missing; numbers without the sign that marks them as such."""
    return text.strip().removesuffix("e0") if isinstance(text, str) else ""


def cell_text(frame: pd.DataFrame, row: int, column: str) -> str:
    """One cell as logs show it."""
    cell: Any = frame.loc[row, column]
    return shown_text(cell)


def read_corrections(path: Path) -> list[Correction]:
    """Decided lines of a correction log.

    Parameters
    ----------
    path : Path
        Workbook that the program wrote and an analyst filled in.

    Returns
    -------
    list of Correction
        Lines without a new value, a name or a reason are not decided and left out.

    Raises
    ------
    InputError
        If the file is no such log, or lines are filled in by half; lists all of these.
    """
    label = label_of(path)
    rows = first_sheet_rows(path)
    head = next((at for at, row in enumerate(rows) if all(map(clean_head, row)) and len(row) == len(COLUMNS)), None)
    if head is None:
        raise InputError([Problem("correction.no_log", label, "-")])
    found, problems = [], []
    for at, row in enumerate(rows[head + 1 :], start=head + 2):
        values = dict(zip(COLUMNS, (shown_text(clean_head(value)) for value in row), strict=False))
        decided = [name for name in ("new", "who", "why") if values.get(name)]
        if not decided:
            continue
        missing = [name for name in ("row", "new", "who", "why") if not values.get(name)]
        if missing or not values["row"].isdigit():
            problems.append(Problem("correction.incomplete", f"{label} · dòng/row {at}", ", ".join(missing or ["row"])))
            continue
        found.append(Correction(at, int(values["row"]), *(values[name] for name in COLUMNS[1:8])))
    if problems:
        raise InputError(problems)
    return found


def apply_corrections(
    cells: Cells, corrections: Sequence[Correction], codebook: Codebook, label: str
) -> tuple[Cells, list[AppliedCorrection], dict[int, str]]:
    """Carry out a log.

    Parameters
    ----------
    cells : Cells
    corrections : sequence of Correction
    codebook : Codebook
    label : str
        Name of the log in messages.

    Returns
    -------
    cells : Cells
        With the new values, without the rows that were dropped.
    applied : list of AppliedCorrection
    dropped : dict of int to str
        Reason by row.

    Raises
    ------
    InputError
        With every line that does not fit the file: no such row, another id or year, no such column, another old value,
        two lines for one cell.
    """
    names = {head.column: head.text for head in HeadReader(codebook, {}).read(cells.frame.columns) if head.column}
    frame, problems = cells.frame.copy(), []
    applied: list[AppliedCorrection] = []
    dropped: dict[int, str] = {}
    seen: set[tuple[int, str]] = set()
    for each in corrections:
        problem = misfit(each, cells.frame, names, codebook, f"{label} · dòng/row {each.line}", seen)
        if problem is not None:
            problems.append(problem)
            continue
        applied.append(AppliedCorrection(**{name: getattr(each, name) for name in AppliedCorrection.model_fields}))
        if each.drops:
            dropped[each.row] = f"{each.who}: {each.why}"
        else:
            frame.loc[each.row, each.column] = each.new
    if problems:
        raise InputError(problems)
    return replace(cells, frame=frame.drop(index=list(dropped))), applied, dropped


def misfit(
    each: Correction,
    frame: pd.DataFrame,
    names: dict[str, str],
    codebook: Codebook,
    where: str,
    seen: set[tuple[int, str]],
) -> Problem | None:
    """Why a line cannot be carried out; None when it can."""
    if each.row not in frame.index:
        return Problem("correction.no_row", where, str(each.row))
    for name, value in ((codebook.unit, each.id), (codebook.period, each.year)):
        found = cell_text(frame, each.row, names[name]) if name in names else ""
        if found != value:
            return Problem("correction.other_row", where, f"{value or '-'} ≠ {found or '-'}", {"row": str(each.row)})
    place = (each.row, "" if each.drops else each.column)
    if place in seen:
        return Problem("correction.twice", where, f"{each.row} {each.column}")
    seen.add(place)
    if each.drops:
        return None
    if each.column not in frame.columns:
        return Problem("correction.no_column", where, each.column, {"known": ", ".join(map(str, frame.columns))})
    old = cell_text(frame, each.row, each.column)
    return None if old == each.old else Problem("correction.old_differs", where, each.old or "-", {"old": old or "-"})
