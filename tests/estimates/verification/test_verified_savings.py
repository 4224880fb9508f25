"""Savings: exact prediction errors, the guideline's formulas written out, coverage.

Tolerances. Prediction variances are compared with statsmodels' covariance to 1e-7; formulas to 1e-10; coverage within
three binomial errors.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.verification.baseline import Baseline, fit_baseline
from sxsh_eval.estimates.verification.savings import Savings, normalised_savings, verified_savings
from tests.estimates.verification.plant import expected, plant

DRIVERS = ["output", "hdd", "cdd"]


def baseline(data: pd.DataFrame, **options: Any) -> Baseline:
    return fit_baseline(data, energy="energy", period="month", **({"drivers": DRIVERS, "days": "days"} | options))


def after(seed: int, saved: float = 0.1, **options: Any) -> pd.DataFrame:
    return plant(seed, 12, "2024-01", saved=saved, **options)


def warned(found: Savings) -> set[str]:
    return {problem.code for problem in warnings_of(found.totals.checks)}


def test_errors_are_those_of_prediction() -> None:
    before, later = plant(1, 36), after(2)
    found = verified_savings(baseline(before, days=None), later)
    model = sm.OLS(before["energy"], sm.add_constant(before[DRIVERS])).fit()
    design = sm.add_constant(later[DRIVERS])
    total = design.sum().to_numpy()
    row = found.totals.row("avoided")
    assert row["estimate"] == pytest.approx(float(model.predict(design).sum() - later["energy"].sum()))
    variance = total @ model.cov_params().to_numpy() @ total + 12 * model.mse_resid
    variance *= baseline(before, days=None).metrics.inflation
    assert row["std_error"] == pytest.approx(np.sqrt(variance), rel=1e-7)
    single = model.get_prediction(design).se_obs
    np.testing.assert_allclose(found.by_period["std_error"], single, rtol=1e-7)
    assert found.totals.row("avoided_percent")["estimate"] == pytest.approx(100 * row["estimate"] / found.totals.row(
        "baseline")["estimate"])  # fmt: skip


def test_formulas_of_the_guideline() -> None:
    fitted, later = baseline(plant(1, 24)), after(2)
    metrics = fitted.metrics
    root = np.sqrt(metrics.n / metrics.effective_n * (1 + 2 / metrics.effective_n) / 12)
    for name, factor in (("ashrae14", 1.26), ("sun_baltazar", -0.00022 * 144 + 0.03306 * 12 + 0.94054)):
        found = verified_savings(fitted, later, uncertainty=name).totals  # type: ignore[arg-type]
        used = found.row("baseline")["estimate"]
        assert found.row("avoided")["std_error"] == pytest.approx(
            factor * metrics.cv_rmse / 100 * root * used, rel=1e-10
        )
        assert found.row("avoided_percent")["std_error"] == pytest.approx(factor * metrics.cv_rmse * root, rel=1e-10)


def test_autocorrelation_widens() -> None:
    fitted, later = baseline(plant(5, 48, carry=0.8)), after(2)
    assert fitted.metrics.correlated
    total = fitted.predict(fitted.readings)[1].sum(axis=0)
    assert total.size == 4
    found = verified_savings(fitted, later)
    slope = np.column_stack([later["days"], later[DRIVERS]]).sum(axis=0)
    plain = slope @ fitted.cov @ slope + 12 * fitted.metrics.rmse**2
    r = fitted.metrics.corrected_autocorrelation
    factor = (1 + r) / (1 - r)
    assert found.totals.row("avoided")["std_error"] == pytest.approx(np.sqrt(plain * factor), rel=1e-9)


def test_known_savings_with_change_points() -> None:
    options: dict[str, Any] = {"drivers": ["output"], "temperature": "temperature", "change_point": "5P"}
    later = after(8)
    found = verified_savings(baseline(plant(7, 36), **options), later)
    row = found.totals.row("avoided_percent")
    assert row["conf_low"] < 10 < row["conf_high"]
    assert row["std_error"] < 2
    assert found.fractional_uncertainty == pytest.approx(
        (found.totals.row("avoided")["conf_high"] / found.totals.row("avoided")["estimate"]) - 1
    )


def test_normalised_savings() -> None:
    normal = plant(20, 12, "2030-01").drop(columns="energy")
    one, two = baseline(plant(1, 36)), baseline(plant(2, 24, "2024-01", saved=0.15))
    row = normalised_savings(one, two, normal).totals.row("normalised")
    truth = 0.15 * float(expected(normal).sum())
    assert row["conf_low"] < truth < row["conf_high"]
    same = normalised_savings(one, one, normal).totals.row("normalised")
    assert same["estimate"] == pytest.approx(0, abs=1e-8)
    with pytest.raises(EstimationError, match="savings_columns"):
        normalised_savings(one, baseline(plant(2, 24, "2024-01"), drivers=["output"]), normal)


def test_warnings_and_refusals() -> None:
    fitted = baseline(plant(1, 36))
    assert "estimate.savings_small" in warned(verified_savings(fitted, after(3, saved=0.0)))
    good = warned(verified_savings(fitted, after(3, saved=0.2)))
    assert "estimate.savings_small" not in good
    more = after(3).assign(output=lambda data: data["output"] * 3)
    assert "estimate.savings_beyond_range" in warned(verified_savings(fitted, more))
    inside = plant(1, 36).tail(12).assign(month=pd.period_range("2024-01", periods=12, freq="M"))
    assert "estimate.savings_beyond_range" not in warned(verified_savings(fitted, inside))
    poor = baseline(plant(1, 36), cv_limit=1.0)
    assert "estimate.baseline_cv_rmse" in warned(verified_savings(poor, after(3)))
    with pytest.raises(EstimationError, match="savings_overlap"):
        verified_savings(fitted, plant(1, 36).tail(3))
    with pytest.raises(EstimationError, match="columns_missing"):
        verified_savings(fitted, after(3).drop(columns="hdd"))
    with pytest.raises(EstimationError, match="interval_level"):
        verified_savings(fitted, after(3), level=2)


@pytest.mark.slow
def test_intervals_cover() -> None:
    """300 plants, 24 months before and 12 after; change points known."""
    hits = np.zeros(2)
    for seed in range(300):
        later = after(10_000 + seed)
        found = verified_savings(baseline(plant(seed, 24)), later).totals
        truth = 0.1 * float(expected(later).sum())
        for place, (term, value) in enumerate((("avoided", truth), ("avoided_percent", 10.0))):
            row = found.row(term)
            hits[place] += row["conf_low"] < value < row["conf_high"]
    assert (hits / 300 > 0.95 - 3 * np.sqrt(0.95 * 0.05 / 300)).all()
    assert (hits / 300 < 0.99).all()  # cautious: some samples look correlated by chance


@pytest.mark.slow
def test_intervals_cover_with_fitted_change_points() -> None:
    """100 plants; the linearisation in two change points may cost a little: three binomial errors below 95 %."""
    options: dict[str, Any] = {"drivers": ["output"], "temperature": "temperature", "change_point": "4P"}
    hits = 0
    for seed in range(100):
        later = after(10_000 + seed)
        row = verified_savings(baseline(plant(seed, 36), **options), later).totals.row("avoided")
        hits += row["conf_low"] < 0.1 * float(expected(later).sum()) < row["conf_high"]
    assert hits / 100 > 0.95 - 3 * np.sqrt(0.95 * 0.05 / 100)
