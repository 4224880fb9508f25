"""Words of the chart `diffusion`: names of marks and curves, and its key."""

from __future__ import annotations

from sxsh_eval.reports.charts.diffusion_data import DiffusionData, LetterClaim, Observation
from sxsh_eval.reports.charts.key import (
    INTERVAL_LOOK,
    Entry,
    Key,
    bar_sign,
    line_sign,
    marker_sign,
)
from sxsh_eval.reports.charts.page import Block
from sxsh_eval.reports.charts.panel import MARGIN
from sxsh_eval.reports.charts.theme import SMALL
from sxsh_eval.reports.charts.whiskers import interval_key, with_interval
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import mark_style

HALF = 0.5
"""Years from a year's beginning to where it stands: over the middle of its number."""


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
