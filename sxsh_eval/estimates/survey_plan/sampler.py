"""Samples of given strata: for a number of answers, for a margin, for a budget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.estimates.sampling import design_effect
from sxsh_eval.estimates.survey_plan.allocation import allocate, power_weights, size_weights
from sxsh_eval.estimates.survey_plan.money import SurveyCost, answer_cost, survey_cost
from sxsh_eval.estimates.survey_plan.precision import group_margin, stratum_variances
from sxsh_eval.parameters.survey import Mode, Survey

Array = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Way = Literal["proportional", "neyman", "power", "cost"]
WAYS: tuple[Way, ...] = get_args(Way)


@dataclass(frozen=True, eq=False)
class Sampler:
    """Strata with the terms on which samples are taken from them.

    Attributes
    ----------
    strata : DataFrame
        As of `strata_of`.
    survey : Survey
    mode : {"face_to_face", "remote"}
    level : float
        Coverage of intervals.
    """

    strata: pd.DataFrame
    survey: Survey
    mode: Mode
    level: float

    def column(self, name: str) -> Array:
        """Column of the strata as numbers."""
        return self.strata[name].to_numpy(dtype=np.float64)

    @cached_property
    def design(self) -> Array:
        """Design effect of each stratum: none where all are asked, or where asking is bound to no place."""
        is_clustered = self.survey.modes[self.mode].cluster_mvnd > 0
        effect = design_effect(self.survey.cluster_size, self.survey.intraclass_correlation) if is_clustered else 1.0
        return np.where(self.strata["is_census"], 1.0, effect)

    @cached_property
    def high(self) -> Counts:
        """Most answers of each stratum: all are asked."""
        expected = np.floor(self.column("establishments") * self.survey.response_of(self.mode) + 1e-9)
        return np.maximum(expected, 1).astype(np.int64)

    @cached_property
    def low(self) -> Counts:
        """Fewest answers of each stratum, with the fewest of its province."""
        fewest = np.minimum(self.survey.minimum_per_stratum, self.high)
        low = np.where(self.strata["is_census"], self.high, fewest).astype(np.int64)
        for place in self.places[1]:
            wanted = min(self.survey.minimum_per_province, int(self.high[place].sum()))
            if low[place].sum() < wanted:
                low[place] = allocate(self.spread[place], wanted, low=low[place], high=self.high[place])
        return low

    @cached_property
    def places(self) -> tuple[pd.Index[str], list[npt.NDArray[np.bool_]]]:
        """Provinces, with their strata."""
        codes, names = pd.factorize(self.strata["province"], sort=True)
        return names, [codes == number for number in range(len(names))]

    @cached_property
    def spread(self) -> Array:
        """Establishments times the standard deviation of an answer, with the effect of clusters."""
        share = self.column("share")
        return size_weights(self.column("establishments"), np.sqrt(self.design * share * (1 - share)))

    def answers(self, total: int, way: Way | None = None) -> Counts:
        """Answers of each stratum.

        Parameters
        ----------
        total : int
            Answers in all; brought between the sums of the bounds.
        way : str, optional
            As ``survey.allocation``, which is the default.

        Returns
        -------
        array of int (H,)
        """
        way = way or self.survey.allocation
        total = int(min(max(total, self.low.sum()), self.high.sum()))
        if way == "power" and len(self.places[0]) > 1:
            return self.by_province(total)
        return allocate(self.weights(way), total, low=self.low, high=self.high)

    def weights(self, way: Way) -> Array:
        """What answers are divided by."""
        number, share = self.column("establishments"), self.column("share")
        if way == "proportional":
            return number
        if way == "power":
            deviation = np.sqrt(self.design * share * (1 - share))
            return power_weights(number, deviation, share, self.survey.power_exponent)
        cost = answer_cost(self.column("cost_ratio"), self.survey, self.mode)
        return np.asarray(self.spread / np.sqrt(cost)) if way == "cost" else self.spread

    def by_province(self, total: int) -> Counts:
        """Bankier's power allocation over provinces, Neyman's inside them."""
        number, share = self.column("establishments"), self.column("share")
        groups = self.places[1]
        size = np.array([number[one].sum() for one in groups])
        mean = np.array([number[one] @ share[one] / number[one].sum() for one in groups])
        low, high = (np.array([bound[one].sum() for one in groups]) for bound in (self.low, self.high))
        weights = power_weights(size, np.sqrt(mean * (1 - mean)), mean, self.survey.power_exponent)
        sizes = np.empty(len(number), dtype=np.int64)
        for one, own in zip(groups, allocate(weights, total, low=low, high=high), strict=True):
            sizes[one] = allocate(self.spread[one], int(own), low=self.low[one], high=self.high[one])
        return sizes

    def to_ask(self, answers: Counts) -> Counts:
        """Establishments to ask for so many answers."""
        wanted = np.ceil(np.round(answers / self.survey.response_of(self.mode), 9)).astype(np.int64)
        number = self.strata["establishments"].to_numpy(dtype=np.int64)
        return np.where(answers >= self.high, number, np.minimum(wanted, number))

    def variances(self, answers: Counts) -> Array:
        """Variance of the rate of each stratum."""
        number, share = self.column("establishments"), self.column("share")
        return stratum_variances(number, share, answers.astype(np.float64), 1.0) * self.design

    def margin(self, answers: Counts, chosen: npt.NDArray[np.bool_] | None = None) -> float:
        """Half width of the interval of the rate, percentage points."""
        return 100 * group_margin(self.column("establishments"), self.variances(answers), self.level, chosen)

    def cost(self, answers: Counts) -> SurveyCost:
        """What a sample costs."""
        asked = self.to_ask(answers).astype(np.float64)
        return survey_cost(answers.astype(np.float64), asked, self.column("cost_ratio"), self.survey, self.mode)

    def smallest(self, enough: Callable[[Counts], bool], way: Way | None = None) -> Counts:
        """Smallest sample that is enough, all that answer where none is."""
        least, most = int(self.low.sum()), int(self.high.sum())
        while least < most:
            middle = (least + most) // 2
            if enough(self.answers(middle, way)):
                most = middle
            else:
                least = middle + 1
        return self.answers(least, way)

    def for_margin(self, points: float, way: Way | None = None) -> Counts:
        """Smallest sample with a margin of so many percentage points, or all that answer."""
        return self.smallest(lambda answers: self.margin(answers) <= points, way)

    def for_budget(self, budget: float, way: Way | None = None) -> Counts | None:
        """Largest sample that a budget in VND pays for; None where it does not pay for the smallest."""
        if self.cost(self.answers(0, way)).total > budget:
            return None
        above = self.smallest(lambda answers: self.cost(answers).total > budget, way)
        fits = self.cost(above).total <= budget
        return above if fits else self.answers(int(above.sum()) - 1, way)
