"""Costs of cleaner production in one province: per adopter, per TOE, per tonne of CO2, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from sxsh_eval.errors import Problem
from sxsh_eval.estimates.adoption import tried
from sxsh_eval.estimates.cost_flows import CostPlan, costs_by_year
from sxsh_eval.estimates.costs import accounts, adopter_rows, estimate_costs, total_rows
from sxsh_eval.estimates.diagnosis import as_checks, check
from sxsh_eval.estimates.money_spent import Spent, account_years, claimed_adopters, money_spent, upkeep
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.estimates.saved import estimate_saved
from sxsh_eval.estimates.savings import Refused, Savings
from sxsh_eval.estimates.savings_panel import EnergyPanel
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Span
from sxsh_eval.parameters.study import Study

ACCOUNT = ("total", "present_value", "per_adopter")
RETURNS = ("npv", "payback", "payback_discounted", "irr")


@dataclass(frozen=True, eq=False)
class ProvinceCosts:
    """Costs beside what they brought.

    Attributes
    ----------
    spent : Spent
    years : Span
        From the first money spent to the last observed year: costs, adopters and savings of these years.
    observed : Estimates
        As of `estimate_costs`, from these years alone.
    outlook : Estimates or None
        The same with savings, and running costs of establishments, that go on for `persistence_years`.
    saved : Estimates or None
        Savings of those who adopted in these years.
    adopters : tuple of float or None
        Number with the ends of its rounding interval (equal where it was counted).
    refusals : dict
        Why a part is missing, by its name: ``savings``, ``saved``, ``returns``, ``outlook``.
    synthetic : bool
    """

    spent: Spent
    years: Span
    observed: Estimates
    outlook: Estimates | None
    saved: Estimates | None
    adopters: tuple[float, float, float] | None
    refusals: Mapping[str, tuple[Problem, ...]]
    synthetic: bool

    def _repr_html_(self) -> str:
        return self.observed._repr_html_()


def estimate_province_costs(savings: Savings | Refused | None, inputs: Inputs, study: Study) -> ProvinceCosts | None:
    """What an adopter, a TOE, a tonne of CO2 cost, with what came back.

    Parameters
    ----------
    savings : Savings or Refused or None
        From `estimate_savings`.
    inputs : Inputs
        With a table of costs; without one, the letter's own amounts are used and everything is graded as claimed.
    study : Study
        With discount rate, price year and the years a saving persists.

    Returns
    -------
    ProvinceCosts or None
        None where nothing says what was spent. Without savings it holds costs alone.

    Notes
    -----
    One account, the same years on both sides: it begins in the first year in which money was spent, ends with the
    period or the last observed year, and counts the costs of these years, those who adopted in them, and what they saved
    in them. Who adopted earlier owes nothing to this money. A number is graded by its weakest part: accounts are
    measured, savings caused, savings that are yet to come projected; all of it claimed where the costs are.
    """
    known = money_spent(inputs, study.data.costs)
    panel = savings.panel if isinstance(savings, Savings) else None
    last = study.period.last if panel is None else min(study.period.last, int(panel.table["year"].max()))
    spent = known.until(last) if known else None
    if spent is None:
        return None
    refusals: dict[str, tuple[Problem, ...]] = {}
    years = account_years(spent, last)
    if not isinstance(savings, Savings) or panel is None:
        refusals["savings"] = savings.problems if savings else ()
        adopters = None if inputs.synthetic else claimed_adopters(inputs)
        observed = spending_alone(spent, years, adopters, inputs, study)
        return ProvinceCosts(spent, years, observed, None, None, adopters, refusals, inputs.synthetic)
    rows = adopters_since(panel, years)
    saved = tried("saved", refusals, lambda: estimate_saved(savings.effects.estimates, rows, level=study.level))
    count = float(rows.loc[rows["adoption_year"].notna(), "enterprise_id"].nunique())
    adopters = (count, count, count) if count else None
    if saved is None:
        observed = spending_alone(spent, years, adopters, inputs, study)
        return ProvinceCosts(spent, years, observed, None, None, adopters, refusals, inputs.synthetic)
    return with_savings(spent, years, saved, adopters, refusals, inputs, study)


def adopters_since(panel: EnergyPanel, years: Span) -> pd.DataFrame:
    """Rows of the account's years, less those who adopted before it or after it."""
    rows = panel.in_years(years.first, years.last)
    begun = rows["adoption_year"].astype("Float64")
    outside = (begun < years.first) | (begun > years.last)
    return rows[~outside.fillna(value=False).astype("bool")]


