"""Search for a plan: the linear program at expected values, held against drawn futures until its chance is met."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sxsh_eval.estimates.programme.allocation_limits import Limits, Program, rows_of
from sxsh_eval.estimates.programme.allocation_outcome import Outcome, simulate
from sxsh_eval.estimates.programme.allocation_parts import Parts
from sxsh_eval.estimates.programme.allocation_solver import Aim, Solution, solve
from sxsh_eval.estimates.programme.allocation_table import Goal, Responses, instruments_of, mixes_of, respond
from sxsh_eval.estimates.programme.responses import Array, Futures, Timing
from sxsh_eval.estimates.programme.values import Base
from sxsh_eval.parameters.scenarios import Scenario

MOST_AVERAGED = 3_000_000
"""Groups x mixes x futures over which responses are averaged."""
FEWEST_AVERAGED = 12
REFITS = 3
TRIALS = 14
NEAR = (0.05, 0.15)
"""Parts of the futures, those nearest to the quantile that counts, at which responses are taken."""
SMALL = 500_000
"""Groups x mixes up to which all of `NEAR` are tried."""
SPENT = 0.98
"""Part of a budget that a plan spends at least, in expectation over all futures."""
ROUNDING = 1 + 1e-9
CLOSE = 0.02
"""Part of the standard deviation over futures by which a plan may do better than it has to."""


@dataclass(frozen=True, eq=False)
class Trial:
    """One program solved, and what drawn futures said of it.

    Attributes
    ----------
    margin : float
        What the program was asked for beyond the goal, in scores.
    chance : float
        Part of drawn futures in which the goal is met.
    cost : float
        Million VND, mean over drawn futures.
    solution, outcome : Solution, Outcome
    """

    margin: float
    chance: float
    cost: float
    solution: Solution
    outcome: Outcome
    responses: Responses


@dataclass
class Bracket:
    """Root of what a plan does beyond its goal, as a function of the margin: slope one, then between the ends.

    Attributes
    ----------
    low, high : tuple of float or None
        Nearest margin with its excess, below and above the goal.
    """

    low: tuple[float, float] | None = None
    high: tuple[float, float] | None = None
    grown: float = 1.0

    def step(self, margin: float, excess: float) -> float:
        """Margin to try next."""
        if excess < 0:
            self.low = margin, excess
        else:
            self.high = margin, excess
        if self.low is None or self.high is None:
            found = margin - self.grown * excess
            self.grown *= 2
            return found
        part = -self.low[1] / (self.high[1] - self.low[1])
        return self.low[0] + min(max(part, 0.1), 0.9) * (self.high[0] - self.low[0])


@dataclass(frozen=True, eq=False)
class Search:
    """What is searched for.

    Attributes
    ----------
    base, scenario, timing, goal, limits
        As of `cheapest_plan`.
    seed : int
    levels : tuple of float or None
        As of `mixes_of`.
    """

    base: Base
    scenario: Scenario
    timing: Timing
    goal: Goal
    limits: Limits
    seed: int
    levels: tuple[float, ...] | None = None

    @cached_property
    def first(self) -> Responses:
        """Responses in the typical future, where peers are offered nothing."""
        return self.responses(None)

    def responses(self, parts: Parts | None, near: Array | None = None) -> Responses:
        """Responses with peers under `parts`; scores at the futures `near`, costs over all."""
        count = len(mixes_of(instruments_of(self.scenario), self.levels, len(self.base.cells)))
        made = []
        for some in (np.arange(self.base.paths), near):
            if some is not None:
                futures = affordable(some, count * len(self.base.cells))
                asked = self.base, self.scenario, self.timing, self.goal
                made.append(respond(*asked, futures=futures, parts=parts, levels=self.levels))
        return replace(made[0], score=made[-1].score)

    def trial(
        self, responses: Responses, aim: Aim, limits: Limits, margin: float | None, before: Trial | None
    ) -> Trial:
        """Solve one program and follow its plan; `margin` None for no goal."""
        needed = None if margin is None else self.goal.needed + margin
        start = before.solution.columns if before else None
        solution = solve(Program(responses, rows_of(limits, responses, needed)), aim, start)
        parts = Parts.of(self.base, solution.groups, solution.shares, responses.reach[solution.mixes])
        outcome = simulate(self.base, self.scenario, parts, self.timing, self.seed)
        met = float(np.mean(outcome.score(self.goal) >= self.goal.needed))
        return Trial(margin or 0.0, met, float(outcome.cost().mean()), solution, outcome, responses)

    def most(self, limits: Limits | None = None) -> Trial:
        """Largest score within limits (those of the search by default), without a goal."""
        return self.trial(self.first, "most", limits or self.limits, None, None)

    def best(self) -> tuple[Trial, ...]:
        """Trials of most score until the expected cost over all futures is the budget."""
        budget = self.limits.budget or 0.0
        trials, planned = [self.most()], budget
        for _ in range(TRIALS):
            last = trials[-1]
            unspent = planned * SPENT > program_cost(last)
            if last.solution.violation or not budget or last.cost <= 0 or (unspent and last.cost < budget):
                break
            if budget * SPENT <= last.cost <= budget * ROUNDING:
                break
            planned = program_cost(last) * budget * (1 + SPENT) / 2 / last.cost
            responses = self.responses(last.outcome.parts)
            trials.append(self.trial(responses, "most", replace(self.limits, budget=planned), None, last))
        return tuple(trials)

    def cheapest(self, chance: float) -> tuple[Trial, ...]:
        """Trials until one meets the goal with the chance, not more than that, or none can.

        The score that counts is the quantile over futures that is exceeded with the chance. Its slope with respect to a
        share is the expected response over the futures at that quantile, so responses are taken there; what then is
        left between program and quantile goes into the margin. A quantile has many such points: small programs are
        solved for several neighbourhoods.
        """
        trials = self._climb(chance, NEAR[0])
        if self.first.score.size > SMALL or trials[-1].cost == 0 or best_trial(trials, chance) is None:
            return trials
        more = [trial for near in NEAR[1:] for trial in self._climb(chance, near)]
        return (*trials, *more)

    def _climb(self, chance: float, near: float) -> tuple[Trial, ...]:
        """Trials with responses at the part `near` of the futures."""
        responses, margin, trials, bracket = self.first, 0.0, list[Trial](), Bracket()
        for attempt in range(TRIALS):
            before = trials[-1] if trials else None
            trials.append(self.trial(responses, "least_cost", self.limits, margin, before))
            if trials[-1].solution.violation:
                trials[-1] = self.most()
                if attempt or trials[-1].chance < chance:
                    break
            last = trials[-1]
            scores = last.outcome.score(self.goal)
            quantile = float(np.quantile(scores, 1 - chance, method="lower"))
            excess = quantile - self.goal.needed
            slack = max(CLOSE * float(scores.std()), 1e-6 * max(1.0, abs(self.goal.needed)))
            if excess >= 0 and (last.cost == 0 or (attempt >= REFITS and excess <= slack)):
                break
            if attempt < REFITS and self.scenario.instruments:
                nearest = np.argsort(np.abs(scores - quantile), kind="stable")[: max(1, round(near * len(scores)))]
                responses = self.responses(last.outcome.parts, np.sort(nearest))
                margin = promised(last.solution, responses) - quantile
            else:
                margin = bracket.step(margin, excess - slack / 2)
        return tuple(trials)


def promised(solution: Solution, responses: Responses) -> float:
    """Score of a solution at some responses."""
    return float(solution.shares @ responses.score[solution.groups, solution.mixes])


def program_cost(trial: Trial) -> float:
    """Cost of a solution at the responses it was found with, million VND."""
    return float(trial.solution.shares @ trial.responses.cost[trial.solution.groups, trial.solution.mixes])


def affordable(paths: Array, size: int) -> Futures:
    """Futures to average a table over: all, evenly spaced ones of them; their middle where these were too few."""
    count = min(len(paths), MOST_AVERAGED // size)
    if count < min(FEWEST_AVERAGED, len(paths)):
        return Futures(paths, middle=True)
    return Futures(paths[np.unique(np.linspace(0, len(paths) - 1, count).astype(int))])


def best_trial(trials: tuple[Trial, ...], chance: float) -> Trial | None:
    """Cheapest of those that meet the goal with the chance."""
    met = [trial for trial in trials if trial.chance >= chance and not trial.solution.violation]
    return min(met, key=lambda trial: trial.cost, default=None)
