"""What a test of trends before treatment could have found, and what it could have missed (Roth 2022)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, check_level, refuse
from sxsh_eval.estimates.effects.event_study import WHERE, Array
from sxsh_eval.estimates.effects.trend_power import (
    TrendPower,
    detectable,
    regular,
    single_power,
    tests,
    trend_power,
    wald_power,
)
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.shown import Shown

REFERENCES = (
    "Roth, J. (2022), Pretest with caution: event studies after testing for parallel trends, AER: Insights 4, 305",
)
TREND = ("power", "time", "estimate", "std_error", "trend", "after_pretest")


@dataclass(frozen=True, eq=False)
class PretrendPower(Shown):
    """Tests before treatment and their power.

    Attributes
    ----------
    table : Estimates
        For each power ``p``: ``slope:<p>`` (straight divergence per period found with that power by looking at single
        coefficients), ``slope_wald:<p>`` (by the Wald test), ``likelihood_ratio:<p>`` and ``bayes_factor:<p>`` of
        the former. Properties of the design, without intervals. Checks: both tests on the data.
    trend : DataFrame
        Columns `TREND`: for each power and period the coefficient, the divergence of ``slope:<p>`` there (after
        treatment: the bias it would cause), and the mean of the coefficient under it once the test is passed.
    """

    shows: ClassVar[tuple[str, ...]] = ("table", "trend")

    table: Estimates
    trend: pd.DataFrame

    @property
    def checks(self) -> pd.DataFrame:
        """Wald test and largest single statistic before treatment."""
        return self.table.checks


def pretrend_power(
    betahat: ArrayLike,
    sigma: ArrayLike,
    *,
    pre: int,
    power: float | Sequence[float] = (0.5, 0.8),
    times: ArrayLike | None = None,
    level: float = 0.95,
    labels: Labels | None = None,
) -> PretrendPower:
    """Straight divergence of trends that a test before treatment finds with given power, and its bias afterwards.

    Parameters
    ----------
    betahat : array of shape (pre + post,)
        Coefficients in the order of time, without the reference period; `post` may be zero.
    sigma : array of shape (pre + post, pre + post)
    pre : int
        Number of periods before the reference period.
    power : float or sequence of float
        Probabilities of finding it.
    times : array of shape (pre + post,), optional
        Periods from the reference period; by default -pre, ..., -1, 1, ..., post.
    level : float
        One less the level of the tests.
    labels : Labels, optional

    Returns
    -------
    PretrendPower

    Raises
    ------
    EstimationError
        ``estimate.event_study_*``, ``estimate.pretrend_power_target``, ``estimate.interval_level``.
    """
    check_level(level)
    size = np.asarray(betahat).size
    beta, cov = regular(betahat, sigma, pre)
    when = relative_times(times, pre, size - pre)
    wanted = [float(one) for one in np.atleast_1d(np.asarray(power, dtype=float))]
    if not wanted or any(not 1 - level < one < 1 for one in wanted):
        refuse("estimate.pretrend_power_target", "power", power, size=f"{1 - level:g}")
    labels = labels or Labels("pretrend", unit="outcome", evidence="derived")
    rows: list[dict[str, Any]] = []
    frames = []
    for target in dict.fromkeys(wanted):
        slope = detectable(lambda value: single_power(value * when[:pre], cov[:pre, :pre], level), when, cov, target)
        wald = detectable(lambda value: wald_power(value * when[:pre], cov[:pre, :pre], level), when, cov, target)
        against = trend_power(beta, cov, slope * when, pre=pre, level=level)
        rows += power_rows(labels, target, slope, wald, against)
        frames.append(trend_frame(target, when, beta, cov, (slope * when, against.after_pretest)))
    method = Method("pretrend_power", "P(any |b_pre| / se > z)", level, REFERENCES)
    trend = pd.concat(frames, ignore_index=True)
    checks = as_checks([*tests(beta[:pre], cov[:pre, :pre], level), weakness(trend)])
    return PretrendPower(Estimates(as_estimates(rows, method).table, method, None, checks), trend)


def relative_times(times: ArrayLike | None, pre: int, post: int) -> Array:
    """Periods from the reference period, checked."""
    if times is None:
        return np.concatenate([np.arange(-pre, 0.0), np.arange(1.0, post + 1)])
    when = np.asarray(times, dtype=float)
    if (
        when.shape != (pre + post,)
        or not (np.diff(when) > 0).all()
        or (when[:pre] >= 0).any()
        or (when[pre:] <= 0).any()
    ):
        refuse("estimate.pretrend_times", WHERE, when.tolist(), pre=pre, post=post)
    return when


def power_rows(labels: Labels, target: float, slope: float, wald: float, against: TrendPower) -> list[dict[str, Any]]:
    """Rows of one power."""
    reasons = ["pretrend_below_size" if one == 0 else "pretrend_property" for one in (slope, wald)]
    return [
        labels.row(f"slope:{target:g}", slope, reason=reasons[0]),
        labels.row(f"slope_wald:{target:g}", wald, reason=reasons[1]),
        labels.row(f"likelihood_ratio:{target:g}", against.likelihood_ratio, unit="ratio", reason="pretrend_property"),
        labels.row(f"bayes_factor:{target:g}", against.bayes_factor, unit="ratio", reason="pretrend_property"),
    ]


def trend_frame(target: float, when: Array, beta: Array, cov: Array, paths: tuple[Array, Array]) -> pd.DataFrame:
    """Coefficients beside the hypothesised divergence, period by period."""
    columns = (np.full(len(when), target), when, beta, np.sqrt(np.diag(cov)), *paths)
    return pd.DataFrame(dict(zip(TREND, columns, strict=True)))


def weakness(trend: pd.DataFrame) -> dict[str, Any]:
    """Warning where the divergence most likely found would still explain the whole average effect."""
    top = trend[(trend["power"] == trend["power"].max()) & (trend["time"] > 0)]
    bias, effect = float(top["trend"].abs().mean()), float(abs(top["estimate"].mean()))
    if top.empty:
        return check("pretrend_weak")
    detail = f"{bias:.3g} / {effect:.3g}"
    return check(
        "pretrend_weak", warns=bias >= effect, statistic=bias / effect if effect > 0 else np.inf, detail=detail
    )
