"""Tables, figures and boxed texts of a report as Word's paragraphs and tables."""

from __future__ import annotations

from io import BytesIO

from docx.oxml.shape import CT_Inline
from docx.shared import Mm

from sxsh_eval.reports.model import Figure, Table, Text
from sxsh_eval.reports.pictures import Picture
from sxsh_eval.reports.render.pieces import Line, Piece, line, plain
from sxsh_eval.reports.render.word_document import WordFile, twips
from sxsh_eval.reports.render.word_layout import UPRIGHT_MM, Layout, lay_out
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
ALIGNED = {"left": "", "right": "Right", "center": "Center"}
HIGHEST_MM = 200.0
"""A taller picture is made smaller to share its page with its caption."""

ONE_PAGE_ROWS = 8
"""Tables up to this many rows stay on one page."""

AT_ENDS = 2
"""Rows of a longer table that stay together with its head, with its foot."""


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


def table_layout(word: WordFile, table: Table) -> Layout:
    """Layout that fits a table's texts in the language of the file."""
    return word.language.recall("word layout", table, lambda: _table_layout(word, table))


def _table_layout(word: WordFile, table: Table) -> Layout:
    heads = [plain(column.head, word.language) for column in table.columns]
    rows = [["" if cell is None else _shown(line(cell, word.language)) for cell in row] for row in table.rows]
    return lay_out(heads, rows, [column.share for column in table.columns], small=word.brief)


def add_table(word: WordFile, table: Table, number: int, layout: Layout) -> None:
    """Append a table with caption, notes and source.

    Parameters
    ----------
    word : WordFile
        File to append to; already turned as the layout wants.
    table : Table
        What to show; without columns only caption and foot appear.
    number : int
        Running number.
    layout : Layout
        Its widths and type size.
    """
    word.add(caption(word, "table", number, plain(table.title, word.language)))
    if table.columns:
        word.add(_grid(word, table, layout))
    if not table.rows:
        word.say("SxshTableNote", word.language.text("render.empty_table"))
    add_foot(word, table)


def _grid(word: WordFile, table: Table, layout: Layout) -> Element:
    style = "SxshSmall" if layout.small else "SxshCell"
    widths = [twips(width) for width in layout.widths_mm]
    properties = node(
        "tblPr",
        node("tblStyle", val="SxshTable"),
        node("tblW", w=sum(widths), type="dxa"),
        node("jc", val="center"),
        node("tblLayout", type="fixed"),
        node("tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
        node("tblCaption", val=plain(table.title, word.language)),
    )
    grid = node("tblGrid", *(node("gridCol", w=width) for width in widths))
    heads = [line(column.head, word.language) for column in table.columns]
    head = _row(word, heads, [f"{style}Head"] * len(heads), widths, keep=True, head=True)
    styles = [style + ALIGNED[column.align] for column in table.columns]
    made = node("tbl", properties, grid, head)
    last = len(table.rows) - 1
    for at, row in enumerate(table.rows):
        cells = [(Piece(""),) if cell is None else line(cell, word.language) for cell in row]
        keep = last < ONE_PAGE_ROWS or at < AT_ENDS - 1 or at > last - AT_ENDS
        made.append(_row(word, cells, styles, widths, keep=keep))
    return made


def _row(
    word: WordFile, cells: list[Line], styles: list[str], widths: list[int], *, keep: bool, head: bool = False
) -> Element:
    """One row; `keep` holds it on the page of what follows."""
    properties = node("trPr", node("cantSplit"), *([node("tblHeader")] if head else []))
    row = node("tr", properties)
    for cell, style, width in zip(cells, styles, widths, strict=True):
        text = paragraph(style, word.runs(cell), keep_next=keep)
        row.append(node("tc", node("tcPr", node("tcW", w=width, type="dxa")), text))
    return row


def _shown(pieces: Line) -> str:
    """Text of a cell as wide as it will be: a mark has its glyph and sticks to its first word."""
    return "".join(f"●\u00a0{piece.text}" if piece.shape else piece.text for piece in pieces)


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
