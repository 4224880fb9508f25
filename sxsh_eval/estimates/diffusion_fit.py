"""Fitting a diffusion curve: saturation and shape together, or the shape at a given saturation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.curves import Vector, shape_starts
from sxsh_eval.estimates.diagnosis import listed, refuse
from sxsh_eval.estimates.diffusion_series import DiffusionModel
from sxsh_eval.estimates.minimum import Matrix, Minimum, SearchPlan, minimise, spread_starts
from sxsh_eval.estimates.misfit import Misfit, jacobian, quantile, size

MULTIPLES = (0.9, 1.0, 1.15, 1.6, 3.5)  # of the largest total seen: supposed saturations to start from
AGREE = 3  # starts that are to end at the same minimum
QUICK = SearchPlan(steps=200, spread_steps=60, enough=2, methods=("lm",), tolerance=1e-10, polished=1e-8)
ANY = replace(QUICK, enough=1)
NEAR = 1e-6  # part of the largest possible saturation within which an estimate has ended there
ENDLESS = 1000.0  # multiple of the largest total seen at which an interval counts as open above


@dataclass(frozen=True, eq=False)
class CurveFit:
    """One converged fit.

    Attributes
    ----------
    saturation : float
    shape : ndarray, shape (2,)
    objective : float
        Sum of squares or deviance.
    minimum : Minimum
    free : bool
        Whether the saturation was estimated.
    """

    saturation: float
    shape: Vector
    objective: float
    minimum: Minimum
    free: bool


def unbounded(saturation: Any, largest: float) -> Any:
    """Saturation on the scale of the search: log, or logit of its part of the largest possible."""
    return np.log(saturation) if np.isinf(largest) else np.log(saturation / largest / (1 - saturation / largest))


def bounded(position: float, largest: float) -> float:
    """Inverse of `unbounded`."""
    at = float(np.clip(position, -600, 600))
    return float(np.exp(at)) if np.isinf(largest) else float(largest / (1 + np.exp(-at)))


def fit_free(misfit: Misfit, tried: list[CurveFit]) -> CurveFit:
    """Saturation and shape together, searched on the scale of `unbounded` downhill from the best of `tried`."""
    largest = misfit.series.largest
    first = sorted((fit for fit in tried if fit.saturation < largest), key=lambda fit: fit.objective)[:AGREE]
    starts = np.array([(unbounded(fit.saturation, largest), *fit.shape) for fit in first])

    def natural(point: Vector) -> Vector:
        return np.array([bounded(point[0], largest), *point[1:]])

    def residuals(point: Vector) -> Vector:
        return misfit.residuals(np.asarray(misfit.mean(*natural(point))))

    def slopes(point: Vector) -> Matrix:
        values = natural(point)
        stretch = values[0] * (1 if np.isinf(largest) else 1 - values[0] / largest)
        inner = jacobian(misfit, values) * [stretch, 1, 1]
        return np.asarray(misfit.slopes(np.asarray(misfit.mean(*values)))[:, None] * inner)

    best = minimise(residuals, slopes, starts, scale=size(misfit), plan=QUICK)
    values = natural(best.params)
    return CurveFit(float(values[0]), values[1:], best.objective, best, free=True)


def fit_fixed(misfit: Misfit, saturation: float, near: Vector | None = None) -> CurveFit:
    """Shape at a given saturation; `near` is a shape to start from."""
    time = misfit.clock(misfit.series.time)
    starts = np.array(shape_starts(misfit.curve, time, misfit.total / saturation)) if near is None else near[None, :]

    def residuals(shape: Vector) -> Vector:
        return misfit.residuals(np.asarray(misfit.mean(saturation, *shape)))

    def slopes(shape: Vector) -> Matrix:
        inner = jacobian(misfit, np.array([saturation, *shape]))[:, 1:]
        return np.asarray(misfit.slopes(np.asarray(misfit.mean(saturation, *shape)))[:, None] * inner)

    best = minimise(residuals, slopes, starts, scale=size(misfit), spread=spread_starts(starts), plan=ANY)
    return CurveFit(saturation, best.params, best.objective, best, free=False)


def best_fit(misfit: Misfit, model: DiffusionModel) -> tuple[CurveFit, bool]:
    """The fit, and whether the saturation ended at the largest possible.

    Raises
    ------
    EstimationError
        ``estimate.fit_not_converged``, ``estimate.fit_singular``; ``estimate.saturation_not_identified`` where the sum
        of squares keeps falling as the saturation grows without limit; ``estimate.curve_senseless``.
    """
    if model.saturation is not None:
        fit, at_bound = fit_fixed(misfit, model.saturation), False
    else:
        fit, at_bound = fit_or_edge(misfit)
    if not misfit.curve.sensible(fit.shape):
        named = [f"{name} = {value:.4g}" for name, value in zip(misfit.curve.shape, fit.shape, strict=True)]
        refuse("estimate.curve_senseless", misfit.series.where, listed(named))
    return fit, at_bound


def fit_or_edge(misfit: Misfit) -> tuple[CurveFit, bool]:
    """Best estimated saturation, or the largest possible one where nothing below it is better."""
    top, largest = highest(misfit), misfit.series.largest
    if np.ptp(misfit.total) == 0:
        refuse("estimate.spread_none", misfit.series.where, f"{misfit.total[0]:g}")
    supposed = [min(multiple * float(misfit.total.max()), 0.98 * top) for multiple in MULTIPLES]
    tried = [fit for saturation in dict.fromkeys([*supposed, top]) if (fit := attempt(misfit, saturation)) is not None]
    if len(tried) < 2:  # noqa: PLR2004 - nothing to start from, or to compare with
        refuse("estimate.fit_not_converged", misfit.series.where, misfit.curve.name, starts=len(MULTIPLES) + 1)
    lowest = min(tried, key=lambda fit: fit.objective)
    try:
        free = fit_free(misfit, tried)
    except EstimationError:
        free = None
    if not misfit.curve.sensible(lowest.shape):
        return lowest, False
    slack = 1e-9 * abs(lowest.objective) + 1e-12 * size(misfit) ** 2
    if free is not None and free.saturation < top * (1 - NEAR) and free.objective <= lowest.objective + slack:
        return free, False
    if lowest.saturation < top:
        refuse(
            "estimate.fit_not_converged",
            misfit.series.where,
            f"{misfit.curve.name}: {lowest.saturation:.4g}",
            starts=AGREE,
        )
    if np.isinf(largest):
        refuse("estimate.saturation_not_identified", misfit.series.where, f"> {top:.4g}")
    return lowest, True


def attempt(misfit: Misfit, saturation: float) -> CurveFit | None:
    """Fit at one saturation, or None where there is none."""
    try:
        return fit_fixed(misfit, saturation)
    except EstimationError:
        return None


def highest(misfit: Misfit) -> float:
    """The largest possible saturation, or one so far above the data that it stands for no limit."""
    largest = misfit.series.largest
    return largest if np.isfinite(largest) else ENDLESS * float(misfit.total.max())


@dataclass(frozen=True, eq=False)
class Fitted:
    """A fit with its covariance: what the tables are written from.

    Attributes
    ----------
    misfit : Misfit
    fit : CurveFit
    at_bound : bool
        Whether the saturation ended at the largest possible.
    params, cov : Series, DataFrame
        ``saturation`` and the shape; covariance of those that were estimated.
    dispersion : float
        Factor on the inverse information: residual variance, or Pearson's ratio where it exceeds one.
    df : int
    factor : float
        Quantile of the intervals.
    """

    misfit: Misfit
    fit: CurveFit
    at_bound: bool
    params: pd.Series[float]
    cov: pd.DataFrame
    dispersion: float
    df: int
    factor: float

    def std_error(self, name: str) -> float:
        """Standard error of one estimated parameter."""
        place = list(self.cov.index).index(name)
        return float(np.sqrt(self.cov.to_numpy()[place, place]))


def with_covariance(misfit: Misfit, model: DiffusionModel, level: float) -> Fitted:
    """Best fit with the covariance of its natural parameters."""
    fit, at_bound = best_fit(misfit, model)
    names = ["saturation", *misfit.curve.shape]
    values = np.array([fit.saturation, *fit.shape])
    mean = np.asarray(misfit.mean(*values))
    estimated = names if fit.free else names[1:]
    root = misfit.information(mean, jacobian(misfit, values)[:, len(names) - len(estimated) :])
    df = misfit.series.time.size - len(estimated)
    ratio = misfit.pearson(mean) / df
    dispersion = ratio if misfit.error == "residual" else max(1.0, ratio)
    try:
        inverse = replace(fit.minimum, jacobian=root).inverse_information(estimated)
    except EstimationError:
        if not fit.free:
            raise
        refuse("estimate.saturation_not_identified", misfit.series.where, f"{fit.saturation:.4g}")
    return Fitted(
        misfit=misfit,
        fit=fit,
        at_bound=at_bound,
        params=pd.Series(values, index=names),
        cov=pd.DataFrame(dispersion * inverse, index=estimated, columns=estimated),
        dispersion=dispersion,
        df=df,
        factor=quantile(misfit.error, ratio, df, level),
    )
