"""The Word file around the text: styles, language, properties, sections upright or sideways, page heads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from importlib.resources import files
from io import BytesIO
from typing import cast
from zipfile import ZipFile

import docx
from docx.document import Document
from docx.oxml.ns import qn

from sxsh_eval import __version__
from sxsh_eval.parameters.quantity import Phrase
from sxsh_eval.parameters.text import fold
from sxsh_eval.reports.glossary import glossary
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import GLYPHS, Shape
from sxsh_eval.reports.model import Report
from sxsh_eval.reports.render.edited import running_head
from sxsh_eval.reports.render.pieces import Line, Piece, plain
from sxsh_eval.reports.render.stable import MOMENT, pack
from sxsh_eval.reports.render.terms import marked_terms
from sxsh_eval.reports.render.word_notes import Footnotes
from sxsh_eval.reports.render.word_xml import Element, field, node, paragraph, run

PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/styles.xml": "styles.xml",
    "word/numbering.xml": "numbering.xml",
    "word/settings.xml": "settings.xml",
    "word/fontTable.xml": "font_table.xml",
    "word/theme/theme1.xml": "theme.xml",
}
LOCALES = {"vi": ("vi-VN", ",", ";"), "en": ("en-GB", ".", ",")}
TWIPS = 1440 / 25.4
"""Twentieths of a point in a millimetre."""


def twips(millimetres: float) -> int:
    """Length in Word's unit."""
    return round(millimetres * TWIPS)


def base_package(parts: Mapping[str, str] = PARTS) -> BytesIO:
    """Empty document as a file, by default with the styles of a report."""
    folder = files("sxsh_eval.reports.render").joinpath("word_base")
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for member, name in parts.items():
            archive.writestr(member, folder.joinpath(name).read_bytes())
    packed.seek(0)
    return packed


