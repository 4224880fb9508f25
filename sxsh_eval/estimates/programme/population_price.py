"""The population question priced: how many enterprises a target asks for, by whom it is set for, and their staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sxsh_eval.estimates.claimed import estimate_implied
from sxsh_eval.estimates.diagnosis import NAN
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.estimates.rounding import Interval, divide, multiply
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.factors import Count
from sxsh_eval.parameters.quantity import Mark, Range
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Several, Shown

POPULATIONS = ("medium_large_enterprises", "sme_enterprises")
"""Whom the Strategy means, whom a proposal may have written instead."""
IN_INDUSTRY, RURAL = "industry_construction_enterprises", "rural_industrial_establishments"
OFFICER = "unit_cost_dedicated_officer"
PERCENT = 100.0
LATEST = 9999
FORMULA = "total x share x target; enterprises x cost of an officer"


@dataclass(frozen=True)
class Total(Shown):
    """Enterprises of a place.

    Attributes
    ----------
    place : str
        Slug, or `NATIONAL`.
    estimate : float
    interval : tuple of float
    evidence, source, period : str
        As of `Estimates`.
    """

    place: str
    estimate: float
    interval: Interval
    evidence: str
    source: str
    period: str

    def _facts(self) -> Mapping[str, Any]:
        ends = Range(low=round(self.interval[0]), high=round(self.interval[1]), unit="count")
        told = {"place": self.place, "establishments": round(self.estimate), "interval": ends, "years": self.period}
        return told | {"evidence": Mark(scale="evidence", name=self.evidence), "source": self.source}


def enterprise_totals(inputs: Inputs | NationalInputs, study: Study | None = None) -> Several[Total]:
    """Enterprises that the province's letter implies, then those of the country.

    Parameters
    ----------
    inputs : Inputs or NationalInputs
    study : Study, optional
        For the country the number of the year nearest to the end of the Strategy is taken; the latest without it.

    Returns
    -------
    tuple of Total
        For the country industry with construction, which the source does not split.
    """
    found = []
    if isinstance(inputs, Inputs):
        rows = estimate_implied(inputs).table
        for row in rows[rows["term"] == "denominator"].head(1).to_dict("records"):
            ends = (float(row["conf_low"]), float(row["conf_high"]))
            period = str(row["period"])
            found.append(Total(inputs.province, row["estimate"], ends, "derived", row["source"], period))
    year = LATEST if study is None else study.strategy.end_year
    published = published_count(inputs.registry, IN_INDUSTRY, year)
    if published is not None:
        number = float(published.value.value)
        found.append(Total(NATIONAL, number, (number, number), "derived", published.source, str(published.year)))
    return Several(found)


def published_count(registry: Registry, population: str, year: int | None = None) -> Count | None:
    """Number of the country nearest to a year; without a year the largest number of any province."""
    known = [count for count in registry.counts if count.population == population]
    if year is None:
        return max(known, key=lambda count: float(count.value.value), default=None)
    country = [count for count in known if count.province is None]
    return min(country, key=lambda count: abs(count.year - year), default=None)


def estimate_population_price(target: Target, totals: Sequence[Total], registry: Registry) -> Estimates:
    """Enterprises and staff that a target asks for if it is set for one population or the other.

    Parameters
    ----------
    target : Target
        In per cent of its population, such as 90 % with a dedicated unit.
    totals : sequence of Total
        As of `enterprise_totals`.
    registry : Registry
        Shares of the populations, cost of an officer, a published number of establishments.

    Returns
    -------
    Estimates
        By place: ``population|<population>``, ``needed|<population>`` (enterprises), ``staff|<population>`` (VND a
        year if each needs one officer), ``times|sme_enterprises`` (how many times the population of medium and large
        ones). ``needed|establishments``: the same target over the establishments of the province for which the largest
        number is published, household workshops included: enterprises must not be taken for them.

    Notes
    -----
    Intervals are products of the ends of their parts (rounding of the letter's figures, range of the shares, 5th to
    95th percentile of the officer's cost): they contain the result at least as often as any of these. Shares are those
    of all enterprises of the country; that industry or a province has the same ones is an assumption (reason
    ``population_shares_of_country``).
    """
    rows: list[dict[str, Any]] = []
    for total in totals:
        for name in POPULATIONS:
            rows += population_rows(target, total, name, registry)
        rows += ratio_rows(target, total, registry)
    rows += establishment_rows(target, registry)
    return as_estimates(rows, Method("population_price", FORMULA))


def share_of(registry: Registry, name: str) -> tuple[float, Interval, str]:
    """Part of all enterprises in a population with its ends, as a ratio; source."""
    population = registry.populations[name]
    band = population.share_of_enterprises
    if band is None:
        return NAN, (NAN, NAN), population.source
    low, high = ends_of(band)
    return (band.low + band.high) / 2 / PERCENT, (low / PERCENT, high / PERCENT), str(population.share_source)


def ends_of(band: Range) -> Interval:
    """Ends of a band; those of its rounding where it is one printed number."""
    if band.low < band.high:
        return float(band.low), float(band.high)
    half = 0.5 * 10.0 ** -(band.digits or 0)
    return float(band.low) - half, float(band.high) + half


def population_rows(target: Target, total: Total, name: str, registry: Registry) -> Iterator[dict[str, Any]]:
    """Size of one population, what the target asks of it, what the staff costs."""
    share, ends, share_source = share_of(registry, name)
    source = f"{total.source}; {share_source}"
    keys = (target.indicator, total.place, "", total.period)
    common: dict[str, Any] = {"reason": "population_shares_of_country"}
    size, size_ends = total.estimate * share, multiply(total.interval, ends)
    goal = target.threshold / PERCENT
    needed, needed_ends = goal * size, multiply((goal, goal), size_ends)
    for term, value, interval in (("population", size, size_ends), ("needed", needed, needed_ends)):
        yield estimate_row(
            (*keys, f"{term}|{name}"),
            value,
            unit="enterprise",
            evidence=total.evidence,
            source=source,
            interval=interval,
            **common,
        )
    prior = registry.priors.get(OFFICER)
    if prior is None:
        lacking: dict[str, Any] = {"evidence": "projected", "source": source, "reason": "population_no_officer_cost"}
        yield estimate_row((*keys, f"staff|{name}"), NAN, unit="vnd_per_year", **lacking)
        return
    low, high = (prior.central if end is None else end for end in (prior.low, prior.high))
    yield estimate_row(
        (*keys, f"staff|{name}"),
        needed * prior.central,
        unit="vnd_per_year",
        evidence="projected",
        source=f"{source}; {prior.source}",
        interval=multiply(needed_ends, (low, high)),
        **common,
    )


def ratio_rows(target: Target, total: Total, registry: Registry) -> Iterator[dict[str, Any]]:
    """How many times one population is the other."""
    wide, narrow = (share_of(registry, name) for name in reversed(POPULATIONS))
    yield estimate_row(
        (target.indicator, total.place, "", total.period, f"times|{POPULATIONS[1]}"),
        wide[0] / narrow[0],
        unit="times",
        evidence="derived",
        source=f"{wide[2]}; {narrow[2]}",
        interval=divide(wide[1], narrow[1]),
        reason="population_shares_of_country",
    )


def establishment_rows(target: Target, registry: Registry) -> Iterator[dict[str, Any]]:
    """The same target over establishments, where any number of them is published."""
    published = published_count(registry, RURAL)
    if published is None:
        return
    yield estimate_row(
        (target.indicator, published.province or NATIONAL, "", str(published.year), "needed|establishments"),
        target.threshold / PERCENT * float(published.value.value),
        unit="establishment",
        evidence="derived",
        source=published.source,
        reason="population_of_one_place",
    )
