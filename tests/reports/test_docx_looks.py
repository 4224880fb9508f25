from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx.oxml.ns import qn

from sxsh_eval.parameters.quantity import Mark, phrase
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Text
from sxsh_eval.reports.render.docx import render_docx
from tests.reports.sample_report import same, sample_pictures, sample_report
from tests.reports.word_files import find, one_section, opened, sample, table_of, texts


def test_no_clock_time_is_left_in_the_file() -> None:
    with ZipFile(BytesIO(sample("vi"))) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_pictures_fit_the_page() -> None:
    huge = {key: replace(one, width_mm=400.0, height_mm=900.0) for key, one in sample_pictures().items()}
    document = opened(render_docx(sample_report(), Language("vi"), huge))
    for extent in find(document, "//wp:inline/wp:extent"):
        width, height = (int(extent.get(side)) / 36000 for side in ("cx", "cy"))
        assert width <= 160
        assert height <= 200
        assert width / height == pytest.approx(400 / 900, rel=1e-3)


@pytest.mark.parametrize(("code", "locale"), [("vi", "vi-VN"), ("en", "en-GB")])
def test_language_of_the_styles(code: str, locale: str) -> None:
    document = opened(sample(code))
    styles = document.styles.element
    assert set(styles.xpath("//w:lang/@w:val")) == {locale}
    assert styles.xpath("w:docDefaults//w:lang") and styles.xpath("w:style[@w:styleId='Normal']//w:lang")  # noqa: PT018
    assert document.settings.element.xpath("w:themeFontLang/@w:val") == [locale]
    assert document.core_properties.language == locale


@pytest.mark.parametrize("style", ["Normal", "Heading1", "Heading2", "Heading3"])
def test_fonts_have_vietnamese_letters_in_every_slot(style: str) -> None:
    fonts = opened(sample("vi")).styles.element.xpath(f"w:style[@w:styleId='{style}']/w:rPr/w:rFonts")[0]
    slots = {slot: fonts.get(qn(f"w:{slot}")) for slot in ("ascii", "hAnsi", "eastAsia", "cs")}
    assert set(slots.values()) == {"Times New Roman"}
    assert not any("Theme" in name for name in fonts.attrib)


def test_every_style_in_use_exists() -> None:
    document = opened(sample("vi"))
    known = set(document.styles.element.xpath("w:style/@w:styleId"))
    used = set(find(document, "//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val"))
    assert used <= known
    assert {"SxshKeyMessage", "SxshWarning", "SxshNote", "SxshSource", "SxshTable"} <= used
    names = document.styles.element.xpath("w:style/w:name/@w:val")
    assert len(names) == len(set(names))
    assert not any("," in name for name in names), "Word reads a comma as the start of an alias"


def test_no_run_is_formatted_by_hand() -> None:
    direct = find(opened(sample("vi")), "//w:r/w:rPr/*[not(self::w:rStyle)]")
    assert direct == []


def test_marks_are_glyph_and_word_in_their_colour() -> None:
    document = opened(sample("vi"))
    run = next(run for p in document.tables[1].rows[1].cells[5].paragraphs for run in p.runs)
    assert run.text == "▼\u00a0Chậm tiến độ"
    assert str(run.style.font.color.rgb) == "B34700"


def test_marks_inside_sentences_keep_their_glyph() -> None:
    mark = Text(phrase=phrase("common.plain", text=Mark(scale="verdict", name="met_as_claimed")), style="key_message")
    shown = texts(opened(render_docx(one_section(mark), Language("vi"), {})), "SxshKeyMessage")
    assert shown == ["Thông điệp chính: ○\u00a0Đạt theo báo cáo, chưa kiểm chứng"]


def test_boxes_of_one_kind_are_labelled_once() -> None:
    boxes = [Text(phrase=same(text), style="key_message") for text in "ab"] + [Text(phrase=same("c"), style="warning")]
    document = opened(render_docx(one_section(*boxes), Language("en"), {}))
    assert texts(document, "SxshKeyMessage") == ["Key message: a", "b"]
    assert texts(document, "SxshWarning") == ["Warning: c"]


def test_banner_on_every_page_of_synthetic_data_only() -> None:
    banner = "Dữ liệu tổng hợp, không phải số liệu thật"
    for synthetic in (True, False):
        document = opened(render_docx(sample_report(synthetic=synthetic), Language("vi"), sample_pictures()))
        first = document.sections[0]
        assert first.different_first_page_header_footer
        for head in (first.header, first.first_page_header):
            assert (banner in "".join(p.text for p in head.paragraphs)) is synthetic
        assert all(section.header.is_linked_to_previous for section in list(document.sections)[1:])


def test_page_number_in_the_header_but_not_on_the_first_page() -> None:
    section = opened(sample("vi")).sections[0]
    assert section.header.part.element.xpath("//w:instrText/text()") == [" PAGE ", " NUMPAGES "]
    assert section.first_page_header.part.element.xpath("//w:instrText") == []
    assert [other.different_first_page_header_footer for other in opened(sample("vi")).sections][1:] == [False, False]


def test_page_is_that_of_decree_30() -> None:
    section = opened(sample("vi")).sections[0]
    sizes = [section.page_width, section.page_height, section.top_margin, section.bottom_margin]
    sizes += [section.left_margin, section.right_margin]
    assert [round(size.mm) for size in sizes if size] == [210, 297, 20, 20, 30, 20]


def test_wide_table_turns_its_page_only() -> None:
    document = opened(sample("vi"))
    turned = [section.page_width > section.page_height for section in document.sections]  # type: ignore[operator]
    assert turned == [False, True, False]
    assert find(document, "//w:body/w:p[w:pPr/w:sectPr][following-sibling::w:p]")[0].xpath("string(.)")


@pytest.mark.parametrize(("columns", "turned"), [(3, False), (7, False), (16, True)])
def test_columns_fit_the_text_width(columns: int, turned: bool) -> None:  # noqa: FBT001 - a case
    document = opened(render_docx(one_section(table_of(columns, 2)), Language("vi"), {}))
    widths = [int(width) for width in find(document, "//w:tbl[1]/w:tblGrid/w:gridCol/@w:w")]
    assert sum(widths) / 1440 * 25.4 == pytest.approx(257 if turned else 160, abs=0.5)
    assert len(widths) == columns


def test_column_is_as_wide_as_its_longest_word() -> None:
    narrow = table_of(4, 1, cell="286.000.000", c0=0.01)
    document = opened(render_docx(one_section(narrow), Language("vi"), {}))
    assert int(find(document, "//w:tblGrid/w:gridCol/@w:w")[0]) / 1440 * 25.4 > 20


def test_properties_of_the_file() -> None:
    properties = opened(sample("vi")).core_properties
    assert properties.title == "Đánh giá sản xuất sạch hơn tỉnh Đắk Lắk"
    assert properties.subject == "Giai đoạn 2011–2015"
    assert properties.author == properties.last_modified_by == "Bộ công cụ sxsh_eval"
    assert properties.created == properties.modified
    assert properties.created is not None
    assert properties.created.year == 2020
