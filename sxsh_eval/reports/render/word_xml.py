"""Small pieces of Word's XML: paragraphs, runs, fields, bookmarks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import cast

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser
from docx.oxml.xmlchemy import BaseOxmlElement

Element = BaseOxmlElement
NAMESPACE = {"w": nsmap["w"]}
SPACE = qn("xml:space")


@cache
def clark(name: str) -> str:
    """Name in the ``w`` namespace as lxml writes it."""
    return qn(f"w:{name}")


def node(tag: str, /, *children: Element, **attributes: str | int) -> Element:
    """Element of the ``w`` namespace.

    Parameters
    ----------
    tag : str
        Name without prefix.
    children : Element
        Appended in order.
    attributes : str or int
        Attributes of the ``w`` namespace.

    Returns
    -------
    Element
        New element.
    """
    made = cast("Element", oxml_parser.makeelement(clark(tag), nsmap=NAMESPACE))
    for name, value in attributes.items():
        made.set(clark(name), str(value))
    made.extend(children)
    return made


def run(text: str, style: str = "") -> Element:
    """Run of text in a character style; spaces at its ends are kept."""
    letters = node("t")
    letters.text = text
    letters.set(SPACE, "preserve")
    return node("r", *([node("rPr", node("rStyle", val=style))] if style else []), letters)


def paragraph(style: str, runs: Iterable[Element] = (), *, keep_next: bool = False, new_page: bool = False) -> Element:
    """Paragraph in a style.

    Parameters
    ----------
    style : str
        Identifier of a paragraph style.
    runs : iterable of Element
        Runs, fields or bookmarks.
    keep_next : bool
        Keep on the page of the paragraph that follows although the style does not say so.
    new_page : bool
        Begin on a new page.

    Returns
    -------
    Element
        ``w:p``.
    """
    properties = node("pPr", node("pStyle", val=style))
    if keep_next:
        properties.append(node("keepNext"))
    if new_page:
        properties.append(node("pageBreakBefore"))
    return node("p", properties, *runs)


def field(code: str, shown: str) -> list[Element]:
    """Build the runs of a field with its result filled in.

    Parameters
    ----------
    code : str
        Instruction, for example ``PAGE``.
    shown : str
        Result to show until Word works it out again.

    Returns
    -------
    list of Element
        Five runs.
    """
    return [*field_start(code), run(shown), field_end()]


def field_start(code: str) -> list[Element]:
    """Build the runs before a field's result."""
    instruction = node("instrText")
    instruction.text = f" {code} "
    instruction.set(SPACE, "preserve")
    return [
        node("r", node("fldChar", fldCharType="begin")),
        node("r", instruction),
        node("r", node("fldChar", fldCharType="separate")),
    ]


def field_end() -> Element:
    """Run after a field's result."""
    return node("r", node("fldChar", fldCharType="end"))


def bookmark(number: int, name: str, runs: Iterable[Element]) -> list[Element]:
    """Put runs between the ends of a bookmark."""
    return [node("bookmarkStart", id=number, name=name), *runs, node("bookmarkEnd", id=number)]
