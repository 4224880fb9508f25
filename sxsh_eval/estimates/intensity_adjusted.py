"""Specific consumption at the same output: effects of years in a regression of log energy on log output."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check_level, refuse
from sxsh_eval.estimates.intensity_index import base_of
from sxsh_eval.estimates.intensity_rows import Floats, IntensityColumns, usable_rows
from sxsh_eval.estimates.intervals import t_quantile
from sxsh_eval.estimates.result import Estimates, Method, as_estimates

TINY = 1e-13  # part of a column that others do not explain, below which it is rounding


def adjusted_intensity(
    panel: pd.DataFrame,
    *,
    energy: str = "energy_toe",
    base: object = None,
    columns: IntensityColumns | None = None,
    level: float = 0.95,
    labels: Labels | None = None,
) -> Estimates:
    """Index of energy by year at the same output, by group and for a typical enterprise of the same group.

    Parameters
    ----------
    panel : DataFrame
    energy : str
    base : optional
        Year that is 100; the first by default.
    columns : IntensityColumns, optional
    level : float
    labels : Labels, optional

    Returns
    -------
    Estimates
        Indicator ``adjusted_<energy>``: term ``index`` (base 100) by year and group, empty group for all together with
        effects of the groups taken out; term ``output_elasticity``, per cent of energy per per cent of output.

    Raises
    ------
    EstimationError
        ``estimate.columns_missing``, ``estimate.intensity_no_rows``, ``estimate.intensity_base``,
        ``estimate.intensity_few_units``, ``estimate.intensity_constant_output``.

    Notes
    -----
    Regression of log energy on log output with effects of group and year, and of their combinations for the rows by
    group; errors clustered by enterprise with ``G/(G-1) (N-1)/(N-K)``, Student's t on ``G - 1``. Every enterprise
    counts alike, so this speaks of typical enterprises, not of the sum of energy.
    """
    columns, labels = columns or IntensityColumns(), labels or Labels(evidence="measured")
    check_level(level)
    rows, told = usable_rows(panel, energy, columns, logs=True)
    first = base_of(rows, base)
    about = Labels(f"adjusted_{energy}", labels.province, "", "index", labels.evidence, labels.source)
    times, groups = sorted(set(rows["time"])), sorted(set(rows["group"]))
    table = []
    whole = fitted(rows, [rows["group"], rows["time"]], crossed=False)
    table += [whole.row(about, ("", time), (("", first), ("", time)), level) for time in times]
    table.append(whole.elasticity(about, level))
    if len(groups) > 1:
        cells = fitted(rows, [rows["group"], rows["time"]], crossed=True)
        for group in groups:
            own = Labels(about.indicator, about.province, group, "index", about.evidence, about.source)
            table += [cells.row(own, (group, time), ((group, first), (group, time)), level) for time in times]
    method = Method("adjusted_intensity", "log(energy) ~ log(output) + group x year; clustered by enterprise", level)
    return Estimates(as_estimates(table, method).table, method, checks=as_checks(told))


class Fitted:
    """Effects of cells in a regression on log output, with the score of each enterprise.

    Parameters
    ----------
    names : dict
        Column of each effect.
    params, cov : ndarray
        Slope of log output first.
    count, clusters : dict, int
        Enterprises in each cell; in all.
    """

    def __init__(
        self, names: dict[Any, int], params: Floats, cov: Floats, count: dict[Any, int], clusters: int
    ) -> None:
        self.names, self.params, self.cov, self.count, self.clusters = names, params, cov, count, clusters

    def row(self, labels: Labels, cell: tuple[str, Any], pair: tuple[Any, Any], level: float) -> dict[str, Any]:
        """Index of a cell against its base."""
        start, end = pair
        keys: dict[str, Any] = {"period": str(cell[1]), "n_obs": float(self.count.get(end, 0))}
        if start == end and start in self.names:
            return labels.row("index", 100.0, reason="intensity_base_year", **keys)
        if start not in self.names or end not in self.names:
            return labels.row("index", np.nan, reason="intensity_group_absent", **keys)
        contrast = np.zeros(self.params.size)
        contrast[self.names[end]] += 1
        contrast[self.names[start]] -= 1
        value, error = float(contrast @ self.params), float(np.sqrt(max(float(contrast @ self.cov @ contrast), 0.0)))
        if min(self.count[start], self.count[end]) < 2:  # noqa: PLR2004 - a variance needs two
            return labels.row("index", 100 * float(np.exp(value)), reason="intensity_one_unit", **keys)
        half = self.quantile(level) * error
        ends = [100 * float(np.exp(value + sign * half)) for sign in (-1, 0, 1)]
        return labels.row("index", ends[1], interval=(ends[0], ends[2]), std_error=ends[1] * error, **keys)

    def quantile(self, level: float) -> float:
        """Student's t on clusters less one."""
        return float(t_quantile(0.5 + level / 2, np.array(self.clusters - 1.0)))

    def elasticity(self, labels: Labels, level: float) -> dict[str, Any]:
        """Slope of log output."""
        value, error = float(self.params[0]), float(np.sqrt(self.cov[0, 0]))
        half = self.quantile(level) * error
        numbers: dict[str, Any] = {"std_error": error, "n_obs": float(self.clusters)}
        return labels.row(
            "output_elasticity", value, unit="elasticity", interval=(value - half, value + half), **numbers
        )


