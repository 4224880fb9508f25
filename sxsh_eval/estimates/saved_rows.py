"""Savings of cells of a panel, with their intervals, as rows of estimates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.effect_terms import LogEffects
from sxsh_eval.estimates.result import estimate_row

Floats = npt.NDArray[np.float64]
NO_PRICES = "energy_no_prices"


@dataclass(frozen=True, eq=False)
class Cell:
    """Rows that are added up, and what they are called.

    Attributes
    ----------
    keys : tuple of str
        Province, sector, period.
    rows : ndarray of bool
    """

    keys: tuple[str, str, str]
    rows: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Saved:
    """Savings of some cells of one quantity.

    Attributes
    ----------
    estimate, std_error, low, high : ndarray, shape (cells,)
    counterfactual, slope : ndarray
        What would have been used; derivatives of the estimates by the coefficients, shape (cells, coefficients).
    log_error : ndarray
        Standard error of the counterfactual's logarithm.
    """

    estimate: Floats
    std_error: Floats
    low: Floats
    high: Floats
    counterfactual: Floats
    slope: Floats
    log_error: Floats


def savings(
    effects: LogEffects, cells: list[npt.NDArray[np.bool_]], amounts: Floats, place: npt.NDArray[np.int64], level: float
) -> Saved:
    """Savings of each cell with the interval of the counterfactual's logarithm."""
    from scipy.stats import norm

    size = len(effects.coefficients)
    observed = np.stack([np.bincount(place[rows], amounts[rows], size) for rows in cells]).astype(np.float64)
    factors = np.exp(-effects.coefficients)
    total, counterfactual = observed.sum(axis=1), observed @ factors
    slope = -observed * factors
    error = np.sqrt(np.maximum(np.einsum("ck,kl,cl->c", slope, effects.cov, slope), 0.0))
    log_error = np.divide(error, counterfactual, out=np.zeros_like(error), where=counterfactual > 0)
    half = float(norm.ppf(0.5 + level / 2)) * log_error
    estimate = counterfactual - total
    low = np.minimum(counterfactual * np.exp(-half) - total, estimate)
    high = np.maximum(counterfactual * np.exp(half) - total, estimate)
    return Saved(estimate, error, low, high, counterfactual, slope, log_error)


def percent_slope(found: Saved) -> Floats:
    """Derivatives of the saved part ``1 - Q / C`` by the coefficients."""
    observed = found.counterfactual - found.estimate
    scale = np.divide(observed, found.counterfactual**2, out=np.zeros_like(observed), where=found.counterfactual > 0)
    return np.asarray(found.slope * scale[:, None])


def rows_of(found: Saved, cells: list[Cell], counts: list[int], about: tuple[str, str, str]) -> list[dict[str, Any]]:
    """Rows of the amounts, then those of the percentages."""
    name, unit, source = about
    amounts, parts = [], []
    observed = found.counterfactual - found.estimate
    for place, (cell, count) in enumerate(zip(cells, counts, strict=True)):
        words: dict[str, Any] = {"evidence": "caused", "source": source, "n_obs": float(count)}
        keys = (f"saved_{name}", *cell.keys)
        base = float(found.counterfactual[place])
        if not base > 0:
            amounts.append(estimate_row((*keys, "amount"), 0.0, unit=unit, reason="saved_nothing_observed", **words))
            parts.append(
                estimate_row((*keys, "percent"), np.nan, unit="percent", reason="saved_nothing_observed", **words)
            )
            continue
        numbers = [float(each[place]) for each in (found.estimate, found.low, found.high, found.std_error)]
        amounts.append(
            estimate_row(
                (*keys, "amount"),
                numbers[0],
                unit=unit,
                interval=(numbers[1], numbers[2]),
                std_error=numbers[3],
                **words,
            )
        )
        ends = [100 * (1 - observed[place] / (each + observed[place])) for each in numbers[:3]]
        error = 100 * observed[place] / base * float(found.log_error[place])
        parts.append(
            estimate_row(
                (*keys, "percent"), ends[0], unit="percent", interval=(ends[1], ends[2]), std_error=error, **words
            )
        )
    return amounts + parts


def unpriced(cell: Cell, source: str) -> dict[str, Any]:
    """Row of the money that cannot be computed."""
    keys = ("saved_energy_cost_vnd", *cell.keys, "amount")
    return estimate_row(keys, np.nan, unit="vnd", evidence="caused", source=source, reason=NO_PRICES)
