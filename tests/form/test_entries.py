"""What is typed is read as it is meant in both languages, or refused by name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.errors import UsageError
from sxsh_eval.form.entries import read_entry, show_bounds, show_entry
from sxsh_eval.form.fields import Field, Kind
from sxsh_eval.parameters.leaves import Bounds

FLOATS = st.integers(-(10**9), 10**9).map(lambda n: n / 1000)


def field(kind: Kind, *, optional: bool = False, bounds: Bounds | None = None) -> Field:
    return Field("a.b", kind, "a", "a.b", (), bounds or Bounds(), (), None, optional)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "1,5", 1.5),
        ("number", " 1.5 ", 1.5),
        ("number", "-3", -3.0),
        ("number", "1 000 000", 1e6),
        ("whole", "2 000", 2000),
        ("share", "95 %", 0.95),
        ("share", "95", 0.95),
        ("share", "1", 0.01),
        ("share", "0,95", 0.95),
        ("share", "0,5%", 0.005),
        ("share", "12,5 %", 0.125),
        ("numbers", "1; 2,5; 10", [1.0, 2.5, 10.0]),
        ("numbers", "1, 2.5, 10", [1.0, 2.5, 10.0]),
        ("wholes", "100;200", [100, 200]),
        ("names", "a, b_c;d", ["a", "b_c", "d"]),
        ("table", "2016: 88,1; 2020: 100", {"2016": 88.1, "2020": 100.0}),
        ("table", "", {}),
        ("text", " x y ", "x y"),
    ],
)
def test_a_text_is_read_as_it_is_meant(kind: Kind, text: str, value: Any) -> None:
    read = read_entry(field(kind), text, percent=True)
    assert (read, type(read)) == (value, type(value))


def test_without_per_cent_a_part_is_a_plain_number() -> None:
    assert read_entry(field("share"), "0,05") == 0.05
    assert read_entry(field("share"), "1") == 1
    assert read_entry(field("share"), "50 %") == 0.5


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("number", "abc", "form.not_number"),
        ("number", "1.000.000", "form.not_number"),
        ("number", "1e3", "form.not_number"),
        ("number", "nan", "form.not_number"),
        ("number", "٣", "form.not_number"),
        ("number", "5 %", "form.not_number"),
        ("share", "95 % %", "form.not_number"),
        ("whole", "2,5", "form.not_whole"),
        ("numbers", "1,2,5", "form.not_number"),
        ("numbers", "1; x", "form.not_number"),
        ("table", "2016 88", "form.not_table"),
        ("table", "2016: 1; 2016: 2", "form.not_table"),
        ("number", "  ", "form.empty"),
        ("wholes", "", "form.empty"),
    ],
)
def test_what_means_nothing_is_refused_by_name(kind: Kind, text: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_entry(field(kind), text)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == (code, "--set a.b")
    assert all(problem.say(part, language) for part in ("expected", "action") for language in ("vi", "en"))


def test_an_optional_field_may_be_left_empty() -> None:
    assert read_entry(field("share", optional=True), " ") is None


VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    "number": FLOATS,
    "whole": st.integers(-(10**9), 10**9),
    "share": st.integers(0, 10**6).map(lambda n: n / 10**6),
    "numbers": st.lists(FLOATS, min_size=1, max_size=5),
    "wholes": st.lists(st.integers(0, 10**6), min_size=1, max_size=5),
    "names": st.lists(st.from_regex(r"\A[a-z][a-z0-9_]{0,9}\Z"), max_size=4),
    "table": st.dictionaries(st.integers(1990, 2100).map(str), FLOATS, max_size=5),
}


@given(
    data=st.data(), kind=st.sampled_from(sorted(VALUES)), language=st.sampled_from(["vi", "en"]), percent=st.booleans()
)
def test_what_is_shown_reads_as_the_same_value(
    data: st.DataObject, kind: Kind, language: str, *, percent: bool
) -> None:
    value = data.draw(VALUES[kind])
    shown = show_entry(field(kind), value, language, as_percent=percent)
    assert read_entry(field(kind), shown, percent=percent) == value


def test_limits_are_shown_in_the_style_of_the_language() -> None:
    part = field("share", bounds=Bounds(above=0.5, below=1))
    assert show_bounds(part, "vi", as_percent=True) == "> 50 %; < 100 %"
    assert show_bounds(part, "vi") == "> 0,5; < 1"
    assert show_bounds(field("number", bounds=Bounds(least=1.5)), "en") == "≥ 1.5"
    assert show_bounds(field("number"), "en") == ""
