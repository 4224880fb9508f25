"""One national rate from the percentages that provinces report, where their denominators allow it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sxsh_eval.estimates.benchmark.reported import Reported
from sxsh_eval.estimates.claimed import claim_number, period_text
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.parameters.quantity import Span
from sxsh_eval.parameters.registry import Registry

NAN = float("nan")
FEWEST = 2
ONE, POPULATIONS, DENOMINATOR, PERIODS = (
    "weigh_one_province",
    "weigh_populations_differ",
    "weigh_no_denominator",
    "weigh_years_apart",
)
TERM = "weighed"


def weigh_claims(figures: Sequence[Reported], registry: Registry) -> Estimates:
    """Weighted mean of the provinces' own percentages, for each outcome that any of them reports.

    Parameters
    ----------
    figures : sequence of Reported
        Those of the country are not looked at.
    registry : Registry
        Counts that may serve as denominators.

    Returns
    -------
    Estimates
        One row an indicator, term ``weighed``; without a number, and with the reason, where fewer than two provinces
        report it, where they count different populations, where their years do not touch, or where a denominator is
        unknown. Intervals hold the rounding of all parts, nothing else.
    """
    found: dict[str, dict[str, Reported]] = {}
    for one in figures:
        outcome = registry.indicators[one.indicator].level == "outcome"
        if one.province and one.share is not None and outcome:
            found.setdefault(one.indicator, {}).setdefault(one.province, one)
    rows = [weighed(indicator, list(parts.values()), registry) for indicator, parts in found.items()]
    return as_estimates(rows, Method("weighed_claims", "sum(D p) / sum(D)"))


def weighed(indicator: str, parts: list[Reported], registry: Registry) -> dict[str, Any]:
    """Row of one indicator."""
    years = Span(first=min(one.years.first for one in parts), last=max(one.years.last for one in parts))
    keys = (indicator, "", "", period_text(years), TERM)
    words: dict[str, Any] = {"unit": "percent", "evidence": "derived", "source": "; ".join(one.source for one in parts)}
    known = [denominator(one, registry) for one in parts]
    total = sum(one for one in known if one is not None)
    why = refusal(parts, known)
    if why or not total:
        return estimate_row(keys, NAN, reason=why or DENOMINATOR, **words)
    weights = [(one or 0.0) / total for one in known]
    ends = [one.interval or one.ends for one in parts]
    low, high = (sum(weight * end[at] for weight, end in zip(weights, ends, strict=True)) for at in (0, 1))
    value = sum(weight * one.ends[0] for weight, one in zip(weights, parts, strict=True))
    return estimate_row(keys, value, interval=(low, high), **words)


def refusal(parts: list[Reported], known: list[float | None]) -> str:
    """Why percentages must not be added up; empty when they may."""
    if len(parts) < FEWEST:
        return ONE
    if len({one.population for one in parts}) > 1:
        return POPULATIONS
    if max(one.years.first for one in parts) > min(one.years.last for one in parts):
        return PERIODS
    return DENOMINATOR if None in known else ""


def denominator(one: Reported, registry: Registry) -> float | None:
    """Units behind a percentage: what its paired count implies, the sample named, or a published count."""
    share = one.share
    if one.claim is not None and one.letter is not None and one.claim.paired_with is not None and share:
        pair = one.letter.claims.get(one.claim.paired_with)
        if pair is not None and pair.value is not None:
            return 100 * claim_number(pair) / share
    if one.published is not None and one.published.asked is not None:
        return float(one.published.asked)
    counts = [
        count for count in registry.counts if count.province == one.province and count.population == one.population
    ]
    near = min(counts, key=lambda count: abs(count.year - one.years.last), default=None)
    return None if near is None else float(near.value.value)
