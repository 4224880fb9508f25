"""Costs of cleaner production in one province: per adopter, per TOE, per tonne of CO2, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pandas as pd

from sxsh_eval.errors import Problem
from sxsh_eval.estimates.adoption import tried
from sxsh_eval.estimates.cost_flows import CostPlan, costs_by_year
from sxsh_eval.estimates.costs import accounts, adopter_rows, estimate_costs, total_rows
from sxsh_eval.estimates.diagnosis import as_checks, check, listed
from sxsh_eval.estimates.money_spent import Spent, account_years, claimed_adopters, money_spent, upkeep
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.estimates.saved import estimate_saved
from sxsh_eval.estimates.savings import Refused, Savings
from sxsh_eval.estimates.savings_panel import EnergyPanel
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Span
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Guarded

ACCOUNT = ("total", "present_value", "per_adopter")
RETURNS = ("npv", "payback", "payback_discounted", "irr")


@dataclass(frozen=True, eq=False)
class ProvinceCosts(Guarded):
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
        Why a part is missing, by its name: ``savings``, ``saved``, ``returns``, ``index``.
    synthetic : bool
    covered : tuple of int
        Enterprise-years of adopters whose saving is in `saved`, and all of them.
    """

    gate: ClassVar[str] = "release_estimates"
    shows: ClassVar[tuple[str, ...]] = ("observed", "outlook", "saved")

    spent: Spent
    years: Span
    observed: Estimates
    outlook: Estimates | None
    saved: Estimates | None
    adopters: tuple[float, float, float] | None
    refusals: Mapping[str, tuple[Problem, ...]]
    synthetic: bool
    covered: tuple[int, int] = (0, 0)

    def _facts(self) -> Mapping[str, Any]:
        return {"years": f"{self.years.first}–{self.years.last}"}


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
    period or the last observed year. It counts the costs of these years, those who adopted in them, what they saved in
    them. Who adopted earlier owes nothing to this money. A number is graded by its weakest part: accounts are
    measured, savings caused, savings that are yet to come projected; all of it claimed where the costs are.
    """
    known = money_spent(inputs, study.data.costs)
    panel = savings.panel if isinstance(savings, Savings) else None
    last = study.period.last if panel is None else min(study.period.last, int(panel.table["year"].max()))
    spent = known.until(last) if known else None
    if spent is None:
        return None
    years = account_years(spent, last)
    plan, refusals = plan_of(spent, study)
    if not isinstance(savings, Savings) or panel is None:
        refusals |= {"savings": savings.problems} if isinstance(savings, Refused) else {}
        adopters = None if inputs.synthetic else claimed_adopters(inputs)
        return spending_alone(spent, plan, adopters, refusals, inputs, study)
    rows = adopters_since(panel, years)
    saved = tried("saved", refusals, lambda: estimate_saved(savings.effects.estimates, rows, level=study.level))
    count = float(rows.loc[rows["adoption_year"].notna(), "enterprise_id"].nunique())
    adopters = (count, count, count) if count else None
    if saved is None:
        return spending_alone(spent, plan, adopters, refusals, inputs, study)
    about: dict[str, Any] = {"level": study.level, "province": inputs.province, "source": spent.source}
    paid = estimate_costs(spent.table, saved, plan, adopters=(count, 0.0) if count else None, **about)
    later = study.costs.persistence_years
    outlook = None
    if later:
        going, longer = upkeep(spent, years.last, later).table, plan_on(plan, years.last, later)
        outlook = later_rows(estimate_costs(going, saved, longer, **about), spent)
    if "enterprise" not in spent.payers:
        refusals["returns"] = (Problem("estimate.costs_no_payer", "costs", "enterprise", severity="warning"),)
    observed, covered = observed_rows(paid, spent), covered_rows(saved, rows)
    return ProvinceCosts(spent, years, observed, outlook, saved, adopters, refusals, inputs.synthetic, covered)


def covered_rows(saved: Estimates, rows: pd.DataFrame) -> tuple[int, int]:
    """Enterprise-years of adopters whose saving was estimated, and all of them."""
    adopting = (rows["adoption_year"].astype("Float64") <= rows["year"]).fillna(value=False)
    totals = saved.table[(saved.table["indicator"] == "saved_energy_toe") & (saved.table["term"] == "amount")]
    return int(totals.iloc[0]["n_obs"]), int(adopting.sum())


def adopters_since(panel: EnergyPanel, years: Span) -> pd.DataFrame:
    """Rows of the account's years, less those who adopted before it or after it."""
    rows = panel.in_years(years.first, years.last)
    begun = rows["adoption_year"].astype("Float64")
    outside = (begun < years.first) | (begun > years.last)
    return rows[~outside.fillna(value=False).astype("bool")]


