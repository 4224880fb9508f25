"""Numbers of a paragraph: values, bounds, units, times, and digits that are no figures."""

from __future__ import annotations

import re
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_eval.inputs.letters.numbers import find_numbers, is_english_style
from sxsh_eval.inputs.number_words import words_at
from sxsh_eval.inputs.printed import parse_number, parse_printed, reads_as


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "bound"),
    [
        ("đạt 0,5 %", 0.5, 0.5, "percent", "exact"),
        ("286.000.000 đồng", 286e6, 286e6, "vnd", "exact"),
        ("3,7 tỷ đồng", 3.7e9, 3.7e9, "vnd", "exact"),
        ("2,5 nghìn tỷ đồng", 2.5e12, 2.5e12, "vnd", "exact"),
        ("20 tr.đồng", 20e6, 20e6, "vnd", "exact"),
        ("05 đơn vị", 5, 5, "", "exact"),
        ("8 – 13%", 8, 13, "percent", "exact"),
        ("từ 8% đến 13%", 8, 13, "percent", "exact"),
        ("25% đến 50%", 25, 50, "percent", "exact"),
        ("500 triệu đến 1 tỷ đồng", 500e6, 1e9, "vnd", "exact"),
        ("2 - 3 triệu đồng", 2e6, 3e6, "vnd", "exact"),
        ("trên 50%", 50, 50, "percent", "over"),
        ("hơn90%", 90, 90, "percent", "over"),
        ("khoảng 25%", 25, 25, "percent", "about"),
        ("gần 300 cơ sở", 300, 300, "", "about"),
        ("tối thiểu 7,5%", 7.5, 7.5, "percent", "at_least"),
        ("không dưới 10%", 10, 10, "percent", "at_least"),
        ("dưới 10%", 10, 10, "percent", "at_most"),
        ("từ 30% trở lên", 30, 30, "percent", "at_least"),
        ("50%cơ sở", 50, 50, "percent", "exact"),
        ("hai mươi (20) lớp", 20, 20, "", "exact"),
        ("mười lăm hội thảo", 15, 15, "", "exact"),
        ("tổ chức năm hội thảo", 5, 5, "", "exact"),
        ("đạt hai mươi lăm phần trăm", 25, 25, "percent", "exact"),
        ("15 nghìn cơ sở", 15000, 15000, "", "exact"),
        ("0.0001543", 0.0001543, 0.0001543, "", "exact"),
        ("3.068 cơ sở", 3068, 3068, "", "exact"),
        ("34 percent", 34, 34, "percent", "exact"),
        ("5 điểm %", 5, 5, "percentage_point", "exact"),
        ("2.400 USD", 2400, 2400, "foreign", "exact"),
    ],
)
def test_one_figure(text: str, low: float, high: float, unit: str, bound: str) -> None:
    [figure] = find_numbers(text).figures
    assert (figure.low, figure.high) == pytest.approx((low, high))
    assert (figure.unit, figure.bound) == (unit, bound)
    if unit != "foreign":
        assert reads_as(figure.printed, low, high)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("ngày12 tháng 3 năm 2018", [("2018-03-12", "2018-03-12", "day")]),
        ("ngày 24/4/2018", [("2018-04-24", "2018-04-24", "day")]),
        ("tháng 4/2018", [("2018-04-01", "2018-04-30", "month")]),
        ("giai đoạn 2010 – 2015", [("2010-01-01", "2015-12-31", "years")]),
        ("từ năm 2009 đến năm 2018", [("2009-01-01", "2018-12-31", "years")]),
        ("giai đoạn từ năm 2019 đên năm 2025", [("2019-01-01", "2025-12-31", "years")]),
        ("trong 02 năm 2010, 2011", [("2010-01-01", "2011-12-31", "years")]),
        ("đến năm năm 2020", [("2020-01-01", "2020-12-31", "until")]),
        ("tính đến hết tháng 6/2017", [("2017-06-01", "2017-06-30", "until")]),
        ("từ năm 2012 đến nay", [("2012-01-01", "2012-12-31", "since")]),
        ("tháng 12 năm 2017", [("2017-12-01", "2017-12-31", "month")]),
        ("ngày 31/2/2018", []),
        ("2015/2016 doanh nghiệp", []),
    ],
)
def test_times(text: str, times: list[tuple[str, str, str]]) -> None:
    found = find_numbers(text).times
    assert [(each.first.isoformat(), each.last.isoformat(), each.form) for each in found] == times


@pytest.mark.parametrize(
    ("text", "fates"),
    [
        ("Quyết định số 496/2010/QĐ-UBND", ["document_number"]),
        ("Số: 2456 /UBND-KT", ["document_number"]),
        ("Thông tư 221/TTLT-BTC-BCT", ["document_number"]),
        ("khoản 2 Điều 5", ["legal_reference", "legal_reference"]),
        ("TCVN 6909:2001", ["legal_reference"]),
        ("Phụ lục 2", ["numbering"]),
        ("2.1. Kết quả", ["numbering"]),
        ("ĐT: 0256 3822 294", ["phone"]),
        ("CO2", ["other_subject"]),
        ("- Lưu: VT, K6 (07b)", ["other_subject", "other_subject"]),
        ("- 2 -", ["page_number"]),
        ("https://example.org/t24261/x", ["other_subject"]),
        ("Thứ 7, ngày", ["date"]),
    ],
)
def test_digits_that_are_no_figures(text: str, fates: list[str]) -> None:
    numbers = find_numbers(text)
    assert [each.fate for each in numbers.marks] == fates
    assert numbers.figures == ()


