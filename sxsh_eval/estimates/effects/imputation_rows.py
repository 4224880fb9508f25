"""Imputation estimator from rows: covariates, weights that change, any gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.effects.absorbed import Absorbed, absorb, fit_rows, marks, stacked
from sxsh_eval.estimates.effects.cell_design import CellDesign
from sxsh_eval.estimates.effects.cell_fit import cells_of_rows
from sxsh_eval.estimates.effects.imputation_moments import generalised
from sxsh_eval.estimates.effects.moment_blocks import Array, Codes
from sxsh_eval.estimates.effects.moment_regression import Fit
from sxsh_eval.estimates.effects.panel_source import PanelSource


@dataclass(frozen=True, eq=False)
class Imputed:
    """Imputed effects of K cells.

    Attributes
    ----------
    estimates : array (K,)
        NaN where no observation of the cell is identified.
    cov : array (K, K)
    mass, count : arrays (K,)
        Weight and number of the identified observations.
    lost : int
        Treated observations whose untreated outcome is not identified.
    """

    estimates: Array
    cov: Array
    mass: Array
    count: Array
    lost: int


def free_rows(source: PanelSource) -> npt.NDArray[np.bool_]:
    """Rows before treatment."""
    assert source.rows is not None  # noqa: S101
    assert source.cohort is not None  # noqa: S101
    free: npt.NDArray[np.bool_] = source.times[source.rows.time] < source.cohorts[source.cohort]
    return free


def untreated_means(unit: Codes, free: npt.NDArray[np.bool_], weight: Array, values: Array) -> Array:
    """Mean of the columns over each unit's untreated rows, for every row; NaN where there are none."""
    count = int(unit.max()) + 1
    total = np.bincount(unit[free], weight[free], count)
    sums = [np.bincount(unit[free], weight[free] * column[free], count) for column in values.T]
    with np.errstate(invalid="ignore"):
        means = (np.column_stack(sums) if sums else np.empty((count, 0))) / total[:, None]
    return np.asarray(means[unit])


def impute_rows(source: PanelSource, design: CellDesign) -> Imputed:
    """Mean imputed effect of each cell with conservative covariance.

    Parameters
    ----------
    source : PanelSource
        With rows.
    design : CellDesign
        The treated cells.

    Returns
    -------
    Imputed

    Notes
    -----
    As `imputed_effects`: residuals of treated observations are taken from their cell's mean effect, weighted with
    squared weights.
    """
    rows, free = source.rows, free_rows(source)
    assert rows is not None  # noqa: S101
    covariates = source.covariates - untreated_means(rows.unit, free, rows.weight, source.covariates)
    known = np.isin(rows.unit, np.unique(rows.unit[free]))  # units seen before treatment
    columns = stacked(marks(rows.time, len(source.times)), np.where(known[:, None], covariates, 0.0))
    taken = absorb(columns[free], rows.unit[free], rows.weight[free])
    solve, empty = generalised(taken.gram)
    centred = taken.centred(rows.outcome[free])
    level = solve @ (taken.columns.T @ (rows.weight[free] * centred))
    after = ~free & known
    moved = moved_columns(taken, columns, rows.unit, np.unique(rows.unit[free]), after)
    reached = (np.abs(moved @ empty) < 1e-7).all(axis=1)  # noqa: PLR2004 - rounding
    after[np.flatnonzero(after)[~reached]] = False
    moved = moved[reached]
    mean = untreated_means(rows.unit, free, rows.weight, rows.outcome[:, None])[after, 0]
    effect = rows.outcome[after] - mean - moved @ level
    cells = cells_of_rows(source, design)[after]
    scores = free_scores(taken, rows.cluster[free], rows.weight[free], centred, level)
    return cell_effects(cells, effect, rows.weight[after], rows.cluster[after], moved @ solve, scores, (~free).sum())


def moved_columns(taken: Absorbed, columns: Any, unit: Codes, units: Codes, after: npt.NDArray[np.bool_]) -> Array:
    """Columns of treated rows less the mean over their unit's untreated rows."""
    means = taken.within.multiply(1 / taken.total[:, None]).tocsr()
    place = np.searchsorted(units, unit[after])
    return np.asarray((columns[after] - means[place]).todense())


def free_scores(taken: Absorbed, cluster: Codes, weight: Array, outcome: Array, level: Array) -> tuple[Codes, Array]:
    """Cluster of each untreated row, and its score in the regression of untreated outcomes, (n, q) summed by cluster.

    Returns
    -------
    clusters : array (m,)
        Labels.
    sums : array (m, q)
    """
    residual = taken.centred(outcome - taken.columns @ level)
    clusters, codes = np.unique(cluster, return_inverse=True)
    weighted = taken.columns.multiply((weight * residual)[:, None]).tocsr()
    return clusters, (marks(codes.astype(np.int64)).T @ weighted).toarray()


def cell_effects(
    cells: Any,
    effect: Array,
    weight: Array,
    cluster: Codes,
    solved: Array,
    scores: tuple[Codes, Array],
    treated: int,
) -> Imputed:
    """Means of the cells and the outer products of their clusters' scores."""
    mass = cells.T @ weight
    safe = np.where(mass > 0, mass, 1.0)
    estimates = np.where(mass > 0, (cells.T @ (weight * effect)) / safe, np.nan)
    squares = cells.T @ weight**2
    centre = (cells.T @ (weight**2 * effect)) / np.where(squares > 0, squares, 1.0)
    need = (cells.T @ (solved * weight[:, None])) / safe[:, None]
    labels = np.unique(np.concatenate([scores[0], cluster]))
    total = np.zeros((len(labels), len(mass)))
    total[np.searchsorted(labels, scores[0])] = -scores[1] @ need.T
    away = cells.multiply((weight * (effect - cells @ centre))[:, None]).tocsr()
    own = marks(np.searchsorted(labels, cluster), len(labels)).T @ away
    total += own.toarray() / safe
    cov = total.T @ total
    cov[mass == 0], cov[:, mass == 0] = np.nan, np.nan
    count = np.asarray(cells.sum(axis=0), dtype=np.float64).ravel()
    return Imputed(estimates, cov, mass, count, int(treated - len(effect)))


def fit_leads(source: PanelSource, design: CellDesign) -> Fit:
    """Untreated rows on unit effects, time effects, covariates and the leads' columns.

    Parameters
    ----------
    source : PanelSource
        With rows.
    design : CellDesign

    Returns
    -------
    Fit
        Of the leads.
    """
    from sxsh_eval.estimates.effects.absorbed import unit_centred

    free = free_rows(source)
    assert source.rows is not None  # noqa: S101
    rows = source.rows.where(free)
    covariates = unit_centred(rows, source.covariates[free])
    columns = stacked(marks(rows.time, len(source.times)), covariates, cells_of_rows(source, design)[free])
    return fit_rows(rows, columns, len(design.names))
