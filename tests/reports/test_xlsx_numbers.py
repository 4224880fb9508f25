from __future__ import annotations

import pytest

from sxsh_eval.parameters.quantity import Day, Mark, Name, Num, Range, Value, Verbatim, Years, phrase
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.render.excel_numbers import Numbers, numbers, with_numbers
from sxsh_eval.reports.render.xlsx import render_xlsx
from tests.reports.excel_files import num, opened, report_of, table

VI = Language("vi")
SHARE, BAND = num(10, "percent"), Range(low=9.5, high=10.5, unit="percent", digits=1)
LOW, HIGH = num(9.5, "percent", 1), num(10.5, "percent", 1)


def plain(value: Value) -> Value:
    return phrase("common.plain", text=value)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (None, None),
        (Verbatim(text="10 %"), None),
        (Name(vi="mười", en="ten"), None),
        (Mark(scale="verdict", name="met"), None),
        (Years(first=2011, last=2015), None),
        (Years(first=2015, last=2015), None),
        (SHARE, Numbers(value=SHARE)),
        (BAND, Numbers(low=LOW, high=HIGH)),
        (plain(plain(SHARE)), Numbers(value=SHARE)),
        (phrase("bound.about", n=SHARE), Numbers(value=SHARE)),
    ],
)
def test_numbers_of_a_cell(cell: Value | None, found: Numbers | None) -> None:
    assert numbers(cell, VI) == found


def test_placeholders_that_are_not_shown_do_not_count() -> None:
    assert numbers(phrase("render.empty_table", text=SHARE), VI) is None


def test_sentences_are_left_alone() -> None:
    long = Name(vi="Tỷ lệ " + "rất " * 20, en="x")
    assert numbers(plain(phrase("office.number.value", head=long, n=SHARE)), VI) is None


def test_columns_of_plain_numbers_need_no_others() -> None:
    plain_table = table((SHARE, LOW, None), (Verbatim(text="a"), Verbatim(text="b"), Verbatim(text="c")))
    assert with_numbers(plain_table, VI) == plain_table


def test_column_with_few_figures_is_text() -> None:
    texts = tuple(Verbatim(text=letter) for letter in "abc")
    mostly_text = table((BAND, *texts))
    assert with_numbers(mostly_text, VI) == mostly_text


def test_composite_cells_are_repeated_as_numbers_on_the_right() -> None:
    report = report_of(table((plain(SHARE), BAND, None), (Day.model_validate({"value": "2018-04-24"}), None, None)))
    sheet = opened(render_xlsx(report, VI)).worksheets[3]
    head = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "Cột 0")
    heads = [sheet.cell(head, at).value for at in range(1, 7)]
    assert heads == ["Cột 0", "Cột 1", "Cột 0: giá trị", "Cột 0: từ", "Cột 0: đến", None]
    first, second, third = ([sheet.cell(head + at, column) for column in (3, 4, 5)] for at in (1, 2, 3))
    assert [cell.value for cell in first] == [10, None, None]
    assert [(cell.value, cell.data_type) for cell in second[1:]] == [(9.5, "n"), (10.5, "n")]
    assert second[1].number_format == '#,##0.0" %"'
    assert [cell.value for cell in third] == [None, None, None]
    assert sheet.cell(head + 1, 1).value == "10\u00a0%"
    assert sheet.cell(head, 3).fill.fgColor.rgb != sheet.cell(head, 1).fill.fgColor.rgb


def test_english_heads() -> None:
    sheet = opened(render_xlsx(report_of(table((BAND,))), Language("en"))).worksheets[3]
    shown = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"Cột 0: from", "Cột 0: to"} <= shown
    assert any(str(text).startswith("The green columns") for text in shown)


def test_units_name_those_of_composite_cells_too() -> None:
    rows: tuple[Value | None, ...] = (plain(Num(value=3, unit="enterprise")), BAND)
    sheet = opened(render_xlsx(report_of(table(rows)), VI)).worksheets[3]
    assert sheet["A2"].value == "Đơn vị: Cột 0 (doanh nghiệp, %)"
