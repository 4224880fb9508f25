"""Cohort moments of a panel spread over Dask partitions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import refuse
from sxsh_eval.estimates.effects.cohort_moments import CohortMoments, add_moments, moments_from_long
from sxsh_eval.estimates.effects.moment_columns import StoredColumns, optional_package

AT_ONCE = 16  # partitions whose moments are added in one task


def moments_from_dask(  # noqa: PLR0913 - a panel has this many roles
    frame: Any,
    *,
    outcome: str,
    unit: str,
    time: str,
    cohort: str,
    weights: str | None = None,
    cluster: str | None = None,
    whole_units: bool = False,
) -> CohortMoments:
    """Cohort moments of a Dask DataFrame, made on its workers and added up.

    Parameters
    ----------
    frame : dask.dataframe.DataFrame
    outcome, unit, time, cohort, weights, cluster : str
        Columns, with the meaning they have in `panel_design`; cluster and weights are the same in all rows of a unit.
        Rows without outcome are left out.
    whole_units : bool
        Whether all rows of a unit are known to lie in one partition; else they are brought together first.

    Returns
    -------
    CohortMoments
        Only moments travel to the caller.

    Raises
    ------
    EstimationError
        ``estimate.package_missing``, ``estimate.columns_missing``, ``estimate.moments_nothing`` and those of
        `moments_from_long`.
    """
    dask = optional_package("dask")
    columns = StoredColumns(outcome, unit, time, cohort, weights, cluster)
    if absent := [name for name in columns.names if name not in frame.columns]:
        refuse("estimate.columns_missing", "dask", ", ".join(absent), known=", ".join(map(str, frame.columns)))
    rows = frame[columns.names]
    if not whole_units:
        rows = rows.shuffle(on=unit)
    parts = [dask.delayed(partition_moments, pure=True)(part, columns) for part in rows.to_delayed()]
    while len(parts) > 1:
        groups = [parts[start : start + AT_ONCE] for start in range(0, len(parts), AT_ONCE)]
        parts = [dask.delayed(added, pure=True)(group) for group in groups]
    (found,) = dask.compute(parts[0]) if parts else (None,)
    if found is None:
        refuse("estimate.moments_nothing", outcome, 0)
    result: CohortMoments = found
    return result


def partition_moments(rows: pd.DataFrame, columns: StoredColumns) -> CohortMoments | None:
    """Moments of one partition; None where it has no outcome."""
    values = rows[columns.outcome].to_numpy(dtype=np.float64, na_value=np.nan)
    kept = rows[~np.isnan(values)]
    if kept.empty:
        return None
    return moments_from_long(
        kept[columns.outcome].to_numpy(dtype=np.float64),
        kept[columns.unit].to_numpy(),
        kept[columns.time].to_numpy(dtype=np.float64),
        kept[columns.cohort].to_numpy(dtype=np.float64, na_value=np.nan),
        weights=None if columns.weights is None else kept[columns.weights].to_numpy(dtype=np.float64),
        groups=None if columns.cluster is None else kept[columns.cluster].to_numpy(),
    )


def added(parts: list[CohortMoments | None]) -> CohortMoments | None:
    """Sum of the parts that there are."""
    found = [part for part in parts if part is not None]
    return add_moments(found) if found else None
