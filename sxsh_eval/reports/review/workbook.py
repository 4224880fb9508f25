"""The review workbook: one row a figure with dropdowns, one row a number not taken, and how to fill them in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.letters.stored import StoredReading
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.reports.language import catalogue
from sxsh_eval.reports.render.excel_book import CELL_SPACE, EM, LINE_POINTS
from sxsh_eval.reports.render.pieces import clean
from sxsh_eval.reports.render.stable import MOMENT
from sxsh_eval.reports.render.times import count_lines
from sxsh_eval.reports.review.columns import (
    FIELDS,
    FIGURES,
    GUIDE,
    LEFT,
    LETTER,
    LISTS,
    VI,
    Cell,
    cells_of,
    choices,
    head_text,
    left_cells,
    sheet_title,
)
from sxsh_eval.reports.review.words import confidence_text, doubts_text, line_text, word

BASE: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 11, "valign": "top", "text_wrap": True}
LOOKS: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "bg_color": "#dfe8ef", "border": 1, "border_color": "#9aa0a6", "valign": "vcenter"},
    "cell": {"border": 1, "border_color": "#c6ccd2", "align": "left"},
    "grouped": {"border": 1, "border_color": "#c6ccd2", "align": "left", "num_format": "#,##0"},
    "fixed": {"border": 1, "border_color": "#c6ccd2", "bg_color": "#f1f3f5", "font_color": "#4b535d"},
    "date": {"border": 1, "border_color": "#c6ccd2", "num_format": "d/m/yyyy", "align": "left"},
    "plain": {},
}
SHADES = {"confirmed": "#dcefe2", "corrected": "#fdeee2", "rejected": "#e4e6e9"}
HEAD_FIELDS = ("province", "number", "date", "title", "issuer", "addressee")
SPANS = ("span", "plan_period", "proposal_period")
WIDEST_TEXT = 32_000
HIGHEST_ROW = 400.0
LONG_NUMBER = 10_000
"""From here on digits are grouped; years are not."""


def review_workbook(draft: StoredReading, registry: Registry) -> bytes:
    """Write the review workbook of a letter.

    Parameters
    ----------
    draft : StoredReading
        Figures as read, numbers not taken.
    registry : Registry
        Titles for the dropdowns.

    Returns
    -------
    bytes
        An ``.xlsx`` file in which nothing is a formula or a link; the same input gives the same bytes.
    """
    book = _ReviewBook(registry)
    book.guide()
    book.letter(draft.letter)
    book.figures(draft.letter)
    book.left(draft)
    book.lists()
    return book.save()


def head_cells(letter: Letter) -> dict[str, Cell]:
    """Content of the sheet about the letter as a whole, by entry."""
    cells: dict[str, Cell] = {"province": letter.province, "number": clean(letter.number), "date": letter.date}
    cells |= {name: clean(getattr(letter, name).vi) for name in ("title", "issuer", "addressee")}
    for name in SPANS:
        span = getattr(letter, name)
        cells |= {f"{name}_first": span.first if span else None, f"{name}_last": span.last if span else None}
    return cells


class _ReviewBook:
    """A workbook in memory with its formats and its lists of choices."""

    def __init__(self, registry: Registry) -> None:
        self.offered = choices(registry)
        self.words = {name: {key: shown for shown, key in entries.items()} for name, entries in self.offered.items()}
        self.file = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.workbook = Workbook(self.file, options)
        self.workbook.set_properties({"title": VI.text("review.title"), "created": MOMENT})
        self.formats: dict[str, Format] = {
            name: self.workbook.add_format({**BASE, **look}) for name, look in LOOKS.items()
        }
        self.shades = {
            name: self.workbook.add_format({"bg_color": colour, "bold": True}) for name, colour in SHADES.items()
        }

    def write(self, sheet: Worksheet, row: int, column: int, value: Cell, look: str = "cell") -> None:
        """Write a value; text stays text, whatever it begins with."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, self.formats[look])
        elif isinstance(value, str):
            sheet.write_string(row, column, value[:WIDEST_TEXT], self.formats[look])
        elif isinstance(value, dt.date):
            moment = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a calendar day
            sheet.write_datetime(row, column, moment, self.formats["date"])
        else:
            grouped = value >= LONG_NUMBER and float(value).is_integer()
            sheet.write_number(row, column, value, self.formats["grouped" if grouped else look])

    def raise_row(self, sheet: Worksheet, row: int, values: Sequence[Cell], widths: Sequence[float]) -> None:
        """Make a row as high as its longest text needs; Excel does so itself, other programs do not."""
        texts = ((value, width) for value, width in zip(values, widths, strict=False) if isinstance(value, str))
        lines = max((count_lines(text, (width - CELL_SPACE) / EM) for text, width in texts), default=1)
        if lines > 1:
            sheet.set_row(row, min(lines * LINE_POINTS, HIGHEST_ROW))

    def sheet(self, name: str, heads: Sequence[str], widths: Sequence[float], frozen: int) -> Worksheet:
        """Add a sheet with a header row."""
        sheet = self.workbook.add_worksheet(sheet_title(name))
        for column, (text, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(column, column, width)
            self.write(sheet, 0, column, text, "head")
        sheet.freeze_panes(1, frozen)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(0)
        return sheet

    def guide(self) -> None:
        """How to fill in the workbook, one step a row."""
        sheet = self.workbook.add_worksheet(sheet_title(GUIDE))
        sheet.set_column(0, 0, 110)
        steps = sorted(key for key in catalogue("vi") if key.startswith("review.guide."))
        for row, key in enumerate(steps):
            self.write(sheet, row, 0, VI.text(key), "plain")

    def letter(self, letter: Letter) -> None:
        """Number, date, province and years of the letter."""
        sheet = self.sheet(LETTER, (head_text("name"), head_text("content")), (34, 70), 1)
        for row, (name, value) in enumerate(head_cells(letter).items(), start=1):
            self.write(sheet, row, 0, VI.text(f"review.head.{name}"), "fixed")
            self.write(sheet, row, 1, value)

    def figures(self, letter: Letter) -> None:
        """One row a figure."""
        before, after = ("key", "status", "quote"), ("confidence", "doubts", "where")
        names = (*before, *(column.name for column in FIELDS), *after)
        widths = (16, 11, 46, *(column.width for column in FIELDS), 16, 26, 16)
        sheet = self.sheet(FIGURES, [head_text(name) for name in names], widths, 2)
        for row, (key, claim) in enumerate(letter.claims.items(), start=1):
            review = claim.review
            cells = cells_of(claim) | {
                "key": key,
                "quote": clean(review.quote) if review else None,
                "confidence": confidence_text(claim, VI),
                "doubts": doubts_text(claim, VI),
                "where": line_text(review.page, review.line, VI) if review else None,
            }
            values = [self.words.get(name, {}).get(str(cells[name]), cells[name]) for name in names]
            for column, (name, value) in enumerate(zip(names, values, strict=True)):
                fixed = name in {"key", "quote", *after}
                self.write(sheet, row, column, value, "fixed" if fixed else "cell")
            self.raise_row(sheet, row, values, widths)
        last = max(len(letter.claims), 1)
        sheet.autofilter(0, 0, last, len(names) - 1)
        self.dropdowns(sheet, names, last)
        for status, form in self.shades.items():
            shown = word(VI, "status_value", status)
            rule = {"type": "cell", "criteria": "==", "value": f'"{shown}"', "format": form}
            sheet.conditional_format(1, 1, last, 1, rule)

    def left(self, draft: StoredReading) -> None:
        """One row a number that was not taken, with empty fields to make it a figure."""
        before = ("key", "take", "printed", "fate", "quote", "where")
        names = (*before, *(column.name for column in FIELDS))
        widths = (8, 12, 14, 16, 50, 16, *(column.width for column in FIELDS))
        sheet = self.sheet(LEFT, [head_text(name) for name in names], widths, 3)
        for row, (key, number) in enumerate(draft.left.items(), start=1):
            texts = (
                key, None, clean(number.printed), word(VI, "fate", number.fate), clean(number.quote),
                line_text(number.page, number.line, VI),
            )  # fmt: skip
            for column, text in enumerate(texts):
                self.write(sheet, row, column, text, "cell" if names[column] == "take" else "fixed")
            known = left_cells(number)
            for column, name in enumerate(names[len(before) :], start=len(before)):
                self.write(sheet, row, column, known.get(name))
            self.raise_row(sheet, row, texts, widths)
        last = max(len(draft.left), 1)
        sheet.autofilter(0, 0, last, len(names) - 1)
        self.dropdowns(sheet, names, last)

    def dropdowns(self, sheet: Worksheet, names: Sequence[str], last: int) -> None:
        """Offer the choices of each column that has some."""
        for column, name in enumerate(names):
            if name in self.offered:
                at = xl_col_to_name(list(self.offered).index(name), col_abs=True)
                source = f"='{sheet_title(LISTS)}'!{at}$2:{at}${len(self.offered[name]) + 1}"
                sheet.data_validation(1, column, last, column, {"validate": "list", "source": source})

    def lists(self) -> None:
        """The choices, a column each."""
        heads = [head_text(name) for name in self.offered]
        sheet = self.sheet(
            LISTS, heads, [36 if name in {"indicator", "population"} else 22 for name in self.offered], 0
        )
        for column, entries in enumerate(self.offered.values()):
            for row, shown in enumerate(entries, start=1):
                self.write(sheet, row, column, shown, "fixed")

    def save(self) -> bytes:
        """Close the workbook and return the file."""
        self.workbook.close()
        return self.file.getvalue()
