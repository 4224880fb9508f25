"""Adoption in one province: rates by design, who adopts, and what the letter claimed beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.against import Comparison, compare_with_claims
from sxsh_eval.estimates.area_result import SmallAreas
from sxsh_eval.estimates.determinants import estimate_determinants
from sxsh_eval.estimates.rate_shrinkage import shrink_rates
from sxsh_eval.estimates.response import Weighting, weight_to_population
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.estimates.survey.design import SurveyDesign, survey_design
from sxsh_eval.estimates.survey.means import survey_totals
from sxsh_eval.estimates.survey.proportions import survey_proportions
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Guarded

STAGES = ("is_informed", "is_aware", "has_training", "is_assessed", "is_adopting", "is_monitored")
ASSESSMENTS = ("has_rapid_assessment", "has_detailed_assessment")
ADOPTING, DEDICATED = "is_adopting", "has_dedicated_unit"
CLAIMED_TERMS = {"awareness": "is_aware", "adoption": ADOPTING, "dedicated_unit": DEDICATED}
POPULATION = "all_establishments"
COVARIATES = ("size_class", "sector")
SIZES = ("micro", "small", "medium", "large")
SUPPORT = ("has_information", "has_training", "has_rapid_assessment", "has_detailed_assessment", "has_subsidy")
GROUPS = ("sector", "size_class", "district")
FEWEST_AREAS = 3
Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class Adoption(Guarded):
    """Adoption in one province and year.

    Attributes
    ----------
    year : int
    n_obs : int
        Establishments that answered.
    design : SurveyDesign
    shares : Estimates
        One row per stage (`term`) and for the dedicated unit, per cent of all establishments.
    numbers : Estimates
        Estimated establishments at each stage.
    groups : dict of Estimates
        Shares adopting by ``sector``, ``size_class`` and ``district``.
    areas : SmallAreas or None
        District rates drawn to their common law.
    determinants : Estimates or None
        Average marginal effects in percentage points.
    comparisons : tuple of Comparison
    weighting : Weighting
        How the answers were brought to the population, and who did not answer.
    unweighted : Estimates or None
        Share adopting with the weights as drawn, where counts changed them.
    refusals : dict
        Why a part is missing, by its name.
    synthetic : bool
    """

    gate: ClassVar[str] = "release_estimates"
    shows: ClassVar[tuple[str, ...]] = ("shares", "groups", "numbers", "areas", "determinants")

    year: int
    n_obs: int
    design: SurveyDesign
    shares: Estimates
    numbers: Estimates
    groups: Mapping[str, Estimates]
    areas: SmallAreas | None
    determinants: Estimates | None
    comparisons: tuple[Comparison, ...]
    weighting: Weighting
    unweighted: Estimates | None
    refusals: Mapping[str, tuple[Problem, ...]]
    synthetic: bool

    def _facts(self) -> Mapping[str, Any]:
        return {"year": str(self.year), "n_obs": self.n_obs}


def design_of(survey: pd.DataFrame) -> SurveyDesign:
    """Design of a survey table by the codebook's columns: weight, stratum, cluster and population, where given."""
    given = set(survey.columns)
    return survey_design(
        survey,
        weights="weight" if "weight" in given else None,
        strata="stratum" if "stratum" in given else None,
        clusters="cluster" if "cluster" in given else None,
        fpc="stratum_clusters" if {"stratum_clusters", "cluster"} <= given else None,
        nest=True,
        lonely_psu="adjust",
    )


def with_assessed(survey: pd.DataFrame) -> pd.DataFrame:
    """Table with the stage of any assessment, rapid or detailed, where it tells the two apart."""
    given = [name for name in ASSESSMENTS if name in survey]
    return survey.assign(is_assessed=survey[given].any(axis=1)) if given else survey


def smallest_size(survey: pd.DataFrame) -> str:
    """Smallest size class that occurs: the reference level."""
    return next(size for size in SIZES if (survey["size_class"] == size).any())


def tried(part: str, refusals: dict[str, tuple[Problem, ...]], make: Callable[[], Made]) -> Made | None:
    """Result of one part, or None with the reason kept; only named refusals are caught."""
    try:
        return make()
    except EstimationError as refusal:
        refusals[part] = refusal.problems
        return None


def keys_of(inputs: Inputs, year: int, **names: str) -> dict[str, str]:
    """Key columns of the estimates' contract."""
    return {"indicator": "adoption", "province": inputs.province, "period": str(year), **names}


