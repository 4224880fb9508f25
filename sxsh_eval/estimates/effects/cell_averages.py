"""Averages of cohort-time effects by event, cohort and time, weighted by the observations behind each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sxsh_eval.estimates.diagnosis import check, listed
from sxsh_eval.estimates.effects.cell_design import CellDesign, label
from sxsh_eval.estimates.effects.moment_blocks import Array
from sxsh_eval.estimates.effects.panel_source import PanelSource


@dataclass(frozen=True, eq=False)
class Combinations:
    """Which averages of K cells are reported.

    Attributes
    ----------
    terms : tuple of str
    weights : array (L, K)
        Rows sum to one.
    n_obs : array (L,)
        Observations behind each.
    """

    terms: tuple[str, ...]
    weights: Array
    n_obs: Array


def cell_weights(source: PanelSource) -> tuple[Array, Array]:
    """Total weight of each cohort and time, with the number of observations, both (G, T)."""
    shape = (len(source.cohorts), len(source.times))
    if source.moments is not None:
        place = np.searchsorted(source.cohorts, source.moments.cohort)
        weight, count = np.zeros(shape), np.zeros(shape)
        np.add.at(weight, place, source.moments.seen * source.moments.sums.weight[:, None])
        np.add.at(count, place, source.moments.seen * source.moments.units[:, None])
        return weight, count
    assert source.rows is not None  # noqa: S101 - a source has one or the other
    assert source.cohort is not None  # noqa: S101
    cell = source.cohort * shape[1] + source.rows.time
    size = shape[0] * shape[1]
    return (
        np.bincount(cell, source.rows.weight, size).reshape(shape).astype(np.float64),
        np.bincount(cell, minlength=size).reshape(shape).astype(np.float64),
    )


def masses(source: PanelSource, design: CellDesign) -> tuple[Array, Array]:
    """Total weight of the cells of a design, with their number of observations, both (K,)."""
    weight, count = cell_weights(source)
    place = np.searchsorted(source.cohorts, [cohort for cohort, _ in design.cells])
    moment = np.searchsorted(source.times, [time for _, time in design.cells])
    return weight[place, moment], count[place, moment]


def combinations(design: CellDesign, usable: Any, mass: Array, number: Array) -> Combinations:
    """Overall, by event, cohort, time and cell; cells that are not usable stay alone.

    Parameters
    ----------
    design : CellDesign
        Of K cells.
    usable : array of bool (K,)
    mass, number : arrays (K,)
        Weight and number of observations of the cells.

    Returns
    -------
    Combinations
        Overall, by cohort and by time of treated cells only; by event of all.
    """
    cohort, time = np.array(design.cells).reshape(-1, 2).T
    after = usable & (time >= cohort)
    chosen = {"overall": after}
    chosen |= {f"event:{label(e)}": usable & (time - cohort == e) for e in np.unique((time - cohort)[usable])}
    chosen |= {f"cohort:{label(g)}": after & (cohort == g) for g in np.unique(cohort[after])}
    chosen |= {f"time:{label(t)}": after & (time == t) for t in np.unique(time[after])}
    rows = [np.where(mask, mass, 0) / max(mass[mask].sum(), 1e-300) for mask in chosen.values()]
    counts = [number[mask].sum() for mask in chosen.values()]
    return Combinations(
        (*chosen, *design.names), np.concatenate([np.array(rows), np.eye(len(mass))]), np.r_[counts, number]
    )


def combined(parts: Combinations, coefficients: Array, cov: Array) -> tuple[Array, Array]:
    """Estimates and covariance of the averages; NaN for a cell that has none.

    Parameters
    ----------
    parts : Combinations
    coefficients : array (K,)
    cov : array (K, K)

    Returns
    -------
    estimates : array (L,)
    cov : array (L, L)
    """
    known = ~np.isnan(coefficients)
    estimates = parts.weights[:, known] @ coefficients[known]
    full = parts.weights[:, known] @ cov[np.ix_(known, known)] @ parts.weights[:, known].T
    lacking = ~parts.weights[:, known].any(axis=1)
    estimates[lacking] = np.nan
    full[lacking], full[:, lacking] = np.nan, np.nan
    return estimates, full


def identified_checks(design: CellDesign, usable: Any) -> list[dict[str, Any]]:
    """Warning of effects that the data do not identify."""
    lost = [name for name, good in zip(design.names, usable, strict=True) if not good]
    return [check("effects_not_identified", warns=bool(lost), statistic=float(len(lost)), detail=listed(lost))]
