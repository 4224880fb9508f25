"""Grids of Word's tables: type size, widths, numbers under each other, rows that stay together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sxsh_eval.reports.model import Table
from sxsh_eval.reports.render.aligning import arrange, lines_of
from sxsh_eval.reports.render.fitted import Cells, cuts_in
from sxsh_eval.reports.render.pieces import Line, Piece, line, plain
from sxsh_eval.reports.render.times import times_width
from sxsh_eval.reports.render.word_document import WordFile, twips
from sxsh_eval.reports.render.word_layout import (
    NORMAL_POINTS,
    PADDING_MM,
    POINT_MM,
    SMALL_POINTS,
    Layout,
    lay_out,
)
from sxsh_eval.reports.render.word_xml import Element, node, paragraph

ALIGNED = {"left": "", "right": "Right", "center": "Center"}
DIGIT = times_width("0")

ONE_PAGE_ROWS = 8
"""Tables up to this many rows stay on one page."""

AT_ENDS = 2
"""Rows of a longer table that stay together with its head, with its foot."""


@dataclass(frozen=True)
class Grid:
    """Finished cells of a table, column by column, with its layout."""

    columns: Sequence[Cells]
    layout: Layout

    @property
    def em(self) -> float:
        """Millimetres of the type size."""
        return (SMALL_POINTS if self.layout.small else NORMAL_POINTS) * POINT_MM


def table_layout(word: WordFile, table: Table) -> Layout:
    """Layout that fits a table's texts in the language of the file."""
    return _made(word, table).layout


def _made(word: WordFile, table: Table) -> Grid:
    return word.language.recall("word layout", table, lambda: _arranged(word, table))


def _arranged(word: WordFile, table: Table) -> Grid:
    heads = [plain(column.head, word.language) for column in table.columns]
    shares = [column.share for column in table.columns]
    rows = [[None if cell is None else line(cell, word.language) for cell in row] for row in table.rows]
    cells = [[row[at] for row in rows] for at in range(len(heads))]

    def made(columns: Sequence[Cells]) -> Grid:
        texts = [[_shown(cell) for cell in row] for row in zip(*columns, strict=True)]
        return Grid(columns, lay_out(heads, texts, shares, small=word.brief))

    def rooms(columns: Sequence[Cells]) -> list[float]:
        grid = made(columns)
        return [(width - PADDING_MM) / grid.em for width in grid.layout.widths_mm]

    if not heads:
        return made(cells)
    cuts = cuts_in(cells, [column.align for column in table.columns], word.language.code)
    return made(arrange(cells, cuts, times_width, rooms))


def grid_of(word: WordFile, table: Table) -> Element:
    """Build the grid of a table.

    Parameters
    ----------
    word : WordFile
        For its language and styles.
    table : Table
        With at least one column.

    Returns
    -------
    Element
        ``w:tbl``.
    """
    grid = _made(word, table)
    style = "SxshSmall" if grid.layout.small else "SxshCell"
    widths = [twips(width) for width in grid.layout.widths_mm]
    properties = node(
        "tblPr",
        node("tblStyle", val="SxshTable"),
        node("tblW", w=sum(widths), type="dxa"),
        node("jc", val="center"),
        node("tblLayout", type="fixed"),
        node("tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
        node("tblCaption", val=plain(table.title, word.language)),
    )
    columns = node("tblGrid", *(node("gridCol", w=width) for width in widths))
    head = node("tr", node("trPr", node("cantSplit"), node("tblHeader")))
    for column, width in zip(table.columns, widths, strict=True):
        words = word.runs(line(column.head, word.language))
        head.append(_cell(width, [paragraph(f"{style}Head", words, keep_next=True)]))
    made = node("tbl", properties, columns, head)
    styles = [style + ALIGNED[column.align] for column in table.columns]
    last = len(table.rows) - 1
    for at, row in enumerate(zip(*grid.columns, strict=True)):
        keep = last < ONE_PAGE_ROWS or at < AT_ENDS - 1 or at > last - AT_ENDS
        made.append(_row(word, row, styles, widths, keep=keep, em=grid.em))
    return made


def _row(
    word: WordFile, cells: Sequence[Line | None], styles: list[str], widths: list[int], *, keep: bool, em: float
) -> Element:
    """One row; `keep` holds it on the page of what follows."""
    row = node("tr", node("trPr", node("cantSplit")))
    for cell, style, width in zip(cells, styles, widths, strict=True):
        lines: list[list[Piece]] = [[]]
        for piece in cell or (Piece(""),):
            lines[-1].append(piece)
            lines += [[]] * piece.ends
        row.append(_cell(width, [_number(word, tuple(one), style, keep=keep, em=em) for one in lines]))
    return row


def _number(word: WordFile, told: Line, style: str, *, keep: bool, em: float) -> Element:
    """Line of a cell; an indent on its right brings the decimal marks of a column under each other."""
    made = paragraph(style, word.runs(told), keep_next=keep)
    if space := sum(piece.after for piece in told):
        made[0].append(node("ind", right=twips(space * em)))
    return made


def _cell(width: int, paragraphs: Sequence[Element]) -> Element:
    return node("tc", node("tcPr", node("tcW", w=width, type="dxa")), *paragraphs)


def _shown(cell: Line | None) -> str:
    """Text as wide as a cell will be: marks have a glyph that sticks to its word, white space counts."""
    if cell is not None and any(piece.shape for piece in cell):
        return "".join(f"●\u00a0{piece.text}" if piece.shape else piece.text for piece in cell)
    lines = [text + "0" * round(after / DIGIT) for text, after in lines_of(cell)]
    return max((one.replace(" ", "\u00a0") for one in lines), key=times_width) if len(lines) > 1 else lines[0]
