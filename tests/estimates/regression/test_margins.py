"""Average marginal effects against statsmodels and against finite differences.

Tolerances: statsmodels 1e-7 relative (both converge to about 1e-9); central differences 1e-6, the error of a step of
1e-5 being its square times third derivatives near one.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.discrete.discrete_model import Logit
from statsmodels.genmod.families import Binomial, Poisson, links

from sxsh_eval.estimates.regression.margins import MarginalEffects, average_marginal_effects
from sxsh_eval.estimates.regression.model_matrix import ModelMatrix, model_matrix

FAMILIES = {"logit": Binomial(), "cloglog": Binomial(link=links.CLogLog()), "log": Poisson()}


def sample(n: int = 400) -> pd.DataFrame:
    rng = np.random.default_rng(7)
    data = pd.DataFrame(
        {
            "age": rng.normal(10, 3, n),
            "flag": rng.integers(0, 2, n),
            "sector": rng.choice(list("ABC"), n, p=[0.5, 0.3, 0.2]),
            "w": rng.uniform(1, 4, n),
        }
    )
    linear = -1 + 0.1 * (data["age"] - 10) + 0.7 * data["flag"] + 0.5 * (data["sector"] == "C")
    return data.assign(y=(rng.random(n) < 1 / (1 + np.exp(-linear))).astype(float))


def test_numbers_and_flags_agree_with_statsmodels() -> None:
    data = sample()
    regressors = model_matrix(data, ["age", "flag"])
    peer = Logit(data["y"], regressors.matrix).fit(disp=0, tol=1e-12)
    margeff = peer.get_margeff(at="overall", method="dydx", dummy=True)
    got = average_marginal_effects(regressors, peer.params, Binomial())
    np.testing.assert_allclose(got.effects, margeff.margeff, rtol=1e-7)
    np.testing.assert_allclose(np.sqrt(np.diag(got.covariance(peer.cov_params()))), margeff.margeff_se, rtol=1e-7)


def test_two_levels_are_a_flag() -> None:
    data = sample().assign(kind=lambda frame: np.where(frame["flag"] == 1, "yes", "a no"))
    params = pd.Series([-1.0, 0.1, 0.7])
    by_level = model_matrix(data, ["age", "kind"], {"kind": "a no"})
    by_flag = model_matrix(data, ["age", "flag"])
    one = average_marginal_effects(by_level, params.set_axis(by_level.matrix.columns), Binomial())
    other = average_marginal_effects(by_flag, params.set_axis(by_flag.matrix.columns), Binomial())
    np.testing.assert_allclose(one.effects, other.effects, rtol=1e-12)


def setting(name: str) -> tuple[ModelMatrix, pd.Series, np.ndarray, np.ndarray, MarginalEffects]:
    data = sample()
    regressors = model_matrix(data, ["age", "flag", "sector"])
    params = pd.Series([-1.2, 0.05, 0.6, -0.3, 0.4], index=regressors.matrix.columns)
    weights, offset = data["w"].to_numpy(), np.linspace(-0.2, 0.2, len(data))
    got = average_marginal_effects(regressors, params, FAMILIES[name], weights=weights, offset=offset)
    return regressors, params, weights, offset, got


@pytest.mark.parametrize("name", list(FAMILIES))
def test_levels_are_counterfactual_differences(name: str) -> None:
    regressors, params, weights, offset, got = setting(name)
    inverse = FAMILIES[name].link.inverse
    for level in ("B", "C"):
        at = regressors.matrix.assign(**{"sector=B": 0.0, "sector=C": 0.0})
        there = at.assign(**{f"sector={level}": 1.0})
        change = inverse(there @ params + offset) - inverse(at @ params + offset)
        assert got.effects[f"sector={level}"] == pytest.approx(np.average(change, weights=weights), rel=1e-12)
    step = 1e-5
    moved = [
        inverse(regressors.matrix.assign(age=regressors.matrix["age"] + side) @ params + offset)
        for side in (step, -step)
    ]
    slope = (moved[0] - moved[1]) / (2 * step)
    assert got.effects["age"] == pytest.approx(np.average(slope, weights=weights), rel=1e-6)


@pytest.mark.parametrize("name", list(FAMILIES))
def test_jacobian_is_that_of_finite_differences(name: str) -> None:
    regressors, params, weights, offset, got = setting(name)
    step = 1e-5
    for column in params.index:
        ends = []
        for side in (step, -step):
            moved = params.copy()
            moved[column] += side
            there = average_marginal_effects(regressors, moved, FAMILIES[name], weights=weights, offset=offset)
            ends.append(there.effects)
        np.testing.assert_allclose((ends[0] - ends[1]) / (2 * step), got.jacobian[column], atol=1e-6, rtol=1e-6)


def test_average_is_that_of_the_observations() -> None:
    _, _, weights, _, got = setting("logit")
    np.testing.assert_allclose(np.average(got.by_observation, axis=0, weights=weights), got.effects, rtol=1e-12)
    assert list(got.effects.index) == ["age", "flag", "sector=B", "sector=C"]


def test_intercept_alone_has_no_effects() -> None:
    data = sample()
    got = average_marginal_effects(model_matrix(data, []), pd.Series([0.0], index=["(Intercept)"]), Binomial())
    assert got.effects.empty
    assert got.covariance(pd.DataFrame([[1.0]])).shape == (0, 0)
