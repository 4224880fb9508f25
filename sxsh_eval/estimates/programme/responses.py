"""Expected adoption of a group of establishments under a mix of instruments, without the chance of single ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.programme.paths import share_by_cell
from sxsh_eval.estimates.programme.values import PARAMETERS, Base
from sxsh_eval.parameters.scenarios import INSTRUMENTS, Instrument, Scenario
from sxsh_eval.parameters.study import Study

Array = npt.NDArray[Any]
Values = Mapping[str, Array]
Peers = Callable[[Array, Array], Array]
Seen = Callable[[int, Array, Array], Array]
Chance = Callable[[Array, float], Array]
FEW = 1e-9
"""Establishments that stand in for none, where a share of them is taken."""
SUMMED = ("log_hazard", "log_hazard_province", "log_hazard_sector", "log_hazard_size")


@dataclass(frozen=True)
class Timing:
    """Years of a programme.

    Attributes
    ----------
    base : int
        The first year is the one after.
    first, last : int
        Years in which instruments are offered.
    horizon : int
        Last year counted.
    ramp_years : int
        Years until the full amount is reached, in equal steps.
    """

    base: int
    first: int
    last: int
    horizon: int
    ramp_years: int = 1

    @classmethod
    def of(cls, base: Base, scenario: Scenario, study: Study) -> Timing:
        """Years of a scenario, seen from the base year to the study's horizon."""
        return cls(base.year, scenario.first, scenario.last, study.programme.horizon, scenario.ramp_years)

    def strength(self, year: int) -> float:
        """Part of the full amount that is offered in a year."""
        if not self.first <= year <= self.last:
            return 0.0
        return min(1.0, (year - self.first + 1) / self.ramp_years)

    @property
    def years(self) -> range:
        """Years that are counted."""
        return range(self.base + 1, self.horizon + 1)


@dataclass(frozen=True, eq=False)
class Futures:
    """Drawn futures that something is computed for.

    Attributes
    ----------
    paths : ndarray of int
    middle : bool
        One future instead, with the median of every parameter over `paths`, the mean of unit costs over all futures.
    """

    paths: Array
    middle: bool = False


@dataclass(frozen=True, eq=False)
class Step:
    """One year of groups; arrays as the values they were made from.

    Attributes
    ----------
    year : int
    strength : float
        Part of the full amount of instruments that is offered.
    reachable : ndarray
        Establishments that have not adopted, to whom instruments are offered.
    new, adopters, establishments : ndarray
        Adopters of the year; stocks at its end.
    energy_toe : ndarray
        Energy saved in the year by all who have adopted since the base year, official TOE.
    """

    year: int
    strength: float
    reachable: Array
    new: Array
    adopters: Array
    establishments: Array
    energy_toe: Array


def group_values(base: Base, futures: Futures) -> dict[str, Array]:
    """Drawn parameters of each cell.

    Parameters
    ----------
    base : Base
    futures : Futures

    Returns
    -------
    dict of str to ndarray
        ``establishments``, ``hazard`` (log, without instruments), all further of `PARAMETERS`: paths x cells, or paths
        x 1 where a parameter is the same everywhere.
    """
    drawn = {name: _chosen(base, name, futures) for name in PARAMETERS}
    at = dict(zip(("provinces", "sectors", "sizes"), positions(base), strict=True))
    values = {name: each[:, at[axis]] if (axis := PARAMETERS[name]) else each[:, None] for name, each in drawn.items()}
    counts = base.cells["establishments"].to_numpy(float) * values["count_factor"]
    shares = _base_shares(base, drawn, counts)
    hazard = sum((values.pop(name) for name in SUMMED), np.zeros(1))
    return values | {"establishments": counts, "base_adoption": shares, "hazard": np.asarray(hazard)}


def positions(base: Base) -> tuple[Array, Array, Array]:
    """Place of each cell among provinces, sectors, sizes."""
    axes = (("province", base.places), ("sector", base.sectors), ("size_class", base.sizes))
    found = [base.cells[name].map({each: at for at, each in enumerate(names)}).to_numpy(int) for name, names in axes]
    return found[0], found[1], found[2]


def _chosen(base: Base, name: str, futures: Futures) -> Array:
    """Draws of one parameter for some futures, or their middle."""
    drawn = np.asarray(base.draws[name], float)
    if not futures.middle:
        return np.asarray(drawn[futures.paths])
    if name.startswith("unit_cost_"):
        return np.asarray(drawn.mean(axis=0, keepdims=True))
    return np.asarray(np.median(drawn[futures.paths], axis=0, keepdims=True))


def _base_shares(base: Base, drawn: Values, counts: Array) -> Array:
    """Share of adopters of each cell in the base year, paths x cells: that of its province, by hazards of its cells."""
    at = positions(base)
    total = np.zeros((len(base.places), len(base.sectors), len(base.sizes), len(counts)))
    total[at] = counts.T
    share = np.clip(drawn["base_adoption"], 0, 1).T[:, None, None, :]
    sector, size = drawn["log_hazard_sector"].T[None, :, None, :], drawn["log_hazard_size"].T[None, None, :, :]
    found = share_by_cell(total, share, {"log_hazard_sector": sector, "log_hazard_size": size})
    return np.asarray(found[at].T)


