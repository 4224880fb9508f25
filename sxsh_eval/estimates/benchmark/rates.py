"""Rates of all provinces from one survey: as counted, drawn to their common law, with ranks and limits of chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from sxsh_eval.errors import Problem
from sxsh_eval.estimates.adoption import About, tried
from sxsh_eval.estimates.area_result import SmallAreas
from sxsh_eval.estimates.area_scales import Scale
from sxsh_eval.estimates.benchmark.control_limits import ControlFunnel, control_funnel
from sxsh_eval.estimates.benchmark.ranks import rank_rates
from sxsh_eval.estimates.rate_shrinkage import shrink_rates
from sxsh_eval.estimates.result import CONFIDENTIAL, Estimates, Method, as_estimates, estimate_row
from sxsh_eval.estimates.small_areas import fay_herriot
from sxsh_eval.estimates.survey.design import SurveyDesign
from sxsh_eval.estimates.survey.proportions import survey_proportions
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Guarded

ENOUGH = 10  # answers of a province whose design effect is looked at
PERCENT = 100.0
SHOWN = ("shrunk", "std_error", "conf_low", "conf_high")
RANKED = ("rank", "chance_lowest", "chance_highest")


@dataclass(frozen=True, eq=False)
class ProvinceRates(Guarded):
    """One indicator in all provinces.

    Attributes
    ----------
    indicator, term : str
        In the registry; column of the survey.
    whole : Estimates
        Rate of all provinces together, one row.
    direct : Estimates
        Rate of each province by design, per cent.
    shrunk : SmallAreas or None
        Beta-binomial, rates in [0, 1], by slug; provinces without answers have the common mean.
    modelled : SmallAreas or None
        Fay-Herriot on the arcsine scale.
    ranks : DataFrame or None
        As of `rank_rates`.
    funnel : ControlFunnel or None
    answers : Series
        Answers by slug.
    design_effect : float
        By which numbers of answers were divided.
    refusals : dict
        Why a part is missing.
    """

    gate: ClassVar[str] = "release_benchmark"
    shows: ClassVar[tuple[str, ...]] = ("whole", "direct", "shrunk")

    indicator: str
    term: str
    whole: Estimates
    direct: Estimates
    shrunk: SmallAreas | None
    modelled: SmallAreas | None
    ranks: pd.DataFrame | None
    funnel: ControlFunnel | None
    answers: pd.Series[float]
    design_effect: float
    refusals: Mapping[str, tuple[Problem, ...]]

    def shrunk_table(self) -> Estimates | None:
        """Shrunken rates under the contract, with the answers that stand behind each."""
        if self.shrunk is None:
            return None
        about = self.whole.table.iloc[0]
        rows = []
        for slug, row in self.shrunk.table.iterrows():
            value, error, low, high = (PERCENT * float(row[name]) for name in SHOWN)
            hidden = bool(np.isnan(value))
            rows.append(
                estimate_row(
                    (self.indicator, str(slug), "", str(about["period"]), "shrunk"),
                    value,
                    unit="percent",
                    evidence="surveyed",
                    source=str(about["source"]),
                    interval=None if hidden else (low, high),
                    reason=CONFIDENTIAL if hidden else "",
                    std_error=error,
                    n_obs=float("nan") if hidden else float(self.answers.get(str(slug), 0.0)),
                )
            )
        made = as_estimates(rows, self.shrunk.method)
        return Estimates(made.table, made.method, checks=self.shrunk.checks)

    def rank_table(self) -> Estimates | None:
        """Ranks under the contract: mean rank with its interval, chance of being among the lowest, the highest."""
        if self.ranks is None:
            return None
        about = self.whole.table.iloc[0]
        rows = []
        for slug, row in self.ranks.iterrows():
            for name in RANKED:
                place = name == "rank"
                ends = (float(row["rank_low"]), float(row["rank_high"])) if place else None
                rows.append(
                    estimate_row(
                        (self.indicator, str(slug), "", str(about["period"]), name),
                        float(row[name]) * (1 if place else PERCENT),
                        unit="place" if place else "percent",
                        evidence="surveyed",
                        source=str(about["source"]),
                        interval=ends,
                        reason="" if place else "probability",
                        n_obs=float(self.answers.get(str(slug), 0.0)),
                    )
                )
        return as_estimates(rows, Method("rank_draws", "ranks of drawn rates", None))


def province_rates(design: SurveyDesign, indicator: str, term: str, about: About, study: Study,
                   provinces: tuple[str, ...]) -> ProvinceRates:  # fmt: skip
    """Rates of one indicator in all provinces.

    Parameters
    ----------
    design : SurveyDesign
        Answers of all provinces, with the column ``province``.
    indicator, term : str
    about : About
    study : Study
    provinces : tuple of str
        All there are, also those without answers.

    Returns
    -------
    ProvinceRates

    Notes
    -----
    A province's own variance is an unreliable guide to its error where answers are few, and says nothing at 0 or 100 %.
    So one design effect, the median of provinces with ten answers and more (at least 1), divides all numbers of
    answers; the beta-binomial and the arcsine Fay-Herriot model then take these effective numbers.
    """
    found = survey_proportions(design, term, by="province", level=study.level)
    keys = {**about.keys, "indicator": indicator, "province": "province", "term": term}
    direct = found.to_estimates(keys, unit="percent", source=about.source, scale=PERCENT)
    whole_keys = {**about.keys, "indicator": indicator, "province": "", "term": term}
    whole = survey_proportions(design, term, level=study.level).to_estimates(
        whole_keys, unit="percent", source=about.source, scale=PERCENT
    )
    effect = typical_effect(found.table)
    table = effective_counts(direct, effect, provinces)
    refusals: dict[str, tuple[Problem, ...]] = {}
    shrunk = tried("shrunk", refusals, lambda: shrink_rates(table, cases="cases", trials="trials", level=study.level))
    arcsine = Scale("arcsine", effective_n="trials")
    return ProvinceRates(
        indicator=indicator,
        term=term,
        whole=whole,
        direct=direct,
        shrunk=shrunk,
        modelled=tried("modelled", refusals, lambda: fay_herriot(
            table, direct="rate", variance="variance", scale=arcsine, level=study.level)),
        ranks=None if shrunk is None else rank_rates(shrunk, seed=study.seed, level=study.level),
        funnel=control_funnel(table.dropna(), trials="trials") if table["rate"].notna().sum() > 1 else None,
        answers=direct.table.set_index("province")["n_obs"].astype(float),
        design_effect=effect,
        refusals=refusals,
    )  # fmt: skip


def typical_effect(table: pd.DataFrame) -> float:
    """Median design effect of provinces with enough answers that differ; 1 at least."""
    known = table[(table["n_obs"] >= ENOUGH) & (table["std_error"] > 0)]["deff"].dropna()
    return max(1.0, float(known.median())) if len(known) else 1.0


def effective_counts(direct: Estimates, effect: float, provinces: tuple[str, ...]) -> pd.DataFrame:
    """Cases, trials, rates with their variances by province; missing where nobody answered."""
    own: Any = direct.table.set_index("province")
    rate = (own["estimate"] / PERCENT).reindex(list(provinces))
    trials = (own["n_obs"] / effect).reindex(list(provinces))
    middle = (rate * trials + 0.5) / (trials + 1)  # inside (0, 1), for the variance alone
    table = pd.DataFrame({"rate": rate, "trials": trials, "cases": rate * trials})
    return table.assign(variance=np.asarray(middle * (1 - middle) / trials))
