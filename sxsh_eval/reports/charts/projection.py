"""Drawn futures of scenarios: the median with its band by year, from a known state towards targets."""

from __future__ import annotations

from itertools import pairwise

from sxsh_eval.reports.charts.page import Block, Drawing, Page, sentence, total_height
from sxsh_eval.reports.charts.palette import CONTEXT, PROJECTED, TARGET
from sxsh_eval.reports.charts.panel import Panel
from sxsh_eval.reports.charts.placing import Box, around
from sxsh_eval.reports.charts.programme_data import ProjectedLine, ProjectionBase, ProjectionData, ProjectionPanel
from sxsh_eval.reports.charts.projection_layout import (
    AIR,
    BESIDE,
    HEAD,
    OPACITY,
    gap_of,
    height_of,
    key_of,
    places_of,
    round_years,
    scale_of,
    tops_of,
)
from sxsh_eval.reports.charts.projection_words import base_words, end_block, heads, measure_blocks, target_words
from sxsh_eval.reports.charts.rows import tick_texts
from sxsh_eval.reports.charts.theme import FAINT_INK, GRID, RULE, SMALL, Look
from sxsh_eval.reports.charts.whiskers import WHISKER
from sxsh_eval.reports.charts.wrapping import text_width
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import BLACK, mark_style

LINES: tuple[Look, ...] = (
    {"color": PROJECTED, "linewidth": 2.2, "linestyle": "-"},
    {"color": BLACK, "linewidth": 1.6, "linestyle": (0, (5, 1.6))},
    {"color": CONTEXT, "linewidth": 1.6, "linestyle": (0, (5, 1.6, 1, 1.6))},
    {"color": PROJECTED, "linewidth": 1.3, "linestyle": (0, (1.5, 1.5))},
)
"""Told apart in grey by thickness and dashes."""
STEPS = 40
"""Points along a line that labels keep off."""


def years_under(panel: Panel, numbered: tuple[int, ...]) -> None:
    """Upright lines at years with their numbers."""
    for year in numbered:
        panel.axes.axvline(year, color=GRID, linewidth=0.8, zorder=0.5)
        x, y = panel.spot(year, panel.lowest)
        block = Block((str(year),), size=SMALL, colour=FAINT_INK)
        x = max(x, panel.left - 1.0 + block.width / 2)  # clear of the lowest number of the upright axis
        panel.page.write(block, at=(x, y + 0.8), align="center")


def draw_line(panel: Panel, line: ProjectedLine, look: Look, opacity: float | None) -> None:
    """Median, over its band where there are few lines; labels keep off it."""
    years = [float(point.year) for point in line.points]
    bands = [point.band or (float("nan"), float("nan")) for point in line.points]
    if opacity is not None and any(point.band for point in line.points):
        lows, highs = zip(*bands, strict=True)
        panel.axes.fill_between(years, lows, highs, color=look["color"], alpha=opacity, linewidth=0, zorder=1)
        for ends in (lows, highs):
            panel.axes.plot(years, ends, color=look["color"], linewidth=0.6, alpha=0.7, zorder=1.5)
    values = [point.value for point in line.points]
    panel.axes.plot(years, values, zorder=3, **look)
    spots = [panel.spot(year, value) for year, value in zip(years, values, strict=True)]
    for (x, y), (u, v) in pairwise(spots):
        panel.lines += [(x + (u - x) * n / STEPS, y + (v - y) * n / STEPS) for n in range(STEPS)]


def draw_last(panel: Panel, line: ProjectedLine, look: Look, number: int) -> None:
    """Interval of the last year right of the plot, each line's at a place of its own."""
    end = line.points[-1]
    if end.band is not None:
        x = panel.right + 1.6 + number * BESIDE
        ys = [panel.spot(end.year, one)[1] for one in (*end.band, end.value)]
        panel.page.sheet.plot((x, x), ys[:2], color=look["color"], linewidth=1.6, zorder=2)
        panel.page.sheet.plot((x - 0.7, x + 0.7), (ys[2], ys[2]), color=look["color"], linewidth=1.6, zorder=2)


