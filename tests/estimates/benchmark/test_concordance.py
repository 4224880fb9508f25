"""63 provinces in the borders of 34: totals to the last unit, rates by their denominators, nothing by code."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.benchmark.concordance import concord, concord_counts, successors
from sxsh_eval.estimates.result import CONFIDENTIAL, Estimates, Method, as_estimates, estimate_row
from sxsh_eval.parameters.registry import Registry
from tests.letters import registry as read

OF, DAY = dt.date(2018, 1, 1), dt.date(2025, 7, 1)
OLD = sorted(province.slug for province in read().provinces if province.valid_on(OF))


@pytest.fixture(scope="module")
def registry() -> Registry:
    return read()


def rows(values: dict[str, tuple[float, float]], unit: str = "percent", evidence: str = "surveyed") -> Estimates:
    made = [
        estimate_row(("adoption", slug, "", "2018", "t"), value, unit=unit, evidence=evidence, source="s",
                     interval=(value - 1.96 * error, value + 1.96 * error), std_error=error, n_obs=10)
        for slug, (value, error) in values.items()
    ]  # fmt: skip
    return as_estimates(made, Method("m", "f", 0.95))


def test_34_provinces_of_which_11_were_not_merged(registry: Registry) -> None:
    homes = successors(registry, DAY, of=OF)
    assert len(homes) == 63
    members = Counter(homes.values())
    assert len(members) == 34
    assert sum(count == 1 for count in members.values()) == 11
    assert homes["binh-dinh"] == homes["gia-lai"] == "gia-lai"
    assert homes["thua-thien-hue"] == "hue"
    assert homes["yen-bai"] == "lao-cai"


def test_nothing_moves_within_the_same_borders(registry: Registry) -> None:
    assert successors(registry, OF, of=OF) == {slug: slug for slug in OLD}


def test_merged_provinces_are_not_taken_apart(registry: Registry) -> None:
    with pytest.raises(EstimationError) as raised:
        successors(registry, OF, of=DAY)
    assert raised.value.problems[0].code == "estimate.concord_backwards"


@pytest.mark.parametrize("name", ["52", "atlantis", "hue"])
def test_codes_and_names_of_another_day_are_refused(registry: Registry, name: str) -> None:
    table = pd.DataFrame({"province": [name], "establishments": [1]})
    with pytest.raises(EstimationError) as raised:
        concord_counts(table, registry, DAY, of=OF, values=["establishments"])
    [problem] = raised.value.problems
    assert problem.code == "estimate.concord_province"
    assert problem.found == name
    assert "mã" in problem.say("expected", "vi")


COUNTS = st.lists(
    st.tuples(st.sampled_from(OLD), st.sampled_from(["10", "13"]), st.integers(0, 2**52)), min_size=1, max_size=40
)


@settings(max_examples=60, deadline=None)
@given(COUNTS)
def test_totals_stay_to_the_last_unit(drawn: list[tuple[str, str, int]]) -> None:
    table = pd.DataFrame(drawn, columns=["province", "sector", "establishments"])
    moved = concord_counts(table, read(), DAY, of=OF, values=["establishments"])
    for sector in ("10", "13"):
        before = sum(count for _, kind, count in drawn if kind == sector)
        assert sum(int(one) for one in moved.loc[moved["sector"] == sector, "establishments"]) == before
    assert not moved.duplicated(["province", "sector"]).any()
    assert moved["establishments"].dtype == np.int64


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(OLD), st.tuples(st.floats(1, 99), st.floats(0.1, 5)), min_size=20))
def test_the_country_has_the_same_rate_in_either_borders(drawn: dict[str, tuple[float, float]]) -> None:
    weights = {slug: 1 + 7 * at for at, slug in enumerate(OLD)}
    homes = successors(read(), DAY, of=OF)
    whole = {
        slug: pair for slug, pair in drawn.items() if {each for each in OLD if homes[each] == homes[slug]} <= set(drawn)
    }
    if not whole:
        return
    merged = concord(rows(whole), read(), DAY, of=OF, denominators=weights).table
    new = {home: sum(weights[slug] for slug in OLD if homes[slug] == home) for home in merged["province"]}
    before = sum(weights[slug] * value for slug, (value, _) in whole.items()) / sum(weights[slug] for slug in whole)
    after = float((merged["estimate"] * merged["province"].map(new)).sum() / sum(new.values()))
    assert after == pytest.approx(before, rel=1e-12)


def test_a_rate_is_weighted_with_an_interval_from_both(registry: Registry) -> None:
    found = concord(rows({"binh-dinh": (10, 2), "gia-lai": (30, 4)}), registry, DAY, of=OF,
                    denominators={"binh-dinh": 300, "gia-lai": 100})  # fmt: skip
    row = found.row("t")
    assert row["province"] == "gia-lai"
    assert row["estimate"] == pytest.approx(15)
    error = np.hypot(0.75 * 2, 0.25 * 4)
    assert row["std_error"] == pytest.approx(error)
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((15 - 1.96 * error, 15 + 1.96 * error))
    assert row["n_obs"] == 20


def test_a_covariance_between_provinces_widens_the_interval(registry: Registry) -> None:
    plain = rows({"binh-dinh": (10, 2), "gia-lai": (30, 4)})
    tied = Estimates(plain.table, plain.method, pd.DataFrame([[4.0, 8.0], [8.0, 16.0]]))
    weights = {"binh-dinh": 1.0, "gia-lai": 1.0}
    row = concord(tied, registry, DAY, of=OF, denominators=weights).row("t")
    assert row["std_error"] == pytest.approx(3)  # wholly correlated errors add up
    assert row["conf_high"] - row["estimate"] == pytest.approx(1.96 * 3)


def test_rounding_intervals_of_claims_are_combined_end_by_end(registry: Registry) -> None:
    claims = rows({"binh-dinh": (10, 0.5 / 1.96), "gia-lai": (20, 0.5 / 1.96)}, evidence="claimed")
    row = concord(claims, registry, DAY, of=OF, denominators={"binh-dinh": 100, "gia-lai": 100}).row("t")
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((14.5, 15.5))


@pytest.mark.parametrize(
    ("values", "weights", "reason"),
    [
        ({"binh-dinh": (10, 2), "gia-lai": (30, 4)}, {"binh-dinh": 300}, "concord_no_denominator"),
        ({"binh-dinh": (10, 2), "gia-lai": (30, 4)}, {}, "concord_no_denominator"),
        ({"binh-dinh": (10, 2)}, {"binh-dinh": 300, "gia-lai": 100}, "concord_partial"),
    ],
)
def test_a_rate_without_all_denominators_or_parts_is_not_formed(
    registry: Registry, values: dict[str, tuple[float, float]], weights: dict[str, float], reason: str
) -> None:
    row = concord(rows(values), registry, DAY, of=OF, denominators=weights).row("t")
    assert np.isnan(row["estimate"])
    assert row["reason"] == reason


def test_a_sum_with_a_missing_part_keeps_its_number_and_says_so(registry: Registry) -> None:
    row = concord(rows({"binh-dinh": (179, 1)}, "enterprise"), registry, DAY, of=OF).row("t")
    assert (row["estimate"], row["reason"]) == (179, "concord_partial")
    both = concord(rows({"binh-dinh": (179, 3), "gia-lai": (21, 4)}, "enterprise"), registry, DAY, of=OF).row("t")
    assert (both["estimate"], both["std_error"]) == (200, pytest.approx(5))


def test_a_hidden_part_hides_the_merged_number(registry: Registry) -> None:
    found = rows({"binh-dinh": (10, 2), "gia-lai": (30, 4)})
    table = found.table.assign(reason=["", CONFIDENTIAL])
    weights = {"binh-dinh": 1.0, "gia-lai": 1.0}
    row = concord(Estimates(table, found.method), registry, DAY, of=OF, denominators=weights).row("t")
    assert row["reason"] == CONFIDENTIAL
    assert np.isnan(row["estimate"])


def test_a_province_that_stayed_keeps_its_numbers(registry: Registry) -> None:
    found = rows({"ha-noi": (40, 3)})
    row = concord(found, registry, DAY, of=OF).row("t")
    old = found.row("t")
    assert {key: row[key] for key in old if key != "p_value"} == {key: old[key] for key in old if key != "p_value"}
