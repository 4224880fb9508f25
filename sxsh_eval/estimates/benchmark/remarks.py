"""What a reader should know before comparing reported figures: rules that hold for every figure alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sxsh_eval.estimates.benchmark.reported import Reported
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.registry import Registry

REMARKS = (
    "equals_target",
    "repeated_value",
    "same_as_other",
    "other_population",
    "no_denominator",
    "sample_undescribed",
    "no_baseline",
    "bounded",
    "other_programme",
    "unverified",
)
"""In the order in which they are told."""
SERIOUS = ("equals_target", "repeated_value", "other_population")


def remarks_on(one: Reported, others: Sequence[Reported], registry: Registry) -> tuple[str, ...]:
    """Keys of all remarks on a figure.

    Parameters
    ----------
    one : Reported
    others : sequence of Reported
        All figures, itself among them.
    registry : Registry

    Returns
    -------
    tuple of str
        Of `REMARKS`, in its order: ``equals_target`` (the very value of a target for these years: a target may have
        been reported as a result), ``repeated_value`` (the value of other years), ``same_as_other`` (the value of
        another source on the same years, which may not be independent), ``other_population`` (not whom the indicator
        counts), ``no_denominator``, ``sample_undescribed``, ``no_baseline`` (a change from nowhere), ``bounded``,
        ``other_programme``, ``unverified``.
    """
    found = {
        *([] if equal_target(one, registry) is None else ["equals_target"]),
        *repeats_of(one, others),
        *of_population(one, registry),
        *of_source(one, registry),
    }
    return tuple(key for key in REMARKS if key in found)


def equal_target(one: Reported, registry: Registry) -> Target | None:
    """Target of the country, or of the province itself, whose value a figure has to the last digit."""
    if one.unit != "percent" or (not one.exact and one.ends[0] == one.ends[1]):
        return None
    for target in registry.targets.values():
        if target.scope == "proposal" or target.sectors or target.indicator != one.indicator:
            continue
        if target.province not in (None, one.province) or not target.since <= one.years.last:
            continue
        ends = (target.value.value,) * 2 if target.value else (target.band.low, target.band.high) if target.band else ()
        if one.years.first <= target.due and tuple(map(float, ends)) == one.ends:
            return target
    return None


def repeats_of(one: Reported, others: Sequence[Reported]) -> Iterator[str]:
    """Whether another figure on the same thing has the same value."""
    for other in others:
        if other is one or (other.province, other.indicator, other.unit) != (one.province, one.indicator, one.unit):
            continue
        if one.unit != "percent" or other.ends != one.ends:
            continue
        same_letter = one.letter is not None and other.letter is one.letter
        yield "same_as_other" if one.years.overlaps(other.years) and not same_letter else "repeated_value"


def of_population(one: Reported, registry: Registry) -> Iterator[str]:
    """Whom the figure counts, out of how many."""
    indicator = registry.indicators[one.indicator]
    if one.unit != "percent":
        return
    if one.population != indicator.population:
        yield "other_population"
    counted = one.claim.paired_with if one.claim is not None else one.published.asked if one.published else None
    if counted is None and indicator.measured_over == "units" and not indicator.needs_baseline:
        yield "no_denominator"
    if one.published is not None and one.published.asked is not None:
        yield "sample_undescribed"


def of_source(one: Reported, registry: Registry) -> Iterator[str]:
    """What the source leaves open."""
    named = one.claim.baseline_year if one.claim is not None else None
    if registry.indicators[one.indicator].needs_baseline and named is None:
        yield "no_baseline"
    if not one.exact and one.ends[0] == one.ends[1]:
        yield "bounded"
    if one.published is not None and one.published.programme == "other":
        yield "other_programme"
    if one.published is not None and one.published.status == "unverified":
        yield "unverified"
