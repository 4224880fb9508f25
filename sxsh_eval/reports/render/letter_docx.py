"""An official letter as a Word file in the form of Decree 30/2020/NĐ-CP, Appendix I."""

from __future__ import annotations

from sxsh_eval.reports.official.model import Annex, Foot, Grid, Head, OfficialLetter, Paragraph
from sxsh_eval.reports.render.letter_file import LetterFile
from sxsh_eval.reports.render.word_document import twips
from sxsh_eval.reports.render.word_xml import Element, node, paragraph, run

STYLES = {
    "part": "Heading1",
    "section": "Heading2",
    "point": "Heading3",
    "text": "BodyText",
    "item": "LetterItem",
}
TEXT_MM = 160.0
HEAD_MM = (62.0, 104.0)
"""About 40 to 60, a little wider than the text: at equal halves national title or date would wrap."""

RULES_MM = (22.0, 60.0)
FOOT_MM = (80.0, 80.0)
SIGNING_LINES = 4
"""Empty lines for signature and seal."""


def render_letter(letter: OfficialLetter) -> bytes:
    """Set an official letter.

    Parameters
    ----------
    letter : OfficialLetter

    Returns
    -------
    bytes
        A ``.docx`` file; notes are Word comments; the same letter gives the same bytes.
    """
    word = LetterFile(letter)
    word.add(_head(word, letter.head))
    word.add(paragraph("LetterAddressee", word.runs(letter.head.addressee)))
    last = len(letter.body) - 1
    for at, one in enumerate(letter.body):
        word.add(_paragraph(word, one, keep_next=at == last))
    word.add(_foot(word, letter.foot))
    _add_annex(word, letter.annex)
    return word.save()


def _paragraph(word: LetterFile, one: Paragraph, *, keep_next: bool) -> Element:
    dash = [run("- ")] if one.role == "item" else []
    return paragraph(STYLES[one.role], [*dash, *word.runs(one.line)], keep_next=keep_next)


def _rule(column_mm: float, width_mm: float) -> Element:
    """Line under a head, as a paragraph whose indents leave it its width."""
    rule = paragraph("LetterRule")
    side = twips((column_mm - width_mm) / 2)
    rule.get_or_add_pPr().append(node("ind", left=side, right=side))
    return rule


def _table(widths_mm: tuple[float, ...], rows: list[Element], *, style: str = "") -> Element:
    widths = [twips(width) for width in widths_mm]
    named = [node("tblStyle", val=style)] if style else []
    properties = node(
        "tblPr",
        *named,
        node("tblW", w=sum(widths), type="dxa"),
        node("jc", val="center"),
        node("tblLayout", type="fixed"),
        node("tblLook", val="0020" if style else "0000"),
    )
    return node("tbl", properties, node("tblGrid", *(node("gridCol", w=width) for width in widths)), *rows)


def _row(widths_mm: tuple[float, ...], cells: list[list[Element]], *, is_head: bool = False) -> Element:
    row = node("tr", node("trPr", node("cantSplit"), *([node("tblHeader")] if is_head else [])))
    for width, paragraphs in zip(widths_mm, cells, strict=True):
        row.append(node("tc", node("tcPr", node("tcW", w=twips(width), type="dxa")), *paragraphs))
    return row


def _head(word: LetterFile, head: Head) -> Element:
    left, right = HEAD_MM
    issuer = [paragraph("LetterIssuer", [run(line)]) for line in head.issuer]
    nation = [paragraph("LetterNation", [run(head.nation)]), paragraph("LetterMotto", [run(head.motto)])]
    upper = _row(HEAD_MM, [[*issuer, _rule(left, RULES_MM[0])], [*nation, _rule(right, RULES_MM[1])]])
    number = paragraph("LetterNumber", word.runs(head.number))
    subject = paragraph("LetterSubject", word.runs(head.subject))
    lower = _row(HEAD_MM, [[number, subject], [paragraph("LetterDated", word.runs(head.dated))]])
    return _table(HEAD_MM, [upper, lower])


def _foot(word: LetterFile, foot: Foot) -> Element:
    recipients = [
        paragraph("LetterRecipientsTitle", [run(foot.recipients_title)]),
        *(paragraph("LetterRecipients", [run(line)]) for line in foot.recipients),
    ]
    authority = [paragraph("LetterAuthority", word.runs(line)) for line in foot.authority]
    name = [paragraph("LetterAuthority") for _ in range(SIGNING_LINES + 1)]
    return _table(FOOT_MM, [_row(FOOT_MM, [recipients, [*authority, *name]])])


def _add_annex(word: LetterFile, annex: Annex) -> None:
    for at, title in enumerate(annex.titles):
        word.add(paragraph("LetterAnnexTitle", [run(title)], new_page=at == 0))
    word.add(paragraph("LetterAnnexReference", [run(annex.reference)]))
    word.add(_grid(word, annex.grid))
    word.add(paragraph("LetterGap"))


def _grid(word: LetterFile, grid: Grid) -> Element:
    whole = sum(grid.shares)
    widths = tuple(TEXT_MM * share / whole for share in grid.shares)
    heads = [[paragraph("LetterCellHead", [run(text)])] for text in grid.heads]
    rows = [_row(widths, heads, is_head=True)]
    for cells in grid.rows:
        made = [[paragraph(_cell_style(at), word.runs(cell))] for at, cell in enumerate(cells)]
        rows.append(_row(widths, made))
    return _table(widths, rows, style="LetterTable")


def _cell_style(column: int) -> str:
    return "LetterCell" if column == 1 else "LetterCellCenter"
