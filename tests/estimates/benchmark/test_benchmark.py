"""Rates of provinces from one survey, claims beside them, the gate, the merged provinces: a synthetic country."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sxsh_eval as sx
from sxsh_eval.estimates.benchmark.benchmark import Benchmark, pooled_savings
from sxsh_eval.estimates.benchmark.merged import MergedProvinces
from sxsh_eval.estimates.disclosure.release import Released
from sxsh_eval.estimates.numbers import collect_numbers
from sxsh_eval.estimates.printed import printed_tables
from sxsh_eval.estimates.result import CONFIDENTIAL, Estimates, Method, as_estimates, estimate_row
from sxsh_eval.estimates.savings import Refused
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.sample_model import SamplePanel, SurveyPlan
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.comparison.labels import Labels, reason_words
from sxsh_eval.reports.language import catalogue
from tests.letters import claim, letter, registry, study
from tests.national_sample import PROVINCES
from tests.reports.test_comparison_words import KEY, keys_in

CLAIMS = {"aware": claim("awareness", 99), "adopt": claim("adoption", 2), "unit": claim("dedicated_unit", 5)}


@cache
def panel() -> SamplePanel:
    return sample_panel(seed=7, enterprises=2700, provinces=list(PROVINCES), survey=SurveyPlan(asked=900))


@cache
def inputs() -> NationalInputs:
    made = panel()
    own = letter(CLAIMS, province="lao-cai")
    return NationalInputs(
        registry(),
        made.enterprises,
        PROVINCES,
        synthetic=True,
        survey=made.asked,
        population=made.counts,
        letters=(own,),
    )


def choices(audience: str = "internal") -> Study:
    settings = {"data.synthetic": True, "disclosure.audience": audience}
    return study("2016-2020", province="national", **settings)


@cache
def estimated() -> Benchmark:
    return sx.estimate_benchmark(inputs(), choices())


@cache
def released(audience: str = "internal") -> Released:
    return sx.release_benchmark(estimated(), inputs(), choices(audience))


def shown(audience: str = "internal") -> Benchmark:
    found = released(audience).benchmark
    assert isinstance(found, Benchmark)
    return found


def true_rates(made: SamplePanel, by: str) -> pd.Series[Any]:
    """Per cent of the whole register that adopts."""
    rates = made.truth.rates
    known = rates[(rates["by"] == by) & (rates["indicator"] == "is_adopting")]
    return 100 * known.set_index("group")["rate"]


def covered(seed: int) -> tuple[float, float, bool]:
    """Parts of the provinces whose true rate is in the shrunken, in the direct interval; whether the country's is."""
    made = sample_panel(seed=seed, enterprises=2700, provinces=list(PROVINCES), survey=SurveyPlan(asked=900))
    given = NationalInputs(registry(), None, PROVINCES, synthetic=True, survey=made.asked, population=made.counts)
    rates = sx.estimate_benchmark(given, choices()).rates["adoption"]
    truth, table = true_rates(made, "province"), rates.shrunk_table()
    assert table is not None
    inside = []
    for rows in (table.table.set_index("province"), rates.direct.table.set_index("province")):
        own = truth.reindex(rows.index)
        inside.append(float(((rows["conf_low"] <= own) & (own <= rows["conf_high"])).mean()))
    whole, overall = rates.whole.table.iloc[0], float(true_rates(made, "all").iloc[0])
    return inside[0], inside[1], bool(whole["conf_low"] <= overall <= whole["conf_high"])


def test_intervals_cover_the_rates_of_the_register() -> None:
    """Of 72 provinces in eight countries; at 95 % six misses or more of 72 have a chance of 15 %, eleven of 0.1 %."""
    shrunken, direct, whole = zip(*(covered(seed) for seed in range(20, 28)), strict=True)
    assert np.mean(shrunken) > 1 - 11 / 72
    assert np.mean(direct) > 1 - 11 / 72
    assert sum(whole) >= 6


def test_both_models_of_small_areas_agree() -> None:
    rates = estimated().rates["adoption"]
    assert rates.design_effect >= 1
    assert rates.modelled is not None
    assert rates.shrunk is not None
    assert np.abs(rates.modelled.table["shrunk"] - rates.shrunk.table["shrunk"]).max() < 0.03


