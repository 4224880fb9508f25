"""Linear model with fixed effects and clusters, reduced to what inference with few clusters needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.estimates.diagnosis import check, listed, refuse

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
WHERE = "model"
MOST_DUMMIES = 1500
SWEEPS = 10_000
COLLINEAR = 1e-9  # share of a column that is left
FEW_TREATED = 4


@dataclass(frozen=True)
class LinearModel:
    """Which regression.

    Attributes
    ----------
    outcome : str
        Numeric column.
    regressors : tuple of str
        Numeric columns; a constant is added unless there are fixed effects.
    effects : tuple of str
        Columns whose levels are fixed effects.
    cluster : str
        Column of the groups within which errors hang together.
    weights : str, optional
        Column of positive weights.
    """

    outcome: str
    regressors: tuple[str, ...]
    effects: tuple[str, ...] = ()
    cluster: str = "cluster"
    weights: str | None = None


@dataclass(frozen=True, eq=False)
class ClusteredDesign:
    """Regression after the fixed effects that lie within clusters are swept out; rows in order of clusters.

    Attributes
    ----------
    y : array of shape (n,)
    z : array of shape (n, k)
        Regressors first, then dummies of the fixed effects that cross clusters; full column rank.
    names : tuple of str
        Regressors, in the order of the first columns of `z`.
    starts : array of shape (G,)
        First row of each cluster.
    clusters : tuple
        Labels of the clusters.
    inverse : array of shape (k, k)
        Inverse of ``z'z``.
    beta : array of shape (k,)
    residual : array of shape (n,)
    treated : dict of str to int
        For regressors of zeros and ones: the smaller number of clusters that have, or that lack, any ones.
    """

    y: Array
    z: Array
    names: tuple[str, ...]
    starts: Codes
    clusters: tuple[object, ...]
    inverse: Array
    beta: Array
    residual: Array
    treated: dict[str, int]

    @property
    def count(self) -> int:
        """Number of clusters."""
        return len(self.starts)

    def sums(self, rows: Array) -> Array:
        """Sums of rows within clusters."""
        return np.asarray(np.add.reduceat(rows, self.starts, axis=0))

    def factor(self) -> float:
        """Small-sample factor of clustered errors; effects within clusters cost no degrees of freedom."""
        size, groups = len(self.y), self.count
        return float(groups / (groups - 1) * (size - 1) / (size - self.z.shape[1]))

    def place(self, term: str) -> int:
        """Column of a regressor."""
        if term not in self.names:
            refuse("estimate.columns_missing", WHERE, term, known=listed(list(self.names)))
        return self.names.index(term)


def clustered_design(data: pd.DataFrame, model: LinearModel) -> ClusteredDesign:
    """Build a `ClusteredDesign`.

    Parameters
    ----------
    data : DataFrame
    model : LinearModel

    Returns
    -------
    ClusteredDesign

    Raises
    ------
    EstimationError
        ``estimate.columns_missing``, ``estimate.clusters_not_finite``, ``estimate.clusters_weights``,
        ``estimate.clusters_one``, ``estimate.clusters_collinear``, ``estimate.clusters_many_effects``,
        ``estimate.clusters_no_degrees``.
    """
    rows = read(data, model)
    labels, cluster = factors(rows[model.cluster])
    if len(labels) < 2:  # noqa: PLR2004 - one cluster has no variance between clusters
        refuse("estimate.clusters_one", model.cluster, listed(list(labels)))
    order = np.argsort(cluster, kind="stable")
    rows, cluster = rows.iloc[order], cluster[order]
    starts = np.flatnonzero(np.diff(cluster, prepend=-1))
    weight = np.ones(len(rows)) if model.weights is None else rows[model.weights].to_numpy(float)
    inner: list[Codes] = []
    crossing: list[Codes] = []
    for name in model.effects:
        code = factors(rows[name])[1]
        pairs = pd.DataFrame({"effect": code, "cluster": cluster}).drop_duplicates()
        (crossing if pairs["effect"].duplicated().any() else inner).append(code)
    block = np.column_stack([rows[name].to_numpy(float) for name in (model.outcome, *model.regressors)])
    names = list(model.regressors)
    extra = [np.ones((len(rows), 1))] if not model.effects else [dummies(code, len(inner) > 0) for code in crossing]
    wide = np.column_stack([block, *extra])
    swept = sweep(wide, inner, weight) * np.sqrt(weight)[:, None]
    scale = np.sqrt((wide**2 * weight[:, None]).sum(axis=0))
    kept = independent(swept[:, 1:], scale[1:], len(names), names)
    z = swept[:, 1:][:, kept]
    return solved(swept[:, 0], z, tuple(names), starts, tuple(labels), ever(rows, names, starts))


def read(data: pd.DataFrame, model: LinearModel) -> pd.DataFrame:
    """Columns of the model, complete."""
    wanted = list(dict.fromkeys([model.outcome, *model.regressors, *model.effects, model.cluster]))
    wanted += [model.weights] if model.weights and model.weights not in wanted else []
    missing = [name for name in wanted if name not in data.columns]
    if missing:
        refuse("estimate.columns_missing", WHERE, listed(missing), known=listed([str(name) for name in data.columns]))
    rows = data[wanted].copy()
    numeric = [model.outcome, *model.regressors, *([model.weights] if model.weights else [])]
    for name in numeric:
        rows[name] = pd.to_numeric(rows[name], errors="coerce").astype(float)
    lacking = {name: int(count) for name, count in (~finite(rows, numeric)).sum().items() if count}
    if lacking:
        refuse("estimate.clusters_not_finite", WHERE, listed([f"{name} ({count})" for name, count in lacking.items()]))
    if model.weights and (rows[model.weights] <= 0).any():
        refuse("estimate.clusters_weights", model.weights, int((rows[model.weights] <= 0).sum()))
    return rows.reset_index(drop=True)


def finite(rows: pd.DataFrame, numeric: Sequence[str]) -> pd.DataFrame:
    """Which cells can be used."""
    known = rows.notna()
    for name in numeric:
        known[name] = np.isfinite(rows[name].to_numpy(float))
    return known


def factors(column: pd.Series) -> tuple[list[object], Codes]:
    """Sorted labels, and the place of each row's label."""
    codes, labels = pd.factorize(column, sort=True)
    return list(labels), np.asarray(codes, dtype=np.int64)


