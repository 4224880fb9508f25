"""Lines of a PDF page with their place, from its characters."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_double
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from sxsh_eval.inputs.letters.joining import begins_item

LONGEST_MARK = 6
COLUMN_GAP = 2.0
"""A gap of this many letter heights parts two columns."""


@dataclass(frozen=True)
class Glyph:
    """One character of a page.

    Attributes
    ----------
    letter : str
    left, right, bottom, top : float
        Points from the lower left corner.
    """

    letter: str
    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True)
class Line:
    """One line of a page, or its part in one column.

    Attributes
    ----------
    text : str
    left, right, bottom, top : float
        Points from the lower left corner.
    page : int
        From 1.
    number : int
        Line of the page, from 1.
    first_word : float
        Width of the first word in points.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    page: int
    number: int
    first_word: float

    @property
    def height(self) -> float:
        """Of the letters, in points."""
        return self.top - self.bottom


def glyphs(text_page: Any) -> Iterator[Glyph]:
    """Characters of a page in the order of its content.

    Parameters
    ----------
    text_page : pypdfium2.PdfTextPage

    Yields
    ------
    Glyph
        The end of a line is one line feed.
    """
    from pypdfium2 import raw

    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    for at in range(text_page.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text_page.raw, at))
        if letter in "\r\0":
            continue
        raw.FPDFText_GetCharBox(text_page.raw, at, byref(left), byref(right), byref(bottom), byref(top))
        yield Glyph("-" if letter in "\x02\ufffe" else letter, left.value, right.value, bottom.value, top.value)


def lines_of(found: list[Glyph], page: int) -> list[Line]:
    """Lines of a page, those of columns apart.

    Parameters
    ----------
    found : list of Glyph
        In order.
    page : int
        From 1.

    Returns
    -------
    list of Line
        None is blank.
    """
    rows: list[list[Glyph]] = [[]]
    for one in found:
        if one.letter == "\n":
            rows.append([])
            continue
        row = rows[-1]
        seen = [near for near in row if not near.letter.isspace()]
        gap = COLUMN_GAP * max((near.top - near.bottom for near in seen[-8:]), default=0)
        if seen and not one.letter.isspace() and abs(one.left - seen[-1].right) > gap and not _is_mark(seen):
            rows.append([])
        rows[-1].append(one)
    made = [_line(row, page) for row in rows]
    return [line for line in made if line is not None]


def _is_mark(seen: list[Glyph]) -> bool:
    """Whether a line so far is only the mark of a list, after which the text stands apart."""
    return len(seen) <= LONGEST_MARK and begins_item("".join(one.letter for one in seen))


def numbered(lines: list[Line], page: list[Line]) -> list[Line]:
    """Lines with their number on the page, those of one height sharing it.

    Parameters
    ----------
    lines : list of Line
        Some lines of a page.
    page : list of Line
        All of them.
    """
    heights: list[float] = []
    for line in sorted(page, key=lambda one: -one.bottom):
        if not heights or heights[-1] - line.bottom > 0.5 * line.height:
            heights.append(line.bottom)
    return [
        replace(line, number=1 + sum(height - line.bottom > 0.5 * line.height for height in heights)) for line in lines
    ]


def _line(row: list[Glyph], page: int) -> Line | None:
    text = "".join(one.letter for one in row)
    seen = [one for one in row if not one.letter.isspace()]
    if not seen:
        return None
    first = text.split()[0]
    word = seen[: len(first)]
    height = median(one.top - one.bottom for one in seen)
    bottom = median(one.bottom for one in seen)
    left, right = min(one.left for one in seen), max(one.right for one in seen)
    return Line(text.strip(), left, right, bottom, bottom + height, page, 0, word[-1].right - word[0].left)
