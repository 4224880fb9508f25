"""Lines that a page or a narrow window broke, made paragraphs again."""

from __future__ import annotations

import re
from dataclasses import replace

from sxsh_eval.errors import Problem
from sxsh_eval.inputs.letters.text import Paragraph

PAGE_NUMBER = re.compile(
    r"(?:[-–—]\s*)?(?:(?:trang|page)\s+)?[0-9]{1,3}(?:\s*/\s*[0-9]{1,3})?(?:\s*[-–—])?", re.IGNORECASE
)
DASH = re.compile(r"[-–—+*•●▪◦\uf02d\uf0b7\uf0a7]")
NUMBERING = re.compile(r"\(?(?:[a-zđ]|[0-9]{1,2}(?:\.[0-9]{1,2})*|[ivxIVX]{1,5})([.)])")
ENDED = re.compile(r"[.;:!?…][\"”’')\]]*$")
ADDRESS = re.compile(r"(?:://|www\.)\S*$")
CUT_WORD = re.compile(r"\S[-/]$")
SHORT = 40
"""Letters below which a line was not broken by the end of the page's width."""

WIDEST_WRAP = 120
"""Characters beyond which lines of a text file are paragraphs, not lines of a window."""

FULL_LINES = 0.3
"""Share of lines near the greatest width in a file whose lines a program broke."""

FEWEST_LINES = 8
NEAR = 14
"""How far from the greatest width, in characters, such lines end."""


def is_page_number(text: str) -> bool:
    """Whether a line is only a number as pages carry it: ``3``, ``- 3 -``, ``Trang 3/5``."""
    return PAGE_NUMBER.fullmatch(text) is not None


def begins_item(text: str, before: str = "") -> bool:
    """Whether a line begins with the mark of a list or a section: ``-``, ``+``, ``a)``, ``1.``, ``II.``.

    Parameters
    ----------
    text : str
        The line.
    before : str
        Line above it: after ``8`` the line ``– 13%`` is the rest of a range, and after a long line that ends no
        sentence ``- xã hội`` is the rest of ``kinh tế - xã hội``.
    """
    if DASH.match(text):
        rest = text[1:].lstrip()[:1]
        inside = len(before) >= SHORT and not is_ended(before) and rest.islower()
        return not inside and not (before[-1:].isdigit() and rest.isdigit())
    mark = NUMBERING.match(text)
    if mark is None:
        return False
    after = text[mark.end() : mark.end() + 1]
    return not after or after.isspace() or after.isupper() or (mark[1] == ")" and not after.isdigit())


def is_ended(text: str) -> bool:
    """Whether a line ends as sentences and introductions do."""
    return ENDED.search(text) is not None


def goes_on(before: str, after: str) -> bool:
    """Whether `after` can only be the rest of the sentence that `before` begins."""
    long = len(before) >= SHORT
    return (
        long
        and not ADDRESS.search(before)
        and not is_ended(before)
        and after[:1].islower()
        and not begins_item(after, before)
    )


def is_caption(text: str) -> bool:
    """Whether a line is a short one that announces what follows: ``Nơi nhận:``."""
    return len(text) < SHORT and text.endswith(":")


def glue(parts: list[str]) -> str:
    """Parts of a line as one; a hyphen or slash at a break belongs to the word.

    Parameters
    ----------
    parts : list of str
        At least one, none empty.
    """
    return "".join(part if CUT_WORD.search(part) else f"{part} " for part in parts[:-1]) + parts[-1]


def wrap_width(lines: list[str]) -> int | None:
    """Width at which a program broke the lines of a text file.

    Parameters
    ----------
    lines : list of str
        Lines, empty ones too.

    Returns
    -------
    int or None
        Characters; None when the lines are whole paragraphs.
    """
    lengths = [len(line) for line in lines if line]
    if len(lengths) < FEWEST_LINES or max(lengths) > WIDEST_WRAP or max(lengths) < SHORT:
        return None
    full = sum(length > max(lengths) - NEAR for length in lengths)
    return max(lengths) if full >= FULL_LINES * len(lengths) else None


def unwrap(lines: list[Paragraph]) -> list[Paragraph]:
    """Join lines of a text file that ended only because the next word had no room."""
    width = wrap_width([one.text for one in lines])
    if width is None:
        return lines
    groups: list[list[Paragraph]] = []
    for one in lines:
        last = groups[-1][-1].text if groups else ""
        room = len(last) + 1 + len(one.text.split(" ", 1)[0]) <= width
        if last and one.text and not room and not begins_item(one.text, last):
            groups[-1].append(one)
        else:
            groups.append([one])
    return [replace(group[0], text=glue([one.text for one in group])) for group in groups]


def join_broken(paragraphs: list[Paragraph], where: str) -> tuple[list[Paragraph], list[Problem]]:
    """Sentences cut by the end of a page made whole; the page's number inside them dropped.

    Parameters
    ----------
    paragraphs : list of Paragraph
        Clean, none empty.
    where : str
        Name of the file.

    Returns
    -------
    tuple of list
        Paragraphs; a warning for each number dropped and each joint.
    """
    groups: list[list[Paragraph]] = []
    notes: list[Problem] = []
    at = 0
    while at < len(paragraphs):
        one = paragraphs[at]
        number = is_page_number(one.text) and at + 1 < len(paragraphs)
        rest = paragraphs[at + 1] if number else one
        before = groups[-1][-1] if groups else one
        plain = one.cell is None and rest.cell is None and before.cell is None
        if groups and plain and goes_on(before.text, rest.text):
            groups[-1].append(rest)
            notes.append(_note(before, one if number else None, rest, where))
            at += 1 + number
            continue
        groups.append([one])
        at += 1
    return [replace(group[0], text=glue([one.text for one in group])) for group in groups], notes


def _note(before: Paragraph, number: Paragraph | None, rest: Paragraph, where: str) -> Problem:
    place = f"{where}:{(number or rest).line}" if before.page is None else f"{where}, {before.page}"
    shown = f"…{before.text[-25:]} | {number.text + ' | ' if number else ''}{rest.text[:25]}…"
    return Problem("text.page_number" if number else "text.joined", place, shown, severity="warning")
