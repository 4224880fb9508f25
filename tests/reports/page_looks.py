"""What an editor looks at on every page of a PDF: margins, headings, captions, notes, white pages, the summary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium

from sxsh_eval.reports.draw_pictures import draw_pictures
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Report
from sxsh_eval.reports.render.edited import edit_report
from sxsh_eval.reports.render.pdf import render_pdf

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT, TOP, BOTTOM = 30 * MM, 20 * MM, 20 * MM, 20 * MM
LEAST_FILLED = 0.15
"""Part of a page that is used at least, unless a chapter ends on it."""

LEAST_UNDER_HEADING = 42.0
"""Points between the top of a heading and the end of the page: the heading itself with two lines."""

CAPTION = re.compile(r"(Bảng|Table|Hình|Figure) \d+\.")
FOOT = re.compile(r"(Ghi chú|Nguồn|Notes?|Source):")


@dataclass(frozen=True)
class Heading:
    """Entry of the outline: its words, level from 0, page from 1, height above the page's lower edge in points."""

    title: str
    level: int
    page: int
    top: float


def headings(document: pdfium.PdfDocument) -> list[Heading]:
    """Numbered headings in reading order."""
    found = []
    for entry in document.get_toc():
        target = entry.get_dest()
        assert target is not None
        index = target.get_index()
        assert index is not None
        _, view = target.get_view()
        found.append(Heading(entry.get_title(), entry.level, index + 1, view[1]))
    return [heading for heading in found if re.match(r"\d", heading.title)]


def body_lines(page: pdfium.PdfPage) -> list[str]:
    """Lines between the margins, from the top."""
    text = page.get_textpage().get_text_bounded(LEFT - 5, BOTTOM - 2, WIDTH - RIGHT + 5, HEIGHT - TOP + 2)
    return [line.strip() for line in text.splitlines() if line.strip()]


def letters(page: pdfium.PdfPage) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right, top of every letter; spaces have none."""
    text = page.get_textpage()
    shown = text.get_text_range()
    at_all = range(min(text.count_chars(), len(shown)))
    return [text.get_charbox(at) for at in at_all if not shown[at].isspace()]


def filled(boxes: list[tuple[float, float, float, float]]) -> float:
    """Part of the height between the margins down to the lowest letter."""
    inside = [box[1] for box in boxes if BOTTOM - 2 <= box[1] <= HEIGHT - TOP]
    return (HEIGHT - TOP - min(inside, default=HEIGHT - TOP)) / (HEIGHT - TOP - BOTTOM)


def overfull(boxes: list[tuple[float, float, float, float]]) -> bool:
    """Whether a letter stands in the left or right margin or off the paper."""
    return any(box[0] < LEFT - 1 or box[2] > WIDTH - RIGHT + 1 or box[1] < 8 * MM for box in boxes)


def faults_of(report: Report, code: str) -> list[str]:
    """The same of a report that has yet to be rendered."""
    language = Language.remembering(code)
    edited = edit_report(report)
    return page_faults(render_pdf(edited, language, draw_pictures(edited, language)))


def page_faults(path: Path | bytes) -> list[str]:
    """Everything on the pages of a report that an editor would send back, a line each."""
    document = pdfium.PdfDocument(path)
    try:
        return [*_faults(document, headings(document))]
    finally:
        document.close()


def _faults(document: pdfium.PdfDocument, outline: list[Heading]) -> Iterator[str]:
    chapters = {heading.page for heading in outline if heading.level == 0 and heading.top > HEIGHT - TOP - 20}
    for number, page in enumerate(document, start=1):
        lines, boxes = body_lines(page), letters(page)
        if overfull(boxes):
            yield f"page {number}: text in the margins"
        if number not in {1, len(document)} and number + 1 not in chapters and filled(boxes) < LEAST_FILLED:
            yield f"page {number}: nearly white"
        if lines and CAPTION.match(lines[-1]):
            yield f"page {number}: ends with a caption: {lines[-1]}"
        if lines and number > 1 and FOOT.match(lines[0]):
            yield f"page {number}: begins with the notes of another page: {lines[0]}"
    for heading in outline:
        if heading.top - BOTTOM < LEAST_UNDER_HEADING:
            yield f"page {heading.page}: heading at its end: {heading.title}"
    first, *later = (heading for heading in outline if heading.level == 0)
    if first.page > 2:
        yield f"the summary begins on page {first.page}"
    if later and later[0].page != first.page + 1:
        yield f"the summary begins on page {first.page}, the next chapter on page {later[0].page}"
