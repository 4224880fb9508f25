"""Every number that the notebooks write has words in both languages; cells show what changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from sxsh_eval.estimates.comparison import Difference, compare_numbers
from sxsh_eval.estimates.numbers import NumberRow
from sxsh_eval.parameters.quantity import Phrase, Value, Verbatim
from sxsh_eval.reports.comparison.cells import shown
from sxsh_eval.reports.comparison.labels import Labels, reason_words
from sxsh_eval.reports.language import LANGUAGES, Language, catalogue
from tests.estimates.test_comparison import numbers, row
from tests.estimates.test_numbers import country
from tests.estimates.test_numbers import numbers as released_numbers
from tests.letters import registry

LABELS = Labels(registry())
KEY = re.compile("[a-z][a-z0-9_:]*")


def rows() -> Iterator[NumberRow]:
    for audience in ("internal", "public"):
        yield from released_numbers(audience).rows
        yield from country(audience).rows


def keys_in(value: Value | None) -> Iterator[str]:
    """Texts of a value that are keys of the program rather than words."""
    if isinstance(value, Verbatim):
        yield value.text
    elif isinstance(value, Phrase):
        for inner in value.values.values():
            yield from keys_in(inner)


def test_every_number_has_words() -> None:
    wordless = set()
    for one in rows():
        values = (LABELS.what(one), LABELS.scope(one, "binh-dinh"), reason_words(one.reason))
        said = {text for value in values for text in keys_in(value) if KEY.fullmatch(text)}
        if one.table != "claimed":  # figures of a letter are told apart by their ids
            wordless |= {(one.table, one.term, text) for text in said}
    assert wordless == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_can_be_said(code: str) -> None:
    language = Language(code)
    said = {language.show(LABELS.what(one)) for one in rows()}
    assert len(said) > 100
    assert not [text for text in said if "{" in text]


def test_units_have_words() -> None:
    units = {one.unit for one in rows()}
    own = {"log_points", "outcome", "toe_per_mvnd", "gj_per_mvnd", "per_period", "time"}
    assert {unit for unit in units - own if f"unit.{unit}" not in catalogue("vi")} == set()


def cells(old: NumberRow, new: NumberRow, code: str = "vi") -> tuple[str, ...]:
    (found,) = compare_numbers(numbers(old), numbers(new))
    return tuple("" if cell is None else Language(code).show(cell) for cell in vars(shown(found)).values())


MONEY: dict[str, Any] = {"unit": "vnd", "evidence": "measured", "table": "costs"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (row(35, 30, 40), row(36.25, 31, 41), ("35,0 % (30,0–40,0)", "36,2 % (31,0–41,0)", "1,2 điểm %", "3,6 %")),
        (row(35, 30, 40), row(85, 80, 90), ("35 % (30–40)", "85 % (80–90)", "50 điểm %", "143 %")),
        (row(35), row(35.0001), ("35,00000 %", "35,00010 %", "0,00010 điểm %", "0,00029 %")),
        (row(9.5e10, **MONEY), row(9.7e10, **MONEY), ("95,0 tỷ đồng", "97,0 tỷ đồng", "2,0 tỷ đồng", "2,1 %")),
        (row(2000, unit="time"), row(2003.4, unit="time"), ("2000", "2003", "3,4 năm", "")),
        (
            row(-0.1, -0.2, 0, unit="log_points", evidence="caused"),
            row(0.1, 0, 0.2, unit="log_points", evidence="caused"),
            ("−9,5 % (−18,1 đến 0,0)", "10,5 % (0,0–22,1)", "20,0 điểm %", ""),
        ),
        (row(None, reason="no_variation"), row(35, 30, 40), ("Mọi trả lời giống nhau", "35,0 % (30,0–40,0)", "", "")),
        (row(None, reason="confidential"), row(35, 30, 40), (":c", "Không nêu", "", "")),
    ],
)
def test_cells(old: NumberRow, new: NumberRow, expected: tuple[str, ...]) -> None:
    assert cells(old, new) == expected


def test_a_row_without_a_partner_has_one_cell() -> None:
    alone = shown(Difference(None, row(35, 30, 40), "appeared"))
    assert (alone.old, alone.difference, alone.relative) == (None, None, None)
    assert Language("en").show(alone.new or Verbatim(text="")) == "35.0% (30.0–40.0)"


def test_without_a_registry_keys_are_printed() -> None:
    assert Language("en").show(Labels().place("binh-dinh")) == "binh-dinh"
    assert Language("en").show(LABELS.place("binh-dinh")) == "Bình Định"
