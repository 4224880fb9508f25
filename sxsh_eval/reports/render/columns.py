"""Widths of a table's columns: their shares, but no word cut that fits, no column wider than its longest line."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import ceil
from statistics import fmean

from sxsh_eval.reports.fonts import digit_width, text_width
from sxsh_eval.reports.render.pieces import Line

TEXT_WIDTH = 453.5
"""Width of the text on A4 between the margins of Decree 30/2020/NĐ-CP (160 mm), in points."""

SIZES, SMALL_SIZES = (9.0, 8.5, 8.0), (7.5, 7.0, 6.5)
"""Type sizes of tables in points; the small ones only for tables that fit at no other."""

PADDING, GAP = 3.5, 9.0
"""White space at either side of a cell in points; on the left of a column that follows a right-aligned one."""

MARK = 1.1
"""Width of a mark's shape with its gap, in em."""

LONGEST = 0.3
"""A word wider than this part of the table is cut rather than given a column of its own."""

SHORT = (8.5, 6.0, 0.0)
"""Texts up to this width in em stay on one line: names of provinces, numbers with their unit. Each is tried."""

FULLNESS = (0.0, 0.35, 0.7)
"""Powers with which the mean width of a column's cells may bear on its share. Each is tried."""

WORD_END = re.compile(r" |(?<=/)(?=\w)")
"""Where lines may end: at spaces, and in numbers of documents after a stroke."""

SLACK = 1.02

LINE, RAGGED = 1.35, 1.1
"""Height of a line in em; room lost at its end."""

BROKEN, READABLE = 0.3, 2.0
"""Lines that a broken short text counts for; power with which smaller type counts."""

SAMPLE = 40
"""Rows that are measured for the height of a table; a longer one is sampled evenly."""


@dataclass(frozen=True)
class Need:
    """What a column asks for: widths in em.

    Attributes
    ----------
    words : float
        Its widest word.
    lines : tuple of float
        Each of its cells on one line, head first.
    """

    words: float
    lines: tuple[float, ...]

    @cached_property
    def longest(self) -> float:
        """Widest cell."""
        return max(self.lines)

    @cached_property
    def mean(self) -> float:
        """Mean width of its cells that are not empty."""
        return fmean([line for line in self.lines if line] or [0.0])

    @cached_property
    def floors(self) -> Mapping[float, float]:
        """Widths that cut no word and break no text narrower than each of `SHORT`."""
        return {
            short: max(self.words, max((line for line in self.lines if line <= short), default=0.0)) for short in SHORT
        }


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

    @property
    def fits(self) -> bool:
        """Whether no word is cut at this size on A4."""
        return self.narrowest * self.size <= TEXT_WIDTH + 0.5


def need(cells: Sequence[Line | None], align: str) -> Need:
    """Measure a column's head with its cells.

    Parameters
    ----------
    cells : sequence of Line or None
        At least one.
    align : str
        `Column.align`; digits of right-aligned columns are all as wide as 0.

    Returns
    -------
    Need
        Measured in semibold, to be safe.
    """
    words, lines = [0.0], []
    for cell in cells:
        widths, numeric = [0.0], [False]
        for piece in cell or ():
            text = re.sub(r"\d", "0", piece.text) if align == "right" else piece.text
            mark = MARK * bool(piece.shape)
            words += [text_width(word, weight=600) + mark for word in WORD_END.split(text)]
            widths[-1] += text_width(text, weight=600) + mark + piece.after
            numeric[-1] |= "0" in text
            widths += [0.0] * piece.ends
            numeric += [False] * piece.ends
        lines.append(max(widths))
        if len(widths) > 1:  # an interval on a line of its own is not broken again, a remark may be
            words += [width for width, digits in zip(widths, numeric, strict=True) if digits]
    return Need(max(words), tuple(lines))


def number_width(text: str) -> float:
    """Width in em of a cell of a right-aligned column, whose digits are all equally wide."""
    letters = re.sub(r"\d", "", text)
    return text_width(letters) + (len(text) - len(letters)) * digit_width()


