"""Charts on the programme show what their data say; layout, bytes and empty data: `test_figures`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from pydantic import ValidationError

from sxsh_eval.parameters.quantity import Num
from sxsh_eval.reports.charts.abatement import spans_of
from sxsh_eval.reports.charts.packing import split_rows
from sxsh_eval.reports.charts.plan_data import AbatementData, Activity, ScheduleData, TornadoData
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.programme_data import PathPoint, ProjectedLine, ProjectionPanel, ReachedBy
from sxsh_eval.reports.figures import draw
from sxsh_eval.reports.language import LANGUAGES, Language
from sxsh_eval.reports.marks import BLACK, mark_style
from tests.reports.drawn import bars, level_lines, marks, only, plots, points, said
from tests.reports.figure_samples import figure, percent
from tests.reports.hard_figures import NAMES
from tests.reports.hard_programme import TORNADOES, one_panel, step, tornado
from tests.reports.plan_samples import ABATEMENT, PLANS, SCHEDULE, amounts, money
from tests.reports.programme_samples import ENDS, PANELS, PROGRAMME, SCENARIOS, TORNADO, VARIANTS, futures

VI = Language("vi")
both = pytest.mark.parametrize("code", LANGUAGES)


def ends_of_bars(axes: Plot) -> list[tuple[float, float]]:
    """Where each bar begins and ends, in the order of drawing."""
    return [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in bars(axes)]


def curves(axes: Plot) -> list[list[tuple[float, float]]]:
    """Lines with more than two points, thick ones only."""
    return [points(line) for line in axes.lines if len(points(line)) > 2 and line.get_linewidth() > 1]


def test_tornado_has_the_widest_bar_on_top() -> None:
    axes = only(PROGRAMME["tornado"])
    spreads = [abs(a[1] - b[1]) for a, b in zip(ends_of_bars(axes)[::2], ends_of_bars(axes)[1::2], strict=True)]
    assert spreads == sorted(spreads, reverse=True)
    heights = [bar.get_y() for bar in bars(axes)[::2]]
    assert all(above < below for above, below in pairwise(heights))
    first = TORNADO.ordered[0]
    assert [round(end, 9) for pair in ends_of_bars(axes)[:2] for end in pair] == [21.4, 13.2, 21.4, 33.0]
    assert (first.low.outcome.value, first.high.outcome.value) == (13.2, 33.0)


def test_ends_of_a_driver_differ_without_colour() -> None:
    axes = only(PROGRAMME["tornado"])
    assert [bool(bar.get_hatch()) for bar in bars(axes)] == [True, False] * 5
    assert [to_hex(bar.get_facecolor()) == "#ffffff" for bar in bars(axes)] == [True, False] * 5


@both
def test_tornado_says_outcomes_and_settings(code: str) -> None:
    text = said(PROGRAMME["tornado"], code)
    parts = {"vi": ["13,2 %", "từ 1,5 đến 6,0", "Kết quả trung tâm: 21,4 %", "Mười bốn yếu tố khác"]}
    parts["en"] = ["13.2%", "from 1.5 to 6.0", "Central outcome: 21.4%", "Fourteen other drivers"]
    assert all(part in text for part in parts[code])


def test_ends_on_one_side_lie_over_each_other() -> None:
    axes = only(figure("tornado", TORNADOES["one side"]))
    first, second = bars(axes)[2:4]
    assert first.get_y() + first.get_height() == pytest.approx(second.get_y())
    assert "60 %; 70 %" in said(figure("tornado", TORNADOES["one side"]), "vi")
    assert "không đổi" in said(figure("tornado", tornado(5, (5, 5))), "vi")


def test_scenarios_lie_at_their_values_on_axes_of_their_own() -> None:
    drawn = plots(draw(PROGRAMME["scenarios"], VI))
    assert len(drawn) == 4
    for number, axes in enumerate(drawn):
        shown = [row.cells[number].estimate for row in SCENARIOS.rows]
        known = [one for one in shown if one is not None]
        assert [x for x, _, _ in marks(axes)] == [one.value.value for one in known]
        ends = [(one.interval.low, one.interval.high) for one in known if one.interval]
        assert level_lines(axes) == [(low, high) for low, high in ends if low < high]
        assert axes.get_xlim()[0] == 0
        assert axes.get_xlim()[1] >= max(float(one.interval.high) for one in known if one.interval)


def test_the_reference_scenario_is_grey_the_others_show_their_grade() -> None:
    looks = [line.get_markeredgecolor() for _, _, line in marks(plots(draw(PROGRAMME["scenarios"], VI))[0])]
    projected = mark_style("evidence", "projected").colour
    assert looks[1:] == [projected] * 3
    assert looks[0] != projected


@both
def test_scenarios_say_numbers_and_reasons(code: str) -> None:
    text = said(PROGRAMME["scenarios"], code)
    parts = {"vi": ["36,9 %", "(20,3–55,7)", "3.600 TOE", "61,0 tỷ đồng", "không chi", "mục tiêu đề xuất: 50 %"]}
    parts["en"] = ["36.9%", "(20.3–55.7)", "3,600 TOE", "none spent", "proposed target: 50%"]
    assert all(part in " ".join(text.split()) for part in parts[code])
    assert {"vi": "90 % số kết quả mô phỏng", "en": "90% of the drawn futures"}[code] in text


def test_futures_are_the_points_given_on_one_scale() -> None:
    drawn = plots(draw(PROGRAMME["projection"], VI))
    assert len({axes.get_ylim() for axes in drawn}) == 1
    for axes, (_, last, low, high, _) in zip(drawn, ENDS, strict=True):
        path = [(float(point.year), point.value) for point in futures(last, low, high)]
        assert curves(axes) == [path]
        (band,) = axes.collections
        ys = np.asarray(band.get_paths()[0].vertices)[:, 1]
        assert (ys.min(), ys.max()) == (min(5.0, low), high)


def test_targets_and_the_start_are_marked_where_they_are() -> None:
    (axes, *_) = plots(draw(PROGRAMME["projection"], VI))
    found = {(x, y, line.get_markeredgecolor()) for x, y, line in marks(axes)}
    assert found == {(2030, 50, BLACK), (2018, 5, mark_style("evidence", "claimed").colour)}


@both
def test_chances_stand_at_the_right_edge(code: str) -> None:
    text = " ".join(said(PROGRAMME["projection"], code).split())
    parts = {"vi": ["khả năng đạt 50 %: 14 %", "khả năng đạt 50 %: không quá 1 %", "2030: 36,9 % (20,3–55,7)"]}
    parts["en"] = ["chance of reaching 50%: 14%", "at most 1%", "2030: 36.9% (20.3–55.7)"]
    assert all(part in text for part in parts[code])
    assert {"vi": "xuất phát 2018: 5 % (4,5–5,5)", "en": "start 2018: 5% (4.5–5.5)"}[code] in text


def test_chances_before_the_last_year_name_their_year() -> None:
    path = ProjectedLine(
        points=(PathPoint(year=2020, value=1), PathPoint(year=2030, value=9)),
        reached=(ReachedBy(year=2025, target=percent(5), chance=percent(40)),),
    )
    assert "khả năng đạt 5 % năm 2025: 40 %" in " ".join(said(figure("projection", one_panel(path)), "vi").split())


def test_many_lines_of_one_panel_have_intervals_instead_of_bands() -> None:
    drawing = draw(VARIANTS["futures in one panel"], VI)
    (axes,) = plots(drawing)
    assert len(curves(axes)) == 4
    assert axes.collections == []
    assert len({(line.get_linestyle(), line.get_linewidth()) for line in axes.lines if len(points(line)) > 2}) >= 3
    assert all(VI.show(name) in " ".join(said(VARIANTS["futures in one panel"], "vi").split()) for name, *_ in ENDS)


def widths(axes: Plot) -> list[tuple[float, float, float]]:
    """Left end, width, height of each step."""
    return [(bar.get_x(), bar.get_width(), bar.get_height()) for bar in bars(axes)]


def test_steps_stand_side_by_side_from_the_cheapest() -> None:
    found = widths(only(PLANS["abatement"]))
    assert [height for *_, height in found] == [-3.9, -2.2, 1.2, 2.1, 4.0, 7.8, 10.4]
    assert [width for _, width, _ in found] == [640, 900, 90, 1200, 40, 2100, 150]
    assert all(left + width == pytest.approx(other) for (left, width, _), (other, *_) in pairwise(found))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1e9)), min_size=1, max_size=36))
def test_widths_add_up_to_all_that_is_saved(pairs: list[tuple[float, float]]) -> None:
    spans = spans_of(AbatementData(steps=tuple(step(cost, amount) for cost, amount in pairs)))
    assert spans[-1].right == pytest.approx(sum(amount for _, amount in pairs))
    assert [span.cost for span in spans] == sorted(cost for cost, _ in pairs)


def test_steps_that_pay_for_themselves_are_hatched() -> None:
    axes = only(PLANS["abatement"])
    assert [bool(bar.get_hatch()) for bar in bars(axes)] == [True, True] + [False] * 5


@both
def test_the_list_says_what_the_numbers_are(code: str) -> None:
    text = said(PLANS["abatement"], code)
    parts = {"vi": ["Tập huấn: cơ sở nhỏ", "90 TOE (54–135)", "−3,9 triệu đồng/TOE (−6,2 đến −0,8)", "3.500 TOE"]}
    parts["en"] = ["Training: small establishments", "90 TOE (54–135)", "3,500 TOE"]
    assert all(part in text for part in parts[code])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.1, 50), max_size=80), st.integers(1, 4))
def test_columns_keep_order_and_lose_nothing(heights: list[float], count: int) -> None:
    rows = list(range(len(heights)))
    columns = split_rows(rows, heights, count)
    assert [row for column in columns for row in column] == rows
    assert len(columns) == count
    highest = max((sum(heights[row] for row in column) for column in columns), default=0.0)
    assert highest <= sum(heights) / count + max(heights, default=0.0) + 1e-6


def test_activities_fill_their_years() -> None:
    drawing = draw(PLANS["schedule"], VI)
    found = [bar for bar in drawing.findobj(Rectangle) if isinstance(bar, Rectangle) and bar.get_height() == 4.6]
    rows = [row for group in SCHEDULE.groups for row in group.rows]
    year = (found[0].get_width() + 0.8) / 10
    assert [round((bar.get_width() + 0.8) / year, 6) for bar in found] == [row.last - row.first + 1 for row in rows]
    lefts = [bar.get_x() for bar in found]
    assert [round((left - lefts[0]) / year, 6) for left in lefts] == [row.first - 2021 for row in rows]
    assert len({to_hex(bar.get_facecolor()) for bar in found}) == 2


@both
def test_plans_say_money_and_reasons(code: str) -> None:
    text = said(PLANS["schedule"], code)
    parts = {"vi": ["4.168", "triệu đồng", "chưa xác định kinh phí", "Tổng theo năm", "Đã hoàn thành"]}
    parts["en"] = ["4,168", "million", "money not settled", "Total by year", "Finished"]
    assert all(part in " ".join(text.split()) for part in parts[code])


def bad_unit() -> None:
    TornadoData(measure=NAMES[0], central=Num(value=1, unit="toe"), drivers=TORNADO.drivers)


def outside_plan() -> None:
    ScheduleData(first=2021, last=2022, groups=SCHEDULE.groups)


def money_outside() -> None:
    Activity(label=NAMES[0], first=2021, last=2022, amounts=amounts(2022, 1, 2))


def unnamed_lines() -> None:
    ProjectionPanel(lines=(PANELS.panels[0].lines[0],) * 2)


BAD: dict[str, Callable[[], object]] = {
    "needs the unit toe": bad_unit,
    "outside the years 2021..2022": outside_plan,
    "inside the activity's years": money_outside,
    "need labels": unnamed_lines,
    "outside its own band": lambda: PathPoint(year=2020, value=5, band=(6, 7)),
    "must rise": lambda: ProjectedLine(points=(PathPoint(year=2020, value=5),) * 2),
    "give lines or missing": ProjectionPanel,
    "cannot be negative": lambda: step(5, -1),
    "not inside 0..100": lambda: ReachedBy(year=2030, target=percent(5), chance=percent(101)),
    "give total or missing": lambda: Activity(label=NAMES[0], first=1990, last=1990, total=money(1), missing=NAMES[0]),
    "is outside the axis": lambda: PANELS.model_validate({**PANELS.model_dump(), "last": 2029}),
    "cells for 4 measures": lambda: SCENARIOS.model_validate(
        {**SCENARIOS.model_dump(), "rows": [{"label": NAMES[0].model_dump(), "cells": []}]}
    ),
    "at most 36": lambda: AbatementData(steps=(ABATEMENT.steps[0],) * 37),
}


@pytest.mark.parametrize("message", BAD)
def test_data_that_cannot_be_drawn_are_refused(message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        BAD[message]()
