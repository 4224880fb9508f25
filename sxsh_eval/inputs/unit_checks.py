"""Signs that amounts stand in another unit than their column says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from sxsh_eval.errors import Problem

JUMP = 300.0  # ratio of neighbouring years; kWh for MWh or kg for tonnes is 1,000, growth in a year is not
NAMES_SHOWN = 8
# No energy, or part of a column that is counted.
NOT_CARRIERS = (
    "water_m3",
    "materials_tonne",
    "electricity_grid_kwh",
    "electricity_own_kwh",
)
UNIT_ENDINGS = ("_kwh", "_mwh", "_gwh", "_tonne", "_kg", "_litre", "_thousand_litres", "_m3", "_thousand_m3")


def named_units(table: pd.DataFrame, known: Sequence[str]) -> Iterator[Problem]:
    """Columns that look like amounts of a carrier but are not counted."""
    counted = {*known, *NOT_CARRIERS}
    left = [name for name in map(str, table.columns) if name.endswith(UNIT_ENDINGS) and name not in counted]
    if left:
        yield Problem("estimate.energy_column_not_counted", "energy", ", ".join(left), severity="warning")


def unit_jumps(table: pd.DataFrame, columns: Sequence[str], *, unit: str, time: str) -> Iterator[Problem]:
    """One warning a column in which a unit's amount changes by some thousand times from one observation to the next."""
    if unit not in table or time not in table:
        return
    for column in columns:
        found = jumps_of(table, column, unit=unit, time=time)
        if len(found):
            shown = [f"{row.unit} {row.time} (×{row.ratio:.3g})" for row in found.head(NAMES_SHOWN).itertuples()]
            more = f" … (+{len(found) - NAMES_SHOWN})" if len(found) > NAMES_SHOWN else ""
            values = {"column": column}
            yield Problem("estimate.energy_unit_jump", column, ", ".join(shown) + more, values, severity="warning")


def jumps_of(table: pd.DataFrame, column: str, *, unit: str, time: str, jump: float = JUMP) -> pd.DataFrame:
    """Observations whose amount is some thousand times the one before, or less than a thousandth of it.

    Parameters
    ----------
    table : DataFrame
    column, unit, time : str
    jump : float
        Ratio from which on it is told.

    Returns
    -------
    DataFrame
        ``unit, time, before, value, ratio``, by unit and time; missing and zero amounts are passed over.
    """
    units, names = pd.factorize(table[unit], sort=True)
    times = table[time].to_numpy()
    amounts = table[column].to_numpy(dtype=np.float64, na_value=np.nan)
    used = np.flatnonzero((amounts > 0) & (units >= 0) & table[time].notna().to_numpy())
    order = used[np.lexsort((times[used], units[used]))]
    who, values = units[order], amounts[order]
    with np.errstate(over="ignore"):
        ratio = values[1:] / values[:-1]
    found = np.flatnonzero((who[1:] == who[:-1]) & ((ratio > jump) | (ratio < 1 / jump)))
    return pd.DataFrame(
        {
            "unit": names.take(who[1:][found]),
            "time": times[order][1:][found],
            "before": values[:-1][found],
            "value": values[1:][found],
            "ratio": ratio[found],
        }
    )
