"""What a scenario delivers: reach, number, budget, capacity, the ramp, and what the projection says of what was cut.

Tolerances. Single precision: 1e-5 relative.
"""

from __future__ import annotations

import itertools
from functools import cache
from typing import Any

import numpy as np
import pytest

from sxsh_eval.errors import problem_catalogue
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.programme.project import project_programme, provinces_in
from sxsh_eval.estimates.programme.values import Base, Projection
from sxsh_eval.parameters.scenarios import INSTRUMENTS, Scenario
from tests.estimates.programme_bases import CENTRAL, STILL, made_up_base, made_up_scenario
from tests.letters import registry, study

EXACT = 1e-5
known_registry = cache(registry)
known_study = cache(study)
PRICE = CENTRAL["unit_cost_detailed_assessment"]


def project(base: Base, scenario: Scenario, **options: Any) -> Projection:
    return project_programme(base, scenario, known_study(), known_registry(), **options)


def at_risk(found: Projection, year: int = 0) -> np.ndarray:
    """Those that had not adopted at the end of a year, counted from the base year."""
    total = found.totals
    return np.asarray(total["establishments"][:, year] - total["adopters"][:, year])


def offered(found: Projection, column: str, year: int = 2021) -> float:
    row = found.offered[found.offered["year"] == year]
    assert len(row) == 1
    return float(row[column].iloc[0])


def told(found: Projection, diagnostic: str) -> dict[str, Any]:
    row = found.checks[found.checks["diagnostic"] == diagnostic]
    assert len(row) == 1, found.checks
    return {str(key): value for key, value in row.iloc[0].items()}


# ------------------------------------------------------------------------------------- amounts to reach


def test_reach_is_a_part_of_those_that_have_not_adopted() -> None:
    found = project(made_up_base(**STILL), made_up_scenario(detailed_assessment={"reach": 20}))
    np.testing.assert_allclose(offered(found, "number"), 0.2 * 570, rtol=EXACT)
    np.testing.assert_allclose(offered(found, "cost_vnd"), 0.2 * 570 * PRICE, rtol=EXACT)
    np.testing.assert_allclose(found.totals["cost_programme_vnd"][:, 2], 0.2 * at_risk(found, 1) * PRICE, rtol=EXACT)


def test_a_number_and_its_budget_are_the_same_programme() -> None:
    base = made_up_base(uncertain=True, unit_cost_detailed_assessment=PRICE)
    by_number = project(base, made_up_scenario(detailed_assessment={"number": 60}))
    by_budget = project(base, made_up_scenario(detailed_assessment={"budget": 60 * PRICE / 1e6}))
    np.testing.assert_array_equal(by_number.totals["adopters"], by_budget.totals["adopters"])
    np.testing.assert_allclose(offered(by_budget, "number"), 60, rtol=EXACT)


def test_doubling_the_cost_at_a_fixed_budget_halves_the_reach_and_says_so() -> None:
    offer = made_up_scenario(detailed_assessment={"budget": 240})
    once, twice = (
        project(made_up_base(**STILL, unit_cost_detailed_assessment=times * PRICE), offer) for times in (1, 2)
    )
    np.testing.assert_allclose(offered(once, "number"), 2 * offered(twice, "number"), rtol=EXACT)
    np.testing.assert_allclose(offered(once, "cost_vnd"), offered(twice, "cost_vnd"), rtol=EXACT)
    said = [told(each, "programme_budget_reach") for each in (once, twice)]
    np.testing.assert_allclose(said[0]["statistic"], 100 * 60 / 570, rtol=EXACT)
    np.testing.assert_allclose(said[1]["statistic"], 100 * 30 / 570, rtol=EXACT)
    assert said[1]["detail"] == "detailed_assessment 2021: 30 / 570 (5.26 %)"
    assert twice.totals["adopters"][:, -1].mean() < once.totals["adopters"][:, -1].mean()


def test_doubling_the_cost_at_a_fixed_reach_doubles_the_money_alone() -> None:
    offer = made_up_scenario(detailed_assessment={"reach": 12})
    once, twice = (
        project(made_up_base(uncertain=True, unit_cost_detailed_assessment=times * PRICE), offer) for times in (1, 2)
    )
    np.testing.assert_array_equal(once.totals["adopters"], twice.totals["adopters"])
    np.testing.assert_allclose(2 * once.totals["cost_programme_vnd"], twice.totals["cost_programme_vnd"], rtol=EXACT)


def test_the_ramp_rises_in_equal_steps_and_ends() -> None:
    scenario = made_up_scenario(detailed_assessment={"number": 40}, first=2022, last=2025, ramp_years=3)
    found = project(made_up_base(), scenario)
    assert found.offered["year"].tolist() == [2022, 2023, 2024, 2025]
    np.testing.assert_allclose(found.offered["number"], [40 / 3, 80 / 3, 40, 40], rtol=EXACT)
    cost = found.totals["cost_programme_vnd"][0]
    np.testing.assert_allclose(cost / (40 * PRICE), [0, 0, 1 / 3, 2 / 3, 1, 1, 0, 0, 0, 0, 0], rtol=EXACT)
    assert told(found, "programme_nothing_offered")["verdict"] == "ok"


