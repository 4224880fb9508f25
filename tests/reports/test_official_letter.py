from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from sxsh_eval.inputs.claims import Letter, Remark
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.inputs.printed import parse_printed
from sxsh_eval.parameters.quantity import Mark, Num, Range, Span, phrase
from sxsh_eval.reports.language import catalogue
from sxsh_eval.reports.model import Text
from sxsh_eval.reports.official.body import body, section_of_remark
from sxsh_eval.reports.official.compose import official_letter
from sxsh_eval.reports.official.facts import Facts, empty_letter
from sxsh_eval.reports.official.figures import figure, when
from sxsh_eval.reports.official.outline import OUTLINE, SECTIONS, section_of
from sxsh_eval.reports.sections.common import titled
from tests.letters import claim, registry
from tests.reports.official_samples import (
    binh_dinh,
    binh_dinh_letter,
    facts,
    facts_of,
    made_letters,
    report_of,
    section,
    table,
    whole_text,
)

SURVEYED = Mark(scale="evidence", name="surveyed")
PERCENT = {"unit": "percent", "digits": 1}
MESSAGE = phrase(
    "adoption.message",
    rate=Num(value=35.8, **PERCENT),
    interval=Range(low=33.6, high=38.0, **PERCENT),
    level=Num(value=95, unit="percent"),
    year=Num(value=2020, unit="year"),
    n=Num(value=717, unit="count"),
    population=Num(value=1686, unit="establishment"),
)


def test_order_is_that_of_the_form() -> None:
    headings = [
        paragraph.line[0].text.split(" ")[0]
        for paragraph in body(binh_dinh())
        if paragraph.role not in {"text", "item"}
    ]
    numbers = [part.section.rsplit(".", 1)[-1] for part in OUTLINE]
    marks = [f"{name})" if name.isalpha() and name.islower() else f"{name}." for name in numbers]
    assert headings == marks


def test_every_heading_and_every_question_has_words() -> None:
    words = catalogue("vi")
    for part in OUTLINE:
        assert f"official.heading.{part.key}" in words
        for name in part.asked:
            assert f"official.ask.{name}" in words


@pytest.mark.parametrize(
    "sentence",
    [
        "trong công nghiệp của tỉnh (Quyết định số 496/2010/QĐ-UBND ngày 08 tháng 11 năm 2010).",
        "Năm 2010, số lượng doanh nghiệp tham gia tập huấn, hội thảo về SXSH: 179 doanh nghiệp.",
        "Giai đoạn 2009 - 2018, số lượng đơn vị được đánh giá nhanh SXSH: 05 đơn vị.",
        "(trong đó: 01 cán bộ Sở Công Thương; 03 cán bộ Văn phòng SXSH).",
        "Giai đoạn 2010 - 2011, kinh phí thực hiện SXSH từ nguồn hợp tác quốc tế: 286.000.000 đồng.",
        "Tính đến ngày 24 tháng 4 năm 2018, 5% cơ sở sản xuất công nghiệp trên địa bàn tỉnh áp dụng các giải pháp",
        "10 doanh nghiệp trên địa bàn tỉnh có bộ phận chuyên trách về SXSH, chiếm 0,5% tổng số doanh nghiệp",
        "giảm được 8 – 13% mức tiêu thụ năng lượng",
        "Đề xuất giai đoạn 2020 - 2030, trên 50% Sở Công Thương có cán bộ",
    ],
)
def test_sentences_of_binh_dinh(sentence: str) -> None:
    assert sentence in whole_text(binh_dinh_letter())


def test_blanks_of_binh_dinh() -> None:
    blanks = binh_dinh_letter().blanks
    assert "[chưa có số liệu: số đơn vị được đánh giá chi tiết]" in blanks
    assert "[chưa có số liệu: mục tiêu của địa phương về SXSH]" in blanks
    assert sum(text.startswith("[chưa có số liệu: kinh phí") for text in blanks) == 3
    assert not [text for text in blanks if "đánh giá nhanh" in text]


