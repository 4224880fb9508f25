"""Change points against dense grids and known truth.

Tolerance: the exact minimum is never above the best of a dense grid (relative 1e-9, rounding).
"""

from __future__ import annotations

import numpy as np
import pytest

from sxsh_eval.estimates.verification.change_point import allowed_range, fit_at, fit_change_points
from sxsh_eval.estimates.verification.terms import MODELS, ChangePoint, Conditions, gradient, knots_of, linear_terms

TRUTH: dict[ChangePoint, tuple[list[float], list[float]]] = {
    "3P heating": ([15.0], [50, 0.5, 3]),
    "3P cooling": ([18.0], [50, 0.5, 3]),
    "4P": ([16.0], [50, 0.5, 3, 2]),
    "5P": ([12.0, 20.0], [50, 0.5, 3, 2]),
}


def world(model: ChangePoint, count: int, noise: float) -> tuple[Conditions, np.ndarray]:
    rng = np.random.default_rng(3)
    days = rng.integers(28, 32, count).astype(float)
    conditions = Conditions(rng.uniform(10, 90, (count, 1)), rng.uniform(2, 30, count), days)
    knots, coefficients = TRUTH[model]
    mean = linear_terms(conditions, model, np.array(knots)) @ np.array(coefficients)
    return conditions, mean + rng.normal(size=count) * noise


@pytest.mark.parametrize("count", [14, 30])
@pytest.mark.parametrize("model", list(TRUTH))
def test_no_grid_finds_less(model: ChangePoint, count: int) -> None:
    conditions, energy = world(model, count, 60.0)
    found = fit_change_points(conditions, energy, model)
    assert conditions.temperature is not None
    inside = allowed_range(conditions.temperature, model)
    if model == "5P":
        grid = np.linspace(inside[0], inside[-1], 60)
        tried = [np.array([low, high]) for low in grid for high in grid if low <= high]
    else:
        tried = [np.array([value]) for value in np.linspace(inside[0], inside[-1], 2000)]
    best = min(fit_at(conditions, energy, model, knots).rss for knots in tried)
    assert found.rss <= best * (1 + 1e-9)
    assert (np.diff(found.knots) >= 0).all()


@pytest.mark.parametrize("model", list(TRUTH))
def test_without_noise_the_truth_comes_back(model: ChangePoint) -> None:
    conditions, energy = world(model, 40, 0.0)
    found = fit_change_points(conditions, energy, model)
    knots, coefficients = TRUTH[model]
    np.testing.assert_allclose(found.knots, knots, rtol=1e-6)
    np.testing.assert_allclose(found.coefficients, coefficients, rtol=1e-6)


@pytest.mark.parametrize("model", MODELS)
def test_derivatives_agree_with_differences(model: ChangePoint) -> None:
    knots, coefficients = (np.array(part) for part in TRUTH.get(model, ([], [50.0, 0.5])))
    conditions, _ = world("5P", 30, 0.0)
    found = gradient(conditions, model, knots, coefficients[2:])
    theta = np.concatenate([coefficients, knots])
    for place in range(theta.size):
        ends = []
        for step in (1e-6, -1e-6):
            moved = theta.copy()
            moved[place] += step
            ends.append(linear_terms(conditions, model, moved[coefficients.size :]) @ moved[: coefficients.size])
        np.testing.assert_allclose(found[:, place], (ends[0] - ends[1]) / 2e-6, atol=1e-5)
    assert len(knots_of(model)) == knots.size