# ---------------------------------------------------------------------------------------------- limits


def test_nobody_is_reached_twice() -> None:
    found = project(made_up_base(**STILL), made_up_scenario(detailed_assessment={"number": 5000}))
    np.testing.assert_allclose(offered(found, "number"), 570)
    np.testing.assert_allclose(found.totals["cost_programme_vnd"][:, 1], 570 * PRICE, rtol=EXACT)
    assert found.offered["capped"].all()
    row = told(found, "programme_group_exhausted")
    assert row["verdict"] == "warning"
    assert row["detail"] == "detailed_assessment: 2021-2030"
    lost = 1 - found.offered["number"].sum() / (10 * 5000)
    np.testing.assert_allclose(row["statistic"], 100 * lost, rtol=0.01)


def test_capacity_cuts_and_is_told() -> None:
    scenario = made_up_scenario(detailed_assessment={"number": 50}, capacity={"detailed_assessment": 25}, ramp_years=5)
    found = project(made_up_base(["ha-noi", "lao-cai"]), scenario)
    np.testing.assert_allclose(found.offered["number"], [20, 40, *[50] * 8], rtol=EXACT)
    assert found.offered["capped"].tolist() == [False, False, *[True] * 8]
    row = told(found, "programme_capacity_cuts")
    assert row["verdict"] == "warning"
    assert row["detail"] == "detailed_assessment: 2023-2030"
    assert told(found, "programme_group_exhausted")["verdict"] == "ok"


def test_only_the_group_is_reached() -> None:
    scenario = made_up_scenario(detailed_assessment={"reach": 100, "sizes": ["large"], "sectors": ["23"]})
    found = project(made_up_base(), scenario)
    cost = {name: found.by[name]["cost_programme_vnd"][0, :, 1] for name in ("sector", "size_class")}
    assert cost["sector"][0] == 0 < cost["sector"][1]
    assert cost["size_class"][:2].tolist() == [0, 0]
    assert cost["size_class"][2] == cost["sector"][1]
    without = project(made_up_base(), made_up_scenario("no_programme"))
    small = [each.by["size_class"]["adopters"][:, 0, 1] for each in (found, without)]
    np.testing.assert_array_equal(small[0], small[1])


# ------------------------------------------------------------------------------------- nation, provinces


def test_an_amount_for_the_nation_is_split_by_establishments() -> None:
    names = [f"p{place:02d}" for place in range(63)]
    counts = np.where(np.arange(63) == 0, 400, 100)[:, None, None] * np.ones((63, 2, 3))
    found = project(
        made_up_base(names, count=counts, paths=5),
        made_up_scenario(detailed_assessment={"number": 660, "per": "nation"}),
    )
    cost = found.by["province"]["cost_programme_vnd"][0, :, 1] / PRICE
    np.testing.assert_allclose(cost, np.where(np.arange(63) == 0, 40, 10), rtol=EXACT)
    assert "programme_nation_part" not in set(found.checks["diagnostic"])


def test_a_province_gets_its_part_of_the_nations_amount_and_says_so() -> None:
    found = project(made_up_base(), made_up_scenario(detailed_assessment={"number": 630, "per": "nation"}))
    np.testing.assert_allclose(offered(found, "number"), 10, rtol=EXACT)
    row = told(found, "programme_nation_part")
    assert row["verdict"] == "warning"
    np.testing.assert_allclose(row["statistic"], 100 / 63)


def test_the_country_as_one_place_is_all_its_provinces() -> None:
    assert provinces_in(known_registry(), 2020) == 63
    assert provinces_in(known_registry(), 2026) == 34
    base = made_up_base(["national"], count=10_000, paths=5)
    offer, nation = ({"number": 10, "per": per} for per in ("province", "nation"))
    limit = {"detailed_assessment": 4.0}
    for scenario, number in (
        (made_up_scenario(detailed_assessment=offer), 630),
        (made_up_scenario(detailed_assessment=nation), 10),
        (made_up_scenario(detailed_assessment=offer, capacity=limit), 252),
    ):
        np.testing.assert_allclose(offered(project(base, scenario), "number"), number, rtol=EXACT)
    np.testing.assert_allclose(
        offered(project(base, made_up_scenario(detailed_assessment=offer), provinces=34), "number"), 340
    )


# ---------------------------------------------------------------------------------------------- officers


def test_an_officer_without_a_caseload_serves_the_province_and_that_is_told() -> None:
    found = project(made_up_base(**STILL), made_up_scenario(dedicated_officer={"number": 1}))
    np.testing.assert_allclose(offered(found, "cost_vnd"), CENTRAL["unit_cost_dedicated_officer"], rtol=EXACT)
    new = found.totals["adopters"][:, 1] - found.totals["adopters"][:, 0]
    rate = 0.02 * np.exp(CENTRAL["effect_dedicated_officer"])
    np.testing.assert_allclose(new.mean(), 570 * -np.expm1(-rate), atol=4 * new.std() / np.sqrt(200))
    assert told(found, "programme_officer_everywhere")["verdict"] == "warning"


