"""Two-way, Sun-Abraham, extended two-way and imputation estimators against R.

Tolerances. R prints 10 digits. The estimates of fixest and etwfe agree within those digits: 1e-10. didimputation takes
differences of two fits by alternating projections, which stop before the last digits; its estimates are 5e-9 from ours
and from etwfe's, which in a balanced panel are the same: 1e-8. Errors agree to 5e-10; the worst, of etwfe, go through
numerical derivatives. Between our two paths, which solve the same equations, only rounding is left: 1e-11.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.effects.cohort_moments import moments_from_long
from sxsh_eval.estimates.effects.extended_twfe import extended_twfe
from sxsh_eval.estimates.effects.imputation import imputation_effects
from sxsh_eval.estimates.effects.panel_design import panel_design
from sxsh_eval.estimates.effects.panel_results import PanelEffects
from sxsh_eval.estimates.effects.sun_abraham import sun_abraham
from sxsh_eval.estimates.effects.two_way import two_way_fixed_effects
from tests.reference_data import reference_file, reference_values

COLUMNS: dict[str, Any] = {"outcome": "lemp", "unit": "countyreal", "time": "year", "cohort": "first.treat"}
VERBS: dict[str, tuple[Any, dict[str, Any]]] = {
    "two_way": (two_way_fixed_effects, {}),
    "sun_abraham": (sun_abraham, {}),
    "etwfe": (extended_twfe, {}),
    "etwfe_unit": (extended_twfe, {"absorb": "unit"}),
    "etwfe_never": (extended_twfe, {"control": "never"}),
    "imputation": (imputation_effects, {"pretrends": True}),
}
PATHS = pytest.mark.parametrize("exact", [False, True], ids=["moments", "exact"])


def mpdta() -> pd.DataFrame:
    return pd.read_csv(reference_file("did/mpdta.csv"))


def agree(found: PanelEffects, expected: dict[str, Any], near: float = 1e-10) -> None:
    for term, (value, error) in expected.items():
        row = found.row(term)
        assert row["estimate"] == pytest.approx(value, abs=near), term
        assert row["std_error"] == pytest.approx(error, abs=5e-10), term
        assert row["conf_low"] < value < row["conf_high"]


@PATHS
@pytest.mark.parametrize("errors", ["clustered", "iid", "robust"])
def test_two_way_agrees_with_fixest(*, errors: Any, exact: bool) -> None:
    expected = reference_values("panel_regressions")["mpdta"]
    found = two_way_fixed_effects(mpdta(), **COLUMNS, errors=errors, exact=exact)
    agree(found, {"treatment": expected["two_way"][errors]})
    assert found.path == ("exact" if exact else "moments")
    if errors in expected["two_way_p"]:
        assert found.row("treatment")["p_value"] == pytest.approx(expected["two_way_p"][errors], rel=1e-7)


@PATHS
@pytest.mark.parametrize("name", ["sun_abraham", "etwfe", "etwfe_unit", "etwfe_never", "imputation"])
def test_staggered_estimators_agree_with_r(*, name: str, exact: bool) -> None:
    verb, options = VERBS[name]
    found = verb(mpdta(), **COLUMNS, **options, exact=exact)
    agree(found, reference_values("panel_regressions")["mpdta"][name], 1e-8 if name == "imputation" else 1e-10)
    assert (found.n_obs, found.n_units, found.n_clusters) == (2500, 500, 500)


def test_extended_with_a_covariate_agrees_with_etwfe() -> None:
    found = extended_twfe(mpdta(), **COLUMNS, covariates=["lpop"])
    agree(found, reference_values("panel_regressions")["mpdta"]["etwfe_lpop"])
    assert found.path == "exact"


def test_sun_abraham_with_a_covariate_agrees_with_fixest() -> None:
    data = pd.read_csv(reference_file("did/base_stagg.csv"))
    data["year_treated"] = data["year_treated"].where(data["year_treated"] < 1000)  # never treated have no cohort
    found = sun_abraham(data, outcome="y", unit="id", time="year", cohort="year_treated", covariates=["x1"])
    agree(found, reference_values("panel_regressions")["base_stagg"]["sun_abraham"])


def test_two_regressors_agree_with_wooldridge() -> None:
    data = pd.read_csv(reference_file("did/jtrain.csv"))
    options: dict[str, Any] = {"outcome": "lscrap", "unit": "fcode", "time": "year", "treatment": ["grant", "grant_1"]}
    found = two_way_fixed_effects(data, **options, errors="iid")
    expected = reference_values("panel_regressions")["jtrain"]
    for term in ("grant", "grant_1"):  # six digits are known
        assert found.row(term)["estimate"] == pytest.approx(expected[term][0], abs=1e-6)
        assert found.row(term)["std_error"] == pytest.approx(expected[term][1], abs=1e-6)
    assert (found.n_obs, found.n_units) == (162, 54)
    assert {problem.code for problem in warnings_of(found.checks)} == {"estimate.panel_missing"}


def ragged(seed: int = 0) -> pd.DataFrame:
    """The counties with gaps, weights and states."""
    data, rng = mpdta(), np.random.default_rng(seed)
    weights = pd.Series(rng.uniform(0.5, 2, 500), index=np.unique(data["countyreal"]))
    data = data.assign(w=data["countyreal"].map(weights), state=data["countyreal"] // 1000)
    return data[rng.random(len(data)) > 0.1]


@pytest.mark.parametrize("cluster", [None, "state"])
@pytest.mark.parametrize("weights", [None, "w"])
@pytest.mark.parametrize("name", list(VERBS))
def test_both_paths_agree_on_gaps_weights_and_clusters(name: str, weights: str | None, cluster: str | None) -> None:
    verb, options = VERBS[name]
    asked: dict[str, Any] = {**COLUMNS, **options, "weights": weights, "cluster": cluster}
    quick, exact = verb(ragged(), **asked), verb(ragged(), **asked, exact=True)
    assert (quick.path, exact.path) == ("moments", "exact")
    one, other = quick.table.table, exact.table.table
    assert list(one["term"]) == list(other["term"])
    for column in ("estimate", "std_error", "conf_low", "conf_high", "n_obs"):
        np.testing.assert_allclose(one[column], other[column], rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(quick.cov, exact.cov, rtol=1e-9, atol=1e-13)


def dummies(data: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    import statsmodels.api as sm

    design = pd.concat(
        [pd.get_dummies(data[name], prefix=name, drop_first=True, dtype=float) for name in columns], axis=1
    )
    table: pd.DataFrame = sm.add_constant(design)
    return table


@pytest.mark.parametrize("weighted", [False, True])
def test_two_way_agrees_with_dummies(*, weighted: bool) -> None:
    """Least squares with a dummy for each unit and time, clustered by hand as fixest does."""
    import statsmodels.api as sm

    data = ragged()
    data = data[data["countyreal"] % 7 == 0].reset_index(drop=True)
    first = data["first.treat"].where(data["first.treat"] > 0, np.inf)
    data["on"] = (data["year"] >= first).astype(float)
    design = dummies(data, ["countyreal", "year"]).assign(on=data["on"], lpop=data["lpop"] * (data["year"] - 2003))
    weight = data["w"] if weighted else np.ones(len(data))
    fit = sm.WLS(data["lemp"], design, weights=weight).fit()
    scores = design.to_numpy() * (weight * fit.resid).to_numpy()[:, None]
    sums = pd.DataFrame(scores).groupby(data["state"].to_numpy()).sum().to_numpy()
    groups, count = len(sums), 2 + 1 + data["year"].nunique() - 1
    bread = np.linalg.inv(design.to_numpy().T @ (design.to_numpy() * np.asarray(weight)[:, None]))
    cov = bread @ sums.T @ sums @ bread * groups / (groups - 1) * (len(data) - 1) / (len(data) - count)
    found = two_way_fixed_effects(
        data.assign(trend=data["lpop"] * (data["year"] - 2003)),
        outcome="lemp", unit="countyreal", time="year", treatment=["on"], covariates=["trend"],
        cluster="state", weights="w" if weighted else None,
    )  # fmt: skip
    for place, term in ((-2, "on"), (-1, "trend")):
        assert found.row(term)["estimate"] == pytest.approx(fit.params.iloc[place], rel=1e-8)
        assert found.row(term)["std_error"] == pytest.approx(np.sqrt(cov[place, place]), rel=1e-7)


def test_imputation_is_a_prediction_from_untreated_observations() -> None:
    """With a covariate, gaps and weights: dummies fitted to untreated rows, effects averaged."""
    data = ragged()
    data = data[data["countyreal"] % 5 < 2].assign(trend=lambda d: d["lpop"] * (d["year"] - 2003) ** 2)
    data = data.reset_index(drop=True)
    first = data["first.treat"].where(data["first.treat"] > 0, np.inf)
    free = (data["year"] < first).to_numpy()
    design = dummies(data, ["countyreal", "year"]).assign(trend=data["trend"])
    seen = data["countyreal"].isin(data.loc[free, "countyreal"]) & data["year"].isin(data.loc[free, "year"])
    root = np.sqrt(data["w"][free].to_numpy())
    params = np.linalg.lstsq(design[free].to_numpy() * root[:, None], data["lemp"][free].to_numpy() * root)[0]
    use = ~free & seen.to_numpy()
    effects = (data["lemp"] - design.to_numpy() @ params)[use]
    found = imputation_effects(data, **COLUMNS, weights="w", covariates=["trend"])
    assert found.row("overall")["estimate"] == pytest.approx(np.average(effects, weights=data["w"][use]), abs=1e-9)
    late = effects[(data["year"] - first)[use] == 1]
    assert found.row("event:1")["estimate"] == pytest.approx(np.average(late, weights=data["w"][late.index]), abs=1e-9)
    assert found.row("overall")["n_obs"] == use.sum()


@pytest.mark.parametrize("absorb", ["unit", "cohort"])
def test_imputation_equals_extended_in_a_balanced_panel(absorb: Any) -> None:
    data = mpdta().merge(ragged()[["countyreal", "w"]].drop_duplicates(), on="countyreal")
    asked: dict[str, Any] = {**COLUMNS, "weights": "w"}
    imputed, extended = imputation_effects(data, **asked), extended_twfe(data, **asked, absorb=absorb)
    terms = extended.table.table.set_index("term")["estimate"]
    np.testing.assert_allclose(imputed.table.table.set_index("term")["estimate"][terms.index], terms, atol=1e-12)


@pytest.mark.parametrize("verb", [sun_abraham, extended_twfe])
def test_without_never_treated_the_last_cohort_is_the_control(verb: Any) -> None:
    data = mpdta()
    treated = data[data["first.treat"] > 0]
    found = verb(treated, **COLUMNS)
    stand_in = treated[treated["year"] < 2007].assign(**{"first.treat": treated["first.treat"].replace(2007, 0)})
    same = verb(stand_in, **COLUMNS)
    pd.testing.assert_series_equal(found.table.table["estimate"], same.table.table["estimate"])
    assert "estimate.panel_never_treated" in {problem.code for problem in warnings_of(found.checks)}


def test_imputation_says_what_is_not_identified() -> None:
    treated = mpdta().query("`first.treat` > 0")
    found = imputation_effects(treated, **COLUMNS)
    problems = {problem.code: problem.found for problem in warnings_of(found.checks)}
    assert problems["estimate.imputation_lost"] == "191"  # everyone in 2007
    assert problems["estimate.effects_not_identified"] == "2004|2007, 2006|2007, 2007|2007"
    row = found.row("2004|2007")
    assert row["reason"] == "effect_not_identified"
    assert np.isnan(row["estimate"])
    other = imputation_effects(treated, **COLUMNS, exact=True)
    assert [problem.found for problem in warnings_of(other.checks)] == [
        problem.found for problem in warnings_of(found.checks)
    ]
    np.testing.assert_allclose(found.table.table["estimate"], other.table.table["estimate"], atol=1e-11)


def test_row_order_and_labels_of_never_treated_do_not_matter() -> None:
    data = mpdta()
    mixed = data.sample(frac=1, random_state=1)
    unlabelled = data.assign(**{"first.treat": data["first.treat"].replace(0, np.nan).astype(float)})
    endless = data.assign(**{"first.treat": data["first.treat"].astype(float).replace(0, np.inf)})
    for verb, options in VERBS.values():
        expected = verb(data, **COLUMNS, **options).table.table
        for other in (mixed, unlabelled, endless):
            pd.testing.assert_frame_equal(verb(other, **COLUMNS, **options).table.table, expected, check_exact=True)


@pytest.mark.parametrize("name", list(VERBS))
def test_moments_and_designs_give_the_same_as_tables(name: str) -> None:
    verb, options = VERBS[name]
    data = ragged()
    asked = {**COLUMNS, "weights": "w", "cluster": "state"}
    moments = moments_from_long(
        data["lemp"], data["countyreal"], data["year"], data["first.treat"], weights=data["w"], groups=data["state"]
    )
    expected = verb(data, **asked, **options).table.table
    for source in (moments, panel_design(data, **asked)):
        found = verb(source, **options).table.table
        np.testing.assert_allclose(found["estimate"], expected["estimate"], atol=1e-12)
        np.testing.assert_allclose(found["std_error"], expected["std_error"], atol=1e-12)
        np.testing.assert_allclose(found["p_value"], expected["p_value"], atol=1e-9)


def refused(verb: Any, data: pd.DataFrame, **options: Any) -> str:
    with pytest.raises(EstimationError) as caught:
        verb(data, **{**COLUMNS, **options})
    assert "cần:" in str(caught.value)
    return caught.value.problems[0].code.removeprefix("estimate.")


def test_refusals_of_two_way() -> None:
    data, verb = mpdta(), two_way_fixed_effects
    assert refused(verb, data, cohort=None) == "twfe_regressors"
    assert refused(verb, data, treatment="treat") == "twfe_regressors"
    assert refused(verb, data, cohort=None, treatment="treat") == "twfe_not_identified"
    assert refused(verb, data, cohort=None, treatment="lpop") == "twfe_not_identified"
    assert refused(verb, data, cohort="when") == "columns_missing"
    assert refused(verb, data.assign(lemp=1.0)) == "panel_constant_outcome"
    assert refused(verb, data.assign(lemp=-np.inf)) == "panel_not_finite"
    assert refused(verb, pd.concat([data, data.head(3)])) == "panel_repeats"
    assert refused(verb, data, level=1.5) == "interval_level"


@pytest.mark.parametrize("verb", [sun_abraham, extended_twfe, imputation_effects])
def test_refusals_of_the_design(verb: Any) -> None:
    data = mpdta()
    assert refused(verb, data.assign(**{"first.treat": 0})) == "panel_no_treated"
    assert refused(verb, data.assign(**{"first.treat": 2005})) == "panel_no_controls"
    assert refused(verb, data.assign(lemp=data["lemp"] * 0)) == "panel_constant_outcome"
    assert refused(verb, data.assign(twice=2 * data["lpop"]), covariates=["lpop", "twice"]) == "collinear"
    assert refused(verb, data.assign(w=-1), weights="w") == "panel_weights"


def test_units_treated_from_the_start_are_left_out_with_a_warning() -> None:
    data = mpdta()
    early = data.assign(**{"first.treat": data["first.treat"].replace(2004, 2003)})
    for verb in (sun_abraham, extended_twfe, imputation_effects):
        found = verb(early, **COLUMNS)
        assert found.n_units == 480
        assert "estimate.panel_treated_first" in {problem.code for problem in warnings_of(found.checks)}
    assert two_way_fixed_effects(early, **COLUMNS).n_units == 500  # their changes still speak of the times


def test_horizons_and_leads_can_be_chosen() -> None:
    found = imputation_effects(mpdta(), **COLUMNS, horizons=[0, 1], pretrends=1)
    events = [term for term in found.table.table["term"] if term.startswith("event:")]
    assert events == ["event:-1", "event:0", "event:1"]
    test = found.checks.set_index("diagnostic").loc["imputation_pretrend_test"]
    row = found.row("event:-1")
    assert test["statistic"] == pytest.approx((row["estimate"] / row["std_error"]) ** 2)
