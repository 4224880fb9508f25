"""Cells of one table as text, with what is needed to find each of them again in its file."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import pandas as pd

from sxsh_eval.errors import Problem
from sxsh_eval.inputs.tables.decimal_style import number_text

Aside = Literal["title", "head", "unit", "numbering", "example", "total", "note"]


@dataclass
class RawSheet:
    """One sheet, or a whole file without sheets, before anybody knows what its rows mean.

    Attributes
    ----------
    name : str
        Empty for files without sheets.
    rows : sequence of sequences
        Values as the file has them; the first is row 1.
    visible : bool
        Whether an analyst sees the sheet.
    merged : sequence of tuple
        ``first row, first column, last row, last column`` of merged cells, from 1.
    replaced : dict
        Values by row and column (from 1) that the reader of the file did not give: error cells.
    uncalculated : dict
        Formulas without a stored value, by row and column.
    hidden_rows, hidden_columns : set of int
        From 1.
    """

    name: str
    rows: Sequence[Sequence[Any]]
    visible: bool = True
    merged: Sequence[tuple[int, int, int, int]] = ()
    replaced: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Cells:
    """A table as its file has it: nothing converted, nothing dropped without a word.

    Attributes
    ----------
    frame : DataFrame
        Text cells, missing where empty; columns are the file's heads, the index its row numbers.
    table : str
        Name of the codebook that the heads fit.
    label : str
        Name of the file in messages.
    sheet : str
        Empty for files without sheets.
    head_row : int
        Row of the file that holds the names of the columns; 0 where names are not a row.
    places : Mapping of str to int
        Number of the file's column, from 1, by head.
    aside : Mapping of int to str
        Rows that are not data, by kind: example, totals, notes and the like.
    problems : tuple of Problem
        What reading found.
    """

    frame: pd.DataFrame
    table: str
    label: str
    sheet: str = ""
    head_row: int = 1
    places: Mapping[str, int] = field(default_factory=dict)
    aside: Mapping[int, Aside] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def where(self) -> str:
        """File and sheet in messages."""
        return f"{self.label} · {self.sheet}" if self.sheet else self.label

    def address(self, row: int, column: str) -> str:
        """Address of a cell in a spreadsheet, or the number of its row when the column is unknown."""
        return f"{letters(self.places[column])}{row}" if column in self.places else str(row)


def letters(column: int) -> str:
    """Letters by which a spreadsheet names a column counted from 1."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _float_text(value: float) -> str | None:
    """A number in a form that no style of writing numbers misreads."""
    if not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return number_text(value)


def _decimal_text(value: Decimal) -> str | None:
    return None if value.is_nan() else _float_text(float(value))


def _moment_text(value: dt.datetime) -> str:
    return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")


def _words(value: str) -> str | None:
    return value if value and not value.isspace() else None


KINDS: dict[type, Callable[[Any], str | None]] = {
    str: _words,
    float: _float_text,
    int: str,
    bool: lambda value: "true" if value else "false",
    type(None): lambda _: None,
    Decimal: _decimal_text,
    dt.datetime: _moment_text,
    dt.date: dt.date.isoformat,
}


def texts(values: Iterable[Any]) -> list[str | None]:
    """Text of values of any kind that files hold; None where empty."""
    return [KINDS.get(type(value), str)(value) for value in values]


def clean_head(value: Any) -> str:
    """Head of a column: composed letters, single spaces."""
    text = texts([value])[0] or ""
    return " ".join(unicodedata.normalize("NFC", text).split())