def plan_of(spent: Spent, study: Study) -> tuple[CostPlan, dict[str, tuple[Problem, ...]]]:
    """Choices of the study for the observed years; a price index that lacks years is left aside, which is told."""
    money = study.costs
    absent = sorted({*map(int, spent.table["year"]), money.price_year} - set(money.price_index))
    if money.price_index and absent:
        plan = CostPlan(money.discount_rate, money.price_year)
        return plan, {"index": (Problem("estimate.costs_no_index", "price_index", listed(absent)),)}
    return CostPlan(money.discount_rate, money.price_year, price_index=money.price_index), {}


def plan_on(plan: CostPlan, last: int, years: int) -> CostPlan:
    """The same for savings that go on, at the price level of the last observed year."""
    index = dict(plan.price_index)
    if index:
        index |= dict.fromkeys(range(last + 1, last + years + 1), index.get(last, index[plan.price_year]))
    return replace(plan, persistence_years=years, price_index=index)


def known_rows(made: Estimates, spent: Spent) -> pd.DataFrame:
    """Rows less those that would need a payer who is not known: sums of both, and returns on half of the costs."""
    table = made.table
    if len(spent.payers) == 1:
        table = table[table["indicator"] != "cost_all"]
    if "enterprise" not in spent.payers:
        table = table[~table["term"].isin(RETURNS)]
    return table


def observed_rows(made: Estimates, spent: Spent) -> Estimates:
    """Rows of the observed years, graded by their weakest part."""
    table = known_rows(made, spent)
    caused = "caused" if spent.evidence == "measured" else "claimed"
    grades = pd.Series(caused, index=table.index).where(~table["term"].isin(ACCOUNT), spent.evidence)
    return replace(made, table=as_reported(table.assign(evidence=grades)).reset_index(drop=True))


def as_reported(table: pd.DataFrame) -> pd.DataFrame:
    """Amounts of a letter are no accounts: their reason for having no interval says so."""
    claimed = (table["evidence"] == "claimed") & (table["reason"] == "costs_are_accounts")
    return table.assign(reason=table["reason"].mask(claimed, "count_as_reported"))


def later_rows(made: Estimates, spent: Spent) -> Estimates:
    """Rows that count the years to come, graded as projected."""
    table = known_rows(made, spent)
    table = table[table["term"].isin(RETURNS) | table["term"].str.endswith("_discounted")]
    grade = "projected" if spent.evidence == "measured" else "claimed"
    return replace(made, table=table.assign(evidence=grade).reset_index(drop=True))


def spending_alone(
    spent: Spent,
    plan: CostPlan,
    adopters: tuple[float, float, float] | None,
    refusals: dict[str, tuple[Problem, ...]],
    inputs: Inputs,
    study: Study,
) -> ProvinceCosts:
    """Totals and cost per adopter where no saving is known."""
    paid = costs_by_year(spent.table, plan)
    number = (adopters[0], 0.0) if adopters else None
    rows = []
    for account in accounts(paid, {}, plan, study.level, (inputs.province, spent.source)):
        if account.costs.sum() > 0 and not (account.name == "all" and len(spent.payers) == 1):
            own = [*total_rows(account), *adopter_rows(account, number)]
            rows += [row | {"evidence": spent.evidence} for row in own]
    if adopters and adopters[1] < adopters[2]:
        rows = [within_rounding(row, adopters) for row in rows]
    told = check("costs_not_deflated", warns=not paid.deflated, detail=str(plan.price_year))
    made = as_estimates(rows, Method("costs", "cost / adopters", study.level))
    observed = replace(made, table=as_reported(made.table), checks=as_checks([told]))
    years = account_years(spent, spent.last)
    return ProvinceCosts(spent, years, observed, None, None, adopters, refusals, inputs.synthetic)


def within_rounding(row: dict[str, Any], adopters: tuple[float, float, float]) -> dict[str, Any]:
    """Cost per adopter between the ends that the rounding of their number leaves open."""
    if row["term"] != "per_adopter":
        return row
    total = row["estimate"] * adopters[0]
    ends = {"conf_low": total / adopters[2], "conf_high": total / adopters[1]}
    return row | ends | {"reason": "", "evidence": "derived"}
