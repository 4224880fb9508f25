"""Least squares with unit and time effects from cohort moments, for regressors that depend on cohort and time only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.effects.cell_design import CellDesign, time_columns
from sxsh_eval.estimates.effects.cohort_moments import CohortMoments
from sxsh_eval.estimates.effects.moment_blocks import Array, Sums
from sxsh_eval.estimates.effects.moment_scores import LinearScores, score_covariance

ABSORBED = 1e-13  # share of a column's squares that is rounding
TOLERANCE = 1e-9  # share of a column that must be left when those before it are taken out


@dataclass(frozen=True, eq=False)
class Fit:
    """Coefficients of the columns asked for.

    Attributes
    ----------
    coefficients : array (K,)
        NaN for columns that the others determine.
    cov : array (K, K)
        Sum of the outer products of clusters' scores, without a small-sample factor; NaN as above.
    bread : array (K, K)
        Inverse of the partialled cross-products.
    kept : array of bool (K,)
    rss : float
        Weighted sum of squared residuals.
    rank : int
        Of all columns, times included; unit effects apart, or one of the cohort effects.
    n_obs, n_units, n_clusters : int
    robust : array (K, K), optional
        The same as `cov` with the scores of single observations, where they were asked for.
    """

    coefficients: Array
    cov: Array
    bread: Array
    kept: npt.NDArray[np.bool_]
    rss: float
    rank: int
    n_obs: int
    n_units: int
    n_clusters: int
    robust: Array | None = None


def independent(gram: Array, total: Array) -> npt.NDArray[np.bool_]:
    """Which columns are not combinations of those before them.

    Parameters
    ----------
    gram : array (K, K)
        Cross-products after effects were taken out.
    total : array (K,)
        Squares before that: a column of which next to nothing is left is absorbed.

    Returns
    -------
    array of bool (K,)
    """
    size = np.sqrt(np.where(np.diag(gram) > ABSORBED * total, np.diag(gram), 0.0))
    scaled = gram / np.where(size > 0, size, 1)[:, None] / np.where(size > 0, size, 1)[None, :]
    kept = np.zeros(len(gram), dtype=bool)
    rest = scaled.copy()
    for column in range(len(gram)):
        if size[column] > 0 and rest[column, column] > TOLERANCE:
            kept[column] = True
            pivot = rest[column] / np.sqrt(rest[column, column])
            rest = rest - np.outer(pivot, pivot)
    return kept


def inverse(gram: Array) -> Array:
    """Inverse of a positive definite matrix, by scaling it first."""
    from scipy.linalg import cho_factor, cho_solve

    if not len(gram):
        return gram
    size = 1 / np.sqrt(np.diag(gram))
    return np.asarray(size[:, None] * cho_solve(cho_factor(gram * size * size[:, None]), np.eye(len(gram))) * size)


def fit_moments(moments: CohortMoments, design: CellDesign, *, by_cohort: bool = False) -> Fit:
    """Least squares of the outcome on unit effects, time effects and the columns of a design.

    Parameters
    ----------
    moments : CohortMoments
        Clustered by their groups where they have several, else by unit.
    design : CellDesign
        Over ``moments.cohorts`` and ``moments.times``.
    by_cohort : bool
        Effects of cohorts in place of those of units.

    Returns
    -------
    Fit
    """
    base = moments.without_groups()
    columns = np.concatenate([time_columns(base.cohorts, base.times), design.values], axis=2)
    if by_cohort:
        own = np.eye(len(base.cohorts))[:, None, :].repeat(len(base.times), axis=1)
        columns = np.concatenate([own, columns], axis=2)
    centre = observed(base) if by_cohort else within(base)
    wide = centre @ columns[np.searchsorted(base.cohorts, base.cohort)]
    gram = np.einsum("b,btk,btl->kl", base.sums.weight, wide, wide, optimize=True)
    plain = observed(base) @ columns[np.searchsorted(base.cohorts, base.cohort)]
    kept = independent(gram, np.einsum("b,btk->k", base.sums.weight, plain**2))
    bread = inverse(gram[np.ix_(kept, kept)])
    rows = bread @ wide[:, :, kept].transpose(0, 2, 1)
    solved = np.einsum("b,bkt,bt->k", base.sums.weight, rows, base.sums.mean)
    fitted = wide[:, :, kept] @ solved
    clustered = moments if len(np.unique(moments.group)) > 1 else None
    scores = LinearScores(rows, np.einsum("bkt,bt->bk", rows, fitted), np.zeros(rows.shape[:2]))
    first = columns.shape[2] - len(design.names)
    robust = squared_residuals(base, base.scores, centre, fitted)
    return Fit(
        *opened(kept, first, solved, score_covariance(scores, base, clustered), bread),
        rss=float(squared_residuals(base, base.sums, centre, fitted).sum()),
        rank=int(kept.sum()) - by_cohort,
        n_obs=base.n_obs,
        n_units=base.n_units,
        n_clusters=base.n_units if clustered is None else len(np.unique(moments.group)),
        robust=opened(kept, first, solved, np.einsum("bkt,bt,blt->kl", rows, robust, rows, optimize=True), bread)[1],
    )


def observed(base: CohortMoments) -> Array:
    """Matrices (B, T, T) that set to zero what a block's units lack."""
    return np.asarray(base.seen[:, :, None] * np.eye(base.seen.shape[1]))


def within(base: CohortMoments) -> Array:
    """Matrices (B, T, T) that subtract the mean over the times at which a block's units are observed."""
    seen = base.seen.astype(np.float64)
    return np.asarray(observed(base) - seen[:, :, None] * seen[:, None, :] / seen.sum(axis=1)[:, None, None])


def squared_residuals(base: CohortMoments, sums: Sums, centre: Array, fitted: Array) -> Array:
    """Weighted sum over a block's units of the squared residual at each time, (B, T)."""
    away = np.einsum("bst,bt->bs", centre, sums.mean) - fitted
    spread = np.einsum("bst,btu,bsu->bs", centre, sums.cross, centre, optimize=True)
    return np.asarray((spread + sums.weight[:, None] * away**2) * base.seen)


def opened(
    kept: npt.NDArray[np.bool_], first: int, solved: Array, cov: Array, bread: Array
) -> tuple[Array, Array, Array, npt.NDArray[np.bool_]]:
    """Results of the kept columns put back to their places, those before `first` left out."""
    size = len(kept)
    coefficients, full, inner = np.full(size, np.nan), np.full((size, size), np.nan), np.full((size, size), np.nan)
    coefficients[kept] = solved
    full[np.ix_(kept, kept)], inner[np.ix_(kept, kept)] = cov, bread
    return coefficients[first:], full[first:, first:], inner[first:, first:], kept[first:]
