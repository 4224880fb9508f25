"""Numbers of two runs against each other: known cases, properties, and nothing told that a run hides."""

from __future__ import annotations

from math import inf
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.estimates.comparison import CHANGED, FIGURES, Difference, compare_numbers, counted, largest_first
from sxsh_eval.estimates.numbers import NumberRow, Numbers, TableMethod
from sxsh_eval.estimates.result import CONFIDENTIAL

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "comparison.yml").read_text(encoding="utf-8"))
LEAST = 3


def row(estimate: float | None = None, low: float | None = None, high: float | None = None, **more: Any) -> NumberRow:
    plain = {
        "table": "adoption", "indicator": "adoption", "province": "binh-dinh", "sector": "", "period": "2020",
        "term": "is_adopting", "std_error": None, "n_obs": None, "unit": "percent", "evidence": "surveyed",
        "reason": "", "source": "survey:2020",
    }  # fmt: skip
    return NumberRow.model_validate(plain | {"estimate": estimate, "conf_low": low, "conf_high": high} | more)


def numbers(*rows: NumberRow, **more: Any) -> Numbers:
    methods = {one.table: TableMethod(estimator="survey", level=0.95) for one in rows}
    plain = {"synthetic": False, "audience": "internal", "minimum_count": LEAST, "methods": methods, "rows": rows}
    return Numbers.model_validate(plain | more)


def compared(old: NumberRow, new: NumberRow, **more: Any) -> Difference:
    (found,) = compare_numbers(numbers(old), numbers(new, **more))
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["case"]))
def test_known_cases(case: dict[str, Any]) -> None:
    sides = []
    for side in ("old", "new"):
        estimate, low, high, n = case[side]
        words: dict[str, Any] = {name: case[name] for name in ("table", "evidence", "unit") if name in case}
        words |= {name: case[f"{side}_{name}"] for name in ("unit", "reason") if f"{side}_{name}" in case}
        sides.append(row(estimate, low, high, n_obs=n, **words))
    found = compared(*sides)
    assert found.kind == case["kind"]
    assert found.difference == (pytest.approx(case["difference"]) if "difference" in case else None)
    assert found.multiple == (pytest.approx(case["multiple"]) if "multiple" in case else None)
    assert (found.difference is not None) == (found.kind in CHANGED)


VALUES = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))
WIDTHS = st.floats(0, 1e5, allow_nan=False).map(lambda value: round(value, 3))


@st.composite
def rows(draw: st.DrawFn) -> NumberRow:
    """Any row of one key: with or without interval, hidden, missing, in one of two units."""
    kind = draw(st.sampled_from(["whole", "whole", "bare", "missing", "hidden"]))
    unit = draw(st.sampled_from(["percent", "percent", "toe"]))
    if kind == "hidden":
        return row(reason=CONFIDENTIAL, unit=unit)
    if kind == "missing":
        return row(reason="no_variation", unit=unit)
    value, n = draw(VALUES), float(draw(st.integers(LEAST, 60)))
    if kind == "bare":
        return row(value, reason="count_as_reported", unit=unit, n_obs=n)
    return row(value, value - draw(WIDTHS), value + draw(WIDTHS), unit=unit, n_obs=n)


@given(rows())
def test_a_number_equals_itself(one: NumberRow) -> None:
    assert compared(one, one).kind == ("hidden" if one.reason == CONFIDENTIAL else "equal")


@given(rows(), rows())
def test_old_and_new_change_places(first: NumberRow, second: NumberRow) -> None:
    there, back = compared(first, second), compared(second, first)
    turned = {"gained": "lost", "lost": "gained"}
    assert back.kind == turned.get(there.kind, there.kind)
    assert (there.difference or 0) == -(back.difference or 0)
    assert there.multiple == (None if back.multiple is None else pytest.approx(back.multiple))


@given(rows(), rows())
def test_beyond_means_that_intervals_are_apart(first: NumberRow, second: NumberRow) -> None:
    found = compared(first, second)
    ends = (first.conf_low, first.conf_high, second.conf_low, second.conf_high)
    if found.kind not in {"beyond", "unclear", "within"} or None in ends:
        return
    low, high, other_low, other_high = (float(end) for end in ends if end is not None)
    slack = 1e-6
    if found.kind == "beyond":
        assert other_low > high - slack or other_high < low + slack
    else:
        assert other_low <= high + slack
        assert other_high >= low - slack
    if found.kind == "within":
        assert first.estimate is not None
        assert second.estimate is not None
        assert low - slack <= second.estimate <= high + slack
        assert other_low - slack <= first.estimate <= other_high + slack


