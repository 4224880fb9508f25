"""Imputation estimator from cohort moments: weights of every observation, and what is not identified."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.effects.cohort_moments import CohortMoments, gathered
from sxsh_eval.estimates.effects.moment_blocks import Array, Sums
from sxsh_eval.estimates.effects.moment_scores import LinearScores, score_covariance

Seen = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class UntreatedFit:
    """Unit and time effects of the observations before treatment.

    Attributes
    ----------
    base : CohortMoments
    free : array of bool (B, T)
        Untreated observations.
    solve : array (T, T)
        Generalised inverse of the times' partialled cross-products.
    level : array (T,)
        Time effects.
    treated : array of bool (B, T)
        Treated observations whose untreated outcome is identified.
    lost : array of bool (B, T)
        Other treated observations.
    """

    base: CohortMoments
    free: Seen
    solve: Array
    level: Array
    treated: Seen
    lost: Seen


def untreated_moments(moments: CohortMoments) -> CohortMoments:
    """Moments of the observations before treatment only."""
    free = moments.seen & (moments.times[None, :] < moments.cohort[:, None])

    def cut(sums: Sums) -> Sums:
        return Sums(sums.weight, sums.mean * free, sums.cross * free[:, :, None] * free[:, None, :])

    squared = None if moments.squared is None else cut(moments.squared)
    part = replace(moments, seen=free, sums=cut(moments.sums), squared=squared)
    return gathered(part.where(np.asarray(free.any(axis=1))))


def fit_untreated(base: CohortMoments) -> UntreatedFit:
    """Fit unit and time effects to untreated observations.

    Parameters
    ----------
    base : CohortMoments
        Without groups.

    Returns
    -------
    UntreatedFit
    """
    free = base.seen & (base.times[None, :] < base.cohort[:, None])
    deviations = free[:, :, None] * (np.eye(len(base.times)) - share_of(free)[:, None, :])
    gram = np.einsum("b,bts,btu->su", base.sums.weight, deviations, deviations, optimize=True)
    solve, empty = generalised(gram)
    level = solve @ np.einsum("b,bts,bt->s", base.sums.weight, deviations, base.sums.mean)
    moved = np.eye(len(base.times)) - share_of(free)[:, None, :]  # a time less the unit's untreated mean of times
    reached = np.asarray(free.any(axis=1))[:, None] & (np.abs(moved @ empty) < 1e-8).all(axis=2)  # noqa: PLR2004 - rounding
    after = base.seen & ~free
    return UntreatedFit(base, free, solve, level, after & reached, after & ~reached)


def share_of(free: Seen) -> Array:
    """Weight of each time in the mean over a block's untreated times, (B, T)."""
    count = free.sum(axis=1, keepdims=True)
    return np.asarray(free / np.where(count > 0, count, 1))


def generalised(gram: Array) -> tuple[Array, Array]:
    """Generalised inverse of cross-products, with the directions (T, m) they say nothing of."""
    size = np.sqrt(np.diag(gram))
    size = np.where(size > 0, size, 1.0)
    values, vectors = np.linalg.eigh(gram / size / size[:, None])
    good = values > 1e-9 * max(values.max(), 1e-300)
    inner = vectors[:, good] / values[good] @ vectors[:, good].T
    return inner / size / size[:, None], vectors[:, ~good] / size[:, None]


def imputed_effects(fit: UntreatedFit, weights: Array, clustered: CohortMoments | None = None) -> tuple[Array, Array]:
    """Weighted sums of imputed effects, with their conservative covariance.

    Parameters
    ----------
    fit : UntreatedFit
    weights : array (K, B, T)
        Weight of an observation (of unit weight) in each sum; zero where not treated.
    clustered : CohortMoments, optional
        The same units by cluster.

    Returns
    -------
    estimates : array (K,)
    cov : array (K, K)

    Notes
    -----
    An effect is ``y - a_i - l_t``, so each sum is ``sum(v y)`` with the weights ``v`` of Borusyak, Jaravel & Spiess
    (2024), proposition 1. Residuals of treated observations are taken from the mean effect of their cohort and time
    (their equation 8), which makes the errors conservative where effects vary within a cohort.
    """
    base = fit.base
    share = share_of(fit.free)
    ones = weights.sum(axis=2)
    need = np.einsum("b,kbt->kt", base.sums.weight, weights - ones[:, :, None] * share)
    deviations = fit.free[:, :, None] * (np.eye(len(base.times)) - share[:, None, :])
    back = np.einsum("kt,ts,bus->kbu", need, fit.solve, deviations, optimize=True)
    rows = weights - ones[:, :, None] * share - back
    estimates = np.einsum("b,kbt,bt->k", base.sums.weight, rows, base.sums.mean)
    centre = np.einsum("kbt,bt->bk", rows, np.broadcast_to(fit.level, base.seen.shape) * base.seen)
    centre = centre + np.einsum("kbt,bt->bk", weights, cell_means(fit))
    by_block = rows.transpose(1, 0, 2)
    scores = LinearScores(by_block, centre, np.zeros(centre.shape))
    return estimates, score_covariance(scores, base, clustered)


def cell_means(fit: UntreatedFit) -> Array:
    """Mean imputed effect of each cohort and time, (B, T), weighted as squared scores are."""
    base = fit.base
    second = base.scores
    untreated = (second.mean - fit.level) * fit.free
    effect = second.mean - fit.level - (untreated.sum(axis=1) / np.maximum(fit.free.sum(axis=1), 1))[:, None]
    means = np.zeros(base.seen.shape)
    for cohort in base.cohorts:
        mine = base.cohort == cohort
        weight = second.weight[mine, None] * fit.treated[mine]
        total = weight.sum(axis=0)
        means[mine] = (weight * effect[mine]).sum(axis=0) / np.where(total > 0, total, 1) * fit.treated[mine]
    return means
