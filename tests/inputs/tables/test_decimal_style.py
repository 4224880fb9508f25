"""Numbers in text: what each style reads, what nobody can decide, what two styles in one column do."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.inputs.tables.decimal_style import NumbersRead, Style, floats, number_text, read_numbers

NAN = float("nan")


def read(*cells: str | None, style: Style | None = None) -> NumbersRead:
    return read_numbers(pd.Series(cells, dtype="str"), minority=0.05, style=style)


@pytest.mark.parametrize(
    ("cells", "values", "style"),
    [
        (["1.234,5", "12", "1.234"], [1234.5, 12, 1234], "vi"),
        (["1,234.5", "1,234", "7"], [1234.5, 1234, 7], "en"),
        (["12,5", "1.234"], [12.5, 1234], "vi"),
        (["12.5", "1,234"], [12.5, 1234], "en"),
        (["0,125"], [0.125], "vi"),
        (["0.125", "3.068"], [0.125, 3.068], "en"),
        (["1.234.567", "0,5"], [1234567, 0.5], "vi"),
        (["3.068", "286.000.000"], [3068, 286e6], "vi"),
        (["1234.567"], [1234.567], "en"),
        (["1 234 567", "12"], [1234567, 12], None),
        (["1\u00a0234,5"], [1234.5], "vi"),
        (["-5", "+7", "007"], [-5, 7, 7], None),
        (["1.5E+06"], [1.5e6], None),
        (["1.234e0", "2,5"], [1.234, 2.5], "vi"),
        (["", None], [NAN, NAN], None),
    ],
)
def test_a_column_decides_its_style(cells: list[str | None], values: list[float], style: Style | None) -> None:
    result = read(*(cell or None for cell in cells))
    assert result.numbers.tolist() == pytest.approx(values, nan_ok=True)
    assert result.style == style
    assert not (result.mixed | result.unclear | result.not_numbers).any()


def test_nothing_decides() -> None:
    result = read("1.234", "2.500", "12")
    assert result.unclear.tolist() == [True, True, False]
    assert result.numbers.tolist() == pytest.approx([NAN, NAN, 12], nan_ok=True)
    assert read("1.234", style="vi").numbers.tolist() == [1234]
    assert read("1.234", style="en").numbers.tolist() == [1.234]


def test_people_come_whole() -> None:
    cells = pd.Series(["2.000", "1.000", "15"], dtype="str")
    assert read_numbers(cells, minority=0.05, whole=True).unclear.tolist() == [True, True, False]
    decided = pd.concat([cells, pd.Series(["2.345"], dtype="str")], ignore_index=True)
    assert read_numbers(decided, minority=0.05, whole=True).numbers.tolist() == [2000, 1000, 15, 2345]


def test_an_answer_does_not_overrule_the_column() -> None:
    assert read("1.234", "0,5", style="en").numbers.tolist() == [1234, 0.5]


def test_two_styles_leave_open_what_both_could_mean() -> None:
    result = read("1.234,5", "3.25", "1.234", "12")
    assert result.mixed.tolist() == [True, True, True, False]
    assert result.numbers.tolist()[3] == 12


def test_a_small_minority_is_named_alone() -> None:
    result = read(*["1.234,5"] * 99, "3.25", "1.234")
    assert result.mixed.tolist() == [False] * 99 + [True, False]
    assert result.numbers.iloc[100] == 1234


@pytest.mark.parametrize(
    "text", ["12a", "1,2,3", "1.2.3", "--5", "5-", "1..2", "²", "١٢", "1,23.4", "12,34,567.8", "e5", "."]
)
def test_what_is_no_number(text: str) -> None:
    assert read(text).not_numbers.tolist() == [True]


def written(value: float, style: Style) -> str:
    text = f"{value:,.4f}"
    return text if style == "en" else text.translate(str.maketrans(",.", ".,"))


@given(st.lists(st.integers(-(10**9), 10**9).map(lambda number: number / 10_000), min_size=1))
def test_both_styles_read_the_same_numbers(values: list[float]) -> None:
    vi = read(*(written(value, "vi") for value in values)).numbers
    en = read(*(written(value, "en") for value in values)).numbers
    assert vi.tolist() == en.tolist() == [float(f"{value:.4f}") for value in values]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_native_number_survives_any_column(value: float) -> None:
    text = number_text(value)
    for other in ("1.234,5", "1,234.5", "7"):
        assert read(text, other).numbers.iloc[0] == value


@given(st.integers(-(10**7), 10**7), st.integers(0, 6), st.integers(-6, 6))
def test_moving_the_point_changes_no_digit(number: int, decimals: int, power: int) -> None:
    text = f"{number / 10**decimals:.{decimals}f}"
    [value] = floats(pd.Series([text], dtype="str"), float(f"1e{power}")).tolist()
    assert value == float(f"{text}e{power}")


@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_text_is_read_or_told(cells: list[str]) -> None:
    result = read(*cells)
    told = result.not_numbers | result.mixed | result.unclear
    assert all(flag != math.isfinite(value) for flag, value in zip(told, result.numbers, strict=True))
