"""Where the money does most: the cheapest plan that reaches a target, or the most that a budget brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import as_checks, check, refuse
from sxsh_eval.estimates.programme.allocation_limits import Kind, Limits, Program, rows_of
from sxsh_eval.estimates.programme.allocation_outcome import simulate
from sxsh_eval.estimates.programme.allocation_parts import Parts
from sxsh_eval.estimates.programme.allocation_rows import Counted, chance_row, outcome_rows, price_rows
from sxsh_eval.estimates.programme.allocation_search import ROUNDING, Search, Trial, best_trial
from sxsh_eval.estimates.programme.allocation_table import MILLION, OFFICER, Goal, Measure
from sxsh_eval.estimates.programme.responses import Array, Timing
from sxsh_eval.estimates.programme.values import Base
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.parameters.quantity import Num, as_name
from sxsh_eval.parameters.scenarios import INSTRUMENTS, Instrument, Scenario
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Shown

METHOD = Method(
    "allocation",
    "min sum c y  or  max sum r y,  sum_k y_gk = 1,  limits;  P(score >= needed) >= chance over drawn futures",
    references=("Dantzig, Wolfe 1960", "Huangfu, Hall 2018", "Hong 2009"),
)
UNITS = {"adoption_share": "establishment", "adopters": "establishment", "energy_toe": "toe"}


@dataclass(frozen=True)
class Obstacle:
    """What came of leaving out a limit when a goal could not be reached.

    Attributes
    ----------
    kind : str
        Limit left out; ``nothing`` for none, ``all`` for every one.
    instrument : str or None
        Whose capacity.
    chance : float
        Chance, in per cent, of the plan that does most.
    lifted : bool
        Whether the goal is then reached with the chance asked for.
    cost : float
        Million VND of that plan.
    """

    kind: Kind | Literal["nothing", "all"]
    instrument: Instrument | None
    chance: float
    lifted: bool
    cost: float


@dataclass(frozen=True, eq=False)
class Plan(Shown):
    """How much of each instrument to offer to whom.

    Attributes
    ----------
    question : {"cheapest", "best"}
    scenario : Scenario
        Which instruments were on offer, to whom, when.
    goal : Goal
    limits : Limits
    timing : Timing
    chance : float or None
        Asked for; None for the most from a budget.
    reached : bool
        Whether the goal is met with the chance, and every limit kept to.
    parts : DataFrame
        ``province, sector, size_class, share`` (per cent of the group), then reach of each instrument on offer in per
        cent a year; one row a part of a group with its mix.
    estimates : Estimates
        ``allocation_*`` by province, sector, instrument; the checks tell how the plan was found.
    prices : Estimates
        Shadow prices ``allocation_price_*``, at expected values.
    obstacles : tuple of Obstacle
        Where the goal is not reached: what stands in the way.
    cost : float
        Million VND, expected.
    synthetic : bool
    fewest : int or None, as of `Base`
    """

    shows: ClassVar[tuple[str, ...]] = ("estimates", "parts")

    question: Literal["cheapest", "best"]
    scenario: Scenario
    goal: Goal
    limits: Limits
    timing: Timing
    chance: float | None
    reached: bool
    parts: pd.DataFrame
    estimates: Estimates
    prices: Estimates
    obstacles: tuple[Obstacle, ...]
    cost: float
    synthetic: bool
    fewest: int | None

    def _facts(self) -> Mapping[str, Any]:
        told = {"question": self.question, "title": as_name(self.scenario.title), "reached": self.reached}
        return told | {"cost": Num(value=round(self.cost, 1), unit="million_vnd")}


def cheapest_plan(
    base: Base,
    scenario: Scenario,
    goal: Goal,
    study: Study,
    *,
    limits: Limits | None = None,
    chance: float | None = None,
    levels: tuple[float, ...] | None = None,
) -> Plan:
    """Least cost that reaches a goal in the horizon year with a stated chance.

    Parameters
    ----------
    base : Base
    scenario : Scenario
        Which instruments are on offer, to whom, from when to when, with which capacity; its amounts are not used.
    goal : Goal
    study : Study
        Horizon, chance, level of intervals, seed.
    limits : Limits, optional
        Floors of provinces, a budget; capacity is that of the scenario where none is given.
    chance : float, optional
        Between 0 and 1; that of the study by default.
    levels : tuple of float, optional
        Parts of a group that an instrument may reach in a year; see `mixes_of`.

    Returns
    -------
    Plan
        Where the goal cannot be reached: the plan that comes nearest, with what stands in the way.

    Raises
    ------
    EstimationError
        ``estimate.allocation_limit`` for a floor of a province that is not in the base.

    References
    ----------
    .. [1] Dantzig, G. B., Wolfe, P. (1960), Decomposition principle for linear programs, Operations Research 8,
       101-111.
    .. [2] Hong, L. J. (2009), Estimating quantile sensitivities, Operations Research 57, 118-130.
    .. [3] Huangfu, Q., Hall, J. A. J. (2018), Parallelizing the dual revised simplex method, Mathematical Programming
       Computation 10, 119-142.
    """
    wanted = study.programme.chance if chance is None else chance
    search = begin(base, scenario, goal, study, limits, levels)
    trials = search.cheapest(wanted)
    found = best_trial(trials, wanted)
    obstacles = () if found else obstacles_of(search, wanted)
    return made_plan(search, "cheapest", found or search.most(), trials, study, wanted, obstacles)


def best_plan(
    base: Base,
    scenario: Scenario,
    budget: float,
    study: Study,
    *,
    measure: Measure = "energy_toe",
    limits: Limits | None = None,
    levels: tuple[float, ...] | None = None,
) -> Plan:
    """Most energy saved, or adopters, that a budget brings by the horizon year.

    Parameters
    ----------
    base, scenario, study, limits, levels
        As of `cheapest_plan`.
    budget : float
        Million VND over all years, undiscounted, prices of the study's price year.
    measure : {"energy_toe", "adopters", "adoption_share"}

    Returns
    -------
    Plan
        Where floors cost more than the budget: the plan that misses them by least.
    """
    given = replace(limits or Limits(capacity=scenario.capacity), budget=budget)
    search = begin(base, scenario, Goal(measure), study, given, levels)
    trials = search.best()
    kept = [trial for trial in trials if trial.cost <= budget * ROUNDING] or [min(trials, key=lambda trial: trial.cost)]
    obstacles = () if not trials[-1].solution.violation else floor_obstacles(search)
    return made_plan(search, "best", kept[-1], trials, study, None, obstacles)


def begin(
    base: Base, scenario: Scenario, goal: Goal, study: Study, limits: Limits | None, levels: tuple[float, ...] | None
) -> Search:
    """Search with checked limits."""
    limits = limits or Limits(capacity=scenario.capacity)
    for place in (*limits.least_spending, *limits.least_reach):
        if place not in base.places:
            refuse("estimate.allocation_limit", "limits", place, known=", ".join(base.places))
    return Search(base, scenario, Timing.of(base, scenario, study), goal, limits, study.seed, levels)


def obstacles_of(search: Search, chance: float) -> tuple[Obstacle, ...]:
    """The most that can be done with all limits, without one at a time, without any."""
    limits = search.limits
    tried: list[tuple[Kind | Literal["nothing", "all"], Instrument | None, Limits]] = [("nothing", None, limits)]
    if limits.budget is not None:
        tried.append(("budget", None, limits.without("budget")))
    floors: tuple[Kind, Kind] = ("spend_floor", "reach_floor")
    tried += [(kind, None, limits.without(kind)) for kind in floors if limits.without(kind) != limits]
    for served in (served for served in limits.capacity if served != OFFICER):
        others = {each: most for each, most in limits.capacity.items() if each != served}
        tried.append(("capacity", served, replace(limits, capacity=others)))
    tried.append(("all", None, Limits()))
    found = []
    for kind, name, some in tried:
        trial = search.most(some)
        met = trial.chance if not trial.solution.violation else 0.0
        found.append(Obstacle(kind, name, 100 * met, met >= chance, trial.cost))
    return tuple(found)


def floor_obstacles(search: Search) -> tuple[Obstacle, ...]:
    """Which limits have to go for the others to be kept to together."""
    found = []
    kinds: tuple[Kind, ...] = ("budget", "spend_floor", "reach_floor", "capacity")
    for kind in kinds:
        trial = search.most(search.limits.without(kind))
        found.append(Obstacle(kind, None, float("nan"), not trial.solution.violation, trial.cost))
    return tuple(found)


def made_plan(
    search: Search,
    question: Literal["cheapest", "best"],
    trial: Trial,
    trials: tuple[Trial, ...],
    study: Study,
    chance: float | None,
    obstacles: tuple[Obstacle, ...],
) -> Plan:
    """Numbers of the plan that was found."""
    base, scenario, goal = search.base, search.scenario, search.goal
    without = simulate(base, scenario, Parts.nothing(base), search.timing, search.seed)
    counted = Counted(base, search.timing, trial.outcome, without, scenario.source, study.programme.level)
    rows = list(outcome_rows(counted))
    if chance is not None:
        rows.append(chance_row(counted, goal))
    made = as_estimates(rows, replace(METHOD, level=study.programme.level))
    kept = not obstacles
    return Plan(
        question,
        scenario,
        goal,
        search.limits,
        search.timing,
        chance,
        kept,
        part_table(base, scenario, trial.outcome.parts),
        replace(made, checks=trial_checks(trials, chance)),
        as_estimates(priced(search, trial, counted, chance) if kept else [], METHOD),
        obstacles,
        trial.cost,
        base.synthetic,
        base.fewest,
    )


def priced(search: Search, trial: Trial, counted: Counted, chance: float | None) -> list[dict[str, object]]:
    """Shadow prices of the last program."""
    needed = None if chance is None else search.goal.needed + trial.margin
    rows = Program(trial.responses, rows_of(search.limits, trial.responses, needed)).rows
    unit, scale = ("vnd", MILLION) if chance is not None else (UNITS[search.goal.measure], 1.0)
    return price_rows(counted, rows, trial.solution.prices, unit, scale)


def part_table(base: Base, scenario: Scenario, parts: Parts) -> pd.DataFrame:
    """Parts in words: whose share of a group gets which reach, per cent."""
    names = [name for name in INSTRUMENTS if name in scenario.instruments]
    table = base.cells.loc[parts.groups, ["province", "sector", "size_class"]].reset_index(drop=True)
    reach: Array = 100 * parts.reach[:, [INSTRUMENTS.index(name) for name in names]]
    return table.assign(share=100 * parts.shares, **dict(zip(names, reach.T, strict=True)))


def trial_checks(trials: tuple[Trial, ...], chance: float | None) -> pd.DataFrame:
    """How the plan was found: chance after each program, as checks."""
    if chance is None:
        return as_checks([])
    rows = [
        check("allocation_trial", statistic=100 * trial.chance, detail=f"{at}: {trial.cost:.0f}", df=np.nan)
        for at, trial in enumerate(trials, start=1)
    ]
    return as_checks(rows)
