"""Labels beside marks inside a plot: the first good place that covers no other label and as little line as possible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import dist

import numpy as np

OVERLAP, OUTSIDE = 1_000.0, 10_000.0
"""What it costs to cover another label or to leave the plot; a point of a line costs 1."""

CLEAR = 0.6
"""Millimetres that labels keep from lines."""


@dataclass(frozen=True)
class Box:
    """Rectangle in millimetres of the page, downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two share an area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def inside(self, other: Box) -> bool:
        """Whether it lies wholly in `other`."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )

    def grown(self, by: float) -> Box:
        """Box with a rim."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def nearest(self, point: tuple[float, float]) -> tuple[float, float]:
        """Its point nearest to another."""
        return min(max(point[0], self.left), self.right), min(max(point[1], self.top), self.bottom)

    def distance(self, point: tuple[float, float]) -> float:
        """Millimetres to a point."""
        return dist(self.nearest(point), point)


def around(point: tuple[float, float], size: tuple[float, float], away: float) -> list[Box]:
    """Places for a label of a size around a point, the best first.

    Parameters
    ----------
    point : (x, y)
        Millimetres.
    size : (width, height)
        Millimetres.
    away : float
        Millimetres from point to label.

    Returns
    -------
    list of Box
        Beside the point, then higher or lower by half its height up to twice, then over or under it.
    """
    x, y = point
    width, height = size
    boxes = []
    for step in (0.0, -0.5, 0.5, -1.0, 1.0, -1.5, 1.5, -2.0, 2.0):
        top = y - height / 2 + step * height
        boxes += [Box(left, top, left + width, top + height) for left in (x + away, x - away - width)]
    for top in (y - away - height, y + away):
        boxes += [Box(x - part * width, top, x + (1 - part) * width, top + height) for part in (0.5, 0.25, 0.75)]
    return boxes


def everywhere(frame: Box, point: tuple[float, float], size: tuple[float, float]) -> list[Box]:
    """Places for a label of a size all over a frame, the nearest to a point first.

    Parameters
    ----------
    frame : Box
    point : (x, y)
        Millimetres.
    size : (width, height)
        Millimetres.

    Returns
    -------
    list of Box
        On a grid of 4 by 1 mm; empty when the label is larger than the frame.
    """
    width, height = size
    columns = range(max(0, int((frame.right - frame.left - width) / 4) + 1))
    rows = range(max(0, int(frame.bottom - frame.top - height) + 1))
    corners = [(frame.left + 4 * column, frame.top + row) for column in columns for row in rows]
    boxes = [Box(left, top, left + width, top + height) for left, top in corners]
    return sorted(boxes, key=lambda box: (box.distance(point), box.left, box.top))


def choose(candidates: Sequence[Box], frame: Box, taken: Iterable[Box], points: Sequence[tuple[float, float]]) -> Box:
    """Candidate with the least cost; among equals the earliest.

    Parameters
    ----------
    candidates : sequence of Box
        At least one, the best first.
    frame : Box
        Labels stay inside.
    taken : iterable of Box
        Labels and marks already placed.
    points : sequence of (x, y)
        Points of the lines, in millimetres.

    Returns
    -------
    Box
    """
    used = tuple(taken)
    x, y = np.array(points, dtype=float).reshape(-1, 2).T

    def crossed(box: Box) -> int:
        return int(np.count_nonzero((box.left <= x) & (x <= box.right) & (box.top <= y) & (y <= box.bottom)))

    def cost(box: Box) -> float:
        covered = sum(OVERLAP for other in used if box.overlaps(other))
        return covered + (0.0 if box.inside(frame) else OUTSIDE) + crossed(box.grown(CLEAR))

    return min(candidates, key=cost)


def spread(middles: Sequence[float], heights: Sequence[float], room: tuple[float, float]) -> list[float]:
    """Upper edges of labels beside a line's ends, moved apart as little as needed.

    Parameters
    ----------
    middles, heights : sequence of float
        Wanted middle and height of each label, millimetres downwards.
    room : (float, float)
        First and last millimetre to use.

    Returns
    -------
    list of float
        In the order given.
    """
    order = sorted(range(len(middles)), key=lambda n: middles[n])
    tops = [0.0] * len(middles)
    edge = room[0]
    for n in order:
        tops[n] = max(edge, middles[n] - heights[n] / 2)
        edge = tops[n] + heights[n]
    edge = room[1]
    for n in reversed(order):
        tops[n] = min(tops[n], edge - heights[n])
        edge = tops[n]
    return tops