def test_a_province_of_five_yeses_is_not_first() -> None:
    asked = panel().asked
    five = asked[(asked["province"] == "kon-tum") & asked["has_answered"]].head(5)
    rest = asked[asked["province"] != "kon-tum"]
    survey = pd.concat([rest, five.assign(is_adopting=True)], ignore_index=True)
    made = NationalInputs(registry(), None, PROVINCES, synthetic=True, survey=survey)
    rates = sx.estimate_benchmark(made, choices()).rates["adoption"]
    direct = rates.direct.table.set_index("province")["estimate"]
    assert rates.answers["kon-tum"] == 5
    assert direct["kon-tum"] == direct.max() == 100
    assert rates.shrunk is not None
    assert rates.ranks is not None
    assert float(str(rates.shrunk.table["shrunk"]["kon-tum"])) < 0.75
    assert float(str(rates.ranks["rank_high"]["kon-tum"])) >= 4


def test_a_province_without_answers_has_the_common_mean_and_no_rank() -> None:
    survey = panel().asked
    made = NationalInputs(
        registry(),
        None,
        PROVINCES,
        synthetic=True,
        survey=survey[survey["province"] != "kon-tum"].reset_index(drop=True),
    )
    rates = sx.estimate_benchmark(made, choices()).rates["adoption"]
    assert rates.shrunk is not None
    assert rates.ranks is not None
    assert rates.shrunk.table.loc["kon-tum", "kind"] == "synthetic"
    assert "kon-tum" not in rates.ranks.index
    of_province = sx.merge_provinces(
        sx.estimate_benchmark(made, choices()), sx.reported_figures(made, choices()), made, choices()
    )
    assert of_province is not None


def test_claims_are_held_against_the_survey_of_their_province() -> None:
    verdicts = {one.indicator: one.verdict for one in estimated().comparisons["lao-cai"]}
    assert verdicts == {"awareness": "claim_above", "adoption": "claim_below", "dedicated_unit": "other_population"}


def effects(hidden: str = "", few: str = "") -> Estimates:
    """Effects of provinces as the national estimates have them."""
    rows = []
    for at, slug in enumerate(PROVINCES):
        for term, shift in (("raw", 0.0), ("shrunk", 1.0)):
            low, high = (-0.1 + 0.01 * at + shift + side * 0.04 for side in (-1, 1))
            rows.append(
                estimate_row(("energy_intensity", slug, "", "", term), (low + high) / 2, unit="log_points",
                             evidence="caused", source="enterprises", interval=(low, high), std_error=0.02, n_obs=40)
            )  # fmt: skip
    made = as_estimates(rows, Method("m", "f", 0.95))
    treated = made.table["province"].map(lambda slug: 2.0 if slug == few else 40.0)
    table = made.table.assign(n_treated=treated)
    if hidden:
        gone = table["province"] == hidden
        table = table.assign(reason=table["reason"].mask(gone, CONFIDENTIAL), estimate=table["estimate"].mask(gone))
    return Estimates(table, made.method)


def test_raw_effects_of_provinces_are_pooled() -> None:
    pooled = pooled_savings(effects(), choices())
    assert pooled.count == len(PROVINCES)
    assert pooled.table.row("pooled")["estimate"] == pytest.approx(-0.1 + 0.01 * (len(PROVINCES) - 1) / 2)
    assert pooled.table.row("pooled")["n_obs"] == 40 * len(PROVINCES)


@pytest.mark.parametrize("left_out", [{"hidden": "gia-lai"}, {"few": "gia-lai"}])
def test_hidden_provinces_and_those_with_few_adopters_take_no_part(left_out: dict[str, str]) -> None:
    pooled = pooled_savings(effects(**left_out), choices())
    assert pooled.count == len(PROVINCES) - 1
    assert pooled.table.row("pooled")["n_obs"] == 40 * (len(PROVINCES) - 1)


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_hidden_rates_hide_all_that_is_made_of_them(audience: str) -> None:
    for rates in shown(audience).rates.values():
        direct = rates.direct.table.set_index("province")
        hidden = set(direct.index[direct["reason"] == CONFIDENTIAL])
        table, ranks = rates.shrunk_table(), rates.rank_table()
        assert table is not None
        assert ranks is not None
        assert rates.funnel is not None
        own = table.table.set_index("province")
        assert set(own.index[own["reason"] == CONFIDENTIAL]) == hidden
        assert own.loc[sorted(hidden), ["estimate", "conf_low", "std_error", "n_obs"]].isna().all(axis=None)
        assert not hidden & set(ranks.table["province"])
        assert not hidden & set(rates.funnel.rates.index)
        assert not hidden & set(rates.answers.index)