def test_fractions_and_bare_numbers_of_cells() -> None:
    part, whole = find_numbers("15/200 cơ sở").figures
    assert (part.share_of, whole.share_of) == ("part", "whole")
    assert len(find_numbers("12", lone=False).figures) == 1
    assert find_numbers("12,5 - 7").figures[0].low == 12.5
    assert not find_numbers("12,5 - 7").figures[0].is_band


def test_two_readings_are_known() -> None:
    assert [find_numbers(text).figures[0].two_ways for text in ("1.234", "1,234", "12,5", "1.234.567")] == [
        True,
        True,
        False,
        False,
    ]
    assert find_numbers("5,500 businesses", english=True).figures[0].low == 5500


@pytest.mark.parametrize(
    ("text", "english"),
    [("0,5% và 3,7 tỷ", False), ("115.8 billion, 5.19 tonnes", True), ("1.234", None), ("286.000.000", False)],
)
def test_style_of_a_document(text: str, english: bool | None) -> None:  # noqa: FBT001 - a column of the table
    assert is_english_style(text) is english


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("hai", 2),
        ("mười", 10),
        ("mười lăm", 15),
        ("hai mươi mốt", 21),
        ("ba mươi tư", 34),
        ("một trăm linh năm", 105),
        ("hai trăm", 200),
        ("ba nghìn hai trăm", 3200),
        ("năm mươi", 50),
        ("hai triệu rưỡi", 2_500_000),
    ],
)
def test_number_words(text: str, value: int) -> None:
    assert words_at(text, 0) == (value, len(text))
    printed = parse_printed(text)
    assert printed is not None
    assert printed.low == value


@pytest.mark.parametrize("text", ["năm 2020", "không có", "một hai", "cơ sở"])
def test_words_that_are_no_number(text: str) -> None:
    found = words_at(text, 0)
    assert found is None or found[1] < len(text)


amounts = st.integers(0, 10**12).map(float) | st.floats(0.001, 999, allow_nan=False).map(lambda each: round(each, 2))


@given(value=amounts)
def test_figures_of_both_styles_read_back(value: float) -> None:
    digits = 0 if value == int(value) else 2
    english = f"{value:,.{digits}f}"
    vietnamese = english.translate(str.maketrans(",.", ".,"))
    assert parse_number(vietnamese) == pytest.approx(value)
    assert parse_number(english, english=True) == pytest.approx(value)
    [figure] = find_numbers(f"kinh phí {vietnamese} đồng").figures
    assert figure.low == pytest.approx(value)


SAMPLES = (
    "năm |2018|2010 – 2015|%| đồng|tỷ|05 |1.234|1,234|/QĐ-UBND|15/200|Điều 5 |(|)|;|24/4/2018|cơ sở |"
    "trên |hai mươi |CO2 |- |. |: |12.34.567|đến |ngày |3,7|năm|0256.3822.294"
)
PIECES = st.sampled_from(SAMPLES.split("|"))
texts = st.lists(PIECES | st.text(max_size=4), max_size=25).map("".join)


@settings(max_examples=300)
@given(text=texts, lone=st.booleans())
def test_every_digit_is_seen_once(text: str, lone: bool) -> None:  # noqa: FBT001 - a drawn value
    numbers = find_numbers(text, lone=lone)
    spans = [(each.start, each.end) for each in numbers.figures] + [(each.start, each.end) for each in numbers.times]
    spans += [(each.start, each.end) for each in numbers.marks] + list(numbers.loose)
    for match in re.finditer(r"[0-9]", text):
        assert sum(start <= match.start() < end for start, end in spans) == 1, (text, match.start())


@pytest.mark.parametrize(
    "piece", ["1", "1.", "1,000 ", "1/2/", "- 1 - ", "năm 2018 đến ", "một ", "a1 ", "( 1", "đến năm ", "(0) "]
)
def test_long_paragraphs_do_not_take_long(piece: str) -> None:
    start = time.perf_counter()
    find_numbers(piece * (19_000 // len(piece)))
    find_numbers(piece * (1_000_000 // len(piece)))
    assert time.perf_counter() - start < 10


@given(
    number=st.decimals(min_value="0.0001", max_value="999.9999", places=4, allow_nan=False),
    words=st.sampled_from([("nghìn", 10**3), ("triệu", 10**6), ("tỷ", 10**9), ("nghìn tỷ", 10**12)]),
)
def test_scaled_numbers_are_exact(number: Decimal, words: tuple[str, int]) -> None:
    text = f"{number} {words[0]}".replace(".", ",")
    printed = parse_printed(text)
    assert printed is not None
    assert printed.low == float(number * words[1])
    [figure] = find_numbers(f"{text} đồng").figures
    assert figure.low == printed.low


@pytest.mark.parametrize(
    "text", ["trong năm doanh nghiệp", "hằng năm cơ sở", "năm 2015", "kế hoạch năm", "mỗi năm lớp"]
)
def test_a_year_is_no_five(text: str) -> None:
    assert [each.low for each in find_numbers(text).figures if each.low == 5] == []
