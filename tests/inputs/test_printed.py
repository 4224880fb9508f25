"""Figures as Vietnamese documents print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.inputs.printed import Printed, parse_number, parse_printed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("05", 5),
        ("179", 179),
        ("0,5%", 0.5),
        ("0,5 %", 0.5),
        ("10 %", 10),
        ("50%", 50),
        ("286.000.000", 286_000_000),
        ("286.000.000 đồng", 286_000_000),
        ("2.497", 2497),
        ("3.068", 3068),
        ("1.234,5", 1234.5),
        ("0,0001543", 0.0001543),
        ("0.0001543", 0.0001543),
        ("0.123", 0.123),
        ("12.5", 12.5),
        ("3,7 tỷ", 3.7e9),
        ("3,7 tỉ đồng", 3.7e9),
        ("286 triệu đồng", 286e6),
        ("15 nghìn", 15_000),
        ("trên 50%", 50),
        ("gần 25.000 doanh nghiệp", 25_000),
        ("04 cán bộ", 4),
        ("  05  ", 5),
    ],
)
def test_numbers(text: str, value: float) -> None:
    found = parse_printed(text)
    assert found
    assert found.low == found.high == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("8 – 13%", 8, 13),
        ("8-13%", 8, 13),
        ("8% – 13%", 8, 13),
        ("8 — 13 %", 8, 13),
        ("từ 8 đến 13%", 8, 13),
        ("25% đến 50%", 25, 50),
        ("0,70-0,75", 0.7, 0.75),
        ("18,00 – 22,46%", 18, 22.46),
        ("2 - 3 triệu", 2e6, 3e6),
    ],
)
def test_bands(text: str, low: float, high: float) -> None:
    found = parse_printed(text)
    assert found
    assert (found.low, found.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "không rõ",
        "496/2010/QĐ-UBND",
        "135/QĐ-SCT",
        "1 2",
        "8 - 13 - 20",
        "24/4/2018",
        "12.34.567",
        "5%%",
        "-5",
        "1,2,3",
    ],
)
def test_what_is_not_one_figure(text: str) -> None:
    assert parse_printed(text) is None


@given(number=st.integers(0, 10**12))
def test_grouped_and_plain_print_read_alike(number: int) -> None:
    grouped = f"{number:,}".replace(",", ".")
    assert parse_number(grouped) == parse_number(str(number)) == number
    assert parse_printed(grouped) == Printed(number, number)


@given(text=st.text(max_size=300))
def test_any_text_is_read_or_not(text: str) -> None:
    found = parse_printed(text)
    assert found is None or found.low >= 0


def test_long_text_does_not_take_long() -> None:
    assert parse_printed("a " * 5000 + "1/2") is None
    assert parse_printed("a " * 98 + "1/2") is None
