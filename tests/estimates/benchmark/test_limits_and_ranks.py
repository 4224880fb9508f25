"""Funnel limits by the binomial law and with over-dispersion; ranks with the chance of being last."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sxsh_eval.estimates.benchmark.control_limits import binomial_limits, control_funnel
from sxsh_eval.estimates.benchmark.ranks import at_an_end, rank_rates
from sxsh_eval.estimates.rate_shrinkage import shrink_rates


def test_limits_by_hand() -> None:
    """Ten trials at a half: cdf(1) = 11/1024, cdf(2) = 56/1024, so the 2.5 % point lies between one and two."""
    low, high = binomial_limits(0.5, [10], 0.95)
    part = (56 / 1024 - 0.025) / (45 / 1024)
    assert low[0] == pytest.approx((2 - part) / 10)
    assert 0.5 < high[0] < 1


def test_limits_become_normal_with_many_trials() -> None:
    low, high = binomial_limits(0.3, [1_000_000], 0.95)
    half = stats.norm.ppf(0.975) * np.sqrt(0.21 / 1e6)
    assert (low[0], high[0]) == pytest.approx((0.3 - half, 0.3 + half), abs=2e-6)


def test_limits_are_those_of_their_level() -> None:
    rng = np.random.default_rng(4)
    cases = rng.binomial(200, 0.35, 20_000)
    low, high = binomial_limits(0.35, [200], 0.95)
    assert np.mean((cases / 200 < low) | (cases / 200 > high)) == pytest.approx(0.05, abs=0.008)


def areas(spread: float, outlier: float | None = None, count: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(11)
    n = rng.integers(30, 400, count)
    p = np.clip(0.3 + spread * rng.standard_normal(count), 0.02, 0.98)
    if outlier is not None:
        p[0], n[0] = outlier, 300
    return pd.DataFrame({"rate": rng.binomial(n, p) / n, "n": n})


def test_chance_alone_leaves_about_the_expected_number_outside() -> None:
    found = control_funnel(areas(0.0))
    assert found.spread < 0.02
    assert (found.rates["beyond"] >= 0.95).sum() <= 8
    assert (found.rates["beyond"] == 0.998).sum() <= 1


def test_one_outlier_is_found() -> None:
    found = control_funnel(areas(0.0, outlier=0.7))
    assert found.rates["beyond"].iloc[0] == 0.998
    assert (found.rates["beyond"].iloc[1:] == 0.998).sum() <= 1


def test_over_dispersion_widens_the_limits() -> None:
    found = control_funnel(areas(0.1))
    assert found.dispersion > 2
    assert found.spread == pytest.approx(0.1, abs=0.03)
    assert (found.rates["beyond"] == 0.998).sum() <= 2
    naive_low, naive_high = binomial_limits(found.pooled, found.rates["n"], 0.998)
    outside = (found.rates["rate"] < naive_low) | (found.rates["rate"] > naive_high)
    assert outside.sum() > 5  # without over-dispersion a crowd would be called different


def test_five_of_five_is_inside_the_limits() -> None:
    table = pd.concat([areas(0.05), pd.DataFrame({"rate": [1.0], "n": [3]})], ignore_index=True)
    assert control_funnel(table).rates["beyond"].iloc[-1] < 0.998


@pytest.fixture(scope="module")
def shrunk() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    n = rng.integers(40, 200, 40)
    p = rng.beta(12, 28, 40)
    table = pd.DataFrame({"cases": rng.binomial(n, p).astype(float), "trials": n.astype(float)})
    table.index = pd.Index([f"p{at:02d}" for at in range(40)])
    table.loc["small"] = [5.0, 5.0]
    return table


def test_a_small_province_does_not_jump_to_the_top(shrunk: pd.DataFrame) -> None:
    found = shrink_rates(shrunk, cases="cases", trials="trials")
    ranks = rank_rates(found, seed=1)
    assert found.table.loc["small", "raw"] == 1.0
    assert found.table["raw"].idxmax() == "small"
    assert found.table["shrunk"].idxmax() != "small"
    assert ranks["rank"].idxmin() != "small"
    span: Any = ranks["rank_high"] - ranks["rank_low"]
    assert span["small"] > 15


def test_chances_add_up_to_the_places_at_an_end(shrunk: pd.DataFrame) -> None:
    found = shrink_rates(shrunk, cases="cases", trials="trials")
    ranks = rank_rates(found, seed=1)
    assert ranks["chance_lowest"].sum() == pytest.approx(at_an_end(41))
    assert ranks["chance_highest"].sum() == pytest.approx(10)
    assert ranks["rank"].mean() == pytest.approx(21)
    assert (ranks["rank_low"] <= ranks["rank_high"]).all()
    pd.testing.assert_frame_equal(ranks, rank_rates(found, seed=1))


def test_three_provinces_against_numerical_integration() -> None:
    table = pd.DataFrame({"cases": [30.0, 40.0, 80.0], "trials": [100.0, 100.0, 100.0]}, index=["a", "b", "c"])
    found = shrink_rates(table, cases="cases", trials="trials")
    ranks = rank_rates(found, seed=3, draws=40_000)
    mean, error = found.table["shrunk"].to_numpy(), found.table["std_error"].to_numpy()
    strength = mean * (1 - mean) / error**2 - 1
    laws = [stats.beta(m * s, (1 - m) * s) for m, s in zip(mean, strength, strict=True)]
    x = np.linspace(0, 1, 20_001)
    chance = np.trapezoid(laws[0].pdf(x) * laws[1].sf(x) * laws[2].sf(x), x)
    assert ranks.loc["a", "chance_lowest"] == pytest.approx(chance, abs=0.01)
