"""The population question priced: 28 times as many, by hand, with the letter's implied total and the country's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.estimates.programme.population_price import Total, enterprise_totals, estimate_population_price
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.choices import NATIONAL
from tests.estimates.test_attainment import target
from tests.letters import claim, inputs, registry, study

UNIT = target(90, "dedicated_unit", population="sme_enterprises")
OF_2000 = Total("lao-cai", 2000, (1818.18, 2222.22), "derived", "1/TEST", "2018")


def test_sme_instead_of_medium_and_large_is_28_times_as_many() -> None:
    made = estimate_population_price(UNIT, [OF_2000], registry())
    ratio = made.row("times|sme_enterprises")
    assert ratio["estimate"] == pytest.approx(98.1 / 3.5)
    assert (ratio["conf_low"], ratio["conf_high"]) == pytest.approx((98.05 / 4, 98.15 / 3))
    few, many = (made.row(f"needed|{name}") for name in ("medium_large_enterprises", "sme_enterprises"))
    assert (few["estimate"], many["estimate"]) == pytest.approx((63, 1765.8))
    assert (few["conf_low"], few["conf_high"]) == pytest.approx((0.9 * 1818.18 * 0.03, 0.9 * 2222.22 * 0.04))
    assert few["source"] == "1/TEST; economic_census_2017"
    assert set(made.table["reason"]) == {"population_shares_of_country", "population_of_one_place"}


def test_each_needs_an_officer() -> None:
    made = estimate_population_price(UNIT, [OF_2000], registry())
    prior = registry().priors["unit_cost_dedicated_officer"]
    assert prior.low is not None
    row, needed = made.row("staff|sme_enterprises"), made.row("needed|sme_enterprises")
    assert row["estimate"] == pytest.approx(needed["estimate"] * prior.central)
    assert row["conf_low"] == pytest.approx(needed["conf_low"] * prior.low)
    assert (row["unit"], row["evidence"]) == ("vnd_per_year", "projected")


def test_without_a_prior_there_is_a_reason() -> None:
    bare = registry().model_copy(update={"priors": {}})
    row = estimate_population_price(UNIT, [OF_2000], bare).row("staff|sme_enterprises")
    assert row["reason"] == "population_no_officer_cost"
    assert np.isnan(row["estimate"])


def test_establishments_are_not_enterprises() -> None:
    row = estimate_population_price(UNIT, [OF_2000], registry()).row("needed|establishments")
    assert (row["estimate"], row["unit"], row["province"]) == (9000, "establishment", "an-giang")


def test_totals_of_a_letter_and_of_the_country() -> None:
    count = claim("dedicated_unit", 10, unit="enterprise", kind="result", paired_with="share")
    pair = {"count": count, "share": claim("dedicated_unit", 0.5, paired_with="count")}
    own, country = enterprise_totals(inputs(pair), study())
    assert own.place == "lao-cai"
    assert own.estimate == pytest.approx(2000)
    assert own.interval == pytest.approx((10 / 0.0055, 10 / 0.0045))
    assert (country.place, country.estimate, country.period) == (NATIONAL, 211347, "2020")
    assert [total.estimate for total in enterprise_totals(NationalInputs(registry(), None, ()))] == [231464]
    assert [total.place for total in enterprise_totals(NationalInputs(registry(), None, ()), study())] == [NATIONAL]


@given(st.floats(10, 1e6), st.floats(1, 100))
def test_numbers_are_proportional_to_total_and_target(total: float, goal: float) -> None:
    one = Total("x", total, (total, total), "derived", "s", "2018")
    made = estimate_population_price(target(goal, "dedicated_unit"), [one], registry())
    row = made.row("needed|medium_large_enterprises")
    assert row["estimate"] == pytest.approx(total * goal / 100 * 0.035)
    assert row["conf_low"] <= row["estimate"] <= row["conf_high"]
