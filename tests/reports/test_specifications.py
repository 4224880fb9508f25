"""Specification curves and honest bounds show what their data say; layout, bytes and empty data: `test_figures`."""

from __future__ import annotations

from math import inf

import pytest
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D

from sxsh_eval.errors import SxshError
from sxsh_eval.reports.charts.effects_data import SensitivityData, SpecificationsData
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.reaches import signed_scale
from sxsh_eval.reports.charts.sensitivity import CLEAR, NOUGHT
from sxsh_eval.reports.charts.specifications import CLAIM, DEFAULT, USUAL
from sxsh_eval.reports.figures import draw
from sxsh_eval.reports.language import LANGUAGES, Language
from tests.reports.drawn import bars, marks, only, places, said, texts
from tests.reports.drawn import points as spots
from tests.reports.effect_samples import EFFECTS, SENSITIVITY, SPECIFICATIONS, change, relaxed
from tests.reports.figure_samples import figure
from tests.reports.hard_effects import HARD
from tests.reports.hard_figures import LONG

VI, EN = Language("vi"), Language("en")
both = pytest.mark.parametrize("code", LANGUAGES)


def spans(axes: Plot) -> list[tuple[float, float, Line2D]]:
    """Level lines from left to right with their ends."""
    lines = [line for line in axes.lines if line.get_marker() == "None" and len(spots(line)) == 2]
    return [(a[0], b[0], line) for line in lines for a, b in [spots(line)] if a[1] == b[1]]


def test_every_specification_stands_in_its_row() -> None:
    axes = only(EFFECTS["specifications"])
    effects = [row.effect for row in SPECIFICATIONS.rows if row.effect is not None]
    assert [x for x, _, _ in marks(axes)] == [one.at for one in effects]
    heights = [y for _, y, _ in marks(axes)]
    assert heights == sorted(heights)
    ends = [(low, high) for low, high, _ in spans(axes)]
    left = axes.get_xlim()[0]
    assert ends == [(max(one.interval.left, left), one.interval.right) for one in effects if one.interval]
    upright = [
        spots(line)[0][0] for line in axes.lines if len(spots(line)) == 2 and spots(line)[0][1] != spots(line)[1][1]
    ]
    assert {0.0, -10.0} <= set(upright)


def test_the_default_stands_out_without_colour() -> None:
    axes = only(EFFECTS["specifications"])
    looks = [(x, line.get_marker(), line.get_markerfacecolor(), line.get_markersize()) for x, _, line in marks(axes)]
    assert [x for x, sign, *_ in looks if sign == "s"] == [-5.1]
    (large,) = {size for _, sign, _, size in looks if sign == "s"}
    assert large > max(size for _, sign, _, size in looks if sign != "s")
    assert {colour for _, sign, colour, _ in looks if sign == "o"} == {USUAL.colour}
    assert {colour for _, sign, colour, _ in looks if sign == "s"} == {DEFAULT.colour}
    bold = [text for text in texts(draw(EFFECTS["specifications"], EN)) if "SemiBold" in str(text.get_fontfamily())]
    assert "Against never adopters" in [text.get_text() for text in bold]


def test_the_claim_lies_behind_all_rows() -> None:
    axes = only(EFFECTS["specifications"])
    (shade,) = [bar for bar in bars(axes) if to_hex(bar.get_facecolor()) == CLAIM]
    assert (shade.get_x(), shade.get_x() + shade.get_width()) == (-10.5, -9.5)
    assert shade.get_zorder() < min(line.get_zorder() for _, _, line in spans(axes))
    far = only(HARD["claim at the left end"])
    assert far.get_xlim()[0] < -60
    assert not [bar for bar in bars(only(HARD["logarithms"])) if to_hex(bar.get_facecolor()) == CLAIM]


@both
def test_rows_say_numbers_and_refusals(code: str) -> None:
    text = " ".join(said(EFFECTS["specifications"], code).split())
    for part in {
        "vi": ["Văn bản: −10 % (−10,5 đến −9,5)", "(−2,2 đến 9,3), n = 1.240", "+3,4 %", "(không quá −0,3), n = 1.011",
               "Không ước lượng được: ngành và quy mô", "Cách ước lượng mà báo cáo dựa vào"],
        "en": ["Letter: −10% (−10.5 to −9.5)", "(−2.2 to 9.3), n = 1,240", "+3.4%", "(at most −0.3), n = 1,011",
               "Cannot be estimated: sector and size", "Estimate the report relies on"],
    }[code]:  # fmt: skip
        assert part in text
    assert "10" not in said(HARD["refused only"], code)
    assert not only(HARD["refused only"]).lines


def test_families_keep_their_order() -> None:
    boxes = {text: box.y0 for text, box in places(draw(EFFECTS["specifications"], EN))}
    heights = [boxes[name] for name in ("Naive", "Regression", "Group-time effects", "Sensitivity")]
    assert heights == sorted(heights, reverse=True)