def test_officers_with_a_caseload() -> None:
    scenario = made_up_scenario(dedicated_officer={"number": 2}, capacity={"dedicated_officer": 57})
    found = project(made_up_base(**STILL), scenario, chance=False)
    np.testing.assert_allclose(offered(found, "number"), 2, rtol=EXACT)
    new = found.totals["adopters"][:, 1] - found.totals["adopters"][:, 0]
    reached, others = (-np.expm1(-rate) for rate in (0.02 * np.exp(CENTRAL["effect_dedicated_officer"]), 0.02))
    np.testing.assert_allclose(new, 570 * (0.2 * reached + 0.8 * others), rtol=1e-4)
    assert told(found, "programme_officer_everywhere")["verdict"] == "ok"
    many = made_up_scenario(dedicated_officer={"number": 30}, capacity={"dedicated_officer": 57})
    surplus = project(made_up_base(**STILL), many)
    np.testing.assert_allclose(offered(surplus, "number"), 10, rtol=EXACT)
    assert told(surplus, "programme_group_exhausted")["verdict"] == "warning"


# ------------------------------------------------------------------------------------- how effects join


def test_no_more_adopt_by_an_instrument_than_it_reaches() -> None:
    """Twelve enterprises get a demonstration that makes adoption nearly sure."""
    base = made_up_base(count=1000, effect_demonstration=np.log(5000), **STILL | {"log_hazard": np.log(0.001)})
    found = project(base, made_up_scenario(demonstration={"number": 12}), chance=False)
    new = np.diff(found.totals["adopters"][0])
    assert 12 < new[0] < 12 + 0.001 * 6000
    np.testing.assert_allclose(new[0], 12 * -np.expm1(-5.0) + 5688 * -np.expm1(-0.001), rtol=1e-4)


def test_two_instruments_reach_independently() -> None:
    effects = {"effect_finance": np.log(60), "effect_demonstration": np.log(20)}
    base = made_up_base(**effects, **STILL)
    found = project(base, made_up_scenario(finance={"reach": 10}, demonstration={"reach": 30}), chance=False)
    parts = {1: 0.9 * 0.7, 60: 0.1 * 0.7, 20: 0.9 * 0.3, 1200: 0.1 * 0.3}
    chance = sum(part * -np.expm1(-0.02 * ratio) for ratio, part in parts.items())
    new = np.diff(found.totals["adopters"][0])
    np.testing.assert_allclose(new[0], 570 * chance, rtol=1e-4)


BELIEVED = dict(zip(INSTRUMENTS, np.log([1.3, 3, 25, 70, 250, 80, 1.5, 5]).tolist(), strict=True))
ALIKE = {name: CENTRAL[f"effect_{name}"] for name in INSTRUMENTS}


@pytest.mark.parametrize(
    ("effects", "hazard", "reaches"),
    [(BELIEVED, 0.004, [24, 7, 2, 0.8, 0.12, 0.6, 24, 2.4]), (ALIKE, 0.02, [10] * 8)],
    ids=["some much stronger", "all alike"],
)
def test_eight_instruments_reach_independently(effects: dict[str, float], hazard: float, reaches: list[float]) -> None:
    """The sum over all 256 sets of instruments that may reach an establishment."""
    given = {f"effect_{name}": value for name, value in effects.items()} | STILL | {"log_hazard": np.log(hazard)}
    offers: dict[str, Any] = {name: {"reach": reach} for name, reach in zip(INSTRUMENTS, reaches, strict=True)}
    new = np.diff(project(made_up_base(**given), made_up_scenario(**offers), chance=False).totals["adopters"][0])[0]
    chance = 0.0
    for reached in itertools.product((False, True), repeat=len(INSTRUMENTS)):
        part = np.prod([x / 100 if hit else 1 - x / 100 for x, hit in zip(reaches, reached, strict=True)])
        effect = sum(effects[name] for name, hit in zip(INSTRUMENTS, reached, strict=True) if hit)
        chance += part * -np.expm1(-hazard * np.exp(effect))
    np.testing.assert_allclose(new, 570 * chance, rtol=1e-4)


# ---------------------------------------------------------------------------------------------- words


def test_an_offer_outside_the_years_is_told() -> None:
    found = project(made_up_base(), made_up_scenario(training={"reach": 5}, first=2031, last=2040))
    assert told(found, "programme_nothing_offered")["verdict"] == "warning"
    assert found.offered.empty


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_warning_has_words(language: str) -> None:
    scenario = made_up_scenario(
        detailed_assessment={"number": 9000, "per": "nation"},
        training={"budget": 10_000},
        dedicated_officer={"reach": 100},
        finance={"reach": 100},
        capacity={"finance": 3, "detailed_assessment": 1e6},
    )
    found = [
        project(made_up_base(), scenario),
        project(made_up_base(), made_up_scenario(training={"reach": 5}, first=2031, last=2032)),
    ]
    seen = {problem.code for each in found for problem in warnings_of(each.checks)}
    assert len(seen) == 5, seen
    words = problem_catalogue()
    for code in seen | {"estimate.programme_budget_reach"}:
        assert words[code]["expected"][language]
