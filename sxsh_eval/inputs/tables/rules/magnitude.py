"""Amounts that look like another unit: against the sector's median, against the enterprise's own other years."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.errors import TableProblem
from sxsh_eval.inputs.tables.rules.judged import Judged, groups_of, sure
from sxsh_eval.parameters.table_rules import SuspectFactor

Floats = npt.NDArray[np.float64]


def log10_of(values: pd.Series[float]) -> pd.Series[float]:
    """Decimal logarithm of positive values, NaN of others."""
    return pd.Series(np.log10(values.where(values > 0).to_numpy(dtype=np.float64)), index=values.index)


def factors_from_sector(judged: Judged) -> Iterator[TableProblem]:
    """Intensities a suspicious factor away from the median of their sector."""
    scale = judged.codebook.scale
    if scale is None or not judged.has(scale, "sector"):
        return
    size = log10_of(judged.floats(scale))
    sector = groups_of(judged.table["sector"])
    for name in judged.amounts:
        if judged.codebook.columns[name].unit == "mvnd":
            continue
        intensity = log10_of(judged.floats(name)) - size
        groups = intensity.groupby(sector)
        enough = groups.transform("count") >= judged.rules.thresholds.sector_rows
        away = (intensity - groups.transform("median")).where(enough)
        yield from suspects(judged, name, away, "sector")


def factors_from_own_years(judged: Judged) -> Iterator[TableProblem]:
    """Amounts a suspicious factor away from the median of the enterprise's other years."""
    if not judged.is_panel:
        return
    codes, _ = pd.factorize(judged.table[judged.codebook.unit])
    for name in judged.amounts:
        log = log10_of(judged.floats(name))
        values: Floats = np.asarray(log.to_numpy(), dtype=np.float64)
        away = pd.Series(values - median_of_others(codes, values), index=log.index)
        yield from suspects(judged, name, away, "own")


def suspects(judged: Judged, name: str, away: pd.Series[float], against: str) -> Iterator[TableProblem]:
    """One problem a factor; a value counts for the factor it is nearest to."""
    factors = [factor for factor in judged.rules.factors if against in factor.against]
    if not factors:
        return
    distances = np.abs(np.abs(away.to_numpy())[:, None] - np.log10([factor.factor for factor in factors]))
    nearest = distances.argmin(axis=1)
    near = distances[np.arange(len(away)), nearest] <= judged.rules.thresholds.factor_tolerance
    code = "table.factor_from_sector" if against == "sector" else "table.factor_from_own_years"
    for at, factor in enumerate(factors):
        rows = sure(pd.Series(near & (nearest == at), index=away.index))
        if rows.any():
            yield from judged.maker.cells(
                code, name, rows, shown=ratios(judged, name, rows, away), values=words(factor)
            )


def ratios(judged: Judged, name: str, rows: pd.Series[bool], away: pd.Series[float]) -> pd.Series[str]:
    """Cells with how many times the comparison they are."""
    return judged.floats(name)[rows].map("{:.6g}".format) + (10 ** away[rows]).map(" (×{:.3g})".format)


def words(factor: SuspectFactor) -> dict[str, str]:
    """Values for the sentences."""
    return {"factor": f"{factor.factor:g}", "meaning": f"{factor.title.vi} / {factor.title.en}"}


def median_of_others(groups: npt.NDArray[np.intp], values: Floats) -> Floats:
    """Median of the other values of each value's group; NaN where there is no other.

    Parameters
    ----------
    groups : ndarray of int, shape (n,)
        Negative for no group.
    values : ndarray of float, shape (n,)
        NaN counts as absent.

    Returns
    -------
    ndarray of float, shape (n,)
    """
    result = np.full(len(values), np.nan)
    used = np.flatnonzero(np.isfinite(values) & (groups >= 0))
    order = used[np.lexsort((values[used], groups[used]))]
    ranked, owner = values[order], groups[order]
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]]) if len(order) else np.array([], dtype=np.intp)
    sizes = np.diff(np.r_[starts, len(order)])
    start, size = np.repeat(starts, sizes), np.repeat(sizes, sizes)
    rank = np.arange(len(order)) - start
    low, high = (size - 2) // 2, (size - 1) // 2
    several = size > 1
    middle = [np.where(several, start + at + (at >= rank), 0) for at in (low, high)]
    if len(order):
        result[order] = np.where(several, (ranked[middle[0]] + ranked[middle[1]]) / 2, np.nan)
    return result
