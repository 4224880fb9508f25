"""Calibration against R's survey and against identities.

Tolerances: 1e-6 relative, or half a unit of the last printed digit where R prints fewer; identities 1e-9.
"""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.survey.calibration import calibrate, post_stratify, rake
from sxsh_eval.estimates.survey.design import SurveyDesign, survey_design
from sxsh_eval.estimates.survey.variance import score_covariance
from tests.estimates.survey.api_designs import api_data, api_design
from tests.reference_data import reference_values

R = reference_values("survey_models")
TYPES = R["post_stratified_clus1"]["counts"]
MARGINS = {"stype": TYPES, "sch.wide": R["raked_clus1"]["sch.wide"]}


def total(design: SurveyDesign, name: str) -> tuple[float, float]:
    """Estimated total and its error, from scores alone."""
    scores = (design.weights * design.data[name].to_numpy(float))[:, None]
    return float(scores.sum()), float(np.sqrt(score_covariance(design, scores)[0, 0]))


def mean(design: SurveyDesign, name: str) -> tuple[float, float]:
    """Estimated mean and its error."""
    values, weights = design.data[name].to_numpy(float), design.weights
    centre = float(weights @ values / weights.sum())
    scores = (weights * (values - centre) / weights.sum())[:, None]
    return centre, float(np.sqrt(score_covariance(design, scores)[0, 0]))


@pytest.mark.parametrize("way", ["post_stratify", "calibrate", "rake"])
def test_one_margin_agrees_with_r_whichever_way(way: str) -> None:
    design, expected = api_design("clus1"), R["post_stratified_clus1"]
    by_way = {
        "post_stratify": lambda: post_stratify(design, "stype", TYPES),
        "calibrate": lambda: calibrate(design, {"(Intercept)": 6194, "stype": TYPES}),
        "rake": lambda: rake(design, {"stype": TYPES}),
    }
    got = by_way[way]()
    assert total(got, "enroll") == pytest.approx(expected["enroll_total"], rel=1e-6)
    assert mean(got, "api00") == pytest.approx(expected["api00_mean"], rel=1e-6)


def test_raking_agrees_with_r() -> None:
    got, expected = rake(api_design("clus1"), MARGINS), R["raked_clus1"]
    centre, error = mean(got, "api00")
    assert centre == pytest.approx(expected["api00_mean"][0], abs=0.005)
    assert error == pytest.approx(expected["api00_mean"][1], abs=0.0005)
    assert total(got, "enroll") == pytest.approx(expected["enroll_total"], abs=0.5)


def test_linear_calibration_agrees_with_r() -> None:
    expected, design = R["linear_clus1"], api_design("clus1")
    got = calibrate(design, {"(Intercept)": expected["units"], "enroll": expected["enroll"]})
    change = got.weights / design.weights
    assert (change.min(), change.max()) == pytest.approx(expected["g_range"], abs=5e-8)


@pytest.mark.parametrize("name", ["strat", "clus1", "clus2"])
def test_known_totals_have_no_error(name: str) -> None:
    data = api_data(name)
    dummies = {f"is_{level}": (data["stype"] == level).astype(float) for level in TYPES}
    arguments = {"clusters": "dnum"} if name != "strat" else {}
    design = survey_design(data.assign(**dummies), weights="pw", **arguments)  # type: ignore[arg-type]
    got = rake(design, MARGINS)
    for level, count in TYPES.items():
        units, error = total(got, f"is_{level}")
        assert units == pytest.approx(count, rel=1e-9)
        assert error < 1e-6 * count
        assert total(design, f"is_{level}")[1] > 1e-3 * count


def test_unequal_weights_give_the_same_errors_by_groups_and_by_regression() -> None:
    data = api_data("strat").assign(start=lambda frame: frame["pw"] * np.linspace(0.5, 2, len(frame)))
    design = survey_design(data, weights="start", strata="stype", fpc="fpc")
    margin = {"No": 1072.0, "Yes": 5122.0}
    one, other = post_stratify(design, "sch.wide", margin), calibrate(design, {"sch.wide": margin})
    np.testing.assert_allclose(one.weights, other.weights, rtol=1e-9)
    assert mean(one, "api00") == pytest.approx(mean(other, "api00"), rel=1e-9)


def test_two_columns_cross_and_calibrations_follow_each_other() -> None:
    design = api_design("clus1")
    cells = design.data.groupby(["stype", "sch.wide"])["pw"].sum()
    same = post_stratify(design, ["stype", "sch.wide"], cells)
    np.testing.assert_allclose(same.weights, design.weights, rtol=1e-9)
    assert mean(same, "api00")[1] < mean(design, "api00")[1]
    twice = post_stratify(same, "stype", TYPES)
    assert len(twice.adjustments) == 2
    assert twice.weights.sum() == pytest.approx(6194)


def test_order_of_rows_does_not_matter() -> None:
    data = api_data("clus1")
    shuffled = data.sample(frac=1, random_state=1)
    first, again = (
        rake(survey_design(frame, clusters="dnum", weights="pw", fpc="fpc"), MARGINS) for frame in (data, shuffled)
    )
    assert mean(again, "api00") == pytest.approx(mean(first, "api00"), rel=1e-9)
    np.testing.assert_allclose(again.weights[np.argsort(shuffled.index)], first.weights, rtol=1e-9)


