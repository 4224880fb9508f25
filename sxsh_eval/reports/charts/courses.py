"""Fitted curves on a panel: solid over the observed years, dashed with a lighter band after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sxsh_eval.reports.charts.diffusion_data import Curve, CurvePoint, Saturation
from sxsh_eval.reports.charts.page import Block
from sxsh_eval.reports.charts.palette import OBSERVED, PROJECTED
from sxsh_eval.reports.charts.panel import LEFT, MARGIN, RIGHT, Panel
from sxsh_eval.reports.charts.shares import ends
from sxsh_eval.reports.charts.theme import SMALL, Look
from sxsh_eval.reports.marks import BLACK, GREY

SEEN, AHEAD = 0.24, 0.12
"""Opacity of a band within the observed years, and after them."""


@dataclass(frozen=True)
class CurveLook:
    """Colour, thickness and dashes of a curve: told apart in grey by the last two."""

    colour: str
    width: float
    dashes: tuple[float, ...]

    @property
    def solid(self) -> Look:
        """Line over observed years."""
        return {"color": self.colour, "linewidth": self.width, "zorder": 3}

    @property
    def dashed(self) -> Look:
        """Line after them: a projection."""
        return {**self.solid, "color": PROJECTED, "linestyle": (0, self.dashes)}


LOOKS = (
    CurveLook(OBSERVED, 2.2, (3.0, 1.2)),
    CurveLook(BLACK, 1.5, (5.0, 1.6, 1.0, 1.6)),
    CurveLook(GREY, 1.0, (1.5, 1.5)),
)


def split(points: Sequence[CurvePoint], turn: float | None) -> tuple[list[CurvePoint], list[CurvePoint]]:
    """Points up to a year, and from there on; both have the point in between."""
    if turn is None or turn >= points[-1].year:
        return list(points), []
    if turn <= points[0].year:
        return [], list(points)
    middle = between(points, turn)
    before = [point for point in points if point.year < turn]
    after = [point for point in points if point.year > turn]
    return [*before, middle], [middle, *after]


def between(points: Sequence[CurvePoint], year: float) -> CurvePoint:
    """Point of a curve in a year, on the straight line between its neighbours."""
    years = [point.year for point in points]

    def at(values: list[float]) -> float:
        return float(np.interp(year, years, values))

    right = int(np.searchsorted(years, year))
    known = all(point.band for point in points[max(right - 1, 0) : right + 1])
    band = None
    if known:
        low, high = ([(point.band or (point.share, point.share))[end] for point in points] for end in (0, 1))
        band = at(low), at(high)
    return CurvePoint(year=year, share=at([point.share for point in points]), band=band)


def draw_part(panel: Panel, points: list[CurvePoint], look: Look, alpha: float, half: float) -> None:
    """Line with the band around it where that is known."""
    if not points:
        return
    years = [point.year + half for point in points]
    panel.axes.plot(years, [point.share for point in points], **look)
    low, high = ([point.band[end] if point.band else np.nan for point in points] for end in (0, 1))
    if any(point.band for point in points):
        panel.axes.fill_between(years, low, high, color=look["color"], alpha=alpha, linewidth=0, zorder=1)
        for edge in (low, high):
            panel.axes.plot(years, edge, **{**look, "linewidth": 0.5, "alpha": 0.7, "zorder": 1.5})


def draw_curve(panel: Panel, curve: Curve, look: CurveLook, turn: float | None, half: float) -> None:
    """Both parts of a curve; labels keep off line and band's edges.

    Parameters
    ----------
    panel : Panel
    curve : Curve
    look : CurveLook
    turn : float, optional
        Year of the last observation.
    half : float
        Years from a year's beginning to where it stands.
    """
    before, after = split(curve.points, turn)
    draw_part(panel, before, look.solid, SEEN, half)
    draw_part(panel, after, look.dashed, AHEAD, half)
    first, last = curve.points[0].year, curve.points[-1].year
    for year in np.linspace(first, last, 160):
        point = between(curve.points, float(year))
        panel.lines += [panel.spot(point.year + half, share) for share in (point.share, *(point.band or ()))]


def draw_saturation(panel: Panel, level: Saturation, words: str, look: CurveLook) -> None:
    """Dotted line at the level a curve tends to, its interval as a bar at the right end, its name beside that."""
    low, high = ends(level.value)
    middle = (low + high) / 2
    panel.axes.axhline(middle, color=look.colour, linewidth=1.2, linestyle=(0, (1, 1.4)), zorder=2)
    panel.lines += [(float(x), panel.spot(panel.years[0], middle)[1]) for x in np.linspace(LEFT, RIGHT, 120)]
    if level.interval is not None:
        tops = [panel.spot(panel.years[0], end)[1] for end in ends(level.interval)]
        panel.page.sheet.plot((RIGHT + 0.8, RIGHT + 0.8), tops, color=look.colour, linewidth=2.0, alpha=0.6)
    y = panel.spot(panel.years[0], middle)[1]
    panel.margin.append((y, Block.of(words, MARGIN, size=SMALL, colour=look.colour)))
