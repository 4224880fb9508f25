"""Tables, columns and page numbers of printed letters."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from docx.shared import Mm

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.letters.files import read_text
from sxsh_eval.inputs.letters.pdf_flow import Block, flow, without_page_numbers
from sxsh_eval.inputs.letters.pdf_lines import Glyph, Line, lines_of, numbered
from sxsh_eval.inputs.letters.text import Cell
from tests.inputs.files import hostile_files as files
from tests.inputs.letters.letter_copies import to_pdf

ROWS = (
    ("TT", "Nội dung thực hiện trong giai đoạn báo cáo của tỉnh", "Kết quả"),
    ("1", "Số doanh nghiệp tham gia hội thảo và tập huấn về sản xuất sạch hơn trong công nghiệp", "179"),
    ("2", "Tỷ lệ cơ sở sản xuất công nghiệp áp dụng", "47,0%"),
    ("3", "Kinh phí", "1.234,5 triệu đồng"),
)
AFTER = "Trên đây là báo cáo của tỉnh; kính đề nghị Bộ Công Thương xem xét, tổng hợp và trình cấp có thẩm quyền."


def test_tables_and_columns(tmp_path: Path) -> None:
    document = Document()
    head = document.add_table(rows=1, cols=2)
    head.cell(0, 0).text, head.cell(0, 1).text = "UBND TỈNH X", "CỘNG HÒA XÃ HỘI"
    document.add_paragraph("Kính gửi: Bộ Công Thương")
    table = document.add_table(rows=len(ROWS), cols=3)
    table.style = "Table Grid"
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
            table.cell(row, column).width = Mm((15, 70, 60)[column])
    document.add_paragraph(AFTER)
    document.add_paragraph("gạch đầu dòng", style="List Bullet")
    path = tmp_path / "letter.docx"
    document.save(str(path))
    word, printed = read_text(path), read_text(to_pdf(path))
    assert [one.text for one in printed.paragraphs] == [one.text for one in word.paragraphs]
    cells = [(one.text, one.cell) for one in printed.paragraphs if one.cell]
    assert cells == [
        (text, Cell(0, row, column)) for row, texts in enumerate(ROWS) for column, text in enumerate(texts)
    ]
    lines = [one.line for one in printed.paragraphs]
    assert lines == sorted(lines)
    assert lines[:2] == [1, 1]


def line(text: str, right: float, bottom: float, *, left: float = 90, page: int = 1, word: float = 30) -> Line:
    return Line(text, left, right, bottom, bottom + 10, page, 1, word)


BLOCK = Block(90, 520, 10, 15)
LONG = "Các lò gạch cũ được thay dần bằng lò tuy-nen ở mọi huyện trên"


@pytest.mark.parametrize(
    ("below", "joined"),
    [
        (line("địa bàn tỉnh.", 200, 685), True),
        (line("Sở Công Thương.", 200, 685), True),
        (line("Sở Công Thương.", 200, 650), False),
        (line("Sở Công Thương.", 200, 780, page=2), True),
        (line("- Sở Công Thương.", 200, 685), False),
        (line("a) Sở Công Thương.", 200, 685), False),
        (line("Sở", 100, 685, word=10), False),
    ],
)
def test_a_line_goes_on_when_its_word_had_no_room(below: Line, joined: bool) -> None:  # noqa: FBT001
    assert len(flow([line(LONG, 500, 700), below], BLOCK)) == 2 - joined


def test_a_full_line_that_ended_parts_from_an_indented_one() -> None:
    ended = line(f"{LONG} toàn tỉnh.", 519, 700)
    assert len(flow([ended, line("Sở Công Thương", 300, 685, left=120)], BLOCK)) == 2
    assert len(flow([ended, line("Nơi nhận:", 150, 685)], BLOCK)) == 2
    assert len(flow([ended, line("Sở Công Thương", 300, 685)], BLOCK)) == 1


def test_page_numbers_at_the_edges_only() -> None:
    page = [line("2", 300, 800, left=295), line("Tổng số:", 200, 700), line("12", 110, 650), line("- 2 -", 310, 40)]
    assert [one.text for one in without_page_numbers([page])[0]] == ["Tổng số:", "12"]
    assert [one.text for one in without_page_numbers([[line("12", 110, 650)]])[0]] == ["12"]


def glyphs(text: str, left: float, bottom: float) -> list[Glyph]:
    return [Glyph(letter, left + 6 * at, left + 6 * at + 5, bottom, bottom + 8) for at, letter in enumerate(text)]


def test_columns_part_and_marks_do_not() -> None:
    found = [
        *glyphs("UBND", 90, 700),
        *glyphs("CỘNG HÒA", 300, 700),
        *glyphs("\n", 0, 0),
        *glyphs("-", 90, 680),
        *glyphs("gạch", 120, 680),
    ]
    lines = lines_of(found, 1)
    assert [one.text for one in lines] == ["UBND", "CỘNG HÒA", "-gạch"]
    assert [one.number for one in numbered(lines, lines)] == [1, 1, 2]


def test_a_locked_pdf_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>/ID[<00><00>]" % (b"41" * 32, b"42" * 32)
    path = files.write(tmp_path, "a.pdf", files.pdf(1).replace(b"/Root 1 0 R>>", b"/Root 1 0 R" + lock + b">>"))
    with pytest.raises(InputError) as caught:
        read_text(path)
    assert [one.code for one in caught.value.problems] == ["file.encrypted"]
