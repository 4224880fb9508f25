"""From influence functions to covariances, errors and tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
TINY = 1e-12  # of the outcome's own scale: an error below is rounding


def cluster_sums(influence: Floats, cluster: Codes | None) -> Floats:
    """Influence summed by cluster, shape (n_clusters, k); the influence itself where units are the clusters."""
    if cluster is None:
        return influence
    sums = np.zeros((int(cluster.max()) + 1, influence.shape[1]))
    for column in range(influence.shape[1]):
        sums[:, column] = np.bincount(cluster, weights=influence[:, column], minlength=len(sums))
    return sums


def covariance(influence: Floats, cluster: Codes | None) -> Floats:
    """Covariance of estimates from their influence functions, of mean zero and n times the part of each unit."""
    sums = cluster_sums(influence, cluster)
    return np.asarray(sums.T @ sums) / len(influence) ** 2


@dataclass(frozen=True)
class WaldTest:
    """Test that several estimates are all zero; `reason` says why there is none."""

    statistic: float
    df: int
    p_value: float
    reason: str = ""


def wald_test(estimates: Floats, cov: Floats) -> WaldTest:
    """Chi-square test that all `estimates` are zero."""
    from scipy.special import chdtrc

    if not estimates.size:
        return WaldTest(float("nan"), 0, float("nan"), "effects_pretest_none")
    scale = np.sqrt(np.diag(cov))
    correlation = cov / np.outer(scale, scale)
    if not np.isfinite(correlation).all() or 1 / np.linalg.cond(correlation) < np.finfo(float).eps * len(cov):
        return WaldTest(float("nan"), int(estimates.size), float("nan"), "effects_pretest_singular")
    ratio = estimates / scale
    statistic = float(ratio @ np.linalg.solve(correlation, ratio))
    return WaldTest(statistic, int(estimates.size), float(chdtrc(estimates.size, statistic)))


def normal_quantile(level: float) -> float:
    """Two-sided quantile of the normal distribution."""
    from scipy.special import ndtri

    return float(ndtri(0.5 + level / 2))


def normal_p_value(ratio: float) -> float:
    """Two-sided p value of an estimate divided by its error."""
    from scipy.special import ndtr

    return 2 * float(ndtr(-abs(ratio)))


def label_of(value: float) -> str:
    """A cohort or period as text: whole numbers without decimals."""
    return str(int(value)) if float(value).is_integer() else f"{value:g}"
