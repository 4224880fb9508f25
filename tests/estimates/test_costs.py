"""Costs: textbook returns, Fieller's interval, ratios by hand.

Tolerances. Published returns are printed to five decimals (Gitman, Principles of Managerial Finance, as quoted in
NumPy's documentation of `irr`): 5e-6. Fieller's ends solve a quadratic, checked by putting them back: 1e-9.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.cost_flows import CostPlan
from sxsh_eval.estimates.costs import estimate_costs
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.finance import fieller, irr, npv, payback
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.estimates.saved import estimate_saved
from tests.estimates.test_saved import panel

Z = 1.959963984540054


@pytest.mark.parametrize(
    ("flows", "rate"),
    [([-100, 39, 59, 55, 20], 0.28095), ([-100, 0, 0, 74], -0.0955), ([-100, 100, 0, 7], 0.06206)],
)
def test_published_returns(flows: list[float], rate: float) -> None:
    assert irr(flows) == pytest.approx(rate, abs=5e-6)
    assert npv(irr(flows), flows) == pytest.approx(0, abs=1e-9)


def test_present_values() -> None:
    """Annuity of 1 for 10 years at 8 %: 6.7101 in every table; 100 in two years at 10 %: 82.64."""
    assert npv(0.08, [0, *[1] * 10]) == pytest.approx(6.7101, abs=5e-5)
    assert npv(0.1, [0, 0, 100]) == pytest.approx(82.64, abs=5e-3)
    assert npv(0.0, [-5, 2, 2]) == -1


def test_paybacks() -> None:
    assert payback([-100, 40, 40, 40]) == 2.5
    assert payback([-57, 616]) == pytest.approx(57 / 616)  # a paper mill: 57 million spent, 616 million saved a year
    assert payback([-100, 10]) == np.inf
    assert payback([5, 1]) == 0
    assert payback([-100, 110, 121], rate=0.1) == pytest.approx(1)


@pytest.mark.parametrize(
    ("flows", "code"), [([-100, -1], "irr_none"), ([0, 0], "irr_none"), ([-100, 300, -210], "irr_not_unique")]
)
def test_returns_that_do_not_exist(flows: list[float], code: str) -> None:
    with pytest.raises(EstimationError, match=f"estimate.{code}"):
        irr(flows)
    with pytest.raises(EstimationError, match=r"estimate\.costs_discount_rate"):
        npv(-1.0, [1, 2])


@given(st.floats(-50, 50), st.floats(0.1, 5), st.floats(-50, 50), st.floats(0.1, 5), st.floats(-0.9, 0.9))
@settings(max_examples=200, deadline=None)
def test_fieller_ends_are_roots(a: float, se_a: float, b: float, se_b: float, corr: float) -> None:
    cov = corr * se_a * se_b
    found = fieller((a, se_a), (b, se_b), Z, cov)
    if abs(b) <= Z * se_b:
        assert found is None
        return
    for end in found:
        gap = (a - end * b) ** 2 - Z**2 * (se_a**2 - 2 * end * cov + end**2 * se_b**2)
        assert gap == pytest.approx(0, abs=1e-6 * (a * a + (end * b) ** 2 + Z**2 * (se_a**2 + end**2 * se_b**2)))
    assert found[0] <= a / b + 1e-9 * abs(a / b)
    assert a / b <= found[1] + 1e-9 * abs(a / b)


def saved(b: float = -0.1, se: float = 0.01, *, price: bool = True) -> Estimates:
    table = panel().assign(emissions_tco2=lambda rows: 2 * rows["energy_toe"])
    return estimate_saved((b, se), table.assign(energy_cost_vnd=10 * table["energy_toe"]) if price else table)


def spent() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "year": [2011, 2012, 2012],
            "payer": ["programme", "programme", "enterprise"],
            "amount_vnd": [100.0, 50.0, 900.0],
        }
    )


def number(found: Estimates, term: str, who: str = "all") -> dict[str, Any]:
    return found.row(term, f"cost_{who}")


PLAN = CostPlan(discount_rate=0.1, price_year=2012)


def test_ratios_by_hand() -> None:
    found = estimate_costs(spent(), saved(), PLAN, adopters=3, province="x")
    observed = 300 + 400 + 600
    toe = observed * (np.exp(0.1) - 1)
    assert number(found, "total")["estimate"] == 1050
    assert number(found, "total", "programme")["estimate"] == 150
    assert number(found, "present_value")["estimate"] == pytest.approx(100 + 950 / 1.1)
    assert number(found, "per_adopter")["estimate"] == 350
    per_toe = number(found, "per_energy_toe")
    assert per_toe["estimate"] == pytest.approx(1050 / toe, rel=1e-12)
    error = observed * np.exp(0.1) * 0.01
    ends = [1050 / (toe + Z * error), 1050 / (toe - Z * error)]  # a known cost over a normal saving
    assert [per_toe["conf_low"], per_toe["conf_high"]] == pytest.approx(ends, rel=1e-9)
    assert number(found, "per_emissions_tco2")["estimate"] == pytest.approx(1050 / (2 * toe), rel=1e-12)
    assert number(found, "per_adopter")["reason"] == "costs_are_accounts"


def test_money_by_hand() -> None:
    found = estimate_costs(spent(), saved(), PLAN)
    growth = np.exp(0.1) - 1
    savings = 10 * growth * np.array([0, 100, 600, 600])
    flows = savings - np.array([100, 950, 0, 0])
    worth = number(found, "npv")
    assert worth["estimate"] == pytest.approx(npv(0.1, flows), rel=1e-12)
    half = Z * 0.01 * np.exp(0.1) * 10 * (100 / 1.1 + 600 / 1.21 + 600 / 1.331)
    assert worth["conf_high"] - worth["estimate"] == pytest.approx(half, rel=1e-9)
    assert number(found, "irr")["estimate"] == pytest.approx(100 * irr(flows), rel=1e-9)
    back = number(found, "payback")
    assert back["estimate"] == pytest.approx(payback(flows), rel=1e-12)
    assert back["conf_low"] < back["estimate"] < back["conf_high"]


def test_savings_that_go_on() -> None:
    longer = estimate_costs(spent(), saved(), CostPlan(0.1, 2012, persistence_years=5))
    short = estimate_costs(spent(), saved(), PLAN)
    for term in ("total", "per_energy_toe"):
        assert number(longer, term)["estimate"] == number(short, term)["estimate"]
    assert number(longer, "npv")["estimate"] > number(short, "npv")["estimate"]
    assert (
        number(longer, "per_energy_toe_discounted")["estimate"] < number(short, "per_energy_toe_discounted")["estimate"]
    )
    more = 10 * (np.exp(0.1) - 1) * 600 * sum(1.1**-k for k in range(4, 9))
    gap = number(longer, "npv")["estimate"] - number(short, "npv")["estimate"]
    assert gap == pytest.approx(more, rel=1e-9)


def test_prices_of_one_year() -> None:
    index = {2011: 100.0, 2012: 125.0}
    found = estimate_costs(spent(), saved(), CostPlan(0.1, 2012, price_index=index))
    assert number(found, "total", "programme")["estimate"] == pytest.approx(100 * 1.25 + 50)
    assert warnings_of(found.checks) == []
    nominal = estimate_costs(spent(), saved(), PLAN)
    assert [problem.code for problem in warnings_of(nominal.checks)] == ["estimate.costs_not_deflated"]
    with pytest.raises(EstimationError, match="costs_no_index"):
        estimate_costs(spent(), saved(), CostPlan(0.1, 2013, price_index=index))


def test_estimated_costs_and_numbers_have_intervals() -> None:
    uncertain = spent().assign(std_error=[0.0, 0.0, 90.0])
    found = estimate_costs(uncertain, saved(), PLAN, adopters=(3.0, 0.5))
    assert number(found, "total")["conf_low"] == pytest.approx(1050 - Z * 90)
    assert number(found, "per_adopter")["conf_high"] > 350
    known = estimate_costs(spent(), saved(), PLAN)
    widths = [
        number(each, "per_energy_toe")["conf_high"] - number(each, "per_energy_toe")["conf_low"]
        for each in (found, known)
    ]
    assert widths[0] > widths[1]


def test_a_saving_that_is_not_shown_leaves_ratios_open() -> None:
    found = estimate_costs(spent(), saved(-0.1, 0.2), PLAN)
    row = number(found, "per_energy_toe")
    assert (np.isnan(row["conf_low"]), row["reason"]) == (True, "cost_saving_not_shown")
    none = estimate_costs(spent(), saved(0.1, 0.2), PLAN)
    assert number(none, "per_energy_toe")["reason"] == "cost_no_saving"
    assert number(none, "irr")["reason"] == "irr_none"
    assert number(none, "payback")["reason"] == "costs_never_paid_back"


def test_without_prices_only_money_is_missing() -> None:
    found = estimate_costs(spent(), saved(price=False), PLAN)
    assert number(found, "npv")["reason"] == "energy_no_prices"
    assert number(found, "per_energy_toe")["estimate"] > 0
    only = estimate_costs(spent().head(2), saved(), PLAN)
    assert "estimate.costs_no_payer" in {problem.code for problem in warnings_of(only.checks)}
    assert not (only.table["indicator"] == "cost_enterprise").any()


@pytest.mark.parametrize(
    ("costs", "code"),
    [
        (None, "costs_none"),
        (spent().head(0), "costs_none"),
        (spent().drop(columns="payer"), "columns_missing"),
        (spent().assign(payer="donor"), "costs_payer"),
        (spent().assign(amount_vnd=-1.0), "costs_values"),
        (spent().assign(amount_vnd=np.nan), "costs_values"),
    ],
)
def test_refusals(costs: pd.DataFrame | None, code: str) -> None:
    with pytest.raises(EstimationError, match=f"estimate.{code}"):
        estimate_costs(costs, saved(), PLAN)


def test_savings_are_needed() -> None:
    bare = saved()
    table = bare.table[bare.table["term"] == "percent"].reset_index(drop=True)
    with pytest.raises(EstimationError, match="costs_no_savings"):
        estimate_costs(spent(), Estimates(table, bare.method), PLAN)
