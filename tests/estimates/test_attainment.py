"""Chance of targets: against the law it comes from, by year, by group, with reasons."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from sxsh_eval.estimates.programme.attainment import estimate_attainment
from sxsh_eval.estimates.programme.target_share import Doubles, attainment_targets, target_values
from sxsh_eval.estimates.result import Method, as_estimates, estimate_row
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.scenarios import SIZE_CLASSES
from tests.estimates.drawn_projections import projection
from tests.letters import claim, inputs, registry, study

YEARS = np.arange(11)


def target(value: float, indicator: str = "adoption", **changes: object) -> Target:
    known = registry().indicators[indicator]
    given: dict[str, object] = {
        "indicator": indicator,
        "scope": "national",
        "population": known.population,
        "since": 2021,
        "due": 2030,
        "value": {"value": value, "unit": "percent"},
        "met_when": "at_least_value",
        "source": "evaluators_assumption",
        "status": "unverified",
    }
    return Target.model_validate(given | changes)


def hazard_paths(paths: int = 4000, seed: int = 3) -> Doubles:
    """Adopters of 1,000 whose log hazard is normal and constant: the one-parameter case."""
    hazard = np.exp(np.random.default_rng(seed).normal(np.log(0.05), 0.5, paths))
    return 1000 * (1 - np.exp(-hazard[:, None] * YEARS))


def test_the_chance_is_that_of_the_law_of_the_one_parameter() -> None:
    made = estimate_attainment(
        [projection({"establishments": 1000, "adopters": hazard_paths()})], {"half": target(50)}, study()
    )
    rows: Any = made.table[made.table["term"] == "chance|trial|half"].set_index("period")
    for year in (2025, 2028, 2030):
        needed = -np.log(0.5) / (year - 2020)
        exact = 100 * norm.sf((np.log(needed) - np.log(0.05)) / 0.5)
        found = rows.loc[str(year)]
        assert abs(found["estimate"] - exact) < 4 * max(found["std_error"], 0.1), year
    assert (rows["evidence"] == "projected").all()
    assert made.method.level == study().programme.level
    assert rows.loc["2030", "conf_low"] < rows.loc["2030", "estimate"] < rows.loc["2030", "conf_high"]


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    exact = 100 * norm.sf((np.log(-np.log(0.5) / 10) - np.log(0.05)) / 0.5)
    hits = 0
    for seed in range(200):
        drawn = projection({"establishments": 1000, "adopters": hazard_paths(400, seed)})
        row = estimate_attainment([drawn], {"half": target(50)}, study()).table.iloc[9]
        hits += row["conf_low"] <= exact <= row["conf_high"]
    assert 168 <= hits <= 192  # 180 expected, a standard deviation of 4.2


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 100), st.floats(0, 100))
def test_a_higher_target_is_never_more_likely(one: float, other: float) -> None:
    drawn = projection({"establishments": 1000, "adopters": hazard_paths(200)})
    targets = {"low": target(min(one, other)), "high": target(max(one, other))}
    table = estimate_attainment([drawn], targets, study()).table
    low, high = (table.loc[table["term"] == f"chance|trial|{name}", "estimate"].to_numpy() for name in targets)
    assert (high <= low).all()


def test_equal_futures_have_equal_chances() -> None:
    drawn = {"establishments": 1000, "adopters": hazard_paths(500)}
    made = estimate_attainment(
        [projection(drawn, name="no_programme"), projection(drawn, name="zero")], {"half": target(50)}, study()
    ).table
    parts = [made[made["term"].str.contains(name)] for name in ("no_programme", "zero")]
    np.testing.assert_array_equal(parts[0]["estimate"], parts[1]["estimate"])


def test_the_first_year_that_is_likely_enough() -> None:
    adopters = np.linspace(0, 1000, 11) * np.linspace(0.9, 1.1, 101)[:, None]
    made = estimate_attainment(
        [projection({"establishments": 1000, "adopters": adopters})], {"half": target(50)}, study()
    )
    row = made.row("first_year|trial|half")
    assert (row["estimate"], row["unit"]) == (2026, "year")  # in 2025 half of the paths, in 2026 all
    assert row["conf_low"] == row["conf_high"] == 2026


def test_no_first_year_has_its_reason() -> None:
    few = np.where(np.arange(100)[:, None] < 80, 600, 400) * (YEARS == 10)
    cases = {"attainment_not_by_horizon": 0 * few, "attainment_year_open": few}
    for reason, adopters in cases.items():
        drawn = projection({"establishments": 1000, "adopters": adopters})
        row = estimate_attainment([drawn], {"half": target(50)}, study()).row("first_year|trial|half")
        assert row["reason"] == reason
        assert np.isnan(row["estimate"]) == (reason == "attainment_not_by_horizon")


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (target(90, "dedicated_unit"), "attainment_not_modelled"),
        (target(50, population="potential_establishments"), "attainment_other_population"),
        (target(50, population="all_enterprises"), "attainment_other_population"),
        (target(50, population="medium_large_enterprises"), "attainment_sizes_unknown"),
        (target(50, sectors=["C"]), "attainment_sectors_unknown"),
        (target(8, "saving_per_product"), "attainment_saving_unknown"),
    ],
)
def test_what_cannot_be_judged_has_its_reason(wanted: Target, reason: str) -> None:
    drawn = projection({"establishments": 1000, "adopters": hazard_paths(50)})
    (row,) = estimate_attainment([drawn], {"x": wanted}, study()).table.to_dict("records")
    assert row["reason"] == reason
    assert np.isnan(row["estimate"])


def test_targets_of_size_classes_count_these_alone() -> None:
    """Large and medium all adopt, small and micro never: 100 against (medium of the rest)."""
    counts = dict(zip(SIZE_CLASSES, (600, 300, 60, 40), strict=True))
    sizes = {
        size: {"establishments": count, "adopters": count * (size in {"medium", "large"})}
        for size, count in counts.items()
    }
    drawn = projection({"establishments": np.full((20, 1), 1000), "adopters": 100}, sizes=sizes)
    shares = {
        name: target_values(drawn, target(50, population=name))[0]
        for name in ("medium_large_enterprises", "sme_enterprises", "large_enterprises", "all_establishments")
    }
    expected = {"medium_large_enterprises": 100, "sme_enterprises": 100 * 60 / 960, "large_enterprises": 100}
    for name, share in (expected | {"all_establishments": 10}).items():
        found = shares[name]
        assert found is not None
        np.testing.assert_allclose(found, share, rtol=1e-6)


@pytest.mark.parametrize(("grade", "reason"), [("projected", "attainment_sizes_unknown"), ("surveyed", "")])
def test_an_assumed_split_by_size_judges_nothing(grade: str, reason: str) -> None:
    keys = ("size_share_large", "x", "", "2020", "size_share_large")
    row = estimate_row(keys, 2, unit="percent", evidence=grade, source="s", reason="count_as_reported")
    known = as_estimates([row], Method("x", "x"))
    sizes = {size: {"establishments": 100, "adopters": 60} for size in ("small", "large")}
    drawn = projection({"establishments": np.full((20, 1), 200), "adopters": 120}, sizes=sizes)
    targets = {"large": target(50, population="large_enterprises"), "all": target(50)}
    table = estimate_attainment([drawn], targets, study(), known=known).table.drop_duplicates("term").set_index("term")
    assert table.loc["chance|trial|large", "reason"] == reason
    assert table.loc["chance|trial|all", "reason"] == ""


def test_saving_is_the_mean_over_cohorts() -> None:
    adopters = [[100, 110, 130, 130]]
    drivers = {"saving": [0.1], "persistence": [0.9], "rebound": [0.2]}
    drawn = projection({"establishments": 1000, "adopters": adopters}, years=(2020, 2021, 2022, 2023), drivers=drivers)
    values, _ = target_values(drawn, target(8, "saving_per_product"))
    assert values is not None
    first, second, third = 8.0, 8 * (10 * 0.9 + 20) / 30, 8 * (10 * 0.81 + 20 * 0.9) / 30
    np.testing.assert_allclose(values[0, 1:], [first, second, third], rtol=1e-6)
    assert np.isnan(values[0, 0])
    rows = estimate_attainment([drawn], {"x": target(8, "saving_per_product")}, study()).table
    assert rows["estimate"].tolist()[:3] == [100, 0, 0]


def test_assumed_parameters_are_counted() -> None:
    keys = ("parameter", "x", "", "")
    rows = [
        estimate_row((*keys, name), 1, unit="ratio", evidence=grade, source="s", reason="count_as_reported")
        for name, grade in (("a", "projected"), ("b", "claimed"), ("c", "projected"))
    ]
    known = as_estimates(rows, Method("x", "x"))
    drawn = projection({"establishments": 1000, "adopters": hazard_paths(50)})
    checks = estimate_attainment([drawn], {"half": target(50)}, study(), known=known).checks.set_index("diagnostic")
    assert checks.loc["attainment_assumed", "detail"] == "2/3"
    assert checks.loc["attainment_assumed", "verdict"] == "warning"
    assert checks.loc["attainment_paths", "statistic"] == 50
    assert isinstance(checks, pd.DataFrame)


def test_targets_of_the_strategy_the_province_and_the_letter() -> None:
    proposal = claim("adoption", 40, kind="proposal")
    known = attainment_targets(inputs({"own": proposal}, province="binh-dinh"), study(province="binh-dinh"))
    assert {"d1419_2020_adoption", "binh_dinh_2030_adoption", "own"} <= known.keys()
    assert "d1419_2015_adoption" not in known
    assert (known["own"].threshold, known["own"].due, known["own"].scope) == (40, 2030, "proposal")


def test_the_country_has_the_targets_of_the_strategy_alone() -> None:
    known = attainment_targets(NationalInputs(registry(), None, ()), study(province="national"))
    assert {"d1419_2020_adoption", "d1419_2020_dedicated_unit"} <= known.keys()
    assert {one.province for one in known.values()} == {None}
    assert all(one.due == 2020 for one in known.values())


def test_a_proposal_that_the_registry_has_is_not_doubled() -> None:
    proposal = claim("adoption", 50, kind="proposal")
    known = attainment_targets(inputs({"own": proposal}, province="binh-dinh"), study(province="binh-dinh"))
    assert "own" not in known
