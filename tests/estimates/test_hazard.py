"""Discrete-time hazard against R, statsmodels and known effects.

Tolerances. R's glm stops when the deviance changes by less than 1e-8 of itself, which leaves estimates within 5e-5 of a
standard error of the maximum and standard errors right to 2e-5; the log-likelihood, flat there, agrees to the 1e-6 that
is printed. Where statsmodels' own logit computes the same thing, both reach the maximum: 1e-8.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import t as student

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.hazard import Hazard, HazardModel, discrete_hazard
from sxsh_eval.estimates.hazard_curves import adoption_curve, life_table
from sxsh_eval.estimates.person_periods import person_periods
from tests.reference_data import reference_file, reference_values

COVARIATES = ("karno", "age", "trt2")


def veteran() -> pd.DataFrame:
    data = pd.read_csv(reference_file("hazard/veteran_pp.csv"))
    return data.assign(trt2=(data["trt"] == 2).astype(int))


def fit(data: pd.DataFrame, **options: Any) -> Hazard:
    return discrete_hazard(data, HazardModel(COVARIATES, period="tt", **options))


def test_cloglog_agrees_with_glm() -> None:
    expected, found = reference_values("hazard")["veteran"]["cloglog"], fit(veteran())
    for name in COVARIATES:
        row = found.coefficients.row(name)
        assert row["estimate"] == pytest.approx(expected[name][0], abs=5e-5 * expected[name][1])
        assert row["std_error"] == pytest.approx(expected[name][1], rel=2e-5)
    assert found.loglik == pytest.approx(expected["loglik"], abs=1e-6)


def test_logit_agrees_with_glm() -> None:
    (value, error), found = reference_values("hazard")["veteran"]["logit"]["karno"], fit(veteran(), link="logit")
    row = found.coefficients.row("karno")
    assert row["estimate"] == pytest.approx(value, abs=5e-5 * error)
    assert row["std_error"] == pytest.approx(error, rel=2e-5)


def oracle(data: pd.DataFrame) -> Any:
    design = pd.get_dummies(data["tt"], dtype=float).join(data[list(COVARIATES)].astype(float))
    return sm.Logit(data["event"], design.rename(columns=str))


def test_effects_in_points_agree_with_marginal_effects() -> None:
    data = veteran()
    found = fit(data, link="logit").effects
    margins = oracle(data).fit(disp=False, tol=1e-12).get_margeff(dummy=True)
    for place, name in enumerate(COVARIATES, start=8):
        row = found.row(name)
        assert row["estimate"] == pytest.approx(100 * margins.margeff[place], rel=1e-8)
        assert row["std_error"] == pytest.approx(100 * margins.margeff_se[place], rel=1e-8)
        assert row["unit"] == "percentage_point"


def test_effects_of_cloglog_agree_with_differences_by_hand() -> None:
    data = veteran()
    found = fit(data)
    params, place = found.fitted.params, found.fitted.design.names.index("trt2")

    def change(values: np.ndarray) -> float:
        chances = []
        for level in (1.0, 0.0):
            matrix = found.fitted.design.matrix.copy()
            matrix[:, place] = level
            chances.append(1 - np.exp(-np.exp(matrix @ values)))
        return float(np.mean(chances[0] - chances[1]))

    steps = 1e-6 * np.eye(params.size)
    slope = np.array([(change(params + step) - change(params - step)) / 2e-6 for step in steps])
    row = found.effects.row("trt2")
    assert row["estimate"] == pytest.approx(100 * change(params), rel=1e-10)
    assert row["std_error"] == pytest.approx(100 * np.sqrt(slope @ found.fitted.cov @ slope), rel=1e-6)


def test_clustered_errors_agree_with_statsmodels() -> None:
    data = veteran()
    found = fit(data, link="logit", cluster="id")
    kwds = {"groups": data["id"], "use_correction": True}
    expected = oracle(data).fit(disp=False, tol=1e-12, cov_type="cluster", cov_kwds=kwds)
    count = data["id"].nunique()
    for name in COVARIATES:
        row = found.coefficients.row(name)
        assert row["std_error"] == pytest.approx(expected.bse[name], rel=1e-8)
        low, high = expected.params[name] + np.array([-1, 1]) * expected.bse[name] * student.ppf(0.975, 136)
        assert (row["conf_low"], row["conf_high"]) == pytest.approx((low, high), rel=1e-8)
    assert count == 137


def test_ratios_are_exponentials() -> None:
    found = fit(veteran())
    for name in COVARIATES:
        row, ratio = found.coefficients.row(name), found.ratios.row(name)
        expected = np.exp([row["estimate"], row["conf_low"], row["conf_high"]])
        np.testing.assert_allclose([ratio["estimate"], ratio["conf_low"], ratio["conf_high"]], expected, rtol=1e-12)


def test_a_full_polynomial_is_the_dummies() -> None:
    dummies, powers = fit(veteran()), fit(veteran(), baseline=7)
    assert powers.loglik == pytest.approx(dummies.loglik, abs=1e-8)
    assert powers.coefficients.row("karno")["estimate"] == pytest.approx(
        dummies.coefficients.row("karno")["estimate"], rel=1e-6
    )


def test_order_of_rows_does_not_matter() -> None:
    data = veteran()
    mixed = data.sample(frac=1, random_state=3)
    for cluster in (None, "id"):
        one, two = fit(data, cluster=cluster), fit(mixed, cluster=cluster)
        pd.testing.assert_frame_equal(one.coefficients.table, two.coefficients.table)
        pd.testing.assert_frame_equal(one.effects.table, two.effects.table)


def test_life_table_by_hand() -> None:
    data = pd.DataFrame(
        {"period": [1] * 10 + [2] * 6 + [3] * 4, "event": [1, 1] + [0] * 8 + [1] * 2 + [0] * 4 + [0] * 4}
    )
    table = life_table(data).table
    adopted = table[table["term"] == "adopted"]["estimate"]
    np.testing.assert_allclose(adopted, [0.2, 1 - 0.8 * 4 / 6, 1 - 0.8 * 4 / 6])
    error = (0.8 * 4 / 6) * np.sqrt(2 / (10 * 8) + 2 / (6 * 4))
    assert table[table["term"] == "adopted"]["std_error"].iloc[1] == pytest.approx(error)
    last = table[(table["term"] == "hazard") & (table["period"] == "3")].iloc[0]
    assert (last["estimate"], last["conf_low"]) == (0, 0)
    assert last["conf_high"] == pytest.approx(1.959963985**2 / (4 + 1.959963985**2))  # Wilson at zero


def test_life_table_agrees_with_kaplan_meier() -> None:
    data = veteran()
    last = data.groupby("id").agg(time=("tt", "count"), event=("event", "max"))
    data = data[data["tt"] < 8]
    expected = sm.SurvfuncRight(last["time"].clip(upper=8), last["event"].where(last["time"] < 8, 0))
    found = life_table(data, period="tt").table
    adopted = found[found["term"] == "adopted"]
    np.testing.assert_allclose(1 - adopted["estimate"], expected.surv_prob, rtol=1e-12)
    np.testing.assert_allclose(adopted["std_error"], expected.surv_prob_se, rtol=1e-12)


def test_before_the_first_and_after_the_last_adoption_there_are_reasons() -> None:
    data = pd.DataFrame({"period": [1] * 5 + [2] * 5 + [3] * 2, "event": [0] * 5 + [1] * 3 + [0] * 2 + [1] * 2})
    found = life_table(data)
    adopted = found.table[found.table["term"] == "adopted"]
    assert adopted["reason"].tolist() == ["hazard_none_yet", "", "hazard_all_adopted"]
    assert warnings_of(found.checks)[0].code == "estimate.hazard_thin"


def simulated(seed: int, *, units: int = 800, effect: float = 0.8, cost: float = -0.5) -> pd.DataFrame:
    """Panel with grants that begin in random years, a lasting size, and adoption by a cloglog hazard a year later."""
    rng, years = np.random.default_rng(seed), np.arange(2010, 2019)
    start = rng.integers(2010, 2024, size=units)
    size = rng.normal(size=units)
    adopted = np.full(units, np.nan)
    for year in years[1:]:
        index = -2.6 + 0.05 * (year - 2010) + effect * (start <= year - 1) + cost * size
        now = np.isnan(adopted) & (rng.uniform(size=units) < 1 - np.exp(-np.exp(index)))
        adopted[now] = year
    unit, year = np.repeat(np.arange(units), years.size), np.tile(years, units)
    return pd.DataFrame(
        {"unit": unit, "period": year, "adopted": adopted[unit], "grant": start[unit] <= year, "size": size[unit]}
    )


def recovered(seed: int, *, units: int = 800, **options: Any) -> Hazard:
    periods = person_periods(simulated(seed, units=units), covariates=["grant", "size"]).table
    return discrete_hazard(periods, HazardModel(("grant", "size"), **options))


def test_known_effects_lie_inside_the_intervals() -> None:
    found = recovered(5, cluster="unit")
    for name, truth in (("grant", 0.8), ("size", -0.5)):
        row, ratio = found.coefficients.row(name), found.ratios.row(name)
        assert row["conf_low"] < truth < row["conf_high"]
        assert ratio["conf_low"] < np.exp(truth) < ratio["conf_high"]
    assert found.effects.row("grant")["conf_low"] > 0


def test_curves_under_support_lie_above_those_without() -> None:
    found = recovered(5)
    with_grant, without = (adoption_curve(found, {"grant": level}).table for level in (1.0, 0.0))
    seen = adoption_curve(found).table
    last = seen[seen["term"] == "adopted"].index[-1]
    assert without.loc[last, "estimate"] < seen.loc[last, "estimate"] < with_grant.loc[last, "estimate"]
    for table in (with_grant, without, seen):
        adopted = table[table["term"] == "adopted"]["estimate"]
        assert (np.diff(adopted) > 0).all()
        assert adopted.between(0, 1).all()


def test_a_curve_as_observed_follows_the_life_table() -> None:
    """With a level per period the logit's average fitted chance is the observed one (its score equations)."""
    periods = person_periods(simulated(5), covariates=["grant", "size"]).table
    found = discrete_hazard(periods, HazardModel(("grant", "size"), link="logit"))
    np.testing.assert_allclose(
        adoption_curve(found).table["estimate"], life_table(periods).table["estimate"], rtol=1e-8
    )


