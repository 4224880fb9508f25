"""Honest bounds: what remains of an effect when parallel trends hold only roughly (Rambachan & Roth 2023)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import ArrayLike

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, check_level, refuse
from sxsh_eval.estimates.effects.event_study import WHERE, EventStudy, event_study
from sxsh_eval.estimates.effects.honest_flci import Frontier, frontier, shortest
from sxsh_eval.estimates.effects.honest_relative import holds, moments, relative_set
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.shown import Shown

Restriction = Literal["relative_magnitudes", "smoothness"]
REFERENCES = (
    "Rambachan, A. & Roth, J. (2023), A more credible approach to parallel trends, Rev. Econ. Stud. 90, 2555-2591",
    "Andrews, I., Roth, J. & Pakes, A. (2023), Linear conditional moment inequalities, Rev. Econ. Stud. 90, 2763-2791",
)
HALVINGS = 50
DOUBLINGS = 60


@dataclass(frozen=True, eq=False)
class HonestBounds(Shown):
    """Effect under restrictions on how far trends may diverge.

    Attributes
    ----------
    table : Estimates
        Row ``original`` (parallel trends hold), one row ``relative:<value>`` or ``smoothness:<value>`` for each value,
        and ``breakdown``. The estimate under smoothness is the centre of the interval; under relative magnitudes, which
        name no best guess, that under parallel trends.
    original : tuple of float
        Interval under parallel trends.
    breakdown : float
        Smallest value of the restriction at which the interval holds zero: trends that diverge so much could explain
        the whole effect.
    breakdown_reason : str
        ``honest_breakdown`` (the interval excludes zero below it), ``honest_zero_already`` (the original interval holds
        zero, nothing to overturn), ``honest_zero_at_once`` (zero is inside at the value 0 already, where smoothness
        allows straight diverging trends) or ``honest_never`` (no value overturns it).
    restriction : {"relative_magnitudes", "smoothness"}
    """

    shows: ClassVar[tuple[str, ...]] = ("table",)

    table: Estimates
    original: tuple[float, float]
    breakdown: float
    breakdown_reason: str
    restriction: Restriction

    def _facts(self) -> Mapping[str, Any]:
        return {"restriction": self.restriction, "breakdown": round(self.breakdown, 4)}

    @property
    def checks(self) -> Any:
        """Checks of the table."""
        return self.table.checks


def honest_bounds(  # noqa: PLR0913 - an event study is five things
    betahat: ArrayLike,
    sigma: ArrayLike,
    *,
    pre: int,
    post: int,
    restriction: Restriction = "relative_magnitudes",
    values: Sequence[float] | None = None,
    weights: ArrayLike | None = None,
    level: float = 0.95,
    labels: Labels | None = None,
) -> HonestBounds:
    """Confidence intervals of an effect that stay valid when trends diverge within stated limits.

    Parameters
    ----------
    betahat : array of shape (pre + post,)
        Coefficients of an event study against one reference period (a universal base), in the order of time, the
        reference period (zero) left out.
    sigma : array of shape (pre + post, pre + post)
        Their covariance.
    pre, post : int
        Numbers of periods before and after the reference period.
    restriction : {"relative_magnitudes", "smoothness"}
        ``relative_magnitudes``: from one period to the next after treatment, trends diverge at most ``value`` times as
        much as they ever did before. ``smoothness``: the slope of the diverging trend changes by at most ``value``
        from one period to the next (0: a straight line).
    values : sequence of float, optional
        By default 0.5, 1, 1.5, 2; for smoothness 0, 0.5, 1, 2 standard errors of the effect, rounded.
    weights : array of shape (post,), optional
        The effect as a combination of the coefficients after treatment; the first period by default.
    level : float
        Coverage.
    labels : Labels, optional

    Returns
    -------
    HonestBounds

    Raises
    ------
    EstimationError
        ``estimate.event_study_*`` for coefficients that are no event study, ``estimate.honest_values``,
        ``estimate.honest_restriction``, ``estimate.interval_level``.

    Notes
    -----
    Relative magnitudes invert the conditional least-favourable hybrid test (C-LF) with a first stage of a tenth of the
    size, on inequalities of the periods after treatment, as R HonestDiD does by default. The linear programme of the
    test has closed-form dual vertices, so no solver runs; critical values are integrals, not simulations. R reports
    points of a grid of 1,000 and simulates critical values from 1,000 draws: its ends differ by up to a grid step.
    The set is searched on a grid that surely holds it; where it is no interval, the check ``honest_holes`` warns and
    the row spans it. Smoothness gives the shortest interval of fixed length around an affine estimator, exactly; R
    simulates one of its quantiles from a million draws.

    References
    ----------
    Rambachan & Roth (2023), Review of Economic Studies 90; R package HonestDiD.
    """
    check_level(level)
    study = event_study(betahat, sigma, pre=pre, post=post, weights=weights)
    if restriction not in ("relative_magnitudes", "smoothness"):
        refuse("estimate.honest_restriction", WHERE, restriction)
    wanted = checked_values(study, restriction, values)
    labels = labels or Labels("effect", unit="outcome", evidence="caused")
    original = study.interval(level)
    rows = [
        labels.row("original", study.effect, interval=original, std_error=study.std_error, p_value=study.p_value),
    ]
    holes: list[str] = []
    if restriction == "smoothness":
        curve = frontier(study)
        more = smooth_rows(curve, wanted, level, labels)
        inside = smooth_zero(curve, level)
    else:
        more, holes = relative_rows(study, wanted, level, labels)
        inside = relative_zero(study, level)
    least, reason = breakdown(original, inside, study.std_error if restriction == "smoothness" else 1.0)
    ending = labels.row("breakdown", least, unit="outcome" if restriction == "smoothness" else "ratio", reason=reason)
    checks = [
        check("honest_holes", warns=bool(holes), detail=", ".join(holes)),
        check("honest_fragile", warns=fragile(restriction, least, reason), statistic=least, detail=f"{least:.3g}"),
    ]
    formula = "|d post| <= M max |d pre|" if restriction == "relative_magnitudes" else "|d2 trend| <= M"
    table = as_estimates([*rows, *more, ending], Method(f"honest_{restriction}", formula, level, REFERENCES))
    found = Estimates(table.table, table.method, None, as_checks(checks))
    return HonestBounds(found, original, least, reason, restriction)


def checked_values(study: EventStudy, restriction: Restriction, values: Sequence[float] | None) -> list[float]:
    """Values of the restriction, in the order given, without repeats."""
    if values is None:
        relative = restriction == "relative_magnitudes"
        values = (
            [0.5, 1.0, 1.5, 2.0] if relative else [float(f"{share * study.std_error:.3g}") for share in (0, 0.5, 1, 2)]
        )
    wanted = [float(value) for value in dict.fromkeys(values)]
    if not wanted or any(value < 0 or not np.isfinite(value) for value in wanted):
        refuse("estimate.honest_values", "values", list(values))
    return wanted


def smooth_rows(curve: Frontier, values: list[float], level: float, labels: Labels) -> list[dict[str, Any]]:
    """A row for each bound on the change of slope."""
    rows = []
    for value in values:
        one = shortest(curve, value, level)
        ends = (one.centre - one.half_length, one.centre + one.half_length)
        rows.append(labels.row(f"smoothness:{value:.12g}", one.centre, interval=ends, std_error=one.std_error))
    return rows


def relative_rows(
    study: EventStudy, values: list[float], level: float, labels: Labels
) -> tuple[list[dict[str, Any]], list[str]]:
    """A row for each relative magnitude, and the values whose set is no interval."""
    rows, holes = [], []
    for value in values:
        one = relative_set(study, value, level)
        rows.append(labels.row(f"relative:{value:.12g}", study.effect, interval=(one.low, one.high)))
        if one.holes:
            holes.append(f"{value:.12g}")
    return rows, holes


def smooth_zero(curve: Frontier, level: float) -> Callable[[float], bool]:
    """Whether zero is inside under a smoothness bound."""

    def inside(value: float) -> bool:
        one = shortest(curve, value, level)
        return abs(one.centre) <= one.half_length

    return inside


def relative_zero(study: EventStudy, level: float) -> Callable[[float], bool]:
    """Whether zero is inside under a relative magnitude."""
    return lambda value: holds(moments(study, value, level), 0.0, level)


def breakdown(original: tuple[float, float], inside: Callable[[float], bool], scale: float) -> tuple[float, str]:
    """Smallest value of the restriction at which zero is inside, with what it means."""
    if original[0] <= 0 <= original[1]:
        return 0.0, "honest_zero_already"
    if inside(0.0):
        return 0.0, "honest_zero_at_once"
    low, high = 0.0, scale / 16
    for _ in range(DOUBLINGS):
        if inside(high):
            break
        low, high = high, 2 * high
    else:
        return float("inf"), "honest_never"
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if high - low <= 1e-7 * high:  # far below any printed digit
            break
        low, high = (low, middle) if inside(middle) else (middle, high)
    return high, "honest_breakdown"


def fragile(restriction: Restriction, least: float, reason: str) -> bool:
    """Whether a divergence no larger than what was seen before treatment, or a straight one, overturns the result."""
    if reason == "honest_zero_already":
        return False
    return reason == "honest_zero_at_once" or (restriction == "relative_magnitudes" and least <= 1)
