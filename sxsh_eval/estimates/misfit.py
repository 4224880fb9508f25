"""How far a series lies from a curve: least squares or binomial deviance, written once for every search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.stats import norm, t

from sxsh_eval.estimates.curves import Curve, Form, Vector
from sxsh_eval.estimates.diffusion_series import SpreadSeries
from sxsh_eval.estimates.minimum import Matrix

Error = Literal["residual", "known", "binomial"]
TINY = 1e-12


@dataclass(frozen=True, eq=False)
class Misfit:
    """Residuals of a series against a curve, as a function of saturation and shape.

    Attributes
    ----------
    series : SpreadSeries
    curve : Curve
    form : Form
    """

    series: SpreadSeries
    curve: Curve
    form: Form

    @property
    def error(self) -> Error:
        """What is known of the values' errors."""
        if self.series.n is not None:
            return "binomial"
        return "residual" if self.series.std_error is None else "known"

    @property
    def total(self) -> Vector:
        """Totals so far, whatever the form of the values."""
        value = self.series.value
        return value if self.form == "cumulative" else np.cumsum(value)

    def clock(self, time: Vector) -> Vector:
        """Time as the curve counts it; nothing spreads before a launch."""
        return np.maximum(time - self.series.origin, 0) if self.curve.clocked else time

    def mean(self, saturation: Any, *shape: Any) -> Any:
        """Expected values."""
        return saturation * self.curve.share(self.form, self.clock(self.series.time), self.series.step, *shape)

    def root(self) -> Vector:
        """Square roots of the weights of plain least squares."""
        error = self.series.std_error
        return np.ones(self.series.time.size) if error is None else 1 / error

    def residuals(self, mean: Vector) -> Vector:
        """Weighted residuals, or signed roots of the deviance's terms."""
        if self.error != "binomial":
            return np.asarray(self.root() * (mean - self.series.value))
        n, seen = self.parts()
        fitted = np.clip(mean / self.series.whole, TINY, 1 - TINY)
        terms = xlog(seen, seen / fitted) + xlog(1 - seen, (1 - seen) / (1 - fitted))
        return np.asarray(np.sign(fitted - seen) * np.sqrt(2 * n * np.maximum(terms, 0)))

    def slopes(self, mean: Vector) -> Vector:
        """Derivative of each residual by its mean."""
        if self.error != "binomial":
            return self.root()
        n, seen = self.parts()
        fitted = np.clip(mean / self.series.whole, TINY, 1 - TINY)
        left, spread = self.residuals(mean), fitted * (1 - fitted)
        near = np.abs(fitted - seen) < 1e-7 * spread  # there the quotient is 0/0 and its limit stands in
        slope = n * (fitted - seen) / (spread * np.where(near, 1, left))
        return np.asarray(np.where(near, np.sqrt(n / spread), slope) / self.series.whole)

    def parts(self) -> tuple[Vector, Vector]:
        """Sample sizes; shares seen."""
        if self.series.n is None:
            raise TypeError("not a binomial series")
        return self.series.n, self.series.value / self.series.whole

    def pearson(self, mean: Vector) -> float:
        """Sum of squared standardised residuals."""
        if self.error != "binomial":
            return float(np.sum((self.root() * (mean - self.series.value)) ** 2))
        n, seen = self.parts()
        fitted = np.clip(mean / self.series.whole, TINY, 1 - TINY)
        return float(np.sum(n * (seen - fitted) ** 2 / (fitted * (1 - fitted))))

    def information(self, mean: Vector, slope: Matrix) -> Matrix:
        """Derivatives of the means scaled by the errors: its cross product is the expected information."""
        if self.error != "binomial":
            return np.asarray(self.root()[:, None] * slope)
        n, _ = self.parts()
        fitted = np.clip(mean / self.series.whole, TINY, 1 - TINY)
        return np.asarray(np.sqrt(n / (fitted * (1 - fitted)))[:, None] * slope / self.series.whole)


def xlog(weight: Vector, ratio: Vector) -> Vector:
    """``weight log(ratio)``, zero where the weight is."""
    return np.asarray(weight * np.log(np.where(weight > 0, ratio, 1)))


def jacobian(misfit: Misfit, values: Vector) -> Matrix:
    """Derivatives of the means by saturation and shape, shape (n, 3), all by one complex step."""
    step = 1e-30 * np.maximum(np.abs(values), 1e-10)
    moved = values[:, None] + 1j * np.diag(step)
    means = np.asarray(misfit.mean(*moved[:, :, None]))
    return np.asarray((means.imag / step[:, None]).T)


def size(misfit: Misfit) -> float:
    """Size of the weighted data, to know an exact fit by."""
    if misfit.error == "binomial":
        return float(np.sqrt(np.sum(misfit.parts()[0])))
    return float(np.linalg.norm(misfit.root() * misfit.series.value))


def quantile(error: Error, scale: float, df: int, level: float) -> float:
    """Quantile of the intervals: normal where the errors are known and not exceeded, else Student's t."""
    known = error != "residual" and scale <= 1
    return float(norm.ppf(0.5 + level / 2) if known else t.ppf(0.5 + level / 2, df))
