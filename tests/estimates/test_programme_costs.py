"""Costs of a programme: by hand, against Fieller, with nothing added where nothing is offered, beside the cases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st
from scipy.stats import norm

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.finance import fieller, npv, payback
from sxsh_eval.estimates.programme.differences import of_beliefs, payback_of, ratio_of
from sxsh_eval.estimates.programme.programme_costs import estimate_programme_costs
from sxsh_eval.estimates.programme.values import Projection
from tests.estimates.drawn_projections import projection
from tests.letters import registry, study

YEARS = (2020, 2021, 2022, 2023)
TOTALS: dict[str, Any] = {
    "establishments": 1000.0,
    "adopters": [[100, 110, 120, 130]],
    "energy_toe": [[0, 10, 20, 30]],
    "energy_gj": [[0, 300, 600, 900]],
    "emissions_tco2": [[0, 40, 80, 120]],
    "emissions_tco2_fixed": [[0, 50, 100, 150]],
    "cost_programme_vnd": [[0, 300e6, 300e6, 0]],
    "cost_enterprise_vnd": [[0, 200e6, 200e6, 200e6]],
    "saving_vnd": [[0, 100e6, 300e6, 600e6]],
}
NOTHING: dict[str, Any] = {name: [[0, 0, 0, 0]] for name in TOTALS} | {
    "establishments": 1000.0,
    "adopters": [[100, 103, 106, 110]],
}


def made(totals: dict[str, Any] = TOTALS, paths: int = 1, **drivers: Any) -> Projection:
    ones = np.ones((paths, 1))
    spread = {name: np.asarray(values) * ones for name, values in totals.items()}
    return projection(spread, years=YEARS, drivers=drivers)


def choices(later: int = 0) -> Any:
    settings: dict[str, Any] = {"costs.persistence_years": later}
    return study(**settings)


def test_a_known_account() -> None:
    found = estimate_programme_costs(made(), made(NOTHING), choices())
    rate, row = study().costs.discount_rate, found.row
    assert row("amount|trial", "additional_adopters")["estimate"] == pytest.approx(20)
    assert row("per_adopter|trial", "cost_all")["estimate"] == pytest.approx(1200e6 / 20)
    assert row("per_energy_toe|trial", "cost_programme")["estimate"] == pytest.approx(10e6)
    assert row("per_emissions_tco2|trial", "cost_enterprise")["estimate"] == pytest.approx(2.5e6)
    assert row("per_emissions_tco2_fixed|trial", "cost_all")["estimate"] == pytest.approx(4e6)
    assert row("present_value|trial", "cost_programme")["estimate"] == pytest.approx(300e6 + 300e6 / (1 + rate))
    saved = 10 + 20 / (1 + rate) + 30 / (1 + rate) ** 2
    paid = 500e6 + 500e6 / (1 + rate) + 200e6 / (1 + rate) ** 2
    assert row("per_energy_toe_discounted|trial", "cost_all")["estimate"] == pytest.approx(paid / saved)
    for name, flows in (("all", [-400e6, -200e6, 400e6]), ("enterprise", [-100e6, 100e6, 400e6])):
        assert row("npv|trial", f"cost_{name}")["estimate"] == pytest.approx(npv(rate, flows))
        expected = payback(flows)
        term = row("payback|trial", f"cost_{name}")
        assert (term["reason"] == "costs_never_paid_back") if np.isinf(expected) else term["estimate"] == expected
    assert row("payback_simple|trial", "cost_enterprise")["estimate"] == pytest.approx(1)
    assert set(found.table["period"]) == {"2021-2023"}
    assert not (found.table["indicator"] + found.table["term"]).str.contains("cost_programmenpv").any()


def test_savings_go_on_after_the_horizon_as_long_as_they_persist() -> None:
    drivers: dict[str, Any] = {"persistence": [0.8], "saving": [0.1]}
    found = estimate_programme_costs(made(**drivers), made(NOTHING, **drivers), choices(2)).table
    later = found[(found["period"] == "2021-2025") & (found["term"] == "npv|trial")].set_index("indicator")
    flows = [-400e6, -200e6, 400e6, 600e6 * 0.8, 600e6 * 0.64]
    assert later.loc["cost_all", "estimate"] == pytest.approx(npv(study().costs.discount_rate, flows))
    paid = found[(found["period"] == "2021-2025") & (found["term"].str.startswith("total"))]
    assert not len(paid)


def test_payback_runs_from_the_first_money() -> None:
    """Two idle years before do not change it; they do change what everything is worth today."""
    years = (2018, 2019, *YEARS)
    idle = {name: [[values[0][0]] * 2 + list(values[0])] for name, values in TOTALS.items() if not np.isscalar(values)}
    still = {
        name: [[values[0][0]] * 2 + list(values[0])] for name, values in NOTHING.items() if not np.isscalar(values)
    }
    shifted = [projection({"establishments": 1000.0} | part, years=years) for part in (idle, still)]
    later = estimate_programme_costs(shifted[0], shifted[1], choices())
    now = estimate_programme_costs(made(), made(NOTHING), choices())
    for term in ("payback|trial", "payback_discounted|trial"):
        for name in ("cost_all", "cost_enterprise"):
            one, other = (found.row(term, name) for found in (later, now))
            assert one["estimate"] == pytest.approx(other["estimate"], nan_ok=True)
    npvs = [found.row("npv|trial", "cost_enterprise")["estimate"] for found in (later, now)]
    assert npvs[0] == pytest.approx(npvs[1] / (1 + study().costs.discount_rate) ** 2)


def test_nothing_offered_adds_nothing() -> None:
    rng = np.random.default_rng(1)
    drawn = made(NOTHING | {"adopters": rng.uniform(100, 200, (50, 4))}, 50)
    found = estimate_programme_costs(drawn, drawn, choices(3))
    amounts = found.table[found.table["indicator"].str.startswith("additional_")]
    assert (amounts[["estimate", "conf_low", "conf_high"]] == 0).all(axis=None)
    ratios = found.table[found.table["term"].str.startswith("per_")]
    assert set(ratios["reason"]) == {"programme_nothing_additional"}
    assert ratios["estimate"].isna().all()
    assert found.row("total|trial", "cost_all")["estimate"] == 0


def test_other_futures_are_refused() -> None:
    with pytest.raises(EstimationError) as caught:
        estimate_programme_costs(made(TOTALS, 2), made(NOTHING, 3), choices())
    assert caught.value.problems[0].code == "estimate.programme_other_paths"
    with pytest.raises(EstimationError):
        estimate_programme_costs(made(saving=[0.1]), made(NOTHING, saving=[0.2]), choices())


def test_a_scenario_may_believe_otherwise() -> None:
    prior = registry().priors["saving"]
    drawn = made(saving=[0.1])
    believing = replace(drawn, scenario=drawn.scenario.model_copy(update={"priors": {"saving": prior}}))
    found = estimate_programme_costs(believing, made(NOTHING, saving=[0.2]), choices())
    assert found.row("amount|trial", "additional_adopters")["estimate"] == pytest.approx(20)
    assert of_beliefs("investment", {"investment_small"})
    assert not of_beliefs("investment_small", {"investment"})


@pytest.mark.parametrize("cov", [0.0, 0.6, -0.6])
def test_the_interval_of_a_ratio_is_fiellers_where_both_are_normal(cov: float) -> None:
    rng = np.random.default_rng(9)
    drawn = rng.multivariate_normal([100, 20], [[15**2, cov * 15 * 4], [cov * 15 * 4, 4**2]], 400_000)
    found = ratio_of(drawn[:, 0], drawn[:, 1], 0.9)
    exact = fieller((100, 15), (20, 4), norm.ppf(0.95), cov * 15 * 4)
    np.testing.assert_allclose(found["interval"], exact, rtol=0.006)


def test_a_divisor_that_may_be_zero_has_no_interval() -> None:
    rng = np.random.default_rng(9)
    found = ratio_of(np.full(10_000, 5.0), rng.normal(1, 0.7, 10_000), 0.9)
    assert found["reason"] == "programme_additional_not_shown"
    assert found["estimate"] == pytest.approx(5, rel=0.05)
    assert ratio_of(np.ones(10), -np.ones(10), 0.9)["reason"] == "programme_nothing_additional"


@settings_of(max_examples=60, deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=2, max_size=8), st.sampled_from([0.0, 0.1]))
def test_payback_of_paths_is_that_of_each(flows: list[int], rate: float) -> None:
    values = np.array([flows, flows[::-1]], dtype=float)
    np.testing.assert_allclose(payback_of(values, rate), [payback(each, rate=rate) for each in values])


def test_payback_that_some_paths_never_reach() -> None:
    rng = np.random.default_rng(2)
    few = {"saving_vnd": np.asarray(TOTALS["saving_vnd"]) * rng.choice([0.1, 2], (200, 1), p=[0.3, 0.7])}
    found = estimate_programme_costs(made(TOTALS | few, 200), made(NOTHING, 200), choices())
    row = found.row("payback|trial", "cost_enterprise")
    assert row["reason"] == "programme_payback_open"
    assert np.isfinite(row["estimate"])
    none = {"saving_vnd": np.asarray(TOTALS["saving_vnd"]) * 0.1}
    row = estimate_programme_costs(made(TOTALS | none), made(NOTHING), choices()).row("payback|trial", "cost_all")
    assert row["reason"] == "costs_never_paid_back"


@pytest.mark.parametrize(
    ("investment", "saving", "warned"),
    [
        (1.0, 0.1, set()),
        (0.01, 0.1, {"case_payback"}),
        (20.0, 0.1, {"case_payback"}),
        (1.0, 0.01, {"case_saving"}),
        (1.0, 0.6, {"case_saving"}),
    ],
)
def test_results_outside_the_cases_are_flagged(investment: float, saving: float, warned: set[str]) -> None:
    totals = TOTALS | {"cost_enterprise_vnd": np.asarray(TOTALS["cost_enterprise_vnd"]) * investment}
    with_it, without = (made(each, saving=[saving]) for each in (totals, NOTHING))
    checks = estimate_programme_costs(with_it, without, choices(), registry=registry()).checks
    told = checks[checks["verdict"] == "warning"]
    assert set(told["diagnostic"]) == warned
    assert all(name.split(":")[0] in registry().cases for name in told["detail"])


def test_cases_have_the_known_paybacks() -> None:
    cases = registry().cases
    assert cases["paper_thai_nguyen"].payback == pytest.approx(57 / 616)
    assert cases["garment_factories"].payback == pytest.approx(37 / 30)
    assert cases["vpeg_enterprises"].payback is None
    band = registry().assumptions["case_payback"].band
    assert band is not None
    assert all(band.low <= case.payback <= band.high for case in cases.values() if case.payback is not None)
    assert all(set(case.overlaps) <= cases.keys() for case in cases.values())
