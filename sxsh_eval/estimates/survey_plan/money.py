"""What a survey costs, and what a budget buys."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from sxsh_eval.parameters.survey import Mode, Survey

Array = npt.NDArray[np.float64]
MILLION = 1_000_000


@dataclass(frozen=True)
class SurveyCost:
    """Cost of a survey by what it is spent on, VND.

    Attributes
    ----------
    fixed, travel, asking, answers : float
        Preparation with processing; going to places; asking all; interviews.
    """

    fixed: float
    travel: float
    asking: float
    answers: float

    @property
    def total(self) -> float:
        """VND."""
        return self.fixed + self.travel + self.asking + self.answers


def clusters_of(answers: float, survey: Survey, mode: Mode) -> int:
    """Places to go to; none where asking is bound to no place."""
    return ceil(answers / survey.cluster_size) if survey.modes[mode].cluster_mvnd else 0


def survey_cost(answers: Array, to_ask: Array, ratio: Array, survey: Survey, mode: Mode) -> SurveyCost:
    """Cost of a sample.

    Parameters
    ----------
    answers, to_ask : array (H,)
        Answers and establishments asked of each stratum.
    ratio : array (H,)
        Cost of an answer relative to the cheapest.
    survey : Survey
    mode : {"face_to_face", "remote"}

    Returns
    -------
    SurveyCost
    """
    prices = survey.modes[mode]
    return SurveyCost(
        fixed=MILLION * prices.fixed_mvnd,
        travel=MILLION * prices.cluster_mvnd * clusters_of(float(answers.sum()), survey, mode),
        asking=MILLION * prices.asked_mvnd * float(to_ask.sum()),
        answers=MILLION * prices.answer_mvnd * float(answers @ ratio),
    )


def answer_cost(ratio: Array, survey: Survey, mode: Mode) -> Array:
    """Cost of one more answer of each stratum, with its part of travel and asking, VND."""
    prices = survey.modes[mode]
    shared = prices.cluster_mvnd / survey.cluster_size + prices.asked_mvnd / survey.response_of(mode)
    return np.asarray(MILLION * (prices.answer_mvnd * ratio + shared))
