"""Firth's penalised logit: finite estimates for separated data and rare outcomes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.errors import EstimationError, Problem

Floats = NDArray[np.float64]
MOST_ROUNDS, SLOW = 100, 12
LONGEST_STEP = 5.0
MOST_DOUBLINGS = 40
ROUNDING = 1e-12
FAR, NEAR = 1e3, 1e-4  # likelihood ratios: beyond what can be computed; close enough to the cut


@dataclass(frozen=True, eq=False)
class FirthFit:
    """Penalised estimates with profile intervals.

    Attributes
    ----------
    params, conf_low, conf_high, p_values : Series
        By column; intervals and tests from the profile of the penalised likelihood.
    cov : DataFrame
        Inverse of the information at the estimates.
    log_likelihood : float
        Penalised, at the estimates.
    """

    params: pd.Series
    cov: pd.DataFrame
    conf_low: pd.Series
    conf_high: pd.Series
    p_values: pd.Series
    log_likelihood: float


@dataclass(frozen=True, eq=False)
class PenalisedLogit:
    """Penalised likelihood of grouped binary data.

    Attributes
    ----------
    matrix : ndarray, shape (n, k)
    successes, trials : ndarray, shape (n,)
    """

    matrix: Floats
    successes: Floats
    trials: Floats

    def value(self, params: Floats) -> float:
        """Log-likelihood plus half the log determinant of the information."""
        linear = self.matrix @ params
        plain = self.successes @ linear - self.trials @ np.logaddexp(0.0, linear)
        sign, size = np.linalg.slogdet(self.information(params))
        return float(plain + size / 2) if sign > 0 else -np.inf

    def information(self, params: Floats) -> Floats:
        """Expected information, shape (k, k)."""
        mean = expit(self.matrix @ params)
        return np.asarray((self.matrix * (self.trials * mean * (1 - mean))[:, None]).T @ self.matrix)

    def score(self, params: Floats, information: Floats) -> Floats:
        """Gradient of `value`, shape (k,): residuals shifted by the leverages."""
        mean = expit(self.matrix @ params)
        solved = np.linalg.solve(information, self.matrix.T).T
        leverage = self.trials * mean * (1 - mean) * (self.matrix * solved).sum(axis=1)
        return np.asarray(self.matrix.T @ (self.successes - self.trials * mean + leverage * (0.5 - mean)))

    def curvature(self, params: Floats, free: NDArray[np.bool_]) -> Floats:
        """Minus the second derivatives of `value` by the free parameters, from differences of the score."""
        columns = []
        for place in np.flatnonzero(free):
            width = 1e-5 * max(1.0, abs(params[place]))
            ends = [params + side * width * (np.arange(len(params)) == place) for side in (1, -1)]
            high, low = (self.score(end, self.information(end))[free] for end in ends)
            columns.append((low - high) / (2 * width))
        found = np.array(columns)
        return np.asarray(found + found.T) / 2

    def direction(self, params: Floats, free: NDArray[np.bool_], *, slow: bool) -> tuple[Floats, float]:
        """Newton step, with the gain in `value` it promises: by the information, or by curvature where that is slow."""
        information = self.information(params)
        score = self.score(params, information)[free]
        matrix = information[np.ix_(free, free)]
        if slow:
            curved = self.curvature(params, free)
            matrix = curved if np.linalg.eigvalsh(curved).min() > 0 else matrix
        step = np.zeros_like(params)
        step[free] = np.linalg.solve(matrix, score)
        longest = LONGEST_STEP + np.abs(params).max() / 2
        return step * min(1.0, longest / max(np.abs(step).max(), longest)), float(score @ step[free])

    def maximise(self, start: Floats, fixed: int | None = None) -> tuple[Floats, float]:
        """Maximum by Newton steps, halved where they overshoot, with one parameter held at its start if asked.

        Raises
        ------
        EstimationError
            ``estimate.not_converged``
        LinAlgError
            So far from any maximum that the information vanishes.
        """
        free = np.arange(len(start)) != (-1 if fixed is None else fixed)
        params, value = start.copy(), self.value(start)
        if not free.any():
            return params, value
        for turn in range(MOST_ROUNDS):
            step, gain = self.direction(params, free, slow=turn >= SLOW)
            while (better := self.value(params + step)) < value - ROUNDING * abs(value) and np.abs(
                step
            ).max() > ROUNDING:
                step = step / 2
            params, value = params + step, better
            if np.abs(step).max() < 1e-9 * max(1.0, np.abs(params).max()) or abs(gain) < ROUNDING / 100:
                return params, value
        raise EstimationError([Problem("estimate.not_converged", "Firth", str(MOST_ROUNDS))])


def expit(linear: Floats) -> Floats:
    """Probability of a log-odds, without overflow."""
    from scipy.special import expit as logistic

    return np.asarray(logistic(linear))


def firth_logit(matrix: pd.DataFrame, outcome: Floats, *, level: float = 0.95) -> FirthFit:
    """Logit with Jeffreys' penalty, for independent observations.

    Parameters
    ----------
    matrix : DataFrame, shape (n, k)
        Regressors including the intercept, linearly independent.
    outcome : ndarray of 0 and 1, shape (n,)
    level : float
        Coverage of the intervals.

    Returns
    -------
    FirthFit

    Raises
    ------
    EstimationError
        ``estimate.not_converged``

    Notes
    -----
    Maximises ``l(b) + log |I(b)| / 2``, which removes the first-order bias of maximum likelihood and always has a
    finite maximum [1]_. Intervals hold the values that the penalised likelihood ratio does not reject [2]_: Wald
    intervals are too symmetric exactly where this estimator is needed. Predicted probabilities are drawn towards one
    half.

    References
    ----------
    .. [1] Firth, D. (1993), Bias reduction of maximum likelihood estimates, Biometrika 80.
    .. [2] Heinze, G., Schemper, M. (2002), A solution to the problem of separation in logistic regression, Statistics
       in Medicine 21.
    """
    from scipy.stats import chi2

    values = matrix.to_numpy(dtype=float)
    scale = np.abs(values).max(axis=0)
    rows, group = np.unique(values / scale, axis=0, return_inverse=True)
    group = group.ravel()
    data = PenalisedLogit(rows, np.bincount(group, outcome).astype(float), np.bincount(group).astype(float))
    best, top = data.maximise(np.zeros(len(scale)))
    cov = np.linalg.inv(data.information(best))
    ends = [profile_interval(data, best, top, j, float(np.sqrt(cov[j, j])), level) for j in range(len(scale))]
    at_zero = [data.maximise(np.where(np.arange(len(best)) == j, 0.0, best), j)[1] for j in range(len(scale))]
    names = matrix.columns
    return FirthFit(
        params=pd.Series(best / scale, index=names),
        cov=pd.DataFrame(cov / np.outer(scale, scale), index=names, columns=names),
        conf_low=pd.Series([low for low, _ in ends], index=names) / scale,
        conf_high=pd.Series([high for _, high in ends], index=names) / scale,
        p_values=pd.Series(chi2.sf(2 * (top - np.array(at_zero)), 1), index=names),
        log_likelihood=top,
    )


def profile_interval(
    data: PenalisedLogit, best: Floats, top: float, place: int, error: float, level: float
) -> tuple[float, float]:
    """Values of one parameter whose profile lies within the chi-square cut of the maximum."""
    from scipy.optimize import brentq
    from scipy.stats import chi2

    cut = float(chi2.ppf(level, 1))
    near = best

    def above(value: float) -> float:
        nonlocal near
        near = near.copy()
        near[place] = value
        try:
            near, height = data.maximise(near, place)
        except np.linalg.LinAlgError:
            near = best
            return FAR
        return 2 * (top - height) - cut

    ends = []
    for side in (-1, 1):
        near = best
        inner, outer = float(best[place]), float(best[place]) + side * 2 * error
        for _ in range(MOST_DOUBLINGS):
            if above(outer) > 0:
                break
            inner, outer = outer, outer + (outer - float(best[place]))
        else:
            ends.append(side * np.inf)
            continue
        end = float(brentq(above, inner, outer, xtol=1e-8 * error, rtol=1e-12))
        if abs(above(end)) > NEAR:
            raise EstimationError([Problem("estimate.not_converged", "Firth", str(MOST_ROUNDS))])
        ends.append(end)
    return min(ends), max(ends)
