"""Waterfalls show what their data say; layout, bytes and empty data: `test_figures`."""

from __future__ import annotations

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from sxsh_eval.errors import SxshError
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.waterfall_axis import scales_of
from sxsh_eval.reports.charts.waterfall_data import WaterfallData
from sxsh_eval.reports.figures import draw
from sxsh_eval.reports.language import LANGUAGES, Language
from sxsh_eval.reports.marks import BLUE
from tests.reports.drawn import bars, level_lines, only, plots, said
from tests.reports.drawn import points as spots
from tests.reports.effect_samples import EFFECTS, VARIANTS
from tests.reports.figure_samples import figure
from tests.reports.hard_effects import HARD
from tests.reports.hard_figures import LONG, NAMES
from tests.reports.waterfall_sample import ACTIVITY, APART, DECOMPOSED, group, step, toe

VI, EN = Language("vi"), Language("en")
both = pytest.mark.parametrize("code", LANGUAGES)


def ends(bar: Rectangle) -> tuple[float, float]:
    return bar.get_x(), bar.get_x() + bar.get_width()


def tones(axes: Plot) -> list[str]:
    names = {True: "up", False: "down"}
    return [
        names[bool(bar.get_hatch())] if bar.get_hatch() or to_hex(bar.get_facecolor()) == BLUE else "total"
        for bar in bars(axes)
    ]


def test_bars_begin_where_the_one_before_ends() -> None:
    axes = only(EFFECTS["waterfall"])
    assert [ends(bar) for bar in bars(axes)] == [
        (0, 84_300), (84_300, 105_750), (102_630, 105_750), (97_750, 102_630), (97_750, 99_010), (0, 99_010),
    ]  # fmt: skip
    assert tones(axes) == ["total", "up", "down", "down", "up", "total"]
    tied = [spots(line)[0][0] for line in axes.lines if line.get_linewidth() == 0.7]
    assert tied == list(DECOMPOSED.groups[0].levels)


def test_intervals_lie_around_the_level_after() -> None:
    assert level_lines(only(EFFECTS["waterfall"])) == [
        (84_300 + 19_150, 84_300 + 23_750),
        (105_750 - 4_020, 105_750 - 2_220),
        (102_630 - 5_980, 102_630 - 3_780),
        (97_750 - 640, 97_750 + 3_160),
    ]


def test_totals_are_cut_only_where_steps_would_be_too_short() -> None:
    assert only(EFFECTS["waterfall"]).get_xlim()[0] == 0
    one, other = plots(draw(VARIANTS["two waterfalls"], VI))
    assert 11_000 < one.get_xlim()[0] < 11_735
    assert 70_000 < other.get_xlim()[0] < 71_900
    text = said(VARIANTS["two waterfalls"], "vi")
    assert "Trục không bắt đầu từ 0" in text
    assert "Mỗi nhóm có trục riêng." in text
    for name in ("one axis for all", "from 0 at any price"):
        assert all(axes.get_xlim()[0] == 0 for axes in plots(draw(HARD[name], VI)))
        assert "Trục không bắt đầu từ 0" not in said(HARD[name], "vi")
    white = [line for line in only(HARD["1 step"]).lines if line.get_color() == "white"]
    assert len(white) == 4


def test_groups_share_an_axis_where_all_stay_readable() -> None:
    alike = WaterfallData(unit="toe", groups=(group(100, step(ACTIVITY, -40)), group(90, step(ACTIVITY, 30))))
    assert len(set(scales_of(alike))) == 1
    assert len(set(scales_of(APART))) == 2
    assert len(set(scales_of(APART.model_copy(update={"shared_axis": True})))) == 1
    assert "Mỗi nhóm có trục riêng" not in said(figure("waterfall", alike), "vi")


@both
def test_steps_say_value_interval_and_share(code: str) -> None:
    text = " ".join(said(EFFECTS["waterfall"], code).split())
    for part in {
        "vi": ["+21.450 TOE", "(19.150–23.750)", "+25,4 %", "−3,7 %", "so với đầu kỳ", "+17,4 %", "Cơ sở chưa áp dụng"],
        "en": ["+21,450 TOE", "(19,150–23,750)", "+25.4%", "−3.7%", "of the start", "+17.4%", "Non-adopters"],
    }[code]:
        assert part in text
    change = said(VARIANTS["two waterfalls"], code)
    assert {"vi": "−61,7 %", "en": "−61.7%"}[code] in change
    assert change.count({"vi": "100,0 %", "en": "100.0%"}[code]) == 2
    assert {"vi": "không có sai số mẫu", "en": "no sampling error"}[code] in change


def test_shares_of_nothing_are_dashes() -> None:
    assert said(HARD["all from 0"], "vi").count("–") == 3
    assert "%" not in said(HARD["all from 0"], "vi")
    assert "−60,0 %" in said(HARD["below 0"], "vi")


def test_open_ends_are_arrows() -> None:
    axes = plots(draw(HARD["long and endless"], VI))[0]
    assert [line.get_marker() for line in axes.lines if line.get_marker() in {"<", ">"}] == ["<", ">"]
    assert "không có giới hạn" in said(HARD["long and endless"], "vi")
    assert VI.text("figures.effect.open") in said(HARD["long and endless"], "vi")
    assert VI.text("figures.effect.open") not in said(EFFECTS["waterfall"], "vi")


def test_data_survive_json() -> None:
    for data in (DECOMPOSED, APART):
        assert WaterfallData.model_validate_json(data.model_dump_json()) == data


PLAIN = group(100, step(ACTIVITY, -10, 3)).model_dump(mode="json")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"end": toe(91).model_dump()}, "the steps lead from 100 to 90, not 91"),
        ({"start": toe(100).model_copy(update={"unit": "kwh"}).model_dump()}, "needs the unit toe, has kwh"),
        (
            {"steps": [PLAIN["steps"][0] | {"interval": {"low": -3, "high": 1, "unit": "toe"}}]},
            "outside its own interval",
        ),
        ({"end_label": None}, "end_label"),
    ],
)
def test_bad_data_say_what_is_wrong(changed: dict[str, object], message: str) -> None:
    with pytest.raises(SxshError, match=message):
        draw(figure("waterfall", {"unit": "toe", "groups": [PLAIN | changed]}), VI)


def test_steps_add_up_to_a_millionth() -> None:
    thirds = tuple(step(name, 100 / 3) for name in NAMES[:3])
    made = group(0, *thirds, title=LONG)
    assert made.model_validate(made.model_dump() | {"end": toe(100).model_dump()}).change == 100
