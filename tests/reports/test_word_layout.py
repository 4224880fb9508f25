from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.reports.render.times import count_lines, times_width, widest_word
from sxsh_eval.reports.render.word_layout import SIDEWAYS_MM, UPRIGHT_MM, lay_out, spread

WIDTHS = st.lists(
    st.tuples(st.floats(5, 60), st.floats(0, 100), st.floats(0.1, 10)), min_size=1, max_size=14
)  # fmt: skip


@given(WIDTHS, st.floats(100, 300))
def test_spread_fills_the_width_within_bounds(columns: list[tuple[float, float, float]], total: float) -> None:
    floors, extra, shares = (list(part) for part in zip(*columns, strict=True))
    ceilings = [floor + more for floor, more in zip(floors, extra, strict=True)]
    widths = spread(floors, ceilings, shares, total)
    assert sum(widths) == pytest.approx(total, rel=1e-6)
    if sum(floors) <= total <= sum(ceilings):
        for width, floor, ceiling in zip(widths, floors, ceilings, strict=True):
            assert floor - 1e-6 <= width <= ceiling + 1e-6


def test_spread_follows_the_shares_between_the_bounds() -> None:
    assert spread([10, 10], [150, 150], [1, 3], 160) == pytest.approx([40, 120])


def test_spread_gives_no_column_more_than_it_can_use() -> None:
    assert spread([10, 10], [30, 150], [1, 1], 160) == pytest.approx([30, 130])


def test_columns_of_few_words_stand_upright_in_normal_type() -> None:
    layout = lay_out(["Chỉ tiêu", "Mục tiêu"], [["Nhận thức", "90 %"]], [1, 1])
    assert (layout.sideways, layout.small) == (False, False)
    assert sum(layout.widths_mm) == pytest.approx(UPRIGHT_MM)


def test_many_columns_get_small_type_before_the_page_turns() -> None:
    small = lay_out(["1.234.567"] * 9, [["1.234.567"] * 9], [1] * 9)
    assert (small.sideways, small.small) == (False, True)
    turned = lay_out(["1.234.567"] * 11, [["1.234.567"] * 11], [1] * 11)
    assert turned.sideways
    assert sum(turned.widths_mm) == pytest.approx(SIDEWAYS_MM)


def test_more_columns_than_fit_share_the_page() -> None:
    layout = lay_out(["nghiệp"] * 60, [["1.234.567"] * 60], [1] * 60)
    assert (layout.sideways, layout.small) == (True, True)
    assert sum(layout.widths_mm) == pytest.approx(SIDEWAYS_MM)


def test_long_tables_get_small_type() -> None:
    assert not lay_out(["a"], [["b"]] * 60, [1]).small
    assert lay_out(["a"], [["b"]] * 80, [1]).small


def test_long_words_do_not_take_the_page_from_the_others() -> None:
    layout = lay_out(["a", "b"], [["x" * 200, "từng chữ một " * 10]], [1, 1])
    assert layout.widths_mm[1] > 60


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("286.000.000", 5), ("Đắk Lắk", 3.47), ("10 % (9,5–10,5)", 6.5), ("SXSH", 2.56)]
)
def test_widths_are_close_to_those_of_times_new_roman(text: str, width: float) -> None:
    assert times_width(text) == pytest.approx(width, rel=0.12)


def test_lines_break_at_spaces_and_inside_long_words() -> None:
    assert count_lines("", 10) == 1
    assert count_lines("một hai ba", 100) == 1
    assert count_lines("một hai ba", widest_word("một hai ba") * 1.01) == 3
    assert count_lines("m" * 50, times_width("m") * 10.5) == 5
