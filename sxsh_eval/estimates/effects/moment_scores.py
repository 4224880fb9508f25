"""Covariance of estimates that are linear in each unit's outcomes, from cohort moments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sxsh_eval.estimates.effects.cohort_moments import CohortMoments
from sxsh_eval.estimates.effects.moment_blocks import Array, Codes, distinct


@dataclass(frozen=True, eq=False)
class LinearScores:
    """What each unit adds to K estimates: ``w (rows @ y - centre) + constant``, the same three for all of a block.

    Attributes
    ----------
    rows : array (B, K, T)
    centre, constant : arrays (B, K)
    """

    rows: Array
    centre: Array
    constant: Array

    def combined(self, weights: Array) -> LinearScores:
        """Scores of combinations of the estimates; `weights` is (L, K)."""
        return LinearScores(weights @ self.rows, self.centre @ weights.T, self.constant @ weights.T)


def score_covariance(scores: LinearScores, base: CohortMoments, clustered: CohortMoments | None = None) -> Array:
    """Sum of the outer products of the scores of units, or of clusters.

    Parameters
    ----------
    scores : LinearScores
        Of the blocks of `base`.
    base : CohortMoments
        Without groups.
    clustered : CohortMoments, optional
        The same units by cluster.

    Returns
    -------
    array (K, K)
    """
    if clustered is not None:
        totals = cluster_totals(scores, base, clustered)
        return np.asarray(totals.T @ totals)
    second = base.scores
    away = np.einsum("bkt,bt->bk", scores.rows, second.mean) - scores.centre
    spread = np.einsum("bks,bls->kl", scores.rows @ second.cross, scores.rows, optimize=True)
    first = base.sums.weight[:, None] * (np.einsum("bkt,bt->bk", scores.rows, base.sums.mean) - scores.centre)
    crossed = first.T @ scores.constant
    constant = (scores.constant * base.units[:, None]).T @ scores.constant
    total = spread + (away * second.weight[:, None]).T @ away + crossed + crossed.T + constant
    return np.asarray(0.5 * (total + total.T))


def cluster_totals(scores: LinearScores, base: CohortMoments, clustered: CohortMoments) -> Array:
    """Sum of the scores of each cluster's units, (clusters, K)."""
    kind = kind_of(base, clustered)
    totals = np.empty((len(kind), scores.rows.shape[1]))
    for number in range(len(base.units)):
        mine = np.flatnonzero(kind == number)
        sums = clustered.sums.take(mine)
        away = sums.mean @ scores.rows[number].T - scores.centre[number]
        totals[mine] = sums.weight[:, None] * away + clustered.units[mine, None] * scores.constant[number]
    groups = np.unique(clustered.group, return_inverse=True)[1]
    added = np.zeros((groups.max() + 1, totals.shape[1]))
    np.add.at(added, groups, totals)
    return added


def kind_of(base: CohortMoments, clustered: CohortMoments) -> Codes:
    """Block of `base` to which each block of `clustered` belongs."""
    seen = np.concatenate([base.seen, clustered.seen])
    codes = distinct(seen, np.concatenate([base.cohort, clustered.cohort]))[1]
    place = np.empty(codes.max() + 1, dtype=np.int64)
    place[codes[: len(base.units)]] = np.arange(len(base.units))
    return place[codes[len(base.units) :]]
