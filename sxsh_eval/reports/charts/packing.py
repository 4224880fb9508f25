"""Labels kept apart: which level, row or column each one takes, and on which side of its mark it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sxsh_eval.reports.charts.page import Block

Item = TypeVar("Item")
AIR = 1.6
"""Millimetres between two labels side by side."""
NEARLY = 1e-6
"""Millimetres that rounding may take."""
POLE = 0.9
"""Millimetres between a mark's line and its label."""


@dataclass(frozen=True)
class Flag:
    """A one-line label on a thin line over its mark.

    Attributes
    ----------
    anchor, left : float
        Millimetres from the axis's left end: the mark, and the label's left edge.
    level : int
        0 is next to the marks.
    """

    anchor: float
    left: float
    level: int
    block: Block


def first_fit(spans: Sequence[tuple[float, float]], air: float = AIR) -> list[int]:
    """Row for each span, in the given order, so that spans of a row keep their distance.

    Parameters
    ----------
    spans : sequence of (float, float)
        Left and right ends.
    air : float
        Least distance, in the same unit.

    Returns
    -------
    list of int
        Row numbers from 0.
    """
    rows: list[list[tuple[float, float]]] = []
    chosen = []
    for left, right in spans:
        free = (
            number
            for number, row in enumerate(rows)
            if all(right + air <= start or end + air <= left for start, end in row)
        )
        number = next(free, len(rows))
        if number == len(rows):
            rows.append([])
        rows[number].append((left, right))
        chosen.append(number)
    return chosen


def raise_flags(anchors: Sequence[float], blocks: Sequence[Block], width: float) -> tuple[Flag, ...]:
    """Labels over marks, all to one side where possible, so that no line crosses another's label.

    Parameters
    ----------
    anchors : sequence of float
        Marks, millimetres from the axis's left end.
    blocks : sequence of Block
        One-line labels.
    width : float
        Millimetres of the axis; labels stay inside, with a little more room on the right.

    Returns
    -------
    tuple of Flag
        In the order of drawing.
    """
    pairs = list(zip(anchors, blocks, strict=True))
    if all(anchor + POLE + block.width <= width + POLE for anchor, block in pairs):
        rightward = [True] * len(pairs)
    elif all(anchor >= POLE + block.width for anchor, block in pairs):
        rightward = [False] * len(pairs)
    else:
        rightward = [anchor <= width / 2 for anchor in anchors]
    # The label that ends nearest to its side's edge lies lowest: lines of the others then pass beside it.
    order = sorted(range(len(pairs)), key=lambda n: (rightward[n], -anchors[n] if rightward[n] else anchors[n]))
    lefts = [a + POLE if right else a - POLE - b.width for (a, b), right in zip(pairs, rightward, strict=True)]
    flags: list[Flag] = []
    for n in order:
        levels = (level for level in range(len(flags)) if stands_free(flags, anchors[n], lefts[n], level, blocks[n]))
        level = next(levels, len(flags))
        flags.append(Flag(anchors[n], lefts[n], level, blocks[n]))
    return tuple(flags)


def stands_free(flags: Sequence[Flag], anchor: float, left: float, level: int, block: Block) -> bool:
    """Whether a label on a level touches no other one, nor any line on the way to its mark."""
    for other in flags:
        beside = left + block.width + AIR <= other.left or other.left + other.block.width + AIR <= left
        if level == other.level and not beside:
            return False
        under_line = level < other.level and left - AIR / 2 < other.anchor < left + block.width + AIR / 2
        over_label = level > other.level and other.left < anchor < other.left + other.block.width
        if under_line or over_label:
            return False
    return True


def split_rows(rows: Sequence[Item], heights: Sequence[float], count: int) -> list[list[Item]]:
    """Rows in their order dealt to columns of about the same height.

    Parameters
    ----------
    rows : sequence
    heights : sequence of float
    count : int
        Number of columns.

    Returns
    -------
    list of list
        A column ends with the row that brings it to its part of the whole height; the last ones may be empty.
    """
    columns: list[list[Item]] = [[] for _ in range(count)]
    whole, filled, at = sum(heights), 0.0, 0
    for row, height in zip(rows, heights, strict=True):
        columns[at].append(row)
        filled += height
        if at < count - 1 and filled >= whole * (at + 1) / count - NEARLY:
            at += 1
    return columns
