"""What each mix of instruments would do in each group: the table that an allocation chooses from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.estimates.programme.allocation_parts import Parts, seen_by_groups
from sxsh_eval.estimates.programme.responses import (
    Array,
    Chance,
    Futures,
    Timing,
    Values,
    chance_of_grid,
    expected_path,
    group_values,
)
from sxsh_eval.estimates.programme.values import Base
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.scenarios import INSTRUMENTS, Instrument, Scenario

OFFICER: Instrument = "dedicated_officer"
PROVINCES = 63
"""Provinces that the place ``national`` stands for."""
Measure = Literal["adoption_share", "adopters", "energy_toe"]
MILLION = 1e6
LEVELS = (
    (0.0, 0.01, 0.03, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0),
    (0.0, 0.02, 0.1, 0.3, 1.0),
    (0.0, 0.03, 0.2, 1.0),
    (0.0, 0.1, 1.0),
)
MOST_NUMBERS = 250_000
"""Groups x mixes up to which finer levels are taken."""
MOST_COARSE = 5_000_000
"""Groups x mixes up to which all instruments have the coarsest levels."""
BROAD = frozenset({"information", "training", "dedicated_officer", "norms_inspection"})
"""Instruments that cost little an establishment: in very large tables they reach nobody or everybody of a part."""
CHUNK = 100_000
"""Numbers that are worked on at a time, so that they stay in the processor's cache."""


@dataclass(frozen=True)
class Goal:
    """What is to be reached in the horizon year.

    Attributes
    ----------
    measure : {"adoption_share", "adopters", "energy_toe"}
        Adopters in per cent of establishments; adopters; official TOE saved in that year by all who have adopted since
        the base year.
    value : float
        Target; not used when most of it is wanted.
    """

    measure: Measure
    value: float = 0.0

    def score(self, adopters: Array, establishments: Array, energy_toe: Array) -> Array:
        """What groups contribute; contributions add up, and the goal is met where their sum is at least `needed`."""
        if self.measure == "adoption_share":
            return np.asarray(adopters - self.value / 100 * establishments)
        return adopters if self.measure == "adopters" else energy_toe

    @property
    def needed(self) -> float:
        """Sum of contributions that meets the goal."""
        return 0.0 if self.measure == "adoption_share" else self.value


@dataclass(frozen=True, eq=False)
class Responses:
    """Expected results of mixes in groups, over the whole programme.

    Attributes
    ----------
    cells : DataFrame
        ``province, sector, size_class, establishments``; one row a group.
    reach : ndarray
        Mixes x `INSTRUMENTS`, parts of those who have not adopted reached each year; the first mix is nothing.
    allowed : ndarray of bool
        Groups x mixes: whether every instrument of the mix is on offer to the group.
    score : ndarray
        Groups x mixes: contribution to the goal.
    cost : ndarray
        Groups x mixes: million VND, undiscounted.
    peak : ndarray
        Groups x mixes: most establishments a year an instrument serves that reaches all who have not adopted.
    """

    cells: pd.DataFrame
    reach: Array
    allowed: npt.NDArray[np.bool_]
    score: Array
    cost: Array
    peak: Array


def mixes_of(instruments: tuple[Instrument, ...], levels: tuple[float, ...] | None = None, groups: int = 1) -> Array:
    """All combinations of levels of instruments.

    Parameters
    ----------
    instruments : tuple of Instrument
    levels : tuple of float, optional
        Parts reached a year, from 0 to 1, the first 0; by default those of `levels_of`. Between levels a plan mixes
        by offering mixes to parts of a group.
    groups : int

    Returns
    -------
    ndarray
        Mixes x `INSTRUMENTS`; the first row is zero.
    """
    chosen = levels_of(instruments, groups) if levels is None else (levels,) * len(instruments)
    made = np.zeros((prod(map(len, chosen)), len(INSTRUMENTS)))
    grid = np.indices(tuple(map(len, chosen))).reshape(len(chosen), len(made))
    for name, each, at in zip(instruments, chosen, grid, strict=True):
        made[:, INSTRUMENTS.index(name)] = np.asarray(each)[at]
    return made


def levels_of(instruments: tuple[Instrument, ...], groups: int) -> tuple[tuple[float, ...], ...]:
    """Levels of each instrument, the finest that a table of so many groups can hold."""
    coarse, count = LEVELS[-1], len(instruments)
    for each in LEVELS:
        if len(each) ** count * groups <= (MOST_COARSE if each == coarse else MOST_NUMBERS):
            return (each,) * count
    return tuple((coarse[0], coarse[-1]) if name in BROAD else coarse for name in instruments)


def instruments_of(scenario: Scenario) -> tuple[Instrument, ...]:
    """Instruments on offer, in their usual order."""
    return tuple(name for name in INSTRUMENTS if name in scenario.instruments)


