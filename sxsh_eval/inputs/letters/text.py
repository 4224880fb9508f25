"""The text of an official letter as paragraphs whose place in the file is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sxsh_eval.errors import Problem


@dataclass(frozen=True)
class Cell:
    """Where a paragraph stands in a table: table in the document, row, column, each from 0."""

    table: int
    row: int
    column: int


@dataclass(frozen=True)
class Paragraph:
    """One paragraph.

    Attributes
    ----------
    text : str
        NFC; single spaces; lines that the page broke are joined again.
    line : int
        Line of the text file, paragraph of the Word file, line of the PDF page, from 1.
    page : int, optional
        From 1; only a PDF has pages of its own.
    cell : Cell, optional
        For text of a table.
    """

    text: str
    line: int
    page: int | None = None
    cell: Cell | None = None


@dataclass(frozen=True)
class LetterText:
    """A letter as it was read.

    Attributes
    ----------
    file : str
        Name of the file, without folders.
    sha256 : str
        Of its bytes.
    paragraphs : tuple of Paragraph
        In reading order; none is empty.
    changes : tuple of Problem
        Warnings: what was converted, dropped or joined on the way, and where.
    """

    file: str
    sha256: str
    paragraphs: tuple[Paragraph, ...]
    changes: tuple[Problem, ...] = ()
    form: Literal["txt", "docx", "pdf"] = field(default="txt")
