"""Outcomes of treated units and their donors as a matrix of units by periods."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import check, listed, refuse
from sxsh_eval.estimates.effects.simplex import Array

LEAST_DONORS, LEAST_BEFORE, FEW_BEFORE = 2, 2, 5


@dataclass(frozen=True, eq=False)
class DonorMatrix:
    """Complete outcomes; units sorted by label, then periods.

    Attributes
    ----------
    outcome : array, shape (units, periods)
    units, times : tuple
        Labels.
    first : array, shape (units,)
        Place of the first treated period; the number of periods for donors.
    checks : tuple of dict
    """

    outcome: Array
    units: tuple[Hashable, ...]
    times: tuple[Any, ...]
    first: Any
    checks: tuple[dict[str, Any], ...]

    @property
    def donors(self) -> Any:
        """Which units are never treated."""
        return self.first == len(self.times)


def wide_outcome(data: pd.DataFrame, outcome: str, unit: str, time: str) -> pd.DataFrame:
    """Outcome with a row per unit and a column per period, both sorted.

    Raises
    ------
    EstimationError
        Unknown columns, no rows, words, infinite values, or several rows of a unit and period.
    """
    known = listed([str(name) for name in data.columns])
    absent = [name for name in (outcome, unit, time) if name not in data.columns]
    if absent:
        refuse("estimate.columns_missing", "synthetic", listed(absent), known=known)
    if data.empty:
        refuse("estimate.no_rows", "synthetic", 0)
    if not pd.api.types.is_numeric_dtype(data[outcome]):
        refuse("estimate.not_numeric", outcome, str(data[outcome].dtype))
    repeated = data.duplicated([unit, time])
    if repeated.any():
        pairs = data.loc[repeated, [unit, time]].drop_duplicates().itertuples(index=False)
        refuse("estimate.synthetic_repeats", f"{unit}, {time}", listed([f"{a} ({b})" for a, b in pairs]))
    if np.isinf(data[outcome].to_numpy(dtype=float, na_value=np.nan)).any():
        refuse("estimate.not_finite", outcome, "inf")
    return data.pivot_table(index=unit, columns=time, values=outcome, dropna=False, observed=True).astype(float)


def donor_matrix(
    data: pd.DataFrame, outcome: str, unit: str, time: str, starts: dict[Hashable, Any], *, least_before: int
) -> DonorMatrix:
    """Matrix of the treated units, named by `starts` with their first treated period, and of all others as donors.

    Raises
    ------
    EstimationError
        ``estimate.synthetic_*``: unknown treated unit, gaps in its outcome, start outside the panel, too few periods
        before it, fewer than two donors.
    """
    wide = wide_outcome(data, outcome, unit, time)
    strangers = [label for label in starts if label not in wide.index]
    if strangers:
        refuse("estimate.synthetic_unknown_unit", unit, listed(strangers), known=listed(list(wide.index)))
    gaps = wide.isna().any(axis=1)
    lost = [label for label in wide.index[gaps] if label in starts]
    if lost:
        refuse("estimate.synthetic_treated_gaps", outcome, listed(lost))
    checks = [check("synthetic_donor_gaps", warns=bool(gaps.any()), detail=listed(list(wide.index[gaps])))]
    wide = wide[~gaps]
    times = tuple(wide.columns)
    first = np.array([place_of(times, starts[label]) if label in starts else len(times) for label in wide.index])
    early = (first < least_before) & (first < len(times))
    if early.any() and (~early & (first < len(times))).any():
        checks.append(check("synthetic_early", warns=True, detail=listed(list(wide.index[early]))))
        wide, first = wide[~early], first[~early]
    refuse_thin(wide.index[first < len(times)], first, times, least_before)
    before = int(first.min())
    checks.append(check("synthetic_few_before", warns=before < FEW_BEFORE, statistic=float(before), detail=str(before)))
    return DonorMatrix(wide.to_numpy(), tuple(wide.index), times, first, tuple(checks))


def place_of(times: Sequence[Any], start: Any) -> int:
    """Place of the first period that is not before a start."""
    return sum(bool(time < start) for time in times)


def refuse_thin(treated: Any, first: Any, times: Sequence[Any], least_before: int) -> None:
    """Refuse what no synthetic control can be built on."""
    count = len(times)
    if len(treated) == 0:
        refuse("estimate.synthetic_no_treated", "synthetic", f"{times[0]} – {times[-1]}")
    if int((first == count).sum()) < LEAST_DONORS:
        refuse("estimate.synthetic_no_donors", "synthetic", int((first == count).sum()), least=LEAST_DONORS)
    if int(first.min()) < least_before:
        refuse("estimate.synthetic_too_few_before", "synthetic", int(first.min()), least=least_before)
