from __future__ import annotations

from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from sxsh_eval.parameters.quantity import Verbatim
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import STYLES
from sxsh_eval.reports.render.xlsx import render_xlsx
from tests.reports.excel_files import BANNERS, CODES, cells, num, opened, report_of, sample, table
from tests.reports.sample_report import HOSTILE, sample_report


@pytest.mark.parametrize("code", CODES)
def test_same_input_gives_the_same_bytes(code: str) -> None:
    assert render_xlsx(sample_report(), Language(code)) == sample(code)


def test_sheets_come_in_order() -> None:
    names = opened(sample("vi")).sheetnames
    assert names[:3] == ["Mục lục", "Ghi chú", "Lời văn"]
    assert names[3] == "1. Mục tiêu đến năm 2015 và…"
    assert len(names) == 3 + 6
    assert opened(sample("en")).sheetnames[:3] == ["Contents", "Notes", "Text"]


@pytest.mark.parametrize("code", CODES)
def test_only_links_inside_the_workbook(code: str) -> None:
    workbook = opened(sample(code))
    links = [cell.hyperlink for cell in cells(workbook) if cell.hyperlink]
    assert len(links) == 2 * 2 + 6 * 2 + 6
    for link in links:
        assert link.target is None
        assert link.location.rpartition("!")[0].strip("'") in workbook.sheetnames
    with ZipFile(BytesIO(sample(code))) as archive:
        assert not [name for name in archive.namelist() if "External" in archive.read(name).decode("utf-8", "ignore")]


def test_table_sheet_has_title_notes_source_and_head() -> None:
    sheet = opened(sample("vi")).worksheets[3]
    first = [sheet.cell(row, 1).value for row in range(1, 10)]
    assert first == [
        "Bảng 1. Mục tiêu đến năm 2015 và mức đạt được",
        BANNERS["vi"],
        "Đơn vị: Mục tiêu (%, Sở Công Thương); Kết quả (%, doanh nghiệp); Khoảng tin cậy 95\u00a0% (%)",
        "Ghi chú: Mẫu số là số cơ sở trả lời.",
        "Ghi chú: Ô trống: không có số liệu.",
        "Nguồn: Số liệu tổng hợp của bộ kiểm thử",
        "Các cột nền xanh bên phải ghi lại bằng số những ô gồm nhiều số, để lọc và tính toán.",
        "Về mục lục",
        "Chỉ tiêu",
    ]
    assert sheet.freeze_panes == "A10"
    assert sheet.auto_filter.ref == "A9:H12"
    assert sheet.print_title_rows == "$9:$9"
    assert sheet.print_area.endswith("$A$1:$F$12"), "columns added for calculation stay off paper"


@pytest.mark.parametrize("code", CODES)
def test_banner_on_every_sheet_of_synthetic_data_only(code: str) -> None:
    for sheet in opened(sample(code)):
        assert BANNERS[code] in [sheet.cell(row, 1).value for row in range(1, 5)]
        assert sheet.oddHeader.center.text == BANNERS[code]
    for sheet in opened(render_xlsx(sample_report(synthetic=False), Language(code))):
        assert BANNERS[code] not in [cell.value for row in sheet.iter_rows() for cell in row]
        assert not sheet.oddHeader.center.text


def test_sheets_print_on_a4_sideways_one_page_wide() -> None:
    for sheet in opened(sample("vi")):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)


@pytest.mark.parametrize(
    "title",
    ["a" * 80, "Một/hai\\ba [bốn] năm: sáu * bảy?", "'trích dẫn'", "Đắk Lắk 😀 năm 2015", "History", "", "  x  "],
)
def test_names_of_sheets_keep_excels_rules(title: str) -> None:
    tables = [table((num(1, "count"),), title=title, name=str(at)) for at in range(11)]
    names = opened(render_xlsx(report_of(*tables), Language("vi"))).sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 14
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set("[]:*?/\\") & set(name)
        assert name.strip("'") == name
    assert names[3].startswith("1.")


def test_empty_table_says_so_and_has_no_filter() -> None:
    sheet = opened(sample("vi")).worksheets[6]
    shown = [sheet.cell(row, 1).value for row in range(1, 8)]
    assert shown[-3:] == ["Tỉnh", "Bảng không có dòng nào.", None]
    assert sheet.auto_filter.ref is None


def test_table_without_columns_is_still_a_sheet() -> None:
    workbook = opened(render_xlsx(report_of(table()), Language("vi")))
    assert workbook.worksheets[3]["A1"].value == "Bảng 1. Bảng thử"


def test_long_table_is_whole() -> None:
    sheet = opened(sample("vi")).worksheets[8]
    last = sheet.max_row
    assert [sheet.cell(last, at).value for at in (1, 2)] == [200, "Cơ sở mẫu số 200"]
    assert sheet.auto_filter.ref == f"A7:E{last}"


def test_columns_are_wide_enough_and_not_too_wide() -> None:
    for sheet in opened(sample("vi")).worksheets[3:]:
        for dimension in sheet.column_dimensions.values():
            assert 8 <= dimension.width <= 110
    narrow, wide = (
        opened(render_xlsx(report_of(table((Verbatim(text=text),))), Language("vi"))).worksheets[3].column_dimensions
        for text in ("x", "x" * 30)
    )
    assert wide["A"].width > narrow["A"].width + 10


@pytest.mark.parametrize("code", CODES)
def test_notes_explain_every_mark(code: str) -> None:
    sheet = opened(sample(code)).worksheets[1]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=3)]
    language = Language(code)
    for scale, name in STYLES:
        word = language.text(f"mark.{scale}.{name}")
        explained = [row for row in rows if row[1] and str(row[1]).endswith(f" {word}")]
        assert explained
        assert explained[0][2] == language.text(f"office.mark.{scale}.{name}")


def test_notes_list_all_notes_and_sources() -> None:
    sheet = opened(sample("vi")).worksheets[1]
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows(max_col=3)]
    assert ("Bảng 1", "Ghi chú", "Ô trống: không có số liệu.") in rows
    assert ("Bảng 3", "Nguồn", "=cmd|' /C calc'!A0 & <source>") in rows
    assert sum(row[1] == "Nguồn" for row in rows) == 8


def test_text_sheet_holds_every_sentence_and_the_figures_in_words() -> None:
    sheet = opened(sample("vi")).worksheets[2]
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows(max_col=3)]
    assert ("1", "Thông điệp chính", "○ Đạt theo báo cáo, chưa kiểm chứng") in rows
    assert ("1", "Đoạn văn", "Đắk Lắk, Bà Rịa - Vũng Tàu và Thừa Thiên Huế") in rows
    assert ("1.1", "Hình mô tả bằng lời", 'Đường biểu diễn tăng từ 1 đến 5; "nhanh" & <đều>') in rows
    assert ("1.1.1", "Tiêu đề", "Chi tiết") in rows


def test_contents_tell_the_facts() -> None:
    sheet = opened(sample("vi")).worksheets[0]
    facts = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(5, 9)}
    assert facts["Tỉnh"] == "Đắk Lắk"
    assert facts["Ngày ban hành"] == datetime(2009, 9, 7)  # noqa: DTZ001
    assert facts["Thử <thẻ>"] == HOSTILE[0]


def test_properties_of_the_file() -> None:
    properties = opened(sample("vi")).properties
    assert (properties.title, properties.subject) == ("Đánh giá sản xuất sạch hơn tỉnh Đắk Lắk", "Giai đoạn 2011–2015")
    assert properties.created == datetime(2020, 1, 1)  # noqa: DTZ001
