"""Where labels go: lines, rows, levels, margins."""

from __future__ import annotations

from datetime import date
from itertools import permutations, product

from sxsh_eval.parameters.quantity import Years
from sxsh_eval.reports.charts.data import Lane, TimelineItem
from sxsh_eval.reports.charts.packing import first_fit, raise_flags
from sxsh_eval.reports.charts.page import Block
from sxsh_eval.reports.charts.placing import spread
from sxsh_eval.reports.charts.quiet import quiet_years
from sxsh_eval.reports.charts.wrapping import text_width, wrap
from tests.reports.hard_figures import LONG
from tests.reports.timeline_sample import LETTER


def test_quiet_years_end_with_the_letter() -> None:
    lane = Lane(kind="events", items=(TimelineItem(label=LONG, first=date(2016, 1, 1), last=date(2016, 12, 31)),))
    assert quiet_years(lane, Years(first=2015, last=2020), LETTER) == (
        Years(first=2015, last=2015),
        Years(first=2017, last=2018),
    )
    assert quiet_years(lane, Years(first=2016, last=2020), None) == (Years(first=2017, last=2020),)
    assert quiet_years(lane, Years(first=2016, last=2016), None) == ()


def test_wrapping_keeps_numbers_with_their_sign() -> None:
    lines = wrap("chiếm 10 % cơ sở sản xuất", text_width("chiếm 10") + 0.1)
    assert "chiếm" in lines
    assert all(not line.startswith("%") for line in lines)
    assert all(text_width(line) <= 20 for line in wrap("QĐ" * 60, 20))
    assert "".join(wrap("QĐ" * 60, 20)) == "QĐ" * 60


def test_rows_are_shared_only_at_a_distance() -> None:
    assert first_fit([(0, 10), (5, 15), (12, 20), (11, 12)], 1.5) == [0, 1, 0, 2]


def test_no_line_crosses_the_label_of_another_mark() -> None:
    blocks = [Block((f"20{n}: 50 %",), size=8.0) for n in (15, 20, 25)]
    for anchors in product(range(0, 71, 7), repeat=3):
        flags = raise_flags(anchors, blocks, 70)
        for one, other in permutations(flags, 2):
            inside = one.left < other.anchor < one.left + one.block.width
            assert not (inside and other.level > one.level), anchors
            apart = one.left + one.block.width <= other.left or other.left + other.block.width <= one.left
            assert apart or one.level != other.level, anchors


def test_labels_spread_only_as_far_as_needed() -> None:
    assert spread([10, 30], [4, 4], (0, 50)) == [8, 28]
    assert spread([10, 11, 49], [4, 4, 4], (0, 50)) == [8, 12, 46]
