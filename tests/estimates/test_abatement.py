"""The abatement cost curve against sums by hand, with its order, refusals, signs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.estimates.programme.abatement import abatement_curve
from sxsh_eval.estimates.programme.abatement_flows import offered_reach
from sxsh_eval.estimates.programme.outcomes import conversion_of
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.scenarios import INSTRUMENTS
from sxsh_eval.parameters.study import read_study
from tests.estimates.programme_bases import STILL, made_up_base, made_up_scenario
from tests.letters import ROOT

STUDY = read_study(
    ROOT / "parameters" / "study.yml", province="lao-cai", period="2016-2020", settings={"programme.horizon": 2022}
)
REGISTRY = read_registry(ROOT / "parameters" / "registry")
ONE: Any = {"sectors": ("10",), "sizes": ("small",), "count": 1000.0, "paths": 20}
TWO: Any = {"training": {"reach": 10}, "rapid_assessment": {"reach": 5}}


def number(curve: Estimates, indicator: str, term: str = "training") -> float:
    return float(curve.row(term, indicator)["estimate"])


def test_one_instrument_by_hand() -> None:
    base = made_up_base(("lao-cai",), **ONE, **STILL, persistence=0.9, output_growth=0.0)
    curve = abatement_curve(base, made_up_scenario(training={"reach": 10}), STUDY, REGISTRY)
    alone, helped = (1 - np.exp(-0.02 * times) for times in (1.0, np.exp(0.6)))
    without, planned = (adopters(950.0, chance) for chance in (alone, 0.9 * alone + 0.1 * helped))
    new, reachable = planned[0] - without[0], planned[1]
    each = 0.1 * 0.9 * 100
    toe = np.array([new[0] * each, (0.9 * new[0] + new[1]) * each])
    v = 1 / 1.1
    later = toe[1] * v**2 * sum((0.9 * v) ** k for k in range(1, 6))
    discounted = toe @ [v, v**2] + later
    programme = 0.1 * reachable @ [v, v**2] * 2e6
    net = programme + 5e7 * new @ [v, v**2] - 1.2e7 * discounted
    assert number(curve, "abatement_toe") == pytest.approx(toe[1])
    assert number(curve, "abatement_programme_toe") == pytest.approx(programme / discounted)
    assert number(curve, "abatement_cost_toe") == pytest.approx(net / discounted)
    tco2 = toe[1] * emission(2022)
    assert number(curve, "abatement_tco2") == pytest.approx(tco2)


def adopters(others: float, chance: float) -> tuple[np.ndarray, np.ndarray]:
    """New adopters of two years, with those at risk in each."""
    return np.array([others * chance, others * (1 - chance) * chance]), np.array([others, others * (1 - chance)])


def emission(year: int) -> float:
    """tCO2 a TOE in a year with a published grid factor."""
    found = conversion_of(REGISTRY, (year,), STUDY.energy.fixed_grid_year)
    return 0.5 * found.mwh_per_toe * float(found.known[0]) + 0.5 * 3.9


def test_order_is_that_of_costs_and_says_how_sure_it_is() -> None:
    base = made_up_base(("lao-cai",), **ONE | {"paths": 300}, uncertain=True)
    curve = abatement_curve(base, made_up_scenario(**TWO, finance={"reach": 5}), STUDY, REGISTRY)
    costs = curve.table[curve.table["indicator"] == "abatement_cost_toe"]
    assert costs["estimate"].is_monotonic_increasing
    ranks = curve.table[curve.table["indicator"] == "abatement_rank"].set_index("term")
    assert (ranks["estimate"] >= 1).all()
    assert (ranks["estimate"] <= len(costs)).all()
    before = curve.table[curve.table["indicator"] == "abatement_before"]
    assert len(before) == len(costs) - 1
    whole = float(curve.checks["statistic"].iloc[0])
    assert whole <= before["estimate"].min()
    twice = abatement_curve(base, made_up_scenario(**TWO, finance={"reach": 5}), STUDY, REGISTRY)
    assert curve.table.equals(twice.table)


def test_certain_parameters_make_a_certain_order() -> None:
    base = made_up_base(("lao-cai",), **ONE)
    curve = abatement_curve(base, made_up_scenario(**TWO), STUDY, REGISTRY)
    assert float(curve.checks["statistic"].iloc[0]) == 100
    ranks = curve.table[curve.table["indicator"] == "abatement_rank"]
    assert ranks["estimate"].tolist() == [1, 2]
    assert (ranks["conf_low"] == ranks["conf_high"]).all()


def test_what_saves_nothing_has_a_reason_in_place_of_a_cost() -> None:
    base = made_up_base(("lao-cai",), **ONE, effect_training=0.0)
    curve = abatement_curve(base, made_up_scenario(**TWO), STUDY, REGISTRY)
    row = curve.row("training", "abatement_cost_toe")
    assert np.isnan(row["estimate"])
    assert row["reason"] == "abatement_saving_not_shown"
    assert curve.table["term"].iloc[-1] != "rapid_assessment" or len(curve.table) > 1
    assert number(curve, "abatement_toe") == 0


def test_effect_of_either_sign_has_no_interval() -> None:
    draws = np.random.default_rng(5).normal(0, 0.3, 100)
    base = made_up_base(("lao-cai",), **ONE | {"paths": 100}, effect_training=draws)
    curve = abatement_curve(base, made_up_scenario(training={"reach": 10}), STUDY, REGISTRY)
    row = curve.row("training", "abatement_cost_toe")
    assert row["reason"] == "abatement_saving_not_shown"
    assert np.isnan(row["conf_low"])


def test_cheap_energy_turns_a_gain_into_a_cost() -> None:
    costs = []
    for price in (1e5, 1e8):
        base = made_up_base(("lao-cai",), **ONE, energy_price=price)
        costs.append(number(abatement_curve(base, made_up_scenario(**TWO), STUDY, REGISTRY), "abatement_cost_toe"))
    assert costs[0] > 0 > costs[1]


def test_sectors_add_up_where_nothing_is_shared() -> None:
    base = made_up_base(("lao-cai",), **ONE | {"sectors": ("10", "23")}, uncertain=False)
    scenario = made_up_scenario(training={"reach": 10})
    whole = abatement_curve(base, scenario, STUDY, REGISTRY)
    parts = abatement_curve(base, scenario, STUDY, REGISTRY, by="sector").table
    widths = parts[parts["indicator"] == "abatement_toe"]
    assert set(widths["sector"]) == {"10", "23"}
    assert widths["estimate"].sum() == pytest.approx(number(whole, "abatement_toe"))


def test_nothing_on_offer_is_an_empty_curve() -> None:
    base = made_up_base(("lao-cai",), **ONE)
    assert abatement_curve(base, made_up_scenario(), STUDY, REGISTRY).table.empty


def test_amounts_become_reach() -> None:
    base = made_up_base(("lao-cai",), **ONE | {"sectors": ("10", "23")})
    given: Any = {
        "training": {"number": 190},
        "finance": {"budget": 600, "sectors": ("10",)},
        "information": {"reach": 3},
    }
    reach = pd.DataFrame(offered_reach(base, made_up_scenario(**given)), columns=list(INSTRUMENTS))
    assert reach["training"].to_numpy() == pytest.approx([0.1, 0.1])
    assert reach["information"].to_numpy() == pytest.approx([0.03, 0.03])
    assert reach["finance"].to_numpy() == pytest.approx([100 / 950, 0])
    small = replace(base, cells=base.cells.assign(establishments=1.0))
    assert offered_reach(small, made_up_scenario(**given)).max() == 1
