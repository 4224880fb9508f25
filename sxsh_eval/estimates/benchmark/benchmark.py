"""Provinces beside each other for one period: everything that enterprises' answers tell, before the gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from sxsh_eval.errors import Problem
from sxsh_eval.estimates.adoption import (
    CLAIMED_TERMS,
    POPULATION,
    About,
    design_of,
    tried,
    with_assessed,
)
from sxsh_eval.estimates.against import Comparison, compare_with_claims
from sxsh_eval.estimates.benchmark.pooling import Pooled, pool_effects
from sxsh_eval.estimates.benchmark.rates import ProvinceRates, province_rates
from sxsh_eval.estimates.disclosure.rules import Rules
from sxsh_eval.estimates.national_store import NationalEstimates
from sxsh_eval.estimates.response import Weighting, weight_to_population
from sxsh_eval.estimates.result import CONFIDENTIAL, Estimates
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Guarded


@dataclass(frozen=True, eq=False)
class Benchmark(Guarded):
    """Provinces beside each other.

    Attributes
    ----------
    year : int or None
        Of the survey; None without one.
    n_obs : int
        Answers.
    rates : dict of str to ProvinceRates
        By indicator.
    weighting : Weighting or None
    comparisons : dict of str to tuple of Comparison
        Claims of letters against the survey, by province.
    pooled : Pooled or None
        Savings of provinces pooled.
    refusals : dict
        Why a part is missing.
    synthetic : bool
    """

    gate: ClassVar[str] = "release_benchmark"
    shows: ClassVar[tuple[str, ...]] = ("rates",)

    year: int | None
    n_obs: int
    rates: Mapping[str, ProvinceRates]
    weighting: Weighting | None
    comparisons: Mapping[str, tuple[Comparison, ...]]
    pooled: Pooled | None
    refusals: Mapping[str, tuple[Problem, ...]]
    synthetic: bool

    def _facts(self) -> Mapping[str, Any]:
        return {"n_obs": self.n_obs}


def estimate_benchmark(inputs: NationalInputs, study: Study, savings: NationalEstimates | None = None) -> Benchmark:
    """Rates of all provinces, claims against them, savings pooled.

    Parameters
    ----------
    inputs : NationalInputs
    study : Study
    savings : NationalEstimates, optional
        Of the notebook on energy savings, released.

    Returns
    -------
    Benchmark
        Empty parts where there is no survey or no savings.

    Raises
    ------
    EstimationError
        If the survey's design is impossible.
    """
    refusals: dict[str, tuple[Problem, ...]] = {}
    pooled = None
    if savings is not None and "provinces" in savings.tables:
        raw = savings.tables["provinces"]
        pooled = tried("pooled", refusals, lambda: pooled_savings(raw, study))
    answers = inputs.survey_in(study.period)
    if answers is None:
        return Benchmark(None, 0, {}, None, {}, pooled, refusals, inputs.synthetic)
    year = int(answers["year"].max())
    drawn = design_of(with_assessed(answers))
    weighting = weight_to_population(drawn, inputs.population_near(year), inputs.asked_in(study.period))
    about = About({"period": str(year)}, f"survey:{year}", study.level)
    terms = {name: term for name, term in CLAIMED_TERMS.items() if term in weighting.design.data}
    rates = {
        name: province_rates(weighting.design, name, term, about, study, inputs.provinces)
        for name, term in terms.items()
    }
    return Benchmark(
        year=year,
        n_obs=len(answers),
        rates=rates,
        weighting=weighting,
        comparisons=claims_against(inputs, rates),
        pooled=pooled,
        refusals=refusals,
        synthetic=inputs.synthetic,
    )


def claims_against(inputs: NationalInputs, rates: Mapping[str, ProvinceRates]) -> dict[str, tuple[Comparison, ...]]:
    """Each letter's percentages beside the survey of its province, where it was surveyed."""
    found: dict[str, tuple[Comparison, ...]] = {}
    for letter in inputs.letters:
        parts = {name: own_rows(one, letter.province) for name, one in rates.items()}
        known = {name: part for name, part in parts.items() if len(part.table)}
        terms = {name: rates[name].term for name in known}
        if known:
            first = next(iter(known.values()))
            together = pd.concat([part.table for part in known.values()], ignore_index=True)
            both = Estimates(together, first.method)
            found[letter.province] = compare_with_claims(both, letter, terms, population=POPULATION)
    return found


def own_rows(rates: ProvinceRates, slug: str) -> Estimates:
    """Rate of one province, no row without answers."""
    table = rates.direct.table
    return Estimates(table[table["province"] == slug].reset_index(drop=True), rates.direct.method)


def pooled_savings(provinces: Estimates, study: Study) -> Pooled:
    """Raw effects of provinces pooled, without those that few adopters stand behind.

    Raises
    ------
    EstimationError
        As of `pool_effects`.
    """
    table = provinces.table
    least = Rules.of(study.disclosure).minimum_count
    enough = (table["n_treated"] >= least) & (table["reason"] != CONFIDENTIAL)
    raw = table[(table["term"] == "raw") & enough & (table["std_error"] > 0)]
    effects = pd.DataFrame(
        {"effect": raw["estimate"], "variance": raw["std_error"] ** 2, "n": raw["n_treated"].astype(float)}
    )
    return pool_effects(
        effects,
        indicator="energy_intensity",
        unit="log_points",
        evidence="caused",
        source="enterprises",
        period=f"{study.period.first}-{study.period.last}",
        level=study.level,
    )