def plan_of(study: Study, persistence: int) -> CostPlan:
    """Choices of the study for one account."""
    money = study.costs
    return CostPlan(money.discount_rate, money.price_year, persistence, money.price_index)


def with_savings(
    spent: Spent,
    years: Span,
    saved: Estimates,
    adopters: tuple[float, float, float] | None,
    refusals: dict[str, tuple[Problem, ...]],
    inputs: Inputs,
    study: Study,
) -> ProvinceCosts:
    """Costs against savings: as observed, then with savings that go on."""
    about = {"level": study.level, "province": inputs.letter.province, "source": spent.source}
    number = int(adopters[0]) if adopters else None
    observed = graded(estimate_costs(spent.table, saved, plan_of(study, 0), adopters=number, **about), spent, None)
    later = study.costs.persistence_years
    outlook = None
    if later:
        going = upkeep(spent, years.last, later).table
        made = tried("outlook", refusals, lambda: estimate_costs(going, saved, plan_of(study, later), **about))
        outlook = graded(made, spent, "projected") if made else None
    if "enterprise" not in spent.payers:
        refusals["returns"] = (Problem("estimate.costs_no_payer", "costs", "enterprise", severity="warning"),)
    return ProvinceCosts(spent, years, observed, outlook, saved, adopters, refusals, inputs.synthetic)


def graded(made: Estimates, spent: Spent, later: str | None) -> Estimates:
    """Estimates with their grade of evidence, less the rows that would need a payer who is not known."""
    table = made.table
    if len(spent.payers) == 1:
        table = table[table["indicator"] != "cost_all"]
    if "enterprise" not in spent.payers:
        table = table[~table["term"].isin(RETURNS)]
    accounted = table["term"].isin(ACCOUNT)
    grades = pd.Series("caused" if later is None else later, index=table.index).where(~accounted, spent.evidence)
    if spent.evidence == "claimed":
        grades = pd.Series("claimed", index=table.index)
    return replace(made, table=table.assign(evidence=grades).reset_index(drop=True))


def spending_alone(
    spent: Spent, years: Span, adopters: tuple[float, float, float] | None, inputs: Inputs, study: Study
) -> Estimates:
    """Totals and cost per adopter where no saving is known."""
    plan = plan_of(study, 0)
    paid = costs_by_year(spent.table, plan)
    rows = []
    for account in accounts(paid, {}, plan, study.level, (inputs.letter.province, spent.source)):
        if not account.costs.sum() > 0 or (account.name == "all" and len(spent.payers) == 1):
            continue
        own = [*total_rows(account), *adopter_rows(account, int(adopters[0]) if adopters else None)]
        rows += [row | {"evidence": spent.evidence} for row in own]
    if adopters and adopters[1] < adopters[2]:
        rows = [within_rounding(row, adopters) for row in rows]
    told = check("costs_not_deflated", warns=not paid.deflated, detail=str(plan.price_year))
    made = as_estimates(rows, Method("costs", "cost / adopters", study.level))
    return replace(made, checks=as_checks([told]))


def within_rounding(row: dict[str, object], adopters: tuple[float, float, float]) -> dict[str, object]:
    """Cost per adopter between the ends that the rounding of their number leaves open."""
    if row["term"] != "per_adopter":
        return row
    total = float(str(row["estimate"])) * int(adopters[0])
    number, low, high = adopters
    ends = {"conf_low": total / high, "conf_high": total / low}
    return row | {"estimate": total / number, "reason": "", "evidence": "derived", **ends}
