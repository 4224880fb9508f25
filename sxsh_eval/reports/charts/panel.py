"""A plot with labels beside its marks: where a point of the data lies on the page, and which places are still free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sxsh_eval.reports.charts.page import WIDTH, Block, Page
from sxsh_eval.reports.charts.placing import Box, around, choose, everywhere, spread
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.theme import FAINT_INK, GRID, INK, RULE, SMALL, Face, marker
from sxsh_eval.reports.charts.wrapping import line_height
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import MarkStyle

LEFT, RIGHT, FOOT = 12.0, 122.0, 5.5
"""Millimetres: left and right end of the years, room for their numbers under a plot."""
LABEL, MARGIN = 52.0, WIDTH - RIGHT - 4
"""Millimetres a label may be wide inside and right of the plot."""
AWAY, FAR = 2.2, 4.5
"""Millimetres from mark to label; beyond the second a thin line ties them."""
EDGE = 0.6
"""Years from the right end within which a mark's label goes into the margin."""


@dataclass
class Panel:
    """A plot with what has been drawn in it so far.

    Attributes
    ----------
    top, height : float
        Upper edge and height of the per cent axis, millimetres of the page.
    years : (float, float)
        Left and right end.
    highest, lowest : float
        Data at the upper and lower end; `shares` are the numbers of the axis.
    left, right, edge : float
        Millimetres of the left and right end of the years, and where the margin ends.
    gap, air : float
        Millimetres between the plot and its margin, and between labels there.
    taken : list of Box
        Marks and labels.
    lines : list of (x, y)
        Points of the lines, in millimetres.
    margin : list of (float, Block)
        Labels for the right margin with the height of their points.
    """

    page: Page
    axes: Plot
    top: float
    height: float
    years: tuple[float, float]
    highest: float = 100.0
    shares: tuple[float, ...] = (0, 25, 50, 75, 100)
    taken: list[Box] = field(default_factory=list)
    lines: list[tuple[float, float]] = field(default_factory=list)
    margin: list[tuple[float, Block]] = field(default_factory=list)
    lowest: float = 0.0
    left: float = LEFT
    right: float = RIGHT
    edge: float = WIDTH
    gap: float = 0.0
    air: float = 0.0

    @property
    def room(self) -> float:
        """Millimetres of the margin."""
        return self.edge - self.right - self.gap - 4

    @property
    def frame(self) -> Box:
        """Where labels may stand inside the plot."""
        return Box(self.left + 0.5, self.top - 1.5, self.right + 2, self.top + self.height + 0.5)

    def spot(self, year: float, share: float) -> tuple[float, float]:
        """Millimetres on the page of a point of the data."""
        first, last = self.years
        x = self.left + (year - first) / (last - first) * (self.right - self.left)
        return x, self.top + (self.highest - share) / (self.highest - self.lowest) * self.height

    def mark(self, year: float, share: float, style: MarkStyle, size: float = 6.5) -> None:
        """Draw a marker of a size in points; its place is taken from now on."""
        self.axes.plot([year], [share], **marker(style, size))
        x, y = self.spot(year, share)
        self.taken.append(Box(x - 1.5, y - 1.5, x + 1.5, y + 1.5))

    def label(self, at: tuple[float, float], text: str, face: Face = "plain", colour: str = INK) -> None:
        """Name a point of the data: in the margin when it lies at the right end, else beside it."""
        x, y = self.spot(*at)
        if at[0] >= self.years[1] - EDGE:
            self.margin.append((y, Block.of(text, self.room, face, SMALL, colour)))
            return
        block = Block.of(text, LABEL, face, SMALL, colour)
        self.settle(block, around((x, y), (block.width, block.height), AWAY), [(x, y)])

    def settle(self, block: Block, candidates: Sequence[Box], points: Sequence[tuple[float, float]]) -> None:
        """Write a block at the best of some places, else at the nearest free one, tied to the nearest of its points."""
        box = choose(candidates, self.frame, self.taken, self.lines)
        if any(box.overlaps(other) for other in self.taken):
            further = [box, *everywhere(self.frame, points[len(points) // 2], (block.width, block.height))]
            box = choose(further, self.frame, self.taken, self.lines)
        self.taken.append(box)
        self.page.write(block, at=(box.left, box.top), halo="white")
        point = min(points, key=box.distance)
        if box.distance(point) > FAR:
            ends = zip(point, box.nearest(point), strict=True)
            self.page.sheet.plot(*ends, color=RULE, linewidth=0.7, zorder=1)

    def write_margin(self) -> None:
        """Labels right of the plot, tied to their points."""
        heights = [block.height + self.air for _, block in self.margin]
        middles = [middle for middle, _ in self.margin]
        tops = spread(middles, heights, (self.top - 2, self.top + self.height + 1))
        right = self.right + self.gap
        for (middle, block), top in zip(self.margin, tops, strict=True):
            ends = (middle, top + block.height / 2)
            self.page.sheet.plot((right + 1.6, right + 3.4), ends, color=RULE, linewidth=0.7, zorder=1)
            self.page.write(block, at=(right + 4, top))

    def levels(self, texts: Sequence[str]) -> None:
        """Level lines at the numbers of the axis, with finished texts for them."""
        for share, text in zip(self.shares, texts, strict=True):
            self.axes.axhline(share, color=RULE if share == 0 else GRID, linewidth=0.8, zorder=0.5)
            block = Block((text,), size=SMALL, colour=FAINT_INK)
            y = self.spot(self.years[0], share)[1]
            self.page.write(block, at=(self.left - 1.5, y - line_height(SMALL) / 2), align="right")

    def grid(self, language: Language, *, numbered: bool) -> None:
        """Per cent grid with its numbers; year numbers only where `numbered`."""
        self.levels([language.quantity(share, "percent") for share in self.shares])
        for year in year_numbers(*self.years):
            self.axes.axvline(year, color=GRID, linewidth=0.8, zorder=0.5)
            if numbered:
                block = Block((str(year),), size=SMALL, colour=FAINT_INK)
                x, y = self.spot(year + 0.5, 0)
                x = max(x, self.left - 1.0 + block.width / 2)  # clear of the lowest per cent number
                self.page.write(block, at=(x, y + 0.8), align="center")


def year_numbers(first: float, last: float) -> list[int]:
    """Round years, at least 10 mm apart; each number stands in the middle of its year."""
    width = (RIGHT - LEFT) / max(last - first, 1)
    step = next((step for step in (1, 2, 5, 10, 20) if step * width >= 10), 50)  # noqa: PLR2004  see the summary
    return [year for year in range(int(first), int(last)) if year % step == 0]
