"""Labels kept apart: which level or row each one takes, and on which side of its mark it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sxsh_eval.reports.charts.page import Block

AIR = 1.6
"""Millimetres between two labels side by side."""
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
    spans = [(min(anchors[n], lefts[n]), max(anchors[n], lefts[n] + blocks[n].width)) for n in order]
    levels = first_fit(spans)
    return tuple(Flag(anchors[n], lefts[n], level, blocks[n]) for n, level in zip(order, levels, strict=True))
