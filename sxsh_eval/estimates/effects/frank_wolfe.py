"""Simplex weights by Frank and Wolfe's method, stopped and made sparse as in the published software."""

from __future__ import annotations

import numpy as np

from sxsh_eval.estimates.effects.simplex import Array

SPARSE, FIRST_ROUNDS, ROUNDS = 4.0, 100, 10_000


def frank_wolfe(matrix: Array, target: Array, *, ridge: float, intercept: bool, least_decrease: float) -> Array:
    """Weights near the minimum of ``|A x - b|^2 + ridge |x|^2`` over the simplex.

    Parameters
    ----------
    matrix : array, shape (rows, columns)
    target : array, shape (rows,)
    ridge : float
    intercept : bool
        Whether a free constant is profiled out.
    least_decrease : float
        Ends when the objective per row falls by less than the square of this.

    Notes
    -----
    The rule of R's synthdid 0.0.9: 100 steps from equal weights, those up to a quarter of the largest set to zero, then
    up to 10,000 steps. Where the objective is flat it stops short of the minimum, and published estimates are the ones
    at which it stops.
    """
    columns, goal = matrix, target
    if intercept:
        columns, goal = columns - columns.mean(axis=0), goal - goal.mean()
    gram = columns.T @ columns + ridge * np.eye(columns.shape[1])
    linear, constant = columns.T @ goal, float(goal @ goal)
    weights = np.full(columns.shape[1], 1 / columns.shape[1])
    stop = least_decrease**2 * goal.size
    weights = descend(gram, linear, constant, weights, stop, FIRST_ROUNDS)
    weights = np.where(weights <= weights.max() / SPARSE, 0.0, weights)
    return descend(gram, linear, constant, weights / weights.sum(), stop, ROUNDS)


def descend(gram: Array, linear: Array, constant: float, start: Array, stop: float, rounds: int) -> Array:
    """Steps with exact line search towards one vertex at a time; the slope is updated rather than computed anew."""
    weights = start.copy()
    slope = gram @ weights - linear
    value = np.inf
    for done in range(rounds):
        vertex = int(slope.argmin())
        image = slope + linear
        curvature = float(gram[vertex, vertex] - 2 * image[vertex] + weights @ image)
        if curvature <= 0:
            break
        step = min(1.0, max(0.0, float(slope @ weights - slope[vertex]) / curvature))
        weights *= 1 - step
        weights[vertex] += step
        slope = (1 - step) * slope + step * (gram[vertex] - linear)
        now = float(weights @ (slope - linear)) + constant
        if done >= 1 and value - now <= stop:
            break
        value = now
    return weights
