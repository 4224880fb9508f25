"""Baseline of one consumer: energy by output, degree-days or temperature with change points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, check, check_level, refuse
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.estimates.verification.baseline_table import coefficient_table
from sxsh_eval.estimates.verification.change_point import Fit, fit_change_points
from sxsh_eval.estimates.verification.metrics import Metrics, metrics_of
from sxsh_eval.estimates.verification.readings import Interval, ReadingColumns, Readings, read
from sxsh_eval.estimates.verification.sufficiency import (
    CV_LIMIT,
    quality_checks,
    refuse_collinear,
    refuse_insufficient,
)
from sxsh_eval.estimates.verification.terms import (
    MODELS,
    Array,
    ChangePoint,
    gradient,
    knots_of,
    linear_terms,
    slopes_of,
)
from sxsh_eval.shown import Shown


@dataclass(frozen=True, eq=False)
class Baseline(Shown):
    """A fitted baseline.

    Attributes
    ----------
    columns : ReadingColumns
    interval : {"monthly", "weekly", "daily"}
    model : str
        Chosen change-point model.
    coefficients : Estimates
        ``constant``, drivers, ``heating_slope``, ``cooling_slope``, change points; with `cov` and all checks.
    metrics : Metrics
    comparison : DataFrame
        ``model``, ``parameters``, ``adjusted_r2``, ``bic``, ``cv_rmse``, ``admissible``: every model that was tried.
    fitted : DataFrame
        ``energy``, ``predicted``, ``residual`` by period.
    readings : Readings
    fit : Fit
    cov : array
        Of all parameters, change points last.
    level : float
    """

    shows: ClassVar[tuple[str, ...]] = ("coefficients",)

    columns: ReadingColumns
    interval: Interval
    model: ChangePoint
    coefficients: Estimates
    metrics: Metrics
    comparison: pd.DataFrame
    fitted: pd.DataFrame
    readings: Readings
    fit: Fit
    cov: Array
    level: float

    def _facts(self) -> Mapping[str, Any]:
        return {"readings": len(self.fitted), "cv_rmse": round(self.metrics.cv_rmse, 1)}

    @property
    def degrees_of_freedom(self) -> int:
        """Readings less parameters."""
        return self.metrics.n - self.metrics.parameters

    def slopes(self) -> Array:
        """Slopes below and above the change points."""
        return self.fit.coefficients[1 + len(self.columns.drivers) :]

    def predict(self, readings: Readings) -> tuple[Array, Array]:
        """Energy under the conditions of some periods, with its derivatives by the parameters."""
        expected = linear_terms(readings.conditions, self.model, self.fit.knots) @ self.fit.coefficients
        return expected, gradient(readings.conditions, self.model, self.fit.knots, self.slopes())


def fit_baseline(  # noqa: PLR0913 - roles of the columns, and what to try
    data: pd.DataFrame,
    *,
    energy: str,
    period: str,
    drivers: Sequence[str] = (),
    temperature: str | None = None,
    days: str | None = None,
    change_point: ChangePoint | Literal["auto"] = "none",
    interval: Interval = "monthly",
    cv_limit: float = CV_LIMIT,
    level: float = 0.95,
    labels: Labels | None = None,
) -> Baseline:
    """Baseline of energy before a measure.

    Parameters
    ----------
    data : DataFrame
        One row per period of the baseline.
    energy, period : str
        Columns: energy used in the period, and its date, period or text.
    drivers : sequence of str
        Columns that energy follows linearly, as totals of the period: output, degree-days.
    temperature : str, optional
        Column of mean outdoor temperature, for change-point models.
    days : str, optional
        Column of the periods' lengths; the constant and slopes are then per day.
    change_point : {"none", "3P heating", "3P cooling", "4P", "5P", "auto"}
        ``auto`` takes the least BIC among the models whose slopes are not negative.
    interval : {"monthly", "weekly", "daily"}
    cv_limit : float
        CV(RMSE) in per cent above which the fit gets a warning; 25 by default, ASHRAE Guideline 14's limit for
        reporting periods of one to five years (20 below a year, 30 above five).
    level : float
    labels : Labels

    Returns
    -------
    Baseline

    Raises
    ------
    EstimationError
        ``estimate.baseline_*``: fewer than 12 months or 90 % of a year, a season without readings, energy negative or
        constant, no temperature for a change point, too few readings for the parameters; ``estimate.collinear``.

    Notes
    -----
    Ordinary least squares, change points as parameters: their errors enter through the derivatives at the optimum,
    degrees of freedom count them. Intervals use Student's t; those of change points hold all values whose fit is not
    worse by an F test.
    """
    check_level(level)
    columns = ReadingColumns(energy, period, tuple(drivers), temperature, days)
    readings = read(data, columns, interval, where="baseline")
    refuse_insufficient(readings, columns, interval)
    tried = MODELS if change_point == "auto" else (change_point,)
    if temperature is None:
        if change_point not in ("none", "auto"):
            refuse("estimate.baseline_temperature", "temperature", change_point)
        tried = ("none",)
    model, fit, comparison = choose(readings, columns, tried)
    slopes = fit.coefficients[1 + len(columns.drivers) :]
    derivatives = gradient(readings.conditions, model, fit.knots, slopes)
    residuals = readings.energy - linear_terms(readings.conditions, model, fit.knots) @ fit.coefficients
    metrics = metrics_of(readings.energy, residuals, derivatives, readings.periods.asi8.astype(float))
    scale = np.sqrt(np.mean(derivatives**2, axis=0))
    scale = np.where(scale > 0, scale, 1.0)
    inverse = np.linalg.pinv((derivatives / scale).T @ (derivatives / scale)) / np.outer(scale, scale)
    cov = metrics.rmse**2 * inverse
    labels = labels or Labels(indicator="baseline", unit="energy", evidence="measured")
    checks = [*quality_checks(readings, metrics, cv_limit), *slope_checks(model, slopes)]
    fitted = {"energy": readings.energy, "predicted": readings.energy - residuals, "residual": residuals}
    return Baseline(
        columns=columns,
        interval=interval,
        model=model,
        coefficients=coefficient_table(readings, columns, model, fit, cov, metrics, (labels, level, checks)),
        metrics=metrics,
        comparison=comparison,
        fitted=pd.DataFrame(fitted, index=readings.periods),
        readings=readings,
        fit=fit,
        cov=cov,
        level=level,
    )


def choose(
    readings: Readings, columns: ReadingColumns, tried: Sequence[ChangePoint]
) -> tuple[ChangePoint, Fit, pd.DataFrame]:
    """Model with the least BIC among those admissible; the first that was asked for where none is."""
    fits: dict[ChangePoint, Fit] = {}
    rows = []
    for model in tried:
        names = ["constant", *columns.drivers, *slopes_of(model)]
        parameters = len(names) + len(knots_of(model))
        if len(readings.periods) <= parameters + 1:
            if len(tried) > 1:
                continue
            refuse("estimate.baseline_parameters", "baseline", len(readings.periods), parameters=parameters)
        fit = fit_change_points(readings.conditions, readings.energy, model)
        matrix = linear_terms(readings.conditions, model, fit.knots)
        refuse_collinear(matrix, names)
        residuals = readings.energy - matrix @ fit.coefficients
        slopes = fit.coefficients[1 + len(columns.drivers) :]
        derivatives = gradient(readings.conditions, model, fit.knots, slopes)
        found = metrics_of(readings.energy, residuals, derivatives, readings.periods.asi8.astype(float))
        fits[model] = fit
        row = {"model": model, "parameters": parameters, "adjusted_r2": found.adjusted_r2, "bic": found.bic}
        rows.append(row | {"cv_rmse": found.cv_rmse, "admissible": bool((slopes >= 0).all())})
    if not rows:
        refuse("estimate.baseline_parameters", "baseline", len(readings.periods), parameters=len(columns.drivers) + 1)
    table = pd.DataFrame(rows)
    allowed = table["admissible"].to_numpy() if table["admissible"].any() else np.arange(len(table)) == 0
    best = list(fits)[int(np.where(allowed, table["bic"].to_numpy(), np.inf).argmin())]
    return best, fits[best], table


def slope_checks(model: ChangePoint, slopes: Array) -> list[dict[str, Any]]:
    """Warning of energy that falls as it gets colder below, or hotter above, a change point."""
    wrong = [name for name, slope in zip(slopes_of(model), slopes, strict=True) if slope < 0]
    return [check("baseline_slope", warns=bool(wrong), detail=", ".join(wrong))]
