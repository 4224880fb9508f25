"""What a target takes: the multiple against a law known exactly, monotone, with the limit that stands in the way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from sxsh_eval.estimates.programme.money import required_scale
from sxsh_eval.estimates.programme.scaling import full_multiple, scaled, without_capacity
from sxsh_eval.estimates.programme.values import Base, Projection
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.scenarios import Offer, Scenario
from sxsh_eval.parameters.study import Study
from tests.estimates.drawn_projections import projection, scenario
from tests.estimates.test_attainment import target
from tests.letters import registry, study

PATHS, SPREAD, EFFECT, COUNT = 4000, 0.3, 9.0, 1000.0
COST = 2e6


def base(paths: int = PATHS, middle: float = 0.02) -> Base:
    cells = pd.DataFrame(
        {"province": ["x"], "sector": ["industry"], "size_class": ["small"], "establishments": [COUNT]}
    )
    hazard = np.exp(np.random.default_rng(5).normal(np.log(middle), SPREAD, paths))
    return Base(cells, 2020, {"log_hazard": np.log(hazard)}, as_estimates([], Method("x", "x")))


def project(start: Base, plan: Scenario, choices: Study, facts: Registry) -> Projection:
    """A constant hazard, ten times as high for those reached; capacity in establishments a year."""
    del facts
    years = np.arange(start.year, choices.programme.horizon + 1)
    reach = 0.0
    for name, offer in plan.instruments.items():
        part = (offer.reach or 0) / 100 + (offer.number or 0) / COUNT
        part = min(part, plan.capacity.get(name, np.inf) / COUNT, 1.0)
        whom = 1.0 if not offer.sizes or "small" in offer.sizes else 0.0
        reach += (1 - reach) * part * whom
    running = np.clip(np.minimum(years, plan.last) - max(plan.first - 1, start.year), 0, None)
    hazard = np.exp(start.draws["log_hazard"])[:, None]
    exposure = hazard * ((years - start.year) + EFFECT * reach * running)
    cost = np.diff(running, prepend=0) * reach * COUNT * COST
    adopters = COUNT * (1 - np.exp(-exposure))
    return projection(
        {"establishments": COUNT, "adopters": adopters, "aware": adopters, "cost_programme_vnd": cost[None, :]},
        years=tuple(int(year) for year in years),
        drivers={"log_hazard": start.draws["log_hazard"]},
    )


def needed(plan: Scenario, value: float = 50, middle: float = 0.02, **changes: Any) -> Estimates:
    made: Estimates = required_scale(
        base(middle=middle), plan, target(value, **changes), study(), registry(), project=project, target_id="t"
    )
    return made


def offers(**amounts: float) -> dict[str, Any]:
    return {"instruments": {"training": Offer(**amounts)}}


def exact(reach: float, value: float = 50) -> float:
    """Multiple at which the lowest fifth of hazards is just enough."""
    hazard = np.exp(np.log(0.02) + SPREAD * norm.ppf(1 - study().programme.chance))
    return float((-np.log(1 - value / 100) / (10 * hazard) - 1) / EFFECT / reach)


def test_the_multiple_is_that_of_the_law() -> None:
    made = needed(scenario(**offers(reach=10)))
    row = made.row("multiple|trial|t")
    assert row["conf_low"] <= exact(0.1) <= row["conf_high"]
    assert row["estimate"] == pytest.approx(exact(0.1), rel=0.03)
    assert row["conf_high"] - row["conf_low"] < 0.1 * row["estimate"]
    total = made.row("cost_programme|trial|t")["estimate"]
    assert total == pytest.approx(10 * row["estimate"] * 0.1 * COUNT * COST, rel=1e-5)
    discounted = total / 10 * (1.1 ** -np.arange(10)).sum()
    assert made.row("present_value|trial|t")["estimate"] == pytest.approx(discounted, rel=1e-5)
    assert made.row("chance_none|trial|t")["estimate"] < made.row("chance_planned|trial|t")["estimate"]
    assert made.row("chance_full|trial|t")["estimate"] == 100


def test_pace_by_hand() -> None:
    made = needed(scenario(**offers(reach=10)))
    assert made.row("pace|trial|t")["estimate"] == pytest.approx(5)
    assert made.row("more_adopters|trial|t")["estimate"] == pytest.approx(500)


@settings(max_examples=8, deadline=None)
@given(st.floats(0.5, 20), st.floats(1.5, 8))
def test_twice_the_offers_need_half_the_multiple(reach: float, times: float) -> None:
    one, other = (
        needed(scenario(**offers(reach=part))).row("multiple|trial|t")["estimate"] for part in (reach, reach / times)
    )
    assert other == pytest.approx(one * times, rel=0.025)


def test_a_higher_target_needs_more() -> None:
    found = [needed(scenario(**offers(number=50)), value).row("multiple|trial|t")["estimate"] for value in (30, 40, 50)]
    assert found == sorted(found)
    assert found[0] < found[2]


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        (scenario(**offers(number=20), capacity={"training": 60}), "scale_capacity"),
        (scenario(instruments={"training": Offer(reach=5, sizes=("large",))}), "scale_groups"),
        (scenario(**offers(reach=5), first=2029, last=2030), "scale_years"),
        (scenario(), "scale_nothing_offered"),
    ],
)
def test_the_limit_in_the_way_is_named(plan: Scenario, reason: str) -> None:
    made = needed(plan)
    row = made.row("multiple|trial|t")
    assert np.isnan(row["estimate"])
    assert row["reason"] == reason
    assert made.row("cost_programme|trial|t")["reason"] == reason


def test_centres_that_grow_with_the_offers() -> None:
    """With capacity for 60 a year no multiple is enough; without that limit the law's multiple is."""
    made = needed(scenario(**offers(number=20), capacity={"training": 60, "dedicated_officer": 40}))
    row = made.row("multiple_grown|trial|t")
    assert row["conf_low"] <= exact(0.02) <= row["conf_high"]
    total = made.row("cost_programme_grown|trial|t")["estimate"]
    assert total == pytest.approx(10 * row["estimate"] * 0.02 * COUNT * COST, rel=1e-5)
    assert without_capacity(scenario(capacity={"training": 60, "dedicated_officer": 40})).capacity == {
        "dedicated_officer": 40
    }


