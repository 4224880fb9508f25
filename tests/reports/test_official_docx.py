from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from sxsh_eval.reports.official.compose import official_letter
from sxsh_eval.reports.render.letter_docx import render_letter
from tests.letters import claim
from tests.reports.official_samples import binh_dinh_file, binh_dinh_letter, facts, opened, report_of, texts

HOSTILE = '<b>5 < 6</b> & "x" \x07\u202e=1+1'
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def test_same_letter_gives_the_same_bytes() -> None:
    assert render_letter(binh_dinh_letter()) == binh_dinh_file()
    with ZipFile(BytesIO(binh_dinh_file())) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"w:date=" not in archive.read("word/comments.xml")


def test_page_is_that_of_the_decree() -> None:
    section = opened(binh_dinh_file()).sections[0]
    sides = (section.page_width, section.page_height, section.left_margin, section.right_margin)
    lengths = [side.mm if side else 0 for side in (*sides, section.top_margin, section.bottom_margin)]
    assert [f"{length:.0f}" for length in lengths] == ["210", "297", "30", "20", "20", "20"]
    assert len(opened(binh_dinh_file()).sections) == 1


def test_page_number_stands_on_top_but_not_on_the_first_page() -> None:
    section = opened(binh_dinh_file()).sections[0]
    assert section.different_first_page_header_footer
    codes = section.header._element.xpath(".//w:instrText")
    assert [code.text.strip() for code in codes] == ["PAGE"]
    assert section.header.paragraphs[0].style.style_id == "Header"
    assert not section.first_page_header._element.xpath(".//w:instrText")
    assert not section.footer._element.xpath(".//w:instrText")


@pytest.mark.parametrize(
    ("style", "half_points", "is_bold", "is_italic"),
    [
        ("LetterNation", "24", True, False),
        ("LetterMotto", "26", True, False),
        ("LetterIssuer", "24", True, False),
        ("LetterNumber", "26", False, False),
        ("LetterDated", "26", False, True),
        ("Heading1", "28", True, False),
        ("Heading2", "28", True, False),
        ("Heading3", "28", False, False),
        ("LetterRecipientsTitle", "24", True, True),
        ("LetterRecipients", "22", False, False),
        ("LetterAuthority", None, True, False),
    ],
)
def test_sizes_are_those_of_the_decree(style: str, half_points: str | None, is_bold: bool, is_italic: bool) -> None:  # noqa: FBT001
    element = opened(binh_dinh_file()).styles.element
    found = element.xpath(f"w:style[@w:styleId='{style}']/w:rPr")[0]
    size = found.find(qn("w:sz"))
    assert (size.get(qn("w:val")) if size is not None else None) == half_points
    assert (found.find(qn("w:b")) is not None, found.find(qn("w:i")) is not None) == (is_bold, is_italic)


def test_every_style_in_use_exists_and_is_vietnamese_times() -> None:
    document = opened(binh_dinh_file())
    styles = document.styles.element
    known = set(styles.xpath("w:style/@w:styleId"))
    used = set(document.element.xpath("//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val"))
    assert used <= known
    assert {"Heading1", "Heading2", "Heading3", "LetterBlank", "LetterTable"} <= used
    assert set(styles.xpath("//w:rFonts/@w:ascii")) == {"Times New Roman"}
    assert set(styles.xpath("//w:lang/@w:val")) == {"vi-VN"}
    assert styles.xpath("w:docDefaults//w:widowControl")
    assert document.core_properties.language == "vi-VN"


def test_head_is_a_table_of_about_forty_to_sixty() -> None:
    table = opened(binh_dinh_file()).tables[0]
    widths = [int(width) for width in table._tbl.xpath("w:tblGrid/w:gridCol/@w:w")]
    assert 0.37 < widths[0] / sum(widths) < 0.42
    assert [cell.text.split("\n")[:2] for cell in table.rows[0].cells] == [
        ["ỦY BAN NHÂN DÂN", "TỈNH BÌNH ĐỊNH"],
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
    ]
    assert table._tbl.xpath("count(.//w:pStyle[@w:val='LetterRule'])") == 2
    number = table.rows[1].cells[0].text
    assert number.startswith("Số:          /UBND-KT\nV/v báo cáo")
    assert table.rows[1].cells[1].text == "Bình Định, ngày 24 tháng 4 năm 2018"


