"""Effects by the time since treatment began: whiskers for each period, light bands for all at once, numbers treated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.patches import Rectangle

from sxsh_eval.reports.charts.effect import Reach
from sxsh_eval.reports.charts.effects_data import EventPoint, EventStudyData
from sxsh_eval.reports.charts.event_words import (
    LIGHT,
    OVERALL,
    POST,
    PRE,
    REFERENCE,
    head_of,
    key_of,
    notes_of,
    overall_blocks,
    under_words,
)
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence, total_height
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.reaches import SIGNS, arrow, arrows, axis_texts, draw_reach, signed_scale
from sxsh_eval.reports.charts.scales import Scale
from sxsh_eval.reports.charts.theme import FAINT_INK, GRID, INK, SMALL, Look, font, marker
from sxsh_eval.reports.charts.wrapping import line_height, text_width
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import MarkStyle

HEIGHT, MARGIN = 62.0, 37.0
"""Millimetres of the plot, and of the words right of it."""
ASIDE = 4.5
"""Millimetres right of the plot where the overall effect stands; its words begin as far beyond."""
HALF, NARROW, WIDEST = 0.5, 0.4, 5.0
"""Event times from a mark to the edge of its place, to the edge of its band; millimetres of the latter at most."""
BESIDE = 0.6
"""Where a band's arrows stand, in parts of its half width."""
TURNED = 3.5
"""Millimetres that a number set upright takes."""


def style_of(point: EventPoint) -> MarkStyle:
    """Look of a period."""
    return REFERENCE if point.reference else POST if point.time >= 0 else PRE


@dataclass(frozen=True)
class Frame:
    """The plot measured, in millimetres of the page and in event times.

    Attributes
    ----------
    left, right, top, tall : float
    first, last : float
        Event times at the ends.
    scale : Scale
        Of the effects, upwards.
    """

    left: float
    right: float
    top: float
    tall: float
    first: float
    last: float
    scale: Scale

    @property
    def step(self) -> float:
        """Millimetres from one event time to the next."""
        return (self.right - self.left) / (self.last - self.first)

    def x(self, time: float) -> float:
        """Millimetres from the page's left edge."""
        return self.left + (time - self.first) * self.step

    def y(self, effect: float) -> float:
        """Millimetres from the page's upper edge."""
        return self.top + (1 - self.scale.part(effect)) * self.tall


def measure(data: EventStudyData, language: Language, top: float) -> tuple[Frame, tuple[Block, ...]]:
    """The plot, and the words right of it."""
    bands = [point.band for point in data.points if point.band is not None]
    effects = [*data.effects, *([data.overall] if data.overall else [])]
    scale = signed_scale(effects, data.unit, wide=bands)
    texts = axis_texts(scale, data.unit, language)
    left = max(text_width(text, "plain", SMALL) for text in texts) + 2.5
    words = overall_blocks(data, language, MARGIN)
    right = WIDTH - MARGIN - 2 * ASIDE if words else WIDTH - 1
    tall = max(HEIGHT, total_height(words))
    first, last = data.points[0].time - HALF, data.points[-1].time + HALF
    return Frame(left, right, top, tall, first, last, scale), words


def draw_grid(page: Page, axes: Plot, frame: Frame, texts: Sequence[str]) -> None:
    """Level lines with their numbers, a strong one at 0."""
    for tick, text in zip(frame.scale.ticks, texts, strict=True):
        axes.axhline(tick, color=GRID, linewidth=0.8, zorder=0)
        block = Block((text,), size=SMALL, colour=FAINT_INK)
        page.write(block, at=(frame.left - 1.5, frame.y(tick) - line_height(SMALL) / 2), align="right")
    axes.axhline(0, color=INK, linewidth=1.0, zorder=2)


def draw_start(page: Page, axes: Plot, frame: Frame, language: Language) -> None:
    """Line before event time 0, with words on those of its sides that have periods."""
    at, y = frame.x(-HALF), frame.top - line_height(SMALL) - 1.5
    before, after = (
        Block((language.text(f"figures.event_study.{side}"),), "italic", SMALL, FAINT_INK)
        for side in ("before", "after")
    )
    if frame.first <= -HALF <= frame.last:
        axes.axvline(-HALF, color=FAINT_INK, linewidth=1.1, linestyle=(0, (4, 2)), zorder=1.5, clip_on=False)
        page.sheet.plot((at, at), (y + 0.4, frame.top), color=FAINT_INK, linewidth=0.8, zorder=1)
    if frame.first < -HALF:
        right = min(max(at - 1.2, before.width), WIDTH)
        if at - 1.2 >= before.width or frame.last <= -HALF:
            page.write(before, at=(right, y), align="right")
    if frame.last > -HALF:
        page.write(after, at=(min(max(at + 1.2, 0), WIDTH - after.width), y))


def draw_band(axes: Plot, time: int, band: Reach, frame: Frame) -> None:
    """Light bar around a period; arrows at its left where it goes on beyond the axis."""
    low, high = max(band.left, frame.scale.low), min(band.right, frame.scale.high)
    half = min(NARROW, WIDEST / frame.step)
    colour = LIGHT[time >= 0]
    axes.add_patch(Rectangle((time - half, low), 2 * half, high - low, facecolor=colour, edgecolor="none", zorder=1))
    for end, side, is_open in arrows(band, frame.scale):
        axes.plot([time - BESIDE * half], [end], **arrow(SIGNS["upright"][side], FAINT_INK, is_open=is_open))


