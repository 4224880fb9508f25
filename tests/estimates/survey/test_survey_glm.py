"""Survey regression against R's survey.

Tolerances: 1e-6 relative, as the references are printed with 8 to 12 digits and R stops its iterations at a relative
change of the deviance of 1e-8, which leaves coefficients within about 1e-9 of the optimum; p values 1e-5, because they
magnify errors of the statistic. Identities between our own estimators: 1e-9.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.survey.calibration import post_stratify
from sxsh_eval.estimates.survey.design import survey_design
from sxsh_eval.estimates.survey.glm import GlmOptions, survey_glm
from tests.estimates.survey.api_designs import api_data, api_design
from tests.reference_data import reference_values

R = reference_values("survey_models")
CASES = [("api00", family, name) for family, name in [("gaussian", "strat"), ("gaussian", "clus2")]] + [
    ("wide", "quasibinomial", name) for name in ("strat", "clus1", "clus2")
]


@pytest.mark.parametrize(("outcome", "family", "name"), CASES)
def test_coefficients_errors_and_p_values_agree_with_r(outcome: str, family: str, name: str) -> None:
    expected = pd.DataFrame(R[family][name], index=["estimate", "std_error", "p_value"]).T
    table = survey_glm(api_design(name), outcome, list(expected.index)[1:], family=family).table()  # type: ignore[arg-type]
    assert list(table.index) == list(expected.index)
    np.testing.assert_allclose(table["estimate"], expected["estimate"], rtol=1e-6)
    np.testing.assert_allclose(table["std_error"], expected["std_error"], rtol=1e-6)
    np.testing.assert_allclose(table["p_value"], expected["p_value"], rtol=1e-5)


def test_saturated_model_gives_domain_means() -> None:
    options = GlmOptions(references={"stype": "E"})
    table = survey_glm(api_design("strat"), "api00", ["stype"], options=options).table()
    assert (table["estimate"].iloc[0], table["std_error"].iloc[0]) == pytest.approx(
        R["domain_means_strat"]["E"], rel=1e-6
    )
    assert table["estimate"].sum() - table["estimate"].iloc[0] == pytest.approx(625.82 + 636.60 - 2 * 674.43, rel=1e-6)


def test_poisson_with_exposure_is_the_ratio_estimator() -> None:
    data = api_data("strat")
    design = survey_design(data.assign(log_enroll=np.log(data["enroll"])), strata="stype", weights="pw", fpc="fpc")
    row = survey_glm(design, "api.stu", [], family="poisson", options=GlmOptions(offset="log_enroll")).table().iloc[0]
    ratio = np.exp(row["estimate"])
    assert (ratio, ratio * row["std_error"]) == pytest.approx(R["ratio_strat"]["api.stu / enroll"], rel=1e-6)


def test_calibration_carries_into_regression() -> None:
    expected = R["post_stratified_clus1"]
    design = post_stratify(api_design("clus1"), "stype", expected["counts"])
    row = survey_glm(design, "api00", []).table().iloc[0]
    assert (row["estimate"], row["std_error"]) == pytest.approx(expected["api00_mean"], rel=1e-6)


def test_domain_keeps_the_design() -> None:
    """A model in a domain equals that domain's part of a model with all interactions."""
    design = api_design("clus1")
    data = design.data.assign(is_e=design.data["stype"] == "E")
    data = data.assign(ell_e=data["ell"] * data["is_e"])
    whole = survey_glm(survey_design(data, clusters="dnum", weights="pw", fpc="fpc"), "api00", ["ell", "is_e", "ell_e"])
    part = survey_glm(design, "api00", ["ell"], options=GlmOptions(where=~data["is_e"]))
    names = ["(Intercept)", "ell"]
    np.testing.assert_allclose(part.params[names], whole.params[names], rtol=1e-9)
    np.testing.assert_allclose(part.cov.loc[names, names], whole.cov.loc[names, names], rtol=1e-8)
    clusters = data.loc[~data["is_e"], "dnum"].nunique()
    assert part.df_resid == clusters - 1 + 1 - 2 < whole.df_resid + 2


