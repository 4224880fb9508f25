"""What a saved tonne cost: cost per adopter, TOE, tonne of CO2; net present value, payback, rate of return."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.cost_flows import PAYERS, CostPlan, Costs, Floats, Flow, costs_by_year, flow_of, yearly
from sxsh_eval.estimates.diagnosis import as_checks, check, check_level, refuse
from sxsh_eval.estimates.finance import discount_factors, fieller, irr, npv, payback
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row

PER = {"energy_toe": "toe", "energy_gj": "gj", "emissions_tco2": "tco2", "emissions_tco2_fixed": "tco2"}
PERSPECTIVES: dict[str, list[str]] = {"all": list(PAYERS), "programme": ["programme"], "enterprise": ["enterprise"]}
REFERENCES = ("Fieller, E. C. (1954), Some problems in interval estimation, JRSS B 16, 175-185",)
FORMULA = "cost / saved; sum of (1 + r)^-t (saving - cost)"


@dataclass(frozen=True, eq=False)
class Account:
    """Costs of one perspective beside what was saved.

    Attributes
    ----------
    name : str
        ``all``, ``programme`` or ``enterprise``.
    years : ndarray of int
        From the first cost or saving to the last.
    costs, variances : ndarray
        By year.
    plan : CostPlan
    quantile : float
    labels : tuple of str
        Province, period, source.
    """

    name: str
    years: npt.NDArray[np.int64]
    costs: Floats
    variances: Floats
    plan: CostPlan
    quantile: float
    labels: tuple[str, str, str]

    def total(self, weights: Floats) -> tuple[float, float]:
        """Weighted sum of the costs with its standard error."""
        return float(weights @ self.costs), float(np.sqrt(weights**2 @ self.variances))

    def row(self, term: str, estimate: float, unit: str, **rest: Any) -> dict[str, Any]:
        """Row under this perspective."""
        province, period, source = self.labels
        keys = (f"cost_{self.name}", province, "", period, term)
        return estimate_row(keys, estimate, unit=unit, evidence="derived", source=source, **rest)


def estimate_costs(
    costs: pd.DataFrame | None,
    saved: Estimates,
    plan: CostPlan,
    *,
    adopters: int | tuple[float, float] | None = None,
    level: float = 0.95,
    province: str = "",
    source: str = "",
) -> Estimates:
    """Cost of programme and enterprises against what adoption saved.

    Parameters
    ----------
    costs : DataFrame or None
        As in `costs_by_year`.
    saved : Estimates
        As of `estimate_saved`.
    plan : CostPlan
    adopters : int or tuple of float, optional
        Number of adopters the costs were spent on; with its standard error where it was estimated.
    level : float
    province, source : str

    Returns
    -------
    Estimates
        Indicators ``cost_all``, ``cost_programme``, ``cost_enterprise``; terms ``total``, ``present_value``,
        ``per_adopter``, ``per_<column>`` (undiscounted, over the observed years), ``per_<column>_discounted`` (both
        discounted, with the years a saving persists), and for all payers and enterprises ``npv``, ``payback``,
        ``payback_discounted``, ``irr``.

    Raises
    ------
    EstimationError
        ``estimate.costs_none``, ``estimate.costs_no_savings`` and those of `costs_by_year`.

    Notes
    -----
    Ratios have Fieller's interval: none where the saving does not differ from zero (reason ``cost_saving_not_shown``).
    The net present value is linear in costs and savings, so its error is exact; payback and rate of return are computed
    again with all savings at the ends of the interval of their sum. Years are discounted to the first one. Energy taxes
    and transfers between payers are not told apart.
    """
    check_level(level)
    if costs is None:
        refuse("estimate.costs_none", "costs", 0)
    paid = costs_by_year(costs, plan)
    flows = {name: flow for name in (*PER, "energy_cost_vnd") if (flow := flow_of(saved, name, plan)) is not None}
    if not flows:
        refuse("estimate.costs_no_savings", "saved", len(saved.table))
    rows: list[dict[str, Any]] = []
    for account in accounts(paid, flows, plan, level, (province, source)):
        if account.costs.sum() > 0 or account.name == "all":
            rows += [*total_rows(account), *adopter_rows(account, adopters), *ratio_rows(account, flows)]
            rows += money_rows(account, flows.get("energy_cost_vnd"))
    told = [
        check("costs_not_deflated", warns=not paid.deflated, detail=str(plan.price_year)),
        *(
            check("costs_no_payer", warns=True, detail=payer)
            for payer in PAYERS
            if not paid.amounts.loc[payer].sum() > 0
        ),
    ]
    method = Method("costs", FORMULA, level, REFERENCES)
    return Estimates(as_estimates(rows, method).table, method, checks=as_checks(told))


def accounts(
    paid: Costs, flows: dict[str, Flow], plan: CostPlan, level: float, labels: tuple[str, str]
) -> Iterator[Account]:
    """Costs of each perspective over all years concerned."""
    from scipy.stats import norm

    known = [int(year) for year in paid.amounts.columns] + [int(year) for flow in flows.values() for year in flow.years]
    years = np.arange(min(known), max(known) + 1)
    period = f"{years[0]}-{years[-1]}"
    for name, payers in PERSPECTIVES.items():
        amounts, variances = (yearly(frame, payers, years) for frame in (paid.amounts, paid.variances))
        quantile = float(norm.ppf(0.5 + level / 2))
        yield Account(name, years, amounts, variances, plan, quantile, (labels[0], period, labels[1]))


def total_rows(account: Account) -> Iterator[dict[str, Any]]:
    """Sum of the costs, as paid and discounted."""
    discount = discount_factors(account.plan.discount_rate, account.years.size)
    for term, weights in (("total", np.ones(account.years.size)), ("present_value", discount)):
        amount, error = account.total(weights)
        half = account.quantile * error
        known: dict[str, Any] = {"reason": "costs_are_accounts"}
        if error > 0:
            known = {"interval": (amount - half, amount + half), "std_error": error}
        yield account.row(term, amount, "vnd", **known)


def adopter_rows(account: Account, adopters: int | tuple[float, float] | None) -> Iterator[dict[str, Any]]:
    """Cost per adopter."""
    if adopters is None:
        return
    number = adopters if isinstance(adopters, tuple) else (float(adopters), 0.0)
    top = account.total(np.ones(account.years.size))
    yield ratio_row(account, "per_adopter", top, number, "vnd_per_enterprise")


def ratio_rows(account: Account, flows: dict[str, Flow]) -> Iterator[dict[str, Any]]:
    """Cost per unit saved, as observed and discounted."""
    ones = np.ones(account.years.size)
    discount = discount_factors(account.plan.discount_rate, account.years.size)
    for name, unit in PER.items():
        flow = flows.get(name)
        if flow is None:
            continue
        observed = flow.years <= flow.years[-1] - account.plan.persistence_years
        later = discount[flow.years - account.years[0]]
        unit = f"vnd_per_{unit}"  # noqa: PLW2901 - one word
        yield ratio_row(account, f"per_{name}", account.total(ones), flow.weighted(observed.astype(float)), unit)
        yield ratio_row(account, f"per_{name}_discounted", account.total(discount), flow.weighted(later), unit)


def ratio_row(
    account: Account, term: str, top: tuple[float, float], bottom: tuple[float, float], unit: str
) -> dict[str, Any]:
    """A ratio with Fieller's interval, or the reason why there is none."""
    if bottom[0] <= 0:
        return account.row(term, np.nan, unit, reason="cost_no_saving")
    value = top[0] / bottom[0]
    if top[1] == 0 and bottom[1] == 0:
        return account.row(term, value, unit, reason="costs_are_accounts")
    error = float(np.hypot(top[1] / bottom[0], value * bottom[1] / bottom[0]))
    interval = fieller(top, bottom, account.quantile)
    if interval is None:
        return account.row(term, value, unit, reason="cost_saving_not_shown", std_error=error)
    return account.row(term, value, unit, interval=interval, std_error=error)


