"""Tables, figures and boxed texts of a report as Word's paragraphs."""

from __future__ import annotations

from io import BytesIO

from docx.oxml.shape import CT_Inline
from docx.shared import Mm

from sxsh_eval.reports.model import Figure, Table, Text
from sxsh_eval.reports.pictures import Picture
from sxsh_eval.reports.render.pieces import line, plain
from sxsh_eval.reports.render.word_document import WordFile
from sxsh_eval.reports.render.word_layout import UPRIGHT_MM
from sxsh_eval.reports.render.word_tables import grid_of
from sxsh_eval.reports.render.word_xml import Element, field, node, paragraph, run

TEXT_STYLES = {
    "paragraph": "BodyText",
    "bullet": "ListBullet",
    "note": "SxshNote",
    "key_message": "SxshKeyMessage",
    "warning": "SxshWarning",
}
BRIEF_STYLES = {**TEXT_STYLES, "paragraph": "SxshBrief", "bullet": "SxshBriefBullet"}
"""Styles of a section that stands alone on its page."""

BOXES = {"note", "key_message", "warning"}
HIGHEST_MM = 200.0
"""A taller picture is made smaller to share its page with its caption."""


def add_text(word: WordFile, text: Text, before: Text | None) -> None:
    """Append a paragraph, bullet or box.

    Parameters
    ----------
    word : WordFile
        File to append to.
    text : Text
        Text to append.
    before : Text or None
        Text right before it: a second box of the same kind goes on without a label, another kind takes a gap.
    """
    goes_on = before is not None and before.style == text.style
    if before is not None and before.style in BOXES and not goes_on:
        word.add(paragraph("SxshGap"))
    labels = []
    if text.style in BOXES and not goes_on:
        labels = [run(f"{word.language.text(f'render.{text.style}')}: ", "SxshLabel")]
    styles = BRIEF_STYLES if word.brief else TEXT_STYLES
    announces = line(text.phrase, word.language)[-1].text.endswith(":")  # stays with what it announces
    word.add(paragraph(styles[text.style], [*labels, *word.told(text.phrase)], keep_next=announces))


def caption(word: WordFile, kind: str, number: int, title: str) -> Element:
    """Caption whose number Word can count again.

    Parameters
    ----------
    word : WordFile
        For its language.
    kind : {"table", "figure"}
        What is numbered.
    number : int
        Number to show until Word counts.
    title : str
        Text after the number.

    Returns
    -------
    Element
        Paragraph in the Caption style with a SEQ field.
    """
    label = word.language.text(f"render.{kind}")
    before, after = word.language.text(f"render.{kind}_number", number="\0").split("\0")
    return paragraph("Caption", [run(before), *field(f"SEQ {label} \\* ARABIC", str(number)), run(f"{after}. {title}")])


def add_foot(word: WordFile, block: Table | Figure) -> None:
    """Append the notes and the source of a table or figure."""
    label = run(f"{word.language.text('render.note')}: ", "SxshLabel")
    for note in block.notes:
        word.add(paragraph("SxshTableNote", [label, *word.told(note)]))
        label = run("")
    source = run(f"{word.language.text('render.source')}: ", "SxshLabel")
    word.add(paragraph("SxshSource", [source, *word.runs(line(block.source, word.language))]))


def add_table(word: WordFile, table: Table, number: int) -> None:
    """Append a table with caption, notes and source.

    Parameters
    ----------
    word : WordFile
        File to append to; already turned as the layout wants.
    table : Table
        What to show; without columns only caption and foot appear.
    number : int
        Running number.
    """
    word.add(caption(word, "table", number, plain(table.title, word.language)))
    if table.columns:
        word.add(grid_of(word, table))
    if not table.rows:
        word.say("SxshTableNote", word.language.text("render.empty_table"))
    add_foot(word, table)


def add_figure(word: WordFile, figure: Figure, number: int, picture: Picture) -> None:
    """Append a picture with its alternative text, caption, notes and source.

    Parameters
    ----------
    word : WordFile
        File to append to.
    figure : Figure
        Words of the figure.
    number : int
        Running number.
    picture : Picture
        Its drawing; made smaller when it would not fit the page.
    """
    shrink = min(1.0, UPRIGHT_MM / picture.width_mm, HIGHEST_MM / picture.height_mm)
    width, height = Mm(picture.width_mm * shrink), Mm(picture.height_mm * shrink)
    link, image = word.document.part.get_or_add_image(BytesIO(picture.png))
    inline = CT_Inline.new_pic_inline(number, link, image.filename, width, height)
    for side in "TBLR":  # left out, LibreOffice takes 3 mm: the picture would stand beyond the margin
        inline.set(f"dist{side}", "0")
    inline.docPr.set("title", plain(figure.title, word.language))
    inline.docPr.set("descr", plain(figure.alt, word.language))
    word.add(paragraph("SxshPicture", [node("r", node("drawing", inline))]))
    word.add(caption(word, "figure", number, plain(figure.title, word.language)))
    word.add(paragraph("SxshMeasure", word.runs(line(figure.subtitle, word.language))))
    add_foot(word, figure)
