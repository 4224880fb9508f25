"""What happened when: lanes over years, with the quiet years of the report's period made visible."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_eval.parameters.quantity import Years
from sxsh_eval.reports.charts.data import TimelineData, TimelineItem
from sxsh_eval.reports.charts.key import Draw, Entry, Key, bar_sign, marker_sign
from sxsh_eval.reports.charts.lanes import BAR, LEFT, PAD, QUIET, RIGHT, Band, Placed, Scale, measure, year_step
from sxsh_eval.reports.charts.packing import first_fit
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence
from sxsh_eval.reports.charts.palette import CLAIMED, CONTEXT, PROJECTED
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.theme import FAINT_INK, GRID, INK, SHADE, SMALL, Look, marker
from sxsh_eval.reports.charts.wrapping import line_height, text_width
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import BLACK, GREY, MarkStyle

COLOURS = {
    "documents": CONTEXT,
    "events": CONTEXT,
    "money": CONTEXT,
    "results": CLAIMED,
    "plan": CONTEXT,
    "proposal": PROJECTED,
}
"""Lanes already tell kinds apart: only what the letter claims, and what it wants, stand out."""
QUIET_LOOK: Look = {"facecolor": "white", "edgecolor": "#8d949c", "linewidth": 0.6, "hatch": "\\\\\\\\"}
HATCH = 6.0
"""Millimetres of hatching that must stay visible beside the words in it."""
LETTER_LOOK: Look = {"color": BLACK, "linewidth": 1.1, "linestyle": (0, (4, 2))}


def draw_item(axes: Plot, colour: str, placed: Placed, top: float) -> None:
    """Marker of a day, bar of a span; open when the date is inferred."""
    inferred = placed.item.dating == "inferred"
    if placed.item.last is None:
        style = MarkStyle("ring" if inferred else "disc", colour)
        axes.plot([placed.mark[0]], [top + line_height(SMALL) / 2], **marker(style))
        return
    left, right = placed.mark
    face = "white" if inferred else colour
    bar = axes.barh(top + BAR / 2, right - left, left=left, height=BAR, facecolor=face, edgecolor=colour, zorder=3)
    bar.set_linestyle("--" if inferred else "-")


def draw_quiet(page: Page, axes: Plot, years: Years, scale: Scale, top: float, language: Language) -> None:
    """Hatched years with as many words as fit."""
    left, right = scale.span(years.first, years.last)
    axes.barh(top + QUIET / 2, right - left, left=left, height=QUIET - 0.8, zorder=2, **QUIET_LOOK)
    span = language.show(years)
    for text in (
        language.text("figures.timeline.quiet", years=span),
        language.text("figures.timeline.quiet_short"),
        span,
    ):
        block = Block((text,), size=SMALL, colour=INK)
        if block.width + HATCH <= right - left:
            middle = (left + right) / 2
            half = block.width / 2 + 0.8
            axes.barh(top + QUIET / 2, 2 * half, left=middle - half, height=QUIET - 1.2, color="white", zorder=2.5)
            page.write(block, at=(middle, top + (QUIET - block.height) / 2), align="center")
            return


def draw_band(page: Page, axes: Plot, band: Band, scale: Scale, top: float, language: Language) -> None:
    """A lane from its top down."""
    page.write(band.title, at=(0, top + PAD))
    y = top + PAD
    for row, height in zip(band.rows, band.row_heights, strict=True):
        for placed in row:
            draw_item(axes, COLOURS[band.lane.kind], placed, y)
            down = BAR + 0.4 if placed.item.last else 0.0
            page.write(placed.block, at=(placed.left, y + down))
        y += height
    if band.note is not None:
        page.write(band.note, at=(LEFT + 1, y))
        y += band.note.height
    for years in band.quiet:
        draw_quiet(page, axes, years, scale, y, language)


def draw_letter(axes: Plot, band: Band, x: float, top: float) -> None:
    """The letter's line through one lane, broken where labels stand."""
    y = top
    for start, end in [*band.labels_across(x, top + PAD), (top + band.height, top + band.height)]:
        if start > y:
            axes.plot((x, x), (y, start), zorder=2.2, **LETTER_LOOK)
        y = max(y, end)


