"""Comparisons that a reader makes unaided, shown so that they can be held against estimates that allow for more."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sxsh_eval.estimates.diagnosis import Labels, check_level, refuse
from sxsh_eval.estimates.effects.panel_design import PanelDesign
from sxsh_eval.estimates.result import Estimates, Method, as_estimates

Floats = NDArray[np.float64]
FEWEST = 3


def before_after(design: PanelDesign, *, level: float = 0.95, labels: Labels | None = None) -> Estimates:
    """Mean change of the treated from the periods before to those since the start.

    Parameters
    ----------
    design : PanelDesign
    level : float
    labels : Labels, optional

    Returns
    -------
    Estimates
        Row ``overall``; each unit seen on both sides counts once. Student's t over units.

    Raises
    ------
    EstimationError
        ``estimate.naive_too_few``: fewer than three treated units seen before and after.

    Notes
    -----
    Not an effect: it takes for the treatment's work whatever else changed over the same years.
    """
    check_level(level)
    done = design.treated
    after, before = (unit_means(design, rows) for rows in (done, ~done))
    change = (after - before)[design.cohort >= 0]
    change = change[np.isfinite(change)]
    if change.size < FEWEST:
        refuse("estimate.naive_too_few", "before_after", change.size, fewest=FEWEST)
    error = float(change.std(ddof=1) / np.sqrt(change.size))
    return one_row("before_after", float(change.mean()), error, change.size, level, labels)


def with_and_without(design: PanelDesign, *, level: float = 0.95, labels: Labels | None = None) -> Estimates:
    """Mean difference between rows under treatment and all other rows of the same period.

    Parameters
    ----------
    design : PanelDesign
    level : float
    labels : Labels, optional

    Returns
    -------
    Estimates
        Row ``overall``: coefficient of treatment with effects of periods alone, errors clustered by unit.

    Raises
    ------
    EstimationError
        ``estimate.naive_too_few``.

    Notes
    -----
    Not an effect: those who start may have been different before.
    """
    check_level(level)
    done = within_periods(design, design.treated.astype(float))
    size = float(done @ done)
    units = int(np.count_nonzero(np.bincount(design.unit[design.treated])))
    if units < FEWEST or not size > 0:
        refuse("estimate.naive_too_few", "with_and_without", units, fewest=FEWEST)
    outcome = within_periods(design, design.outcome)
    value = float(done @ outcome) / size
    scores = np.bincount(design.unit, weights=done * (outcome - value * done), minlength=design.n_units)
    error = float(np.sqrt(design.n_units / (design.n_units - 1) * (scores @ scores))) / size
    return one_row("with_and_without", value, error, design.n_units, level, labels)


def unit_means(design: PanelDesign, rows: NDArray[np.bool_]) -> Floats:
    """Mean outcome of each unit over some rows, NaN without any."""
    total = np.bincount(design.unit[rows], weights=design.outcome[rows], minlength=design.n_units)
    count = np.bincount(design.unit[rows], minlength=design.n_units)
    return np.asarray(np.divide(total, count, out=np.full(design.n_units, np.nan), where=count > 0))


def within_periods(design: PanelDesign, values: Floats) -> Floats:
    """Values less the mean of their period."""
    means = np.bincount(design.time, weights=values) / np.bincount(design.time)
    return np.asarray(values - means[design.time])


def one_row(name: str, value: float, error: float, units: int, level: float, labels: Labels | None) -> Estimates:
    """Result of one number with its interval by Student's t over units."""
    from scipy.stats import t

    factor = float(t.ppf(0.5 + level / 2, units - 1))
    interval = (value - factor * error, value + factor * error)
    p_value = float(2 * t.sf(abs(value) / error, units - 1)) if error > 0 else 0.0
    about = labels or Labels(evidence="measured")
    row = about.row("overall", value, interval=interval, std_error=error, p_value=p_value, n_obs=float(units))
    return as_estimates([row], Method(name, name, level))
