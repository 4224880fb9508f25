"""Numbers of a plan as rows of the contract: what is offered, what it costs, what comes of it, with intervals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd

from sxsh_eval.estimates.intervals import binomial_interval
from sxsh_eval.estimates.programme.allocation_limits import Kind, Row
from sxsh_eval.estimates.programme.allocation_outcome import Outcome
from sxsh_eval.estimates.programme.allocation_table import MILLION, Goal
from sxsh_eval.estimates.programme.responses import Array, Timing
from sxsh_eval.estimates.programme.values import Base
from sxsh_eval.estimates.result import estimate_row
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.scenarios import INSTRUMENTS

ALL = "all"
THOUSAND = 1000.0
GRAIN: dict[Kind, float] = {"budget": THOUSAND, "spend_floor": THOUSAND}
"""Million VND of the bound that a price is stated for; one unit for other bounds."""


@dataclass(frozen=True, eq=False)
class Counted:
    """A plan and the same drawn futures without a programme.

    Attributes
    ----------
    base : Base
    timing : Timing
    planned, without : Outcome
    source : str
    level : float
        Coverage of intervals.
    """

    base: Base
    timing: Timing
    planned: Outcome
    without: Outcome
    source: str
    level: float

    @property
    def period(self) -> str:
        """Years that are counted."""
        return f"{self.timing.base + 1}-{self.timing.horizon}"

    @property
    def offered_years(self) -> int:
        """Years in which instruments are offered, up to the horizon."""
        return max(1, sum(self.timing.strength(year) > 0 for year in self.timing.years))

    @property
    def place(self) -> str:
        """All provinces together: the one there is, or the country."""
        return self.base.places[0] if len(self.base.places) == 1 else NATIONAL

    def interval(self, drawn: Array) -> tuple[Array, Array, Array]:
        """Median with the ends of the central interval over futures."""
        ends = (0.5, (1 - self.level) / 2, (1 + self.level) / 2)
        middle, low, high = np.quantile(drawn, ends, axis=0)
        return middle, low, high


def groupings(base: Base) -> Iterator[tuple[str, str, Array]]:
    """Province, sector ("" for all) with the groups in it: all, each province, sector, then each of both."""
    cells = base.cells
    place = base.places[0] if len(base.places) == 1 else NATIONAL
    yield place, "", np.ones(len(cells), bool)
    several = [name for name in ("province", "sector") if len(cells[name].unique()) > 1]
    for keys in ([name] for name in several):
        for value, rows in cells.groupby(keys[0]).groups.items():
            key = (str(value), "") if keys == ["province"] else (place, str(value))
            yield *key, _mask(cells, rows)
    if len(several) > 1:
        for both, rows in cells.groupby(several).groups.items():
            province, sector = map(str, cast("tuple[str, str]", both))
            yield province, sector, _mask(cells, rows)


def _mask(cells: pd.DataFrame, rows: Iterable[Any]) -> Array:
    """True for some rows."""
    return np.asarray(cells.index.isin(list(rows)))


def outcome_rows(counted: Counted) -> Iterator[dict[str, Any]]:
    """Rows of all groupings: adopters, energy, share, then what is offered by instrument."""
    marks = list(groupings(counted.base))
    inside = np.array([mask for _, _, mask in marks], float).T
    planned, without = counted.planned, counted.without
    adopters, establishments, energy = (
        each @ inside for each in (planned.adopters, planned.establishments, planned.energy_toe)
    )
    more = adopters - without.adopters @ inside
    saved = energy - without.energy_toe @ inside
    share = 100 * adopters / np.maximum(establishments, 1e-9)
    for name, unit, drawn in (
        ("allocation_adopters", "establishment", more),
        ("allocation_energy_toe", "toe", saved),
        ("allocation_share", "percent", share),
    ):
        yield from _rows(counted, marks, name, ALL, unit, drawn)
    yield from _offer_rows(counted, marks, inside)


def _offer_rows(counted: Counted, marks: list[tuple[str, str, Array]], inside: Array) -> Iterator[dict[str, Any]]:
    """What is offered: reach, number a year, cost of each instrument; cost of all."""
    planned, total = counted.planned, np.zeros((len(counted.planned.served), len(marks)))
    within = inside[planned.parts.groups]
    sizes = counted.base.cells["establishments"].to_numpy(float)
    weights = sizes[planned.parts.groups] * planned.parts.shares
    for at, name in enumerate(INSTRUMENTS):
        reach = planned.parts.reach[:, at]
        if not reach.any():
            continue
        number = (planned.served * planned.units[:, at]) @ within
        cost = number * planned.costs[:, [at]]
        total += cost
        percent = 100 * (weights * reach) @ within / np.maximum(weights @ within, 1e-9)
        used = [column for column in range(len(marks)) if percent[column] > 0]
        for column in used:
            keys = ("allocation_reach", marks[column][0], marks[column][1], counted.period, name)
            yield _row(counted, keys, float(percent[column]), "percent", "allocation_decided")
        some = [marks[column] for column in used]
        yearly = number[:, used] / counted.offered_years
        yield from _rows(counted, some, "allocation_number", name, "unit", yearly)
        yield from _rows(counted, some, "allocation_cost", name, "vnd", MILLION * cost[:, used])
    yield from _rows(counted, marks, "allocation_cost", ALL, "vnd", MILLION * total)


def _rows(
    counted: Counted, marks: list[tuple[str, str, Array]], indicator: str, term: str, unit: str, drawn: Array
) -> Iterator[dict[str, Any]]:
    """Rows of one number in all groupings; `drawn` futures x groupings."""
    if not marks:
        return
    middle, low, high = counted.interval(drawn)
    for at, (province, sector, _) in enumerate(marks):
        keys = (indicator, province, sector, counted.period, term)
        ends = float(low[at]), float(high[at])
        yield _row(counted, keys, float(middle[at]), unit, interval=ends)


def _row(
    counted: Counted,
    keys: tuple[str, str, str, str, str],
    value: float,
    unit: str,
    reason: str = "",
    *,
    interval: tuple[float, float] | None = None,
) -> dict[str, Any]:
    """One row, projected."""
    return estimate_row(
        keys, value, unit=unit, evidence="projected", source=counted.source, reason=reason, interval=interval
    )


def chance_row(counted: Counted, goal: Goal) -> dict[str, Any]:
    """Chance that the plan meets the goal, in per cent, with the Wilson interval of the number of futures."""
    met = counted.planned.score(goal) >= goal.needed
    low, high = binomial_interval(met.sum(), len(met), level=counted.level)
    keys = ("allocation_chance", counted.place, "", str(counted.timing.horizon), goal.measure)
    return _row(counted, keys, 100 * float(met.mean()), "percent", interval=(100 * float(low), 100 * float(high)))


def price_rows(counted: Counted, rows: tuple[Row, ...], prices: Array, unit: str, scale: float) -> list[dict[str, Any]]:
    """Shadow prices that are not zero.

    Parameters
    ----------
    counted : Counted
    rows : tuple of Row
    prices : ndarray
        As of `Solution`.
    unit : str
        Of what a price is paid in: ``vnd`` for a cheapest plan, else the unit of the measure.
    scale : float
        From the unit of the program to `unit`.

    Returns
    -------
    list of dict
        Change for one billion VND more of a budget or a floor of spending, for one more of other bounds.
    """
    found = []
    for row, price in zip(rows, prices, strict=True):
        if price:
            keys = (f"allocation_price_{row.kind}", row.province or counted.place, "", counted.period)
            value = float(price) * scale * GRAIN.get(row.kind, 1.0)
            found.append(_row(counted, (*keys, row.instrument or ALL), value, unit, "allocation_marginal"))
    return found
