"""Relative magnitudes: what an effect can be when trends diverge after treatment at most so much more than before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sxsh_eval.estimates.effects.event_study import Array, EventStudy
from sxsh_eval.estimates.effects.honest_quantiles import least_favourable_value, truncated_normal_quantile

FIRST_STAGE = 0.1  # share of the test's size spent on the least-favourable first stage, as in R HonestDiD
GRID_POINTS = 1000
ENDS = 60  # halvings of a grid step: to the last bit


@dataclass(frozen=True)
class Moments:
    """Inequalities ``values - theta * slope <= 0`` in expectation, one for each vertex of the dual programme.

    Attributes
    ----------
    values, slope : array of shape (vertices,)
    cov : array of shape (vertices, vertices)
    critical : float
        Least-favourable critical value of the first stage.
    """

    values: Array
    slope: Array
    cov: Array
    critical: float


@dataclass(frozen=True)
class ConfidenceSet:
    """Values of the effect that are not rejected.

    Attributes
    ----------
    low, high : float
        Ends of the smallest interval that holds them all.
    holes : bool
        Whether some values in between are rejected.
    """

    low: float
    high: float
    holes: bool


def dual_vertices(study: EventStudy, bound: float, worst: Array) -> tuple[Array, Array]:
    """Vertices of the dual of the test's linear programme, in closed form.

    Parameters
    ----------
    study : EventStudy
    bound : float
        Largest change after treatment relative to the change `worst` before it.
    worst : array of shape (pre + post,)
        Row that gives the change before treatment taken as the largest, with its sign.

    Returns
    -------
    rows : array of shape (vertices, pre + post)
    slope : array of shape (vertices,)
        Change of each row's value per unit of the effect.

    Notes
    -----
    The inequalities are two for each period after treatment: its change, and minus its change, less ``bound`` times
    `worst`. Multipliers that leave the nuisance (the other combinations of effects) out put a common factor times the
    sum of later weights on each pair's difference, so the polytope has one vertex for either sign of the factor, and
    one for each pair alone. With one period there is no nuisance; then every inequality is a vertex, those of the
    periods before treatment included, as in R HonestDiD (which then leaves the first stage out of the truncation;
    here it stays in, as the theory has it).
    """
    changes = study.steps()
    after = changes[study.pre :]
    upper, lower = after - bound * worst, -after - bound * worst
    if study.post == 1:
        before = changes[: study.pre]
        rows = np.vstack([before - worst, upper, -before - worst, lower])
        slope = rows[:, study.pre] / study.weights[0]
        kept = (rows**2).sum(axis=1) > 1e-10  # noqa: PLR2004 - the largest change against itself
        rows, slope = rows[kept], slope[kept]
        size = deviations(rows, study.sigma)
        return rows / size[:, None], slope / size
    tail = np.cumsum(study.weights[::-1])[::-1]
    size_up, size_low = deviations(upper, study.sigma), deviations(lower, study.sigma)
    rising, falling = np.maximum(tail, 0), np.maximum(-tail, 0)
    scale = np.array([rising @ size_up + falling @ size_low, rising @ size_low + falling @ size_up])
    reach = bound * np.abs(tail).sum() * worst
    pairs = size_up + size_low
    alone = -2 * bound * worst / np.array([[pairs.min()], [pairs.max()]])  # the others lie between these
    rows = np.vstack([(study.contrast - reach) / scale[0], (-study.contrast - reach) / scale[1], alone])
    return rows, np.array([1 / scale[0], -1 / scale[1], 0.0, 0.0])


def deviations(rows: Array, sigma: Array) -> Array:
    """Standard deviations of combinations of the coefficients."""
    return np.asarray(np.sqrt(np.einsum("ij,jk,ik->i", rows, sigma, rows)))


def moments(study: EventStudy, bound: float, level: float) -> list[Moments]:
    """Moments for every change before treatment that could be the largest, with either sign."""
    found = []
    for change in study.steps()[: study.pre]:
        critical = None  # the other sign turns all rows around, which changes no probability
        for worst in (change, -change):
            rows, slope = dual_vertices(study, bound, worst)
            cov = rows @ study.sigma @ rows.T
            if critical is None:
                critical = least_favourable_value(cov, 1 - FIRST_STAGE * (1 - level))
            found.append(Moments(rows @ study.beta, slope, cov, critical))
    return found


def accepted(moment: Moments, theta: Array, level: float) -> NDArray[np.bool_]:
    """Conditional least-favourable hybrid test of each value of the effect.

    Parameters
    ----------
    moment : Moments
    theta : array of shape (n,)
    level : float

    Returns
    -------
    array of bool, shape (n,)
        True where the value is not rejected.
    """
    values = moment.values - theta[:, None] * moment.slope
    best = values.argmax(axis=1)
    top = values.max(axis=1)
    variance = np.maximum(np.diag(moment.cov), 0)
    known = variance[best] < 1e-20  # noqa: PLR2004 - the largest is a constant
    with np.errstate(divide="ignore", invalid="ignore"):
        tilt = moment.cov[best] / variance[best][:, None]
        cuts = (values - tilt * top[:, None]) / (1 - tilt)
    low = np.where(tilt < 1 - 1e-10, cuts, -np.inf).max(axis=1)
    high = np.where(tilt > 1 + 1e-10, cuts, np.inf).min(axis=1)
    size = np.sqrt(np.where(known, 1.0, variance[best]))
    second = (1 - level) * (1 - FIRST_STAGE) / (1 - FIRST_STAGE * (1 - level))
    held = ~known & (top <= moment.critical)
    bar = np.zeros(theta.shape)
    bar[held] = truncated_normal_quantile(
        1 - second, np.minimum(low, top)[held] / size[held], np.minimum(high, moment.critical)[held] / size[held]
    )
    return np.asarray(np.where(known, top <= 0, held & (top / size <= np.maximum(bar, 0))))


def relative_set(study: EventStudy, bound: float, level: float) -> ConfidenceSet:
    """Confidence set of the effect under a bound relative to the largest change before treatment.

    The test is inverted on a grid that surely holds the set, because the first stage rejects beyond it; the ends are
    then refined by bisection.
    """
    tests = moments(study, bound, level)
    theta = outer_grid(study, tests)
    inside = np.any([accepted(one, theta, level) for one in tests], axis=0)
    first, last = int(inside.argmax()), len(inside) - 1 - int(inside[::-1].argmax())
    low = boundary(tests, theta[max(first - 1, 0)], theta[first], level)
    high = boundary(tests, theta[min(last + 1, len(theta) - 1)], theta[last], level)
    return ConfidenceSet(low, high, not inside[first : last + 1].all())


def outer_grid(study: EventStudy, tests: list[Moments]) -> Array:
    """Values around the estimate up to where every first stage rejects; the estimate is among them."""
    lows, highs = [], []
    for one in tests:
        with np.errstate(divide="ignore"):
            edges = (one.values - one.critical) / one.slope
        lows.append(edges[one.slope > 0].max())
        highs.append(edges[one.slope < 0].min())
    margin = 1e-6 * study.std_error
    low, high = min(lows) - margin, max(highs) + margin
    half = GRID_POINTS // 2
    centre = study.effect
    return np.concatenate([np.linspace(low, centre, half, endpoint=False), np.linspace(centre, high, half)])


def boundary(tests: list[Moments], outside: float, inside: float, level: float) -> float:
    """Edge of the set between a value rejected and one that is not."""
    for _ in range(ENDS):
        middle = (outside + inside) / 2
        if middle in (outside, inside):
            break
        if holds(tests, middle, level):
            inside = middle
        else:
            outside = middle
    return float(inside)


def holds(tests: list[Moments], theta: float, level: float) -> bool:
    """Whether any of the tests lets a value stand."""
    one = np.array([theta])
    return any(bool(accepted(moment, one, level)[0]) for moment in tests)