def note_on(text: str, inside: str, made: Facts) -> tuple[str, ...]:
    """Note on the piece with a text in the line that has some words."""
    for line in official_letter(made).lines():
        if inside in "".join(piece.text for piece in line):
            for piece in line:
                if piece.text == text:
                    return piece.note
    raise AssertionError(text)


def test_note_tells_grade_source_uncertainty_and_findings() -> None:
    note = note_on("5%", "áp dụng các giải pháp", binh_dinh())
    assert note[0].startswith("Bằng chứng: Tự báo cáo.")
    assert "2456/UBND-KT, mục I.3.c, đoạn 3" in note[1]
    assert "“5%”" in note[1]
    assert "4,5 đến 5,5%" in note[2]
    assert any(line.startswith("Nghiêm trọng: ") and "100 cơ sở" in line for line in note)
    assert any("suy ra" in line for line in note)


def test_findings_on_a_section_stand_at_its_heading() -> None:
    notes = {
        paragraph.line[0].text: paragraph.line[0].note for paragraph in body(binh_dinh()) if paragraph.role != "item"
    }
    assert any("Phụ lục kế hoạch" in line for line in notes["II. Kế hoạch triển khai năm 2019 và năm 2020"])


def test_passed_checks_are_no_warnings() -> None:
    texts = [line for every in binh_dinh_letter().lines() for piece in every for line in piece.note]
    assert texts
    assert not [line for line in texts if line.startswith("Khớp")]


def test_letter_without_any_figure_is_all_blanks() -> None:
    province = registry().province("lao-cai", dt.date(2018, 12, 31))
    made = official_letter(Facts(Inputs(registry(), empty_letter(province, 2018)), province))
    asked = sum(len(part.asked) for part in OUTLINE)
    assert len(made.blanks) == asked + 2  # the Ministry's request, the annex
    assert made.head.subject[0].text.startswith("V/v báo cáo tình hình thực hiện Chiến lược")
    assert "năm 2019 và năm 2020" in whole_text(made)
    assert made.head.dated[0].text == "Lào Cai, ngày      tháng      năm 2018"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made_letters())
def test_every_figure_is_told_once_with_its_value_time_and_grade(made: Letter) -> None:
    known = facts_of(made)
    lines = [
        ("".join(piece.text for piece in line), [piece for piece in line if piece.note and not piece.is_blank])
        for line in (paragraph.line for paragraph in body(known) if paragraph.role == "item")
    ]
    told = [(text, piece) for text, pieces in lines for piece in pieces]
    claims = list(made.claims.values())
    assert len(told) == len(claims)
    for one in claims:
        printed = parse_printed(figure(one))
        ends = (
            (one.value.value, one.value.value) if one.value else (one.band.low, one.band.high) if one.band else (0, 0)
        )
        assert printed is not None
        assert (printed.low, printed.high) == pytest.approx(ends)
        here = [(text, piece) for text, piece in told if piece.text in figure(one) and when(one) in text.lower()]
        assert here
        assert all(piece.note[0].startswith("Bằng chứng: Tự báo cáo") for _, piece in here)


@settings(max_examples=40, deadline=None)
@given(made_letters())
def test_every_figure_has_a_section_of_the_form(made: Letter) -> None:
    for one in made.claims.values():
        assert section_of(one, registry().indicators[one.indicator]) in SECTIONS


def test_every_indicator_can_be_told() -> None:
    for name, indicator in registry().indicators.items():
        made = facts({"one": claim(name, 7, kind="result" if indicator.level == "outcome" else "activity")})
        text = whole_text(official_letter(made))
        assert "7%" in text if indicator.unit == "percent" else "07" in text or "7 đồng" in text, name


@pytest.mark.parametrize("place", ["III.1", "III.2", "III.3", "III.4.a", "III.4.b", "III.4.c", "III.5.a", "II", "body"])
def test_no_remark_on_the_proposal_is_lost(place: str) -> None:
    words = {"vi": "Một ý kiến", "en": "A remark"}
    remark = {"topic": "proposal", "place": {"section": place}, "text": words}
    made = facts({}, remarks=[remark])
    assert "Một ý kiến" in whole_text(official_letter(made))
    assert section_of_remark(Remark.model_validate(remark)) in SECTIONS


