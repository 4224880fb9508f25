"""All numbers of the chapter on where money does most, by table, as ``numbers.json`` takes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sxsh_eval.estimates.programme.allocation import METHOD, Plan
from sxsh_eval.estimates.programme.allocation_rows import ALL
from sxsh_eval.estimates.programme.allocation_table import MILLION
from sxsh_eval.estimates.result import Estimates, as_estimates, estimate_row
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.scenarios import INSTRUMENTS

Row = dict[str, Any]


def allocation_tables(plan: Plan, curve: Estimates | None = None) -> dict[str, Estimates]:
    """Tables of numbers of an allocation.

    Parameters
    ----------
    plan : Plan
        As of `cheapest_plan` or `best_plan`.
    curve : Estimates, optional
        As of `abatement_curve`.

    Returns
    -------
    dict of str to Estimates
        ``allocation``: what the plan offers, costs, brings, with intervals; ``allocation_groups``: what was given
        or chosen, which has none: the budget in VND, per cent of each group that is offered a mix, per cent of it
        that each instrument reaches in a year, under the terms ``<size>|<part>`` and ``<size>|<part>|<instrument>``,
        the largest part first; beside them the expected cost, a mean; ``allocation_prices``: change for a small change
        of each limit; ``abatement``: the cost curve. Empty tables are left out.
    """
    tables = {
        "allocation": plan.estimates,
        "allocation_groups": as_estimates([*money_rows(plan), *part_rows(plan)], replace(METHOD, level=None)),
        "allocation_prices": plan.prices,
        "abatement": curve,
    }
    return {name: table for name, table in tables.items() if table is not None and len(table.table)}


def given_row(plan: Plan, keys: tuple[str, str, str, str], value: float, unit: str, reason: str) -> Row:
    """A row without an interval; `keys` are indicator, province, sector, term."""
    indicator, province, sector, term = keys
    period = f"{plan.timing.base + 1}-{plan.timing.horizon}"
    whole = (indicator, province, sector, period, term)
    return estimate_row(whole, value, unit=unit, evidence="projected", source=plan.scenario.source, reason=reason)


def money_rows(plan: Plan) -> Iterator[Row]:
    """Budget, where one is given, and expected cost."""
    places = plan.parts["province"].unique()
    place = str(places[0]) if len(places) == 1 else NATIONAL
    if plan.limits.budget is not None:
        keys = ("allocation_budget", place, "", ALL)
        yield given_row(plan, keys, plan.limits.budget * MILLION, "vnd", "allocation_given")
    keys = ("allocation_expected_cost", place, "", ALL)
    yield given_row(plan, keys, plan.cost * MILLION, "vnd", "allocation_expected")


def part_rows(plan: Plan) -> Iterator[Row]:
    """Parts of groups that are offered anything."""
    names = [name for name in INSTRUMENTS if name in plan.parts]
    if not names:
        return
    served = plan.parts[plan.parts[names].gt(0).any(axis=1)]
    seen: Counter[tuple[str, str, str]] = Counter()
    for row in served.sort_values("share", ascending=False, kind="stable").to_dict("records"):
        group = (str(row["province"]), str(row["sector"]), str(row["size_class"]))
        seen[group] += 1
        term = f"{group[2]}|{seen[group]}"
        yield given_row(plan, ("allocation_part", *group[:2], term), row["share"], "percent", "allocation_decided")
        for name in names:
            if row[name] > 0:
                keys = ("allocation_part_reach", *group[:2], f"{term}|{name}")
                yield given_row(plan, keys, row[name], "percent", "allocation_decided")
