"""What a test of trends before treatment could have found, and what it could have missed (Roth 2022)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, check_level, refuse
from sxsh_eval.estimates.effects.event_study import WHERE, Array, checked_coefficients
from sxsh_eval.estimates.effects.normal_box import normal_box
from sxsh_eval.estimates.result import Estimates, Method, as_estimates

REFERENCES = (
    "Roth, J. (2022), Pretest with caution: event studies after testing for parallel trends, AER: Insights 4, 305",
)
SINGULAR = 1e-12
TREND = ("power", "time", "estimate", "std_error", "trend", "after_pretest")


@dataclass(frozen=True)
class TrendPower:
    """How a test before treatment stands against one hypothesised divergence of trends.

    Attributes
    ----------
    power : float
        Probability that any coefficient before treatment is significant on its own.
    wald_power : float
        The same for the joint Wald test.
    bayes_factor : float
        Probability of passing under the divergence, relative to that under parallel trends.
    likelihood_ratio : float
        Likelihood of the coefficients before treatment under the divergence, relative to that under parallel trends.
    after_pretest : array of shape (pre + post,)
        Means of all coefficients under the divergence, given that none before treatment is significant.
    """

    power: float
    wald_power: float
    bayes_factor: float
    likelihood_ratio: float
    after_pretest: Array


@dataclass(frozen=True, eq=False)
class PretrendPower:
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

    table: Estimates
    trend: pd.DataFrame

    @property
    def checks(self) -> pd.DataFrame:
        """Wald test and largest single statistic before treatment."""
        return self.table.checks

    def _repr_html_(self) -> str:
        return self.table._repr_html_() + str(self.trend.to_html(index=False))


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


def trend_power(betahat: ArrayLike, sigma: ArrayLike, delta: ArrayLike, *, pre: int, level: float = 0.95) -> TrendPower:
    """Power of a test before treatment against any hypothesised divergence.

    Parameters
    ----------
    betahat, delta : array of shape (pre + post,)
        Coefficients, and the divergence of trends in the same periods.
    sigma : array of shape (pre + post, pre + post)
    pre : int
    level : float

    Returns
    -------
    TrendPower

    Raises
    ------
    EstimationError
        ``estimate.event_study_*``.
    """
    trend = np.asarray(delta, dtype=float)
    beta, cov = regular(betahat, sigma, pre)
    if trend.shape != beta.shape:
        refuse("estimate.event_study_lengths", "delta", trend.shape, pre=pre, post=beta.size - pre)
    first = cov[:pre, :pre]
    reach = threshold(level) * np.sqrt(np.diag(first))
    passes, means = normal_box(trend[:pre], first, -reach, reach)
    passes_parallel, _ = normal_box(np.zeros(pre), first, -reach, reach)
    later = trend[pre:] + cov[pre:, :pre] @ np.linalg.solve(first, means - trend[:pre])
    away, near = beta[:pre] - trend[:pre], beta[:pre]
    ratio = 0.5 * (near @ np.linalg.solve(first, near) - away @ np.linalg.solve(first, away))
    return TrendPower(
        1 - passes,
        wald_power(trend[:pre], first, level),
        passes / passes_parallel,
        float(np.exp(ratio)),
        np.concatenate([means, later]),
    )


def regular(betahat: ArrayLike, sigma: ArrayLike, pre: int) -> tuple[Array, Array]:
    """Coefficients whose covariance before treatment can be inverted."""
    beta, cov = checked_coefficients(betahat, sigma, pre, np.asarray(betahat).size - pre)
    values = np.linalg.eigvalsh(cov[:pre, :pre])
    if values.min() <= SINGULAR * values.max():
        refuse("estimate.event_study_covariance", WHERE, f"min eigen pre {values.min():.3g}")
    return beta, cov


def threshold(level: float) -> float:
    """Normal quantile of a two-sided test."""
    from scipy.special import ndtri

    return float(ndtri(0.5 + level / 2))


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


def single_power(trend: Array, cov: Array, level: float) -> float:
    """Probability that any coefficient is significant."""
    reach = threshold(level) * np.sqrt(np.diag(cov))
    return 1 - normal_box(trend, cov, -reach, reach)[0]


def wald_power(trend: Array, cov: Array, level: float) -> float:
    """Probability that the joint test rejects."""
    from scipy.stats import chi2, ncx2

    bar = float(chi2.ppf(level, len(trend)))
    distance = float(trend @ np.linalg.solve(cov, trend))
    return float(ncx2.sf(bar, len(trend), distance)) if distance > 0 else 1 - level


def detectable(power: Callable[[float], float], when: Array, cov: Array, target: float) -> float:
    """Slope found with the target's probability; zero where the test rejects as often without any."""
    from scipy.optimize import brentq

    if power(0.0) >= target:
        return 0.0
    before = when < 0
    high = float(np.min(np.sqrt(np.diag(cov))[before] / -when[before]))
    while power(high) < target:
        high *= 2
    return float(brentq(lambda value: power(value) - target, 0.0, high, xtol=1e-12 * high, rtol=1e-12))


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


def tests(beta: Array, cov: Array, level: float) -> list[dict[str, Any]]:
    """Joint Wald test, and the largest single statistic with its joint p value."""
    from scipy.stats import chi2

    wald = float(beta @ np.linalg.solve(cov, beta))
    p_wald = float(chi2.sf(wald, len(beta)))
    error = np.sqrt(np.diag(cov))
    largest = float(np.abs(beta / error).max())
    p_single = 1 - normal_box(np.zeros(len(beta)), cov, -largest * error, largest * error)[0]
    size = float(len(beta))
    return [
        check(
            "pretrend_wald", warns=p_wald < 1 - level, statistic=wald, df=size, p_value=p_wald, detail=f"{p_wald:.3g}"
        ),
        check(
            "pretrend_single",
            warns=largest > threshold(level),
            statistic=largest,
            df=size,
            p_value=max(p_single, 0.0),
            detail=f"{largest:.3g}",
        ),
    ]


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
