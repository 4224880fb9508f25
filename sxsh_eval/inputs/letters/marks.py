"""Digits of a letter that are no figures: document numbers, articles, headings, telephone numbers, codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

CAPITAL = "A-ZĐÂĂÊÔƠƯ"
DOCUMENT = re.compile(
    rf"(?<![0-9/])[0-9]{{1,6}}[a-z]?\s?/\s?(?:(?:19|20)[0-9]{{2}}\s?/\s?)?"
    rf"(?:[{CAPITAL}]{{2,8}}[0-9]{{0,2}}[{CAPITAL}a-zđ]{{0,6}})(?:\s?[-\u2013]\s?[{CAPITAL}][{CAPITAL}a-zđ.]{{0,11}}[0-9]{{0,2}}){{0,4}}"
)
NAMED_DOCUMENT = re.compile(
    r"(?:quyết định|công văn|văn bản|thông báo|tờ trình|chỉ thị|nghị quyết|thông tư|nghị định|luật|kế hoạch|báo cáo)"
    r"\s+(?:liên tịch\s+)?(?:số\s*:?\s*)?([0-9]{1,6})(?![0-9]|[.,][0-9]|\s*%)",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"(?:\bsố(?: hiệu)?\s*:\s*)([0-9]{1,6})(?=\s*/)", re.IGNORECASE)
ARTICLE = re.compile(
    r"(?:điều|khoản|chương|mục|tiết|nghị quyết số|chỉ thị số|ISO|TCVN|QCVN|TCN|tiêu chuẩn|quy chuẩn)"
    r"\s*(?:số\s*)?([0-9]{1,6}(?:[.:\-][0-9]{1,5}){0,4})(?![0-9]|\s*%)",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"(?:phụ lục|mẫu số|mẫu|biểu số|biểu|bảng|hình|phần|phiếu|trang|tập)\s*(?:số\s*)?([0-9]{1,3}(?:\.[0-9]{1,2}){0,3})"
    r"(?![0-9.,]*\s*%)(?![.,]?[0-9])",
    re.IGNORECASE,
)
WEEKDAY = re.compile(r"\bthứ\s*([2-7])(?=\s*,|\s+ngày)", re.IGNORECASE)
HEADING = re.compile(
    r"^\s*[(\[]?([0-9]{1,2}(?:\.[0-9]{1,2}){0,4})(?:[.)\]/:](?=\s|[^\W\d_]|$)|(?<=\.[0-9])\s+(?=[A-ZĐ]))"
)
PHONE = re.compile(
    r"(?:điện thoại|đt|tel|phone|fax|hotline|di động|sđt)\s*[:.]?\s*((?:\(?\+?[0-9]+\)?[\s.\-]{0,2}){1,8})",
    re.IGNORECASE,
)
LONG_PHONE = re.compile(r"(?<![0-9.,])\(?0[0-9]{2,4}\)?[.\s-][0-9]{3,4}[.\s-]?[0-9]{3,4}(?![0-9])")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s]+|[\w.\-]+@[\w.\-]+", re.IGNORECASE)
PAGE = re.compile(
    r"^\s*(?:trang|page)?\s*[-\u2013]?\s*[0-9]{1,3}\s*(?:/\s*[0-9]{1,3})?\s*[-\u2013]?\s*$", re.IGNORECASE
)
CODE = re.compile(
    r"(?:(?<=[A-ZĐ])|(?<=[^\W\d_]_)|(?<=\b[A-Z][a-z])|(?<=\bm)|(?<=\b[kcd]m))(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]{1,9}(?:[.,][0-9]{1,9})?|(?<![0-9])[0-9]{1,9}(?=[a-zđA-ZĐ](?![^\W\d_]))"
)
SINGLE_UNIT = re.compile(r"[mgltđ](?![^\W\d_])", re.IGNORECASE)


@dataclass(frozen=True)
class Mark:
    """Characters of a paragraph whose digits are no figure, with the reason as a fate of `NumberSeen`."""

    start: int
    end: int
    fate: str


def find_marks(text: str, *, lone: bool) -> tuple[Mark, ...]:
    """Digits of a paragraph that are no figures, in order; where two readings overlap, the first named one holds.

    Parameters
    ----------
    text : str
        NFC.
    lone : bool
        Whether the paragraph stands alone in the text: then a bare number is a page number. Not for cells of tables.

    Returns
    -------
    tuple of Mark
    """
    found: list[Mark] = []
    taken = bytearray(len(text))
    for mark in candidates(text, lone=lone):
        if not any(taken[mark.start : mark.end]):
            found.append(mark)
            taken[mark.start : mark.end] = b"\1" * (mark.end - mark.start)
    return tuple(sorted(found, key=lambda each: each.start))


def candidates(text: str, *, lone: bool) -> Iterator[Mark]:
    """All readings, the surest kinds first."""
    if lone and PAGE.match(text):
        yield Mark(0, len(text), "page_number")
    yield from (Mark(*match.span(), "other_subject") for match in ADDRESS.finditer(text))
    yield from (Mark(*match.span(), "document_number") for match in DOCUMENT.finditer(text))
    for pattern, fate in (
        (NUMBERED, "document_number"),
        (NAMED_DOCUMENT, "document_number"),
        (ARTICLE, "legal_reference"),
        (LABEL, "numbering"),
        (PHONE, "phone"),
        (WEEKDAY, "date"),
    ):
        yield from (Mark(*match.span(1), fate) for match in pattern.finditer(text))
    yield from (Mark(*match.span(), "phone") for match in LONG_PHONE.finditer(text))
    heading = HEADING.match(text)
    if heading:
        yield Mark(*heading.span(1), "numbering")
    for match in CODE.finditer(text):
        if not SINGLE_UNIT.match(text, match.end()) or (match.start() and text[match.start() - 1].isupper()):
            yield Mark(*match.span(), "other_subject")