def draw_base(panel: Panel, base: ProjectionBase, language: Language, *, named: bool) -> None:
    """State at the start with its interval, named beside it where there is room."""
    value, style = float(base.value.value.value), mark_style("evidence", base.value.grade)
    if base.value.interval is not None:
        ends = float(base.value.interval.low), float(base.value.interval.high)
        panel.axes.plot((base.year, base.year), ends, color=style.colour, clip_on=False, zorder=4, **WHISKER)
    panel.mark(base.year, value, style, 5.5)
    if named:
        panel.label((base.year, value), base_words(base, language))


def draw_panel(panel: Panel, one: ProjectionPanel, data: ProjectionData, language: Language) -> None:
    """All of one panel: lines, marks, then their names."""
    opacity = OPACITY.get(len(one.lines))
    for number, (line, look) in enumerate(zip(one.lines, LINES, strict=False)):
        draw_line(panel, line, look, opacity)
        if opacity is None:
            draw_last(panel, line, look, number)
    for target in one.targets:
        panel.mark(target.year, float(target.value.value), TARGET, 5.5)
    if one.base is not None:
        draw_base(panel, one.base, language, named=len(data.panels) == 1)
    for target in one.targets:
        name_target(panel, target.year, float(target.value.value), target_words(target, language))
    for line, look in zip(one.lines, LINES, strict=False):
        end = line.points[-1]
        x, y = panel.spot(end.year, end.value)
        if end.year < data.last:
            panel.page.sheet.plot((x, panel.right + 1.6), (y, y), color=RULE, linewidth=0.7, zorder=0.5)
        panel.margin.append((y, end_block(line, data, panel.room, str(look["color"]), language)))
    if one.missing is not None and not one.lines:
        write_missing(panel, language.show(one.missing))
    panel.write_margin()


def name_target(panel: Panel, year: int, value: float, text: str) -> None:
    """Name of a target inside the plot, so that the margin is left to the lines."""
    block = Block.of(text, min(40.0, panel.right - panel.left - 4), size=SMALL)
    spot = panel.spot(year, value)
    size = (block.width, block.height)
    boxes = [box for box in around(spot, size, 2.2) if box.right <= panel.right + 2] or around(spot, size, 2.2)
    panel.settle(block, boxes, [spot])


def write_missing(panel: Panel, text: str) -> None:
    """Why there are no lines, in the middle of the plot."""
    block = Block.of(text, panel.right - panel.left - 6, "italic", SMALL, FAINT_INK)
    x, y = panel.left + 3, panel.top + (panel.height - block.height) / 2
    panel.settle(block, [Box(x, y, x + block.width, y + block.height)], [(x, y)])


def chart(data: ProjectionData, language: Language) -> Drawing:
    """Draw drawn futures by year, one panel a scenario or several scenarios in one.

    Parameters
    ----------
    data : ProjectionData
        State at the end of each year, in one unit.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide; a sentence when no panel has lines.
    """
    if not any(panel.lines for panel in data.panels):
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    scale = scale_of(data)
    texts = tick_texts(scale, language, "percent" if data.unit == "percent" else "count")
    places = places_of(len(data.panels), max(text_width(text, size=SMALL) for text in texts) + 2)
    measured = measure_blocks(data, language)
    titles = [heads(data, n, place.edge - place.left, language) for n, place in enumerate(places)]
    tall = height_of(data, places, language)
    tops, bottom = tops_of(titles, total_height(measured), tall)
    key = key_of(data, language)
    page = Page(bottom + key.height)
    page.write(*measured, at=(0, 0))
    years = (float(data.first), float(data.last))
    for place, title, top, one in zip(places, titles, tops, data.panels, strict=True):
        page.write(*title, at=(place.left, top - HEAD - total_height(title)))
        left, right = place.axis
        plot = page.plot((left, top, right - left, tall), years, (scale.low, scale.high))
        panel = Panel(page, plot, top, tall, years, scale.high, scale.ticks, lowest=scale.low)
        panel.left, panel.right, panel.edge, panel.air = left, right, place.edge, AIR
        panel.gap = gap_of(one)
        panel.levels(texts)
        years_under(panel, round_years(data.first, data.last, right - left))
        draw_panel(panel, one, data, language)
    key.draw(page, bottom)
    return page.figure
