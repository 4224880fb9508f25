"""Baselines against statsmodels, known truth and the rules of sufficiency; least squares agree to rounding (1e-9)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.verification.baseline import Baseline, fit_baseline
from tests.estimates.verification.plant import plant


def fit(data: pd.DataFrame, **options: Any) -> Baseline:
    kwargs: dict[str, Any] = {"drivers": ["output", "hdd", "cdd"]} | options
    return fit_baseline(data, energy="energy", period="month", **kwargs)


def warned(found: Baseline) -> set[str]:
    return {problem.code for problem in warnings_of(found.coefficients.checks)}


def test_without_change_points_it_is_ordinary_least_squares() -> None:
    data = plant(1, 24)
    found = fit(data)
    expected = sm.OLS(data["energy"], sm.add_constant(data[["output", "hdd", "cdd"]])).fit()
    for name, other in (("constant", "const"), ("output", "output"), ("hdd", "hdd"), ("cdd", "cdd")):
        row = found.coefficients.row(name)
        assert row["estimate"] == pytest.approx(expected.params[other], rel=1e-9)
        assert row["std_error"] == pytest.approx(expected.bse[other], rel=1e-7)
        assert row["p_value"] == pytest.approx(expected.pvalues[other], rel=1e-6, abs=1e-14)
        assert (row["conf_low"], row["conf_high"]) == pytest.approx(tuple(expected.conf_int().loc[other]), rel=1e-7)
    metrics = found.metrics
    assert metrics.adjusted_r2 == pytest.approx(expected.rsquared_adj)
    assert metrics.cv_rmse == pytest.approx(100 * np.sqrt(expected.mse_resid) / data["energy"].mean())
    assert metrics.nmbe == pytest.approx(0, abs=1e-9)
    residuals = expected.resid.to_numpy()
    r = residuals[1:] @ residuals[:-1] / (residuals @ residuals)
    assert metrics.autocorrelation == pytest.approx(r, abs=1e-9)
    assert metrics.effective_n == pytest.approx(24 * (1 - max(r, 0)) / (1 + max(r, 0)))


def test_autocorrelation_is_corrected_for_the_fit() -> None:
    """Independent errors, 12 readings, 4 parameters: the raw value is below zero on average, the other is not."""
    found = [fit(plant(seed, 12)).metrics for seed in range(300)]
    raw = np.array([metrics.autocorrelation for metrics in found])
    corrected = np.array([metrics.corrected_autocorrelation for metrics in found])
    margin = 3 * raw.std() / np.sqrt(300)
    assert raw.mean() < -margin
    assert abs(corrected.mean()) < margin + 0.02


def test_known_change_points_are_chosen_and_covered() -> None:
    found = fit(plant(2, 36), drivers=["output"], temperature="temperature", days="days", change_point="auto")
    assert found.model == "5P"
    truth = {"constant": 10, "output": 3, "heating_slope": 1.2, "cooling_slope": 0.9}
    truth |= {"heating_change_point": 12, "cooling_change_point": 20}
    for name, value in truth.items():
        row = found.coefficients.row(name)
        assert row["conf_low"] < value < row["conf_high"], name
    assert set(found.comparison["model"]) == {"none", "3P heating", "3P cooling", "4P", "5P"}
    assert found.comparison.set_index("model")["bic"].idxmin() == "5P"


def test_order_of_rows_and_kind_of_dates_do_not_matter() -> None:
    data = plant(3, 24)
    expected = fit(data).coefficients.table
    for changed in (
        data.sample(frac=1, random_state=1),
        data.assign(month=data["month"].astype(str)),
        data.assign(month=data["month"].dt.strftime("%Y%m").astype(int)),
        data.assign(month=data["month"].dt.to_timestamp(how="end")),
    ):
        pd.testing.assert_frame_equal(fit(changed).coefficients.table, expected)


@pytest.mark.parametrize(
    ("code", "rows"),
    [("baseline_too_few", slice(0, 11)), ("no_rows", slice(0, 0))],
)
def test_too_few_readings(code: str, rows: slice) -> None:
    with pytest.raises(EstimationError, match=code):
        fit(plant(1, 24).iloc[rows])


def test_refusals() -> None:
    data = plant(1, 24)
    summers = data[~data["month"].dt.month.isin([12, 1])]
    with pytest.raises(EstimationError, match="baseline_cycle"):
        fit(summers)
    for code, changed in (
        ("baseline_not_positive", data.assign(energy=data["energy"].where(data.index != 3, -5.0))),
        ("baseline_constant", data.assign(energy=100.0)),
        ("constant_covariate", data.assign(output=7.0)),
        ("collinear", data.assign(output=data["hdd"] * 2 + data["cdd"])),
        ("baseline_repeats", pd.concat([data, data.head(1)])),
        ("columns_missing", data.drop(columns="hdd")),
        ("not_numeric", data.assign(hdd="x")),
        ("baseline_periods", data.assign(month="soon")),
    ):
        with pytest.raises(EstimationError, match=code):
            fit(changed)
    with pytest.raises(EstimationError, match="baseline_temperature"):
        fit(data, change_point="4P")
    many = {f"x{place}": np.random.default_rng(place).normal(size=12) for place in range(10)}
    with pytest.raises(EstimationError, match="baseline_parameters"):
        fit(plant(1, 12).assign(**many), drivers=list(many))
    with pytest.raises(EstimationError, match="baseline_days"):
        fit(data.assign(days=0.0), days="days")


def test_warnings() -> None:
    assert not warned(fit(plant(1, 24)))
    assert "estimate.baseline_gaps" in warned(fit(plant(1, 30).drop(index=[4, 5])))
    assert "estimate.baseline_missing" in warned(
        fit(plant(1, 30).assign(output=lambda d: d["output"].where(d.index != 4)))
    )
    noisy = fit(plant(1, 36, noise=400).assign(energy=lambda d: d["energy"].abs()))
    assert noisy.metrics.cv_rmse > 25
    assert "estimate.baseline_cv_rmse" in warned(noisy)
    assert "estimate.baseline_autocorrelation" in warned(fit(plant(5, 48, carry=0.8)))
    backwards = plant(1, 24).assign(energy=lambda d: 3000 - d["energy"])
    found = fit(backwards, drivers=[], temperature="temperature", change_point="4P")
    assert "estimate.baseline_slope" in warned(found)


def test_daily_readings_need_a_year() -> None:
    days = pd.date_range("2022-01-01", periods=365)
    rng = np.random.default_rng(0)
    data = pd.DataFrame({"month": days, "output": rng.uniform(1, 2, 365)})
    data["energy"] = 5 + 2 * data["output"] + rng.normal(size=365) * 0.1
    assert fit(data, drivers=["output"], interval="daily").metrics.n == 365
    with pytest.raises(EstimationError, match="baseline_too_few"):
        fit(data.head(300), drivers=["output"], interval="daily")
