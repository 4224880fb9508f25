"""Sheets and cells of a filled review workbook, by the names of their columns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sxsh_eval.errors import InputError, Problem, TableProblem, nearest
from sxsh_eval.inputs.printed import parse_printed
from sxsh_eval.parameters.text import fold
from sxsh_eval.reports.language import catalogue
from sxsh_eval.reports.review.columns import FIELDS, head_text, key_of, sheet_title
from sxsh_eval.reports.review.raw_cells import guarded_sheets

FORMS = {column.name: column.form for column in FIELDS} | {"status": "choice", "take": "choice"}
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
SHOWN = 80


@dataclass(frozen=True)
class Row:
    """One row of a sheet.

    Attributes
    ----------
    file, sheet : str
        As shown to people.
    number : int
        As the spreadsheet numbers it.
    cells : Mapping of str to object
        Raw values by the name of their column.
    letters : Mapping of str to str
        Letter of each column.
    """

    file: str
    sheet: str
    number: int
    cells: Mapping[str, Any]
    letters: Mapping[str, str]

    def where(self, name: str) -> str:
        """File, sheet, cell and column."""
        return f"{self.file} · {self.sheet}!{self.letters.get(name, 'A')}{self.number} · {head_text(name)}"

    def problem(self, code: str, name: str, found: str = "-", **values: str) -> TableProblem:
        """A problem of one cell."""
        column = head_text(name)
        filled = {"column": column, **values}
        return TableProblem(code, self.where(name), found[:SHOWN], filled, column=column, rows=(self.number,))

    def read(self, offered: Mapping[str, Mapping[str, str]]) -> tuple[dict[str, Any], list[Problem]]:
        """Typed values of the editable columns, with what is wrong in them; empty cells are None."""
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, form in FORMS.items():
            raw = self.cells.get(name)
            if raw is None or (isinstance(raw, str) and not raw.strip()):
                values[name] = None
                continue
            try:
                values[name] = typed(raw, form, offered.get(name, {}))
            except (TypeError, ValueError):
                values[name] = None
                problems.append(self.problem(f"review.not_{form}", name, shown(raw), **hints(raw, offered.get(name))))
        return values, problems


@dataclass(frozen=True)
class Sheet:
    """Rows of a sheet below its head."""

    name: str
    rows: tuple[Row, ...]


def hints(raw: Any, offered: Mapping[str, str] | None) -> dict[str, str]:
    """Offered words, the nearest first in line, where a column has some."""
    if offered is None:
        return {}
    known = list(offered)
    return {"known": "; ".join(known), "nearest": nearest(str(raw), known) or "-"}


def shown(raw: Any) -> str:
    """Raw cell as the analyst sees it."""
    return raw.isoformat() if isinstance(raw, dt.date) else str(raw)


def typed(raw: Any, form: str, offered: Mapping[str, str]) -> Any:
    """Value of a cell in the form of its column.

    Raises
    ------
    TypeError, ValueError
        If it is not of that form.
    """
    match form:
        case "choice":
            key = key_of(str(raw).strip(), offered)
            if key is None:
                raise ValueError
            return key
        case "number":
            return number(raw)
        case "whole":
            value = number(raw)
            if not isinstance(value, int):
                raise TypeError
            return value
        case "date":
            return day(raw)
    return f"{raw:.15g}" if isinstance(raw, float) else str(raw).strip()


def number(raw: Any) -> int | float:
    """Number of a cell; text is read as a document prints it."""
    if isinstance(raw, str):
        printed = parse_printed(raw)
        if printed is None or printed.low != printed.high:
            raise ValueError
        raw = printed.low
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise TypeError
    return int(raw) if float(raw).is_integer() else raw


def day(raw: Any) -> dt.date:
    """Date of a cell: a date, or text such as 24/4/2018."""
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    match = DAY.fullmatch(str(raw).strip())
    if match:
        return dt.date(int(match[3]), int(match[2]), int(match[1]))
    return dt.date.fromisoformat(str(raw).strip())


def read_sheets(path: Path, label: str, wanted: Iterable[str]) -> dict[str, Sheet]:
    """Named sheets of a workbook.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` file.
    label : str
        Its name in messages.
    wanted : iterable of str
        Sheets by their names in `columns`.

    Returns
    -------
    dict of str to Sheet

    Raises
    ------
    InputError
        If the file is no workbook, or a sheet or column is missing.
    """
    raw = guarded_sheets(path, label)
    titles = {fold(title): title for title in raw}
    problems: list[Problem] = []
    sheets: dict[str, Sheet] = {}
    for name in wanted:
        title = titles.get(fold(sheet_title(name)))
        if title is None:
            problems.append(Problem("review.sheet_missing", label, ", ".join(raw) or "-", {"sheet": sheet_title(name)}))
            continue
        sheets[name] = Sheet(name, tuple(rows_of(raw[title], label, title)))
    if problems:
        raise InputError(problems)
    return sheets


@cache
def names_of_heads() -> dict[str, str]:
    """Names of columns by their folded heads."""
    start = "review.column."
    return {fold(str(text)): key.removeprefix(start) for key, text in catalogue("vi").items() if key.startswith(start)}


def rows_of(raw: list[list[Any]], label: str, title: str) -> list[Row]:
    """Rows below the head that are not empty, with their cells by the name of the column."""
    heads = [names_of_heads().get(fold(str(text)), "") for text in raw[0]] if raw else []
    letters = {name: letter_of(at) for at, name in enumerate(heads) if name}
    return [
        Row(label, title, number, {name: cell for name, cell in zip(heads, cells, strict=False) if name}, letters)
        for number, cells in enumerate(raw[1:], start=2)
        if any(str(cell).strip() for cell in cells)
    ]


def letter_of(column: int) -> str:
    """Letters of a column, counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