def test_scale_of_weights_and_order_of_rows_do_not_matter() -> None:
    data = api_data("strat")
    first = survey_glm(survey_design(data, strata="stype", weights="pw"), "wide", ["ell", "stype"], family="binomial")
    other = data.assign(pw=data["pw"] / 1000).sample(frac=1, random_state=3)
    again = survey_glm(survey_design(other, strata="stype", weights="pw"), "wide", ["ell", "stype"], family="binomial")
    np.testing.assert_allclose(again.table(), first.table(), rtol=1e-9)


def test_without_weights_errors_are_white_s() -> None:
    """One row a unit, equal weights: the sandwich of statsmodels with its n / (n - 1)."""
    from statsmodels.api import GLM
    from statsmodels.genmod.families import Poisson

    rng = np.random.default_rng(5)
    data = pd.DataFrame({"x": rng.normal(size=300), "w": 1.0})
    data["y"] = rng.poisson(np.exp(0.3 + 0.5 * data["x"]))
    exact = GlmOptions(stop="optimum")
    got = survey_glm(survey_design(data, weights="w"), "y", ["x"], family="poisson", options=exact)
    matrix = got.regressors.matrix.to_numpy()
    peer = GLM(data["y"].to_numpy(), matrix, family=Poisson()).fit(cov_type="HC0", tol=1e-12)
    np.testing.assert_allclose(got.params, peer.params, rtol=1e-9)
    np.testing.assert_allclose(got.cov, peer.cov_params() * 300 / 299, rtol=1e-9)


@pytest.mark.parametrize("link", ["probit", "cloglog"])
def test_other_links_agree_with_statsmodels(link: str) -> None:
    from statsmodels.genmod.families import Binomial, links
    from statsmodels.genmod.generalized_linear_model import GLM

    data = api_data("strat")
    design = survey_design(data.assign(one=1.0), weights="one")
    got = survey_glm(design, "wide", ["meals"], family="binomial", options=GlmOptions(link=link))  # type: ignore[arg-type]
    family = Binomial(link={"probit": links.Probit(), "cloglog": links.CLogLog()}[link])
    peer = GLM(data["wide"].to_numpy(), got.regressors.matrix.to_numpy(), family=family).fit(tol=1e-12)
    np.testing.assert_allclose(got.params, peer.params, rtol=1e-6)


def test_joint_test_of_one_coefficient_is_its_t_squared() -> None:
    model = survey_glm(api_design("strat"), "api00", ["ell", "stype"])
    statistic, df1, df2, p = model.joint_test("ell")
    row = model.table().loc["ell"]
    assert (statistic, df1, df2, p) == pytest.approx((row["statistic"] ** 2, 1, model.df_resid, row["p_value"]))
    assert model.joint_test("stype")[1] == 2


def refused(**change: object) -> str:
    arguments: dict[str, object] = {"outcome": "api00", "covariates": ["ell"], "family": "gaussian", "name": "clus1"}
    arguments |= change
    with pytest.raises(EstimationError) as caught:
        survey_glm(api_design(str(arguments.pop("name"))), **arguments)  # type: ignore[arg-type]
    return caught.value.problems[0].code


def test_refusals_are_named() -> None:
    assert refused(covariates=["dname"]) == "estimate.no_degrees_of_freedom"
    assert refused(covariates=["elll"]) == "estimate.no_such_column"
    assert refused(outcome="stype") == "estimate.not_numeric"
    assert refused(family="binomial") == "estimate.outcome_range"
    assert refused(options=GlmOptions(where=pd.Series(data=False, index=range(183)))) == (
        "estimate.too_few_observations"
    )


def test_means_at_the_edge_of_their_range_are_no_solution() -> None:
    """A log link for shares near one runs into one: refused, not reported with a small error."""
    x = np.linspace(-1, 1, 60)
    data = pd.DataFrame({"y": (x > 0) | (np.arange(60) % 2 == 0), "x": x, "w": 1.0})
    design = survey_design(data, weights="w")
    with pytest.raises(EstimationError, match=r"estimate\.not_converged"):
        survey_glm(design, "y", ["x"], family="binomial", options=GlmOptions(link="log"))
    assert survey_glm(design, "y", ["x"], family="binomial").table().notna().all(axis=None)
    below = survey_design(data.assign(y=-1.0 - x**2), weights="w")
    with pytest.raises(EstimationError, match=r"estimate\.not_converged"):
        survey_glm(below, "y", ["x"], options=GlmOptions(link="log"))
