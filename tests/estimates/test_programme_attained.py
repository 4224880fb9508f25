"""Attainment, money, drivers and costs of the model: what is exact, what must not differ, what is monotone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

import sxsh_eval as sx
from sxsh_eval.estimates.programme.project import project_programme
from sxsh_eval.estimates.programme.values import Base, Projection
from sxsh_eval.parameters.scenarios import Scenario
from tests.estimates.programme_bases import STILL, made_up_base, made_up_scenario
from tests.estimates.test_attainment import target
from tests.letters import registry, study

NONE = made_up_scenario("no_programme")
MIDDLE, SPREAD = -3.2, 0.4


def projected(base: Base, scenario: Scenario, **changes: Any) -> Projection:
    return project_programme(base, scenario, study(), registry(), **changes)


def one_parameter(paths: int = 4000, **known: float) -> Base:
    """Only the hazard is uncertain; nobody enters, leaves or imitates; nobody has adopted."""
    hazard = np.random.default_rng(11).normal(MIDDLE, SPREAD, paths)
    given: dict[str, Any] = STILL | {"log_hazard": hazard, "base_adoption": 0.0} | known
    return made_up_base(sectors=("vsic_10",), sizes=("small",), paths=paths, **given)


def test_the_chance_is_the_analytic_one() -> None:
    """``share(t) = 1 - exp(-h t)``, so reaching s by t has the chance that h exceeds ``-log(1 - s) / t``."""
    drawn = projected(one_parameter(), NONE, chance=False)
    rows = sx.estimate_attainment([drawn], {"goal": target(35)}, study()).table.set_index(["term", "period"])
    for year in (2025, 2028, 2030):
        needed = np.log(-np.log(0.65) / (year - 2020))
        row: Any = rows.loc["chance|no_programme|goal", str(year)]
        exact = 100 * norm.sf((needed - MIDDLE) / SPREAD)
        assert abs(row["estimate"] - exact) < 4 * max(float(row["std_error"]), 0.05), year


def test_the_multiple_is_the_analytic_one() -> None:
    """Of those left ``(1 - x) exp(-h) + x exp(-6 h)`` stay without a year, ten years in a row, where x is reached."""
    base = one_parameter(effect_training=np.log(6))
    plan = made_up_scenario(training={"reach": 5})
    made = sx.required_scale(
        base, plan, target(50), study(), registry(), project=lambda *given: project_programme(*given, chance=False)
    )
    hazard = np.exp(MIDDLE + SPREAD * norm.ppf(1 - study().programme.chance))
    stay, reached = np.exp(-hazard), np.exp(-6 * hazard)
    exact = (stay - 0.5**0.1) / (stay - reached) / 0.05
    row = made.row("multiple|trial|target")
    assert row["conf_low"] <= exact * 1.01
    assert exact * 0.99 <= row["conf_high"]
    assert row["estimate"] == pytest.approx(exact, rel=0.05)


@pytest.mark.parametrize("zero", [{"training": {"reach": 0}}, {"finance": {"budget": 0}}, {}])
def test_a_programme_of_nothing_changes_no_chance_and_costs_nothing(zero: dict[str, Any]) -> None:
    base = made_up_base(uncertain=True)
    without, nothing = projected(base, NONE), projected(base, made_up_scenario("zero", **zero))
    table = sx.estimate_attainment([without, nothing], {"a": target(15), "b": target(20, "awareness")}, study()).table
    chances = [table.loc[table["term"].str.startswith(f"chance|{name}"), "estimate"] for name in ("no_", "zero")]
    np.testing.assert_array_equal(chances[0], chances[1])
    assert chances[0].between(1, 99).any()
    costs = sx.estimate_programme_costs(nothing, without, study()).table
    amounts = costs[costs["term"].str.startswith(("amount", "total", "present_value", "npv"))]
    assert len(amounts)
    assert (amounts[["estimate", "conf_low", "conf_high"]] == 0).all(axis=None)


def test_more_offers_never_lower_a_chance_nor_the_bill() -> None:
    base = made_up_base(uncertain=True, paths=300)
    plans = [made_up_scenario(f"s{reach}", training={"reach": reach}) for reach in (0, 5, 20, 60)]
    drawn = [projected(base, plan) for plan in plans]
    table = sx.estimate_attainment(drawn, {"goal": target(20)}, study()).table
    chances = np.array([table.loc[table["term"] == f"chance|{plan.id}|goal", "estimate"] for plan in plans])
    assert (np.diff(chances, axis=0) >= 0).all()
    assert chances[0, -1] < chances[-1, -1]
    bills = [
        sx.estimate_programme_costs(one, drawn[0], study()).row(f"total|{one.scenario.id}", "cost_programme")
        for one in drawn[1:]
    ]
    assert bills[0]["conf_low"] < bills[1]["conf_low"] < bills[2]["conf_low"]


def test_a_constant_unit_cost_comes_back_as_the_bill() -> None:
    """Only reach is paid: per establishment reached a year, a fixed price."""
    fixed = {"unit_cost_training": 3e6, "investment": 7e7}
    base = made_up_base(paths=100, **(STILL | fixed))
    with_it, without = projected(base, made_up_scenario(training={"number": 30})), projected(base, NONE)
    made = sx.estimate_programme_costs(with_it, without, study())
    years = study().programme.horizon - 2020
    assert made.row("total|trial", "cost_programme")["estimate"] == pytest.approx(30 * 3e6 * years, rel=1e-4)
    per_adopter = made.row("per_adopter|trial", "cost_enterprise")
    assert per_adopter["estimate"] == pytest.approx(7e7, rel=1e-3)


def test_the_driver_of_a_one_parameter_world_is_that_parameter() -> None:
    made = sx.estimate_tornado(projected(one_parameter(), NONE, chance=False), study())
    assert made.row("share|no_programme|log_hazard")["estimate"] > 99
    many = sx.estimate_tornado(projected(made_up_base(uncertain=True, paths=1000), NONE), study())
    strongest = many.table.loc[many.table["term"].str.startswith("share|"), "term"].iloc[0]
    assert strongest == "share|no_programme|log_hazard"


def test_choice_of_equal_scenarios_decides_nothing() -> None:
    base = made_up_base(uncertain=True)
    same = [projected(base, made_up_scenario(name, training={"reach": 10})) for name in ("one", "two")]
    made = sx.estimate_choice_against_nature(same, study())
    assert made.row("share|choice")["estimate"] == pytest.approx(0, abs=1e-9)
    assert made.row("share|nature")["estimate"] == pytest.approx(100)
