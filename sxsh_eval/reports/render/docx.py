"""A report as a Word file that an analyst can go on writing: styles, captions and contents are Word's own."""

from __future__ import annotations

from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Block, Figure, Report, Table, Text
from sxsh_eval.reports.pictures import Pictures
from sxsh_eval.reports.render.folding import folded
from sxsh_eval.reports.render.numbered import Chapter, chapters
from sxsh_eval.reports.render.pieces import line
from sxsh_eval.reports.render.word_blocks import BOXES, add_figure, add_table, add_text
from sxsh_eval.reports.render.word_document import WordFile
from sxsh_eval.reports.render.word_front import add_contents, add_title, anchor, heading_level
from sxsh_eval.reports.render.word_key import add_key
from sxsh_eval.reports.render.word_tables import table_layout
from sxsh_eval.reports.render.word_xml import bookmark, paragraph, run


def render_docx(report: Report, language: Language, pictures: Pictures) -> bytes:
    """Write a report as a Word document.

    Parameters
    ----------
    report : Report
        What to write.
    language : Language
        Language of all text.
    pictures : Pictures
        Drawn figures by `Figure.id`.

    Returns
    -------
    bytes
        A ``.docx`` file; the same input gives the same bytes.

    Raises
    ------
    KeyError
        If a figure has no picture.
    """
    word = WordFile(report, language)
    add_title(word, report)
    outline = tuple(chapters(report))
    add_contents(word, outline)
    after_alone = False
    for place, chapter in enumerate(outline, start=1):
        _add_chapter(word, chapter, place, pictures, new_page=chapter.section.new_page or after_alone)
        if chapter.section.alone:
            add_key(word, chapter.section, report)
        after_alone = chapter.section.alone
    return word.save()


def _add_chapter(word: WordFile, chapter: Chapter, place: int, pictures: Pictures, *, new_page: bool) -> None:
    word.brief = chapter.section.alone
    word.turn(sideways=_starts_sideways(word, chapter))
    if chapter.section.alone:
        word.add(paragraph("SxshRunning", [run(word.running)], new_page=True))
    title = bookmark(place, anchor(place), word.runs(line(chapter.section.title, word.language)))
    word.add(paragraph(f"Heading{heading_level(chapter)}", title, new_page=new_page))
    before: Block | None = None
    for block, number in chapter.blocks:
        if isinstance(before, Text) and before.style in BOXES and not isinstance(block, Text):
            word.add(paragraph("SxshGap"))
        _add_block(word, block, number or 0, before, pictures)
        before = block


def _starts_sideways(word: WordFile, chapter: Chapter) -> bool:
    """Whether the heading goes on the sideways page of the table right under it."""
    first = next((block for block, _ in chapter.blocks), None)
    return isinstance(first, Table) and table_layout(word, folded(first, word.language)).sideways


def _add_block(word: WordFile, block: Block, number: int, before: Block | None, pictures: Pictures) -> None:
    match block:
        case Text():
            word.turn(sideways=False)
            add_text(word, block, before if isinstance(before, Text) else None)
        case Table():
            table = folded(block, word.language)
            word.turn(sideways=table_layout(word, table).sideways)
            add_table(word, table, number)
        case Figure():
            word.turn(sideways=False)
            add_figure(word, block, number, pictures[block.id])
