"""Widths of text in Times New Roman, which this package does not carry, from those of a font it does."""

from __future__ import annotations

from functools import cache, lru_cache

from sxsh_eval.reports.fonts import text_width

SMALL, CAPITAL = 0.87, 1.0
"""Width of Times New Roman's letters in parts of Be Vietnam Pro's, bold included: measured on Vietnamese words."""

OTHERS = {
    "\u00a0": 0.25,
    " ": 0.25,
    ".": 0.25,
    ",": 0.25,
    "-": 0.34,
    "(": 0.34,
    ")": 0.34,
    "/": 0.28,
    "–": 0.5,
    "●": 0.61,
}
DIGIT = 0.5


@cache
def _advance(letter: str) -> float:
    if letter.isdigit():
        return DIGIT
    return OTHERS.get(letter) or text_width(letter) * (CAPITAL if letter.isupper() else SMALL)


@lru_cache(maxsize=20_000)
def times_width(text: str) -> float:
    """Width of one line of text.

    Parameters
    ----------
    text : str
        The line.

    Returns
    -------
    float
        Width in em, rather too large than too small.
    """
    return sum(map(_advance, text))


def widest_word(text: str) -> float:
    """Width in em of the widest word, where words end at spaces."""
    return max((times_width(word) for word in set(text.split(" "))), default=0.0)


def count_lines(text: str, width: float) -> int:
    """Lines a text takes when it is broken at spaces, and inside words that are too long.

    Parameters
    ----------
    text : str
        The text.
    width : float
        Width of a line in em.

    Returns
    -------
    int
        At least 1.
    """
    lines, used, space = 1, 0.0, times_width(" ")
    for word in text.split(" "):
        need = times_width(word)
        if used and used + space + need > width:
            lines, used = lines + 1, 0.0
        used += (space if used else 0.0) + need
        lines, used = lines + int(used // width), used % width
    return lines
