"""Tests of trends before treatment, and their power against given divergences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sxsh_eval.estimates.diagnosis import check, refuse
from sxsh_eval.estimates.effects.event_study import WHERE, Array, checked_coefficients
from sxsh_eval.estimates.effects.normal_box import normal_box

SINGULAR = 1e-12


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
