"""Panel of units over time in which a treatment starts, checked once for every estimator of its effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.estimates.diagnosis import as_checks
from sxsh_eval.estimates.effects.panel_checks import (
    checked_clusters,
    checked_cohorts,
    design_checks,
    refuse_no_panel,
    refuse_too_few,
)
from sxsh_eval.estimates.effects.panel_columns import PanelColumns, covariate_matrix, read_columns
from sxsh_eval.shown import Shown

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
NEVER = -1


@dataclass(frozen=True, eq=False)
class PanelBlock:
    """Units seen in every period.

    Attributes
    ----------
    outcome : array, shape (n_units, n_times)
    weights : array, shape (n_units, n_times)
    cohort : array of int, shape (n_units,)
        Codes into `PanelDesign.cohorts`; -1 for the never treated.
    unit : array of int, shape (n_units,)
        Codes into `PanelDesign.units`.
    cluster : array of int, shape (n_units,), or None
    covariates : array, shape (n_units, n_times, n_covariates)
    """

    outcome: Floats
    weights: Floats
    cohort: Codes
    unit: Codes
    cluster: Codes | None
    covariates: Floats


@dataclass(frozen=True, eq=False)
class PanelDesign(Shown):
    """A checked panel; rows in order of unit, then time.

    Attributes
    ----------
    columns : PanelColumns
        Names in the table it was made of.
    units, times, cohorts : arrays
        Sorted labels. `cohorts` are the first treated periods; never treated units are in none of them.
    unit, time : arrays of int, shape (n_rows,)
        Codes into `units` and `times`.
    cohort : array of int, shape (n_units,)
        Codes into `cohorts`; -1 for the never treated.
    cluster : array of int, shape (n_units,), or None
        Codes into `clusters`; None where units are the clusters.
    clusters : array
        Sorted labels.
    outcome, weights : arrays, shape (n_rows,)
    covariates : array, shape (n_rows, n_covariates)
        Categorical columns as dummies without their first level.
    covariate_names : tuple of str
    rows : array of int, shape (n_rows,)
        Position of each row in the table, to fetch further columns.
    dropped : DataFrame
        Columns ``reason``, ``rows``, ``units``: what was left out.
    checks : DataFrame
        Columns as in `sxsh_eval.estimates.result.CHECKS`.
    """

    shows: ClassVar[tuple[str, ...]] = ("sizes",)

    columns: PanelColumns
    units: NDArray[np.generic]
    times: Floats
    cohorts: Floats
    unit: Codes
    time: Codes
    cohort: Codes
    cluster: Codes | None
    clusters: NDArray[np.generic]
    outcome: Floats
    weights: Floats
    covariates: Floats
    covariate_names: tuple[str, ...]
    rows: Codes
    dropped: pd.DataFrame
    checks: pd.DataFrame

    @property
    def sizes(self) -> pd.DataFrame:
        """Columns ``cohort`` (``never`` for those never treated), ``units``."""
        return pd.DataFrame({"cohort": [*self.cohorts, "never"], "units": self.cohort_sizes})

    def _facts(self) -> Mapping[str, Any]:
        told = {"n_obs": len(self.rows), "n_units": self.n_units, "n_times": self.n_times}
        return told | {"dropped": int(self.dropped["rows"].sum()) if len(self.dropped) else 0}

    @property
    def n_units(self) -> int:
        """Number of units."""
        return int(self.units.size)

    @property
    def n_times(self) -> int:
        """Number of periods."""
        return int(self.times.size)

    @property
    def balanced(self) -> bool:
        """Whether every unit is seen in every period."""
        return self.outcome.size == self.n_units * self.n_times

    @cached_property
    def spread(self) -> float:
        """Standard deviation of the outcome over all rows."""
        return float(np.std(self.outcome))

    @property
    def first_treated(self) -> Floats:
        """First treated period of each unit; infinity for the never treated."""
        return np.append(self.cohorts, np.inf)[self.cohort]

    @property
    def treated(self) -> NDArray[np.bool_]:
        """Whether each row is under treatment."""
        done: NDArray[np.bool_] = self.times[self.time] >= self.first_treated[self.unit]
        return done

    @property
    def cohort_sizes(self) -> Codes:
        """Units of each cohort; the never treated in the last place."""
        return np.bincount(np.where(self.cohort < 0, self.cohorts.size, self.cohort), minlength=self.cohorts.size + 1)

    def matrix(self, values: Floats | None = None) -> Floats:
        """Values of the rows (the outcome by default) as units x periods, NaN where a unit was not seen."""
        values = self.outcome if values is None else values
        if self.balanced:
            return values.reshape(self.n_units, self.n_times, *values.shape[1:])
        wide = np.full((self.n_units, self.n_times, *values.shape[1:]), np.nan)
        wide[self.unit, self.time] = values
        return wide

    def balanced_block(self) -> PanelBlock:
        """Units seen in every period; all of them in a balanced panel."""
        full = np.flatnonzero(np.bincount(self.unit, minlength=self.n_units) == self.n_times)
        return PanelBlock(
            outcome=self.matrix()[full],
            weights=self.matrix(self.weights)[full],
            cohort=self.cohort[full],
            unit=full,
            cluster=None if self.cluster is None else self.cluster[full],
            covariates=self.matrix(self.covariates)[full],
        )


def panel_design(  # noqa: PLR0913 - a panel has this many roles
    data: pd.DataFrame,
    *,
    outcome: str,
    unit: str,
    time: str,
    cohort: str | None = None,
    treated: str | None = None,
    weights: str | None = None,
    cluster: str | None = None,
    covariates: Sequence[str] = (),
    missing: Literal["drop", "refuse"] = "drop",
) -> PanelDesign:
    """Check a panel of units over time in which a treatment starts.

    Parameters
    ----------
    data : DataFrame
        One row per unit and period, in any order.
    outcome, unit, time : str
        Columns. Periods are numbers; they need not be whole or equally spaced.
    cohort : str, optional
        Column of the first treated period, the same in all rows of a unit; missing, 0 or infinity for the never
        treated. Units first treated after the last period count as never treated.
    treated : str, optional
        Instead of `cohort`: column that is 1 (true) in the periods under treatment, else 0.
    weights : str, optional
        Column of positive weights; every row counts alike without.
    cluster : str, optional
        Column of groups whose errors hang together, the same in all rows of a unit; units by default.
    covariates : sequence of str
        Numeric, boolean or categorical columns.
    missing : {"drop", "refuse"}
        Rows that lack the outcome or a covariate: left out with the warning ``panel_missing``, or refused.

    Returns
    -------
    PanelDesign

    Raises
    ------
    EstimationError
        ``estimate.panel_*``: a name for everything that makes the design impossible.
    """
    columns = PanelColumns(outcome, unit, time, cohort, treated, weights, cluster, tuple(dict.fromkeys(covariates)))
    read = read_columns(data, columns, missing)
    refuse_no_panel(read)
    cohorts = checked_cohorts(read)
    kept = read.keep(cohorts.kept[read.unit])
    first = cohorts.first[cohorts.kept]
    labels, codes = np.unique(first, return_inverse=True)
    treatable = labels[np.isfinite(labels)]
    codes = np.where(codes >= treatable.size, NEVER, codes).astype(np.int64)
    refuse_too_few(kept, codes, treatable)
    clusters, cluster_checks = checked_clusters(kept)
    matrix, names = covariate_matrix(kept)
    checks = [*kept.checks, *cohorts.checks, *design_checks(kept, codes, treatable), *cluster_checks]
    return PanelDesign(
        columns=columns,
        units=kept.units,
        times=kept.times,
        cohorts=treatable,
        unit=kept.unit,
        time=kept.time,
        cohort=codes,
        cluster=None if clusters is None else clusters[0],
        clusters=kept.units if clusters is None else clusters[1],
        outcome=kept.outcome,
        weights=kept.weights,
        covariates=matrix,
        covariate_names=names,
        rows=kept.rows,
        dropped=pd.DataFrame([*kept.dropped, *cohorts.dropped], columns=["reason", "rows", "units"]),
        checks=as_checks(checks),
    )


def design_from(data: pd.DataFrame | PanelDesign, **columns: Any) -> PanelDesign:
    """The design itself, or the one that `panel_design` makes of a table.

    Raises
    ------
    TypeError
        If columns are named beside a design that has its own, or not named for a table.
    """
    given = sorted(name for name, value in columns.items() if value)
    if isinstance(data, PanelDesign):
        if given:
            raise TypeError(f"a PanelDesign has its own columns: {given}")
        return data
    if missing := sorted({"outcome", "unit", "time"} - set(given)):
        raise TypeError(f"columns not named: {missing}")
    return panel_design(data, **columns)
