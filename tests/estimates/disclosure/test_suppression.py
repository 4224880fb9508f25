from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_eval.estimates.disclosure.audit import audit
from sxsh_eval.estimates.disclosure.rules import COMPLEMENTARY, Rules
from sxsh_eval.estimates.disclosure.structure import joined, key_of
from sxsh_eval.estimates.disclosure.suppression import Pattern
from tests.estimates.disclosure.linked import (
    CHOICES,
    enterprises,
    measures,
    protected,
    rows_in,
    rulings,
    samples,
    sets,
)


def unsafe(found: Pattern) -> pd.DataFrame:
    """Hidden cells that can be worked out, under all measures."""
    parts = [audit(measure, found.hidden()) for measure in found.measures]
    table = pd.concat(parts, ignore_index=True)
    return table[~table["safe"].astype(bool)]


@settings(max_examples=25, deadline=None)
@given(rows=samples, columns=sets, rules=rulings, names=measures)
def test_no_hidden_cell_can_be_worked_out(
    rows: pd.DataFrame, columns: tuple[tuple[str, ...], ...], rules: Rules, names: tuple[str, ...]
) -> None:
    assert unsafe(protected(rows, columns, rules, *names)).empty


@settings(max_examples=8, deadline=None)
@given(rows=samples, columns=sets, rules=rulings)
def test_bounds_are_further_than_p_per_cent(
    rows: pd.DataFrame, columns: tuple[tuple[str, ...], ...], rules: Rules
) -> None:
    found = protected(rows, columns, rules, "toe")
    table = audit(found.measures[0], found.hidden())
    near = rules.p_percent / 100 * table["value"] * (1 - 1e-5)
    assert (table["high"] - table["value"] >= near).all()
    assert (table["value"] - table["low"] >= near).all()


@settings(max_examples=8, deadline=None)
@given(rows=samples, columns=sets, rules=rulings, last=st.sampled_from([("z",), ("p", "z"), ("s", "adopts")]))
def test_a_further_table_never_unhides(
    rows: pd.DataFrame, columns: tuple[tuple[str, ...], ...], rules: Rules, last: tuple[str, ...]
) -> None:
    before = protected(rows, columns, rules)
    after = protected(rows, (*columns, last), rules)
    assert before.rules.items() <= after.rules.items()
    assert unsafe(after).empty


@settings(max_examples=8, deadline=None)
@given(rows=samples, columns=sets, rules=rulings)
def test_totals_stay_true_and_primary_cells_are_hidden(
    rows: pd.DataFrame, columns: tuple[tuple[str, ...], ...], rules: Rules
) -> None:
    found = protected(rows, columns, rules)
    values = dict(zip(found.measures[0].structure.keys, found.measures[0].value, strict=True))
    assert values[()] == len(rows)
    for key, value in values.items():
        assert value == len(rows_in(rows, key))
        small = value < rules.minimum_count and (value > 0 or rules.hide_zeros)
        assert (found.rules.get(key, "") == "count") == small


def test_a_single_hidden_cell_is_not_left_alone() -> None:
    rows = pd.DataFrame({"p": ["a"] * 12 + ["b"] * 12, "s": (["x"] * 10 + ["y"] * 2) + ["x"] * 5 + ["y"] * 7})
    found = protected(rows.assign(id=range(24)), [("p", "s")], Rules(3))
    assert found.rules[key_of(p="a", s="y")] == "count"
    assert {key for key, rule in found.rules.items() if rule == COMPLEMENTARY} == {
        key_of(p="a", s="x"), key_of(p="b", s="x"), key_of(p="b", s="y")
    }  # fmt: skip


def test_one_of_two_hundred_not_adopting_is_hidden_with_its_complement() -> None:
    adopts = ["yes"] * 199 + ["no"] + ["yes"] * 30 + ["no"] * 40
    rows = pd.DataFrame({"id": range(270), "s": ["x"] * 200 + ["y"] * 70, "adopts": adopts})
    found = protected(rows, [("s", "adopts")], Rules(3))
    assert found.hides(s="x", adopts="no")
    assert found.hides(s="x", adopts="yes") or found.hides(s="x")
    assert not found.hides()


def test_another_table_gives_the_cell_away_unless_both_are_protected_together() -> None:
    """Sums by place and size add up to the sums by place: hiding the latter alone is no protection."""
    rows = pd.DataFrame({"id": range(24), "p": ["a"] * 4 + ["b"] * 20, "z": ["x", "y"] * 12})
    alone, together = protected(rows, [("p",)], Rules(5)), protected(rows, [("p",), ("p", "z")], Rules(5))
    assert alone.rules == {key_of(p="a"): "count", key_of(p="b"): COMPLEMENTARY}
    measure = together.measures[0]
    of_the_first = np.array([key in alone.rules for key in measure.structure.keys])
    assert not audit(measure, of_the_first)["safe"].any()
    assert unsafe(together).empty


def test_audit_finds_what_a_margin_gives_away() -> None:
    """Hiding only the primary cell is no protection: the audit says so, with the exact value as both bounds."""
    found = protected(enterprises(1, 40), [("p", "s")], Rules(3))
    measure = found.measures[0]
    cell = int(np.flatnonzero(measure.rule == "count")[0])
    only = np.arange(len(measure.value)) == cell
    table = audit(measure, only)
    assert not table["safe"].any()
    assert table["low"][0] == table["high"][0] == measure.value[cell]


def test_same_result_twice() -> None:
    rows = enterprises(8, 60)
    one, other = (protected(rows, CHOICES[3], Rules(3), "", "toe") for _ in range(2))
    assert one.rules == other.rules


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ([{"a", "b"}, {"b", "c"}], [{"a", "b"}, {"b", "c"}]),
        ([{"a", "b"}, {"b", "c"}, {"a", "c"}], [{"a", "b", "c"}]),
        ([{"a", "b"}, {"b", "c"}, {"a", "c"}, {"c", "d"}], [{"a", "b", "c"}, {"c", "d"}]),
        ([{"a"}, {"b"}, {"a", "b"}, {"c"}], [{"a", "b"}, {"c"}]),
        ([set(), {"a"}], [{"a"}]),
        ([set()], [set()]),
        ([{"a", "b"}, {"b", "c"}, {"c", "d"}, {"d", "a"}], [{"a", "b", "c", "d"}]),
    ],
)
def test_circles_of_tables_are_crossed(edges: list[set[str]], expected: list[set[str]]) -> None:
    assert joined([frozenset(edge) for edge in edges]) == [frozenset(edge) for edge in expected]
