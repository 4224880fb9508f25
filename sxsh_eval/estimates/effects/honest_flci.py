"""Smoothness: the shortest interval of fixed length when the slope of diverging trends may change by so much."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from sxsh_eval.estimates.effects.event_study import Array, EventStudy
from sxsh_eval.estimates.effects.honest_quantiles import folded_normal_quantile

TINY = 1e-12
MOST_KNOTS = 50  # for each parameter; a path has far fewer


@dataclass(frozen=True)
class FixedLength:
    """Interval of one affine estimator.

    Attributes
    ----------
    centre, half_length : float
    std_error : float
        Of the estimator.
    bias : float
        Its largest bias under the restriction.
    combination : array of shape (pre + post,)
        Weights of the coefficients.
    """

    centre: float
    half_length: float
    std_error: float
    bias: float
    combination: Array


@dataclass(frozen=True)
class Frontier:
    """Affine estimators none of which has both less variance and less worst-case bias than another.

    Attributes
    ----------
    study : EventStudy
    knots : array of shape (n, pre - 1)
        Free parameters from the least bias to the least variance; every estimator of the frontier lies on the straight
        line between two neighbours.
    base : array of shape (pre + post,)
        Combination of least bias.
    moves : array of shape (pre + post, pre - 1)
        Change of the combination with each free parameter.
    least_bias : float
        Worst-case bias of `base` per unit of the smoothness bound.
    """

    study: EventStudy
    knots: Array
    base: Array
    moves: Array
    least_bias: float


def frontier(study: EventStudy) -> Frontier:
    """All estimators that can be best for some smoothness bound.

    Notes
    -----
    Let ``a`` be the weights of the coefficients before treatment. Bias under any straight trend vanishes when
    ``sum(t * a[-t])`` equals ``sum(t * weights[t])``; the second differences of the trend then enter with coefficients
    ``v[k] = sum((t - k) * a[-t] for t > k)``, of which ``v[0]`` is given. With ``v[1], ..., v[pre - 1]`` as parameters
    the worst-case bias is their sum of absolute values plus a constant, the variance is quadratic, so the frontier is
    the path of a lasso: piecewise linear, found exactly from knot to knot.
    """
    ahead = np.arange(1, study.post + 1.0)
    curvature = np.array([np.maximum(ahead - k, 0) @ study.weights for k in range(study.post)])
    second = np.zeros((study.pre, study.pre + 2))
    for t in range(1, study.pre + 1):
        second[t - 1, t - 1 : t + 2] = (1, -2, 1)
    before = second[::-1]  # coefficients stand in the order of time
    base = study.contrast.copy()
    base[: study.pre] += before[:, 0] * curvature[0]
    moves = np.zeros((study.pre + study.post, study.pre - 1))
    moves[: study.pre] = before[:, 1 : study.pre]
    knots = lasso_path(moves.T @ study.sigma @ moves, moves.T @ study.sigma @ base)
    return Frontier(study, knots, base, moves, float(np.abs(curvature).sum()))


def lasso_path(quadratic: Array, linear: Array) -> Array:
    """Minimisers of ``x'Qx / 2 + q'x + penalty * |x|`` for every penalty, as the knots of a piecewise linear path.

    Parameters
    ----------
    quadratic : array of shape (n, n)
        Positive semidefinite.
    linear : array of shape (n,)

    Returns
    -------
    array of shape (knots, n)
        From the largest penalty (zeros) to none.
    """
    size = len(linear)
    here = np.zeros(size)
    knots = [here]
    penalty = start = float(np.abs(linear).max()) if size else 0.0
    signs = np.where(np.abs(linear) >= penalty * (1 - TINY), -np.sign(linear), 0.0)
    left = -1
    while penalty > TINY * start and len(knots) < MOST_KNOTS * size:
        active = np.flatnonzero(signs)
        drift = np.zeros(size)
        drift[active] = np.linalg.lstsq(quadratic[np.ix_(active, active)], signs[active], rcond=None)[0]
        slope, change = linear + quadratic @ here, quadratic @ drift
        ahead = np.where(signs != 0, crossing(here, drift), entry(slope, change, penalty))
        if left >= 0 and ahead[left] <= TINY * start:
            ahead[left] = np.inf
        event = int(ahead.argmin())
        fall = min(float(ahead[event]), penalty)
        here = here + fall * drift
        penalty -= fall
        left = event if signs[event] and fall == ahead[event] else -1
        if left >= 0:
            here[event] = signs[event] = 0.0
        else:
            signs[event] = signs[event] or -np.sign(slope[event] + fall * change[event])
        knots.append(here)
    return np.array(knots)


def crossing(here: Array, drift: Array) -> Array:
    """Fall of the penalty at which parameters come back to zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(here * drift < 0, -here / drift, np.inf)


def entry(slope: Array, change: Array, penalty: float) -> Array:
    """Fall of the penalty at which the slope of the quadratic in a parameter at zero reaches it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        above = np.where(change > -1, np.maximum(penalty - slope, 0) / (1 + change), np.inf)
        below = np.where(change < 1, np.maximum(penalty + slope, 0) / (1 - change), np.inf)
    return np.asarray(np.minimum(above, below))


def shortest(curve: Frontier, bound: float, level: float) -> FixedLength:
    """Shortest interval of fixed length under a bound on changes of the slope.

    Parameters
    ----------
    curve : Frontier
    bound : float
        Largest change of the slope of the diverging trend from one period to the next.
    level : float

    Returns
    -------
    FixedLength
    """
    from scipy.optimize import minimize_scalar

    def at(parameters: Any) -> FixedLength:
        return interval(curve, parameters, bound, level)

    ends = [at(knot) for knot in curve.knots]
    place = min(range(len(ends)), key=lambda one: ends[one].half_length)
    best = ends[place]  # the length is convex in the standard error, so the shortest lies beside the best knot
    for first, second in pairwise(curve.knots[max(place - 1, 0) : place + 2]):
        between = minimize_scalar(
            lambda share, a=first, b=second: at(a + share * (b - a)).half_length,
            bounds=(0, 1),
            method="bounded",
            options={"xatol": 1e-9},
        )
        found = at(first + between.x * (second - first))
        best = min(best, found, key=lambda one: one.half_length)
    return best


def interval(curve: Frontier, parameters: Array, bound: float, level: float) -> FixedLength:
    """Interval of one estimator of the frontier."""
    study, combination = curve.study, curve.base + curve.moves @ parameters
    error = max(float(combination @ study.sigma @ combination), 0.0) ** 0.5
    bias = bound * (curve.least_bias + float(np.abs(parameters).sum()))
    length = error * folded_normal_quantile(level, bias / error) if error > 0 else bias
    return FixedLength(float(combination @ study.beta), length, error, bias, combination)