def fitted(rows: pd.DataFrame, factors: list[pd.Series[Any]], *, crossed: bool) -> Fitted:
    """Least squares of log energy on log output and effects, clustered by enterprise."""
    x, y = np.log(rows["output"].to_numpy(np.float64)), np.log(rows["energy"].to_numpy(np.float64))
    who = pd.factorize(rows["unit"], sort=True)[0]
    clusters = int(who.max()) + 1
    effects, cells = dummies(factors, crossed=crossed)
    design = sparse.hstack([sparse.csr_matrix(x[:, None]), effects]).tocsr()
    size = design.shape[1]
    if clusters < 2 or len(rows) <= size:  # noqa: PLR2004 - a variance needs two
        refuse("estimate.intensity_few_units", "adjusted", clusters, rows=len(rows), parameters=size)
    weighted = sparse.diags(rows["weight"].to_numpy(np.float64)) @ design
    gram = np.asarray((design.T @ weighted).todense())
    if is_singular(gram):
        refuse("estimate.intensity_constant_output", "adjusted", len(rows))
    inverse = np.linalg.inv(gram)
    params = inverse @ (weighted.T @ y)
    scores = (
        sparse.csr_matrix((y - design @ params, (who, np.arange(len(rows)))), shape=(clusters, len(rows))) @ weighted
    )
    factor = clusters / (clusters - 1) * (len(rows) - 1) / (len(rows) - size)
    cov = factor * inverse @ np.asarray((scores.T @ scores).todense()) @ inverse
    names = {cell: place + 1 for cell, place in cells.items()}
    sizes = np.diff(effects.tocsc().indptr)
    counts = {cell: int(sizes[place]) for cell, place in cells.items()}
    return Fitted(names, np.asarray(params), np.asarray(cov), counts, clusters)


def is_singular(gram: Floats) -> bool:
    """Whether a column is a combination of others, up to rounding."""
    size = np.sqrt(np.diag(gram))
    if not (size > 0).all():
        return True
    try:
        factor = np.linalg.cholesky(gram / np.outer(size, size))
    except np.linalg.LinAlgError:
        return True
    return bool(np.diag(factor).min() ** 2 < TINY)


def dummies(factors: list[pd.Series[Any]], *, crossed: bool) -> tuple[sparse.csr_matrix, dict[Any, int]]:
    """Columns of the effects, with the column of each cell: (group, year), or ("", year) where effects add."""
    group, time = factors
    rows = np.arange(len(group))
    times, known_times = pd.factorize(time, sort=True)
    groups, known_groups = pd.factorize(group, sort=True)
    if crossed:
        codes, cells = pd.factorize(groups * len(known_times) + times, sort=True)
        matrix = sparse.csr_matrix((np.ones(len(rows)), (rows, codes)), shape=(len(rows), len(cells)))
        pairs = [divmod(int(cell), len(known_times)) for cell in cells]
        return matrix, {(known_groups[one], known_times[two]): place for place, (one, two) in enumerate(pairs)}
    later = groups > 0  # the first group is the one that years are levels of
    columns = np.concatenate([times, len(known_times) + groups[later] - 1])
    where = np.concatenate([rows, rows[later]])
    size = len(known_times) + len(known_groups) - 1
    matrix = sparse.csr_matrix((np.ones(len(where)), (where, columns)), shape=(len(rows), size))
    return matrix, {("", year): place for place, year in enumerate(known_times)}