def test_another_population_is_said() -> None:
    one = claim("rapid_assessments", 12, population="rural_industrial_establishments")
    assert "(tính trên cơ sở công nghiệp nông thôn trên địa bàn tỉnh)" in whole_text(official_letter(facts({"a": one})))


def test_amount_keeps_the_scale_it_was_printed_in() -> None:
    one = claim("budget", 3_700_000_000, kind="budget", payer="state_local", as_printed="3,7 tỷ đồng")
    assert "từ nguồn ngân sách địa phương: 3,7 tỷ đồng" in whole_text(official_letter(facts({"a": one})))


def test_printed_decimals_are_kept() -> None:
    one = claim("adoption", 10, as_printed="10,0%")
    assert "10,0% cơ sở" in whole_text(official_letter(facts({"a": one})))


def test_figures_of_the_plan_are_told_once() -> None:
    one = claim("enterprises_trained", 50) | {"kind": "plan", "period": {"first": 2019, "last": 2020}}
    made = official_letter(facts({"a": one}))
    told = "Kế hoạch giai đoạn 2019 - 2020, số lượng doanh nghiệp tham gia tập huấn, hội thảo về SXSH: 50 doanh nghiệp."
    assert whole_text(made).count(told) == 1
    assert "50" not in "".join(piece.text for row in made.annex.grid.rows for line in row for piece in line)
    assert len(made.annex.grid.rows) == 5


def test_estimate_is_told_with_interval_grade_and_run() -> None:
    funnel = table("adoption_funnel_table", (MESSAGE, SURVEYED))
    made = facts({}, report_of(section(Text(phrase=MESSAGE), funnel)))
    note = note_on("35,8%", "điều tra mẫu năm 2020", made)
    assert note[0].startswith("Bằng chứng: Điều tra mẫu.")
    assert "lần chạy latest" in note[1]
    assert note[2] == "Mẫu: 717 cơ sở trả lời, đại diện cho 1.686 cơ sở."
    assert "khoảng tin cậy 95%: 33,6 đến 38,0%" in whole_text(official_letter(made))


def test_no_estimate_without_a_grade() -> None:
    bare = table("adoption_funnel_table", (MESSAGE, None))
    for blocks in ((Text(phrase=MESSAGE),), (Text(phrase=MESSAGE), bare)):
        assert "35,8" not in whole_text(official_letter(facts({}, report_of(section(*blocks)))))


def test_survey_stands_beside_the_claim() -> None:
    row = (
        titled(registry().indicators["adoption"].short),
        None,
        None,
        phrase(
            "common.with_interval", value=Num(value=35.8, **PERCENT), interval=Range(low=33.6, high=38, unit="count")
        ),
        SURVEYED,
        phrase("adoption.verdict.claim_below"),
    )
    made = facts({"a": claim("adoption", 5)}, report_of(section(table("adoption_against", row))))
    assert any(line.startswith("Điều tra mẫu: 35,8") for line in note_on("5%", "áp dụng", made))


def test_synthetic_estimates_are_banned_from_use() -> None:
    assert official_letter(facts({}, report_of(synthetic=True))).banner
    assert not official_letter(facts({}, report_of())).banner


def test_plan_years_follow_the_letter() -> None:
    assert facts({}).plan_period == Span(first=2019, last=2020)
    assert facts({}, plan_period={"first": 2021, "last": 2025}).plan_period == Span(first=2021, last=2025)


def test_city_is_called_a_city() -> None:
    city = registry().province("ha-noi", dt.date(2018, 12, 31))
    made = official_letter(replace(facts({}), province=city))
    assert made.head.issuer == ("ỦY BAN NHÂN DÂN", "THÀNH PHỐ HÀ NỘI")
    assert "UBND thành phố Hà Nội" in whole_text(made)
