"""The tables of a diffusion fit: parameters with intervals or reasons, the curve with its band, the checks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from sxsh_eval.estimates.curves import Vector
from sxsh_eval.estimates.diagnosis import NAN, Labels, check
from sxsh_eval.estimates.diffusion_fit import Fitted
from sxsh_eval.estimates.minimum import Matrix
from sxsh_eval.estimates.misfit import Misfit
from sxsh_eval.estimates.saturation import SaturationInterval, inflection

LARGEST_POWER = 100.0  # of e in a displacement that anyone could read
UNITS = {"growth": "per_period", "midpoint": "time", "innovation": "per_period", "imitation": "per_period"}


def parameter_rows(fitted: Fitted, interval: SaturationInterval | None, labels: Labels) -> list[dict[str, Any]]:
    """Rows of saturation, shape and what follows from the shape."""
    count = float(fitted.misfit.series.time.size)
    unknown = interval is not None and not interval.identified
    rows = [saturation_row(fitted, interval, labels)]
    for name in fitted.misfit.curve.shape:
        value, error = float(fitted.params[name]), fitted.std_error(name)
        half = fitted.factor * error
        if unknown and name == "midpoint":
            rows.append(labels.row(name, NAN, unit="time", reason="saturation_not_identified", n_obs=count))
            continue
        interval_of = (value - half, value + half)
        rows.append(labels.row(name, value, unit=UNITS[name], interval=interval_of, std_error=error, n_obs=count))
    return rows + [
        derived_row(*quantity, fitted, labels, lost=unknown) for quantity in derived(fitted.misfit, fitted.fit.shape)
    ]


def derived(misfit: Misfit, shape: Vector) -> list[tuple[str, str, Any]]:
    """Quantities that follow from the shape (name, unit, function of it); displacement where it can be written."""
    found: list[tuple[str, str, Any]] = [("inflection", "time", lambda shape: inflection_of(misfit, shape))]
    origin = misfit.series.origin
    if misfit.curve.name == "gompertz" and abs(shape[0] * (shape[1] - origin)) < LARGEST_POWER:
        found.append(("displacement", "ratio", lambda shape: np.exp(shape[0] * (shape[1] - origin))))
    return found


def inflection_of(misfit: Misfit, shape: Any) -> Any:
    """Calendar time of the inflection, also for complex shapes."""
    turn = misfit.curve.turn(*shape)
    return turn + misfit.series.origin if misfit.curve.clocked else turn


def derived_row(name: str, unit: str, function: Any, fitted: Fitted, labels: Labels, *, lost: bool) -> dict[str, Any]:
    """One derived quantity with its delta-method interval."""
    count = float(fitted.misfit.series.time.size)
    if lost:
        return labels.row(name, NAN, unit=unit, reason="saturation_not_identified", n_obs=count)
    shape = np.array(fitted.fit.shape, dtype=complex)
    slope = np.array([np.imag(function(shape + 1e-30j * np.eye(2)[place])) / 1e-30 for place in (0, 1)])
    names = list(fitted.misfit.curve.shape)
    error = float(np.sqrt(slope @ fitted.cov.loc[names, names].to_numpy() @ slope))
    value = float(np.real(function(shape)))
    half = fitted.factor * error
    return labels.row(name, value, unit=unit, interval=(value - half, value + half), std_error=error, n_obs=count)


def saturation_row(fitted: Fitted, interval: SaturationInterval | None, labels: Labels) -> dict[str, Any]:
    """Row of the saturation: estimate and profile interval, or the limit that the data set, or that it was fixed."""
    value, count = fitted.fit.saturation, float(fitted.misfit.series.time.size)
    if interval is None:
        return labels.row("saturation", value, reason="saturation_fixed", n_obs=count)
    high = interval.high if np.isfinite(interval.high) else NAN
    if not interval.identified:
        limits = (interval.low, high)
        return labels.row("saturation", NAN, interval=limits, reason="saturation_not_identified", n_obs=count)
    if fitted.at_bound:
        reason = "saturation_at_bound"
        return labels.row("saturation", value, interval=(interval.low, high), reason=reason, n_obs=count)
    error = fitted.std_error("saturation")
    return labels.row("saturation", value, interval=(interval.low, high), std_error=error, n_obs=count)


def band_rows(
    times: Iterable[float], mean: Vector, slope: Matrix, fitted: Fitted, labels: Labels, term: str = "curve"
) -> list[dict[str, Any]]:
    """Rows of the curve with pointwise intervals on the log scale, so that they stay possible."""
    names = list(fitted.cov.index)
    part = slope[:, 3 - len(names) :]
    error = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", part, fitted.cov.to_numpy(), part), 0))
    whole = fitted.misfit.series.whole if fitted.misfit.form == "cumulative" else np.inf
    count = float(fitted.misfit.series.time.size)
    rows = []
    for time, value, wide in zip(times, mean, error, strict=True):
        interval = possible_interval(float(value), fitted.factor * float(wide), whole)
        rows.append(
            labels.row(term, float(value), period=f"{time:.10g}", interval=interval, std_error=float(wide), n_obs=count)
        )
    return rows


def widened(rows: list[dict[str, Any]], other: Vector) -> list[dict[str, Any]]:
    """Rows whose intervals also hold a second curve."""
    return [
        row | {"conf_low": min(row["conf_low"], float(value)), "conf_high": max(row["conf_high"], float(value))}
        for row, value in zip(rows, other, strict=True)
    ]


def possible_interval(value: float, half: float, whole: float) -> tuple[float, float]:
    """Interval around a value above zero, symmetric on the log scale and cut at the whole."""
    if value <= 0:
        return 0.0, min(half, whole)
    spread = float(np.exp(min(half / value, 600.0)))
    return value / spread, min(value * spread, whole)


def diagnose(fitted: Fitted, interval: SaturationInterval | None) -> list[dict[str, Any]]:
    """Checks of the fit beside those of the series."""
    misfit, last = fitted.misfit, float(fitted.misfit.series.time[-1])
    turn = inflection(misfit, fitted.fit.shape)
    rows = list(misfit.series.checks)
    rows.append(
        check(
            "inflection_not_seen",
            warns=turn > last,
            statistic=turn,
            detail=f"{turn:.4g} > {last:g}" if turn > last else "",
        )
    )
    if interval is not None:
        bound = f"{fitted.fit.saturation:g}" if fitted.at_bound else ""
        shown = f"[{interval.low:.4g}, {interval.high:.4g}]"
        rows.append(check("saturation_not_identified", warns=not interval.identified, detail=shown))
        rows.append(check("saturation_at_bound", warns=fitted.at_bound, detail=bound))
    minimum = fitted.fit.minimum
    rows.append(check("fit_starts", statistic=float(minimum.agreeing), df=float(minimum.tried)))
    rows += residual_checks(fitted)
    return rows


def residual_checks(fitted: Fitted) -> list[dict[str, Any]]:
    """Overdispersion against known errors; first-order autocorrelation of the residuals."""
    from scipy.stats import chi2

    mean = np.asarray(fitted.misfit.mean(*fitted.params))
    left = fitted.misfit.residuals(mean)
    rows = []
    if fitted.misfit.error != "residual":
        pearson = fitted.misfit.pearson(mean)
        p_value = float(chi2.sf(pearson, fitted.df))
        over = {"statistic": pearson, "df": float(fitted.df), "p_value": p_value}
        rows.append(check("spread_overdispersion", warns=p_value < 0.05, detail=f"x {fitted.dispersion:.3g}", **over))  # noqa: PLR2004 - the usual level
    lag = float(left[1:] @ left[:-1] / max(float(left @ left), 1e-300))
    warns = abs(lag) > 2 / np.sqrt(left.size)
    rows.append(check("spread_autocorrelation", warns=bool(warns), statistic=lag, detail=f"{lag:.2f}" if warns else ""))
    return rows