def dummies(code: Codes, drop_first: bool) -> Array:  # noqa: FBT001
    """One column a level; without the first where others span the constant."""
    levels = int(code.max()) + 1
    if levels > MOST_DUMMIES:
        refuse("estimate.clusters_many_effects", WHERE, levels, most=MOST_DUMMIES)
    return np.asarray(np.eye(levels)[code][:, int(drop_first) :])


def sweep(columns: Array, effects: list[Codes], weight: Array) -> Array:
    """Take the means of every level of every effect out of columns, until none is left."""
    out = columns.copy()
    if not effects:
        return out
    size = np.sqrt((out**2).mean(axis=0)) + np.finfo(float).tiny
    for _ in range(SWEEPS):
        largest = 0.0
        for code in effects:
            total = np.bincount(code, weight)
            sums = np.column_stack([np.bincount(code, weight * column) for column in out.T])
            means = sums / total[:, None]
            out -= means[code]
            largest = max(largest, float((np.abs(means) / size).max()))
        if len(effects) == 1 or largest < 1e-13:  # noqa: PLR2004 - rounding of the columns themselves
            break
    return out


def independent(columns: Array, scale: Array, regressors: int, names: list[str]) -> list[int]:
    """Columns that those before them do not explain; refused where a regressor is among the others."""
    order = [*range(regressors, columns.shape[1]), *range(regressors)]  # dummies explain regressors, not the reverse
    left = np.abs(np.diag(np.linalg.qr((columns / np.where(scale > 0, scale, 1.0))[:, order], mode="r")))
    left = np.concatenate([left, np.zeros(len(order) - len(left))])
    lost = [place for place, share in zip(order, left, strict=True) if share <= COLLINEAR]
    gone = [names[place] for place in lost if place < regressors]
    if gone:
        refuse("estimate.clusters_collinear", WHERE, listed(gone))
    return sorted(set(order) - set(lost))


def solved(
    y: Array, z: Array, names: tuple[str, ...], starts: Codes, labels: tuple[object, ...], treated: dict[str, int]
) -> ClusteredDesign:
    """Least squares on columns of full rank."""
    if z.shape[0] <= z.shape[1]:
        refuse("estimate.clusters_no_degrees", WHERE, f"{z.shape[0]} - {z.shape[1]}")
    _, upper = np.linalg.qr(z)
    root = np.linalg.inv(upper)
    inverse = root @ root.T
    beta = inverse @ (z.T @ y)
    beta = beta + inverse @ (z.T @ (y - z @ beta))
    return ClusteredDesign(y, z, names, starts, labels, inverse, beta, y - z @ beta, treated)


def cluster_checks(design: ClusteredDesign) -> list[dict[str, Any]]:
    """How many clusters there are, and whether they hold more than one row."""
    single = design.count == len(design.y)
    return [
        check("clusters_count", statistic=float(design.count)),
        check("clusters_each_row", warns=single, statistic=float(design.count), detail=str(design.count)),
    ]


def ever(rows: pd.DataFrame, names: list[str], starts: Codes) -> dict[str, int]:
    """Smaller number of clusters with, or without, any ones of a regressor of zeros and ones."""
    found = {}
    for name in names:
        values = rows[name].to_numpy(float)
        if np.isin(values, (0.0, 1.0)).all():
            some = int((np.maximum.reduceat(values, starts) > 0).sum())
            found[name] = min(some, len(starts) - some) if some < len(starts) else some
    return found
