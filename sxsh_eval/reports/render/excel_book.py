"""The workbook: sheets, formats and cells. Nothing in it becomes a formula, and only our own links are links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, cast

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sxsh_eval.parameters.quantity import Day, Num, Value, Years
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import GLYPHS, Shape
from sxsh_eval.reports.model import Report
from sxsh_eval.reports.render.excel_formats import DATE_FORMATS, number_format
from sxsh_eval.reports.render.pieces import Line, line, plain
from sxsh_eval.reports.render.stable import MOMENT
from sxsh_eval.reports.render.times import count_lines

BASE: dict[str, Any] = {
    "font_name": "Times New Roman",
    "font_family": 1,
    "font_scheme": "none",  # else Excel takes the theme's font
    "font_size": 11,
    "valign": "top",
}
BORDER = {"border": 1, "border_color": "#9aa0a6", "indent": 1, "align": "left"}
LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "text_wrap": True},
    "subtitle": {"font_size": 12, "text_wrap": True},
    "note": {"text_wrap": True},
    "banner": {"bold": True, "text_wrap": True, "font_color": "#b34700", "bg_color": "#fcf1e9"},
    "link": {"font_color": "#00609c", "underline": 1, "text_wrap": True},
    "cell": {**BORDER, "text_wrap": True},
    "number": {**BORDER},
    "cell_link": {**BORDER, "font_color": "#00609c", "underline": 1, "text_wrap": True},
    "cell_label": {**BORDER, "bold": True, "text_wrap": True},
    "head_line": {"bold": True, "font_size": 12},
    "head": {**BORDER, "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#e4e9ed"},
}
LOOKS["head_added"] = {**LOOKS["head"], "bg_color": "#dcebdf"}
LINE_POINTS = 15.0
"""Height of one line at 11 points: Excel's height of a row."""

EM = 11 / 0.75 / 7
"""Width of one em at 11 points in Excel's unit, a digit."""

CELL_SPACE = 2.0
"""White space left and right in a cell with indent, in digits."""

WIDEST_TEXT = 32_000
"""A little less than Excel takes in one cell."""

FIRST_DAY = date(1900, 3, 1)
"""Excel counts a day in February 1900 that never was; earlier dates stay text."""

MOST_EXACT = 10**15
"""Excel keeps 15 digits; larger whole numbers stay text."""

FILTER_BUTTON = 2.5
"""Width of the button in a head, in digits."""

FOOT_LETTERS = 100


