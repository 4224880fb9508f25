"""What a diffusion curve must not say: refusals, warnings, limits instead of numbers, and a choice that is not made."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError, problem_catalogue
from sxsh_eval.estimates.curves import CURVES
from sxsh_eval.estimates.diagnosis import Labels, warnings_of
from sxsh_eval.estimates.diffusion import Diffusion, estimate_diffusion
from sxsh_eval.estimates.diffusion_choice import compare_diffusion
from sxsh_eval.estimates.diffusion_fit import fit_fixed
from sxsh_eval.estimates.diffusion_outlook import project_diffusion, time_to_reach
from sxsh_eval.estimates.diffusion_series import Columns, DiffusionModel

COUNTS = Labels(indicator="units", unit="unit")
ANSWERS = Columns("year", "share", "n")


def survey(
    *, midpoint: float, saturation: float = 0.6, seed: int = 1, n: int = 400, curve: str = "logistic"
) -> pd.DataFrame:
    years = np.arange(2006, 2021)
    share = saturation * CURVES[curve].share("cumulative", years.astype(float), 1.0, 0.45, midpoint)
    sizes = n + 10 * np.arange(years.size)
    answers = np.random.default_rng(seed).binomial(sizes, share)
    return pd.DataFrame({"year": years, "share": answers / sizes, "n": sizes})


def counts(values: Any) -> pd.DataFrame:
    return pd.DataFrame({"time": np.arange(2010.0, 2010 + len(values)), "value": values})


def codes(frame: pd.DataFrame, model: DiffusionModel | None = None, **options: Any) -> list[str]:
    with pytest.raises(EstimationError) as caught:
        estimate_diffusion(frame, model, **options)
    text = str(caught.value)
    assert "cần:" in text
    assert "what to do:" in text
    return [problem.code.removeprefix("estimate.") for problem in caught.value.problems]


def warned(found: Diffusion) -> dict[str, str]:
    checks = found.parameters.checks
    rows = checks[checks["verdict"] == "warning"]
    return dict(zip(rows["diagnostic"], rows["detail"], strict=True))


RISE = [5.0, 9, 20, 38, 60, 78, 88, 95]


@pytest.mark.parametrize(
    ("values", "model", "code"),
    [
        (RISE[:4], DiffusionModel(), "spread_too_few_points"),
        (RISE[:3], DiffusionModel(saturation=100.0), "spread_too_few_points"),
        ([0.0] * 8, DiffusionModel(), "spread_none"),
        ([40.0] * 8, DiffusionModel(), "spread_none"),
        (RISE[::-1], DiffusionModel(), "spread_falls"),
        ([*RISE[:-1], np.nan], DiffusionModel(), "spread_values"),
        ([-1.0, *RISE[1:]], DiffusionModel(), "spread_values"),
        (RISE, DiffusionModel("sigmoid"), "curve_unknown"),  # type: ignore[arg-type]
        (RISE, DiffusionModel(form="total"), "curve_unknown"),  # type: ignore[arg-type]
        (RISE, DiffusionModel(saturation=90.0), "saturation_impossible"),
        (RISE, DiffusionModel(saturation=-5.0), "saturation_impossible"),
        (RISE, DiffusionModel(saturation=200.0, largest=150.0), "saturation_impossible"),
        ([2.0, 4, 8, 16, 32, 64, 128, 256], DiffusionModel(), "saturation_not_identified"),
    ],
)
def test_series_that_carry_no_curve(values: list[float], model: DiffusionModel, code: str) -> None:
    assert codes(counts(values), model, labels=COUNTS) == [code]


def test_four_points_do_with_a_fixed_saturation() -> None:
    found = estimate_diffusion(counts(RISE[:4]), DiffusionModel(saturation=100.0), labels=COUNTS)
    row = found.parameters.row("saturation")
    assert (row["estimate"], row["reason"]) == (100.0, "saturation_fixed")
    assert found.identified


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (pd.DataFrame({"year": [1, 2, 2, 4, 5], "share": [0.1, 0.2, 0.3, 0.4, 0.5], "n": 50}), "spread_values"),
        (pd.DataFrame({"year": [1, 2, 3, 4, 5], "share": [0.1, 0.2, 0.3, 0.4, 1.5], "n": 50}), "spread_values"),
        (
            pd.DataFrame({"year": [1, 2, 3, 4, 5], "share": [0.1, 0.2, 0.3, 0.4, 0.5], "n": [9, 9, 0, 9, 9]}),
            "spread_values",
        ),
        (pd.DataFrame({"year": [1, 2, 3, 4, 5], "share": [0.1, 0.2, 0.3, 0.4, 0.5]}), "columns_missing"),
        (pd.DataFrame({"year": [*"12345"], "share": ["5 %", "9 %", "20 %", "30 %", "45 %"], "n": 50}), "spread_values"),
    ],
)
def test_shares_that_cannot_be(frame: pd.DataFrame, code: str) -> None:
    assert codes(frame, columns=ANSWERS) == [code]


def test_answers_belong_to_shares_reached_so_far() -> None:
    frame = survey(midpoint=2012)
    assert codes(frame, DiffusionModel(form="increment"), columns=ANSWERS) == ["spread_binomial"]
    assert codes(frame, columns=ANSWERS, labels=COUNTS) == ["spread_binomial"]


def test_counts_with_a_moving_denominator_are_refused_and_shares_are_told() -> None:
    frame = counts(RISE).assign(population=[100, 100, 100, 160, 160, 160, 160, 160])
    columns = Columns(population="population")
    assert codes(frame, columns=columns, labels=COUNTS) == ["spread_denominator"]
    shares = frame.assign(value=frame["value"] / 160)
    found = estimate_diffusion(shares, columns=columns)
    assert warned(found)["spread_denominator"] == "2013: 160"
    steady = estimate_diffusion(shares.assign(population=160.0), columns=columns)
    assert "spread_denominator" not in warned(steady)


def test_a_dip_is_told_by_its_year() -> None:
    found = estimate_diffusion(counts([5.0, 9, 20, 17, 60, 78, 88, 95]), labels=COUNTS)
    assert warned(found)["spread_dips"] == "2013"


def test_a_dip_inside_the_sampling_error_is_not() -> None:
    frame = survey(midpoint=2010, seed=2)
    assert (np.diff(frame["share"]) < 0).any()
    assert "spread_dips" not in warned(estimate_diffusion(frame, columns=ANSWERS))


def test_one_sample_size_and_no_fall_may_be_the_same_units() -> None:
    frame = pd.DataFrame({"year": range(2010, 2018), "share": np.array(RISE) / 100, "n": 100})
    assert "spread_same_units" in warned(estimate_diffusion(frame, columns=ANSWERS))


@pytest.mark.parametrize("curve", list(CURVES))
def test_before_the_inflection_there_is_a_limit_and_no_number(curve: Any) -> None:
    found = estimate_diffusion(survey(midpoint=2026), DiffusionModel(curve), columns=ANSWERS)
    row = found.parameters.row("saturation")
    assert not found.identified
    assert np.isnan(row["estimate"])
    assert row["reason"] == "saturation_not_identified"
    assert 0 < row["conf_low"] < 0.6 <= row["conf_high"] == 1
    assert {"inflection_not_seen", "saturation_not_identified"} <= warned(found).keys()
    assert found.curve.table["estimate"].notna().all()
    with pytest.raises(EstimationError, match="saturation_not_identified"):
        project_diffusion(found, [2025])
    assert len(project_diffusion(found, [2010, 2015]).table) == 2


def test_after_the_inflection_there_is_a_number() -> None:
    found = estimate_diffusion(survey(midpoint=2011), columns=ANSWERS)
    row = found.parameters.row("saturation")
    assert found.identified
    assert row["conf_low"] < row["estimate"] < row["conf_high"] < 1
    assert row["estimate"] == pytest.approx(0.6, abs=0.05)


def test_the_profile_is_where_the_likelihood_says() -> None:
    found = estimate_diffusion(survey(midpoint=2012), columns=ANSWERS)
    limit = found.fitted.factor**2 * found.fitted.dispersion
    assert found.saturation is not None
    for end in (found.saturation.low, found.saturation.high):
        there = fit_fixed(found.fitted.misfit, end)
        assert there.objective - found.fitted.fit.objective == pytest.approx(limit, rel=1e-3)


def test_everyone_adopts() -> None:
    """At the largest possible saturation the interval ends there, and the band holds lower ends as well."""
    frame = survey(midpoint=2010, saturation=1.0, seed=4, curve="gompertz")
    found = estimate_diffusion(frame, DiffusionModel("gompertz"), columns=ANSWERS)
    row = found.parameters.row("saturation")
    assert row["estimate"] == 1
    assert row["reason"] == "saturation_at_bound"
    assert 0.9 < row["conf_low"] < 1 == row["conf_high"]
    assert "saturation_at_bound" in warned(found)
    late = project_diffusion(found, [2060]).row("curve")
    assert late["conf_low"] == pytest.approx(row["conf_low"], abs=0.01)


def test_projections_are_marked_and_follow_the_formula() -> None:
    found = estimate_diffusion(survey(midpoint=2011), columns=ANSWERS)
    table = project_diffusion(found, [2030, 2010, 2025]).table
    assert table["period"].tolist() == ["2010", "2025", "2030"]
    assert table["evidence"].tolist() == ["surveyed", "projected", "projected"]
    saturation, growth, midpoint = found.params
    expected = saturation / (1 + np.exp(-growth * (np.array([2010, 2025, 2030]) - midpoint)))
    np.testing.assert_allclose(table["estimate"], expected, rtol=1e-12)
    yearly = project_diffusion(found, [2025], form="increment").table["estimate"].iloc[0]
    assert yearly == pytest.approx(
        float(np.diff(project_diffusion(found, [2024, 2025]).table["estimate"])[0]), rel=1e-9
    )


def test_targets() -> None:
    found = estimate_diffusion(survey(midpoint=2011), columns=ANSWERS)
    saturation, growth, midpoint = found.params
    reach = time_to_reach(found, {"low": 0.2, "high": 0.55, "impossible": 0.9})
    table = reach.table.set_index("term")
    for name, target in (("low", 0.2), ("high", 0.55)):
        expected = midpoint - np.log(saturation / target - 1) / growth
        row = table.loc[f"reach:{name}"]
        assert row["estimate"] == pytest.approx(expected, abs=1e-5)
        assert row["conf_low"] < row["estimate"]
    low = project_diffusion(found, [float(table["conf_high"].iloc[0])]).row("curve")
    assert low["conf_low"] == pytest.approx(0.2, rel=1e-4)
    assert table.loc["reach:impossible", "reason"] == "target_beyond_saturation"
    assert [problem.found for problem in warnings_of(reach.checks)] == ["impossible"]


def test_a_date_whose_late_end_is_open() -> None:
    found = estimate_diffusion(survey(midpoint=2011), columns=ANSWERS)
    near = float(found.params["saturation"]) * 0.99
    row = time_to_reach(found, {"near": near}).row("reach:near")
    assert row["reason"] == "late_end_open"
    assert np.isnan(row["conf_high"])
    assert row["conf_low"] < row["estimate"]


def test_no_date_on_a_curve_without_end() -> None:
    found = estimate_diffusion(survey(midpoint=2024), columns=ANSWERS)
    table = time_to_reach(found, {"soon": 0.5, "past": 0.02}).table.set_index("term")
    assert table.loc["reach:soon", "reason"] == "saturation_not_identified"
    assert 2006 < float(table["estimate"].iloc[1]) < 2020


def test_a_clear_case_is_chosen() -> None:
    found = compare_diffusion(survey(midpoint=2012, saturation=0.9, n=20000, seed=7), columns=ANSWERS)
    assert (found.verdict, found.chosen) == ("chosen", "logistic")
    assert found.table["delta"].min() == 0
    assert found.table["weight"].sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("frame", "options", "verdict"),
    [
        (survey(midpoint=2012, n=40), {}, "too_close"),
        (survey(midpoint=2012, saturation=0.9, n=20000), {"holdout": 0}, "not_tested"),
        (survey(midpoint=2012, saturation=0.9), {"curves": ["logistic"]}, "one_fits"),
    ],
)
def test_no_choice(frame: pd.DataFrame, options: dict[str, Any], verdict: str) -> None:
    found = compare_diffusion(frame, columns=ANSWERS, **options)
    assert (found.verdict, found.chosen) == (verdict, None)
    assert f"estimate.curve_choice_{verdict}" in problem_catalogue()


def test_no_choice_from_five_points() -> None:
    frame = counts([9.0, 30, 60, 82, 92])
    found = compare_diffusion(frame, labels=COUNTS)
    assert (found.verdict, found.chosen) == ("too_few_points", None)


def test_a_curve_that_does_not_fit_is_a_row_with_its_reason() -> None:
    found = compare_diffusion(counts([2.0, 4, 8, 16, 32, 64, 128, 256]), labels=COUNTS)
    assert found.verdict == "none_fits"
    assert set(found.table["reason"]) <= {"saturation_not_identified", "fit_not_converged", "curve_senseless"}


def outcome(seed: int) -> Diffusion | EstimationError:
    """Fit of a series of few answers on an arbitrary curve."""
    rng = np.random.default_rng(seed)
    years = np.sort(rng.choice(np.arange(2000, 2025), rng.integers(4, 14), replace=False))
    share = rng.uniform(0.05, 1) / (1 + np.exp(-rng.uniform(0.05, 1.5) * (years - rng.uniform(1995, 2035))))
    frame = pd.DataFrame({"year": years, "share": rng.binomial(50, share) / 50, "n": 50})
    model = DiffusionModel(list(CURVES)[seed % 3])  # type: ignore[arg-type]
    try:
        return estimate_diffusion(frame, model, columns=ANSWERS if seed % 2 else Columns("year", "share"))
    except EstimationError as error:
        return error


def test_any_series_is_answered_in_full_or_refused_by_name() -> None:
    found = [outcome(seed) for seed in range(24)]
    answers = [one for one in found if isinstance(one, Diffusion)]
    assert 8 <= len(answers) < len(found)
    for one in found:
        if isinstance(one, EstimationError):
            assert all(problem.lines("vi") and problem.lines("en") for problem in one.problems)
    for answer in answers:
        time_to_reach(answer, {"some": 0.3, "all": 1.0})
        for table in (answer.parameters.table, answer.curve.table):
            bare = table[table["reason"] == ""]
            assert np.isfinite(bare[["estimate", "conf_low", "conf_high"]].to_numpy()).all()


def test_every_warning_has_words() -> None:
    for frame in (survey(midpoint=2026), survey(midpoint=2011)):
        for problem in warnings_of(estimate_diffusion(frame, columns=ANSWERS).parameters.checks):
            assert problem.lines("vi")
            assert problem.lines("en")
