"""Specific consumption with the mix of output held, and adjusted for output: how far each year is from a base year."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check_level, refuse
from sxsh_eval.estimates.intensity_rows import Floats, IntensityColumns, usable_rows
from sxsh_eval.estimates.intervals import t_quantile
from sxsh_eval.estimates.result import Estimates, Method, as_estimates


def intensity_index(
    panel: pd.DataFrame,
    *,
    energy: str = "energy_toe",
    base: object = None,
    columns: IntensityColumns | None = None,
    level: float = 0.95,
    labels: Labels | None = None,
) -> Estimates:
    """Index of energy per output by year, with the mix of groups held at the base year and as it was.

    Parameters
    ----------
    panel : DataFrame
    energy : str
    base : optional
        Year that is 100; the first by default.
    columns : IntensityColumns, optional
    level : float
    labels : Labels, optional

    Returns
    -------
    Estimates
        Indicator ``index_<energy>``, terms ``fixed_mix`` and ``aggregate`` by year, unit ``index`` (base 100). The
        difference of the two is the shift between groups.

    Raises
    ------
    EstimationError
        ``estimate.columns_missing``, ``estimate.intensity_no_rows``, ``estimate.intensity_base``.

    Notes
    -----
    ``100 sum_s(Y_s0 R_st) / E_0`` with output Y of the base year, ratio R of year t (Laspeyres). Errors are linearised
    over enterprises in both years together, because most are in both; intervals by Student's t on the logarithm.
    """
    columns, labels = columns or IntensityColumns(), labels or Labels(evidence="measured")
    check_level(level)
    rows, told = usable_rows(panel, energy, columns)
    first = base_of(rows, base)
    codes, groups = pd.factorize(rows["group"], sort=True)
    units = pd.factorize(rows["unit"], sort=True)[0]
    rows = rows.assign(code=codes, who=units, e=rows["weight"] * rows["energy"], y=rows["weight"] * rows["output"])
    about = Labels(f"index_{energy}", labels.province, labels.sector, "index", labels.evidence, labels.source)
    table = []
    for time in sorted(set(rows["time"])):
        if len(groups) > 1:
            table.append(index_row(rows, (first, time), len(groups), about, level))
        table.append(index_row(rows.assign(code=0), (first, time), 1, about, level))
    method = Method("intensity_index", "100 sum_s(Y_s0 E_st / Y_st) / E_0", level)
    return Estimates(as_estimates(table, method).table, method, checks=as_checks(told))


def base_of(rows: pd.DataFrame, base: object) -> Any:
    """Base year, which must occur."""
    years = sorted(set(rows["time"]))
    if base is not None and base not in years:
        refuse("estimate.intensity_base", "base", base, known=", ".join(map(str, years)))
    return years[0] if base is None else base


def index_row(rows: pd.DataFrame, times: tuple[Any, Any], groups: int, labels: Labels, level: float) -> dict[str, Any]:
    """Index of one year; with a single group it is that of the aggregate."""
    base, time = times
    term = "fixed_mix" if groups > 1 else "aggregate"
    before, after = rows[rows["time"] == base], rows[rows["time"] == time]
    y0, y1, e1 = (
        np.bincount(part["code"], part[name], groups) for part, name in ((before, "y"), (after, "y"), (after, "e"))
    )
    total = float(before["e"].sum())
    units = np.union1d(before["who"], after["who"])
    keys: dict[str, Any] = {"period": str(time), "n_obs": float(units.size)}
    if ((y0 > 0) & (y1 == 0)).any() or total <= 0:
        return labels.row(term, np.nan, reason="intensity_group_absent", **keys)
    ratio = np.divide(e1, y1, out=np.zeros(groups), where=y1 > 0)
    value = float(y0 @ ratio / total)
    if time == base:
        return labels.row(term, 100.0, reason="intensity_base_year", **keys)
    weight = np.divide(y0, y1, out=np.zeros(groups), where=y1 > 0) / total
    code1, code0 = after["code"].to_numpy(), before["code"].to_numpy()
    scores = np.zeros(int(rows["who"].max()) + 1)
    np.add.at(scores, after["who"].to_numpy(), weight[code1] * (after["e"] - ratio[code1] * after["y"]).to_numpy())
    np.add.at(scores, before["who"].to_numpy(), ((ratio[code0] * before["y"] - value * before["e"]) / total).to_numpy())
    return on_log_scale(labels, (term, value), scores[units], keys, level)


def on_log_scale(
    labels: Labels, what: tuple[str, float], scores: Floats, keys: dict[str, Any], level: float
) -> dict[str, Any]:
    """Row of an index with scores of each enterprise."""
    term, value = what
    count = scores.size
    error = float(np.sqrt(count / max(count - 1, 1) * ((scores - scores.mean()) ** 2).sum()))
    if count < 2 or value <= 0 or error <= 0:  # noqa: PLR2004 - a variance needs two
        return labels.row(term, 100 * value, reason="intensity_no_spread", **keys)
    half = float(t_quantile(0.5 + level / 2, np.array(count - 1.0))) * error / value
    ends = (100 * value * float(np.exp(-half)), 100 * value * float(np.exp(half)))
    return labels.row(term, 100 * value, interval=ends, std_error=100 * error, **keys)
