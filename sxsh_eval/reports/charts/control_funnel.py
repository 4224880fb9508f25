"""Rates against how many were observed, between limits within which chance alone may move them.

Spiegelhalter, D. J. (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24(8),
1185-1202, doi 10.1002/sim.1970. The limits come with the data.
"""

from __future__ import annotations

import numpy as np

from sxsh_eval.reports.charts.benchmark_data import ControlFunnelData, ControlLimits, ObservedRate
from sxsh_eval.reports.charts.key import Entry, Key, marker_sign
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence
from sxsh_eval.reports.charts.palette import BROKEN, CONTEXT, OBSERVED
from sxsh_eval.reports.charts.panel import FOOT, RIGHT, Panel
from sxsh_eval.reports.charts.placing import around
from sxsh_eval.reports.charts.rows import tick_texts
from sxsh_eval.reports.charts.scales import Scale, point_scale, share_scale
from sxsh_eval.reports.charts.theme import FAINT_INK, GRID, INK, RULE, SMALL, Look, marker
from sxsh_eval.reports.charts.wrapping import text_width
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import MarkStyle

HEIGHT = 78.0
"""Millimetres of the plot."""
INSIDE, WARNING, ALARM = (
    MarkStyle("disc", OBSERVED),
    MarkStyle("triangle_up", BROKEN),
    MarkStyle("square", BROKEN),
)
SIZE_INSIDE, SIZE_OUTSIDE = 4.0, 5.5
"""Points of the marks."""
NAME = 34.0
"""Millimetres a label may be wide."""
LINES: tuple[Look, ...] = (
    {"color": CONTEXT, "linewidth": 1.2, "linestyle": (0, (4, 2))},
    {"color": CONTEXT, "linewidth": 1.2, "linestyle": "-"},
)
"""Limits of the lower level, then those of the higher one."""
SPARE, SPARE_RIGHT, QUARTER = 1.12, 1.02, 0.25
"""Room over the highest rate, and right of the last; part of the points that the limits must be visible for."""


def limits_of(data: ControlFunnelData) -> list[ControlLimits]:
    """Limits from the lowest level to the highest."""
    return sorted(data.limits, key=lambda one: one.level)


def style_of(data: ControlFunnelData, one: ObservedRate) -> MarkStyle:
    """Mark by the limits that a rate leaves."""
    if one.beyond is None:
        return INSIDE
    return ALARM if one.beyond == max(limits.level for limits in data.limits) else WARNING


def scale_of(data: ControlFunnelData) -> Scale:
    """Upright axis: all rates, and the limits where most are observed; where few are, limits run off it."""
    few = float(np.quantile([one.n for one in data.rates], QUARTER))
    values = [one.value for one in data.rates] + [float(data.pooled.value)]
    for limits in data.limits:
        ns, lows, highs = np.array([(point.n, point.low, point.high) for point in limits.points]).T
        values += [float(np.interp(few, ns, ends)) for ends in (lows, highs)]
    top = max(values) + (SPARE - 1) * (max(values) - min([*values, 0.0]))
    return share_scale([min(top, 100.0)]) if data.unit == "percent" else point_scale([*values, top])


def across(data: ControlFunnelData) -> Scale:
    """Axis of the numbers observed, from 0."""
    scale = point_scale([0.0, max(one.n for one in data.rates) * SPARE_RIGHT])
    return Scale(scale.low, scale.high, tuple(tick for tick in scale.ticks if tick.is_integer()))


def draw_limits(panel: Panel, data: ControlFunnelData, right: float) -> None:
    """Both ends of each level's limits, as far as the axis goes."""
    looks = LINES[-len(data.limits) :] if data.limits else ()
    for limits, look in zip(limits_of(data), looks, strict=True):
        given = np.array([(point.n, point.low, point.high) for point in limits.points]).T
        last = min(right, float(given[0, -1]))
        ns = [*map(float, given[0][given[0] < last]), last]
        for side in (1, 2):
            ends = [float(end) for end in np.interp(ns, given[0], given[side])]
            panel.axes.plot(ns, ends, zorder=2, **look)
            panel.lines += [
                panel.spot(n, end) for n, end in zip(ns, ends, strict=True) if panel.lowest <= end <= panel.highest
            ]


def draw_rates(panel: Panel, data: ControlFunnelData, language: Language) -> None:
    """All marks, then the names of those beyond the limits: the farthest out first."""
    for one in data.rates:
        style = style_of(data, one)
        if one.beyond is None:
            panel.axes.plot([one.n], [one.value], **marker(style, SIZE_INSIDE))
            panel.lines.append(panel.spot(one.n, one.value))
        else:
            panel.mark(one.n, one.value, style, SIZE_OUTSIDE)
    middle = float(data.pooled.value)
    for one in sorted(data.rates, key=lambda one: -abs(one.value - middle)):
        if one.beyond is not None:
            block = Block.of(language.show(one.label), NAME, size=SMALL)
            spot = panel.spot(one.n, one.value)
            panel.settle(block, around(spot, (block.width, block.height), 1.8), [spot])


