"""Clustered errors corrected for few clusters: CR2 with Satterthwaite's degrees of freedom (Bell & McCaffrey)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, check_level
from sxsh_eval.estimates.effects.clustered_design import (
    FEW_TREATED,
    Array,
    ClusteredDesign,
    LinearModel,
    cluster_checks,
    clustered_design,
)
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.shown import Shown

FEW_DF = 4.0
SINGULAR = 1e-10
REFERENCES = (
    "Bell, R. & McCaffrey, D. (2002), Bias reduction in standard errors for linear regression, Survey Methodology 28",
    "Pustejovsky, J. & Tipton, E. (2018), Small-sample cluster-robust variance, J. Bus. Econ. Stat. 36, 672-683",
)


@dataclass(frozen=True, eq=False)
class ClusterInference(Shown):
    """Coefficients with CR2 errors.

    Attributes
    ----------
    table : Estimates
        One row for each regressor; intervals and p values by Student's t on its own degrees of freedom; ``cov`` is the
        CR2 covariance.
    df : Series
        Satterthwaite's degrees of freedom of each regressor.
    """

    shows: ClassVar[tuple[str, ...]] = ("table",)

    table: Estimates
    df: pd.Series

    @property
    def checks(self) -> pd.DataFrame:
        """Checks of the table."""
        return self.table.checks


def cr2_inference(
    data: pd.DataFrame, model: LinearModel, *, level: float = 0.95, labels: Labels | None = None
) -> ClusterInference:
    """Coefficients with errors whose bias is removed under independent errors, and degrees of freedom to match.

    Parameters
    ----------
    data : DataFrame
    model : LinearModel
        Outcome, regressors, fixed effects, clusters, weights. Weights are taken as inverse variances.
    level : float
    labels : Labels, optional

    Returns
    -------
    ClusterInference

    Raises
    ------
    EstimationError
        ``estimate.clusters_*``, ``estimate.columns_missing``, ``estimate.interval_level``.

    Notes
    -----
    As R clubSandwich's ``coef_test(vcov = "CR2", test = "Satterthwaite")`` with the identity as working model.
    Residuals of each cluster are multiplied by the symmetric inverse square root of one less the cluster's block of the
    hat matrix, which needs only matrices of as many rows as regressors. Fixed effects within clusters drop out. With
    weights the model is first transformed to equal variances; clubSandwich with ``target = 1 / weights`` takes another
    root that removes the same bias, so its errors differ in the fourth digit.
    """
    from scipy.stats import t

    check_level(level)
    design = clustered_design(data, model)
    count = len(design.names)
    scores, sums, sizes = adjusted(design, count)
    cov = scores.T @ scores
    df = satterthwaite(design, sums, sizes)
    labels = labels or Labels("effect", unit="outcome", evidence="caused")
    rows = []
    for place, name in enumerate(design.names):
        estimate, error = float(design.beta[place]), float(np.sqrt(cov[place, place]))
        reach = float(t.ppf(0.5 + level / 2, df[place])) * error
        p_value = float(2 * t.sf(abs(estimate) / error, df[place])) if error > 0 else float("nan")
        numbers: dict[str, Any] = {"std_error": error, "p_value": p_value, "n_obs": float(len(design.y))}
        rows.append(labels.row(name, estimate, interval=(estimate - reach, estimate + reach), **numbers))
    method = Method("cr2", "A_g = (I - H_gg)^(-1/2)", level, REFERENCES)
    frame = pd.DataFrame(cov, index=list(design.names), columns=list(design.names))
    table = Estimates(as_estimates(rows, method).table, method, frame, as_checks(checks(design, df)))
    return ClusterInference(table, pd.Series(df, index=list(design.names), name="df"))


def adjusted(design: ClusteredDesign, count: int) -> tuple[Array, Array, Array]:
    """Scores of clusters with adjusted residuals, and what their distribution needs.

    Returns
    -------
    scores : array of shape (G, count)
    sums : array of shape (count, G, k)
        Regressors times adjusted levers, summed within clusters.
    sizes : array of shape (count, G)
        Squared lengths of the adjusted levers.
    """
    values, vectors = np.linalg.eigh(design.inverse)
    root = vectors * np.sqrt(values)
    levers = design.z @ design.inverse[:, :count]
    bounds = [*design.starts, len(design.y)]
    scores = np.zeros((design.count, count))
    sums = np.zeros((count, design.count, design.z.shape[1]))
    sizes = np.zeros((count, design.count))
    for group in range(design.count):
        part = slice(bounds[group], bounds[group + 1])
        inner = design.z[part]
        left, share, _ = np.linalg.svd(inner @ root, full_matrices=False)
        rest = 1 - share**2
        stretch = np.where(rest > SINGULAR, 1 / np.sqrt(np.maximum(rest, SINGULAR)), 0.0) - 1
        moved = levers[part] + left @ (stretch[:, None] * (left.T @ levers[part]))
        scores[group] = moved.T @ design.residual[part]
        sums[:, group] = (inner.T @ moved).T
        sizes[:, group] = (moved**2).sum(axis=0)
    return scores, sums, sizes


def satterthwaite(design: ClusteredDesign, sums: Array, sizes: Array) -> Array:
    """Degrees of freedom: those of the chi-squared with the same first two moments as each variance."""
    found = np.zeros(len(sums))
    for place, (part, size) in enumerate(zip(sums, sizes, strict=True)):
        spread = np.diag(size) - part @ design.inverse @ part.T
        found[place] = np.trace(spread) ** 2 / (spread**2).sum()
    return found


def checks(design: ClusteredDesign, df: Array) -> list[dict[str, Any]]:
    """Few degrees of freedom, few treated clusters."""
    thin = [f"{name} ({value:.1f})" for name, value in zip(design.names, df, strict=True) if value < FEW_DF]
    rare = [f"{name} ({count})" for name, count in design.treated.items() if count < FEW_TREATED]
    return [
        *cluster_checks(design),
        check("cr2_few_degrees", warns=bool(thin), statistic=float(df.min()), detail=", ".join(thin)),
        check("cr2_few_treated", warns=bool(rare), statistic=float(len(rare)), detail=", ".join(rare)),
    ]
