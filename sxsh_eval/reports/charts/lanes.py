"""One lane of the timeline: its items placed without overlap, and its quiet years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sxsh_eval.parameters.quantity import Years
from sxsh_eval.reports.charts.data import Lane, TimelineItem
from sxsh_eval.reports.charts.packing import first_fit
from sxsh_eval.reports.charts.page import WIDTH, Block, total_height
from sxsh_eval.reports.charts.quiet import quiet_years
from sxsh_eval.reports.charts.theme import FAINT_INK, SMALL
from sxsh_eval.reports.language import Language

TITLE, LEFT, RIGHT = 27.0, 30.0, WIDTH - 1.0
"""Millimetres: width of the lanes' titles, left and right end of the years."""
LABEL = 58.0
"""Millimetres a label may be wide before it wraps."""
OFFSET, BAR, QUIET, PAD = 2.2, 2.4, 4.6, 1.4
"""Millimetres: mark to label, bar of a span, strip of quiet years, space above and below a lane."""


@dataclass(frozen=True)
class Scale:
    """Calendar to paper: years `first` to `last`, both included."""

    first: int
    last: int

    @property
    def year(self) -> float:
        """Millimetres of one year."""
        return (RIGHT - LEFT) / (self.last + 1 - self.first)

    def at(self, day: date) -> float:
        """Millimetres from the page's left edge to a day."""
        start = date(day.year, 1, 1)
        part = (day - start) / (date(day.year + 1, 1, 1) - start)
        return LEFT + (day.year + part - self.first) * self.year

    def span(self, first: int, last: int) -> tuple[float, float]:
        """Millimetres from the beginning of one year to the end of another."""
        return LEFT + (first - self.first) * self.year, LEFT + (last + 1 - self.first) * self.year


@dataclass(frozen=True)
class Placed:
    """An item on paper.

    Attributes
    ----------
    mark : (float, float)
        Left and right end of its mark; the same for a single day.
    left : float
        Left edge of its label, in millimetres of the page.
    """

    item: TimelineItem
    mark: tuple[float, float]
    block: Block
    left: float

    @property
    def extent(self) -> tuple[float, float]:
        """From the left end to the right end of mark with label."""
        return min(self.mark[0] - 1.2, self.left), max(self.mark[1] + 1.2, self.left + self.block.width)

    @property
    def height(self) -> float:
        """Millimetres; the label of a span stands under its bar."""
        return self.block.height + (BAR + 0.4 if self.item.last else 0.0) + 0.8


@dataclass(frozen=True)
class Band:
    """A lane on paper: rows of items from the top down, quiet years under them."""

    lane: Lane
    title: Block
    rows: tuple[tuple[Placed, ...], ...]
    note: Block | None
    quiet: tuple[Years, ...]

    @property
    def row_heights(self) -> tuple[float, ...]:
        """Millimetres of each row."""
        return tuple(max(placed.height for placed in row) for row in self.rows)

    def labels_across(self, x: float, top: float) -> list[tuple[float, float]]:
        """From edge to edge, the labels over a vertical line at `x`, downwards from `top`."""
        spans = []
        for row, height in zip(self.rows, self.row_heights, strict=True):
            for placed in row:
                if placed.left - 0.5 < x < placed.left + placed.block.width + 0.5:
                    start = top + (BAR + 0.4 if placed.item.last else 0.0)
                    spans.append((start, start + placed.block.height))
            top += height
        if self.note and LEFT < x < LEFT + 1.5 + self.note.width:
            spans.append((top, top + self.note.height))
        return sorted(spans)

    @property
    def height(self) -> float:
        """Millimetres with the space around it."""
        note = self.note.height if self.note else 0.0
        inner = sum(self.row_heights) + note + (QUIET if self.quiet else 0.0)
        return max(inner, total_height((self.title,))) + 2 * PAD


def place_span(item: TimelineItem, text: str, scale: Scale) -> Placed:
    """A bar over its label."""
    last = item.last or item.first
    mark = scale.at(item.first), scale.at(last + timedelta(days=1)) if last.year < scale.last else RIGHT
    block = Block.of(text, max(LABEL, mark[1] - mark[0]), size=SMALL)
    return Placed(item, mark, block, max(LEFT, min(mark[0], RIGHT - block.width)))


def place_day(item: TimelineItem, text: str, scale: Scale, avoid: float | None) -> Placed:
    """A marker with its label on the roomier side that the line at `avoid` does not cross, if there is one."""
    x = scale.at(item.first)
    options = []
    for right in (True, False):
        room = min(LABEL, RIGHT - x - OFFSET if right else x - OFFSET - LEFT)
        if room < min(LABEL / 2, RIGHT - LEFT):
            continue
        block = Block.of(text, room, size=SMALL)
        left = x + OFFSET if right else x - OFFSET - block.width
        crossed = avoid is not None and left < avoid < left + block.width
        options.append((len(block.lines) + (2 if crossed else 0), not right, Placed(item, (x, x), block, left)))
    return min(options, key=lambda option: option[:2])[2]


def measure(lane: Lane, scale: Scale, period: Years, letter: date | None, language: Language) -> Band:
    """A lane with its items in rows.

    Parameters
    ----------
    lane : Lane
    scale : Scale
    period : Years
        Years in which silence counts, up to the letter.
    letter : date, optional
        Labels keep clear of this day's line where they can.
    language : Language

    Returns
    -------
    Band
        All lengths in millimetres.
    """
    avoid = scale.at(letter) if letter else None
    placed = []
    for item in sorted(lane.items, key=lambda item: (item.first, item.last or item.first)):
        text = language.show(item.label)
        placed.append(place_span(item, text, scale) if item.last else place_day(item, text, scale, avoid))
    numbers = first_fit([one.extent for one in placed])
    rows = tuple(
        tuple(one for one, number in zip(placed, numbers, strict=True) if number == row) for row in sorted(set(numbers))
    )
    quiet = quiet_years(lane, period, letter) if lane.watch else ()
    title = language.show(lane.title) if lane.title else language.text(f"figures.timeline.{lane.kind}")
    note = None
    if not lane.items and not (quiet and lane.empty is None):
        words = language.show(lane.empty) if lane.empty else language.text("figures.timeline.none")
        note = Block.of(words, RIGHT - LEFT - 2, "italic", SMALL, FAINT_INK)
    return Band(lane, Block.of(title, TITLE, "strong"), rows, note, quiet)


def year_step(scale: Scale, widest: float) -> int:
    """Years from label to label, so that labels `widest` millimetres wide stand apart."""
    steps: Sequence[int] = (1, 2, 5, 10, 20, 50)
    return next((step for step in steps if step * scale.year >= widest + 1.5), steps[-1])
