"""First page of the Word report: title, facts, table of contents."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_eval.reports.model import Report
from sxsh_eval.reports.render.numbered import Chapter
from sxsh_eval.reports.render.pieces import line, plain
from sxsh_eval.reports.render.word_document import WordFile, twips
from sxsh_eval.reports.render.word_xml import Element, field_end, field_start, node, paragraph, run

FACT_WIDTHS_MM = (60.0, 100.0)
DEEPEST = 3
"""Deeper sections use the heading style of this level."""

CONTENTS_FIELD = f'TOC \\o "1-{DEEPEST}" \\h \\z \\u'


def heading_level(chapter: Chapter) -> int:
    """Level of the heading style of a section."""
    return min(chapter.level, DEEPEST)


def anchor(place: int) -> str:
    """Name of the bookmark at the heading of the section that comes `place`-th."""
    return f"_Toc{place:09d}"


def add_title(word: WordFile, report: Report) -> None:
    """Append title, subtitle, warnings about the data and the facts.

    Parameters
    ----------
    word : WordFile
        File to append to.
    report : Report
        Whose first page it is.
    """
    word.add(paragraph("Title", word.runs(line(report.title, word.language))))
    word.add(paragraph("Subtitle", word.runs(line(report.subtitle, word.language))))
    for name in report.banners:
        label = run(f"{word.language.text(f'render.{name}')}. ", "SxshLabel")
        word.add(paragraph("SxshWarning", [label, run(word.language.text(f"render.{name}_detail"))]))
        word.add(paragraph("SxshGap"))
    if report.facts:
        word.add(_facts(word, report))


def _facts(word: WordFile, report: Report) -> Element:
    widths = [twips(width) for width in FACT_WIDTHS_MM]
    properties = node(
        "tblPr",
        node("tblStyle", val="SxshFacts"),
        node("tblW", w=sum(widths), type="dxa"),
        node("jc", val="center"),
        node("tblLayout", type="fixed"),
        node("tblLook", val="0080", firstRow=0, lastRow=0, firstColumn=1, lastColumn=0, noHBand=1, noVBand=1),
        node("tblCaption", val=word.language.text("render.facts")),
    )
    table = node("tbl", properties, node("tblGrid", *(node("gridCol", w=width) for width in widths)))
    for name, value in report.facts:
        row = node("tr", node("trPr", node("cantSplit")))
        for style, text, width in zip(("SxshFactName", "SxshFact"), (name, value), widths, strict=True):
            cell = node("tcPr", node("tcW", w=width, type="dxa"))
            row.append(node("tc", cell, paragraph(style, word.runs(line(text, word.language)))))
        table.append(row)
    return table


def add_contents(word: WordFile, outline: Sequence[Chapter]) -> None:
    """Append a table of contents that is complete at once.

    Its entries are filled in here, each a link to its heading, without page numbers: only Word knows them. They come
    when the reader updates the table (F9). Asking Word to update all fields at opening would greet every reader with
    a question about foreign files, so this file does not.

    Parameters
    ----------
    word : WordFile
        File to append to.
    outline : sequence of Chapter
        All sections in reading order; none makes no table.
    """
    if not outline:
        return
    entries = [_entry(word, chapter, place) for place, chapter in enumerate(outline, start=1)]
    for start in reversed(field_start(CONTENTS_FIELD)):
        entries[0].insert(1, start)
    head = paragraph("TOCHeading", [run(word.language.text("render.contents"))])
    gallery = node("docPartObj", node("docPartGallery", val="Table of Contents"), node("docPartUnique"))
    content = node("sdtContent", head, *entries, paragraph("SxshGap", [field_end()]))
    word.add(node("sdt", node("sdtPr", gallery), content))


def _entry(word: WordFile, chapter: Chapter, place: int) -> Element:
    text = f"{'.'.join(chapter.number.split('.')[:DEEPEST])}. {plain(chapter.section.title, word.language)}"
    link = node("hyperlink", run(text), anchor=anchor(place), history=1)
    return paragraph(f"TOC{heading_level(chapter)}", [link])
