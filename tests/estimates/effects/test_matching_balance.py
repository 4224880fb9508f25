"""Balance and attrition by hand and against statsmodels.

Tolerances: rounding (1e-10), 1e-6 for the iterated logit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import fisher_exact
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.effects.attrition import Attrition, attrition_table
from sxsh_eval.estimates.effects.matching_balance import Balance, balance_table


def units(seed: int = 0, *, shift: float = 0.5, count: int = 400) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    size, age = rng.normal(size=count), rng.normal(size=count) * 2 + 10
    on = (rng.uniform(size=count) < 1 / (1 + np.exp(-shift * 2 * size))).astype(int)
    sector = np.where(rng.uniform(size=count) < 0.4, "paper", "steel")
    return pd.DataFrame({"on": on, "size": size, "age": age, "sector": sector, "w": rng.uniform(0.5, 2, size=count)})


def fit(data: pd.DataFrame, **options: Any) -> Balance:
    return balance_table(data, treated="on", covariates=["size", "age", "sector"], **options)


def warned(found: Balance | Attrition) -> set[str]:
    return {problem.code for problem in warnings_of(found.estimates.checks)}


def test_differences_by_hand() -> None:
    data = units()
    found = fit(data)
    one, zero = data[data["on"] == 1]["size"], data[data["on"] == 0]["size"]
    expected = (one.mean() - zero.mean()) / np.sqrt((one.var() + zero.var()) / 2)
    row = found.estimates.row("size")
    assert row["estimate"] == pytest.approx(expected, rel=1e-10)
    assert row["conf_low"] < expected < row["conf_high"]
    assert found.estimates.row("variance_ratio:size")["estimate"] == pytest.approx(one.var() / zero.var(), rel=1e-10)
    assert list(found.means.index) == ["size", "age", "sector_paper", "sector_steel"]
    assert "estimate.balance_differences" in warned(found)


def test_weights_that_balance_are_seen() -> None:
    data = units(1, count=4000)
    chance = 1 / (1 + np.exp(-data["size"]))
    data["w"] = np.where(data["on"] == 1, 1 / chance, 1 / (1 - chance))
    assert abs(fit(data).estimates.row("size")["estimate"]) > 0.5
    assert abs(fit(data, weights="w").estimates.row("size")["estimate"]) < 0.1


def test_chances_of_treatment_agree_with_statsmodels() -> None:
    data = units(2)
    found = fit(data).overlap
    design = sm.add_constant(data[["size", "age"]].assign(paper=(data["sector"] == "paper").astype(float)))
    expected = sm.Logit(data["on"], design).fit(disp=False, tol=1e-12).predict()
    np.testing.assert_allclose(found.propensity, expected, atol=1e-6)
    on = data["on"] == 1
    assert found.low == pytest.approx(max(expected[on].min(), expected[~on].min()), abs=1e-6)


def test_no_common_support() -> None:
    data = units(3)
    data["size"] = data["on"] * 10 + data["size"].clip(-3, 3)
    found = fit(data)
    assert {"estimate.balance_separated", "estimate.balance_support"} <= warned(found)
    assert found.estimates.row("outside_support")["estimate"] == 100
    balanced = fit(units(4, shift=0.0, count=2000))
    assert "estimate.balance_separated" not in warned(balanced)
    assert balanced.estimates.row("outside_support")["estimate"] < 5


def test_a_covariate_that_never_varies_has_a_reason() -> None:
    found = balance_table(units().assign(same=1.0), treated="on", covariates=["same"])
    assert found.estimates.row("same")["reason"] == "balance_constant"


def test_refusals_of_balance() -> None:
    data = units()
    for code, changed in (
        ("balance_treated", data.assign(on=data["on"] + 1)),
        ("balance_groups", data[data["on"] == 1]),
        ("values_missing", data.assign(age=np.nan)),
        ("columns_missing", data.drop(columns="age")),
    ):
        with pytest.raises(EstimationError, match=code):
            fit(changed)
    with pytest.raises(EstimationError, match="balance_no_covariates"):
        balance_table(data, treated="on", covariates=[])
    with pytest.raises(EstimationError, match="weights_not_positive"):
        fit(data.assign(w=-1.0), weights="w")


def panel(stay: tuple[float, float], seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = []
    for unit in range(300):
        on = unit % 3 == 0
        size = rng.normal()
        seen = 5 if rng.uniform() < stay[int(on)] - 0.05 * size else int(rng.integers(1, 5))
        rows += [(unit, year, int(on), size) for year in range(seen)]
    return pd.DataFrame(rows, columns=["unit", "year", "on", "size"])


def test_attrition_by_hand() -> None:
    data = panel((0.9, 0.6))
    found = attrition_table(data, unit="unit", time="year", treated="on", covariates=["size"])
    last = data.groupby("unit").agg(last=("year", "max"), on=("on", "max"))
    left = last["last"] < 4
    counts = [(int((left & (last["on"] == on)).sum()), int((last["on"] == on).sum())) for on in (1, 0)]
    for term, (done, count) in zip(("left:treated", "left:control"), counts, strict=True):
        row = found.estimates.row(term)
        low, high = proportion_confint(done, count, method="wilson")
        assert row["estimate"] == pytest.approx(100 * done / count)
        assert (row["conf_low"], row["conf_high"]) == pytest.approx((100 * low, 100 * high))
    row = found.estimates.row("difference")
    low, high = confint_proportions_2indep(*counts[0], *counts[1], method="newcomb", compare="diff")
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((100 * low, 100 * high))
    assert row["p_value"] == pytest.approx(fisher_exact([[d, n - d] for d, n in counts])[1])
    assert "estimate.attrition_unequal" in warned(found)
    assert int(found.by_period.to_numpy().sum()) == int(left.sum())


def test_equal_attrition_does_not_warn() -> None:
    found = attrition_table(panel((0.8, 0.8)), unit="unit", time="year", treated="on")
    assert "estimate.attrition_unequal" not in warned(found)
    whole = attrition_table(panel((2.0, 2.0)), unit="unit", time="year", treated="on", covariates=["size"])
    assert whole.estimates.row("difference")["estimate"] == 0
    assert whole.leavers.empty


def test_refusals_of_attrition() -> None:
    data = panel((0.8, 0.8))
    for code, changed in (
        ("balance_groups", data.assign(on=1)),
        ("balance_treated", data.assign(on="x")),
        ("no_rows", data.head(0)),
        ("attrition_keys", data.assign(year=np.nan)),
        ("columns_missing", data.drop(columns="on")),
    ):
        with pytest.raises(EstimationError, match=code):
            attrition_table(changed, unit="unit", time="year", treated="on")
