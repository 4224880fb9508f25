"""The whole way with nothing left out: file, reading, review, confirmed figures, report."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest

from sxsh_eval.cli import main
from sxsh_eval.inputs.letter_files import read_letter
from sxsh_eval.inputs.panel import read_inputs
from sxsh_eval.parameters.study import read_study
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.province import province_report
from sxsh_eval.reports.render.docx import render_docx
from sxsh_eval.reports.render.html import render_html
from sxsh_eval.reports.review.columns import head_text
from sxsh_eval.reports.sections.data import data_section
from tests.letters import SEED, registry

LETTER = """UỶ BAN NHÂN DÂN TỈNH LÀO CAI
Số: 77/UBND-CN
Lào Cai, ngày 15 tháng 5 năm 2018
V/v báo cáo <script>alert(1)</script> =1+1
Kính gửi: Bộ Công Thương
I. Tình hình thực hiện từ năm 2010 đến năm 2017
3. Kết quả
c) Kết quả đạt được
- Tỷ lệ cơ sở sản xuất công nghiệp nhận thức được lợi ích của sản xuất sạch hơn đạt 35%.
- Có 18,5% cơ sở sản xuất công nghiệp áp dụng sản xuất sạch hơn.
"""


def mark_all(path: Path, status: str, most: int = 10_000) -> int:
    """Sets the status of the first rows; how many."""
    book = openpyxl.load_workbook(path)
    sheet = book["Số liệu"]
    column = [str(cell.value) for cell in sheet[1]].index(head_text("status")) + 1
    rows = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value][:most]
    for row in rows:
        sheet.cell(row, column).value = status
    book.save(path)
    return len(rows)


def read(project: Path, letter: Path, name: str) -> Path:
    assert main(["read-letter", str(letter)]) == 0
    folder = project / "data" / "drafts" / name
    for page in ("review.vi.html", "review.en.html"):
        text = (folder / page).read_text(encoding="utf-8")
        assert "<script" not in text
        assert text.endswith("</html>")
    return folder


def test_a_made_up_letter_all_the_way(project: Path) -> None:
    letter = project / "thu.txt"
    letter.write_text(LETTER, encoding="utf-8")
    folder = read(project, letter, "lao-cai-2018")
    draft = read_letter(folder / "draft.yml", registry())
    values = {claim.value.value for claim in draft.claims.values() if claim.value}
    assert {35, 18.5} <= values
    assert mark_all(folder / "review.xlsx", "Đúng", most=1) == 1
    assert main(["confirm", str(folder / "review.xlsx")]) == 0
    for drafts in (False, True):
        settings = {"letters.use_unconfirmed": drafts}
        study = read_study(
            project / "parameters" / "study.yml", province="lao-cai", period="2016-2020", settings=settings
        )
        inputs = read_inputs(study)
        others = len(draft.claims) - 1
        assert (inputs.waiting, inputs.unconfirmed) == ((0, others) if drafts else (others, 0))
        report = province_report(inputs, study, sections=[data_section(inputs, study)])
        page = render_html(report, Language("vi"), {}).decode("utf-8")
        words = "\n".join(
            each.text for each in docx.Document(BytesIO(render_docx(report, Language("vi"), {}))).paragraphs
        )
        for text in (page, words):
            assert ("Có số liệu chưa được xác nhận" in text) is drafts
            assert ("chưa được xác nhận nên không dùng" in text) is not drafts


@pytest.mark.skipif(SEED is None, reason="the letter itself is not part of the project")
def test_the_letter_of_binh_dinh_all_the_way(project: Path) -> None:
    by_hand = project / "data" / "claims" / "binh-dinh-2018.yml"
    typed = read_letter(by_hand, registry())
    assert SEED is not None
    folder = read(project, SEED, "binh-dinh-2018")
    draft = read_letter(folder / "draft.yml", registry())
    assert mark_all(folder / "review.xlsx", "Đúng") == len(draft.claims)
    assert main(["confirm", str(folder / "review.xlsx")]) == 1
    assert main(["confirm", str(folder / "review.xlsx"), "--replace"]) == 0
    written = read_letter(by_hand, registry())
    assert by_hand.with_name("binh-dinh-2018.yml.bak-1").exists()
    assert {claim.review.status for claim in written.claims.values() if claim.review} == {"confirmed"}
    found = {(claim.indicator, claim.as_printed.replace(" ", "")) for claim in written.claims.values()}
    known = {(claim.indicator, claim.as_printed.replace(" ", "")) for claim in typed.claims.values()}
    assert len(found & known) >= 0.9 * len(known)
    assert main(["check"]) == 0
