"""Ways in which provinces fill one template: what is taken of each sentence, what is left and why."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml

from sxsh_eval.errors import InputError, UsageError
from sxsh_eval.inputs.claims import Claim
from sxsh_eval.inputs.letters.reading import Reading
from tests.inputs.letters.letter_texts import from_lines
from tests.inputs.letters.reading_letters import read
from tests.letters import ROOT

CASES = yaml.safe_load((ROOT / "tests" / "cases" / "letters" / "sentences.yml").read_text(encoding="utf-8"))
HEAD = [
    "UBND TỈNH HÀ NAM",
    "Số: 12/BC-UBND",
    "Hà Nam, ngày 12 tháng 6 năm 2018",
    "Kính gửi: Bộ Công Thương",
    "Kính báo.",
]


def value_of(claim: Claim) -> Any:
    return claim.value.value if claim.value else [claim.band.low, claim.band.high] if claim.band else None


def year_of(claim: Claim) -> int | None:
    return claim.as_of.year if claim.as_of else claim.period.last if claim.period else None


def row(claim: Claim, wanted: dict[str, Any], claims: dict[str, Claim]) -> dict[str, Any]:
    total = claims.get(claim.part_of or "")
    known = {"value": value_of(claim), "year": year_of(claim), "part_of": value_of(total) if total else None}
    return {name: known[name] if name in known else getattr(claim, name) for name in wanted}


def fates(reading: Reading) -> dict[str, str]:
    texts = [each.text for each in reading.text.paragraphs]
    return {texts[each.paragraph][each.start : each.end].strip(): each.fate for each in reading.numbers}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_sentence(case: dict[str, Any]) -> None:
    reading = read(from_lines([*HEAD, *case["text"].split("\n")]))
    claims = dict(reading.letter.claims)
    wanted = case["figures"]
    assert len(claims) == len(wanted), list(claims)
    assert [row(claim, each, claims) for claim, each in zip(claims.values(), wanted, strict=True)] == wanted
    found = fates(reading)
    for printed, fate in case.get("left", {}).items():
        assert found.get(printed.rstrip("%")) == fate, found


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Hà Nam, ngày    tháng 6 năm 2018", dt.date(2018, 6, 30)),
        ("Hà Nam, ngày … tháng … năm 2018", dt.date(2018, 12, 31)),
        ("Hà Nam, ngày ..../6/2018", dt.date(2018, 6, 30)),
        ("Hà Nam, ngày      tháng 13 năm 2018", dt.date(2018, 12, 31)),
    ],
)
def test_day_left_blank(line: str, day: dt.date) -> None:
    lines = [HEAD[0], line, *HEAD[3:], "Mục tiêu đến năm 2025: 35% cơ sở áp dụng SXSH; đến năm 2030: 60%."]
    reading = read(from_lines(lines), province="ha-nam")
    assert reading.letter.date == day
    assert reading.letter.province == "ha-nam"
    assert "reading.no_date" in {each.code for each in reading.doubts}


def test_years_to_come_are_not_the_letters_year() -> None:
    lines = [
        "Kính gửi: Bộ Công Thương", "I. Kết quả thực hiện", "Năm 2017 có 12% cơ sở áp dụng SXSH.",
        "II. Đề xuất", "Giai đoạn 2021-2025: 35% cơ sở áp dụng SXSH.",
    ]  # fmt: skip
    assert read(from_lines(lines), province="ha-nam").letter.date == dt.date(2017, 12, 31)


def test_a_stand_in_day_after_a_merger_keeps_the_province_asked_for() -> None:
    reading = read(from_lines(["Năm 2026 có 12% cơ sở áp dụng SXSH."]), province="ha-nam")
    assert reading.letter.province == "ha-nam"
    with pytest.raises((UsageError, InputError)):
        read(from_lines(["Hà Nam, ngày 3 tháng 2 năm 2026", *HEAD[3:]]), province="ha-nam")
