"""Group-time effects and their aggregation against R did, csdid, statsmodels, brute force and known effects.

Tolerances. Without covariates both sides are sums of the same numbers: 1e-12. With covariates R's logit stops when the
deviance changes by less than 1e-8 of itself, which leaves its effects within 1e-10 and its errors within 1e-7 of the
maximum that Newton's method reaches here; asked are 1e-8 and 1e-6. R prints p values with five decimals. csdid takes
its logit to the end: 1e-10.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import re
import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError, problem_catalogue
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.effects.aggregation import Kind, aggregate_effects
from sxsh_eval.estimates.effects.group_time import GroupTimeEffects, group_time_effects
from sxsh_eval.estimates.effects.panel_design import panel_design
from sxsh_eval.estimates.effects.propensity import fit_propensity
from tests.estimates.effects.panels import MPDTA, ROLES, codes_of, jtrain, mpdta, warned, world
from tests.letters import ROOT
from tests.reference_data import reference_values

CONFIGURATIONS = reference_values("did_mpdta")["configurations"]
KINDS: tuple[Kind, ...] = ("simple", "dynamic", "group", "calendar")
EFFECT, ERROR = 1e-8, 1e-6


def named(case: dict[str, Any]) -> str:
    return "-".join([case["control"], case["method"], case["base"], *case["covariates"]])


def options(case: dict[str, Any]) -> dict[str, Any]:
    return {key: case[key] for key in ("control", "method", "base", "covariates")}


def assert_rows(table: pd.DataFrame, expected: dict[str, list[float | None]], effect: float, error: float) -> None:
    assert table["term"].tolist() == list(expected)
    for row, (value, size) in zip(table.to_dict("records"), expected.values(), strict=True):
        assert row["estimate"] == pytest.approx(value, abs=effect)
        if size is None:
            assert np.isnan(row["std_error"])
            assert row["reason"] == "effects_reference_period"
        else:
            assert row["std_error"] == pytest.approx(size, abs=error)


@pytest.mark.parametrize("case", CONFIGURATIONS, ids=named)
def test_agrees_with_r_did(case: dict[str, Any]) -> None:
    found = group_time_effects(mpdta(), **MPDTA, **options(case))
    effect, error = (EFFECT, ERROR) if case["covariates"] else (1e-12, 1e-12)
    assert_rows(found.table, case["effects"], effect, error)
    statistic, p_value = case["pretest"]
    assert found.pretest.statistic == pytest.approx(statistic, abs=1e-6)
    assert found.pretest.p_value == pytest.approx(p_value, abs=6e-6)
    for kind, expected in case["aggregations"].items():
        assert_rows(aggregate_effects(found, kind).table, expected, effect, error)


def test_group_error_is_the_corrected_one() -> None:
    row = aggregate_effects(group_time_effects(mpdta(), **MPDTA), "group").estimates.row("overall")
    assert row["std_error"] == pytest.approx(0.0124460593, abs=5e-11)


def test_bootstrap_agrees_with_r_did_within_its_noise() -> None:
    expected = reference_values("did_mpdta")["bootstrap"]
    rng = np.random.default_rng(3)
    found = group_time_effects(mpdta(), **MPDTA, bootstrap=20_000, rng=rng)
    rows = found.table
    factor = (rows["simultaneous_high"] - rows["estimate"]) / rows["std_error"]
    assert factor.std() < 1e-12
    assert factor[0] == pytest.approx(expected["critical"], abs=0.12)  # R's has 1,000 draws and quartile errors
    np.testing.assert_allclose(rows["std_error"], expected["std_errors"], rtol=0.12)


ORACLE: list[dict[str, Any]] = [
    {"anticipation": 1, "covariates": ["x"], "control": "not_yet"},
    {"anticipation": 1, "base": "universal", "control": "not_yet"},
    {"base": "universal", "covariates": ["v"], "method": "ipw"},
    {"covariates": ["x"], "cluster": "cluster", "weights": "w"},
    {"covariates": ["x", "v"], "control": "not_yet", "method": "regression", "cluster": "cluster"},
    {"control": "not_yet", "covariates": ["x"], "never": False},
]


@pytest.mark.parametrize("case", ORACLE, ids=lambda case: "-".join(str(value) for value in case.values()))
def test_agrees_with_csdid(case: dict[str, Any]) -> None:
    pytest.importorskip("csdid")
    case = dict(case)
    rng = np.random.default_rng(11)
    data = world(rng, units=300, slope=0.2)
    data["v"] = data["x"] + 0.3 * rng.normal(size=len(data))
    if not case.pop("never", True):
        data = data[data["g"] > 0]
    found = group_time_effects(data, **ROLES, **case)
    other, means = oracle(data, case)
    keys = zip(other["group"], other["year"], strict=True)
    expected = {key: pair for key, *pair in zip(keys, other["att"], other["se"], strict=True)}
    cells = found.cells
    assert set(expected) == set(zip(cells["cohort"], cells["time"], strict=True))
    for g, t, value, error in cells[["cohort", "time", "estimate", "std_error"]].itertuples(index=False):
        np.testing.assert_allclose([value, error], expected[g, t], atol=1e-10)
    for kind in KINDS:
        row = aggregate_effects(found, kind).estimates.row("overall")
        np.testing.assert_allclose([row["estimate"], row["std_error"]], means[kind], atol=1e-10)
    assert found.pretest.statistic == pytest.approx(means["pretest"], abs=1e-8)


def oracle(data: pd.DataFrame, case: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    module: Any = importlib.import_module("csdid.att_gt")
    group = "notyettreated" if case.get("control") == "not_yet" else "nevertreated"
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        fit = module.ATTgt(
            yname="y", tname="t", idname="id", gname="g", data=data.copy(), control_group=[group],
            xformla="y~" + ("+".join(case.get("covariates", [])) or "1"), anticipation=case.get("anticipation", 0),
            clustervar=case.get("cluster"), weights_name=case.get("weights"),
        )  # fmt: skip
        method = {"regression": "reg"}.get(case.get("method", ""), case.get("method", "dr"))
        fit.fit(est_method=method, base_period=case.get("base", "varying"), bstrap=False)
        means: dict[str, Any] = {"pretest": fit.MP["W"]}
        for kind in KINDS:
            mean = fit.aggte(kind, bstrap=False, cband=False).atte
            means[kind] = [mean["overall_att"], float(np.ravel(mean["overall_se"])[0])]
    return fit.results, means


def test_weights_are_repetitions() -> None:
    data = world(np.random.default_rng(2), units=60)
    copies = data["id"] % 3 + 1
    repeated = pd.concat([data[copies > part].assign(id=data["id"] + 1000 * part) for part in range(3)])
    one = group_time_effects(data.assign(w=copies), **ROLES, weights="w", covariates=["x"])
    two = group_time_effects(repeated, **ROLES, covariates=["x"])
    np.testing.assert_allclose(one.table["estimate"], two.table["estimate"], atol=1e-10)
    for kind in KINDS:
        first, second = (aggregate_effects(effects, kind).table["estimate"] for effects in (one, two))
        np.testing.assert_allclose(first, second, atol=1e-10)


def test_errors_are_those_of_the_jackknife() -> None:
    data = world(np.random.default_rng(8), units=120, slope=0.3)
    whole = group_time_effects(data, **ROLES, covariates=["x"])
    left_out = []
    for unit in range(120):
        part = group_time_effects(data[data["id"] != unit], **ROLES, covariates=["x"])
        left_out.append(aggregate_effects(part, "dynamic").table["estimate"].to_numpy())
    errors = np.sqrt(119 / 120 * ((np.array(left_out) - np.mean(left_out, axis=0)) ** 2).sum(axis=0))
    np.testing.assert_allclose(aggregate_effects(whole, "dynamic").table["std_error"], errors, rtol=0.08)


def test_propensity_agrees_with_statsmodels() -> None:
    import statsmodels.api as sm

    rng = np.random.default_rng(4)
    x = np.column_stack([np.ones(300), rng.normal(size=(300, 2))])
    treated = rng.random(300) < 1 / (1 + np.exp(-x @ np.array([-0.5, 0.8, -0.3])))
    fit = fit_propensity(x[treated], x[~treated], np.ones(treated.sum()), np.ones((~treated).sum()), None)
    expected = sm.Logit(treated.astype(float), x).fit(disp=False, method="newton", tol=1e-14)
    np.testing.assert_allclose(fit.coefficients, expected.params, atol=1e-10)
    np.testing.assert_allclose(fit.inverse, expected.cov_params(), atol=1e-10)


def test_unbalanced_panel_uses_units_seen_in_both_periods() -> None:
    data = world(np.random.default_rng(6), units=150)
    gaps = np.random.default_rng(7).random(len(data)) < 0.15
    found = group_time_effects(data[~gaps], **ROLES)
    assert "panel_unbalanced" in warned(found.checks)
    wide = data[~gaps].pivot_table(index="id", columns="t", values="y")
    start = data.groupby("id")["g"].first().reindex(wide.index)
    for cell in found.cells.to_dict("records"):
        change = (wide[cell["time"]] - wide[cell["base"]]).dropna()
        treated, control = change[start == cell["cohort"]], change[start == 0]
        assert cell["estimate"] == pytest.approx(treated.mean() - control.mean(), abs=1e-12)
        error = np.sqrt(treated.var(ddof=0) / len(treated) + control.var(ddof=0) / len(control))
        assert cell["std_error"] == pytest.approx(error, rel=1e-10)
        assert (cell["n_treated"], cell["n_control"]) == (len(treated), len(control))


def test_order_of_rows_and_kind_of_input_do_not_matter() -> None:
    data = world(np.random.default_rng(9), units=80)
    choices: dict[str, Any] = {"covariates": ["x"], "cluster": "cluster"}
    found = [
        group_time_effects(data, **ROLES, **choices, bootstrap=99),
        group_time_effects(data.sample(frac=1, random_state=1), **ROLES, **choices, bootstrap=99),
        group_time_effects(panel_design(data, **ROLES, **choices), bootstrap=99),
    ]
    for other in found[1:]:
        pd.testing.assert_frame_equal(found[0].table, other.table, check_exact=True)
        pd.testing.assert_frame_equal(found[0].cov, other.cov, check_exact=True)


def test_a_covariate_in_other_units_changes_nothing() -> None:
    data = world(np.random.default_rng(9), units=80)
    one = group_time_effects(data, **ROLES, covariates=["x"])
    two = group_time_effects(data.assign(x=5e7 + 1e6 * data["x"]), **ROLES, covariates=["x"])
    np.testing.assert_allclose(one.table["estimate"], two.table["estimate"], atol=1e-8)


def test_jtrain_is_sensible() -> None:
    found = group_time_effects(
        jtrain(), outcome="lscrap", unit="fcode", time="year", treated="treated", control="not_yet"
    )
    assert found.table["term"].tolist() == ["1988|1988", "1988|1989", "1989|1988", "1989|1989"]
    row = aggregate_effects(found).estimates.row("overall")
    assert -0.6 < row["estimate"] < 0.1  # fewer scraps; Wooldridge's two-way coefficient is -0.25
    assert row["conf_low"] < row["estimate"] < row["conf_high"]
    assert row["n_obs"] == 54


def test_counts_behind_event_times() -> None:
    found = aggregate_effects(group_time_effects(mpdta(), **MPDTA), "dynamic")
    rows = found.table.set_index("term")
    assert rows.loc[["event:-3", "event:0", "event:3"], "n_treated"].tolist() == [131, 191, 20]
    assert rows.loc[["event:-3", "event:0", "event:3"], "n_obs"].tolist() == [440, 500, 329]
    assert rows.loc["event:1", "cohorts"] == "2004, 2006"


def test_windows_and_balance() -> None:
    found = group_time_effects(mpdta(), **MPDTA)
    full = aggregate_effects(found, "dynamic")
    part = aggregate_effects(found, "dynamic", min_event=-1, max_event=1)
    assert part.table["term"].tolist() == ["overall", "event:-1", "event:0", "event:1"]
    assert part.estimates.row("event:1")["estimate"] == full.estimates.row("event:1")["estimate"]
    balanced = aggregate_effects(found, "dynamic", balance_at=1)
    assert set(balanced.table["cohorts"][balanced.table["term"].isin(["event:0", "event:1"])]) == {"2004, 2006"}
    cells, sizes = found.cells.set_index(["cohort", "time"])["estimate"], {2004: 20, 2006: 40}
    expected = sum(cells[g, g] * size for g, size in sizes.items()) / 60
    assert balanced.estimates.row("event:0")["estimate"] == pytest.approx(expected, abs=1e-14)


def only(data: pd.DataFrame, **choices: Any) -> GroupTimeEffects:
    return group_time_effects(data, **ROLES, **choices)


def test_reasons_stand_in_place_of_numbers() -> None:
    data = world(np.random.default_rng(10), units=80)
    separated = data.assign(z=data["x"] + 10 * (data["g"] == 4))
    found = only(separated, covariates=["z"])
    reasons = found.cells.groupby("cohort")["reason"].unique()
    assert reasons[4].tolist() == ["effects_separated"]
    assert reasons[3].tolist() == reasons[5].tolist() == [""]
    assert "effects_missing" in warned(found.checks)
    mean = aggregate_effects(found)
    assert mean.estimates.row("overall")["cohorts"] == "3, 5"
    assert "aggregate_missing" in warned(mean.checks)
    assert (only(separated, covariates=["z"], method="regression").cells["reason"] == "").all()


def test_overlap_too_thin_is_a_reason() -> None:
    data = world(np.random.default_rng(10), units=400, cohorts=(0, 3, 4))
    near = data.assign(z=data["x"] + 2.5 * (data["g"] == 4))
    found = only(near, covariates=["z"])
    assert found.cells.groupby("cohort")["reason"].unique().map(list).to_dict() == {3: [""], 4: ["effects_no_overlap"]}
    lost = found.table[found.table["reason"] != ""]
    assert lost["estimate"].isna().all()
    assert found.cov.loc[lost["term"]].isna().all(axis=None)


def test_controls_with_a_chance_near_one_are_left_out_and_counted() -> None:
    rng = np.random.default_rng(1)
    groups = [(2, 1, 400), (0, 1, 1), (2, 0, 50), (0, 0, 100)]  # 400 of 401 are treated where x is 1
    start, x = (np.concatenate([np.full(row[2], row[place]) for row in groups]) for place in (0, 1))
    data = pd.DataFrame({"id": np.arange(551), "x": x, "g": start})
    data = pd.concat([data.assign(t=t, y=rng.normal(size=551) + t) for t in (1, 2)])
    found = only(data, covariates=["x"])
    assert found.cells["reason"].tolist() == [""]
    trimmed = found.checks.set_index("diagnostic").loc["effects_trimmed"]
    assert (trimmed["statistic"], trimmed["verdict"]) == (1, "warning")


def test_more_covariates_than_controls_is_a_reason() -> None:
    data = world(np.random.default_rng(3), units=40, cohorts=(0, 3, 4, 4, 4))
    never = data.loc[data["g"] == 0, "id"].unique()
    data = data[(data["g"] > 0) | data["id"].isin(never[:3])]
    extra = {f"x{k}": np.sin(data["id"] * (k + 1)) for k in range(4)}
    found = only(data.assign(**extra), covariates=list(extra), method="regression", control="not_yet")
    assert set(found.cells.loc[found.cells["time"] >= 4, "reason"]) == {"effects_few_controls"}
    assert set(found.cells.loc[(found.cells["time"] < 4) & (found.cells["cohort"] == 3), "reason"]) == {""}


def test_gaps_in_an_unbalanced_panel_are_reasons() -> None:
    data = world(np.random.default_rng(3), units=80)
    found = only(data[~((data["g"] == 3) & (data["t"] == 5)) & ~((data["g"] == 0) & (data["t"] == 6))])
    reasons = found.table.set_index("term")["reason"]
    assert reasons["3|5"] == "effects_no_treated"
    assert reasons["4|6"] == "effects_no_controls"
    assert reasons["4|5"] == ""


def test_equal_changes_have_no_error() -> None:
    data = world(np.random.default_rng(3), units=30, cohorts=(0, 3))
    found = only(data.assign(y=data["id"] + data["t"] + (data["g"] == 3) * (data["t"] >= 3)))
    assert set(found.table["reason"]) == {"effects_no_variance"}
    assert found.cells.loc[found.cells["post"], "estimate"].tolist() == pytest.approx([1.0] * 4)
    assert "effects_pretest_none" in warned(found.checks)


def test_anticipation_without_earlier_periods_is_a_reason() -> None:
    found = only(world(np.random.default_rng(3), units=80), anticipation=2)
    reasons = found.cells.groupby("cohort")["reason"].unique()
    assert reasons[3].tolist() == ["effects_no_base_period"]
    assert reasons[5].tolist() == [""]


def test_last_cohort_stands_in_for_the_never_treated() -> None:
    data = world(np.random.default_rng(3), units=80)
    found = only(data[data["g"] > 0], control="not_yet")
    assert found.cells["cohort"].unique().tolist() == [3, 4]
    assert found.cells["time"].max() == 4
    row = found.checks.set_index("diagnostic").loc["effects_last_cohort"]
    assert (row["detail"], row["verdict"]) == ("5", "warning")
    part = data[(data["g"] > 0) & (data["t"] < 5)]
    expected = only(part.assign(g=part["g"].replace(5, 0)), control="not_yet")
    np.testing.assert_allclose(found.table["estimate"], expected.table["estimate"], atol=1e-14)


def test_singular_pretest_is_a_named_warning() -> None:
    data = world(np.random.default_rng(3), units=80, periods=9, cohorts=(0, 7, 8, 9))
    found = only(data.assign(k=data["id"] % 4), cluster="k")
    assert found.pretest.reason == "effects_pretest_singular"
    assert {"effects_pretest_singular", "panel_few_clusters"} <= warned(found.checks)


def test_pretest_of_few_clusters_has_hotellings_p_value() -> None:
    from scipy.stats import f

    rng = np.random.default_rng(5)
    data = world(rng, units=120)
    shocks = pd.Series(rng.normal(size=(30 * 6)), index=pd.MultiIndex.from_product([range(30), range(1, 7)]))
    key = pd.MultiIndex.from_frame(data[["cluster", "t"]])
    found = only(data.assign(y=data["y"] + shocks.reindex(key).to_numpy()), cluster="cluster")
    test = found.pretest
    expected = f.sf(test.statistic * (30 - test.df) / (29 * test.df), test.df, 30 - test.df)
    assert test.p_value_few == pytest.approx(expected, rel=1e-10)
    assert test.p_value_few > test.p_value
    assert "effects_pretest_few" in warned(found.checks)


def test_trends_that_differ_are_found_by_the_pretest() -> None:
    data = world(np.random.default_rng(3), units=300)
    found = only(data.assign(y=data["y"] + data["t"] * (data["g"] > 0)))
    assert found.pretest.p_value < 1e-6
    assert "effects_pretest" in warned(found.checks)


REFUSALS: dict[str, Any] = {
    "effects_no_never_treated": {"never": False},
    "effects_no_base_period": {"anticipation": 9},
    "effects_choice": {"method": "magic"},
    "interval_level": {"level": 95},
}


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals_by_name(name: str) -> None:
    data, choices = world(np.random.default_rng(3), units=80), dict(REFUSALS[name])
    if not choices.pop("never", True):
        data = data[data["g"] > 0]
    with pytest.raises(EstimationError) as refusal:
        only(data, **choices)
    assert codes_of(refusal) == [f"estimate.{name}"]


def test_refusals_of_averages() -> None:
    found = only(world(np.random.default_rng(3), units=80))
    for choices, code in (({"min_event": 9}, "nothing_to_average"), ({"kind": "median"}, "choice")):
        with pytest.raises(EstimationError) as refusal:
            aggregate_effects(found, **choices)
        assert codes_of(refusal) == [f"estimate.effects_{code}"]


def test_an_average_of_no_number_tells_the_reasons_of_its_cells() -> None:
    found = only(world(np.random.default_rng(3), units=80))
    started = found.cells["post"]
    lost = found.cells.assign(estimate=found.cells["estimate"].mask(started))
    lost.loc[started, "reason"] = ["effects_few_controls"] * 2 + ["effects_separated"] * (int(started.sum()) - 2)
    with pytest.raises(EstimationError) as refusal:
        aggregate_effects(replace(found, cells=lost))
    count = int(started.sum())
    told = [(problem.code, problem.found) for problem in refusal.value.problems]
    assert told == [
        ("estimate.effects_few_controls", f"2/{count}"),
        ("estimate.effects_separated", f"{count - 2}/{count}"),
    ]


def test_columns_are_named_once() -> None:
    data = world(np.random.default_rng(3), units=40)
    with pytest.raises(TypeError, match="outcome"):
        group_time_effects(data)
    with pytest.raises(TypeError, match="own columns"):
        group_time_effects(panel_design(data, **ROLES), outcome="y")


def test_every_warning_can_be_told() -> None:
    data = world(np.random.default_rng(10), units=80)
    found = only(data.assign(z=data["x"] + 10 * (data["g"] == 4)), covariates=["z"], control="not_yet")
    problems = warnings_of(aggregate_effects(found).checks)
    assert len(problems) > 1
    assert all(problem.lines("vi") and problem.lines("en") for problem in problems)


def test_words_for_every_reason_check_and_refusal() -> None:
    folder = ROOT / "sxsh_eval" / "estimates" / "effects"
    names = [
        "panel_columns",
        "panel_checks",
        "group_time*",
        "aggregation",
        "bacon",
        "propensity",
        "influence",
        "strata*",
    ]
    text = "".join(path.read_text(encoding="utf-8") for name in names for path in sorted(folder.glob(f"{name}.py")))
    used = set(re.findall(r'"(?:estimate\.)?((?:panel|effects|aggregate|bacon|subgroups)_[a-z_]+)"', text))
    assert len(used) > 40
    told = {"panel_units", "panel_treated_after_end"}  # counts that never warn
    assert used - told <= {code.removeprefix("estimate.") for code in problem_catalogue()}