def offered_to(cells: pd.DataFrame, scenario: Scenario) -> npt.NDArray[np.bool_]:
    """Groups x `INSTRUMENTS`: whether a scenario offers an instrument to a group."""
    found = np.zeros((len(cells), len(INSTRUMENTS)), bool)
    for at, name in enumerate(INSTRUMENTS):
        if name in scenario.instruments:
            offer = scenario.instruments[name]
            sizes = cells["size_class"].isin(offer.sizes) if offer.sizes else True
            found[:, at] = sizes & (cells["sector"].isin(offer.sectors) if offer.sectors else True)
    return found


def unit_costs(values: Values) -> Array:
    """Paths x `INSTRUMENTS`, million VND a unit: an establishment reached, or an officer and year."""
    return np.concatenate([values[f"unit_cost_{name}"] for name in INSTRUMENTS], axis=1) / MILLION


def units_each(base: Base, scenario: Scenario) -> Array:
    """Units of every instrument for one establishment reached, groups x `INSTRUMENTS`.

    One, but for officers: each looks after as many establishments as the scenario's capacity says, or after all that
    had not adopted in the base year of the province.
    """
    found = np.ones((len(base.cells), len(INSTRUMENTS)))
    officer = INSTRUMENTS.index(OFFICER)
    caseload = scenario.capacity.get(OFFICER)
    if caseload is not None:
        found[:, officer] = 1 / caseload
        return found
    shares = 1 - np.median(np.asarray(base.draws["base_adoption"], float), axis=0)
    others = base.cells.groupby("province")["establishments"].sum().reindex(base.places).to_numpy(float) * shares
    stands_for = np.array([PROVINCES if place == NATIONAL else 1.0 for place in base.places])
    places = base.cells["province"].map({place: at for at, place in enumerate(base.places)}).to_numpy(int)
    found[:, officer] = (stands_for / np.maximum(others, 1.0))[places]
    return found


def respond(
    base: Base,
    scenario: Scenario,
    timing: Timing,
    goal: Goal,
    *,
    futures: Futures,
    parts: Parts | None = None,
    levels: tuple[float, ...] | None = None,
) -> Responses:
    """Expected results of every mix in every group.

    Parameters
    ----------
    base : Base
    scenario : Scenario
        Which instruments are on offer to whom; its amounts are not used.
    timing : Timing
    goal : Goal
    futures : Futures
        Averaged over, or taken at their middle: the finer the mixes, the fewer futures can be gone through.
    parts : Parts, optional
        What is offered to the peers of a group; nothing by default.
    levels : tuple of float, optional
        As of `mixes_of`.

    Returns
    -------
    Responses
    """
    values, each = group_values(base, futures), units_each(base, scenario)
    instruments = instruments_of(scenario)
    chosen = levels_of(instruments, len(base.cells)) if levels is None else (levels,) * len(instruments)
    reach = mixes_of(instruments, levels, len(base.cells))
    allowed = ~((reach > 0).astype(float) @ ~offered_to(base.cells, scenario).T > 0).T
    seen = seen_by_groups(base, parts or Parts.nothing(base), timing, futures)
    score, cost, peak = sums = np.zeros((3, len(base.cells), len(reach)))
    count, together = len(values["hazard"]), max(1, CHUNK // len(reach))
    tall = min(together, len(base.cells))
    wide = max(1, together // tall)
    for row, path in product(range(0, len(base.cells), tall), range(0, count, wide)):
        groups, paths = slice(row, row + tall), slice(path, path + wide)
        some = {name: one[paths] for name, one in values.items()}
        chance = chance_of_grid(some, instruments, chosen)
        told = reach, each[groups], seen[:, paths, groups, None]
        sums[:, groups] += _chunk(some, groups, chance, told, timing, goal) / count
    return Responses(base.cells, reach, allowed, score, cost, peak)


def _chunk(
    values: Values, part: slice, chance: Chance, told: tuple[Array, Array, Array], timing: Timing, goal: Goal
) -> Array:
    """Score, cost, peak of some groups under all mixes, summed over futures; told are mixes, units, what peers do."""
    reach, each, seen = told
    some = {name: (one[:, part] if one.shape[1] > 1 else one)[:, :, None] for name, one in values.items()}
    reached: Array = np.zeros(1)
    peak: Array = np.zeros(1)
    step = None
    for step in expected_path(some, chance, timing, lambda year, *_: seen[year]):
        reached = reached + step.strength * step.reachable
        peak = np.maximum(peak, step.strength * step.reachable)
    if step is None:
        raise ValueError("the horizon is not after the base year")
    cost = reached * ((unit_costs(values)[:, None, :] * each) @ reach.T)
    score = goal.score(step.adopters, step.establishments, step.energy_toe)
    shape = np.broadcast_shapes(score.shape, cost.shape)
    return np.stack([np.broadcast_to(one, shape).sum(axis=0) for one in (score, cost, peak)])
