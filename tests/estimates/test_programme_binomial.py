"""Quantiles of whole arrays against scipy's, and what makes scenarios comparable: never less with a higher chance.

Tolerances. Up to a mean of 5 the distribution function is exact but for single precision: 1e-4 on a grid of 20,000
uniform numbers, whose own step is 5e-5. Above, Cornish-Fisher: mean within 0.2 %, variance within 1.5 %, distribution
function within 0.005 (`binomial_quantile` says 1 % of mean and variance; 1.5 % adds the grid's own tails).
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sxsh_eval.estimates.programme.paths_binomial import SWITCH, binomial_quantile

GRID = ((np.arange(20_000) + 0.5) / 20_000).astype(np.float32)


def quantiles(trials: float, chance: float, uniform: np.ndarray = GRID) -> np.ndarray:
    many, often = (np.full(uniform.shape, value, np.float32) for value in (trials, chance))
    return binomial_quantile(many, often, uniform)


CASES = [(1, 0.3), (3, 0.02), (20, 0.05), (40, 0.1), (500, 0.009), (7, 0.6), (5, 0.97), (4000, 0.001)]


@pytest.mark.parametrize(("trials", "chance"), CASES)
def test_small_means_are_exact(trials: int, chance: float) -> None:
    found = np.bincount(quantiles(trials, chance).astype(int), minlength=trials + 1) / GRID.size
    np.testing.assert_allclose(np.cumsum(found), stats.binom.cdf(np.arange(trials + 1), trials, chance), atol=1e-4)


@pytest.mark.parametrize(("trials", "chance"), [(60, 0.1), (11, 0.5), (200, 0.3), (1e5, 0.02), (30, 0.8), (1e6, 0.4)])
def test_large_means_are_near(trials: float, chance: float) -> None:
    found, law = quantiles(trials, chance), stats.binom(trials, chance)
    assert min(trials * chance, trials * (1 - chance)) > SWITCH
    np.testing.assert_allclose(found.mean(), law.mean(), rtol=2e-3)
    np.testing.assert_allclose(found.var(), law.var(), rtol=0.015)
    places = np.quantile(found, [0.05, 0.25, 0.5, 0.75, 0.95])
    seen = (found[:, None] <= places).mean(axis=0)
    np.testing.assert_allclose(seen, law.cdf(places), atol=5e-3)


chances = st.floats(0, 1, width=32)


@settings(max_examples=400, deadline=None)
@given(trials=st.integers(0, 3000), one=chances, other=chances, uniform=st.floats(0.0005, 0.9995))
def test_never_less_with_a_higher_chance(trials: int, one: float, other: float, uniform: float) -> None:
    """Where the way of computing changes, by at most one less; numbers in the last 0.05 % are not looked at."""
    at = np.array([uniform], np.float32)
    low, high = (quantiles(trials, chance, at)[0] for chance in sorted((one, other)))
    means = {trials * min(chance, 1 - chance) > SWITCH for chance in (one, other)}
    across = len(means) > 1 or (one > 0.5) != (other > 0.5)
    assert 0 <= low <= high + across <= trials + across
    assert low == int(low)


def test_parameters_of_a_path_serve_all_cells() -> None:
    rng = np.random.default_rng(4)
    trials = np.floor(rng.uniform(0, 80, (5, 3, 2, 50))).astype(np.float32)
    chance = rng.uniform(0.01, 0.7, (1, 1, 1, 50)).astype(np.float32)
    uniform = rng.random(trials.shape, dtype=np.float32)
    wide = np.broadcast_to(chance, trials.shape).copy()
    np.testing.assert_array_equal(binomial_quantile(trials, chance, uniform), binomial_quantile(trials, wide, uniform))


def test_nothing_and_everything() -> None:
    assert not quantiles(50, 0.0).any()
    assert (quantiles(50, 1.0) == 50).all()
    assert not quantiles(0, 0.4).any()
