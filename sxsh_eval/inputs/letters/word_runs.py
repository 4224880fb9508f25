"""The text of one Word paragraph: what a reader sees, in pieces of one font."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sxsh_eval.inputs.letters.legacy import font_legacy, is_capital_font
from sxsh_eval.inputs.letters.word_fonts import Fonts, W

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
UNSEEN = {f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{MC}Fallback", f"{W}instrText", f"{W}delText"}
TEXTS = {f"{W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
BOX = f"{W}txbxContent"
SIGNS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "\u00ad",
}
PAGE_FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES"}


@dataclass(frozen=True)
class Piece:
    """Neighbouring characters of one font.

    Attributes
    ----------
    text : str
    font : str, optional
    """

    text: str
    font: str | None


class RunReader:
    """Walks one paragraph.

    Parameters
    ----------
    paragraph : lxml element
        ``w:p``.
    fonts : Fonts
    """

    def __init__(self, paragraph: Any, fonts: Fonts) -> None:
        self._paragraph, self._fonts = paragraph, fonts
        self._fields: list[list[str]] = []
        self.pieces: list[Piece] = []
        self.boxes: list[Any] = []

    def walk(self, element: Any, font: str | None = None) -> None:
        """Collect the pieces below an element."""
        for child in element.iterchildren("*"):
            if child.tag == BOX:
                self.boxes.append(child)
            elif child.tag == f"{W}r":
                if not _is_hidden(child):
                    self.walk(child, self._fonts.of_run(child, self._paragraph))
            elif child.tag in TEXTS:
                self._add(child.text or "", font)
            elif child.tag in SIGNS:
                self._add("" if child.get(f"{W}type") == "page" else SIGNS[child.tag], font)
            elif child.tag == f"{W}sym":
                self._symbol(child)
            elif not self._field(child) and child.tag not in UNSEEN:
                self.walk(child, font)

    def _field(self, element: Any) -> bool:
        """Note where fields begin and end; whether the element is part of one and has no text of its own."""
        if element.tag == f"{W}fldSimple":
            return _is_page(element.get(f"{W}instr", ""))
        if element.tag == f"{W}instrText" and self._fields:
            self._fields[-1].append(element.text or "")
        kind = element.get(f"{W}fldCharType") if element.tag == f"{W}fldChar" else None
        if kind == "begin":
            self._fields.append([])
        elif kind == "end" and self._fields:
            self._fields.pop()
        return element.tag in {f"{W}instrText", f"{W}fldChar"}

    def _symbol(self, element: Any) -> None:
        code = element.get(f"{W}char", "")
        try:
            self._add(chr(int(code, 16)), element.get(f"{W}font"))
        except (ValueError, OverflowError):
            return

    def _add(self, text: str, font: str | None) -> None:
        if not text or any(_is_page("".join(field)) for field in self._fields):
            return
        last = self.pieces[-1] if self.pieces else None
        if last is not None and _kind(last.font) == _kind(font):
            self.pieces[-1] = Piece(last.text + text, last.font)
        else:
            self.pieces.append(Piece(text, font))


def _kind(font: str | None) -> tuple[str | None, bool]:
    return font_legacy(font), is_capital_font(font)


def _is_page(instruction: str) -> bool:
    return (instruction.split() or [""])[0].upper() in PAGE_FIELDS


def _is_hidden(run: Any) -> bool:
    """Whether a run is marked as hidden text."""
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(f"{W}val", "1") not in {"0", "false", "off"}


def pieces_of(paragraph: Any, fonts: Fonts) -> tuple[list[Piece], list[Any]]:
    """Pieces of a paragraph and the text boxes anchored in it.

    Parameters
    ----------
    paragraph : lxml element
        ``w:p``.
    fonts : Fonts
        Of the document.

    Returns
    -------
    tuple of list
        Pieces in order, without deleted and hidden text and page numbers; elements that hold paragraphs.
    """
    reader = RunReader(paragraph, fonts)
    reader.walk(paragraph)
    return reader.pieces, reader.boxes
