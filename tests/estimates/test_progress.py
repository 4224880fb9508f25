"""Verdicts: what a figure says about a target, and what it cannot say."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.estimates.progress import Judgement, compare, decimal_year, estimate_progress
from tests.letters import claim, inputs, study

LATE_2020 = {"as_of": dt.date(2020, 12, 31)}


def judged(
    period: str, target: str, letter_date: dt.date = dt.date(2018, 12, 31), **claims: dict[str, object]
) -> Judgement:
    found = estimate_progress(inputs(claims, date=letter_date), study(period)).judgements
    return next(judgement for judgement in found if judgement.target_id == target)


@pytest.mark.parametrize(
    ("value", "changes", "verdict", "reason"),
    [
        (5, {}, "off_course", "behind_path"),
        (60, {}, "on_course", "ahead_of_path"),
        (40, {"as_of": dt.date(2018, 12, 31)}, "cannot_be_judged", "within_rounding"),
        (55, LATE_2020, "met_as_claimed", "reached"),
        (49, LATE_2020, "missed", "below_when_due"),
        (50, LATE_2020, "cannot_be_judged", "within_rounding"),
        (40, {"population": "potential_establishments"}, "cannot_be_judged", "other_population"),
    ],
)
def test_adoption_against_2020(value: float, changes: dict[str, object], verdict: str, reason: str) -> None:
    date = dt.date(2020, 12, 31) if changes == LATE_2020 else dt.date(2018, 12, 31)
    got = judged("2016-2020", "d1419_2020_adoption", date, a=claim("adoption", value, **changes))
    assert (got.verdict, got.reason) == (verdict, reason)


def test_a_claim_never_gives_an_unqualified_met() -> None:
    for value in (50.6, 75, 100):
        got = judged("2016-2020", "d1419_2020_adoption", dt.date(2020, 12, 31), a=claim("adoption", value, **LATE_2020))
        assert got.verdict == "met_as_claimed"


def test_a_later_figure_can_show_a_miss_but_not_a_success() -> None:
    low = judged("2009-2015", "d1419_2015_adoption", a=claim("adoption", 5))
    assert (low.verdict, low.reason, low.in_period) == ("missed", "below_even_later", False)
    high = judged("2009-2015", "d1419_2015_adoption", a=claim("adoption", 30))
    assert (high.verdict, high.reason) == ("cannot_be_judged", "reached_later_only")


def test_a_later_figure_says_nothing_where_the_value_may_fall() -> None:
    got = judged("2009-2015", "d1419_2015_saving_per_product", s=claim("saving_per_product", 3))
    assert (got.verdict, got.reason) == ("cannot_be_judged", "reached_later_only")


def test_a_band_is_met_from_its_lower_end_on() -> None:
    at = {"as_of": dt.date(2020, 12, 31)}
    target = "d1419_2020_saving_per_product"
    date = dt.date(2020, 12, 31)
    assert judged("2016-2020", target, date, s=claim("saving_per_product", 9, **at)).verdict == "met_as_claimed"
    assert judged("2016-2020", target, date, s=claim("saving_per_product", 20, **at)).verdict == "met_as_claimed"
    assert judged("2016-2020", target, date, s=claim("saving_per_product", 7, **at)).verdict == "missed"


def test_no_figure_and_a_national_indicator() -> None:
    assert judged("2016-2020", "d1419_2020_awareness").reason == "no_figure"
    assert judged("2016-2020", "d1419_2020_doit_staff").reason == "national_indicator"


def test_path_between_two_targets() -> None:
    got = judged("2016-2020", "d1419_2020_adoption", a=claim("adoption", 5, as_of=dt.date(2018, 7, 2)))
    assert got.path == pytest.approx(25 + 25 * (decimal_year(dt.date(2018, 7, 2)) - 2016) / 5)


def test_targets_of_a_period() -> None:
    got = {judgement.target_id for judgement in estimate_progress(inputs(), study("2009-2015")).judgements}
    assert got == {f"d1419_2015_{name}" for name in ("awareness", "adoption", "saving_per_product", "doit_staff")}
    both = {judgement.target.due for judgement in estimate_progress(inputs(), study("2009-2018")).judgements}
    assert both == {2015, 2020}


def test_distance_has_the_rounding_interval() -> None:
    progress = estimate_progress(inputs({"a": claim("adoption", 5)}), study("2016-2020"))
    row = progress.estimates.row("distance_2020", "adoption")
    assert (row["estimate"], row["conf_low"], row["conf_high"]) == pytest.approx((-45, -45.5, -44.5))


@pytest.mark.parametrize(
    ("day", "expected"),
    [(dt.date(2018, 12, 31), 2019.0), (dt.date(2020, 12, 31), 2021.0), (dt.date(2018, 4, 24), 2018 + 114 / 365)],
)
def test_decimal_year(day: dt.date, expected: float) -> None:
    assert decimal_year(day) == pytest.approx(expected)


@given(st.floats(0, 100), st.floats(0, 5), st.floats(1, 99), st.one_of(st.none(), st.floats(1, 99)))
def test_a_better_figure_never_gets_a_worse_verdict(
    low: float, width: float, threshold: float, path: float | None
) -> None:
    order = {"missed": 0, "off_course": 0, "cannot_be_judged": 1, "met_as_claimed": 2, "on_course": 2}
    verdict, _ = compare((low, low + width), threshold, path)
    better, _ = compare((low + 1, low + width + 1), threshold, path)
    assert order[better] >= order[verdict]
