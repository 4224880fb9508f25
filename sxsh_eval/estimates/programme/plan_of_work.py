"""What a scenario would have to be done year by year: activities, quantities, money, ready to become a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from sxsh_eval.estimates.programme.values import Projection
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.parameters.scenarios import INSTRUMENTS, Instrument
from sxsh_eval.parameters.study import Study

COMPONENT_OF: Mapping[Instrument, str] = {
    "information": "awareness",
    "training": "awareness",
    "rapid_assessment": "technical",
    "detailed_assessment": "technical",
    "demonstration": "technical",
    "finance": "finance",
    "dedicated_officer": "network",
    "norms_inspection": "network",
}
"""Component project of the Strategy that an instrument belongs to."""
UNIT_OF: Mapping[Instrument, str] = dict.fromkeys(INSTRUMENTS, "establishment") | {
    "demonstration": "model",
    "dedicated_officer": "officer",
}
"""What the quantity of an instrument counts, as in the codebook ``plan``."""
METHOD = Method("plan_of_work", "median over the drawn futures of what the model delivers")


def plan_of_work(projections: Sequence[Projection], study: Study) -> Estimates:
    """Activities of each scenario that offers any, by year.

    Parameters
    ----------
    projections : sequence of Projection
    study : Study

    Returns
    -------
    Estimates
        ``plan_quantity`` in establishments (officers for ``dedicated_officer``) and ``plan_cost`` in VND at constant
        prices; term ``<scenario>|<instrument>``, period the year, with the sum of its costs over all years; then the
        sums of costs a year and over all years under ``<scenario>|all``. Medians of what the model delivers, so without
        intervals: a plan is a decision.
    """
    rows = [row for one in projections for row in scenario_rows(one, study.province)]
    return as_estimates(rows, METHOD)


def delivered(one: Projection) -> pd.DataFrame:
    """What a scenario delivers, in the order of the instruments, without what comes to nothing."""
    table = one.offered
    if table.empty:
        return table
    table = table[(table["number"] > 0) | (table["cost_vnd"] > 0)]
    order = {name: at for at, name in enumerate(INSTRUMENTS)}
    return table.sort_values(
        ["instrument", "year"], key=lambda part: part.map(order) if part.name == "instrument" else part
    )


def plan_row(indicator: str, about: tuple[str, str, str], value: float, unit: str) -> dict[str, Any]:
    """Row of a plan; `about`: province, period, term."""
    province, period, term = about
    return estimate_row(
        (indicator, province, "", period, term),
        value,
        unit=unit,
        evidence="projected",
        source="projection",
        reason="plan_is_a_decision",
    )


def scenario_rows(one: Projection, province: str) -> Iterator[dict[str, Any]]:
    """Rows of one scenario."""
    table = delivered(one)
    for row in table.to_dict("records"):
        name = row["instrument"]
        about = (province, str(int(row["year"])), f"{one.scenario.id}|{name}")
        unit = "person" if name == "dedicated_officer" else "establishment"
        yield plan_row("plan_quantity", about, float(row["number"]), unit)
        yield plan_row("plan_cost", about, float(row["cost_vnd"]), "vnd")
    if table.empty:
        return
    term = f"{one.scenario.id}|all"
    for key, amount in table.groupby("year", sort=True)["cost_vnd"].sum().items():
        yield plan_row("plan_cost", (province, str(key), term), float(amount), "vnd")
    span = f"{int(table['year'].min())}-{int(table['year'].max())}"
    for name, amount in table.groupby("instrument", sort=False)["cost_vnd"].sum().items():
        yield plan_row("plan_cost", (province, span, f"{one.scenario.id}|{name}"), float(amount), "vnd")
    yield plan_row("plan_cost", (province, span, term), float(table["cost_vnd"].sum()), "vnd")
