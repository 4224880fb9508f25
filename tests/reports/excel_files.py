"""Opening the Excel files that tests render, and small reports for them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from sxsh_eval.parameters.quantity import Num, Value
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Column, Report, Section, Table
from sxsh_eval.reports.render.xlsx import render_xlsx
from tests.reports.sample_report import SOURCE, same, sample_report

CODES = ("vi", "en")
BANNERS = {"vi": "Dữ liệu tổng hợp, không phải số liệu thật", "en": "Synthetic data, not real figures"}


@cache
def sample(code: str) -> bytes:
    return render_xlsx(sample_report(), Language(code))


def opened(file: bytes) -> Any:
    return load_workbook(BytesIO(file))


def cells(workbook: Any) -> Iterator[Any]:
    for sheet in workbook:
        for row in sheet.iter_rows():
            yield from row


def table(*columns: tuple[Value | None, ...], title: str = "Bảng thử", name: str = "t") -> Table:
    return Table(
        id=name,
        title=same(title),
        columns=tuple(Column(head=same(f"Cột {at}"), align="right") for at, _ in enumerate(columns)),
        rows=tuple(zip(*columns, strict=True)),
        source=SOURCE,
    )


def report_of(*tables: Table, synthetic: bool = False) -> Report:
    section = Section(id="s", title=same("Mục & <1>"), blocks=tables)
    return Report(
        id="x", title=same("Báo cáo"), subtitle=same("Thử"), facts=(), sections=(section,), synthetic=synthetic
    )


def column(*values: Value | None, code: str = "vi") -> list[Any]:
    """Cells of the first table's first column."""
    sheet = opened(render_xlsx(report_of(table(values)), Language(code))).worksheets[3]
    head = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "Cột 0")
    return [sheet.cell(head + 1 + at, 1) for at in range(len(values))]


def num(value: float, unit: str, digits: int | None = None) -> Num:
    return Num(value=value, unit=unit, digits=digits)
