"""Least squares with weights that are not negative and add up to one, solved exactly by active sets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
TOLERANCE = 1e-10  # of the gradient, in units of the objective's size
PIVOTS = 40  # block pivots tried before the finite method takes over
TIGHT = 1e-8  # slack of the gradient at which a column counts as optimal
STIFF = 1e-7  # ridge, relative to the columns' mean square, from which normal equations are safe


@dataclass(frozen=True, eq=False)
class SimplexFit:
    """Minimum of ``|A x - b|^2 + ridge |x|^2`` over the simplex.

    Attributes
    ----------
    weights : array, shape (columns,)
    gap : float
        Largest violation of the optimality conditions, in units of the objective's size.
    unique : bool
        Whether no other weights (ridge apart) give the same ``A x``.
    """

    weights: Array
    gap: float
    unique: bool


def simplex_least_squares(matrix: Any, target: Any, *, ridge: float = 0.0, intercept: bool = False) -> SimplexFit:
    """Nearest point of a convex hull to a target.

    Parameters
    ----------
    matrix : array, shape (rows, columns)
        One column per weight.
    target : array, shape (rows,)
    ridge : float
        Penalty of the squared weights.
    intercept : bool
        Whether a free constant is added to the fit; it is profiled out.

    Returns
    -------
    SimplexFit

    Notes
    -----
    Columns less the target are points; the weights are those of the hull's point of least norm. With a ridge, blocks of
    weights move in and out of the support until the conditions hold; without, or where the blocks cycle, Wolfe's method
    [1]_, which ends after finitely many steps.

    References
    ----------
    .. [1] Wolfe, P. (1976), Finding the nearest point in a polytope, Mathematical Programming 11, 128-149.
    """
    columns, goal = np.asarray(matrix, dtype=float), np.asarray(target, dtype=float)
    if intercept:
        columns, goal = columns - columns.mean(axis=0), goal - goal.mean()
    points = columns - goal[:, None]
    size = float(np.mean(np.sum(points**2, axis=0))) or 1.0
    points, penalty = points / np.sqrt(size), ridge / size
    weights = block_pivots(points, penalty) if penalty > STIFF else None
    if weights is None:
        weights = wolfe(points, penalty)
    slope = points.T @ (points @ weights) + penalty * weights
    level = float(weights @ slope)
    tight = slope - level <= TIGHT
    lifted = np.vstack([points[:, tight], np.ones(int(tight.sum()))])
    unique = bool(np.linalg.matrix_rank(lifted, tol=1e-7) == tight.sum()) or penalty > STIFF
    return SimplexFit(weights, max(0.0, level - float(slope.min())), unique)


def block_pivots(points: Array, penalty: float) -> Array | None:
    """Weights by exchanging whole blocks of the support; None where that does not settle."""
    count = points.shape[1]
    gram = points.T @ points + penalty * np.eye(count)
    active = np.ones(count, dtype=bool)
    for _ in range(PIVOTS):
        inside = np.flatnonzero(active)
        raw = np.linalg.solve(gram[np.ix_(inside, inside)], np.ones(inside.size))
        weights = np.zeros(count)
        weights[inside] = raw / raw.sum()
        slope = gram @ weights
        level = float(weights @ slope)
        wrong_in, wrong_out = active & (weights < 0), ~active & (slope < level - TOLERANCE)
        if not (wrong_in.any() or wrong_out.any()):
            return weights
        active = (active & ~wrong_in) | wrong_out
    return None


def affine_minimum(points: Array, penalty: float, support: list[int]) -> Array:
    """Weights, of any sign, of the point of least norm of the support's affine hull."""
    chosen = points[:, support]
    stacked = np.vstack([chosen, np.sqrt(penalty) * np.eye(len(support))]) if penalty > 0 else chosen
    rest = np.linalg.lstsq(stacked[:, 1:] - stacked[:, :1], -stacked[:, 0], rcond=1e-13)[0]
    done: Array = np.concatenate([[1 - rest.sum()], rest])
    return done


def wolfe(points: Array, penalty: float) -> Array:
    """Weights by Wolfe's method: one point enters at a time, blocking ones leave."""
    count = points.shape[1]
    weights = np.zeros(count)
    first = int(np.argmin(np.sum(points**2, axis=0)))
    support, weights[first] = [first], 1.0
    best = np.inf
    for _ in range(20 * count + 100):
        slope = points.T @ (points @ weights) + penalty * weights
        level = float(weights @ slope)
        entering = int(np.argmin(slope))
        if entering in support or slope[entering] > level - 1e-13 or level >= best:
            break
        best = level
        support.append(entering)
        support = settle(points, penalty, weights, support)
    done: Array = weights / weights.sum()
    return done


def settle(points: Array, penalty: float, weights: Array, support: list[int]) -> list[int]:
    """Move `weights` to the affine minimum of a support, leaving out the points that block the way."""
    while True:
        goal = affine_minimum(points, penalty, support)
        if (goal > 0).all():
            weights[:] = 0.0
            weights[support] = goal
            return support
        now = weights[support]
        blocking = goal <= 0
        steps = now[blocking] / np.maximum(now[blocking] - goal[blocking], 1e-300)
        moved = now + float(min(1.0, steps.min())) * (goal - now)
        moved[np.flatnonzero(blocking)[int(np.argmin(steps))]] = 0.0
        keep = moved > 0
        weights[:] = 0.0
        support = [place for place, kept in zip(support, keep, strict=True) if kept]
        weights[support] = moved[keep]
