"""Savings against a baseline, with their uncertainty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, check_level, listed, refuse
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.estimates.verification.baseline import Baseline
from sxsh_eval.estimates.verification.baseline_table import REFERENCES
from sxsh_eval.estimates.verification.readings import read
from sxsh_eval.estimates.verification.sufficiency import CV_LIMIT, TWICE, range_check
from sxsh_eval.estimates.verification.terms import Array
from sxsh_eval.shown import Shown

Uncertainty = Literal["ols", "ashrae14", "sun_baltazar"]
EMPIRICAL = 1.26  # ASHRAE Guideline 14
MONTHLY, DAILY = (-0.00022, 0.03306, 0.94054), (-0.00024, 0.03535, 1.00286)  # Sun & Baltazar, months squared, months, 1
DAYS_A_MONTH, WEEKS_A_MONTH = 365.25 / 12, 365.25 / 84
SUN_BALTAZAR = (
    "Sun, Y. & Baltazar, J. C. (2013), Analysis and improvement on the estimation of building energy savings "
    "uncertainty, ASHRAE Transactions 119"
)


@dataclass(frozen=True, eq=False)
class Savings(Shown):
    """Energy saved.

    Attributes
    ----------
    totals : Estimates
        ``avoided`` (energy units), ``avoided_percent`` of the baseline, ``baseline`` and ``metered``; or
        ``normalised`` and ``normalised_percent``. All warnings in its checks.
    by_period : DataFrame
        ``baseline``, ``metered``, ``avoided``, ``std_error`` by period; empty for normalised savings.
    fractional_uncertainty : float
        Half width of the interval relative to the savings.
    """

    told: ClassVar[str] = "MeteredSavings"
    shows: ClassVar[tuple[str, ...]] = ("totals",)

    totals: Estimates
    by_period: pd.DataFrame
    fractional_uncertainty: float


@dataclass(frozen=True)
class Amount:
    """Savings, what they are a part of, and their standard errors."""

    saved: float
    error: float
    reference: float
    percent_error: float


def verified_savings(
    baseline: Baseline,
    reporting: pd.DataFrame,
    *,
    uncertainty: Uncertainty = "ols",
    level: float | None = None,
    labels: Labels | None = None,
) -> Savings:
    """Avoided energy use: what the baseline would have used under the conditions since, less what was metered.

    Parameters
    ----------
    baseline : Baseline
    reporting : DataFrame
        Readings after the measure, columns named as in the baseline.
    uncertainty : {"ols", "ashrae14", "sun_baltazar"}
        Exact covariance of the predictions, parameters and noise; or the fractional savings uncertainty of ASHRAE
        Guideline 14 with its factor 1.26, or with Sun and Baltazar's polynomial in the months of reporting instead.
    level : float, optional
        Coverage; the baseline's by default.
    labels : Labels

    Returns
    -------
    Savings

    Raises
    ------
    EstimationError
        ``estimate.savings_overlap`` and those of reading.

    Notes
    -----
    Intervals use Student's t on the baseline's degrees of freedom. For residuals that follow one another
    variances are larger by ``(1 + r) / (1 - r)``, `r` the lag-one autocorrelation corrected for the fit, where it is
    positive; the guideline's formulas use their own ``n / n'``, uncorrected. A year of monthly readings says little of
    `r`: with truly correlated errors intervals from twelve readings are too narrow by any of the formulas.
    """
    level = baseline.level if level is None else level
    check_level(level)
    later = read(reporting, baseline.columns, baseline.interval, where="reporting")
    both = later.periods.intersection(baseline.readings.periods)
    if len(both):
        refuse("estimate.savings_overlap", "reporting", listed(list(both)))
    expected, slope = baseline.predict(later)
    used = float(expected.sum())
    amount = Amount(used - float(later.energy.sum()), *errors_of(baseline, expected, later.energy, slope, uncertainty))
    noise = baseline.metrics.rmse**2
    single = np.sqrt(np.einsum("ij,jk,ik->i", slope, baseline.cov, slope) + noise)
    table = {"baseline": expected, "metered": later.energy, "avoided": expected - later.energy, "std_error": single}
    labels = labels or Labels(indicator="avoided_energy", unit="energy", evidence="measured")
    checks = [*later.checks, range_check(baseline.columns, baseline.readings, later), *quality(baseline, amount)]
    terms = ("avoided", "avoided_percent")
    rows = [*amount_rows(amount, terms, labels, level, baseline.degrees_of_freedom, len(later.periods))]
    for name, value in (("baseline", used), ("metered", float(later.energy.sum()))):
        rows.append(labels.row(name, value, reason="savings_component", n_obs=float(len(later.periods))))
    method = Method(f"savings_{uncertainty}", "sum(baseline - metered)", level, (*REFERENCES, SUN_BALTAZAR))
    return finished(rows, method, checks, pd.DataFrame(table, index=later.periods))


def errors_of(
    baseline: Baseline, expected: Array, metered: Array, slope: Array, uncertainty: Uncertainty
) -> tuple[float, float, float]:
    """Standard error of the sum, the baseline's total, and the standard error of the percentage."""
    used, count, metrics = float(expected.sum()), expected.size, baseline.metrics
    total = slope.sum(axis=0)
    if uncertainty == "ols":
        parameters = float(total @ baseline.cov @ total) * metrics.inflation
        noise = count * metrics.rmse**2 * metrics.inflation
        ratio = float(metered.sum()) / used  # the percentage is 100 (1 - metered / baseline)
        error = float(np.sqrt(parameters + noise))
        return error, used, 100 / used * float(np.sqrt(ratio**2 * parameters + noise))
    shrunk = metrics.effective_n
    factor = EMPIRICAL if uncertainty == "ashrae14" else polynomial(baseline, count)
    relative = factor * metrics.cv_rmse / 100 * np.sqrt(metrics.n / shrunk * (1 + 2 / shrunk) / count)
    return float(relative) * abs(used), used, 100 * float(relative)