def counted_block(data: ControlFunnelData, left: float, language: Language) -> Block:
    """What is counted along the level axis."""
    words = language.show(data.observed) if data.observed else language.text("figures.control_funnel.observed")
    return Block.of(words, WIDTH - left, size=SMALL, colour=FAINT_INK)


def write_axes(panel: Panel, data: ControlFunnelData, ns: Scale, scale: Scale, language: Language) -> None:
    """Grid with numbers on both sides; what is counted under the plot."""
    panel.levels(tick_texts(scale, language, "percent" if data.unit == "percent" else "count"))
    bottom = panel.top + panel.height
    for tick, text in zip(ns.ticks, tick_texts(ns, language), strict=True):
        panel.axes.axvline(tick, color=RULE if tick == 0 else GRID, linewidth=0.8, zorder=0.5)
        block = Block((text,), size=SMALL, colour=FAINT_INK)
        panel.page.write(block, at=(panel.spot(tick, scale.low)[0], bottom + 0.8), align="center")
    panel.page.write(counted_block(data, panel.left, language), at=(panel.left, bottom + FOOT - 0.4))


def name_lines(panel: Panel, data: ControlFunnelData, right: float, language: Language) -> None:
    """Pooled rate and limits named in the margin, at their right ends."""
    words = language.text("figures.control_funnel.pooled", value=language.show(data.pooled))
    panel.margin.append((panel.spot(right, float(data.pooled.value))[1], Block.of(words, panel.room, "strong", SMALL)))
    for limits in data.limits:
        words = language.text("figures.control_funnel.limit", level=language.quantity(limits.level, "percent"))
        last = [point for point in limits.points if point.n <= right][-1:]
        for end in [end for point in last for end in (point.low, point.high)]:
            if panel.lowest <= end <= panel.highest:
                block = Block.of(words, panel.room, size=SMALL, colour=CONTEXT)
                panel.margin.append((panel.spot(right, end)[1], block))
    panel.write_margin()


def key_of(data: ControlFunnelData, language: Language) -> Key:
    """Marks that occur; the limits are named where they end."""
    entries = []
    if any(one.beyond is None for one in data.rates):
        entries.append(Entry(language.text("figures.control_funnel.inside"), marker_sign(INSIDE)))
    for limits in limits_of(data):
        level = language.quantity(limits.level, "percent")
        found = [one for one in data.rates if one.beyond == limits.level]
        if found:
            words = language.text("figures.control_funnel.beyond", level=level)
            entries.append(Entry(words, marker_sign(style_of(data, found[0]))))
    return Key.of(entries)


def chart(data: ControlFunnelData, language: Language) -> Drawing:
    """Draw rates against the number observed, with control limits.

    Parameters
    ----------
    data : ControlFunnelData
        Rates and limits in one unit; per cent from 0 to 100.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide; a sentence when there are no rates.
    """
    if not data.rates:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    scale, ns = scale_of(data), across(data)
    unit = "percent" if data.unit == "percent" else "count"
    left = max(text_width(text, size=SMALL) for text in tick_texts(scale, language, unit)) + 2
    key = key_of(data, language)
    note = language.show(data.note) if data.note is not None else language.text("figures.control_funnel.note")
    under = Block.of(note, WIDTH, "italic", SMALL)
    head = Block.of(language.show(data.measure), WIDTH, size=SMALL, colour=FAINT_INK) if data.measure else None
    top = (head.height if head else 0.0) + 2.4
    bottom = top + HEIGHT + FOOT + counted_block(data, left, language).height + 1.4
    page = Page(bottom + key.height + under.height + 1)
    if head is not None:
        page.write(head, at=(0, 0))
    plot = page.plot((left, top, RIGHT - left, HEIGHT), (ns.low, ns.high), (scale.low, scale.high))
    panel = Panel(page, plot, top, HEIGHT, (ns.low, ns.high), scale.high, scale.ticks, lowest=scale.low, left=left)
    write_axes(panel, data, ns, scale, language)
    plot.axhline(float(data.pooled.value), color=INK, linewidth=1.0, zorder=1.5)
    draw_limits(panel, data, ns.high)
    draw_rates(panel, data, language)
    name_lines(panel, data, ns.high, language)
    key.draw(page, bottom)
    page.write(under, at=(0, bottom + key.height + 1))
    return page.figure
