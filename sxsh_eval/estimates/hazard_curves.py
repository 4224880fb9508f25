"""Who has adopted by when: the life table of person-periods, and the curve that a hazard model draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, check_level, listed, refuse
from sxsh_eval.estimates.hazard import Hazard
from sxsh_eval.estimates.hazard_design import read_columns
from sxsh_eval.estimates.hazard_links import LINKS, Array
from sxsh_eval.estimates.result import Estimates, Method, as_estimates

GREENWOOD = "Greenwood, M. (1926), The natural duration of cancer, Reports on Public Health 33, HMSO"
THIN = 10  # units at risk below which a period's hazard is told as thin


def life_table(
    periods: pd.DataFrame,
    *,
    event: str = "event",
    period: str = "period",
    labels: Labels | None = None,
    level: float = 0.95,
) -> Estimates:
    """Hazard of each period with the share that has adopted by its end, without a model.

    Parameters
    ----------
    periods : DataFrame
        Person-periods, as made by `person_periods`.
    event, period : str
        Columns.
    labels : Labels
    level : float

    Returns
    -------
    Estimates
        Terms ``hazard`` (Wilson intervals) and ``adopted`` (Greenwood's variance, interval on the complementary log-log
        scale) for each period; `n_obs` is the number at risk. ``adopted`` starts from zero at the first period.

    Raises
    ------
    EstimationError
        ``estimate.columns_missing``, ``estimate.hazard_rows``, ``estimate.hazard_no_events``,
        ``estimate.interval_level``.
    """
    from scipy.stats import norm
    from statsmodels.stats.proportion import proportion_confint

    labels = labels or Labels()
    check_level(level)
    rows = read_columns(periods, event, period, [], None)
    count = rows.groupby("period")["event"].agg(["sum", "count"])
    events, at_risk = count["sum"].to_numpy(), count["count"].to_numpy(dtype=float)
    low, high = proportion_confint(events, at_risk, alpha=1 - level, method="wilson")
    with np.errstate(divide="ignore", invalid="ignore"):
        still = np.cumsum(np.log1p(-events / at_risk))
        error = np.sqrt(np.cumsum(events / (at_risk * (at_risk - events))))
    factor, table = float(norm.ppf(0.5 + level / 2)), []
    for place, when in enumerate(count.index):
        shown, share = f"{when:.10g}", events[place] / at_risk[place]
        interval = (min(float(low[place]), share), max(float(high[place]), share))
        table.append(labels.row("hazard", share, period=shown, interval=interval, n_obs=at_risk[place]))
        table.append(adopted_row(labels, shown, (still[place], error[place], factor), at_risk[place]))
    thin = [f"{when:g}" for when, left in zip(count.index, at_risk, strict=True) if left < THIN]
    method = Method("life_table", "1 - prod(1 - events / at risk)", level, (GREENWOOD,))
    checks = as_checks([check("hazard_thin", warns=bool(thin), detail=listed(thin))])
    return Estimates(as_estimates(table, method).table, method, checks=checks)


def adopted_row(labels: Labels, period: str, part: tuple[float, float, float], at_risk: float) -> dict[str, Any]:
    """Row of the share that has adopted; `part` is the log of the share left, its standard error and the quantile."""
    still, error, factor = (float(value) for value in part)
    share = -float(np.expm1(still))
    if still == 0 or not np.isfinite(error):
        reason = "hazard_none_yet" if still == 0 else "hazard_all_adopted"
        return labels.row("adopted", share, period=period, reason=reason, n_obs=at_risk)
    interval, width = log_log_interval(still, factor * error), float(np.exp(still)) * error
    return labels.row("adopted", share, period=period, interval=interval, std_error=width, n_obs=at_risk)


def log_log_interval(still: float, half: float) -> tuple[float, float]:
    """Interval of ``1 - exp(still)``, symmetric in ``log(-still)``."""
    spread = float(np.exp(min(half / -still, 600.0)))
    return -float(np.expm1(still / spread)), -float(np.expm1(max(still * spread, -700.0)))


def adoption_curve(hazard: Hazard, at: Mapping[str, float] | None = None) -> Estimates:
    """Share that has adopted by each period according to a hazard model.

    Parameters
    ----------
    hazard : Hazard
    at : mapping, optional
        Values that covariates take in every row at risk; the others stay as they are.

    Returns
    -------
    Estimates
        Terms ``hazard`` and ``adopted`` by period, delta-method intervals on the complementary log-log scale.

    Raises
    ------
    EstimationError
        ``estimate.columns_missing`` for a covariate the model does not have.

    Notes
    -----
    Each period's hazard is the average over those at risk in it, and the share left is the product of what the
    averages leave. Under other values of the covariates other units would have stayed at risk; the curve does not
    follow that, so it is a reading of the model for the units seen at risk, not a forecast.
    """
    design, params = hazard.fitted.design, hazard.fitted.params
    unknown = [name for name in at or {} if name not in hazard.model.covariates]
    if unknown:
        refuse("estimate.columns_missing", "at", listed(unknown), known=listed(list(hazard.model.covariates)))
    matrix = design.matrix.copy()
    for name, value in (at or {}).items():
        matrix[:, design.names.index(name)] = value
    link, index = LINKS[hazard.fitted.link], matrix @ params
    chance, slope = link.hazard(index), link.slope(index)[:, None] * matrix
    left, gradient, rows = 0.0, np.zeros(params.size), []
    for when in np.unique([*design.period, *design.silent]):
        here = design.period == when
        mean = float(chance[here].mean()) if here.any() else 0.0
        move: Array = slope[here].mean(axis=0) / (1 - mean) if here.any() else np.zeros(params.size)
        left, gradient = left + float(np.log1p(-mean)), gradient - move
        rows.append(model_row(hazard, "hazard", when, (float(np.log1p(-mean)), move)))
        rows.append(model_row(hazard, "adopted", when, (left, gradient)))
    wanted = ", ".join(f"{name} = {value:g}" for name, value in (at or {}).items())
    return as_estimates(rows, Method("hazard_curve", wanted or "as observed", hazard.level))


def model_row(hazard: Hazard, term: str, when: float, part: tuple[float, Array]) -> dict[str, Any]:
    """Row of ``1 - exp(still)`` with the delta-method interval; `part` is `still` with its gradient."""
    design, period, (still, gradient) = hazard.fitted.design, f"{when:.10g}", part
    here = float(design.silent.get(float(when), (design.period == when).sum()))
    share = -float(np.expm1(still))
    if still == 0:
        return hazard.labels.row(term, share, period=period, unit="share", reason="hazard_none_yet", n_obs=here)
    error = float(np.sqrt(gradient @ hazard.fitted.cov @ gradient))
    interval = log_log_interval(still, hazard.fitted.factor * error)
    width = float(np.exp(still)) * error
    return hazard.labels.row(term, share, period=period, unit="share", interval=interval, std_error=width, n_obs=here)
