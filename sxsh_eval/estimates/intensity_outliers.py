"""Enterprises whose energy per output stands far from that of their sector in the same year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import as_checks, check, listed
from sxsh_eval.estimates.intensity_rows import IntensityColumns, usable_rows
from sxsh_eval.shown import Shown

NORMAL = (
    1.482602218505602  # 1 / quantile 0.75 of the normal law: the MAD of normal numbers times this is their deviation
)
THRESHOLD = 3.5  # Iglewicz & Hoaglin (1993), How to Detect and Handle Outliers
FEWEST = 10


@dataclass(frozen=True, eq=False)
class Outliers(Shown):
    """Rows to look at again.

    Attributes
    ----------
    table : DataFrame
        ``unit, time, group, value, band_low, band_high, robust_z``, farthest first.
    checks : DataFrame
        ``intensity_outliers`` (how many), ``intensity_group_not_judged`` (groups too small or without spread), and what
        was left out.
    """

    table: pd.DataFrame
    checks: pd.DataFrame

    def _facts(self) -> Mapping[str, Any]:
        return {"enterprises": len(self.table)}


def intensity_outliers(
    panel: pd.DataFrame,
    *,
    energy: str = "energy_toe",
    columns: IntensityColumns | None = None,
    threshold: float = THRESHOLD,
    fewest: int = FEWEST,
) -> Outliers:
    """List enterprises whose energy per output is out of the band of their group.

    Parameters
    ----------
    panel : DataFrame
    energy : str
    columns : IntensityColumns, optional
    threshold : float
        Robust standard deviations of the logarithm.
    fewest : int
        Rows a group needs to be judged.

    Returns
    -------
    Outliers

    Notes
    -----
    Robust z is the distance of the log from the median of group and year, over 1.4826 times the median absolute
    distance in the group. A value out of the band is a question to the enterprise, not an error: nothing is left out.
    """
    columns = columns or IntensityColumns()
    rows, told = usable_rows(panel, energy, columns, logs=True)
    logs = pd.Series(np.log((rows["energy"] / rows["output"]).to_numpy()), index=rows.index)
    centre = logs.groupby([rows["group"], rows["time"]]).transform("median")
    spread = NORMAL * (logs - centre).abs().groupby(rows["group"]).transform("median")
    count = rows.groupby("group")["unit"].transform("size")
    judged = (count >= fewest) & (spread > 0)
    z = ((logs - centre) / spread.where(judged)).rename("robust_z")
    found = pd.DataFrame(
        {
            "unit": rows["unit"],
            "time": rows["time"],
            "group": rows["group"],
            "value": np.exp(logs),
            "band_low": np.exp(centre - threshold * spread),
            "band_high": np.exp(centre + threshold * spread),
            "robust_z": z,
        }
    )[z.abs() > threshold]
    found = found.loc[found["robust_z"].abs().sort_values(ascending=False, kind="stable").index].reset_index(drop=True)
    skipped = sorted(set(rows.loc[~judged, "group"]))
    names = [f"{unit} {time}" for unit, time in zip(found["unit"], found["time"], strict=True)]
    told.append(check("intensity_outliers", warns=bool(names), statistic=float(len(names)), detail=listed(names)))
    told.append(check("intensity_group_not_judged", warns=bool(skipped), detail=listed(skipped)))
    return Outliers(found, as_checks(told))
