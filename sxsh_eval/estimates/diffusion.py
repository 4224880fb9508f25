"""How adoption spreads: logistic, Gompertz and Bass curves with intervals, and with what the data cannot tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check_level
from sxsh_eval.estimates.diffusion_fit import Fitted, with_covariance
from sxsh_eval.estimates.diffusion_series import Columns, DiffusionModel, SpreadSeries, spread_series
from sxsh_eval.estimates.diffusion_tables import band_rows, diagnose, parameter_rows, widened
from sxsh_eval.estimates.misfit import Misfit, jacobian
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.estimates.saturation import SaturationInterval, saturation_interval
from sxsh_eval.shown import Shown


@dataclass(frozen=True, eq=False)
class Diffusion(Shown):
    """A fitted curve.

    Attributes
    ----------
    model : DiffusionModel
    fitted : Fitted
        Series, parameters, covariance, dispersion and degrees of freedom.
    saturation : SaturationInterval or None
        Profile of an estimated saturation; None where it was fixed.
    parameters : Estimates
        Terms ``saturation``, the shape's parameters, ``inflection``, for Gompertz ``displacement``; with `checks`.
    curve : Estimates
        Term ``curve``, one row per time of the series, pointwise intervals of the curve.
    level : float
    labels : Labels
    """

    shows: ClassVar[tuple[str, ...]] = ("parameters", "curve")

    model: DiffusionModel
    fitted: Fitted
    saturation: SaturationInterval | None
    parameters: Estimates
    curve: Estimates
    level: float
    labels: Labels

    def _facts(self) -> Mapping[str, Any]:
        return {"curve": self.model.curve, "level": self.level}

    @property
    def params(self) -> pd.Series[float]:
        """Saturation and shape by name."""
        return self.fitted.params

    @property
    def cov(self) -> pd.DataFrame:
        """Covariance of those that were estimated."""
        return self.fitted.cov

    @property
    def series(self) -> SpreadSeries:
        """The series, in order of time."""
        return self.fitted.misfit.series

    @property
    def identified(self) -> bool:
        """Whether the data (or the caller, by fixing it) say where the curve ends."""
        return self.saturation is None or self.saturation.identified


def estimate_diffusion(
    series: pd.DataFrame,
    model: DiffusionModel | None = None,
    *,
    columns: Columns | None = None,
    labels: Labels | None = None,
    level: float = 0.95,
) -> Diffusion:
    """Diffusion curve of a share or a count over time.

    Parameters
    ----------
    series : DataFrame
        One row per time; columns as named by `columns`.
    model : DiffusionModel
        Logistic curve of totals with estimated saturation by default.
    columns : Columns
        ``time`` and ``value`` by default.
    labels : Labels
        Unit ``share`` or ``percent`` limits the saturation to the whole.
    level : float
        Coverage of the intervals.

    Returns
    -------
    Diffusion

    Raises
    ------
    EstimationError
        As in `spread_series` and `best_fit`.

    Notes
    -----
    Without `n` or `std_error`, least squares with t intervals, ``cov = s^2 (J'J)^-1``. With `std_error`, weighted least
    squares with known variances; with `n`, binomial maximum likelihood; both with the covariance multiplied by
    Pearson's chi-square over its degrees of freedom where that exceeds one [1]_. The interval of an estimated
    saturation is the profile's. Where the inflection is not in the data, the saturation has no estimate but a limit:
    see `SaturationInterval`. Totals of a register carry their errors along, so that least squares on them understates
    the errors; increments do not (check ``spread_autocorrelation``) [2]_. The curve's intervals are pointwise, by the
    delta method on the log scale; where the saturation ended at the largest possible, they also hold the curve with
    the lowest saturation of the profile.

    References
    ----------
    .. [1] McCullagh, P. & Nelder, J. A. (1989), Generalized Linear Models, 2nd ed., section 4.5.
    .. [2] Srinivasan, V. & Mason, C. H. (1986), Nonlinear least squares estimation of new product diffusion models,
       Marketing Science 5, 169-178.
    """
    model, columns, labels = model or DiffusionModel(), columns or Columns(), labels or Labels()
    check_level(level)
    points = spread_series(series, model, columns, labels.unit)
    fitted = with_covariance(Misfit(points, model.family, model.form), model, level)
    interval = None
    if model.saturation is None:
        interval = saturation_interval(fitted.misfit, fitted.fit, variance=fitted.dispersion, limit=fitted.factor)
    method = Method("diffusion", model.family.formula, level, model.family.references)
    rows = parameter_rows(fitted, interval, labels)
    parameters = Estimates(as_estimates(rows, method).table, method, checks=as_checks(diagnose(fitted, interval)))
    mean = np.asarray(fitted.misfit.mean(*fitted.params))
    slope = jacobian(fitted.misfit, np.asarray(fitted.params))
    band = band_rows(points.time, mean, slope, fitted, labels)
    if interval is not None and fitted.at_bound:
        band = widened(band, np.asarray(fitted.misfit.mean(interval.low, *interval.low_shape)))
    curve = as_estimates(band, method)
    return Diffusion(model, fitted, interval, parameters, curve, level, labels)
