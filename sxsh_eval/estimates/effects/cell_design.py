"""Regressors that depend on cohort and time only: which columns each estimator puts into its regression."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sxsh_eval.estimates.effects.moment_blocks import Array


@dataclass(frozen=True, eq=False)
class CellDesign:
    """Columns of a regression, by cohort and time.

    Attributes
    ----------
    names : tuple of str
        Of the K columns.
    values : array (G, T, K)
    cells : tuple of (float, float) or None
        Cohort and time of each column that marks one cell.
    """

    names: tuple[str, ...]
    values: Array
    cells: tuple[tuple[float, float], ...] = ()


def label(value: float) -> str:
    """Time or cohort as it is written in a term: whole numbers without a point."""
    if np.isinf(value):
        return "never"
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def cell_columns(cohorts: Array, times: Array, chosen: Callable[[float, float], bool]) -> CellDesign:
    """One column for each pair of cohort and time that `chosen` accepts.

    Parameters
    ----------
    cohorts : array (G,)
        Infinity for never treated, which has no cells.
    times : array (T,)
    chosen : callable
        Of cohort and time.

    Returns
    -------
    CellDesign
    """
    pairs = [
        (place, moment)
        for place, cohort in enumerate(cohorts)
        for moment, time in enumerate(times)
        if np.isfinite(cohort) and chosen(float(cohort), float(time))
    ]
    values = np.zeros((len(cohorts), len(times), len(pairs)))
    for column, (place, moment) in enumerate(pairs):
        values[place, moment, column] = 1.0
    cells = tuple((float(cohorts[place]), float(times[moment])) for place, moment in pairs)
    return CellDesign(tuple(f"{label(cohort)}|{label(time)}" for cohort, time in cells), values, cells)


def treated_column(cohorts: Array, times: Array) -> CellDesign:
    """The one column that is 1 from the cohort's first treated time on."""
    return CellDesign(("treatment",), (times[None, :] >= cohorts[:, None]).astype(np.float64)[:, :, None])


def time_columns(cohorts: Array, times: Array) -> Array:
    """Columns of the times, (G, T, T)."""
    return np.broadcast_to(np.eye(len(times)), (len(cohorts), len(times), len(times))).copy()
