"""Funnel, intervals, claim and survey show what their data say; layout, bytes and empty data: `test_figures`."""

from __future__ import annotations

from itertools import pairwise

import pytest
from matplotlib.colors import to_hex

from sxsh_eval.reports.charts import funnel
from sxsh_eval.reports.charts.adoption_data import (
    ClaimSurveyData,
    ClaimSurveyRow,
    FunnelData,
    IntervalGroup,
    IntervalsData,
    Stage,
)
from sxsh_eval.reports.charts.data import Grade
from sxsh_eval.reports.figures import draw
from sxsh_eval.reports.language import LANGUAGES, Language
from sxsh_eval.reports.marks import mark_style
from tests.reports.adoption_samples import (
    ADOPTION,
    AREAS,
    CLAIM_SURVEY,
    DISTRICTS,
    FUNNEL,
    HAZARD,
    RATES,
    VARIANTS,
    row,
)
from tests.reports.drawn import bars, level_lines, marks, only, places, said
from tests.reports.drawn import points as spots
from tests.reports.estimates_made import points, share
from tests.reports.figure_samples import figure, percent
from tests.reports.hard_adoption import GRADES, HARD, WHY
from tests.reports.hard_figures import LONG, NAMES

VI, EN = Language("vi"), Language("en")
both = pytest.mark.parametrize("code", LANGUAGES)


def test_funnel_bars_are_true_to_scale() -> None:
    axes = only(ADOPTION["funnel"])
    shown = [stage.share for stage in FUNNEL.stages if stage.share]
    assert (
        [bar.get_width() for bar in bars(axes)] == [one.value.value for one in shown] == [61.8, 44.2, 17.9, 6.3, 12.3]
    )
    assert level_lines(axes) == [(one.interval.low, one.interval.high) for one in shown if one.interval]
    assert (axes.get_xlim(), axes.get_xscale()) == ((0, 100), "linear")


@both
def test_funnel_says_numbers_changes_and_reasons(code: str) -> None:
    text = said(ADOPTION["funnel"], code)
    parts = {
        "vi": ["61,8 % (56,7–66,9), n = 412", "khoảng 766 cơ sở (703–830)", "giảm 17,6 điểm %", "tăng 6,0 điểm %"],
        "en": ["61.8% (56.7–66.9), n = 412", "about 766 establishments (703–830)", "down 17.6 percentage points"],
    }
    for part in [*parts[code], {"vi": "tất cả 1.240 cơ sở", "en": "all 1,240 establishments"}[code]]:
        assert part in text
    assert {"vi": "Phiếu điều tra không hỏi", "en": "Not asked in the survey"}[code] in text


def test_changes_are_those_between_printed_numbers() -> None:
    first, second = (share(value, 0, 100) for value in (10.04, 9.96))
    bare = [one.model_copy(update={"value": percent(value)}) for one, value in ((first, 10.004), (second, 10.0))]
    for pair in ((first, second), bare):
        stages = tuple(Stage(label=NAMES[0], share=one) for one in pair)
        assert "không đổi" in said(figure("funnel", FunnelData(stages=stages)), "vi")
    worded = stages[1].model_copy(update={"change": LONG})
    assert "không đổi" not in said(figure("funnel", FunnelData(stages=(stages[0], worded))), "vi")


def test_grades_of_bars_differ_without_colour() -> None:
    axes = only(HARD["stages"])
    looks = {(bar.get_hatch(), to_hex(bar.get_facecolor()) == "#ffffff", bar.get_facecolor()) for bar in bars(axes)}
    assert len(looks) == len(GRADES)
    assert set(funnel.LOOKS) == set(GRADES)
    hatches = [look.get("hatch") for look in funnel.LOOKS.values()]
    assert len({hatch for hatch in hatches if hatch}) == sum(hatch is not None for hatch in hatches) == 4


def test_intervals_lie_at_their_values_in_the_order_given() -> None:
    axes = only(ADOPTION["intervals"])
    shown = [one.estimate for group in RATES.groups for one in group.rows if one.estimate]
    assert [x for x, _, _ in marks(axes)] == [one.value.value for one in shown]
    heights = [y for _, y, _ in marks(axes)]
    assert all(above < below for above, below in pairwise(heights))
    assert level_lines(axes) == [(one.interval.low, one.interval.high) for one in shown if one.interval]
    assert (axes.get_xlim(), axes.get_xscale()) == ((0, 50), "linear")
    upright = [
        spots(line)[0][0] for line in axes.lines if len(spots(line)) == 2 and spots(line)[0][0] == spots(line)[1][0]
    ]
    assert upright[-2:] == [12.3, 50]


@both
def test_intervals_are_labelled_beside_their_marks(code: str) -> None:
    text = said(ADOPTION["intervals"], code)
    for part in {
        "vi": ["12,3 % (9,8–15,2), n = 214", "toàn tỉnh: 12,3 %", "mục tiêu 2020: 50 %", "chỉ có 3 cơ sở trả lời"],
        "en": ["12.3% (9.8–15.2), n = 214", "whole province: 12.3%", "only 3 establishments answered"],
    }[code]:
        assert part in text
    assert {"vi": "Khoảng tin cậy 95 %", "en": "95% confidence interval"}[code] in text


def test_level_of_the_intervals_is_the_one_given() -> None:
    assert "Khoảng tin cậy 90 %" in said(figure("intervals", RATES.model_copy(update={"level": 90})), "vi")


