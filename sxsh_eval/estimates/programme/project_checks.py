"""What was delivered over all places, and what has to be said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.estimates.diagnosis import as_checks, check, listed
from sxsh_eval.estimates.programme.project_offers import Delivered, Delivery
from sxsh_eval.parameters.scenarios import Scenario

OFTEN = 0.5  # part of the paths in which a limit has to bind before it is told as binding
COLUMNS = ("instrument", "year", "number", "cost_vnd", "capped")
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ledger:
    """Deliveries over all places: arrays instruments x paths x years.

    Attributes
    ----------
    number, wanted, cost : ndarray
        Establishments (officers) reached, those that the offer would have been for, VND.
    group : ndarray
        Establishments of the group that had not adopted.
    by_capacity, by_group : ndarray of bool
        Whether it was cut in any place.
    """

    number: Numbers
    wanted: Numbers
    cost: Numbers
    group: Numbers
    by_capacity: npt.NDArray[np.bool_]
    by_group: npt.NDArray[np.bool_]

    @classmethod
    def empty(cls, instruments: int, paths: int, years: int) -> Ledger:
        """Nothing delivered."""
        shape = (instruments, paths, years)
        number, wanted, cost, group = (np.zeros(shape) for _ in range(4))
        return cls(number, wanted, cost, group, np.zeros(shape, bool), np.zeros(shape, bool))

    def add(self, delivered: Sequence[Sequence[Delivered]], rows: slice) -> None:
        """Add some places of some paths."""
        for year, instruments in enumerate(delivered):
            for index, found in enumerate(instruments):
                at = (index, rows, year)
                for name in ("number", "wanted", "cost", "group"):
                    getattr(self, name)[at] += getattr(found, name).sum(axis=0, dtype=np.float64)
                self.by_capacity[at] |= found.by_capacity.any(axis=0)
                self.by_group[at] |= found.by_group.any(axis=0)


def offered_of(ledger: Ledger, deliveries: Sequence[Delivery], years: Sequence[int]) -> pd.DataFrame:
    """Medians over paths of what was delivered, one row an instrument and year in which it was offered."""
    rows = []
    for index, delivery in enumerate(deliveries):
        cut = (ledger.by_capacity[index] | ledger.by_group[index]).mean(axis=0)
        number, cost = (np.median(values[index], axis=0) for values in (ledger.number, ledger.cost))
        rows += [
            (delivery.instrument, year, float(number[at]), float(cost[at]), bool(cut[at] >= OFTEN))
            for at, year in enumerate(years)
            if ledger.wanted[index, :, at].any()
        ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def checks_of(
    ledger: Ledger, deliveries: Sequence[Delivery], scenario: Scenario, years: Sequence[int], covered: float
) -> pd.DataFrame:
    """What was cut, what budgets buy, what was assumed of offers.

    Parameters
    ----------
    ledger : Ledger
    deliveries : sequence of Delivery
    scenario : Scenario
    years : sequence of int
        Projected ones.
    covered : float
        Provinces that are projected, as a part of all.

    Returns
    -------
    DataFrame
        Columns `CHECKS`; ``detail`` begins with the instrument. ``programme_budget_reach`` has the part of the group
        in per cent that a budget reaches in its first full year; ``programme_capacity_cuts`` and
        ``programme_group_exhausted`` the part of the offer in per cent that was not delivered.
    """
    rows: list[dict[str, Any]] = []
    for index, delivery in enumerate(deliveries):
        rows += cuts(ledger, index, delivery, years)
        if delivery.kind == "budget":
            rows.append(budget_row(ledger, index, delivery, years))
        if delivery.by_officers:
            everywhere = bool(np.isinf(delivery.caseload))
            rows.append(check("programme_officer_everywhere", warns=everywhere, detail=delivery.instrument))
    shared = [name for name, offer in scenario.instruments.items() if offer.per == "nation" and offer.reach is None]
    if shared and covered < 1:
        rows.append(check("programme_nation_part", warns=True, statistic=100 * covered, detail=listed(shared)))
    late = bool(deliveries) and not ledger.wanted.any()
    rows.append(check("programme_nothing_offered", warns=late, detail=f"{scenario.first}-{scenario.last}"))
    return as_checks(rows)


def cuts(ledger: Ledger, index: int, delivery: Delivery, years: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Years in which capacity or the size of the group cut an offer in most paths."""
    for name, limits in (("capacity_cuts", ledger.by_capacity), ("group_exhausted", ledger.by_group)):
        often = limits[index].mean(axis=0) >= OFTEN
        told = f"{delivery.instrument}: {spans([year for year, cut in zip(years, often, strict=True) if cut])}"
        lost = 100 * (1 - ledger.number[index][:, often].sum() / max(ledger.wanted[index][:, often].sum(), 1e-9))
        yield check(
            f"programme_{name}",
            warns=bool(often.any()),
            statistic=float(lost) if often.any() else 0.0,
            detail=told if often.any() else delivery.instrument,
        )


def budget_row(ledger: Ledger, index: int, delivery: Delivery, years: Sequence[int]) -> dict[str, Any]:
    """What a budget buys in the first year of its full amount."""
    cost = np.median(ledger.wanted[index], axis=0)
    at = int(np.argmax(cost >= (1 - 1e-6) * cost.max()))
    number, group = ledger.number[index, :, at], ledger.group[index, :, at]
    reach = float(np.median(100 * number / np.maximum(group, 1e-9)))
    detail = f"{delivery.instrument} {years[at]}: {np.median(number):.10g} / {np.median(group):.10g} ({reach:.3g} %)"
    return check("programme_budget_reach", statistic=reach, detail=detail)


def spans(years: Sequence[int]) -> str:
    """Years as runs: ``2021-2023, 2027``."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return ", ".join(f"{first}-{last}" if first < last else f"{first}" for first, last in runs)
