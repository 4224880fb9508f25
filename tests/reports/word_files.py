"""Opening the Word files that tests render, and small reports for them."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.document import Document

from sxsh_eval.parameters.quantity import Verbatim
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Column, Report, Section, Table, Text
from sxsh_eval.reports.render.docx import render_docx
from tests.reports.sample_report import SOURCE, same, sample_pictures, sample_report


@cache
def sample(code: str) -> bytes:
    return render_docx(sample_report(), Language(code), sample_pictures())


def opened(file: bytes) -> Document:
    return docx.Document(BytesIO(file))


def find(document: Document, path: str) -> list[Any]:
    found: list[Any] = document.element.xpath(path)
    return found


def texts(document: Document, style: str) -> list[str]:
    return [
        paragraph.text for paragraph in document.paragraphs if paragraph.style and paragraph.style.style_id == style
    ]


def one_section(*blocks: Text | Table, title: str = "Mục") -> Report:
    return Report(
        id="x", title=same("Báo cáo"), subtitle=same("Thử"), facts=(),
        sections=(Section(id="s", title=same(title), blocks=blocks),),
    )  # fmt: skip


def table_of(columns: int, rows: int, cell: str = "Đạt 12,5 %", **shares: float) -> Table:
    return Table(
        id="t",
        title=same("Bảng thử"),
        columns=tuple(Column(head=same(f"Cột {at}"), share=shares.get(f"c{at}", 1)) for at in range(columns)),
        rows=tuple(tuple(Verbatim(text=cell) for _ in range(columns)) for _ in range(rows)),
        source=SOURCE,
    )
