"""Widths of a table's columns: their shares, but no word cut as long as it fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sxsh_eval.reports.fonts import text_width

TEXT_WIDTH = 453.5
"""Width of the text on A4 between the margins of Decree 30/2020/NĐ-CP (160 mm), in points."""

SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
"""Type sizes of tables in points, tried from the largest."""

PADDING, GAP = 3.5, 9.0
"""White space at either side of a cell in points; on the left of a column that follows a right-aligned one."""

MARK = 1.1
"""Width of a mark's shape with its gap, in em."""

LONGEST = 0.3
"""A word wider than this part of the table is cut rather than given a column of its own."""

SHORT = 6.0
"""Text up to this width in em stays on one line: names of provinces, numbers with their unit."""

NATURAL_CUT = re.compile(r"(?<=[/._\-?&=,;:])(?=\w)")
NUMBER_CUT = re.compile(r"(?<=/)(?=\w)")
SLACK = 1.02


@dataclass(frozen=True)
class Widths:
    """Columns of one table.

    Attributes
    ----------
    shares : tuple of float
        Part of the table's width for each column; their sum is 1.
    size : float
        Type size in points at which the table fits `TEXT_WIDTH`.
    insets : tuple of float
        White space left of each column's cells in points.
    narrowest : float
        Width in em below which words of the table would be cut.
    """

    shares: tuple[float, ...]
    size: float
    insets: tuple[float, ...]
    narrowest: float


def longest_run(text: str) -> float:
    """Width in em of the widest word, or of the whole text when it is `SHORT`; semibold, to be safe.

    Document numbers may be cut after a stroke.
    """
    whole = text_width(text, weight=600)
    if whole <= SHORT:
        return whole
    parts = (part for word in text.split(" ") for part in NUMBER_CUT.split(word))
    return max(text_width(part, weight=600) for part in parts)


def share_out(floors: Sequence[float], shares: Sequence[float], total: float) -> list[float]:
    """Divide `total` by `shares`, no part below its floor.

    Parameters
    ----------
    floors : sequence of float
        Least width of each column.
    shares : sequence of float
        Wanted proportions, positive.
    total : float
        Width to divide; if the floors need more, all parts shrink alike.

    Returns
    -------
    list of float
        Widths whose sum is `total`.
    """
    if (needed := sum(floors)) >= total:
        return [floor * total / needed for floor in floors]
    fixed: set[int] = set()
    while True:
        rest = total - sum(floors[at] for at in fixed)
        sum_shares = sum(share for at, share in enumerate(shares) if at not in fixed)
        parts = [floors[at] if at in fixed else rest * share / sum_shares for at, share in enumerate(shares)]
        below = {at for at, part in enumerate(parts) if at not in fixed and part < floors[at]}
        if not below:
            return parts
        fixed |= below


def fit(words: Sequence[float], shares: Sequence[float], aligns: Sequence[str]) -> Widths:
    """Choose the type size and the widths of a table's columns.

    Parameters
    ----------
    words : sequence of float
        Width in em that each column needs to keep its words whole.
    shares : sequence of float
        `Column.share` of each.
    aligns : sequence of str
        `Column.align` of each.

    Returns
    -------
    Widths
        The largest size at which no word shorter than `LONGEST` is cut; else the smallest size.
    """
    insets = tuple(
        GAP if before == "right" and align != "right" else PADDING
        for before, align in zip(("left", *aligns), aligns, strict=False)
    )
    floors: list[float] = []
    size = SIZES[-1]
    for size in SIZES:
        floors = [
            min(word * size * SLACK, LONGEST * TEXT_WIDTH) + inset + PADDING
            for word, inset in zip(words, insets, strict=True)
        ]
        if sum(floors) <= TEXT_WIDTH:
            break
    widths = share_out(floors, shares, TEXT_WIDTH)
    narrowest = max(floor / width for floor, width in zip(floors, widths, strict=True)) * TEXT_WIDTH / size
    return Widths(tuple(width / TEXT_WIDTH for width in widths), size, insets, round(narrowest, 1))


def soften(text: str, limit: float) -> str:
    """Allow line breaks inside words that are wider than their line.

    Parameters
    ----------
    text : str
        One line of text.
    limit : float
        Width of the line in em.

    Returns
    -------
    str
        Text with zero-width spaces in the words that need them, after separators if that is enough.
    """
    return " ".join(_soften_word(word, limit) for word in text.split(" "))


def _soften_word(word: str, limit: float) -> str:
    if len(word) * 0.4 < limit and text_width(word, weight=600) <= limit:
        return word
    parts = NATURAL_CUT.split(word)
    return "\u200b".join("\u200b".join(part) if text_width(part, weight=600) > limit else part for part in parts)
