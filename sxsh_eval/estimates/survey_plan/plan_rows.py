"""Numbers of a sampling plan under the contract of estimates: projected, planned, without sampling error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.estimates.sampling import SampleSize
from sxsh_eval.estimates.survey_plan.money import SurveyCost
from sxsh_eval.parameters.study import Study

PLANNED = "planned"
"""Reason why a number of a plan has no interval."""
SOURCE = "evaluators_assumption"
UNITS = {
    "survey_population": "count",
    "survey_expected_rate": "percent",
    "survey_margin": "percentage_point",
    "survey_widest_margin": "percentage_point",
    "survey_next_million": "percentage_point",
    "survey_answers": "count",
    "survey_asked": "count",
    "survey_cost": "vnd",
    "survey_change_answers": "count",
}
REFERENCES = (
    "Cochran, W. G. (1977), Sampling Techniques, 3rd ed.",
    "Bankier, M. D. (1988), Power allocations, The American Statistician 42, 174-177",
)


def plan_estimates(
    place: str, study: Study, tables: Mapping[str, pd.DataFrame], cost: SurveyCost, change: SampleSize
) -> Estimates:
    """All numbers of a plan.

    Parameters
    ----------
    place : str
        Slug of the province, or `NATIONAL`.
    study : Study
    tables : mapping of str to DataFrame
        ``groups``, ``sizes``, ``budgets``, ``ways`` of the plan.
    cost : SurveyCost
    change : SampleSize

    Returns
    -------
    Estimates
        Terms ``all``, ``<by>:<group>``, ``<share>%±<margin>``, ``<budget>|<mode>``, ways of dividing the answers, what
        the money is for.
    """
    period = f"{study.period.first}-{study.period.last}"
    rows = [row(place, period, *one) for one in numbers(tables, cost, change)]
    return as_estimates(rows, Method("survey_plan", "see the parts of the plan", study.level, REFERENCES))


def numbers(
    tables: Mapping[str, pd.DataFrame], cost: SurveyCost, change: SampleSize
) -> Iterator[tuple[str, str, str, float]]:
    """Indicator, sector, term and value of each number."""
    for one in tables["groups"].to_dict("records"):
        by, group = one["by"], str(one["group"])
        term, sector = "all" if by == "all" else f"{by}:{group}", group if by == "sector" else ""
        yield "survey_population", sector, term, float(one["establishments"])
        yield "survey_expected_rate", sector, term, 100 * float(one["share"])
        yield "survey_margin", sector, term, float(one["margin"])
        yield "survey_answers", sector, term, float(one["answers"])
        yield "survey_asked", sector, term, float(one["to_ask"])
    for one in tables["sizes"].to_dict("records"):
        term = f"{one['share_percent']:g}%±{one['margin']:g}"
        yield "survey_answers", "", term, float(one["answers"])
        yield "survey_asked", "", term, float(one["to_ask"])
    for one in tables["budgets"].dropna().to_dict("records"):
        term = f"{one['budget_vnd']:.0f}|{one['mode']}"
        yield "survey_margin", "", term, float(one["margin"])
        yield "survey_answers", "", term, float(one["answers"])
        yield "survey_asked", "", term, float(one["to_ask"])
        yield "survey_next_million", "", term, float(one["next_million"])
    for one in tables["ways"].to_dict("records"):
        term = str(one["way"])
        yield "survey_asked", "", term, float(one["to_ask"])
        yield "survey_margin", "", term, float(one["margin"])
        yield "survey_widest_margin", "", term, float(one["widest_margin"])
        yield "survey_cost", "", term, float(one["cost_vnd"])
    for part, amount in asdict(cost).items():
        if amount:
            yield "survey_cost", "", part, amount
    yield "survey_cost", "", "all", cost.total
    yield "survey_change_answers", "", "round", float(change.n)


def row(place: str, period: str, indicator: str, sector: str, term: str, value: float) -> dict[str, Any]:
    """One number."""
    keys = (indicator, place, sector, period, term)
    return estimate_row(keys, value, unit=UNITS[indicator], evidence="projected", source=SOURCE, reason=PLANNED)
