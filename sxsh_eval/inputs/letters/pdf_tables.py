"""Tables of a PDF by their ruled lines: each character belongs to the cell around it."""

from __future__ import annotations

from dataclasses import dataclass

from sxsh_eval.inputs.letters.pdf_flow import Block, flow
from sxsh_eval.inputs.letters.pdf_lines import Glyph, lines_of, numbered
from sxsh_eval.inputs.letters.text import Cell, Paragraph

FEWEST_RULES = 4
"""Drawn lines from which a page may have a table."""

MOST_PADDING = 6.0
"""White space at the side of a cell, in points."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points from the lower left corner."""


@dataclass(frozen=True)
class Grid:
    """A ruled table.

    Attributes
    ----------
    page : int
        From 1.
    box : tuple of float
        Around all cells.
    cells : tuple
        Row, column and box of each.
    """

    page: int
    box: Box
    cells: tuple[tuple[int, int, Box], ...]

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.box[3]


def find_grids(path: str, pages: list[int]) -> list[Grid]:
    """Tables with more than one cell, in reading order.

    Parameters
    ----------
    path : str
        The PDF.
    pages : list of int
        Pages to look at, from 1.
    """
    import pdfplumber

    grids = []
    with pdfplumber.open(path, pages=pages) as document:
        for page in document.pages:
            for table in page.find_tables():
                cells = tuple(
                    (row, column, _upright(cell, float(page.height)))
                    for row, each in enumerate(table.rows)
                    for column, cell in enumerate(each.cells)
                    if cell is not None
                )
                if len(cells) > 1:
                    grids.append(Grid(page.page_number, _upright(table.bbox, float(page.height)), cells))
    return sorted(grids, key=lambda grid: (grid.page, -grid.top))


def _upright(box: Box, height: float) -> Box:
    left, top, right, bottom = box
    return left, height - bottom, right, height - top


def inside(glyph: Glyph, box: Box) -> bool:
    """Whether the middle of a character lies in a box."""
    across, up = (glyph.left + glyph.right) / 2, (glyph.bottom + glyph.top) / 2
    return box[0] <= across <= box[2] and box[1] <= up <= box[3]


def outside(grids: list[Grid], page: list[Glyph], number: int) -> list[Glyph]:
    """Characters of a page that stand in no table.

    Parameters
    ----------
    grids : list of Grid
        Of the document.
    page : list of Glyph
        Characters of the page.
    number : int
        Of the page, from 1.
    """
    here = [grid for grid in grids if grid.page == number]
    return [glyph for glyph in page if not any(inside(glyph, grid.box) for grid in here)]


def cell_paragraphs(grid: Grid, page: list[Glyph], table: int) -> list[Paragraph]:
    """Paragraphs of a table, cell by cell.

    Parameters
    ----------
    grid : Grid
        The table.
    page : list of Glyph
        Characters of its page.
    table : int
        Position of the table in the document, from 0.
    """
    found = []
    all_lines = lines_of(page, grid.page)
    mine = [glyph for glyph in page if inside(glyph, grid.box) or glyph.letter == "\n"]
    for row, column, box in grid.cells:
        here = [glyph for glyph in mine if glyph.letter == "\n" or inside(glyph, box)]
        lines = numbered(lines_of(here, grid.page), all_lines)
        if not lines:
            continue
        padding = min(MOST_PADDING, min(line.left for line in lines) - box[0])
        height = lines[0].height
        area = Block(box[0] + padding, box[2] - padding, height, max(line.height for line in lines) * 2)
        place = Cell(table, row, column)
        found += [Paragraph(one.text, one.line, one.page, place) for one in flow(lines, area)]
    return found
