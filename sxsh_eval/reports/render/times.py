"""Widths of text in Times New Roman, which this package does not carry, from those of a font it does."""

from __future__ import annotations

from sxsh_eval.reports.fonts import text_width

TIMES, CAPITALS = 0.88, 1.0
"""Width of Times New Roman in parts of Be Vietnam Pro's, bold included: measured on Vietnamese words."""


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
    return text_width(text) * (CAPITALS if text.isupper() else TIMES)


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
