"""Money, energy, CO2 over the years of one option, discounted, in every drawn future."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from sxsh_eval.estimates.programme.allocation_limits import stands_for
from sxsh_eval.estimates.programme.allocation_parts import Parts, followed
from sxsh_eval.estimates.programme.allocation_table import (
    CHUNK,
    MILLION,
    OFFICER,
    PROVINCES,
    offered_to,
    unit_costs,
    units_each,
)
from sxsh_eval.estimates.programme.outcomes import Conversion
from sxsh_eval.estimates.programme.responses import Array, Futures, Timing, group_values
from sxsh_eval.estimates.programme.values import Base
from sxsh_eval.parameters.scenarios import INSTRUMENTS, Scenario
from sxsh_eval.parameters.study import Study


@dataclass(frozen=True, eq=False)
class Flows:
    """Totals of all groups, one number a drawn future.

    Attributes
    ----------
    toe, tco2 : ndarray
        Saved in the horizon year: official TOE, tonnes of CO2.
    toe_discounted, tco2_discounted : ndarray
        Saved over all years, those in which savings go on included, discounted to the base year.
    programme, enterprise, saved : ndarray
        Present value in VND of the programme's costs, enterprises' investment, energy money saved.
    """

    toe: Array
    tco2: Array
    toe_discounted: Array
    tco2_discounted: Array
    programme: Array
    enterprise: Array
    saved: Array

    @property
    def net(self) -> Array:
        """Costs of all, less the energy money saved."""
        return np.asarray(self.programme + self.enterprise - self.saved)

    def less(self, other: Flows) -> Flows:
        """What these are beyond others in the same futures."""
        return Flows(*(getattr(self, each.name) - getattr(other, each.name) for each in fields(self)))


def offered_reach(base: Base, scenario: Scenario) -> Array:
    """Parts of those who have not adopted that a scenario's amounts reach, groups x `INSTRUMENTS`.

    Numbers, budgets, capacity are counted against the establishments of the base year, at median parameters.
    """
    cells = base.cells
    places = cells["province"].map({place: at for at, place in enumerate(base.places)}).to_numpy(int)
    adopted = np.median(np.asarray(base.draws["base_adoption"], float), axis=0)
    others = cells["establishments"].to_numpy(float) * (1 - adopted[places])
    stands = np.array([stands_for(place) for place in base.places])
    given, units = offered_to(cells, scenario), units_each(base, scenario)
    found = np.zeros(given.shape)
    for name, offer in scenario.instruments.items():
        at = INSTRUMENTS.index(name)
        group = np.bincount(places, others * given[:, at], len(stands))
        served = group * (offer.reach or 0.0) / 100
        if offer.reach is None:
            price = float(np.median(base.draws[f"unit_cost_{name}"]))
            number = (offer.number or 0.0) if offer.budget is None else MILLION * offer.budget / price
            split = stands if offer.per == "province" else national_share(group, stands)
            served = number * split / units[np.unique(places, return_index=True)[1], at]
        if name != OFFICER:
            served = np.minimum(served, scenario.capacity.get(name, np.inf) * stands)
        part = np.divide(served, group, out=np.zeros_like(served), where=group > 0)
        found[:, at] = np.minimum(part, 1)[places] * given[:, at]
    return found


def national_share(group: Array, stands: Array) -> Array:
    """Part of an amount for the nation that each place gets, by establishments of the group."""
    return np.asarray(group / max(group.sum(), 1.0) * min(1.0, stands.sum() / PROVINCES))


def flows_of(
    base: Base, scenario: Scenario, reach: Array, timing: Timing, study: Study, conversion: Conversion
) -> Flows:
    """Follow one option, groups x `INSTRUMENTS`, through all drawn futures.

    Parameters
    ----------
    base : Base
    scenario : Scenario
    reach : ndarray
    timing : Timing
    study : Study
        Discount rate; years that savings go on after the horizon, decaying with persistence and exits.
    conversion : Conversion
        For the base year and every year to the horizon.

    Returns
    -------
    Flows
    """
    parts = Parts.of(base, np.arange(len(base.cells)), np.ones(len(base.cells)), reach)
    units = parts.reach * units_each(base, scenario)[parts.groups]
    size = max(1, CHUNK // len(parts.groups))
    made = []
    for first in range(0, base.paths, size):
        paths = np.arange(first, min(first + size, base.paths))
        made.append(_some(base, (parts, units), timing, study, conversion, paths))
    return Flows(*(np.concatenate([getattr(one, each.name) for one in made]) for each in fields(Flows)))


def _some(
    base: Base, offered: tuple[Parts, Array], timing: Timing, study: Study, conversion: Conversion, paths: Array
) -> Flows:
    """Flows of some futures."""
    parts, units = offered
    values = {
        name: each[:, 0] if each.shape[1] == 1 else each for name, each in group_values(base, Futures(paths)).items()
    }
    costs = MILLION * unit_costs(group_values(base, Futures(paths)))
    investment = np.broadcast_to(_wide(values["investment"], len(base.cells)), (len(paths), len(base.cells)))
    electric = values["electricity_share"]
    sums = {each.name: np.zeros(len(paths)) for each in fields(Flows)}
    toe = factor = np.zeros(len(paths))
    for step in followed(base, parts, timing, Futures(paths)):
        discount = (1 + study.costs.discount_rate) ** -(step.year - timing.base)
        at = step.year - timing.base
        grid = conversion.known[at] * (1 + values["grid_trend"]) ** conversion.years_after[at]
        factor = electric * conversion.mwh_per_toe * grid + (1 - electric) * values["fuel_tco2_per_toe"]
        toe = step.energy_toe.sum(axis=1)
        sums["programme"] += discount * step.strength * ((step.reachable @ units) * costs).sum(axis=1)
        sums["enterprise"] += discount * (step.new * investment[:, parts.groups]).sum(axis=1)
        sums["toe_discounted"] += discount * toe
        sums["tco2_discounted"] += discount * toe * factor
    later = toe * _later(values, timing, study)
    sums["toe_discounted"] += later
    sums["tco2_discounted"] += later * factor
    saved = sums["toe_discounted"] * values["energy_price"]
    return Flows(**sums | {"toe": toe, "tco2": toe * factor, "saved": saved})


def _wide(values: Array, columns: int) -> Array:
    """Values with a second axis."""
    return values if values.ndim > 1 else np.repeat(values[:, None], columns, axis=1)


def _later(values: dict[str, Array], timing: Timing, study: Study) -> Array:
    """Discounted years of the horizon year's saving that come after it."""
    stays = values["persistence"] * (1 - np.minimum(values["exit"] * values["exit_ratio"], 1))
    yearly = stays * (1 + values["output_growth"]) / (1 + study.costs.discount_rate)
    years = np.arange(1, study.costs.persistence_years + 1)
    start = (1 + study.costs.discount_rate) ** -(timing.horizon - timing.base)
    return np.asarray(start * (yearly[:, None] ** years).sum(axis=1))
