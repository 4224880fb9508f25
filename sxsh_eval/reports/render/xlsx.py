"""A report's tables as an Excel workbook to filter, sort and calculate with."""

from __future__ import annotations

from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Report, Table
from sxsh_eval.reports.render.excel_book import Book
from sxsh_eval.reports.render.excel_front import add_contents, add_notes, add_text, table_entry
from sxsh_eval.reports.render.excel_tables import add_table
from sxsh_eval.reports.render.numbered import chapters


def render_xlsx(report: Report, language: Language) -> bytes:
    """Write a report as an Excel workbook.

    Contents, notes and the report's text come first, then each table on a sheet of its own. Numbers are numbers,
    dates are dates; nothing is a formula.

    Parameters
    ----------
    report : Report
        What to write; pictures stay out, their words are kept.
    language : Language
        Language of all text.

    Returns
    -------
    bytes
        An ``.xlsx`` file; the same input gives the same bytes.
    """
    book = Book(report, language)
    outline = tuple(chapters(report))
    tables = [
        (table, number, table_entry(chapter, table, number, language))
        for chapter in outline
        for table, number in chapter.blocks
        if isinstance(table, Table) and number
    ]
    names = {kind: language.text(f"office.sheet.{kind}") for kind in ("contents", "notes", "text")}
    add_contents(book, report, [entry for _, _, entry in tables], names)
    add_notes(book, outline, names["notes"])
    add_text(book, outline, names["text"])
    for table, number, entry in tables:
        add_table(book, table, number, entry.target, names["contents"])
    return book.save()
