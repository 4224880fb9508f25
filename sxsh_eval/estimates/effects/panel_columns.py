"""Columns of a panel as checked arrays in order of unit and time."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.estimates.diagnosis import check, listed, refuse

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
WHERE = "panel"
COLLINEAR = 1e-12  # share of its variance that the others leave to a covariate


@dataclass(frozen=True)
class PanelColumns:
    """Names of a panel's columns by role."""

    outcome: str
    unit: str
    time: str
    cohort: str | None = None
    treated: str | None = None
    weights: str | None = None
    cluster: str | None = None
    covariates: tuple[str, ...] = ()

    def named(self) -> list[str]:
        """All names that were given, once each."""
        roles = (self.outcome, self.unit, self.time, self.cohort, self.treated, self.weights, self.cluster)
        return list(dict.fromkeys([name for name in roles if name is not None] + list(self.covariates)))


@dataclass(frozen=True, eq=False)
class PanelRows:
    """Rows in order of unit and time; `unit` and `time` are codes into the sorted labels `units` and `times`."""

    data: pd.DataFrame
    columns: PanelColumns
    rows: Codes
    units: NDArray[np.generic]
    times: Floats
    unit: Codes
    time: Codes
    outcome: Floats
    weights: Floats
    dropped: tuple[tuple[str, int, str], ...] = ()
    checks: tuple[dict[str, Any], ...] = ()

    def keep(self, wanted: NDArray[np.bool_]) -> PanelRows:
        """Only some rows; labels that are no longer used disappear."""
        if wanted.all():
            return self
        used_units, unit = np.unique(self.unit[wanted], return_inverse=True)
        used_times, time = np.unique(self.time[wanted], return_inverse=True)
        return replace(
            self,
            rows=self.rows[wanted],
            units=self.units[used_units],
            times=self.times[used_times],
            unit=unit,
            time=time,
            outcome=self.outcome[wanted],
            weights=self.weights[wanted],
        )

    def column(self, name: str) -> pd.Series[Any]:
        """One column of the table at these rows."""
        found: pd.Series[Any] = self.data[name].iloc[self.rows].reset_index(drop=True)
        return found

    def places(self, which: NDArray[np.bool_]) -> str:
        """Unit (period) of some rows, for a message."""
        chosen = np.flatnonzero(which)
        pairs = zip(self.units[self.unit[chosen]], self.times[self.time[chosen]], strict=True)
        return listed([f"{unit} ({time:g})" for unit, time in pairs])


def read_columns(data: pd.DataFrame, columns: PanelColumns, missing: Literal["drop", "refuse"]) -> PanelRows:
    """Codes, outcome and weights of the complete rows.

    Raises
    ------
    EstimationError
    """
    absent = [name for name in columns.named() if name not in data.columns]
    if absent:
        refuse("estimate.columns_missing", WHERE, listed(absent), known=listed([str(name) for name in data.columns]))
    if (columns.cohort is None) == (columns.treated is None):
        refuse("estimate.panel_cohort_or_treated", WHERE, f"cohort={columns.cohort}, treated={columns.treated}")
    if data.empty:
        refuse("estimate.no_rows", WHERE, 0)
    keys = data[columns.unit].isna().to_numpy() | data[columns.time].isna().to_numpy()
    if keys.any():
        refuse("estimate.panel_keys_missing", WHERE, int(keys.sum()))
    moments = numbers(data, columns.time)
    units, unit = coded(data[columns.unit])
    time, found = pd.factorize(moments, sort=True)
    times = np.asarray(found, dtype=float)
    if not np.isfinite(times).all():
        refuse("estimate.panel_keys_missing", WHERE, int((~np.isfinite(moments)).sum()))
    order = in_order(unit * times.size + time)
    outcome, weights = numbers(data, columns.outcome)[order], positive_weights(data, columns)[order]
    read = PanelRows(data, columns, order, units, times, unit[order], time[order], outcome, weights)
    return complete(read, missing)


def in_order(keys: Codes) -> Codes:
    """Places of the keys in ascending order."""
    if (keys[1:] >= keys[:-1]).all():
        return np.arange(keys.size)
    return np.argsort(keys, kind="stable").astype(np.int64)


