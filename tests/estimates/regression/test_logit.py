"""Logits by origin of the data: statsmodels for independent and clustered rows, the design for surveys.

Tolerances: 1e-6 relative (statsmodels' Newton stops at a gradient of 1e-8 or so), 1e-9 for identities of our own.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t
from statsmodels.discrete.discrete_model import Logit

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.regression.firth import firth_logit
from sxsh_eval.estimates.regression.logit import fit_logit
from sxsh_eval.estimates.survey.design import survey_design
from tests.estimates.survey.api_designs import api_design
from tests.reference_data import reference_values


def register(n: int = 600, districts: int = 40, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    district = rng.integers(0, districts, n)
    data = pd.DataFrame(
        {
            "size": rng.choice(["small", "medium", "large"], n, p=[0.6, 0.3, 0.1]),
            "age": rng.gamma(3, 4, n),
            "is_trained": rng.random(n) < 0.3,
            "district": district,
            "w": rng.uniform(1, 5, n),
        }
    )
    linear = -1.5 + 0.8 * (data["size"] == "large") + data["is_trained"] + rng.normal(0, 0.7, districts)[district]
    return data.assign(adopts=rng.random(n) < 1 / (1 + np.exp(-linear)))


COVARIATES = ["size", "age", "is_trained"]


def test_independent_rows_agree_with_statsmodels() -> None:
    data = register()
    got = fit_logit(data, "adopts", COVARIATES)
    peer = Logit(data["adopts"].astype(float), got.regressors.matrix).fit(disp=0, tol=1e-12)
    np.testing.assert_allclose(got.params, peer.params, rtol=1e-6)
    np.testing.assert_allclose(got.cov, peer.cov_params(), rtol=1e-6)
    np.testing.assert_allclose(got.intervals["p_value"], peer.pvalues, rtol=1e-6)
    np.testing.assert_allclose(got.intervals[["conf_low", "conf_high"]], peer.conf_int(), rtol=1e-6)
    assert (got.errors, got.df, got.n_clusters) == ("independent", np.inf, None)


def test_clusters_agree_with_statsmodels() -> None:
    data = register()
    got = fit_logit(data, "adopts", COVARIATES, clusters="district")
    peer = Logit(data["adopts"].astype(float), got.regressors.matrix).fit(
        disp=0, tol=1e-12, cov_type="cluster", cov_kwds={"groups": data["district"]}
    )
    np.testing.assert_allclose(got.cov, peer.cov_params(), rtol=1e-6)
    half = got.intervals["conf_high"] - got.params
    np.testing.assert_allclose(half, t.ppf(0.975, 39) * np.sqrt(np.diag(got.cov)), rtol=1e-9)
    assert (got.errors, got.df, got.n_clusters) == ("clustered", 39, 40)


def test_design_is_survey_regression() -> None:
    expected = pd.DataFrame(reference_values("survey_models")["quasibinomial"]["strat"]).T
    got = fit_logit(api_design("strat"), "wide", list(expected.index)[1:])
    np.testing.assert_allclose(got.params, expected[0], rtol=1e-6)
    np.testing.assert_allclose(np.sqrt(np.diag(got.cov)), expected[1], rtol=1e-6)
    np.testing.assert_allclose(got.intervals["p_value"], expected[2], rtol=1e-5)
    assert (got.errors, got.n_clusters) == ("design", None)


def test_separated_data_are_refused_or_penalised() -> None:
    data = register()
    data = data.assign(adopts=data["adopts"] | (data["size"] == "large"))
    with pytest.raises(EstimationError) as caught:
        fit_logit(data, "adopts", COVARIATES)
    assert [problem.where for problem in caught.value.problems] == ["size=large"]
    got = fit_logit(data, "adopts", COVARIATES, separated="firth")
    own = firth_logit(got.regressors.matrix, data["adopts"].to_numpy(float))
    np.testing.assert_allclose(got.params, own.params, rtol=1e-12)
    assert got.errors == "penalised"
    assert got.intervals["conf_low"]["size=large"] > 0


def test_firth_is_not_for_clusters_or_designs() -> None:
    data = register()
    data = data.assign(adopts=data["adopts"] & (data["size"] != "large"))
    with pytest.raises(EstimationError, match=r"estimate\.separated"):
        fit_logit(data, "adopts", COVARIATES, clusters="district", separated="firth")
    with pytest.raises(EstimationError, match=r"estimate\.separated"):
        fit_logit(survey_design(data, weights="w"), "adopts", COVARIATES, separated="firth")


def test_firth_is_not_used_where_estimates_are_finite() -> None:
    assert fit_logit(register(), "adopts", COVARIATES, separated="firth").errors == "independent"


def refused(data: pd.DataFrame, covariates: list[str] | None = None, **arguments: object) -> str:
    with pytest.raises(EstimationError) as caught:
        fit_logit(data, "adopts", covariates or COVARIATES, **arguments)  # type: ignore[arg-type]
    return caught.value.problems[0].code


def test_refusals_are_named() -> None:
    data = register()
    assert refused(data.head(3)) == "estimate.too_few_observations"
    assert refused(data.assign(adopts=True)) == "estimate.constant_outcome"
    assert refused(data.assign(adopts=False)) == "estimate.constant_outcome"
    assert refused(data.assign(adopts=0.5)) == "estimate.constant_outcome"
    assert refused(data.assign(adopts=data["age"] / 1000)) == "estimate.outcome_range"
    assert refused(data.assign(adopts="yes")) == "estimate.not_numeric"
    assert refused(data.assign(months=data["age"] * 12), ["age", "months"]) == "estimate.collinear"
    assert refused(data.assign(kind="a"), ["kind"]) == "estimate.constant_covariate"
    assert refused(data[data["district"] < 4], clusters="district") == "estimate.too_few_clusters"
    assert refused(data[data["district"] < 40].assign(age=np.nan)) == "estimate.too_few_observations"
    design = survey_design(data, weights="w")
    with pytest.raises(EstimationError, match=r"estimate\.clusters_with_design"):
        fit_logit(design, "adopts", COVARIATES, clusters="district")


def test_missing_values_are_left_out_and_counted() -> None:
    data = register()
    holes = data.assign(age=data["age"].mask(data.index < 50))
    got, short = fit_logit(holes, "adopts", COVARIATES), fit_logit(data.iloc[50:], "adopts", COVARIATES)
    np.testing.assert_allclose(got.params, short.params, rtol=1e-12)
    assert (got.n_obs, got.n_left_out) == (550, 50)
    design = survey_design(holes, weights="w", clusters="district")
    assert fit_logit(design, "adopts", COVARIATES).n_left_out == 50


@pytest.mark.slow
@pytest.mark.parametrize(("districts", "worst"), [(40, 0.89), (8, 0.84)])
def test_coverage_with_clusters(districts: int, worst: float) -> None:
    """Slope of one on a covariate of the district, 250 registers: 95 % intervals by number of clusters.

    `fit_logit` states 94 % and 90 % over 1,000 registers; the lower bounds leave three standard errors of 250.
    """
    rng = np.random.default_rng(20)
    hits: list[bool] = []
    naive: list[bool] = []
    for _ in range(250):
        district = np.repeat(np.arange(districts), 40)
        zone = rng.normal(size=districts)
        linear = -0.5 + zone[district] + rng.normal(0, 0.8, districts)[district]
        data = pd.DataFrame({"zone": zone[district], "district": district})
        data["adopts"] = rng.random(len(data)) < 1 / (1 + np.exp(-linear))
        # marginal slope of a logit with a normal district effect, Zeger et al. (1988)
        truth = 1 / np.sqrt(1 + (16 * np.sqrt(3) / (15 * np.pi)) ** 2 * 0.8**2)
        for kept, clusters in ((hits, "district"), (naive, None)):
            row = fit_logit(data, "adopts", ["zone"], clusters=clusters).intervals.loc["zone"]
            kept.append(row["conf_low"] <= truth <= row["conf_high"])
    assert worst <= np.mean(hits) <= 0.99
    assert np.mean(naive) < 0.8
