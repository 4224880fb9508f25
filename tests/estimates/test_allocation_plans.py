"""Plans held against the model of adoption, against enumeration with drawn futures, and in degenerate cases."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.programme.allocation import Plan, best_plan, cheapest_plan
from sxsh_eval.estimates.programme.allocation_limits import Limits
from sxsh_eval.estimates.programme.allocation_outcome import simulate
from sxsh_eval.estimates.programme.allocation_parts import Parts
from sxsh_eval.estimates.programme.allocation_table import Goal, mixes_of, offered_to, respond
from sxsh_eval.estimates.programme.project import project_programme
from sxsh_eval.estimates.programme.responses import Futures, Timing
from sxsh_eval.estimates.programme.values import Base, Projection
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.scenarios import INSTRUMENTS, Scenario
from sxsh_eval.parameters.study import read_study
from tests.estimates.programme_bases import made_up_base, made_up_scenario
from tests.letters import ROOT

STUDY = read_study(ROOT / "parameters" / "study.yml", province="lao-cai", period="2016-2020")
REGISTRY = read_registry(ROOT / "parameters" / "registry")
THREE = ("gia-lai", "ha-nam", "lao-cai")
SMALL: Any = {"sectors": ("10", "17", "23"), "sizes": ("small",)}


def two_instruments(**given: Any) -> Scenario:
    return made_up_scenario(training={"reach": 10}, rapid_assessment={"reach": 10}, **given)


def timing_of(base: Base, scenario: Scenario) -> Timing:
    return Timing.of(base, scenario, STUDY)


def all_groups(base: Base, reach: dict[str, float]) -> Parts:
    """Everyone under the same reach."""
    row = np.array([reach.get(name, 0.0) for name in INSTRUMENTS])
    count = len(base.cells)
    return Parts.of(base, np.arange(count), np.ones(count), np.tile(row, (count, 1)))


@pytest.mark.parametrize("ramp_years", [1, 4])
def test_expected_paths_are_those_of_the_model(ramp_years: int) -> None:
    base = made_up_base(THREE, uncertain=True, paths=40, count=[[[300.0]], [[80.0]], [[900.0]]])
    given: Any = {"training": {"reach": 15}, "finance": {"reach": 4}, "dedicated_officer": {"reach": 30}}
    scenario = made_up_scenario(ramp_years=ramp_years, capacity={"dedicated_officer": 50}, **given)
    model = project_programme(base, scenario, STUDY, REGISTRY, chance=False)
    parts = all_groups(base, {"training": 0.15, "finance": 0.04, "dedicated_officer": 0.3})
    ours = simulate(base, scenario, parts, timing_of(base, scenario), 1)
    assert ours.adopters.sum(axis=1) == pytest.approx(last(model, "adopters"), rel=2e-4)
    assert ours.establishments.sum(axis=1) == pytest.approx(last(model, "establishments"), rel=2e-4)
    assert ours.energy_toe.sum(axis=1) == pytest.approx(last(model, "energy_toe"), rel=2e-4)
    assert 1e6 * ours.cost() == pytest.approx(model.totals["cost_programme_vnd"].sum(axis=1), rel=2e-4)


def last(model: Projection, name: str) -> np.ndarray:
    return model.totals[name][:, -1]


def test_chance_of_single_establishments_is_as_wide_as_in_the_model() -> None:
    base = made_up_base(("lao-cai",), paths=1500, sizes=("small",), count=60.0, peer=0.0, exit=0.0, entry=0.0)
    scenario = made_up_scenario(training={"reach": 50})
    model = project_programme(base, scenario, STUDY, REGISTRY)
    ours = simulate(base, scenario, all_groups(base, {"training": 0.5}), timing_of(base, scenario), 1)
    drawn = ours.score(Goal("adopters"))
    assert drawn.mean() == pytest.approx(last(model, "adopters").mean(), rel=0.03)
    assert drawn.std() == pytest.approx(last(model, "adopters").std(), rel=0.1)


def test_responses_are_those_of_the_plan_followed_alone() -> None:
    base = made_up_base(("lao-cai",), sectors=("10",), sizes=("small",), uncertain=True, paths=30)
    scenario = two_instruments()
    every = np.arange(30)
    for mix, (training, rapid) in enumerate(product((0.0, 0.4), repeat=2)):
        parts = all_groups(base, {"training": training, "rapid_assessment": rapid})
        given: Any = {"futures": Futures(every), "levels": (0, 0.4), "parts": parts}
        table = respond(base, scenario, timing_of(base, scenario), Goal("energy_toe"), **given)
        ours = simulate(base, scenario, parts, timing_of(base, scenario), 1)
        assert table.score[0, mix] == pytest.approx(ours.energy_toe.mean())
        assert table.cost[0, mix] == pytest.approx(ours.cost().mean())


def enumerated(base: Base, scenario: Scenario, goal: Goal, chance: float) -> float:
    """Least expected cost over all choices of whole mixes that meet the goal in drawn futures."""
    groups, outcomes = np.arange(len(base.cells)), []
    for mix in mixes_of(("training", "rapid_assessment"), (0.0, 1.0)):
        parts = Parts.of(base, groups, np.ones(len(groups)), np.tile(mix, (len(groups), 1)))
        outcomes.append(simulate(base, scenario, parts, timing_of(base, scenario), STUDY.seed))
    each = np.array([goal.score(one.adopters, one.establishments, one.energy_toe) for one in outcomes])
    cost = np.array([[one.served[:, g] @ (one.costs @ one.units[g]) / base.paths for g in groups] for one in outcomes])
    best = np.inf
    for choice in product(range(len(outcomes)), repeat=len(groups)):
        met = np.mean(each[list(choice), :, groups].sum(axis=0) >= goal.needed)
        best = min(best, cost[list(choice), groups].sum()) if met >= chance else best
    return float(best)


def test_cheapest_plan_beats_whole_choices_that_meet_the_chance() -> None:
    ratios = []
    for seed in range(1, 5):
        some: Any = {"sectors": ("10", "17"), "sizes": ("small",), "count": 4000.0, "peer": 0.0}
        base = made_up_base(("lao-cai", "son-la"), **some, uncertain=True, paths=60, seed=seed)
        scenario, goal = two_instruments(), Goal("adoption_share", 25.0)
        plan = cheapest_plan(base, scenario, goal, STUDY, levels=(0.0, 1.0), chance=0.8)
        assert plan.reached
        assert chance_of(plan) >= 80
        ratios.append(plan.cost / enumerated(base, scenario, goal, 0.8))
    assert np.mean(ratios) < 1, "a group may be divided"
    assert max(ratios) < 1.03, "the quantile is not concave: a plan need not be the very cheapest"
    assert min(ratios) > 0.7


def chance_of(plan: Plan) -> float:
    return float(plan.estimates.row("adoption_share", "allocation_chance")["estimate"])


def test_the_chance_is_met_but_hardly_more() -> None:
    base = made_up_base(THREE, uncertain=True, paths=400, **SMALL)
    goal = Goal("adoption_share", 24)
    cheap, dear = (cheapest_plan(base, two_instruments(), goal, STUDY, chance=wanted) for wanted in (0.6, 0.9))
    assert 60 <= chance_of(cheap) <= 63
    assert 90 <= chance_of(dear) <= 93
    assert cheap.cost < dear.cost
    assert len(dear.estimates.checks) > 1, "how it was found is told"


def test_no_budget_is_the_path_without_a_programme() -> None:
    base = made_up_base(THREE, uncertain=True, paths=50, **SMALL)
    plan = best_plan(base, two_instruments(), 0.0, STUDY, measure="adopters")
    model = project_programme(base, made_up_scenario(), STUDY, REGISTRY, chance=False)
    row = totals(plan, "allocation_adopters")
    assert row["estimate"] == row["conf_high"] == 0
    assert totals(plan, "allocation_cost")["estimate"] == 0
    share = 100 * last(model, "adopters") / last(model, "establishments")
    assert totals(plan, "allocation_share")["estimate"] == pytest.approx(np.median(share), rel=1e-3)


def totals(plan: Plan, indicator: str) -> dict[Any, Any]:
    table = plan.estimates.table
    rows = table[(table["indicator"] == indicator) & (table["term"] == "all") & (table["sector"] == "")]
    return rows.iloc[0].to_dict()


def test_more_money_never_saves_less_and_its_price_is_the_slope() -> None:
    base = made_up_base(THREE, **SMALL, peer=0.0)
    plans = [best_plan(base, two_instruments(), money, STUDY) for money in (500, 1000, 1001, 2000)]
    saved = [totals(plan, "allocation_energy_toe")["estimate"] for plan in plans]
    assert saved == sorted(saved)
    price = plans[1].prices.row("all", "allocation_price_budget")["estimate"]
    assert price > 0
    slope = (planned_score(plans[2]) - planned_score(plans[1])) * 1000
    assert slope == pytest.approx(price, rel=0.02)
    assert plans[3].cost == pytest.approx(2000, rel=1e-6)


def planned_score(plan: Plan) -> float:
    return float(totals(plan, "allocation_energy_toe")["estimate"])


def test_the_floor_of_a_province_costs_something() -> None:
    base = made_up_base(THREE, paths=20, **SMALL, log_hazard_province=np.tile([-3.0, 0.0, 0.0], (20, 1)))
    free = best_plan(base, two_instruments(), 1000, STUDY)
    bound = best_plan(base, two_instruments(), 1000, STUDY, limits=Limits(least_spending={THREE[0]: 400.0}))
    assert planned_score(bound) < planned_score(free)
    table = bound.estimates.table
    spent = table[(table["province"] == THREE[0]) & (table["indicator"] == "allocation_cost") & (table["sector"] == "")]
    assert spent[spent["term"] == "all"]["estimate"].iloc[0] == pytest.approx(400e6, rel=1e-3)
    price = bound.prices.table.set_index("indicator").loc["allocation_price_spend_floor"]
    assert price["estimate"] < 0
    assert price["province"] == THREE[0]


def test_capacity_is_kept_and_named_when_it_stands_in_the_way() -> None:
    base = made_up_base(("lao-cai",), paths=60, **SMALL)
    scenario = two_instruments(capacity={"training": 6, "rapid_assessment": 3})
    plan = cheapest_plan(base, scenario, Goal("adoption_share", 28), STUDY)
    assert not plan.reached
    assert len(plan.prices.table) == 0
    found = {(one.kind, one.instrument): one.lifted for one in plan.obstacles}
    assert found["all", None]
    assert not found["nothing", None]
    number = plan.estimates.table.set_index(["indicator", "term", "sector"])["estimate"]
    assert number["allocation_number", "training", ""] <= 6 + 1e-6
    assert number["allocation_number", "rapid_assessment", ""] <= 3 + 1e-6
    free = cheapest_plan(base, two_instruments(), Goal("adoption_share", 28), STUDY)
    assert free.reached


def test_floors_beyond_the_budget_are_named() -> None:
    base = made_up_base(("lao-cai",), paths=20, **SMALL)
    plan = best_plan(base, two_instruments(), 100, STUDY, limits=Limits(least_spending={"lao-cai": 200.0}))
    assert not plan.reached
    assert {one.kind for one in plan.obstacles if one.lifted} == {"budget", "spend_floor"}


def test_only_those_it_is_offered_to_are_served() -> None:
    base = made_up_base(("lao-cai",), sizes=("small", "large"), paths=20)
    scenario = made_up_scenario(training={"reach": 5, "sizes": ("large",)})
    assert offered_to(base.cells, scenario).sum() == (base.cells["size_class"] == "large").sum()
    plan = best_plan(base, scenario, 50, STUDY)
    assert set(plan.parts[plan.parts["training"] > 0]["size_class"]) == {"large"}
    assert plan.parts.groupby(["sector", "size_class"])["share"].sum().to_numpy() == pytest.approx(100)


def test_a_scenario_that_offers_nothing_can_do_nothing() -> None:
    base = made_up_base(("lao-cai",), paths=20, **SMALL)
    plan = cheapest_plan(base, made_up_scenario(), Goal("adoption_share", 90), STUDY)
    assert not plan.reached
    assert plan.cost == 0
    assert not any(one.lifted for one in plan.obstacles)


def test_a_floor_of_an_unknown_province_is_refused() -> None:
    base = made_up_base(("lao-cai",), paths=20, **SMALL)
    with pytest.raises(EstimationError) as failure:
        best_plan(base, two_instruments(), 100, STUDY, limits=Limits(least_spending={"lao-cay": 1.0}))
    assert [problem.code for problem in failure.value.problems] == ["estimate.allocation_limit"]


def test_same_seed_same_plan() -> None:
    base = made_up_base(THREE, uncertain=True, paths=60, **SMALL)
    one, two = (cheapest_plan(base, two_instruments(), Goal("energy_toe", 3000), STUDY) for _ in range(2))
    assert one.parts.equals(two.parts)
    assert one.estimates.table.equals(two.estimates.table)
