"""What is known of the start, told in few rows."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.sections.programme.start import MOST_PLACES, from_to, gathered
from tests.letters import ROOT


def row(place: str, value: float, term: str = "base_adoption", **other: Any) -> dict[str, Any]:
    words = {"indicator": "adoption", "sector": "", "period": "", "evidence": "surveyed", "source": "survey"}
    ends = {"conf_low": value - 1, "conf_high": value + 1, "unit": "percent", "reason": ""}
    return words | ends | {"province": place, "term": term, "estimate": value} | other


def test_many_provinces_are_one_row_from_the_lowest_to_the_highest() -> None:
    registry = read_registry(ROOT / "parameters" / "registry")
    places = [each.slug for each in registry.provinces if each.valid_to is not None][: MOST_PLACES + 1]
    rows = [row(place, 10.0 + at) for at, place in enumerate(places)]
    [same] = gathered(rows)
    names = {each.slug: each.name.vi for each in registry.provinces}
    told = Language("vi").show(from_to(same, registry))
    assert f"10,0 % (9,0–11,0) ({names[places[0]]})" in told
    assert f"({names[places[-1]]})" in told


def test_few_provinces_and_other_sources_keep_their_rows() -> None:
    few = [row(f"p{at}", at) for at in range(MOST_PLACES)]
    mixed = [row(f"p{at}", at, source=f"table {at}") for at in range(MOST_PLACES + 3)]
    for rows in (few, mixed):
        assert gathered(rows) == [[each] for each in rows]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 40)), max_size=60))
def test_nothing_is_lost(drawn: list[tuple[str, int]]) -> None:
    rows = [row(f"p{place}-{at}", place, term) for at, (term, place) in enumerate(drawn)]
    flat = [each for same in gathered(rows) for each in same]
    assert sorted(map(id, flat)) == sorted(map(id, rows))
