"""The tables of a hazard model: coefficients, ratios, effects in points, and what the number of events can carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sxsh_eval.estimates.diagnosis import Labels, check
from sxsh_eval.estimates.hazard_design import Design
from sxsh_eval.estimates.hazard_links import LINKS, Array, LinkName

FEW_CLUSTERS = 20
FEW_EVENTS = 10  # per covariate (Peduzzi et al. 1996, J. Clin. Epidemiol. 49, 1373-1379)


@dataclass(frozen=True, eq=False)
class FittedHazard:
    """A converged fit.

    Attributes
    ----------
    design : Design
    params : ndarray, shape (k,)
    cov : ndarray, shape (k, k)
    factor : float
        Quantile of the intervals.
    link : {"cloglog", "logit"}
    """

    design: Design
    params: Array
    cov: Array
    factor: float
    link: LinkName


def event_checks(design: Design) -> list[dict[str, Any]]:
    """Tell when the events are few for the covariates."""
    events, count = int(design.event.sum()), max(len(design.names) - len(design.baseline), 1)
    few = events < FEW_EVENTS * count
    return [check("hazard_few_events", warns=few, statistic=float(events), detail=f"{events} / {count}" if few else "")]


def cluster_checks(design: Design) -> list[dict[str, Any]]:
    """Tell few clusters, and clusters that group nothing."""
    if design.groups is None:
        return [check("hazard_not_clustered")]
    count = len(np.unique(design.groups))
    few, single = count < FEW_CLUSTERS, count == design.event.size
    return [
        check("hazard_few_clusters", warns=few, statistic=float(count), detail=f"{count}" if few else ""),
        check("hazard_cluster_each_row", warns=single, detail=f"{count}" if single else ""),
    ]


def coefficient_rows(fitted: FittedHazard, labels: Labels, *, ratio: bool) -> list[dict[str, Any]]:
    """Rows of coefficients, or of their exponentials for the covariates alone."""
    from scipy.stats import norm, t

    design, factor, rows = fitted.design, fitted.factor, []
    groups = None if design.groups is None else len(np.unique(design.groups))
    for name, value, error in zip(design.names, fitted.params, np.sqrt(np.diag(fitted.cov)), strict=True):
        if ratio and name in design.baseline:
            continue
        ends = np.array([value, value - factor * error, value + factor * error])
        middle, low, high = np.exp(ends) if ratio else ends
        size = abs(value / error)
        p_value = float(2 * (norm.sf(size) if groups is None else t.sf(size, groups - 1)))
        rows.append(
            labels.row(
                name,
                float(middle),
                unit="ratio" if ratio else "coefficient",
                interval=(float(low), float(high)),
                std_error=float(middle * error if ratio else error),
                p_value=p_value,
                n_obs=float(design.event.size),
            )
        )
    return rows


def effect_rows(fitted: FittedHazard, labels: Labels) -> list[dict[str, Any]]:
    """Rows of average changes in percentage points."""
    rows, count = [], float(fitted.design.event.size)
    for place, name in enumerate(fitted.design.names):
        if name in fitted.design.baseline:
            continue
        change, slope = average_change(fitted, place)
        error = float(np.sqrt(slope @ fitted.cov @ slope))
        half = fitted.factor * error
        interval = (100 * (change - half), 100 * (change + half))
        rows.append(
            labels.row(
                name, 100 * change, unit="percentage_point", interval=interval, std_error=100 * error, n_obs=count
            )
        )
    return rows


def average_change(fitted: FittedHazard, place: int) -> tuple[float, Array]:
    """Average change of the hazard by one covariate over the rows at risk, with its gradient by the parameters.

    Notes
    -----
    With two values, the difference between everyone at the higher and everyone at the lower, per unit; else the slope.
    """
    curve, params = LINKS[fitted.link], fitted.params
    first, counts = fitted.design.distinct
    matrix, share = fitted.design.matrix[first], counts / counts.sum()
    column = matrix[:, place]
    values = np.unique(column)
    if values.size == 2:  # noqa: PLR2004 - two values
        ends = []
        for value in values:
            moved = matrix.copy()
            moved[:, place] = value
            index = moved @ params
            ends.append((share @ curve.hazard(index), (share * curve.slope(index)) @ moved))
        width = float(values[1] - values[0])
        return float(ends[1][0] - ends[0][0]) / width, np.asarray((ends[1][1] - ends[0][1]) / width)
    index = matrix @ params
    slope = share @ curve.slope(index)
    gradient = params[place] * ((share * curve.bend(index)) @ matrix)
    gradient[place] += slope
    return float(params[place] * slope), np.asarray(gradient)
