"""Required pace: by hand, and as a property of the curve it describes."""

from __future__ import annotations

import datetime as dt
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.estimates.pace import estimate_pace, logistic_growth, points_per_year
from tests.letters import claim, inputs, study

BASE = {"a": claim("awareness", 10, as_of=dt.date(2018, 4, 24))}


def test_points_and_growth_by_hand() -> None:
    assert points_per_year(10, 90, 12.5) == 6.4
    assert logistic_growth(10, 90, 10) == pytest.approx(2 * log(9) / 10)


@given(st.floats(0.1, 99), st.floats(0.1, 99), st.floats(0.5, 30))
def test_the_logistic_path_ends_at_the_target(base: float, target: float, years: float) -> None:
    odds = log(base / (100 - base)) + logistic_growth(base, target, years) * years
    assert 100 / (1 + exp(-odds)) == pytest.approx(target)


def test_pace_to_the_national_target() -> None:
    paces = estimate_pace(inputs(BASE, date=dt.date(2018, 4, 24)), study())
    row = paces.estimates.row("required_2020", "awareness")
    years = 2021 - (2018 + 114 / 365)
    assert row["estimate"] == pytest.approx(80 / years)
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((79.5 / years, 80.5 / years))
    past = paces.estimates.row("past", "awareness")
    assert past["estimate"] == pytest.approx(10 / (2018 + 114 / 365 - (2009 + 250 / 365)))
    assert past["evidence"] == "derived"


@pytest.mark.parametrize(
    "changes",
    [{"population": "potential_establishments"}, {"as_of": dt.date(2021, 6, 1)}],
    ids=["population", "too late"],
)
def test_no_pace_without_a_comparable_target_ahead(changes: dict[str, object]) -> None:
    claims = {"a": claim("awareness", 10, **changes)}
    assert estimate_pace(inputs(claims, date=dt.date(2021, 6, 1)), study()).paces == ()


def test_no_pace_to_a_target_already_reached() -> None:
    assert estimate_pace(inputs({"a": claim("awareness", 95)}), study()).paces == ()


def test_a_base_of_zero_has_no_logistic_rate_and_is_left_out() -> None:
    assert estimate_pace(inputs({"a": claim("awareness", 0)}), study()).paces == ()
