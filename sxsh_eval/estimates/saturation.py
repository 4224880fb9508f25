"""How high the curve ends: the profile of the saturation, and whether the data tell it at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.curves import Vector
from sxsh_eval.estimates.diffusion_fit import CurveFit, bounded, fit_fixed, highest, unbounded
from sxsh_eval.estimates.misfit import Misfit

FAR = 50.0  # stands for "far outside" where a fit at some saturation fails
SAME = 1e-8  # relative difference within which two saturations are one
FIRST_STEP = 0.05  # on the scale of the search, where no standard error helps
DOUBLINGS = 14


@dataclass(frozen=True)
class SaturationInterval:
    """Profile-likelihood interval of the saturation.

    Attributes
    ----------
    low, high : float
        `high` is the largest possible value where the data do not exclude it; infinite where nothing limits it.
    closed : bool
        Whether the data themselves exclude saturations above `high`.
    low_shape : tuple of float
        Shape of the curve that fits best at `low`.
    inflection : float
        Calendar time of the fitted curve's inflection.
    identified : bool
        Whether the saturation may be quoted: inflection inside the data, interval closed (or ending at the largest
        possible value with the inflection still inside the data).
    """

    low: float
    high: float
    closed: bool
    low_shape: tuple[float, ...]
    inflection: float
    identified: bool


class Profile:
    """Signed root of the rise of the misfit as the saturation moves away from its estimate, in standard errors."""

    def __init__(self, misfit: Misfit, fit: CurveFit, variance: float) -> None:
        self.misfit, self.fit, self.variance = misfit, fit, max(variance, 1e-300)
        self.near: dict[float, Vector] = {fit.saturation: fit.shape}
        self.seen: dict[float, float] = {}

    def rise(self, saturation: float) -> float:
        """Root of the rise at one saturation, from the nearest shape known."""
        if abs(saturation / self.fit.saturation - 1) < SAME:
            return 0.0
        if saturation not in self.seen:
            self.seen[saturation] = self.fitted_rise(saturation)
        return self.seen[saturation]

    def fitted_rise(self, saturation: float) -> float:
        """The same, fitted anew."""
        try:
            fit = fit_fixed(self.misfit, saturation, self.shape_near(saturation))
        except EstimationError:
            return FAR
        self.near[saturation] = fit.shape
        return float(min(np.sqrt(max(fit.objective - self.fit.objective, 0) / self.variance), FAR))

    def shape_near(self, saturation: float) -> Vector:
        """Fitted shape at the nearest saturation seen so far."""
        return self.near[min(self.near, key=lambda known: abs(np.log(known / saturation)))]

    def crossing(self, direction: int, first: float, limit: float, end: float) -> float:
        """Saturation on one side at which the rise equals `limit`; `end` is the last point of the search's scale."""
        largest = self.misfit.series.largest
        start = unbounded(min(self.fit.saturation, largest * (1 - 1e-9)), largest)

        def excess(position: float) -> float:
            return self.rise(bounded(position, largest)) - limit

        inner, step = start, first
        for _ in range(DOUBLINGS):
            outer = start + direction * step
            outer = min(outer, end) if direction > 0 else outer
            if excess(outer) >= 0:
                return bounded(float(brentq(excess, inner, outer, xtol=1e-6, rtol=1e-8)), largest)
            inner, step = outer, 2 * step
        return bounded(inner, largest)


def saturation_interval(misfit: Misfit, fit: CurveFit, *, variance: float, limit: float) -> SaturationInterval:
    """Profile interval with the verdict on identification.

    Parameters
    ----------
    misfit : Misfit
    fit : CurveFit
        Best fit; its saturation may be the largest possible one.
    variance : float
        Of one residual: residual variance of least squares, or the dispersion.
    limit : float
        Quantile of the interval.

    Returns
    -------
    SaturationInterval

    References
    ----------
    .. [1] Bates, D. M. & Watts, D. G. (1988), Nonlinear Regression Analysis and Its Applications, Wiley, section 6.1.
    .. [2] Debecker, A. & Modis, T. (1994), Determination of the uncertainties in S-curve logistic fits, Technological
       Forecasting and Social Change 46, 153-173: the ceiling is not to be had from data before the inflection.
    """
    profile, top, last = Profile(misfit, fit, variance), highest(misfit), float(misfit.series.time[-1])
    at_top = fit.saturation >= top
    closed = not at_top and profile.rise(top) >= limit
    end = unbounded(top * (1 - 1e-9), misfit.series.largest)
    low = profile.crossing(-1, FIRST_STEP, limit, end)
    high = profile.crossing(1, FIRST_STEP, limit, end) if closed else misfit.series.largest
    turn = inflection(misfit, fit.shape)
    edge = turn if at_top or closed else inflection(misfit, profile.near.get(top, fit.shape))
    inside = turn <= last and (closed or (np.isfinite(misfit.series.largest) and edge <= last))
    low, high = min(low, fit.saturation), max(high, fit.saturation)
    shape = tuple(float(value) for value in profile.shape_near(low))
    return SaturationInterval(low, high, closed, shape, turn, bool(inside))


def inflection(misfit: Misfit, shape: Vector) -> float:
    """Calendar time of the inflection."""
    turn = float(misfit.curve.turn(*shape))
    return turn + misfit.series.origin if misfit.curve.clocked else turn
