"""What each scenario would bring by a year: shares, savings, money, each with the interval of the drawn futures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.programme.values import OUTCOMES, Projection
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.parameters.study import Study

Drawn = npt.NDArray[np.float64]
SHARES: Mapping[str, str] = {"adoption": "adopters", "awareness": "aware"}
FLOWS = ("energy_toe", "energy_gj", "emissions_tco2", "emissions_tco2_fixed", "saving_vnd")
"""Of the year itself."""
SPENDING = ("cost_programme_vnd", "cost_enterprise_vnd")
"""Added up since the base year."""
MORE = "more"
"""Second part of a term: difference from the first scenario, path by path."""
METHOD_NAME = "programme_outlook"
FORMULA = "median and central interval over the drawn futures"


def report_years(projection: Projection) -> tuple[int, ...]:
    """Years that reports speak of: the middle of the decade and the horizon, as far as they are projected."""
    last = projection.years[-1]
    middle = last - 5
    return (middle, last) if middle > projection.years[0] else (last,)


def summarise_projections(projections: Sequence[Projection], study: Study) -> Estimates:
    """Numbers of the report on scenarios.

    Parameters
    ----------
    projections : sequence of Projection
        The first is the one that the others are compared with; all from the same draws.
    study : Study

    Returns
    -------
    Estimates
        Term: scenario, or ``<scenario>|more`` for its difference from the first one. Indicators: ``adoption``,
        ``awareness`` in per cent of establishments every year; outcomes of `OUTCOMES` at `report_years`: stocks at
        the end of the year, flows of the year, spending since the base year. ``n_obs`` is not given: the numbers rest
        on what `Base.known` lists.
    """
    rows: list[dict[str, Any]] = []
    for one in projections:
        rows += share_rows(one, study.province)
        rows += outcome_rows(one, study.province)
        if one is not projections[0]:
            rows += more_rows(one, projections[0], study.province)
    level = projections[0].level if projections else study.programme.level
    return as_estimates(rows, Method(METHOD_NAME, FORMULA, level))


def drawn_row(keys: tuple[str, str, str], drawn: Drawn, one: Projection, unit: str, term: str) -> dict[str, Any]:
    """Row of drawn values, one a path; `keys`: indicator, province, period. Without interval where none vary."""
    middle, low, high = (float(value) for value in one.interval(drawn))
    indicator, province, period = keys
    fixed = bool(np.ptp(drawn) == 0)
    return estimate_row(
        (indicator, province, "", period, term),
        middle,
        unit=unit,
        evidence="projected",
        source="projection",
        interval=None if fixed else (min(low, middle), max(high, middle)),
        reason="projection_fixed" if fixed else "",
        std_error=float("nan") if fixed else float(drawn.std()),
    )


def share_rows(one: Projection, province: str) -> Iterator[dict[str, Any]]:
    """Shares, every year."""
    for indicator, outcome in SHARES.items():
        share = one.share(outcome)
        for at, year in enumerate(one.years):
            yield drawn_row((indicator, province, str(year)), share[:, at], one, "percent", one.scenario.id)


def amounts(one: Projection, outcome: str, year: int) -> Drawn:
    """Drawn values of an outcome by a year."""
    values = one.totals[outcome]
    at = one.years.index(year)
    return values[:, : at + 1].sum(axis=1) if outcome in SPENDING else values[:, at]


def outcome_rows(one: Projection, province: str) -> Iterator[dict[str, Any]]:
    """Outcomes at the report's years."""
    for year in report_years(one):
        for outcome, unit in OUTCOMES.items():
            yield drawn_row((outcome, province, str(year)), amounts(one, outcome, year), one, unit, one.scenario.id)


def more_rows(one: Projection, first: Projection, province: str) -> Iterator[dict[str, Any]]:
    """Differences from the first scenario."""
    term = f"{one.scenario.id}|{MORE}"
    for year in report_years(one):
        at = one.years.index(year)
        for indicator, outcome in SHARES.items():
            drawn = one.share(outcome)[:, at] - first.share(outcome)[:, at]
            yield drawn_row((indicator, province, str(year)), drawn, one, "percentage_point", term)
        for outcome in ("adopters", *FLOWS, *SPENDING):
            drawn = amounts(one, outcome, year) - amounts(first, outcome, year)
            yield drawn_row((outcome, province, str(year)), drawn, one, OUTCOMES[outcome], term)
