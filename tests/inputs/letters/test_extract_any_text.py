"""Any text gives a reading: no traceback, a valid letter, every digit seen once, the same reading again."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sxsh_eval.errors import UsageError
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.letters.reading import Reading
from sxsh_eval.inputs.letters.text import LetterText
from tests.inputs.letters.letter_texts import from_lines
from tests.inputs.letters.reading_letters import patterns, read
from tests.letters import registry

PHRASES = [phrase for pattern in patterns().indicators.values() for phrase in pattern.phrases[:3]]
SAMPLES = (
    "cơ sở sản xuất công nghiệp|doanh nghiệp vừa và nhỏ|5%|12,5 %|1.234|(0,5%)|15/200 cơ sở|8 – 13%|"
    "trong đó|chiếm|năm 2017|đến năm 2020|giai đoạn 2010-2015|I.|1.|a)|-|+|:|;|(|)|.|phấn đấu|đã|"
    "kinh phí|3 tỷ đồng|120%|9 - 2%|hai mươi (20) lớp|số 12/QĐ-UBND|ngày 30/2/2018|tỉnh Phú Yên|"
    "Kính gửi: Bộ Công Thương|Nơi nhận:|Phú Yên, ngày 2 tháng 5 năm 2018|99999999999|năm 1955|"
    "từ năm 2099 đến nay|Số: 1/BC|V/v|PHỤ LỤC 1|Điều 2.|tăng|mỗi năm|%|triệu đồng"
)
WORDS = st.sampled_from([*PHRASES, *SAMPLES.split("|"), " | "])
LINES = st.lists(st.lists(WORDS | st.text(max_size=3), max_size=9).map(" ".join), max_size=9)


def check(reading: Reading, text: LetterText) -> None:
    letter = reading.letter
    assert Letter.model_validate(letter.model_dump()) == letter
    for at, paragraph in enumerate(text.paragraphs):
        spans = [(each.start, each.end) for each in reading.numbers if each.paragraph == at]
        for match in re.finditer(r"[0-9]", paragraph.text):
            assert sum(start <= match.start() < end for start, end in spans) == 1, paragraph.text
    named = [key for each in reading.numbers for key in each.claims]
    assert sorted(named) == sorted(letter.claims)
    assert all((each.fate == "taken") == bool(each.claims) for each in reading.numbers)
    for claim in letter.claims.values():
        assert claim.review
        assert claim.review.status == "draft"
        assert all(getattr(claim, link) in {None, *letter.claims} for link in ("part_of", "repeats", "paired_with"))


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(lines=LINES)
def test_any_text_is_read(lines: list[str]) -> None:
    text = from_lines(lines)
    reading = read(text)
    check(reading, text)
    assert read(text) == reading


@settings(max_examples=40, deadline=None)
@given(value=st.integers(1, 9999), indicator=st.sampled_from(["hội thảo", "lớp tập huấn"]))
def test_counts_come_back(value: int, indicator: str) -> None:
    printed = f"{value:,}".replace(",", ".") if value > 999 else f"{value:02d}"
    text = from_lines([f"Năm 2016 đã tổ chức {printed} {indicator} về sản xuất sạch hơn."])
    [claim] = read(text).letter.claims.values()
    assert claim.value
    assert (claim.value.value, claim.as_printed) == (value, printed)


def test_a_text_without_figures() -> None:
    reading = read(from_lines(["Chưa có số liệu.", "Không có."]))
    assert reading.letter.claims == {}
    assert reading.numbers == ()
    assert {each.code for each in reading.doubts} == {
        "reading.no_number",
        "reading.no_date",
        "reading.no_province",
        "reading.no_title",
    }


def test_province_and_year_that_are_given() -> None:
    text = from_lines(["Có 5% cơ sở áp dụng sản xuất sạch hơn."])
    letter = read(text, province="Phú Yên", year=2019).letter
    assert (letter.province, letter.date.isoformat()) == ("phu-yen", "2019-12-31")
    assert next(iter(letter.claims.values())).as_of == letter.date
    with pytest.raises(UsageError):
        read(text, province="hà đông", year=2019)


def test_doubts_have_words() -> None:
    text = from_lines(
        ["Có 1,234 doanh nghiệp áp dụng sản xuất sạch hơn, tăng 5%.", "Tiết kiệm điện 4% tại cơ sở áp dụng."]
    )
    reading = read(text)
    assert {each.code for each in reading.doubts} >= {"reading.ambiguous_number", "reading.part_of_energy"}
    assert all(each.say("action", language) for each in reading.doubts for language in ("vi", "en"))
    [count, *_] = reading.letter.claims.values()
    assert count.value
    assert count.value.value == 1234
    assert registry().indicators[count.indicator].unit == "percent"


@pytest.mark.parametrize(
    "piece", ["5% cơ sở áp dụng, ", "1 ", "năm 2018 ", "(", "nhận thức ", "a", "tiết kiệm nguyên "]
)
def test_one_huge_paragraph(piece: str) -> None:
    start = time.perf_counter()
    read(from_lines([piece * (19_000 // len(piece)), piece * (1_000_000 // len(piece))]))
    assert time.perf_counter() - start < 20
