"""Power of tests before treatment against Stata's pretrends, simulation and closed forms.

Tolerances. Stata's results are printed with seven digits from standard errors of six or seven; probabilities of boxes
here carry errors near 1e-6 and Stata's own are of that size: 1e-5. Simulations: four standard errors of the simulation.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2, multivariate_normal, norm, truncnorm

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.effects.normal_box import lattice, normal_box
from sxsh_eval.estimates.effects.pretrend_power import pretrend_power
from sxsh_eval.estimates.effects.trend_power import trend_power
from tests.estimates.effects.event_studies import he_wang, simulated
from tests.reference_data import reference_values

CLOSE = 1e-5


def test_slope_of_half_power_agrees_with_stata() -> None:
    beta, sigma = he_wang()
    known = reference_values("pretrends")["he_wang"]
    found = pretrend_power(beta, sigma, pre=3, power=0.5)
    slope = found.table.row("slope:0.5")["estimate"]
    assert slope == pytest.approx(known["slope_power_50"], abs=CLOSE)
    assert found.table.row("bayes_factor:0.5")["estimate"] == pytest.approx(known["linear"]["bayes_factor"], abs=CLOSE)
    ratio = found.table.row("likelihood_ratio:0.5")["estimate"]
    assert ratio == pytest.approx(known["linear"]["likelihood_ratio"], abs=CLOSE)
    np.testing.assert_allclose(found.trend["after_pretest"], known["linear"]["mean_after_pretest"], atol=CLOSE)
    np.testing.assert_allclose(found.trend["trend"], slope * np.array([-3, -2, -1, 1, 2, 3, 4]))


def test_any_divergence_agrees_with_stata() -> None:
    beta, sigma = he_wang()
    known = reference_values("pretrends")["he_wang"]["quadratic"]
    found = trend_power(beta, sigma, known["delta"], pre=3)
    assert found.power == pytest.approx(known["power"], abs=CLOSE)
    assert found.bayes_factor == pytest.approx(known["bayes_factor"], abs=CLOSE)
    assert found.likelihood_ratio == pytest.approx(known["likelihood_ratio"], abs=CLOSE)
    np.testing.assert_allclose(found.after_pretest, known["mean_after_pretest"], atol=CLOSE)


def test_slopes_are_found_with_their_power_in_simulation() -> None:
    beta, sigma = he_wang()
    found = pretrend_power(beta, sigma, pre=3, power=(0.5, 0.8))
    rng, draws = np.random.default_rng(1), 40_000
    when = np.array([-3, -2, -1, 1, 2, 3, 4])
    noise = rng.multivariate_normal(np.zeros(7), sigma, size=draws)
    for power in (0.5, 0.8):
        margin = 4 * np.sqrt(power * (1 - power) / draws)
        sample = noise + found.table.row(f"slope:{power}")["estimate"] * when
        missed = (np.abs(sample[:, :3]) <= norm.ppf(0.975) * np.sqrt(np.diag(sigma))[:3]).all(axis=1)
        assert abs((~missed).mean() - power) < margin
        after = found.trend.loc[found.trend["power"] == power, "after_pretest"].to_numpy()
        spread = sample[missed].std(axis=0) / np.sqrt(missed.sum())
        assert (np.abs(sample[missed].mean(axis=0) - after) < 4 * spread).all()
        sample = noise[:, :3] + found.table.row(f"slope_wald:{power}")["estimate"] * when[:3]
        wald = np.einsum("ij,jk,ik->i", sample, np.linalg.inv(sigma[:3, :3]), sample)
        assert abs((wald > chi2.ppf(0.95, 3)).mean() - power) < margin


def test_one_period_in_closed_form() -> None:
    found = pretrend_power([0.3, 1.0], np.diag([0.04, 0.09]), pre=1, power=0.8)
    slope, bar = found.table.row("slope:0.8")["estimate"] / 0.2, norm.ppf(0.975)
    assert norm.sf(bar - slope) + norm.cdf(-bar - slope) == pytest.approx(0.8, abs=1e-10)
    assert found.table.row("slope_wald:0.8")["estimate"] == pytest.approx(0.2 * slope, rel=1e-6)  # the same test
    trapped = 0.2 * truncnorm.mean(-bar + slope, bar + slope, loc=-slope)
    assert found.trend["after_pretest"].tolist() == pytest.approx([trapped, 0.2 * slope], rel=1e-4)


def test_pretests_of_the_data() -> None:
    beta, sigma = he_wang()
    checks = pretrend_power(beta, sigma, pre=3).checks.set_index("diagnostic")
    wald = beta[:3] @ np.linalg.solve(sigma[:3, :3], beta[:3])
    assert checks.loc["pretrend_wald", "statistic"] == pytest.approx(wald)
    assert checks.loc["pretrend_wald", "p_value"] == pytest.approx(chi2.sf(wald, 3))
    largest = np.abs(beta[:3] / np.sqrt(np.diag(sigma)[:3])).max()
    corner = largest * np.sqrt(np.diag(sigma)[:3])
    inside = multivariate_normal(np.zeros(3), sigma[:3, :3]).cdf(corner, lower_limit=-corner)
    assert checks.loc["pretrend_single", "p_value"] == pytest.approx(1 - inside, abs=1e-4)


def test_periods_may_be_unequal_or_all_before() -> None:
    beta, sigma = he_wang()
    one = pretrend_power(beta[:3], sigma[:3, :3], pre=3, power=0.5)
    both = pretrend_power(beta, sigma, pre=3, power=0.5)
    assert one.table.row("slope:0.5")["estimate"] == both.table.row("slope:0.5")["estimate"]
    wide = pretrend_power(beta, sigma, pre=3, power=0.5, times=10 * np.array([-3, -2, -1, 1, 2, 3, 4]))
    assert wide.table.row("slope:0.5")["estimate"] == pytest.approx(both.table.row("slope:0.5")["estimate"] / 10)


def test_warnings() -> None:
    beta, sigma = he_wang()
    told = {problem.code for problem in warnings_of(pretrend_power(beta, sigma, pre=3).checks)}
    assert told == {"estimate.pretrend_weak"}
    steep = np.r_[4 * np.sqrt(np.diag(sigma)[:3]), 10 * beta[3:]]
    told = {problem.code for problem in warnings_of(pretrend_power(steep, sigma, pre=3).checks)}
    assert told == {"estimate.pretrend_wald", "estimate.pretrend_single"}
    joint = pretrend_power(beta, sigma, pre=3, power=0.06)
    assert joint.table.row("slope:0.06")["reason"] == "pretrend_below_size"  # three looks reject more often without any


@pytest.mark.parametrize("size", [1, 2, 4, 7])
def test_boxes(size: int) -> None:
    rng = np.random.default_rng(size)
    mean, sigma = simulated(rng, size, 0)
    low, high = mean - rng.uniform(0, 0.2, size), mean + rng.uniform(0, 0.2, size)
    probability, means = normal_box(mean, sigma, low, high)
    expected = multivariate_normal(mean, sigma).cdf(high, lower_limit=low, rng=np.random.default_rng(0))
    assert probability == pytest.approx(expected, rel=2e-4)
    sample = rng.multivariate_normal(mean, sigma, size=200_000)
    sample = sample[((sample >= low) & (sample <= high)).all(axis=1)]
    if len(sample) > 100:
        assert (np.abs(sample.mean(axis=0) - means) < 5 * sample.std(axis=0) / np.sqrt(len(sample))).all()


def test_lattice_has_distinct_steps() -> None:
    assert np.unique(np.round(lattice(25)[3], 12)).size == 25


def test_impossible_boxes_are_empty() -> None:
    probability, means = normal_box(np.zeros(2), np.eye(2), np.full(2, 60.0), np.full(2, 61.0))
    assert probability == 0
    assert means.tolist() == [60, 60]


def refused(**options: object) -> str:
    beta, sigma = he_wang()
    with pytest.raises(EstimationError) as caught:
        pretrend_power(beta, sigma, **({"pre": 3} | options))  # type: ignore[arg-type]
    assert "cần:" in str(caught.value)
    return caught.value.problems[0].code.removeprefix("estimate.")


def test_refusals() -> None:
    assert refused(pre=0) == "event_study_no_pre"
    assert refused(pre=8) == "event_study_lengths"
    with pytest.raises(EstimationError, match="event_study_covariance"):
        pretrend_power([0.1, 0.1], np.ones((2, 2)), pre=2)
    assert refused(power=0.05) == "pretrend_power_target"
    assert refused(power=()) == "pretrend_power_target"
    assert refused(times=[-2, -3, -1, 1, 2, 3, 4]) == "pretrend_times"
    assert refused(times=[-3, -2, 0, 1, 2, 3, 4]) == "pretrend_times"
    assert refused(level=0) == "interval_level"
