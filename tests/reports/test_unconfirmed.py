"""A report that uses figures nobody has confirmed says so on every page, in every format; others do not."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
import pytest

from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Mark
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Report, Table
from sxsh_eval.reports.province import province_report
from sxsh_eval.reports.render.docx import render_docx
from sxsh_eval.reports.render.html import render_html
from sxsh_eval.reports.render.pdf import render_pdf
from sxsh_eval.reports.render.xlsx import render_xlsx
from sxsh_eval.reports.sections.data import data_section
from tests.letters import claim, letter, registry, study
from tests.reports.excel_files import opened

SHORT = {"vi": "Có số liệu chưa được xác nhận", "en": "Contains unconfirmed figures"}
DRAFT = {"status": "draft", "quote": "lời văn", "line": 3, "confidence": 0.7}


def inputs(*, drafts: bool, waiting: int = 0) -> Inputs:
    review: dict[str, Any] = {"review": DRAFT} if drafts else {}
    claims = {"typed": claim("adoption", 5), "read": claim("awareness", 10, **review)}
    return Inputs(registry(), letter(claims), waiting=waiting)


def report(*, drafts: bool, waiting: int = 0) -> Report:
    given = inputs(drafts=drafts, waiting=waiting)
    return province_report(given, study(), sections=[data_section(given, study())])


@pytest.mark.parametrize("drafts", [True, False])
def test_html_says_so(drafts: bool) -> None:  # noqa: FBT001
    page = render_html(report(drafts=drafts), Language("vi"), {}).decode("utf-8")
    assert (f"<b>{SHORT['vi']}.</b>" in page) is drafts
    assert ("chưa ai xác nhận, nhưng vẫn được dùng" in page) is drafts
    assert ("@bottom-center { content" in page) is drafts


@pytest.mark.parametrize("drafts", [True, False])
def test_word_says_so_in_every_head(drafts: bool) -> None:  # noqa: FBT001
    document = docx.Document(BytesIO(render_docx(report(drafts=drafts), Language("vi"), {})))
    section = document.sections[0]
    for head in (section.header, section.first_page_header):
        assert (SHORT["vi"] in "".join(each.text for each in head.paragraphs)) is drafts
    assert any(SHORT["vi"] in each.text for each in document.paragraphs) is drafts


@pytest.mark.parametrize("drafts", [True, False])
def test_excel_says_so_on_every_sheet(drafts: bool) -> None:  # noqa: FBT001
    for sheet in opened(render_xlsx(report(drafts=drafts), Language("en"))):
        cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
        assert (SHORT["en"] in cells) is drafts


@pytest.mark.parametrize("drafts", [True, False])
def test_pdf_says_so_on_every_page(drafts: bool) -> None:  # noqa: FBT001
    import pypdfium2

    with pypdfium2.PdfDocument(render_pdf(report(drafts=drafts), Language("en"), {})) as document:
        for number in range(len(document)):
            text = document[number].get_textpage().get_text_range()
            assert (SHORT["en"] in re.sub(r"\s+", " ", text)) is drafts


def test_the_table_marks_each_figure() -> None:
    [table] = [block for block in data_section(inputs(drafts=True), study()).blocks if isinstance(block, Table)]
    assert [row[-1] for row in table.rows] == [
        Mark(scale="status", name="confirmed"),
        Mark(scale="status", name="unconfirmed"),
    ]
    [plain] = [block for block in data_section(inputs(drafts=False), study()).blocks if isinstance(block, Table)]
    assert len(plain.columns) == len(table.columns) - 1


def test_waiting_figures_are_counted_without_a_banner() -> None:
    made = report(drafts=False, waiting=3)
    assert made.banners == ()
    assert (
        "3 số liệu do chương trình đọc từ văn bản chưa được xác nhận" in render_html(made, Language("vi"), {}).decode()
    )


def test_both_banners_together() -> None:
    given = replace(inputs(drafts=True), synthetic=True)
    made = province_report(given, study(), sections=[data_section(given, study())])
    assert made.banners == ("synthetic", "unconfirmed")
    page = render_html(made, Language("en"), {}).decode("utf-8")
    assert page.count('class="banner"') == 2
