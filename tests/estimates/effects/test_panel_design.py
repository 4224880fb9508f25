"""Panel design: what it holds, what it refuses, what it warns of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError, problem_catalogue
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.effects.panel_design import PanelDesign, panel_design
from tests.estimates.effects.panels import MPDTA, ROLES, codes_of, jtrain, mpdta, warned, world


def small(**options: Any) -> pd.DataFrame:
    return world(np.random.default_rng(1), units=40, **options)


def test_codes_labels_and_matrix() -> None:
    design = panel_design(mpdta(), **MPDTA, covariates=["lpop"])
    assert (design.n_units, design.n_times, design.balanced) == (500, 5, True)
    assert design.cohorts.tolist() == [2004, 2006, 2007]
    assert design.cohort_sizes.tolist() == [20, 40, 131, 309]
    wide = mpdta().pivot_table(index="countyreal", columns="year", values="lemp")
    np.testing.assert_array_equal(design.matrix(), wide.to_numpy())
    np.testing.assert_array_equal(design.units, wide.index)
    np.testing.assert_array_equal(mpdta()["lemp"].to_numpy()[design.rows], design.outcome)
    assert warned(design.checks) == set()


def test_order_of_rows_does_not_matter() -> None:
    data = small()
    one, two = (panel_design(part, **ROLES, cluster="cluster") for part in (data, data.sample(frac=1, random_state=2)))
    for name in ("outcome", "unit", "time", "cohort", "units", "cluster", "clusters"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


@pytest.mark.parametrize("never", [0, np.nan, np.inf])
def test_never_treated_may_be_written_in_three_ways(never: float) -> None:
    data = small()
    other = data.assign(g=data["g"].astype(float).where(data["g"] > 0, never))
    np.testing.assert_array_equal(panel_design(data, **ROLES).cohort, panel_design(other, **ROLES).cohort)


def test_treated_column_gives_the_same_cohorts() -> None:
    data = small()
    on = ((data["g"] > 0) & (data["t"] >= data["g"])).astype(int)
    roles = {key: value for key, value in ROLES.items() if key != "cohort"}
    one, two = panel_design(data, **ROLES), panel_design(data.assign(on=on), **roles, treated="on")
    np.testing.assert_array_equal(one.first_treated, two.first_treated)
    np.testing.assert_array_equal(one.treated, on.to_numpy()[one.rows] == 1)


def test_missing_rows_are_dropped_with_a_warning() -> None:
    design = panel_design(jtrain(), outcome="lscrap", unit="fcode", time="year", treated="treated")
    assert design.n_units == 54
    assert design.cohort_sizes.tolist() == [19, 10, 25]
    assert "panel_missing" in warned(design.checks)
    first = design.dropped.iloc[0]
    assert (first["reason"], first["rows"]) == ("missing lscrap", 309)
    with pytest.raises(EstimationError) as refusal:
        panel_design(jtrain(), outcome="lscrap", unit="fcode", time="year", treated="treated", missing="refuse")
    assert codes_of(refusal) == ["estimate.panel_not_finite"]


def test_categorical_covariates_become_dummies() -> None:
    data = small()
    data = data.assign(sector=np.array(["b", "a", "c"])[data["id"] % 3], big=data["id"] % 2 == 0)
    design = panel_design(data, **ROLES, covariates=["x", "sector", "big"])
    assert design.covariate_names == ("x", "sector:b", "sector:c", "big")
    assert design.covariates.shape == (240, 4)


def test_unbalanced_panel_keeps_its_gaps() -> None:
    data = small().query("not (id == 3 and t == 2) and not (id in [5, 6] and t == 6)")
    design = panel_design(data, **ROLES)
    found = design.checks.set_index("diagnostic").loc["panel_unbalanced"]
    assert (found["statistic"], found["df"], found["detail"]) == (3, 2 + 1, "3 / 40; 3")
    assert np.isnan(design.matrix()).sum() == 3
    block = design.balanced_block()
    assert block.outcome.shape == (37, 6)
    assert np.isfinite(block.outcome).all()
    assert not {3, 5, 6} & set(block.unit)


def first_period(data: pd.DataFrame) -> pd.DataFrame:
    return data.assign(g=data["g"].mask(data["id"] < 4, 1))


WARNINGS: dict[str, Callable[[pd.DataFrame], PanelDesign]] = {
    "panel_treated_first": lambda data: panel_design(first_period(data), **ROLES),
    "panel_few_clusters": lambda data: panel_design(data.assign(k=data["id"] % 7), **ROLES, cluster="k"),
    "panel_cluster_each_row": lambda data: panel_design(data.assign(k=np.arange(len(data))), **ROLES, cluster="k"),
    "panel_small_cohorts": lambda data: panel_design(data.assign(g=data["g"].mask(data["id"] == 1, 6)), **ROLES),
    "panel_times_uneven": lambda data: panel_design(data.assign(t=data["t"] ** 2, g=data["g"] ** 2), **ROLES),
    "panel_one_cohort": lambda data: panel_design(data.assign(g=data["g"].where(data["g"] == 0, 3)), **ROLES),
    "panel_never_treated": lambda data: panel_design(data[data["g"] > 0], **ROLES),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_warnings_by_name_and_with_words(name: str) -> None:
    design = WARNINGS[name](small())
    assert name in warned(design.checks)
    for problem in warnings_of(design.checks):
        assert problem.lines("vi") != problem.lines("en")


def test_units_treated_from_the_start_are_dropped_and_counted() -> None:
    design = panel_design(first_period(small()), **ROLES)
    assert design.n_units == 36
    assert design.checks.set_index("diagnostic").loc["panel_treated_first", "statistic"] == 4
    assert design.dropped.iloc[-1].tolist() == ["panel_treated_first", 24, "0, 1, 2, 3"]


def test_cohorts_after_the_end_count_as_never_treated() -> None:
    data = small()
    late = panel_design(data.assign(g=data["g"].where(data["g"] > 0, 99)), **ROLES)
    np.testing.assert_array_equal(late.cohort, panel_design(data, **ROLES).cohort)


def off(data: pd.DataFrame) -> dict[str, Any]:
    on = ((data["g"] > 0) & (data["t"] >= data["g"]) & (data["t"] != 6)).astype(int)
    return {"data": data.assign(on=on), "cohort": None, "treated": "on"}


def treated_one(data: pd.DataFrame) -> int:
    return int(data.loc[data["g"] > 0, "id"].iloc[0])


REFUSALS: dict[str, Callable[[pd.DataFrame], dict[str, Any]]] = {
    "columns_missing": lambda _: {"outcome": "nothing"},
    "panel_cohort_or_treated": lambda _: {"cohort": None},
    "no_rows": lambda data: {"data": data.iloc[:0]},
    "panel_keys_missing": lambda data: {"data": data.assign(t=data["t"].where(data["id"] > 2))},
    "panel_repeats": lambda data: {"data": pd.concat([data, data.iloc[:2]])},
    "panel_switches_off": off,
    "panel_treated_values": lambda data: {"data": data.assign(on=2), "cohort": None, "treated": "on"},
    "panel_cohort_varies": lambda data: {"data": data.assign(g=data["g"] + (data["t"] == 6))},
    "panel_cohort_zero": lambda data: {"data": data.assign(t=data["t"] - 4)},
    "panel_not_finite": lambda data: {"data": data.assign(y=data["y"].mask(data["id"] == 3, -np.inf))},
    "panel_constant_outcome": lambda data: {"data": data.assign(y=1.0)},
    "panel_no_controls": lambda data: {"data": data.assign(g=3)},
    "panel_no_treated": lambda data: {"data": data.assign(g=0)},
    "panel_one_period": lambda data: {"data": data[data["t"] == 4]},
    "panel_too_few_units": lambda data: {"data": data[(data["g"] == 0) | (data["id"] == treated_one(data))]},
    "collinear": lambda data: {"data": data.assign(z=2 * data["x"] + 1), "covariates": ["x", "z"]},
    "constant_covariate": lambda data: {"data": data.assign(z=1), "covariates": ["z"]},
    "panel_weights": lambda data: {"data": data.assign(w=data["w"].mask(data["id"] == 3, 0)), "weights": "w"},
    "panel_cluster_varies": lambda data: {"data": data.assign(k=data["t"] % 2), "cluster": "k"},
    "panel_cluster_missing": lambda data: {"data": data.assign(k=data["id"].where(data["id"] > 2)), "cluster": "k"},
    "not_numeric": lambda data: {"data": data.assign(y=data["y"].astype(str) + " t")},
}


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals_by_name_and_with_words(name: str) -> None:
    data = small()
    options: dict[str, Any] = {"data": data, **ROLES, **REFUSALS[name](data)}
    with pytest.raises(EstimationError) as refusal:
        panel_design(options.pop("data"), **options)
    assert codes_of(refusal) == [f"estimate.{name}"]
    message = str(refusal.value)
    assert problem_catalogue()[f"estimate.{name}"]["action"]["vi"][:20] in message


def test_infinite_outcomes_are_all_named() -> None:
    data = small()
    data = data.assign(y=data["y"].mask((data["id"] == 3) & (data["t"] < 3), -np.inf))
    with pytest.raises(EstimationError, match=r"2: 3 \(1\), 3 \(2\)"):
        panel_design(data, **ROLES)


def test_three_enterprises_are_refused() -> None:
    data = small()
    with pytest.raises(EstimationError) as refusal:
        panel_design(data[data["id"].isin([0, 1, 2])].assign(g=lambda part: 3 * (part["id"] == 0)), **ROLES)
    assert codes_of(refusal) == ["estimate.panel_too_few_units"]
