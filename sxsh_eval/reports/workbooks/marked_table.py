"""A workbook made from a table that has none, or is too large to keep its formats: cells at their places, marked."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from sxsh_eval.inputs.tables.examined import Examined
from sxsh_eval.reports.workbooks.problem_lines import Mark, Place
from sxsh_eval.reports.workbooks.safe_book import VI, SafeBook, both
from sxsh_eval.reports.workbooks.summary import WIDTHS, Summary

NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]{0,14})(\.[0-9]+)?(e[+-]?[0-9]{1,3})?")
"""Numbers that no style of writing reads otherwise; others stay text."""

EXACT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?e[+-]?[0-9]+")
MOST_CELLS = 1_000_000
"""Larger tables show only their rows with problems."""

MOST_ROWS = 5_000
"""Rows of such an excerpt: those with errors first."""

LOOKS = {"error": "fault", "warning": "doubt"}
LONGEST_COMMENT = 2_000
WIDTH = 16.0


def is_excerpt(examined: Examined) -> bool:
    """Whether a copy shows only the rows with problems."""
    return examined.cells.frame.size > MOST_CELLS


def write_marked_table(target: Path, examined: Examined, marks: Mapping[Place, Mark], summary: Summary) -> None:
    """Write the copy.

    Parameters
    ----------
    target : Path
        File to write.
    examined : Examined
    marks : Mapping of tuple to Mark
        By row and column of the file.
    summary : Summary
        For the first sheet.
    """
    excerpt = is_excerpt(examined)
    book = SafeBook(target, summary.title, streamed=True)
    first = book.sheet(VI.text("problems.sheet"), WIDTHS)
    name = VI.text("problems.faulty_sheet" if excerpt else "template.data_sheet")
    rows = _rows_shown(examined, marks, excerpt=excerpt)
    _summary(book, first, summary, name, rows, shift=int(excerpt))
    places = sorted(examined.cells.places.items(), key=lambda place: place[1])
    widest = max((place for _, place in places), default=1) + int(excerpt)
    sheet = book.sheet(name, [WIDTH] * widest)
    _cells(book, sheet, examined, marks, rows, excerpt=excerpt)
    book.close()


def _rows_shown(examined: Examined, marks: Mapping[Place, Mark], *, excerpt: bool) -> dict[int, int]:
    """Row of the copy, from 1, by row of the file."""
    head = max(1, examined.cells.head_row)
    if not excerpt:
        return {head: head, **{int(row): int(row) for row in examined.cells.frame.index}}
    wrong = {row for (row, _), mark in marks.items() if row != head and mark.severity == "error"}
    doubtful = {row for row, _ in marks if row != head} - wrong
    faulty = sorted([*sorted(wrong), *sorted(doubtful)][:MOST_ROWS])
    return {head: 1, **{row: at for at, row in enumerate(faulty, start=2)}}


def _summary(
    book: SafeBook, sheet: Worksheet, summary: Summary, target: str, rows: Mapping[int, int], *, shift: int
) -> None:
    """First sheet; links go to the cells of the copy."""
    book.text(sheet, 0, 0, summary.title, "title")
    row = 1
    for fact in summary.facts:
        for part in fact.split("\n"):
            book.text(sheet, row, 0, part, "data")
            row += 1
    row += 1
    book.line(sheet, row, list(summary.heads), WIDTHS, "head")
    for line in summary.rows:
        row += 1
        book.line(sheet, row, list(line.texts), WIDTHS)
        book.text(sheet, row, 0, line.texts[0], LOOKS[line.severity])
        if line.first is not None and line.first[0] in rows:
            address = _address(rows[line.first[0]], line.first[1] + shift)
            sheet.write_url(row, len(WIDTHS) - 1, f"internal:'{target}'!{address}", book.look("cell_link"), address)


def _address(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row - 1, column - 1))


def _cells(
    book: SafeBook,
    sheet: Worksheet,
    examined: Examined,
    marks: Mapping[Place, Mark],
    rows: Mapping[int, int],
    *,
    excerpt: bool,
) -> None:
    """Head and rows at their places; numbers as numbers."""
    cells, head = examined.cells, max(1, examined.cells.head_row)
    shift = int(excerpt)
    at = rows[head] - 1
    if excerpt:
        book.text(sheet, at, 0, both("problems.file_row"), "head")
    for name, place in cells.places.items():
        mark = marks.get((head, place))
        book.text(sheet, at, place - 1 + shift, name, LOOKS[mark.severity] if mark else "head")
        if mark is not None:
            sheet.write_comment(at, place - 1 + shift, mark.text[:LONGEST_COMMENT], {"author": "sxsh-eval"})
    sheet.freeze_panes(at + 1, 0)
    numeric = {name: _is_numeric(examined, name) for name in cells.places}
    shown = [row for row in rows if row != head]
    frame = cells.frame.loc[shown] if excerpt else cells.frame
    columns = [(cells.places[name], numeric[name], frame[name].tolist()) for name in cells.places]
    for number, row in enumerate(frame.index):
        target = rows[int(row)] - 1
        if excerpt:
            sheet.write_number(target, 0, int(row), book.look("data"))
        for place, is_number, values in columns:
            _cell(
                book,
                sheet,
                target,
                place - 1 + shift,
                values[number],
                marks.get((int(row), place)),
                is_number=is_number,
            )


def _is_numeric(examined: Examined, head: str) -> bool:
    names = [name for name, place in examined.places.items() if place == examined.cells.places[head]]
    columns = [examined.codebook.columns[name] for name in names if name in examined.codebook.columns]
    return any(column.is_numeric for column in columns)


def _cell(
    book: SafeBook, sheet: Worksheet, row: int, column: int, value: str | float, mark: Mark | None, *, is_number: bool
) -> None:
    look = book.look(LOOKS[mark.severity] if mark else "data")
    text = "" if isinstance(value, float) and math.isnan(value) else str(value)
    if EXACT.fullmatch(text) or (is_number and NUMBER.fullmatch(text) and "." not in text):
        sheet.write_number(row, column, float(text), look)
    elif text:
        sheet.write_string(row, column, text[:32_000], look)
    elif mark:
        sheet.write_blank(row, column, None, look)
    if mark is not None:
        sheet.write_comment(
            row, column, mark.text[:LONGEST_COMMENT], {"author": "sxsh-eval", "x_scale": 2, "y_scale": 1.5}
        )
