"""Event studies show what their data say; layout, bytes and empty data: `test_figures`."""

from __future__ import annotations

from math import inf

import pytest
from matplotlib.colors import to_hex

from sxsh_eval.errors import SxshError
from sxsh_eval.parameters.quantity import Num
from sxsh_eval.reports.charts.effect import Effect, Reach
from sxsh_eval.reports.charts.effects_data import EventPoint, EventStudyData
from sxsh_eval.reports.charts.event_words import LIGHT, POST, PRE, REFERENCE
from sxsh_eval.reports.charts.reaches import effect_text, reach_text, signed, signed_scale
from sxsh_eval.reports.figures import draw
from sxsh_eval.reports.language import LANGUAGES, Language
from tests.reports.drawn import bars, marks, places, plots, said, texts
from tests.reports.drawn import points as spots
from tests.reports.effect_samples import EFFECTS, EVENTS, LOGS, VARIANTS, change
from tests.reports.figure_samples import figure
from tests.reports.hard_effects import HARD

VI, EN = Language("vi"), Language("en")
both = pytest.mark.parametrize("code", LANGUAGES)
MAIN = plots(draw(EFFECTS["event_study"], VI))[0]


def test_periods_stand_at_their_times_in_their_tones() -> None:
    found = {x: (y, line.get_markeredgecolor(), line.get_marker()) for x, y, line in marks(MAIN) if x < 5}
    assert [found[point.time][0] for point in EVENTS.points[:-1]] == [
        point.effect.at if point.effect else 0.0 for point in EVENTS.points[:-1]
    ]
    assert {found[time][1:] for time in (-4, -3, -2)} == {(PRE.colour, "s")}
    assert {found[time][1:] for time in range(5)} == {(POST.colour, "o")}
    assert found[-1][1] == REFERENCE.colour


def test_the_reference_is_open_without_interval() -> None:
    (ring,) = [line for x, _, line in marks(MAIN) if x == -1]
    assert ring.get_markerfacecolor() == "white"
    upright = {
        spots(line)[0][0] for line in MAIN.lines if len(spots(line)) == 2 and spots(line)[0][0] == spots(line)[1][0]
    }
    assert upright == {-4, -3, -2, -0.5, 0, 1, 2, 3, 4}  # whiskers with the line before 0
    assert not any(bar.get_x() < -1 < bar.get_x() + bar.get_width() for bar in bars(MAIN))


def test_bands_lie_behind_whiskers() -> None:
    drawn = {round(bar.get_x() + bar.get_width() / 2, 6): bar for bar in bars(MAIN)}
    assert sorted(drawn) == [-4, -3, -2, 0, 1, 2, 3, 4]
    for point in EVENTS.points:
        if point.band is not None:
            bar = drawn[point.time]
            ends = (bar.get_y(), bar.get_y() + bar.get_height())
            assert ends == pytest.approx((max(point.band.left, MAIN.get_ylim()[0]), point.band.right))
            assert to_hex(bar.get_facecolor()) == LIGHT[point.time >= 0]
            assert bar.get_zorder() < min(line.get_zorder() for _, _, line in marks(MAIN))


@both
def test_numbers_treated_stand_under_their_times(code: str) -> None:
    drawing = draw(EFFECTS["event_study"], Language(code))
    boxes = places(drawing)
    middles = {text: (box.x0 + box.x1) / 2 for text, box in boxes}
    heights = {text: box.y0 for text, box in boxes}
    for time, n in ((-4, "118"), (-3, "164"), (2, "187"), (4, "48")):
        label = Language(code).number(time)
        assert middles[n] == pytest.approx(middles[label], abs=1)
        assert heights[n] < heights[label]
    text = said(EFFECTS["event_study"], code)
    assert {"vi": "5: chỉ còn 3 cơ sở", "en": "5: only 3 establishments"}[code] in text
    assert {"vi": "−5,1 % (−7,3 đến −2,9), n = 246", "en": "−5.1% (−7.3 to −2.9), n = 246"}[code] in " ".join(
        text.split()
    )


def test_crowded_numbers_stand_upright() -> None:
    alone = [text for text in texts(draw(HARD["41 periods alone"], VI)) if text.get_text() == "12.345"]
    assert (len(alone), {text.get_rotation() for text in alone}) == (41, {90})
    beside = [text for text in texts(draw(HARD["41 periods"], VI)) if text.get_text() == "12.345"]
    assert len(beside) == 21


