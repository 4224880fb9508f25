"""Where the panels of the chart `projection` stand, how high they are, what its key says."""

from __future__ import annotations

from dataclasses import dataclass

from sxsh_eval.reports.charts.key import Entry, Key, bar_sign, marker_sign, tick_sign
from sxsh_eval.reports.charts.page import WIDTH, Block, total_height
from sxsh_eval.reports.charts.palette import PROJECTED, TARGET, TINTS
from sxsh_eval.reports.charts.panel import FOOT
from sxsh_eval.reports.charts.programme_data import ProjectionData, ProjectionPanel
from sxsh_eval.reports.charts.projection_words import base_words, end_block
from sxsh_eval.reports.charts.scales import Scale, point_scale, share_scale
from sxsh_eval.reports.charts.theme import INK, SMALL
from sxsh_eval.reports.charts.whiskers import ends_of
from sxsh_eval.reports.charts.wrapping import text_width
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import mark_style

HIGH, LOW, HEAD = 66.0, 36.0, 2.2
"""Millimetres: height of a single plot, and of one of several; between its title and itself."""
BETWEEN, AIR = 6.0, 1.0
"""Millimetres between two panels side by side, and between two lines' words in the margin."""
ASIDE, SLIM = 46.0, 29.0
"""Millimetres of the margin at the right of a single plot, and of one of several."""
OPACITY = {1: 0.2, 2: 0.12}
"""Opacity of the bands, by the number of lines; bands of more lines would hide each other."""
BESIDE = 1.7
"""Millimetres between the intervals of the last year, which stand for bands of many lines."""


@dataclass(frozen=True)
class Place:
    """A panel on the page: left edge of its words, ends of its axis, right edge, in millimetres."""

    left: float
    axis: tuple[float, float]
    edge: float


def places_of(count: int, ticks: float) -> list[Place]:
    """One panel over the whole width, several in two columns, with so many millimetres for the axis's numbers."""
    if count == 1:
        return [Place(0, (ticks, WIDTH - ASIDE), WIDTH)]
    width = (WIDTH - BETWEEN) / 2
    lefts = [number % 2 * (width + BETWEEN) for number in range(count)]
    return [Place(left, (left + ticks, left + width - SLIM), left + width) for left in lefts]


def gap_of(panel: ProjectionPanel) -> float:
    """Millimetres right of a plot for the intervals of the last year."""
    return 0.0 if len(panel.lines) in {0, *OPACITY} else len(panel.lines) * BESIDE


def height_of(data: ProjectionData, places: list[Place], language: Language) -> float:
    """Millimetres of every plot: more than usual where the words of the margin need it."""
    tall = HIGH if len(places) == 1 else LOW
    for panel, place in zip(data.panels, places, strict=True):
        room = place.edge - place.axis[1] - gap_of(panel) - 4
        blocks = [end_block(line, data, room, INK, language) for line in panel.lines]
        if panel.base is not None and panel.base.year == data.last:
            blocks.append(Block.of(base_words(panel.base, language), room, size=SMALL))
        tall = max(tall, sum(block.height + AIR for block in blocks))
    return tall


def tops_of(titles: list[tuple[Block, ...]], top: float, tall: float) -> tuple[list[float], float]:
    """Upper edge of every plot, where all end; panels side by side share their edge."""
    tops: list[float] = []
    for number in range(0, len(titles), 2):
        pair = titles[number : number + 2]
        top += max(map(total_height, pair)) + HEAD
        tops += [top] * len(pair)
        top += tall + FOOT + 2
    return tops, top


def scale_of(data: ProjectionData) -> Scale:
    """Upright axis that holds all bands, targets, bases: the same in all panels."""
    values = [0.0]
    for panel in data.panels:
        values += [end for line in panel.lines for point in line.points for end in (point.value, *(point.band or ()))]
        values += [float(target.value.value) for target in panel.targets]
        values += ends_of(panel.base.value) if panel.base else ()
    return share_scale(values) if data.unit == "percent" else point_scale(values)


def round_years(first: int, last: int, width: float) -> tuple[int, ...]:
    """The last year with as many before it, evenly apart, as have room in so many millimetres."""
    apart = text_width("2030", size=SMALL) + 2.5
    fitting = (step for step in (1, 2, 5, 10, 20, 50) if step * width / (last - first) >= apart)
    step = next(fitting, last - first)
    return tuple(year for year in range(first, last + 1) if (last - year) % step == 0)


def key_of(data: ProjectionData, language: Language) -> Key:
    """Bands, targets, how the start is known."""
    entries: list[Entry] = []
    level = language.quantity(data.level, "percent")
    banded = {len(panel.lines) in OPACITY for panel in data.panels for line in panel.lines if line.points[-1].band}
    if True in banded:
        sign = bar_sign(facecolor=TINTS[PROJECTED], edgecolor="none")
        entries.append(Entry(language.text("figures.projection.band", level=level), sign))
    if False in banded:
        words = language.text("figures.projection.last", level=level)
        entries.append(Entry(words, tick_sign(color=PROJECTED, linewidth=1.6)))
    if any(panel.targets for panel in data.panels):
        entries.append(Entry(language.text("figures.projection.target_key"), marker_sign(TARGET)))
    bases = [panel.base.value for panel in data.panels if panel.base is not None]
    for grade in dict.fromkeys(one.grade for one in bases):
        words = language.text("figures.projection.base", grade=language.text(f"mark.evidence.{grade}"))
        entries.append(Entry(words, marker_sign(mark_style("evidence", grade))))
    return Key.of(entries)
