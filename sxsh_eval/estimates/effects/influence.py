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
    """Test that several estimates are all zero.

    Attributes
    ----------
    statistic : float
        Wald's.
    df : int
    p_value : float
        From chi-square.
    p_value_few : float
        From F by Hotelling's rule with as many observations as clusters; for few clusters, where chi-square rejects
        far too often.
    clusters : int
    reason : str
        Why there is no test.
    """

    statistic: float
    df: int
    p_value: float
    p_value_few: float = float("nan")
    clusters: int = 0
    reason: str = ""


def wald_test(estimates: Floats, cov: Floats, clusters: int) -> WaldTest:
    """Test that all `estimates` are zero; `clusters` is the number of clusters, or units, behind `cov`.

    References
    ----------
    Hotelling, H. (1931), The generalization of Student's ratio, Annals of Mathematical Statistics 2, 360-378.
    """
    from scipy.special import chdtrc, fdtrc

    none, size = float("nan"), int(estimates.size)
    if not size:
        return WaldTest(none, 0, none, clusters=clusters, reason="effects_pretest_none")
    scale = np.sqrt(np.diag(cov))
    correlation = cov / np.outer(scale, scale)
    if size >= clusters or 1 / np.linalg.cond(correlation) < np.finfo(float).eps * size:
        return WaldTest(none, size, none, clusters=clusters, reason="effects_pretest_singular")
    ratio = estimates / scale
    statistic = float(ratio @ np.linalg.solve(correlation, ratio))
    few = fdtrc(size, clusters - size, statistic * (clusters - size) / (size * (clusters - 1)))
    return WaldTest(statistic, size, float(chdtrc(size, statistic)), float(few), clusters)


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
