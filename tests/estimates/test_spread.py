"""Diffusion and hazard of one province: recovery of known effects on the synthetic panel, and refusals by name."""

from __future__ import annotations

from functools import cache
from math import exp

import pytest

from sxsh_eval.estimates.spread import Spread, estimate_spread
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.sample_model import SamplePanel
from tests.letters import letter, registry, study


@cache
def panel() -> SamplePanel:
    return sample_panel(seed=11, enterprises=6000, provinces=["lao-cai"])


@cache
def spread() -> Spread:
    inputs = Inputs(registry(), letter(), enterprises=panel().enterprises, synthetic=True)
    found = estimate_spread(inputs, study("2016-2020"))
    assert found is not None
    return found


def test_the_hazard_recovers_the_effects_of_support() -> None:
    hazard = spread().hazard
    assert hazard is not None
    table = hazard.ratios.table.set_index("term")
    missed = []
    for name, effect in panel().truth.hazard.items():
        if name in table.index and name.startswith("has_"):
            row = table.loc[name]
            if not row["conf_low"] <= exp(effect) <= row["conf_high"]:
                missed.append(name)
    assert len(missed) <= 1, missed


def test_yearly_shares_are_those_of_the_panel() -> None:
    years = spread().years.set_index("year")
    last = panel().enterprises[panel().enterprises["year"] == 2020]
    assert years["share"][2020] == pytest.approx(100 * last["is_adopting"].mean())
    assert years["enterprises"][2020] == len(last)


def test_the_curve_follows_the_observed_years() -> None:
    found = spread()
    assert found.curve is not None
    curve = found.curve.table.assign(year=found.curve.table["period"].astype(float)).set_index("year")
    observed = found.years.set_index("year")["share"]
    for year in observed.index:
        assert curve["estimate"][float(str(year))] == pytest.approx(observed[year], abs=2.0)


def test_years_after_the_period_are_not_used() -> None:
    inputs = Inputs(registry(), letter(), enterprises=panel().enterprises, synthetic=True)
    found = estimate_spread(inputs, study("2009-2015"))
    assert found is not None
    assert found.years["year"].max() == 2015


def test_without_a_panel_there_is_nothing() -> None:
    assert estimate_spread(Inputs(registry(), letter()), study("2016-2020")) is None


def test_a_panel_without_adopters_is_refused_by_name() -> None:
    nobody = panel().enterprises.assign(is_adopting=False, adoption_year=float("nan"))
    inputs = Inputs(registry(), letter(), enterprises=nobody, synthetic=True)
    found = estimate_spread(inputs, study("2016-2020"))
    assert found is not None
    assert found.hazard is None
    assert found.diffusion is None
    assert set(found.refusals) == {"diffusion", "hazard"}
