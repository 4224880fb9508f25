"""What a fitted curve says of other times: projection, and when a target would be reached, or that it would not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.optimize import brentq

from sxsh_eval.estimates.curves import Form, Vector
from sxsh_eval.estimates.diagnosis import NAN, as_checks, check, listed, refuse
from sxsh_eval.estimates.diffusion import Diffusion
from sxsh_eval.estimates.diffusion_tables import band_rows, widened
from sxsh_eval.estimates.misfit import Misfit, jacobian
from sxsh_eval.estimates.result import Estimates, Method, as_estimates

HORIZON = 5.0  # times the span of the data, beyond its end: no target date is sought later


def at_times(diffusion: Diffusion, times: Sequence[float], form: Form) -> list[dict[str, Any]]:
    """Rows of the curve at any times, evidence ``projected`` after the data's end."""
    fitted, series = diffusion.fitted, diffusion.series
    wanted = np.asarray(times, dtype=float)
    moved = replace(series, time=wanted, step=np.full(wanted.size, float(np.median(series.step))))
    misfit = Misfit(moved, diffusion.model.family, form)
    values = np.asarray(diffusion.params, dtype=float)
    mean = np.asarray(misfit.mean(*values), dtype=float)
    rows = band_rows(wanted, mean, jacobian(misfit, values), replace(fitted, misfit=misfit), diffusion.labels)
    if fitted.at_bound and diffusion.saturation is not None:
        rows = widened(rows, np.asarray(misfit.mean(diffusion.saturation.low, *diffusion.saturation.low_shape)))
    last, count = float(series.time[-1]), float(series.time.size)
    for row, time in zip(rows, wanted, strict=True):
        row["n_obs"] = count
        if time > last:
            row["evidence"] = "projected"
    return rows


def project_diffusion(diffusion: Diffusion, times: Sequence[float], *, form: Form = "cumulative") -> Estimates:
    """Curve at given times, with pointwise intervals.

    Parameters
    ----------
    diffusion : Diffusion
    times : sequence of float
        On the scale of the series; before, inside or after it.
    form : {"cumulative", "density", "increment"}
        Totals by default, whatever form the curve was fitted in.

    Returns
    -------
    Estimates
        Term ``curve``, one row per time.

    Raises
    ------
    EstimationError
        ``estimate.saturation_not_identified`` for times after the data where the saturation is not known: fix it at
        stated values instead, one scenario each.

    Notes
    -----
    The interval carries the errors of the parameters (delta method, on the scale where the curve stays possible). It
    does not carry the choice of the curve, see `compare_diffusion`, nor a change of policy.
    """
    last = float(diffusion.series.time[-1])
    ahead = [f"{time:g}" for time in times if time > last]
    if ahead and not diffusion.identified:
        refuse("estimate.saturation_not_identified", diffusion.series.where, listed(ahead))
    method = Method("diffusion_projection", diffusion.model.family.formula, diffusion.level)
    return as_estimates(at_times(diffusion, sorted(set(times)), form), method)


def time_to_reach(diffusion: Diffusion, targets: Mapping[str, float]) -> Estimates:
    """When the fitted total reaches each target.

    Parameters
    ----------
    diffusion : Diffusion
    targets : mapping
        Name to value, in the unit of the series.

    Returns
    -------
    Estimates
        Terms ``reach:<name>`` in the unit ``time``; without estimate, and with the reason, where the target lies
        beyond the saturation (``target_beyond_saturation``), beyond the horizon (``target_not_in_sight``), or after the
        data of a curve whose end is unknown (``saturation_not_identified``). `checks` names them.

    Notes
    -----
    The interval is where the pointwise band crosses the target, so it can be open: its late end is missing, with
    the reason ``late_end_open``, where the band's lower limit never gets there.
    """
    rows = [target_row(diffusion, name, value) for name, value in targets.items()]
    checks = []
    for reason in ("target_beyond_saturation", "target_not_in_sight", "saturation_not_identified"):
        named = [str(row["term"]).removeprefix("reach:") for row in rows if row["reason"] == reason]
        checks.append(check(reason, warns=bool(named), detail=listed(named)))
    method = Method("diffusion_target", diffusion.model.family.formula, diffusion.level)
    return Estimates(as_estimates(rows, method).table, method, checks=as_checks(checks))


def target_row(diffusion: Diffusion, name: str, target: float) -> dict[str, Any]:
    """Row of one target."""
    labels, series = diffusion.labels, diffusion.series
    term, count, last = f"reach:{name}", float(series.time.size), float(series.time[-1])
    span = last - float(series.time[0])
    end = last + HORIZON * span if diffusion.identified else last
    reached = total(diffusion, last)[0] >= target
    if not reached and not diffusion.identified:
        return labels.row(term, NAN, unit="time", reason="saturation_not_identified", n_obs=count)
    if target >= diffusion.params["saturation"]:
        return labels.row(term, NAN, unit="time", reason="target_beyond_saturation", n_obs=count)
    start = series.origin if diffusion.model.family.clocked else float(series.time[0]) - HORIZON * span
    dates = [crossing(diffusion, place, target, start, end) for place in (0, 2, 1)]
    if np.isnan(dates[0]):
        return labels.row(term, NAN, unit="time", reason="target_not_in_sight", n_obs=count)
    early = start if np.isnan(dates[1]) else dates[1]
    reason = "late_end_open" if np.isnan(dates[2]) else ""
    row = labels.row(term, dates[0], unit="time", interval=(early, dates[2]), reason=reason, n_obs=count)
    return row | {"evidence": "projected" if dates[0] > last else labels.evidence}


def total(diffusion: Diffusion, time: float) -> tuple[float, float, float]:
    """Fitted total at one time with its interval."""
    row = at_times(diffusion, [time], "cumulative")[0]
    return float(row["estimate"]), float(row["conf_low"]), float(row["conf_high"])


def crossing(diffusion: Diffusion, place: int, target: float, start: float, end: float) -> float:
    """Time at which the total (0) or its lower (1) or upper (2) limit first reaches the target; NaN if it does not."""
    grid: Vector = np.linspace(start, end, 241)
    key = ("estimate", "conf_low", "conf_high")[place]
    values = np.array([row[key] for row in at_times(diffusion, list(grid), "cumulative")])
    above = np.flatnonzero(values >= target)
    if above.size == 0:
        return NAN
    first = int(above[0])
    if first == 0:
        return float(grid[0])
    return float(brentq(lambda time: total(diffusion, time)[place] - target, grid[first - 1], grid[first], xtol=1e-6))
