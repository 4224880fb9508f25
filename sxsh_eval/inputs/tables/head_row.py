"""Which row of a sheet holds the names of the columns, and which codebook they fit best."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sxsh_eval.inputs.tables.cells import Aside, RawSheet, clean_head
from sxsh_eval.inputs.tables.heads import HeadReader
from sxsh_eval.inputs.tables.unit_names import named_unit

SEARCHED = 30
"""First rows of a sheet among which the head is looked for."""

FEWEST = 2
"""Columns that must be known by their head before a row counts as one."""

IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
NUMBERING = re.compile(r"[(\[]?\s*(\d{1,3})\s*[)\]]?")
Readers = Mapping[str, HeadReader]
"""What understands heads, by name of the codebook."""


@dataclass(frozen=True)
class HeadRow:
    """Names of the columns of a sheet.

    Attributes
    ----------
    table : str
        Codebook they fit.
    names : tuple of str
        One a column of the sheet; empty where there is none.
    first, last : int
        Rows of the file they cover, from 1; rows of units or column numbers below included.
    fit : tuple of int
        Columns that the codebook knows, less those that it requires and misses; of these, how many it requires. More
        is better.
    aside : Mapping of int to str
        Rows of units or numbers.
    """

    table: str
    names: tuple[str, ...]
    first: int
    last: int
    fit: tuple[int, int]
    aside: Mapping[int, Aside]


def find_head(sheet: RawSheet, readers: Readers) -> HeadRow | None:
    """Head of a sheet.

    Parameters
    ----------
    sheet : RawSheet
    readers : Mapping of str to HeadReader
        Of the codebooks that are allowed, by name.

    Returns
    -------
    HeadRow or None
        The row, or pair of rows, with most known names; of equal ones the first. None when no row has two of them.
    """
    first_rows = [[clean_head(value) for value in row] for row in sheet.rows[:SEARCHED]]
    best: HeadRow | None = None
    for at, row in enumerate(first_rows):
        pair = combined(row, (first_rows[at + 1 : at + 2] or [[]])[0])
        for height, names in ((1, tuple(row)), (2, pair)):
            for table, reader in readers.items():
                fit = fit_of(names, reader)
                if fit is not None and (best is None or fit > best.fit):
                    best = HeadRow(table, names, at + 1, at + height, fit, {})
    return None if best is None else with_units(sheet, best, readers[best.table])


def fit_of(names: Sequence[str], reader: HeadReader) -> tuple[int, int] | None:
    """Known columns less required ones that are missing; None when hardly any is known."""
    found = {head.column for head in reader.read(names)} - {""}
    required = {name for name, column in reader.codebook.columns.items() if column.required}
    fit = (len(found) - len(required - found), len(required & found))
    return fit if len(found) >= FEWEST else None


def combined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Names of a head of two rows: the lower one's, the upper one's where that is empty."""
    width = max(len(upper), len(lower))
    above, below = ([*row, *[""] * (width - len(row))] for row in (upper, lower))
    return tuple(low or high for high, low in zip(above, below, strict=True))


def is_unit_row(values: Sequence[Any], reader: HeadReader) -> bool:
    """Whether a row below the head only names units."""
    words = [word for value in values if (word := unit_word(value)) not in {"", "-"}]
    return bool(words) and all(named_unit(word, reader.units) is not None for word in words)


def unit_word(value: Any) -> str:
    """Cell of a row of units without the brackets around it."""
    return IN_BRACKETS.sub(r"\1", clean_head(value)).strip()


def is_numbering(values: Sequence[Any]) -> bool:
    """Whether a row below the head only counts the columns: 1, 2, 3 or (1), (2), (3)."""
    heads = [head for value in values if (head := clean_head(value))]
    marks = [NUMBERING.fullmatch(head) for head in heads]
    numbers = [int(mark[1]) for mark in marks if mark]
    counted = len(numbers) == len(heads) >= FEWEST and numbers[0] in {0, 1}
    return counted and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def with_units(sheet: RawSheet, head: HeadRow, reader: HeadReader) -> HeadRow:
    """Head with the rows of units or column numbers that follow it; a unit joins its name in brackets."""
    names, last = list(head.names), head.last
    aside: dict[int, Aside] = {}
    for values in sheet.rows[head.last : head.last + 2]:
        if is_numbering(values):
            aside[last + 1] = "numbering"
        elif is_unit_row(values, reader):
            aside[last + 1] = "unit"
            for at, value in enumerate(values[: len(names)]):
                unit = unit_word(value)
                if unit not in {"", "-"} and names[at] and not IN_BRACKETS.search(names[at]):
                    names[at] = f"{names[at]} ({unit})"
        else:
            break
        last += 1
    return HeadRow(head.table, tuple(names), head.first, last, head.fit, aside)