def test_two_marks_are_filled_and_open() -> None:
    axes = only(VARIANTS["two marks"])
    filled = [x for x, _, line in marks(axes) if line.get_markerfacecolor() != "white"]
    opened = [x for x, _, line in marks(axes) if line.get_markerfacecolor() == "white"]
    assert filled == [own for _, own, _, _ in DISTRICTS]
    assert opened == [direct for _, _, direct, _ in DISTRICTS]
    assert AREAS.groups[0].rows[0].beside is not None
    assert {"Đã co về mức chung", "Giá trị thô"} <= {text for text, _ in places(draw(VARIANTS["two marks"], VI))}
    named = figure("intervals", AREAS.model_copy(update={"beside_name": NAMES[3]}))
    assert "Chỉ tiêu 4" in said(named, "vi")


@both
def test_differences_bear_their_sign(code: str) -> None:
    text = said(VARIANTS["points"], code)
    parts = {
        "vi": ["+0,3 điểm % (−0,4 đến 1,0)", "+2,6 điểm % (1,1–4,1)", "−0,9 điểm % (−3,2 đến 1,4)"],
        "en": ["+0.3 pp (−0.4 to 1.0)", "+2.6 pp (1.1–4.1)", "−0.9 pp (−3.2 to 1.4)"],
    }
    assert all(part in text for part in parts[code])
    low, high = only(VARIANTS["points"]).get_xlim()
    ends = [one.estimate.interval for one in HAZARD.groups[0].rows if one.estimate and one.estimate.interval]
    assert low <= min(one.low for one in ends) < 0 < max(one.high for one in ends) <= high


def test_what_is_printed_as_0_has_no_sign() -> None:
    rows = tuple(row(NAMES[0], points(value, -0.04, 0.04)) for value in (-0.04, 0.04, -0.0))
    text = said(figure("intervals", IntervalsData(unit="percentage_point", groups=(IntervalGroup(rows=rows),))), "vi")
    assert text.count("0,0 điểm % (0,0)") == 3
    assert "+0,0 điểm" not in text
    assert "−0,0 điểm" not in text
    assert (VI.number(-0.05, 2), EN.number(-10, 0), VI.number(-0.001)) == ("−0,05", "−10", "0")


def test_headings_without_rows_are_left_out() -> None:
    groups = (IntervalGroup(title=LONG, rows=()), IntervalGroup(rows=(row(NAMES[0], share(5, 2, 9)),)))
    assert "Đắk Lắk" not in said(figure("intervals", IntervalsData(groups=groups)), "vi")


def test_rows_without_any_number_have_no_scale() -> None:
    assert "%" not in said(HARD["all missing"], "vi")


def test_claims_lie_above_the_survey() -> None:
    axes = only(ADOPTION["claim_survey"])
    claims = [(x, y) for x, y, line in marks(axes) if line.get_markerfacecolor() == "white"]
    surveys = [(x, y) for x, y, line in marks(axes) if line.get_markerfacecolor() != "white"]
    assert [x for x, _ in claims] == [10, 5, 0.5]
    assert [x for x, _ in surveys] == [44.2, 5.9, 6.3]
    assert all(claim[1] < survey[1] for claim, survey in zip(claims[:2], surveys[:2], strict=True))
    ties = [spots(line) for line in axes.lines if len(spots(line)) == 2 and spots(line)[0][1] != spots(line)[1][1]]
    sloping = [tuple(tie) for tie in ties if tie[0][0] != tie[1][0]]
    assert sloping == list(zip(claims[:2], surveys[:2], strict=True))


@both
def test_claims_and_survey_say_verdicts_and_reasons(code: str) -> None:
    text = " ".join(said(ADOPTION["claim_survey"], code).split())
    for one in CLAIM_SURVEY.rows:
        assert one.verdict is not None
        assert Language(code).show(one.verdict) in text
    for part in {
        "vi": ["Văn bản: 10 % (9,5–10,5)", "Điều tra: 44,2 % (38,9–49,5), n = 412", "Văn bản không có số"],
        "en": ["Letter: 10% (9.5–10.5)", "Survey: 44.2% (38.9–49.5), n = 412", "Not asked in the survey"],
    }[code]:
        assert part in text


@pytest.mark.parametrize("chart", ["funnel", "intervals", "claim_survey"])
def test_reasons_stand_where_an_interval_is_missing(chart: str) -> None:
    bare = WHY.model_copy(update={"reason": NAMES[4]})
    data = {
        "funnel": FunnelData(stages=(Stage(label=NAMES[0], share=bare),)),
        "intervals": IntervalsData(groups=(IntervalGroup(rows=(row(NAMES[0], bare),)),)),
        "claim_survey": ClaimSurveyData(rows=(ClaimSurveyRow(label=NAMES[0], claim_missing=NAMES[1], survey=bare),)),
    }[chart]
    text = said(figure(chart, data), "vi")
    assert "50 %, n = 1.234.567 Chỉ tiêu 5" in text
    assert "Khoảng tin cậy" not in text


@pytest.mark.parametrize("grade", GRADES)
def test_marks_show_the_grade(grade: Grade) -> None:
    one = share(40, 30, 50).model_copy(update={"grade": grade})
    drawn = figure("intervals", IntervalsData(groups=(IntervalGroup(rows=(row(NAMES[0], one),)),)))
    ((_, _, line),) = marks(only(drawn))
    assert line.get_markeredgecolor() == mark_style("evidence", grade).colour
    assert VI.text(f"mark.evidence.{grade}") in said(drawn, "vi")
