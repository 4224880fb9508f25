"""From the rows of a sheet to text cells by head and row number, with what an analyst should know about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

import pandas as pd

from sxsh_eval.errors import Problem, TableProblem
from sxsh_eval.inputs.tables.cells import Aside, Cells, RawSheet, letters, texts
from sxsh_eval.inputs.tables.head_row import HeadRow
from sxsh_eval.inputs.tables.heads import HeadReader
from sxsh_eval.inputs.tables.leading_zeros import padded
from sxsh_eval.inputs.tables.row_kinds import is_example_head, is_filled, kind_of_row

SHOWN = 5
WHY: dict[str, str] = {"example": "table.example_row", "total": "table.total_row", "note": "table.note_row"}


def sheet_cells(
    sheet: RawSheet, head: HeadRow, reader: HeadReader, label: str, problems: Sequence[Problem] = ()
) -> Cells:
    """Text cells of a sheet.

    Parameters
    ----------
    sheet : RawSheet
    head : HeadRow
        As `find_head` found it.
    reader : HeadReader
        Of the table's codebook.
    label : str
        Name of the file in messages.
    problems : sequence of Problem
        Found before.

    Returns
    -------
    Cells
        Blank rows are left out; rows set aside are named in `Cells.aside` and in a warning each kind.
    """
    where = f"{label} · {sheet.name}" if sheet.name else label
    found = list(problems)
    places = _places(head, reader, where, found)
    mark = next((at for at, name in enumerate(head.names) if is_example_head(name)), None)
    meanings = {head.text: head.column for head in reader.read(places)}
    keys = [place - 1 for name, place in places.items() if meanings[name] in reader.codebook.keys]
    kept, aside = _data_rows(sheet, head, keys, mark)
    found += _longer_rows(sheet, kept, head, where)
    columns = list(zip_longest(*(sheet.rows[row - 1] for row in kept), fillvalue=None)) if kept else []
    empty = [None] * len(kept)
    index = pd.Index(kept, dtype="int64", name="row")
    made = {}
    for name, place in places.items():
        values = columns[place - 1] if place <= len(columns) else empty
        cells = pd.Series(texts(values), index=index, dtype="str", name=name)
        made[name] = padded(cells, reader.codebook.columns.get(meanings[name]), f"{where} · {name}", found)
    found += [
        *_aside_problems(aside, where),
        *_hidden(sheet, kept, places, where),
        *_merged(sheet, kept, places, where),
    ]
    found += _uncalculated(sheet, kept, places, where)
    frame = pd.DataFrame(made, index=index)
    return Cells(frame, head.table, label, sheet.name, head.last, places, aside, tuple(found))


def _places(head: HeadRow, reader: HeadReader, where: str, problems: list[Problem]) -> dict[str, int]:
    """Number of each named column; repeated heads get a number, those of amounts are a problem besides."""
    places: dict[str, int] = {}
    times: Counter[str] = Counter()
    for at, meaning in enumerate(reader.read(head.names), start=1):
        text = meaning.text
        if not text or is_example_head(text):
            continue
        if times[text] and meaning.column:
            values = {"first": letters(places[text]), "second": letters(at)}
            problems.append(TableProblem("table.repeated_head", where, text, values, "error", text, (head.last,)))
        name = f"{text}.{times[text]}" if times[text] else text
        times[text] += 1
        places[name] = at
    return places


def _data_rows(
    sheet: RawSheet, head: HeadRow, keys: Sequence[int], mark: int | None
) -> tuple[list[int], dict[int, Aside]]:
    """Numbers of the rows with data; the others by kind, blank ones left out."""
    aside: dict[int, Aside] = dict(head.aside)
    kept = []
    for number, values in enumerate(sheet.rows[head.last :], start=head.last + 1):
        kind = kind_of_row(values, keys, mark)
        if kind is not None:
            aside[number] = kind
        elif any(map(is_filled, values)):
            kept.append(number)
    return kept, aside


def _longer_rows(sheet: RawSheet, kept: Sequence[int], head: HeadRow, where: str) -> Iterator[Problem]:
    """Rows with values to the right of the last head."""
    width = len(head.names)
    longer = [row for row in kept if any(map(is_filled, sheet.rows[row - 1][width:]))]
    if longer:
        yield TableProblem(
            "table.longer_row", where, rows_text(longer), {"columns": str(width)}, "error", "", tuple(longer)
        )


def rows_text(rows: Sequence[int]) -> str:
    """First rows concerned, with the number of the others."""
    more = f" (+{len(rows) - SHOWN})" if len(rows) > SHOWN else ""
    return f"dòng/row {', '.join(map(str, rows[:SHOWN]))}{more}"


def _aside_problems(aside: dict[int, Aside], where: str) -> Iterator[Problem]:
    for kind, code in WHY.items():
        rows = tuple(row for row, found in aside.items() if found == kind)
        if rows:
            yield TableProblem(code, where, rows_text(rows), {}, "warning", "", rows)


def _hidden(sheet: RawSheet, kept: Sequence[int], places: dict[str, int], where: str) -> Iterator[Problem]:
    """Data that the analyst does not see in the file: they are read, and said."""
    rows = tuple(row for row in kept if row in sheet.hidden_rows)
    if rows:
        yield TableProblem("table.hidden_rows", where, rows_text(rows), {}, "warning", "", rows)
    names = [name for name, place in places.items() if place in sheet.hidden_columns]
    if names:
        yield Problem("table.hidden_columns", where, ", ".join(names), severity="warning")


def _merged(sheet: RawSheet, kept: Sequence[int], places: dict[str, int], where: str) -> Iterator[Problem]:
    """Merged cells among the data: only the first of them has the value."""
    data, named = set(kept), {place: name for name, place in places.items()}
    rows: dict[str, list[int]] = {}
    for top, left, bottom, right in sheet.merged:
        inside = [row for row in range(top, bottom + 1) if row in data]
        for column in range(left, right + 1):
            if column in named and inside:
                rows.setdefault(named[column], []).extend(inside)
    for name, found in rows.items():
        yield TableProblem("table.merged_cells", f"{where} · {name}", rows_text(found), {}, "error", name, tuple(found))


def _uncalculated(sheet: RawSheet, kept: Sequence[int], places: dict[str, int], where: str) -> Iterator[Problem]:
    """Formulas whose result the file does not hold."""
    data, named = set(kept), {place: name for name, place in places.items()}
    rows: dict[str, list[int]] = {}
    for row, column in sheet.uncalculated:
        if row in data and column in named:
            rows.setdefault(named[column], []).append(row)
    for name, found in rows.items():
        example: Any = sheet.uncalculated[found[0], places[name]]
        shown = f"{example} · {rows_text(found)}"
        yield TableProblem("table.uncalculated", f"{where} · {name}", shown, {}, "error", name, tuple(found))
