"""What a target takes: how many times a scenario's programme, which pace, which money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.stats import norm

from sxsh_eval.estimates.diagnosis import NAN, as_checks, check
from sxsh_eval.estimates.finance import discount_factors
from sxsh_eval.estimates.intervals import binomial_interval
from sxsh_eval.estimates.programme.project import project_programme
from sxsh_eval.estimates.programme.scaling import CAPACITY, Project, Trials, full_multiple
from sxsh_eval.estimates.programme.target_share import PERCENT, SAVING, SHARES, Doubles, target_values
from sxsh_eval.estimates.programme.values import Base, Projection
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.scenarios import Scenario
from sxsh_eval.parameters.study import Study

SOURCE = "projection"
FORMULA = "smallest m: P(target at the horizon | m times the offers) >= chance"
TOLERANCE = 0.01
GROWN = "_grown"
"""What terms end in that let the capacity of the centres grow with the offers."""
MONEY = {"cost_programme": "cost_programme_vnd", "cost_enterprise": "cost_enterprise_vnd"}


def required_scale(
    base: Base,
    scenario: Scenario,
    target: Target,
    study: Study,
    registry: Registry,
    *,
    project: Project = project_programme,
    target_id: str = "target",
) -> Estimates:
    """Multiple of a scenario's offers at which a target is likely enough, with pace and money.

    Parameters
    ----------
    base : Base
        With the scenario's own beliefs already put in (`with_priors`), as for `project_programme`.
    scenario : Scenario
    target : Target
    study : Study
        With ``programme.chance``, the probability to be reached in the year ``programme.horizon``.
    registry : Registry
    project : callable
        Draws the futures, the same ones for every call.
    target_id : str

    Returns
    -------
    Estimates
        Terms ``multiple`` (times the offers), ``chance_none``, ``chance_planned``, ``chance_full`` (per cent:
        without the programme, as written, with as much as can be delivered), ``pace`` (points a year from the base
        on), ``more_adopters`` (establishments beyond those of the base), ``cost_programme``, ``cost_enterprise``
        (VND, sum of the years), ``present_value`` (programme), each followed by ``|<scenario>|<target>``. Where the
        capacity of the centres stands in the way, ``multiple_grown``, ``cost_programme_grown``,
        ``cost_enterprise_grown``, ``present_value_grown`` say what it would take if it grew with the offers.
        Without a multiple the reason: ``scale_capacity``, ``scale_groups``, ``scale_years``, ``scale_reach_full``,
        ``scale_hazard_too_low``, ``scale_nothing_offered``, ``scale_saving_not_of_reach``, or that of
        `target_values`.

    Notes
    -----
    Every multiple is projected with the same draws, so the chance never falls as it rises; the smallest one is found
    to one per cent. Its interval is the error of finitely many paths: the multiples at which the chance is
    ``chance +- z sqrt(chance (1 - chance) / paths)``. Where no multiple is enough, limits are taken away one after the
    other (capacity of the centres, groups left out, years, the instruments not used); the first whose absence makes
    the target reachable is the reason.
    """
    trials = Trials(base, scenario, study, registry, target, project)
    planned = trials.of(1.0)
    account = Account(planned, target, f"|{scenario.id}|{target_id}", study)
    values, reason = target_values(planned, target, base.known)
    reason = "scale_saving_not_of_reach" if target.indicator == SAVING else reason
    if values is None or reason:
        return account.estimates([account.row("multiple", NAN, "times", reason=reason)])
    trials.chances.known[1.0] = trials.chance_of(planned)
    wanted = study.programme.chance
    found = trials.chances.smallest(wanted, TOLERANCE)
    multiples = list(multiple_rows(trials, account, found, wanted))
    rows = [*multiples, *chance_rows(trials, account, base.paths), *pace_rows(account, values)]
    rows += money_rows(account, trials.of(found) if np.isfinite(found) else None, multiples[0]["reason"], study)
    if multiples[0]["reason"] == CAPACITY:
        free, grown = trials.growing(), account.growing()
        found = free.chances.smallest(wanted, TOLERANCE)
        rows += [*multiple_rows(free, grown, found, wanted), *money_rows(grown, free.of(found), "", study)]
    return account.estimates(rows)


class Account:
    """What all rows of one target have in common."""

    def __init__(self, planned: Projection, target: Target, suffix: str, study: Study, grown: str = "") -> None:
        self.planned, self.target, self.suffix, self.study, self.grown = planned, target, suffix, study, grown

    def growing(self) -> Account:
        """The same for centres whose capacity grows with the offers."""
        return Account(self.planned, self.target, self.suffix, self.study, GROWN)

    def row(self, term: str, estimate: float, unit: str, **rest: Any) -> dict[str, Any]:
        """One row."""
        years = self.planned.years
        name = f"{term}{self.grown}{self.suffix}"
        keys = (self.target.indicator, self.study.province, "", f"{years[0]}-{years[-1]}", name)
        return estimate_row(keys, estimate, unit=unit, evidence="projected", source=SOURCE, **rest)

    def drawn(self, term: str, values: Doubles, unit: str) -> dict[str, Any]:
        """Row of the median with the interval of the paths."""
        middle, low, high = self.planned.interval(values)
        return self.row(term, float(middle), unit, interval=(float(low), float(high)))

    def estimates(self, rows: list[dict[str, Any]]) -> Estimates:
        """Rows as estimates; cut offers are told."""
        method = Method("required_scale", FORMULA, self.study.programme.level)
        told = [check("scale_paths", statistic=len(self.planned.drivers), detail=self.planned.scenario.id)]
        return Estimates(as_estimates(rows, method).table, method, checks=as_checks(told))


def multiple_rows(trials: Trials, account: Account, found: float, wanted: float) -> Iterator[dict[str, Any]]:
    """The multiple with the error of finitely many paths, or why there is none."""
    if not np.isfinite(found):
        yield account.row("multiple", NAN, "times", reason=trials.obstacle(wanted))
        return
    half = norm.ppf(0.5 + account.study.programme.level / 2) * np.sqrt(wanted * (1 - wanted) / trials.base.paths)
    low, high = trials.chances.near(max(wanted - half, 0.0)), trials.chances.near(min(wanted + half, 1.0))
    if np.isfinite(high):
        yield account.row("multiple", found, "times", interval=(min(low, found), max(high, found)))
    else:
        yield account.row("multiple", found, "times", reason="scale_upper_open")


def chance_rows(trials: Trials, account: Account, paths: int) -> Iterator[dict[str, Any]]:
    """Chances without the programme, as written, with everybody reached."""
    full = full_multiple(trials.scenario)
    for name, multiple in (("chance_none", 0.0), ("chance_planned", 1.0), ("chance_full", full)):
        chance = trials.chances.at(multiple)
        low, high = binomial_interval(chance * paths, paths, level=account.study.programme.level)
        yield account.row(name, PERCENT * chance, "percent", interval=(PERCENT * float(low), PERCENT * float(high)))


def pace_rows(account: Account, values: Doubles) -> Iterator[dict[str, Any]]:
    """Points a year from the base to the target, with the establishments that stand for it."""
    years, totals = account.planned.years, account.planned.totals
    span = years[-1] - years[0]
    yield account.drawn("pace", (account.target.threshold - values[:, 0]) / span, "points_per_year")
    if account.target.population != "all_establishments" or account.target.sectors:
        return
    counted = totals[SHARES[account.target.indicator]][:, 0]
    needed = account.target.threshold / PERCENT * totals["establishments"][:, -1]
    term = "more_adopters" if account.target.indicator == "adoption" else "more_aware"
    yield account.drawn(term, (needed - counted).clip(min=0), "establishment")


def money_rows(account: Account, enough: Projection | None, reason: str, study: Study) -> Iterator[dict[str, Any]]:
    """Money of the multiple that is enough."""
    if enough is None:
        for name in (*MONEY, "present_value"):
            yield account.row(name, NAN, "vnd", reason=reason)
        return
    for name, outcome in MONEY.items():
        yield account.drawn(name, enough.totals[outcome][:, 1:].sum(axis=1), "vnd")
    discount = discount_factors(study.costs.discount_rate, len(enough.years) - 1)
    yield account.drawn("present_value", enough.totals["cost_programme_vnd"][:, 1:] @ discount, "vnd")
