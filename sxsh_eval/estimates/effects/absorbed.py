"""Least squares of rows on one absorbed factor, times and regressors: sparse and exact, without iterations.

The absorbed factor (units, or cohorts) is taken out by hand; what is left are the times and the regressors, a small
dense system whose cross-products come from sparse ones. Any weights, gaps and regressors are allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.effects.moment_blocks import Array, Codes
from sxsh_eval.estimates.effects.moment_regression import Fit, independent, inverse, opened

ROUNDING = 1e-11  # of a column's size


@dataclass(frozen=True, eq=False)
class PanelRowSet:
    """Observations of a panel as arrays over the rows.

    Attributes
    ----------
    unit, time : arrays of int (n,)
        Codes; not every code need occur.
    outcome, weight : arrays (n,)
    cluster : array of int (n,)
        Codes; units of one cluster only.
    """

    unit: Codes
    time: Codes
    outcome: Array
    weight: Array
    cluster: Codes

    def where(self, keep: npt.NDArray[np.bool_]) -> PanelRowSet:
        """Only some rows."""
        return PanelRowSet(*(getattr(self, name)[keep] for name in ("unit", "time", "outcome", "weight", "cluster")))


def marks(codes: Codes, count: int | None = None) -> Any:
    """Sparse matrix (n, count) of zeros and ones that marks each row's code."""
    from scipy.sparse import csr_array

    count = int(codes.max()) + 1 if count is None else count
    return csr_array((np.ones(len(codes)), codes, np.arange(len(codes) + 1)), shape=(len(codes), count))


@dataclass(frozen=True, eq=False)
class Absorbed:
    """Cross-products of columns after a factor was taken out.

    Attributes
    ----------
    columns : sparse (n, q)
    factor : array of int (n,)
    weight : array (n,)
    within : sparse (N, q)
        Weighted sum of the columns in each level of the factor.
    total : array (N,)
        Weight of each level.
    gram : array (q, q)
    """

    columns: Any
    factor: Codes
    weight: Array
    within: Any
    total: Array
    gram: Array

    def centred(self, values: Array) -> Array:
        """Values less their mean in the level of the factor."""
        sums = np.bincount(self.factor, self.weight * values, len(self.total))
        return np.asarray(values - (sums / self.total)[self.factor])


def absorb(columns: Any, factor: Codes, weight: Array) -> Absorbed:
    """Take a factor out of sparse columns.

    Parameters
    ----------
    columns : sparse (n, q)
    factor : array of int (n,)
    weight : array (n,)

    Returns
    -------
    Absorbed
    """
    codes = np.unique(factor, return_inverse=True)[1].astype(np.int64)
    total: Array = np.bincount(codes, weight).astype(np.float64)
    weighted = columns.multiply(weight[:, None]).tocsr()
    within = (marks(codes).T @ weighted).tocsr()
    between = within.T @ within.multiply(1 / total[:, None]).tocsr()
    gram = np.asarray((columns.T @ weighted - between).todense())
    return Absorbed(columns, codes, weight, within, total, 0.5 * (gram + gram.T))


def fit_rows(rows: PanelRowSet, columns: Any, shown: int, factor: Codes | None = None, *, robust: bool = False) -> Fit:
    """Least squares of the outcome on an absorbed factor and sparse columns.

    Parameters
    ----------
    rows : PanelRowSet
    columns : sparse (n, q)
        Times first; those which follow from earlier ones are left out.
    shown : int
        Number of columns, at the end, whose coefficients are returned.
    factor : array of int (n,), optional
        Units by default. The levels of another factor are counted into the rank.
    robust : bool
        Whether to make the scores of single observations too.

    Returns
    -------
    Fit
    """
    taken = absorb(columns.tocsr(), rows.unit if factor is None else factor, rows.weight)
    kept = independent(taken.gram, (taken.columns**2).T @ rows.weight)
    chosen, inside = taken.columns[:, kept], taken.within[:, kept]
    bread = inverse(taken.gram[np.ix_(kept, kept)])
    outcome = taken.centred(rows.outcome)
    solved, residual = np.zeros(int(kept.sum())), outcome
    for _ in range(2):  # the second round takes out what rounding left in the first
        solved = solved + bread @ (chosen.T @ (rows.weight * residual))
        residual = taken.centred(outcome - chosen @ solved)
    scores = rows.weight * residual
    clusters = np.unique(rows.cluster, return_inverse=True)[1].astype(np.int64)
    summed = (marks(clusters).T @ chosen.multiply(scores[:, None]).tocsr()).toarray()
    if factor is not None:  # a level then has units of several clusters, whose scores keep the levels' means
        sums = (marks(clusters).T @ marks(taken.factor).multiply(scores[:, None]).tocsr()).tocsr()
        summed = summed - (sums @ inside.multiply(1 / taken.total[:, None]).tocsr()).toarray()
    first = columns.shape[1] - shown
    meat = robust_meat(taken, chosen, inside, scores) if robust else bread
    return Fit(
        *opened(kept, first, solved, bread @ (summed.T @ summed) @ bread, bread),
        rss=float(scores @ residual),
        rank=int(kept.sum()) + (0 if factor is None else len(taken.total) - 1),
        n_obs=len(scores),
        n_units=len(np.unique(rows.unit)),
        n_clusters=int(clusters.max()) + 1,
        robust=opened(kept, first, solved, bread @ meat @ bread, bread)[1] if robust else None,
    )


def robust_meat(taken: Absorbed, chosen: Any, inside: Any, scores: Array) -> Array:
    """Sum over rows of the outer products of their scores, without the centred columns themselves."""
    squares = scores**2
    weighted = chosen.multiply(squares[:, None]).tocsr()
    means = inside.multiply(1 / taken.total[:, None]).tocsr()
    crossed = (marks(taken.factor).T @ weighted).T @ means
    own = means.T @ means.multiply(np.bincount(taken.factor, squares)[:, None]).tocsr()
    return np.asarray((chosen.T @ weighted - crossed - crossed.T + own).todense())


def stacked(*parts: Any) -> Any:
    """Sparse columns side by side; dense ones are turned into sparse."""
    from scipy.sparse import csr_array, hstack

    return hstack([part if hasattr(part, "tocsr") else csr_array(part) for part in parts], format="csr")


def unit_centred(rows: PanelRowSet, values: Array) -> Array:
    """Columns (n, p) less their mean over each unit's rows, so that no digits are lost to differences between units."""
    codes = np.unique(rows.unit, return_inverse=True)[1]
    total = np.bincount(codes, rows.weight)
    sums = np.column_stack([np.bincount(codes, rows.weight * column) for column in values.T] or [total])
    left = values - (sums / total[:, None])[codes][:, : values.shape[1]]
    absorbed = np.abs(left).max(axis=0, initial=0) <= ROUNDING * np.abs(values).max(axis=0, initial=0)
    return np.asarray(np.where(absorbed, 0.0, left))
