"""Claim, survey, measured effect in one row; layout and bytes: `test_figures`."""

from __future__ import annotations

import pytest

from sxsh_eval.errors import SxshError
from sxsh_eval.reports.charts.adoption_data import ClaimSurveyData
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.figures import draw
from sxsh_eval.reports.language import LANGUAGES, Language
from sxsh_eval.reports.marks import mark_style
from tests.reports.drawn import level_lines, marks, only, said
from tests.reports.drawn import points as spots
from tests.reports.effect_samples import MEASURED, VARIANTS, change
from tests.reports.figure_samples import figure, percent
from tests.reports.hard_effects import HARD
from tests.reports.hard_figures import LONG

VI = Language("vi")
both = pytest.mark.parametrize("code", LANGUAGES)
FIGURE = VARIANTS["measured"]


def by_colour(axes: Plot, grade: str) -> list[tuple[float, float]]:
    colour = mark_style("evidence", grade).colour
    return [(x, y) for x, y, line in marks(axes) if line.get_markeredgecolor() == colour]


def test_three_marks_stand_under_each_other() -> None:
    axes = only(FIGURE)
    claims, surveys, caused = (by_colour(axes, grade) for grade in ("claimed", "surveyed", "caused"))
    assert [x for x, _ in claims] == [10, 10, 5]
    assert [x for x, _ in surveys] == [8.2]
    assert [x for x, _ in caused] == [5.1, 1.2]
    assert claims[0][1] < surveys[0][1] < caused[0][1]
    assert caused[1][1] - claims[1][1] == pytest.approx(surveys[0][1] - claims[0][1])
    assert {(6.0, 10.9), (2.9, 7.3), (-0.8, 3.1)} <= set(level_lines(axes))


def test_measured_shares_are_tied_to_the_claim() -> None:
    axes = only(FIGURE)
    assert (10, 5.1) in level_lines(axes)
    ties = [spots(line) for line in axes.lines if len(spots(line)) == 2]
    sloping = [(one[0], other[0]) for one, other in ties if one[0] != other[0] and one[1] != other[1]]
    assert sloping == [(10, 8.2), (10, 1.2)]


def test_axes_reach_below_nought_only_where_needed() -> None:
    assert only(FIGURE).get_xlim()[0] < -0.8
    assert only(HARD["1 triple"]).get_xlim() == (0, 100)
    assert only(HARD["backfired"]).get_xlim()[0] <= -70
    upright = {spots(line)[0][0] for line in only(FIGURE).lines if line.get_color() == "#1a1a1a"}
    assert upright == {0}


def test_open_ends_are_white_arrows() -> None:
    arrows = [line for line in only(HARD["triples"]).lines if line.get_marker() in {"<", ">"}]
    assert [(line.get_marker(), line.get_markerfacecolor() == "white") for line in arrows] == [
        ("<", True), (">", True), ("<", False), ("<", True),
    ]  # fmt: skip


@both
def test_rows_say_what_is_measured(code: str) -> None:
    text = " ".join(said(FIGURE, code).split())
    for part in {
        "vi": ["Do áp dụng tạo ra: 5,1 % (2,9–7,3), n = 246", "1,2 % (−0,8 đến 3,1)", "Không có số liệu nước theo năm",
               "Mức do áp dụng tạo ra, tác động nhân quả"],
        "en": ["Caused by adoption: 5.1% (2.9–7.3), n = 246", "1.2% (−0.8 to 3.1)", "No yearly data on water",
               "Caused by adoption, causal estimate"],
    }[code]:  # fmt: skip
        assert part in text


def test_data_survive_json() -> None:
    assert ClaimSurveyData.model_validate_json(MEASURED.model_dump_json()) == MEASURED


CLAIM = {"label": LONG.model_dump(), "claim": {"value": percent(5).model_dump()}}
EFFECT = change(5, 1, 9, unit="percent").model_dump(mode="json")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"measured": EFFECT, "measured_missing": LONG.model_dump()}, "measured or measured_missing, not both"),
        ({}, "either survey or survey_missing"),
        ({"measured": change(5, 1, 9).model_dump(mode="json")}, "needs the unit percent, has percent_change"),
    ],
)
def test_bad_data_say_what_is_wrong(more: dict[str, object], message: str) -> None:
    with pytest.raises(SxshError, match=message):
        draw(figure("claim_survey", {"rows": [CLAIM | more]}), VI)
