"""Specific energy consumption by sector or product and year: ratio of sums, median, with intervals over enterprises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check_level, refuse
from sxsh_eval.estimates.intensity_rows import Floats, IntensityColumns, usable_rows
from sxsh_eval.estimates.intervals import t_quantile
from sxsh_eval.estimates.result import Estimates, Method, as_estimates

ENERGIES = {"energy_toe": "toe", "energy_gj": "gj"}
REFERENCES = (
    "Woodruff, R. S. (1971), A simple method for approximating the variance of an estimate, JASA 66, 411-414",
    "David, H. A. & Nagaraja, H. N. (2003), Order Statistics, 3rd ed., section 7.1",
)


def estimate_intensity(
    panel: pd.DataFrame,
    *,
    energies: Mapping[str, str] | None = None,
    columns: IntensityColumns | None = None,
    level: float = 0.95,
    labels: Labels | None = None,
) -> Estimates:
    """Energy per output by group and year.

    Parameters
    ----------
    panel : DataFrame
        One row an enterprise and year, with energy as `energy_content` adds it.
    energies : Mapping of str to str, optional
        Unit by column; by default official TOE and physical GJ, each under its own indicator, never mixed.
    columns : IntensityColumns, optional
    level : float
    labels : Labels, optional
        Province, evidence, source.

    Returns
    -------
    Estimates
        Indicator ``specific_<column>``; `sector` is the group, empty for all together; `period` the year; terms
        ``ratio`` (sum of energy over sum of output) and ``median`` (of the enterprises' own ratios).

    Raises
    ------
    EstimationError
        ``estimate.columns_missing``, ``estimate.intensity_no_rows``, ``estimate.interval_level``.

    Notes
    -----
    The ratio has its linearised error over enterprises, ``e - R y`` over the sum of y, and an interval by Student's t
    on the logarithm, so that it stays positive. The median has the exact interval of order statistics; with weights,
    that of the effective number of enterprises. Both take the enterprises as drawn from a larger population, even if
    all of one year are there. The overall ratio mixes sectors: `intensity_index` holds the mix.
    """
    columns = columns or IntensityColumns()
    labels = labels or Labels(evidence="measured")
    check_level(level)
    wanted = energies or {name: unit for name, unit in ENERGIES.items() if name in panel}
    if not wanted:
        refuse("estimate.columns_missing", "intensity", "energy_toe", known=", ".join(map(str, panel.columns)))
    rows: list[dict[str, Any]] = []
    checks: list[dict[str, Any]] = []
    for name, unit in wanted.items():
        used, told = usable_rows(panel, name, columns)
        unit_text = f"{unit}_per_{columns.output_unit}"
        rows += intensity_rows(
            used, Labels(f"specific_{name}", labels.province, "", unit_text, labels.evidence, labels.source), level
        )
        checks += [each | {"detail": f"{name}: {each['detail']}"} for each in told]
    method = Method("intensity", "R = sum(w e) / sum(w y)", level, REFERENCES)
    return Estimates(as_estimates(rows, method).table, method, checks=as_checks(checks))


def intensity_rows(used: pd.DataFrame, labels: Labels, level: float) -> Iterator[dict[str, Any]]:
    """Rows of all groups together, then of each group."""
    groups = sorted(set(used["group"]))
    if len(groups) > 1:
        whole = used
        if used.duplicated(["unit", "time"]).any():  # one enterprise in several groups
            sums = {"energy": "sum", "output": "sum", "weight": "first"}
            whole = used.groupby(["unit", "time"], as_index=False, sort=True).agg(sums)
        yield from cell_rows(whole.assign(group=""), labels, level)
    yield from cell_rows(used, labels, level)


def cell_rows(used: pd.DataFrame, labels: Labels, level: float) -> Iterator[dict[str, Any]]:
    """Rows of each group and time."""
    rows = used.sort_values(["group", "time", "unit"], kind="stable")
    energy, output, weight = (rows[name].to_numpy(np.float64) for name in ("energy", "output", "weight"))
    group, time = rows["group"].to_numpy(), rows["time"].to_numpy()
    starts = np.flatnonzero(np.r_[True, (group[1:] != group[:-1]) | (time[1:] != time[:-1])])
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        cell = slice(start, end)
        about = replace(labels, sector=str(group[start]))
        yield ratio_row(about, str(time[start]), energy[cell], output[cell], weight[cell], level)
        yield median_row(about, str(time[start]), energy[cell] / output[cell], weight[cell], level)


@cache
def quantile_of(level: float, df: int) -> float:
    """Quantile of Student's t for an interval."""
    return float(t_quantile(0.5 + level / 2, np.array(float(df))))


@cache
def rank_of(level: float, count: int) -> int:
    """Rank of the order statistic at the lower end of the median's interval; 0 where there is none."""
    from scipy.stats import binom

    return int(binom.ppf((1 - level) / 2, count, 0.5))


def ratio_row(
    labels: Labels, period: str, energy: Floats, output: Floats, weight: Floats, level: float
) -> dict[str, Any]:
    """Ratio of sums with its linearised interval."""
    count, below = energy.size, float(weight @ output)
    value = float(weight @ energy) / below
    numbers: dict[str, Any] = {"period": period, "n_obs": float(count)}
    if count < 2:  # noqa: PLR2004 - a variance needs two
        return labels.row("ratio", value, reason="intensity_one_unit", **numbers)
    error = float(np.sqrt(count / (count - 1) * (((weight * (energy - value * output)) / below) ** 2).sum()))
    if value <= 0 or error <= 1e-12 * value:
        return labels.row("ratio", value, reason="intensity_no_spread", **numbers)
    half = quantile_of(level, count - 1) * error / value
    interval = (value * float(np.exp(-half)), value * float(np.exp(half)))
    return labels.row("ratio", value, interval=interval, std_error=error, **numbers)


def median_row(labels: Labels, period: str, ratios: Floats, weight: Floats, level: float) -> dict[str, Any]:
    """Median with the interval of order statistics."""
    value, interval = median_interval(ratios, weight, level)
    numbers: dict[str, Any] = {"period": period, "n_obs": float(ratios.size)}
    if interval is None:
        return labels.row("median", value, reason="intensity_few_for_median", **numbers)
    return labels.row("median", value, interval=interval, **numbers)


def median_interval(
    numbers: npt.ArrayLike, weights: npt.ArrayLike | None = None, level: float = 0.95
) -> tuple[float, tuple[float, float] | None]:
    """Median and its distribution-free interval.

    Parameters
    ----------
    numbers, weights : array_like
        Observations; equal weights by default.
    level : float
        Least coverage.

    Returns
    -------
    float
    tuple of float or None
        None where there are too few observations for the level (fewer than 6 for 95 %).
    """
    given = np.asarray(numbers, dtype=np.float64)
    weight = np.ones(given.size) if weights is None else np.asarray(weights, dtype=np.float64)
    order = np.argsort(given, kind="stable")
    sorted_numbers, share = given[order], np.cumsum(weight[order]) / weight.sum()
    count = int(np.floor(weight.sum() ** 2 / (weight**2).sum() + 1e-9))
    slack = 1e-12
    ends = [sorted_numbers[min(int(np.searchsorted(share, 0.5 + sign * slack)), given.size - 1)] for sign in (-1, 1)]
    value = float(np.mean(ends))
    rank = rank_of(level, count)
    if rank < 1:
        return value, None
    low = int(np.searchsorted(share, rank / count - slack))
    high = int(np.searchsorted(share, (count - rank + 1) / count - slack))
    return value, (float(sorted_numbers[low]), float(sorted_numbers[min(high, given.size - 1)]))
