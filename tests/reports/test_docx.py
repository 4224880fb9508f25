from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import pytest
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Section, Text
from sxsh_eval.reports.render.docx import render_docx
from tests.reports.sample_report import HOSTILE, PROVINCES, same, sample_pictures, sample_report, words
from tests.reports.word_files import find, one_section, opened, sample, table_of, texts

CODES = ("vi", "en")


@pytest.mark.parametrize("code", CODES)
def test_same_input_gives_the_same_bytes(code: str) -> None:
    assert render_docx(sample_report(), Language(code), sample_pictures()) == sample(code)


def test_headings_follow_the_sections() -> None:
    document = opened(sample("vi"))
    headings = [
        (paragraph.style.name, paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.style and str(paragraph.style.name).startswith("Heading")
    ]
    assert headings == [
        ("Heading 1", "Kết luận chính"),
        ("Heading 2", "Xu hướng"),
        ("Heading 3", "Chi tiết"),
        ("Heading 1", 'Phụ lục <em>"A"</em> & #1'),
    ]


def test_deeper_sections_stay_at_the_third_level() -> None:
    deep = Section(id="d", title=same("Sâu"))
    for level in range(4):
        deep = Section(id=f"d{level}", title=same(f"Mức {level}"), parts=(deep,))
    report = one_section().model_copy(update={"sections": (deep,)})
    document = opened(render_docx(report, Language("vi"), {}))
    assert texts(document, "Heading3") == ["Mức 1", "Mức 0", "Sâu"]


def test_contents_are_filled_and_point_to_the_headings() -> None:
    document = opened(sample("vi"))
    entries = find(document, "//w:sdtContent/w:p[w:hyperlink]")
    shown = ["".join(node.text for node in entry.xpath("w:hyperlink//w:t")) for entry in entries]
    assert shown == ["1. Kết luận chính", "1.1. Xu hướng", "1.1.1. Chi tiết", '2. Phụ lục <em>"A"</em> & #1']
    anchors = [link.get(qn("w:anchor")) for link in find(document, "//w:sdtContent//w:hyperlink")]
    headings = find(document, "//w:p[w:pPr/w:pStyle[starts-with(@w:val, 'Heading')]]/w:bookmarkStart")
    assert anchors == [mark.get(qn("w:name")) for mark in headings]
    assert len(set(anchors)) == len(anchors)
    assert any("TOC " in (code.text or "") for code in find(document, "//w:sdtContent//w:instrText"))
    assert not document.settings.element.xpath("w:updateFields")


def test_every_field_is_closed() -> None:
    for part in (opened(sample("vi")).element, opened(sample("vi")).sections[0].header.part.element):
        kinds = part.xpath("//w:fldChar/@w:fldCharType")
        assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") > 0


def test_report_without_sections_has_no_contents() -> None:
    report = one_section().model_copy(update={"sections": ()})
    assert not find(opened(render_docx(report, Language("vi"), {})), "//w:sdt")


def test_tables_have_repeated_heads_and_whole_rows() -> None:
    document = opened(sample("vi"))
    tables = [table for table in document.tables if table.style and table.style.style_id == "SxshTable"]
    assert len(tables) == 6
    for table in tables:
        flags = [row._tr.trPr is not None and bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in table.rows]
        assert flags == [True] + [False] * (len(flags) - 1)
        assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in table.rows)
        assert table._tbl.xpath("w:tblPr/w:tblCaption/@w:val")[0]


@pytest.mark.parametrize(("code", "table", "figure"), [("vi", "Bảng", "Hình"), ("en", "Table", "Figure")])
def test_captions_are_numbered_by_fields(code: str, table: str, figure: str) -> None:
    document = opened(sample(code))
    captions = [p for p in document.paragraphs if p.style and p.style.style_id == "Caption"]
    starts = [caption.text.partition(".")[0] for caption in captions]
    assert starts == [f"{table} 1", f"{figure} 1", f"{table} 2", f"{figure} 2"] + [f"{table} {n}" for n in range(3, 7)]
    codes = [" ".join(caption._p.xpath("w:r/w:instrText/text()")).strip() for caption in captions]
    assert set(codes) == {f"SEQ {table} \\* ARABIC", f"SEQ {figure} \\* ARABIC"}
    assert captions[0].style is not None
    assert captions[0].style.name == "Caption"


