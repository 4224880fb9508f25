"""Firth's logit against closed forms and against brute force.

Tolerances: closed forms 1e-7 (the Newton steps stop at 1e-9 of the parameters); brute-force maxima and roots 1e-4 on
parameters, because a derivative-free search on a flat top finds the place to about the square root of its tolerance.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq, minimize
from scipy.stats import chi2

from sxsh_eval.estimates.regression.firth import FirthFit, PenalisedLogit, firth_logit


def table(a: int, b: int, c: int, d: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Two by two: a of a + b succeed with x = 1, c of c + d with x = 0."""
    x = np.repeat([1.0, 1, 0, 0], [a, b, c, d])
    y = np.repeat([1.0, 0, 1, 0], [a, b, c, d])
    return pd.DataFrame({"(Intercept)": 1.0, "x": x}), y


@pytest.mark.parametrize("cells", [(0, 22, 7, 356), (5, 3, 4, 9), (6, 0, 0, 8), (1, 1, 1, 1)])
def test_saturated_table_adds_half_to_each_cell(cells: tuple[int, int, int, int]) -> None:
    """Jeffreys' prior of two independent proportions (Haldane 1955, Anscombe 1956)."""
    a, b, c, d = (cell + 0.5 for cell in cells)
    fit = firth_logit(*table(*cells))
    assert fit.params["x"] == pytest.approx(np.log(a * d / (b * c)), abs=1e-7)
    assert fit.params["(Intercept)"] == pytest.approx(np.log(c / d), abs=1e-7)


def test_intercept_alone_is_jeffreys_estimate() -> None:
    fit = firth_logit(pd.DataFrame({"(Intercept)": np.ones(9)}), np.repeat([1.0, 0.0], [1, 8]))
    assert fit.params.item() == pytest.approx(np.log(1.5 / 8.5), abs=1e-7)


def penalised(params: np.ndarray, matrix: np.ndarray, outcome: np.ndarray) -> float:
    linear = matrix @ params
    mean = 1 / (1 + np.exp(-linear))
    information = (matrix * (mean * (1 - mean))[:, None]).T @ matrix
    likelihood = outcome @ linear - np.logaddexp(0, linear).sum()
    return float(likelihood + np.linalg.slogdet(information)[1] / 2)


def separated_data() -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(9)
    matrix = pd.DataFrame({"(Intercept)": 1.0, "age": rng.normal(30, 8, 70), "flag": rng.integers(0, 2, 70) * 1.0})
    outcome = (rng.random(70) < 1 / (1 + np.exp(-(matrix["age"] - 30) / 8))).to_numpy(float)
    outcome[matrix["flag"] == 1] = 1.0
    return matrix, outcome


@pytest.fixture(scope="module")
def fit() -> FirthFit:
    return firth_logit(*separated_data())


def test_maximum_is_that_of_brute_force(fit: FirthFit) -> None:
    matrix, outcome = separated_data()
    centred = matrix.assign(age=matrix["age"] - 30).to_numpy()
    found = minimize(
        lambda b: -penalised(b, centred, outcome),
        np.zeros(3),
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-13, "maxiter": 5000, "maxfev": 5000},
    )
    expected = found.x - np.array([30 * found.x[1], 0, 0])
    np.testing.assert_allclose(fit.params, expected, atol=1e-4)
    assert np.isfinite(fit.params).all()


@pytest.mark.parametrize("name", ["age", "flag"])
def test_profile_interval_is_that_of_brute_force(fit: FirthFit, name: str) -> None:
    matrix, outcome = separated_data()
    centred = matrix.assign(age=matrix["age"] - 30)
    place = list(centred.columns).index(name)
    values = centred.to_numpy()

    def profile(value: float) -> float:
        found = minimize(
            lambda free: -penalised(np.insert(free, place, value), values, outcome),
            np.zeros(2),
            method="Nelder-Mead",
            options={"xatol": 1e-9, "fatol": 1e-13, "maxiter": 4000},
        )
        return float(-found.fun)

    top = penalised(
        np.array([fit.params["(Intercept)"] + 30 * fit.params["age"], *fit.params.iloc[1:]]), values, outcome
    )
    cut = chi2.ppf(0.95, 1) / 2
    error = float(np.sqrt(np.diag(fit.cov))[place])
    low = brentq(lambda v: top - profile(v) - cut, fit.params[name] - 6 * error, fit.params[name], xtol=1e-7)
    high = brentq(lambda v: top - profile(v) - cut, fit.params[name], fit.params[name] + 12 * error, xtol=1e-7)
    assert (fit.conf_low[name], fit.conf_high[name]) == pytest.approx((low, high), abs=1e-4)
    assert fit.p_values[name] == pytest.approx(chi2.sf(2 * (top - profile(0.0)), 1), rel=1e-4)


def test_large_samples_make_the_penalty_vanish() -> None:
    from statsmodels.discrete.discrete_model import Logit

    rng = np.random.default_rng(10)
    matrix = pd.DataFrame({"(Intercept)": 1.0, "x": rng.normal(size=20_000)})
    outcome = (rng.random(20_000) < 1 / (1 + np.exp(-matrix["x"]))).to_numpy(float)
    plain = Logit(outcome, matrix).fit(disp=0)
    got = firth_logit(matrix, outcome)
    np.testing.assert_allclose(got.params, plain.params, atol=5e-4)
    np.testing.assert_allclose(got.cov, plain.cov_params(), rtol=1e-3)
    np.testing.assert_allclose(got.conf_low, plain.conf_int()[0], atol=1e-3)


def test_less_biased_than_maximum_likelihood() -> None:
    """300 samples of 40 with a slope of one: Firth's mean is within 3.5 standard errors, plain logit's is not."""
    from statsmodels.discrete.discrete_model import Logit

    rng = np.random.default_rng(12)
    plain, corrected = [], []
    for _ in range(300):
        matrix = pd.DataFrame({"(Intercept)": 1.0, "x": rng.normal(size=40)})
        outcome = (rng.random(40) < 1 / (1 + np.exp(-matrix["x"]))).to_numpy(float)
        plain.append(Logit(outcome, matrix).fit(disp=0).params["x"])
        data = PenalisedLogit(matrix.to_numpy(), outcome, np.ones(40))
        corrected.append(data.maximise(np.zeros(2))[0][1])
    assert abs(np.mean(corrected) - 1) < 3.5 * np.std(corrected) / np.sqrt(300)
    assert np.mean(plain) - 1 > 3.5 * np.std(plain) / np.sqrt(300)


def test_grouping_and_order_do_not_matter() -> None:
    matrix, outcome = separated_data()
    order = np.random.default_rng(1).permutation(len(outcome))
    once, again = firth_logit(matrix, outcome), firth_logit(matrix.iloc[order], outcome[order])
    np.testing.assert_allclose(again.params, once.params, rtol=1e-8)
    np.testing.assert_allclose(again.conf_high, once.conf_high, rtol=1e-6)


def test_complete_separation_has_finite_estimates_and_wide_intervals() -> None:
    x = np.arange(1.0, 13.0)
    matrix = pd.DataFrame({"(Intercept)": 1.0, "x": x})
    fit = firth_logit(matrix, (x > 6).astype(float))
    assert 0.1 < fit.conf_low["x"] < fit.params["x"] < fit.conf_high["x"] < 50
    assert fit.p_values["x"] < 0.01
    swapped = firth_logit(matrix, (x <= 6).astype(float))
    np.testing.assert_allclose(swapped.params, -fit.params, rtol=1e-6)
    np.testing.assert_allclose(swapped.conf_low, -fit.conf_high, rtol=1e-5)
