"""What provinces and the country are said to have reached: published results with the figures of letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from sxsh_eval.estimates.claimed import claim_span, period_text
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.estimates.rounding import Interval, claim_interval
from sxsh_eval.inputs.claims import Claim, Letter
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.published import PublishedResult
from sxsh_eval.parameters.quantity import Num, Range, Span
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Shown

NO_INTERVAL = "count_as_reported"
BOUNDED = "bound_as_reported"


@dataclass(frozen=True)
class Reported:
    """One figure that somebody reported.

    Attributes
    ----------
    key : str
        Of the registry, or the claim's id in its letter.
    province : str
        Slug; empty for the country.
    indicator, population : str
    figure : Num or Range
        As reported.
    years : Span
        Years it speaks of, or the year in which it held.
    interval : tuple of float or None
        Values that the print stands for.
    published : PublishedResult or None
    claim, letter : Claim, Letter or None
        One of the two origins.
    """

    key: str
    province: str
    indicator: str
    population: str
    figure: Num | Range
    years: Span
    interval: Interval | None = None
    published: PublishedResult | None = None
    claim: Claim | None = None
    letter: Letter | None = None

    @property
    def unit(self) -> str:
        """Unit of the figure."""
        return self.figure.unit

    @property
    def ends(self) -> tuple[float, float]:
        """The figure, or both ends of its band."""
        if isinstance(self.figure, Range):
            return float(self.figure.low), float(self.figure.high)
        return float(self.figure.value), float(self.figure.value)

    @property
    def exact(self) -> bool:
        """Whether it is a figure, rather than a bound or a band."""
        return isinstance(self.figure, Num) and self.figure.bound == "exact"

    @property
    def share(self) -> float | None:
        """The figure where it is an exact percentage."""
        return self.ends[0] if self.exact and self.unit == "percent" else None

    @property
    def source(self) -> str:
        """Where it stands, as text of `Estimates`."""
        if self.published is not None:
            return self.published.source
        return "" if self.letter is None or self.claim is None else f"{self.letter.number}, {self.claim.place.section}"


@dataclass(frozen=True)
class ReportedFigures(Shown):
    """All figures of a report on the country.

    Attributes
    ----------
    figures : tuple of Reported
        Those of the country first, then by province.
    silent : tuple of str
        Provinces of which nothing is known.
    all_years : tuple of Reported
        These and those of other years, for telling what was repeated.
    """

    shows: ClassVar[tuple[str, ...]] = ("overview",)

    figures: tuple[Reported, ...]
    silent: tuple[str, ...]
    all_years: tuple[Reported, ...] = ()

    @property
    def overview(self) -> pd.DataFrame:
        """Columns ``province`` (empty for the country), ``indicator, low, high, unit, source``: one row a figure."""
        rows = [(one.province, one.indicator, *one.ends, one.unit, one.source) for one in self.figures]
        return pd.DataFrame(rows, columns=["province", "indicator", "low", "high", "unit", "source"])

    def _facts(self) -> Mapping[str, Any]:
        return {"figures": len(self.figures), "silent": len(self.silent)}

    def of(self, province: str) -> tuple[Reported, ...]:
        """Figures of one province; of the country for an empty text."""
        return tuple(one for one in self.figures if one.province == province)


def reported_figures(inputs: NationalInputs, study: Study) -> ReportedFigures:
    """Published results of a period with the outcomes that letters report.

    Parameters
    ----------
    inputs : NationalInputs
    study : Study

    Returns
    -------
    ReportedFigures
        Published results, and results, activities, money of letters, about years that touch the study's period.
    """
    every = [from_registry(key, result) for key, result in inputs.registry.results.items()]
    for letter in inputs.letters:
        every += [from_letter(key, claim, letter) for key, claim in letter.claims.items() if tells(claim)]
    every.sort(key=lambda one: (one.province, one.indicator, one.claim is None, one.years.first))
    found = tuple(one for one in every if one.years.overlaps(study.period))
    known = {one.province for one in found}
    return ReportedFigures(found, tuple(slug for slug in inputs.provinces if slug not in known), tuple(every))


def tells(claim: Claim) -> bool:
    """Whether a figure of a letter says as a whole what was done or reached."""
    return claim.kind in {"result", "activity", "budget"} and not claim.repeats and not claim.part_of


def from_registry(key: str, result: PublishedResult) -> Reported:
    """Published result as a reported figure."""
    figure = result.value or result.band
    if figure is None:
        raise ValueError("a result has a value or a band")
    return Reported(
        key=key,
        province=result.province or "",
        indicator=result.indicator,
        population=result.population,
        figure=figure,
        years=result.years,
        interval=rounded(figure),
        published=result,
    )


def from_letter(key: str, claim: Claim, letter: Letter) -> Reported:
    """Figure of a letter as a reported figure."""
    figure = claim.value or claim.band
    if figure is None:
        raise ValueError("a claim has a value or a band")
    return Reported(
        key=key,
        province=letter.province,
        indicator=claim.indicator,
        population=claim.population,
        figure=figure,
        years=claim_span(claim),
        interval=claim_interval(claim),
        claim=claim,
        letter=letter,
    )


def rounded(figure: Num | Range) -> Interval | None:
    """Values that round to a percentage as the registry gives it; None for all else."""
    if isinstance(figure, Range) or figure.unit != "percent" or figure.bound != "exact":
        return None
    decimals = figure.digits if figure.digits is not None else len(f"{figure.value:.10g}".partition(".")[2])
    half = 0.5 * 10.0**-decimals
    return max(0.0, float(figure.value) - half), min(100.0, float(figure.value) + half)


def estimate_reported(found: ReportedFigures) -> Estimates:
    """Reported figures under the contract: all are claims, whoever made them.

    Parameters
    ----------
    found : ReportedFigures

    Returns
    -------
    Estimates
        One row a figure, `term` its key; a band has its lower end with both ends as interval. Counts have the reason
        ``count_as_reported``, bounds (over, about) ``bound_as_reported``.
    """
    rows = []
    for one in found.figures:
        low, high = one.ends
        interval = one.interval if low == high else (low, high)
        reason = "" if interval else NO_INTERVAL if one.exact else BOUNDED
        rows.append(
            estimate_row(
                (one.indicator, one.province, "", period_text(one.years), one.key),
                low,
                unit=one.unit,
                evidence="claimed",
                source=one.source,
                interval=interval,
                reason=reason,
            )
        )
    return as_estimates(rows, Method("claimed", "as printed"))
