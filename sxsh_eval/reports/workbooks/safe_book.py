"""Workbooks written cell by cell: nothing in them becomes a formula, and only our own links are links."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sxsh_eval.reports.language import LANGUAGES, Language
from sxsh_eval.reports.render.excel_book import BASE, CELL_SPACE, EM, LINE_POINTS, LOOKS, WIDEST_TEXT
from sxsh_eval.reports.render.stable import MOMENT
from sxsh_eval.reports.render.times import count_lines

CELL: dict[str, Any] = {"border": 1, "border_color": "#9aa0a6"}
OWN_LOOKS: dict[str, dict[str, Any]] = {
    **LOOKS,
    "required": {**LOOKS["head"], "bg_color": "#c3d3df"},
    "example": {**CELL, "italic": True, "font_color": "#5f6368", "bg_color": "#f4f1e6"},
    "data": {"valign": "top"},
    "fault": {**CELL, "bg_color": "#f6b8ae"},
    "doubt": {**CELL, "bg_color": "#fbe7a1"},
}
VI, EN = (Language(code) for code in LANGUAGES)


def both(key: str, /, **values: str) -> str:
    """Words of the catalogue in Vietnamese with the English beside."""
    first, second = VI.text(key, **values), EN.text(key, **values)
    return first if first == second else f"{first} / {second}"


def lines_of(text: str, width: float) -> int:
    """Lines that a text takes in a column of some width in characters."""
    return sum(count_lines(part, (width - CELL_SPACE) / EM) for part in text.split("\n"))


class SafeBook:
    """A workbook that is being written.

    Parameters
    ----------
    path : Path
        File to write.
    title : str
        For its properties.
    streamed : bool
        Rows are written in their order and forgotten: for large tables.
    """

    def __init__(self, path: Path, title: str, *, streamed: bool = False) -> None:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": streamed}
        self._book = Workbook(str(path), {**options, "default_format_properties": dict(BASE)})
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._book.set_properties({"title": title, "created": MOMENT})

    def look(self, name: str, **more: Any) -> Format:
        """Cell format by name, with properties added; made once."""
        properties = {**BASE, **OWN_LOOKS[name], **more}
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def sheet(self, name: str, widths: list[float]) -> Worksheet:
        """Add a sheet with columns of some widths, ready to print sideways."""
        sheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&R&P/&N")
        return sheet

    def text(self, sheet: Worksheet, row: int, column: int, text: str, look: str = "cell") -> None:
        """Write a text; one that Excel would cut silently is cut with an ellipsis."""
        shown = text if len(text) <= WIDEST_TEXT else f"{text[:WIDEST_TEXT]}…"
        sheet.write_string(row, column, shown, self.look(look))

    def wide(self, sheet: Worksheet, row: int, text: str, look: str, widths: list[float]) -> None:
        """Write a text over several columns, as high as it needs."""
        form = self.look(look)
        scale: float = form.font_size / BASE["font_size"]
        sheet.set_row(row, count_lines(text, (sum(widths) - CELL_SPACE) / EM / scale) * LINE_POINTS * scale)
        if len(widths) > 1:
            sheet.merge_range(row, 0, row, len(widths) - 1, "", form)
        self.text(sheet, row, 0, text, look)

    def line(self, sheet: Worksheet, row: int, texts: list[str], widths: list[float], look: str = "cell") -> None:
        """Write a row of texts, as high as the longest needs."""
        for column, text in enumerate(texts):
            self.text(sheet, row, column, text, look)
        lines = max((lines_of(text, width) for text, width in zip(texts, widths, strict=False)), default=1)
        if lines > 1:
            sheet.set_row(row, lines * LINE_POINTS)

    def close(self) -> None:
        """Finish the file."""
        self._book.close()
