"""A report as a tagged PDF on A4, set by typst: words go in as JSON and stay text."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sxsh_eval import __version__
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Report
from sxsh_eval.reports.pictures import Pictures
from sxsh_eval.reports.render.breaks import soften
from sxsh_eval.reports.render.columns import PADDING, TEXT_WIDTH
from sxsh_eval.reports.render.edited import running_head
from sxsh_eval.reports.render.page import (
    FigureBlock,
    Page,
    PageBlock,
    Part,
    TableBlock,
    TextBlock,
    lay_out,
    picture_names,
)
from sxsh_eval.reports.render.pieces import Line
from sxsh_eval.reports.setting import typst_fonts

if TYPE_CHECKING:
    import typst

ACCESSIBLE: list[typst.PDFStandard] = ["ua-1"]
ARCHIVE: list[typst.PDFStandard] = ["a-2a"]
"""Standards for readers of the screen (PDF/UA) and for archives (PDF/A): typst checks them while it writes."""

BODY_SIZE = 10.5
TALL_CELL = 1500
"""Letters in a cell from which its row may be cut at the end of a page."""


@cache
def _template() -> bytes:
    return files("sxsh_eval.reports.render").joinpath("report.typ").read_bytes()


def page_json(page: Page, pictures: Pictures) -> str:
    """Page with its pictures as JSON for the template.

    Parameters
    ----------
    page : Page
        Report in one language.
    pictures : Pictures
        One for each figure.

    Returns
    -------
    str
        JSON in which words too long for their line carry zero-width spaces.
    """
    body = TEXT_WIDTH / BODY_SIZE
    tree = asdict(replace(page, parts=()))
    tree["running"] = running_head(page.title, page.subtitle)
    tree["version"] = __version__
    tree["facts"] = [[_line(label, 0.3 * body), _line(value, 0.6 * body)] for label, value in page.facts]
    tree["parts"] = [_part(part) for part in page.parts]
    tree["terms"] = {term.name: [term.term, term.meaning] for term in page.terms}
    tree["pictures"] = {
        name: {"svg": pictures[name].svg.decode("utf-8"), "width_mm": pictures[name].width_mm}
        for name in picture_names(page.parts)
    }
    return json.dumps(tree, ensure_ascii=False)


def _line(line: Line, limit: float = TEXT_WIDTH / BODY_SIZE * 0.9) -> list[dict[str, Any]]:
    """Pieces as JSON; `limit` is the width in em that a word may take."""
    pieces: list[dict[str, Any]] = []
    for it in line:
        more = {"term": it.note and it.term, "after": it.after, "ends": it.ends}
        told = {name: value for name, value in more.items() if value}
        pieces.append({"text": soften(it.text, limit), "shape": it.shape, "colour": it.colour, **told})
    return pieces


def _part(part: Part) -> dict[str, Any]:
    return {
        "level": part.level,
        "new_page": part.new_page,
        "alone": part.alone,
        "key": [[term.term, term.meaning] for term in part.key],
        "title": _line(part.title, 25),
        "blocks": [_block(block) for block in part.blocks],
        "parts": [_part(inner) for inner in part.parts],
    }


def _block(block: PageBlock) -> dict[str, Any]:
    if isinstance(block, TextBlock):
        return {"kind": block.kind, "lines": [_line(line) for line in block.lines]}
    common = {
        "kind": block.kind,
        "label": block.label,
        "title": _line(block.title),
        "notes": [_line(note) for note in block.notes],
        "source": _line(block.source),
    }
    if isinstance(block, FigureBlock):
        return common | {"picture": block.picture, "alt": block.alt, "subtitle": _line(block.subtitle)}
    return common | _table(block)


def _table(block: TableBlock) -> dict[str, Any]:
    widths = block.widths
    limits = [
        (share * TEXT_WIDTH - inset - PADDING) / widths.size
        for share, inset in zip(widths.shares, widths.insets, strict=True)
    ]
    return {
        "shares": widths.shares,
        "size": widths.size,
        "insets": widths.insets,
        "aligns": block.aligns,
        "tall": any(sum(len(piece.text) for piece in cell or ()) > TALL_CELL for row in block.rows for cell in row),
        "heads": [_line(head, limit) for head, limit in zip(block.heads, limits, strict=True)],
        "rows": [[cell and _line(cell, limit) for cell, limit in zip(row, limits, strict=True)] for row in block.rows],
    }


def render_pdf(report: Report, language: Language, pictures: Pictures, *, made: datetime | None = None) -> bytes:
    """Write a report as a tagged PDF.

    Parameters
    ----------
    report : Report
        The report as data.
    language : Language
        Language of the document.
    pictures : Pictures
        One drawn picture for each `Figure.id` of the report.
    made : datetime, optional
        Moment with its time zone to write as the date of creation; PDF/A asks for one.

    Returns
    -------
    bytes
        PDF/UA-1, with `made` also PDF/A-2a; if a value has a letter that no font here can draw, PDF with tags only.
        The same input gives the same bytes.

    Raises
    ------
    KeyError
        If a figure has no picture.
    """
    import typst

    inputs = {"page": page_json(lay_out(report, language), pictures), "dated": "yes" if made else "no"}
    timestamp = int(made.timestamp()) if made else 0
    try:
        return _compile(inputs, timestamp, [*ACCESSIBLE, *(ARCHIVE if made else [])])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compile(inputs, timestamp, [])


def _compile(inputs: dict[str, str], timestamp: int, standards: list[typst.PDFStandard]) -> bytes:
    import typst

    return typst.compile(
        _template(),
        font_paths=typst_fonts(),
        sys_inputs=inputs,
        pdf_standards=standards,
        timestamp=timestamp,
        format="pdf",
    )
