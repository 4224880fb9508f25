"""Charts that compare provinces show what their data say; layout, bytes and empty data: `test_figures`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle
from pydantic import ValidationError

from sxsh_eval.parameters.quantity import Num
from sxsh_eval.reports.charts.benchmark_data import (
    CaterpillarData,
    CaterpillarRow,
    ControlFunnelData,
    ControlLimits,
    LimitPoint,
    MapTile,
    TileMapData,
)
from sxsh_eval.reports.charts.tile_layout import GAP, RAMP, layout_of
from sxsh_eval.reports.charts.tile_map import class_words
from sxsh_eval.reports.charts.tiles import province_tiles
from sxsh_eval.reports.figures import draw
from sxsh_eval.reports.language import LANGUAGES, Language
from tests.reports.benchmark_samples import (
    AFTER,
    BEFORE,
    BENCHMARK,
    CATERPILLAR,
    CONTROL,
    NO_REPORT,
    PROVINCES,
    VARIANTS,
    tile_map,
)
from tests.reports.drawn import level_lines, marks, only, plots, points, said
from tests.reports.estimates_made import share
from tests.reports.figure_samples import figure, percent
from tests.reports.hard_benchmark import FUNNELS, rates, square
from tests.reports.hard_figures import LONG, NAMES

VI = Language("vi")
both = pytest.mark.parametrize("code", LANGUAGES)


def test_provinces_stand_from_the_highest_to_the_lowest() -> None:
    drawn = plots(draw(BENCHMARK["caterpillar"], VI))
    assert len(drawn) == 2
    assert drawn[0].get_xlim() == drawn[1].get_xlim()
    filled = [x for axes in drawn for x, _, line in marks(axes) if line.get_markerfacecolor() != "white"]
    assert filled == sorted(filled, reverse=True)
    assert len(filled) == 60 == len(CATERPILLAR.ordered)
    opened = [x for axes in drawn for x, _, line in marks(axes) if line.get_markerfacecolor() == "white"]
    assert opened == [row.raw.value.value for row in CATERPILLAR.ordered if row.raw]
    for axes in drawn:
        heights = [y for _, y, line in marks(axes) if line.get_markerfacecolor() != "white"]
        assert all(above < below for above, below in pairwise(heights))


def test_whiskers_are_the_intervals() -> None:
    drawn = plots(draw(BENCHMARK["caterpillar"], VI))
    right = drawn[0].get_xlim()[1]
    found = [ends for axes in drawn for ends in level_lines(axes)]
    rows = [(row.estimate, row.raw) for row in CATERPILLAR.ordered]
    asked = [one.interval for pair in rows for one in reversed(pair) if one is not None and one.interval is not None]
    assert found == [(float(one.low), min(float(one.high), right)) for one in asked]


def test_the_pooled_line_runs_through_both_columns() -> None:
    for axes in plots(draw(BENCHMARK["caterpillar"], VI)):
        upright = [points(line)[0][0] for line in axes.lines if points(line)[0][0] == points(line)[-1][0]]
        assert 18.0 in upright


@both
def test_provinces_without_a_number_are_named_with_the_reason(code: str) -> None:
    text = " ".join(said(BENCHMARK["caterpillar"], code).split())
    assert f"{Language(code).show(NO_REPORT)}: Gia Lai" in text
    assert {"vi": "trả lời: Cà Mau, Phú Yên", "en": "answered: Cà Mau, Phú Yên"}[code] in text
    assert {"vi": "không phải là bảng xếp hạng", "en": "no league table"}[code] in text
    assert {"vi": "Cả nước: 18,0 % (16,4–19,7)", "en": "Nation: 18.0% (16.4–19.7)"}[code] in text


def test_few_provinces_have_one_column_with_observations() -> None:
    assert len(plots(draw(VARIANTS["20 provinces"], VI))) == 1
    assert "n = 101" in said(VARIANTS["20 provinces"], "vi")


def test_reasons_for_missing_intervals_are_grouped() -> None:
    bare = share(5, 1, 9).model_copy(update={"interval": None, "reason": NAMES[3]})
    rows = tuple(CaterpillarRow(label=name, estimate=bare) for name in NAMES[:2])
    text = said(figure("caterpillar", CaterpillarData(rows=rows)), "vi")
    assert "Không có khoảng (chỉ tiêu 4): Chỉ tiêu 1, Chỉ tiêu 2" in text
    assert "Khoảng tin cậy" not in text


def test_only_rates_beyond_the_limits_are_named() -> None:
    text = said(BENCHMARK["control_funnel"], "vi")
    out = {VI.show(one.label) for one in CONTROL.rates if one.beyond is not None}
    assert out == {"Sóc Trăng", "Khánh Hòa", "Bình Định"}
    assert all((VI.show(one.label) in text) == (VI.show(one.label) in out) for one in CONTROL.rates)


def test_rates_and_limits_lie_where_they_are() -> None:
    axes = only(BENCHMARK["control_funnel"])
    assert sorted((x, y) for x, y, _ in marks(axes)) == sorted((float(one.n), one.value) for one in CONTROL.rates)
    drawn = [points(line) for line in axes.lines if len(points(line)) > 2]
    assert len(drawn) == 4
    at = {line[24][0]: {round(other[24][1], 9) for other in drawn} for line in drawn}
    wanted = [limits.points[24] for limits in CONTROL.limits]
    assert at == {wanted[0].n: {round(end, 9) for one in wanted for end in (one.low, one.high)}}


def test_marks_beyond_the_limits_differ_in_shape() -> None:
    shapes = {
        (line.get_marker(), line.get_markerfacecolor()) for _, _, line in marks(only(BENCHMARK["control_funnel"]))
    }
    assert len({shape for shape, _ in shapes}) == 3


def test_limits_reach_the_end_of_the_axis() -> None:
    axes = only(figure("control_funnel", FUNNELS["1 rate"]))
    ends = [points(line)[-1][0] for line in axes.lines if line.get_color() != "#e3e6ea" and len(points(line)) == 2]
    assert ends.count(axes.get_xlim()[1]) == 4


def squares(data: TileMapData, code: str = "vi") -> list[Rectangle]:
    drawing = draw(figure("tile_map", data), Language(code))
    found = [one for one in drawing.findobj(Rectangle) if isinstance(one, Rectangle)]
    key = layout_of(data, Language(code))
    return [one for one in found if abs(one.get_height() - key.height + GAP) < 1e-6]


@pytest.mark.parametrize(("day", "count"), [(BEFORE, 63), (date(2025, 6, 30), 63), (date(2025, 7, 1), 34), (AFTER, 34)])
def test_every_province_has_its_square(day: date, count: int) -> None:
    tiles = province_tiles(PROVINCES, day, {}, NO_REPORT)
    assert sum(one.part_of is None for one in tiles) == count
    islands = {VI.show(one.label): VI.show(one.part_of) for one in tiles if one.part_of is not None}
    assert islands == {"QĐ. Hoàng Sa": "Đà Nẵng", "QĐ. Trường Sa": "Khánh Hòa"}
    assert len(squares(tile_map(day))) == count + 2


def test_archipelagos_have_the_colour_of_their_province() -> None:
    tiles = province_tiles(PROVINCES, BEFORE, {"da-nang": percent(7), "khanh-hoa": NAMES[0]}, NO_REPORT)
    at = {VI.show(one.label): one for one in tiles}
    assert at["QĐ. Hoàng Sa"].value == at["Đà Nẵng"].value == percent(7)
    assert at["QĐ. Trường Sa"].missing == at["Khánh Hòa"].missing == NAMES[0]
    assert at["Hà Nội"].missing == NO_REPORT
    text = said(BENCHMARK["tile_map"], "vi")
    assert "QĐ. Hoàng Sa (Đà Nẵng)" in text
    assert "QĐ. Trường Sa (Khánh Hòa)" in text


def test_squares_lie_in_rows_and_columns() -> None:
    data = TileMapData(tiles=(square(0, 1), square(4, 2), square(22, 3)))
    found = squares(data)
    layout = layout_of(data, VI)
    assert [round((one.get_x() - GAP / 2) / layout.width, 6) for one in found] == [0, 4, 4]
    assert [round((one.get_y() - GAP / 2) / layout.height, 6) for one in found] == [0, 0, 2]


def test_classes_darken_with_the_value_and_missing_ones_are_hatched() -> None:
    light = [
        sum(part * weight for part, weight in zip(to_rgb(one), (0.2126, 0.7152, 0.0722), strict=True)) for one in RAMP
    ]
    assert light == sorted(light, reverse=True)
    assert min(a - b for a, b in pairwise(light)) > 0.07
    data = TileMapData(tiles=(*(square(n, 10 * n + 5) for n in range(5)), square(7, None)))
    found = squares(data)
    colours = [to_hex(one.get_facecolor()) for one in found[:5]]
    assert [RAMP.index(colour) for colour in colours] == sorted({RAMP.index(colour) for colour in colours})
    assert [bool(one.get_hatch()) for one in found] == [False] * 5 + [True]


@both
def test_the_key_says_the_limits(code: str) -> None:
    data = TileMapData(tiles=tuple(square(n, value) for n, value in enumerate((1, 9.9, 10, 29))), limits=(10, 20))
    layout = layout_of(data, Language(code))
    words = [class_words(layout, number).replace("\N{NO-BREAK SPACE}", " ") for number in range(3)]
    assert (
        words
        == {
            "vi": ["dưới 10 %", "từ 10 % đến dưới 20 %", "từ 20 % trở lên"],
            "en": ["under 10%", "10% to under 20%", "20% or more"],
        }[code]
    )
    colours = [to_hex(one.get_facecolor()) for one in squares(data, code)]
    assert [RAMP.index(colour) for colour in colours] == [0, 0, 2, 5]


def test_several_reasons_are_numbered() -> None:
    text = said(BENCHMARK["tile_map"], "vi")
    assert "(1) Không có báo cáo" in text
    assert "(2) Ít hơn 5 cơ sở trả lời" in text
    single = TileMapData(tiles=(square(0, 5), square(1, None, NAMES[0], NAMES[1])))
    assert "(1)" not in said(figure("tile_map", single), "vi")


BAD: dict[str, Callable[[], object]] = {
    "either estimate or missing": lambda: CaterpillarRow(label=LONG),
    "raw number needs": lambda: CaterpillarRow(label=LONG, missing=LONG, raw=share(5, 1, 9)),
    "needs the unit toe": lambda: CaterpillarData(rows=CATERPILLAR.rows, unit="toe"),
    "rising n": lambda: ControlLimits(level=95, points=(LimitPoint(n=5, low=0, high=1),) * 2),
    "lower limit lies over": lambda: ControlLimits(
        level=95, points=(LimitPoint(n=5, low=2, high=1), LimitPoint(n=6, low=0, high=1))
    ),
    "no limits of level 99": lambda: ControlFunnelData(rates=rates((5, 5), beyond=99), pooled=percent(5)),
    "not inside 0..100": lambda: ControlFunnelData(rates=rates((5, 101)), pooled=percent(5)),
    "same place": lambda: TileMapData(tiles=(square(0, 5), square(0, 6))),
    "must rise": lambda: TileMapData(tiles=(square(0, 5),), limits=(5, 5)),
    "either value or missing": lambda: MapTile(row=0, column=0, label=LONG),
    "needs the unit percent": lambda: TileMapData(
        tiles=(MapTile(row=0, column=0, label=LONG, value=Num(value=1, unit="toe")),)
    ),
}


@pytest.mark.parametrize("message", BAD)
def test_data_that_cannot_be_drawn_are_refused(message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        BAD[message]()
