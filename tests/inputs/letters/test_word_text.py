"""What a reader of a Word document sees is what is read: no more, no less, in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.letters.files import read_text
from sxsh_eval.inputs.letters.text import Cell
from sxsh_eval.inputs.letters.word_numbering import in_format
from sxsh_eval.inputs.letters.word_text import word_paragraphs
from tests.inputs.files import hostile_files as files
from tests.inputs.letters.letter_copies import in_tcvn, in_vni


def texts(document: Any, folder: Path) -> list[str]:
    path = folder / "letter.docx"
    document.save(str(path))
    return [one.text for one in word_paragraphs(str(path), "letter.docx")[0]]


def paragraph(inner: str, properties: str = "") -> Any:
    return parse_xml(f"<w:p {nsdecls('w')}><w:pPr>{properties}</w:pPr>{inner}</w:p>")


def with_body(*elements: Any) -> Any:
    document = Document()
    for element in elements:
        document.element.body.insert(len(document.element.body) - 1, element)
    return document


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<w:r><w:t>Giảm </w:t></w:r><w:r><w:t>10%</w:t></w:r>", "Giảm 10%"),
        ("<w:ins><w:r><w:t>thêm</w:t></w:r></w:ins><w:del><w:r><w:delText>xóa</w:delText></w:r></w:del>", "thêm"),
        ("<w:moveFrom><w:r><w:t>cũ</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>mới</w:t></w:r></w:moveTo>", "mới"),
        ("<w:hyperlink><w:r><w:t>trang tin</w:t></w:r></w:hyperlink>", "trang tin"),
        ("<w:smartTag><w:r><w:t>Bình Định</w:t></w:r></w:smartTag>", "Bình Định"),
        ("<w:sdt><w:sdtContent><w:r><w:t>ô điền</w:t></w:r></w:sdtContent></w:sdt>", "ô điền"),
        ("<w:r><w:t>2016</w:t><w:noBreakHyphen/><w:t>2020</w:t></w:r>", "2016-2020"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>", "a\tb"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:t>hiện</w:t></w:r>", "hiện"),
        ('<w:r><w:t>Trang </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>7</w:t></w:r></w:fldSimple>', "Trang "),
        (
            (
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
                "<w:r><w:instrText> PAGE \\* MERGEFORMAT </w:instrText></w:r>"
                '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r>'
                '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>sau</w:t></w:r>'
            ),
            "sau",
        ),
        (
            (
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> =SUM(ABOVE) </w:instrText></w:r>'
                '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>179</w:t></w:r>'
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            ),
            "179",
        ),
        ('<w:r><w:t>x</w:t><w:footnoteReference w:id="1"/></w:r>', "x"),
        ("<w:r><w:t>một</w:t><w:br/><w:t>hai</w:t></w:r>", "một|hai"),
    ],
)
def test_pieces_of_a_paragraph(inner: str, text: str, tmp_path: Path) -> None:
    assert texts(with_body(paragraph(inner)), tmp_path) == text.split("|")


def test_tables_stand_where_they_are(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("trước")
    table = document.add_table(rows=2, cols=3)
    for row in range(2):
        for column in range(3):
            table.cell(row, column).text = f"{row}.{column}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "gộp ngang"
    table.cell(0, 2).merge(table.cell(1, 2)).text = "gộp dọc"
    inner = table.cell(1, 0).add_table(rows=1, cols=1)
    inner.cell(0, 0).text = "trong"
    document.add_paragraph("sau")
    path = tmp_path / "letter.docx"
    document.save(str(path))
    read = read_text(path)
    assert [(one.text, one.cell) for one in read.paragraphs] == [
        ("trước", None),
        ("gộp ngang", Cell(0, 0, 0)),
        ("gộp dọc", Cell(0, 0, 2)),
        ("1.0", Cell(0, 1, 0)),
        ("trong", Cell(1, 0, 0)),
        ("1.1", Cell(0, 1, 1)),
        ("sau", None),
    ]


def test_heads_feet_and_notes_stay_out(tmp_path: Path) -> None:
    document = with_body(paragraph("<w:r><w:t>thân</w:t></w:r>"))
    document.sections[0].header.paragraphs[0].text = "đầu trang"
    document.sections[0].footer.paragraphs[0].text = "chân trang"
    assert texts(document, tmp_path) == ["thân"]


def test_text_boxes_are_read_once(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>trong khung</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    inner = (
        f"<w:r><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>ngoài khung</w:t></w:r>"
    )
    assert texts(with_body(paragraph(inner)), tmp_path) == ["ngoài khung", "trong khung"]


LEVELS = (("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("bullet", "-"), ("decimal", "%1.%2.%5"))


def numbered_document() -> Any:
    document = Document()
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(LEVELS)
    )
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="99">{levels}</w:abstractNum>'))
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride>'
    for number, inner in (("99", ""), ("98", restart)):
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="99"/>{inner}</w:num>'))
    return document


def test_automatic_numbers_are_text(tmp_path: Path) -> None:
    document = numbered_document()
    steps = [
        (0, "99"),
        (1, "99"),
        (2, "99"),
        (2, "99"),
        (3, "99"),
        (1, "99"),
        (2, "99"),
        (0, "99"),
        (1, "99"),
        (4, "99"),
        (0, "98"),
    ]
    for level, number in steps:
        mark = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        document.element.body.insert(len(document.element.body) - 1, paragraph("<w:r><w:t>x</w:t></w:r>", mark))
    wanted = ["I.", "1.", "a)", "b)", "-", "2.", "a)", "II.", "1.", "II.1.1", "III."]
    assert texts(document, tmp_path) == [f"{mark} x" for mark in wanted]


def test_a_style_may_number(tmp_path: Path) -> None:
    document = Document()
    for text in ("một", "hai"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("ba", style="List Bullet")
    path = tmp_path / "letter.docx"
    document.save(str(path))
    assert [one.text for one in read_text(path).paragraphs] == ["1. một", "2. hai", "• ba"]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (4, "upperRoman", "IV"),
        (1994, "lowerRoman", "mcmxciv"),
        (3, "lowerLetter", "c"),
        (28, "upperLetter", "BB"),
        (7, "decimalZero", "07"),
        (7, "none", ""),
        (0, "upperRoman", "0"),
        (7, "chicago", "7"),
    ],
)
def test_forms_of_numbers(number: int, form: str, text: str) -> None:
    assert in_format(number, form) == text


def test_fonts_decide_run_by_run(tmp_path: Path) -> None:
    document = Document()
    document.styles["Normal"].font.name = ".VnTime"
    line = document.add_paragraph()
    line.add_run(in_tcvn("công nghiệp sạch ", capitals=False))
    for text, font in ((in_vni("Bình Định "), "VNI-Times"), (in_tcvn("ủy ban ", capitals=False), ".VnTimeH")):
        line.add_run(text).font.name = font
    line.add_run("40°C ±5% Nestlé × © ABB").font.name = "Arial"
    line.add_run(" đã là Unicode")
    path = tmp_path / "letter.docx"
    document.save(str(path))
    read = read_text(path)
    assert read.paragraphs[0].text == "công nghiệp sạch Bình Định ỦY BAN 40°C ±5% Nestlé × © ABB đã là Unicode"
    assert sorted(one.found for one in read.changes) == ["TCVN3", "VNI"]


def test_short_texts_without_a_font_are_left_alone(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("40°C ±5% Nestlé × © ABB Céng hßa")
    path = tmp_path / "letter.docx"
    document.save(str(path))
    read = read_text(path)
    assert read.paragraphs[0].text == "40°C ±5% Nestlé × © ABB Céng hßa"
    assert read.changes == ()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.docx", files.changed(files.letter(), {"word/document.xml": b"<w:document"}), "file.damaged"),
        ("a.docx", files.changed(files.letter(), {"[Content_Types].xml": b"<Types/>"}), "file.damaged"),
        ("a.docx", files.letter(""), "text.none"),
        ("a.txt", b" \r\n\t\n", "text.none"),
        ("a.xlsx", files.workbook(), "file.not_taken"),
        ("a.doc", files.ole("WordDocument"), "file.old_word"),
        ("a.pdf", files.pdf(3, ""), "text.scanned"),
        ("a.pdf", files.pdf(501, "trang"), "text.too_many_pages"),
        ("a.pdf", b"%PDF-1.4\nnothing", "file.damaged"),
    ],
)
def test_refused(name: str, data: bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_text(files.write(tmp_path, name, data))
    assert [one.code for one in caught.value.problems] == [code]
    assert list(tmp_path.iterdir()) == [tmp_path / name]
