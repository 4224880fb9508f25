"""Honest bounds against R HonestDiD, brute force and known restrictions.

Tolerances. R reports the outermost accepted points of a grid of 1,000 over 40 standard errors, here 7.6e-4 apart, and
simulates the first stage's critical value from 1,000 draws; the smoothness interval rests on a quantile of a million
draws. Both leave less than 1e-3, the agreement asked for. What is computed twice here, by linear programmes or on the
whole grid, agrees to 1e-8 or to the grid.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog, minimize
from scipy.stats import norm, truncnorm

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.effects.event_study import EventStudy, event_study
from sxsh_eval.estimates.effects.honest import HonestBounds, honest_bounds
from sxsh_eval.estimates.effects.honest_flci import frontier, lasso_path, shortest
from sxsh_eval.estimates.effects.honest_quantiles import (
    folded_normal_quantile,
    plane_quantile,
    sequence_quantile,
    truncated_normal_quantile,
)
from sxsh_eval.estimates.effects.honest_relative import accepted, dual_vertices, holds, moments, relative_set
from tests.estimates.effects.event_studies import Array, benzarti_carloni, he_wang, simulated
from tests.reference_data import reference_values

GRID = 1e-3


def ends(found: HonestBounds, term: str) -> tuple[float, float]:
    row = found.table.row(term)
    return row["conf_low"], row["conf_high"]


def test_relative_magnitudes_agree_with_r() -> None:
    beta, sigma = benzarti_carloni()
    known = reference_values("honestdid")
    found = honest_bounds(beta, sigma, pre=4, post=4, values=(0.5, 1, 1.5, 2))
    assert found.original == pytest.approx(known["original"], abs=1e-9)
    for value, interval in known["relative"].items():
        assert ends(found, f"relative:{value}") == pytest.approx(interval, abs=GRID)
    assert ends(found, "relative:2")[0] == pytest.approx(known["relative_2_low"], abs=GRID)
    assert 1.5 < found.breakdown < 2


def test_smoothness_agrees_with_r() -> None:
    beta, sigma = benzarti_carloni()
    known = reference_values("honestdid")["smoothness"]
    values = [float(value) for value in known]
    found = honest_bounds(beta, sigma, pre=4, post=4, restriction="smoothness", values=values)
    for value, interval in known.items():
        assert ends(found, f"smoothness:{value}") == pytest.approx(interval, abs=GRID)
    assert 0.2 < found.breakdown < 0.3


def test_on_the_grid_of_r_the_same_points_are_accepted() -> None:
    """With R's own grid the ends are R's points, or the next one where its simulated first stage decides."""
    beta, sigma = benzarti_carloni()
    study = event_study(beta, sigma, pre=4, post=4)
    grid = np.linspace(-20 * study.std_error, 20 * study.std_error, 1000)
    for value, interval in reference_values("honestdid")["relative"].items():
        tests = moments(study, float(value), 0.95)
        inside = grid[np.any([accepted(one, grid, 0.95) for one in tests], axis=0)]
        assert np.abs(np.array([inside[0], inside[-1]]) - interval).max() < 1.01 * (grid[1] - grid[0])


def inequalities(study: EventStudy, bound: float, worst: Array) -> tuple[Array, Array, Array]:
    """Rows, nuisance columns and column of the effect as the paper sets them up."""
    after = study.steps()[study.pre :]
    rows = np.vstack([after - bound * worst, -after - bound * worst])
    basis = np.linalg.svd(study.weights[None, :])[2][1:]
    inverse = np.linalg.inv(np.vstack([study.weights, basis]))
    turned = rows[:, study.pre :] @ inverse
    return rows, turned[:, 1:], turned[:, 0]


def programme(values: Array, nuisance: Array, size: Array) -> float:
    """Least eta with values - nuisance @ x <= eta * size."""
    cost = np.r_[1.0, np.zeros(nuisance.shape[1])]
    found = linprog(cost, A_ub=-np.c_[size, nuisance], b_ub=-values, bounds=(None, None), method="highs")
    assert found.status == 0
    return float(found.fun)


@pytest.mark.parametrize("seed", range(6))
def test_closed_form_vertices_solve_the_linear_programme(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pre, post = int(rng.integers(1, 5)), int(rng.integers(2, 6))
    beta, sigma = simulated(rng, pre, post)
    weights = rng.normal(size=post) * (rng.uniform(size=post) < 0.7)
    weights[0] = 0.4
    study = event_study(beta, sigma, pre=pre, post=post, weights=weights)
    for worst in (study.steps()[0], -study.steps()[pre - 1]):
        rows, nuisance, column = inequalities(study, 0.7, worst)
        size = np.sqrt(np.diag(rows @ sigma @ rows.T))
        vertices, slope = dual_vertices(study, 0.7, worst)
        for theta in study.effect + rng.normal(size=5) * 3 * study.std_error:
            expected = programme(rows @ beta - column * theta, nuisance, size)
            assert (vertices @ beta - slope * theta).max() == pytest.approx(expected, abs=1e-8)


def hybrid_by_programmes(study: EventStudy, bound: float, worst: Array, theta: float, critical: float) -> bool:
    """The test from linear programmes alone: truncation by bisection along the direction of the optimal vertex."""
    rows, nuisance, column = inequalities(study, bound, worst)
    cov = rows @ study.sigma @ rows.T
    size = np.sqrt(np.diag(cov))
    values = rows @ study.beta - column * theta
    dual = linprog(-values, A_eq=np.vstack([nuisance.T, size]), b_eq=np.r_[np.zeros(study.post - 1), 1.0])
    vertex, top = dual.x, -dual.fun
    if top > critical:
        return False
    variance = vertex @ cov @ vertex
    rest = values - cov @ vertex / variance * top

    def optimal(level: float) -> bool:
        return programme(rest + cov @ vertex / variance * level, nuisance, size) <= level + 1e-9

    limits = []
    for far in (-50.0, 50.0):
        near, away = top, far
        if optimal(away):
            limits.append(np.sign(far) * np.inf)
            continue
        for _ in range(60):
            middle = (near + away) / 2
            near, away = (middle, away) if optimal(middle) else (near, middle)
        limits.append(near)
    spread = np.sqrt(variance)
    low, high = limits[0] / spread, min(limits[1], critical) / spread
    alpha = (0.05 - 0.005) / (1 - 0.005)
    return bool(top / spread <= max(0.0, float(truncnorm.ppf(1 - alpha, low, high))))


def test_the_test_is_that_of_linear_programmes() -> None:
    beta, sigma = benzarti_carloni()
    study = event_study(beta, sigma, pre=4, post=4, weights=[0.5, 0.25, 0.25, 0])
    decisions = []
    for place, worst in enumerate([study.steps()[0], -study.steps()[0], study.steps()[2]]):
        one = moments(study, 0.8, 0.95)[[0, 1, 4][place]]
        for theta in np.linspace(-0.05, 0.45, 9):
            expected = hybrid_by_programmes(study, 0.8, worst, float(theta), one.critical)
            assert bool(accepted(one, np.array([theta]), 0.95)[0]) == expected
            decisions.append(expected)
    assert 5 < sum(decisions) < 22


@pytest.mark.parametrize("bound", [0.0, 0.3, 1.0, 2.5])
def test_refined_ends_are_those_of_the_whole_grid(bound: float) -> None:
    beta, sigma = he_wang()
    study = event_study(beta, sigma, pre=3, post=4)
    found = relative_set(study, bound, 0.95)
    grid = np.linspace(found.low - 1, found.high + 1, 20001)
    tests = moments(study, bound, 0.95)
    inside = np.any([accepted(one, grid, 0.95) for one in tests], axis=0)
    assert found.holes == (not inside[inside.argmax() : len(inside) - inside[::-1].argmax()].all())
    step = grid[1] - grid[0]
    assert 0 <= grid[inside.argmax()] - found.low <= step
    assert 0 <= found.high - grid[len(inside) - 1 - inside[::-1].argmax()] <= step


def test_breakdown_is_where_zero_enters() -> None:
    beta, sigma = benzarti_carloni()
    study = event_study(beta, sigma, pre=4, post=4)
    least = honest_bounds(beta, sigma, pre=4, post=4, values=[1]).breakdown
    assert not holds(moments(study, 0.999 * least, 0.95), 0.0, 0.95)
    assert holds(moments(study, 1.001 * least, 0.95), 0.0, 0.95)
    least = honest_bounds(beta, sigma, pre=4, post=4, restriction="smoothness").breakdown
    one = shortest(frontier(study), least, 0.95)
    assert one.centre - one.half_length == pytest.approx(0, abs=1e-7)


def test_meaning_of_the_breakdown() -> None:
    beta, sigma = benzarti_carloni()
    known = honest_bounds(beta, sigma, pre=4, post=4)
    assert known.breakdown_reason == known.table.row("breakdown")["reason"] == "honest_breakdown"
    assert warnings_of(known.checks) == []
    nothing = honest_bounds(np.r_[beta[:4], 0.1 * beta[4:]], sigma, pre=4, post=4)
    assert (nothing.breakdown, nothing.breakdown_reason) == (0, "honest_zero_already")
    line = 0.06 * np.r_[-4.0:0, 1.0:5]
    straight = honest_bounds(line, sigma, pre=4, post=4, restriction="smoothness")
    assert (straight.breakdown, straight.breakdown_reason) == (0, "honest_zero_at_once")
    assert warnings_of(straight.checks)[0].code == "estimate.honest_fragile"


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_smoothness_at_zero_extrapolates_a_line(level: float) -> None:
    """The estimator of least variance among those free of straight trends: generalised least squares."""
    beta, sigma = benzarti_carloni()
    found = honest_bounds(beta, sigma, pre=4, post=4, restriction="smoothness", values=[0], level=level)
    columns = np.zeros((8, 5))
    columns[:, 0] = np.r_[-4.0:0, 1.0:5]
    columns[4:, 1:] = np.eye(4)
    inverse = np.linalg.inv(sigma)
    cov = np.linalg.inv(columns.T @ inverse @ columns)
    fitted = cov @ columns.T @ inverse @ beta
    row = found.table.row("smoothness:0")
    assert row["estimate"] == pytest.approx(fitted[1], rel=1e-8)
    reach = norm.ppf(0.5 + level / 2) * np.sqrt(cov[1, 1])
    assert row["conf_high"] == pytest.approx(fitted[1] + reach, rel=1e-8)


@pytest.mark.parametrize("seed", range(5))
def test_no_other_affine_estimator_is_shorter(seed: int) -> None:
    """Direct search over all affine estimators, with the bias from a linear programme over trends."""
    rng = np.random.default_rng(seed)
    pre, post = int(rng.integers(2, 5)), int(rng.integers(1, 4))
    beta, sigma = simulated(rng, pre, post)
    weights = rng.normal(size=post)
    study = event_study(beta, sigma, pre=pre, post=post, weights=weights)
    bound = 0.1 * study.std_error
    found = shortest(frontier(study), bound, 0.95)
    second = np.delete(np.diff(np.eye(pre + post + 1), n=2, axis=0), pre, axis=1)

    def bias(combination: Array) -> float:
        one = linprog(
            -combination, A_ub=np.vstack([second, -second]), b_ub=np.full(2 * len(second), bound), bounds=(None, None)
        )
        return float(-one.fun) if one.status == 0 else np.inf

    assert bias(found.combination) == pytest.approx(found.bias, rel=1e-7, abs=1e-10)
    assert np.array_equal(found.combination[pre:], weights)
    curve = frontier(study)

    def length(free: Array) -> float:
        combination = curve.base + curve.moves @ free
        error = float(np.sqrt(combination @ sigma @ combination))
        total = bound * (curve.least_bias + np.abs(free).sum())
        return error * folded_normal_quantile(0.95, total / error)

    for start in rng.normal(size=(4, pre - 1)):
        other = minimize(length, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000})
        assert found.half_length <= other.fun * (1 + 1e-9)


def test_path_of_the_lasso_satisfies_its_conditions() -> None:
    rng = np.random.default_rng(2)
    for _ in range(100):
        size = int(rng.integers(1, 9))
        factor = rng.normal(size=(size, size + 1))
        quadratic, linear = factor @ factor.T, rng.normal(size=size)
        knots = lasso_path(quadratic, linear)
        for here in [*knots, *((knots[1:] + knots[:-1]) / 2)]:
            slope = linear + quadratic @ here
            penalty, used = np.abs(slope).max(), np.abs(here) > 1e-9
            np.testing.assert_allclose(slope[used], -penalty * np.sign(here[used]), atol=1e-8)
        np.testing.assert_allclose(knots[-1], np.linalg.solve(quadratic, -linear), rtol=1e-6, atol=1e-8)


def test_one_period_before_and_one_after() -> None:
    sigma = np.array([[0.01, 0.003], [0.003, 0.02]])
    found = honest_bounds([0.1, 0.9], sigma, pre=1, post=1, restriction="smoothness", values=[0, 0.1])
    row, error = found.table.row("smoothness:0"), np.sqrt(0.01 + 0.02 + 2 * 0.003)
    assert (row["estimate"], row["std_error"]) == pytest.approx((1.0, error))
    wide = found.table.row("smoothness:0.1")
    assert wide["conf_high"] - 1 == pytest.approx(folded_normal_quantile(0.95, 0.1 / error) * error)
    relative = honest_bounds([0.1, 0.9], sigma, pre=1, post=1, values=[0, 1])
    inner, outer = ends(relative, "relative:0"), ends(relative, "relative:1")
    assert outer[0] < inner[0] <= relative.original[0] < relative.original[1] <= inner[1] < outer[1]


def test_bounds_widen_with_the_restriction() -> None:
    beta, sigma = he_wang()
    for restriction, values in (("relative_magnitudes", (0, 0.2, 1, 4)), ("smoothness", (0, 0.02, 0.1, 1))):
        table = honest_bounds(beta, sigma, pre=3, post=4, restriction=restriction, values=values).table.table  # type: ignore[arg-type]
        width = (table["conf_high"] - table["conf_low"]).to_numpy()[1:5]
        assert (np.diff(width) > 0).all()


def test_units_do_not_matter() -> None:
    beta, sigma = benzarti_carloni()
    one = honest_bounds(beta, sigma, pre=4, post=4, weights=np.full(4, 0.25))
    other = honest_bounds(1e6 * beta, 1e12 * sigma, pre=4, post=4, weights=np.full(4, 0.25))
    columns = ["conf_low", "conf_high"]
    np.testing.assert_allclose(other.table.table[columns].iloc[:5], 1e6 * one.table.table[columns].iloc[:5], rtol=1e-6)
    assert other.breakdown == pytest.approx(one.breakdown, rel=1e-6)


def test_quantiles() -> None:
    low, high = np.array([-np.inf, -1.0, 2.0, -3.0]), np.array([np.inf, 0.5, 3.0, -2.0])
    expected = truncnorm.ppf(0.9, low, high)
    np.testing.assert_allclose(truncated_normal_quantile(0.9, low, high), expected, rtol=1e-9)
    far = truncated_normal_quantile(0.5, np.array([30.0]), np.array([np.inf]))
    assert far[0] == pytest.approx(30 + np.log(2) / 30, abs=1e-4)  # the exponential tail
    assert folded_normal_quantile(0.95, 0) == pytest.approx(norm.ppf(0.975))
    assert folded_normal_quantile(0.95, 9) == pytest.approx(9 + norm.ppf(0.95))
    half = plane_quantile(np.eye(2), 0.995)
    assert half == pytest.approx(norm.ppf(np.sqrt(0.995)), abs=1e-5)
    assert sequence_quantile(np.eye(5), 0.995) == pytest.approx(norm.ppf(0.995**0.2), abs=0.02)


@pytest.mark.slow
def test_intervals_cover_with_one_period_on_each_side() -> None:
    sigma = np.array([[0.01, 0.003], [0.003, 0.02]])
    rng = np.random.default_rng(5)
    hits = 0
    for _ in range(300):
        study = event_study(rng.multivariate_normal([-0.3, 0.3], sigma), sigma, pre=1, post=1)
        hits += holds(moments(study, 1.0, 0.95), 0.0, 0.95)
    assert abs(hits / 300 - 0.95) <= 3 * np.sqrt(0.95 * 0.05 / 300)  # one inequality binds: exact size


@pytest.mark.slow
def test_intervals_cover_under_the_worst_trend() -> None:
    """The largest divergence allowed, in every draw: coverage is at least nominal less three binomial errors (500)."""
    _, sigma = benzarti_carloni()
    rng = np.random.default_rng(4)
    step = 0.05
    trend = np.r_[-step, -step, -step, -step, step, 2 * step, 3 * step, 4 * step]
    hits = 0
    for _ in range(500):
        beta = trend + rng.multivariate_normal(np.zeros(8), sigma)
        study = event_study(beta, sigma, pre=4, post=4)
        hits += holds(moments(study, 1.0, 0.95), 0.0, 0.95)
    assert hits / 500 >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 500)


def refused(beta: object, sigma: object, **options: object) -> str:
    with pytest.raises(EstimationError) as caught:
        honest_bounds(beta, sigma, **({"pre": 4, "post": 4} | options))  # type: ignore[arg-type]
    assert "cần:" in str(caught.value)
    return caught.value.problems[0].code.removeprefix("estimate.")


def test_refusals() -> None:
    beta, sigma = np.linspace(0, 1, 8), np.eye(8)
    assert refused(beta, sigma, pre=0) == "event_study_no_pre"
    assert refused(beta, sigma, post=0) == "event_study_no_post"
    assert refused(beta, sigma, pre=5) == "event_study_lengths"
    assert refused(beta[:7], sigma) == "event_study_lengths"
    assert refused(beta, sigma[:7]) == "event_study_lengths"
    assert refused(np.r_[beta[:7], np.nan], sigma) == "event_study_not_finite"
    assert refused(beta, sigma - 2 * np.ones((8, 8)) + np.diag(np.full(8, 2.0))) == "event_study_covariance"
    assert refused(beta, np.triu(np.ones((8, 8)))) == "event_study_covariance"
    assert refused(beta, np.diag(np.r_[0.0, np.ones(7)])) == "event_study_covariance"
    assert refused(beta, sigma, weights=[1, 2]) == "event_study_weights"
    assert refused(beta, sigma, weights=np.zeros(4)) == "event_study_weights"
    assert refused(beta, sigma, values=[]) == "honest_values"
    assert refused(beta, sigma, values=[-1]) == "honest_values"
    assert refused(beta, sigma, restriction="monotone") == "honest_restriction"
    assert refused(beta, sigma, level=95) == "interval_level"
