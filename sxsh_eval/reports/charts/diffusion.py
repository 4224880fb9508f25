"""How adoption spreads: observed shares, fitted curves with what they would mean later, targets, the letter's claim."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from matplotlib.figure import Figure

from sxsh_eval.reports.charts.courses import LOOKS, draw_curve, draw_saturation
from sxsh_eval.reports.charts.diffusion_data import DiffusionData, LetterClaim, Observation
from sxsh_eval.reports.charts.key import (
    INTERVAL_LOOK,
    Entry,
    Key,
    bar_sign,
    line_sign,
    marker_sign,
)
from sxsh_eval.reports.charts.page import WIDTH, Block, Page, sentence
from sxsh_eval.reports.charts.panel import FOOT, LEFT, MARGIN, RIGHT, Panel
from sxsh_eval.reports.charts.scales import Scale, share_scale
from sxsh_eval.reports.charts.shares import ends
from sxsh_eval.reports.charts.theme import FAINT_INK, RULE, SHADE, SMALL
from sxsh_eval.reports.charts.whiskers import WHISKER, interval_key, with_interval
from sxsh_eval.reports.charts.wrapping import line_height
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import BLACK, MarkStyle, mark_style

HEIGHT = 72.0
"""Millimetres of the plot, more when the names at the right need it."""
STEP = 0.3
"""Millimetres between the points of a whisker that labels keep off."""
HALF = 0.5
"""Years from a year's beginning to where it stands: over the middle of its number."""
TARGET = MarkStyle("square", BLACK)


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


def margin_height(data: DiffusionData, language: Language) -> float:
    """Millimetres that all names beside the plot would take."""
    texts = [curve.label for curve in data.curves]
    blocks = [Block.of(language.show(text), MARGIN, "strong", SMALL) for text in texts]
    blocks += [Block.of(one, MARGIN, size=SMALL) for one in beside(data, language)]
    return sum(block.height for block in blocks)


def beside(data: DiffusionData, language: Language) -> list[str]:
    """Words of the saturation levels, targets, and the letter's claim that may stand beside the plot."""
    words = [saturation_words(data, n, language) for n, curve in enumerate(data.curves) if curve.saturation]
    words += [target_words(data, n, language) for n, one in enumerate(data.targets) if one.year == data.last]
    if data.claim is not None and data.claim.year >= data.last - HALF:
        words.append(claim_words(data.claim, language))
    last = last_of(data)
    return [*words, last_words(last, language)] if last is not None and last.year == data.last else words


def saturation_words(data: DiffusionData, number: int, language: Language) -> str:
    """Level that a curve tends to, with its interval."""
    level = data.curves[number].saturation
    if level is None:
        return ""
    if level.label is not None:
        return language.show(level.label)
    value = with_interval(level.value, level.interval, language)
    return language.text("figures.diffusion.saturation", value=value)


def target_words(data: DiffusionData, number: int, language: Language) -> str:
    """Name of a target with its year."""
    one = data.targets[number]
    if one.label is not None:
        return language.show(one.label)
    return language.text("figures.diffusion.target", year=str(one.year), value=language.show(one.value))


def claim_words(claim: LetterClaim, language: Language) -> str:
    """Name of the letter's claim."""
    if claim.label is not None:
        return language.show(claim.label)
    return language.text("figures.diffusion.claim", value=language.show(claim.value))


def last_of(data: DiffusionData) -> Observation | None:
    """The latest observation."""
    return max(data.observations, key=lambda one: one.year, default=None)


def last_words(last: Observation, language: Language) -> str:
    """Year and value of an observation with its interval."""
    value = with_interval(last.share.value, last.share.interval, language)
    return language.text("figures.of_year", year=str(last.year), text=value)


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


def draw_turn(panel: Panel, data: DiffusionData, language: Language) -> None:
    """Where data end: a line, shade over what comes later, words over both sides."""
    ends_at = max((curve.points[-1].year for curve in data.curves), default=0.0)
    if data.turn is None or data.turn >= ends_at:
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
        panel.label((end.year + HALF, end.share), language.show(curve.label), "strong", look.colour)
    if data.claim is not None:
        spot = (data.claim.year + HALF, sum(ends(data.claim.value)) / 2)
        panel.label(spot, claim_words(data.claim, language))
    for number, target in enumerate(data.targets):
        panel.label((target.year + HALF, sum(ends(target.value)) / 2), target_words(data, number, language))
    last = last_of(data)
    if last is not None:
        panel.label((last.year + HALF, float(last.share.value.value)), last_words(last, language))
    panel.write_margin()


def observed_key(data: DiffusionData, grade: str, language: Language) -> Entry:
    """Grade of observations, how many establishments each year has, why there are no intervals."""
    words = language.text(f"mark.evidence.{grade}")
    shares = [one.share for one in data.observations if one.share.grade == grade]
    counts = [one.n for one in shares if one.n is not None]
    if counts:
        low, high = (language.number(one) for one in (min(counts), max(counts)))
        n = low if low == high else language.text("range.plain", low=low, high=high)
        words = language.text("figures.diffusion.observed", grade=words, n=n)
    if reasons := list(dict.fromkeys(language.show(one.reason) for one in shares if one.reason is not None)):
        words = language.text("figures.with_interval", value=words, interval="; ".join(reasons))
    return Entry(words, marker_sign(mark_style("evidence", grade)))


def key_of(data: DiffusionData, language: Language) -> Key:
    """Signs that occur in this plot."""
    grades = dict.fromkeys(one.share.grade for one in data.observations)
    entries = [observed_key(data, grade, language) for grade in grades]
    if any(one.share.interval for one in data.observations):
        entries.append(interval_key(data.level, language))
    points = [point for curve in data.curves for point in curve.points]
    if any(point.band for point in points):
        words = language.text("figures.diffusion.band", level=language.quantity(data.level, "percent"))
        entries.append(Entry(words, bar_sign(facecolor="#c9ced4", edgecolor="none")))
    if data.claim is not None:
        style = mark_style("evidence", data.claim.grade)
        words = language.text(
            "figures.claim_survey.claim_key", grade=language.text(f"mark.evidence.{data.claim.grade}")
        )
        entries.append(Entry(words, marker_sign(style)))
        if data.claim.interval is not None:
            look = line_sign(color=style.colour, **INTERVAL_LOOK)
            entries.append(Entry(language.text("figures.diffusion.rounding"), look))
    return Key.of(entries)


def chart(data: DiffusionData, language: Language) -> Figure:
    """Draw shares over years with curves fitted to them.

    Parameters
    ----------
    data : DiffusionData
        Years, and per cent from 0 to 100.
    language : Language

    Returns
    -------
    Figure
        165 mm wide; a sentence when there is neither observation nor curve.
    """
    if not data.observations and not data.curves:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    scale: Scale = share_scale(shown_shares(data))
    key = key_of(data, language)
    note = Block.of(language.show(data.note), WIDTH, "italic", SMALL) if data.note else None
    top = line_height(SMALL) + 2.4
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