@pytest.mark.slow
def test_intervals_cover() -> None:
    """150 panels; three binomial standard errors around 95 %."""
    hits = np.zeros(2)
    for seed in range(150):
        found = recovered(seed, units=300)
        for place, (name, truth) in enumerate((("grant", 0.8), ("size", -0.5))):
            row = found.coefficients.row(name)
            hits[place] += row["conf_low"] < truth < row["conf_high"]
    np.testing.assert_allclose(hits / 150, 0.95, atol=0.054)


def refused(data: pd.DataFrame, **options: Any) -> tuple[str, str]:
    with pytest.raises(EstimationError) as caught:
        fit(data, **options)
    assert "cần:" in str(caught.value)
    problem = caught.value.problems[0]
    return problem.code.removeprefix("estimate."), problem.found


def test_refusals() -> None:
    data = veteran()
    assert refused(data.drop(columns="age")) == ("columns_missing", "age")
    assert refused(data.assign(age="old"))[0] == "hazard_words"
    assert refused(data.assign(age=data["age"].where(data["id"] > 1)))[0] == "hazard_rows"
    assert refused(data.assign(event=2 * data["event"]))[0] == "hazard_rows"
    assert refused(data.assign(event=0))[0] == "hazard_no_events"
    assert refused(data.assign(event=1))[0] == "hazard_no_events"
    assert refused(data[data["id"] <= 3])[0] == "hazard_too_few_events"
    assert refused(data.assign(age=2 * data["karno"])) == ("hazard_collinear", "age")
    assert refused(data.assign(age=data["tt"] % 2)) == ("hazard_collinear", "age")
    assert refused(data.assign(age=1.0)) == ("hazard_collinear", "age")
    assert refused(data.assign(region=1), cluster="region") == ("hazard_one_cluster", "1")
    assert refused(data[(data["tt"] != 7) | (data["event"] == 1)]) == ("hazard_period_all_adopt", "7")