def polynomial(baseline: Baseline, count: int) -> float:
    """Sun and Baltazar's factor for a reporting period."""
    length = {"monthly": 1.0, "weekly": WEEKS_A_MONTH, "daily": DAYS_A_MONTH}[baseline.interval]
    square, linear, constant = MONTHLY if baseline.interval == "monthly" else DAILY
    months = count / length
    return square * months**2 + linear * months + constant


def normalised_savings(
    baseline: Baseline,
    reporting: Baseline,
    normal: pd.DataFrame,
    *,
    level: float | None = None,
    labels: Labels | None = None,
) -> Savings:
    """Savings under normal conditions: model before less model after, both at the same output and weather.

    Parameters
    ----------
    baseline, reporting : Baseline
        Fitted to the readings before and after the measure, with the same columns.
    normal : DataFrame
        Normal conditions, a row per period; no energy needed.
    level : float, optional
    labels : Labels

    Returns
    -------
    Savings

    Raises
    ------
    EstimationError
        ``estimate.savings_columns`` where the two models read different columns.

    Notes
    -----
    Expected energy has no noise of its own; the error is that of both models' parameters.
    """
    level = baseline.level if level is None else level
    check_level(level)
    if baseline.columns != reporting.columns or baseline.interval != reporting.interval:
        refuse(
            "estimate.savings_columns", "reporting", str(reporting.columns.inputs()), known=baseline.columns.inputs()
        )
    at = read(normal, baseline.columns, baseline.interval, where="normal", with_energy=False)
    totals, variances = [], []
    for model in (baseline, reporting):
        expected, slope = model.predict(at)
        total = slope.sum(axis=0)
        totals.append(float(expected.sum()))
        variances.append(float(total @ model.cov @ total) * model.metrics.inflation)
    before, after = totals
    error = float(np.sqrt(sum(variances)))
    percent = 100 / before * float(np.sqrt((after / before) ** 2 * variances[0] + variances[1]))
    amount = Amount(before - after, error, before, percent)
    labels = labels or Labels(indicator="normalised_savings", unit="energy", evidence="measured")
    free = min(baseline.degrees_of_freedom, reporting.degrees_of_freedom)
    terms = ("normalised", "normalised_percent")
    rows = list(amount_rows(amount, terms, labels, level, free, len(at.periods)))
    ranges = [range_check(model.columns, model.readings, at) for model in (baseline, reporting)]
    worse = max(ranges, key=lambda row: row["statistic"])
    method = Method("savings_normalised", "sum(model before - model after)", level, REFERENCES)
    return finished(rows, method, [*at.checks, worse, *quality(baseline, amount)], pd.DataFrame())


def quality(baseline: Baseline, amount: Amount) -> list[dict[str, Any]]:
    """Warnings that bear on the statement: a poor baseline, savings that chance could explain."""
    checks = baseline.coefficients.checks
    poor = checks[(checks["diagnostic"] == "baseline_cv_rmse")].iloc[0]
    size = abs(amount.saved) / amount.error if amount.error > 0 else float("inf")
    shown = f"{amount.saved:.4g} ± {amount.error:.3g} ({size:.1f})"
    limit = poor["verdict"] == "warning" if len(checks) else baseline.metrics.cv_rmse > CV_LIMIT
    return [
        check("baseline_cv_rmse", warns=bool(limit), statistic=baseline.metrics.cv_rmse, detail=str(poor["detail"])),
        check("savings_small", warns=size < TWICE, statistic=size, detail=shown),
    ]


def amount_rows(
    amount: Amount, terms: tuple[str, str], labels: Labels, level: float, free: int, count: int
) -> list[dict[str, Any]]:
    """Savings in units of energy and in per cent."""
    from scipy.stats import t

    factor = float(t.ppf(0.5 + level / 2, free))
    pairs = ((amount.saved, amount.error), (100 * amount.saved / amount.reference, amount.percent_error))
    rows = []
    for term, unit, (value, error) in zip(terms, (labels.unit, "percent"), pairs, strict=True):
        chance = float(2 * t.sf(abs(value) / error, free)) if error > 0 else float("nan")
        numbers: dict[str, Any] = {"std_error": error, "p_value": chance, "n_obs": float(count)}
        interval = (value - factor * error, value + factor * error)
        rows.append(labels.row(term, value, unit=unit, interval=interval, reason="", **numbers))
    return rows


def finished(
    rows: list[dict[str, Any]], method: Method, checks: list[dict[str, Any]], by_period: pd.DataFrame
) -> Savings:
    """Result of the rows; the first is the total."""
    first = rows[0]
    half = (first["conf_high"] - first["conf_low"]) / 2
    fraction = half / abs(first["estimate"]) if first["estimate"] else float("inf")
    return Savings(Estimates(as_estimates(rows, method).table, method, None, as_checks(checks)), by_period, fraction)
