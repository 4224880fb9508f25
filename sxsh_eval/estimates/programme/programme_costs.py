"""What a programme costs against the path without it: by additional adopter, TOE, tonne of CO2; what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sxsh_eval.estimates.costs import PER, PERSPECTIVES
from sxsh_eval.estimates.diagnosis import NAN, as_checks, check
from sxsh_eval.estimates.programme.differences import Difference, Doubles, payback_of, ratio_of
from sxsh_eval.estimates.programme.sanity import sanity_checks
from sxsh_eval.estimates.programme.values import Projection
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.study import Study

SOURCE = "projection"
FORMULA = "(cost - cost without) / (saved - saved without); sum of (1 + r)^-t (saving - cost)"
REFERENCES = ("Fieller, E. C. (1954), Some problems in interval estimation, JRSS B 16, 175-185",)
SAVED_MONEY = "saving_vnd"


@dataclass(frozen=True)
class Labels:
    """Keys of all rows of one account.

    Attributes
    ----------
    province, period, suffix : str
        The suffix names the scenario.
    level : float
    """

    province: str
    period: str
    suffix: str
    level: float

    def row(self, indicator: str, term: str, unit: str, **numbers: Any) -> dict[str, Any]:
        """One row; `numbers` with ``estimate``."""
        keys = (indicator, self.province, "", self.period, term + self.suffix)
        estimate = numbers.pop("estimate")
        return estimate_row(keys, estimate, unit=unit, evidence="projected", source=SOURCE, **numbers)

    def drawn(self, indicator: str, term: str, unit: str, values: Doubles) -> dict[str, Any]:
        """Row of the median with the interval of the paths."""
        tail = (1 - self.level) / 2
        low, middle, high = (float(end) for end in np.quantile(values, (tail, 0.5, 1 - tail)))
        return self.row(indicator, term, unit, estimate=middle, interval=(low, high))

    def years(self, indicator: str, term: str, values: Doubles) -> dict[str, Any]:
        """Row of a payback, which may be infinite in some paths."""
        tail = (1 - self.level) / 2
        low, middle, high = (float(end) for end in np.quantile(values, (tail, 0.5, 1 - tail), method="higher"))
        if not np.isfinite(middle):
            return self.row(indicator, term, "years", estimate=NAN, reason="costs_never_paid_back")
        if not np.isfinite(high):
            return self.row(indicator, term, "years", estimate=middle, reason="programme_payback_open")
        return self.row(indicator, term, "years", estimate=middle, interval=(low, high))


def estimate_programme_costs(
    projection: Projection,
    reference: Projection,
    study: Study,
    *,
    registry: Registry | None = None,
) -> Estimates:
    """Cost of a scenario against what it adds to the path without it.

    Parameters
    ----------
    projection, reference : Projection
        The scenario, the path without a programme: same years, same draws.
    study : Study
        With ``costs.discount_rate``, ``costs.persistence_years``.
    registry : Registry, optional
        Its cases are the sanity range of payback and saving; without it nothing is checked.

    Returns
    -------
    Estimates
        As of `estimate_costs`: indicators ``cost_all``, ``cost_programme``, ``cost_enterprise``; terms ``total``,
        ``present_value``, ``per_adopter``, ``per_<outcome>``, ``per_<outcome>_discounted``, ``npv``, ``payback``,
        ``payback_discounted``; further ``payback_simple`` of enterprises (investment over the saving of the last year);
        indicators ``additional_<outcome>`` with term ``amount``. Each term ends in ``|<scenario>``. The period tells
        the years counted: to the horizon, then (discounted terms, returns) with the years a saving goes on after it.
        Money in VND at constant prices of ``costs.price_year``.

    Raises
    ------
    EstimationError
        ``estimate.programme_other_paths`` where the two are not the same drawn futures.

    Notes
    -----
    Numbers are differences within each path, so what both have in common cancels: a scenario that offers nothing
    adds exactly nothing. Intervals are quantiles over paths, those of ratios as in `ratio_of`. Years are discounted
    to the first projected one, paybacks run from the first year in which money is spent. Counting to the horizon
    alone is unfair to money spent shortly before it, hence the second period: savings of the last year go on for
    ``persistence_years``, each year with the drawn part that persists.
    """
    account = Difference(projection, reference, study.costs.discount_rate)
    known = "persistence" in projection.drivers
    later_years = study.costs.persistence_years if known else 0
    longer = Difference(projection, reference, study.costs.discount_rate, later_years)
    labels, later = (labels_of(one, study) for one in (account, longer))
    rows = [*additional_rows(account, labels)]
    for name, payers in PERSPECTIVES.items():
        rows += [*cost_rows(account, labels, name, payers), *unit_rows(account, labels, name, payers)]
        rows += return_rows(account, labels, name, payers)
        if longer.later:
            rows += [*discounted_rows(longer, later, name, payers), *return_rows(longer, later, name, payers)]
    simple = simple_payback(account, labels)
    told = [check("programme_costs_paths", statistic=len(projection.drivers), detail=projection.scenario.id)]
    told.append(check("programme_persistence_unknown", warns=not known and study.costs.persistence_years > 0))
    if registry is not None:
        told += sanity_checks(simple, projection, registry)
    method = Method("programme_costs", FORMULA, labels.level, REFERENCES)
    table = as_estimates([*rows, simple], method).table
    return Estimates(table, method, checks=as_checks(told))


def labels_of(account: Difference, study: Study) -> Labels:
    """Keys of an account's rows."""
    years = f"{account.years[0]}-{account.years[-1]}"
    return Labels(study.province, years, f"|{account.projection.scenario.id}", study.programme.level)


