"""How adoption spreads: observed shares, fitted curves with what they would mean later, targets, the letter's claim."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sxsh_eval.reports.charts.courses import LOOKS, draw_curve, draw_saturation
from sxsh_eval.reports.charts.diffusion_data import DiffusionData, LetterClaim, Observation
from sxsh_eval.reports.charts.diffusion_words import (
    HALF,
    claim_words,
    key_of,
    last_of,
    last_words,
    margin_height,
    saturation_words,
    target_words,
)
from sxsh_eval.reports.charts.key import (
    INTERVAL_LOOK,
)
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence
from sxsh_eval.reports.charts.palette import TARGET
from sxsh_eval.reports.charts.panel import EDGE, FOOT, LEFT, RIGHT, Panel
from sxsh_eval.reports.charts.scales import Scale, share_scale
from sxsh_eval.reports.charts.shares import ends
from sxsh_eval.reports.charts.theme import FAINT_INK, INK, RULE, SHADE, SMALL, Face
from sxsh_eval.reports.charts.whiskers import WHISKER
from sxsh_eval.reports.charts.wrapping import line_height
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import mark_style

HEIGHT = 72.0
"""Millimetres of the plot, more when the names at the right need it."""
STEP = 0.3
"""Millimetres between the points of a whisker that labels keep off."""


def shown_shares(data: DiffusionData) -> Iterator[float]:
    """Every per cent that the plot must hold."""
    for one in data.observations:
        yield float(one.share.interval.high if one.share.interval else one.share.value.value)
    for curve in data.curves:
        yield from (max(point.share, *(point.band or (0.0,))) for point in curve.points)
        if curve.saturation is not None:
            yield ends(curve.saturation.value)[1]
            yield ends(curve.saturation.interval or curve.saturation.value)[1]
    yield from (ends(one.value)[1] for one in data.targets)
    if data.claim is not None:
        yield ends(data.claim.interval or data.claim.value)[1]


def draw_observation(panel: Panel, one: Observation) -> None:
    """Mark with upright whisker; labels keep off it."""
    year, value = one.year + HALF, float(one.share.value.value)
    style = mark_style("evidence", one.share.grade)
    panel.mark(year, value, style, 5.0)
    if one.share.interval is not None:
        low, high = float(one.share.interval.low), float(one.share.interval.high)
        panel.axes.plot((year, year), (low, high), color=style.colour, zorder=4, **WHISKER)
        (x, top), (_, bottom) = panel.spot(year, high), panel.spot(year, low)
        panel.lines += [(x, float(y)) for y in np.arange(top, bottom, STEP)]


def draw_claim(panel: Panel, claim: LetterClaim) -> None:
    """Open mark with the bar of its rounding."""
    year, (low, high) = claim.year + HALF, ends(claim.value)
    style = mark_style("evidence", claim.grade)
    if claim.interval is not None:
        panel.axes.plot((year, year), ends(claim.interval), color=style.colour, zorder=4, **INTERVAL_LOOK)
    panel.mark(year, (low + high) / 2, style)


def turns(data: DiffusionData) -> bool:
    """Whether a curve goes on where data end."""
    return data.turn is not None and any(curve.points[-1].year > data.turn for curve in data.curves)


def draw_turn(panel: Panel, data: DiffusionData, language: Language) -> None:
    """Where data end: a line, shade over what comes later, words over both sides."""
    if data.turn is None or not turns(data):
        return
    year = data.turn + HALF
    panel.axes.axvspan(year, data.last + 1, color=SHADE, zorder=0, linewidth=0)
    panel.axes.axvline(year, color=RULE, linewidth=0.9, linestyle=(0, (1, 1.5)), zorder=0.6)
    x = panel.spot(year, 0)[0]
    top = panel.top - line_height(SMALL) - 1.6
    before = Block((language.text("figures.diffusion.data"),), "italic", SMALL, FAINT_INK)
    after = Block((language.text("figures.diffusion.beyond"),), "italic", SMALL, FAINT_INK)
    if x - before.width - 1.2 >= 0:
        panel.page.write(before, at=(x - 1.2, top), align="right")
    panel.page.write(after, at=(x + 1.2, top))
    panel.page.sheet.plot((x, x), (top + 0.4, panel.top), color=RULE, linewidth=0.7, zorder=1)


def name(panel: Panel, at: tuple[float, float], text: str, face: Face = "plain", colour: str = INK) -> None:
    """Name a mark in the middle of a year; one in the margin is tied to its mark."""
    year, share = at[0] + HALF, at[1]
    panel.label((year, share), text, face, colour)
    if year >= panel.years[1] - EDGE:
        x, y = panel.spot(year, share)
        panel.page.sheet.plot((x, RIGHT + 1.6), (y, y), color=RULE, linewidth=0.7, zorder=1)


def draw_all(panel: Panel, data: DiffusionData, language: Language) -> None:
    """Marks with lines first, then their names: first those with the fewest places."""
    turn = data.turn
    for curve, look in zip(data.curves, LOOKS, strict=False):
        draw_curve(panel, curve, look, turn, HALF)
    for one in data.observations:
        draw_observation(panel, one)
    for target in data.targets:
        panel.mark(target.year + HALF, sum(ends(target.value)) / 2, TARGET)
    if data.claim is not None:
        draw_claim(panel, data.claim)
    for number, (curve, look) in enumerate(zip(data.curves, LOOKS, strict=False)):
        if curve.saturation is not None:
            words = saturation_words(data, number, language)
            draw_saturation(panel, curve.saturation, words, look)
        end = curve.points[-1]
        name(panel, (end.year, end.share), language.show(curve.label), "strong", look.colour)
    if data.claim is not None:
        name(panel, (data.claim.year, sum(ends(data.claim.value)) / 2), claim_words(data.claim, language))
    for number, target in enumerate(data.targets):
        name(panel, (target.year, sum(ends(target.value)) / 2), target_words(data, number, language))
    last = last_of(data)
    if last is not None:
        name(panel, (last.year, float(last.share.value.value)), last_words(last, language))
    panel.write_margin()


def chart(data: DiffusionData, language: Language) -> Drawing:
    """Draw shares over years with curves fitted to them.

    Parameters
    ----------
    data : DiffusionData
        Years, and per cent from 0 to 100.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide; a sentence when there is neither observation nor curve.
    """
    if not data.observations and not data.curves:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    scale: Scale = share_scale(shown_shares(data))
    key = key_of(data, language)
    note = Block.of(language.show(data.note), WIDTH, "italic", SMALL) if data.note else None
    top = line_height(SMALL) + 2.4 if turns(data) else 2.4
    tall = max(HEIGHT, margin_height(data, language) - 2)
    bottom = top + tall + FOOT + 1
    below = note.height + 1 if note else 0.0
    page = Page(bottom + below + key.height)
    years = (float(data.first), float(data.last + 1))
    axes = page.plot((LEFT, top, RIGHT - LEFT, tall), years, (0, scale.high))
    panel = Panel(page, axes, top, tall, years, scale.high, scale.ticks)
    panel.grid(language, numbered=True)
    draw_turn(panel, data, language)
    draw_all(panel, data, language)
    if note is not None:
        page.write(note, at=(0, bottom))
    key.draw(page, bottom + below)
    return page.figure
