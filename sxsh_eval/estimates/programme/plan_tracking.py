"""A plan of work and its progress: what is done, late or to come, what was spent of what was planned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from sxsh_eval.estimates.programme.plan_rules import COMPONENTS, GAPS, PlanRemark, contradictions, uncovered
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Shown

STATES = ("done", "late", "postponed", "cancelled", "to_come")
"""What a row of a plan can be on the day of its last report."""
MILLION = 1e6
METHOD = Method("plan_sums", "sum of the plan's rows; share = spent / planned, over rows that give both")


@dataclass(frozen=True, eq=False)
class PlanTracking(Shown):
    """Progress of a plan of work.

    Attributes
    ----------
    rows : DataFrame
        The plan by year and activity, with ``state``, one of `STATES`.
    reported : int or None
        Last year of which the plan reports any progress: all months up to its end count as past. None: nothing is
        reported, so nothing is late.
    money : Estimates
        ``plan_budget``, ``plan_spent`` in VND, ``plan_spent_share`` in per cent, by year; term: component or ``all``.
    states : dict of str to int
        Rows by state.
    gaps : dict of str to int
        Rows that leave open what a plan needs, by code of `plan_rules.GAPS`.
    remarks : tuple of PlanRemark
        What does not go together.
    """

    shows: ClassVar[tuple[str, ...]] = ("money",)

    rows: pd.DataFrame
    reported: int | None
    money: Estimates
    states: dict[str, int]
    gaps: dict[str, int]
    remarks: tuple[PlanRemark, ...]

    def _facts(self) -> Mapping[str, Any]:
        return {"activities": len(self.rows), **{f"state.{name}": count for name, count in self.states.items()}}

    def __repr__(self) -> str:
        return f"<PlanTracking: {len(self.rows)} rows, {self.states.get('late', 0)} late>"


def track_plan(inputs: Inputs | NationalInputs, study: Study) -> PlanTracking | None:
    """Progress of the province's plan of work.

    Parameters
    ----------
    inputs : Inputs or NationalInputs
        With the table ``plan``, columns as in its codebook.
    study : Study

    Returns
    -------
    PlanTracking or None
        None without the table.
    """
    plan = getattr(inputs, "plan", None)
    if plan is None or not len(plan):
        return None
    source = "synthetic" if inputs.synthetic else study.data.plan
    reported = last_reported(plan)
    rows = plan.assign(state=[state_of(row, reported) for row in plan.to_dict("records")])
    rows = rows.sort_values(["year", "component", "activity"], key=by_component, kind="stable").reset_index(drop=True)
    return PlanTracking(
        rows=rows,
        reported=reported,
        money=as_estimates(list(money_rows(plan, study.province, source)), METHOD),
        states={name: int((rows["state"] == name).sum()) for name in STATES},
        gaps={code: sum(1 for row in plan.to_dict("records") for _ in rule(row)) for code, rule in GAPS.items()},
        remarks=(*contradictions(rows), *uncovered(plan)),
    )


def by_component(column: pd.Series[Any]) -> pd.Series[Any]:
    """Sort key: components in the Strategy's order, anything else as it is."""
    if column.name != "component":
        return column
    return column.map({name: at for at, name in enumerate(COMPONENTS)})


def filled(plan: pd.DataFrame, name: str) -> pd.Series[Any]:
    """Column of a plan; empty where it has none."""
    return plan[name] if name in plan else pd.Series(np.nan, index=plan.index, dtype="object")


def last_reported(plan: pd.DataFrame) -> int | None:
    """Last year with anything done, spent or said to have begun; None without any."""
    amounts = [pd.to_numeric(filled(plan, name), errors="coerce") > 0 for name in ("quantity_done", "spent_mvnd")]
    moved = filled(plan, "status").isin(["under_way", "done", "postponed", "cancelled"])
    years = plan.loc[moved | amounts[0] | amounts[1], "year"]
    return None if years.empty else int(years.max())


def state_of(row: dict[Any, Any], reported: int | None) -> str:
    """State of a row at the end of the last year reported on."""
    status = row.get("status")
    if status in {"done", "postponed", "cancelled"}:
        return str(status)
    planned, done = (row.get(name, float("nan")) for name in ("quantity_planned", "quantity_done"))
    if pd.isna(status) and not pd.isna(planned) and not pd.isna(done) and done >= planned > 0:
        return "done"
    return "late" if reported is not None and int(row["year"]) <= reported else "to_come"


def money_rows(plan: pd.DataFrame, province: str, source: str) -> Iterator[dict[str, Any]]:
    """Planned, spent, share by year, for all components together, then for each."""
    table = plan.assign(
        budget=pd.to_numeric(filled(plan, "budget_mvnd"), errors="coerce"),
        spent=pd.to_numeric(filled(plan, "spent_mvnd"), errors="coerce"),
    )
    for year, rows in table.groupby("year", sort=True):
        present = [name for name in COMPONENTS if name in set(rows["component"])]
        for term in ("all", *present):
            part = rows if term == "all" else rows[rows["component"] == term]
            yield from sums(part, (province, str(year), term), source)


def sums(part: pd.DataFrame, about: tuple[str, str, str], source: str) -> Iterator[dict[str, Any]]:
    """Three numbers of some rows of one year; `about`: province, year, term."""
    province, year, term = about
    for indicator, column in (("plan_budget", "budget"), ("plan_spent", "spent")):
        count = int(part[column].notna().sum())
        if count:
            total = float(part[column].sum()) * MILLION
            yield estimate_row(
                (indicator, province, "", year, term),
                total,
                unit="vnd",
                evidence="claimed",
                source=source,
                reason="plan_as_reported" if count == len(part) else "plan_sum_in_part",
                n_obs=float(count),
            )
    both = part[part["budget"].notna() & part["spent"].notna()]
    if both["budget"].sum() > 0:
        yield estimate_row(
            ("plan_spent_share", province, "", year, term),
            100.0 * float(both["spent"].sum() / both["budget"].sum()),
            unit="percent",
            evidence="claimed",
            source=source,
            reason="plan_as_reported" if len(both) == len(part) else "plan_sum_in_part",
            n_obs=float(len(both)),
        )