@pytest.mark.slow
def test_error_is_that_of_repeated_samples() -> None:
    """600 samples of 200 from one population: the mean estimated error is the spread of estimates within 6 %."""
    rng = np.random.default_rng(8)
    group = rng.integers(0, 5, 20_000)
    population = pd.DataFrame({"group": group, "y": group * 2.0 + rng.normal(size=20_000), "size": 20_000})
    counts = population["group"].value_counts()
    found, errors = [], []
    for _ in range(600):
        sample = population.iloc[rng.choice(20_000, 200, replace=False)]
        centre, error = mean(post_stratify(survey_design(sample, fpc="size"), "group", counts), "y")
        found.append(centre)
        errors.append(error)
    assert np.mean(errors) == pytest.approx(np.std(found), rel=0.06)  # spread of 600 draws: 1 / sqrt(1200) = 2.9 %
    assert np.mean(found) == pytest.approx(population["y"].mean(), abs=4 * np.std(found) / np.sqrt(600))


def design_of(cells: list[tuple[str, str]], weight: float = 1.0) -> SurveyDesign:
    return survey_design(pd.DataFrame(cells, columns=["a", "b"]).assign(w=weight), weights="w")


def code_of(design: SurveyDesign, margins: dict[str, object]) -> list[str]:
    with pytest.raises(EstimationError) as caught:
        rake(design, margins)  # type: ignore[arg-type]
    return [problem.code for problem in caught.value.problems]


def test_refusals_are_named() -> None:
    cells = list(itertools.product("xy", "uv")) * 10
    design, b = design_of(cells), {"u": 50, "v": 50}
    assert code_of(design, {"a": {"x": 60}}) == ["estimate.calibration_unknown_level"]
    assert code_of(design, {"a": {"x": 60, "y": 30, "z": 10}}) == ["estimate.calibration_empty_cell"]
    assert code_of(design, {"a": {"x": 100, "y": 0}}) == ["estimate.calibration_counts"]
    assert code_of(design, {"a": {"x": 60, "y": 30}, "b": b}) == ["estimate.calibration_totals_differ"]
    assert code_of(design, {"c": {"x": 60, "y": 40}}) == ["estimate.no_such_column"]
    holes = survey_design(design.data.assign(a=design.data["a"].mask(design.data.index == 3)), weights="w")
    assert code_of(holes, {"a": {"x": 60, "y": 40}}) == ["estimate.calibration_missing"]


def test_counts_may_be_keyed_by_numbers_or_truth_values() -> None:
    data = pd.DataFrame({"k": [0.0, 1.0] * 20, "flag": [True, False] * 20, "w": 1.0})
    design = survey_design(data, weights="w")
    got = rake(design, {"k": {0: 30, 1: 70}, "flag": {True: 30, False: 70}})
    assert got.weights.sum() == pytest.approx(100)
    size = calibrate(design, {"(Intercept)": np.int64(80)})  # type: ignore[dict-item]
    np.testing.assert_allclose(size.weights, 2)
    for empty in (rake, calibrate):
        with pytest.raises(EstimationError, match=r"estimate\.calibration_without_counts"):
            empty(design, {})


def test_impossible_margins_do_not_converge() -> None:
    """Only x-u and y-v were sampled: shares of x and u must be equal."""
    design = design_of([("x", "u"), ("y", "v")] * 20)
    assert code_of(design, {"a": {"x": 60, "y": 40}, "b": {"u": 50, "v": 50}}) == ["estimate.calibration_not_converged"]
    with pytest.raises(EstimationError, match=r"estimate\.calibration_impossible"):
        calibrate(design, {"a": {"x": 60, "y": 40}, "b": {"u": 50, "v": 50}})
    fine = rake(design, {"a": {"x": 60, "y": 40}, "b": {"u": 60, "v": 40}})
    assert fine.weights.sum() == pytest.approx(100)


def test_small_cells_and_negative_weights_are_told() -> None:
    data = pd.DataFrame({"a": ["x"] * 3 + ["y"] * 30, "size": np.arange(33.0), "w": 1.0})
    design = survey_design(data, weights="w")
    small = post_stratify(design, "a", {"x": 10, "y": 90})
    assert "estimate.calibration_small_cell" in set(small.checks["diagnostic"])
    far = calibrate(design, {"(Intercept)": 33, "size": 33 * 28.0})
    assert (far.weights < 0).any()
    assert "estimate.calibration_negative" in set(far.checks["diagnostic"])
    for problem in (*small.problems, *far.problems):
        assert problem.lines("vi") != problem.lines("en")


def test_numeric_totals_need_numbers() -> None:
    design = design_of(list(itertools.product("xy", "uv")) * 10)
    with pytest.raises(EstimationError, match=r"estimate\.not_numeric"):
        calibrate(design, {"a": 100.0})
    with pytest.raises(EstimationError, match=r"estimate\.no_such_column"):
        calibrate(design, {"size": 100.0})
