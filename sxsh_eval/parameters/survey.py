"""Choices about a survey that is planned: precision, sample, panel, costs."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sxsh_eval.parameters.quantity import Frozen

Size = Literal["micro", "small", "micro_small", "medium", "large"]
Mode = Literal["face_to_face", "remote"]
Percent = Annotated[float, Field(gt=0, lt=100)]
Points = Annotated[float, Field(gt=0, le=50)]
Million = Annotated[float, Field(ge=0)]


class SurveyMode(Frozen):
    """What a survey costs when it is done in one way; all amounts are assumptions of the evaluators, million VND.

    Attributes
    ----------
    fixed_mvnd : float
        Preparation, training of interviewers, processing.
    cluster_mvnd : float
        Going to one place; a way without such costs is not bound to places, so its answers are not clustered.
    asked_mvnd, answer_mvnd : float
        For each establishment asked; for each that answers.
    response_rate : float, optional
        Part of those asked who answer; the survey's own by default.
    """

    fixed_mvnd: Million
    cluster_mvnd: Million = 0
    asked_mvnd: Million = 0
    answer_mvnd: float = Field(gt=0)
    response_rate: float | None = Field(default=None, gt=0, le=1)


class SavingsPanel(Frozen):
    """The panel of enterprises that would show what adopting saves.

    Attributes
    ----------
    enterprises : tuple of int
        Numbers of enterprises that are compared.
    years : int
        Rounds, one a year; the first is before anybody of the panel adopts.
    adopters_percent : float
        Part of the enterprises that adopt during the panel.
    falls_percent : tuple of float
        Falls of energy per unit of product that are to be seen.
    intraclass_correlation : float
        Part of the variance of a year's noise that enterprises of one place share.
    cluster_size : int
        Enterprises of a place.
    spread : float, optional
        Standard deviation of the change of log intensity between two years; from data or the registry by default.
    repetitions : int
        Simulated panels behind each number.
    """

    enterprises: tuple[Annotated[int, Field(ge=20, le=20_000)], ...] = Field(default=(100, 200, 400, 800), min_length=1)
    years: int = Field(default=4, ge=2, le=15)
    adopters_percent: Percent = 30
    falls_percent: tuple[Percent, ...] = Field(default=(5, 8, 13), min_length=1)
    intraclass_correlation: float = Field(default=0.05, ge=0, lt=1)
    cluster_size: int = Field(default=20, ge=1, le=1000)
    spread: float | None = Field(default=None, gt=0, le=3)
    repetitions: int = Field(default=400, ge=50, le=20_000)


def default_modes() -> dict[Mode, SurveyMode]:
    """Ways of asking, with costs assumed by the evaluators."""
    return {
        "face_to_face": SurveyMode(fixed_mvnd=60, cluster_mvnd=2, asked_mvnd=0.05, answer_mvnd=0.6),
        "remote": SurveyMode(fixed_mvnd=40, asked_mvnd=0.03, answer_mvnd=0.15, response_rate=0.25),
    }


def default_ratios() -> dict[Size, float]:
    """How much longer interviews of larger establishments take, assumed by the evaluators."""
    return {"medium": 1.5, "large": 2.0}


class Survey(Frozen):
    """The survey that is planned.

    Attributes
    ----------
    response_rate : float
        Part of those asked who answer, in (0, 1].
    margin : float
        Half width of the interval of the rate, wanted for the place of the report; percentage points.
    margins, shares : tuple of float
        Margins and expected rates of the tables of sample sizes; percentage points, per cent.
    expected_percent : dict of size class to float
        Expected rate by size class; without it that of an earlier survey, else 50 %, which needs the largest sample.
    change : float
        Change of the rate between two rounds that is to be seen, percentage points.
    power : float
        Probability with which a change or an effect is seen.
    intraclass_correlation : float
        Likeness of answers from one place.
    cluster_size : int
        Answers from one place.
    allocation : {"neyman", "proportional", "power", "cost"}
        How answers are divided among strata.
    power_exponent : float
        Of Bankier's power allocation: 1 as Neyman, 0 the same relative precision in all strata.
    minimum_per_stratum, minimum_per_province : int
        Fewest answers.
    smallest_stratum : int
        Fewest establishments of a stratum; smaller ones are pooled.
    census, census_most : tuple of size class, int
        Size classes of which all are asked, in strata of at most so many establishments.
    mode : {"face_to_face", "remote"}
        Way of asking of the plan.
    modes : dict
        Costs by way of asking.
    size_cost_ratio : dict of size class to float
        Cost of an answer relative to small establishments.
    budgets_mvnd : tuple of float
        Budgets of the table on what money buys, million VND.
    panel : SavingsPanel
    """

    response_rate: float = Field(gt=0, le=1)
    margin: Points = 5
    margins: tuple[Points, ...] = Field(default=(1, 2, 3, 5, 10), min_length=1)
    shares: tuple[Percent, ...] = Field(default=(5, 20, 50), min_length=1, max_length=5)
    expected_percent: dict[Size, Percent] = Field(default_factory=dict)
    change: Points = 5
    power: float = Field(default=0.8, ge=0.5, lt=1)
    intraclass_correlation: float = Field(default=0.05, ge=0, lt=1)
    cluster_size: int = Field(default=5, ge=1, le=1000)
    allocation: Literal["neyman", "proportional", "power", "cost"] = "neyman"
    power_exponent: float = Field(default=0.5, ge=0, le=1)
    minimum_per_stratum: int = Field(default=5, ge=1, le=1000)
    minimum_per_province: int = Field(default=30, ge=1, le=5000)
    smallest_stratum: int = Field(default=20, ge=2, le=1000)
    census: tuple[Size, ...] = ("large",)
    census_most: int = Field(default=200, ge=1)
    mode: Mode = "face_to_face"
    modes: dict[Mode, SurveyMode] = Field(default_factory=default_modes, min_length=1)
    size_cost_ratio: dict[Size, Annotated[float, Field(gt=0, le=100)]] = Field(default_factory=default_ratios)
    budgets_mvnd: tuple[Annotated[float, Field(gt=0)], ...] = Field(default=(100, 200, 300, 500, 1000), min_length=1)
    panel: SavingsPanel = SavingsPanel()

    @model_validator(mode="after")
    def check_mode(self) -> Self:
        """The way of asking has costs."""
        if self.mode not in self.modes:
            raise PydanticCustomError("survey.mode", "'mode' is none of 'modes'")
        return self

    def response_of(self, mode: Mode) -> float:
        """Part of those asked who answer, in one way of asking."""
        own = self.modes[mode].response_rate
        return self.response_rate if own is None else own
