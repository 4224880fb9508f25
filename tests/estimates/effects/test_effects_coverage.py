"""Bias, coverage and size over worlds with known effects: `benchmarks/effects_coverage.py` in small.

Tolerances are the asked bounds, widened by three Monte Carlo errors of the number of worlds that is affordable here.
"""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.effects_coverage import CASES, COVERAGE, SIZE, WORST_BIAS, one_world, true_simple


def worlds(name: str, count: int) -> np.ndarray:
    units, make, choose = CASES[name]
    rng = np.random.default_rng(2)
    return np.array([one_world(rng, units, make, choose) for _ in range(count)])


def assert_sound(found: np.ndarray) -> None:
    means, room = found.mean(axis=0), 3 / np.sqrt(len(found))
    bias = abs(means[0] - true_simple())
    assert bias < WORST_BIAS * abs(true_simple()) + room * found[:, 0].std()
    for covers in means[1:3]:
        assert COVERAGE[0] - room * np.sqrt(0.95 * 0.05) < covers < COVERAGE[1] + room * np.sqrt(0.95 * 0.05)
    assert means[4] < SIZE[1] + room * np.sqrt(0.95 * 0.05)


def test_unbiased_where_two_way_is_not() -> None:
    found = worlds("not yet treated", 30)
    assert_sound(found)
    assert found[:, 3].mean() > 0.8 * true_simple()  # less negative by a fifth at least


@pytest.mark.slow
@pytest.mark.parametrize("name", ["never treated", "covariate, doubly robust", "200 clusters"])
def test_coverage(name: str) -> None:
    found = worlds(name, 200)
    assert_sound(found)
    assert abs(found[:, 3].mean() - true_simple()) > 0.2 * abs(true_simple())
