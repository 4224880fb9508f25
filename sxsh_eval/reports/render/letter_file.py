"""The Word file of an official letter: base with its styles, runs with comments, page number on top from page 2."""

from __future__ import annotations

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from sxsh_eval.reports.official.model import Line, OfficialLetter
from sxsh_eval.reports.render.pieces import clean
from sxsh_eval.reports.render.stable import MOMENT, pack
from sxsh_eval.reports.render.word_document import PARTS, base_package
from sxsh_eval.reports.render.word_xml import Element, field, paragraph, run

LETTER_PARTS = PARTS | {"word/styles.xml": "letter_styles.xml", "word/numbering.xml": "letter_numbering.xml"}
INITIALS = "SXSH"
LOCALE = "vi-VN"


class LetterFile:
    """A Word document that grows from the head of a letter to its annex.

    Parameters
    ----------
    letter : OfficialLetter
        For the properties of the file, the banner and the author of comments.
    """

    def __init__(self, letter: OfficialLetter) -> None:
        self.letter = letter
        self.document: Document = docx.Document(base_package(LETTER_PARTS))
        self.body: Element = self.document.element.body
        self.last_section: Element = self.body.find(qn("w:sectPr"))
        self._notes: list[tuple[Element, tuple[str, ...]]] = []
        self._set_properties()
        self._set_heads()

    def add(self, element: Element) -> None:
        """Append a paragraph or a table."""
        self.last_section.addprevious(element)

    def runs(self, line: Line) -> list[Element]:
        """Build the runs of a line; notes wait until the file is saved."""
        made = []
        for piece in line:
            element = run(piece.text, "LetterBlank" if piece.is_blank else "")
            if piece.note:
                self._notes.append((element, piece.note))
            made.append(element)
        return made

    def save(self) -> bytes:
        """Whole file; the same letter gives the same bytes."""
        for element, note in self._notes:
            self._comment(element, note)
        self._notes.clear()
        return pack(self.document.part.package)

    def _comment(self, element: Element, note: tuple[str, ...]) -> None:
        anchor = Run(element, WordParagraph(element.getparent(), self.document))
        texts = [clean(text) for text in note]
        comment = self.document.add_comment(anchor, texts[0], author=self.letter.author, initials=INITIALS)
        for text in texts[1:]:
            comment.add_paragraph(text)
        comment._comment_elm.attrib.pop(qn("w:date"), None)  # noqa: SLF001 - no public way to leave the clock out

    def _set_properties(self) -> None:
        properties = self.document.core_properties
        properties.title = clean(self.letter.title)
        properties.author = properties.last_modified_by = self.letter.author
        properties.language = LOCALE
        properties.created = properties.modified = MOMENT
        properties.revision = 1

    def _set_heads(self) -> None:
        section = self.document.sections[0]
        section.different_first_page_header_footer = True
        banner = [paragraph("LetterBanner", [run(self.letter.banner)])] if self.letter.banner else []
        for head, is_first in ((section.header, False), (section.first_page_header, True)):
            head.is_linked_to_previous = False
            root = head.part.element
            for element in list(root):
                root.remove(element)
            number = [] if is_first else [paragraph("Header", field("PAGE", "2"))]
            texts = [*number, *(paragraph("LetterBanner", [run(self.letter.banner)]) for _ in banner)]
            root.extend(texts or [paragraph("Header")])