class Book:
    """A workbook in memory.

    Parameters
    ----------
    report : Report
        Whose title and banner it carries.
    language : Language
        Language of all its text.
    """

    def __init__(self, report: Report, language: Language) -> None:
        self.language = language
        self.title = plain(report.title, language)
        self.banner = " · ".join(language.text(f"render.{name}") for name in report.banners)
        self._file = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._workbook = Workbook(self._file, {**options, "default_format_properties": dict(BASE)})
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        subject, author = plain(report.subtitle, language), language.text("render.author")
        about = {"title": self.title, "subject": subject, "author": author, "created": MOMENT}
        self._workbook.set_properties(about)

    def look(self, name: str, **more: Any) -> Format:
        """Cell format by name, with properties added; made once."""
        properties = {**BASE, **LOOKS[name], **more}
        if properties.get("align") == "center":
            properties["indent"] = 0
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(properties)
        return self._formats[key]

    def sheet(self, name: str, widths: Sequence[float], head_row: int | None) -> Worksheet:
        """Add a sheet.

        Parameters
        ----------
        name : str
            As Excel allows.
        widths : sequence of float
            Width of the first columns in characters.
        head_row : int or None
            Row to repeat on each printed page, counted from 0.

        Returns
        -------
        Worksheet
            Empty sheet, ready to print on A4 sideways at the width of one page.
        """
        sheet = self._workbook.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.set_header(f"&C{_in_page_head(self.banner)}" if self.banner else "")
        sheet.set_footer(f"&L{_in_page_head(self.title)}&R&P/&N")
        if head_row is not None:
            sheet.repeat_rows(head_row)
        return sheet

    def wide(self, sheet: Worksheet, row: int, text: str, look: str, widths: Sequence[float]) -> int:
        """Write a text over several columns, as high as it needs.

        Parameters
        ----------
        sheet : Worksheet
            Sheet to write on.
        row : int
            Row, counted from 0.
        text : str
            Text to write.
        look : str
            Name of its format.
        widths : sequence of float
            Widths of the columns to cover, in characters.

        Returns
        -------
        int
            Number of lines it takes.
        """
        form = self.look(look)
        scale: float = form.font_size / BASE["font_size"]
        lines = count_lines(text, (sum(widths) - CELL_SPACE) / EM / scale)
        sheet.set_row(row, lines * LINE_POINTS * scale)
        if len(widths) > 1:
            sheet.merge_range(row, 0, row, len(widths) - 1, "", form)
        sheet.write_string(row, 0, _fitting(text), form)
        return lines

    def heads(
        self, sheet: Worksheet, row: int, heads: Sequence[str], widths: Sequence[float], printed: int | None = None
    ) -> None:
        """Write a header row; columns after the first `printed` are marked as added for calculation."""
        for column, head in enumerate(heads):
            added = printed is not None and column >= printed
            sheet.write_string(row, column, _fitting(head), self.look("head_added" if added else "head"))
        room = [width - FILTER_BUTTON + CELL_SPACE - 1 for width in widths]  # centred, without indent
        self.raise_row(sheet, row, heads, room)

    def raise_row(self, sheet: Worksheet, row: int, texts: Iterable[str], widths: Iterable[float]) -> None:
        """Make a row as high as its longest text needs; Excel does so itself, other programs do not."""
        pairs = zip(texts, widths, strict=False)
        lines = max((count_lines(text, (width - CELL_SPACE) / EM) for text, width in pairs), default=1)
        if lines > 1:
            sheet.set_row(row, lines * LINE_POINTS)

    def row(
        self, sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[float], look: str = "cell"
    ) -> None:
        """Write a row of texts."""
        for column, text in enumerate(texts):
            sheet.write_string(row, column, _fitting(text), self.look(look))
        self.raise_row(sheet, row, texts, widths)

    def link(self, sheet: Worksheet, row: int, column: int, *, text: str, target: str, look: str = "link") -> None:
        """Write a link to the start of another sheet of this workbook."""
        sheet.write_url(row, column, f"internal:'{target}'!A1", self.look(look), _fitting(text))

    def cell(self, sheet: Worksheet, row: int, column: int, value: Value | None, align: str = "left") -> None:
        """Write a value in a table: numbers and dates as such, all else as text.

        Parameters
        ----------
        sheet : Worksheet
            Sheet to write on.
        row, column : int
            Place, counted from 0.
        value : Value or None
            None makes an empty cell.
        align : {"left", "right", "center"}
            Side on which it stands.
        """
        match value:
            case None:
                sheet.write_blank(row, column, None, self.look("cell"))
            case Num() if abs(value.value) < MOST_EXACT:
                form = self.look("number", num_format=number_format(value, self.language), align=align)
                sheet.write_number(row, column, value.value, form)
            case Years() if value.first == value.last:
                sheet.write_number(row, column, value.first, self.look("number", num_format="0", align=align))
            case Day() if value.value >= FIRST_DAY:
                form = self.look("number", num_format=DATE_FORMATS[self.language.code], align=align)
                moment = datetime(value.value.year, value.value.month, value.value.day)  # noqa: DTZ001 - a calendar day
                sheet.write_datetime(row, column, moment, form)
            case _:
                pieces = line(value, self.language)
                colour = {"font_color": pieces[0].colour} if len(pieces) == 1 and pieces[0].colour else {}
                form = self.look("cell", align=align, **colour)
                sheet.write_string(row, column, _fitting(shown(pieces)), form)

    def text(self, sheet: Worksheet, row: int, column: int, text: str, look: str = "cell") -> None:
        """Write a text."""
        sheet.write_string(row, column, _fitting(text), self.look(look))

    def save(self) -> bytes:
        """Close the workbook and return the file."""
        self._workbook.close()
        return self._file.getvalue()


def shown(pieces: Line) -> str:
    """Line as one text, each mark as glyph and word."""
    return "".join(
        f"{GLYPHS[cast('Shape', piece.shape)]} {piece.text}" if piece.shape else piece.text for piece in pieces
    )


def _fitting(text: str) -> str:
    """Text cut with an ellipsis where Excel would cut it silently."""
    return text if len(text) <= WIDEST_TEXT else f"{text[:WIDEST_TEXT]}…"


def _in_page_head(text: str) -> str:
    """Text for a page's head or foot, where ``&`` starts a command."""
    return (text if len(text) <= FOOT_LETTERS else f"{text[:FOOT_LETTERS]}…").replace("&", "&&")