@given(rows(), rows(), st.sampled_from(["internal", "public"]))
def test_what_either_run_hides_has_no_number(first: NumberRow, second: NumberRow, audience: str) -> None:
    found = compared(first, second, audience=audience)
    hidden = CONFIDENTIAL in {first.reason, second.reason}
    few = found.kind == "few"
    for one in (found.old, found.new):
        assert one is not None
        if hidden or few:
            assert all(getattr(one, name) is None for name in FIGURES)
    if hidden:
        assert found.kind in {"hidden", "hidden_once"}
    if hidden or few:
        assert found[3:6] == (None, None, None)


def test_rows_of_one_side() -> None:
    here, gone, come = row(1, 0, 2), row(5, 4, 6, term="gone"), row(7, 6, 8, term="come")
    found = compare_numbers(numbers(here, gone), numbers(come, here))
    assert [(one.kind, one.row.term) for one in found] == [
        ("appeared", "come"), ("equal", "is_adopting"), ("vanished", "gone"),
    ]  # fmt: skip
    assert found[0].row.estimate == 7


def test_another_audience_hides_what_stands_alone() -> None:
    site, letter = row(5, 4, 6, table="site_savings"), row(5, 4, 6, table="claimed")
    found = compare_numbers(numbers(site, letter), numbers(audience="public"))
    assert {one.row.table: one.row.estimate for one in found} == {"site_savings": None, "claimed": 5}
    same = compare_numbers(numbers(site), numbers())
    assert [one.row.estimate for one in same] == [5]


def test_the_stricter_minimum_counts() -> None:
    old, new = row(10, 8, 12, n_obs=50), row(20, 18, 22, n_obs=54)
    assert compared(old, new).kind == "beyond"
    assert compared(old, new, minimum_count=5).kind == "few"


def test_made_up_numbers_are_not_held_against_real_ones() -> None:
    assert compared(row(1, 0, 2), row(9, 8, 10), synthetic=True).kind == "not_comparable"
    letter = {"table": "claimed", "evidence": "claimed"}
    assert compared(row(1, 0, 2, **letter), row(9, 8, 10, **letter), synthetic=True).kind == "beyond"


def test_another_way_of_making_them_is_flagged() -> None:
    old, new = row(1, 0, 2), row(1.5, 0, 2)
    assert not compared(old, new).method
    assert compared(old, new, methods={"adoption": {"estimator": "survey", "level": 0.9}}).method
    assert compared(old, new, methods={"adoption": {"estimator": "other", "level": 0.95}}).method
    assert compared(old, new.model_copy(update={"evidence": "measured"})).method


def test_parts_of_the_old_value() -> None:
    assert compared(row(10, 8, 12), row(15, 13, 17)).relative == pytest.approx(0.5)
    assert compared(row(-10, -12, -8), row(-15, -17, -13)).relative == pytest.approx(-0.5)
    assert compared(row(0, -1, 1), row(15, 13, 17)).relative is None
    assert compared(row(-10, -12, -8), row(15, 13, 17)).relative is None
    effect = {"unit": "log_points", "evidence": "caused"}
    assert compared(row(-0.1, -0.2, 0, **effect), row(-0.2, -0.3, 0, **effect)).relative is None


def test_largest_first() -> None:
    old = [row(10, 8, 12, term=term) for term in "abcd"] + [row(10, term="e"), row(10, term="f")]
    new = [row(value, value - 2, value + 2, term=term) for term, value in zip("abcd", (11, 13, 30, 16), strict=True)]
    new += [row(11, term="e"), row(20, term="f")]
    found = largest_first(compare_numbers(numbers(*old), numbers(*new)))
    assert [one.row.term for one in found] == ["c", "d", "b", "a", "f", "e"]
    assert counted(found) == {"beyond": 2, "unclear": 1, "within": 1, "no_interval": 2}
    exact = largest_first([*found, compared(row(1, 1, 1, term="g"), row(2, 2, 2, term="g"))])
    assert exact[0].row.term == "g"
    assert exact[0].multiple is None
    assert inf not in [one.multiple for one in exact]