def test_a_hazard_too_low_for_any_programme_is_named() -> None:
    assert needed(scenario(**offers(reach=5)), 90, 0.001).row("multiple|trial|t")["reason"] == "scale_hazard_too_low"


def test_other_instruments_would_do() -> None:
    """Here instruments add up, so eight reach everybody even where one alone is bounded by its own effect."""

    def weak(start: Base, plan: Scenario, choices: Study, facts: Registry) -> Projection:
        only = {
            name: offer.model_copy(update={"reach": (offer.reach or 0) / 8}) for name, offer in plan.instruments.items()
        }
        return project(start, plan.model_copy(update={"instruments": only}), choices, facts)

    made = required_scale(
        base(), scenario(**offers(reach=5)), target(60), study(), registry(), project=weak, target_id="t"
    )
    assert made.row("multiple|trial|t")["reason"] == "scale_reach_full"


def test_a_target_met_anyway_needs_nothing() -> None:
    made = needed(scenario(**offers(reach=5)), 50, 0.5)
    row = made.row("multiple|trial|t")
    assert (row["estimate"], row["conf_low"], row["conf_high"]) == (0, 0, 0)
    assert made.row("cost_programme|trial|t")["estimate"] == 0


@pytest.mark.parametrize(
    ("indicator", "reason"),
    [("saving_per_product", "scale_saving_not_of_reach"), ("dedicated_unit", "attainment_not_modelled")],
)
def test_what_reach_does_not_move(indicator: str, reason: str) -> None:
    made = required_scale(
        base(50), scenario(**offers(reach=5)), target(8, indicator), study(), registry(), project=project, target_id="t"
    )
    assert made.table["reason"].tolist() == [reason]


def test_scaling_offers() -> None:
    plan = scenario(instruments={"training": Offer(reach=20), "finance": Offer(budget=100)})
    twice = scaled(plan, 2).instruments
    assert (twice["training"].reach, twice["finance"].budget) == (40, 200)
    assert scaled(plan, 10).instruments["training"].reach == 100
    assert scaled(plan, 0).instruments == {}
    assert full_multiple(scenario(instruments={"training": Offer(reach=20)})) == 5
