"""A table on its own sheet: title, units, notes and source above, header row, values, numbers of composite cells."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from sxsh_eval.parameters.quantity import Value
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Table
from sxsh_eval.reports.render.excel_book import CELL_SPACE, EM, FILTER_BUTTON, Book, shown
from sxsh_eval.reports.render.excel_formats import unit_words
from sxsh_eval.reports.render.excel_numbers import numbers, with_numbers
from sxsh_eval.reports.render.pieces import line, plain
from sxsh_eval.reports.render.times import times_width, widest_word

NARROWEST, WIDEST = 9, 46
"""Least and, where columns compete for the page, greatest width of a column in digits."""

PAGE_WIDTH = 125
"""Digits side by side on A4 sideways at a size that is easy to read."""

TEXT_WIDTH = 95
"""Title and notes run at least this many characters wide."""

HEAD_PART = 0.6
"""Part of a head that one line should hold: two lines for most."""

SLACK = 0.5
"""Digits of room beyond the measured text."""

DEFAULT_WIDTH = 9.0
MOST_FROZEN = 14
"""Lines above the values that may stand still while the rest scrolls."""


def add_table(book: Book, table: Table, number: int, name: str, contents: str) -> None:
    """Add a table's sheet.

    Parameters
    ----------
    book : Book
        Workbook to add to.
    table : Table
        What to show.
    number : int
        Its number.
    name, contents : str
        Names of its sheet and of the contents sheet.
    """
    language, printed = book.language, len(table.columns)
    full = with_numbers(table, language)
    added = len(full.columns) > printed
    widths = column_widths(full, language)
    paper = widths[:printed] if added else widths
    above = [(f"{language.text('render.table_number', number=str(number))}. {plain(table.title, language)}", "title")]
    above += [(book.banner, "banner")] if book.banner else []
    notes = (_units(table, language), *_foot(table, language), language.text("office.number.note") if added else "")
    above += [(text, "note") for text in notes if text]
    head_row = len(above) + 1
    sheet = book.sheet(name, widths, head_row)
    lines = sum(book.wide(sheet, row, text, look, paper) for row, (text, look) in enumerate(above))
    book.link(sheet, head_row - 1, 0, text=language.text("render.back_to_contents"), target=contents)
    book.heads(sheet, head_row, [plain(column.head, language) for column in full.columns], widths, printed)
    _rows(book, sheet, full, head_row + 1, widths)
    sheet.print_area(0, 0, head_row + max(len(table.rows), 1), len(paper) - 1)
    if lines <= MOST_FROZEN and table.rows:
        sheet.freeze_panes(head_row + 1, 0)


def column_widths(table: Table, language: Language) -> list[float]:
    """Widths of the sheet's columns by content, the table's first, then as many as the title needs.

    Parameters
    ----------
    table : Table
        What stands in them.
    language : Language
        Language of its texts.

    Returns
    -------
    list of float
        Widths in characters.
    """
    widths: list[float] = []
    for at, column in enumerate(table.columns):
        head = plain(column.head, language)
        lowest = widest_word(head) * EM + FILTER_BUTTON
        cells = [times_width(_said(row[at], language)) * EM for row in table.rows]
        wanted = max(lowest, times_width(head) * EM * HEAD_PART + FILTER_BUTTON, *cells) + CELL_SPACE + SLACK
        widths.append(max(wanted, NARROWEST))
    long = sum(width > WIDEST for width in widths)
    spare = max(PAGE_WIDTH - sum(min(width, WIDEST) for width in widths), 0.0)
    widths = [min(width, WIDEST + spare / max(long, 1)) for width in widths]
    while sum(widths) < TEXT_WIDTH:
        widths.append(DEFAULT_WIDTH)
    return widths


def _said(cell: Value | None, language: Language) -> str:
    return "" if cell is None else shown(line(cell, language))


def _rows(book: Book, sheet: Worksheet, table: Table, first: int, widths: list[float]) -> None:
    for row, cells in enumerate(table.rows, start=first):
        for at, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
            book.cell(sheet, row, at, cell, column.align)
        book.raise_row(sheet, row, (_said(cell, book.language) for cell in cells), widths)
    if table.rows and table.columns:
        sheet.autofilter(first - 1, 0, first + len(table.rows) - 1, len(table.columns) - 1)
    if not table.rows:
        book.wide(sheet, first, book.language.text("render.empty_table"), "note", widths)


def _units(table: Table, language: Language) -> str:
    """Which unit the numbers of each column have: in the cells it is only part of the number format."""
    said = []
    for at, column in enumerate(table.columns):
        found = [one for row in table.rows if (one := numbers(row[at], language))]
        firsts = (one.value or one.low for one in found)
        units = dict.fromkeys(unit_words(first.unit, language) for first in firsts if first)
        if named := ", ".join(filter(None, units)):
            said.append(f"{plain(column.head, language)} ({named})")
    return f"{language.text('office.units')}: {'; '.join(said)}" if said else ""


def _foot(table: Table, language: Language) -> list[str]:
    note, source = language.text("render.note"), language.text("render.source")
    notes = [f"{note}: {shown(line(text, language))}" for text in table.notes]
    return [*notes, f"{source}: {shown(line(table.source, language))}"]