def share_out(floors: Sequence[float], ceilings: Sequence[float], shares: Sequence[float], total: float) -> list[float]:
    """Divide `total` by `shares`, each part between its floor and its ceiling.

    Parameters
    ----------
    floors, ceilings : sequence of float
        Least and largest useful width of each column.
    shares : sequence of float
        Wanted proportions, positive.
    total : float
        Width to divide. If the floors need more, all shrink alike; if the ceilings leave some, all grow alike.

    Returns
    -------
    list of float
        Widths whose sum is `total`.
    """

    def widths(scale: float) -> list[float]:
        return [
            max(floor, min(scale * share, ceiling))
            for share, floor, ceiling in zip(shares, floors, ceilings, strict=True)
        ]

    bends = sorted(end / share for ends in (floors, ceilings) for end, share in zip(ends, shares, strict=True))
    at = bisect_left(bends, total, key=lambda scale: sum(widths(scale)))
    if 0 < at < len(bends):
        low, high = (sum(widths(bends[end])) for end in (at - 1, at))
        scale = bends[at - 1] + (total - low) / (high - low) * (bends[at] - bends[at - 1])
    else:
        scale = bends[min(at, len(bends) - 1)]
    divided = widths(scale)
    return [width * total / sum(divided) for width in divided]


def fit(needs: Sequence[Need], shares: Sequence[float], aligns: Sequence[str]) -> Widths:
    """Choose the type size and the widths of a table's columns.

    Parameters
    ----------
    needs : sequence of Need
        One a column.
    shares : sequence of float
        `Column.share` of each, positive.
    aligns : sequence of str
        `Column.align` of each.

    Returns
    -------
    Widths
        Of the layouts that cut no word shorter than `LONGEST`, the lowest one, with a premium on larger type.
    """
    insets = tuple(
        GAP if before == "right" and align != "right" else PADDING
        for before, align in zip(("left", *aligns), aligns, strict=False)
    )
    for sizes in (SIZES, SMALL_SIZES, SMALL_SIZES[-1:]):
        layouts = [
            _layout(needs, shares, insets, size, short, fullness)
            for size, short, fullness in product(sizes, SHORT, FULLNESS)
        ]
        fitting = [layout for layout in layouts if layout.fits]
        if fitting:
            break
    return min(fitting or layouts, key=lambda layout: _height(layout, needs))


def _layout(
    needs: Sequence[Need],
    shares: Sequence[float],
    insets: tuple[float, ...],
    size: float,
    short: float,
    fullness: float,
) -> Widths:
    """Widths for one choice of size, unbroken texts and weight of fullness."""
    sides = [inset + PADDING for inset in insets]
    asked = [min(one.floors[short] * size * SLACK, LONGEST * TEXT_WIDTH) for one in needs]
    floors = [width + side for width, side in zip(asked, sides, strict=True)]
    ceilings = [one.longest * size * SLACK + side for one, side in zip(needs, sides, strict=True)]
    weights = [share * max(one.mean, 1.0) ** fullness for share, one in zip(shares, needs, strict=True)]
    widths = share_out(floors, ceilings, weights, TEXT_WIDTH)
    narrowest = max(floor / width for floor, width in zip(floors, widths, strict=True)) * TEXT_WIDTH / size
    return Widths(tuple(width / TEXT_WIDTH for width in widths), size, insets, round(narrowest, 1))


def _height(layout: Widths, needs: Sequence[Need]) -> float:
    """Height of a table in points, reckoned from the lines of its cells, with a surcharge on what is hard to read."""
    step = max(1, len(needs[0].lines) // SAMPLE)
    room = [
        (share * TEXT_WIDTH - inset - PADDING) / layout.size
        for share, inset in zip(layout.shares, layout.insets, strict=True)
    ]
    height = 0.0
    for row in zip(*(one.lines[::step] for one in needs), strict=True):
        lines = [1 if line <= width else ceil(line * RAGGED / width) for line, width in zip(row, room, strict=True)]
        broken = sum(count > 1 and line <= SHORT[0] for count, line in zip(lines, row, strict=True))
        height += max(lines) + BROKEN * broken
    return height * LINE * layout.size * float((SIZES[0] / layout.size) ** READABLE)
