"""How well a baseline fits, after ASHRAE Guideline 14."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sxsh_eval.estimates.verification.terms import Array

LARGEST = 0.95  # autocorrelation that enters factors
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
    corrected_autocorrelation : float
        The same less what fitting alone makes of independent errors: residuals of a fit are pushed apart.
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
    corrected_autocorrelation: float
    effective_n: float

    @property
    def correlated(self) -> bool:
        """Whether residuals follow one another more than chance allows (5 %, one-sided)."""
        return bool(self.corrected_autocorrelation > SIGNIFICANT / np.sqrt(self.n))

    @property
    def inflation(self) -> float:
        """Factor ``(1 + r) / (1 - r)`` on variances of sums, `r` the corrected autocorrelation where it is positive."""
        r = min(max(self.corrected_autocorrelation, 0.0), LARGEST)
        return (1 + r) / (1 - r)


def lag_one(residuals: Array, ordinals: Array) -> float:
    """Autocorrelation of residuals in neighbouring periods; zero where there are none."""
    neighbours = np.diff(ordinals) == 1
    total = float(residuals @ residuals)
    if total == 0 or not neighbours.any():
        return 0.0
    return float(np.sum(residuals[1:][neighbours] * residuals[:-1][neighbours]) / total)


def fitted_away(derivatives: Array, ordinals: Array) -> float:
    """Lag-one autocorrelation that the residuals of independent errors have on average, to first order.

    Notes
    -----
    Residuals are ``M e`` with ``M = I - H``; with independent errors the sum of neighbouring products has the mean of
    that side diagonal of ``M``, the sum of squares that of its trace.
    """
    basis, sizes, _ = np.linalg.svd(
        derivatives / np.sqrt(np.mean(derivatives**2, axis=0) + 1e-300), full_matrices=False
    )
    basis = basis[:, sizes > 1e-10 * sizes[0]]
    neighbours = np.diff(ordinals) == 1
    beside = np.sum(basis[1:] * basis[:-1], axis=1)[neighbours]
    return -float(beside.sum()) / float(derivatives.shape[0] - derivatives.shape[1])


def metrics_of(energy: Array, residuals: Array, derivatives: Array, ordinals: Array) -> Metrics:
    """Quality of a fit.

    Parameters
    ----------
    energy, residuals : arrays, shape (n,)
    derivatives : array, shape (n, parameters)
        Of the predictions by the parameters, change points among them.
    ordinals : array of int, shape (n,)
        Numbers of the periods, so that gaps are known.
    """
    n, rss, parameters = energy.size, float(residuals @ residuals), derivatives.shape[1]
    free, mean = n - parameters, float(energy.mean())
    tss = float(np.sum((energy - mean) ** 2))
    rmse = float(np.sqrt(rss / free))
    r = lag_one(residuals, ordinals)
    capped = min(max(r, 0.0), LARGEST)
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
        corrected_autocorrelation=r - fitted_away(derivatives, ordinals),
        effective_n=n * (1 - capped) / (1 + capped),
    )
