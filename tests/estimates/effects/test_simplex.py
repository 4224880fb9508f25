"""Simplex weights: optimality conditions, an independent solver, degenerate hulls.

Tolerances. The conditions of the optimum are linear and hold to rounding (1e-7 of the objective's size); SLSQP stops
when its objective no longer moves, so it is only asked not to find a lower one (relative 1e-6).
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from sxsh_eval.estimates.effects.simplex import Array, simplex_least_squares, wolfe

SHAPES = [(3, 8), (8, 3), (12, 12), (19, 38)]


def problem(rows: int, columns: int, seed: int) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    return 50 + rng.normal(size=(rows, columns)).cumsum(axis=0), 50 + rng.normal(size=rows).cumsum()


@pytest.mark.parametrize("ridge", [0.0, 1e-6, 3.0])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_no_other_solver_finds_less(shape: tuple[int, int], ridge: float) -> None:
    matrix, target = problem(*shape, seed=1)

    def loss(weights: Array) -> float:
        return float(np.sum((matrix @ weights - target) ** 2) + ridge * weights @ weights)

    found = simplex_least_squares(matrix, target, ridge=ridge)
    assert found.weights.sum() == pytest.approx(1, abs=1e-12)
    assert (found.weights >= 0).all()
    even = np.full(shape[1], 1 / shape[1])
    total = {"type": "eq", "fun": lambda weights: weights.sum() - 1}
    other = minimize(loss, even, method="SLSQP", bounds=[(0, 1)] * shape[1], constraints=[total])
    assert loss(found.weights) <= other.fun * (1 + 1e-6) + 1e-9


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 15),
    st.integers(2, 20),
    st.sampled_from([0.0, 1e-4, 1.0, 100.0]),
    st.booleans(),
    st.integers(0, 9999),
)
def test_conditions_of_the_optimum(rows: int, columns: int, ridge: float, intercept: bool, seed: int) -> None:  # noqa: FBT001
    matrix, target = problem(rows, columns, seed)
    found = simplex_least_squares(matrix, target, ridge=ridge, intercept=intercept)
    if intercept:
        matrix, target = matrix - matrix.mean(axis=0), target - target.mean()
    slope = matrix.T @ (matrix @ found.weights - target) + ridge * found.weights
    size = float(np.sum((matrix - target[:, None]) ** 2) / columns) + 1e-12
    level = slope[found.weights > 1e-9]
    assert np.ptp(level) <= 1e-7 * size
    assert slope.min() >= level.max() - 1e-7 * size


def test_blocks_and_single_steps_agree() -> None:
    matrix, target = problem(15, 30, seed=4)
    points = (matrix - target[:, None]) / 10
    blocks = simplex_least_squares(matrix / 10, target / 10, ridge=0.5).weights
    np.testing.assert_allclose(blocks, wolfe(points, 0.5), atol=1e-9)


def test_a_target_in_the_hull_is_met() -> None:
    matrix, _ = problem(6, 5, seed=2)
    weights = np.array([0.5, 0.0, 0.3, 0.2, 0.0])
    found = simplex_least_squares(matrix, matrix @ weights)
    np.testing.assert_allclose(found.weights, weights, atol=1e-8)
    assert found.unique


def test_twins_are_told() -> None:
    matrix, _ = problem(6, 3, seed=2)
    twins = np.column_stack([matrix, matrix[:, 0]])
    found = simplex_least_squares(twins, matrix[:, 0], ridge=1e-12)
    assert not found.unique
    np.testing.assert_allclose(twins @ found.weights, matrix[:, 0], rtol=1e-9)
