"""Widths of columns: they add up, keep words whole, follow shares and stay between floor and ceiling."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.reports.fonts import text_width
from sxsh_eval.reports.render.breaks import soften
from sxsh_eval.reports.render.columns import GAP, PADDING, SIZES, SMALL_SIZES, TEXT_WIDTH, Widths, fit, need, share_out
from sxsh_eval.reports.render.pieces import Line, Piece
from tests.reports.sample_report import LONG_WORD

ALL_SIZES = (*SIZES, *SMALL_SIZES)
WIDTHS = st.floats(1, 300, allow_nan=False)
COLUMN = st.tuples(WIDTHS, WIDTHS, st.floats(0.05, 5))


def text(*words: str) -> tuple[Line, ...]:
    return tuple((Piece(word),) for word in words)


def fitted(*columns: tuple[Line, ...], shares: tuple[float, ...] = (), align: str = "left") -> Widths:
    aligns = [align] * len(columns)
    return fit([need(cells, align) for cells in columns], shares or [1.0] * len(columns), aligns)


@given(st.lists(COLUMN, min_size=1, max_size=14), st.floats(50, 900))
def test_shared_out_widths_add_up(columns: list[tuple[float, float, float]], total: float) -> None:
    floors = [min(a, b) for a, b, _ in columns]
    ceilings = [max(a, b) for a, b, _ in columns]
    widths = share_out(floors, ceilings, [share for _, _, share in columns], total)
    assert sum(widths) == pytest.approx(total)
    assert min(widths) > 0
    if sum(floors) <= total <= sum(ceilings):
        for width, floor, ceiling in zip(widths, floors, ceilings, strict=True):
            assert floor * 0.999 <= width <= ceiling * 1.001


def test_shares_count_where_there_is_room() -> None:
    assert share_out([1, 1], [900, 900], [1, 3], 400) == pytest.approx([100, 300])
    assert share_out([150, 1], [900, 900], [1, 3], 400) == pytest.approx([150, 250])
    assert share_out([1, 1], [900, 120], [1, 3], 400) == pytest.approx([280, 120])


def test_floors_and_ceilings_that_do_not_fit_shrink_and_grow_alike() -> None:
    assert share_out([300, 100], [300, 100], [1, 1], 200) == pytest.approx([150, 50])
    assert share_out([10, 10], [30, 90], [1, 1], 240) == pytest.approx([60, 180])


def test_few_columns_get_the_largest_type() -> None:
    widths = fitted(text("Tỉnh", "Đắk Lắk"), text("Kết quả", "8,2 %"))
    assert widths.size == SIZES[0]
    assert sum(widths.shares) == pytest.approx(1)


def test_no_word_is_cut_while_there_is_a_size_that_fits() -> None:
    years = [text(str(year), "9.999,9") for year in range(2006, 2016)]
    widths = fitted(text("Tỉnh, thành phố", "Thừa Thiên Huế"), *years)
    assert widths.size in ALL_SIZES
    assert widths.fits
    for share in widths.shares[1:]:
        assert (share * TEXT_WIDTH - 2 * PADDING) / widths.size >= text_width("9.999,9", weight=600)


def test_one_endless_word_does_not_take_the_page() -> None:
    widths = fitted(text("#", "1"), text("Giá trị", LONG_WORD), text("Ghi chú", "một hai ba " * 20))
    assert widths.size == SIZES[0]
    assert widths.shares[1] < 0.5


def test_long_text_gets_more_than_short_text() -> None:
    widths = fitted(text("Mức độ", "Lưu ý"), text("Phát hiện", "Số liệu không có mẫu số nên chưa so được. " * 9))
    assert widths.shares[1] > 3 * widths.shares[0]


def test_a_table_that_fits_nowhere_takes_the_smallest_type() -> None:
    widths = fitted(*(text("1.234.567.890") for _ in range(14)))
    assert widths.size == ALL_SIZES[-1]
    assert not widths.fits
    assert widths.narrowest * widths.size > TEXT_WIDTH


def test_text_after_numbers_stands_off() -> None:
    aligns = ("right", "left", "right", "right", "center")
    cells = [need(text("1"), align) for align in aligns]
    assert fit(cells, [1.0] * 5, aligns).insets == (PADDING, GAP, PADDING, PADDING, GAP)


def test_digits_of_numbers_are_measured_on_one_width() -> None:
    assert need(text("111"), "right") == need(text("000"), "right")
    assert need(text("111"), "left").words < need(text("000"), "left").words


def test_marks_and_empty_cells_are_measured() -> None:
    plain, marked = need(((Piece("Đạt"),), None), "left"), need(((Piece("Đạt", "disc", "#00704f"),), None), "left")
    assert marked.words > plain.words
    assert plain.lines[1] == 0
    assert need(((), None), "left").words == 0


def test_soften_opens_only_words_that_are_too_wide() -> None:
    assert soften("Quyết định số 1419/QĐ-TTg", 20) == "Quyết định số 1419/QĐ-TTg"
    assert soften("a/bb/ccc tốt", 2) == "a/\u200bbb/\u200bccc tốt"
    assert soften("", 5) == ""


@given(st.text(st.characters(codec="utf-8", exclude_characters="\u200b"), max_size=60), st.floats(1, 30))
def test_soften_adds_nothing_but_breaks(words: str, limit: float) -> None:
    softened = soften(words, limit)
    assert softened.replace("\u200b", "") == words
    assert not any(a == b == "\u200b" for a, b in pairwise(softened))
    widest = max((text_width(part, weight=600) for part in softened.replace(" ", "\u200b").split("\u200b")), default=0)
    assert widest <= max(limit, 1.3)