def additional_rows(account: Difference, labels: Labels) -> Iterator[dict[str, Any]]:
    """What the scenario adds: adopters at the horizon, sums of the years saved."""
    yield labels.drawn("additional_adopters", "amount", "establishment", account.adopters)
    for outcome, unit in (*PER.items(), (SAVED_MONEY, "vnd")):
        yield labels.drawn(f"additional_{outcome}", "amount", unit, account.flow(outcome).sum(axis=1))


def cost_rows(account: Difference, labels: Labels, name: str, payers: list[str]) -> Iterator[dict[str, Any]]:
    """Spending as it is, and discounted."""
    paid = account.paid(payers)
    yield labels.drawn(f"cost_{name}", "total", "vnd", paid.sum(axis=1))
    yield labels.drawn(f"cost_{name}", "present_value", "vnd", paid @ account.discount)


def unit_rows(account: Difference, labels: Labels, name: str, payers: list[str]) -> Iterator[dict[str, Any]]:
    """Spending per additional adopter and per unit saved, undiscounted."""
    paid = account.paid(payers).sum(axis=1)
    ratio = ratio_of(paid, account.adopters, labels.level)
    yield labels.row(f"cost_{name}", "per_adopter", "vnd_per_enterprise", **ratio)
    for outcome, unit in PER.items():
        ratio = ratio_of(paid, account.flow(outcome).sum(axis=1), labels.level)
        yield labels.row(f"cost_{name}", f"per_{outcome}", f"vnd_per_{unit}", **ratio)
    yield from discounted_rows(account, labels, name, payers)


def discounted_rows(account: Difference, labels: Labels, name: str, payers: list[str]) -> Iterator[dict[str, Any]]:
    """Spending per unit saved, both discounted."""
    paid = account.paid(payers) @ account.discount
    for outcome, unit in PER.items():
        ratio = ratio_of(paid, account.flow(outcome) @ account.discount, labels.level)
        yield labels.row(f"cost_{name}", f"per_{outcome}_discounted", f"vnd_per_{unit}", **ratio)


def return_rows(account: Difference, labels: Labels, name: str, payers: list[str]) -> Iterator[dict[str, Any]]:
    """Net present value and payback of those who get the savings."""
    if name == "programme":
        return
    net = account.flow(SAVED_MONEY) - account.paid(payers)
    yield labels.drawn(f"cost_{name}", "npv", "vnd", net @ account.discount)
    since = net[:, account.begun :]
    yield labels.years(f"cost_{name}", "payback", payback_of(since))
    yield labels.years(f"cost_{name}", "payback_discounted", payback_of(since, account.rate))


def simple_payback(account: Difference, labels: Labels) -> dict[str, Any]:
    """What enterprises invest over what they save in the last year: comparable with single cases."""
    ratio = ratio_of(account.paid(["enterprise"]).sum(axis=1), account.flow(SAVED_MONEY)[:, -1], labels.level)
    return labels.row("cost_enterprise", "payback_simple", "years", **ratio)
