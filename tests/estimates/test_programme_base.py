"""The population at the start: what each source gives, what is refused, that no draw moves another."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.claimed import estimate_implied
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.programme.base import base_population, with_priors
from sxsh_eval.estimates.programme.base_effects import with_same_addition
from sxsh_eval.estimates.programme.base_energy import ratio
from sxsh_eval.estimates.programme.base_known import INDICATOR
from sxsh_eval.estimates.programme.base_rates import around
from sxsh_eval.estimates.programme.values import PARAMETERS, Base
from sxsh_eval.estimates.result import EVIDENCE
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.inputs.place import read_place
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.parameters.scenarios import Prior
from sxsh_eval.parameters.study import Study, read_study
from sxsh_eval.reports.language import LANGUAGES, catalogue
from tests.letters import ROOT


def study_of(province: str = "binh-dinh", period: str = "2009-2018", **settings: Any) -> Study:
    named = {key.replace("__", "."): value for key, value in settings.items()}
    return read_study(ROOT / "parameters" / "study.yml", province=province, period=period, settings=named)


@cache
def place(province: str = "binh-dinh", period: str = "2009-2018", *, synthetic: bool = False) -> tuple[Any, Study]:
    study = study_of(province, period, data__synthetic=synthetic)
    return read_place(study), study


@cache
def letter_base() -> Base:
    return base_population(*place())


@cache
def panel_base() -> Base:
    return base_population(*place(period="2016-2020", synthetic=True))


def quantiles(base: Base, name: str) -> list[float]:
    return [float(each) for each in np.quantile(base.draws[name], (0, 0.05, 0.5, 0.95, 1))]


@pytest.mark.parametrize("base", [letter_base, panel_base], ids=["letter", "panel"])
def test_every_parameter_is_drawn_in_its_shape(base: Any) -> None:
    found: Base = base()
    axes = {"provinces": found.places, "sectors": found.sectors, "sizes": found.sizes}
    assert list(found.draws) == list(PARAMETERS)
    assert found.paths == 2000
    for name, axis in PARAMETERS.items():
        assert found.draws[name].shape == ((2000, len(axes[axis])) if axis else (2000,)), name
        assert np.isfinite(found.draws[name]).all(), name
    table = found.known.table
    terms = set(table["term"])
    assert all(name in terms or f"{name}_{found.sizes[0]}" in terms for name in PARAMETERS)
    assert set(table["indicator"]) == {INDICATOR}
    assert set(table["evidence"]) <= set(EVIDENCE)
    assert (table["source"] != "").all()
    assert set(table.loc[table["evidence"] == "projected", "status"]) <= {"verified", "unverified"}


@pytest.mark.parametrize("base", [letter_base, panel_base], ids=["letter", "panel"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_words(base: Any, language: str) -> None:
    found: Base = base()
    table, known = found.known.table, catalogue(language)
    reasons = set(table["reason"]) - {""}
    assert {f"programme_base.reason.{reason}" for reason in reasons} <= known.keys()
    assert {f"unit.{unit}" for unit in table["unit"]} <= known.keys()
    assert all(problem.say("expected", language) for problem in warnings_of(found.known.checks))


def test_words_name_every_reason_of_the_code() -> None:
    folder = ROOT / "sxsh_eval" / "estimates" / "programme"
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    reasons = [
        key.removeprefix("programme_base.reason.")
        for key in catalogue("vi")
        if ".reason." in key and "programme_base" in key
    ]
    assert len(reasons) > 10
    assert [reason for reason in reasons if f'"{reason}"' not in text] == []


def test_binh_dinh_counts_from_the_letter_alone() -> None:
    base = letter_base()
    assert base.year == 2018
    assert base.places == ("binh-dinh",)
    assert base.sectors == ("industry",)
    assert base.cells["establishments"].sum() == pytest.approx(2000)
    by_size = base.cells.set_index("size_class")["establishments"]
    assert by_size["medium"] + by_size["large"] == pytest.approx(71)
    counts = 2000 * base.draws["count_factor"]
    assert 10 / 0.0055 <= counts.min() < counts.max() <= 10 / 0.0045
    assert np.quantile(counts, (0.05, 0.5, 0.95)) == pytest.approx([1838, 2020, 2202], abs=10)
    row = base.known.row("establishments")
    assert row["evidence"] == "derived"
    assert row["reason"] == "enterprises_not_establishments"
    assert row["unit"] == "establishment"
    assert "2456/UBND-KT" in row["source"]
    assert not base.synthetic
    assert base.fewest is None


def test_binh_dinh_rates_lie_between_activity_and_claim() -> None:
    base = letter_base()
    adopting, aware = base.draws["base_adoption"][:, 0], base.draws["base_awareness"][:, 0]
    counts = 2000 * base.draws["count_factor"][:, 0]
    assert (adopting >= 5 / counts).all()
    assert adopting.max() <= 0.055
    assert np.quantile(adopting, (0.05, 0.5, 0.95)) == pytest.approx([0.0051, 0.0287, 0.0524], abs=0.002)
    assert (aware >= 179 / counts).all()
    assert aware.max() <= 0.105
    assert (aware >= adopting).all()
    for name in ("base_adoption", "base_awareness"):
        row = base.known.row(name)
        assert (row["evidence"], row["reason"]) == ("claimed", "claim_is_upper_bound")


def test_what_no_letter_tells_is_assumed_and_said_so() -> None:
    base = letter_base()
    assumed = base.known.table[base.known.table["evidence"] == "projected"]
    assert len(assumed) > 30
    assert set(base.known.checks["diagnostic"]) >= {"programme_assumed"}
    assert [problem.code for problem in warnings_of(base.known.checks)] == ["estimate.programme_assumed"]
    assert base.draws["log_hazard_province"].any() == np.False_


def test_the_chance_to_adopt_agrees_with_the_share_of_adopters() -> None:
    """After as many years as have passed since 2009 the drawn hazard gives the drawn share back, on every path."""
    base = letter_base()
    shares = base.cells.set_index("size_class")["establishments"].loc[list(base.sizes)] / 2000
    mean = np.exp(base.draws["log_hazard"]) * (np.exp(base.draws["log_hazard_size"]) @ shares.to_numpy())
    again = -np.expm1(-mean * (2018 - 2009))
    ratio = np.log1p(-again) / np.log1p(-base.draws["base_adoption"][:, 0])
    assert np.quantile(ratio, (0.05, 0.5, 0.95)) == pytest.approx([0.25, 0.8, 2.5], rel=0.12)
    assert np.corrcoef(base.draws["log_hazard"], np.log(base.draws["base_adoption"][:, 0]))[0, 1] > 0.5
    row = base.known.row("log_hazard")
    assert (row["evidence"], row["reason"]) == ("derived", "past_pace_continued")
    assert row["conf_high"] < 1.5


def test_without_a_known_share_the_chance_is_the_believed_one() -> None:
    inputs, study = place("lao-cai", "2016-2020")
    prior = inputs.registry.priors["log_hazard"]
    row = base_population(inputs, study).known.row("log_hazard")
    found = (row["conf_low"], row["estimate"], row["conf_high"])
    assert found == pytest.approx((prior.low, prior.central, prior.high), rel=0.15)
    assert row["evidence"] == "projected"


def test_no_activity_recorded_means_a_lower_end_of_zero() -> None:
    inputs, study = place()
    claims = {key: claim for key, claim in inputs.letter.claims.items() if claim.indicator != "rapid_assessments"}
    silent = replace(inputs, letter=inputs.letter.model_copy(update={"claims": claims}))
    adopting = base_population(silent, study).draws["base_adoption"]
    assert adopting.min() < 0.001
    assert adopting.max() <= 0.055


def test_more_activity_than_claimed_leaves_the_claim() -> None:
    inputs, study = place()
    claim = inputs.letter.claims["rapid_assessments"]
    many = claim.model_copy(update={"value": claim.value.model_copy(update={"value": 5000})})
    claims = {**inputs.letter.claims, "rapid_assessments": many}
    base = base_population(replace(inputs, letter=inputs.letter.model_copy(update={"claims": claims})), study)
    assert base.draws["base_adoption"] == pytest.approx(0.055)
    assert np.isnan(base.known.row("base_adoption")["conf_low"])


def test_a_letter_without_pairs_takes_the_believed_count() -> None:
    inputs, study = place()
    claims = {key: claim for key, claim in inputs.letter.claims.items() if claim.indicator != "dedicated_unit"}
    bare = replace(inputs, letter=inputs.letter.model_copy(update={"claims": claims}))
    assert estimate_implied(bare).table.empty
    row = base_population(bare, study).known.row("establishments")
    assert (row["evidence"], row["status"]) == ("projected", "unverified")
    assert row["conf_low"] == pytest.approx(500, rel=0.15)
    assert row["conf_high"] == pytest.approx(12_500, rel=0.15)


def test_a_bare_province_rests_on_beliefs() -> None:
    inputs, study = place("lao-cai", "2016-2020")
    base = base_population(inputs, study)
    assert base.year == 2020
    used = base.known.table[~base.known.table["reason"].isin(["single_province", "single_sector"])]
    assert set(used["evidence"]) == {"projected"}
    _, low, middle, high, _ = quantiles(base, "base_adoption")
    assert (100 * low, 100 * middle, 100 * high) == pytest.approx((0.57, 7, 50), rel=0.15)


def test_the_country_without_tables() -> None:
    inputs, study = place("national", "2016-2020")
    base = base_population(inputs, study)
    assert isinstance(inputs, NationalInputs)
    assert base.places == ("national",)
    assert base.year == 2020
    assert base.cells["establishments"].sum() == pytest.approx(211_347)
    assert base.known.row("establishments")["reason"] == "industry_with_construction"
    assert set(base.known.table["province"]) == {""}


def test_a_base_year_after_the_horizon_is_refused() -> None:
    inputs, _ = place()
    with pytest.raises(EstimationError) as caught:
        base_population(inputs, late := study_of(period="2009-2018").model_copy(update={
            "programme": study_of().programme.model_copy(update={"horizon": 2018})
        }))  # fmt: skip
    assert [problem.code for problem in caught.value.problems] == ["estimate.programme_after_horizon"]
    assert "2018" in caught.value.problems[0].say("expected", "vi")
    assert late.programme.horizon == 2018


def test_a_survey_is_preferred_and_drawn_by_its_error() -> None:
    base = panel_base()
    inputs, _ = place(period="2016-2020", synthetic=True)
    assert base.year == 2020
    for name in ("base_adoption", "base_awareness"):
        row = base.known.row(name)
        assert (row["evidence"], row["source"]) == ("surveyed", "survey:2020")
    truth = inputs.enterprises[inputs.enterprises["year"] == 2020]["is_adopting"].mean()
    assert abs(np.median(base.draws["base_adoption"]) - truth) < 4 * base.draws["base_adoption"].std()
    assert base.synthetic
    assert base.fewest is not None


def test_counts_are_those_of_the_table() -> None:
    base = panel_base()
    inputs, _ = place(period="2016-2020", synthetic=True)
    wanted = inputs.population.groupby(["sector", "size_class"])["establishments"].sum()
    found = base.cells.set_index(["sector", "size_class"])["establishments"]
    assert found.to_dict() == wanted[wanted > 0].to_dict()
    assert np.quantile(base.draws["count_factor"], (0.05, 0.95)) == pytest.approx([0.9, 1.11], abs=0.01)


def test_without_a_survey_the_letter_comes_before_the_panel() -> None:
    inputs, study = place(period="2016-2020", synthetic=True)
    base = base_population(replace(inputs, survey=None), study)
    assert base.known.row("base_adoption")["evidence"] == "claimed"
    assert base.year == 2018


def test_without_letter_or_survey_the_panel_tells() -> None:
    inputs, study = place(period="2016-2020", synthetic=True)
    silent: Inputs = replace(inputs, survey=None, letter=None, silent=inputs.place)
    row = base_population(silent, study).known.row("base_adoption")
    last = inputs.enterprises[inputs.enterprises["year"] == 2020]["is_adopting"]
    assert (row["evidence"], row["reason"], row["fewest"]) == ("measured", "not_sampled", float(last.sum()))
    assert row["estimate"] == pytest.approx(100 * last.mean(), abs=0.2)


def test_without_counts_the_survey_splits_the_total() -> None:
    inputs, study = place(period="2016-2020", synthetic=True)
    base = base_population(replace(inputs, population=None), study)
    assert base.cells["establishments"].sum() == pytest.approx(2000)
    answers = inputs.survey_in(study.period)
    weights = answers.groupby("size_class")["weight"].sum()
    shares = base.cells.groupby("size_class")["establishments"].sum() / 2000
    assert shares.to_dict() == pytest.approx((weights / weights.sum()).to_dict())
    assert base.known.row("size_share_micro")["evidence"] == "surveyed"


def test_same_seed_same_draws_and_other_paths_continue_them() -> None:
    inputs, study = place()
    again = base_population(inputs, study)
    other = base_population(inputs, study_of(seed=5))
    short = base_population(inputs, study_of(programme__paths=100))
    for name, drawn in letter_base().draws.items():
        assert np.array_equal(again.draws[name], drawn)
        assert np.array_equal(short.draws[name], drawn[:100])
    assert not np.array_equal(other.draws["saving"], letter_base().draws["saving"])


def test_one_belief_moves_only_its_own_parameter() -> None:
    inputs, study = place()
    wide = inputs.registry.priors["saving"].model_copy(update={"high": 20.0})
    registry = inputs.registry.model_copy(update={"priors": {**inputs.registry.priors, "saving": wide}})
    found = base_population(inputs, study, registry)
    moved = [name for name, drawn in letter_base().draws.items() if not np.array_equal(found.draws[name], drawn)]
    assert moved == ["saving"]


def test_what_an_instrument_adds_does_not_hang_on_the_chance_without_it() -> None:
    """Of micro establishments that are assessed rapidly, a tenth more adopt, on paths with low as with high chances."""
    base = letter_base()
    chance, effect = np.exp(base.draws["log_hazard"]), base.draws["effect_rapid_assessment"]
    added = -np.expm1(-chance * np.expm1(effect))
    assert np.quantile(added, (0.05, 0.5, 0.95)) == pytest.approx([0.016, 0.092, 0.33], rel=0.15)
    assert abs(np.corrcoef(np.log(added), np.log(chance))[0, 1]) < 0.1
    row = base.known.row("effect_rapid_assessment")
    assert row["estimate"] == pytest.approx(25, rel=0.1)
    assert row["reason"] == "ratio_at_reference"
    demonstration = -np.expm1(-chance * np.expm1(base.draws["effect_demonstration"]))
    low, high = np.quantile(demonstration, (0.05, 0.95))
    assert low < 42 / 61 < high


def test_effects_stay_where_nothing_is_added_or_nobody_adopts() -> None:
    effect, chance = np.array([np.log(3), -0.4, np.log(5)]), np.array([np.log(0.008), np.log(0.001), -np.inf])
    found = with_same_addition(effect, chance, float(np.log(0.004)))
    assert found == pytest.approx([np.log(1 + 2 / 2), -0.4, np.log(5)])


def fixed(central: float, unit: str) -> Prior:
    words = Words(vi="thử", en="trial")
    return Prior(
        title=words, law="fixed", central=central, unit=unit, source="evaluators_assumption", status="unverified"
    )


def test_beliefs_of_a_scenario_replace_what_was_put_in() -> None:
    inputs, study = place()
    base, registry = letter_base(), inputs.registry
    assert with_priors(base, {}, study, registry) is base
    found = with_priors(base, {"log_hazard": fixed(0, "percent"), "energy_toe_large": fixed(9, "toe")}, study, registry)
    assert (found.draws["log_hazard"] == -np.inf).all()
    assert found.draws["energy_toe"][:, 3].tolist() == [9.0] * base.paths
    assert np.array_equal(found.draws["energy_toe"][:, :3], base.draws["energy_toe"][:, :3])
    assert found.known.row("log_hazard")["estimate"] == 0
    assert found.known.row("energy_toe_large")["reason"] == "fixed_prior"
    assert len(found.known.table) == len(base.known.table)
    assert np.isfinite(base.draws["log_hazard"]).all()


def test_the_registrys_own_belief_gives_the_same_draws_again() -> None:
    inputs, study = place()
    names = ["saving", "peer", "energy_toe_micro", "effect_training"]
    found = with_priors(letter_base(), {name: inputs.registry.priors[name] for name in names}, study)
    for name in PARAMETERS:
        assert np.array_equal(found.draws[name], letter_base().draws[name]), name


@pytest.mark.parametrize(
    ("share", "error", "cases", "expected"),
    [
        (0.5, 0.05, (50, 100), (0.418, 0.5, 0.582)),
        (0.0, 0.0, (0, 20), (0.0001, 0.0111, 0.0903)),
        (1.0, 0.0, (20, 20), (0.9097, 0.9889, 0.9999)),
        (0.3, float("nan"), (3, 10), (0.117, 0.3065, 0.558)),
    ],
)
def test_shares_around_their_estimate(
    share: float, error: float, cases: tuple[int, int], expected: tuple[float, ...]
) -> None:
    assert around(share, error, cases, np.array([0.05, 0.5, 0.95])) == pytest.approx(expected, abs=0.002)


def test_ratio_is_that_of_sums_with_its_linearised_error() -> None:
    table = pd.DataFrame({"a": [1.0, 2, 3, 4, 10], "energy_toe": [2.0, 3, 5, 9, 21]})
    found = ratio(table, "a", 2.0)
    assert found is not None
    value, error, count = found
    assert (value, count) == (1.0, 5)
    scores = (2 * table["a"] - table["energy_toe"]) / 40
    assert error == pytest.approx(np.sqrt(5 / 4 * (scores**2).sum()))
    assert ratio(table[:4], "a", 1.0) is None
    assert ratio(table, "b", 1.0) is None
