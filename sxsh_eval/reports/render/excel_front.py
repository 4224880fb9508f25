"""First sheets of the workbook: contents, notes and the report's text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from sxsh_eval.parameters.quantity import Mark
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import STYLES
from sxsh_eval.reports.model import Figure, Report, Table, Text
from sxsh_eval.reports.render.excel_book import Book, shown
from sxsh_eval.reports.render.excel_formats import sheet_name
from sxsh_eval.reports.render.numbered import Chapter
from sxsh_eval.reports.render.pieces import line, plain

CONTENTS_WIDTHS = (26.0, 74.0, 44.0, 11.0)
NOTES_WIDTHS = (24.0, 40.0, 90.0)
TEXT_WIDTHS = (12.0, 24.0, 118.0)


@dataclass(frozen=True)
class Entry:
    """One line of the contents.

    Attributes
    ----------
    label, title, section : str
        What is written.
    target : str
        Name of the sheet to go to.
    rows : int, optional
        Rows of the table there.
    """

    label: str
    title: str
    section: str
    target: str
    rows: int | None = None


def table_entry(chapter: Chapter, table: Table, number: int, language: Language) -> Entry:
    """Line of the contents for a table; its target names the table's sheet."""
    title = plain(table.title, language)
    section = f"{chapter.number}. {plain(chapter.section.title, language)}"
    label = language.text("render.table_number", number=str(number))
    return Entry(label, title, section, sheet_name(number, title), len(table.rows))


def add_contents(book: Book, report: Report, entries: Iterable[Entry], names: Mapping[str, str]) -> None:
    """Add the first sheet: title, facts and links to all others.

    Parameters
    ----------
    book : Book
        Workbook to add to.
    report : Report
        Whose facts to tell.
    entries : iterable of Entry
        Lines for the tables.
    names : mapping of str to str
        Names of the sheets ``contents``, ``notes`` and ``text``.
    """
    language = book.language
    sheet = book.sheet(names["contents"], CONTENTS_WIDTHS, None)
    row = _top(book, sheet, book.title, CONTENTS_WIDTHS, plain(report.subtitle, language))
    for name, value in report.facts:
        texts = (plain(name, language), shown(line(value, language)))
        book.row(sheet, row, texts, CONTENTS_WIDTHS, "cell_label")
        book.cell(sheet, row, 1, value)
        row += 1
    row += 1 if report.facts else 0
    _heads(book, sheet, row, "contents", ("sheet", "title", "section", "rows"), CONTENTS_WIDTHS)
    own = [Entry(names[kind], language.text(f"office.contents.{kind}"), "", names[kind]) for kind in ("notes", "text")]
    for at, entry in enumerate([*own, *entries], start=row + 1):
        book.row(sheet, at, (entry.label, entry.title, entry.section, ""), CONTENTS_WIDTHS)
        for column, text in enumerate((entry.label, entry.title)):
            book.link(sheet, at, column, text=text, target=entry.target, look="cell_link")
        if entry.rows is not None:
            sheet.write_number(at, 3, entry.rows, book.look("number", num_format="#,##0", align="right"))


def _heads(book: Book, sheet: Worksheet, row: int, kind: str, heads: Sequence[str], widths: Sequence[float]) -> None:
    book.heads(sheet, row, [book.language.text(f"office.{kind}.{head}") for head in heads], widths)


def add_notes(book: Book, outline: Sequence[Chapter], name: str) -> None:
    """Add the sheet that says what the marks mean, with the notes and sources of all tables and figures.

    Parameters
    ----------
    book : Book
        Workbook to add to.
    outline : sequence of Chapter
        All sections of the report.
    name : str
        Name of the sheet.
    """
    language = book.language
    sheet = book.sheet(name, NOTES_WIDTHS, None)
    row = _top(book, sheet, language.text("office.notes.title"), NOTES_WIDTHS)
    book.text(sheet, row, 0, language.text("office.notes.marks"), "head_line")
    _heads(book, sheet, row + 1, "notes", ("scale", "mark", "meaning"), NOTES_WIDTHS)
    row += 2
    for scale, category in STYLES:
        meaning = language.text(f"office.mark.{scale}.{category}")
        book.row(sheet, row, (language.text(f"office.scale.{scale}"), "", meaning), NOTES_WIDTHS)
        book.cell(sheet, row, 1, Mark.model_validate({"scale": scale, "name": category}))
        row += 1
    book.text(sheet, row + 1, 0, language.text("office.notes.feet"), "head_line")
    _heads(book, sheet, row + 2, "notes", ("where", "kind", "words"), NOTES_WIDTHS)
    row += 3
    for where, kind, words in _feet(book, outline):
        book.row(sheet, row, (where, kind, words), NOTES_WIDTHS)
        row += 1


def _feet(book: Book, outline: Sequence[Chapter]) -> list[tuple[str, str, str]]:
    language = book.language
    rows = []
    for chapter in outline:
        for block, number in chapter.blocks:
            if isinstance(block, Table | Figure):
                where = language.text(f"render.{block.block}_number", number=str(number))
                rows += [(where, language.text("render.note"), shown(line(note, language))) for note in block.notes]
                rows.append((where, language.text("render.source"), shown(line(block.source, language))))
    return rows


def add_text(book: Book, outline: Sequence[Chapter], name: str) -> None:
    """Add the sheet with the report's sentences; tables and figures by their titles, figures also in words.

    Parameters
    ----------
    book : Book
        Workbook to add to.
    outline : sequence of Chapter
        All sections of the report.
    name : str
        Name of the sheet.
    """
    language = book.language
    head_row = 3 if book.banner else 2
    sheet = book.sheet(name, TEXT_WIDTHS, head_row)
    row = _top(book, sheet, language.text("office.text.title"), TEXT_WIDTHS)
    _heads(book, sheet, row, "text", ("section", "kind", "words"), TEXT_WIDTHS)
    first = row
    for chapter in outline:
        row += 1
        heading = (chapter.number, language.text("office.text.heading"), plain(chapter.section.title, language))
        book.row(sheet, row, heading, TEXT_WIDTHS, "cell_label")
        for kind, words in _sentences(book, chapter):
            row += 1
            book.row(sheet, row, (chapter.number, kind, words), TEXT_WIDTHS)
    if row > first:
        sheet.autofilter(first, 0, row, len(TEXT_WIDTHS) - 1)
    sheet.freeze_panes(first + 1, 0)


def _sentences(book: Book, chapter: Chapter) -> list[tuple[str, str]]:
    language = book.language
    said: list[tuple[str, str]] = []
    for block, number in chapter.blocks:
        match block:
            case Text():
                said.append((language.text(f"office.text.{block.style}"), shown(line(block.phrase, language))))
            case Table() | Figure():
                label = language.text(f"render.{block.block}_number", number=str(number))
                said.append((label, shown(line(block.title, language))))
        if isinstance(block, Figure):
            said.append((language.text("office.text.measure"), shown(line(block.subtitle, language))))
            said.append((language.text("office.text.alt"), shown(line(block.alt, language))))
    return said


def _top(book: Book, sheet: Worksheet, title: str, widths: Sequence[float], subtitle: str = "") -> int:
    """Write title, subtitle and banner; the row after the empty one that follows."""
    texts = [(title, "title"), (subtitle, "subtitle"), (book.banner, "banner")]
    said = [(text, look) for text, look in texts if text]
    for row, (text, look) in enumerate(said):
        book.wide(sheet, row, text, look, widths)
    return len(said) + 1
