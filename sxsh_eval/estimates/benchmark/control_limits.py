"""Control limits of a funnel of rates: which areas differ from the common rate by more than chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

Floats = npt.NDArray[np.float64]
LEVELS = (0.95, 0.998)
WINSORISED = 0.1
REFERENCES = ("Spiegelhalter, D. J. (2005), Statistics in Medicine 24, 1185-1202, doi 10.1002/sim.1970",)


@dataclass(frozen=True, eq=False)
class ControlFunnel:
    """Rates beside the limits of chance.

    Attributes
    ----------
    pooled : float
        Common rate, in (0, 1).
    dispersion : float
        Factor on the variance of chance; 1 where areas spread no more than chance makes them.
    spread : float
        Standard deviation between areas that was added to chance; 0 without over-dispersion.
    rates : DataFrame
        By area: ``rate, n, z`` (with the spread taken into account), ``beyond`` (highest level whose limits it leaves;
        0 inside all).
    curves : DataFrame
        ``level, n, low, high``.
    levels : tuple of float
    """

    pooled: float
    dispersion: float
    spread: float
    rates: pd.DataFrame
    curves: pd.DataFrame
    levels: tuple[float, ...]


def binomial_limits(pooled: float, n: npt.ArrayLike, level: float) -> tuple[Floats, Floats]:
    """Limits of chance for a rate of so many trials, interpolated between the steps of the binomial law.

    Parameters
    ----------
    pooled : float
        In (0, 1).
    n : array_like
        Whole numbers of trials.
    level : float

    Returns
    -------
    tuple of ndarray
        Lower and upper limits, clipped to [0, 1] (appendix A.1.1 of Spiegelhalter 2005).
    """
    size = np.asarray(n, dtype=float)
    ends = []
    for chance in (0.5 - level / 2, 0.5 + level / 2):
        steps = stats.binom.ppf(chance, size, pooled)
        at = stats.binom.cdf(steps, size, pooled)
        part = (at - chance) / (at - stats.binom.cdf(steps - 1, size, pooled))
        ends.append(np.clip((steps - part) / size, 0.0, 1.0))
    return ends[0], ends[1]


def control_funnel(
    rates: pd.DataFrame,
    *,
    rate: str = "rate",
    trials: str = "n",
    levels: tuple[float, ...] = LEVELS,
    pooled: float | None = None,
) -> ControlFunnel:
    """Hold rates against the limits of chance about the common rate.

    Parameters
    ----------
    rates : DataFrame
        One row an area; rates in [0, 1], trials above 0 (effective numbers of a survey will do).
    rate, trials : str
        Columns.
    levels : tuple of float
        Rising.
    pooled : float, optional
        Common rate; by default all cases over all trials.

    Returns
    -------
    ControlFunnel

    Notes
    -----
    Over-dispersion ``phi`` is the mean square of the standardised differences, the tenth at either end drawn in. Where
    ``k phi`` is above the expectation ``k - 1`` of chance, the variance ``t^2`` between areas (moments with the
    weights of chance) is added to that of every area, and limits are normal; otherwise they are those of the binomial
    law. An area whose true rate differs from the others widens the limits a little itself.
    """
    known = rates[[rate, trials]].dropna().rename(columns={rate: "rate", trials: "n"})
    known = known[known["n"] > 0]
    value, n = known["rate"].to_numpy(float), known["n"].to_numpy(float)
    common = float(value @ n / n.sum()) if pooled is None else pooled
    chance = common * (1 - common) / n
    phi = dispersion((value - common) / np.sqrt(chance)) if 0 < common < 1 else 1.0
    between = between_variance(phi, chance) if 0 < common < 1 else 0.0
    z = (value - common) / np.sqrt(chance + between) if 0 < common < 1 else np.zeros(len(value))
    beyond = np.zeros(len(value))
    for level in levels:
        low, high = limits_at(common, n, level, between)
        beyond = np.where((value < low) | (value > high), level, beyond)
    found = known.assign(z=z, beyond=beyond)
    return ControlFunnel(common, phi if between else 1.0, float(np.sqrt(between)), found,
                         curves(common, n, levels, between), levels)  # fmt: skip


def dispersion(z: Floats, part: float = WINSORISED) -> float:
    """Mean square of standardised differences, those beyond the quantiles `part` and ``1 - part`` drawn in to them."""
    low, high = np.quantile(z, [part, 1 - part])
    return float(np.mean(np.clip(z, low, high) ** 2))


def between_variance(phi: float, chance: Floats) -> float:
    """Variance between areas by moments; 0 where the spread is not above chance."""
    k, weights = len(chance), 1 / chance
    scale = weights.sum() - float(weights @ weights) / weights.sum()
    return max(0.0, float((k * phi - (k - 1)) / scale)) if k > 1 else 0.0


def limits_at(common: float, n: Floats, level: float, between: float) -> tuple[Floats, Floats]:
    """Limits for so many trials each."""
    if between == 0:
        return binomial_limits(common, np.maximum(1.0, np.round(n)), level)
    half = stats.norm.ppf(0.5 + level / 2) * np.sqrt(common * (1 - common) / n + between)
    return np.clip(common - half, 0, 1), np.clip(common + half, 0, 1)


def curves(common: float, n: Floats, levels: tuple[float, ...], between: float, points: int = 60) -> pd.DataFrame:
    """Limits along the numbers of trials that occur."""
    grid: Any = np.unique(np.round(np.geomspace(max(1.0, n.min() * 0.8), n.max() * 1.1, points)))
    parts = []
    for level in levels:
        low, high = limits_at(common, grid, level, between)
        parts.append(pd.DataFrame({"level": level, "n": grid, "low": low, "high": high}))
    return pd.concat(parts, ignore_index=True)
