"""Beliefs: every law has its percentiles, every parameter its belief and scale, no stream moves another."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.errors import InputError
from sxsh_eval.estimates.programme.base_scales import SCALES, as_held, as_stated, parameter_of, prior_name
from sxsh_eval.estimates.programme.prior_draws import draw_prior, quantile, uniforms
from sxsh_eval.estimates.programme.values import PARAMETERS
from sxsh_eval.parameters.prior_names import PRIOR_UNITS
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.scenarios import SIZE_CLASSES, Prior
from sxsh_eval.parameters.study import Study, read_study
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import Document
from sxsh_eval.reports.language import LANGUAGES, catalogue
from tests.letters import ROOT

COMMON: dict[str, Any] = {
    "title": Words(vi="thử", en="trial"),
    "unit": "percent",
    "source": "evaluators_assumption",
    "status": "unverified",
}
REGISTRY = read_registry(ROOT / "parameters" / "registry")
ENDS = np.array([0.05, 0.5, 0.95])


def prior_of(law: str, central: float, low: float | None = None, high: float | None = None) -> Prior:
    return Prior(law=law, central=central, low=low, high=high, **COMMON)


def study_of(paths: int = 4000, seed: int = 1) -> Study:
    settings = {"programme.paths": paths, "seed": seed}
    return read_study(ROOT / "parameters" / "study.yml", province="binh-dinh", period="2009-2018", settings=settings)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return REGISTRY


@pytest.mark.parametrize("name", sorted(REGISTRY.priors))
def test_registry_priors_have_their_percentiles(name: str, registry: Registry) -> None:
    prior = registry.priors[name]
    found = quantile(prior, ENDS)
    if prior.law == "fixed":
        assert found.tolist() == [prior.central] * 3
        return
    assert prior.low is not None
    assert prior.high is not None
    if prior.law == "uniform":
        assert quantile(prior, np.array([0.0, 0.5, 1.0])) == pytest.approx([prior.low, prior.central, prior.high])
    else:
        assert found == pytest.approx([prior.low, prior.central, prior.high], rel=1e-9)


@given(
    law=st.sampled_from(["normal", "lognormal", "logitnormal"]),
    ends=st.lists(st.floats(0.01, 99.9), min_size=3, max_size=3).map(sorted),
    at=st.lists(st.floats(0.001, 0.999), min_size=2, max_size=20).map(sorted),
)
def test_quantiles_pass_through_the_ends_and_never_fall(law: str, ends: list[float], at: list[float]) -> None:
    low, central, high = ends
    prior = prior_of(law, central, low, high)
    assert quantile(prior, ENDS) == pytest.approx(ends, rel=1e-8)
    values = quantile(prior, np.array(at))
    assert (np.diff(values) >= -1e-9 * np.abs(values[1:])).all()
    if law != "normal":
        assert (values > 0).all()
    if law == "logitnormal":
        assert (values <= 100).all()


def test_drawn_values_follow_the_law() -> None:
    prior = prior_of("lognormal", 5, 2, 10)
    drawn = as_stated("saving", draw_prior("saving", prior, study_of(40_000)))
    assert np.quantile(drawn, ENDS) == pytest.approx([2, 5, 10], rel=0.02)


def test_every_parameter_has_its_belief_and_every_belief_its_words(registry: Registry) -> None:
    needed = {prior_name(name, size) for name in PARAMETERS for size in SIZE_CLASSES}
    shares = {f"size_share_{size}" for size in SIZE_CLASSES}
    assert set(PRIOR_UNITS) == needed | shares | {"establishments_province", "hazard_against_past"}
    assert set(registry.priors) == set(PRIOR_UNITS)
    for language in LANGUAGES:
        assert {f"unit.{unit}" for unit in PRIOR_UNITS.values()} <= catalogue(language).keys()


def test_shares_of_sizes_add_up(registry: Registry) -> None:
    shares = {size: registry.priors[f"size_share_{size}"].central for size in SIZE_CLASSES}
    assert sum(shares.values()) == pytest.approx(100)
    known = registry.populations["medium_large_enterprises"].share_of_enterprises
    assert known
    assert known.low <= shares["medium"] + shares["large"] <= known.high


def test_beliefs_agree_with_the_registrys_numbers(registry: Registry) -> None:
    """Numbers of the notes, worked out again."""
    counts = {(c.year, c.population): float(c.value.value) for c in registry.counts if c.province is None}
    enterprises = counts[2020, "industry_construction_enterprises"]
    priors = registry.priors
    assert priors["base_adoption"].low == pytest.approx(
        100 * counts[2019, "adopting_establishments"] / enterprises, abs=0.005
    )
    people = counts[2020, "event_participants"]
    assert priors["base_awareness"].low == pytest.approx(100 * people / enterprises, abs=0.05)
    money = registry.assumptions["national_spending_2009_2019"].value.value
    assert priors["unit_cost_training"].high == pytest.approx(money / people, rel=0.01)
    assert priors["unit_cost_training"].central == pytest.approx(286e6 / 179, rel=0.01)
    assert priors["unit_cost_rapid_assessment"].high == pytest.approx(286e6 / 5, rel=0.01)
    new = counts[2019, "adopting_establishments"] - counts[2009, "adopting_establishments"]
    assert priors["effect_training"].high == pytest.approx(100 * new / people / priors["log_hazard"].central, rel=0.01)
    grid = {factor.year: factor.tco2_per_mwh for factor in registry.grid_factors}
    since_2020 = 100 * ((grid[2023] / grid[2020]) ** (1 / 3) - 1)
    assert priors["grid_trend"].low is not None
    assert priors["grid_trend"].low < since_2020 < priors["grid_trend"].central


def test_believed_energy_and_money_are_of_the_right_size(registry: Registry) -> None:
    middle = {name: prior.central for name, prior in registry.priors.items()}
    enterprises = 211_347
    used = sum(enterprises * middle[f"size_share_{size}"] / 100 * middle[f"energy_toe_{size}"] for size in SIZE_CLASSES)
    assert used == pytest.approx(20e6, rel=0.05)
    for size in SIZE_CLASSES:
        yearly = middle[f"energy_toe_{size}"] * middle["saving"] / 100 * middle["energy_price"]
        assert middle[f"investment_{size}"] / yearly == pytest.approx(2.5, rel=0.05)


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_scales_go_both_ways(name: str) -> None:
    stated = np.array([0.2, 1.0, 7.5, 40.0])
    assert as_stated(name, as_held(name, stated)) == pytest.approx(stated)
    assert SCALES[name] in {"plain", "part", "chance", "ratio", "peer"}


def test_scales_mean_what_they_say() -> None:
    assert as_held("saving", np.array([5.0])) == pytest.approx([0.05])
    hazard = as_held("log_hazard", np.array([2.0]))
    assert 1 - np.exp(-np.exp(hazard)) == pytest.approx([0.02])
    assert as_held("effect_training", np.array([3.0])) == pytest.approx([np.log(3)])
    assert np.exp(as_held("peer", np.array([1.2])) * 0.1) == pytest.approx([1.2])
    assert as_held("energy_toe", np.array([40.0])) == pytest.approx([40])
    assert as_held("log_hazard", np.array([0.0]))[0] == -np.inf
    assert as_held("effect_training", np.array([0.0]))[0] == -np.inf
    assert as_stated("log_hazard", np.array([-np.inf])) == pytest.approx([0])


def test_names_of_beliefs_and_parameters() -> None:
    assert parameter_of("energy_toe_large") == ("energy_toe", "large")
    assert parameter_of("log_hazard_size_micro") == ("log_hazard_size", "micro")
    assert parameter_of("saving") == ("saving", "")
    assert parameter_of("size_share_micro") == ("", "")
    assert all(parameter_of(prior_name(name, "small"))[0] == name for name in PARAMETERS)


def test_streams_do_not_touch_each_other() -> None:
    short, long = study_of(200), study_of(1000)
    assert uniforms(short, "saving").tolist() == uniforms(long, "saving")[:200].tolist()
    streams = np.array([uniforms(long, name) for name in PRIOR_UNITS])
    correlations = np.corrcoef(streams) - np.eye(len(streams))
    assert np.abs(correlations).max() < 0.16  # 5 standard deviations of independent streams
    assert not np.array_equal(uniforms(long, "saving"), uniforms(study_of(1000, seed=2), "saving"))


def test_another_belief_keeps_the_order_of_paths() -> None:
    study = study_of(500)
    wide, narrow = prior_of("lognormal", 5, 1, 20), prior_of("uniform", 5, 4, 6)
    one, other = (draw_prior("saving", prior, study) for prior in (wide, narrow))
    assert np.argsort(one).tolist() == np.argsort(other).tolist()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"law": "normal", "central": 5}, "prior.range"),
        ({"law": "normal", "central": 5, "low": 6, "high": 9}, "prior.range"),
        ({"law": "lognormal", "central": 5, "low": 0, "high": 9}, "prior.outside_law"),
        ({"law": "logitnormal", "central": 5, "low": 1, "high": 100}, "prior.outside_law"),
        ({"law": "triangular", "central": 5, "low": 1, "high": 9}, "value.choice"),
    ],
)
def test_impossible_beliefs_are_refused(fields: dict[str, Any], code: str) -> None:
    data = {**fields, "title": {"vi": "a", "en": "a"}, "unit": "percent", "source": "x", "status": "unverified"}
    with pytest.raises(InputError) as caught:
        validate(Document("priors.yml", data), Prior)
    assert [problem.code for problem in caught.value.problems] == [code]