def district_rates(groups: Mapping[str, Estimates], level: float) -> SmallAreas:
    """Shrink district rates with their effective sample sizes."""
    table = groups["district"].table
    variance = (table["std_error"] / 100) ** 2
    share = table["estimate"] / 100
    binomial = share * (1 - share)
    effective = (binomial / variance).where((variance > 0) & (binomial > 0), table["n_obs"]).clip(upper=table["n_obs"])
    counts = pd.DataFrame({"cases": share * effective, "trials": effective})
    counts.index = pd.Index(table["term"].str.removeprefix(f"{ADOPTING}|"))
    return shrink_rates(counts, cases="cases", trials="trials", level=level)


def estimate_adoption(inputs: Inputs, study: Study) -> Adoption | None:
    """Adoption from the province's survey.

    Parameters
    ----------
    inputs : Inputs
    study : Study

    Returns
    -------
    Adoption or None
        None without a survey in the period. A part that the data do not allow is left out, with its refusal kept.

    Raises
    ------
    EstimationError
        If the design itself is impossible: nothing can be estimated then.
    """
    survey = inputs.survey_in(study.period)
    if survey is None:
        return None
    year = int(survey["year"].max())
    drawn = design_of(with_assessed(survey))
    weighting = weight_to_population(drawn, inputs.population_near(year), inputs.asked_in(study.period))
    design = weighting.design
    about = About(keys_of(inputs, year), f"survey:{year}", study.level)
    stages = [stage for stage in (*STAGES, DEDICATED) if stage in design.data]
    shares = each_alone(stages, lambda names: about.shares(design, names))
    groups = {
        column: about.shares(design, ADOPTING, by=column)
        for column in GROUPS
        if column in survey and len(survey[column].unique()) > 1
    }
    refusals: dict[str, tuple[Problem, ...]] = {}
    areas = None
    if "district" in groups and len(groups["district"].table) >= FEWEST_AREAS:
        areas = tried("areas", refusals, lambda: district_rates(groups, study.level))
    return Adoption(
        year=year,
        n_obs=len(survey),
        design=design,
        shares=shares,
        numbers=each_alone(stages, lambda names: about.numbers(design, names)),
        groups=groups,
        areas=areas,
        determinants=tried("determinants", refusals, lambda: determinants_of(design, study.level)),
        comparisons=()
        if inputs.letter is None
        else compare_with_claims(shares, inputs.letter, claimed_terms(stages), population=POPULATION),
        weighting=weighting,
        unweighted=about.shares(drawn, ADOPTING) if weighting.kind else None,
        refusals=refusals,
        synthetic=inputs.synthetic,
    )


@dataclass(frozen=True)
class About:
    """What all rows of one survey share: keys, source, level."""

    keys: Mapping[str, str]
    source: str
    level: float

    def shares(self, design: SurveyDesign, names: str | list[str], by: str | None = None) -> Estimates:
        """Shares in per cent."""
        found = survey_proportions(design, names, by=by, level=self.level)
        return found.to_estimates(self.keys, unit="percent", source=self.source, scale=100)

    def numbers(self, design: SurveyDesign, names: str | list[str]) -> Estimates:
        """Estimated establishments."""
        found = survey_totals(design, names, level=self.level)
        return found.to_estimates(self.keys, unit="establishment", source=self.source)


def determinants_of(design: SurveyDesign, level: float) -> Estimates:
    """Marginal effects of size, sector and support on adopting; the smallest size class is the reference."""
    survey = design.data
    covariates = [name for name in (*COVARIATES, *SUPPORT) if name in survey and len(survey[name].unique()) > 1]
    smallest = {name: smallest_size(survey) for name in covariates if name == "size_class"}
    return estimate_determinants(design, ADOPTING, covariates, references=smallest, level=level)


def each_alone(stages: list[str], estimate: Callable[[str | list[str]], Estimates]) -> Estimates:
    """Stages estimated one by one, so that an answer missing for one does not count as missing for all."""
    parts = [estimate(stage) for stage in stages]
    table = pd.concat([part.table for part in parts], ignore_index=True)
    checks = pd.concat([part.checks for part in parts], ignore_index=True).drop_duplicates(ignore_index=True)
    return Estimates(table, parts[0].method, checks=checks)


def claimed_terms(stages: list[str]) -> dict[str, str]:
    """Indicators that both letter and survey know."""
    return {indicator: term for indicator, term in CLAIMED_TERMS.items() if term in stages}
