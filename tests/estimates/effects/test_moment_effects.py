"""Group-time effects from moments against R did 2.1.2, and csdid where it is installed.

Tolerances. Estimates are differences of means, R prints 12 digits: 1e-10. Errors are printed to 13 digits: 1e-11.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.effects.cohort_moments import CohortMoments, moments_from_long
from sxsh_eval.estimates.effects.moment_effects import moment_effects
from sxsh_eval.estimates.effects.panel_design import panel_design
from tests.reference_data import reference_file, reference_values

Control = Literal["never", "not_yet"]


def mpdta() -> pd.DataFrame:
    data = pd.read_csv(reference_file("did/mpdta.csv"))
    weights = pd.Series(np.random.default_rng(0).uniform(0.5, 2, 500), index=np.unique(data["countyreal"]))
    return data.assign(w=data["countyreal"].map(weights), state=data["countyreal"] // 1000)


def moments(data: pd.DataFrame, weights: str | None = None, groups: str | None = None) -> CohortMoments:
    return moments_from_long(
        data["lemp"], data["countyreal"], data["year"], data["first.treat"],
        weights=None if weights is None else data[weights], groups=None if groups is None else data[groups],
    )  # fmt: skip


@pytest.mark.parametrize("control", ["never", "not_yet"])
def test_agreement_with_did(control: Control) -> None:
    expected = reference_values("panel_regressions")["group_time"][control]
    found = moment_effects(moments(mpdta()), control=control)
    tables: dict[str, Any] = {"cells": found.effects}
    tables |= {kind: found.aggregate(kind) for kind in ("simple", "dynamic", "group", "calendar")}
    for name, table in tables.items():
        for term, (value, error) in expected[name].items():
            assert table.row(term)["estimate"] == pytest.approx(value, abs=1e-10), (name, term)
            assert table.row(term)["std_error"] == pytest.approx(error, abs=1e-11), (name, term)
    test = found.effects.checks.set_index("diagnostic").loc["pretrend_wald"]
    assert test["statistic"] == pytest.approx(expected["wald"][0], abs=1e-9)
    assert test["p_value"] == pytest.approx(expected["wald"][1], abs=1e-5)


CASES: list[dict[str, Any]] = [
    {"control": "never"},
    {"control": "not_yet", "weights": "w"},
    {"base": "universal", "weights": "w"},
    {"anticipation": 1},
    {"anticipation": 1, "control": "not_yet", "base": "universal"},
    {"control": "not_yet", "treated_only": True},
]


@pytest.mark.skipif(importlib.util.find_spec("csdid") is None, reason="csdid is not installed")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", CASES, ids=str)
def test_agreement_with_csdid(case: dict[str, Any]) -> None:
    from csdid.att_gt import ATTgt  # type: ignore[import-not-found, import-untyped, unused-ignore]

    data, options = mpdta(), dict(case)
    data = data[data["first.treat"] > 0] if options.pop("treated_only", False) else data
    weights = options.pop("weights", None)
    found = moment_effects(moments(data, weights), **options)
    control = {"never": "nevertreated", "not_yet": "notyettreated"}[options.get("control", "never")]
    with contextlib.redirect_stdout(io.StringIO()):
        made = ATTgt(
            yname="lemp", tname="year", idname="countyreal", gname="first.treat", data=data, control_group=control,
            weights_name=weights, anticipation=options.get("anticipation", 0),
        ).fit(est_method="reg", base_period=options.get("base", "varying"), bstrap=False)  # fmt: skip
        totals = {
            kind: made.aggte(typec=kind, bstrap=False, cband=False).atte for kind in ("simple", "group", "dynamic")
        }
    expected = pd.Series(
        np.asarray(made.results["att"], dtype=float),
        index=[f"{int(g)}|{int(t)}" for g, t in zip(made.results["group"], made.results["year"], strict=True)],
    )
    table = found.table.table.set_index("term")
    np.testing.assert_allclose(table["estimate"][expected.index], expected, atol=1e-12)
    np.testing.assert_allclose(
        table["std_error"][expected.index].fillna(0),
        np.nan_to_num(np.asarray(made.results["se"], dtype=float)),
        atol=1e-12,
    )
    for kind, total in totals.items():
        row = found.aggregate(kind).row("overall")  # type: ignore[arg-type]
        assert row["estimate"] == pytest.approx(float(total["overall_att"]), abs=1e-12)
        assert row["std_error"] == pytest.approx(float(np.ravel(total["overall_se"])[0]), abs=1e-12)


def test_errors_clustered_by_state_are_those_of_summed_scores() -> None:
    """Simple average and one cell, by influence functions written out."""
    data = mpdta()
    wide = data.pivot_table(index="countyreal", columns="year", values="lemp")
    unit = data.groupby("countyreal")[["first.treat", "state"]].first()
    never, mine = unit["first.treat"] == 0, unit["first.treat"] == 2006
    change = wide[2007] - wide[2005]
    score = mine * (change - change[mine].mean()) / mine.sum() - never * (change - change[never].mean()) / never.sum()
    expected = np.sqrt((score.groupby(unit["state"]).sum() ** 2).sum())
    found = moment_effects(moments(data, groups="state"))
    assert found.effects.n_clusters == data["state"].nunique()
    assert found.effects.row("2006|2007")["std_error"] == pytest.approx(expected, rel=1e-12)
    own = moment_effects(moments(data, groups="countyreal"))  # each unit its own cluster
    plain = moment_effects(moments(data))
    for kind in ("simple", "dynamic", "group", "calendar"):
        one, other = own.aggregate(kind), plain.aggregate(kind)
        np.testing.assert_allclose(one.cov, other.cov, rtol=1e-9, atol=1e-16)


def test_a_design_gives_the_same_as_its_moments() -> None:
    data = mpdta()
    design = panel_design(data, outcome="lemp", unit="countyreal", time="year", cohort="first.treat")
    pd.testing.assert_frame_equal(moment_effects(design).table.table, moment_effects(moments(data)).table.table)


def test_the_reference_period_has_a_reason() -> None:
    row = moment_effects(moments(mpdta()), base="universal").effects.row("2006|2005")
    assert (row["estimate"], row["reason"]) == (0, "effect_reference_period")
    assert np.isnan(row["conf_low"])
    dynamic = moment_effects(moments(mpdta()), base="universal").aggregate("dynamic")
    assert dynamic.row("event:-1")["reason"] == "effect_reference_period"


def refused(data: pd.DataFrame, **options: Any) -> str:
    with pytest.raises(EstimationError) as caught:
        moment_effects(moments(data), **options)
    return caught.value.problems[0].code.removeprefix("estimate.")


def test_refusals() -> None:
    data = mpdta()
    treated = data[data["first.treat"] > 0]
    assert refused(treated) == "moments_no_never"
    assert refused(data.assign(**{"first.treat": 0})) == "panel_no_treated"
    assert refused(data.assign(**{"first.treat": 2006})) == "panel_no_controls"
    assert refused(data.assign(lemp=3.0)) == "panel_constant_outcome"
    assert refused(data[data["year"] == 2003]) == "panel_no_treated"  # all start later
    few = data[data["countyreal"].isin([*treated["countyreal"].unique()[:2], *data["countyreal"].unique()[-3:]])]
    assert refused(few) in {"panel_too_few_units", "panel_no_treated", "moments_no_never"}
    with pytest.raises(EstimationError, match="moments_not_enough"):
        moment_effects(
            panel_design(
                data, outcome="lemp", unit="countyreal", time="year", cohort="first.treat", covariates=["lpop"]
            )
        )
    late = moment_effects(moments(treated), control="not_yet", anticipation=1)
    with pytest.raises(EstimationError, match="effects_none_after"):
        late.aggregate("simple")


def test_warnings() -> None:
    data = mpdta()
    early = data.assign(**{"first.treat": data["first.treat"].replace(2004, 2003)})
    codes = {
        problem.code.removeprefix("estimate.") for problem in warnings_of(moment_effects(moments(early)).effects.checks)
    }
    assert codes == {"panel_treated_first"}
    two = data[data["year"] >= 2006].query("`first.treat` in (0, 2007)")
    codes = {
        problem.code.removeprefix("estimate.") for problem in warnings_of(moment_effects(moments(two)).effects.checks)
    }
    assert codes == {"panel_one_cohort", "moments_no_pretest"}


def test_gaps_use_the_units_seen_at_both_times() -> None:
    data = mpdta()
    data = data[np.random.default_rng(3).random(len(data)) > 0.2]
    found = moment_effects(moments(data))
    wide = data.pivot_table(index="countyreal", columns="year", values="lemp")
    cohort = data.groupby("countyreal")["first.treat"].first()
    change = (wide[2007] - wide[2005]).dropna()
    expected = change[cohort[change.index] == 2006].mean() - change[cohort[change.index] == 0].mean()
    assert found.effects.row("2006|2007")["estimate"] == pytest.approx(expected, abs=1e-12)
    assert found.effects.row("2006|2007")["n_obs"] == (cohort[change.index] == 2006).sum()
