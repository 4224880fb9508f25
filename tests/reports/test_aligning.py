"""Decimal marks of a column stand under each other; intervals keep to their numbers; words and digits stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.reports.language import Language
from sxsh_eval.reports.render.aligning import arrange, cut, cuts_of, flat, lines_of, stacked
from sxsh_eval.reports.render.columns import number_width
from sxsh_eval.reports.render.pieces import Line, Piece

VI = Language("vi")
NEAR = 0.01
"""Em: 0.1 point in a table, what rounding may take."""
PLAIN = ["12,5", "3", "0,125", "1.234,5", "–"]
BESIDE = ["12,8 (4,8–39,9)", "3,3 (1,3–8,5)", "121 (9–1.130)"]


def column(*texts: str) -> list[Line | None]:
    return [(Piece(text),) if text else None for text in texts]


def said(cells: list[Line | None]) -> list[str]:
    return [" ".join(text for text, _ in lines_of(cell)) for cell in cells]


def spread_of_marks(cells: list[Line | None]) -> float:
    """How far apart decimal marks stand, measured from the right edge in em."""
    found = []
    for cell in cells:
        text, after = lines_of(cell)[0]
        number, bracket, rest = text.partition(" (")
        _, mark, decimals = number.rpartition("–")[2].partition(",")
        found.append(number_width(mark + decimals + bracket + rest) + after)
    return max(found) - min(found)


@pytest.mark.parametrize("texts", [PLAIN, BESIDE, ["5–8", "8,5–13", "10"]])
def test_decimal_marks_stand_under_each_other(texts: list[str]) -> None:
    cells = column(*texts)
    for made in (flat(cells, cuts_of(cells, "vi"), number_width), stacked(cells, cuts_of(cells, "vi"), number_width)):
        assert said(made) == texts
        assert spread_of_marks(made) < NEAR
    ends = flat(cells, cuts_of(cells, "vi"), number_width)
    assert min(after for cell in ends for _, after in lines_of(cell)) == 0


@given(st.lists(st.decimals(0, 10_000, places=3).map(lambda value: f"{value.normalize():f}"), min_size=1, max_size=12))
def test_any_numbers_align_in_english(texts: list[str]) -> None:
    cells = column(*texts)
    made = flat(cells, cuts_of(cells, "en"), number_width)
    places = [
        number_width("." + text.split(".")[1] if "." in text else "") + lines_of(cell)[0][1]
        for text, cell in zip(texts, made, strict=True)
    ]
    assert max(places) - min(places) < NEAR
    assert said(made) == texts


def test_each_language_has_its_own_mark() -> None:
    in_vietnamese, in_english = cut("1.269", "vi"), cut("1.269", "en")
    assert in_vietnamese is not None
    assert in_english is not None
    assert (in_vietnamese.tail, in_english.tail) == ("", ".269")


def test_words_and_several_numbers_stay_where_they_are() -> None:
    words = column("không có số liệu", "", "12,5", "3")
    made = flat(words, cuts_of(words, "vi"), number_width)
    assert made[:2] == words[:2]
    assert lines_of(made[3])[0][1] > 0
    several = column("10 doanh nghiệp; 0,5 %", "5", "0,25")
    assert cuts_of(several, "vi") == [None] * 3


def test_numbers_of_different_units_are_not_aligned_but_keep_their_intervals_whole() -> None:
    cells = column("341 TOE (9,53–3.840)", "4,47 tỷ đồng (2,39–8,55)")
    cuts = cuts_of(cells, "vi")
    assert flat(cells, cuts, number_width) == cells
    assert [[text for text, _ in lines_of(cell)] for cell in stacked(cells, cuts, number_width)] == [
        ["341 TOE", "(9,53–3.840)"],
        ["4,47 tỷ đồng", "(2,39–8,55)"],
    ]


@pytest.mark.parametrize(("room", "lines"), [(20.0, 1), (6.0, 2), (2.0, 1)])
def test_brackets_go_below_only_where_one_line_is_too_narrow(room: float, lines: int) -> None:
    cells = column(*BESIDE)
    (made,) = arrange([cells], [cuts_of(cells, "vi")], number_width, lambda columns: [room] * len(columns))
    assert {len(lines_of(cell)) for cell in made} == {lines}
    assert (list(made) == cells) is (room == 2.0)
