"""Readings of one consumer as checked arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import check, listed, refuse
from sxsh_eval.estimates.verification.terms import Array, Conditions

Interval = Literal["monthly", "weekly", "daily"]
FREQUENCIES: dict[Interval, str] = {"monthly": "M", "weekly": "W", "daily": "D"}
CYCLE: dict[Interval, int] = {"monthly": 12, "weekly": 52, "daily": 365}


@dataclass(frozen=True)
class ReadingColumns:
    """Names of the columns, by role."""

    energy: str
    period: str
    drivers: tuple[str, ...] = ()
    temperature: str | None = None
    days: str | None = None

    def inputs(self) -> list[str]:
        """Columns that energy depends on."""
        return [*self.drivers, *(name for name in (self.temperature, self.days) if name is not None)]


@dataclass(frozen=True, eq=False)
class Readings:
    """Complete readings in order of time.

    Attributes
    ----------
    periods : PeriodIndex
    energy : array, shape (periods,)
        NaN throughout where only conditions were read.
    conditions : Conditions
    checks : tuple of dict
    """

    periods: pd.PeriodIndex
    energy: Array
    conditions: Conditions
    checks: tuple[dict[str, Any], ...]


def periods_of(column: pd.Series[Any], interval: Interval) -> pd.PeriodIndex:
    """Calendar periods of dates, periods or text.

    Raises
    ------
    EstimationError
        If any entry is no date.
    """
    frequency = FREQUENCIES[interval]
    if isinstance(column.dtype, pd.PeriodDtype):
        return pd.PeriodIndex(column).asfreq(frequency)
    if column.dtype.kind in "iu":  # 202401 or 20240131
        months = column < 10**6
        short = pd.to_datetime(column[months].astype(str), format="%Y%m", errors="coerce")
        whole = pd.to_datetime(column[~months].astype(str), format="%Y%m%d", errors="coerce")
        dates = pd.concat([short, whole]).reindex(column.index)
    else:
        dates = pd.to_datetime(column, format="ISO8601", errors="coerce")
    if dates.isna().any():
        refuse("estimate.baseline_periods", str(column.name), listed(list(column[dates.isna()])))
    return pd.DatetimeIndex(dates).to_period(frequency)


def read(
    data: pd.DataFrame, columns: ReadingColumns, interval: Interval, *, where: str, with_energy: bool = True
) -> Readings:
    """Sorted, complete readings.

    Raises
    ------
    EstimationError
        Unknown or non-numeric columns, no rows, dates that are none, repeated periods, lengths that are not positive.
    """
    needed = [*([columns.energy] if with_energy else []), *columns.inputs()]
    absent = [name for name in [columns.period, *needed] if name not in data.columns]
    if absent:
        known = listed([str(name) for name in data.columns])
        refuse("estimate.columns_missing", where, listed(absent), known=known)
    if data.empty:
        refuse("estimate.no_rows", where, 0)
    words = [name for name in needed if not pd.api.types.is_numeric_dtype(data[name])]
    if words:
        refuse("estimate.not_numeric", where, listed(words))
    periods = periods_of(data[columns.period], interval)
    order = np.argsort(periods.asi8, kind="stable")
    values = data[needed].to_numpy(dtype=float, na_value=np.nan)[order]
    periods = periods[order]
    if periods.has_duplicates:
        refuse("estimate.baseline_repeats", where, listed(list(periods[periods.duplicated()])))
    complete = np.isfinite(values).all(axis=1)
    lost = check("baseline_missing", warns=not complete.all(), detail=listed(list(periods[~complete])))
    values, periods = values[complete], periods[complete]
    if not complete.any():
        refuse("estimate.no_rows", where, 0)
    table = dict(zip(needed, values.T, strict=True))
    days = table[columns.days] if columns.days else np.ones(len(periods))
    if (days <= 0).any():
        refuse("estimate.baseline_days", str(columns.days), listed(list(periods[days <= 0])))
    drivers = np.column_stack([table[name] for name in columns.drivers]) if columns.drivers else days[:, None][:, :0]
    temperature = table[columns.temperature] if columns.temperature else None
    energy = table[columns.energy] if with_energy else np.full(len(periods), np.nan)
    return Readings(periods, energy, Conditions(drivers, temperature, days), (lost,))


def gaps(periods: pd.PeriodIndex) -> list[Any]:
    """Periods missing between the first and the last."""
    return list(pd.period_range(periods[0], periods[-1], freq=periods.freq).difference(periods))


def seasons_missing(periods: pd.PeriodIndex, interval: Interval) -> Sequence[int]:
    """Calendar months without a reading; for finer intervals those with fewer than half of their days."""
    months = pd.Series(periods.month).value_counts()
    needed = {"monthly": 1, "weekly": 2, "daily": 15}[interval]
    return [month for month in range(1, 13) if months.get(month, 0) < needed]