def test_few_yeses_are_hidden_in_public_with_another_beside() -> None:
    answers = inputs().survey_in(choices().period)
    assert answers is not None
    few = answers.groupby("province")["has_dedicated_unit"].sum()
    direct = shown("public").rates["dedicated_unit"].direct.table.set_index("province")["reason"]
    small = [slug for slug in few.index[few < 10] if few[slug] > 0]
    assert small
    assert (direct[small] == CONFIDENTIAL).all()
    assert (direct == CONFIDENTIAL).sum() != 1


def test_merged_rates_of_a_hidden_part_are_hidden() -> None:
    made = inputs()
    merged = sx.merge_provinces(shown("public"), sx.reported_figures(made, choices()), made, choices())
    assert isinstance(merged, MergedProvinces)
    assert len(merged.members) == 34
    rates = shown("public").rates["dedicated_unit"].direct.table.set_index("province")
    table = merged.rates["dedicated_unit"].table.set_index("province")
    pair = rates.loc[["lao-cai", "yen-bai"], "reason"]
    assert (table.loc["lao-cai", "reason"] == CONFIDENTIAL) == (pair == CONFIDENTIAL).any()
    assert merged.counts is not None
    assert int(merged.counts["establishments"].sum()) == int(panel().counts["establishments"].sum())


def test_a_merged_rate_is_that_of_both_provinces_together() -> None:
    made = inputs()
    merged = sx.merge_provinces(estimated(), sx.reported_figures(made, choices()), made, choices())
    assert merged is not None
    row: Any = merged.rates["adoption"].table.set_index("province").loc["lao-cai"]
    direct = estimated().rates["adoption"].direct.table.set_index("province")["estimate"]
    counts = panel().counts.groupby("province")["establishments"].sum()
    weights = counts[["lao-cai", "yen-bai"]]
    expected = float((direct[weights.index] * weights).sum() / weights.sum())
    assert row["estimate"] == pytest.approx(expected)
    assert row["conf_low"] < expected < row["conf_high"]


def test_without_a_survey_there_is_nothing_but_no_error() -> None:
    bare = NationalInputs(registry(), None, PROVINCES)
    found = sx.estimate_benchmark(bare, choices())
    assert (found.rates, found.pooled, found.comparisons) == ({}, None, {})
    shown_bare = sx.release_benchmark(found, bare, choices())
    assert isinstance(shown_bare.benchmark, Benchmark)
    assert shown_bare.log == ()
    assert sx.disclosure_section(shown_bare).blocks == ()


def test_too_few_answers_in_the_whole_country_are_refused() -> None:
    few = panel().asked[panel().asked["has_answered"]].head(2)
    made = NationalInputs(registry(), None, PROVINCES, synthetic=True, survey=few)
    found = Benchmark(2020, 2, {}, None, {}, None, {}, synthetic=True)
    assert isinstance(sx.release_benchmark(found, made, choices()).benchmark, Refused)


def test_every_number_has_words() -> None:
    made = inputs()
    reported = sx.estimate_reported(sx.reported_figures(made, choices()))
    numbers = collect_numbers(released("public"), made, choices("public"), reported=reported)
    assert {row.table for row in numbers.rows} == {
        *("reported", "benchmark_country", "benchmark_rates", "benchmark_shrunk", "benchmark_ranks")
    }
    labels, wordless = Labels(registry()), set()
    for row in numbers.rows:
        values = (labels.what(row), labels.scope(row), reason_words(row.reason))
        if row.table != "reported":
            wordless |= {text for value in values for text in keys_in(value) if KEY.fullmatch(text)}
        assert row.unit == "count" or f"unit.{row.unit}" in catalogue("vi")
    assert wordless == set()
    assert len({row.key for row in numbers.rows}) == len(numbers.rows)


def test_no_printed_number_rests_on_too_few() -> None:
    for name, found in printed_tables(released("public"), 0.95).items():
        known = found.table[found.table["reason"] != CONFIDENTIAL]
        assert not known["n_obs"].between(1, 9).any(), name