def test_caption_stands_above_its_table() -> None:
    items = list(opened(sample("vi")).iter_inner_content())
    for before, item in pairwise(items):
        if isinstance(item, WordTable) and item.style and item.style.style_id == "SxshTable":
            assert isinstance(before, Paragraph)
            assert before.style is not None
            assert before.style.style_id == "Caption"


def test_every_table_and_figure_names_its_source() -> None:
    assert len(texts(opened(sample("vi")), "SxshSource")) == 8
    assert texts(opened(sample("vi")), "SxshSource")[0] == "Nguồn: Số liệu tổng hợp của bộ kiểm thử"


def test_pictures_have_alternative_texts() -> None:
    document = opened(sample("vi"))
    properties = find(document, "//wp:inline/wp:docPr")
    assert [one.get("descr") for one in properties] == ['Đường biểu diễn tăng từ 1 đến 5; "nhanh" & <đều>'] * 2
    assert all(one.get("title") == "Đắk Lắk tiết kiệm điện nhanh hơn cả nước" for one in properties)
    assert len({one.get("id") for one in properties}) == 2


def test_figure_without_picture_is_refused() -> None:
    with pytest.raises(KeyError, match="figure-1"):
        render_docx(sample_report(), Language("vi"), {})


def test_hostile_text_stays_text() -> None:
    document = opened(sample("vi"))
    table = next(table for table in document.tables if table.rows[0].cells[0].text == "#")
    assert [row.cells[1].text for row in table.rows[1:]] == list(HOSTILE)
    with ZipFile(BytesIO(sample("vi"))) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
    assert "External" not in relations
    assert not find(document, "//w:hyperlink[@r:id]")


def test_characters_that_xml_forbids_do_not_break_the_file() -> None:
    report = one_section(Text(phrase=same("a\x00b\x0b\ud800c\uffffd\u202e e")), title="Đầu\x07 đề")
    document = opened(render_docx(report, Language("vi"), {}))
    assert texts(document, "BodyText")[0].replace(" ", "") == "abcde"
    assert texts(document, "Heading1") == ["Đầu đề"]


def test_empty_table_says_so() -> None:
    document = opened(sample("vi"))
    table = next(table for table in document.tables if table.rows[0].cells[0].text == "Tỉnh" and len(table.rows) == 1)
    assert [cell.text for cell in table.rows[0].cells] == ["Tỉnh", "Kết quả"]
    assert "Bảng không có dòng nào." in texts(document, "SxshTableNote")


def test_table_without_columns_has_caption_and_source() -> None:
    document = opened(render_docx(one_section(table_of(0, 0)), Language("vi"), {}))
    assert texts(document, "Caption") == ["Bảng 1. Bảng thử"]
    assert not document.tables


def test_long_table_is_whole() -> None:
    table = opened(sample("vi")).tables[-1]
    assert len(table.rows) == 201
    assert table.rows[200].cells[1].text == "Cơ sở mẫu số 200"
    assert table.rows[0].cells[3].text == "Mức tiết kiệm, %"
    assert table.rows[1].cells[3].text == "0,0"


def test_vietnamese_letters_survive() -> None:
    text = "\n".join(p.text for p in opened(sample("vi")).paragraphs)
    assert "Đắk Lắk, Bà Rịa - Vũng Tàu và Thừa Thiên Huế" in text
    cells = {cell.text for row in opened(sample("vi")).tables[-1].rows[:10] for cell in row.cells}
    assert set(PROVINCES) <= cells


def test_facts_are_on_the_first_page() -> None:
    table = opened(sample("en")).tables[0]
    assert table.style is not None
    assert table.style.style_id == "SxshFacts"
    assert [[cell.text for cell in row.cells] for row in table.rows][2] == ["Issued", "7 September 2009"]


def test_words_of_a_title_may_hold_marks_of_xml() -> None:
    report = one_section(title='<w:p> & "x"').model_copy(update={"title": words("A < B & C", "A < B & C")})
    document = opened(render_docx(report, Language("vi"), {}))
    assert texts(document, "Title") == ["A < B & C"]
    assert texts(document, "Heading1") == ['<w:p> & "x"']