def test_foot_leaves_the_name_open() -> None:
    cells = opened(binh_dinh_file()).tables[1].rows[0].cells
    assert cells[0].text.split("\n")[0] == "Nơi nhận:"
    assert cells[1].text.strip() == "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"


def test_every_note_is_a_comment_on_its_own_words() -> None:
    document = opened(binh_dinh_file())
    comments = {str(comment.comment_id): comment for comment in document.comments}
    assert len(comments) == binh_dinh_letter().notes
    anchored = document.element.xpath("//w:commentRangeStart/@w:id")
    assert sorted(anchored) == sorted(comments) == sorted(document.element.xpath("//w:commentReference/@w:id"))
    start = document.element.xpath("//w:commentRangeStart[following-sibling::w:r[1]/w:t='5%']")[0]
    note = comments[start.get(qn("w:id"))]
    assert note.author
    assert note.paragraphs[0].text.startswith("Bằng chứng: Tự báo cáo.")
    assert len(note.paragraphs) > 4


def test_blanks_are_marked_and_noted() -> None:
    document = opened(binh_dinh_file())
    blanks = document.element.xpath("//w:r[w:rPr/w:rStyle/@w:val='LetterBlank']/w:t")
    assert len(blanks) >= len(binh_dinh_letter().blanks)
    assert all(blank.text.startswith("[chưa có") and blank.text.endswith("]") for blank in blanks)
    assert document.styles.element.xpath("w:style[@w:styleId='LetterBlank']//w:shd/@w:fill") == ["FFF200"]


def test_hostile_texts_arrive_as_letters() -> None:
    words = {"vi": HOSTILE, "en": "x"}
    one = claim("trainers_trained", 4, note=words)
    part = claim("trainers_trained", 1, part_of="one", wording=words)
    remark = {"topic": "difficulty", "place": {"section": "I.4"}, "text": words}
    content = render_letter(official_letter(facts({"one": one, "part": part}, remarks=[remark], title=words)))
    expected = '<b>5 < 6</b> & "x" =1+1'
    assert any(expected in text for text in texts(content))
    assert any(expected in comment.text for comment in opened(content).comments)
    with ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                parse_xml(archive.read(name))


def test_synthetic_numbers_are_announced_on_every_page() -> None:
    section = opened(render_letter(official_letter(facts({}, report_of(synthetic=True))))).sections[0]
    for head in (section.header, section.first_page_header):
        assert "không phải số liệu thật" in "".join(paragraph.text for paragraph in head.paragraphs)


def test_tables_never_split_a_row_and_repeat_their_head() -> None:
    for table in opened(binh_dinh_file()).tables:
        assert len(table._tbl.xpath("w:tr/w:trPr/w:cantSplit")) == len(table.rows)
    annex = opened(binh_dinh_file()).tables[-1]
    assert len(annex._tbl.xpath("w:tr/w:trPr/w:tblHeader")) == 1


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("province", ["binh-dinh", "ba-ria-vung-tau", "ho-chi-minh"])
def test_looks_right_in_libreoffice(province: str, tmp_path: Path) -> None:
    made = official_letter(facts({}, province=province)) if province != "binh-dinh" else binh_dinh_letter()
    (tmp_path / "letter.docx").write_bytes(render_letter(made))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "letter.docx")], check=True, capture_output=True, timeout=120)
    pdf = pypdfium2.PdfDocument(tmp_path / "letter.pdf")
    pages = [page.get_textpage().get_text_range() for page in pdf]
    pdf.close()
    lines = [line.strip() for line in pages[0].splitlines()]
    assert made.head.nation in "\n".join(lines), "the national title does not wrap"
    assert any(made.head.motto in line for line in lines)
    assert any(made.head.issuer[1] in line for line in lines), "the issuing body does not wrap"
    assert any(made.head.dated[0].text in line for line in lines), "the date does not wrap"
    assert not lines[0].isdigit()
    for number, page in enumerate(pages[1:], start=2):
        assert page.splitlines()[0].strip() == str(number)
        assert len(page.split()) > 20, "no empty page"
