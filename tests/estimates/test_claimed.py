"""Rounding, implied totals and the contract of every number."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.estimates.claimed import estimate_claimed, estimate_implied
from sxsh_eval.estimates.result import Method, as_estimates, estimate_row
from sxsh_eval.estimates.rounding import decimals_printed, rounding_interval
from tests.letters import claim, inputs

KEYS = ("adoption", "lao-cai", "", "2018", "a")
PAIR = {
    "n": claim("dedicated_unit", 10, unit="enterprise", population="all_enterprises", paired_with="p"),
    "p": claim("dedicated_unit", 0.5, population="all_enterprises", paired_with="n"),
}


@pytest.mark.parametrize(
    ("printed", "decimals"), [("0,5%", 1), ("10 %", 0), ("286.000.000", 0), ("8,95%", 2), ("05", 0), ("50%", 0)]
)
def test_decimals_printed(printed: str, decimals: int) -> None:
    assert decimals_printed(printed) == decimals


@pytest.mark.parametrize(
    ("value", "printed", "low", "high"), [(0.5, "0,5%", 0.45, 0.55), (10, "10%", 9.5, 10.5), (0, "0%", 0, 0.5)]
)
def test_rounding_interval(value: float, printed: str, low: float, high: float) -> None:
    assert rounding_interval(value, printed) == pytest.approx((low, high))


@given(st.floats(0, 100), st.integers(0, 3))
def test_the_true_value_lies_in_the_interval_of_its_rounding(true: float, digits: int) -> None:
    printed = round(true, digits)
    low, high = rounding_interval(printed, f"{printed:.{digits}f}".replace(".", ","))
    assert low - 1e-9 <= true <= high + 1e-9


def test_ten_enterprises_at_half_a_per_cent_are_two_thousand() -> None:
    row = estimate_implied(inputs(PAIR)).row("denominator")
    assert row["estimate"] == 2000
    assert (math.ceil(row["conf_low"]), math.floor(row["conf_high"])) == (1819, 2222)
    assert row["evidence"] == "derived"


def test_implied_count_carries_both_roundings() -> None:
    row = estimate_implied(inputs(PAIR | {"a": claim("adoption", 5)})).row("count", "adoption")
    assert row["estimate"] == pytest.approx(100)
    assert row["conf_low"] == pytest.approx(0.045 * 10 / 0.0055)
    assert row["conf_high"] == pytest.approx(0.055 * 10 / 0.0045)
    assert row["reason"] == "shared_denominator_assumed"


def test_without_a_pair_nothing_is_implied() -> None:
    assert len(estimate_implied(inputs({"a": claim("adoption", 5)})).table) == 0


def test_claims_keep_their_reason_or_interval() -> None:
    table = estimate_claimed(inputs(PAIR | {"t": claim("enterprises_trained", 179)})).table.set_index("term")
    assert table.loc["t", "reason"] == "count_as_reported"
    assert (table["conf_low"]["p"], table["conf_high"]["p"]) == pytest.approx((0.45, 0.55))
    assert set(table["evidence"]) == {"claimed"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reason": ""}, "no interval and no reason"),
        ({"interval": (6.0, 7.0)}, "outside its interval"),
        ({"evidence": "believed"}, "unknown grade"),
    ],
)
def test_the_contract_refuses(changes: dict[str, object], message: str) -> None:
    given_row = {"unit": "percent", "evidence": "claimed", "source": "x", "reason": "because"} | changes
    with pytest.raises(ValueError, match=message):
        as_estimates([estimate_row(KEYS, 5.0, **given_row)], Method("claimed", ""))  # type: ignore[arg-type]


def test_the_contract_refuses_a_key_twice() -> None:
    row = estimate_row(KEYS, 5.0, unit="percent", evidence="claimed", source="x", interval=(4.5, 5.5))
    with pytest.raises(ValueError, match="unique"):
        as_estimates([row, row], Method("claimed", ""))


def test_an_empty_table_has_all_columns() -> None:
    assert isinstance(as_estimates([], Method("claimed", "")).table, pd.DataFrame)
