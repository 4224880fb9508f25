"""Footnotes of the Word report: a part of the file that python-docx does not know how to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from sxsh_eval.reports.render.word_xml import Element, node, paragraph, run

if TYPE_CHECKING:
    from docx.document import Document

PLACE = PackURI("/word/footnotes.xml")
FIRST = 2
"""Number of the first note in the file; 0 and 1 are the lines that part notes from the text."""


class Footnotes:
    """Notes of one document, numbered in the order in which they are added."""

    def __init__(self) -> None:
        self._notes: list[Element] = []

    def add(self, label: str, text: str) -> Element:
        """Run that refers to a new note.

        Parameters
        ----------
        label : str
            What is explained, in bold letters.
        text : str
            The note.

        Returns
        -------
        Element
            To be put right after the word.
        """
        number = len(self._notes) + FIRST
        mark = node("r", _style("FootnoteReference"), node("footnoteRef"))
        words = [run(" "), run(f"{label}: ", "SxshLabel"), run(text)]
        self._notes.append(node("footnote", paragraph("FootnoteText", [mark, *words]), id=number))
        return node("r", _style("FootnoteReference"), node("footnoteReference", id=number))

    def save(self, document: Document) -> None:
        """Put the notes into the document's file; without any it stays as it is."""
        if not self._notes:
            return
        kinds = ("separator", "continuationSeparator")
        lines = [_line(kind, at) for at, kind in enumerate(kinds)]
        content = serialize_part_xml(node("footnotes", *lines, *self._notes))
        package = document.part.package
        part = Part(PLACE, CONTENT_TYPE.WML_FOOTNOTES, content, package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        told = node("footnotePr", *(node("footnote", id=at) for at in range(len(kinds))))
        document.settings.element.find(told.tag.replace("footnotePr", "compat")).addprevious(told)


def _style(name: str) -> Element:
    return node("rPr", node("rStyle", val=name))


def _line(kind: str, number: int) -> Element:
    return node("footnote", node("p", node("r", node(kind))), type=kind, id=number)