def money_rows(account: Account, flow: Flow | None) -> Iterator[dict[str, Any]]:
    """Net present value, payback and rate of return of those who get the savings."""
    if account.name == "programme":
        return
    if flow is None:
        for term, unit in (("npv", "vnd"), ("payback", "years"), ("payback_discounted", "years"), ("irr", "percent")):
            yield account.row(term, np.nan, unit, reason="energy_no_prices")
        return
    size, rate = account.years.size, account.plan.discount_rate
    saving = np.zeros(size)
    saving[flow.years - account.years[0]] = flow.amounts
    discount = discount_factors(rate, size)
    gain, spent = flow.weighted(discount[flow.years - account.years[0]]), account.total(discount)
    error = float(np.hypot(gain[1], spent[1]))
    value, half = npv(rate, saving - account.costs), account.quantile * error
    known: dict[str, Any] = {"interval": (value - half, value + half), "std_error": error}
    yield account.row("npv", value, "vnd", **(known if error > 0 else {"reason": "costs_are_accounts"}))
    total, spread = flow.weighted(np.ones(flow.years.size))
    part = account.quantile * spread / total if total > 0 else np.nan
    ends = [saving * (1 - part) - account.costs, saving - account.costs, saving * (1 + part) - account.costs]
    yield end_row(account, "payback", "years", ends, payback)
    yield end_row(account, "payback_discounted", "years", ends, lambda flows: payback(flows, rate=rate))
    yield end_row(account, "irr", "percent", ends, lambda flows: 100 * irr(flows))


def end_row(
    account: Account, term: str, unit: str, ends: list[Floats], compute: Callable[[Floats], float]
) -> dict[str, Any]:
    """A number of flows, with the interval that the ends of the savings give."""
    found = []
    for flows in ends:
        try:
            found.append(compute(flows) if np.isfinite(flows).all() else np.nan)
        except EstimationError as refusal:
            found.append(np.nan)
            reason = refusal.problems[0].code.removeprefix("estimate.")
            if flows is ends[1]:
                return account.row(term, np.nan, unit, reason=reason)
    if not np.isfinite(found[1]):
        return account.row(term, np.nan, unit, reason="costs_never_paid_back")
    if not np.isfinite(found).all():
        return account.row(term, found[1], unit, reason="cost_saving_not_shown")
    low, high = min(found), max(found)
    if low == high:
        return account.row(term, found[1], unit, reason="costs_are_accounts")
    return account.row(term, found[1], unit, interval=(low, high))
