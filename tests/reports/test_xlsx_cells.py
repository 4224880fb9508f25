from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from sxsh_eval.parameters.quantity import Day, Num, Range, Verbatim, Years
from tests.reports.excel_files import CODES, cells, column, num, opened, sample
from tests.reports.sample_report import HOSTILE


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_a_formula(code: str) -> None:
    assert not [cell.coordinate for cell in cells(opened(sample(code))) if cell.data_type == "f"]
    with ZipFile(BytesIO(sample(code))) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not [name for name in sheets if b"<f>" in archive.read(name) or b"<f " in archive.read(name)]


def test_hostile_text_stays_text() -> None:
    sheet = opened(sample("vi")).worksheets[5]
    head = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "#")
    found = [sheet.cell(head + at, 2) for at in range(1, len(HOSTILE) + 1)]
    assert [cell.value for cell in found] == list(HOSTILE)
    assert {cell.data_type for cell in found} == {"s"}


@pytest.mark.parametrize(
    "text", ["=1+1", "{=1}", "http://x.vn", "mailto:a@b.vn", "internal:Sheet!A1", "＝1", "-5", "1e5"]
)
def test_text_that_looks_like_something_else(text: str) -> None:
    (cell,) = column(Verbatim(text=text))
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_characters_that_turn_or_break_text_are_left_out() -> None:
    (cell,) = column(Verbatim(text="a\u202eb\x00c\x1fd"))
    assert cell.value == "abcd"


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (num(0.5, "percent"), '#,##0.0" %"', '#,##0.0"%"'),
        (num(10, "percent"), '#,##0" %"', '#,##0"%"'),
        (num(47.25, "percent", 1), '#,##0.0" %"', '#,##0.0"%"'),
        (num(0.125, "percent"), '#,##0.00" %"', '#,##0.00"%"'),
        (num(286_000_000, "vnd"), '#,##0" đồng"', '#,##0" dong"'),
        (num(1, "enterprise"), '#,##0" doanh nghiệp"', '#,##0" enterprise"'),
        (num(2, "enterprise"), '#,##0" doanh nghiệp"', '#,##0" enterprises"'),
        (num(2015, "year"), "0", "0"),
        (num(-1234.5, "count", 1), "#,##0.0", "#,##0.0"),
        (Num(value=50, unit="percent", bound="over"), *['"{0} "#,##0"{1}";"{0} "-#,##0"{1}"'] * 2),
    ],
)
def test_numbers_stay_numbers_and_say_their_unit(value: Num, vi: str, en: str) -> None:
    for code, wanted in (("vi", vi.format("trên", " %")), ("en", en.format("over", "%"))):
        (cell,) = column(value, code=code)
        assert (cell.data_type, cell.value) == ("n", value.value)
        assert cell.number_format == wanted


def test_number_too_long_for_excel_is_text() -> None:
    (cell,) = column(num(10**17 + 1, "count"))
    assert cell.value == "100.000.000.000.000.001"


def test_dates_are_dates() -> None:
    day, early = column(Day(value=date(2018, 4, 24)), Day(value=date(1899, 12, 31)))
    assert (day.value, day.is_date, day.number_format) == (datetime(2018, 4, 24), True, "dd/mm/yyyy")  # noqa: DTZ001
    assert early.value == "ngày 31 tháng 12 năm 1899"


def test_years_and_ranges() -> None:
    year, years, band, nothing = column(
        Years(first=2015, last=2015), Years(first=2011, last=2015), Range(low=8, high=13, unit="percent"), None
    )
    assert (year.value, year.data_type, year.number_format) == (2015, "n", "0")
    assert years.value == "2011–2015"
    assert band.value == "8–13\u00a0%"
    assert nothing.value is None


def test_marks_are_glyph_and_word_in_their_colour() -> None:
    sheet = opened(sample("vi")).worksheets[3]
    cell = next(cell for row in sheet.iter_rows() for cell in row if "Chậm tiến độ" in str(cell.value))
    assert cell.value == "▼ Chậm tiến độ"
    assert cell.font.color.rgb == "FFB34700"


def test_wrapped_rows_are_high_enough() -> None:
    long = Verbatim(text="chữ " * 200)
    cell = column(long)[0]
    assert cell.alignment.wrap_text
    assert cell.parent.row_dimensions[cell.row].height >= 4 * 15


def test_text_longer_than_a_cell_ends_with_an_ellipsis() -> None:
    (cell,) = column(Verbatim(text="a" * 40_000))
    assert cell.value == "a" * 32_000 + "…"


def test_every_cell_is_in_a_font_with_vietnamese_letters() -> None:
    assert {cell.font.name for cell in cells(opened(sample("vi")))} == {"Times New Roman"}
    assert {cell.font.scheme for cell in cells(opened(sample("vi")))} == {None}
