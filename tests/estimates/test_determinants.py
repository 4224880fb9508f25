"""Determinants as a table: what a forest plot draws, and what a reader is warned of.

Tolerances: 1e-9 for transformations of one fit; simulated coverage within four standard errors of its nominal value.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.determinants import determinant_estimates, estimate_determinants
from sxsh_eval.estimates.regression.logit import fit_logit
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.estimates.survey.design import survey_design
from tests.estimates.regression.test_logit import COVARIATES, register


def by_term(estimates: Estimates, scale: str) -> pd.DataFrame:
    table = estimates.table
    return table[table["indicator"] == f"adopts.{scale}"].set_index("term")


def test_odds_ratios_are_exponentials_with_reference_rows() -> None:
    fit = fit_logit(register(), "adopts", COVARIATES, references={"size": "small"})
    table = by_term(determinant_estimates(fit), "odds_ratio")
    assert list(table.index) == [
        "size=large",
        "size=medium",
        "size=small",
        "age",
        "is_trained=False",
        "is_trained=True",
    ]
    np.testing.assert_allclose(
        table.loc["age", ["estimate", "conf_low", "conf_high"]].astype(float),
        np.exp([fit.params["age"], *fit.intervals.loc["age", ["conf_low", "conf_high"]]]),
        rtol=1e-12,
    )
    flagged = table[table["is_reference"]]
    assert list(flagged.index) == ["size=small", "is_trained=False"]
    assert (flagged["estimate"] == 1).all()
    assert (flagged["reason"] == "reference_level").all()
    assert flagged["conf_low"].isna().all()
    assert (table.loc[~table["is_reference"], "reason"] == "").all()


def test_marginal_effects_are_points_that_add_up() -> None:
    """With one categorical covariate they are differences of observed shares, in percentage points."""
    data = register()
    table = by_term(estimate_determinants(data, "adopts", ["size"], references={"size": "small"}), "marginal_effect")
    shares = 100 * data.groupby("size")["adopts"].mean()
    assert table.loc["size=large", "estimate"] == pytest.approx(shares["large"] - shares["small"], rel=1e-6)
    spread = data.groupby("size")["adopts"].agg(lambda part: part.mean() * (1 - part.mean()) / len(part))
    expected = 100 * np.sqrt(spread["large"] + spread["small"])
    assert table.loc["size=large", "std_error"] == pytest.approx(expected, rel=1e-6)
    assert set(table["unit"]) == {"percentage_point"}


def test_survey_marginal_effects_are_differences_of_domain_means() -> None:
    """Weighted, and with errors of the design: against Taylor linearisation of the difference by hand."""
    from sxsh_eval.estimates.survey.variance import score_covariance

    data = register()
    design = survey_design(data, weights="w", clusters="district")
    table = by_term(estimate_determinants(design, "adopts", ["is_trained"]), "marginal_effect")
    y, w = data["adopts"].to_numpy(float), data["w"].to_numpy()
    scores, difference = np.zeros(len(data)), 0.0
    for sign, inside in ((1, data["is_trained"].to_numpy()), (-1, ~data["is_trained"].to_numpy())):
        mean = np.average(y[inside], weights=w[inside])
        difference += sign * mean
        scores += sign * np.where(inside, w * (y - mean) / w[inside].sum(), 0)
    row = table.loc["is_trained=True"]
    assert row["estimate"] == pytest.approx(100 * difference, rel=1e-6)
    expected = 100 * float(np.sqrt(score_covariance(design, scores[:, None])[0, 0]))
    assert row["std_error"] == pytest.approx(expected, rel=1e-5)  # information of the last step, see `fit_glm`


def test_sampled_covariates_add_their_own_error() -> None:
    design = survey_design(register(), weights="w", clusters="district")
    fit = fit_logit(design, "adopts", COVARIATES)
    fixed, sampled = (
        by_term(determinant_estimates(fit, sampled_covariates=choice), "marginal_effect") for choice in (False, True)
    )
    np.testing.assert_allclose(fixed["estimate"], sampled["estimate"], rtol=1e-12)
    ratio = (sampled["std_error"] / fixed["std_error"]).dropna()
    assert ((ratio > 0.9) & (ratio < 1.2)).all()
    assert (ratio != 1).all()
    alone = fit_logit(design, "adopts", ["is_trained"])
    one, other = (determinant_estimates(alone, sampled_covariates=choice).table for choice in (False, True))
    np.testing.assert_allclose(one["std_error"], other["std_error"], rtol=1e-6)  # a saturated effect does not vary
    with pytest.raises(ValueError, match="survey design"):
        determinant_estimates(fit_logit(register(), "adopts", ["age"]), sampled_covariates=True)


def test_covariance_is_that_of_the_rows() -> None:
    got = determinant_estimates(fit_logit(register(), "adopts", COVARIATES), ("log_odds", "odds_ratio"))
    assert got.cov is not None
    errors = np.sqrt(np.diag(got.cov))
    np.testing.assert_allclose(errors, got.table["std_error"].fillna(0), rtol=1e-12)
    assert list(got.cov.index) == list(zip(got.table["indicator"], got.table["term"], strict=True))


def check(estimates: Estimates, diagnostic: str) -> pd.DataFrame:
    return estimates.checks[estimates.checks["diagnostic"] == diagnostic]


def test_doubts_are_told() -> None:
    data = register(districts=8)
    got = estimate_determinants(data, "adopts", COVARIATES, clusters="district")
    assert check(got, "clusters")["verdict"].item() == "very_few"
    assert check(got, "joint_wald_f")["detail"].tolist() == ["size", "is_trained"]
    few = data[data["size"] != "large"].head(60)
    assert check(estimate_determinants(few, "adopts", COVARIATES), "events_per_parameter")["verdict"].item() == "few"
    rare = data.assign(size=data["size"].mask(data.index.isin(data.index[:4]), "giant"))
    rare.loc[rare.index[:2], "adopts"] = True
    rare.loc[rare.index[2:4], "adopts"] = False
    row = check(estimate_determinants(rare, "adopts", COVARIATES), "rare_level")
    assert (row["detail"].item(), row["statistic"].item()) == ("size=giant", 4)
    many = data.assign(block=(data.index % 12).astype(str))
    joint = check(estimate_determinants(many, "adopts", ["block"], clusters="district"), "joint_wald_f")
    assert joint["verdict"].item() == "too_few_clusters"


def test_penalised_table_says_so() -> None:
    data = register()
    data = data.assign(adopts=data["adopts"] | (data["size"] == "large"))
    got = estimate_determinants(data, "adopts", COVARIATES, separated="firth")
    assert check(got, "separation")["verdict"].item() == "penalised"
    assert "Firth" in got.method.formula
    ratios, effects = by_term(got, "odds_ratio"), by_term(got, "marginal_effect")
    assert np.isfinite(ratios.loc[~ratios["is_reference"], ["estimate", "conf_low", "conf_high"]]).all(axis=None)
    assert set(effects.loc[~effects["is_reference"], "reason"]) == {"penalised_fit"}
    assert effects["conf_low"].isna().all()
    assert effects["estimate"]["size=large"] > 50


def test_full_enumeration_has_points_with_a_reason() -> None:
    data = register().assign(units=600)
    got = estimate_determinants(survey_design(data, fpc="units"), "adopts", COVARIATES)
    shown = got.table[~got.table["is_reference"]]
    assert set(shown["reason"]) == {"full_enumeration"}
    np.testing.assert_allclose(shown["conf_low"], shown["conf_high"])
    assert shown["p_value"].isna().all()
    assert set(check(got, "joint_wald_f")["verdict"]) == {"full_enumeration"}


def test_units_of_numbers_do_not_matter_until_ratios_burst() -> None:
    data = register()
    plain, large = (
        by_term(estimate_determinants(data.assign(age=data["age"] * factor), "adopts", COVARIATES), "odds_ratio")
        for factor in (1, 1e12)
    )
    np.testing.assert_allclose(large["estimate"]["size=large"], plain["estimate"]["size=large"], rtol=1e-8)
    ends = [np.log(float(table["conf_high"]["age"])) for table in (plain, large)]
    assert ends[1] * 1e12 == pytest.approx(ends[0], rel=1e-3)
    with pytest.raises(EstimationError, match=r"estimate\.odds_ratio_too_large"):
        estimate_determinants(data.assign(age=data["age"] * 1e-12), "adopts", COVARIATES)


def test_three_enterprises_are_refused_in_both_languages() -> None:
    with pytest.raises(EstimationError) as caught:
        estimate_determinants(register().head(3), "adopts", COVARIATES)
    assert "ít nhất 10 dòng" in str(caught.value)
    assert "at least 10 complete rows" in str(caught.value)


def test_order_of_rows_and_labels_does_not_matter() -> None:
    data = register()
    other = data.sample(frac=1, random_state=4).reset_index(drop=True)
    first, again = (
        estimate_determinants(frame, "adopts", COVARIATES, clusters="district").table for frame in (data, other)
    )
    numbers = ["estimate", "std_error", "conf_low", "conf_high", "p_value"]
    np.testing.assert_allclose(again[numbers], first[numbers], rtol=1e-8)
    assert list(again["term"]) == list(first["term"])


@pytest.mark.slow
def test_known_effects_lie_in_their_intervals() -> None:
    """200 surveys of 400 out of 8,000: 95 % intervals of an effect in points cover its population value."""
    population = register(8_000, 400, seed=3)
    whole = by_term(estimate_determinants(population, "adopts", ["size", "is_trained"]), "marginal_effect")["estimate"]
    rng = np.random.default_rng(5)
    hits = []
    for _ in range(200):
        chosen = rng.choice(400, 40, replace=False)
        sample = population[population["district"].isin(chosen)].assign(districts=400)
        fit = fit_logit(survey_design(sample, clusters="district", fpc="districts"), "adopts", ["size", "is_trained"])
        row = by_term(determinant_estimates(fit), "marginal_effect").loc["is_trained=True"]
        hits.append(row["conf_low"] <= whole["is_trained=True"] <= row["conf_high"])
    assert 0.89 <= np.mean(hits) <= 0.99
