"""Costs of a province: one account by hand, each grade by its weakest part, and what is not said for want of data.

Tolerances. Sums and ratios are of the same numbers in another order: 1e-9.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.estimates.finance import npv
from sxsh_eval.estimates.province_costs import ProvinceCosts, estimate_province_costs
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.estimates.savings import Refused, Savings, estimate_savings
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.sample_model import SamplePanel
from sxsh_eval.parameters.study import Study
from tests.letters import claim, letter, registry, study

PERIOD = "2016-2020"
BUDGET: dict[str, Any] = {"kind": "budget", "period": {"first": 2012, "last": 2014}, "payer": "international"}


@cache
def sample() -> SamplePanel:
    return sample_panel(seed=5, enterprises=1200, provinces=["lao-cai"])


def given(**changes: Any) -> Inputs:
    made = sample()
    tables = {"enterprises": made.enterprises, "costs": made.costs, "energy_prices": made.energy_prices}
    claims = changes.pop("claims", {})
    return Inputs(registry(), letter(claims), **(tables | {"synthetic": True} | changes))


@cache
def savings() -> Savings:
    found = estimate_savings(given(), study(PERIOD))
    assert isinstance(found, Savings)
    return found


def made(inputs: Inputs | None = None, choices: Study | None = None) -> ProvinceCosts:
    found = estimate_province_costs(savings(), inputs or given(), choices or study(PERIOD))
    assert found is not None
    return found


def with_(name: str, value: Any) -> dict[str, Any]:
    return {name: value}


def number(found: Estimates | None, term: str, who: str = "all") -> dict[str, Any]:
    assert found is not None
    return found.row(term, f"cost_{who}")


def by_year(found: ProvinceCosts, indicator: str) -> pd.Series[float]:
    assert found.saved is not None
    table = found.saved.table
    own = table[(table["indicator"] == f"saved_{indicator}") & (table["term"] == "amount")]
    own = own[(own["province"] == "") & (own["sector"] == "") & own["period"].str.fullmatch(r"\d+")]
    return own.set_index(own["period"].astype("int64"))["estimate"]


def test_totals_and_ratios_by_hand() -> None:
    found = made()
    paid = sample().costs.groupby("payer")["amount_mvnd"].sum() * 1e6
    assert number(found.observed, "total")["estimate"] == pytest.approx(paid.sum())
    assert number(found.observed, "total", "programme")["estimate"] == pytest.approx(paid["programme"])
    assert found.adopters == (n := float(sample().enterprises["adoption_year"].notna().groupby(
        sample().enterprises["enterprise_id"]).any().sum()), n, n)  # fmt: skip
    assert number(found.observed, "per_adopter")["estimate"] == pytest.approx(paid.sum() / n)
    toe = by_year(found, "energy_toe").sum()
    per_toe = number(found.observed, "per_energy_toe")
    assert per_toe["estimate"] == pytest.approx(paid.sum() / toe)
    assert per_toe["conf_low"] < per_toe["estimate"] < per_toe["conf_high"]
    used, adopting = found.covered
    assert 0 < used < adopting


def test_net_present_value_by_hand_and_with_years_to_come() -> None:
    found = made()
    money = by_year(found, "energy_cost_vnd")
    costs = sample().costs
    yearly = 1e6 * costs.groupby("year")["amount_mvnd"].sum()
    flows = money.reindex(yearly.index, fill_value=0.0) - yearly
    assert number(found.observed, "npv")["estimate"] == pytest.approx(npv(0.1, flows), rel=1e-9)
    last = costs[(costs["year"] == 2020) & (costs["payer"] == "enterprise") & (costs["kind"] == "operation")]
    more = money[2020] - 1e6 * last["amount_mvnd"].sum()
    later = npv(0.1, [*flows, *[more] * 5])
    assert number(found.outlook, "npv")["estimate"] == pytest.approx(later, rel=1e-9)
    assert made(None, study(PERIOD, **with_("costs.persistence_years", 0))).outlook is None
    cheap = made(None, study(PERIOD, **with_("costs.discount_rate", 0.0)))
    assert number(cheap.observed, "npv")["estimate"] == pytest.approx(flows.sum(), rel=1e-9)


def test_one_account_has_the_same_years_on_both_sides() -> None:
    late = made(given(costs=sample().costs.query("year >= 2016")))
    assert (late.years.first, late.years.last) == (2016, 2020)
    adopted = sample().enterprises.query("adoption_year >= 2016")["enterprise_id"].nunique()
    assert late.adopters == (adopted, adopted, adopted)
    assert by_year(late, "energy_toe").sum() < by_year(made(), "energy_toe").loc[2016:].sum()
    early = made(choices=study("2009-2018"))
    assert early.years.last == 2018
    assert number(early.observed, "total")["estimate"] == pytest.approx(
        1e6 * sample().costs.query("year <= 2018")["amount_mvnd"].sum()
    )


def test_grades_are_those_of_the_weakest_part() -> None:
    found = made()
    grades = {
        term: number(found.observed, term)["evidence"] for term in ("total", "per_adopter", "per_energy_toe", "npv")
    }
    assert grades == {"total": "measured", "per_adopter": "measured", "per_energy_toe": "caused", "npv": "caused"}
    assert found.outlook is not None
    assert set(found.outlook.table["evidence"]) == {"projected"}
    claimed = made(given(costs=None, claims={"a": claim("budget", 3e8, **BUDGET)}))
    assert set(claimed.observed.table["evidence"]) == {"claimed"}


def test_without_the_other_payer_no_sum_and_no_return_is_given() -> None:
    found = made(given(costs=sample().costs.query("payer == 'programme'")))
    assert set(found.observed.table["indicator"]) == {"cost_programme"}
    assert not found.observed.table["term"].isin(["npv", "payback", "irr"]).any()
    assert [problem.code for problem in found.refusals["returns"]] == ["estimate.costs_no_payer"]
    own = made(given(costs=sample().costs.query("payer == 'enterprise'")))
    assert set(own.observed.table["indicator"]) == {"cost_enterprise"}
    assert number(own.observed, "npv", "enterprise")["estimate"] > number(made().observed, "npv")["estimate"]


def test_amounts_of_a_letter_are_claims() -> None:
    one, two = claim("budget", 3e8, **BUDGET), claim("budget", 6e8, kind="budget", payer="enterprises")
    inputs = given(
        costs=None, enterprises=None, synthetic=False, claims={"a": one, "b": two, "c": one | {"repeats": "a"}}
    )
    found = estimate_province_costs(None, inputs, study(PERIOD))
    assert found is not None
    assert found.spent.claims == ("a", "b")
    assert found.spent.is_spread
    total = number(found.observed, "total")
    assert (total["estimate"], total["reason"], total["evidence"]) == (9e8, "count_as_reported", "claimed")
    assert number(found.observed, "present_value", "programme")["estimate"] == pytest.approx(
        1e8 * (1 + 1 / 1.1 + 1 / 1.21)
    )
    assert (found.years.first, found.years.last) == (2012, 2018)
    assert found.adopters is None
    assert not found.observed.table["term"].eq("per_adopter").any()


def test_the_letters_own_number_of_adopters() -> None:
    claims = {"a": claim("budget", 3e8, **BUDGET), "n": claim("adoption", 60, unit="establishment")}
    found = estimate_province_costs(
        None, given(costs=None, enterprises=None, synthetic=False, claims=claims), study(PERIOD)
    )
    assert found is not None
    row = number(found.observed, "per_adopter", "programme")
    assert (row["estimate"], row["reason"]) == (5e6, "count_as_reported")


def test_an_implied_number_of_adopters_brings_its_rounding() -> None:
    claims = {
        "a": claim("budget", 3e8, **BUDGET),
        "s": claim("adoption", 5),
        "n": claim("dedicated_unit", 10, unit="enterprise", paired_with="p"),
        "p": claim("dedicated_unit", 0.5, paired_with="n"),
    }
    found = estimate_province_costs(
        None, given(costs=None, enterprises=None, synthetic=False, claims=claims), study(PERIOD)
    )
    assert found is not None
    row = number(found.observed, "per_adopter", "programme")
    low, high = 0.045 * 10 / 0.0055, 0.055 * 10 / 0.0045
    expected = [3e8 / 100, 3e8 / high, 3e8 / low]
    assert [row["estimate"], row["conf_low"], row["conf_high"]] == pytest.approx(expected)
    assert row["evidence"] == "derived"


def test_nothing_known_of_costs_is_nothing() -> None:
    assert estimate_province_costs(savings(), given(costs=None), study(PERIOD)) is None
    after = given(costs=sample().costs.assign(year=lambda rows: rows["year"] + 20))
    assert estimate_province_costs(savings(), after, study(PERIOD)) is None


def test_a_refused_effect_leaves_the_costs() -> None:
    refused = estimate_savings(
        given(
            enterprises=sample().enterprises.assign(adoption_year=pd.Series(pd.NA, index=sample().enterprises.index))
        ),
        study(PERIOD),
    )
    assert isinstance(refused, Refused)
    found = estimate_province_costs(refused, given(), study(PERIOD))
    assert found is not None
    assert found.refusals["savings"] == refused.problems
    assert set(found.observed.table["term"]) == {"total", "present_value"}
    nobody = made(given(costs=sample().costs.query("year == 2020").assign(year=2020)), study(PERIOD))
    assert nobody.years.first == 2020


def test_costs_at_prices_of_one_year() -> None:
    choices = study(PERIOD)
    index = {year: 100 * 1.05 ** (year - 2020) for year in range(2010, 2021)}
    priced = choices.model_copy(update={"costs": choices.costs.model_copy(update={"price_index": index})})
    found = made(choices=priced)
    yearly = 1e6 * sample().costs.groupby("year")["amount_mvnd"].sum()
    deflated = sum(amount * 1.05 ** (2020 - int(str(year))) for year, amount in yearly.items())
    assert number(found.observed, "total")["estimate"] == pytest.approx(deflated)
    assert "index" not in found.refusals
    money, upkeep = by_year(found, "energy_cost_vnd"), sample().costs.query("year == 2020 and kind == 'operation'")
    own = upkeep[upkeep["payer"] == "enterprise"]["amount_mvnd"].sum()
    gap = number(found.outlook, "npv")["estimate"] - number(found.observed, "npv")["estimate"]
    assert gap == pytest.approx((money[2020] - 1e6 * own) * sum(1.1**-step for step in range(11, 16)))
    del index[2013]
    lacking = made(
        choices=choices.model_copy(update={"costs": choices.costs.model_copy(update={"price_index": index})})
    )
    assert [problem.found for problem in lacking.refusals["index"]] == ["2013"]
    assert number(lacking.observed, "total")["estimate"] == pytest.approx(yearly.sum())


def test_energy_without_a_price_leaves_money_open() -> None:
    inputs = given(energy_prices=sample().energy_prices.query("carrier != 'lpg_tonne'"))
    without = estimate_savings(inputs, study(PERIOD))
    assert isinstance(without, Savings)
    assert ("estimate.energy_no_prices", "lpg_tonne (2020)") in {(p.code, p.found) for p in without.panel.problems}
    found = estimate_province_costs(without, inputs, study(PERIOD))
    assert found is not None
    assert number(found.observed, "npv")["reason"] == "energy_no_prices"
    unit, same = (number(each.observed, "per_energy_toe")["estimate"] for each in (found, made()))
    assert unit == pytest.approx(same)


def test_choices_on_energy_reach_the_panel() -> None:
    found = estimate_savings(
        given(), study(PERIOD, **with_("energy.coal", "coal_dust_5_6"), **with_("energy.fixed_grid_year", 2016))
    )
    assert isinstance(found, Savings)
    table, base = found.panel.table, savings().panel.table
    saved = (base["energy_toe"] - table["energy_toe"]).to_numpy(float)
    coal = base["coal_tonne"].to_numpy(float)
    known = ~np.isnan(saved)
    assert coal[known].max() > 0
    np.testing.assert_allclose(saved[known], 0.1 * coal[known], rtol=1e-6, atol=1e-6)
    kwh = base["electricity_kwh"].to_numpy(float)
    more = (table["emissions_tco2_fixed"] - base["emissions_tco2_fixed"]).to_numpy(float)
    np.testing.assert_allclose(
        more, np.where(np.isnan(more), np.nan, kwh * (0.9185 - 0.8041) / 1000), rtol=1e-6, atol=1e-6
    )


def test_estimated_amounts_carry_their_error() -> None:
    estimated = sample().costs.assign(std_error_mvnd=lambda rows: 0.2 * rows["amount_mvnd"])
    found = made(replace(given(), costs=estimated))
    row = number(found.observed, "total")
    error = 1e6 * 0.2 * np.sqrt((sample().costs["amount_mvnd"] ** 2).sum())
    assert row["std_error"] == pytest.approx(error)
    assert row["conf_low"] < row["estimate"] < row["conf_high"]
