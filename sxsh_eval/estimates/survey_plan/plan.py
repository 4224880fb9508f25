"""The survey that would tell the rate of adoption: sample sizes, strata, expected precision, cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from sxsh_eval.estimates.claimed import claim_number
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.estimates.sampling import SampleSize, design_effect, sample_for_change, sample_for_share
from sxsh_eval.estimates.survey_plan.frame import Frame, Place, survey_frame
from sxsh_eval.estimates.survey_plan.money import MILLION, SurveyCost
from sxsh_eval.estimates.survey_plan.plan_rows import plan_estimates
from sxsh_eval.estimates.survey_plan.sampler import WAYS, Counts, Sampler
from sxsh_eval.estimates.survey_plan.strata import Rates, planned_rates, strata_of
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Num
from sxsh_eval.parameters.study import Study
from sxsh_eval.parameters.survey import Mode
from sxsh_eval.shown import Shown

SIZES = ["share_percent", "margin", "population", "answers", "to_ask"]
WAYS_COLUMNS = ["way", "answers", "to_ask", "margin", "widest_margin", "cost_vnd"]
BUDGETS = ["budget_vnd", "mode", "answers", "to_ask", "margin", "next_million"]
PARTS = (0.5, 0.75, 1.0, 1.5, 2.0)
STEP = 10
"""Million VND over which the worth of one more million is measured."""


@dataclass(frozen=True, eq=False)
class SamplingPlan(Shown):
    """A planned survey.

    Attributes
    ----------
    frame : Frame
    rates : Rates
        Expected by size class.
    sampler : Sampler
        Strata with their terms.
    strata : DataFrame
        One row a stratum: that of the sampler with ``answers, to_ask, weight`` (establishments that an answer stands
        for), ``margin`` (percentage points), ``cost_vnd`` of its interviews.
    sizes : DataFrame
        Simple sample sizes by expected rate, margin: ``share_percent, margin, population, answers, to_ask``.
    change : SampleSize
        Of each of two rounds that show the change of ``survey.change``.
    ways : DataFrame
        The same number of answers divided in other ways: ``way, answers, to_ask, margin, widest_margin, cost_vnd``;
        the widest is that of a province in a survey of several, else of a stratum.
    budgets : DataFrame
        What budgets buy by way of asking: ``budget_vnd, mode, answers, to_ask, margin, next_million`` (percentage
        points by which one more million VND narrows the margin); missing where a budget is too small.
    cost : SurveyCost
    groups : DataFrame
        ``by, group, establishments, answers, to_ask, share`` (rate that is expected), ``margin`` for all, size classes,
        sectors, provinces.
    estimates : Estimates
        All numbers of the plan under the contract: projected, without interval.
    reached : bool
        Whether the wanted margin can be reached at the response rate.
    synthetic : bool
        Whether the population or an earlier survey is made up.
    """

    shows: ClassVar[tuple[str, ...]] = ("strata",)

    frame: Frame
    rates: Rates
    sampler: Sampler
    strata: pd.DataFrame
    sizes: pd.DataFrame
    change: SampleSize
    ways: pd.DataFrame
    budgets: pd.DataFrame
    cost: SurveyCost
    groups: pd.DataFrame
    estimates: Estimates
    reached: bool
    synthetic: bool

    def _facts(self) -> Mapping[str, Any]:
        told = {"answers": self.answers, "asked": self.to_ask, "strata": len(self.strata), "reached": self.reached}
        margin = Num(value=round(self.margin, 1), unit="percentage_point", digits=1)
        return told | {"margin": margin, "cost": Num(value=round(self.cost.total / 1e6), unit="million_vnd")}

    @property
    def answers(self) -> int:
        """Answers in all."""
        return int(self.strata["answers"].sum())

    @property
    def to_ask(self) -> int:
        """Establishments asked in all."""
        return int(self.strata["to_ask"].sum())

    @property
    def margin(self) -> float:
        """Expected half width of the interval of the whole, percentage points."""
        return float(self.groups.loc[self.groups["by"] == "all", "margin"].iloc[0])

    def __repr__(self) -> str:
        return f"<SamplingPlan: {self.answers} answers in {len(self.strata)} strata>"


def plan_survey(inputs: Place, study: Study) -> SamplingPlan:
    """Plan the survey of establishments that would tell the rate of adoption.

    Parameters
    ----------
    inputs : Inputs or NationalInputs
        A province, perhaps without letter or table, or the country.
    study : Study
        Its ``survey`` has the wanted margin, the way of allocation, costs, response rate.

    Returns
    -------
    SamplingPlan
        The smallest stratified sample whose expected margin is the wanted one.
    """
    frame, rates = survey_frame(inputs, study), planned_rates(inputs, study)
    strata = strata_of(frame, rates, study)
    sampler = Sampler(strata, study.survey, study.survey.mode, study.level)
    answers = sampler.for_margin(study.survey.margin)
    table, groups = with_sample(sampler, answers), groups_of(sampler, answers)
    sizes, ways = simple_sizes(frame, study), other_ways(sampler, answers)
    cost = sampler.cost(answers)
    budgets = what_budgets_buy(sampler, budgets_of(inputs, study, cost.total))
    change = change_size(frame, rates, study)
    place = inputs.province if isinstance(inputs, Inputs) else study.province
    tables = {"groups": groups, "sizes": sizes, "budgets": budgets, "ways": ways}
    estimates = plan_estimates(place, study, tables, cost, change)
    return SamplingPlan(
        frame=frame, rates=rates, sampler=sampler, strata=table, sizes=sizes, change=change, ways=ways, budgets=budgets,
        cost=cost, groups=groups, estimates=estimates,
        reached=sampler.margin(answers) <= study.survey.margin,
        synthetic=inputs.synthetic,
    )  # fmt: skip


def simple_sizes(frame: Frame, study: Study) -> pd.DataFrame:
    """Answers of a sample without strata, by expected rate and margin, with the finite population and clusters."""
    survey, rows = study.survey, []
    effect = float(design_of(study))
    for share in survey.shares:
        for margin in survey.margins:
            size = sample_for_share(
                share / 100, margin=margin / 100, population=frame.total, level=study.level,
                response=survey.response_of(survey.mode), design=effect,
            )  # fmt: skip
            rows.append((share, margin, frame.total, size.n, size.n_to_ask))
    return pd.DataFrame(rows, columns=SIZES)


def design_of(study: Study, mode: Mode | None = None) -> float:
    """Design effect of clusters in a way of asking."""
    survey = study.survey
    bound = survey.modes[mode or survey.mode].cluster_mvnd > 0
    return design_effect(survey.cluster_size, survey.intraclass_correlation) if bound else 1.0


def change_size(frame: Frame, rates: Rates, study: Study) -> SampleSize:
    """Answers of each of two rounds that show a rise of the rate."""
    before = min(rates.by_size[""], 0.98 - study.survey.change / 100)
    return sample_for_change(
        before, before + study.survey.change / 100, population=frame.total, level=study.level,
        power=study.survey.power, response=study.survey.response_of(study.survey.mode), design=design_of(study),
    )  # fmt: skip


def with_sample(sampler: Sampler, answers: Counts) -> pd.DataFrame:
    """Strata with their sample, weights, margins, costs."""
    singles = [sampler.margin(answers, np.arange(len(answers)) == at) for at in range(len(answers))]
    price = MILLION * sampler.survey.modes[sampler.mode].answer_mvnd
    return sampler.strata.assign(
        answers=answers,
        to_ask=sampler.to_ask(answers),
        weight=sampler.column("establishments") / answers,
        margin=singles,
        cost_vnd=price * answers * sampler.column("cost_ratio"),
    )


def groups_of(sampler: Sampler, answers: Counts) -> pd.DataFrame:
    """Expected precision for all, and by size class, sector, province."""
    table = sampler.strata.assign(all="all", answers=answers, to_ask=sampler.to_ask(answers))
    rows: list[dict[str, Any]] = []
    for by in ("all", "size_class", "sector", "province"):
        for group, part in table.groupby(by, sort=True):
            if by != "all" and len(part) == len(table):
                continue
            chosen = (table[by] == group).to_numpy(dtype=bool)
            sums = {name: int(part[name].sum()) for name in ("establishments", "answers", "to_ask")}
            weights = part["establishments"].to_numpy(dtype=float)
            share = float(weights @ part["share"].to_numpy(dtype=float) / weights.sum())
            told = {"share": share, "margin": sampler.margin(answers, chosen)}
            rows.append({"by": by, "group": str(group), **sums, **told})
    return pd.DataFrame(rows)


def other_ways(sampler: Sampler, answers: Counts) -> pd.DataFrame:
    """The same number of answers divided in each way."""
    groups = sampler.places[1]
    if len(groups) == 1:
        groups = [np.arange(len(answers)) == at for at in range(len(answers))]
    rows = []
    for way in WAYS:
        own = sampler.answers(int(answers.sum()), way)
        widest = max(sampler.margin(own, one) for one in groups)
        asked, cost = int(sampler.to_ask(own).sum()), sampler.cost(own).total
        rows.append((way, int(own.sum()), asked, sampler.margin(own), widest, cost))
    return pd.DataFrame(rows, columns=WAYS_COLUMNS)


def budgets_of(inputs: Place, study: Study, planned: float) -> list[float]:
    """Budgets to price in VND: those of the study with the letter's; for the country parts of what the plan costs."""
    if not isinstance(inputs, Inputs):
        return [planned * part for part in PARTS]
    named = named_budget(inputs)
    return sorted({MILLION * budget for budget in study.survey.budgets_mvnd} | ({named} if named else set()))


def named_budget(inputs: Place) -> float | None:
    """Money that a letter names, VND."""
    claims = inputs.claims.values() if isinstance(inputs, Inputs) else ()
    money = (one for one in claims if one.kind == "budget" and one.value and one.value.unit == "vnd")
    return next((claim_number(one) for one in money), None)


def what_budgets_buy(sampler: Sampler, budgets: list[float]) -> pd.DataFrame:
    """Answers and margin of each budget, by way of asking, with the worth of one more million."""
    rows = []
    for mode in sampler.survey.modes:
        own = Sampler(sampler.strata, sampler.survey, mode, sampler.level)
        for budget in budgets:
            bought = own.for_budget(budget)
            if bought is None:
                rows.append((budget, mode, np.nan, np.nan, np.nan, np.nan))
                continue
            more = own.for_budget(budget + STEP * MILLION)
            margin = own.margin(bought)
            gain = margin - own.margin(bought if more is None else more)
            rows.append((budget, mode, int(bought.sum()), int(own.to_ask(bought).sum()), margin, gain / STEP))
    return pd.DataFrame(rows, columns=BUDGETS)