def test_open_ends_are_white_arrows() -> None:
    axes = plots(draw(HARD["endless"], VI))[0]
    arrows = [
        (spots(line)[0][0], line.get_marker(), line.get_markerfacecolor() == "white")
        for line in axes.lines
        if line.get_marker() in {"v", "^"}
    ]
    whiskers = {one for one in arrows if float(one[0]).is_integer()}
    assert whiskers == {(-2, "v", True), (-2, "^", True), (-1, "^", False), (0, "^", True), (1, "v", True)}
    bands = [(round(x), sign, is_open) for x, sign, is_open in arrows if not float(x).is_integer()]
    assert bands == [(0, "v", True), (0, "^", True), (1, "v", True)]
    assert "Khoảng không có giới hạn ở phía này" in said(HARD["endless"], "vi")
    assert "Interval has no limit" not in said(EFFECTS["event_study"], "en")


def test_the_overall_effect_shares_the_axis() -> None:
    main, margin = plots(draw(EFFECTS["event_study"], VI))
    assert main.get_ylim() == margin.get_ylim()
    assert [y for _, y, _ in marks(margin)] == [-5.1]
    assert len(plots(draw(VARIANTS["log points"], VI))) == 1


def test_intervals_are_said_in_words() -> None:
    ends = {(1, 2): "1,0–2,0", (-1, 2): "−1,0 đến 2,0", (-inf, 2): "không quá 2,0", (-1, inf): "từ −1,0 trở lên"}
    for (low, high), words in {**ends, (-inf, inf): "không có giới hạn"}.items():
        assert reach_text(Reach.of(low, high, "percent_change", 1), VI) == words
    assert reach_text(Reach.of(0, inf, "percent_change", 1), EN) == "0.0 or more"
    assert reach_text(Reach.of(-inf, 0, "percent_change", 1), EN) == "at most 0.0"


def test_signs_stand_where_a_number_is_not_nought() -> None:
    assert [signed(change(value, -9, 9).value, EN) for value in (3, -3, 0.04, 0)] == ["+3.0%", "−3.0%", "0.0%", "0.0%"]
    assert signed(Num(value=2, unit="percent_change", bound="over"), EN) == "over 2%"
    assert (
        effect_text(change(-0.04, -0.1, 0.02, 9, "log_point"), EN).replace("\xa0", " ")
        == "−0.040 (−0.100 to 0.020), n = 9"
    )


def test_axes_hold_effects_and_nought() -> None:
    scale = signed_scale(LOGS.effects, "log_point")
    assert scale.low <= -0.209
    assert scale.high > 0.1
    assert 0.0 in scale.ticks
    far = signed_scale([change(-40, -41, -39)], "percent_change")
    assert far.holds(0)
    assert far.holds(-41)
    assert len(far.ticks) >= 3


def test_data_survive_json() -> None:
    for data in (EVENTS, LOGS):
        assert EventStudyData.model_validate_json(data.model_dump_json()) == data
    endless = EventStudyData.model_validate(HARD["endless"].data).points[0].effect
    assert endless is not None
    assert endless.interval == Reach(unit="percent_change", digits=1)


POINT = {"time": 0, "effect": change(1, 0, 2).model_dump(mode="json")}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"points": [POINT, POINT]}, "must rise"),
        ({"points": [{"time": 0}]}, "exactly one of effect"),
        ({"points": [POINT | {"reference": True}]}, "exactly one of effect"),
        ({"points": [POINT], "unit": "log_point"}, "needs the unit log_point, has percent_change"),
        ({"points": [POINT | {"band": {"low": 2, "high": 3, "unit": "percent_change"}}]}, "outside its own band"),
        ({"points": [POINT | {"band": {"low": 0, "high": 3, "unit": "percent"}}]}, "its band in percent"),
        ({"points": [{"time": 0, "reference": True, "band": {"unit": "percent"}}]}, "needs an effect"),
        ({"points": [POINT | {"n": -1}]}, "greater than or equal to 0"),
    ],
)
def test_bad_data_say_what_is_wrong(data: dict[str, object], message: str) -> None:
    with pytest.raises(SxshError, match=message):
        draw(figure("event_study", data), VI)


def test_effects_need_an_interval_or_a_reason() -> None:
    with pytest.raises(ValueError, match="interval or the reason"):
        Effect(value=Num(value=1, unit="percent"))
    with pytest.raises(ValueError, match="before it begins"):
        Reach(low=2, high=1, unit="percent")
    with pytest.raises(ValueError, match="finite"):
        Reach(low=-inf, unit="percent")
    assert EventPoint(time=0, reference=True).n is None
