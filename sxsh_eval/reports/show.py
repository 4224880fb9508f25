"""Sections and reports as they look in a notebook: plain HTML that takes the notebook's own style."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from html import escape

from sxsh_eval.reports.draw_pictures import draw_pictures
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import GLYPHS
from sxsh_eval.reports.model import Report, Section
from sxsh_eval.reports.pictures import Pictures
from sxsh_eval.reports.render.page import FigureBlock, Page, PageBlock, Part, TableBlock, lay_out
from sxsh_eval.reports.render.pieces import Line

NOTEBOOK = Language("vi")
"""Language of notebooks; the files made from them have both."""

SCREEN_DPI = 144
"""Dots an inch of pictures in notebooks, which show them 720 dots wide: enough for sharp screens."""


def show_section(section: Section, language: Language = NOTEBOOK) -> str:
    """HTML of one section.

    Parameters
    ----------
    section : Section
    language : Language, optional
        Vietnamese unless told otherwise.

    Returns
    -------
    str
        Headings, text, tables and pictures; no style, no script.
    """
    page, pictures = set_out(section, language)
    return "".join(show_part(part, pictures, language.text("render.source")) for part in page.parts)


def set_out(section: Section, language: Language = NOTEBOOK) -> tuple[Page, Pictures]:
    """Section laid out, its figures drawn but not yet in pixels."""
    alone = Report.of_section(section)
    return lay_out(alone, language), draw_pictures(alone, language)


def show_part(part: Part, pictures: Pictures, label: str) -> str:
    """Heading, blocks and parts of a part; `label` stands before sources."""
    level = min(part.level + 2, 6)
    blocks = "".join(show_block(block, pictures, label) for block in part.blocks)
    inner = "".join(show_part(one, pictures, label) for one in part.parts)
    return f"<h{level}>{words(part.title)}</h{level}>{blocks}{inner}"


def show_block(block: PageBlock, pictures: Pictures, label: str) -> str:
    """One block: text, table or figure."""
    match block:
        case TableBlock():
            return show_table(block) + foot(block.notes, block.source, label)
        case FigureBlock():
            data = b64encode(pictures[block.picture].pixels(SCREEN_DPI)).decode("ascii")
            image = f'<img alt="{escape(block.alt)}" style="max-width:720px" src="data:image/png;base64,{data}">'
            head = f"<p><b>{words(block.title)}</b><br>{words(block.subtitle)}</p>"
            return head + image + "<br>" + foot(block.notes, block.source, label)
        case _ if block.kind == "bullet":
            return f"<ul>{''.join(f'<li>{words(line)}</li>' for line in block.lines)}</ul>"
        case _ if block.kind in {"key_message", "warning"}:
            return f"<blockquote>{words(block.lines[0])}</blockquote>"
        case _:
            return f"<p>{words(block.lines[0])}</p>"


def show_table(table: TableBlock) -> str:
    """Table with caption and heads."""
    heads = "".join(f'<th scope="col">{words(head)}</th>' for head in table.heads)
    rows = "".join(
        f"<tr>{''.join(f'<td>{words(cell) if cell else str()}</td>' for cell in row)}</tr>" for row in table.rows
    )
    return f"<table><caption>{words(table.title)}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def foot(notes: Iterable[Line], source: Line, label: str) -> str:
    """Notes and source in small print."""
    said = [*(words(note) for note in notes), f"{escape(label)}: {words(source)}"]
    return "".join(f"<small>{text}</small><br>" for text in said)


def words(line: Line) -> str:
    """Escaped text of a line; marks with glyph and colour."""
    return "".join(
        f'<span style="color:{piece.colour}">{GLYPHS[piece.shape]} {escape(piece.text)}</span>'
        if piece.shape in GLYPHS
        else escape(piece.text) + "<br>" * piece.ends
        for piece in line
    )
