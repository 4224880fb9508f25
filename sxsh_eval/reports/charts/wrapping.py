"""Lines of text that fit a width: measured with the very letters that will be drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from matplotlib.textpath import text_to_path

from sxsh_eval.reports.charts.theme import SIZE, Face, font

MM = 25.4 / 72
"""Millimetres in a point."""
LEADING = 1.38
"""Line to line in parts of the letter size: capitals with two accents above dots below."""
BLANKS = re.compile(r"[ \t\r\n]+")
SPACE = re.compile(r" (?![%‰])")


@lru_cache(maxsize=20_000)
def text_width(text: str, face: Face = "plain", size: float = SIZE) -> float:
    """Width of one line in millimetres."""
    width, _, _ = text_to_path.get_text_width_height_descent(text, font(face, size), ismath=False)
    return float(width) * MM


def line_height(size: float = SIZE) -> float:
    """Distance from line to line in millimetres."""
    return size * LEADING * MM


def pieces(word: str, width: float, face: Face, size: float) -> Iterator[str]:
    """Parts of a word, cut between letters where one is wider than `width` millimetres."""
    start = 0
    for end in range(1, len(word) + 1):
        if end > start + 1 and text_width(word[start:end], face, size) > width:
            yield word[start : end - 1]
            start = end - 1
    yield word[start:]


def fill(text: str, width: float, face: Face, size: float) -> list[str]:
    """Lines filled one after the other."""
    lines = [""]
    for word in SPACE.split(BLANKS.sub(" ", text).strip()):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if text_width(longer, face, size) <= width:
            lines[-1] = longer
            continue
        parts = [word] if text_width(word, face, size) <= width else list(pieces(word, width, face, size))
        lines = [*lines, *parts] if lines[-1] else parts
    return lines


def wrap(text: str, width: float, face: Face = "plain", size: float = SIZE) -> tuple[str, ...]:
    """Lines of much the same length within a width; a number keeps its per cent sign.

    Parameters
    ----------
    text : str
        One paragraph.
    width : float
        Millimetres.
    face : {"plain", "strong", "italic"}
    size : float
        Points.

    Returns
    -------
    tuple of str
        At least one line.
    """
    lines = fill(text, width, face, size)
    for part in range(95, 50, -5):
        narrower = fill(text, width * part / 100, face, size)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return tuple(lines)


def widest(lines: tuple[str, ...], face: Face = "plain", size: float = SIZE) -> float:
    """Width of the longest line in millimetres."""
    return max(text_width(line, face, size) for line in lines)
