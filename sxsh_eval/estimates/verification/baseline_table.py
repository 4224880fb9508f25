"""Rows of a baseline's parameters, with the intervals of its change points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import NAN, Labels, as_checks
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.estimates.verification.change_point import Fit, fit_at
from sxsh_eval.estimates.verification.metrics import Metrics
from sxsh_eval.estimates.verification.readings import ReadingColumns, Readings
from sxsh_eval.estimates.verification.terms import Array, ChangePoint, knots_of, slopes_of

SCAN = 400  # places of a change point tried for its interval
REFERENCES = (
    "ASHRAE Guideline 14, Measurement of energy, demand, and water savings (whole-building path)",
    "Efficiency Valuation Organization, International performance measurement and verification protocol, option C",
    (
        "Kissock, J. K., Haberl, J. S. & Claridge, D. E. (2003), Inverse modeling toolkit: numerical algorithms, "
        "ASHRAE Transactions 109(2), 425-434"
    ),
)


def coefficient_table(
    readings: Readings,
    columns: ReadingColumns,
    model: ChangePoint,
    fit: Fit,
    cov: Array,
    metrics: Metrics,
    words: tuple[Labels, float, list[dict[str, Any]]],
) -> Estimates:
    """Rows of all parameters."""
    from scipy.stats import t

    labels, level, checks = words
    names = ["constant", *columns.drivers, *slopes_of(model), *knots_of(model)]
    values = np.concatenate([fit.coefficients, fit.knots])
    errors = np.sqrt(np.maximum(np.diag(cov), 0))
    free = metrics.n - metrics.parameters
    factor = float(t.ppf(0.5 + level / 2, free))
    rows = []
    for place, (name, value) in enumerate(zip(names, values, strict=True)):
        error, knot = float(errors[place]), place - fit.coefficients.size
        interval, chance = (float(value) - factor * error, float(value) + factor * error), NAN
        if knot >= 0:
            interval = knot_interval(readings, model, fit, knot, 1 + factor**2 / free)
        elif error > 0:
            chance = float(2 * t.sf(abs(value) / error, free))
        unit = "temperature" if knot >= 0 else "coefficient"
        numbers: dict[str, Any] = {"std_error": error, "p_value": chance, "n_obs": float(metrics.n)}
        rows.append(labels.row(name, float(value), unit=unit, interval=interval, reason="", **numbers))
    method = Method("baseline_regression", f"{columns.energy} ~ {' + '.join(names)}", level, REFERENCES)
    frame = pd.DataFrame(cov, index=names, columns=names)
    return Estimates(as_estimates(rows, method).table, method, frame, as_checks(checks))


def knot_interval(readings: Readings, model: ChangePoint, fit: Fit, place: int, allowed: float) -> tuple[float, float]:
    """Least and greatest change point, the other held, whose residual sum of squares is not above `allowed` times."""
    temperature = readings.conditions.temperature
    if temperature is None:
        return NAN, NAN
    best = float(fit.knots[place])
    tried = np.append(np.linspace(temperature.min(), temperature.max(), SCAN), best)
    inside = []
    for value in tried:
        knots = fit.knots.copy()
        knots[place] = value
        if fit_at(readings.conditions, readings.energy, model, knots).rss <= allowed * fit.rss:
            inside.append(float(value))
    return min([*inside, best]), max([*inside, best])
