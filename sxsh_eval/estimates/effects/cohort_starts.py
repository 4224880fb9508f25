"""First treated period of every unit, from a column of cohorts or from one of zeros and ones."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import listed, refuse


def cohort_starts(
    data: pd.DataFrame, unit: str, time: str, cohort: str | None, treated: str | None
) -> dict[Hashable, Any]:
    """First treated period by unit, only for units treated within the panel.

    Parameters
    ----------
    cohort : str, optional
        Column of the first treated period; missing, 0 or infinity for the never treated.
    treated : str, optional
        Instead: column that is 1 in periods under treatment, else 0.

    Raises
    ------
    EstimationError
        Neither or both columns; a start that varies within a unit; a treatment that is switched off.
    """
    name = cohort if cohort is not None else treated
    if name is None or (cohort is not None and treated is not None):
        refuse("estimate.synthetic_cohort_or_treated", "synthetic", f"cohort={cohort}, treated={treated}")
    absent = [column for column in (unit, time, name) if column not in data.columns]
    if absent:
        known = listed([str(label) for label in data.columns])
        refuse("estimate.columns_missing", "synthetic", listed(absent), known=known)
    first = by_cohort(data, unit, name) if cohort is not None else by_switch(data, unit, time, name)
    last = data[time].max()
    return {label: start for label, start in first.items() if start <= last}


def by_cohort(data: pd.DataFrame, unit: str, cohort: str) -> dict[Hashable, Any]:
    """Starts as a column says."""
    values = data[cohort].where(data[cohort] != 0)
    if pd.api.types.is_numeric_dtype(values):
        values = values.mask(np.isinf(values.to_numpy(dtype=float, na_value=np.nan)))
    kinds = values.groupby(data[unit]).nunique(dropna=False)
    if (kinds > 1).any():
        refuse("estimate.synthetic_cohort_varies", cohort, listed(list(kinds[kinds > 1].index)))
    return dict(values.groupby(data[unit]).first().dropna().items())


def by_switch(data: pd.DataFrame, unit: str, time: str, treated: str) -> dict[Hashable, Any]:
    """Starts as the first period with a one."""
    values = data[treated].astype(float)
    if not values.isin([0.0, 1.0]).all():
        refuse("estimate.synthetic_treated_values", treated, listed(sorted(set(values[~values.isin([0.0, 1.0])]))))
    ordered = data.assign(**{treated: values}).sort_values([unit, time], kind="stable")
    off = ordered.groupby(unit)[treated].diff() < 0
    if off.any():
        refuse("estimate.synthetic_switched_off", treated, listed(list(ordered.loc[off, unit].unique())))
    return dict(ordered[ordered[treated] == 1].groupby(unit)[time].min().items())
