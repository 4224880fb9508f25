"""A copy of the analyst's own workbook with each faulty cell coloured and commented; the original stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from pathlib import Path
from typing import Any

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.tables.cells import letters
from sxsh_eval.parameters.yaml_files import label_of
from sxsh_eval.reports.render.excel_book import BASE, LINE_POINTS
from sxsh_eval.reports.workbooks.problem_lines import Mark, Place
from sxsh_eval.reports.workbooks.safe_book import OWN_LOOKS, VI, lines_of
from sxsh_eval.reports.workbooks.summary import WIDTHS, Summary

AUTHOR = "sxsh-eval"
COLOURS = {"error": OWN_LOOKS["fault"]["bg_color"], "warning": OWN_LOOKS["doubt"]["bg_color"]}
LONGEST_COMMENT = 2_000
COMMENT_WIDTH, COMMENT_HEIGHT = 420, 160
"""Size of a comment's box in pixels."""


def write_marked_copy(source: Path, target: Path, sheet: str, marks: Mapping[Place, Mark], summary: Summary) -> None:
    """Write the copy.

    Parameters
    ----------
    source : Path
        ``.xlsx`` or ``.xlsm`` that the guard let pass.
    target : Path
        File to write; a workbook without macros and formulas.
    sheet : str
        Sheet whose cells are marked.
    marks : Mapping of tuple to Mark
        By row and column from 1.
    summary : Summary
        For the first sheet.

    Raises
    ------
    InputError
        If the workbook cannot be copied with its formats.
    """
    from openpyxl import load_workbook

    try:
        book = load_workbook(source, data_only=True, keep_links=False)
        _forget_earlier_marks(book)
        for place, mark in marks.items():
            _mark(book[sheet], place, mark)
        _add_summary(book, sheet, summary)
        book.save(target)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        found = f"{type(error).__name__}: {error}"[:200]
        raise InputError([Problem("table.not_copied", label_of(source), found)]) from None


def _forget_earlier_marks(book: Any) -> None:
    """Remove summary, colours and comments of an earlier check, and links that lead out."""
    name = VI.text("problems.sheet")
    if name in book.sheetnames and len(book.sheetnames) > 1:
        del book[name]
    for sheet in book.worksheets:
        for cell in list(sheet._cells.values()):  # noqa: SLF001 - iter_rows would create every cell of the used range
            _calm(cell)


def _calm(cell: Any) -> None:
    """Take our own earlier mark off a cell, as well as a link that leads out of the workbook."""
    link = getattr(cell, "hyperlink", None)
    if link is not None and link.target is not None:
        cell.hyperlink = None
    comment = getattr(cell, "comment", None)
    if comment is not None and comment.author == AUTHOR:
        cell.comment = None
        cell.fill = copy(_no_fill())


def _no_fill() -> Any:
    from openpyxl.styles import PatternFill

    return PatternFill()


def _mark(sheet: Any, place: Place, mark: Mark) -> None:
    """Colour a cell and comment it; of merged cells the first, which is the one that shows."""
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = sheet.cell(*place)
    if isinstance(cell, MergedCell):
        spans = [span for span in sheet.merged_cells.ranges if cell.coordinate in span]
        cell = sheet.cell(spans[0].min_row, spans[0].min_col)
    colour = COLOURS[mark.severity].removeprefix("#")
    cell.fill = PatternFill("solid", fgColor=f"FF{colour}")
    before = f"{cell.comment.text}\n\n" if cell.comment is not None else ""
    text = f"{before}{mark.text}"
    cell.comment = Comment(text[:LONGEST_COMMENT], AUTHOR, height=COMMENT_HEIGHT, width=COMMENT_WIDTH)


def _add_summary(book: Any, sheet: str, summary: Summary) -> None:
    """First sheet: what was checked, one row a problem with a link to its first cell."""
    from openpyxl.styles import Alignment, Font, PatternFill

    made = book.create_sheet(VI.text("problems.sheet"), 0)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    for at, width in enumerate(WIDTHS, start=1):
        made.column_dimensions[letters(at)].width = width
    plain, bold = Font(name=BASE["font_name"], size=11), Font(name=BASE["font_name"], size=11, bold=True)
    wrapped = Alignment(wrap_text=True, vertical="top")
    row = 1
    for text in (summary.title, *summary.facts):
        _write(made, row, 1, text, bold if row == 1 else plain, wrapped)
        made.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(WIDTHS))
        made.row_dimensions[row].height = LINE_POINTS * lines_of(text, sum(WIDTHS))
        row += 1
    row += 1
    for at, head in enumerate(summary.heads, start=1):
        _write(made, row, at, head, bold, wrapped).fill = PatternFill("solid", fgColor="FFE4E9ED")
    made.row_dimensions[row].height = LINE_POINTS * 2
    made.freeze_panes = made.cell(row + 1, 1)
    for line in summary.rows:
        row += 1
        _write(made, row, 1, line.texts[0], plain, wrapped).fill = PatternFill(
            "solid", fgColor=f"FF{COLOURS[line.severity].removeprefix('#')}"
        )
        for at, text in enumerate(line.texts[1:], start=2):
            _write(made, row, at, text, plain, wrapped)
        _link(made, row, sheet, line.first, wrapped)
        heights = [lines_of(text, width) for text, width in zip(line.texts, WIDTHS, strict=False)]
        made.row_dimensions[row].height = min(400.0, LINE_POINTS * max(heights))


def _write(sheet: Any, row: int, column: int, text: str, font: Any, alignment: Any) -> Any:
    """Write a text as text, whatever it begins with."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)
    cell.data_type = "s"
    cell.font, cell.alignment = font, alignment
    return cell


def _link(sheet: Any, row: int, target: str, first: Place | None, alignment: Any) -> None:
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    if first is None:
        return
    address = f"{letters(first[1])}{first[0]}"
    cell = _write(
        sheet, row, len(WIDTHS), address, Font(name=BASE["font_name"], color="FF00609C", underline="single"), alignment
    )
    quoted = target.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{address}")
