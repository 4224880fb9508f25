"""Paragraphs of a PDF with text: its lines flowed together again, tables cell by cell."""

from __future__ import annotations

from itertools import islice

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.letters.pdf_flow import flow, measure, without_page_numbers
from sxsh_eval.inputs.letters.pdf_lines import Glyph, glyphs, lines_of, numbered
from sxsh_eval.inputs.letters.pdf_tables import FEWEST_RULES, cell_paragraphs, find_grids, outside
from sxsh_eval.inputs.letters.text import Paragraph

MOST_PAGES = 500
LETTERS_OF_A_PAGE = 20
"""Pages with fewer letters are pictures."""


def pdf_paragraphs(path: str, where: str) -> tuple[list[Paragraph], list[Problem]]:
    """Paragraphs of a .pdf file.

    Parameters
    ----------
    path : str
        The file.
    where : str
        Its name in problems.

    Returns
    -------
    tuple of list
        Paragraphs, uncleaned, with page and line; warnings.

    Raises
    ------
    InputError
        If the file is damaged, locked, too long or scanned.
    """
    pages, ruled = pdf_pages(path, where)
    letters = sum(not one.letter.isspace() for page in pages for one in page)
    if letters < LETTERS_OF_A_PAGE * len(pages):
        raise InputError([Problem("text.scanned", where, f"{letters}", {"pages": str(len(pages))})])
    grids = find_grids(path, ruled) if ruled else []
    texts = [
        numbered(lines_of(outside(grids, page, number), number), lines_of(page, number))
        for number, page in enumerate(pages, start=1)
    ]
    lines = [line for page in without_page_numbers(texts) for line in page]
    found: list[Paragraph] = []
    block = measure(lines) if lines else None
    for number, grid in enumerate(grids):
        before = [line for line in lines if (line.page, -line.bottom) < (grid.page, -grid.top)]
        lines = lines[len(before) :]
        found += flow(before, block) if block else []
        found += cell_paragraphs(grid, pages[grid.page - 1], number)
    return found + (flow(lines, block) if block else []), []


def pdf_pages(path: str, where: str) -> tuple[list[list[Glyph]], list[int]]:
    """Characters of each page; numbers, from 1, of the pages with ruled lines."""
    from pypdfium2 import PdfDocument, PdfiumError, raw

    try:
        with PdfDocument(path) as document:
            if len(document) > MOST_PAGES:
                values = {"limit": str(MOST_PAGES)}
                raise InputError([Problem("text.too_many_pages", where, str(len(document)), values)])
            found: list[list[Glyph]] = []
            ruled = []
            for number, page in enumerate(document, start=1):
                text_page = page.get_textpage()
                found.append(list(glyphs(text_page)))
                paths = islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]), FEWEST_RULES)
                ruled += [number] if sum(1 for _ in paths) == FEWEST_RULES else []
                text_page.close()
                page.close()
            return found, ruled
    except PdfiumError as error:
        code = "file.encrypted" if "password" in str(error).casefold() else "file.damaged"
        raise InputError([Problem(code, where, str(error))]) from None
