"""A plan followed through drawn futures, with peers of all mixes of a province and sector together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sxsh_eval.estimates.programme.allocation_parts import Parts, followed
from sxsh_eval.estimates.programme.allocation_table import CHUNK, Goal, unit_costs, units_each
from sxsh_eval.estimates.programme.responses import FEW, Array, Futures, Timing, group_values
from sxsh_eval.estimates.programme.values import Base
from sxsh_eval.parameters.scenarios import Scenario

STREAM = 1419
"""Of the chance of single establishments, apart from all other draws of the seed."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of parts in every drawn future.

    Attributes
    ----------
    parts : Parts
    adopters, establishments, energy_toe : ndarray
        Paths x groups, at the end of, or in, the horizon year.
    served : ndarray
        Paths x parts: establishments to whom a full reach is offered, summed over years by the year's strength.
    noise : ndarray
        Paths x 2: what the chance of single establishments adds to all adopters, to all energy saved.
    costs : ndarray
        Paths x `INSTRUMENTS`: million VND a unit.
    units : ndarray
        Parts x `INSTRUMENTS`: units for each establishment that full reach serves.
    """

    parts: Parts
    adopters: Array
    establishments: Array
    energy_toe: Array
    served: Array
    noise: Array
    costs: Array
    units: Array

    def score(self, goal: Goal) -> Array:
        """Sum of contributions to the goal in every future."""
        sums = [each.sum(axis=1) for each in (self.adopters, self.establishments, self.energy_toe)]
        return goal.score(sums[0] + self.noise[:, 0], sums[1], sums[2] + self.noise[:, 1])

    def cost(self) -> Array:
        """Million VND spent in every future."""
        return np.asarray(((self.served @ self.units) * self.costs).sum(axis=1))


def simulate(
    base: Base, scenario: Scenario, parts: Parts, timing: Timing, seed: int, *, paths: Array | None = None
) -> Outcome:
    """Follow a fixed plan through drawn futures.

    Parameters
    ----------
    base : Base
    scenario : Scenario
        Its capacity tells whom an officer looks after.
    parts : Parts
    timing : Timing
    seed : int
        Of the chance of single establishments: adopters are binomial given the parameters.
    paths : ndarray of int, optional
        Which futures; all by default.

    Returns
    -------
    Outcome
    """
    paths = np.arange(base.paths) if paths is None else paths
    size = max(1, CHUNK // len(parts.groups))
    made = [_some(base, parts, timing, paths[at : at + size]) for at in range(0, len(paths), size)]
    adopters, establishments, energy, served, spread = (np.concatenate(each) for each in zip(*made, strict=True))
    normal = np.random.default_rng([seed, STREAM]).standard_normal(base.paths)[paths, None]
    costs = unit_costs(group_values(base, Futures(paths)))
    units = parts.reach * units_each(base, scenario)[parts.groups]
    return Outcome(parts, adopters, establishments, energy, served, normal * spread, costs, units)


def _some(base: Base, parts: Parts, timing: Timing, paths: Array) -> tuple[Array, ...]:
    """Adopters, establishments, energy by group; served by part; standard deviations of the two totals."""
    served: Array = np.zeros((len(paths), len(parts.groups)))
    grown: Array = np.zeros(1)
    step = None
    for step in followed(base, parts, timing, Futures(paths)):
        served += step.strength * step.reachable
        grown = grown + step.new
    if step is None:
        raise ValueError("the horizon is not after the base year")
    pool = np.maximum(step.establishments - step.adopters + grown, FEW)
    variance = grown * (1 - np.minimum(grown / pool, 1))
    each = step.energy_toe / np.maximum(grown, FEW)
    spread = np.sqrt(np.stack([variance.sum(axis=1), (variance * each**2).sum(axis=1)], axis=1))
    starts = np.flatnonzero(np.r_[True, np.diff(parts.groups) != 0])
    order = np.argsort(parts.groups[starts])
    totals = (step.adopters, step.establishments, step.energy_toe)
    sums = [np.add.reduceat(total, starts, axis=1)[:, order] for total in totals]
    return (*sums, served, spread)
