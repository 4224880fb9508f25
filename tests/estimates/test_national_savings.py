"""The national effect: the truth of a synthetic country, its provinces, errors by province, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.estimates.effects.extended_twfe import extended_twfe
from sxsh_eval.estimates.national_clusters import saturated
from sxsh_eval.estimates.national_parts import first_seen, overall_effect, province_effects, smoothed, without_each
from sxsh_eval.estimates.national_savings import NationalSavings, estimate_national_savings, specification_table
from sxsh_eval.estimates.savings import Refused, Savings, estimate_savings
from sxsh_eval.estimates.specifications import percent_change
from sxsh_eval.inputs.panel import Inputs
from tests.letters import letter, registry, study
from tests.national_sample import PROVINCES, choices, country, found, sample


def test_the_effect_holds_the_truth() -> None:
    value, low, high = percent_change(found().whole.overall)
    truth = sample().truth.average_percent_change
    assert low <= truth <= high < 0
    assert abs(value - truth) < 2
    assert found().refusals == {}


def test_a_province_alone_has_the_effect_of_its_own_report() -> None:
    rows = sample().enterprises
    own = rows[rows["province"] == "binh-dinh"].reset_index(drop=True)
    inputs = Inputs(registry(), letter({}, province="binh-dinh"), enterprises=own, synthetic=True)
    alone = estimate_savings(inputs, study("2016-2020", province="binh-dinh"))
    assert isinstance(alone, Savings)
    assert found().provinces is not None
    table = found().provinces.table  # type: ignore[union-attr]
    raw = table[(table["province"] == "binh-dinh") & (table["term"] == "raw")]
    assert raw["estimate"].item() == pytest.approx(alone.overall["estimate"], abs=1e-12)


def test_provinces_that_do_not_differ_share_one_effect() -> None:
    assert found().provinces is not None
    table = found().provinces.table  # type: ignore[union-attr]
    raw, shrunk = (table[table["term"] == term].set_index("province")["estimate"] for term in ("raw", "shrunk"))
    assert set(shrunk.index) == set(PROVINCES)
    assert shrunk.max() - shrunk.min() < 0.2 * (raw.max() - raw.min())


def test_shrinking_comes_nearer_to_provinces_that_do_differ() -> None:
    used = found().whole.panel.used
    extra = pd.Series(np.random.default_rng(3).normal(0, 0.03, len(PROVINCES)), index=PROVINCES)
    treated = used["year"] >= used["adoption_year"].astype("float64")
    log_intensity = used["log_intensity"] + treated * used["province"].map(extra)
    table = province_effects(used.assign(log_intensity=log_intensity), choices())[1].table
    raw, shrunk = (table[table["term"] == term].set_index("province") for term in ("raw", "shrunk"))
    truth = np.log1p(sample().truth.average_percent_change / 100) + extra
    errors = {name: ((each["estimate"] - truth) ** 2).mean() for name, each in (("raw", raw), ("shrunk", shrunk))}
    assert errors["shrunk"] < errors["raw"]
    assert ((shrunk["conf_low"] <= truth) & (truth <= shrunk["conf_high"])).sum() >= len(PROVINCES) - 1
    assert (shrunk["std_error"] < raw["std_error"]).all()


def test_variances_are_corrected_for_small_cohorts_and_shared_by_size() -> None:
    given = pd.DataFrame(
        {"variance": [0.004, 0.001, np.nan], "adopters": [20.0, 80.0, 3.0], "degrees": [10.0, 70.0, 1.0]},
        index=["a", "b", "c"],
    )
    of_one = (0.004 * 2 * 20 * 10 + 0.001 * 80 / 70 * 80 * 70) / 80
    made = smoothed(given)["variance"]
    assert made["a"] == pytest.approx(of_one / 20)
    assert made["b"] == pytest.approx(of_one / 80)
    assert np.isnan(made["c"])
    assert smoothed(given.assign(variance=np.nan))["variance"].isna().all()


def test_a_province_with_few_adopters_gets_the_common_mean_and_is_named() -> None:
    rows = sample().enterprises
    adopters = rows[(rows["province"] == "lao-cai") & rows["adoption_year"].notna()]["enterprise_id"].unique()
    thin = rows[~rows["enterprise_id"].isin(adopters[4:])].reset_index(drop=True)
    result = estimate_national_savings(country(thin), choices())
    assert isinstance(result, NationalSavings)
    assert result.provinces is not None
    table, checks = result.provinces.table, result.provinces.checks.set_index("diagnostic")
    assert set(table[table["province"] == "lao-cai"]["term"]) == {"shrunk"}
    assert checks.loc["province_no_effect", "verdict"] == "warning"
    assert "lao-cai" in str(checks.loc["province_no_effect", "detail"])


def test_amounts_of_provinces_add_up() -> None:
    assert found().whole.saved is not None
    table = found().whole.saved.table  # type: ignore[union-attr]
    amounts = table[(table["indicator"] == "saved_energy_toe") & (table["term"] == "amount")]
    span = amounts[amounts["period"] == "2016-2020"]
    total = span[(span["province"] == "") & (span["sector"] == "")]["estimate"].item()
    assert span[span["province"] != ""]["estimate"].sum() == pytest.approx(total, rel=1e-12)
    assert span[span["sector"] != ""]["estimate"].sum() == pytest.approx(total, rel=1e-12)


def test_the_bootstrapped_coefficient_is_the_mean_of_the_saturated_regression() -> None:
    used = found().whole.panel.used
    regression = extended_twfe(found().whole.panel.design, absorb="unit", exact=True).row("overall")
    assert found().clustered is not None
    wild = found().clustered.row("wild_bootstrap")  # type: ignore[union-attr]
    assert wild["estimate"] == pytest.approx(regression["estimate"], abs=1e-9)
    columns, names = saturated(used.assign(home=used["province"]))
    treated = columns[columns["overall"] == 1]
    assert names[0] == "overall"
    assert np.abs(treated[list(names[1:])].sum()).max() == pytest.approx(0, abs=1e-8)


def test_errors_by_province_keep_the_estimate() -> None:
    assert found().clustered is not None
    row = found().clustered.row("province_clusters")  # type: ignore[union-attr]
    whole = found().whole.overall
    assert row["estimate"] == whole["estimate"]
    assert row["std_error"] != whole["std_error"]
    width = row["conf_high"] - row["conf_low"]
    assert width / row["std_error"] > 2 * 2.2  # Student's t with eight degrees of freedom, not the normal


def test_each_sector_is_left_out_once() -> None:
    used = found().whole.panel.used
    assert found().without_sector is not None
    table = found().without_sector.table  # type: ignore[union-attr]
    assert set(table["term"]) == {f"without:{code}" for code in used["sector"].unique()}
    code = min(used["sector"].unique())
    again = overall_effect(used[used["sector"] != code], choices())
    assert table.set_index("term")["estimate"][f"without:{code}"] == again["estimate"]


def test_an_enterprise_that_changes_size_stays_in_its_first_class() -> None:
    used = found().whole.panel.used
    moved = used.assign(size_class=used["size_class"].where(used["year"] < 2015, "large"))
    assert (first_seen(moved, "size_class")[used["year"] >= 2015] != "large").any()
    first = first_seen(moved.sample(frac=1, random_state=1), "size_class")
    assert first.reindex(used.index).equals(first_seen(moved, "size_class"))


def test_one_sector_alone_is_refused_by_name() -> None:
    used = found().whole.panel.used
    rows = used[used["sector"] == used["sector"].iloc[0]]
    with pytest.raises(Exception) as raised:  # noqa: PT011 - its problems are looked at
        without_each(rows, "sector", choices())
    assert all(problem.code.startswith("estimate.") for problem in raised.value.problems)  # type: ignore[attr-defined]


def test_specifications_keep_their_refusals() -> None:
    table = specification_table(found().whole, 0.95).table.set_index("term")
    assert table.loc["not_yet_treated", "estimate"] == found().whole.overall["estimate"]
    for one in found().whole.alternatives:
        assert (one.row is None) == bool(table.loc[one.name, "reason"]), one.name


def test_without_enterprises_or_adopters_there_is_no_effect() -> None:
    assert estimate_national_savings(country(None), choices()) is None
    rows = sample().enterprises
    nobody = rows[rows["adoption_year"].isna()].reset_index(drop=True)
    refused = estimate_national_savings(country(nobody), choices())
    assert isinstance(refused, Refused)
    assert refused.problems[0].code.startswith("estimate.panel")


def test_one_province_has_no_law_of_provinces_but_an_effect() -> None:
    rows = sample().enterprises
    own = rows[rows["province"] == "kon-tum"].reset_index(drop=True)
    result = estimate_national_savings(country(own), choices())
    assert isinstance(result, NationalSavings)
    assert result.provinces is None
    assert result.clustered is None
    assert result.refusals["provinces"][0].code == "estimate.area_too_few"
    assert result.refusals["clustered"][0].code.startswith("estimate.")