def expected_path(values: Values, chance: Chance, timing: Timing, seen: Seen) -> Iterator[Step]:
    """Expected numbers year by year, of the equations in `PARAMETERS`.

    In a year establishments leave; those left that have not adopted are offered the instruments, each adopts with a
    chance; then others enter.

    Parameters
    ----------
    values : Mapping of str to ndarray
        As of `group_values`; shapes that broadcast against each other, paths first.
    chance : callable
        Chance to adopt in a year, from the hazard without instruments, the strength of the instruments.
    timing : Timing
    seen : callable
        Share of adopters that a group sees at the end of a year, from years since the base, adopters, establishments.

    Yields
    ------
    Step
        Numbers of one year.
    """
    adopters = values["establishments"] * values["base_adoption"]
    others = values["establishments"] - adopters
    leaving = np.minimum(values["exit"] * values["exit_ratio"], 1.0)
    stock: Array = np.zeros(1)
    start = seen(0, adopters, values["establishments"])
    per_adopter = values["saving"] * (1 - values["rebound"]) * values["energy_toe"]
    for year in timing.years:
        share = seen(year - timing.base - 1, adopters, adopters + others)
        rate = values["hazard"] + values["peer"] * (share - start)
        entering = values["entry"] * (adopters + others)
        others = others * (1 - values["exit"])
        adopters = adopters * (1 - leaving)
        strength = timing.strength(year)
        new = others * chance(np.exp(rate), strength)
        stock = stock * values["persistence"] * (1 - leaving) + new
        growth = (1 + values["output_growth"]) ** (year - timing.base)
        reachable, others, adopters = others, others - new + entering, adopters + new
        yield Step(year, strength, reachable, new, adopters, adopters + others, stock * per_adopter * growth)


def mean_chance(rate: Array, ratios: Sequence[Array], shares: Sequence[Array]) -> Array:
    """Chance to adopt of establishments of which each instrument reaches a part, whom the others do or not.

    Parameters
    ----------
    rate : ndarray
        Hazard without instruments, paths x groups.
    ratios : sequence of ndarray
        Hazard ratio of each instrument, paths x 1.
    shares : sequence of ndarray
        Part that each reaches, one number a group.

    Returns
    -------
    ndarray
        Mean of ``1 - exp(-rate * ratio)`` over all sets of instruments that may reach an establishment.
    """
    if not ratios:
        return np.asarray(-np.expm1(-rate))
    if (shares[0] == 1).all():
        return mean_chance(rate * ratios[0], ratios[1:], shares[1:])
    without = mean_chance(rate, ratios[1:], shares[1:])
    return np.asarray(without + shares[0] * (mean_chance(rate * ratios[0], ratios[1:], shares[1:]) - without))


def chance_of_parts(values: Values, reach: Array) -> Chance:
    """Chance of parts under their mixes.

    Parameters
    ----------
    values : Mapping of str to ndarray
        Effects as paths x 1.
    reach : ndarray
        Parts x instruments (in the order of `INSTRUMENTS`), from 0 to 1 a year.
    """
    ratios = [np.exp(values[f"effect_{name}"]) for name in INSTRUMENTS]
    patterns, which = np.unique(reach > 0, axis=0, return_inverse=True)
    same = [(np.flatnonzero(which.ravel() == at), np.flatnonzero(pattern)) for at, pattern in enumerate(patterns)]

    def at(rate: Array, strength: float) -> Array:
        if not strength:
            return np.asarray(-np.expm1(-rate))
        found = np.empty(np.broadcast_shapes(rate.shape, (1, len(reach))))
        rates = np.broadcast_to(rate, found.shape)
        for parts, used in same:
            shares = [strength * reach[parts, each] for each in used]
            found[:, parts] = mean_chance(rates[:, parts], [ratios[each] for each in used], shares)
        return found

    return at


def chance_of_grid(values: Values, instruments: Sequence[Instrument], levels: Sequence[Sequence[float]]) -> Chance:
    """Chance of groups under every combination of levels of some instruments.

    The mean over sets of instruments is a product over instruments: one axis after the other, reached or not becomes
    one number a level.

    Parameters
    ----------
    values : Mapping of str to ndarray
        Effects as paths x 1.
    instruments : sequence of Instrument
    levels : sequence of sequence of float
        Parts reached a year, one sequence an instrument.

    Returns
    -------
    callable
        From rates, paths x groups x 1, to paths x groups x combinations; the first instrument varies slowest.
    """
    ratios: Array = np.ones((len(values["peer"]), 1))
    for name in instruments:
        each = np.exp(values[f"effect_{name}"])
        ratios = np.stack([ratios, ratios * each], axis=2).reshape(len(ratios), -1)

    def at(rate: Array, strength: float) -> Array:
        if not strength:
            return np.asarray(-np.expm1(-rate))
        made = -np.expm1(-rate * ratios[:, None, :])
        head, rest = made.shape[:2], made.shape[2]
        for each in levels:
            rest //= 2
            pairs = made.reshape(-1, 2, rest)
            part = strength * np.asarray(each)[:, None]
            made = pairs[:, :1] + part * (pairs[:, 1:] - pairs[:, :1])
        return np.asarray(made.reshape(*head, -1))

    return at