def complete(read: PanelRows, missing: Literal["drop", "refuse"]) -> PanelRows:
    """Leave out the rows that lack the outcome or a covariate; refuse infinite values.

    Raises
    ------
    EstimationError
    """
    endless = np.isinf(read.outcome)
    if endless.any():
        refuse("estimate.panel_not_finite", read.columns.outcome, f"{int(endless.sum())}: {read.places(endless)}")
    lost: list[tuple[str, int, str]] = []
    keep = np.ones(read.rows.size, dtype=bool)
    for name in dict.fromkeys([read.columns.outcome, *read.columns.covariates]):
        gaps = read.data[name].isna().to_numpy()[read.rows]
        if gaps.any():
            lost.append((f"missing {name}", int(gaps.sum()), read.places(gaps)))
            keep &= ~gaps
    if not lost:
        return read
    detail = "; ".join(f"{name}: {rows} ({units})" for name, rows, units in lost)
    if missing == "refuse" or not keep.any():
        refuse("estimate.panel_not_finite", WHERE, detail)
    warning = check("panel_missing", warns=True, statistic=float((~keep).sum()), detail=detail)
    return replace(read.keep(keep), dropped=tuple(lost), checks=(warning,))


def coded(labels: pd.Series[Any]) -> tuple[NDArray[np.generic], Codes]:
    """Sorted labels, and the code of each row.

    Raises
    ------
    EstimationError
        If the labels cannot be sorted.
    """
    try:
        codes, found = pd.factorize(labels, sort=True)
    except TypeError:
        codes, found = pd.factorize(labels.astype(str), sort=True)
    return np.asarray(found), codes.astype(np.int64)


def numbers(data: pd.DataFrame, name: Hashable) -> Floats:
    """A numeric column as floats, NaN where it has gaps.

    Raises
    ------
    EstimationError
    """
    column = data[name]
    if not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column)):
        tried = pd.to_numeric(column, errors="coerce")
        words = tried.isna() & column.notna()
        if words.any() or not pd.api.types.is_object_dtype(column):
            refuse("estimate.not_numeric", str(name), listed(list(column[words].unique())) or str(column.dtype))
        column = tried
    return column.to_numpy(dtype=float, na_value=np.nan)


def positive_weights(data: pd.DataFrame, columns: PanelColumns) -> Floats:
    """Weights of the rows, one where there is no such column.

    Raises
    ------
    EstimationError
        If any is missing, infinite, zero or negative.
    """
    if columns.weights is None:
        return np.ones(len(data))
    weights = numbers(data, columns.weights)
    bad = ~(np.isfinite(weights) & (weights > 0))
    if bad.any():
        rows = data.loc[bad, [columns.unit, columns.time]].sort_values([columns.unit, columns.time], kind="stable")
        named = [f"{unit} ({time})" for unit, time in rows.itertuples(index=False)]
        refuse("estimate.panel_weights", columns.weights, f"{int(bad.sum())}: {listed(named)}")
    return weights


def covariate_matrix(read: PanelRows) -> tuple[Floats, tuple[str, ...]]:
    """Covariates as numbers, categorical ones as dummies without their first level.

    Raises
    ------
    EstimationError
        Infinite values, constant or collinear covariates.
    """
    parts: list[Floats] = []
    names: list[str] = []
    for name in read.columns.covariates:
        column = read.column(name)
        if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
            parts.append(column.to_numpy(dtype=float))
            names.append(name)
            continue
        levels, codes = coded(column)
        parts += [(codes == place).astype(float) for place in range(1, levels.size)]
        names += [f"{name}:{level}" for level in levels[1:]]
        if levels.size == 1:
            refuse("estimate.constant_covariate", name, levels[0])
    matrix = np.column_stack(parts) if parts else np.empty((read.rows.size, 0))
    refuse_collinear(read, matrix, names)
    return matrix, tuple(names)


def refuse_collinear(read: PanelRows, matrix: Floats, names: list[str]) -> None:
    """Refuse covariates that are not finite, do not vary, or follow from those before them."""
    for place, name in enumerate(names):
        endless = ~np.isfinite(matrix[:, place])
        if endless.any():
            refuse("estimate.panel_not_finite", name, f"{int(endless.sum())}: {read.places(endless)}")
        if np.ptp(matrix[:, place]) == 0:
            refuse("estimate.constant_covariate", name, matrix[0, place])
    if not names:
        return
    centred = matrix - matrix.mean(axis=0)
    cross = centred.T @ centred
    lengths = np.sqrt(np.diag(cross))
    left = sweep(cross / np.outer(lengths, lengths))
    for name, size in zip(names, left, strict=True):
        if size < COLLINEAR:
            refuse("estimate.collinear", name, name, others=listed([other for other in names if other != name]))


def sweep(correlation: Floats) -> Floats:
    """Share of each column's variance that those before it leave."""
    matrix, left = correlation.copy(), np.ones(len(correlation))
    for place in range(len(matrix)):
        left[place] = matrix[place, place]
        if left[place] > COLLINEAR:
            matrix -= np.outer(matrix[:, place], matrix[place]) / left[place]
    return left
