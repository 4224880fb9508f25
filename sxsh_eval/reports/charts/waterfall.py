"""From one total to the next by signed steps: bars that begin where the step before ended."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from matplotlib.patches import Rectangle

from sxsh_eval.reports.charts.effect import Reach
from sxsh_eval.reports.charts.page import Block, Drawing, Page, sentence, total_height
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.reaches import draw_reach
from sxsh_eval.reports.charts.rows import Columns, draw_grid, plot_rows, tick_texts, write_line, write_scale
from sxsh_eval.reports.charts.scales import Scale
from sxsh_eval.reports.charts.theme import INK, RULE, SMALL
from sxsh_eval.reports.charts.waterfall_axis import is_cut, scales_of
from sxsh_eval.reports.charts.waterfall_data import WaterfallData, WaterfallGroup, WaterfallStep
from sxsh_eval.reports.charts.waterfall_words import (
    DOWN,
    TOTAL,
    UP,
    Rows,
    columns_of,
    heads_of,
    key_of,
    notes_of,
    rows_of,
)
from sxsh_eval.reports.charts.whiskers import HALO
from sxsh_eval.reports.charts.wrapping import line_height
from sxsh_eval.reports.language import Language

HALF = 1.7
"""Millimetres of a bar above and below its middle."""
SLANT, SLIT = 0.8, 2.2
"""Millimetres: how far the slits that cut a bar lean, and how far they are from its left end."""


@dataclass(frozen=True)
class Strip:
    """A group measured: its rows, its axis, and where the numbers of that axis stand (none under a shared one)."""

    group: WaterfallGroup
    rows: Rows
    scale: Scale
    foot: float

    @property
    def plot(self) -> float:
        """Millimetres of the rows with bars."""
        return sum(line.height for line in self.rows.lines)

    @property
    def height(self) -> float:
        """Millimetres with heading and numbers of the axis."""
        return (self.rows.title.height if self.rows.title else 0.0) + self.plot + self.foot


def bar(axes: Plot, ends: tuple[float, float], y: float, **look: object) -> None:
    """Level bar; a stroke where it has no length."""
    low, high = sorted(ends)
    if low == high:
        axes.plot((low, low), (y - HALF, y + HALF), color=INK, linewidth=1.4, zorder=3)
        return
    axes.add_patch(Rectangle((low, y - HALF), high - low, 2 * HALF, zorder=3, **look))  # type: ignore[arg-type]


def draw_total(axes: Plot, total: float, y: float, scale: Scale, per_mm: float) -> None:
    """Bar from 0, or from the left end with slits that say it is cut."""
    if not is_cut(scale):
        bar(axes, (0.0, total), y, **TOTAL)
        return
    bar(axes, (scale.low, total), y, **TOTAL)
    for left in (SLIT, SLIT + 1.3):
        x = scale.low + left * per_mm
        lean = SLANT * per_mm
        axes.plot((x, x + lean), (y + HALF + 0.5, y - HALF - 0.5), color="white", linewidth=1.6, zorder=3.5)


def draw_step(axes: Plot, step: WaterfallStep, before: float, y: float, scale: Scale) -> None:
    """Bar from the level before, its interval around the level after."""
    value = float(step.value.value)
    bar(axes, (before, before + value), y, **(UP if value > 0 else DOWN))
    if step.interval is not None:
        around = Reach.of(before + step.interval.left, before + step.interval.right, step.interval.unit)
        draw_reach(axes, around, y, INK, scale, path_effects=HALO)


def draw_bars(axes: Plot, strip: Strip, top: float, per_mm: float) -> None:
    """Totals with the steps between them, tied by thin lines at their levels."""
    group, middles, y = strip.group, [], top
    for line in strip.rows.lines:
        middles.append(line.middle(y))
        y += line.height
    draw_total(axes, float(group.start.value), middles[0], strip.scale, per_mm)
    for step, before, middle in zip(group.steps, group.levels, middles[1:], strict=False):
        draw_step(axes, step, before, middle, strip.scale)
    draw_total(axes, float(group.end.value), middles[-1], strip.scale, per_mm)
    for level, (one, other) in zip(group.levels, pairwise(middles), strict=True):
        axes.plot((level, level), (one + HALF, other - HALF), color=INK, linewidth=0.7, zorder=2)


def draw_strip(page: Page, columns: Columns, strip: Strip, top: float, texts: list[str]) -> None:
    """One group from a height on; numbers of its axis where it has its own."""
    if strip.rows.title is not None:
        write_line(page, columns, strip.rows.title, top)
        top += strip.rows.title.height
    axes = plot_rows(page, columns, strip.scale, top, strip.plot)
    draw_grid(axes, strip.scale)
    if strip.scale.holds(0):
        axes.axvline(0, color=RULE, linewidth=0.8, zorder=0.5)
    draw_bars(axes, strip, top, (strip.scale.high - strip.scale.low) / columns.axis)
    y = top
    for line in strip.rows.lines:
        write_line(page, columns, line, y)
        y += line.height
    if strip.foot:
        page.rule(y)
        write_scale(page, columns, strip.scale, texts, y)


def strips_of(data: WaterfallData, language: Language) -> list[Strip]:
    """All groups measured; only the last has numbers under a shared axis."""
    scales = scales_of(data)
    foot = line_height(SMALL) + 2.6
    shared = len(set(scales)) == 1
    last = len(data.groups) - 1
    return [
        Strip(group, rows_of(group, data, language), scale, 0.0 if shared and number < last else foot)
        for number, (group, scale) in enumerate(zip(data.groups, scales, strict=True))
    ]


def chart(data: WaterfallData, language: Language) -> Drawing:
    """Draw totals with the steps between them.

    Parameters
    ----------
    data : WaterfallData
        Any unit, the same in all groups.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide, as high as its rows need; a sentence when there are no groups.
    """
    if not data.groups:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    strips = strips_of(data, language)
    heads = heads_of(data, language)
    columns, head = columns_of(data, [strip.rows for strip in strips], heads, language)
    notes: tuple[Block, ...] = notes_of(data, [strip.scale for strip in strips], language)
    key = key_of(data, [strip.scale for strip in strips], language)
    top = max(block.height for block in (head, *heads)) + 0.8
    bottom = top + sum(strip.height for strip in strips)
    page = Page(bottom + total_height(notes) + 1 + key.height)
    page.write(head, at=(columns.left, 0))
    for left, block in zip(columns.cells[1:], heads, strict=True):
        page.write(block, at=(left, 0))
    y = top
    for strip in strips:
        draw_strip(page, columns, strip, y, tick_texts(strip.scale, language))
        y += strip.height
    page.write(*notes, at=(0, bottom))
    key.draw(page, bottom + total_height(notes) + 1)
    return page.figure
