"""What saving costs: options from the cheapest to the dearest, as wide as what they save, as high as a unit costs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from matplotlib.patches import Rectangle

from sxsh_eval.reports.charts.abatement_words import MANY, Item, axis_words, items_of, key_of
from sxsh_eval.reports.charts.packing import Flag, raise_flags, split_rows
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence
from sxsh_eval.reports.charts.palette import CONTEXT, PROJECTED, hatched, tinted
from sxsh_eval.reports.charts.panel import FOOT, Panel
from sxsh_eval.reports.charts.placing import Box, spread
from sxsh_eval.reports.charts.plan_data import AbatementData, AbatementStep
from sxsh_eval.reports.charts.rows import Columns, thinned, tick_texts, write_scale
from sxsh_eval.reports.charts.scales import Scale, round_steps
from sxsh_eval.reports.charts.theme import FAINT_INK, INK, RULE, SMALL, Look
from sxsh_eval.reports.charts.whiskers import ARROW, HALO, number_text
from sxsh_eval.reports.charts.wrapping import line_height, text_width
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import BLACK

HEIGHT, TAGS, BETWEEN = 70.0, 7.0, 6.0
"""Millimetres: height of the plot, room for numbers over it, between the columns of the list."""
PAID, FREE = tinted(PROJECTED), hatched(PROJECTED, 0.8)
PRICE: Look = {"color": BLACK, "linewidth": 1.2, "linestyle": (0, (4, 2))}
WANTED: Look = {"color": INK, "linewidth": 1.2, "linestyle": (0, (1, 1.5))}
LONGEST, ROOM, SPARE = 1.6, 1.04, 1.02
"""How far whiskers go in parts of the largest cost, room at the ends of the upright axis, and at the right."""
GRAIN = 1.5
"""Millimetres between points that labels keep off."""


@dataclass(frozen=True)
class Span:
    """A step with where it begins and ends across, in the unit saved."""

    step: AbatementStep
    left: float
    right: float

    @property
    def cost(self) -> float:
        """Height of the step."""
        return float(self.step.cost.value.value)

    @property
    def middle(self) -> float:
        """Where its whisker stands."""
        return (self.left + self.right) / 2


def spans_of(data: AbatementData) -> list[Span]:
    """Steps side by side from the cheapest."""
    ends = list(accumulate((float(one.amount.value) for one in data.ordered), initial=0.0))
    return [Span(step, *pair) for step, pair in zip(data.ordered, pairwise(ends), strict=True)]


def scale_of(data: AbatementData) -> Scale:
    """Upright axis: 0, all costs, the level lines; whiskers as far as they do not make the steps small."""
    costs = [float(one.cost.value.value) for one in data.steps] + [float(line.value.value) for line in data.prices]
    intervals = [one.cost.interval for one in data.steps if one.cost.interval is not None]
    most = LONGEST * (max(map(abs, costs)) or 1.0)
    highest = max([0.0, *costs, *(min(float(one.high), most) for one in intervals)])
    lowest = min([0.0, *costs, *(max(float(one.low), -most) for one in intervals)])
    low, high = (lowest * ROOM, highest * ROOM) if lowest < highest else (-1.0, 1.0)
    return Scale(low, high, tuple(tick for tick in round_steps(low, high) if low <= tick <= high))


def across(data: AbatementData) -> Scale:
    """Level axis: all that is saved, and what is wanted."""
    whole = sum(float(one.amount.value) for one in data.steps)
    high = max([whole, *(float(line.value.value) for line in data.wanted)]) * SPARE or 1.0
    return Scale(0, high, tuple(tick for tick in round_steps(0, high) if 0 <= tick <= high))


def draw_span(panel: Panel, span: Span, scale: Scale) -> None:
    """Step with the whisker of its cost; labels keep off both."""
    look = FREE if span.cost < 0 else PAID
    panel.axes.add_patch(Rectangle((span.left, 0), span.right - span.left, span.cost, zorder=2, **look))
    (x, y), (u, v) = panel.spot(span.left, 0), panel.spot(span.right, span.cost)
    ys = np.arange(min(y, v), max(y, v) + GRAIN, GRAIN)
    panel.lines += [(float(a), float(b)) for a in np.arange(x, u + GRAIN, GRAIN) for b in ys]
    interval = span.step.cost.interval
    if interval is None:
        return
    low, high = float(interval.low), float(interval.high)
    ends = max(low, scale.low), min(high, scale.high)
    panel.axes.plot((span.middle,) * 2, ends, color=CONTEXT, linewidth=1.2, path_effects=HALO, zorder=4)
    for end, at, sign in ((low, scale.low, "v"), (high, scale.high, "^")):
        if not scale.holds(end):
            panel.axes.plot(
                [span.middle], [at], marker=sign, markersize=ARROW, color=CONTEXT, clip_on=False, zorder=4.5
            )
    top, bottom = panel.spot(span.middle, ends[1])[1], panel.spot(span.middle, ends[0])[1]
    panel.lines += [(panel.spot(span.middle, 0)[0], float(at)) for at in np.arange(top, bottom, GRAIN)]


def write_tags(panel: Panel, spans: list[Span]) -> None:
    """Number of each step over the plot, moved apart sideways, with a thin line to the step."""
    blocks = [Block((str(number),), "strong", SMALL) for number in range(1, len(spans) + 1)]
    middles = [panel.spot(span.middle, 0)[0] for span in spans]
    widths = [block.width + 1.0 for block in blocks]
    top = panel.top - TAGS
    for span, block, middle, left, width in zip(
        spans, blocks, middles, spread(middles, widths, (panel.left - 4, WIDTH)), widths, strict=True
    ):
        interval = span.step.cost.interval
        high = max(span.cost, 0.0, float(interval.high) if interval else 0.0)
        foot = panel.spot(span.middle, min(high, panel.highest))[1]
        bend = top + line_height(SMALL) + 0.2
        path = (left + width / 2, middle, middle), (bend, panel.top - 0.6, max(foot - 0.8, panel.top - 0.6))
        panel.page.sheet.plot(*path, color=RULE, linewidth=0.6, zorder=0.5)
        panel.page.write(block, at=(left + width / 2, top), align="center")


def name_prices(panel: Panel, data: AbatementData, right: float, language: Language) -> None:
    """Level lines with their names over or under them, where no step is."""
    for line in data.prices:
        value = float(line.value.value)
        panel.axes.axhline(value, zorder=3, **PRICE)
        words = language.text("figures.of_year", year=language.show(line.label), text=number_text(line.value, language))
        block = Block.of(words, 70, size=SMALL)
        y, end = panel.spot(0, value)[1], panel.spot(right, 0)[0]
        lefts = np.linspace(panel.left + 1, max(end - block.width - 1, panel.left + 1), 12)
        tops = (y - block.height - 0.5, y + 0.5)
        boxes = [Box(float(x), top, float(x) + block.width, top + block.height) for x in lefts for top in tops]
        panel.settle(block, boxes, [(x, y) for x in map(float, lefts)])


def draw_wanted(panel: Panel, data: AbatementData, flags: tuple[Flag, ...], top: float) -> None:
    """Upright lines with their names over everything."""
    for line in data.wanted:
        panel.axes.axvline(float(line.value.value), zorder=3, **WANTED)
    for flag in flags:
        x, y = panel.left + flag.anchor, top - (flag.level + 1) * line_height(SMALL)
        panel.page.sheet.plot((x, x), (y + 0.6, panel.top), zorder=0.4, **WANTED)
        panel.page.write(flag.block, at=(panel.left + flag.left, y), halo="white")


def columns_for(steps: int) -> int:
    """Columns of the list."""
    return 2 if steps <= MANY else 3


def write_list(page: Page, items: list[Item], top: float) -> None:
    """What the numbers mean, in columns."""
    count = columns_for(len(items))
    width = (WIDTH - (count - 1) * BETWEEN) / count
    for number, column in enumerate(split_rows(items, [item.height for item in items], count)):
        y = top
        for item in column:
            left = number * (width + BETWEEN)
            page.write(item.number, at=(left + 4.4, y), align="right")
            page.write(*item.words, at=(left + 5.6, y))
            y += item.height


def flags_of(data: AbatementData, scale: Scale, width: float, language: Language) -> tuple[Flag, ...]:
    """Names of what is wanted, over the plot."""
    anchors = [scale.part(float(line.value.value)) * width for line in data.wanted]
    texts = [(language.show(line.label), number_text(line.value, language)) for line in data.wanted]
    names = [Block((language.text("figures.of_year", year=a, text=b),), size=SMALL) for a, b in texts]
    short = [Block((b,), size=SMALL) for _, b in texts]
    blocks = [name if name.width <= width / 2 else value for name, value in zip(names, short, strict=True)]
    return raise_flags(anchors, blocks, width)


def chart(data: AbatementData, language: Language) -> Drawing:
    """Draw a marginal abatement cost curve.

    Parameters
    ----------
    data : AbatementData
        Amounts in one unit, costs for each of it.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide; a sentence when there are no steps.
    """
    if not data.steps:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    scale, amounts, spans = scale_of(data), across(data), spans_of(data)
    ticks = tick_texts(scale, language)
    left = max(5.0, *(text_width(text, size=SMALL) for text in ticks)) + 2
    width = WIDTH - left - 1
    count = columns_for(len(spans))
    items = items_of(data, (WIDTH - (count - 1) * BETWEEN) / count - 5.6, language)
    key = key_of(data, scale, (FREE, PAID), language)
    flags = flags_of(data, amounts, width, language)
    cost, amount = axis_words(data, language)
    head = Block.of(cost, WIDTH, size=SMALL, colour=FAINT_INK)
    over = head.height + (1 + max((flag.level for flag in flags), default=-1)) * line_height(SMALL) + 0.8
    top = over + TAGS
    under = Block.of(amount, width, size=SMALL, colour=FAINT_INK)
    bottom = top + HEIGHT + FOOT + under.height + 1.2
    columns = split_rows(items, [item.height for item in items], count)
    below = max(sum(item.height for item in column) for column in columns) + 1
    page = Page(bottom + below + key.height)
    page.write(head, at=(0, 0))
    ends = (amounts.low, amounts.high)
    plot = page.plot((left, top, width, HEIGHT), ends, (scale.low, scale.high))
    panel = Panel(
        page, plot, top, HEIGHT, ends, scale.high, scale.ticks, lowest=scale.low, left=left, right=left + width
    )
    panel.levels(ticks)
    for span in spans:
        draw_span(panel, span, scale)
    plot.axhline(0, color=INK, linewidth=1.0, zorder=3)
    draw_wanted(panel, data, flags, over)
    name_prices(panel, data, amounts.high, language)
    write_tags(panel, spans)
    places = Columns(left, width, ())
    thin, texts = thinned(amounts, width, language, "count")
    write_scale(page, places, thin, texts, top + HEIGHT + 0.4)
    page.write(under, at=(left, top + HEIGHT + FOOT))
    write_list(page, items, bottom)
    key.draw(page, bottom + below)
    return page.figure