def test_bounds_without_nought_are_thick_and_solid() -> None:
    axes = only(EFFECTS["sensitivity"])
    drawn = {(low, high): line for low, high, line in spans(axes)}
    for row in (row for group in SENSITIVITY.groups for row in group.rows):
        assert row.interval is not None
        line = drawn[max(row.interval.left, axes.get_xlim()[0]), row.interval.right]
        look = NOUGHT if row.interval.holds(0) else CLEAR
        assert (line.get_color(), line.get_linewidth()) == (look["color"], look["linewidth"])
        assert line.is_dashed() == row.interval.holds(0)
    assert [x for x, _, _ in marks(axes)] == [-5.1]
    assert [line.get_marker() for line in axes.lines if line.get_marker() in {"<", ">"}] == ["<"]


@pytest.mark.parametrize(
    ("name", "above", "below"),
    [
        ("never breaks", "M = 3", ""),
        ("breaks at once", "", "M = 0"),
        ("30 bounds", "M = 0,9", "M = 1"),
        ("sensitivity", "M = 1", "M = 1,5"),
    ],
)
def test_the_breakdown_value_stands_between_its_rows(name: str, above: str, below: str) -> None:
    drawing = draw({**HARD, **EFFECTS}[name], VI)
    heights: dict[str, float] = {}
    for text, box in places(drawing):
        heights.setdefault(text.replace("\xa0", " "), box.y0)
    (middle, *_) = [y for text, y in heights.items() if text.startswith("Giá trị phá vỡ")]
    order = [
        text for text, _ in sorted(heights.items(), key=lambda one: -one[1]) if text.startswith(("M =", "Giá trị"))
    ]
    at = order.index(next(text for text in order if text.startswith("Giá trị")))
    assert (order[at - 1] if at else "") == above
    assert (order[at + 1] if at + 1 < len(order) else "") == below
    assert middle > 0


@both
def test_bounds_say_what_they_are(code: str) -> None:
    text = " ".join(said(EFFECTS["sensitivity"], code).split())
    for part in {
        "vi": [
            "−7,4 đến −2,8 %",
            "không quá 5,3",
            "Giá trị phá vỡ 1,06: từ đây khoảng chứa 0",
            "Khoảng tin cậy 95 % chứa 0",
        ],
        "en": ["−7.4 to −2.8%", "at most 5.3", "Breakdown value 1.06: from here on", "95% confidence interval with 0"],
    }[code]:
        assert part in text
    assert {"vi": "trên 3: mọi khoảng", "en": "over 3: no interval above"}[code] in said(HARD["never breaks"], code)
    assert {"vi": "Không có giá trị phá vỡ: tỷ lệ", "en": "No breakdown value: share"}[code] in said(
        HARD["no breakdown"], code
    )


def test_every_bound_leaves_a_trace() -> None:
    axes = only(HARD["far apart"])
    assert [spots(line)[0][0] for line in axes.lines if line.get_marker() == "|"] == [500]
    scale = signed_scale(
        (), "percent_change", wide=[one.interval for one in (relaxed(0, 40, 41), relaxed(1, -inf, inf)) if one.interval]
    )
    assert scale.holds(40)


def test_data_survive_json() -> None:
    assert SpecificationsData.model_validate_json(SPECIFICATIONS.model_dump_json()) == SPECIFICATIONS
    assert SensitivityData.model_validate_json(SENSITIVITY.model_dump_json()) == SENSITIVITY


ROW = {"label": LONG.model_dump(), "effect": change(1, 0, 2).model_dump(mode="json")}
BOUND = relaxed(1, -2, 3).model_dump(mode="json")
NUMBER = {"value": -10, "unit": "percent_change"}
BAD: dict[str, tuple[str, dict[str, object], str]] = {
    "neither": ("specifications", {"families": [{"rows": [{"label": LONG.model_dump()}]}]}, "either effect or missing"),
    "two defaults": (
        "specifications",
        {"families": [{"rows": [ROW | {"default": True}] * 2}]},
        "only one specification",
    ),
    "two units": ("specifications", {"families": [{"rows": [ROW]}], "unit": "log_point"}, "needs the unit log_point"),
    "claim off itself": (
        "specifications",
        {
            "families": [],
            "claim": {
                "label": LONG.model_dump(),
                "value": NUMBER,
                "interval": {"low": 0, "high": 1, "unit": "percent_change"},
            },
        },
        "claim lies outside",
    ),
    "claim in points": (
        "specifications",
        {"families": [], "claim": {"label": LONG.model_dump(), "value": NUMBER | {"unit": "percentage_point"}}},
        "needs the unit percent_change, has percentage_point",
    ),
    "falling values": ("sensitivity", {"groups": [{"rows": [BOUND, BOUND]}]}, "must rise"),
    "no bound": ("sensitivity", {"groups": [{"rows": [{"value": NUMBER}]}]}, "either interval or missing"),
    "no breakdown": ("sensitivity", {"groups": [{"rows": [BOUND], "breakdown": {}}]}, "either value or missing"),
    "bounds in logs": ("sensitivity", {"groups": [{"rows": [BOUND]}], "unit": "log_point"}, "needs the unit log_point"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_data_say_what_is_wrong(name: str) -> None:
    chart, data, message = BAD[name]
    with pytest.raises(SxshError, match=message):
        draw(figure(chart, data), VI)
