"""How well a baseline fits, after ASHRAE Guideline 14."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sxsh_eval.estimates.verification.terms import Array

SIGNIFICANT = 1.645  # one-sided 5 % point of the lag-one autocorrelation times the root of n


@dataclass(frozen=True)
class Metrics:
    """Quality of a fit.

    Attributes
    ----------
    n, parameters : int
        Readings and fitted parameters, change points among them.
    mean : float
        Mean energy of a period.
    rmse : float
        Root of the residual sum of squares over ``n - parameters``.
    cv_rmse, nmbe : float
        Per cent of the mean: `rmse`, and the sum of residuals over ``n - parameters``.
    r2, adjusted_r2 : float
        NaN where energy does not vary.
    bic : float
        ``n log(rss / n) + parameters log(n)``.
    autocorrelation : float
        Of residuals that follow one another, lag one.
    effective_n : float
        ``n (1 - r) / (1 + r)``, not above `n`.
    """

    n: int
    parameters: int
    mean: float
    rmse: float
    cv_rmse: float
    nmbe: float
    r2: float
    adjusted_r2: float
    bic: float
    autocorrelation: float
    effective_n: float

    @property
    def correlated(self) -> bool:
        """Whether residuals follow one another more than chance allows (5 %, one-sided)."""
        return bool(self.autocorrelation > SIGNIFICANT / np.sqrt(self.n))

    @property
    def inflation(self) -> float:
        """Factor on variances of sums for residuals that follow one another; one where that is not significant."""
        return self.n / self.effective_n if self.correlated else 1.0


def lag_one(residuals: Array, ordinals: Array) -> float:
    """Autocorrelation of residuals in neighbouring periods; zero where there are none."""
    neighbours = np.diff(ordinals) == 1
    total = float(residuals @ residuals)
    if total == 0 or not neighbours.any():
        return 0.0
    return float(np.sum(residuals[1:][neighbours] * residuals[:-1][neighbours]) / total)


def metrics_of(energy: Array, residuals: Array, parameters: int, ordinals: Array) -> Metrics:
    """Quality of a fit.

    Parameters
    ----------
    energy, residuals : arrays, shape (n,)
    parameters : int
    ordinals : array of int, shape (n,)
        Numbers of the periods, so that gaps are known.
    """
    n, rss = energy.size, float(residuals @ residuals)
    free, mean = n - parameters, float(energy.mean())
    tss = float(np.sum((energy - mean) ** 2))
    rmse = float(np.sqrt(rss / free))
    r = lag_one(residuals, ordinals)
    capped = min(max(r, 0.0), 0.95)
    return Metrics(
        n=n,
        parameters=parameters,
        mean=mean,
        rmse=rmse,
        cv_rmse=100 * rmse / mean,
        nmbe=100 * float(residuals.sum()) / free / mean,
        r2=1 - rss / tss if tss > 0 else float("nan"),
        adjusted_r2=1 - (rss / free) / (tss / (n - 1)) if tss > 0 else float("nan"),
        bic=n * float(np.log(max(rss, np.finfo(float).tiny) / n)) + parameters * float(np.log(n)),
        autocorrelation=r,
        effective_n=n * (1 - capped) / (1 + capped),
    )
