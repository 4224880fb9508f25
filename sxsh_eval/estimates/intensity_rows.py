"""Rows of a panel that specific consumption can be computed from, with what was left out by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.estimates.diagnosis import check, refuse

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class IntensityColumns:
    """Columns of the panel.

    Attributes
    ----------
    output : str
        Amount of output: physical where there is one, else value at constant prices.
    output_unit : str
        Its unit, as it stands in the unit of the result: ``toe_per_<output_unit>``.
    unit, time : str
        Enterprise and year.
    group : str, optional
        Sector or product.
    weights : str, optional
    """

    output: str = "output_mvnd"
    output_unit: str = "mvnd"
    unit: str = "enterprise_id"
    time: str = "year"
    group: str | None = "sector"
    weights: str | None = None


def usable_rows(
    panel: pd.DataFrame, energy: str, columns: IntensityColumns, *, logs: bool = False
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Rows with energy and output, one a unit, time and group.

    Parameters
    ----------
    panel : DataFrame
    energy : str
        Column of energy.
    columns : IntensityColumns
    logs : bool
        Whether logarithms will be taken: energy of zero is then left out too.

    Returns
    -------
    DataFrame
        ``unit, time, group, energy, output, weight``.
    list of dict
        Checks ``intensity_missing_rows``, ``intensity_no_output``, ``intensity_negative_energy`` and, with `logs`,
        ``intensity_zero_energy``.
    """
    used = [energy, columns.output, columns.unit, columns.time, columns.group, columns.weights]
    absent = [name for name in used if name is not None and name not in panel]
    if absent:
        refuse("estimate.columns_missing", "intensity", ", ".join(absent), known=", ".join(map(str, panel.columns)))
    rows = pd.DataFrame(
        {
            "unit": panel[columns.unit].to_numpy(),
            "time": panel[columns.time].to_numpy(),
            "group": "" if columns.group is None else panel[columns.group].astype("str").to_numpy(),
            "energy": panel[energy].to_numpy(dtype=np.float64, na_value=np.nan),
            "output": panel[columns.output].to_numpy(dtype=np.float64, na_value=np.nan),
            "weight": 1.0
            if columns.weights is None
            else panel[columns.weights].to_numpy(dtype=np.float64, na_value=np.nan),
        }
    )
    complete = rows[["energy", "output", "weight"]].notna().all(axis=1)
    kept = {
        "intensity_missing_rows": complete,
        "intensity_negative_energy": ~(rows["energy"] < 0),
        "intensity_no_output": ~(rows["output"] <= 0),
    }
    if logs:
        kept["intensity_zero_energy"] = rows["energy"] != 0
    checks, use = [], np.ones(len(rows), dtype=bool)
    for name, good in kept.items():
        lost = int((use & ~good).sum())
        use &= good.to_numpy()
        checks.append(check(name, warns=lost > 0, statistic=float(lost), detail=f"{lost} / {len(rows)}"))
    if not use.any():
        refuse("estimate.intensity_no_rows", energy, len(rows))
    return merged(rows[use]), checks


def merged(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the same unit, time and group added up; sorted, so that the order of the table does not matter."""
    keys = ["group", "time", "unit"]
    rows = rows.sort_values(keys, kind="stable").reset_index(drop=True)
    if not rows.duplicated(keys).any():
        return rows
    return rows.groupby(keys, as_index=False, sort=True).agg({"energy": "sum", "output": "sum", "weight": "first"})


def with_log_intensity(
    panel: pd.DataFrame, *, energy: str = "energy_toe", columns: IntensityColumns | None = None
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Rows of the panel with the logarithm of energy per output, ready for an estimate of effects.

    Parameters
    ----------
    panel : DataFrame
    energy : str
    columns : IntensityColumns, optional

    Returns
    -------
    DataFrame
        Rows with positive energy and output, and ``log_intensity``.
    list of dict
        Checks as of `usable_rows`: what was left out, by name.
    """
    columns = columns or IntensityColumns()
    checks = usable_rows(panel, energy, columns, logs=True)[1]
    amounts = panel[energy].to_numpy(dtype=np.float64, na_value=np.nan)
    output = panel[columns.output].to_numpy(dtype=np.float64, na_value=np.nan)
    good = (amounts > 0) & (output > 0)
    return panel[good].assign(log_intensity=np.log(amounts[good] / output[good])), checks