def head_labels(data: TimelineData, scale: Scale, language: Language) -> list[tuple[Block, float, int]]:
    """Names of the shaded period with the letter's line: block, left edge in millimetres, line of the head."""
    words = language.text("figures.timeline.period", years=language.show(data.period))
    middles = [
        (Block((words,), size=SMALL, colour=FAINT_INK), sum(scale.span(data.period.first, data.period.last)) / 2)
    ]
    if data.letter is not None:
        words = language.text("figures.timeline.letter", date=language.show(data.letter))
        middles.append((Block((words,), "strong", SMALL), scale.at(data.letter.value)))
    lefts = [max(LEFT, min(middle - block.width / 2, RIGHT - block.width)) for block, middle in middles]
    levels = first_fit([(left, left + block.width) for (block, _), left in zip(middles, lefts, strict=True)])
    return [(block, left, level) for (block, _), left, level in zip(middles, lefts, levels, strict=True)]


def draw_years(page: Page, axes: Plot, scale: Scale, top: float) -> None:
    """Year numbers in the middle of their years, on a light grid."""
    step = year_step(scale, text_width("2000", "plain", SMALL))
    for year in range(scale.first, scale.last + 1):
        if year % step == 0:
            left, right = scale.span(year, year)
            axes.axvline(left, color=GRID, linewidth=0.8, zorder=0.5)
            block = Block((str(year),), size=SMALL, colour=FAINT_INK)
            page.write(block, at=(min((left + right) / 2, WIDTH - block.width / 2), top), align="center")


def dating_sign(items: Sequence[TimelineItem], dating: str) -> Draw:
    """Bar when spans are dated so, else the marker of a day."""
    inferred = dating == "inferred"
    if any(item.last for item in items if item.dating == dating):
        return bar_sign(facecolor="white" if inferred else GREY, edgecolor=GREY, linestyle="--" if inferred else "-")
    return marker_sign(MarkStyle("ring" if inferred else "disc", GREY))


def key_of(items: Sequence[TimelineItem], bands: Sequence[Band], language: Language) -> Key:
    """What open signs mean, what the hatching means."""
    entries = []
    if any(item.dating == "inferred" for item in items):
        entries += [
            Entry(language.text(f"figures.timeline.{dating}"), dating_sign(items, dating))
            for dating in ("stated", "inferred")
            if any(item.dating == dating for item in items)
        ]
    if any(band.quiet for band in bands):
        entries.append(Entry(language.text("figures.timeline.quiet_key"), bar_sign(**QUIET_LOOK)))
    return Key.of(entries)


def chart(data: TimelineData, language: Language) -> Drawing:
    """Draw lanes of dated items over years.

    Parameters
    ----------
    data : TimelineData
        Days and years.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide, as high as its lanes need; a sentence when there are none.
    """
    if not data.lanes:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    scale = Scale(data.first, data.last)
    letter = data.letter.value if data.letter else None
    bands = [measure(lane, scale, data.period, letter, language) for lane in data.lanes]
    key = key_of([item for lane in data.lanes for item in lane.items], bands, language)
    labels = head_labels(data, scale, language)
    line = line_height(SMALL)
    head = line + 0.6
    top = head + (1 + max(level for _, _, level in labels)) * line + 0.8
    bottom = top + sum(band.height for band in bands)
    page = Page(bottom + 2 + key.height)
    axes = page.plot((LEFT, head, RIGHT - LEFT, bottom - head), (LEFT, RIGHT), (bottom, head))
    axes.axvspan(*scale.span(data.period.first, data.period.last), color=SHADE, zorder=0)
    draw_years(page, axes, scale, 0)
    for block, left, level in labels:
        page.write(block, at=(left, head + level * line + 0.4))
    for band in bands:
        page.rule(top)
        draw_band(page, axes, band, scale, top, language)
        if letter:
            draw_letter(axes, band, scale.at(letter), top)
        top += band.height
    page.rule(bottom)
    key.draw(page, bottom + 2)
    return page.figure
