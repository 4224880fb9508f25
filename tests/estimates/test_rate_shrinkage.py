"""Shrunk rates against brute force, a published example and simulation.

Tolerances. Likelihood: no point of a grid around the optimum is higher by more than 1e-9, the rounding of 40 terms.
Numerical integration: 1e-3 relative of a brute grid of 400 by 400 laws, whose own error is of that size. Coverage over
areas of 95 % intervals, 500 sets of m areas (standard error in points); both ways of fitting agree within 0.5 points:

    mean  strength  trials        m = 63        m = 10
    0.30  10        3-60          94.9 (0.1)    94.2 (0.4)
    0.05  20        5-100         94.8 (0.2)    95.0 (0.3)
    0.33  20        2-20          94.0 (0.3)
    0.10  30        1000-9000     95.0 (0.1)
    0.50  200       5-40          98.5 (0.1)    99.5 (0.1)    (areas hardly differ)

The tests below repeat it with fewer sets: 200 sets within 2 points, 60 sets within 2.5.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import betabinom

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.beta_prior import (
    BetaPrior,
    expected_squared_error,
    prior_by_likelihood,
    prior_by_moments,
    uncertain_prior,
)
from sxsh_eval.estimates.mixed_rates import mixed_rates
from sxsh_eval.estimates.rate_shrinkage import shrink_rates

METHODS = ("likelihood", "moments")
# Efron, B., Morris, C. (1975), JASA 70, 311-319, table 1: hits in 45 times at bat, batting average of the rest of 1970.
HITS = (18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7)
LATER = (346, 298, 276, 222, 273, 270, 263, 210, 269, 230, 264, 256, 303, 264, 226, 286, 316, 200)


def made(m: int, *, mean: float, strength: float, trials: tuple[int, int], seed: int) -> tuple[pd.DataFrame, Any]:
    rng = np.random.default_rng(seed)
    truth = rng.beta(mean * strength, (1 - mean) * strength, m)
    n = rng.integers(trials[0], trials[1] + 1, m)
    return pd.DataFrame({"y": rng.binomial(n, truth), "n": n}, index=[f"area {k:02d}" for k in range(m)]), truth


def shrunk(data: pd.DataFrame, **options: Any) -> Any:
    return shrink_rates(data, cases="y", trials="n", **options)


@pytest.mark.parametrize("method", METHODS)
def test_batting_averages(method: Any) -> None:
    """Shrinking the averages of the first 45 turns more than halves the squared error, as the article found."""
    later = np.array(LATER) / 1000
    table = shrunk(pd.DataFrame({"y": HITS, "n": 45}), method=method).table
    assert ((table["shrunk"] - later) ** 2).sum() < 0.5 * ((table["raw"] - later) ** 2).sum()


@pytest.mark.parametrize("seed", range(4))
def test_likelihood_beats_every_point_of_a_grid(seed: int) -> None:
    data, _ = made(40, mean=0.2, strength=15, trials=(5, 60), seed=seed)
    y, n = data["y"].to_numpy(float), data["n"].to_numpy(float)
    found = prior_by_likelihood(y, n)

    def height(mean: float, correlation: float) -> float:
        strength = (1 - correlation) / correlation
        return float(betabinom.logpmf(y, n, mean * strength, (1 - mean) * strength).sum())

    best = height(found.mean, found.correlation)
    for mean in found.mean + np.array([-1e-2, -1e-4, 0, 1e-4, 1e-2]):
        for correlation in found.correlation + np.array([-1e-2, -1e-4, 0, 1e-4, 1e-2]):
            assert height(mean, correlation) <= best + 1e-9


def test_moments_recover_the_law() -> None:
    data, _ = made(4000, mean=0.2, strength=9, trials=(20, 60), seed=2)
    found = prior_by_moments(data["y"].to_numpy(float), data["n"].to_numpy(float))
    assert found.mean == pytest.approx(0.2, abs=0.01)
    assert found.correlation == pytest.approx(0.1, abs=0.01)


def test_integral_over_laws_is_that_of_a_brute_grid() -> None:
    data, _ = made(12, mean=0.3, strength=10, trials=(5, 40), seed=3)
    y, n = data["y"].to_numpy(float), data["n"].to_numpy(float)
    point = BetaPrior(0.3, 0.1).shrunk(y, n)
    got = expected_squared_error(point, y, n, uncertain_prior(y, n))
    middle = (np.arange(400) + 0.5) / 400
    mean, correlation = (grid.ravel() for grid in np.meshgrid(middle, middle))
    strength = (1 - correlation) / correlation
    logs = sum(
        betabinom.logpmf(cases, trials, mean * strength, (1 - mean) * strength)
        for cases, trials in zip(y, n, strict=True)
    )
    weight = np.exp(logs - logs.max())
    a, b = y + (mean * strength)[:, None], n - y + ((1 - mean) * strength)[:, None]
    each = a * b / ((a + b) ** 2 * (a + b + 1)) + (a / (a + b) - point) ** 2
    assert got == pytest.approx(weight @ each / weight.sum(), rel=1e-3)


@pytest.mark.parametrize("method", METHODS)
def test_shrinkage_has_the_form_it_says(method: Any) -> None:
    data, _ = made(30, mean=0.3, strength=10, trials=(3, 60), seed=5)
    got = shrunk(data, method=method)
    mean, correlation = got.parameters.loc[["mean", "correlation"], "estimate"]
    strength = (1 - correlation) / correlation
    assert got.table["shrunk"].to_numpy() == pytest.approx((data["y"] + strength * mean) / (data["n"] + strength))
    assert got.table["raw"].to_numpy() == pytest.approx((data["y"] / data["n"]).to_numpy())
    assert got.table["weight"].to_numpy() == pytest.approx((data["n"] / (data["n"] + strength)).to_numpy())


@pytest.mark.parametrize("method", METHODS)
def test_equal_rates_are_pooled_but_never_certain(method: Any) -> None:
    got = shrunk(pd.DataFrame({"y": [3, 6, 9, 12], "n": [30, 60, 90, 120]}), method=method)
    assert got.parameters.loc["correlation", "estimate"] == 0
    assert got.checks.set_index("diagnostic").loc["variance_between_areas", "verdict"] == "zero"
    assert got.table["shrunk"].to_numpy() == pytest.approx(0.1)
    pooled_error = np.sqrt(0.1 * 0.9 / 300)
    assert (got.table["std_error"] > pooled_error).all()


def test_areas_with_no_trials_get_the_law() -> None:
    data, _ = made(20, mean=0.3, strength=10, trials=(10, 60), seed=6)
    data = data.astype(float)
    data.loc["empty"], data.loc["missing"] = [0, 0], [np.nan, np.nan]
    got = shrunk(data).table.loc[["empty", "missing"]]
    assert got["raw"].isna().all()
    assert (got["kind"] == "synthetic").all()
    assert (got["conf_high"] - got["conf_low"] > 0.3).all()


def test_rows_may_come_in_any_order() -> None:
    data, _ = made(30, mean=0.3, strength=10, trials=(3, 60), seed=7)
    again = shrunk(data.sample(frac=1, random_state=1)).table.loc[data.index]
    pd.testing.assert_frame_equal(shrunk(data).table, again, check_exact=True)


@pytest.mark.parametrize(
    ("y", "n", "code"),
    [
        ([1, 2, 3, 9], [4, 4, 4, 8], "estimate.area_counts"),
        ([1, 2, 3, -1], [4, 4, 4, 8], "estimate.area_counts"),
        ([0, 0, 0, 0], [4, 4, 4, 8], "estimate.area_no_variation"),
        ([4, 4, 4, 8], [4, 4, 4, 8], "estimate.area_no_variation"),
        ([1, 2, 0, 0], [4, 4, 0, 0], "estimate.area_too_few"),
        ([1, 2, "?", 0], [4, 4, 4, 8], "estimate.area_not_number"),
    ],
)
def test_refusals_are_named(y: list[Any], n: list[Any], code: str) -> None:
    for verb in (shrink_rates, mixed_rates):
        with pytest.raises(EstimationError) as caught:
            verb(pd.DataFrame({"y": y, "n": n}), cases="y", trials="n")
        assert [problem.code for problem in caught.value.problems] == [code]
        assert "{" not in str(caught.value)


@pytest.mark.parametrize(
    ("cases", "trials", "code"),
    [
        ([1.5, 2, 3, 4], [9, 9, 9, 9], "estimate.area_whole_counts"),
        ([1, 2, 3, 4], [9, 9, 9, 300_000], "estimate.area_too_many_trials"),
    ],
)
def test_what_the_mixed_model_cannot_take(cases: list[float], trials: list[int], code: str) -> None:
    with pytest.raises(EstimationError, match=code):
        mixed_rates(pd.DataFrame({"y": cases, "n": trials}), cases="y", trials="n")


@pytest.mark.parametrize(("mean", "strength", "trials"), [(0.3, 10, (3, 60)), (0.05, 20, (5, 100))])
@pytest.mark.parametrize("method", METHODS)
def test_shrunk_rates_are_nearer_the_truth(method: Any, mean: float, strength: float, trials: tuple[int, int]) -> None:
    """60 sets of 63 areas: at most 0.7 of the raw squared error, in narrower intervals that cover what they say."""
    ratio, width, covered = [], [], []
    for seed in range(60):
        data, truth = made(63, mean=mean, strength=strength, trials=trials, seed=seed)
        table = shrunk(data, method=method).table
        ratio.append(((table["shrunk"] - truth) ** 2).mean() / ((table["raw"] - truth) ** 2).mean())
        width.append((table["conf_high"] - table["conf_low"]).mean() / (table["raw_high"] - table["raw_low"]).mean())
        covered.append(((table["conf_low"] <= truth) & (truth <= table["conf_high"])).mean())
    assert np.mean(ratio) < 0.7
    assert np.mean(width) < 0.9
    assert np.mean(covered) == pytest.approx(0.95, abs=0.025)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("m", "mean", "strength", "trials", "low", "high"),
    [
        (63, 0.3, 10, (3, 60), 0.93, 0.97),
        (63, 0.05, 20, (5, 100), 0.93, 0.97),
        (63, 0.33, 20, (2, 20), 0.92, 0.96),
        (63, 0.5, 200, (5, 40), 0.965, 0.995),
        (10, 0.3, 10, (3, 60), 0.92, 0.965),
    ],
)
def test_coverage_table(m: int, mean: float, strength: float, trials: tuple[int, int], low: float, high: float) -> None:
    covered = []
    for seed in range(200):
        data, truth = made(m, mean=mean, strength=strength, trials=trials, seed=1000 + seed)
        table = shrunk(data, method="moments").table
        covered.append(((table["conf_low"] <= truth) & (truth <= table["conf_high"])).mean())
    assert low <= np.mean(covered) <= high


def test_mixed_model_leans_on_the_covariate() -> None:
    """One set of 40 areas: the slope within three errors, less than 0.8 of the raw squared error, the same twice."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=41)
    truth = 1 / (1 + np.exp(1.5 - 0.7 * x - 0.4 * rng.normal(size=41)))
    n = rng.integers(5, 60, 41)
    n[40] = 0
    data = pd.DataFrame({"y": rng.binomial(n, truth), "n": n, "x": x})
    got = mixed_rates(data, cases="y", trials="n", covariates=["x"])
    slope = got.parameters.loc["x"]
    assert abs(slope["estimate"] - 0.7) < 3 * slope["std_error"] + 0.1
    seen = got.table.iloc[:40]
    assert ((seen["shrunk"] - truth[:40]) ** 2).mean() < 0.8 * ((seen["raw"] - truth[:40]) ** 2).mean()
    assert got.table.loc[40, "kind"] == "synthetic"
    inside = got.table[["conf_low", "shrunk", "conf_high"]].diff(axis=1).iloc[:, 1:]
    assert (inside > 0).all(axis=None)
    again = mixed_rates(data, cases="y", trials="n", covariates=["x"])
    pd.testing.assert_frame_equal(got.table, again.table, check_exact=True)
