"""What sampling units does to a decomposition: covariance of the totals, carried through by derivatives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from sxsh_eval.estimates.decomposition_core import Floats, Ints, level_factors, product, step_effects
from sxsh_eval.estimates.decomposition_tables import Effects, Kind, kept_places, keys_of, scaled_effects, statistics
from sxsh_eval.estimates.diagnosis import refuse
from sxsh_eval.estimates.intervals import t_quantile

BATCH = 256  # totals moved at once
STEP = 1e-4  # of a total, for derivatives by central differences: they are right to about 1e-8


@dataclass(frozen=True, eq=False)
class Cells:
    """Totals of each level in each group and time.

    Attributes
    ----------
    totals : ndarray, shape (levels, groups, times)
    parents : list of ndarray of int
    groups : tuple of str
    rows : DataFrame
        Rows used: ``cell`` (group and time as one number), ``cluster`` and weighted amounts ``0, 1, ...`` by level.
    """

    totals: Floats
    parents: list[Ints]
    groups: tuple[str, ...]
    rows: pd.DataFrame


def spread_of(
    cells: Cells, effects: Effects, how: tuple[Kind, list[tuple[int, int]]], level: float
) -> tuple[pd.DataFrame, tuple[Floats, float, int]]:
    """Covariance of the rows; standard errors on the scale of the effects, with the quantile of their intervals."""
    count = int(cells.rows["cluster"].nunique())
    if count < 2:  # noqa: PLR2004 - a variance needs two
        refuse("estimate.decomposition_one_cluster", "decomposition", count)
    slopes = derivatives(cells, how)
    cov = slopes @ totals_covariance(cells, count) @ slopes.T
    kept = kept_places(effects)
    scale = np.ones(len(cov))
    if how[0] == "multiplicative":
        logs = scaled_effects(effects.additive, effects.ends, how[0], chained=len(how[1]) > 1)
        numbers = statistics(effects.ends, logs)
        is_level = np.array([term in ("start", "end") for term, _, _ in keys_of(effects)])
        scale = np.where(is_level, 1.0, np.exp(np.where(is_level, 0.0, numbers)))
    frame = pd.DataFrame((cov * np.outer(scale, scale))[np.ix_(kept, kept)])
    errors = np.sqrt(np.maximum(np.diag(cov), 0.0))
    return frame, (errors, float(t_quantile(0.5 + level / 2, np.array(count - 1.0))), count)


def totals_covariance(cells: Cells, count: int) -> Floats:
    """Covariance of the totals (levels by cells, flat) over clusters drawn independently."""
    size = cells.totals[0].size
    cluster, cell = cells.rows["cluster"].to_numpy(), cells.rows["cell"].to_numpy()
    depth = len(cells.totals)
    data = np.concatenate([cells.rows[place].to_numpy() for place in range(depth)])
    where = np.tile(cluster, depth), np.concatenate([cell + place * size for place in range(depth)])
    by_cluster = sparse.csr_matrix((data, where), shape=(count, depth * size))
    mean = np.asarray(by_cluster.mean(axis=0)).ravel()
    products = np.asarray((by_cluster.T @ by_cluster).todense())
    return np.asarray(count / (count - 1) * (products - count * np.outer(mean, mean)))


def derivatives(cells: Cells, how: tuple[Kind, list[tuple[int, int]]]) -> Floats:
    """Derivatives of all statistics by all totals, shape (statistics, levels * cells)."""
    flat = cells.totals.ravel()
    moved = np.flatnonzero(flat)
    parts = []
    for places in np.array_split(moved, -(-moved.size // BATCH)):
        ends = np.tile(flat, (2, places.size, 1))
        ends[:, np.arange(places.size), places] *= np.array([[1 + STEP], [1 - STEP]])
        up, down = numbers_at(ends.reshape(2, places.size, *cells.totals.shape), cells.parents, how)
        parts.append((up - down) / (2 * STEP * flat[places])[:, None])
    slopes = np.zeros((parts[0].shape[1], flat.size))
    slopes[:, moved] = np.concatenate(parts).T
    return slopes


def numbers_at(totals: Floats, parents: list[Ints], how: tuple[Kind, list[tuple[int, int]]]) -> Floats:
    """All statistics at given totals, shape (..., levels, groups, times) to (..., statistics)."""
    kind, steps = how
    factors = level_factors([totals[..., place, :, :] for place in range(totals.shape[-3])], parents)
    value = product(np.moveaxis(factors, -1, -3))
    additive = step_effects(factors, steps)
    ends = np.stack([np.stack([value[..., one, :], value[..., other, :]], axis=-1) for one, other in steps], axis=-3)
    if len(steps) > 1:
        additive = np.concatenate([additive.sum(axis=-3, keepdims=True), additive], axis=-3)
        whole = np.stack([value[..., steps[0][0], :], value[..., steps[-1][1], :]], axis=-1)
        ends = np.concatenate([whole[..., None, :, :], ends], axis=-3)
    return statistics(ends, scaled_effects(additive, ends, kind, chained=len(steps) > 1))
