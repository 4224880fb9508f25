"""Least squares with unit and time effects from cohort moments, for regressors that depend on cohort and time only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.effects.cell_design import CellDesign, time_columns
from sxsh_eval.estimates.effects.cohort_moments import CohortMoments
from sxsh_eval.estimates.effects.moment_blocks import Array
from sxsh_eval.estimates.effects.moment_scores import LinearScores, score_covariance

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
        Of all columns, times included, unit effects apart.
    n_obs, n_units, n_clusters : int
    robust : array (K, K), optional
        The same as `cov` with the scores of single observations.
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


def independent(gram: Array) -> npt.NDArray[np.bool_]:
    """Which columns are not combinations of those before them, from their cross-products."""
    size = np.sqrt(np.diag(gram))
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


def fit_moments(moments: CohortMoments, design: CellDesign) -> Fit:
    """Least squares of the outcome on unit effects, time effects and the columns of a design.

    Parameters
    ----------
    moments : CohortMoments
        Clustered by their groups where they have several, else by unit.
    design : CellDesign
        Over ``moments.cohorts`` and ``moments.times``.

    Returns
    -------
    Fit
    """
    base = moments.without_groups()
    columns = np.concatenate([time_columns(base.cohorts, base.times), design.values], axis=2)
    wide = within(columns[np.searchsorted(base.cohorts, base.cohort)], base)
    weight, mean = base.sums.weight, base.sums.mean
    gram = np.einsum("b,btk,btl->kl", weight, wide, wide, optimize=True)
    kept = independent(gram)
    chosen = wide[:, :, kept]
    bread = inverse(gram[np.ix_(kept, kept)])
    solved = bread @ np.einsum("b,btk,bt->k", weight, chosen, mean)
    fitted = chosen @ solved
    rows = bread @ chosen.transpose(0, 2, 1)
    clustered = moments if len(np.unique(moments.group)) > 1 else None
    scores = LinearScores(rows, np.einsum("bkt,bt->bk", rows, fitted), np.zeros(rows.shape[:2]))
    meat = score_covariance(scores, base, clustered)
    spread, robust = residual_moments(base, fitted, rows)
    return Fit(
        *opened(kept, columns.shape[2] - len(design.names), solved, meat, bread),
        rss=spread,
        rank=int(kept.sum()),
        n_obs=base.n_obs,
        n_units=base.n_units,
        n_clusters=base.n_units if clustered is None else len(np.unique(moments.group)),
        robust=opened(kept, columns.shape[2] - len(design.names), solved, robust, bread)[1],
    )


def within(values: Array, base: CohortMoments) -> Array:
    """Columns (B, T, K) less their mean over the times at which the block is observed; zero at the others."""
    seen = base.seen[:, :, None]
    mean = (values * seen).sum(axis=1, keepdims=True) / seen.sum(axis=1, keepdims=True)
    return (values - mean) * seen


def residual_moments(base: CohortMoments, fitted: Array, rows: Array) -> tuple[float, Array]:
    """Weighted sum of squared residuals, with the sum of outer products of single observations' scores."""

    def squares(sums: object) -> Array:
        return centred_squares(base, fitted, sums)

    rss = float(squares(base.sums).sum())
    weighted = rows * squares(base.scores)[:, None, :]
    return rss, np.einsum("bkt,blt->kl", weighted, rows, optimize=True)


def centred_squares(base: CohortMoments, fitted: Array, sums: object) -> Array:
    """Sum over a block's units of the squared residual at each time, (B, T)."""
    from sxsh_eval.estimates.effects.moment_blocks import Sums

    assert isinstance(sums, Sums)  # noqa: S101
    times = base.seen.shape[1]
    seen = base.seen.astype(np.float64)
    centre = (np.eye(times) - seen[:, :, None] * seen[:, None, :] / seen.sum(axis=1)[:, None, None]) * seen[:, :, None]
    away = np.einsum("bst,bt->bs", centre, sums.mean) - fitted
    spread = np.einsum("bst,btu,bsu->bs", centre, sums.cross, centre, optimize=True)
    return spread + sums.weight[:, None] * away**2


def opened(
    kept: npt.NDArray[np.bool_], first: int, solved: Array, cov: Array, bread: Array
) -> tuple[Array, Array, Array, npt.NDArray[np.bool_]]:
    """Results of the kept columns put back to their places, those before `first` left out."""
    size = len(kept)
    coefficients, full, inner = np.full(size, np.nan), np.full((size, size), np.nan), np.full((size, size), np.nan)
    coefficients[kept] = solved
    full[np.ix_(kept, kept)], inner[np.ix_(kept, kept)] = cov, bread
    return coefficients[first:], full[first:, first:], inner[first:, first:], kept[first:]
