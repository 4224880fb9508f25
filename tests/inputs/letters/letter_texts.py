"""Texts of letters made from lines, as a reader of files would hand them over."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from sxsh_eval.inputs.letters.text import Cell, LetterText, Paragraph

PAGE = re.compile(r"\s*[0-9]{1,3}\s*")


def from_lines(lines: list[str], name: str = "letter.txt") -> LetterText:
    """One paragraph a line; ``a | b | c`` are the cells of a row of a table."""
    paragraphs: list[Paragraph] = []
    table = row = -1
    for number, raw in enumerate(lines, start=1):
        line = " ".join(unicodedata.normalize("NFC", raw).split())
        if " | " in line:
            before = paragraphs[-1].cell if paragraphs else None
            table, row = (table, row + 1) if before else (table + 1, 0)
            cells = enumerate(part.strip() for part in line.split("|"))
            paragraphs += [Paragraph(text, number, cell=Cell(table, row, column)) for column, text in cells if text]
        elif line:
            paragraphs.append(Paragraph(line, number))
    return LetterText(file=name, sha256="0" * 64, paragraphs=tuple(paragraphs))


def joined_pages(lines: list[str]) -> list[str]:
    """Lines without lone page numbers, with the sentence that each of them cut made whole."""
    found: list[str] = []
    cut = False
    for line in lines:
        if PAGE.fullmatch(line) and line.strip():
            cut = True
        elif line.strip():
            text = line.strip()
            if cut and found and not re.search(r"[.;:!?]$", found[-1]) and text[:1].islower():
                found[-1] += " " + text
            else:
                found.append(text)
            cut = False
    return found


def from_file(path: Path) -> LetterText:
    """A text file as a letter."""
    return from_lines(joined_pages(path.read_text(encoding="utf-8").splitlines()), path.name)