class WordFile:
    """A Word document that grows from its first to its last paragraph.

    Parameters
    ----------
    report : Report
        Whose title and banner it carries.
    language : Language
        Language of all its text.
    """

    def __init__(self, report: Report, language: Language) -> None:
        self.language = language
        self.marked = marked_terms(report, language)
        self.footnotes = Footnotes()
        self.document: Document = docx.Document(base_package())
        self.body: Element = self.document.element.body
        self.last_section: Element = self.body.find(qn("w:sectPr"))
        self.sideways = False
        self.brief = False
        self.running = running_head(plain(report.title, language), plain(report.subtitle, language))
        self._mark_styles: dict[tuple[str, str], str] = {}
        self._set_language()
        self._set_properties(report)
        self._set_heads(report.banners)

    def add(self, element: Element) -> None:
        """Append a paragraph or a table."""
        self.last_section.addprevious(element)

    def say(self, style: str, text: str) -> None:
        """Append a paragraph of plain text."""
        self.add(paragraph(style, [run(text)]))

    def runs(self, pieces: Line) -> list[Element]:
        """Build the runs of a line; marks as glyph and word in their character style, notes right after their term."""
        made = []
        for piece in pieces:
            made.append(self._mark(piece) if piece.shape else run(piece.text))
            if piece.note:
                term = glossary(self.language.code)[piece.term]
                made.append(self.footnotes.add(term.term, term.meaning))
        return made

    def told(self, phrase: Phrase) -> list[Element]:
        """Build the runs of a phrase with the notes on its terms."""
        return self.runs(self.marked.line(phrase, self.language))

    def turn(self, *, sideways: bool) -> None:
        """Let what follows stand on upright or sideways pages; the same direction changes nothing."""
        if sideways == self.sideways:
            return
        ended = deepcopy(self.last_section)
        before = self.last_section.getprevious()
        if before is None or before.tag != qn("w:p") or before.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
            before = paragraph("SxshGap")
            self.add(before)
        before.get_or_add_pPr().append(ended)
        for inherited in ("headerReference", "footerReference", "titlePg"):
            for element in self.last_section.findall(qn(f"w:{inherited}")):
                self.last_section.remove(element)
        self.sideways = sideways
        self._set_page()

    def save(self) -> bytes:
        """Whole file; the same document gives the same bytes."""
        self.footnotes.save(self.document)
        return pack(self.document.part.package)

    def _set_page(self) -> None:
        size, margins = self.last_section.find(qn("w:pgSz")), self.last_section.find(qn("w:pgMar"))
        wide, high = (297, 210) if self.sideways else (210, 297)
        size.attrib.clear()
        turned = {"orient": "landscape"} if self.sideways else {}
        for name, value in {"w": str(twips(wide)), "h": str(twips(high)), **turned}.items():
            size.set(qn(f"w:{name}"), value)
        top, left = (30, 20) if self.sideways else (20, 30)
        margins.set(qn("w:top"), str(twips(top)))
        margins.set(qn("w:left"), str(twips(left)))

    def _set_language(self) -> None:
        locale, decimal, separator = LOCALES[self.language.code]
        for element in self.document.styles.element.iter(qn("w:lang")):
            element.set(qn("w:val"), locale)
            element.set(qn("w:eastAsia"), locale)
        for style in self.document.styles.element.iter(qn("w:style")):
            if style.get(qn("w:customStyle")):
                key = style.get(qn("w:styleId")).removeprefix("Sxsh")
                style.find(qn("w:name")).set(qn("w:val"), self.language.text(f"office.style.{key}"))
        settings = self.document.settings.element
        for name, value in (("themeFontLang", locale), ("decimalSymbol", decimal), ("listSeparator", separator)):
            settings.find(qn(f"w:{name}")).set(qn("w:val"), value)

    def _set_properties(self, report: Report) -> None:
        properties = self.document.core_properties
        properties.title = plain(report.title, self.language)
        properties.subject = plain(report.subtitle, self.language)
        properties.author = properties.last_modified_by = self.language.text("render.author")
        properties.identifier = report.id
        properties.language = LOCALES[self.language.code][0]
        properties.created = properties.modified = MOMENT
        properties.revision = 1

    def _set_heads(self, banners: Sequence[str]) -> None:
        section = self.document.sections[0]
        section.different_first_page_header_footer = True
        banner = [self.language.text(f"render.{name}") for name in banners]
        for head, first in ((section.header, False), (section.first_page_header, True)):
            head.is_linked_to_previous = False
            root = head.part.element
            for element in list(root):
                root.remove(element)
            number = [] if first else [paragraph("Header", [*field("PAGE", "2"), run("/"), *field("NUMPAGES", "2")])]
            root.extend([*number, *(paragraph("SxshBanner", [run(text)]) for text in banner)])
            if not len(root):
                root.append(paragraph("Header"))
        for foot in (section.footer, section.first_page_footer):
            foot.is_linked_to_previous = False
            root = foot.part.element
            for element in list(root):
                root.remove(element)
            root.append(paragraph("Footer", [run(f"{self.running} · sxsh_eval {__version__}")]))

    def _mark(self, piece: Piece) -> Element:
        key = (piece.text, piece.colour)
        if key not in self._mark_styles:
            self._mark_styles[key] = self._add_mark_style(piece)
        return run(f"{GLYPHS[cast('Shape', piece.shape)]}\u00a0{piece.text}", self._mark_styles[key])

    def _add_mark_style(self, piece: Piece) -> str:
        word = piece.text.replace(",", " –")
        identifier = "SxshMark" + "".join(part.capitalize() for part in fold(piece.text).split("-"))
        self.document.styles.element.append(
            node(
                "style",
                node("name", val=self.language.text("office.mark_style", word=word)),
                node("basedOn", val="DefaultParagraphFont"),
                node("rPr", node("color", val=piece.colour.lstrip("#").upper())),
                type="character",
                customStyle=1,
                styleId=identifier,
            )
        )
        return identifier
