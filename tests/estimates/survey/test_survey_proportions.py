"""Proportions of a survey: which share is meant, what happens at no and all cases, what is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.intervals import binomial_interval, proportion_interval
from sxsh_eval.estimates.survey.design import survey_design
from sxsh_eval.estimates.survey.means import survey_means
from sxsh_eval.estimates.survey.proportions import survey_proportions

RNG = np.random.default_rng(11)
N = 400
DATA = pd.DataFrame(
    {
        "province": np.repeat(["a", "b", "c", "d"], N // 4),
        "cluster": np.repeat(np.arange(40), N // 40),
        "w": RNG.uniform(1, 3, N),
        "adopts": RNG.random(N) < 0.3,
        "stage": pd.Categorical(
            RNG.choice(["aware", "trained", "applies"], N), ["aware", "trained", "applies", "monitors"]
        ),
        "size": RNG.integers(0, 3, N),
    }
)
DATA.loc[DATA["province"] == "c", "adopts"] = False
DATA.loc[DATA["province"] == "d", "adopts"] = True
DESIGN = survey_design(DATA, weights="w", strata="province", clusters="cluster")


def test_shares_have_the_errors_of_means() -> None:
    share = survey_proportions(DESIGN, "adopts", by="province", interval="mean").table.iloc[:2]
    means = survey_means(DESIGN, "adopts", by="province").table.iloc[:2]
    columns = ["estimate", "std_error", "conf_low", "conf_high", "df", "deff"]
    assert np.allclose(share[columns], means[columns], rtol=1e-12)


def test_no_and_all_cases_have_an_interval() -> None:
    result = survey_proportions(DESIGN, "adopts", by="province")
    none, everyone = result.table.iloc[2], result.table.iloc[3]
    assert (none["estimate"], none["conf_low"], none["std_error"]) == (0, 0, 0)
    assert (everyone["estimate"], everyone["conf_high"]) == (1, 1)
    w = DATA.loc[DATA["province"] == "c", "w"]
    kish = w.sum() ** 2 / (w**2).sum()
    expected = proportion_interval(0.0, 0.0, n_obs=100, df=9, n_at_ends=kish)[1]
    assert np.isclose(none["conf_high"], expected, rtol=1e-12)
    assert none["conf_high"] > binomial_interval(0, 100, method="clopper_pearson")[1]
    told = result.checks.set_index("diagnostic")["detail"]
    assert told["estimate.no_or_all_cases"] == "variables: 2 / 4"
    assert set(result.table["reason"]) == {""}


def test_few_cases_are_told() -> None:
    rare = DATA.assign(rare=(DATA.index % 50) == 0)
    checks = survey_proportions(survey_design(rare, weights="w"), "rare").checks
    assert checks["diagnostic"].tolist() == ["estimate.few_cases"]


def test_categories_sum_to_one_in_their_order() -> None:
    table = survey_proportions(DESIGN, "stage", by="province").table
    assert table["category"].unique().tolist() == ["aware", "trained", "applies"]
    assert np.allclose(table.groupby("province")["estimate"].sum(), 1, rtol=1e-12)


def test_one_value_of_any_column() -> None:
    row = survey_proportions(DESIGN, "size", value=2).table.iloc[0]
    assert row["category"] == "2"
    assert np.isclose(row["estimate"], DATA["w"][DATA["size"] == 2].sum() / DATA["w"].sum())


@pytest.mark.parametrize(
    ("code", "variable", "value"),
    [("not_a_proportion", "size", None), ("no_such_value", "stage", "monitor"), ("no_such_column", "stages", None)],
)
def test_refusals(code: str, variable: str, value: object) -> None:
    with pytest.raises(EstimationError, match=rf"estimate\.{code}"):
        survey_proportions(DESIGN, variable, value=value)


def test_a_census_is_a_point_with_its_reason() -> None:
    census = survey_design(DATA.assign(population=100.0), strata="province", fpc="population")
    table = survey_proportions(census, "adopts", by="province").table
    assert (table["conf_low"] == table["conf_high"]).all()
    assert (table["reason"] == "full_enumeration").all()
    assert census.weights.tolist() == [1.0] * N


def test_three_enterprises() -> None:
    data = pd.DataFrame({"w": [10.0, 10, 10], "yes": [1, 0, 1]})
    row = survey_proportions(survey_design(data, weights="w"), "yes").table.iloc[0]
    assert row["df"] == 2
    assert 0 < row["conf_low"] < 0.1
    assert 0.9 < row["conf_high"] < 1


def test_one_enterprise_gives_a_reason() -> None:
    data = pd.DataFrame({"w": 10.0, "yes": [1, 0, 1], "district": ["a", "b", "b"]})
    table = survey_proportions(survey_design(data, weights="w"), "yes", by="district").table
    assert table["reason"].tolist() == ["no_degrees_of_freedom", ""]
    assert np.isnan(table.loc[0, ["conf_low", "conf_high"]].to_numpy(float)).all()
    with pytest.raises(EstimationError, match=r"estimate\.lonely_psu"):
        survey_design(data.iloc[:1], weights="w")


def test_missing_answers_in_every_kind_of_column() -> None:
    data = DATA.assign(
        adopts=DATA["adopts"].astype("boolean").mask(DATA.index < 5),
        stage=DATA["stage"].where(DATA.index >= 5),
    )
    design = survey_design(data, weights="w", strata="province", clusters="cluster")
    for variable, value in (("adopts", None), ("stage", None), ("stage", "aware")):
        result = survey_proportions(design, variable, value=value)
        assert (result.table["n_obs"] == N - 5).all()
        assert "estimate.values_missing" in result.checks["diagnostic"].tolist()
