"""The planned survey of a province with a letter, one without anything, a made-up one, the country."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_eval.estimates.survey_plan.frame import Frame, Place, split_by_size, survey_frame
from sxsh_eval.estimates.survey_plan.money import MILLION
from sxsh_eval.estimates.survey_plan.plan import SamplingPlan, plan_survey
from sxsh_eval.estimates.survey_plan.sampler import WAYS, Sampler
from sxsh_eval.estimates.survey_plan.strata import planned_rates, pooled
from sxsh_eval.inputs.national import NationalInputs, read_national
from sxsh_eval.inputs.place import read_place
from tests.letters import claim, inputs, registry, study

PAIR = {
    "count": claim("dedicated_unit", 10, unit="enterprise", paired_with="share"),
    "share": claim("dedicated_unit", 0.5, paired_with="count"),
    "adoption": claim("adoption", 5),
}
SYNTHETIC: dict[str, Any] = {"data.synthetic": True, "data.synthetic_enterprises": 1500}


@cache
def case(name: str) -> tuple[Place, Any]:
    if name == "letter":
        return inputs(PAIR), study()
    if name == "national":
        choices = study(province="national")
        return read_national(choices), choices
    choices = study(province="lam-dong" if name == "counted" else "ca-mau", **(SYNTHETIC if name == "made up" else {}))
    return read_place(choices), choices


@cache
def planned(name: str) -> SamplingPlan:
    return plan_survey(*case(name))


CASES = ("letter", "counted", "bare", "made up", "national")


@pytest.mark.parametrize("name", CASES)
def test_a_plan_reaches_its_margin_with_the_smallest_sample(name: str) -> None:
    plan, (_, choices) = planned(name), case(name)
    assert plan.reached
    assert plan.margin <= choices.survey.margin
    least = int(plan.sampler.low.sum())
    if plan.answers > least:
        assert plan.sampler.margin(plan.sampler.answers(plan.answers - 1)) > choices.survey.margin
    strata = plan.strata
    assert (strata["answers"] <= strata["to_ask"]).all()
    assert (strata["to_ask"] <= strata["establishments"]).all()
    assert (strata["weight"] * strata["answers"]).sum() == pytest.approx(strata["establishments"].sum())
    assert strata["establishments"].sum() == plan.frame.total
    assert strata["stratum"].is_unique


@pytest.mark.parametrize(
    ("name", "basis", "total"),
    [("letter", "letter", 2000), ("counted", "province_count", 2254), ("bare", "mean_count", 3355),
     ("national", "national_count", 211_347)],
)  # fmt: skip
def test_populations_say_where_they_are_from(name: str, basis: str, total: int) -> None:
    frame = planned(name).frame
    assert (frame.basis, frame.total) == (basis, total)
    assert frame.is_assumed
    assert frame.source
    if basis == "letter":
        assert frame.interval == pytest.approx((10 / 0.0055, 10 / 0.0045))


def test_counted_shares_follow_from_the_registry() -> None:
    """Lâm Đồng: 7,299 enterprises of 2017, cut to industry and construction as in the country of 2020."""
    assert planned("counted").frame.total == round(7299 * 211_347 / 684_260)


@pytest.mark.parametrize("total", [3, 10, 71, 2000, 210_529])
def test_a_split_keeps_its_total(total: int) -> None:
    cells = split_by_size(registry(), "lao-cai", total)
    assert cells["establishments"].sum() == total
    large = cells.loc[cells["size_class"] == "large", "establishments"].iloc[0]
    assert large == pytest.approx(0.019 * total, abs=1.01)


def test_a_table_of_the_population_comes_first() -> None:
    place, choices = case("made up")
    assert planned("made up").frame.basis == "population"
    assert planned("made up").rates.known == "survey"
    assert not planned("made up").frame.is_assumed
    assert isinstance(place.population, pd.DataFrame)
    frame = survey_frame(replace(place, population=None), choices)
    assert frame.basis == "enterprises"
    assert place.enterprises is not None
    last = place.enterprises[place.enterprises["year"] == 2020]
    assert frame.total == len(last)


def test_a_claimed_rate_is_no_ground_to_plan_on() -> None:
    assert planned("letter").rates.known == "half"
    place, _ = case("letter")
    survey = study().survey.model_copy(update={"expected_percent": {"large": 40}})
    chosen = planned_rates(place, study().model_copy(update={"survey": survey}))
    assert (chosen.known, chosen.by_size) == ("chosen", {"": 0.5, "large": 0.4})


def test_all_of_a_small_class_are_asked() -> None:
    strata = planned("letter").strata.set_index("size_class")
    assert int(strata["to_ask"]["large"]) == int(strata["establishments"]["large"])
    assert not planned("national").strata["is_census"].any()  # too many to ask all


@pytest.mark.parametrize("name", ["letter", "made up"])
def test_ways_of_dividing_differ_as_they_should(name: str) -> None:
    ways = planned(name).ways.set_index("way")
    assert len(set(ways["answers"])) == 1
    assert float(ways["margin"]["neyman"]) == ways["margin"].min()
    assert float(ways["widest_margin"]["power"]) < float(ways["widest_margin"]["neyman"])


@pytest.mark.parametrize("name", CASES)
def test_more_money_buys_more_until_all_are_asked(name: str) -> None:
    for _, part in planned(name).budgets.dropna().groupby("mode"):
        assert part["answers"].is_monotonic_increasing
        assert part["margin"].is_monotonic_decreasing
        assert (part["next_million"] >= 0).all()


def test_a_budget_is_never_overspent() -> None:
    sampler = planned("made up").sampler
    for budget in (320 * MILLION, 400.5 * MILLION, 777 * MILLION):
        bought = sampler.for_budget(budget)
        assert bought is not None
        assert sampler.cost(bought).total <= budget
        assert sampler.cost(sampler.answers(int(bought.sum()) + 1)).total > budget
    assert sampler.for_budget(MILLION) is None


def test_the_cost_adds_up_by_hand() -> None:
    plan, (_, choices) = planned("letter"), case("letter")
    price = choices.survey.modes["face_to_face"]
    places = -(-plan.answers // choices.survey.cluster_size)
    talk = sum(
        {"large": 2.0, "medium": 1.5}.get(one["size_class"], 1.0) * one["answers"]
        for one in plan.strata.to_dict("records")
    )
    expected = (
        price.fixed_mvnd + price.cluster_mvnd * places + price.asked_mvnd * plan.to_ask + price.answer_mvnd * talk
    )
    assert plan.cost.total == pytest.approx(MILLION * expected)


def of(**values: Any) -> dict[str, Any]:
    """Settings of the survey."""
    return {f"survey.{name}": value for name, value in values.items()}


def test_an_unreachable_margin_is_said() -> None:
    place, _ = case("letter")
    plan = plan_survey(place, study(**of(margin=1)))
    assert not plan.reached
    assert plan.answers == plan.sampler.high.sum()
    assert plan.to_ask == plan.frame.total


def test_the_country_by_provinces() -> None:
    cells = pd.DataFrame(
        [("a", "10", "small", 4000), ("a", "10", "large", 60), ("b", "10", "small", 900), ("c", "10", "small", 150)],
        columns=["province", "sector", "size_class", "establishments"],
    ).assign(year=2020)
    place = NationalInputs(registry(), None, ("a", "b", "c"), population=cells)
    choices = study(province="national", **of(margin=3, allocation="power"))
    plan = plan_survey(place, choices)
    groups = plan.groups[plan.groups["by"] == "province"].set_index("group")
    assert groups["answers"].min() >= 30
    neyman = plan_survey(place, study(province="national", **of(margin=3))).groups
    smallest = neyman[(neyman["by"] == "province") & (neyman["group"] == "c")].iloc[0]
    assert groups.loc["c", "answers"] > smallest["answers"]
    assert set(plan.strata["stratum"]) == {"a/10:small", "a/10:large", "b/10:small", "c/10:small"}


SIZES = ("micro", "small", "medium", "large")
CELLS = st.lists(
    st.tuples(st.sampled_from(["10", "13", "20"]), st.sampled_from(SIZES), st.integers(1, 300)), min_size=1, max_size=12
)


@given(CELLS, st.integers(2, 40), st.integers(1, 10))
@settings(deadline=None, max_examples=80)
def test_pooling_loses_nobody(rows: list[tuple[str, str, int]], smallest: int, least: int) -> None:
    cells = pd.DataFrame(rows, columns=["sector", "size_class", "establishments"]).assign(province="x")
    table = pooled(cells, smallest, ("large",), least)
    assert table["establishments"].sum() == cells["establishments"].sum()
    assert table["stratum"].is_unique
    small = table[table["establishments"] < smallest]
    assert len(table) == 1 or set(small["size_class"]) <= {"large", "other"}
    assert len(table) == 1 or table["establishments"].min() >= min(least, smallest)


@given(st.integers(50, 3000), st.sampled_from(WAYS))
@settings(deadline=None, max_examples=40)
def test_every_way_keeps_the_number_of_answers(total: int, way: Any) -> None:
    sampler: Sampler = planned("made up").sampler
    answers = sampler.answers(total, way)
    assert answers.sum() == np.clip(total, sampler.low.sum(), sampler.high.sum())
    assert ((sampler.low <= answers) & (answers <= sampler.high)).all()


@pytest.mark.parametrize("name", CASES)
def test_numbers_are_projected_and_planned(name: str) -> None:
    table = planned(name).estimates.table
    assert set(table["evidence"]) == {"projected"}
    assert set(table["reason"]) == {"planned"}
    assert set(table["source"]) == {"evaluators_assumption"}
    row = planned(name).estimates.row("all", "survey_answers")
    assert row["estimate"] == planned(name).answers


def test_a_frame_without_sizes_is_small_establishments() -> None:
    counts = pd.DataFrame({"year": [2019, 2020], "establishments": [5, 700]})
    place = replace(inputs(PAIR), population=counts)
    frame: Frame = survey_frame(place, study())
    assert frame.cells["size_class"].tolist() == ["micro_small"]
    assert (frame.total, frame.year, frame.basis) == (700, 2020, "population")