def draw_point(axes: Plot, point: EventPoint, frame: Frame) -> None:
    """Mark with whisker on its band; a cross on the lower edge where there is no estimate."""
    style, scale = style_of(point), frame.scale
    if point.missing is not None:
        look: Look = {"color": FAINT_INK, "markersize": 4.5, "clip_on": False, "zorder": 5}
        axes.plot([point.time], [scale.low], marker="x", **look)
        return
    if point.band is not None:
        draw_band(axes, point.time, point.band, frame)
    if point.effect is None:
        axes.plot([point.time], [0.0], **marker(style, 5.5))
        return
    if point.effect.interval is not None:
        draw_reach(axes, point.effect.interval, point.time, style.colour, scale, direction="upright")
    axes.plot([point.time], [point.effect.at], **marker(style, 5.0))


def chosen(frame: Frame, times: Sequence[int], room: float) -> list[int]:
    """Event times whose numbers have so many millimetres of room: all, else every second, fifth, ... with 0."""
    stride = next((one for one in (1, 2, 5, 10, 20, 25, 50, 100) if one * frame.step >= room), 200)
    return [time for time in times if time % stride == 0] or list(times[:1])


def counts_of(data: EventStudyData, language: Language) -> dict[int, str]:
    """Numbers treated by event time."""
    return {point.time: language.number(point.n) for point in data.points if point.n is not None}


def under_height(frame: Frame, counts: dict[int, str]) -> float:
    """Millimetres of event times with the numbers under them."""
    wide = max((text_width(text, "plain", SMALL) for text in counts.values()), default=0.0)
    row = 0.0 if not counts else wide + 1.4 if wide + 1.4 > frame.step else line_height(SMALL)
    return 1.2 + line_height(SMALL) + row


def write_under(page: Page, frame: Frame, data: EventStudyData, language: Language) -> None:
    """Event times, then numbers treated, upright where they need it."""
    times = [point.time for point in data.points]
    y = frame.top + frame.tall + 1.2
    labels = {time: Block((language.number(time),), size=SMALL, colour=FAINT_INK) for time in times}
    for time in chosen(frame, times, max(block.width for block in labels.values()) + 1.4):
        page.write(labels[time], at=(frame.x(time), y), align="center")
    counts = counts_of(data, language)
    y += line_height(SMALL)
    if not counts:
        return
    turned = max(text_width(text, "plain", SMALL) for text in counts.values()) + 1.4 > frame.step
    page.write(Block(("n",), "italic", SMALL, FAINT_INK), at=(frame.left - 1.5, y), align="right")
    for time in chosen(frame, list(counts), TURNED if turned else 0.0):
        if turned:
            look: Look = {"fontproperties": font("plain", SMALL), "color": INK, "rotation": 90}
            page.sheet.text(frame.x(time), y + 0.6, counts[time], ha="center", va="top", **look)
        else:
            page.write(Block((counts[time],), size=SMALL), at=(frame.x(time), y), align="center")


def draw_overall(page: Page, frame: Frame, data: EventStudyData, words: tuple[Block, ...]) -> None:
    """Overall effect right of the plot, on the same axis, with its words."""
    if data.overall is None:
        return
    x = frame.right + ASIDE
    axes = page.plot((x - 2, frame.top, 4, frame.tall), (-1, 1), (frame.scale.low, frame.scale.high), label="overall")
    axes.plot((-1, 1), (0, 0), color=INK, linewidth=1.0, zorder=2)
    if data.overall.interval is not None:
        draw_reach(axes, data.overall.interval, 0.0, OVERALL.colour, frame.scale, direction="upright", linewidth=2.0)
    axes.plot([0.0], [data.overall.at], **{**marker(OVERALL, 6.5), "markerfacecolor": OVERALL.colour})
    height = total_height(words)
    top = min(max(frame.y(data.overall.at) - height / 2, frame.top), frame.top + frame.tall - height)
    page.write(*words, at=(x + ASIDE, top))


def chart(data: EventStudyData, language: Language) -> Drawing:
    """Draw effects by event time.

    Parameters
    ----------
    data : EventStudyData
        Per cent, points or log points.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide; a sentence when there is no effect.
    """
    if not data.effects:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    head = head_of(data, language)
    top = head.height + line_height(SMALL) + 2.3
    frame, words = measure(data, language, top)
    under, notes = under_words(data, language), notes_of(data, language)
    key = key_of(data, frame.scale, language)
    bottom = top + frame.tall + under_height(frame, counts_of(data, language))
    words_height = total_height((*under, *notes)) + 2
    page = Page(bottom + words_height + key.height)
    page.write(head, at=(0, 0))
    box = (frame.left, top, frame.right - frame.left, frame.tall)
    axes = page.plot(box, (frame.first, frame.last), (frame.scale.low, frame.scale.high))
    draw_grid(page, axes, frame, axis_texts(frame.scale, data.unit, language))
    draw_start(page, axes, frame, language)
    for point in data.points:
        draw_point(axes, point, frame)
    draw_overall(page, frame, data, words)
    write_under(page, frame, data, language)
    page.write(*under, at=(frame.left, bottom))
    page.write(*notes, at=(0, bottom + total_height(under) + 1))
    key.draw(page, bottom + words_height)
    return page.figure
