"""Terms at the end of a Word page that stands alone, as many as a careful estimate of its height leaves room for."""

from __future__ import annotations

from sxsh_eval.reports.model import Block, Figure, Report, Section, Table, Text
from sxsh_eval.reports.render.folding import folded
from sxsh_eval.reports.render.pieces import plain
from sxsh_eval.reports.render.terms import where_explained
from sxsh_eval.reports.render.times import count_lines
from sxsh_eval.reports.render.word_document import WordFile
from sxsh_eval.reports.render.word_layout import NORMAL_POINTS, PADDING_MM, POINT_MM, SMALL_POINTS, UPRIGHT_MM
from sxsh_eval.reports.render.word_tables import table_layout
from sxsh_eval.reports.render.word_xml import paragraph, run

ROOM_MM, HEAD_MM = 240.0, 30.0
"""Height of a page that may be filled, less than it has; of running title, heading and what a box adds."""

LINE, BETWEEN_MM = 1.3, 1.6
"""Line to line in parts of the type size; space after a paragraph, borders of a row."""


def add_key(word: WordFile, section: Section, report: Report) -> None:
    """Append the terms of a section that need explaining most, then where all are explained; nothing without room.

    Parameters
    ----------
    word : WordFile
    section : Section
        That stands alone on its page.
    report : Report
        Of which it is a part.
    """
    terms, more = word.marked.key(section, word.language), where_explained(report, word.language)
    if not terms:
        return
    free = ROOM_MM - HEAD_MM - sum(_height(word, block) for block in section.blocks)
    title = word.language.text("render.terms")
    for count in (*range(len(terms), 1, -1), 0):
        told = [(f" {term.term}: ", term.meaning) for term in terms[:count]]
        text = "".join((title, *(part for pair in told for part in pair), more))
        if (count or more) and _text_height(text, SMALL_POINTS) <= free:
            runs = [run(f"{title}.", "SxshLabel")] if count else []
            for label, meaning in told:
                runs += [run(label, "SxshLabel"), run(meaning)]
            word.add(paragraph("SxshTableNote", [*runs, run(f" {more}" if count else more)]))
            return


def _text_height(text: str, points: float, width_mm: float = UPRIGHT_MM) -> float:
    em = points * POINT_MM
    return count_lines(text, width_mm / em) * LINE * em + BETWEEN_MM


def _height(word: WordFile, block: Block) -> float:
    """Millimetres of a block, rather too many than too few."""
    match block:
        case Text():
            return _text_height(plain(block.phrase, word.language), NORMAL_POINTS, 0.94 * UPRIGHT_MM)
        case Table():
            return _table_height(word, folded(block, word.language))
        case Figure():
            return ROOM_MM


def _table_height(word: WordFile, table: Table) -> float:
    widths = [width - PADDING_MM for width in table_layout(word, table).widths_mm]
    rows = [[column.head for column in table.columns], *table.rows]
    height = 0.0
    for row in rows:
        texts = ("" if cell is None else plain(cell, word.language) for cell in row)
        height += max(_text_height(text, SMALL_POINTS, width) for text, width in zip(texts, widths, strict=True))
    said = (table.title, *table.notes, table.source)
    return height + sum(_text_height(plain(one, word.language), NORMAL_POINTS) for one in said)
