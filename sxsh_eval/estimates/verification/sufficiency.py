"""Whether readings suffice for a baseline, and its quality for a statement on savings."""

from __future__ import annotations

from typing import Any

import numpy as np

from sxsh_eval.estimates.diagnosis import check, listed, refuse
from sxsh_eval.estimates.verification.metrics import Metrics
from sxsh_eval.estimates.verification.readings import CYCLE, Interval, ReadingColumns, Readings, gaps, seasons_missing
from sxsh_eval.estimates.verification.terms import Array

CV_LIMIT = 25.0  # per cent of the mean; ASHRAE Guideline 14, whole-building path: 20, 25 or 30 by length of reporting
COVERED = 0.9  # share of a cycle of weeks or days that must have been read
TWICE = 2.0  # savings below this many standard errors are not told from chance (IPMVP)


def refuse_insufficient(readings: Readings, columns: ReadingColumns, interval: Interval) -> None:
    """Refuse readings on which no baseline can rest.

    Raises
    ------
    EstimationError
        ``estimate.baseline_too_few``, ``estimate.baseline_cycle``, ``estimate.baseline_not_positive``,
        ``estimate.baseline_constant``, ``estimate.constant_covariate``.
    """
    count = len(readings.periods)
    least = CYCLE[interval] if interval == "monthly" else int(np.ceil(COVERED * CYCLE[interval]))
    if count < least:
        refuse("estimate.baseline_too_few", "baseline", count, least=least)
    missing = seasons_missing(readings.periods, interval)
    if missing:
        refuse("estimate.baseline_cycle", "baseline", listed(list(missing), 12))
    if (readings.energy < 0).any() or readings.energy.mean() <= 0:
        low = readings.periods[readings.energy < 0]
        refuse("estimate.baseline_not_positive", columns.energy, listed(list(low)) or "0")
    if np.ptp(readings.energy) == 0:
        refuse("estimate.baseline_constant", columns.energy, f"{readings.energy[0]:g}")
    for name, values in zip(columns.drivers, readings.conditions.drivers.T, strict=True):
        if np.ptp(values) == 0:
            refuse("estimate.constant_covariate", name, f"{values[0]:g}")


def refuse_collinear(matrix: Array, names: list[str]) -> None:
    """Refuse terms that follow from each other."""
    scaled = matrix / np.maximum(np.sqrt(np.mean(matrix**2, axis=0)), np.finfo(float).tiny)
    _, sizes, directions = np.linalg.svd(scaled, full_matrices=False)
    if sizes[-1] > 1e-9 * sizes[0]:
        return
    involved = [name for name, share in zip(names, np.abs(directions[-1]), strict=True) if share > 0.1]  # noqa: PLR2004
    refuse("estimate.collinear", involved[-1], involved[-1], others=listed(involved[:-1]))


def quality_checks(readings: Readings, metrics: Metrics, limit: float) -> list[dict[str, Any]]:
    """Fit, bias, autocorrelation and gaps of a baseline."""
    missing = gaps(readings.periods)
    bound = f"{limit:g} %"
    correlated = f"n' = {metrics.effective_n:.1f}, n = {metrics.n}"
    return [
        *readings.checks,
        check("baseline_gaps", warns=bool(missing), statistic=float(len(missing)), detail=listed(missing)),
        check(
            "baseline_cv_rmse",
            warns=metrics.cv_rmse > limit,
            statistic=metrics.cv_rmse,
            df=float(metrics.n - metrics.parameters),
            detail=f"{metrics.cv_rmse:.1f} % > {bound}" if metrics.cv_rmse > limit else f"<= {bound}",
        ),
        check("baseline_nmbe", statistic=metrics.nmbe),
        check("baseline_r2", statistic=metrics.adjusted_r2, detail=f"R2 {metrics.r2:.4f}"),
        check(
            "baseline_autocorrelation",
            warns=metrics.correlated,
            statistic=metrics.corrected_autocorrelation,
            detail=correlated,
        ),
    ]


def range_check(columns: ReadingColumns, base: Readings, later: Readings) -> dict[str, Any]:
    """Warning of conditions beyond those under which the baseline was fitted."""
    found, outside = [], np.zeros(len(later.periods), dtype=bool)
    pairs = list(zip(columns.drivers, base.conditions.drivers.T, later.conditions.drivers.T, strict=True))
    if columns.temperature and base.conditions.temperature is not None and later.conditions.temperature is not None:
        pairs.append((columns.temperature, base.conditions.temperature, later.conditions.temperature))
    for name, old, new in pairs:
        beyond = (new < old.min()) | (new > old.max())
        if beyond.any():
            outside |= beyond
            found.append(f"{name} [{old.min():g}; {old.max():g}]: {listed(list(later.periods[beyond]), 4)}")
    share = float(outside.mean())
    return check("savings_beyond_range", warns=bool(found), statistic=share, detail="; ".join(found))
