"""Multiplier bootstrap: moments of the multipliers, agreement with the analytic errors, coverage of the bands.

Tolerances are four standard errors of the draws.
"""

from __future__ import annotations

import numpy as np
import pytest

from sxsh_eval.estimates.effects.aggregation import aggregate_effects
from sxsh_eval.estimates.effects.bootstrap import (
    Multipliers,
    multiplied,
    multiplier_bootstrap,
    simultaneous_quantile,
)
from sxsh_eval.estimates.effects.group_time import group_time_effects
from sxsh_eval.estimates.effects.influence import covariance
from tests.estimates.effects.panels import ROLES, world

BOTH: list[Multipliers] = ["rademacher", "mammen"]


@pytest.mark.parametrize("kind", BOTH)
def test_multipliers_have_mean_zero_and_variance_one(kind: Multipliers) -> None:
    drawn = multiplied(np.random.default_rng(1), 500, 400, kind)
    assert abs(drawn.mean()) < 4 / np.sqrt(drawn.size)
    assert (drawn**2).mean() == pytest.approx(1, abs=0.01)
    assert (drawn**3).mean() == pytest.approx({"rademacher": 0, "mammen": 1}[kind], abs=0.03)


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("clustered", [True, False])
def test_draws_have_the_analytic_covariance(kind: Multipliers, *, clustered: bool) -> None:
    rng = np.random.default_rng(2)
    influence = rng.normal(size=(6000, 3)) @ np.array([[1, 0.5, 0], [0, 1, 0.2], [0, 0, 2]])
    cluster = rng.integers(0, 300, 6000) if clustered else None
    drawn = multiplier_bootstrap(influence, draws=4000, rng=rng, cluster=cluster, multipliers=kind)
    expected = covariance(influence, cluster)
    scale = np.sqrt(np.diag(expected))
    np.testing.assert_allclose(np.cov(drawn.T) / np.outer(scale, scale), expected / np.outer(scale, scale), atol=0.09)


def test_quantile_of_independent_estimates() -> None:
    rng = np.random.default_rng(3)
    drawn = rng.normal(size=(200_000, 5))
    errors = np.array([1.0, 1.0, 1.0, 1.0, np.nan])
    assert simultaneous_quantile(drawn, errors, 0.95) == pytest.approx(2.4909, abs=0.02)  # (2 Phi(c) - 1)^4 = 0.95
    assert np.isnan(simultaneous_quantile(drawn, np.full(5, np.nan), 0.95))


def test_bands_contain_the_intervals_and_come_again_with_the_seed() -> None:
    effects = group_time_effects(world(np.random.default_rng(4)), **ROLES)
    one, two = (aggregate_effects(effects, "dynamic", bootstrap=500, rng=np.random.default_rng(5)) for _ in range(2))
    assert one.table.equals(two.table)
    rows = one.table.iloc[1:]
    assert (rows["simultaneous_low"] < rows["conf_low"]).all()
    assert (rows["simultaneous_high"] > rows["conf_high"]).all()
    assert one.table["simultaneous_low"].isna().tolist()[0]


@pytest.mark.slow
def test_bands_hold_all_event_times_at_once() -> None:
    rng, inside, worlds = np.random.default_rng(6), 0, 400
    for _ in range(worlds):
        effects = group_time_effects(world(rng, units=150), **ROLES)
        found = aggregate_effects(effects, "dynamic", bootstrap=300, rng=rng)
        rows, at = found.table.iloc[1:], found.at[1:]
        true = np.where(at >= 0, 0.5 * (at + 1), 0)
        inside += bool(((rows["simultaneous_low"] <= true) & (true <= rows["simultaneous_high"])).all())
    assert inside / worlds > 0.95 - 4 * np.sqrt(0.95 * 0.05 / worlds)
