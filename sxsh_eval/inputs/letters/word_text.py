"""Paragraphs of a Word document in reading order, tables cell by cell, with the automatic numbers of lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.letters.legacy import Legacy, font_legacy, from_legacy, is_capital_font, voted_legacy
from sxsh_eval.inputs.letters.syllables import UNICODE_ONLY
from sxsh_eval.inputs.letters.text import Cell, Paragraph
from sxsh_eval.inputs.letters.word_fonts import Fonts, W
from sxsh_eval.inputs.letters.word_numbering import Numbering
from sxsh_eval.inputs.letters.word_runs import Piece, pieces_of

HOLDERS = {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"}


def word_paragraphs(path: str, where: str) -> tuple[list[Paragraph], list[Problem]]:
    """Paragraphs of a .docx file.

    Parameters
    ----------
    path : str
        The file.
    where : str
        Its name in problems.

    Returns
    -------
    tuple of list
        Paragraphs, uncleaned, with their number in the document; warnings on converted fonts.

    Raises
    ------
    InputError
        ``file.damaged`` if it is no Word document.
    """
    from docx import Document

    try:
        document = Document(path)
        body, styles = document.element.body, document.part.styles.element
        numbering = Numbering(_definitions(document), styles)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - python-docx lets through what zipfile, lxml and itself raise
        raise InputError([Problem("file.damaged", where, type(error).__name__)]) from None
    reader = WordReader(Fonts(styles), numbering)
    reader.read(body)
    return reader.result(where)


def _definitions(document: Any) -> Any:
    """Root of the part that defines lists; None when there is none."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering") and not relation.is_external:
            from docx.oxml import parse_xml

            return parse_xml(relation.target_part.blob)
    return None


class WordReader:
    """Collects the paragraphs of a document.

    Parameters
    ----------
    fonts : Fonts
    numbering : Numbering
    """

    def __init__(self, fonts: Fonts, numbering: Numbering) -> None:
        self._fonts, self._numbering = fonts, numbering
        self._found: list[tuple[str, list[Piece], Cell | None]] = []
        self._tables = 0

    def read(self, parent: Any, cell: Cell | None = None) -> None:
        """Collect the paragraphs and tables below an element."""
        for element in parent.iterchildren(f"{W}p", f"{W}tbl", *HOLDERS):
            if element.tag == f"{W}p":
                self._paragraph(element, cell)
            elif element.tag == f"{W}tbl":
                self._table(element)
            else:
                self.read(element, cell)

    def _paragraph(self, element: Any, cell: Cell | None) -> None:
        label = self._numbering.label(element)
        pieces, boxes = pieces_of(element, self._fonts)
        self._found.append((label, pieces, cell))
        for box in boxes:
            self.read(box, cell)

    def _table(self, table: Any) -> None:
        number, self._tables = self._tables, self._tables + 1
        for row, line in enumerate(_rows(table)):
            column = 0
            for element in _cells(line):
                properties = element.find(f"{W}tcPr")
                merged = None if properties is None else properties.find(f"{W}vMerge")
                if merged is None or merged.get(f"{W}val") == "restart":
                    self.read(element, Cell(number, row, column))
                column += _span(properties)

    def result(self, where: str) -> tuple[list[Paragraph], list[Problem]]:
        """Paragraphs as text, legacy letters converted, and warnings."""
        counted: Counter[Legacy] = Counter()
        pieces = [piece for _, found, _ in self._found for piece in found]
        voted = None if any(map(_named, pieces)) else voted_legacy("\n".join(piece.text for piece in pieces))
        paragraphs = []
        for number, (label, found, cell) in enumerate(self._found, start=1):
            text = "".join(_convert(piece, voted, counted) for piece in found)
            paragraphs += [
                Paragraph(f"{label} {part}" if label and not at else part, number, None, cell)
                for at, part in enumerate(text.split("\n"))
            ]
        notes = [Problem("text.legacy", where, legacy, severity="warning") for legacy in sorted(counted)]
        return paragraphs, notes


def _named(piece: Piece) -> bool:
    return font_legacy(piece.font) is not None


def _convert(piece: Piece, voted: Legacy | None, counted: Counter[Legacy]) -> str:
    """Text of a piece; letters of Unicode in a legacy font are Unicode all the same."""
    legacy = font_legacy(piece.font) or voted
    if legacy is None or UNICODE_ONLY.search(piece.text):
        return piece.text
    text = from_legacy(piece.text, legacy)
    counted[legacy] += text != piece.text
    return text.upper() if is_capital_font(piece.font) else text


def _rows(table: Any) -> Iterator[Any]:
    for element in table.iterchildren(f"{W}tr", *HOLDERS):
        if element.tag == f"{W}tr":
            yield element
        else:
            yield from _rows(element)


def _cells(row: Any) -> Iterator[Any]:
    for element in row.iterchildren(f"{W}tc", *HOLDERS):
        if element.tag == f"{W}tc":
            yield element
        else:
            yield from _cells(element)


def _span(properties: Any) -> int:
    """Columns that a cell covers."""
    span = None if properties is None else properties.find(f"{W}gridSpan")
    value = "1" if span is None else span.get(f"{W}val", "1")
    return max(1, int(value)) if value.isdigit() else 1