def test_a_covariate_that_decides_the_outcome() -> None:
    data = veteran()
    code, found = refused(data.assign(trt2=data["event"] * (data["karno"] > 50)))
    assert (code, found) == ("hazard_separated", "trt2 (0: 9%, 1: 100%)")
    pushed = data.assign(age=data["event"] + 0.3 * np.random.default_rng(1).uniform(size=len(data)))
    assert refused(pushed)[0] == "hazard_separated"


def told(found: Hazard) -> set[str]:
    return {problem.code.removeprefix("estimate.") for problem in warnings_of(found.coefficients.checks)}


def test_warnings() -> None:
    data = veteran()
    few = data[data["id"] % 5 == 0]
    assert "hazard_few_events" in told(discrete_hazard(few, HazardModel(COVARIATES, period="tt", baseline=1)))
    assert "hazard_few_clusters" in told(fit(data.assign(region=data["id"] % 7), cluster="region"))
    assert "hazard_cluster_each_row" in told(fit(data.assign(row=range(len(data))), cluster="row"))
    assert told(fit(data, cluster="id")) == set()


def test_periods_without_adoption_say_nothing_of_the_covariates() -> None:
    data = veteran()
    silent = data.assign(event=data["event"].where(data["tt"] != 4, 0))
    found, left_out = fit(silent), fit(silent[silent["tt"] != 4])
    assert found.coefficients.row("karno")["estimate"] == left_out.coefficients.row("karno")["estimate"]
    assert told(found) == {"hazard_silent_periods"}
    curve = adoption_curve(found).table
    fourth = curve[(curve["term"] == "hazard") & (curve["period"] == "4")].iloc[0]
    assert (fourth["estimate"], fourth["reason"], fourth["n_obs"]) == (0, "hazard_none_yet", 61)


def test_unknown_covariates_of_a_curve_are_refused() -> None:
    with pytest.raises(EstimationError, match="columns_missing"):
        adoption_curve(fit(veteran()), {"karnofsky": 90})
